"""Inclusion and consistency: made from stored hashes, verified from nothing but roots.

Both proofs are one walk. The path of a leaf climbs from level 0; the path of a consistency proof climbs from the
last complete subtree of the old log. On its way it needs the sibling at each level, which is a complete subtree
everywhere but at the right edge.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from comity.ledger.tree import HashAt, range_hash, require_hash, require_size
from comity.terms.digests import Digest, node_hash
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

SPEC: Final = "RFC 6962, sections 2.1.1 and 2.1.2 (verified as in RFC 9162, sections 2.1.3.2 and 2.1.4.2)"

MAX_PATH: Final = 64


class NotInLog(Refused):
    """The proof does not lead from this leaf to this root."""

    wire_class = "commitment"
    sentence = gettext_noop("The log with %(size)s leaves does not hold this record at place %(index)s.")
    next_step = gettext_noop("Do not rely on this record. Ask for the proof again, and keep both copies.")


class NotConsistent(Refused):
    """The newer log does not begin with the older one: something was removed, changed or reordered."""

    wire_class = "conflict"
    sentence = gettext_noop("The log with %(size)s leaves does not continue the log with %(old)s leaves.")
    next_step = gettext_noop("Keep both checkpoints: together they show a fork. Tell the operator of the log and the other authorities.")


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a leaf stands at `index`, counted from 0, in a log of `size`; `path` runs from its sibling to the root."""

    index: int
    size: int
    path: tuple[bytes, ...]

    def __post_init__(self) -> None:
        """Refuse an index outside the log, and hashes that are none."""
        _require_place(self.index, self.size)
        _require_path(self.path, what="inclusion proof")


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the log of `size` leaves begins with the log of `old` leaves; `old` is at least 1."""

    old: int
    size: int
    path: tuple[bytes, ...]

    def __post_init__(self) -> None:
        """Refuse an old log that is empty or the longer one, and hashes that are none."""
        _require_growth(self.old, self.size)
        _require_path(self.path, what="consistency proof")


def prove_inclusion(index: int, *, size: int, hash_at: HashAt) -> InclusionProof:
    """Make the proof of leaf `index` in the log's first `size` leaves; at most 126 hashes are read.

    Raises `Malformed` for an index outside the log. What `hash_at` reads is not checked against any root: the CALLER
    verifies the proof before giving it away, if its storage may be wrong.
    """
    _require_place(index, size)
    return InclusionProof(index, size, tuple(_siblings(0, index, size=size, hash_at=hash_at)))


def verify_inclusion(leaf_hash: bytes, *, proof: InclusionProof, root: Digest) -> bytes:
    """Return `leaf_hash`, which now is known to stand in the log with this `root`, or raise `NotInLog`.

    That `root` belongs to a log of `proof.size` leaves is the CALLER's to know: from a verified checkpoint.
    """
    refusal = NotInLog(index=proof.index, size=proof.size)
    if len(leaf_hash) != len(root.raw):
        raise refusal
    node = leaf_hash
    for is_left, sibling in _steps(proof.index, proof.size - 1, path=proof.path, refusal=refusal):
        node = node_hash(sibling, node) if is_left else node_hash(node, sibling)
    if node != root.raw:
        raise refusal
    return leaf_hash


def prove_consistency(old: int, *, size: int, hash_at: HashAt) -> ConsistencyProof:
    """Make the proof that the log's first `size` leaves continue its first `old` ones; at most 126 hashes are read.

    Raises `Malformed` for an empty old log or one that is longer.
    """
    _require_growth(old, size)
    if old == size:
        return ConsistencyProof(old, size, ())
    level, index = _last_complete(old)
    path = list(_siblings(level, index, size=size, hash_at=hash_at))
    if index:  # otherwise that subtree is the whole old log, whose root the verifier has
        path.insert(0, hash_at(level, index))
    return ConsistencyProof(old, size, tuple(path))


def verify_consistency(proof: ConsistencyProof, *, old_root: Digest, root: Digest) -> Digest:
    """Return `root`, which now is known to continue `old_root`, or raise `NotConsistent`.

    The sizes in `proof` must be those of the two verified checkpoints: the CALLER's to see to.
    """
    refusal = NotConsistent(old=proof.old, size=proof.size)
    if proof.old == proof.size:
        if proof.path or old_root != root:
            raise refusal
        return root
    level, index = _last_complete(proof.old)
    path = proof.path if index else (old_root.raw, *proof.path)
    if not path:
        raise refusal
    old_node = node = path[0]
    for is_left, sibling in _steps(index, (proof.size - 1) >> level, path=path[1:], refusal=refusal):
        if is_left:  # what stands to the left is old; what stands to the right came later
            old_node, node = node_hash(sibling, old_node), node_hash(sibling, node)
        else:
            node = node_hash(node, sibling)
    if old_node != old_root.raw or node != root.raw:
        raise refusal
    return root


def _last_complete(size: int) -> tuple[int, int]:
    """Return (level, index) of the narrowest complete subtree at the right edge of a log of `size` leaves."""
    level = (size & -size).bit_length() - 1
    return level, (size >> level) - 1


def _siblings(level: int, index: int, *, size: int, hash_at: HashAt) -> Iterator[bytes]:
    """Climb from the complete subtree (level, index) to the root, naming what must be joined to it on the way."""
    while index or 1 << level < size:
        sibling = index ^ 1
        start, stop = sibling << level, (sibling + 1) << level
        if stop <= size:
            yield hash_at(level, sibling)
        elif start < size:
            yield range_hash(start, size, hash_at=hash_at)
        level, index = level + 1, index >> 1


def _steps(index: int, last: int, *, path: Sequence[bytes], refusal: Refused) -> Iterator[tuple[bool, bytes]]:
    """Climb with a given path; yields (the sibling stands to the left, the sibling), raises `refusal` at a wrong length.

    `index` and `last` are the places of this node and of the last node at its level.
    """
    for sibling in path:
        if not last:
            raise refusal
        while index == last and not index & 1:  # a lone node at the right edge moves up as it is
            index, last = index >> 1, last >> 1
        yield bool(index & 1), sibling
        index, last = index >> 1, last >> 1
    if last:
        raise refusal


def _require_place(index: int, size: int) -> None:
    """Refuse a leaf outside the log."""
    require_size(size, what="inclusion proof")
    if not 0 <= index < size:
        raise Malformed("inclusion proof", f"place {index} in {size} leaves")


def _require_growth(old: int, size: int) -> None:
    """Refuse logs that do not grow. Anything continues an empty log: a proof of it would say nothing."""
    require_size(size, what="consistency proof")
    if not 0 < old <= size:
        raise Malformed("consistency proof", f"from {old} to {size} leaves")


def _require_path(path: Sequence[bytes], *, what: str) -> None:
    """Refuse more hashes than any log has levels, and hashes of another length."""
    if len(path) > MAX_PATH:
        raise Malformed(what, f"{len(path)} hashes")
    for node in path:
        require_hash(node, what=what)
