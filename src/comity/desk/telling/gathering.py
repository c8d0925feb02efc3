"""Who is told of what, and what goes out together. Two steps, each whole: occasions become what is told to whom; that becomes one dispatch.

A notice goes to nobody who may not know of the case: `visible_to` is asked when it is told, and again when it is sent.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.desk.clockwork.notices import speaks_to
from comity.desk.drafting.actions import drafters
from comity.desk.occasions import Subject
from comity.desk.permissions import Verb, may
from comity.desk.visibility import of_visible, of_visible_draft, open_requests
from comity.directory.duties import on_duty
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.reaching import is_quiet, owe, webhook_reach
from comity.records.models import Occasion, Officer, Reach, Told
from comity.records.rows import insert_all
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant

BATCH: Final = 20_000  # occasions that one recipient is looked up in, in one step
PACE: Final = timedelta(minutes=1)  # between two dispatches to one recipient, but for an emergency


def gather(*, at: Instant) -> int:
    """Make what is owed to every recipient of this node at `at`; return how many dispatches it made."""
    notices = home().notices
    rows: list[Reach] = []
    if notices.webhook is not None:
        rows.append(webhook_reach())
    if notices.mail is not None:
        rows += Reach.objects.filter(officer__isnull=False, confirmed_at__isnull=False).select_related("officer")
    return sum(_gather_for(row, at=at) for row in rows)


def _gather_for(row: Reach, *, at: Instant) -> int:
    held = Told.objects.filter(reach=row, dispatch__isnull=True)
    fresh = Occasion.objects.filter(pk__gt=row.up_to)
    if not fresh.exists() and not held.exists():
        return 0
    with transaction.atomic():
        reach = Reach.objects.select_for_update().get(pk=row.pk)
        _tell(reach, at=at)
        ready = _ready(reach, held.filter(reach=reach), at=at)
        if not ready.exists():
            reach.save(update_fields=["up_to"])
            return 0
        dispatch = owe(reach, purpose="notices", at=at)
        Told.objects.filter(pk__in=ready.values("pk")).update(dispatch=dispatch)
        reach.next_at = at + max(PACE, timedelta(minutes=reach.every_minutes))
        reach.save(update_fields=["up_to", "next_at"])
    return 1


def _tell(reach: Reach, *, at: Instant) -> None:
    """Step 1: note what of the new occasions is for this recipient; move on past all of them."""
    keys = list(Occasion.objects.filter(pk__gt=reach.up_to).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys:
        seen = Occasion.objects.filter(pk__gt=reach.up_to, pk__lte=keys[-1])
        insert_all([Told(reach=reach, occasion_id=key) for key in _for(reach, seen, at=at)], keep_first=True)
        reach.up_to = keys[-1]


def _ready(reach: Reach, held: QuerySet[Told], *, at: Instant) -> QuerySet[Told]:
    """Step 2: return what goes out now: an emergency at once, the rest outside quiet hours and no sooner than the last one allows."""
    waits = reach.next_at is not None and at < reach.next_at
    quiet = is_quiet(reach, here=at.datetime().astimezone(ZoneInfo(home().zone)))
    return held.filter(occasion__urgent=True) if waits or quiet else held


def allowed(reach: Reach, rows: QuerySet[Occasion], *, at: Instant) -> QuerySet[Occasion]:
    """Return those of `rows` that the recipient may know of at `at`: none for who works here no more, or holds no role any more.

    The webhook is nobody's eyes: it hears of no case that is walled, classified or for named recipients.
    """
    if reach.officer is None:
        return (
            rows.filter(officer__isnull=True)
            .filter(Q(request__isnull=True) | Exists(open_requests().filter(pk=OuterRef("request"))))
            .filter(Q(draft__isnull=True) | Q(draft__level="open"))
        )
    by = actor(reach.officer, at=at)
    if not may(by, Verb.READ):
        return rows.none()
    cases = Q(request__isnull=True) | of_visible(by, "request")
    return rows.filter(cases).filter(Q(draft__isnull=True) | of_visible_draft(by, "draft"))


def _for(reach: Reach, rows: QuerySet[Occasion], *, at: Instant) -> list[int]:
    """Return the keys of what is for this recipient: chosen, visible, and on a rung that speaks to them."""
    found = allowed(reach, rows.filter(subject__in=_chosen(reach)), at=at).select_related("request__holder", "draft").order_by("pk")
    officer = reach.officer
    if officer is None:
        return list(found.values_list("pk", flat=True))
    called = {duty: on_duty(duty) for duty in ("deputy", "supervisor")}
    return [one.pk for one in found if _is_for(officer, one, called, at=at)]


def _chosen(reach: Reach) -> Sequence[str]:
    chosen = [one for one in Subject if one in reach.classes]
    return [*chosen, Subject.URGENT] if Subject.ARRIVAL in chosen else chosen


def _is_for(officer: Officer, one: Occasion, called: dict[str, tuple[Officer, ...]], *, at: Instant) -> bool:
    if one.subject == Subject.HANDOVER:
        return bool(one.officer_id == officer.pk)
    if one.draft is not None:
        if one.level != "desk":
            return officer in called[one.level] or (not called[one.level] and may(actor(officer, at=at), Verb.APPROVE))
        return may(actor(officer, at=at), Verb.APPROVE) and OfficerId(officer.officer_id) not in drafters(one.draft)
    return one.request is None or speaks_to(officer, level=one.level, request=one.request, called=called)
