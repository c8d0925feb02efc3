"""Puts a request off until a moment, with a reason; it wakes by itself, by any act of its case, or by hand."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.desk import policy
from comity.desk.holding import moves
from comity.desk.holding.policy import Running, require_nothing_due, require_waking
from comity.desk.holding.refusals import NotAsleep, ReasonNotCoded
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.rules import rulebook
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Clock, Officer, Request, Snooze
from comity.records.rows import insert
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.clocks import clock_named

REASONS: Final = "snooze-reason"
LIMIT: Final = "SNOOZE-LONGEST"


def longest(at: Instant) -> timedelta:
    """Return for how long this desk puts a request off at most; raises `NoRule`."""
    return timedelta(minutes=rulebook().limit(LIMIT, on=at.datetime().date()).value)


@transaction.atomic
def snooze_request(request: Request, *, until: Instant, code: str, words: str, by: Officer, at: Instant, token: str) -> Request:
    """Put off what `by` holds until `until`. It stays in the queue, in a section of its own, and its clocks go on.

    Raises `HeldByAnother`, `HeldByNobody`, `ReasonNotCoded`, `policy.ReasonMissing`, `WakesInThePast`, `AsleepTooLong`, and
    `DueBeforeWaking` where a legal clock would run out first.
    """
    require(actor(by, at=at), Verb.HAND_ON)

    def put_off() -> str:
        held = moves.require_held(request, by=by)
        if code not in [item.code for item in vocabulary(REASONS).offered]:
            raise ReasonNotCoded
        policy.require_reason(words)
        require_waking(until, at=at, longest=longest(at))
        require_nothing_due(until, clocks=_running(held), reference=held.reference)
        moves.wake(held, by=by.officer_id, at=at)  # the one before ends where this one begins
        insert(Snooze(request=held, officer=by, code=code, words=words, at=at, until=until))
        Request.objects.filter(pk=held.pk).update(asleep_until=until)
        facts = {"until": str(until), "code": code, "reason": words}
        note("request.snoozed", by=by, about=held.reference, at=at, facts=facts)
        return str(held.reference)

    return Request.objects.get(reference=once(token, put_off, officer=by, verb="request.snooze", at=at))


@transaction.atomic
def wake_request(request: Request, *, by: Officer, at: Instant, token: str) -> Request:
    """Wake it before its time; raises `NotAsleep`."""
    require(actor(by, at=at), Verb.HAND_ON)

    def woken() -> str:
        held = Request.objects.select_for_update().get(pk=request.pk)
        if held.asleep_until is None or held.asleep_until <= at:
            raise NotAsleep(reference=held.reference)
        moves.wake(held, by=by.officer_id, at=at)
        note("request.woken", by=by, about=held.reference, at=at, facts={"state": held.state})
        return str(held.reference)

    return Request.objects.get(reference=once(token, woken, officer=by, verb="request.wake", at=at))


def _running(request: Request) -> list[Running]:
    rows = Clock.objects.filter(request=request, stopped_at__isnull=True)
    return [Running(row.code, row.due_at, legal=_is_legal(row, urgency=request.urgency)) for row in rows]


def _is_legal(row: Clock, *, urgency: str) -> bool:
    """Say whether a clock is more than the desk's own target; one that no rule of ours knows is."""
    try:
        named = clock_named(row.code, rulebook=rulebook(), on=row.starts_at.datetime().date(), urgency=urgency)
    except Refused:
        return True
    return named.nature != "desk-target"
