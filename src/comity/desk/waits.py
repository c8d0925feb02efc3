"""Drafts that wait for a second officer: told when they are submitted, and from the desk's own target on until somebody acts.

They climb as a late clock does, by the same rows of `rules/desk/escalation.yaml`: the approvers, the deputy, the supervisor.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.desk import occasions
from comity.desk.clockwork.states import Level, above
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.desk.tidings import News, tell
from comity.directory.duties import on_duty
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import Draft, DraftWait, Request
from comity.terms.instants import Instant
from comity.treaty.clocks import clocks_for, escalation_of

BATCH: Final = 100
UNKNOWN: Final = "urgent"  # as the queue has it for a draft whose request is not there yet


def begin_waiting(draft: Draft, *, at: Instant) -> None:
    """Note that `draft` waits from `at` on, and tell its approvers, in the caller's transaction."""
    request = _request_of(draft)
    occasions.keep((occasions.of_draft(draft, name=occasions.Name.TO_APPROVE, level=Level.DESK.value, request=request, at=at),))
    target = target_of(draft, urgency=request.urgency if request else UNKNOWN, since=at)
    if target is not None:
        DraftWait.objects.update_or_create(draft=draft, since=at, defaults={"next_at": target, "level": Level.DESK.value, "repeats": 0})


def target_of(draft: Draft, *, urgency: str, since: Instant) -> Instant | None:
    """Return until when the desk wants a second officer to have acted; None where the rules name no target."""
    found = clocks_for("draft.submitted", draft.kind, rulebook=rulebook(), on=since.datetime().date(), urgency=urgency)
    return found[0].due(since) if found else None


def keep_waits(*, at: Instant) -> int:
    """Tell, repeat or climb for every draft whose moment has come, `BATCH` at most; return how many it looked at."""
    due = DraftWait.objects.filter(next_at__lte=at).order_by("next_at", "id")
    if not due.exists():
        return 0  # no write lock is taken for nothing
    with transaction.atomic():
        rows = list(due.select_related("draft").select_for_update(skip_locked=True, of=("self",))[:BATCH])
        for row in rows:
            _step(row, at=at)
    return len(rows)


def _step(row: DraftWait, *, at: Instant) -> None:
    draft = row.draft
    if draft.state != DraftState.SUBMITTED or draft.submitted_at != row.since:
        row.next_at = None
        row.save(update_fields=["next_at"])
        return
    request = _request_of(draft)
    urgency = request.urgency if request else UNKNOWN
    policy = escalation_of("breach", rulebook=rulebook(), day=at.datetime().date(), urgency=urgency)
    up = above(Level(row.level)) if row.repeats > policy.repeats else None
    if up is not None:
        row.level, row.repeats = up.value, 0
    first = row.repeats == 0
    row.repeats += 1
    row.next_at = at + timedelta(minutes=policy.every_minutes)
    row.save(update_fields=["level", "repeats", "next_at"])
    occasions.keep((occasions.of_draft(draft, name=occasions.Name.DRAFT_WAITS, level=row.level, request=request, at=at),))
    if first:
        _say(row, request, at=at)


def _say(row: DraftWait, request: Request | None, *, at: Instant) -> None:
    """Write the leaf, and put it at the head of the queue of the deputy or supervisor; the approvers' queue shows it late already."""
    facts = {"draft": str(row.draft_id), "to": row.level}
    entry = journal.Entry(name="draft.waited", actor=str(home().node), about=row.draft.reference, facts=facts)
    journal.append(entry, at=at, key=node_keys(home()).signing.public.key_id)
    if row.level != Level.DESK:
        for officer in on_duty(row.level):
            tell(officer, News.DRAFT_WAITS, request=request, facts={"draft": str(row.draft_id)}, at=at)


def _request_of(draft: Draft) -> Request | None:
    return Request.objects.filter(reference=draft.reference).first() if draft.reference else None
