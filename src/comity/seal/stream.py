"""The sealed body: AES-256-GCM in chunks of 1 MiB, in the manner of STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015).

Each chunk's nonce is its number (11 bytes, big-endian) and whether it is the last (1 byte), so a body that is cut off,
reordered or extended does not open. A key seals one body only, which is why a counter is nonce enough.
"""

from collections.abc import Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.refusals import SealBroken
from comity.terms.digests import Digest, leaf_hash, tree_root

CHUNK: Final = 2**20
TAG: Final = 16
KEY: Final = 32


def seal_body(plaintext: bytes, *, key: bytes, aad: bytes) -> bytes:
    """Return the chunks of `plaintext` (at least one byte), sealed, one after another. `key` must be fresh."""
    sealer = AESGCM(key)
    view = memoryview(plaintext)
    starts = range(0, len(view), CHUNK)
    return b"".join(
        sealer.encrypt(_nonce(number, start + CHUNK >= len(view)), view[start : start + CHUNK], aad) for number, start in enumerate(starts)
    )


def open_body(sealed: bytes | memoryview, *, key: bytes, aad: bytes) -> bytes:
    """Return what `seal_body` sealed; raises `SealBroken` before anything of it is returned."""
    opener = AESGCM(key)
    chunks = list(_chunks(sealed))
    if not chunks or len(chunks[-1]) <= TAG:  # an empty last chunk would be a second form of the same body
        raise SealBroken(part="content")
    try:
        return b"".join(opener.decrypt(_nonce(number, number == len(chunks) - 1), chunk, aad) for number, chunk in enumerate(chunks))
    except InvalidTag as fault:
        raise SealBroken(part="content") from fault


def chunk_root(sealed: bytes | memoryview) -> Digest:
    """Return the RFC 6962 root over the sealed chunks."""
    return Digest(tree_root([leaf_hash(chunk) for chunk in _chunks(sealed)]))


def sealed_size(size: int) -> int:
    """Return how long `size` bytes become."""
    return size + TAG * -(-size // CHUNK)


def _chunks(sealed: bytes | memoryview) -> Iterator[bytes | memoryview]:
    for start in range(0, len(sealed), CHUNK + TAG):
        yield sealed[start : start + CHUNK + TAG]


def chunk_nonce(number: int, *, last: bool) -> bytes:
    """Return the nonce of chunk `number`, counted from 0: its number and whether it is the last."""
    return number.to_bytes(11, "big") + bytes([last])


def _nonce(number: int, last: bool) -> bytes:  # noqa: FBT001 - the flag is the format's own byte
    return chunk_nonce(number, last=last)
