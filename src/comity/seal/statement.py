"""A signed statement of any type: sections of the directory, manifests of proofs.

Its bytes: `COMITY1S`, frame(payload type), frame(payload), then a frame for each signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.seal.dsse import BATCH_TYPE, PAYLOAD_TYPE, RECEIPT_TYPE
from comity.seal.frames import parse_frames, print_frames
from comity.seal.keyring import KeyEntry, Keyring
from comity.seal.keys import SIGNATURE_CAP, SigningKey, parse_signature, print_signature, sign_together
from comity.seal.refusals import SignedTwice
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, TooLarge

MAGIC: Final = b"COMITY1S"
MAX_PAYLOAD: Final = 8 * 1024 * 1024
MAX_SIGNATURES: Final = 16
_CAP: Final = len(MAGIC) + 4 + 128 + 4 + MAX_PAYLOAD + MAX_SIGNATURES * (4 + SIGNATURE_CAP)
_RESERVED: Final = frozenset({PAYLOAD_TYPE, RECEIPT_TYPE, BATCH_TYPE})


@dataclass(frozen=True, slots=True)
class VerifiedStatement:
    """A payload and whose keys signed it, each owner once; who had to sign it is for the caller to say."""

    payload_type: str
    payload: bytes
    signed_by: tuple[KeyEntry, ...]


def sign_statement(payload: bytes, *, payload_type: str, keys: Sequence[SigningKey]) -> bytes:
    """Return the statement, signed with each of `keys` (1 to 16).

    Types of envelopes, receipts and batches are refused, so that no statement can pass for one. Raises `Malformed`, `TooLarge`.
    """
    _require_statement(payload_type)
    if len(payload) > MAX_PAYLOAD:
        raise TooLarge("statement", size=len(payload), cap=MAX_PAYLOAD)
    if not 1 <= len(keys) <= MAX_SIGNATURES:
        raise Malformed("statement", f"{len(keys)} signatures")
    signatures = sign_together(payload_type, payload, keys=keys)
    return MAGIC + print_frames(payload_type.encode("ascii"), payload, *map(print_signature, signatures))


def verify_statement(data: bytes, *, payload_type: str, keyring: Keyring, at: Instant) -> VerifiedStatement:
    """Return the statement of that type; every signature verifies with a key valid at `at`, or it raises `Refused`.

    Left to the CALLER: that those in `signed_by` are those whose word counts here.
    """
    _require_statement(payload_type)
    if len(data) > _CAP:
        raise TooLarge("statement", size=len(data), cap=_CAP)
    if not data.startswith(MAGIC):
        raise Malformed("statement", "does not begin as one")
    parts = parse_frames(memoryview(data)[len(MAGIC) :], what="statement", cap=_CAP, least=3, most=2 + MAX_SIGNATURES)
    if parts[0] != payload_type.encode("ascii"):
        raise Malformed("statement", f"not of the type {payload_type}")
    if len(parts[1]) > MAX_PAYLOAD:
        raise TooLarge("statement", size=len(parts[1]), cap=MAX_PAYLOAD)
    signed_by: list[KeyEntry] = []
    for signature in map(parse_signature, parts[2:]):
        entry = keyring.key(signature.key_id, at=at)
        if any(entry.owner == other.owner for other in signed_by):
            raise SignedTwice(owner=entry.owner)
        entry.key.verify(payload_type, parts[1], signature)
        signed_by.append(entry)
    return VerifiedStatement(payload_type, parts[1], tuple(signed_by))


def _require_statement(payload_type: str) -> None:
    if payload_type in _RESERVED:
        raise Malformed("payload type", "reserved for what is not a statement")
