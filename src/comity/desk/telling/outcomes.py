"""What is owed, made ready for the courier, and what became of it. Each is whole; between them the courier dials."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from comity.desk.telling.gathering import allowed
from comity.desk.telling.lines import country_label, kind_label, line_of
from comity.desk.telling.wording import LISTED, Notice, Reader, Words, print_body, print_code, print_mail, print_test
from comity.desk.waits import UNKNOWN, target_of
from comity.directory.home import home
from comity.directory.reaching import WEBHOOK
from comity.records.models import Dispatch, Occasion, Reach, Told
from comity.terms.instants import Instant

MOST_TRIES: Final = 14
LONGEST: Final = timedelta(hours=24)
FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=30)

Outcome = Literal["sent", "refused", "again"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail or one POST, with everything that it needs: `words` for a mail to `address`, `body` for the webhook."""

    key: int
    number: str
    address: str
    words: Words | None
    body: bytes


def due(*, at: Instant, limit: int = 50) -> tuple[int, ...]:
    """Return the keys of what is to be tried now, oldest first."""
    rows = Dispatch.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return tuple(rows.values_list("pk", flat=True)[:limit])


def prepare(key: int, *, at: Instant) -> Outgoing | None:
    """Return a dispatch in words, or None where it is not owed any more: it is looked at again who may know of what."""
    row = Dispatch.objects.select_related("reach__officer").filter(pk=key, next_at__isnull=False).first()
    if row is None:
        return None
    why = _hindrance(row.reach, row, at=at)
    if why:
        _end(row, state="dropped", why=why, at=at)
        return None
    notice = _notice(row, at=at)
    if row.purpose == "notices" and not notice.lines:
        _end(row, state="dropped", why="not-visible", at=at)
        return None
    node = home()
    if row.reach.name == WEBHOOK:
        body = print_body(
            notice, number=row.number, node=str(node.node), made_at=row.made_at, address=node.notices.address, purpose=row.purpose
        )
        return Outgoing(row.pk, row.number, "", None, body)
    return Outgoing(row.pk, row.number, row.reach.address, _words(row, notice), b"")


@transaction.atomic
def keep_outcome(key: int, *, outcome: Outcome, why: str, at: Instant) -> None:
    """Write what became of a try: sent, refused for good, or to be tried again until its tries or its day are over."""
    row = Dispatch.objects.select_for_update().filter(pk=key, next_at__isnull=False).first()
    if row is None:
        return
    row.attempts, row.tried_at, row.why = row.attempts + 1, at, why
    if outcome == "again" and row.attempts < MOST_TRIES and at - row.made_at < LONGEST:
        row.next_at = at + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts - 1, 10))
        row.save()
        return
    _end(row, state="given-up" if outcome == "again" else outcome, why=why, at=at)


def _end(row: Dispatch, *, state: str, why: str, at: Instant) -> None:
    row.state, row.next_at, row.ended_at, row.why = state, None, at, why
    row.save()


def _hindrance(reach: Reach, row: Dispatch, *, at: Instant) -> str:
    """Say why nothing goes to this recipient at all, "" where something may."""
    if reach.name == WEBHOOK:
        return "" if home().notices.webhook else "way-off"
    if home().notices.mail is None:
        return "way-off"
    if reach.officer is None or not reach.officer.is_active:
        return "officer-gone"
    if row.purpose == "confirm":
        return "" if reach.code and reach.code_until is not None and at <= reach.code_until else "code-over"
    return "" if reach.confirmed_at is not None else "no-address"


def _notice(row: Dispatch, *, at: Instant) -> Notice:
    told = Occasion.objects.filter(pk__in=Told.objects.filter(dispatch=row).values("occasion_id"))
    seen = allowed(row.reach, told, at=at)
    total = seen.count()
    first = seen.select_related("request", "clock", "draft").order_by("-urgent", "clock__due_at", "id")[:LISTED]
    lines = tuple(line_of(one, due=_target(one)) for one in first)
    return Notice(getattr(settings, "COMITY_WORLD", "real"), lines, total - len(lines))


def _target(one: Occasion) -> Instant | None:
    draft = one.draft
    if draft is None or draft.submitted_at is None:
        return None
    return target_of(draft, urgency=one.request.urgency if one.request else UNKNOWN, since=draft.submitted_at)


def _words(row: Dispatch, notice: Notice) -> Words:
    node, language = home(), row.reach.officer.language
    reader = Reader(
        say=gettext,
        kind=lambda kind: kind_label(kind, language),
        country=lambda country: country_label(country, language),
        zone=ZoneInfo(node.zone),
        address=node.notices.address,
    )
    with override(language):
        if row.purpose == "confirm":
            return print_code(row.reach.code, reader=reader)
        return print_test(notice.world, reader=reader) if row.purpose == "test" else print_mail(notice, reader=reader)
