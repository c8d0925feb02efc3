"""Digests and the RFC 6962 tree hash; one place, because seal, ledger and receipts must agree on them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from comity.terms.refusals import Malformed

SIZE: Final = 32


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """A SHA-256 digest: 32 bytes, printed as 64 lower-case hexadecimal digits."""

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse another length."""
        if len(self.raw) != SIZE:
            raise Malformed("digest", f"{len(self.raw)} bytes instead of {SIZE}")

    @classmethod
    def of(cls, *parts: bytes) -> Self:
        """Hash the concatenation of `parts`."""
        state = hashlib.sha256()
        for part in parts:
            state.update(part)
        found = object.__new__(cls)  # what SHA-256 gives has the right length: a dozen are made with every act
        object.__setattr__(found, "raw", state.digest())
        return found

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 64 lower-case hexadecimal digits; raises `Malformed`."""
        try:
            found = cls(bytes.fromhex(text))
        except ValueError as fault:
            raise Malformed("digest", "not hexadecimal") from fault
        if str(found) != text:
            raise Malformed("digest", "not in lower case")
        return found

    def __str__(self) -> str:
        """Print the one form that `parse` reads."""
        return self.raw.hex()

    def groups(self, count: int = 4) -> tuple[str, ...]:
        """Return the first `count` groups of four digits, as they are read out by telephone."""
        text = str(self)
        return tuple(text[at : at + 4] for at in range(0, 4 * count, 4))


def leaf_hash(record: bytes | memoryview) -> bytes:
    """Return SHA-256(0x00 || record): RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right): RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the RFC 6962 Merkle tree hash over already hashed leaves; the empty tree is SHA-256 of nothing."""
    if not leaf_hashes:
        return hashlib.sha256(b"").digest()
    level = list(leaf_hashes)
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]
