"""Keys that sign (Ed25519 and ML-DSA-65, both or nothing) and keys that seal (X-Wing).

The library's key objects are loaded once and kept: loading an ML-DSA key costs as much as a sixth of a signature.
A private key is never printed, compared or logged; only `seeds()` and `seed()` give it away.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from comity.seal.batch import BatchProof, path_length, prove_batch
from comity.seal.dsse import BATCH_TYPE, pae
from comity.seal.refusals import BadSignature, SealBroken
from comity.terms.digests import SIZE, Digest, leaf_hash
from comity.terms.identifiers import KeyId
from comity.terms.refusals import Malformed, TooLarge

CONTEXT: Final = b"comity/1"
ED25519_SIZE: Final = 64
MLDSA65_SIZE: Final = 3309
WRAP_SIZE: Final = 1200
"""Bytes of an HPKE wrap of 64 bytes: 1088 of ML-KEM, 32 of X25519, 64 sealed, 16 of the tag."""

_SEED: Final = 32
_ED25519_PUBLIC: Final = 32
_MLDSA65_PUBLIC: Final = 1952
_MLKEM768_PUBLIC: Final = 1184
_X25519_PUBLIC: Final = 32
_PRIME: Final = 2**255 - 19
_SMALL_ORDER: Final = frozenset(
    {
        0,
        1,
        _PRIME - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)
"""The y of the eight points of small order: under such a key anybody can make signatures that verify."""
_SIGNING_LABEL: Final = b"comity/1 signing key"
_SEALING_LABEL: Final = b"comity/1 sealing key"

_PLAIN: Final = 0
_BATCHED: Final = 1
_HEAD: Final = SIZE + 1 + ED25519_SIZE + MLDSA65_SIZE
SIGNATURE_SIZE: Final = _HEAD
"""Of a printed signature that stands alone."""
SIGNATURE_CAP: Final = _HEAD + 8 + 12 * SIZE

_HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class Signature:
    """Both halves, the key that made them, and for a batch the payload's place in it."""

    key_id: KeyId
    ed25519: bytes
    mldsa65: bytes
    proof: BatchProof | None = None

    def __post_init__(self) -> None:
        """Refuse halves of another length, and so a half that is missing."""
        if len(self.ed25519) != ED25519_SIZE or len(self.mldsa65) != MLDSA65_SIZE:
            raise Malformed("signature", "a half is missing or has another length")


def print_signature(signature: Signature) -> bytes:
    """Return key id (32), form (1: 0 plain, 1 batch), Ed25519 (64), ML-DSA-65 (3309), and for a batch index (4), size (4), path."""
    proof = signature.proof
    form = bytes([_PLAIN if proof is None else _BATCHED])
    head = bytes.fromhex(signature.key_id.text) + form + signature.ed25519 + signature.mldsa65
    if proof is None:
        return head
    return b"".join((head, proof.index.to_bytes(4, "big"), proof.size.to_bytes(4, "big"), *proof.path))


def parse_signature(data: bytes) -> Signature:
    """Read what `print_signature` writes; raises `TooLarge`, `Malformed`. Nothing is verified yet."""
    if len(data) > SIGNATURE_CAP:
        raise TooLarge("signature", size=len(data), cap=SIGNATURE_CAP)
    if len(data) < _HEAD:
        raise Malformed("signature", "cut off")
    ed25519, mldsa65 = data[SIZE + 1 : SIZE + 1 + ED25519_SIZE], data[SIZE + 1 + ED25519_SIZE : _HEAD]
    proof = None if data[SIZE] == _PLAIN else _parse_proof(data[_HEAD:])
    found = Signature(KeyId(data[:SIZE].hex()), ed25519, mldsa65, proof)
    if print_signature(found) != data:
        raise Malformed("signature", "not canonical")
    return found


def _parse_proof(data: bytes) -> BatchProof:
    index, size = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
    if index < size and len(data) != 8 + SIZE * path_length(index, size=size):
        raise Malformed("signature", "batch proof of another length")
    return BatchProof(index, size, tuple(data[at : at + SIZE] for at in range(8, len(data), SIZE)))


