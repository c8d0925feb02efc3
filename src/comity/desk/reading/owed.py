"""Every receipt that this node's envelopes are owed by what their signed headers ask for, each verified again from its bytes."""

from dataclasses import dataclass

from comity.directory.book import book
from comity.records.models import Message, Receipt
from comity.seal.headers import parse_inner
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.refusals import Refused
from comity.wire.receipts import parse_receipt
from comity.wire.received import LogPosition, ReceivedBody


@dataclass(frozen=True, slots=True)
class Owed:
    """One receipt: there and verified, or not. `digest` is of its bytes."""

    env_id: EnvelopeId
    kind: str
    digest: Digest | None
    verified: bool


@dataclass(frozen=True, slots=True)
class OwedReceipts:
    """All of them, with the log positions of the peer that the received ones name."""

    envelopes: int
    receipts: tuple[Owed, ...]
    positions: tuple[LogPosition, ...]


def owed_receipts() -> OwedReceipts:
    """Return what is owed for every envelope this node sent."""
    receipts: list[Owed] = []
    positions: list[LogPosition] = []
    messages = list(Message.objects.filter(direction="out").order_by("id"))
    for message in messages:
        inner = parse_inner(bytes(message.inner))
        for kind in inner.requires:
            data = Receipt.objects.filter(env_id=message.env_id, kind=kind, direction="in").values_list("sealed", flat=True).first()
            one, position = _verify(inner.env_id, kind, None if data is None else bytes(data), Digest.of(bytes(message.inner)))
            receipts.append(one)
            if position is not None:
                positions.append(position)
    return OwedReceipts(len(messages), tuple(receipts), tuple(positions))


def _verify(env_id: EnvelopeId, kind: str, data: bytes | None, inner: Digest) -> tuple[Owed, LogPosition | None]:
    if data is None:
        return Owed(env_id, kind, None, verified=False), None
    try:
        body = parse_receipt(verify_receipt(data, keyring=book().keyring).body_bytes)
    except Refused:
        return Owed(env_id, kind, Digest.of(data), verified=False), None
    position = body.log if isinstance(body, ReceivedBody) else None
    holds = (body.env_id, body.inner) == (env_id, inner) and type(body).__name__.lower().startswith(kind)
    return Owed(env_id, kind, Digest.of(data), verified=holds), position
