"""Cosignatures of checkpoints (C2SP tlog-cosignature): who cosigns says that this is the largest log it has seen of that name, and when.

Two lines, by both halves of a signing key, as everywhere: Ed25519 is type 0x04, `cosignature/v1`, which any C2SP tool verifies. The other
line signs what C2SP has ML-DSA-44 sign, with ML-DSA-65, which our keys have; it is 0xFF and a name of our own (docs/adr/0040).
"""

import base64
from typing import Final

from comity.seal.keys import SigningKey, VerifyingKey
from comity.seal.note import NoteKey
from comity.seal.refusals import BadNoteSignature, BadSignature
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.terms.signing import Signer, Verifier

SPEC: Final = "C2SP tlog-cosignature; docs/specs/log.md, section 8"

MOMENT_SIZE: Final = 8
MOST_SECONDS: Final = 253_402_300_799  # the last one that a calendar of four digits has
_ED25519: Final = b"\x04"
_MLDSA65: Final = b"\xffcomity/1 ML-DSA-65 cosignature"
_LABEL: Final = b"subtree/v1\n\0"
_LINES: Final = 4  # of a checkpoint: origin, size, root, and nothing after the last newline
_MICROS: Final = 1_000_000


def parse_moment(signature: bytes) -> Instant:
    """Return when the signature of a cosignature line says that it was made, to the second; raises `Malformed`."""
    seconds = int.from_bytes(signature[:MOMENT_SIZE], "big")
    if len(signature) <= MOMENT_SIZE or not 0 < seconds <= MOST_SECONDS:
        raise Malformed("cosignature", "no moment")
    return Instant(seconds * _MICROS)


class Ed25519CosignatureVerifier(NoteKey):
    """Verifies the Ed25519 line; `str()` is the verifier key that C2SP tools take."""

    __slots__ = ("_key",)

    def __init__(self, key: VerifyingKey, *, name: str) -> None:
        """`name` is the witness's; raises `Malformed`."""
        super().__init__(name, _ED25519 + key.ed25519_raw)
        self._key = key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return if `signature` cosigns the checkpoint `message`; raises `BadNoteSignature`, `Malformed`."""
        parse_moment(signature)
        try:
            self._key.verify_ed25519(_timed(message, signature[:MOMENT_SIZE]), signature[MOMENT_SIZE:])
        except BadSignature:
            raise BadNoteSignature(name=self.name) from None


class MlDsa65CosignatureVerifier(NoteKey):
    """Verifies the ML-DSA-65 line."""

    __slots__ = ("_key",)

    def __init__(self, key: VerifyingKey, *, name: str) -> None:
        """`name` is the witness's; raises `Malformed`."""
        super().__init__(name, _MLDSA65 + key.mldsa65_raw)
        self._key = key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return if `signature` cosigns the checkpoint `message`; raises `BadNoteSignature`, `Malformed`."""
        parse_moment(signature)
        try:
            self._key.verify_mldsa65(_structured(message, signature[:MOMENT_SIZE], name=self.name), signature[MOMENT_SIZE:])
        except BadSignature:
            raise BadNoteSignature(name=self.name) from None


class Ed25519Cosigner(NoteKey):
    """Cosigns with the Ed25519 half, at one moment."""

    __slots__ = ("_key", "_moment")

    def __init__(self, key: SigningKey, *, name: str, at: Instant) -> None:
        """`at` is cut to the second; raises `Malformed`."""
        super().__init__(name, _ED25519 + key.public.ed25519_raw)
        self._key, self._moment = key, _print_moment(at)

    def sign(self, message: bytes) -> bytes:
        """Return moment and signature, 72 bytes, of the checkpoint `message`; raises `Malformed`."""
        return self._moment + self._key.sign_ed25519(_timed(message, self._moment))


class MlDsa65Cosigner(NoteKey):
    """Cosigns with the ML-DSA-65 half, at one moment."""

    __slots__ = ("_key", "_moment")

    def __init__(self, key: SigningKey, *, name: str, at: Instant) -> None:
        """`at` is cut to the second; raises `Malformed`."""
        super().__init__(name, _MLDSA65 + key.public.mldsa65_raw)
        self._key, self._moment = key, _print_moment(at)

    def sign(self, message: bytes) -> bytes:
        """Return moment and signature, 3317 bytes, of the checkpoint `message`; raises `Malformed`."""
        return self._moment + self._key.sign_mldsa65(_structured(message, self._moment, name=self.name))


def cosigners(key: SigningKey, *, name: str, at: Instant) -> tuple[Signer, Signer]:
    """Return the signers of both lines, Ed25519 first."""
    return Ed25519Cosigner(key, name=name, at=at), MlDsa65Cosigner(key, name=name, at=at)


def cosignature_verifiers(key: VerifyingKey, *, name: str) -> tuple[Verifier, Verifier]:
    """Return the verifiers of both lines, Ed25519 first."""
    return Ed25519CosignatureVerifier(key, name=name), MlDsa65CosignatureVerifier(key, name=name)


def _print_moment(at: Instant) -> bytes:
    seconds = at.micros // _MICROS
    if not 0 < seconds <= MOST_SECONDS:
        raise Malformed("cosignature", "no moment")
    return seconds.to_bytes(MOMENT_SIZE, "big")


def _timed(message: bytes, moment: bytes) -> bytes:
    """Return what the Ed25519 half signs: it begins as no checkpoint and no DSSE encoding does."""
    _parts(message)
    return b"cosignature/v1\ntime %d\n" % int.from_bytes(moment, "big") + message


def _structured(message: bytes, moment: bytes, *, name: str) -> bytes:
    """Return what the ML-DSA half signs: the `cosigned_message` of the subtree from 0, which is the whole log."""
    origin, size, root = _parts(message)
    named = name.encode("ascii")
    return b"".join((_LABEL, bytes((len(named),)), named, moment, bytes((len(origin),)), origin, bytes(8), size.to_bytes(8, "big"), root))


def _parts(message: bytes) -> tuple[bytes, int, bytes]:
    """Return origin, size and root of a checkpoint's text. That it is in its one form is the ledger's to see to."""
    lines = message.split(b"\n")
    try:
        origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        fits = len(lines) == _LINES and 0 < len(origin) < 256 and len(root) == 32 and 0 <= size < 1 << 63
    except (IndexError, ValueError) as fault:
        raise Malformed("cosignature", "not over a checkpoint") from fault
    if not fits:
        raise Malformed("cosignature", "not over a checkpoint")
    return origin, size, root
