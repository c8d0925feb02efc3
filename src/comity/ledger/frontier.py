"""The right edge of the log: the few hashes from which it grows, and from which its root follows.

A frontier of ten million leaves is at most 24 hashes. It stands in one table row and moves in the transaction of
the act that appends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from comity.ledger.tree import HashAt, complete_subtrees, fold, require_hash, require_size
from comity.terms.digests import SIZE, Digest, node_hash, tree_root
from comity.terms.refusals import Malformed, TooLarge

SPEC: Final = "docs/specs/log.md, section 2"

_SIZE_BYTES: Final = 8
MAX_BYTES: Final = _SIZE_BYTES + 63 * SIZE


@dataclass(frozen=True, slots=True)
class Frontier:
    """The hashes of the complete subtrees of a log of `size` leaves, widest first; `Frontier()` is the empty log."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an impossible size, and any number of hashes but one for each set bit of the size."""
        require_size(self.size, what="frontier")
        if len(self.hashes) != self.size.bit_count():
            raise Malformed("frontier", f"{len(self.hashes)} hashes for {self.size} leaves")
        for size in {*map(len, self.hashes)} - {SIZE}:
            raise Malformed("frontier", f"a hash of {size} bytes instead of {SIZE}")

    @classmethod
    def at(cls, size: int, *, hash_at: HashAt) -> Self:
        """Rebuild the frontier of the first `size` leaves from stored hashes; raises `Malformed`."""
        require_size(size, what="frontier")
        return cls(size, tuple(hash_at(level, index) for level, index in complete_subtrees(0, size)))

    @property
    def root(self) -> Digest:
        """The root of the log at this size."""
        return Digest(fold(self.hashes) if self.hashes else tree_root(()))

    def append(self, leaf_hash: bytes) -> "Frontier":
        """Return the frontier one leaf later; the new leaf's index is `self.size`. Raises `Malformed` for another length."""
        return self.extend((leaf_hash,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> "Frontier":
        """Return the frontier after all of `leaf_hashes`, in their order; raises `Malformed` for another length."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaf_hashes:
            node = require_hash(leaf, what="leaf")
            full = size
            while full & 1:  # a subtree of this width is waiting: join it, and look one level higher
                node = node_hash(hashes.pop(), node)
                full >>= 1
            hashes.append(node)
            size += 1
        return Frontier(size, tuple(hashes))

    def to_bytes(self) -> bytes:
        """Return the size in 8 bytes, big-endian, then the hashes."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` writes and nothing else; raises `TooLarge` or `Malformed`."""
        if len(data) > MAX_BYTES:
            raise TooLarge("frontier", size=len(data), cap=MAX_BYTES)
        if len(data) < _SIZE_BYTES:
            raise Malformed("frontier", "shorter than its size field")
        hashes = tuple([data[at : at + SIZE] for at in range(_SIZE_BYTES, len(data), SIZE)])
        return cls(int.from_bytes(data[:_SIZE_BYTES], "big"), hashes)
