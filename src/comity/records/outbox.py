"""Entries of the outbox as the courier reads and ends them, with every POST and however many it carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from comity.records.models import Outbox, OutboxBytes
from comity.records.rows import fresh, insert
from comity.records.statements import run, run_all
from comity.terms.instants import Instant


class OutboxEntry(NamedTuple):
    """What the protocol wants to know of an entry; its field names are the table's."""

    id: int
    env_id: str
    outer_digest: bytes
    case: str
    seq: int
    size: int
    priority: str
    expires_at: Instant
    state: str
    attempts: int
    order: str
    wire_class: str
    receipt_digest: bytes | None
    rewraps: int


_EXPIRES: Final = OutboxEntry._fields.index("expires_at")


class Sealed(NamedTuple):
    """What goes over the wire, and what its receipt must speak of."""

    env_id: str
    item: str
    outer_digest: bytes
    sealed: bytes
    sealed_to: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one entry; `receipt` is the digest of the bytes that say so, if any."""

    env_id: str
    state: str
    attempts: int
    order: str
    wire_class: str
    receipt: bytes | None


# The states are written out as in the index: SQLite takes a partial index only where the statement itself shows that it may.
_OPEN: Final = """
SELECT id, env_id, outer_digest, "case", seq, size, priority, expires_at, state, attempts, "order", wire_class, receipt_digest, rewraps
FROM records_outbox WHERE peer = %s AND state IN ('due', 'sent') ORDER BY id LIMIT %s
"""
_ANY_OPEN: Final = "SELECT 1 FROM records_outbox WHERE state IN ('due', 'sent') LIMIT 1"
_ANY_URGENT: Final = "SELECT 1 FROM records_outbox WHERE peer = %s AND state IN ('due', 'sent') AND priority = 'urgent' LIMIT 1"
_SEALED: Final = """
SELECT env_id, item, outer_digest, sealed, sealed_to
FROM records_outbox JOIN records_outboxbytes ON entry_id = records_outbox.id WHERE peer = %s AND env_id = %s
"""
_END: Final = """
UPDATE records_outbox SET state = %s, attempts = %s, outcome_at = %s, "order" = %s, wire_class = %s, receipt_digest = %s
WHERE peer = %s AND env_id = %s
"""


def owe(row: Outbox, *, sealed: bytes) -> None:
    """Put a new entry with its bytes into the outbox, in the caller's transaction."""
    insert(row)
    insert(fresh(OutboxBytes, entry_id=row.pk, sealed=sealed))


def open_entries(peer: str, *, limit: int) -> list[OutboxEntry]:
    """Return the oldest entries to `peer` that have no outcome yet."""
    rows = run(_OPEN, [peer, limit]).fetchall()
    return [OutboxEntry._make((*row[:_EXPIRES], Instant(row[_EXPIRES]), *row[_EXPIRES + 1 :])) for row in rows]


def is_any_open() -> bool:
    """Return whether any entry to anybody has no outcome yet."""
    return run(_ANY_OPEN).fetchone() is not None


def is_any_urgent(peer: str) -> bool:
    """Return whether any entry to `peer` that has no outcome yet is urgent."""
    return run(_ANY_URGENT, [peer]).fetchone() is not None


def sealed_of(peer: str, *, env_id: str) -> Sealed:
    """Return the bytes of one entry; there is one."""
    name, item, digest, sealed, sealed_to = run(_SEALED, [peer, env_id]).fetchone()
    return Sealed(name, item, bytes(digest), bytes(sealed), sealed_to)


def end_entries(peer: str, outcomes: Sequence[Ended], *, at: Instant) -> None:
    """Write the outcomes of entries to `peer`, in the caller's transaction."""
    rows = [(one.state, one.attempts, at.micros, one.order, one.wire_class, one.receipt, peer, one.env_id) for one in outcomes]
    run_all(_END, rows)
