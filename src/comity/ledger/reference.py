"""RFC 6962, section 2.1, as its definitions read: slow, and what the fast paths of this room are held to by tests.

Nothing in the product calls this. `entries` are leaf hashes, as everywhere in this room.
"""

from collections.abc import Sequence
from typing import Final

from comity.terms.digests import node_hash, tree_root

SPEC: Final = "RFC 6962, sections 2.1, 2.1.1 and 2.1.2"


def split(size: int) -> int:
    """Return k: the largest power of two smaller than `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def tree_hash(entries: Sequence[bytes]) -> bytes:
    """Return MTH(D[n])."""
    if not entries:
        return tree_root(())
    if len(entries) == 1:
        return entries[0]
    k = split(len(entries))
    return node_hash(tree_hash(entries[:k]), tree_hash(entries[k:]))


def audit_path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """Return PATH(m, D[n]); `index` is m, counted from 0."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if index < k:
        return [*audit_path(index, entries[:k]), tree_hash(entries[k:])]
    return [*audit_path(index - k, entries[k:]), tree_hash(entries[:k])]


def consistency_path(old: int, entries: Sequence[bytes]) -> list[bytes]:
    """Return PROOF(m, D[n]); `old` is m, at least 1."""
    return _subproof(old, entries, known=True)


def _subproof(old: int, entries: Sequence[bytes], *, known: bool) -> list[bytes]:
    """Return SUBPROOF(m, D[n], b); `known` is b."""
    if old == len(entries):
        return [] if known else [tree_hash(entries)]
    k = split(len(entries))
    if old <= k:
        return [*_subproof(old, entries[:k], known=known), tree_hash(entries[k:])]
    return [*_subproof(old - k, entries[k:], known=False), tree_hash(entries[:k])]
