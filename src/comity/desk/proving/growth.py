"""How the log of a proof went on from an earlier size: a consistency proof as a file. docs/specs/proof.md, section 4.6. Pure."""

from base64 import b64decode, b64encode
from collections.abc import Sequence

from comity.terms.refusals import Malformed


def print_growth(path: Sequence[bytes]) -> bytes:
    """Return the file of a consistency proof: a hash a line, in base64."""
    return b"".join(b64encode(node) + b"\n" for node in path)


def parse_growth(data: bytes) -> tuple[bytes, ...]:
    """Read what `print_growth` writes and nothing else; raises `Malformed`."""
    try:
        path = tuple(b64decode(line, validate=True) for line in data.split(b"\n")[:-1])
    except ValueError as fault:
        raise Malformed("growth", "a hash that is not base64") from fault
    if print_growth(path) != data:
        raise Malformed("growth", "not canonical")
    return path
