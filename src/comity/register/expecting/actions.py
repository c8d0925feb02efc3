"""Notes who replied to an invitation to a meeting, and how many are counted on or came. One transaction each."""

from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import COUNT_STAGES, Meeting, MeetingCount, Officer, Participation, SeatReply
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import code_of, number_of, said
from comity.register.expecting.refusals import RepliesClosed
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow, NotOfItsList
from comity.register.states import Standing
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

BOUNDS: Final = ("", "~", ">", "<")


@transaction.atomic
def note_reply(seat: int, *, reply: str, words: str = "", by: Officer, at: Instant, token: str) -> SeatReply:
    """Say whether somebody who is expected comes (`seat-reply`). Raises `NoSuchRow`, `RepliesClosed`, `NotOfItsList`."""
    require_keep(actor(by, at=at))

    def keep() -> str:
        found = Participation.objects.select_related("meeting").filter(pk=seat, taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchRow(number=f"#{seat}")
        if found.meeting.standing != Standing.PLANNED:
            raise RepliesClosed(number=found.meeting.number)
        SeatReply.objects.filter(seat=found, ended_at__isnull=True).update(ended_at=at)
        code = code_of("seat-reply", reply)
        made = SeatReply.objects.create(seat=found, reply=code, words=said(words, cap=WORDS_CAP, what="words", empty=""), by=by, at=at)
        facts: dict[str, JsonValue] = {"meeting": found.meeting.number, "seat": found.pk, "reply": code}
        note("meeting.reply-noted", by=by, at=at, facts=facts)
        return str(made.pk)

    return SeatReply.objects.get(pk=once(token, keep, officer=by, verb="meeting.reply", at=at))


@transaction.atomic
def count_meeting(
    number: str, *, unit: str, stage: str, value: str | int, bound: str = "", told_by: str = "", by: Officer, at: Instant, token: str
) -> MeetingCount:
    """Say how many (`count-unit`) are expected or came, exactly or about (`~`, `>`, `<`). Raises `NoSuchRow`, `NotOfItsList`."""
    require_keep(actor(by, at=at))

    def keep() -> str:
        found = Meeting.objects.select_for_update().filter(number=number, taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchRow(number=number[:20])
        what, count = code_of("count-unit", unit), number_of(value, what="number")
        if stage not in COUNT_STAGES or bound not in BOUNDS or count is None:
            raise NotOfItsList(what="number", said=f"{bound}{value} {stage}"[:40])
        MeetingCount.objects.filter(meeting=found, unit=what, stage=stage, ended_at__isnull=True).update(ended_at=at)
        told = said(told_by, cap=200, what="source", empty="")
        made = MeetingCount.objects.create(meeting=found, unit=what, stage=stage, value=count, bound=bound, told_by=told, by=by, at=at)
        facts: dict[str, JsonValue] = {"meeting": found.number, "unit": what, "stage": stage, "value": count, "bound": bound}
        note("meeting.count-noted", by=by, at=at, facts=facts)
        return str(made.pk)

    return MeetingCount.objects.get(pk=once(token, keep, officer=by, verb="meeting.count", at=at))
