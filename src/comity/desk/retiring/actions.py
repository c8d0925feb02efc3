"""Proposes that the content of a case is destroyed, drops that, or does it as the second officer; places and lifts holds.

One transaction each. Destroying takes the content and what opens the leaves about it; the leaves, the log and every digest stay.
"""

from functools import partial
from typing import Final

from django.db import connection, transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.retiring.content import erase, files_of
from comity.desk.retiring.holds import holds_of
from comity.desk.retiring.paying import pay
from comity.desk.retiring.refusals import (
    GroundNotCoded,
    NoRetentionRule,
    NoSuchErasure,
    NoSuchHold,
    NotDueYet,
    NotOver,
    OwnErasure,
    ProposedBefore,
    StillHeld,
)
from comity.desk.retiring.terms import ENDED, Term, term_of
from comity.desk.states import State
from comity.desk.visibility import NoSuchRequest, require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import CaseHold, Erasure, Officer, Request
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

GROUNDS: Final = "case-hold"
CAP: Final = 1000


def propose_erasure(reference: str, *, reason: str, by: Officer, at: Instant, token: str) -> Erasure:
    """Propose it under the rule of the kind, with a reason that stays in the journal. It destroys nothing.

    Raises `NoSuchRequest`, `NotOver`, `NoRetentionRule`, `NotDueYet`, `StillHeld`, `ProposedBefore`, `ReasonMissing`.
    """
    require(actor(by, at=at), Verb.DISPOSE)
    require_reason(reason)

    def propose() -> str:
        request = _locked(reference, by=by, at=at)
        if Erasure.objects.filter(request=request, outcome="").exists():
            raise ProposedBefore(reference=reference)
        term = _require_free(request, at=at)
        words = str(FreeText.parse(reason, cap=CAP, what="reason"))
        row = Erasure.objects.create(
            request=request, rule=term.rule.id, source=term.rule.source, due_at=term.due_at, reason=words, officer=by, at=at
        )
        note("erasure.proposed", by=by, about=reference, at=at, facts={"rule": row.rule, "due": str(row.due_at), "reason": words})
        return str(row.pk)

    with transaction.atomic():
        return Erasure.objects.get(pk=once(token, propose, officer=by, verb="erasure.propose", at=at))


def drop_erasure(reference: str, *, by: Officer, at: Instant, token: str) -> Erasure:
    """Leave the content as it is: who proposed it takes it back, or who may agree declines. Raises `NoSuchErasure`."""
    who = actor(by, at=at)

    def drop() -> str:
        row = _waiting(_locked(reference, by=by, at=at))
        require(who, Verb.DISPOSE if row.officer_id == by.pk else Verb.CERTIFY_DISPOSAL)
        row.outcome, row.second, row.ended_at = "dropped", by, at
        row.save(update_fields=["outcome", "second", "ended_at"])
        note("erasure.dropped", by=by, about=reference, at=at, facts={"rule": row.rule, "proposed_by": row.officer.officer_id})
        return str(row.pk)

    with transaction.atomic():
        return Erasure.objects.get(pk=once(token, drop, officer=by, verb="erasure.drop", at=at))


def destroy_content(reference: str, *, by: Officer, at: Instant, token: str) -> Erasure:
    """Destroy the content of a case as the second officer. Everything that a proposal needs is asked again.

    Rows go in one transaction with the leaf that says so; files go after its commit, and by the courier where this process ends before.
    Raises `NoSuchErasure`, `OwnErasure` and what `propose_erasure` does.
    """
    require(actor(by, at=at), Verb.CERTIFY_DISPOSAL)

    def destroy() -> str:
        request = _locked(reference, by=by, at=at)
        row = _waiting(request)
        if OfficerId(row.officer.officer_id) == OfficerId(by.officer_id):
            raise OwnErasure(name=by.name)
        term = _require_free(request, at=at)
        owed, counts = files_of(request), erase(request)
        request.erased_at, request.retain_until, request.attention = at, None, ""
        request.save(update_fields=["erased_at", "retain_until", "attention"])
        row.rule, row.source, row.due_at = term.rule.id, term.rule.source, term.due_at
        row.outcome, row.second, row.ended_at, row.counts, row.owed = "destroyed", by, at, counts, owed
        row.save()
        facts = {"rule": row.rule, "due": str(row.due_at), "reason": row.reason, "proposed_by": row.officer.officer_id, **counts}
        note("erasure.destroyed", by=by, about=reference, at=at, facts=facts)
        transaction.on_commit(partial(pay, row.pk))
        return str(row.pk)

    with _Overwriting(), transaction.atomic():
        done = once(token, destroy, officer=by, verb="erasure.destroy", at=at)
    return Erasure.objects.get(pk=done)


