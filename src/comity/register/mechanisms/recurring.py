"""Promises that come back: how often, which meetings fit, and which of them an officer took as evidence. None is taken by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once, result_of
from comity.directory.policy import Actor
from comity.records.models import Commitment, Evidence, Meeting, MeetingCountry, Officer, Recurrence
from comity.register.codes import code_of
from comity.register.commitments.actions import give_evidence
from comity.register.days import typed_day
from comity.register.mechanisms.refusals import NoCadence, NotOffered
from comity.register.mechanisms.series import Period, periods
from comity.register.paging import YES
from comity.register.policy import require_keep, require_read
from comity.register.refusals import DateUnclear, NoSuchRow, NotOfItsList
from comity.register.states import Standing
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary

MEETING: Final = "meeting"  # the code of `evidence-sort`
_MOST: Final = 200
_EVERY: Final = frozenset({"", "meeting", "visit", "conference", "exercise", "training", "signing"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a promise: meetings that were taken as its evidence, those that fit, and whether it passed with neither."""

    period: Period
    taken: Sequence[Meeting]
    offered: Sequence[Meeting]
    missed: bool


@dataclass(frozen=True, slots=True)
class Recurring:
    """How a promise comes back, and its turns, the latest first."""

    recurrence: Recurrence
    turns: Sequence[Turn]


@transaction.atomic
def repeat_commitment(number: str, *, cadence: str, since: str, group: str = "", by: Officer, at: Instant, token: str) -> Recurrence:
    """Say that a commitment comes back: its cadence, the day from which it counts, the class of meetings that show it.

    Raises `NotOfItsList`, `DateUnclear`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def repeat() -> str:
        found = _find(number)
        day = typed_day(since)
        if day.precision != "day" or not day.first:
            raise DateUnclear(said=since[:40] or "-")
        if group not in _EVERY:
            raise NotOfItsList(what="meeting-type", said=group[:40])
        Recurrence.objects.filter(commitment=found, ended_at__isnull=True).update(ended_at=at)
        made = Recurrence.objects.create(
            commitment=found, cadence=code_of("cadence", cadence), since=day.first, group=group, made_by=by, made_at=at
        )
        note("commitment.recurs", by=by, at=at, facts={"commitment": number, "cadence": made.cadence, "since": made.since})
        return str(made.pk)

    return Recurrence.objects.get(pk=once(token, repeat, officer=by, verb="commitment.repeat", at=at))


@transaction.atomic
def take_meeting(number: str, *, meeting: str, by: Officer, at: Instant, token: str) -> Evidence:
    """Take a meeting that fits as evidence of one turn of a commitment. Raises `NoCadence`, `NotOffered`, `NoSuchRow`."""
    require_keep(actor(by, at=at))
    if result_of(token, officer=by, verb="commitment.evidence") is None:  # else the form was used, and is given its first answer
        found = recurring(_find(number), by=actor(by, at=at), at=at)
        if found is None:
            raise NoCadence(number=number[:20])
        fits = {one.number for turn in found.turns for one in turn.offered}
        if meeting not in fits:
            raise NotOffered(meeting=meeting[:20] or "-", number=number[:20])
    typed = {"sort": MEETING, "reference": meeting, "supplied_by": by.name}
    return give_evidence(number, typed=typed, by=by, at=at, token=token)


def recurring(commitment: Commitment, *, by: Actor, at: Instant) -> Recurring | None:
    """Return how a commitment comes back and what shows each turn; None where nobody said that it does."""
    require_read(by)
    found = Recurrence.objects.filter(commitment=commitment, ended_at__isnull=True).first()
    if found is None:
        return None
    today = at.datetime().date()
    held = _meetings(commitment, found, until=today)
    references = Evidence.objects.filter(commitment=commitment, sort=MEETING).values_list("reference", flat=True)
    taken = frozenset(references)
    turns = [_turn(period, held, taken, today) for period in periods(found.cadence, since=date.fromisoformat(found.since), until=today)]
    return Recurring(found, turns[::-1])


def _turn(period: Period, held: Sequence[Meeting], taken: frozenset[str], today: date) -> Turn:
    inside = [one for one in held if period.first.isoformat() <= one.first <= period.last.isoformat()]
    shown = [one for one in inside if one.number in taken]
    return Turn(period, shown, [one for one in inside if one.number not in taken], not shown and period.last < today)


def _meetings(commitment: Commitment, found: Recurrence, *, until: date) -> list[Meeting]:
    """Return the held meetings that both sides of a promise took part in, of its class, whose day is known with its year."""
    own = home().country.text
    sides = [one for one in (commitment.obligor_country, commitment.beneficiary_country) if one]
    first = next((one for one in sides if one != own), "")
    other = next((one for one in sides if one != first), own)
    if not first:
        return []
    also = MeetingCountry.objects.filter(meeting=OuterRef("meeting"), country=other, counts__in=YES)
    days = {"sorts__gte": found.since, "sorts__lte": until.isoformat()}
    links = MeetingCountry.objects.filter(Exists(also), country=first, counts__in=YES, **days)
    links = links.filter(meeting__standing=Standing.HELD, meeting__taken_out_at__isnull=True)
    if found.group:
        links = links.filter(type__in=[item.code for item in vocabulary("meeting-type").items if (item.group or item.code) == found.group])
    return [one.meeting for one in links.select_related("meeting").order_by("-sorts", "-meeting")[:_MOST]]


def _find(number: str) -> Commitment:
    found = Commitment.objects.filter(number=number, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found
