"""What goes by hand: packs what is due to one peer into a pouch, and takes a pouch as if its deliveries had come over the line.

Taking posts each delivery to this node's own listener, so that whatever decides, keeps and answers is the same code, in the same process,
as for a peer on the line. What answers goes into a pouch of its own, back. Nothing is ended by packing: what went by hand also goes over
the line, if there is one, and the receiver knows what it has.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import urllib3
from django.db import transaction

from comity.courier.carrying import PATH, SENDER_HEADER
from comity.courier.epochs import own_statement
from comity.courier.opening import PinnedPool
from comity.courier.resealing import leaving
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.outbox import OutboxEntry, open_entries
from comity.seal.receipt import receipt_body
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.batch import MAX_DELIVERY, MAX_ITEMS, MAX_REPLY, Item, parse_delivery, parse_reply, print_delivery
from comity.wire.epoch import EPOCH
from comity.wire.held import kind_of
from comity.wire.pouch import MAX_DELIVERIES, check_pouch, deliveries_in, write_pouch

MAX_ENTRIES: Final = 16_384  # of one pouch; the rest waits for the next
TIMEOUT: Final = urllib3.Timeout(connect=5, read=120)
_OK: Final = 200
_FRAMING: Final = 16  # bytes that a delivery spends on itself, and on one item

Post = Callable[[bytes, NodeId], bytes]
"""Deliver one delivery of a sender at this node's own door; return the reply. Raises `NodeNotRunning`, `NotTaken`."""


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
    """The node answered, and did not take a delivery."""

    wire_class = "unavailable"
    sentence = gettext_noop("The node did not take delivery %(number)s of the pouch: status %(status)s.")
    next_step = gettext_noop("Look into its messages, and give the same command again: what it has already taken is not taken twice.")


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed into a pouch: how many envelopes and receipts, in how many deliveries; `left` did not fit."""

    envelopes: int
    receipts: int
    deliveries: int
    left: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a pouch brought, and how many receipts answer it; `answer` says whether a pouch goes back."""

    sender: NodeId
    packed: Instant
    envelopes: int
    receipts: int
    answers: int
    wanted: int
    digest: Digest


def pack_pouch(home: Home, *, to: NodeId, file: Path, at: Instant) -> Packed:
    """Write what is due to `to` into `file`, which must not be there yet, readable by this account alone.

    Nothing counts as sent by it. Raises `NotInDirectory`, `NothingDue`, `FileExistsError`.
    """
    book(home).node(to)
    entries = [entry for entry in open_entries(to.text, limit=MAX_ENTRIES + 1) if entry.expires_at > at]
    if not entries:
        raise NothingDue(node=to)
    batches = list(_batches(entries))
    going = batches[:MAX_DELIVERIES]
    items = [_leaving(to, batch, at=at) for batch in going]
    own = _own_key(home, beside=len(items), at=at)
    _write(file, lambda out: write_pouch(out, sender=home.node, to=to, packed=at, deliveries=_Printed([*own, *items])))
    digest = _digest(file)
    kinds = [item.kind for batch in items for item in batch]
    packed = Packed(kinds.count("envelope"), kinds.count("receipt"), len(going), len(entries) - len(kinds), digest)
    _note(home, "pouch.packed", to, digest, at=at, envelopes=packed.envelopes, receipts=packed.receipts)
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
        receipts: list[bytes] = []
        kinds: list[str] = []
        wanted = 0
        deliver = post or _Door(home, at=at).post
        for delivery in deliveries_in(pouch):
            items = parse_delivery(delivery)
            reply = parse_reply(deliver(delivery, head.sender), items=len(items))
            kinds += [item.kind for item in items if not _is_key(item)]
            receipts += [one for one in reply.items if one is not None]
            wanted += len(reply.wants)
    if receipts:
        items_back = _own_key(home, beside=0, at=at)
        items_back += [
            [Item("receipt", one) for one in receipts[start : start + MAX_ITEMS]] for start in range(0, len(receipts), MAX_ITEMS)
        ]
        _write(answer, lambda out: write_pouch(out, sender=home.node, to=head.sender, packed=at, deliveries=_Printed(items_back)))
    digest = _digest(file)
    taken = TakenIn(head.sender, head.packed, kinds.count("envelope"), kinds.count("receipt"), len(receipts), wanted, digest)
    _note(home, "pouch.taken", head.sender, digest, at=at, envelopes=taken.envelopes, receipts=taken.receipts)
    return taken


class _Printed(Sequence[bytes]):
    """Deliveries, each printed when it is asked for: a pouch may be larger than memory."""

    def __init__(self, batches: Sequence[Sequence[Item]]) -> None:
        self._batches = batches

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, at: int) -> bytes:  # type: ignore[override]  # nobody takes slices of it
        return print_delivery(self._batches[at])


class _Door:
    """This node's own listener, asked as a peer asks it."""

    def __init__(self, home: Home, *, at: Instant) -> None:
        self._pool = PinnedPool(home.node, now=lambda: at, timeout=TIMEOUT, node=home, at=str(home.peers))
        self._address = str(home.peers)
        self._number = 0

    def post(self, delivery: bytes, sender: NodeId) -> bytes:
        """Deliver, and return the reply."""
        self._number += 1
        try:
            answer = self._pool.request("POST", PATH, body=delivery, headers={SENDER_HEADER: sender.text}, preload_content=False)
            data: bytes = answer.read(MAX_REPLY + 1)
        except urllib3.exceptions.HTTPError as fault:
            raise NodeNotRunning(address=self._address) from fault
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
