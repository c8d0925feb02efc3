"""Outbox, inbox and receipts against the acts that they are about: the bytes are those that were sent, received and signed."""

from collections.abc import Iterator

from comity.courier.fsck.faults import INBOX_BROKEN, OUTBOX_BROKEN, RECEIPT_BROKEN, RESTORE, Fault
from comity.courier.fsck.reading import CHUNK, Reading
from comity.records.models import Inbox, Outbox, Receipt
from comity.seal.envelope import parse_envelope
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.wire.receipts import ReceiptBody, parse_receipt

_OUTCOMES = {"receipted": "received", "refused": "refused"}


def check_outbox(reading: Reading) -> Iterator[Fault]:
    """Every envelope is the one that was sealed for its act, every act of ours has one, and its outcome has its receipt."""
    given = {
        (env_id, kind): Digest.of(bytes(sealed))
        for env_id, kind, sealed in Receipt.objects.filter(direction="in").values_list("env_id", "kind", "sealed").iterator(CHUNK)
    }
    posted = set()
    rows = Outbox.objects.select_related("bytes").order_by("id")
    for row in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        place = {"envelope": row.env_id, "peer": row.peer}
        try:
            if row.case in reading.erased() and not row.sealed and row.item == "envelope":
                posted.add(row.env_id)
                continue
            why = _envelope(row, reading) if row.item == "envelope" else _own_receipt(row, reading)
        except Refused as refusal:
            yield Fault(OUTBOX_BROKEN, RESTORE, place | {"why": str(refusal)}, refusal)
            continue
        outcome = _OUTCOMES.get(row.state) if row.item == "envelope" else None
        if not why and outcome and given.get((row.env_id, outcome)) != _digest(row.receipt_digest):
            why = f"it is {row.state}, and there is no such receipt."
        if why:
            yield Fault(OUTBOX_BROKEN, RESTORE, place | {"why": why})
        posted.add(row.env_id)
    for (direction, env_id), kept in reading.kept().items():
        if direction == "out" and kept.road in ("wire", "returned") and env_id not in posted:
            yield Fault(OUTBOX_BROKEN, RESTORE, {"envelope": env_id, "peer": kept.peer, "why": "it is not there."})


def _digest(raw: bytes | None) -> Digest | None:
    return None if raw is None else Digest(bytes(raw))


def _envelope(row: Outbox, reading: Reading) -> str:
    """Return what is wrong with an envelope's row, nothing if it holds; raises `Refused` where its bytes cannot be read."""
    sealed = parse_envelope(bytes(row.sealed))
    kept = reading.kept().get(("out", row.env_id))
    if (str(sealed.outer.env_id), sealed.outer_digest.raw) != (row.env_id, bytes(row.outer_digest)):
        return "the envelope is another one."
    if sealed.outer.to != (NodeId(row.peer),) or row.size != len(row.sealed):
        return "it is sealed for another node, or of another size."
    if kept is None or (kept.inner.raw, kept.case, kept.peer) != (bytes(row.inner_digest), row.case, row.peer):
        return "its act is not there, or another one."
    return ""


def _own_receipt(row: Outbox, reading: Reading) -> str:
    """Return what is wrong with a receipt that travels on its own."""
    data = bytes(row.sealed)
    verified = verify_receipt(data, keyring=reading.book.lasting)
    if Digest.of(data).raw != bytes(row.outer_digest) or verified.node != reading.home.node:
        return "the receipt is another one, or not this node's."
    return ""


def check_inbox(reading: Reading) -> Iterator[Fault]:
    """Every envelope is kept as it came, its receipt is ours and about it, and what took effect is there as an act."""
    came = set()
    rows = Inbox.objects.order_by("id")
    for row in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        place = {"envelope": row.env_id, "peer": row.peer}
        try:
            why = _arrived(row, reading)
        except Refused as refusal:
            yield Fault(INBOX_BROKEN, RESTORE, place | {"why": str(refusal)}, refusal)
            continue
        if why:
            yield Fault(INBOX_BROKEN, RESTORE, place | {"why": why})
        came.add((row.peer, row.env_id))
    for (direction, env_id), kept in reading.kept().items():
        if direction == "in" and kept.road == "wire" and (kept.peer, env_id) not in came:
            yield Fault(INBOX_BROKEN, RESTORE, {"envelope": env_id, "peer": kept.peer, "why": "it is not there."})


def _arrived(row: Inbox, reading: Reading) -> str:
    if row.sealed or row.case not in reading.erased():
        outer = parse_envelope(bytes(row.sealed))
        if (str(outer.outer.env_id), outer.outer_digest.raw) != (row.env_id, bytes(row.outer_digest)):
            return "the envelope is another one."
    verified = verify_receipt(bytes(row.receipt), keyring=reading.book.lasting)
    body = parse_receipt(verified.body_bytes)
    if verified.node != reading.home.node or (str(body.env_id), _outer(body)) != (row.env_id, Digest(bytes(row.outer_digest))):
        return "its receipt is about another one, or not this node's."
    kept = reading.kept().get(("in", row.env_id))
    if row.order == "applied" and (kept is None or (kept.inner.raw, kept.case, kept.peer) != (bytes(row.inner_digest), row.case, row.peer)):
        return "it took effect, and its act is not there, or another one."
    return ""


def _outer(body: ReceiptBody) -> Digest | None:
    return getattr(body, "outer", None)


def check_receipts(reading: Reading) -> Iterator[Fault]:
    """Every receipt verifies, is of its kind, about its act, and signed by the node that owed it."""
    rows = Receipt.objects.order_by("id")
    for row in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        place = {"envelope": row.env_id, "kind": row.kind}
        try:
            verified = verify_receipt(bytes(row.sealed), keyring=reading.book.lasting)
            body = parse_receipt(verified.body_bytes)
        except Refused as refusal:
            yield Fault(RECEIPT_BROKEN, RESTORE, place | {"why": str(refusal)}, refusal)
            continue
        why = _given(row, body, signer=verified.node, reading=reading)
        if why:
            yield Fault(RECEIPT_BROKEN, RESTORE, place | {"why": why})


def _given(row: Receipt, body: ReceiptBody, *, signer: NodeId, reading: Reading) -> str:
    if type(body).__name__ != f"{row.kind.capitalize()}Body" or str(body.env_id) != row.env_id:
        return "it is of another kind, or about another envelope."
    kept = reading.kept().get(("out" if row.direction == "in" else "in", row.env_id))
    if kept is None:
        # A later receipt of ours that a peer refused has no act of its own; its outbox row is checked there.
        known = row.direction == "in" and row.kind == "refused"
        return "" if known else "its act is not there."
    if body.inner is not None and (body.inner, str(body.case)) != (kept.inner, kept.case):
        return "it is about another act."
    if str(signer) != (kept.peer if row.direction == "in" else str(reading.home.node)):
        return f"it is signed by {signer}."
    return ""
