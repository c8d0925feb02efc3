"""What was posted to a desk that was locked, or after the shift: not done, not lost. Its officer sees it again and decides."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.records.models import KeptPost, Officer
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

# Never written down: they prove who is there, and prove it only once or only now.
SECRET: Final = frozenset(
    {"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code", "credential", "passphrase", "token-secret"}
)
_PATH: Final = 400


class NothingKept(Refused):
    """It is not there, was closed, or is another officer's."""

    sentence = gettext_noop("Nothing is kept there for you.")
    next_step = gettext_noop("What you sent again or set aside is no longer shown here.")


@transaction.atomic
def keep_post(officer: Officer, *, path: str, fields: Mapping[str, Sequence[str]], at: Instant) -> KeptPost | None:
    """Keep what was typed, without passwords and codes; None where nothing is left, or where nobody could have posted."""
    kept = {name: list(values) for name, values in fields.items() if name not in SECRET}
    if not kept or len(path) > _PATH:
        return None
    made = KeptPost.objects.create(officer=officer, path=path, fields=kept, kept_at=at)
    note("post.kept", by=officer, at=at, facts={"post": made.pk, "path": path})
    return made


def kept_posts(officer: Officer) -> tuple[KeptPost, ...]:
    """Return what is kept for `officer`, newest first."""
    return tuple(KeptPost.objects.filter(officer=officer, closed_at=None).order_by("-kept_at", "-pk"))


def find_kept(officer: Officer, *, number: int) -> KeptPost:
    """Return one of the officer's own; raises `NothingKept`."""
    found = KeptPost.objects.filter(pk=number, officer=officer, closed_at=None).first()
    if found is None:
        raise NothingKept
    return found


@transaction.atomic
def close_kept(officer: Officer, *, number: int, at: Instant) -> None:
    """Show it no more; the row stays. Raises `NothingKept`."""
    found = find_kept(officer, number=number)
    KeptPost.objects.filter(pk=found.pk).update(closed_at=at)
    note("post.closed", by=officer, at=at, facts={"post": found.pk, "path": found.path})
