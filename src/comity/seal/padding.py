"""How long sealed things look: Padmé, so that a length tells which bucket it is of and no more, for at most an eighth of it.

Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage from Encrypted Files and Communication with PURBs (PETS 2019),
section 4. A length of n bytes keeps its leading log2(log2 n) bits. Padding stands inside what is sealed, in one form only.
"""

from typing import Final

from comity.terms.refusals import Malformed

_MARK: Final = b"\x80"  # ends the content, as in ISO/IEC 7816-4; zeros follow


def padme(size: int) -> int:
    """Return the least length of a bucket that `size` bytes fit into; `size` itself up to 2, and the whole of each power of two."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    free = exponent - exponent.bit_length()
    return -(-size >> free) << free if free > 0 else size


def pad(content: bytes, *, most: int | None = None) -> bytes:
    """Return `content`, the mark, and zeros up to its bucket; the last bucket ends at `most`, which has room for content and mark."""
    return content + _MARK + bytes(_bucket(len(content) + 1, most) - len(content) - 1)


def unpad(padded: bytes, *, what: str, most: int | None = None) -> bytes:
    """Return what `pad` was given; raises `Malformed` for every other form of it."""
    marked = padded.rstrip(b"\0")
    if not marked.endswith(_MARK) or len(padded) != _bucket(len(marked), most):
        raise Malformed(what, "its padding has another form")
    return marked[:-1]


def zeros_behind(size: int, *, least: int = 0) -> bytes:
    """Return the zeros that bring something of `size` bytes to its bucket; what is smaller than `least`, itself a bucket, to that."""
    return bytes(max(least, padme(size)) - size)


def _bucket(size: int, most: int | None) -> int:
    return padme(size) if most is None else min(padme(size), most)
