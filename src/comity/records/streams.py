"""Takes streams further: one statement sees whether a place is free and takes it, or writes where a stream has come to."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from comity.records.models import Stream
from comity.records.statements import run, run_all

_TAKE: Final = """
INSERT INTO records_stream (peer, "case", direction, next_seq, head) VALUES (%s, %s, 'out', %s, %s)
ON CONFLICT (peer, "case", direction) DO UPDATE SET next_seq = excluded.next_seq, head = excluded.head
WHERE records_stream.next_seq = %s
RETURNING next_seq
"""
_MOVE: Final = """
INSERT INTO records_stream (peer, "case", direction, next_seq, head) VALUES (%s, %s, 'in', %s, %s)
ON CONFLICT (peer, "case", direction) DO UPDATE SET next_seq = excluded.next_seq, head = excluded.head
"""


class Come(NamedTuple):
    """How far a case has come from a peer: the number of its next act, the inner digest of the last."""

    peer: str
    case: str
    next_seq: int
    head: bytes


def take_place(*, peer: str, case: str, seq: int, inner: bytes) -> bool:
    """Give place `seq` of the stream to `peer` to the act with the inner digest `inner`; return False where another act has it.

    In the caller's transaction: a place that was taken in vain is free again after its rollback.
    """
    return run(_TAKE, [peer, case, seq + 1, inner, seq]).fetchone() is not None


def move_heads(streams: Iterable[Come]) -> None:
    """Write how far cases have come from their peers, in the caller's transaction."""
    run_all(_MOVE, list(streams))


def put_head(*, peer: str, case: str, direction: str, next_seq: int, inner: bytes) -> None:
    """Write where a stream has come to, as others hold it: after a copy was restored, in the caller's transaction."""
    Stream.objects.update_or_create(peer=peer, case=case, direction=direction, defaults={"next_seq": next_seq, "head": inner})
