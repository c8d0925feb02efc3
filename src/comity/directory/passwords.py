"""Passwords at rest, as Django keeps them with Argon2id; however many sign in at once, a few are reckoned."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from comity.seal.stretching import ROOM


class PasswordHasher(Argon2PasswordHasher):
    """Django's own, which takes 100 MiB while it reckons."""

    def encode(self, password: str, salt: str) -> str:
        """Return `password` stretched."""
        with ROOM:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Say whether `encoded` came of `password`."""
        with ROOM:
            return super().verify(password, encoded)
