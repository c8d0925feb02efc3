"""What two nodes hold of each other's streams, as digests and, where these differ, as marks (docs/specs/protocol.md, section 12).

Pure: the shell reads the rows and carries the words.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference

BUCKETS: Final = 256
MOST: Final = 500  # marks in one word
_MODULUS: Final = 1 << 256
_NOTHING: Final = Digest(bytes(32))


@dataclass(frozen=True, slots=True)
class Mark:
    """The highest act of one stream that its sender was signed for, or that its receiver keeps: `ours` is a stream of whoever speaks."""

    ours: bool
    case: Reference
    seq: int
    inner: Digest

    def turned(self) -> "Mark":
        """Return the same mark as the other side speaks of it."""
        return Mark(not self.ours, self.case, self.seq, self.inner)


def bucket_of(case: Reference) -> int:
    """Return the bucket in which the marks of a case are counted, at both ends the same."""
    return hashlib.sha256(b"comity/1 bucket " + case.text.encode("ascii")).digest()[0]


def tally(marks: Iterable[Mark], *, own: NodeId, peer: NodeId) -> tuple[Digest, ...]:
    """Return a digest for each bucket; equal at both ends where they hold the same, in whatever order the rows came."""
    sums = [0] * BUCKETS
    for mark in marks:
        sender = own if mark.ours else peer
        said = b"\0".join((b"comity/1 mark", sender.text.encode("ascii"), mark.case.text.encode("ascii"), b"%d" % mark.seq, mark.inner.raw))
        at = bucket_of(mark.case)
        sums[at] = (sums[at] + int.from_bytes(hashlib.sha256(said).digest(), "big")) % _MODULUS
    return tuple(Digest(one.to_bytes(32, "big")) if one else _NOTHING for one in sums)


def root_of(digests: Sequence[Digest]) -> Digest:
    """Return the one digest of all buckets."""
    return Digest.of(b"".join(one.raw for one in digests))


def differing(ours: Sequence[Digest], theirs: Sequence[Digest]) -> tuple[int, ...]:
    """Return the buckets that are not the same."""
    return tuple(at for at, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other)


def rounds(buckets: Collection[int], marks: Mapping[int, Sequence[Mark]]) -> Iterable[tuple[tuple[int, ...], tuple[Mark, ...]]]:
    """Yield buckets with our marks in them, as many together as one word holds; of a bucket that alone is larger, the first `MOST`."""
    together: list[int] = []
    said: list[Mark] = []
    for bucket in sorted(buckets):
        mine = list(marks.get(bucket, ()))[:MOST]
        if together and len(said) + len(mine) > MOST:
            yield tuple(together), tuple(said)
            together, said = [], []
        together.append(bucket)
        said += mine
    if together:
        yield tuple(together), tuple(said)


def strange(told: Iterable[Mark], *, here: Collection[Mark]) -> tuple[Mark, ...]:
    """Return which of the other side's marks, as it speaks of them, name an act that is not `here` (as we speak of them)."""
    return tuple(mark for mark in told if mark.turned() not in here)
