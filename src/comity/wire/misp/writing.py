"""JSON of this folder's printers: keys sorted, no spaces; numbers with a fraction as read, which `comity.terms.json` has no form for."""

from typing import Final

import msgspec

from comity.terms.json import JsonValue


def print_foreign(value: JsonValue) -> bytes:
    """Return `value` as JSON with sorted keys and without spaces."""
    return _ENCODER.encode(value)


_ENCODER: Final = msgspec.json.Encoder(order="sorted")
