"""What leaves, as an item of a POST, and what a peer's receipt for it says, as the protocol hears it."""

from collections.abc import Collection

from comity.courier.protocol.lines import PeerAnswer, Verdict
from comity.records.outbox import Sealed
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.refusals import Malformed
from comity.wire.batch import ItemKind
from comity.wire.receipts import ReceiptBody
from comity.wire.received import ReceivedBody
from comity.wire.refused import RefusedBody


def peer_answer(body: ReceiptBody, *, data: bytes) -> PeerAnswer:
    """Return the answer that a verified receipt gives; `data` are its sealed bytes. Raises `Malformed` for another kind."""
    if isinstance(body, ReceivedBody):
        verdict = Verdict.APPLIED if body.order == "applied" else Verdict.HELD
        return PeerAnswer(body.env_id, body.outer, verdict, Digest.of(data), seq=body.seq, life=body.life)
    if isinstance(body, RefusedBody) and body.env_id is not None:
        return PeerAnswer(body.env_id, body.outer, Verdict.REFUSED, Digest.of(data), body.wire_class, seq=body.seq)
    raise Malformed("receipt", "it answers no envelope")


def item_kind(row: Sealed, *, marked: Collection[str]) -> ItemKind:
    """Return as what an entry travels; `marked` are the identifiers of those that go along with an urgent act."""
    if row.item != "envelope":
        return "receipt"
    return "along" if row.env_id in marked else "envelope"


def answer_for(row: Sealed, receipt: bytes, body: ReceiptBody) -> PeerAnswer:
    """Return the answer to one item of a POST, given at its place in the reply; raises `Malformed` as `peer_answer` does."""
    unread = isinstance(body, RefusedBody) and body.env_id is None and body.outer == Digest.of(bytes(row.sealed))
    if row.item == "envelope" and not unread:
        return peer_answer(body, data=receipt)
    # An envelope whose header the peer could not read is named, as a receipt on its own is, by the digest of its bytes.
    # A receipt that travels on its own can only be refused with a receipt; it is named by its digest there.
    wire_class = getattr(body, "wire_class", "policy")
    return PeerAnswer(EnvelopeId(row.env_id), Digest(bytes(row.outer_digest)), Verdict.REFUSED, Digest.of(receipt), wire_class)
