"""Takes streams further: one statement sees whether a place is free and takes it, or writes where a stream has come to."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from comity.records.models import Stream
from comity.records.statements import run, run_all
from comity.terms.lives import first_of

_TAKE: Final = """
INSERT INTO records_stream (peer, "case", direction, next_seq, head) VALUES (%s, %s, 'out', %s, %s)
ON CONFLICT (peer, "case", direction) DO UPDATE SET next_seq = excluded.next_seq, head = excluded.head
WHERE records_stream.next_seq = %s
"""
_NEXT: Final = """
SELECT next_seq, head, (SELECT life FROM records_life WHERE node = %s) FROM (SELECT 1) AS one
LEFT JOIN records_stream ON peer = %s AND "case" = %s AND direction = 'out'
"""
_MOVE: Final = """
INSERT INTO records_stream (peer, "case", direction, next_seq, head) VALUES (%s, %s, 'in', %s, %s)
ON CONFLICT (peer, "case", direction) DO UPDATE SET next_seq = excluded.next_seq, head = excluded.head
WHERE records_stream.next_seq < excluded.next_seq
"""


class Come(NamedTuple):
    """How far a case has come from a peer: the number of its next act, the inner digest of the last."""

    peer: str
    case: str
    next_seq: int
    head: bytes


def next_place(*, node: str, peer: str, case: str) -> tuple[int, bytes | None]:
    """Return the number of the next act of `case` to `peer` and the inner digest of the one before; a first one is of the life we are in.

    `node` is this one.
    """
    return place_in(*run(_NEXT, [node, peer, case]).fetchone())


def place_in(seq: int | None, head: bytes | None, life: int | None) -> tuple[int, bytes | None]:
    """Return the place that is next after what the row of a stream says, None where there is none, at a node in this life."""
    return (first_of(life or 0), None) if seq is None else (seq, None if head is None else bytes(head))


def take_place(*, peer: str, case: str, seq: int, inner: bytes) -> bool:
    """Give place `seq` of the stream to `peer` to the act with the inner digest `inner`; return False where another act has it.

    In the caller's transaction: a place that was taken in vain is free again after its rollback.
    """
    return bool(run(_TAKE, [peer, case, seq + 1, inner, seq]).rowcount)


def move_heads(streams: Iterable[Come]) -> None:
    """Write how far cases have come from their peers, in the caller's transaction; an act of an earlier life moves no head back."""
    run_all(_MOVE, list(streams))


def begin_streams(life: int, *, tips: Mapping[tuple[str, str], bytes | None]) -> None:
    """Let streams that are not known here yet begin in the life that this node is in, after their `tips`, by peer and case."""
    for (peer, case), tip in tips.items():
        values = {"next_seq": first_of(life), "head": tip}
        Stream.objects.get_or_create(peer=peer, case=case, direction="out", defaults=values)


def begin_life(life: int, *, tips: Mapping[tuple[str, str], bytes | None]) -> None:
    """Let every stream of this node go on in a new life, in the caller's transaction: none gives a number of an earlier one any more.

    `tips` says, by peer and case, what the next act names as the one before it, where that is another than here.
    """
    for (peer, case), tip in tips.items():
        Stream.objects.update_or_create(peer=peer, case=case, direction="out", defaults={"head": tip})
    Stream.objects.filter(direction="out").update(next_seq=first_of(life))
