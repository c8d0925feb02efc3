"""Watches the logs of peers: each correspondent is a witness of what it was given. docs/specs/fork.md, section 3.

Once an hour a peer is asked for its checkpoint. It must continue the one that was kept, and hold every place that a receipt of that peer
names. What convicts it is kept as a file that anybody can verify.
"""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
import urllib3
from django.db import close_old_connections, transaction

from comity.courier.alarms import keep_alarms
from comity.courier.epochs import ask, getting
from comity.courier.marking import MAX_STATEMENT, compare_marks, is_due
from comity.courier.marking import PATH as MARKS_PATH
from comity.courier.opening import PinnedPool
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.protocol.restoring import Break, Place
from comity.courier.publishing import DISCONTINUITIES
from comity.courier.replacing import write_file
from comity.courier.restoring.answering import receipts_beyond
from comity.courier.restoring.broken import parse_file, verify_discontinuity
from comity.desk.proving.forked import FORKS, Suspicion, print_fork
from comity.directory.book import book
from comity.directory.epochs import knows_key_of_day
from comity.directory.freshness import Seen, read_seen
from comity.directory.gossip import NAME as DIRECTORY_SEEN
from comity.directory.gossip import differs, sign_told, told_of, verify_told
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.directory.linekeys import NoLineKey
from comity.directory.shownlogs import verify_shown
from comity.ledger.checkpoint import PATH, Checkpoint
from comity.ledger.proofs import prove_consistency, verify_consistency
from comity.ledger.tiles import TileHashes
from comity.ledger.tree import root_at
from comity.records import journal
from comity.records.lending import lent_connection
from comity.records.models import Discontinuity, Outbox, PeerLog, Receipt, WitnessedLog
from comity.seal.receipt import verify_receipt
from comity.seal.refusals import KeyRevoked
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.discontinuity import receipts_digest
from comity.wire.receipts import parse_receipt
from comity.wire.received import LogPosition

EVERY: Final = 3600.0  # seconds between two looks at one peer
KEYS_EVERY: Final = 600.0  # until a peer whose key of today is not known is asked again
KEYS_FIRST: Final = 2.0
FIRST: Final = 300.0  # after a start, so that a node which is restarted often asks nobody more often
AT_ONCE: Final = 2000  # receipts compared at one look; the rest at the next
MAX_ANSWER: Final = 256 * 1024
LOG_PATH: Final = "/comity/1/log/"
TIMEOUT: Final = urllib3.Timeout(connect=5, read=30)

_OK: Final = 200
_LOG: Final = structlog.get_logger("comity.courier")

Fetch = Callable[[str], bytes]
"""Return a file of the peer's log by its name; raises `NotServedError`."""


class NotServedError(Exception):
    """The peer's log could not be read just now: its line is down, or the file is not there."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one look: the checkpoint that is kept now, how many receipts were compared, and what is wrong."""

    checkpoint: Checkpoint | None
    compared: int
    fault: AlarmKind | None = None


def look_at(peer: NodeId, *, home: Home, fetch: Fetch, at: Instant) -> Looked:
    """Compare what `peer` shows of its log with what it signed before; keep the newer checkpoint, or alarm and evidence.

    Raises `NotServedError`, and `Refused` for what is no checkpoint of that log: the peer's line, or a stranger's answer, not a fork.
    """
    entry = book(home).node(peer)
    keys = book(home).signing_keys(peer, at=at)
    # What this node cosigned was published before it was asked to: read first, it stands in all that is shown after.
    cosigned = WitnessedLog.objects.filter(origin=entry.log_origin, size__gt=0).exclude(note=b"").first()
    note = fetch(PATH)
    # (1) signed by the peer, of its log
    shown = verify_shown(note, of=entry, keys=keys)
    kept = PeerLog.objects.filter(peer=peer.text).first()
    hash_at = TileHashes(shown.size, read=lambda tile: fetch(tile.path))
    # (2) it continues the checkpoint that was kept, and the one that this node cosigned, unless it says openly, signed by two officers,
    # where it breaks
    breaks = _breaks(home, peer, shown, hash_at=hash_at, fetch=fetch, at=at)
    if kept is not None and any(one.excuses(Place(kept.size, Digest(bytes(kept.root)), kept.looked_at)) for one in breaks):
        kept.size = 0  # what was kept is of the history that it announced as lost
    if cosigned is not None and any(
        one.excuses(Place(cosigned.size, Digest(bytes(cosigned.root)), cosigned.cosigned_at)) for one in breaks
    ):
        cosigned = None
    before = [one for one in (kept, cosigned) if one is not None]
    if any(one.size > shown.size for one in before):
        return _alarm(home, peer, AlarmKind.LOG_WENT_BACK, at=at)
    said = [(bytes(one.note), one.size, Digest(bytes(one.root))) for one in before if one.size]
    # (3) it holds every place that a receipt names
    newest, placed = _placed(peer, home=home, origin=entry.log_origin, after=kept.receipt if kept else 0, up_to=shown.size, breaks=breaks)
    said += [(sealed, position.size, position.root) for sealed, position in placed]
    for statement, size, root in said:
        try:
            true = root_at(size, hash_at=hash_at)
            proof = prove_consistency(size, size=shown.size, hash_at=hash_at)
            verify_consistency(proof, old_root=true, root=shown.root)
        except Refused:
            return _alarm(home, peer, AlarmKind.LOG_UNPROVEN, at=at)
        if true != root:
            evidence = print_fork(Suspicion(statement, note, true, proof.path))
            write_file(home.path / FORKS / f"{peer}-{size}.fork", evidence)
            return _alarm(home, peer, AlarmKind.LOG_FORKED, at=at, seq=size)
    # (4) all of it fits: this is what the next one must continue
    values = {"size": shown.size, "root": shown.root.raw, "note": note, "receipt": newest, "looked_at": at}
    PeerLog.objects.update_or_create(peer=peer.text, defaults=values)
    return Looked(shown, len(placed))


