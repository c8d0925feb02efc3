"""What one POST between couriers carries, and what its response carries back: binary frames around sealed bytes.

    delivery  "COMITY1D"  u16 count  count x ( u8 kind  u32 length  bytes )      kind 1 envelope, 2 receipt, 3 envelope that goes along
    reply     "COMITY1A"  u16 count  count x ( 2 | 1 u32 length bytes )          1 receipt, 2 taken
                          u16 count  count x ( 14 characters  u64 number )       wants
                          nothing | u32 length  bytes                            the grant, for who asked for it

Numbers are big-endian. Every byte sequence that parses is the one that prints the same value: widths are fixed, counts
and lengths are used up exactly, and nothing may follow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

from comity.terms.identifiers import Reference
from comity.terms.lives import life_of
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.shapes import require_count

SPEC: Final = "docs/specs/delivery.md, section 6"

MAX_ITEMS: Final = 64
MAX_DELIVERY: Final = 8 * 1024 * 1024 + 256 * 1024  # one payload at its cap, and room for headers, wraps, signatures
MAX_RECEIPT: Final = 16 * 1024
MAX_WANTS: Final = 64
MAX_REPLY: Final = 64 + (MAX_ITEMS + 1) * (MAX_RECEIPT + 5) + MAX_WANTS * 22

DELIVERY_MAGIC: Final = b"COMITY1D"
REPLY_MAGIC: Final = b"COMITY1A"

ItemKind: TypeAlias = Literal["envelope", "receipt", "along"]
"""`along`: an envelope that stands before an urgent act of its case, in the same delivery, and is counted as urgent with it."""

_KINDS: Final[dict[ItemKind, int]] = {"envelope": 1, "receipt": 2, "along": 3}
_RECEIPT: Final = 2
_NAMES: Final = {number: kind for kind, number in _KINDS.items()}
_ANSWERED: Final = 1
_TAKEN: Final = 2
_REFERENCE_SIZE: Final = 14


class Item(NamedTuple):
    """One sealed thing in a delivery; a plain pair will do as well."""

    kind: ItemKind
    data: bytes


@dataclass(frozen=True, slots=True)
class Want:
    """The receiver asks for the acts of `case` again, from the number `from_seq` on: there is a gap before what it holds."""

    case: Reference
    from_seq: int

    def __post_init__(self) -> None:
        """Refuse a number that no act of a case has."""
        require_count(self.from_seq, least=1, what="sequence number")


@dataclass(frozen=True, slots=True)
class Reply:
    """The response to a delivery: for each of its items, in its order, the sealed receipt, or None for taken.

    `taken` says that a receipt was stored, or that an envelope's receipt follows later; it promises nothing that is signed. `grant` is
    the sealed statement of what is still taken (`wire.grant`); None where nobody asked for it.
    """

    items: tuple[bytes | None, ...]
    wants: tuple[Want, ...] = ()
    grant: bytes | None = None


def print_delivery(items: Iterable[tuple[ItemKind, bytes]]) -> bytes:
    """Return the body of a POST with `items`; raises `Malformed` or `TooLarge` when `parse_delivery` would not read it."""
    parts = [b""]
    count = 0
    for count, (kind, data) in enumerate(items, start=1):  # noqa: B007 - the last count is wanted after the loop
        if kind not in _KINDS:
            raise Malformed("delivery", ascii(kind)[:80])
        if not data:
            raise Malformed("delivery", "an empty item")
        size = _receipt_size(len(data)) if kind == "receipt" else len(data)
        parts += [_byte(_KINDS[kind]), _number(size, size=4), data]
    if not 1 <= count <= MAX_ITEMS:
        raise Malformed("delivery", f"{count} entries instead of 1 to {MAX_ITEMS}")
    parts[0] = DELIVERY_MAGIC + _number(count, size=2)
    printed = b"".join(parts)
    if len(printed) > MAX_DELIVERY:
        raise TooLarge("delivery", size=len(printed), cap=MAX_DELIVERY)
    return printed


def parse_delivery(data: bytes) -> tuple[Item, ...]:
    """Read what `print_delivery` writes and nothing else: 1 to 64 items, at most 8.25 MiB; raises `TooLarge` or `Malformed`.

    Nothing is known of an item yet: each envelope and each receipt is the CALLER's to open or verify by itself.
    """
    rest = Rest(data, what="delivery", cap=MAX_DELIVERY)
    rest.expect(DELIVERY_MAGIC)
    items = tuple(_take_item(rest) for _ in range(rest.count(least=1, most=MAX_ITEMS)))
    rest.end()
    return items


def print_reply(reply: Reply) -> bytes:
    """Return the response with `reply`; raises `Malformed` or `TooLarge` when `parse_reply` would not read it."""
    parts = [REPLY_MAGIC, _number(len(reply.items), size=2)]
    for receipt in reply.items:
        parts += [_byte(_TAKEN)] if receipt is None else [_byte(_ANSWERED), _number(len(receipt), size=4), receipt]
    parts.append(_number(len(reply.wants), size=2))
    for want in reply.wants:
        parts += [str(want.case).encode("ascii"), _number(want.from_seq, size=8)]
    if reply.grant is not None:
        parts += [_number(len(reply.grant), size=4), reply.grant]
    printed = b"".join(parts)
    parse_reply(printed, items=len(reply.items))
    return printed


def parse_reply(data: bytes, *, items: int) -> Reply:
    """Read what `print_reply` writes and nothing else, for a delivery of so many `items`; raises `TooLarge` or `Malformed`.

    Which receipt is whose envelope's is what its signed body says, not its place: the CALLER compares `env_id`.
    """
    rest = Rest(data, what="reply", cap=MAX_REPLY)
    rest.expect(REPLY_MAGIC)
    found = tuple(_take_answer(rest) for _ in range(rest.count(least=1, most=MAX_ITEMS)))
    if len(found) != items:
        raise Malformed("reply", f"{len(found)} answers to {items} items")
    wants = tuple(_take_want(rest) for _ in range(rest.count(least=0, most=MAX_WANTS)))
    if len({(want.case, life_of(want.from_seq)) for want in wants}) != len(wants):
        raise Malformed("reply", "the same case wanted twice, in one life of its sender")
    grant = _take_receipt(rest) if rest.more else None
    rest.end()
    return Reply(found, wants, grant)


class Rest:
    """The bytes not read yet."""

    def __init__(self, data: bytes, *, what: str, cap: int) -> None:
        """All of `data`, whose size is looked at first; raises `TooLarge`."""
        if len(data) > cap:
            raise TooLarge(what, size=len(data), cap=cap)
        self._data, self._at, self.what = data, 0, what

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        end = self._at + size
        if end > len(self._data):
            raise Malformed(self.what, "ends too early")
        found, self._at = self._data[self._at : end], end
        return found

    def number(self, size: int) -> int:
        """Return the next number of `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def count(self, *, least: int, most: int) -> int:
        """Return the next u16, a count from `least` to `most`."""
        found = self.number(2)
        if not least <= found <= most:
            raise Malformed(self.what, f"{found} entries instead of {least} to {most}")
        return found

    def expect(self, magic: bytes) -> None:
        """Pass over `magic`."""
        if self.take(len(magic)) != magic:
            raise Malformed(self.what, "another magic number")

    @property
    def more(self) -> bool:
        """Whether something is not read yet."""
        return self._at != len(self._data)

    def end(self) -> None:
        """Nothing may follow."""
        if self.more:
            raise Malformed(self.what, "goes on after its end")


def _take_item(rest: Rest) -> Item:
    kind, size = rest.number(1), rest.number(4)
    if not size:
        raise Malformed(rest.what, "an empty item")
    if kind not in _NAMES:
        raise Malformed(rest.what, f"an item of kind {kind}")
    return Item(_NAMES[kind], rest.take(_receipt_size(size) if kind == _RECEIPT else size))


def _take_answer(rest: Rest) -> bytes | None:
    kind = rest.number(1)
    if kind == _TAKEN:
        return None
    if kind != _ANSWERED:
        raise Malformed(rest.what, f"an answer of kind {kind}")
    return _take_receipt(rest)


def _take_receipt(rest: Rest) -> bytes:
    size = rest.number(4)
    if not size:
        raise Malformed(rest.what, "an empty receipt")
    return rest.take(_receipt_size(size))


def _take_want(rest: Rest) -> Want:
    case = rest.take(_REFERENCE_SIZE).decode("ascii", "replace")
    return Want(Reference(case), rest.number(8))


def _receipt_size(size: int) -> int:
    if size > MAX_RECEIPT:
        raise TooLarge("receipt", size=size, cap=MAX_RECEIPT)
    return size


def _byte(number: int) -> bytes:
    return bytes((number,))


def _number(number: int, *, size: int) -> bytes:
    try:
        return number.to_bytes(size, "big")
    except OverflowError:
        raise Malformed("delivery", f"{number} does not fit into {size} bytes") from None
