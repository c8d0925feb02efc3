"""Signs and verifies notes (C2SP signed-note, version 1) with the halves of a signing key, one line for each.

The Ed25519 line is type 0x01, which any C2SP tool verifies. The ML-DSA-65 line has no assigned type yet, so it is
0xFF and a name of our own. Whoever gives a ledger both lines' verifiers demands both: the ledger verifies all it is given.
"""

import base64
import hashlib
import re
from typing import Final

from comity.seal.dsse import PREFIX
from comity.seal.keys import SigningKey, VerifyingKey
from comity.seal.refusals import BadNoteSignature, BadSignature
from comity.terms.refusals import Malformed
from comity.terms.signing import KEY_HASH_SIZE, Signer, Verifier

_ED25519: Final = b"\x01"
_MLDSA65: Final = b"\xffcomity/1 ML-DSA-65"
_NAME: Final = re.compile(r"[!-*,-~]+")  # printable ASCII without space and plus


class NoteKey:
    """The name and key hash of one line; `str()` is the verifier key."""

    __slots__ = ("_typed", "key_hash", "name")

    def __init__(self, name: str, typed: bytes) -> None:
        """`typed` is the signature type with the public key; raises `Malformed` for a name that is none."""
        if not _NAME.fullmatch(name):
            raise Malformed("note key", "its name has spaces, plus signs or other letters")
        self.name = name
        self.key_hash = hashlib.sha256(name.encode("ascii") + b"\n" + typed).digest()[:KEY_HASH_SIZE]
        self._typed = typed

    def __str__(self) -> str:
        """Return the verifier key as C2SP tools take it: name, key hash, type and public key."""
        return f"{self.name}+{self.key_hash.hex()}+{base64.b64encode(self._typed).decode('ascii')}"


class Ed25519NoteVerifier(NoteKey):
    """Verifies the Ed25519 line; `str()` is the verifier key."""

    __slots__ = ("_key",)

    def __init__(self, key: VerifyingKey, *, name: str) -> None:
        """`name` is the key's name in the line, e.g. the log's origin; raises `Malformed`."""
        super().__init__(name, _ED25519 + key.ed25519_raw)
        self._key = key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return if `signature` is over the note's text `message`; raises `BadNoteSignature`."""
        try:
            self._key.verify_ed25519(_note(message), signature)
        except BadSignature:
            raise BadNoteSignature(name=self.name) from None


class MlDsa65NoteVerifier(NoteKey):
    """Verifies the ML-DSA-65 line; `str()` is the verifier key."""

    __slots__ = ("_key",)

    def __init__(self, key: VerifyingKey, *, name: str) -> None:
        """`name` is the key's name in the line, e.g. the log's origin; raises `Malformed`."""
        super().__init__(name, _MLDSA65 + key.mldsa65_raw)
        self._key = key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return if `signature` is over the note's text `message`; raises `BadNoteSignature`."""
        try:
            self._key.verify_mldsa65(_note(message), signature)
        except BadSignature:
            raise BadNoteSignature(name=self.name) from None


class Ed25519NoteSigner(NoteKey):
    """Signs the Ed25519 line."""

    __slots__ = ("_key",)

    def __init__(self, key: SigningKey, *, name: str) -> None:
        """`name` is the key's name in the line, e.g. the log's origin; raises `Malformed`."""
        super().__init__(name, _ED25519 + key.public.ed25519_raw)
        self._key = key

    def sign(self, message: bytes) -> bytes:
        """Return 64 bytes over the note's text `message`; raises `Malformed`."""
        return self._key.sign_ed25519(_note(message))


class MlDsa65NoteSigner(NoteKey):
    """Signs the ML-DSA-65 line."""

    __slots__ = ("_key",)

    def __init__(self, key: SigningKey, *, name: str) -> None:
        """`name` is the key's name in the line, e.g. the log's origin; raises `Malformed`."""
        super().__init__(name, _MLDSA65 + key.public.mldsa65_raw)
        self._key = key

    def sign(self, message: bytes) -> bytes:
        """Return 3309 bytes over the note's text `message`; raises `Malformed`."""
        return self._key.sign_mldsa65(_note(message))


def note_signers(key: SigningKey, *, name: str) -> tuple[Signer, Signer]:
    """Return the signers of both lines, Ed25519 first."""
    return Ed25519NoteSigner(key, name=name), MlDsa65NoteSigner(key, name=name)


def note_verifiers(key: VerifyingKey, *, name: str) -> tuple[Verifier, Verifier]:
    """Return the verifiers of both lines, Ed25519 first."""
    return Ed25519NoteVerifier(key, name=name), MlDsa65NoteVerifier(key, name=name)


def _note(message: bytes) -> bytes:
    """Notes are signed as they are, other things behind `DSSEv1 `: a note that begins so could pass for one of those."""
    if message.startswith(PREFIX) or not message.endswith(b"\n"):
        raise Malformed("note", "begins as another format, or does not end with a newline")
    return message