def _breaks(home: Home, peer: NodeId, shown: Checkpoint, *, hash_at: TileHashes, fetch: Fetch, at: Instant) -> Sequence[Break]:
    """Return the breaks of the peer's log that hold; a new one is kept, with an alarm, so that people here see it.

    One holds when its node and two officers signed it, its leaf stands where it says, the log begins with what it says is shared, and it
    acknowledges exactly the receipts that this node has of the lost history. Raises `Refused` for what the file should not be.
    """
    rows = Discontinuity.objects.filter(node=peer.text).order_by("index")
    known = {bytes(row.said): Break(row.shared, row.at) for row in rows}
    try:
        data = fetch(DISCONTINUITIES)
    except NotServedError:  # most logs never broke; one that did and does not show it any more is compared as if it had not
        return ()
    found = []
    for one in parse_file(data):
        verified = verify_discontinuity(one, node=peer, known=book(home))
        said = verified.said
        stands = said.index < shown.size and hash_at(0, said.index) == verified.leaf
        if not stands or root_at(said.shared.size, hash_at=hash_at) != said.shared.root:
            continue
        if one not in known:
            own = receipts_beyond(peer, size=said.shared.size, before=said.at)
            mine = [word for word in said.peers if word.node == home.node]
            acknowledged = any((word.receipts, word.digest) == (len(own), receipts_digest(own)) for word in mine)
            if own and not acknowledged and home.node not in said.silent:
                continue
            with transaction.atomic():
                Discontinuity.objects.create(node=peer.text, index=said.index, shared=said.shared.size, said=one, at=said.at)
                _keep(home, Alarm(AlarmKind.LOG_DISCONTINUED, peer, seq=said.index), at=at)
        found.append(Break(said.shared.size, said.at))
    return found


def _placed(
    peer: NodeId, *, home: Home, origin: str, after: int, up_to: int, breaks: Sequence[Break]
) -> tuple[int, list[tuple[bytes, LogPosition]]]:
    """Return how far the receipts were compared, and those of `peer` that name a place in a log of at most `up_to` leaves.

    One that names a later place waits, and all after it with it: the peer has not published so far yet.
    """
    receipts = list(Receipt.objects.filter(pk__gt=after, kind="received", direction="in").order_by("pk")[:AT_ONCE])
    names = [receipt.env_id for receipt in receipts]
    theirs = set(Outbox.objects.filter(peer=peer.text, env_id__in=names).values_list("env_id", flat=True))
    found = []
    for receipt in receipts:
        if receipt.env_id in theirs:
            try:
                verified = verify_receipt(bytes(receipt.sealed), keyring=book(home).keyring)
            except KeyRevoked:  # a thief's word about a log convicts nobody of keeping two
                after = receipt.pk
                continue
            body = parse_receipt(verified.body_bytes)
            position = getattr(body, "log", None)
            ours = verified.node == peer and isinstance(position, LogPosition) and position.origin == origin
            if ours and isinstance(position, LogPosition) and not any(one.excuses(_place(position, body.at)) for one in breaks):
                if position.size > up_to:
                    break
                found.append((bytes(receipt.sealed), position))
        after = receipt.pk
    return after, found


def _place(position: LogPosition, at: Instant) -> Place:
    return Place(position.size, position.root, at)


def _alarm(home: Home, peer: NodeId, kind: AlarmKind, *, at: Instant, seq: int | None = None) -> Looked:
    with transaction.atomic():
        _keep(home, Alarm(kind, peer, seq=seq), at=at)
    return Looked(None, 0, kind)


def _keep(home: Home, alarm: Alarm, *, at: Instant) -> None:
    entries = keep_alarms([alarm], at=at)
    if entries:
        journal.append(*entries, at=at, key=node_keys(home).signing.public.key_id)


