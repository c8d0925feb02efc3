"""The bytes that are signed: DSSE pre-authentication encoding, version 1 (secure-systems-lab/dsse, protocol.md)."""

import functools
from typing import Final

from comity.terms.refusals import Malformed

PAYLOAD_TYPE: Final = "application/vnd.comity.v1+json"
"""The inner header of an envelope."""
RECEIPT_TYPE: Final = "application/vnd.comity.receipt.v1+json"
"""The body of a receipt."""
BATCH_TYPE: Final = "application/vnd.comity.batch.v1"
"""The root and size of a batch: only `SigningKey.sign_batch` makes it."""

PREFIX: Final = b"DSSEv1 "
_LONGEST_TYPE: Final = 128


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return `DSSEv1 <length> <type> <length> <payload>`; a type is 1 to 128 printable ASCII characters without spaces."""
    return b"%b%d %b" % (_head(payload_type), len(payload), payload)


@functools.lru_cache(maxsize=64)  # a handful of types is signed, each of them many times
def _head(payload_type: str) -> bytes:
    if not 0 < len(payload_type) <= _LONGEST_TYPE or not all("!" <= letter <= "~" for letter in payload_type):
        raise Malformed("payload type", ascii(payload_type[:40]))
    return b"%b%d %b " % (PREFIX, len(payload_type), payload_type.encode("ascii"))
