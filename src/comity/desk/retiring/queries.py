"""Reads what is due to be destroyed, what keeps it, and what was destroyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.desk.retiring.calling import SHOWN
from comity.desk.retiring.holds import holds_of
from comity.desk.retiring.terms import Term, term_of
from comity.desk.rules import rulebook
from comity.desk.visibility import of_visible, visible_to
from comity.directory.policy import Actor
from comity.records.models import CaseHold, Erasure, Request
from comity.terms.instants import Instant

_SOON: Final = "RETAIN-SOON"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one case stands: its term, everything that keeps it, the holds that officers placed, the proposal, the end."""

    request: Request
    term: Term | None
    held: tuple[str, ...]
    holds: Sequence[CaseHold]
    proposal: Erasure | None
    done: Erasure | None


def due_cases(*, by: Actor, at: Instant) -> Sequence[Request]:
    """Return the ended cases whose day has come or is near, of those that `by` may know of, the first due first; `SHOWN` at most."""
    soon = at + timedelta(minutes=rulebook().limit(_SOON, on=at.datetime().date()).value)
    return list(visible_to(by).filter(retain_until__lte=soon).order_by("retain_until", "id")[:SHOWN])


def destroyed_lately(*, by: Actor) -> Sequence[Erasure]:
    """Return what was destroyed, the newest first."""
    rows = Erasure.objects.select_related("request", "officer", "second").filter(of_visible(by, "request"), outcome="destroyed")
    return list(rows.order_by("-ended_at")[:SHOWN])


def erasure_of(request: Request) -> Erasure | None:
    """Return how the content of a case was destroyed; None while it is kept."""
    rows = Erasure.objects.select_related("officer", "second").filter(request=request, outcome="destroyed")
    return rows.first()


def standing_of(reference: str, *, by: Actor, at: Instant) -> Standing | None:
    """Return how a case stands; None where `by` may not know of it."""
    request = visible_to(by).filter(reference=reference).first()
    if request is None:
        return None
    proposal = Erasure.objects.select_related("officer").filter(request=request, outcome="").first()
    holds = list(CaseHold.objects.select_related("officer").filter(request=request, ended_at__isnull=True))
    done = erasure_of(request)
    return Standing(request, term_of(request, at=at), () if done else tuple(holds_of(request)), holds, proposal, done)