@transaction.atomic
def place_hold(reference: str, *, ground: str, words: str, by: Officer, at: Instant, token: str) -> CaseHold:
    """Keep the content of a case beyond its day, for a coded ground and with words. Raises `GroundNotCoded`, `ReasonMissing`."""
    require(actor(by, at=at), Verb.DISPOSE)
    require_reason(words)
    if ground not in [item.code for item in vocabulary(GROUNDS).offered]:
        raise GroundNotCoded

    def place() -> str:
        request = _locked(reference, by=by, at=at)
        said = str(FreeText.parse(words, cap=CAP, what="reason"))
        row = CaseHold.objects.create(request=request, ground=ground, words=said, officer=by, at=at)
        note("hold.placed", by=by, about=reference, at=at, facts={"hold": row.pk, "ground": ground, "words": said})
        return str(row.pk)

    return CaseHold.objects.get(pk=once(token, place, officer=by, verb="hold.place", at=at))


@transaction.atomic
def lift_hold(reference: str, hold_id: int, *, words: str, by: Officer, at: Instant, token: str) -> CaseHold:
    """End a hold with a reason; that the content may go then is still for two officers. Raises `NoSuchHold`, `ReasonMissing`."""
    require(actor(by, at=at), Verb.CERTIFY_DISPOSAL)
    require_reason(words)

    def lift() -> str:
        request = _locked(reference, by=by, at=at)
        row = CaseHold.objects.filter(pk=hold_id, request=request, ended_at__isnull=True).first()
        if row is None:
            raise NoSuchHold
        row.ended_by, row.ended_at, row.ended_for = by, at, str(FreeText.parse(words, cap=CAP, what="reason"))
        row.save(update_fields=["ended_by", "ended_at", "ended_for"])
        note("hold.lifted", by=by, about=reference, at=at, facts={"hold": row.pk, "words": row.ended_for})
        return str(row.pk)

    return CaseHold.objects.get(pk=once(token, lift, officer=by, verb="hold.lift", at=at))


class _Overwriting:
    """SQLite writes zeros over what is deleted on this connection meanwhile. PostgreSQL has nothing of the kind: its vacuum frees pages."""

    def __enter__(self) -> None:
        self._say("ON")

    def __exit__(self, *_: object) -> None:
        self._say("OFF")

    def _say(self, how: str) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA secure_delete={how}")


def _require_free(request: Request, *, at: Instant) -> Term:
    """Return the term by which the content may go now; raises why it may not."""
    if State(request.state) not in ENDED:
        raise NotOver(reference=request.reference)
    term = term_of(request, at=at)
    if term is None:
        raise NoRetentionRule(kind=request.kind)
    if at < term.due_at:
        raise NotDueYet(reference=request.reference, day=term.due_at.datetime().date().isoformat(), rule=term.rule.id)
    for why in holds_of(request):
        raise StillHeld(reference=request.reference, where=why)
    return term


def _locked(reference: str, *, by: Officer, at: Instant) -> Request:
    found = Request.objects.select_for_update().filter(reference=reference).first()
    if found is None:
        raise NoSuchRequest(reference=reference[:20])
    require_visible(found, by=actor(by, at=at))
    return found


def _waiting(request: Request) -> Erasure:
    found = Erasure.objects.select_related("officer").filter(request=request, outcome="").first()
    if found is None:
        raise NoSuchErasure
    return found
