"""How much this node takes of each peer, measured when something comes, and what it signs about that: docs/specs/protocol.md, §11."""

import functools
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import structlog

from comity.courier.protocol.granting import COST, Allowance, Grant, Limits, Purse, Room, TrafficClass, class_of, common_room, grant
from comity.directory.book import Book, book
from comity.directory.home import home
from comity.directory.keyfiles import signing_key
from comity.directory.roomuse import RoomUse
from comity.records.inbox import count_held
from comity.seal.receipt import sign_receipts, verify_receipt
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.batch import Item
from comity.wire.grant import GrantBody, parse_grant, print_grant

HEADER: Final = "Comity-Credits"
"""Whoever posts with it knows of grants: it is told one with each reply, marks what goes along, and is refused `no-credit` by that name."""
KNOWN: Final = "1"
NO_CREDIT: Final = "no-credit"
UNAVAILABLE: Final = "unavailable"
KEPT: Final = 600_000_000  # microseconds for which a statement that still holds is given again, as it was signed

_LOG: Final = structlog.get_logger("comity.courier")


class NoRoom(Refused):
    """There is no room now for what is of this class."""

    wire_class = NO_CREDIT
    sentence = gettext_noop("There is no room on this node's disk for more of this just now.")
    next_step = gettext_noop("Make room, or look at the table [room] in node.toml; the peer tries again by itself.")


def limits_of_home() -> Limits:
    """Return what `node.toml` says."""
    return _limits(home().room)


@functools.lru_cache(maxsize=1)
def _limits(use: RoomUse) -> Limits:
    return Limits(keep=use.keep, reserve=use.reserve, bulk=use.bulk, held=use.held)


def free_bytes() -> int:
    """Return what is free on the disk of the node's folder for this account."""
    disk = os.statvfs(home().path)
    return disk.f_bavail * disk.f_frsize


class Passage:
    """One POST of one peer: what of it is taken, and what is granted after it."""

    def __init__(self, gate: "Gate", peer: NodeId, *, held: int, knows_grants: bool) -> None:
        """Measure the room as it is before the POST."""
        self._gate, self._peer, self._knows = gate, peer, knows_grants
        self._free = gate.free()
        room = gate.room(peer, held=held, free=self._free)
        self._purse, self._held = Purse(grant(room, limits=limits_of_home())), held
        self.no_room = NO_CREDIT if knows_grants else UNAVAILABLE
        """The class of the refusal of what there is no room for."""

    def takes(self, item: Item, *, priority: str) -> bool:
        """Say whether this envelope is taken, whose outer header says `priority`, and count it if so."""
        return self._purse.take(_class_of(item, priority=priority), len(item.data))

    def kept(self, items: Iterable[tuple[Item, str]]) -> None:
        """Count what was opened here, with what its outer header says: urgent acts come out of the reserve where there is no other room."""
        urgent = [len(item.data) for item, priority in items if _class_of(item, priority=priority) is TrafficClass.URGENT]
        if urgent:
            self._gate.spend(self._peer, sum(urgent), free=self._free)

    def statement(self, *, at: Instant, holds: bool) -> bytes | None:
        """Return the signed statement of what is taken from now on; None for who knows of no such thing.

        `holds` says whether something is held after this POST; where nothing was before, and nothing is, it is not counted again.
        """
        if not self._knows:
            return None
        return self._gate.statement(self._peer, at=at, held=None if holds or self._held else 0)


def _class_of(item: Item, *, priority: str) -> TrafficClass:
    return class_of(urgent=priority == "urgent" or item.kind == "along", size=len(item.data))


