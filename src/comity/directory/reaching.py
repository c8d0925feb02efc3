"""How an officer chose to be told otherwise than on the pages: an address that a code confirmed, for what, when not, how often."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max

from comity.directory.notifying import parse_address
from comity.directory.noting import note
from comity.records.models import Dispatch, Occasion, Officer, Reach
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

WEBHOOK: Final = "webhook"
SUBJECTS: Final = ("urgent", "clock", "approval", "handover", "arrival")
DIGESTS: Final = (0, 60, 240)  # minutes between two mails; 0: as it comes
CODE_HOLDS: Final = timedelta(minutes=30)
CODE_TRIES: Final = 5
CODES_WITHIN: Final = timedelta(minutes=1)
_DAY: Final = 24 * 60


class WrongCode(Refused):
    """The code is not the one that was mailed last, or its time or its tries are over."""

    sentence = gettext_noop("This is not the code that was sent to the address, or its half hour or its five attempts are over.")
    next_step = gettext_noop("Type it again as it stands in the mail, or have a new one sent.")


class CodeTooSoon(Refused):
    """A code was sent less than a minute ago."""

    sentence = gettext_noop("A code was sent less than a minute ago.")
    next_step = gettext_noop("Look for the mail, and wait a minute before you ask for another.")


class BadTimes(Refused):
    """Quiet hours need two different times of day; a digest comes as often as the page offers."""

    sentence = gettext_noop("These times cannot be kept: quiet hours have a beginning and another end.")
    next_step = gettext_noop("Fill in both times, from 00:00 to 23:59, or neither.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one officer chose. Times are minutes of the desk's day, both None for no quiet hours."""

    address: str = ""
    confirmed: bool = False
    subjects: frozenset[str] = frozenset()
    quiet_from: int | None = None
    quiet_until: int | None = None
    every_minutes: int = 0


def reach_of(officer: Officer) -> Chosen:
    """Return what `officer` chose; the pages alone where nothing was chosen."""
    row = Reach.objects.filter(officer=officer).first()
    if row is None:
        return Chosen()
    return Chosen(row.address, row.confirmed_at is not None, frozenset(row.classes), row.quiet_from, row.quiet_until, row.every_minutes)


@transaction.atomic
def choose(officer: Officer, *, subjects: Collection[str], quiet: tuple[int | None, int | None], every_minutes: int, at: Instant) -> None:
    """Keep for what, when not and how often; raises `BadTimes`."""
    begin, end = quiet
    given = [one for one in quiet if one is not None]
    if len(given) == 1 or (given and begin == end) or any(not 0 <= one < _DAY for one in given) or every_minutes not in DIGESTS:
        raise BadTimes
    row = _own(officer)
    row.classes = [one for one in SUBJECTS if one in subjects]
    row.quiet_from, row.quiet_until, row.every_minutes = begin, end, every_minutes
    row.save()
    note("notices.chosen", by=officer, at=at, facts={"officer": officer.officer_id, "for": row.classes})


@transaction.atomic
def ask_code(officer: Officer, *, address: str, at: Instant) -> None:
    """Take an address that is not used yet, and owe it a code; raises `BadAddress` or `CodeTooSoon`. The old address is given up."""
    typed = parse_address(address)
    row = _own(officer)
    if row.code_until is not None and at < row.code_until + (CODES_WITHIN - CODE_HOLDS):
        raise CodeTooSoon
    Dispatch.objects.filter(reach=row, purpose="confirm", state="owed").update(state="dropped", next_at=None, ended_at=at, why="newer-code")
    row.address, row.confirmed_at, row.code_tries = typed, None, 0
    row.code, row.code_until = f"{secrets.randbelow(10**8):08}", at + CODE_HOLDS
    row.save()
    owe(row, purpose="confirm", at=at)
    note("notices.address-given", by=officer, at=at, facts={"officer": officer.officer_id})


def confirm(officer: Officer, *, code: str, at: Instant) -> None:
    """Let the address count; raises `WrongCode`, which is counted before it is told."""
    with transaction.atomic():
        row = Reach.objects.select_for_update().filter(officer=officer).first()
        right = row is not None and _is_right(row, code.replace(" ", ""), at=at)
        if row is not None:
            row.code_tries += 1
            if right:
                row.confirmed_at, row.code, row.up_to = at, "", newest_occasion()
            row.save()
        if right:
            note("notices.address-confirmed", by=officer, at=at, facts={"officer": officer.officer_id})
    if not right:
        raise WrongCode


@transaction.atomic
def forget_address(officer: Officer, *, at: Instant) -> None:
    """Send nothing to the officer's address any more."""
    row = _own(officer)
    row.address, row.confirmed_at, row.code = "", None, ""
    row.save()
    note("notices.address-forgotten", by=officer, at=at, facts={"officer": officer.officer_id})


def owe(row: Reach, *, purpose: str, at: Instant) -> Dispatch:
    """Owe one mail or POST to a recipient, in the caller's transaction."""
    return Dispatch.objects.create(number=secrets.token_hex(16), reach=row, purpose=purpose, made_at=at, next_at=at)


def is_quiet(row: Reach, *, here: datetime) -> bool:
    """Say whether `here`, a moment in the desk's zone, lies in the quiet hours; they may go over midnight."""
    if row.quiet_from is None or row.quiet_until is None:
        return False
    minute = here.hour * 60 + here.minute
    if row.quiet_from < row.quiet_until:
        return bool(row.quiet_from <= minute < row.quiet_until)
    return bool(minute >= row.quiet_from or minute < row.quiet_until)


def webhook_reach() -> Reach:
    """Return the row of the node's webhook, made when it is first asked for; what came before is not told."""
    row, _ = Reach.objects.get_or_create(name=WEBHOOK, defaults={"classes": list(SUBJECTS), "up_to": newest_occasion()})
    return row


def newest_occasion() -> int:
    """Return the key of the newest occasion, 0 for none."""
    return int(Occasion.objects.aggregate(newest=Max("id"))["newest"] or 0)


def _own(officer: Officer) -> Reach:
    row, _ = Reach.objects.get_or_create(
        officer=officer, defaults={"name": officer.officer_id, "classes": ["urgent", "clock", "approval", "handover"]}
    )
    return row


def _is_right(row: Reach, typed: str, *, at: Instant) -> bool:
    held = row.code and row.code_until is not None and at <= row.code_until and row.code_tries < CODE_TRIES
    return bool(held) and secrets.compare_digest(row.code.encode(), typed.encode())
