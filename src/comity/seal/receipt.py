"""The sealed form of a receipt: `COMITY1R`, the body's JSON, one signature of the node that gives it. docs/specs/receipt.md.

What the body says is for `comity.wire`; here it is bytes, of which only `at` is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.seal.dsse import RECEIPT_TYPE
from comity.seal.frames import parse_frames, print_frames
from comity.seal.keyring import KeyEntry, Keyring
from comity.seal.keys import SIGNATURE_CAP, Signature, SigningKey, parse_signature, print_signature
from comity.seal.refusals import ForeignSigner
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import parse_json
from comity.terms.refusals import Malformed, TooLarge

MAGIC: Final = b"COMITY1R"
MAX_BODY: Final = 64 * 1024
_CAP: Final = len(MAGIC) + 8 + MAX_BODY + SIGNATURE_CAP


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt that the node of `entry` signed with a key valid at that time."""

    body_bytes: bytes
    signature: Signature
    entry: KeyEntry

    @property
    def node(self) -> NodeId:
        """The node that gave the receipt."""
        if self.entry.node is None:  # pragma: no cover - verify_receipt takes the keys of nodes only
            raise Malformed("receipt", "signed by no node")
        return self.entry.node


def sign_receipts(bodies: Sequence[bytes], *, key: SigningKey) -> list[bytes]:
    """Return the sealed receipts of `bodies` (canonical JSON, 64 KiB at most), in order; two or more share a signature.

    Each verifies alone. The caller keeps the bytes: a duplicate is answered with the same ones. Raises `TooLarge`.
    """
    for body in bodies:
        if len(body) > MAX_BODY:
            raise TooLarge("receipt", size=len(body), cap=MAX_BODY)
    signatures = key.sign_batch(RECEIPT_TYPE, bodies)
    return [MAGIC + print_frames(body, print_signature(signature)) for body, signature in zip(bodies, signatures, strict=True)]


def verify_receipt(data: bytes, *, keyring: Keyring, at: Instant | None = None, seen: Instant | None = None) -> VerifiedReceipt:
    """Return the receipt, signed by a node's key valid at `at` (by default when the body says it was given), or raise `Refused`.

    `seen` is when it came, where it comes now: a key that was taken back before signs nothing that is dated back.
    Left to the CALLER: that the node is the one which owed this receipt, and that the body speaks of the right envelope.
    """
    body, printed = _split(data)
    signature = parse_signature(printed)
    found = parse_json(body, MAX_BODY, what="receipt")
    if not isinstance(found, dict) or not isinstance(found.get("at"), str):
        raise Malformed("receipt", "does not say when it was given")
    given = Instant.parse(found["at"])
    entry = keyring.key(signature.key_id, at=given if at is None else at)
    if entry.role != "node":
        raise ForeignSigner(owner=entry.owner, node="a node")
    if seen is not None:
        keyring.require_unrevoked(signature.key_id, at=seen)
    entry.key.verify(RECEIPT_TYPE, body, signature)
    return VerifiedReceipt(body, signature, entry)


def receipt_body(data: bytes) -> bytes:
    """Return the body of a receipt that nobody has verified: enough to say where it belongs. Raises `TooLarge`, `Malformed`."""
    return _split(data)[0]


def _split(data: bytes) -> tuple[bytes, bytes]:
    if len(data) > _CAP:
        raise TooLarge("receipt", size=len(data), cap=_CAP)
    if not data.startswith(MAGIC):
        raise Malformed("receipt", "does not begin as one")
    body, printed = parse_frames(data[len(MAGIC) :], what="receipt", cap=_CAP, least=2, most=2)
    return body, printed
