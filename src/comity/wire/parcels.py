"""The answer to one parcel of a file: the chunk that it wants next, that the file is whole or broken, or that it knows no such act."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.shapes import VERSION, Shape, require_count, take_shape

SPEC: Final = "docs/specs/file.md, section 3"

MAX_ANSWER: Final = 32 * 1024
ParcelState: TypeAlias = Literal["want", "whole", "broken", "unknown"]

_WHAT: Final = "answer to a parcel"


@dataclass(frozen=True, slots=True)
class ParcelAnswer:
    """`next` is the number of the wanted chunk, with `want` alone. `receipt` holds the signed receipt `files` once there is one."""

    state: ParcelState
    next: int | None = None
    receipt: bytes | None = None

    def __post_init__(self) -> None:
        """Refuse a number or a receipt where none belongs."""
        if (self.state == "want") != (self.next is not None):
            raise Malformed(_WHAT, "a number belongs to a chunk that is wanted, and to nothing else")
        if self.next is not None:
            require_count(self.next, least=0, what=_WHAT)
        if self.receipt is not None and self.state not in ("whole", "broken"):
            raise Malformed(_WHAT, "a receipt for what is not decided")


class _Answer(Shape):
    v: Literal[1]
    state: ParcelState
    next: int | UnsetType = UNSET
    receipt: str | UnsetType = UNSET


def print_parcel_answer(answer: ParcelAnswer) -> bytes:
    """Return the canonical bytes of `answer`."""
    value: dict[str, JsonValue] = {"v": VERSION, "state": answer.state}
    if answer.next is not None:
        value["next"] = answer.next
    if answer.receipt is not None:
        value["receipt"] = answer.receipt.hex()
    return print_json(value, what=_WHAT)


def parse_parcel_answer(data: bytes) -> ParcelAnswer:
    """Read what `print_parcel_answer` writes and nothing else; raises `TooLarge` over 32 KiB, otherwise `Malformed`."""
    shape = take_shape(parse_json(data, MAX_ANSWER, what=_WHAT), shape=_Answer, what=_WHAT)
    receipt = None
    if shape.receipt is not UNSET:
        if not shape.receipt or len(shape.receipt) % 2 or set(shape.receipt) - set("0123456789abcdef"):
            raise Malformed(_WHAT, "receipt")
        receipt = bytes.fromhex(shape.receipt)
    return ParcelAnswer(shape.state, None if shape.next is UNSET else shape.next, receipt)
