"""Which place in a log a receipt names."""

from comity.courier.protocol.restoring import Place
from comity.seal.frames import parse_frames
from comity.seal.receipt import MAGIC, MAX_BODY
from comity.terms.digests import Digest
from comity.wire.receipts import parse_receipt
from comity.wire.received import ReceivedBody


def place_in(sealed: bytes) -> tuple[Place | None, bytes]:
    """Return the place that a receipt names, if any, and the digest of its bytes; it was verified when it was kept."""
    body, _ = parse_frames(sealed[len(MAGIC) :], what="receipt", cap=MAX_BODY * 2, least=2, most=2)
    read = parse_receipt(body)
    place = Place(read.log.size, read.log.root, read.at) if isinstance(read, ReceivedBody) else None
    return place, Digest.of(sealed).raw
