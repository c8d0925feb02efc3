"""A note key that signs and verifies with plain Ed25519, as C2SP signed-note describes it: independent of `seal`."""

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.terms.refusals import Refused


class BadNoteSignature(Refused):
    """The test key's refusal."""

    wire_class = "bad-signature"


class NoteVerifier:
    """Verifies with the key of a C2SP verifier string `name+hash+base64(0x01 || key)`."""

    def __init__(self, printed: str) -> None:
        """Check the hash in the string against the key."""
        self.name, digits, encoded = printed.split("+", 2)
        raw = b64decode(encoded, validate=True)
        self.key_hash = sha256(self.name.encode() + b"\n" + raw).digest()[:4]
        assert self.key_hash.hex() == digits
        assert raw[0] == 1
        self._key = Ed25519PublicKey.from_public_bytes(raw[1:])

    def verify(self, message: bytes, signature: bytes) -> None:
        """Return, or raise `BadNoteSignature`."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature as fault:
            raise BadNoteSignature from fault


class NoteSigner:
    """Signs under `name` with the key whose seed is 32 times `number`."""

    def __init__(self, name: str, *, number: int) -> None:
        """Make the key from its seed."""
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        raw = b"\x01" + self._key.public_key().public_bytes_raw()
        self.key_hash = sha256(name.encode() + b"\n" + raw).digest()[:4]
        self.printed = f"{name}+{self.key_hash.hex()}+{b64encode(raw).decode()}"
        self.verifier = NoteVerifier(self.printed)

    def sign(self, message: bytes) -> bytes:
        """Return 64 bytes."""
        return self._key.sign(message)


@pytest.fixture(scope="session")
def log_key():
    """The key of the log."""
    return NoteSigner("poc.vn.example/log", number=1)


@pytest.fixture(scope="session")
def other_key():
    """A second key of the same name."""
    return NoteSigner("poc.vn.example/log", number=2)


@pytest.fixture(scope="session")
def witness_key():
    """A key of another name."""
    return NoteSigner("witness.example", number=3)


@pytest.fixture(scope="session")
def verifier_from():
    """Read a C2SP verifier string."""
    return NoteVerifier
