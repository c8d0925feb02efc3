"""The shape of the log's tree: its hashes by level and index, and the roots that follow from them.

A *hash reader* is asked for complete subtrees only: level 0 is the leaves, and the subtree (level, index) covers the
leaves from `index << level` up to, not including, `(index + 1) << level`. Everything else in this room is made of
such hashes, so a log of ten million leaves is read at some fifty places for a proof.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from comity.terms.digests import SIZE, Digest, node_hash, tree_root
from comity.terms.refusals import Malformed

SPEC: Final = "RFC 6962, section 2.1"

MAX_SIZE: Final = 2**63 - 1  # the largest integer that every database row holds

HashAt: TypeAlias = Callable[[int, int], bytes]


def require_size(size: int, *, what: str) -> int:
    """Return `size` if a log can have that many leaves; raises `Malformed` naming `what`."""
    if not 0 <= size <= MAX_SIZE:
        raise Malformed(what, f"{size} leaves")
    return size


def require_hash(node: bytes, *, what: str) -> bytes:
    """Return `node` if it is 32 bytes long; raises `Malformed` naming `what`."""
    if len(node) != SIZE:
        raise Malformed(what, f"a hash of {len(node)} bytes instead of {SIZE}")
    return node


def hashes_of(leaf_hashes: Sequence[bytes]) -> HashAt:
    """Return a hash reader over leaves held in memory; every level is computed here, once."""
    levels = [[require_hash(leaf, what="leaf") for leaf in leaf_hashes]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])

    def hash_at(level: int, index: int) -> bytes:
        return levels[level][index]

    return hash_at


def complete_subtrees(start: int, stop: int) -> list[tuple[int, int]]:
    """Return the complete subtrees (level, index) that cover the leaves `start` to `stop`, widest first.

    `start` must be a multiple of the widest subtree that fits, as it is for every sibling of RFC 6962 and for 0.
    """
    found = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """Join the hashes of neighbouring complete subtrees, widest first, into one; there must be at least one."""
    node = hashes[-1]
    for left in reversed(hashes[:-1]):
        node = node_hash(left, node)
    return node


def range_hash(start: int, stop: int, *, hash_at: HashAt) -> bytes:
    """Return RFC 6962's MTH(D[start:stop]); `start` as in `complete_subtrees`, and at least one leaf."""
    return fold([hash_at(level, index) for level, index in complete_subtrees(start, stop)])


def root_at(size: int, *, hash_at: HashAt) -> Digest:
    """Return the root that the log had, or has, with `size` leaves; raises `Malformed` for an impossible size."""
    require_size(size, what="log")
    return Digest(range_hash(0, size, hash_at=hash_at) if size else tree_root(()))
