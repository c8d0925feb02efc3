"""Warnings as an officer of the desk may know of them: what came in a case that is hidden from them is hidden here too."""

from collections.abc import Mapping, Sequence

from comity.desk.meaning import WARNING
from comity.desk.states import DraftState
from comity.desk.visibility import restricted_requests, visible_drafts, visible_to
from comity.directory.policy import Actor
from comity.intel.warnings import queries
from comity.intel.warnings.queries import Listed, Narrowed, WarningFile
from comity.records.models import Draft, ThreatWarning, WarningDelivery
from comity.terms.instants import Instant


def hidden_from(by: Actor) -> frozenset[str]:
    """Return the cases of warnings that `by` may not know of: few are restricted at all."""
    restricted = restricted_requests().filter(kind=WARNING)
    return frozenset(restricted.exclude(pk__in=visible_to(by).filter(kind=WARNING)).values_list("reference", flat=True))


def seen_warnings(narrowed: Narrowed, *, by: Actor, at: Instant, after: str = "") -> Listed:
    """Return the warnings that went out or came, what was published last first."""
    return queries.warnings(narrowed, by=by, on=at.datetime().date(), hidden=hidden_from(by), after=after)


def seen_by_field(*, by: Actor) -> Mapping[str, tuple[int, int]]:
    """Return of each field how many warnings came, and how many went out."""
    return queries.by_field(by=by, hidden=hidden_from(by))


def seen_counts(*, by: Actor) -> Mapping[str, int]:
    """Return what waits for somebody."""
    return queries.counts(by=by, hidden=hidden_from(by))


def seen_unanswered(*, by: Actor) -> Sequence[ThreatWarning]:
    """Return what came and nobody here has said a word of, the oldest first."""
    return queries.unanswered(by=by, hidden=hidden_from(by))


def seen_acknowledged(*, by: Actor) -> Sequence[WarningDelivery]:
    """Return what other authorities said last of warnings that went out, the newest first."""
    return queries.acknowledged(by=by, hidden=hidden_from(by))


def see_warning(key: str, *, by: Actor, at: Instant) -> WarningFile:
    """Return a warning with all that belongs to it; raises `NoSuchWarning`, also where its case is hidden from `by`."""
    return queries.find_warning(key, by=by, on=at.datetime().date(), hidden=hidden_from(by))


def waiting_word(case: str, *, by: Actor) -> Draft | None:
    """Return the draft of what this authority says of a warning that came, while it is written or waits for its second officer."""
    live = (DraftState.OPEN.value, DraftState.SUBMITTED.value)
    return visible_drafts(by).filter(reference=case, kind=WARNING, act__in=("answer", "notice"), state__in=live).first() if case else None
