"""What a peer's receipt for an envelope of ours says, as the protocol hears it."""

from comity.courier.protocol.lines import PeerAnswer, Verdict
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed
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
