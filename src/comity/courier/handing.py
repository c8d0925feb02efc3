"""What goes by hand: packs what is due to one peer into a pouch, and takes a pouch as if its deliveries had come over the line.

Taking posts each delivery to this node's own listener, so that whatever decides, keeps and answers is the same code, in the same process,
as for a peer on the line. What answers goes into a pouch of its own, back. Nothing is ended by packing: what went by hand also goes over
the line, if there is one, and the receiver knows what it has.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import urllib3
from django.db import transaction

from comity.courier.beside import is_intact, sealed_parcels
from comity.courier.carrying import PATH, SENDER_HEADER
from comity.courier.epochs import own_statement
from comity.courier.opening import PinnedPool
from comity.courier.parcelling import PATH as FILE_PATH
from comity.courier.parcelling import due_files
from comity.courier.resealing import leaving
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import ActFile
from comity.records.outbox import OutboxEntry, open_entries
from comity.seal.parcel import chunks_of
from comity.seal.receipt import receipt_body
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.batch import MAX_DELIVERY, MAX_ITEMS, MAX_REPLY, Item, parse_delivery, parse_reply, print_delivery
from comity.wire.coming import COMING, parse_coming
from comity.wire.epoch import EPOCH
from comity.wire.held import kind_of
from comity.wire.pouch import MAX_DELIVERIES, MAX_THINGS, check_pouch, is_delivery, things_in, write_pouch
from comity.wire.relay import MAX_PARCEL

MAX_ENTRIES: Final = 16_384  # of one pouch; the rest waits for the next
MIB: Final = 2**20
USUAL_MIB: Final = 4000  # sticks are mostly formatted as FAT32, which holds no file of 4 GiB
LEAST_MIB: Final = 16  # room for a delivery and a parcel
TIMEOUT: Final = urllib3.Timeout(connect=5, read=120)
_OK: Final = 200
_NOT_READ: Final = frozenset({"400", "403", "413"})  # of a parcel: it does not open here, and no other is to wait for it
_FRAMING: Final = 16  # bytes that a delivery spends on itself, and on one item

Post = Callable[[bytes, NodeId], bytes]
"""Bring one thing of a sender to this node's own door, a delivery or a parcel; return the reply. Raises `NodeNotRunning`, `NotTaken`."""


