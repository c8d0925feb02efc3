"""What a node says to a relay and hears from it: a signed question, what is left for somebody, what lies there, what was taken.

    left    "COMITY1L"  u8 length  recipient  u16 count  count x ( u8 kind  u32 length  bytes )
    lying   "COMITY1G"  u16 count  count x ( u64 number  u8 length  giver  u8 kind  u32 length  bytes )  u8 more
    taken   "COMITY1T"  u16 count  count x u64 number

Numbers are big-endian. Kind 1 is an envelope, 2 a sealed file (comity.seal.closed) in which receipts are, 3 one in which a parcel of a
file is: to the relay all are bytes.
Every byte sequence that parses is the one that prints the same value.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, NamedTuple, TypeAlias

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.batch import MAX_DELIVERY, MAX_ITEMS, MAX_RECEIPT, Rest
from comity.wire.shapes import VERSION, Shape, require_count, take_shape, take_word

SPEC: Final = "docs/specs/relay.md, sections 2 to 5"

PAYLOAD_TYPE: Final = "application/vnd.comity.relay-ask.v1+json"

MAX_ASK: Final = 4096
MAX_LYING: Final = MAX_DELIVERY
MAX_TAKEN: Final = 1024
MAX_CLOSED: Final = MAX_ITEMS * MAX_RECEIPT + 64 * 1024  # sixty-four receipts, sealed
MAX_PARCEL: Final = 4 * 1024 * 1024 + 256 * 1024  # a chunk of a file, its statement and wrap, sealed once more

LEFT_MAGIC: Final = b"COMITY1L"
LYING_MAGIC: Final = b"COMITY1G"
TAKEN_MAGIC: Final = b"COMITY1T"

Deed: TypeAlias = Literal["leave", "since", "taken"]
LeftKind: TypeAlias = Literal["envelope", "closed", "parcel"]

_KINDS: Final[dict[int, LeftKind]] = {1: "envelope", 2: "closed", 3: "parcel"}
_CAPS: Final[dict[LeftKind, int]] = {"closed": MAX_CLOSED, "parcel": MAX_PARCEL}
_NUMBERS: Final = {kind: number for number, kind in _KINDS.items()}
_NONCE: Final = re.compile(r"[0-9a-f]{32}")
_WHAT: Final = "question to a relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a node asks of one relay, once: `body` is the digest of what goes with it, `cursor` the number after which to begin."""

    relay: NodeId
    node: NodeId
    do: Deed
    cursor: int
    body: Digest
    at: Instant
    nonce: str

    def __post_init__(self) -> None:
        """Refuse a number that nothing there has, and another nonce than 16 bytes in hexadecimal."""
        require_count(self.cursor, least=0, what="cursor")
        take_word(self.nonce, pattern=_NONCE, what="nonce")


class _Ask(Shape):
    v: Literal[1]
    relay: str
    node: str
    do: Deed
    cursor: int
    body: str
    at: str
    nonce: str


def print_ask(ask: Ask) -> bytes:
    """Return the canonical bytes that the node signs."""
    named = {"v": VERSION, "relay": str(ask.relay), "node": str(ask.node), "do": ask.do, "cursor": ask.cursor}
    return print_json({**named, "body": str(ask.body), "at": str(ask.at), "nonce": ask.nonce}, what=_WHAT)


def parse_ask(data: bytes) -> Ask:
    """Read what `print_ask` writes and nothing else; raises `TooLarge`, `Malformed`.

    Who signed it, whether it is fresh and was never asked before, and that its body is the one beside it, is the CALLER's.
    """
    shape = take_shape(parse_json(data, MAX_ASK, what=_WHAT), shape=_Ask, what=_WHAT)
    return Ask(
        relay=NodeId(shape.relay),
        node=NodeId(shape.node),
        do=shape.do,
        cursor=shape.cursor,
        body=Digest.parse(shape.body),
        at=Instant.parse(shape.at),
        nonce=shape.nonce,
    )


class Left(NamedTuple):
    """One thing that is left at a relay."""

    kind: LeftKind
    data: bytes


