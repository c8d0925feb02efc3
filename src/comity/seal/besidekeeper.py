"""The keeper that needs no device: a secret of 32 bytes that lies outside of the node's folder and its backups.

It wraps and signs with nothing: seeds that it gives back are in memory while the node runs.
"""

import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.keeper import Family
from comity.seal.refusals import UnknownFamily, WrapBroken
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed

SIZE: Final = 32
NONCE: Final = 12
_LABEL: Final = b"comity/1 keys at rest"


class BesideKeeper:
    """Wraps with AES-256-GCM under a key made of the secret (HMAC-SHA-256)."""

    __slots__ = ("_sealer", "mark")
    signs_with: frozenset[Family] = frozenset()

    def __init__(self, secret: bytes) -> None:
        """`secret` was drawn at random, 32 bytes; raises `Malformed`."""
        if len(secret) != SIZE:
            raise Malformed("secret of the keys", "of another length")
        self._sealer = AESGCM(hmac.digest(secret, _LABEL, "sha256"))
        # Of the secret, not of the key, and cut: it tells two secrets apart and helps nobody to find one.
        self.mark = f"secret {str(Digest.of(_LABEL, b' mark ', secret))[:16]}"

    def wrap(self, secret: bytes, *, about: bytes) -> bytes:
        """Return nonce and ciphertext."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._sealer.encrypt(nonce, secret, about)

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        """Return what `wrap` wrapped; raises `WrapBroken`."""
        try:
            return self._sealer.decrypt(wrapped[:NONCE], wrapped[NONCE:], about)
        except (InvalidTag, ValueError) as fault:
            raise WrapBroken from fault

    def draw(self, family: Family) -> tuple[bytes, bytes]:
        """Raise `UnknownFamily`: nothing is inside."""
        raise UnknownFamily(family=family)

    def sign(self, reference: bytes, message: bytes, *, family: Family) -> bytes:  # noqa: ARG002 as the door has it
        """Raise `UnknownFamily`: nothing is inside."""
        raise UnknownFamily(family=family)

    def require_there(self) -> None:
        """Return: it is in memory."""
