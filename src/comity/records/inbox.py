"""The acts of a case that are held: asked for with every act that comes, and by the index that knows them."""

from typing import Final, NamedTuple

from comity.records.statements import run

# The condition of the index, word for word: without it SQLite would read every envelope of the peer.
_HELD: Final = """
SELECT seq, env_id, inner_digest, previous FROM records_inbox
WHERE peer = %s AND "case" = %s AND NOT ("order" = 'refused') AND "order" = 'held'
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