class Gate:
    """Measures, for one listener; how much of its reserve a peer has used lives in memory, and is forgotten once there is room for all."""

    def __init__(self, *, free: Callable[[], int] = free_bytes) -> None:
        """`free` measures the disk."""
        self.free = free
        self._lock = threading.Lock()
        self._under_way = 0
        self._counted: tuple[Book, int] | None = None
        self._spent: dict[NodeId, int] = {}
        self._said: dict[NodeId, tuple[Grant, Instant, bytes]] = {}

    @contextmanager
    def passage(self, peer: NodeId, *, size: int, held: int, knows_grants: bool = False) -> Iterator[Passage]:
        """Judge one POST of `size` bytes of a peer of whom so many acts are `held`.

        What comes at the same time by other connections finds that much less room.
        """
        passage = Passage(self, peer, held=held, knows_grants=knows_grants)
        with self._lock:
            self._under_way += COST * size
        try:
            yield passage
        finally:
            with self._lock:
                self._under_way -= COST * size

    def room(self, peer: NodeId, *, held: int | None = None, free: int | None = None) -> Room:
        """Return what there is now for `peer`, of whom so many acts are held; None: they are counted. `free` as the disk was measured."""
        left = (self.free() if free is None else free) - self._under_way
        counted = count_held(peer.text) if held is None else held
        with self._lock:
            room = Room(left, self._peers(), counted, self._spent.get(peer, 0))
            if self._spent and common_room(room, limits=limits_of_home()) > 0:
                self._spent.clear()
                return replace(room, spent=0)
        return room

    def _peers(self) -> int:
        known = book()
        if self._counted is None or self._counted[0] is not known:
            self._counted = known, len(known.peers(home().node))
        return self._counted[1]

    def granted(self, peer: NodeId, *, held: int | None = None) -> Grant:
        """Return what `peer` may send in one POST; `held` as for `room`."""
        return grant(self.room(peer, held=held), limits=limits_of_home())

    def spend(self, peer: NodeId, size: int, *, free: int | None = None) -> None:
        """Count an urgent act; `free` as for `room`."""
        room = Room((self.free() if free is None else free) - self._under_way, self._peers())
        if common_room(room, limits=limits_of_home()) <= 0:
            with self._lock:
                self._spent[peer] = self._spent.get(peer, 0) + COST * size

    def statement(self, peer: NodeId, *, at: Instant, held: int | None = None) -> bytes:
        """Return the signed statement; while the same holds, the same bytes are given for ten minutes. `held` as for `room`."""
        granted = self.granted(peer, held=held)
        before = self._said.get(peer)
        if before is not None and before[0] == granted and 0 <= at.micros - before[1].micros < KEPT:
            return before[2]
        classes = {traffic.value: (granted.of(traffic).items, granted.of(traffic).size) for traffic in TrafficClass}
        (sealed,) = sign_receipts([print_grant(GrantBody(to=peer, at=at, classes=classes))], key=signing_key(home()))
        self._said[peer] = granted, at, sealed
        return sealed

    def require_bulk(self, peer: NodeId, *, size: int) -> None:
        """Raise `NoRoom` where a parcel of a file of `size` bytes has no room."""
        if not self.granted(peer).bulk.holds(size):
            raise NoRoom


class Heard:
    """What one peer granted last, as its line keeps it: verified once for the same bytes."""

    def __init__(self, peer: NodeId) -> None:
        """Nothing yet."""
        self._peer = peer
        self._sealed = b""
        self._at: Instant | None = None
        self._granted: Grant | None = None

    def hear(self, sealed: bytes | None, *, at: Instant) -> Grant | None:
        """Return what a reply grants; None where it grants nothing, or what is no word of this peer to this node, of now."""
        if sealed is None:
            return None
        if sealed != self._sealed:
            try:
                self._granted = self._read(sealed, at=at)
            except Refused as refusal:
                _LOG.warning("grant", peer=self._peer.text, why=str(refusal))
                return None
            self._sealed = sealed
        return self._granted

    def _read(self, sealed: bytes, *, at: Instant) -> Grant:
        verified = verify_receipt(sealed, keyring=book().keyring, seen=at)
        body = parse_grant(verified.body_bytes)
        if verified.node != self._peer or body.to != home().node or (self._at is not None and body.at < self._at):
            raise StrangeGrant(node=self._peer)
        self._at = body.at
        return Grant(**{name: Allowance(*numbers) for name, numbers in body.classes.items()})


class StrangeGrant(Refused):
    """A grant that is not the peer's, not for this node, or older than the last."""

    wire_class = "policy"
    sentence = gettext_noop("The grant that came from %(node)s is not its own, not for this node, or older than the last.")
    next_step = gettext_noop("Nothing is to be done: it is not followed, and the peer refuses what it has no room for.")
