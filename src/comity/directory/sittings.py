"""One officer at one browser: begins, is seen, is locked and unlocked, ends. Each of these but being seen is an act of the journal."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from django.db import transaction

from comity.directory.access import Access
from comity.directory.noting import note
from comity.directory.patience import OFFICER
from comity.records.models import Attempts, Officer, Sitting
from comity.records.rows import find
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

DEMO: Final = "demo"  # who came by the demo's door needs no secret to come back, so time locks nothing
SEEN_EVERY: Final = timedelta(minutes=1)
Standing = Literal["open", "locked", "over", "ended"]
End = Literal["signed-out", "shift-change", "shift-over", "elsewhere", "operator"]


class NoSuchSitting(Refused):
    """It is another officer's, or it ended."""

    sentence = gettext_noop("You are not signed in there any more.")
    next_step = gettext_noop("Look at the list again: what has ended no longer stands in it.")


@dataclass(frozen=True, slots=True)
class Before:
    """What an officer is told when they come in: the sign-in before this one, and the last failed attempt."""

    signed_in_at: Instant | None
    signed_in_from: str
    failed_at: Instant | None
    failed_from: str


@transaction.atomic
def begin_sitting(officer: Officer, *, came_by: str, address: str, browser: str, at: Instant) -> Sitting:
    """Note that `officer` came in, and from where. `came_by` names the steps in order: `password totp`, `passkey`, `demo`."""
    sitting = Sitting.objects.create(
        officer=officer, came_by=came_by[:40], address=address[:45], browser=browser[:200], began_at=at, seen_at=at
    )
    note("session.began", by=officer, at=at, facts={"session": sitting.pk, "by": sitting.came_by, "address": sitting.address})
    return sitting


def find_sitting(number: object) -> Sitting | None:
    """Return the sitting that a browser's session names, ended or not."""
    return find(Sitting, id=number) if isinstance(number, int) else None


def standing_of(sitting: Sitting, *, access: Access, at: Instant) -> Standing:
    """Say whether a page opens: `open`; `locked` by hand or by time; `over` after a shift, whoever was active; `ended`."""
    if sitting.ended_at is not None:
        return "ended"
    if at - sitting.began_at > access.shift:
        return "over"
    left_alone = at - sitting.seen_at > access.idle and sitting.came_by != DEMO
    return "locked" if sitting.locked_at is not None or left_alone else "open"


def see_sitting(sitting: Sitting, *, at: Instant) -> None:
    """Remember that the officer was there; written once a minute at most, so that reading costs no write."""
    if at - sitting.seen_at > SEEN_EVERY:
        Sitting.objects.filter(pk=sitting.pk, locked_at=None, ended_at=None).update(seen_at=at)


@transaction.atomic
def lock_sitting(sitting: Sitting, *, why: Literal["idle", "asked"], at: Instant) -> None:
    """Lock it, once: a desk that is locked already stays as it is."""
    if Sitting.objects.filter(pk=sitting.pk, locked_at=None, ended_at=None).update(locked_at=at):
        note("session.locked", by=sitting.officer, at=at, facts={"session": sitting.pk, "why": why})


@transaction.atomic
def unlock_sitting(sitting: Sitting, *, how: str, at: Instant) -> None:
    """Open it again; the caller has seen who is there. `how` names what was shown: `password totp`, `passkey`."""
    if Sitting.objects.filter(pk=sitting.pk, ended_at=None).update(locked_at=None, seen_at=at):
        note("session.unlocked", by=sitting.officer, at=at, facts={"session": sitting.pk, "by": how})


@transaction.atomic
def end_sitting(sitting: Sitting, *, why: End, at: Instant, by: Officer | str | None = None) -> None:
    """End it, once and for good. Whoever sits there sees the door with the next page; drafts stay."""
    if Sitting.objects.filter(pk=sitting.pk, ended_at=None).update(ended_at=at, ended_by=why):
        note("session.ended", by=by or sitting.officer, at=at, facts={"session": sitting.pk, "why": why})


def end_one(officer: Officer, *, number: int, at: Instant) -> None:
    """End one of the officer's own; raises `NoSuchSitting`."""
    found = Sitting.objects.filter(pk=number, officer=officer, ended_at=None).first()
    if found is None:
        raise NoSuchSitting
    end_sitting(found, why="elsewhere", at=at, by=officer)


@transaction.atomic
def end_others(officer: Officer, *, but: int | None, at: Instant, by: Officer | str | None = None) -> int:
    """End all of the officer's but `but`; return how many."""
    others = list(Sitting.objects.filter(officer=officer, ended_at=None).exclude(pk=but))
    for one in others:
        end_sitting(one, why="operator" if by == "operator" else "elsewhere", at=at, by=by or officer)
    return len(others)


def sittings_of(officer: Officer, *, access: Access, at: Instant) -> tuple[Sitting, ...]:
    """Return where the officer is signed in, newest first; what is older than a shift counts no more."""
    return tuple(Sitting.objects.filter(officer=officer, ended_at=None, began_at__gt=at + -access.shift).order_by("-began_at", "-pk"))


def before(sitting: Sitting) -> Before:
    """Return what stood before this sign-in."""
    last = Sitting.objects.filter(officer=sitting.officer, pk__lt=sitting.pk).order_by("-pk").first()
    failed = Attempts.objects.filter(kind=OFFICER, subject=sitting.officer.officer_id).first()
    return Before(
        signed_in_at=last.began_at if last else None,
        signed_in_from=last.address if last else "",
        failed_at=failed.failed_at if failed else None,
        failed_from=failed.failed_from if failed else "",
    )
