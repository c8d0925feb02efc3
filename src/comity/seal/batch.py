"""One signature for many payloads: paths through the RFC 6962 tree of a batch (section 2.1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.terms.digests import SIZE, node_hash
from comity.terms.refusals import Malformed

LARGEST: Final = 4096
"""Payloads in one batch at most, so a path has at most 12 hashes."""


@dataclass(frozen=True, slots=True)
class BatchProof:
    """That a leaf stands at `index` in a batch of `size` (2 to `LARGEST`): the hashes beside its way to the root, leaf first."""

    index: int
    size: int
    path: tuple[bytes, ...]

    def __post_init__(self) -> None:
        """Refuse positions outside the batch and paths of another length than the position demands."""
        if not 2 <= self.size <= LARGEST or not 0 <= self.index < self.size:
            raise Malformed("batch proof", f"position {self.index} of {self.size}")
        if len(self.path) != path_length(self.index, size=self.size) or any(len(step) != SIZE for step in self.path):
            raise Malformed("batch proof", "path of another length")

    def root(self, leaf: bytes) -> bytes:
        """Return the root of the batch in which `leaf` (32 bytes, already hashed) stands at `index`."""
        found, index, last = leaf, self.index, self.size - 1
        for step in self.path:
            while index == last and not index & 1:  # alone at the end of its level: promoted unchanged
                index, last = index >> 1, last >> 1
            found = node_hash(step, found) if index & 1 else node_hash(found, step)
            index, last = index >> 1, last >> 1
        return found


def path_length(index: int, *, size: int) -> int:
    """Return how many hashes lead from leaf `index` to the root of `size` leaves."""
    length, last = 0, size - 1
    while last:
        length += (index ^ 1) <= last
        index, last = index >> 1, last >> 1
    return length


def prove_batch(leaf_hashes: Sequence[bytes]) -> tuple[bytes, list[BatchProof]]:
    """Return the root over 2 to `LARGEST` hashed leaves, and for each leaf its proof."""
    size = len(leaf_hashes)
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(above) * 2 :])
    proofs = []
    for index in range(size):
        beside = (((index >> height) ^ 1, level) for height, level in enumerate(levels[:-1]))
        proofs.append(BatchProof(index, size, tuple(level[at] for at, level in beside if at < len(level))))
    return levels[-1][0], proofs