class NothingDue(Refused):
    """There is nothing to carry to that node."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing is due to %(node)s: no pouch was written.")
    next_step = gettext_noop("Approve an act for that authority first, or look at the queue whether everything has its receipt.")


class NotThisNode(Refused):
    """A pouch for another node."""

    wire_class = "not-for-us"
    sentence = gettext_noop("This pouch is for %(to)s, and this node is %(node)s.")
    next_step = gettext_noop("Bring it to the node that it is for. Nothing was taken.")


class NodeNotRunning(Refused):
    """Only a node that runs takes what is brought."""

    wire_class = "unavailable"
    sentence = gettext_noop("The node does not answer at %(address)s, so the pouch was not taken.")
    next_step = gettext_noop("Start it (comity run) and give the same command again: what it has already taken is not taken twice.")


class NotTaken(Refused):
    """The node answered, and did not take what was brought."""

    wire_class = "unavailable"
    sentence = gettext_noop("The node did not take part %(number)s of the pouch: status %(status)s.")
    next_step = gettext_noop("Look into its messages, and give the same command again: what it has already taken is not taken twice.")


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed into a pouch: how many envelopes and receipts, in how many deliveries, and how many parcels of files beside them.

    `left` entries did not fit, and `left_parcels`: those go into the next one.
    """

    envelopes: int
    receipts: int
    deliveries: int
    left: int
    digest: Digest
    parcels: int = 0
    left_parcels: int = 0


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a pouch brought, and how many receipts answer it; `answer` says whether a pouch goes back.

    `unread` of its parcels did not open here: their sender packs them again.
    """

    sender: NodeId
    packed: Instant
    envelopes: int
    receipts: int
    answers: int
    wanted: int
    digest: Digest
    parcels: int = 0
    unread: int = 0


def pack_pouch(home: Home, *, to: NodeId, file: Path, at: Instant, most: int = USUAL_MIB * MIB) -> Packed:
    """Write what is due to `to` into `file`, which must not be there yet, readable by this account alone, of at most `most` bytes.

    Nothing counts as sent by it. Files go on where the pouch before this one ended, until all of them was packed; then, and whenever
    their receiver says that something is missing, from where it stands. Raises `NotInDirectory`, `NothingDue`, `FileExistsError`.
    """
    book(home).node(to)
    entries = [entry for entry in open_entries(to.text, limit=MAX_ENTRIES + 1) if entry.expires_at > at]
    batches = list(_batches(entries))
    going = _fitting(batches, most=most - MIB)  # less the head, and this node's own key
    beside = frozenset(entry.env_id for batch in going for entry in batch)
    room = most - MIB - sum(_size(batch) for batch in going)
    files, left_parcels = _of_files(due_files(to, beside=beside), room=room, at=at)
    if not entries and not files:
        raise NothingDue(node=to)
    items = [_leaving(to, batch, at=at) for batch in going]
    own = _own_key(home, beside=len(items), at=at)
    parcels = sum(len(numbers) for _, numbers in files)
    deliveries = [*own, *items]
    sealed = (parcel for row, numbers in files for parcel in sealed_parcels(row, numbers, at=at))
    things = chain(map(print_delivery, deliveries), sealed)
    count = len(deliveries) + parcels
    _write(file, lambda out: write_pouch(out, sender=home.node, to=to, packed=at, things=things, count=count))
    digest = _digest(file)
    kinds = [item.kind for batch in items for item in batch]
    packed = Packed(
        *(kinds.count("envelope"), kinds.count("receipt"), len(going), len(entries) - len(kinds), digest), parcels, left_parcels
    )
    with transaction.atomic():
        for row, numbers in files:
            ActFile.objects.filter(pk=row.pk).update(packed=numbers.stop)
        counts = {"envelopes": packed.envelopes, "receipts": packed.receipts, "parcels": parcels}
        _note(home, "pouch.packed", to, digest, at=at, **counts)
    return packed


def take_pouch(home: Home, *, file: Path, answer: Path, at: Instant, post: Post | None = None) -> TakenIn:
    """Take everything in the pouch `file`, and write the receipts that answer it into `answer`, which must not be there yet.

    `file` is read through before anything is taken. Without receipts to give back (it held receipts only) no `answer` is written.
    Raises `Malformed`, `TooLarge`, `NotThisNode`, `NotInDirectory`, `NodeNotRunning`, `NotTaken`, `FileExistsError`.
    """
    with file.open("rb") as pouch:
        head = check_pouch(pouch)
        if head.to != home.node:
            raise NotThisNode(to=head.to, node=home.node)
        book(home).node(head.sender)
        if answer.exists():
            raise FileExistsError(17, os.strerror(17), str(answer))
        brought = _Brought(head.sender, post or _Door(home, at=at).post)
        for thing in things_in(pouch):
            brought.take(thing)
    receipts = brought.answers()
    if receipts or brought.unread:
        items_back = _own_key(home, beside=0, at=at)  # what did not open was sealed to a key that is over: its sender is told the newest
        items_back += [
            [Item("receipt", one) for one in receipts[start : start + MAX_ITEMS]] for start in range(0, len(receipts), MAX_ITEMS)
        ]
        if items_back:
            back = map(print_delivery, items_back)
            _write(answer, lambda out: write_pouch(out, sender=home.node, to=head.sender, packed=at, things=back, count=len(items_back)))
    digest, kinds = _digest(file), brought.kinds
    taken = TakenIn(
        *(head.sender, head.packed, kinds.count("envelope"), kinds.count("receipt"), len(receipts), brought.wanted, digest),
        brought.parcels,
        brought.unread,
    )
    counts = {"envelopes": taken.envelopes, "receipts": taken.receipts, "parcels": taken.parcels}
    _note(home, "pouch.taken", head.sender, digest, at=at, **counts)
    return taken


class _Brought:
    """The things of a pouch, brought to the door one after another, and what is answered."""

    def __init__(self, sender: NodeId, post: Post) -> None:
        self._sender, self._post = sender, post
        self._receipts: list[bytes] = []
        self._of_files: dict[tuple[str, str], bytes] = {}
        self.kinds: list[str] = []
        self.wanted = self.parcels = self.unread = 0

    def take(self, thing: bytes) -> None:
        """Bring one; raises `NodeNotRunning`, `NotTaken`."""
        if not is_delivery(thing):
            self._bring_parcel(thing)
            return
        items = parse_delivery(thing)
        reply = parse_reply(self._post(thing, self._sender), items=len(items))
        self.kinds += [item.kind for item in items if not _is_key(item)]
        self._receipts += [one for one in reply.items if one is not None]
        self.wanted += len(reply.wants)

    def _bring_parcel(self, thing: bytes) -> None:
        self.parcels += 1
        try:
            answers = parse_delivery(self._post(thing, self._sender))
        except NotTaken as refusal:
            if refusal.facts["status"] not in _NOT_READ:
                raise
            self.unread += 1
            return
        for item in answers:  # of each file the last word, and one receipt for all that an act lists
            body = receipt_body(item.data)
            told = parse_coming(body) if kind_of(body) == COMING else None
            self._of_files[(str(told.env_id), str(told.file)) if told else ("", str(Digest.of(item.data)))] = item.data

    def answers(self) -> list[bytes]:
        """Return the receipts that go back, in the order in which they are to be taken."""
        return [*self._receipts, *(data for _, data in sorted(self._of_files.items()))]


class _Door:
    """This node's own listener, brought things as by a peer."""

    def __init__(self, home: Home, *, at: Instant) -> None:
        self._pool = PinnedPool(home.node, now=lambda: at, timeout=TIMEOUT, node=home, at=str(home.peers))
        self._address = str(home.peers)
        self._number = 0

    def post(self, thing: bytes, sender: NodeId) -> bytes:
        """Bring one thing, and return the reply."""
        self._number += 1
        path = PATH if is_delivery(thing) else FILE_PATH
        try:
            answer = self._pool.request("POST", path, body=thing, headers={SENDER_HEADER: sender.text}, preload_content=False)
            data: bytes = answer.read(MAX_REPLY + 1)
        except urllib3.exceptions.HTTPError as fault:
            raise NodeNotRunning(address=self._address) from fault
        answer.release_conn()
        if answer.status != _OK:
            raise NotTaken(number=self._number, status=answer.status)
        return data


