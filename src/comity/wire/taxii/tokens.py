"""Tokens of pages: where the page before ended, and a seal of this node over that and the question (TAXII 2.1, section 3.5).

A token holds no state of the server's: it is good at every worker, after a restart, after objects came or went. Who sends it with
another question, or makes one up, is refused. It says nothing that the page before did not say.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Final

from comity.wire.taxii.refusals import BadToken

_VERSION: Final = 1
_SEAL: Final = 16
_HEAD: Final = struct.Struct(">Bqq")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the date of its last object (microseconds), and for lists of versions the version and its finer digits."""

    added: int
    version: int = 0
    finer: str = ""


def scope(*parts: str, filters: bytes) -> bytes:
    """Return what a token is bound to: the address in parts, and the digest of the filters."""
    return "\n".join(parts).encode() + b"\0" + filters


def print_token(place: Place, *, key: bytes, bound_to: bytes) -> str:
    """Return the token for `place`; `key` is the node's own, of 32 bytes."""
    body = _HEAD.pack(_VERSION, place.added, place.version) + place.finer.encode("ascii")
    return base64.urlsafe_b64encode(body + _seal(body, key, bound_to)).rstrip(b"=").decode("ascii")


def verify_token(text: str, *, key: bytes, bound_to: bytes) -> Place:
    """Return the place in a token that was given for just this question; raises `BadToken`."""
    if len(text) > _LONGEST:
        raise BadToken
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        body, seal = data[:-_SEAL], data[-_SEAL:]
        if not hmac.compare_digest(_seal(body, key, bound_to), seal):
            raise BadToken
        version, added, moment = _HEAD.unpack_from(body)
    except (ValueError, binascii.Error, struct.error) as fault:
        raise BadToken from fault
    place = Place(added, moment, body[_HEAD.size :].decode("ascii"))
    # Base64 has several spellings of the same bytes; one token is one text.
    if version != _VERSION or print_token(place, key=key, bound_to=bound_to) != text:
        raise BadToken
    return place


def _seal(body: bytes, key: bytes, bound_to: bytes) -> bytes:
    return hmac.digest(key, hashlib.sha256(bound_to).digest() + body, "sha256")[:_SEAL]