class VerifyingKey:
    """The public halves of a signing key; equal when their bytes are."""

    __slots__ = ("_batch", "_ed25519", "_mldsa65", "key_id", "raw")

    def __init__(self, raw: bytes) -> None:
        """`raw` is Ed25519 (32) then ML-DSA-65 (1952); raises `Malformed`."""
        if len(raw) != _ED25519_PUBLIC + _MLDSA65_PUBLIC:
            raise Malformed("verifying key", f"{len(raw)} bytes")
        y = int.from_bytes(raw[:_ED25519_PUBLIC], "little") & (2**255 - 1)
        if y >= _PRIME or y in _SMALL_ORDER:  # the library takes these too
            raise Malformed("verifying key", "not a sound Ed25519 key")
        try:
            self._ed25519 = Ed25519PublicKey.from_public_bytes(raw[:_ED25519_PUBLIC])
            self._mldsa65 = MLDSA65PublicKey.from_public_bytes(raw[_ED25519_PUBLIC:])
        except ValueError as fault:
            raise Malformed("verifying key", "not a key") from fault
        self.raw: Final = raw
        self.key_id: Final = KeyId(str(Digest.of(_SIGNING_LABEL, raw)))
        self._batch: tuple[bytes, bytes, bytes] | None = None

    def verify(self, payload_type: str, payload: bytes, signature: Signature) -> bytes:
        """Return `payload` if both halves of `signature` are this key's over it; raises `BadSignature` otherwise."""
        if payload_type == BATCH_TYPE or signature.key_id != self.key_id:
            raise BadSignature(key=signature.key_id)
        message = pae(payload_type, payload)
        if signature.proof is None:
            self._verify_halves(message, signature)
            return payload
        root = signature.proof.root(leaf_hash(message))
        batch = (pae(BATCH_TYPE, _batch_payload(root, signature.proof.size)), signature.ed25519, signature.mldsa65)
        # A batch arrives together, and its root needs to be verified once. The last one that held is kept whole and
        # compared whole, so it stands for the same computation; anything else is computed.
        if batch != self._batch:
            self._verify_halves(batch[0], signature)
            self._batch = batch
        return payload

    def verify_ed25519(self, message: bytes, signature: bytes) -> None:
        """Verify one half alone, for the Ed25519 line of a note; raises `BadSignature`."""
        try:
            self._ed25519.verify(signature, message)
        except InvalidSignature:
            raise BadSignature(key=self.key_id) from None

    def verify_mldsa65(self, message: bytes, signature: bytes) -> None:
        """Verify one half alone, for the ML-DSA-65 line of a note; raises `BadSignature`."""
        try:
            self._mldsa65.verify(signature, message, CONTEXT)
        except InvalidSignature:
            raise BadSignature(key=self.key_id) from None

    def _verify_halves(self, message: bytes, signature: Signature) -> None:
        self.verify_ed25519(message, signature.ed25519)
        self.verify_mldsa65(message, signature.mldsa65)

    @property
    def ed25519_raw(self) -> bytes:
        """The 32 bytes of the Ed25519 half."""
        return self.raw[:_ED25519_PUBLIC]

    @property
    def mldsa65_raw(self) -> bytes:
        """The 1952 bytes of the ML-DSA-65 half."""
        return self.raw[_ED25519_PUBLIC:]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VerifyingKey) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"VerifyingKey({self.key_id})"


class Half(Protocol):
    """One private half, wherever it is: loaded here, wrapped at rest, or in a token that never gives it away."""

    def sign(self, message: bytes, /) -> bytes:
        """Sign as this half's family does; ML-DSA-65 without context."""

    def private_bytes_raw(self) -> bytes:
        """Return the seed; raises `Refused` where it cannot be had."""


class ContextHalf(Protocol):
    """A half that signs under a context: ML-DSA-65."""

    def sign(self, message: bytes, context: bytes, /) -> bytes:
        """Sign `message` under `context`."""

    def private_bytes_raw(self) -> bytes:
        """As `Half.private_bytes_raw`."""


class SigningKey:
    """The private halves; signs with both, always."""

    __slots__ = ("_ed25519", "_mldsa65", "public")

    def __init__(self, ed25519: Half, mldsa65: ContextHalf, *, public: VerifyingKey) -> None:
        """Take the halves of `public`; use `generate` or `from_seeds`, or `keeper.kept_signing_key`."""
        self._ed25519 = ed25519
        self._mldsa65 = mldsa65
        self.public: Final = public

    @classmethod
    def _loaded(cls, ed25519: Ed25519PrivateKey, mldsa65: MLDSA65PrivateKey) -> Self:
        raw = ed25519.public_key().public_bytes_raw() + mldsa65.public_key().public_bytes_raw()
        return cls(ed25519, mldsa65, public=VerifyingKey(raw))

    @classmethod
    def generate(cls) -> Self:
        """Draw both halves from the system's random source."""
        return cls._loaded(Ed25519PrivateKey.generate(), MLDSA65PrivateKey.generate())

    @classmethod
    def from_seeds(cls, ed25519: bytes, mldsa65: bytes) -> Self:
        """Load both halves from their seeds of 32 bytes; raises `Malformed`."""
        if len(ed25519) != _SEED or len(mldsa65) != _SEED:
            raise Malformed("signing key", "a seed has another length")
        return cls._loaded(Ed25519PrivateKey.from_private_bytes(ed25519), MLDSA65PrivateKey.from_seed_bytes(mldsa65))

    def seeds(self) -> tuple[bytes, bytes]:
        """Return the secret seeds, Ed25519 then ML-DSA-65, 32 bytes each; raises `Refused` where a half cannot be had."""
        return self._ed25519.private_bytes_raw(), self._mldsa65.private_bytes_raw()

    def sign(self, payload_type: str, payload: bytes) -> Signature:
        """Sign one payload; about 1 ms, sometimes 3 (ML-DSA draws until it fits)."""
        _refuse_batch_type(payload_type)
        return self._sign(pae(payload_type, payload))

    def sign_batch(self, payload_type: str, payloads: Sequence[bytes]) -> list[Signature]:
        """Sign up to 4096 payloads at once, in their order; each signature verifies alone, with its own payload only."""
        _refuse_batch_type(payload_type)
        if len(payloads) < 2:
            return [self.sign(payload_type, payload) for payload in payloads]
        root, proofs = prove_batch([leaf_hash(pae(payload_type, payload)) for payload in payloads])
        signed = self._sign(pae(BATCH_TYPE, _batch_payload(root, len(payloads))))
        return [Signature(signed.key_id, signed.ed25519, signed.mldsa65, proof) for proof in proofs]

    def sign_ed25519(self, message: bytes) -> bytes:
        """Return one half alone, 64 bytes, for a note. The caller sees to it that `message` is no DSSE encoding."""
        return self._ed25519.sign(message)

    def sign_mldsa65(self, message: bytes) -> bytes:
        """Return one half alone, 3309 bytes, for a note. The caller sees to it that `message` is no DSSE encoding."""
        return self._mldsa65.sign(message, CONTEXT)

    def _sign(self, message: bytes) -> Signature:
        return Signature(self.public.key_id, self._ed25519.sign(message), self._mldsa65.sign(message, CONTEXT))

    def __repr__(self) -> str:
        return f"SigningKey({self.public.key_id})"


