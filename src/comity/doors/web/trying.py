"""One attempt at a secret: counted before it is tried, forgiven when it was right, noted when it was wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from comity.directory.factors import spend
from comity.directory.patience import Attempt, TooManyAttempts, begin_attempt, forgive, note_failure
from comity.doors.web.whereabouts import now

CODE = "code"


@dataclass
class Tried:
    """What came of it; the caller sets `right` to what was found, or leaves it empty."""

    right: Any = None


@contextmanager
def trying(attempt: Attempt) -> Iterator[Tried]:
    """Try within; raises Django's `ValidationError` with the time to wait where nothing is tried now."""
    try:
        begin_attempt(attempt, at=now())
    except TooManyAttempts as refusal:
        raise ValidationError(gettext(refusal.sentence) % refusal.facts, code="too-many") from refusal
    tried = Tried()
    try:
        yield tried
    finally:
        if tried.right:
            forgive(attempt)
        else:
            note_failure(attempt, at=now())


def try_code(officer: Any, code: str, *, address: str) -> Any:
    """Return the factor whose code this is, now spent; None where it is nobody's. Raises as `trying`.

    The code of an authenticator counts once in its half-minute; a recovery code once.
    """
    attempt = Attempt(officer.officer_id, address, CODE, officer)
    with trying(attempt) as tried:
        tried.right = spend(officer, code=code, at=now())
    return tried.right