def tell_seen(home: Home, *, at: Instant) -> Seen | None:
    """Write, signed and beside the log, what this node has seen of the directory repository; None where it follows none, or cannot say."""
    try:
        seen = read_seen(home)
        if seen is not None:
            write_file(home.log / DIRECTORY_SEEN, sign_told(told_of(home, seen, at=at), key=node_keys(home).signing))
    except (Refused, OSError) as fault:
        _LOG.warning("directory", why=str(fault))
        return None
    return seen


def compare_seen(peer: NodeId, seen: Seen, *, home: Home, fetch: Fetch, at: Instant) -> None:
    """Compare what `peer` says that it has seen of the directory repository; another history is an alarm, and its signed word is kept.

    Raises `NotServedError` where it follows none, and `Refused` for what is not its word.
    """
    data = fetch(DIRECTORY_SEEN)
    told = verify_told(data, peer=peer, book=book(home), at=at)
    if differs(told, home=home, seen=seen):
        write_file(home.path / FORKS / f"{peer}-directory-{told.changes}.statement", data)
        _alarm(home, peer, AlarmKind.DIRECTORY_DIFFERS, at=at, seq=told.changes)


class Watcher(threading.Thread):
    """Looks at each peer's log in its turn, and asks for the keys of the day."""

    def __init__(self, home: Home, *, now: Callable[[], Instant]) -> None:
        """Nothing is asked before `start`."""
        super().__init__(name="watcher", daemon=True)
        self._home, self._now = home, now
        self._stopping = threading.Event()
        self._random = random.SystemRandom()
        self._pools: dict[NodeId, PinnedPool] = {}

    def run(self) -> None:
        """Look until told to stop."""
        until_look, pause = FIRST * (0.5 + self._random.random()), KEYS_FIRST
        while not self._stopping.wait(pause):
            self.ask_keys()
            until_look -= pause
            if until_look <= 0:
                self.look()
                until_look = EVERY * (0.9 + 0.2 * self._random.random())
            pause = min(KEYS_EVERY, until_look)

    def stop(self) -> None:
        """End after what is in hand."""
        self._stopping.set()

    @lent_connection()
    def ask_keys(self) -> None:
        """Ask each peer to which a line leads for its key of today, unless that is known."""
        for peer in book(self._home).peers(self._home.node):
            try:
                if not self._stopping.is_set() and peer.endpoint and not knows_key_of_day(peer.id, at=self._now()):
                    ask(peer.id, home=self._home, get=getting(self._pool(peer.id)), at=self._now())
            except Exception:  # noqa: BLE001 as for lines
                _LOG.exception("epoch", peer=str(peer.id))
                close_old_connections()

    @lent_connection()
    def look(self) -> Mapping[NodeId, Looked]:
        """Look at every peer's log once; a peer that does not answer, or a fault of the program, stops none of the others."""
        found: dict[NodeId, Looked] = {}
        seen = tell_seen(self._home, at=self._now())
        for peer in book(self._home).peers(self._home.node):
            try:
                found[peer.id] = look_at(peer.id, home=self._home, fetch=self._fetching(peer.id), at=self._now())
                if seen is not None:
                    compare_seen(peer.id, seen, home=self._home, fetch=self._fetching(peer.id), at=self._now())
                if is_due(peer.id, at=self._now()):
                    compare_marks(peer.id, home=self._home, ask=self._asking(peer.id), at=self._now())
            except NotServedError:
                continue
            except Refused as refusal:
                _LOG.warning("log", peer=str(peer.id), why=str(refusal))
            except Exception:  # noqa: BLE001 as for lines
                _LOG.exception("log", peer=str(peer.id))
                close_old_connections()
        return found

    def _pool(self, peer: NodeId) -> PinnedPool:
        if peer not in self._pools:
            self._pools[peer] = PinnedPool(peer, now=self._now, timeout=TIMEOUT, node=self._home)
        return self._pools[peer]

    def _asking(self, peer: NodeId) -> Callable[[bytes], bytes]:
        pool = self._pool(peer)

        def ask(question: bytes) -> bytes:
            return _read(lambda: pool.request("POST", MARKS_PATH, body=question, preload_content=False), MARKS_PATH, most=MAX_STATEMENT)

        return ask

    def _fetching(self, peer: NodeId) -> Fetch:
        pool = self._pool(peer)

        def fetch(name: str) -> bytes:
            return _read(lambda: pool.request("GET", LOG_PATH + name, preload_content=False), name, most=MAX_ANSWER)

        return fetch


def _read(request: Callable[[], urllib3.BaseHTTPResponse], name: str, *, most: int) -> bytes:
    """Return what a peer answers, of at most `most` bytes; raises `NotServedError`."""
    try:
        answer = request()
        data: bytes = answer.read(most + 1)
        answer.release_conn()
    except (urllib3.exceptions.HTTPError, NoLineKey) as fault:
        raise NotServedError(name) from fault
    if answer.status != _OK or len(data) > most:
        raise NotServedError(name)
    return data


def evidence(home: Home) -> list[Path]:
    """Return the fork proofs that this node keeps, by name."""
    return sorted((home.path / FORKS).glob("*.fork"))
