"""Notes that an officer is here, and from that when they came and up to where they have read."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.desk.rules import rulebook
from comity.records import journal
from comity.records.models import Attendance, JournalAct, Officer, Unread
from comity.records.rows import find
from comity.terms.instants import Instant

LIMIT: Final = "AWAY-AFTER"


def away_after(at: Instant) -> timedelta:
    """Return after how long an officer who was not here has left; raises `NoRule`."""
    return timedelta(minutes=rulebook().limit(LIMIT, on=at.datetime().date()).value)


@transaction.atomic
def note_presence(officer: Officer, *, at: Instant) -> Attendance:
    """Note that `officer` is here at `at`. After a long absence they came anew, and have read up to where they left."""
    size = journal.head().size
    row = find(Attendance, officer_id=officer.pk)
    if row is None:
        begun = {"seen_at": at, "seen_size": size, "came_at": at, "came_size": size}
        row, _ = Attendance.objects.get_or_create(officer=officer, defaults=begun)
    if at <= row.seen_at:
        return row
    if at - row.seen_at > away_after(at):
        row.left_at, row.left_size = row.left_at or row.seen_at, row.seen_size if row.left_size is None else row.left_size
        row.came_at, row.came_size = at, size
    row.seen_at, row.seen_size = at, size
    row.save()
    return row


@transaction.atomic
def mark_caught_up(officer: Officer, *, up_to: int) -> None:
    """Note that `officer` has read what the journal says below index `up_to`; what came after stays unread.

    A request of which nothing came since counts as read too. No receipt is owed: reading a list is not opening an act.
    """
    row = Attendance.objects.select_for_update().filter(officer=officer).first()
    if row is None or row.left_size is None:
        return
    known = min(up_to, journal.head().size)
    read = JournalAct.objects.filter(index__gte=row.left_size, index__lt=known).values("about")
    later = JournalAct.objects.filter(index__gte=known).values("about")
    Unread.objects.filter(officer=officer, request__reference__in=read).exclude(request__reference__in=later).delete()
    row.left_at, row.left_size = (None, None) if known >= row.came_size else (row.left_at, known)
    row.save(update_fields=["left_at", "left_size"])


def attendance_of(officer: Officer) -> Attendance | None:
    """Return when the officer was here; None for one who never was."""
    return Attendance.objects.filter(officer=officer).first()