def _batches(entries: Sequence[OutboxEntry]) -> Iterator[list[OutboxEntry]]:
    """Yield the entries in deliveries, oldest first, so that each case keeps its order."""
    batch: list[OutboxEntry] = []
    size = _FRAMING
    for entry in entries:
        if batch and (len(batch) == MAX_ITEMS or size + entry.size + _FRAMING > MAX_DELIVERY):
            yield batch
            batch, size = [], _FRAMING
        batch.append(entry)
        size += entry.size + _FRAMING
    if batch:
        yield batch


def _size(batch: Sequence[OutboxEntry]) -> int:
    return 2 * _FRAMING + sum(entry.size + _FRAMING for entry in batch)


def _fitting(batches: Sequence[list[OutboxEntry]], *, most: int) -> list[list[OutboxEntry]]:
    """Return as many of the first deliveries as one pouch holds."""
    going: list[list[OutboxEntry]] = []
    size = 0
    for batch in batches[:MAX_DELIVERIES]:
        size += _size(batch)
        if size > most:
            break
        going.append(batch)
    return going


def _of_files(rows: Sequence[ActFile], *, room: int, at: Instant) -> tuple[list[tuple[ActFile, range]], int]:
    """Return which chunks of which files go, and how many are left for the next pouch; a file that is gone from this disk waits."""
    again = all(row.packed >= chunks_of(row.size) for row in rows)  # all of it was packed before, and it is not there yet
    going: list[tuple[ActFile, range]] = []
    left = 0
    fits = min(room // (MAX_PARCEL + _FRAMING), MAX_THINGS - MAX_DELIVERIES)
    for row in rows:
        chunks = chunks_of(row.size)
        begin = min(row.told, chunks - 1) if again else row.packed
        numbers = range(begin, min(chunks, begin + fits))
        if numbers and not is_intact(row, at=at):
            continue
        left += chunks - begin - len(numbers)
        if numbers:
            fits -= len(numbers)
            going.append((row, numbers))
    return going, left


def _leaving(to: NodeId, batch: Sequence[OutboxEntry], *, at: Instant) -> list[Item]:
    rows = leaving(to, [entry.env_id for entry in batch], at=at)
    return [Item("envelope" if row.item == "envelope" else "receipt", row.sealed) for row in rows]


def _own_key(home: Home, *, beside: int, at: Instant) -> list[list[Item]]:
    """Return the delivery that tells this node's daily key: it goes with every pouch that has room for it, and counts as nothing."""
    statement = own_statement(home, at=at) if beside < MAX_DELIVERIES else None
    return [] if statement is None else [[Item("receipt", statement)]]


def _is_key(item: Item) -> bool:
    try:
        return item.kind == "receipt" and kind_of(receipt_body(item.data)) == EPOCH
    except Refused:  # it is refused, and counted, where it was taken
        return False


def _write(file: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write a file whole or not at all, for this account alone; raises `FileExistsError`."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            fill(out)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        file.unlink()
        raise


def _digest(file: Path) -> Digest:

    with file.open("rb") as data:
        return Digest(hashlib.file_digest(data, "sha256").digest())


def _note(home: Home, name: str, peer: NodeId, digest: Digest, *, at: Instant, **counts: int) -> None:
    entry = journal.Entry(name=name, actor=home.node.text, about="", facts={"peer": peer.text, "pouch": str(digest), **counts})
    with transaction.atomic():
        journal.append(entry, at=at, key=node_keys(home).signing.public.key_id)
