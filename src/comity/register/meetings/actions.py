"""Plans, amends, closes and cancels meetings, and completes who was only named by a role. One transaction each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Meeting, Officer, Participation, RegisterActor
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import said
from comity.register.meetings.refusals import NobodyUnnamed, NotAhead, PartOfItself
from comity.register.meetings.writing import keep_meeting, seat, write_meeting
from comity.register.people.naming import add_names, counting, make_actor
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow
from comity.register.states import Standing, require_meeting_move
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

_DEEP: Final = 8  # meetings within meetings


@transaction.atomic
def plan_meeting(
    *, typed: Mapping[str, Any], seats: Sequence[Mapping[str, Any]] = (), parent: str = "", by: Officer, at: Instant, token: str
) -> Meeting:
    """Write a meeting down that is to take place, or that took place (`standing` in `typed`).

    `typed` as `write_meeting` has it. Each of `seats`: role, and `id` of an actor, or country and words, `unnamed` where only the role is
    known. Raises `NotOfItsList`, `DateUnclear`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def plan() -> str:
        made = write_meeting(typed, document=None, row=None, parent=_parent(parent, of=None), by=by, at=at)
        _take_seats(made, seats, by=by, at=at)
        _note("meeting.planned", made, by=by, at=at)
        return made.number

    return Meeting.objects.get(number=once(token, plan, officer=by, verb="meeting.plan", at=at))


@transaction.atomic
def amend_meeting(
    number: str,
    *,
    typed: Mapping[str, Any],
    seats: Sequence[Mapping[str, Any]] = (),
    parent: str | None = None,
    by: Officer,
    at: Instant,
    token: str,
) -> Meeting:
    """Correct a meeting: what `typed` does not name stays, `seats` are added, `parent` None leaves where it belongs. Raises as planning."""
    require_keep(actor(by, at=at))

    def amend() -> str:
        found = _locked(number)
        given = {name: value for name, value in typed.items() if name != "standing"}
        above = found.parent if parent is None else _parent(parent, of=found)
        written = write_meeting(given, document=None, row=found, parent=above, by=by, at=at)
        _take_seats(written, seats, by=by, at=at)
        _note("meeting.amended", written, by=by, at=at)
        return written.number

    return Meeting.objects.get(number=once(token, amend, officer=by, verb="meeting.amend", at=at))


@transaction.atomic
def say_outcome(number: str, *, outcome: str, by: Officer, at: Instant, token: str) -> Meeting:
    """Say what came of a planned meeting: it was held. Raises `MeetingOver`, `NotAhead`, `WhyMissing` without words."""
    require_keep(actor(by, at=at))

    def say() -> str:
        require_why(outcome)
        found = _locked(number)
        require_meeting_move(found.number, Standing(found.standing), Standing.HELD)
        if found.first and found.first > at.datetime().date().isoformat():
            raise NotAhead(number=found.number, day=found.said)
        return _close(found, Standing.HELD, words=outcome, name="meeting.outcome-said", by=by, at=at)

    return Meeting.objects.get(number=once(token, say, officer=by, verb="meeting.outcome", at=at))


@transaction.atomic
def cancel_meeting(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> Meeting:
    """Say that a planned meeting does not take place, and why. Raises `MeetingOver`, `WhyMissing`."""
    require_keep(actor(by, at=at))

    def cancel() -> str:
        require_why(reason)
        found = _locked(number)
        require_meeting_move(found.number, Standing(found.standing), Standing.CANCELLED)
        return _close(found, Standing.CANCELLED, words=reason, name="meeting.cancelled", by=by, at=at)

    return Meeting.objects.get(number=once(token, cancel, officer=by, verb="meeting.cancel", at=at))


@transaction.atomic
def name_unnamed(
    seat_id: int, *, same: int = 0, typed: Mapping[str, Any] | None = None, by: Officer, at: Instant, token: str
) -> Participation:
    """Say who it was that only a role named: the actor `same`, or a new one of `typed` (name, country, forms, posts).

    Raises `NobodyUnnamed`, `NoSuchRow`, and what names refuse.
    """
    require_keep(actor(by, at=at))

    def complete() -> str:
        found = Participation.objects.select_for_update().filter(pk=seat_id, unnamed=True, taken_out_at__isnull=True).first()
        if found is None:
            raise NobodyUnnamed
        who = find_row(same) if same else make_actor(typed or {}, document=None, row=None, by=by, at=at)
        if same and typed:
            add_names(who, typed.get("forms", ()), posts=typed.get("posts", ()), document=None)
        found.actor, found.unnamed, found.country = who, False, found.country or who.country
        found.save(update_fields=["actor", "unnamed", "country"])
        meeting = Meeting.objects.get(pk=found.meeting_id)
        keep_meeting(meeting)
        note("meeting.head-named", by=by, at=at, facts={"meeting": meeting.number, "seat": found.pk, "actor": who.pk})
        return str(found.pk)

    return Participation.objects.select_related("actor").get(pk=once(token, complete, officer=by, verb="meeting.name", at=at))


def find_row(key: int) -> RegisterActor:
    """Return the actor with a key, or the one that counts in its place; raises `NoSuchRow`."""
    found = RegisterActor.objects.filter(pk=key, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=f"#{key}")
    return counting(found)


def _take_seats(meeting: Meeting, seats: Sequence[Mapping[str, Any]], *, by: Officer, at: Instant) -> None:
    for one in seats:
        who = find_row(int(one["id"])) if one.get("id") else None
        country, words = str(one.get("country") or ""), str(one.get("words") or "")
        seat(
            meeting,
            actor=who,
            country=country,
            words=words or (who.name if who else ""),
            role=str(one.get("role") or "participant"),
            unnamed=bool(one.get("unnamed")) and who is None,
            document=None,
            by=by,
            at=at,
        )
    keep_meeting(meeting)


def _parent(number: str, *, of: Meeting | None) -> Meeting | None:
    if not number:
        return None
    found = Meeting.objects.filter(number=number, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    above: Meeting | None = found
    for _ in range(_DEEP):
        if above is None:
            return found
        if of is not None and above.pk == of.pk:
            break
        above = above.parent
    raise PartOfItself(number=of.number if of else number)


def _locked(number: str) -> Meeting:
    found = Meeting.objects.select_for_update().filter(number=number, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _close(found: Meeting, to: Standing, *, words: str, name: str, by: Officer, at: Instant) -> str:
    found.standing, found.outcome, found.outcome_at = to.value, said(words, cap=WORDS_CAP, what="outcome"), at
    found.save(update_fields=["standing", "outcome", "outcome_at"])
    facts: dict[str, JsonValue] = {"meeting": found.number, "digest": str(Digest.of(found.outcome.encode()))}
    note(name, by=by, at=at, facts=facts)
    return found.number


def _note(name: str, meeting: Meeting, *, by: Officer, at: Instant) -> None:
    facts: dict[str, JsonValue] = {
        "meeting": meeting.number,
        "type": meeting.type,
        "said": meeting.said,
        "standing": meeting.standing,
        "digest": str(Digest.of(f"{meeting.title}\x00{meeting.place}\x00{meeting.series}".encode())),
    }
    note(name, by=by, at=at, facts=facts)
