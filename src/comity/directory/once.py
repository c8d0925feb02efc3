"""A form acts once: a double click, a retry or a slow line gets the first result again."""

from collections.abc import Callable

from comity.records.models import Officer, Submission
from comity.records.rows import find, fresh, insert, insert_new
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class TokenOfAnother(Refused):
    """The token was used for something else."""

    wire_class = "policy"
    sentence = gettext_noop("This form was already used for another act.")
    next_step = gettext_noop("Open the page again and look whether your act is there; if not, repeat it.")


def result_of(token: str, *, officer: Officer, verb: str) -> str | None:
    """Return what a used `token` led to, None where it is fresh; raises `TokenOfAnother`."""
    kept = find(Submission, token=token)
    if kept is None:
        return None
    if kept.officer_id != officer.pk or kept.verb != verb:
        raise TokenOfAnother
    return str(kept.result)


def claim(token: str, result: str, *, officer: Officer, verb: str, at: Instant) -> bool:
    """Note that `token` leads to `result`, for a deed whose result is known before it is done; return whether the token was fresh.

    Inside the caller's transaction, which does the deed only then. Whoever had used it before is told by `result_of`.
    """
    return insert_new(fresh(Submission, token=token, officer_id=officer.pk, verb=verb, result=result, at=at))


def once(token: str, do: Callable[[], str], *, officer: Officer, verb: str, at: Instant) -> str:
    """Run `do` unless `token` was used, and return its result, or the kept one; inside the caller's transaction."""
    kept = result_of(token, officer=officer, verb=verb)
    if kept is not None:
        return kept
    result = do()
    insert(fresh(Submission, token=token, officer_id=officer.pk, verb=verb, result=result, at=at))
    return result
