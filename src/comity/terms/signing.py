"""What signs and verifies a note, as the ledger sees it; the keys themselves live in `seal`.

A signed note (C2SP signed-note, version 1) ends with lines `— <name> <base64(key_hash || signature)>`. Whoever gives
the ledger something to sign with gives it the three things such a line needs, and nothing more.
"""

from typing import Final, Protocol

KEY_HASH_SIZE: Final = 4


class Signer(Protocol):
    """Signs notes under one name with one key."""

    @property
    def name(self) -> str:
        """The key's name: not empty, without spaces and plus signs, e.g. `poc.vn.example/log`."""

    @property
    def key_hash(self) -> bytes:
        """The first 4 bytes of SHA-256(name || 0x0A || signature type || public key)."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature over the text of the note (through its last newline), without the key hash."""


class Verifier(Protocol):
    """Verifies notes signed under one name with one key."""

    @property
    def name(self) -> str:
        """The key's name, as in the signature line."""

    @property
    def key_hash(self) -> bytes:
        """The 4 bytes before the signature in its line; a hint to the key, never a proof."""

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return if `signature` is this key's over `message`; raises a `Refused` of class `bad-signature` otherwise."""
