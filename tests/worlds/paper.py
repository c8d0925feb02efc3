"""Files for tests: bytes that repeat from a seed, and what an act lists of them."""

import random
from collections.abc import Iterator

from comity.seal.parcel import CHUNK
from comity.terms.digests import Digest
from comity.wire.listed import ListedFile

PIECE = CHUNK


def bytes_of(size: int, *, seed: int = 1) -> bytes:
    """Return `size` bytes, the same for the same seed."""
    return random.Random(seed).randbytes(size)


def pieces(data: bytes, *, size: int = 65_536) -> Iterator[bytes]:
    """Yield `data` as an upload gives it."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


def listed(data: bytes, *, name: str = "log.csv", **changes) -> ListedFile:
    """Return how an act lists `data`."""
    said = {"name": name, "media_type": "text/csv", "size": len(data), "sha256": Digest.of(data), "kind": "FILE-DATA"}
    return ListedFile(**(said | changes))