class Lying(NamedTuple):
    """One thing that lies at a relay for the node that asks: its number there, and which node left it, as the relay says."""

    number: int
    giver: NodeId
    kind: LeftKind
    data: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What a relay hands out at once, by number; `more` says that it has more after these."""

    items: tuple[Lying, ...]
    more: bool


def print_left(to: NodeId, items: Iterable[Left]) -> bytes:
    """Return the bytes with which `items` are left for `to`; raises `Malformed` or `TooLarge` when `parse_left` would not read them."""
    things = tuple(items)
    printed = b"".join((LEFT_MAGIC, _name(to), len(things).to_bytes(2, "big"), *chain.from_iterable(map(_thing, things))))
    parse_left(printed)
    return printed


def parse_left(data: bytes) -> tuple[NodeId, tuple[Left, ...]]:
    """Read what `print_left` writes and nothing else: 1 to 64 things for one node; raises `TooLarge` or `Malformed`."""
    rest = Rest(data, what="things left", cap=MAX_DELIVERY)
    rest.expect(LEFT_MAGIC)
    to = _take_name(rest)
    items = tuple(Left(*_take_thing(rest)) for _ in range(rest.count(least=1, most=MAX_ITEMS)))
    rest.end()
    return to, items


def print_page(page: Page) -> bytes:
    """Return the bytes of what lies there; raises `Malformed` or `TooLarge` when `parse_page` would not read them."""
    items = ((item.number.to_bytes(8, "big"), _name(item.giver), *_thing(Left(item.kind, item.data))) for item in page.items)
    printed = b"".join((LYING_MAGIC, len(page.items).to_bytes(2, "big"), *chain.from_iterable(items), bytes((page.more,))))
    parse_page(printed)
    return printed


def parse_page(data: bytes) -> Page:
    """Read what `print_page` writes and nothing else: at most 64 things, by rising number; raises `TooLarge` or `Malformed`.

    Nothing is known of a thing yet, and who gave it is the relay's word: each is the CALLER's to open and verify by itself.
    """
    rest = Rest(data, what="things lying", cap=MAX_LYING)
    rest.expect(LYING_MAGIC)
    items = tuple(Lying(rest.number(8), _take_name(rest), *_take_thing(rest)) for _ in range(rest.count(least=0, most=MAX_ITEMS)))
    more = rest.number(1)
    rest.end()
    numbers = [item.number for item in items]
    if more > bool(items) or numbers != sorted(set(numbers)):
        raise Malformed("things lying", "not in their order, or more than nothing")
    return Page(items, bool(more))


def print_numbers(numbers: Iterable[int]) -> bytes:
    """Return the bytes that say which things were taken; raises `Malformed` when `parse_numbers` would not read them."""
    found = tuple(numbers)
    printed = TAKEN_MAGIC + len(found).to_bytes(2, "big") + b"".join(one.to_bytes(8, "big") for one in found)
    parse_numbers(printed)
    return printed


def parse_numbers(data: bytes) -> tuple[int, ...]:
    """Read what `print_numbers` writes and nothing else: 1 to 1,024 rising numbers; raises `TooLarge` or `Malformed`."""
    rest = Rest(data, what="things taken", cap=len(TAKEN_MAGIC) + 2 + 8 * MAX_TAKEN)
    rest.expect(TAKEN_MAGIC)
    found = tuple(rest.number(8) for _ in range(rest.count(least=1, most=MAX_TAKEN)))
    rest.end()
    if list(found) != sorted(set(found)):
        raise Malformed("things taken", "not in their order")
    return found


def _name(node: NodeId) -> bytes:
    return bytes((len(node.text),)) + node.text.encode("ascii")


def _take_name(rest: Rest) -> NodeId:
    return NodeId(rest.take(rest.number(1)).decode("ascii", "replace"))


def _thing(item: Left) -> tuple[bytes, ...]:
    """Return the pieces of a thing: it may be as large as a parcel, and is put together once, with all that goes beside it."""
    return bytes((_NUMBERS[item.kind],)), len(item.data).to_bytes(4, "big"), item.data


def _take_thing(rest: Rest) -> tuple[LeftKind, bytes]:
    number, size = rest.number(1), rest.number(4)
    kind = _KINDS.get(number)
    if kind is None or not size:
        raise Malformed(rest.what, f"an empty thing, or one of kind {number}")
    if size > _CAPS.get(kind, size):
        raise TooLarge("sealed file", size=size, cap=_CAPS[kind])
    return kind, rest.take(size)
