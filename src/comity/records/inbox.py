"""The acts of a case that are held: asked for with every act that comes, and by the index that knows them."""

from typing import Final, NamedTuple

from comity.records.statements import run

# The condition of the index, word for word: without it SQLite would read every envelope of the peer.
_HELD: Final = """
SELECT seq, env_id, inner_digest, previous FROM records_inbox
WHERE peer = %s AND "case" = %s AND NOT ("order" = 'refused') AND "order" = 'held'
"""


# Of the acts that are held alone there is an index: no others are read, however many the peer has sent.
_COUNT_HELD: Final = """
SELECT COUNT(*) FROM records_inbox WHERE peer = %s AND "order" = 'held'
"""


class Held(NamedTuple):
    """An act that waits for those before it."""

    seq: int
    env_id: str
    inner_digest: bytes
    previous: bytes | None


def held_of(peer: str, *, case: str) -> list[Held]:
    """Return the acts of a case that are held, in no order."""
    rows = run(_HELD, [peer, case]).fetchall()
    return [Held(seq, env_id, bytes(inner), previous and bytes(previous)) for seq, env_id, inner, previous in rows]


def count_held(peer: str) -> int:
    """Return how many acts of a peer are held, of all cases."""
    (count,) = run(_COUNT_HELD, [peer]).fetchone()
    return int(count)