def sign_together(payload_type: str, payload: bytes, *, keys: Sequence[SigningKey]) -> tuple[Signature, ...]:
    """Return the signatures of several keys over one payload, in the order of `keys`."""
    # One after the other: sections of the directory and what else is signed so waits for nobody, and a thread has its price.
    return tuple(key.sign(payload_type, payload) for key in keys)


def _refuse_batch_type(payload_type: str) -> None:
    """Refuse to sign a chosen payload as if it were the root of a batch."""
    if payload_type == BATCH_TYPE:
        raise Malformed("payload type", "only a batch has it")


def _batch_payload(root: bytes, size: int) -> bytes:
    return root + size.to_bytes(4, "big")


class SealingPublicKey:
    """An X-Wing public key: whatever is sealed to it, only its private half opens. Equal when its bytes are."""

    __slots__ = ("_key", "key_id", "raw")

    def __init__(self, raw: bytes) -> None:
        """`raw` is ML-KEM-768 (1184) then X25519 (32), as X-Wing orders them; raises `Malformed`."""
        if len(raw) != _MLKEM768_PUBLIC + _X25519_PUBLIC:
            raise Malformed("sealing key", f"{len(raw)} bytes")
        try:
            self._key = MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM768_PUBLIC]), X25519PublicKey.from_public_bytes(raw[_MLKEM768_PUBLIC:])
            )
        except ValueError as fault:
            raise Malformed("sealing key", "not a key") from fault
        self.raw: Final = raw
        self.key_id: Final = KeyId(str(Digest.of(_SEALING_LABEL, raw)))

    def seal(self, secret: bytes, *, info: bytes) -> bytes:
        """Return HPKE (X-Wing, HKDF-SHA256, AES-256-GCM) of `secret`, 1136 bytes longer; raises `Malformed` for a key of low order."""
        try:
            return _HPKE.encrypt(secret, self._key, info)
        except ValueError as fault:
            raise Malformed("sealing key", "of low order") from fault

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SealingPublicKey) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"SealingPublicKey({self.key_id})"


class SealingKey:
    """An X-Wing private key, kept as its seed of 32 bytes (draft-connolly-cfrg-xwing-kem, section 5.2)."""

    __slots__ = ("_key", "_seed", "public")

    def __init__(self, seed: bytes) -> None:
        """Expand `seed` with SHAKE-256 into ML-KEM's d and z and X25519's key; raises `Malformed`."""
        if len(seed) != _SEED:
            raise Malformed("sealing key", "a seed has another length")
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem, x25519 = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key = MLKEM768X25519PrivateKey(mlkem, x25519)
        self._seed = seed
        self.public: Final = SealingPublicKey(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> Self:
        """Draw a seed from the system's random source."""
        return cls(secrets.token_bytes(_SEED))

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Load from a seed of 32 bytes; raises `Malformed`."""
        return cls(seed)

    def seed(self) -> bytes:
        """Return the secret seed, 32 bytes."""
        return self._seed

    def open(self, sealed: bytes, *, info: bytes) -> bytes:
        """Return what was sealed to this key under the same `info`; raises `SealBroken`."""
        try:
            return _HPKE.decrypt(sealed, self._key, info)
        except (InvalidTag, ValueError) as fault:
            raise SealBroken(part="keys") from fault

    def __repr__(self) -> str:
        return f"SealingKey({self.public.key_id})"
