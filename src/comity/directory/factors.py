"""The second factors of an officer, as allauth keeps them: which there are, whose code this is, and starting anew after a lost key."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db import transaction

from comity.directory.officers import note_factor
from comity.directory.patience import spend_code
from comity.directory.sittings import end_others
from comity.records.models import Officer
from comity.terms.instants import Instant

PASSKEY: Final = Authenticator.Type.WEBAUTHN
ONE_TIME: Final = Authenticator.Type.TOTP
ON_PAPER: Final = Authenticator.Type.RECOVERY_CODES


def kinds_of(officer: Officer) -> frozenset[str]:
    """Return which kinds of factor the officer has: any of `webauthn`, `totp`, `recovery_codes`."""
    return frozenset(Authenticator.objects.filter(user_id=officer.pk).values_list("type", flat=True))


def has_another(factor: Any) -> bool:  # noqa: ANN401 -- a row of allauth's table
    """Say whether its officer has a factor beside it; recovery codes stand for a factor and are none."""
    others = Authenticator.objects.filter(user_id=factor.user_id).exclude(pk=factor.pk)
    return bool(others.exclude(type=ON_PAPER).exists())


def count_of(officer: Officer, *, kind: str) -> int:
    """Return how many factors of one kind the officer has."""
    return int(Authenticator.objects.filter(user_id=officer.pk, type=kind).count())


@transaction.atomic
def spend(officer: Officer, *, code: str, at: Instant) -> Any:  # noqa: ANN401 -- a row of allauth's table
    """Return the factor whose code this is, now spent; None where it is nobody's.

    The code of an authenticator counts once in its half-minute, a recovery code once and for all.
    """
    for factor in Authenticator.objects.filter(user_id=officer.pk).exclude(type=PASSKEY):
        if factor.wrap().validate_code(code) and (factor.type != ONE_TIME or spend_code(officer, at=at)):
            factor.user = officer
            return factor
    return None


def drop_authenticator(officer: Officer) -> bool:
    """Take the authenticator away in the caller's transaction, which puts another in its place; return whether there was one."""
    gone, _ = Authenticator.objects.filter(user_id=officer.pk, type=ONE_TIME).delete()
    return bool(gone)


@transaction.atomic
def drop_all(officer: Officer, *, at: Instant) -> None:
    """Take every factor of an officer away who lost them, and end their sittings: whoever found the key must find no open desk."""
    Authenticator.objects.filter(user_id=officer.pk).delete()
    note_factor("factor.removed", of=officer, kind="all", at=at, by="operator")
    end_others(officer, but=None, at=at, by="operator")
