"""Lets something happen to a request: its state moves by the table, its clocks hear of it, its nearest one is repeated beside it."""

from collections.abc import Mapping
from datetime import timedelta

from comity.desk import clocks
from comity.desk.calendars import calendar_of
from comity.desk.clockwork.moments import first_look
from comity.desk.clockwork.pausing import let_go_on, stand_still
from comity.desk.journalling import note
from comity.desk.meaning import CONSULTATION, events_of, is_emergency
from comity.desk.onward.owing import nearest_due, owe_after
from comity.desk.retiring.terms import kept_until
from comity.desk.rules import rulebook
from comity.desk.states import Happening, State, after
from comity.directory.home import home
from comity.records.models import Clock, Request, Snooze
from comity.records.rows import fresh, insert
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.treaty.clocks import clocks_for, clocks_paused_by, clocks_resumed_by, clocks_stopped_by

NO_CLOCK = "no-clock"
CROSSED = "crossed"
FINAL = frozenset({State.REFUSED, State.WITHDRAWN, State.UNDELIVERED, State.CLOSED})
_RECEIPTS = frozenset({Happening.DELIVERY, Happening.OPENING})
_CONCEIVABLE = timedelta(days=36525)  # a hundred years: what another node dates further away than that is no date


def happen(
    request: Request,
    happening: Happening,
    *,
    direction: str,
    kind: str,
    fields: Mapping[str, JsonValue],
    by: str,
    at: Instant,
    act: str = "",
) -> bool:
    """Move `request` and save it; return whether the table had a move. `by` names the act for the clocks it stops, `act` its part.

    An act for which there is no move crossed another one on the way: it is kept and shown, and moves nothing.
    """
    request.last_act_at = at
    if act == "answer" and request.answered_at is None:
        request.answered_at = at
    if request.asleep_until is not None and happening not in _RECEIPTS:
        # Whatever was to be waited for, this may be it. The column is saved with the state below.
        request.asleep_until = None
        Snooze.objects.filter(request=request, woken_at__isnull=True, until__gt=at).update(woken_at=at, woken_by=by)
    to = after(State(request.state), happening)
    if to is None:
        request.retain_until = kept_until(request, at=at)
        request.save()
        return False
    request.state = to
    if happening is Happening.CONSULTATION:
        request.consulted = False
    elif happening in (Happening.VIEWS, Happening.TERMS) and kind == CONSULTATION:
        request.consulted = True  # the views on a risk notice are no consultation
    for event in events_of(happening, direction=direction, act=act):
        sound(request, event, kind=kind, fields=fields, by=by, at=at)
    if to in FINAL:
        clocks.stop_all(request, by=by, at=at)
        clocks.repeat_nearest(request)
    for owing in owe_after(request, happening, direction=direction, at=at):
        sound_disposal(request if owing.pk == request.pk else owing, by=by, at=at)
    request.retain_until = kept_until(request, at=at)
    request.save()
    return True


def sound_disposal(request: Request, *, by: str, at: Instant) -> None:
    """Let the clock of a case run until the first of what it must destroy or return is due, or stop where nothing is owed."""
    due = nearest_due(request)
    event, fields = ("disposal.owed", {"end": str(due)}) if due is not None else ("disposal.done", {})
    sound(request, event, kind=request.kind, fields=fields, by=by, at=at)


def sound(request: Request, event: str, *, kind: str, fields: Mapping[str, JsonValue], by: str, at: Instant) -> None:
    """Tell the request's clocks of `event`: some stop, start, stand still or go on; the nearest is written beside the request.

    `kind` is the act's; it says which clocks start. Those stop that run for it, or for the request that it belongs to.
    """
    try:
        rows = _started(request, event, kind=kind, fields=fields, at=at)
    except Refused:
        return  # no clock of the rulebook listens for this event
    stopped = {code for one in (kind, request.kind) for code in clocks_stopped_by(event, one, rulebook=rulebook())}
    # A clock that starts anew (an extension, a second answer) ends its older self.
    clocks.stop(request, stopped | {row.code for row in rows}, by=by, at=at)
    clocks.start(request, rows)
    _stand_still(request, event, kind=kind, by=by, at=at)
    clocks.repeat_nearest(request)
    request.save(update_fields=["due_at", "due_clock", "attention"])


def begin(request: Request, event: str, *, fields: Mapping[str, JsonValue], at: Instant) -> None:
    """Save a request that is new, with the clocks that `event` starts: none runs yet, so none stops."""
    try:
        rows = _started(request, event, kind=request.kind, fields=fields, at=at)
    except Refused:
        rows = []  # no clock of the rulebook listens for this event
    if rows:
        first = min(rows, key=lambda row: row.due_at.micros)
        request.due_at, request.due_clock = first.due_at, first.code
    insert(request)
    clocks.start(request, rows)
    if is_emergency(request.kind, request.urgency):
        claimed = "emergency.sent" if request.direction == "out" else "emergency.received"
        sound(request, claimed, kind=request.kind, fields={}, by=event, at=at)


def _stand_still(request: Request, event: str, *, kind: str, by: str, at: Instant) -> None:
    """Pause the running clocks that `event` pauses, and let those go on that it ends the pause of."""
    kinds = (kind, request.kind)
    going = {code for one in kinds for code in clocks_resumed_by(event, one, rulebook=rulebook())}
    standing = {code for one in kinds for code in clocks_paused_by(event, one, rulebook=rulebook())}
    if not going | standing:
        return
    for clock in Clock.objects.filter(request=request, code__in=going | standing, stopped_at__isnull=True):
        if clock.paused_at is not None and clock.code in going:
            let_go_on(clock, request, by=str(home().node), why=by, at=at)
        elif clock.paused_at is None and clock.code in standing:
            stand_still(clock, request, by=str(home().node), why=event, at=at)


def _started(request: Request, event: str, *, kind: str, fields: Mapping[str, JsonValue], at: Instant) -> list[Clock]:
    """Return the clocks that an event starts at this node, unsaved; raises `NoRule` for an event that no clock knows."""
    day = at.datetime().date()
    started_by = clocks_for(event, kind, rulebook=rulebook(), on=day, urgency=request.urgency, instrument=request.instrument)
    starts_at = _moment(fields.get("start"), near=at) or at
    side = "requesting" if request.direction == "out" else "requested"
    rows = []
    for clock in started_by:
        if clock.side not in ("both", side):
            continue
        started = starts_at if event == "preservation.effected" else at
        try:
            due = clock.due(started, stated_end=_moment(fields.get("end"), near=at), calendar=calendar_of(clock, request))
        except Refused as refusal:
            # The act has come and is kept; that a clock is missing is said to people, and never made up for by a guess.
            request.attention = request.attention or NO_CLOCK
            facts = {"clock": clock.id, "why": str(refusal)}
            note("clock.not-started", by=str(home().node), about=request.reference, at=at, facts=facts)
            continue
        warnings = clock.warnings(due)
        rows.append(
            fresh(
                Clock,
                code=clock.id,
                rule=f"{clock.instrument} {clock.article}".strip(),
                starts_at=started,
                due_at=due,
                warn_at=[moment.micros for moment in warnings],
                next_at=first_look(warnings, due, at=at),
            )
        )
    return rows


def _moment(value: JsonValue, *, near: Instant) -> Instant | None:
    """Return the moment that a field holds; what another node wrote wrongly, or out of all proportion, counts as nothing."""
    try:
        found = Instant.parse(value) if isinstance(value, str) else None
    except Refused:
        return None
    return found if found is not None and abs(found - near) <= _CONCEIVABLE else None
