"""Slows guessing down: wrong passwords, codes and passphrases are counted in the database, whichever worker hears them.

Three counts, each with its own patience: an officer from one address, an address, an officer from addresses where they were never
signed in. An address at which the officer has signed in within thirty days does not feel the third count, so that nobody locks a
duty officer out of their own desk by guessing from elsewhere. No count lasts longer than a quarter of an hour.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.records.models import Attempts, Officer, Sitting
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

PAIR, ADDRESS, OFFICER, CODE = "pair", "address", "officer", "code"
LONGEST: Final = timedelta(minutes=15)
FORGOTTEN: Final = timedelta(hours=1)
KNOWN_FOR: Final = timedelta(days=30)
_STEP: Final = 30_000_000  # microseconds: how long a one-time code lives


@dataclass(frozen=True, slots=True)
class Patience:
    """`free` wrong attempts cost nothing; the next costs `first`, each further one twice as much, up to `LONGEST`."""

    free: int
    first: timedelta

    def pause(self, failures: int) -> timedelta:
        """Return how long after the last of so many failures nothing is tried."""
        over = failures - self.free
        return timedelta(0) if over < 0 else min(self.first * 2 ** min(over, 10), LONGEST)


PATIENCE: Final = {
    PAIR: Patience(5, timedelta(seconds=30)),
    ADDRESS: Patience(30, timedelta(seconds=30)),
    OFFICER: Patience(20, timedelta(minutes=1)),
}


class TooManyAttempts(Refused):
    """Nothing is tried now."""

    sentence = gettext_noop("Too many wrong attempts. Nothing is tried for another %(minutes)s min.")
    next_step = gettext_noop("Wait, then try once more; or ask the operator of your node, who can end the wait.")

    def __init__(self, *, wait: timedelta) -> None:
        """`wait` is rounded up to whole minutes, so that who waits that long is heard."""
        super().__init__(minutes=-(-wait // timedelta(minutes=1)))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: who it says it is, from where, at which step (`password`, `code`, `passkey`, `passphrase`, …)."""

    name: str
    address: str
    step: str
    officer: Officer | None = None

    @property
    def subject(self) -> str:
        """The sign-in name; what is nobody's is kept as a digest, for people type passwords into the wrong field."""
        return self.officer.officer_id if self.officer else "nobody:" + sha256(self.name.encode()).hexdigest()[:32]

    @property
    def counts(self) -> tuple[tuple[str, str], ...]:
        """Where it counts, if it is wrong. Each step has its own pair: a right password must not pay for wrong codes."""
        return ((ADDRESS, self.address), (OFFICER, self.subject), (PAIR, f"{self.subject} {self.address} {self.step}"))


@transaction.atomic
def begin_attempt(attempt: Attempt, *, at: Instant) -> None:
    """Count an attempt as wrong before it is tried, so that a hundred at once are a hundred; raises `TooManyAttempts`.

    The caller says afterwards `forgive` or `note_failure`.
    """
    rows = {kind: _row(kind, subject, at=at) for kind, subject in attempt.counts}
    felt = [kind for kind in rows if kind != OFFICER or not _is_known(attempt, at=at)]
    wait = max(rows[kind].last_at + PATIENCE[kind].pause(rows[kind].failures) - at for kind in felt)
    if wait > timedelta(0):
        raise TooManyAttempts(wait=wait)
    for row in rows.values():
        row.failures = 1 if at - row.last_at > FORGOTTEN else row.failures + 1
        row.last_at = at
        row.save()


@transaction.atomic
def forgive(attempt: Attempt) -> None:
    """It was right: the pair starts anew; the two wider counts lose only what this attempt added, lest a guesser wipe them."""
    for kind, subject in attempt.counts:
        for row in Attempts.objects.select_for_update().filter(kind=kind, subject=subject):
            row.failures = 0 if kind == PAIR else max(row.failures - 1, 0)
            row.save(update_fields=["failures"])


@transaction.atomic
def note_failure(attempt: Attempt, *, at: Instant) -> None:
    """It was wrong: the journal says so, and the officer sees at their next sign-in when and from where."""
    Attempts.objects.filter(kind=OFFICER, subject=attempt.subject).update(failed_at=at, failed_from=attempt.address[:45])
    facts = {"officer": attempt.officer.officer_id if attempt.officer else "", "step": attempt.step, "address": attempt.address}
    note("sign-in.failed", by="nobody", at=at, facts=facts)


@transaction.atomic
def spend_code(officer: Officer, *, at: Instant) -> bool:
    """Take the one-time code of this half-minute; return whether it was not taken yet, at whichever worker (RFC 6238, 5.2)."""
    made, _ = Attempts.objects.get_or_create(kind=CODE, subject=officer.officer_id, defaults={"last_at": Instant(0)})
    since = Instant(at.micros // _STEP * _STEP)
    # Compared and changed in one statement: of two workers that hear it at once, one finds the row as it was.
    return bool(Attempts.objects.filter(pk=made.pk, last_at__lt=since).update(last_at=at))


@transaction.atomic
def end_wait(officer: Officer, *, at: Instant) -> None:
    """Let an officer try again at once, from everywhere; the operator does this after speaking with them."""
    rows = Attempts.objects.filter(kind__in=(PAIR, OFFICER), subject__startswith=officer.officer_id)
    for row in rows:
        if row.subject.partition(" ")[0] == officer.officer_id:
            row.failures = 0
            row.save(update_fields=["failures"])
    note("sign-in.freed", by="operator", at=at, facts={"officer": officer.officer_id})


def _row(kind: str, subject: str, *, at: Instant) -> Attempts:
    """Return the row of a count, made if need be, and locked where the database locks rows."""
    made, _ = Attempts.objects.get_or_create(kind=kind, subject=subject, defaults={"last_at": at})
    return Attempts.objects.select_for_update().get(pk=made.pk)


def _is_known(attempt: Attempt, *, at: Instant) -> bool:
    """Say whether the officer has signed in from there lately."""
    if attempt.officer is None:
        return False
    since = at + -KNOWN_FOR
    return Sitting.objects.filter(officer=attempt.officer, address=attempt.address[:45], began_at__gt=since).exclude(came_by="").exists()
