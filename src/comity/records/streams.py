"""Gives the places of a stream to acts: one statement sees whether a place is free and takes it."""

from typing import Final

from django.db import connection

_TAKE: Final = """
INSERT INTO records_stream (peer, "case", direction, next_seq, head) VALUES (%s, %s, 'out', %s, %s)
ON CONFLICT (peer, "case", direction) DO UPDATE SET next_seq = excluded.next_seq, head = excluded.head
WHERE records_stream.next_seq = %s
RETURNING next_seq
"""


def take_place(*, peer: str, case: str, seq: int, inner: bytes) -> bool:
    """Give place `seq` of the stream to `peer` to the act with the inner digest `inner`; return False where another act has it.

    In the caller's transaction: a place that was taken in vain is free again after its rollback.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [peer, case, seq + 1, inner, seq])
        return cursor.fetchone() is not None
