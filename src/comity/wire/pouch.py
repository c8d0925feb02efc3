"""A pouch: deliveries to one node in a file that somebody carries, where no line leads; what answers them comes back in another.

    "COMITY1P"  u8 length  sender  u8 length  recipient  u64 microseconds  u16 count
    count x ( u32 length  thing )           deliveries, each as one POST would have carried it (comity.wire.batch), and behind them
                                            parcels of files, each in a sealed file (comity.seal.closed)
    32 bytes                                SHA-256 of all bytes before them

Numbers are big-endian. The digest finds a stick that went bad before anything is taken; who sealed and signed is for each item by itself.
A pouch may be larger than memory: it is written and read a thing at a time.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.batch import DELIVERY_MAGIC, MAX_DELIVERY, parse_delivery
from comity.wire.relay import MAX_PARCEL

SPEC: Final = "docs/specs/pouch.md"

MAGIC: Final = b"COMITY1P"
PARCEL_MAGIC: Final = b"COMITY1F"  # of a sealed file, in which each parcel is
MAX_THINGS: Final = 65_535  # deliveries and parcels
MAX_DELIVERIES: Final = 1024
_WHAT: Final = "pouch"
_DIGEST: Final = 32


@dataclass(frozen=True, slots=True)
class PouchHead:
    """Who gives it to whom, when it was packed (UTC), and how many things are in it. Nobody signed this."""

    sender: NodeId
    to: NodeId
    packed: Instant
    things: int

    def __post_init__(self) -> None:
        """Refuse an empty pouch, and one that a node would send to itself."""
        if not 1 <= self.things <= MAX_THINGS:
            raise Malformed(_WHAT, f"{self.things} things instead of 1 to {MAX_THINGS}")
        if self.sender == self.to:
            raise Malformed(_WHAT, "from a node to itself")


def print_head(head: PouchHead) -> bytes:
    """Return the bytes before the first delivery."""
    names = b"".join(bytes((len(name.text),)) + name.text.encode("ascii") for name in (head.sender, head.to))
    return MAGIC + names + head.packed.micros.to_bytes(8, "big") + head.things.to_bytes(2, "big")


def write_pouch(out: BinaryIO, *, sender: NodeId, to: NodeId, packed: Instant, things: Iterable[bytes], count: int) -> PouchHead:
    """Write a pouch of `count` printed deliveries and sealed parcels, the deliveries first.

    Raises `Malformed` or `TooLarge` when `check_pouch` would not read it.
    """
    head = PouchHead(sender, to, packed, count)
    digest = hashlib.sha256()

    def put(data: bytes) -> None:
        digest.update(data)
        out.write(data)

    put(print_head(head))
    order = _Order()
    for thing in things:
        order.take(thing)
        put(len(thing).to_bytes(4, "big"))
        put(thing)
    if order.taken != count:
        raise Malformed(_WHAT, f"{order.taken} things instead of {count}")
    out.write(digest.digest())
    return head


def check_pouch(file: BinaryIO) -> PouchHead:
    """Return the head of a pouch that is whole, every delivery of it readable: what `write_pouch` writes and nothing else.

    Reads all of `file` from its beginning, a thing at a time. Raises `Malformed`, `TooLarge`. Who signed what is in it is the CALLER's.
    """
    file.seek(0)
    read, order = _Reading(file), _Order()
    head = read.head()
    for _ in range(head.things):
        order.take(read.thing())
    found = read.digest.digest()
    if file.read(_DIGEST + 1) != found:
        raise Malformed(_WHAT, "its bytes are not those that were packed: cut off, damaged, or longer")
    return head


def things_in(file: BinaryIO) -> Iterator[bytes]:
    """Yield the deliveries and parcels of a pouch that `check_pouch` has checked, in order."""
    file.seek(0)
    read = _Reading(file)
    for _ in range(read.head().things):
        yield read.thing()


def is_delivery(thing: bytes) -> bool:
    """Say whether a thing of a pouch is a delivery; if not, it is a sealed parcel."""
    return thing.startswith(DELIVERY_MAGIC)


class _Order:
    """Looks at the things of a pouch one after another: readable deliveries, few enough, and behind them parcels."""

    def __init__(self) -> None:
        self.taken = self._deliveries = 0

    def take(self, thing: bytes) -> None:
        """Take the next one; raises `Malformed`, `TooLarge`."""
        self.taken += 1
        if is_delivery(thing):
            self._deliveries += 1
            if self._deliveries != self.taken or self._deliveries > MAX_DELIVERIES:
                raise Malformed(_WHAT, f"a delivery behind a parcel, or more than {MAX_DELIVERIES}")
            parse_delivery(thing)
        elif not thing.startswith(PARCEL_MAGIC):
            raise Malformed(_WHAT, "a thing that is neither a delivery nor a parcel")
        elif len(thing) > MAX_PARCEL:
            raise TooLarge("parcel", size=len(thing), cap=MAX_PARCEL)


class _Reading:
    """Takes a pouch apart from its beginning."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        data = self._file.read(size)
        if len(data) != size:
            raise Malformed(_WHAT, "ends too early")
        self.digest.update(data)
        return data

    def head(self) -> PouchHead:
        """Return the head."""
        if self.take(len(MAGIC)) != MAGIC:
            raise Malformed(_WHAT, "another magic number")
        sender, to = self._name(), self._name()
        return PouchHead(sender, to, Instant(int.from_bytes(self.take(8), "big")), int.from_bytes(self.take(2), "big"))

    def thing(self) -> bytes:
        """Return the next thing, its size looked at first."""
        size = int.from_bytes(self.take(4), "big")
        if size > MAX_DELIVERY:
            raise TooLarge("thing in a pouch", size=size, cap=MAX_DELIVERY)
        return self.take(size)

    def _name(self) -> NodeId:
        return NodeId(self.take(self.take(1)[0]).decode("ascii", "replace"))
