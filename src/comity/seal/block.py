"""The header block before it is sealed: the signed header, its signatures, and zeros, so that its length tells how many signed and no more.

frame(inner header) | frame(signature) ... | frame(zeros)
"""

from collections.abc import Sequence
from typing import Final

from comity.seal.frames import parse_frames, print_frames
from comity.seal.headers import MAX_INNER
from comity.seal.keys import SIGNATURE_CAP, SIGNATURE_SIZE, Signature, parse_signature, print_signature
from comity.seal.padding import padme, zeros_behind
from comity.seal.signers import MAX_SIGNATURES
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/envelope.md, sections 5 and 10"

_FRAME: Final = 4
_SIGNED: Final = _FRAME + SIGNATURE_SIZE  # of a signature that is alone
_LEAST: Final = 768  # as which nearly every signed header looks: the first act of a case like the fifth
_OF_BATCH: Final = SIGNATURE_CAP - SIGNATURE_SIZE
MAX_BLOCK: Final = MAX_SIGNATURES * _SIGNED + padme(_FRAME + MAX_INNER + MAX_SIGNATURES * _OF_BATCH + _FRAME)


def print_block(inner_bytes: bytes, signatures: Sequence[Signature]) -> bytes:
    """Return what is sealed as the header block, padded."""
    plain = print_frames(inner_bytes, *map(print_signature, signatures))
    return plain + print_frames(_zeros(len(plain), signatures=len(signatures)))


def parse_block(plain: bytes) -> tuple[bytes, tuple[Signature, ...], bool]:
    """Return the header, the signatures, and whether it is padded: one from before 2026-11-29 is not. Raises `TooLarge`, `Malformed`."""
    inner_bytes, *printed = parse_frames(plain, what="header block", cap=MAX_BLOCK, least=1, most=2 + MAX_SIGNATURES)
    padded = bool(printed) and not any(printed[-1])  # no signature is zeros: it begins with the digest of its key
    if padded:
        zeros = printed.pop()
        if zeros != _zeros(len(plain) - _FRAME - len(zeros), signatures=len(printed)):
            raise Malformed("header block", "its padding has another form")
    if len(printed) > MAX_SIGNATURES:
        raise Malformed("header block", f"more than {MAX_SIGNATURES} signatures")
    return inner_bytes, tuple(map(parse_signature, printed)), padded


def _zeros(size: int, *, signatures: int) -> bytes:
    return zeros_behind(size + _FRAME - signatures * _SIGNED, least=_LEAST)
