"""Entries of the outbox as the protocol sees them."""

import functools
from collections.abc import Sequence
from dataclasses import replace

from comity.courier.protocol.effects import Order
from comity.courier.protocol.lines import Due, Happening, Priority, Receipts, Reply
from comity.courier.protocol.states import State
from comity.records.models import Receipt
from comity.records.outbox import OutboxEntry
from comity.seal.receipt import receipt_body
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.wire.receipts import parse_receipt
from comity.wire.received import ReceivedBody


def with_lives(entries: Sequence[Due], *, named: set[EnvelopeId]) -> list[Due]:
    """Return the entries, those that are answered once more with the life of the peer in which their receipt was signed."""
    answered = [str(entry.env_id) for entry in entries if entry.state is State.RECEIPTED and entry.seq and entry.env_id in named]
    lives = {}
    for row in Receipt.objects.filter(env_id__in=answered, kind="received", direction="in"):
        body = parse_receipt(receipt_body(bytes(row.sealed)))
        lives[row.env_id] = body.life if isinstance(body, ReceivedBody) else 0
    return [replace(entry, life=lives.get(str(entry.env_id), 0)) for entry in entries]


def due_of(row: OutboxEntry, *, in_flight: frozenset[EnvelopeId] = frozenset()) -> Due:
    """Return an entry as the protocol sees it; what is in flight is known to the line alone."""
    due = _due(row)
    return replace(due, state=State.SENT) if due.state is State.DUE and due.env_id in in_flight else due


@functools.lru_cache(maxsize=512)  # a window of what waits is read again after every POST, and little of it has changed
def _due(row: OutboxEntry) -> Due:
    return Due(
        env_id=EnvelopeId(row.env_id),
        outer_digest=Digest(bytes(row.outer_digest)),
        case=Reference(row.case),
        seq=row.seq,
        size=row.size,
        priority=Priority(row.priority),
        expires=row.expires_at,
        state=State(row.state),
        attempts=row.attempts,
        order=Order(row.order) if row.order else None,
        wire_class=row.wire_class or None,
        receipt=Digest(bytes(row.receipt_digest)) if row.receipt_digest else None,
        rewraps=row.rewraps,
    )


def named_in(happening: Happening) -> list[EnvelopeId]:
    """Return the entries that a happening names."""
    match happening:
        case Reply() | Receipts():
            return [answer.env_id for answer in happening.answers]
        case _:
            return [happening.env_id] if hasattr(happening, "env_id") else []
