"""The acts of a case that are held: asked for with every act that comes, and by the index that knows them."""

import functools
from collections.abc import Sequence
from typing import Final, NamedTuple

from comity.records.statements import run

# The condition of the index, word for word: without it SQLite would read every envelope of the peer.
_HELD: Final = """
SELECT "case", seq, env_id, inner_digest, previous FROM records_inbox
WHERE peer = %s AND "case" IN ({}) AND NOT ("order" = 'refused') AND "order" = 'held'
"""
_TOGETHER: Final = (1, 64)  # cases of one statement: two statements, which the database keeps
_ASKED: Final = {room: _HELD.format(", ".join(["%s"] * room)) for room in _TOGETHER}


# Of the acts that are held alone there is an index: no others are read, however many the peer has sent.
_COUNT_HELD: Final = """
SELECT COUNT(*) FROM records_inbox WHERE peer = %s AND "order" = 'held'
"""


# How many acts of a peer are held, the life that we are in, and which of some envelopes came before: asked before anything is opened.
_CAME: Final = """
SELECT held.count, (SELECT life FROM records_life WHERE node = %s), came.env_id, came.outer_digest, came.receipt
FROM (SELECT COUNT(*) AS count FROM records_inbox WHERE peer = %s AND "order" = 'held') AS held
LEFT JOIN records_inbox AS came ON came.peer = %s AND came.env_id IN ({})
"""

# What stands of one act that comes, of its case, and whether any act of the case waits: one statement instead of three.
_OF_ONE: Final = """
SELECT stored.outer_digest, stored.receipt, stream.next_seq, stream.head,
(SELECT 1 FROM records_inbox WHERE peer = %s AND "case" = %s AND NOT ("order" = 'refused') AND "order" = 'held' LIMIT 1)
FROM (SELECT 1) AS one
LEFT JOIN records_inbox AS stored ON stored.peer = %s AND stored.env_id = %s
LEFT JOIN records_stream AS stream ON stream.peer = %s AND stream."case" = %s AND stream.direction = 'in'
"""


class Came(NamedTuple):
    """What is here of a peer that posts, and of what it brings.

    How many of its acts are held, of all cases; in which life this node is; of the envelopes that came before outer digest and receipt, by
    identifier.
    """

    held: int
    life: int
    before: dict[str, tuple[bytes, bytes]]


class OfOne(NamedTuple):
    """What is here of one act that comes: the envelope as it was kept, where its case stands, and whether acts of that are held."""

    outer_digest: bytes | None
    receipt: bytes | None
    next_seq: int | None
    head: bytes | None
    held: int | None


class Held(NamedTuple):
    """An act that waits for those before it."""

    seq: int
    env_id: str
    inner_digest: bytes
    previous: bytes | None


def held_of(peer: str, *, cases: Sequence[str]) -> dict[str, list[Held]]:
    """Return the acts that are held of some cases of `peer` (64 at most), by case and in no order; a case without is not there."""
    room = _TOGETHER[len(cases) > 1]
    found: dict[str, list[Held]] = {}
    for case, seq, env_id, inner, previous in run(_ASKED[room], [peer, *cases, *[cases[-1]] * (room - len(cases))]).fetchall():
        found.setdefault(case, []).append(Held(seq, env_id, bytes(inner), previous and bytes(previous)))
    return found


def came_of(peer: str, *, node: str, env_ids: Sequence[str]) -> Came:
    """Return what is here of a peer whose POST brings some envelopes (64 at most), or none. `node` is this one."""
    names = env_ids or ("",)  # no envelope is called so
    room = 1 << (len(names) - 1).bit_length()  # few statements, which the database keeps
    rows = run(_came(room), [node, peer, peer, *names, *[names[-1]] * (room - len(names))]).fetchall()
    before = {env_id: (bytes(outer), bytes(receipt)) for _, _, env_id, outer, receipt in rows if env_id is not None}
    return Came(int(rows[0][0]), int(rows[0][1] or 0), before)


@functools.cache
def _came(room: int) -> str:
    return _CAME.format(", ".join(["%s"] * room))


def of_one(peer: str, *, env_id: str, case: str) -> OfOne:
    """Return what is here of one act of `peer`; None for what is not."""
    return OfOne._make(run(_OF_ONE, [peer, case, peer, env_id, peer, case]).fetchone())


def count_held(peer: str) -> int:
    """Return how many acts of a peer are held, of all cases."""
    (count,) = run(_COUNT_HELD, [peer]).fetchone()
    return int(count)
