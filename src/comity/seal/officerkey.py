"""An officer's signing key at rest: sealed under a passphrase that the node does not keep.

    COMITY1K | frame(key id, 32) | frame(salt, 16) | frame(nonce, 12) | frame(sealed seeds, 80)

Argon2id (RFC 9106) with 64 MiB, three passes, one lane makes the key; AES-256-GCM seals the two seeds, with everything
before them authenticated. The parameters belong to the magic: others get another one.
"""

import secrets
import unicodedata
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.frames import parse_frames, print_frames
from comity.seal.keys import SigningKey
from comity.seal.refusals import WrongPassphrase
from comity.seal.stretching import ROOM
from comity.terms.identifiers import KeyId
from comity.terms.refusals import Malformed, TooLarge

MAGIC: Final = b"COMITY1K"
MAX_PASSPHRASE: Final = 1024
_SIZES: Final = (32, 16, 12, 80)
_CAP: Final = len(MAGIC) + sum(_SIZES) + 4 * len(_SIZES)


def seal_officer_key(key: SigningKey, *, passphrase: str) -> bytes:
    """Return the seeds of `key`, sealed; takes about 0.1 s and 64 MiB. Raises `Malformed` for an empty passphrase."""
    key_id, salt, nonce = bytes.fromhex(key.public.key_id.text), secrets.token_bytes(16), secrets.token_bytes(12)
    sealer = AESGCM(stretch(passphrase, salt))
    return MAGIC + print_frames(key_id, salt, nonce, sealer.encrypt(nonce, b"".join(key.seeds()), MAGIC + key_id + salt))


def open_officer_key(data: bytes, *, passphrase: str) -> SigningKey:
    """Return the key that `seal_officer_key` sealed; takes as long. Raises `Malformed`, `TooLarge`, `WrongPassphrase`."""
    key_id, salt, nonce, sealed = _parse(data)
    try:
        seeds = AESGCM(stretch(passphrase, salt)).decrypt(nonce, sealed, MAGIC + key_id + salt)
    except InvalidTag as fault:
        raise WrongPassphrase from fault
    key = SigningKey.from_seeds(seeds[:32], seeds[32:])
    if bytes.fromhex(key.public.key_id.text) != key_id:
        raise Malformed("officer's key", "it holds another key than it names")
    return key


def sealed_key_id(data: bytes) -> KeyId:
    """Return which key `data` says it holds, without opening it; raises `Malformed`, `TooLarge`."""
    return KeyId(_parse(data)[0].hex())


def _parse(data: bytes) -> tuple[bytes, ...]:
    if len(data) > _CAP:
        raise TooLarge("officer's key", size=len(data), cap=_CAP)
    if not data.startswith(MAGIC):
        raise Malformed("officer's key", "does not begin as one")
    parts = parse_frames(data[len(MAGIC) :], what="officer's key", cap=_CAP, least=4, most=4)
    if tuple(map(len, parts)) != _SIZES:
        raise Malformed("officer's key", "a part has another length")
    return parts


def stretch(passphrase: str, salt: bytes) -> bytes:
    """Return 32 bytes that cost 64 MiB and a tenth of a second to reckon; raises `Malformed` for an empty or an endless passphrase.

    Keyboards write the same Vietnamese letter in several ways, so the passphrase is normalised first (NFC, as RFC 8265).
    """
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    if not 0 < len(secret) <= MAX_PASSPHRASE:
        raise Malformed("passphrase", f"not 1 to {MAX_PASSPHRASE} bytes")
    with ROOM:
        return hash_secret_raw(secret, salt, time_cost=3, memory_cost=64 * 1024, parallelism=1, hash_len=32, type=Type.ID)
