"""The number by which a tag is found: 64 bits of a digest of it in small letters, as a database keeps them."""

from typing import Final

from comity.wire.misp.compact import digest

_HALF: Final = 2**63


def key_of(tag: str) -> int:
    """Return the number of a tag; capitals make no difference, as in MISP."""
    return digest(tag.casefold()) - _HALF
