"""What a node still takes of a peer in its next POST, by class: a receipt in form, about no envelope, in the reply to a delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.received import MAX_BYTES
from comity.wire.shapes import VERSION, Shape, require_count, take_shape

SPEC: Final = "docs/specs/delivery.md, section 8"

CLASSES: Final = ("urgent", "ordinary", "bulk")
MOST_ITEMS: Final = 64
MOST_BYTES: Final = 8 * 1024 * 1024 + 256 * 1024

_WHAT: Final = "grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantBody:
    """What `to` may send: for each class how many items, and how many bytes of them together."""

    to: NodeId
    at: Instant
    classes: Mapping[str, tuple[int, int]]

    def __post_init__(self) -> None:
        """Refuse another set of classes, and what no delivery holds."""
        if set(self.classes) != set(CLASSES):
            raise Malformed(_WHAT, "other classes")
        for items, size in self.classes.values():
            require_count(items, least=0, what=_WHAT)
            require_count(size, least=0, what=_WHAT)
            if items > MOST_ITEMS or size > MOST_BYTES:
                raise Malformed(_WHAT, "more than a delivery holds")


class _Allowance(Shape):
    items: int
    size: int


class _Grant(Shape):
    v: Literal[1]
    receipt: Literal["grant"]
    to: str
    at: str
    urgent: _Allowance
    ordinary: _Allowance
    bulk: _Allowance


def print_grant(body: GrantBody) -> bytes:
    """Return the canonical bytes of `body`."""
    value: dict[str, JsonValue] = {"v": VERSION, "receipt": "grant", "to": str(body.to), "at": str(body.at)}
    for name, (items, size) in body.classes.items():
        value[name] = {"items": items, "size": size}
    return print_json(value, what=_WHAT)


def parse_grant(data: bytes) -> GrantBody:
    """Read what `print_grant` writes and nothing else; raises `TooLarge` over 4 KiB, otherwise `Malformed`.

    Whose it is, and that it is for this node, is the CALLER's to compare.
    """
    shape = take_shape(parse_json(data, MAX_BYTES, what=_WHAT), shape=_Grant, what=_WHAT)
    classes = {"urgent": shape.urgent, "ordinary": shape.ordinary, "bulk": shape.bulk}
    return GrantBody(
        to=NodeId(shape.to),
        at=Instant.parse(shape.at),
        classes={name: (one.items, one.size) for name, one in classes.items()},
    )
