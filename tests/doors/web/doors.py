"""Officers at the door with real passwords, codes and clocks: what the tests of accounts share."""

import time
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from comity.records.models import Attempts, Sitting
from comity.terms.instants import Instant

PASSWORD = "a sentence nobody guesses"
CONFIRM = "/account/reauthenticate/"
STEP = 30  # seconds that a code is valid


class Person:
    """An officer with a password, an authenticator and recovery codes."""

    def __init__(self, officer: Any) -> None:
        """Give them all three."""
        self.officer = officer
        officer.set_password(PASSWORD)
        officer.save()
        self.secret = totp.generate_totp_secret()
        totp.TOTP.activate(officer, self.secret)
        self.codes = RecoveryCodes.activate(officer).get_unused_codes()

    def code(self) -> str:
        """Return the authenticator's code, as in a half-minute in which none was used yet, and which does not end before it is given."""
        from django.core.cache import cache

        left = STEP - time.time() % STEP
        if left < 2:
            time.sleep(left)
        cache.clear()
        Attempts.objects.filter(kind="code").delete()
        return totp.format_hotp_value(totp.hotp_value(self.secret, next(totp.yield_hotp_counters_from_time())))

    def sign_in(self, **more: Any) -> Client:
        """Come in by password and code."""
        client = Client(**more)
        client.post("/account/login/", {"login": self.officer.officer_id, "password": PASSWORD})
        client.post("/account/second-factor/authenticate/", {"code": self.code()})
        assert client.session.get("_auth_user_id")
        return client

    def confirm(self, client: Client, onward: str = "/") -> Any:
        """Say at the lock, or before an export, who is there."""
        return client.post(CONFIRM, {"password": PASSWORD, "code": self.code(), "next": onward})


def turn_back(client: Client, **span: float) -> Sitting:
    """Let a client's sitting be as it would be if nobody had touched it for a while; return it."""
    from datetime import timedelta

    sitting = Sitting.objects.get(pk=client.session["sitting"])
    earlier = sitting.seen_at + -timedelta(**span)
    Sitting.objects.filter(pk=sitting.pk).update(seen_at=earlier, began_at=min(earlier, sitting.began_at, key=lambda at: at.micros))
    return sitting


def now() -> Instant:
    """Return the moment by this machine's clock."""
    return Instant.of(datetime.now(UTC))
