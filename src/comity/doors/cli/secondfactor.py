"""The second factor of an officer who was just enrolled: a one-time code from an app, and recovery codes on paper."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Shown once: `uri` goes into the officer's app, `codes` onto paper; each code works one time."""

    uri: str
    codes: tuple[str, ...]


@transaction.atomic
def give_second_factor(officer: Any, *, node: str) -> SecondFactor:  # noqa: ANN401 - a row of a table that doors do not know
    """Activate a fresh secret and fresh recovery codes for `officer`, who has none yet."""
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    codes = RecoveryCodes.activate(officer).get_unused_codes()
    issuer = f"Comity {node}"
    label = quote(f"{issuer}:{officer.officer_id}")
    return SecondFactor(f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}", tuple(codes))
