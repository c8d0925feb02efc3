"""Timestamps of TAXII 2.1 (section 3.1, RFC 3339): always UTC, printed with microseconds, read with as many digits as the sender wrote."""

import re
from typing import Final

import msgspec

from comity.terms.instants import Instant
from comity.terms.refusals import Malformed

_TIMESTAMP: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,18}))?Z", re.ASCII)


class Moment(msgspec.Struct, frozen=True, order=True, gc=False):
    """A moment: microseconds since 1970-01-01T00:00:00Z, and the digits below them, without zeros at the end."""

    micros: int
    finer: str = ""


def parse_moment(text: str) -> Moment:
    """Read `2016-01-01T00:00:00Z`, with up to 18 digits of a second; raises `Malformed`."""
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        raise Malformed("timestamp", ascii(text[:40]))
    digits = found[2] or ""
    at = Instant.parse(f"{found[1]}.{digits[:6]:0<6}Z")
    return Moment(at.micros, digits[6:].rstrip("0"))


def print_moment(micros: int) -> str:
    """Print microseconds since the epoch: `2016-01-01T00:00:00.000000Z`."""
    return str(Instant(micros))
