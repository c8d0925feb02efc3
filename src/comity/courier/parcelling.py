"""Brings files beside their acts to one peer: one thread, one connection of its own, so that no act waits behind a hundred megabytes.

A file goes when the peer has signed for its act. Every byte is looked at before the first chunk leaves; what is sealed is never
stored. Whatever fails is tried again, less and less often, for as long as it is due.
"""

import random
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog
import urllib3
from django.db import close_old_connections, transaction

from comity.courier.alarms import file_alarm
from comity.courier.epochs import ask, getting
from comity.courier.opening import PinnedPool
from comity.courier.packing import Packer
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.parcels import (
    Begin,
    Ended,
    FileState,
    Going,
    Missed,
    SendChunk,
    SenderHappening,
    Told,
    WaitUntil,
    go_on,
)
from comity.desk.crashing import crash_point
from comity.desk.filelists import store
from comity.desk.receiving.files import KIND, files_taken, take_files_receipt
from comity.directory.book import book
from comity.directory.epochs import sealing_key
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records.lending import lent_connection
from comity.records.models import ActFile, Outbox, Receipt
from comity.seal.envelope import Recipient
from comity.seal.parcel import FileStatement, Sealer, chunks_of
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.files import FilesBody
from comity.wire.parcels import MAX_ANSWER, ParcelAnswer, parse_parcel_answer
from comity.wire.receipts import parse_receipt
from comity.wire.refused import KEY_EXPIRED

PATH: Final = "/comity/1/file"
SENDER_HEADER: Final = "Comity-Node"
TIMEOUT: Final = urllib3.Timeout(connect=5, read=120)
LOOK_EVERY: Final = 2.0
LANES: Final = 2  # files of one peer at once, each on a connection of its own; the peer has a thread for each of them meanwhile

_OK: Final = 200
_FORBIDDEN: Final = 403
_LOG: Final = structlog.get_logger("comity.courier")


class FileCarrier(threading.Thread):
    """The files that are due to one peer, one after another, in the order in which their acts were approved."""

    def __init__(self, peer: NodeId, *, now: Callable[[], Instant]) -> None:
        """Nothing is sent before `start`."""
        super().__init__(name=f"files-to-{peer}", daemon=True)
        self._peer, self._now = peer, now
        self._going: dict[int, Going] = {}
        self._waits: dict[int, Instant] = {}
        self._stopping, self._due = threading.Event(), threading.Event()
        self._pool = PinnedPool(peer, now=now, timeout=TIMEOUT, most=LANES)
        self._random = random.SystemRandom()

    def contact(self) -> None:
        """The peer reached us: what waits after a failure is tried at once. May be called from any thread."""
        if self._waits:
            self._due.set()

    def receipted(self) -> None:
        """The peer signed for an act, and a file is due to it: it goes at once. May be called from any thread."""
        self._due.set()

    def stop(self) -> None:
        """End after the chunk in hand."""
        self._stopping.set()
        self._due.set()

    def run(self) -> None:
        """Bring files until told to stop."""
        try:
            while not self._stopping.is_set():
                self._look()
                if self._due.wait(LOOK_EVERY):
                    self._due.clear()
                    self._waits.clear()
        finally:
            self._pool.clear()

    @lent_connection()
    def _look(self) -> None:
        try:
            self.carry()
        except Exception:  # noqa: BLE001 what is due is still due in the rows; the next look tries again
            _LOG.exception("files", peer=str(self._peer))
            close_old_connections()

    def carry(self) -> None:
        """Bring every file that is due and does not wait, each as far as it comes: two at once, one goes while the other is kept.

        Where no line leads, there is nothing to be tried.
        """
        if not book().node(self._peer).endpoint:
            return
        rows = deque(row for row in due_files(self._peer) if (until := self._waits.get(row.pk)) is None or until <= self._now())
        names = [f"{self.name}-{lane}" for lane in range(2, 1 + min(LANES, len(rows)))]
        beside = [threading.Thread(target=self._beside, args=(rows,), name=name) for name in names]
        for lane in beside:
            lane.start()
        try:
            self._bring_all(rows)
        finally:
            for lane in beside:
                lane.join()

    @lent_connection()
    def _beside(self, rows: deque[ActFile]) -> None:
        try:
            self._bring_all(rows)
        except Exception:  # noqa: BLE001 as in `_look`: what is due is still due in the rows
            _LOG.exception("files", peer=str(self._peer))
            close_old_connections()

    def _bring_all(self, rows: deque[ActFile]) -> None:
        while not self._stopping.is_set():
            try:
                row = rows.popleft()
            except IndexError:
                return
            self._bring(row)

    def _bring(self, row: ActFile) -> None:
        going = self._going.get(row.pk) or Going(chunks_of(row.size))
        digest, kept = Digest.parse(row.digest), store()
        if not kept.holds(digest):
            self._gone(row)
            return
        sealer = Sealer(statement_of(row, digest, at=self._now()), recipient=self._recipient(), key=node_keys(home()).signing)
        happening: SenderHappening = Begin()
        with kept.path(digest).open("rb", buffering=0) as file, Packer(sealer, file, size=row.size) as packer:
            while not self._stopping.is_set():
                going, effect = go_on(going, happening, now=self._now(), jitter=self._random.random())
                self._going[row.pk] = going
                match effect:
                    case SendChunk():
                        happening = self._send(row, packer.parcel(effect.number))
                    case WaitUntil():
                        self._waits[row.pk] = effect.at
                        return
                    case Ended():
                        del self._going[row.pk]
                        return

    def _recipient(self) -> Recipient:
        return Recipient(self._peer, sealing_key(self._peer, at=self._now()))

    def _send(self, row: ActFile, parcel: memoryview) -> SenderHappening:
        """Post one parcel; what the answer decides is committed before the protocol hears of it."""
        try:
            answer = self._post(parcel)
            crash_point("file.sent")
            return self._heard(row, answer)
        except (urllib3.exceptions.HTTPError, Refused) as fault:
            _LOG.info("file", peer=str(self._peer), envelope=row.message.env_id, why=str(fault))
            return Missed()

    def _post(self, parcel: memoryview) -> ParcelAnswer | None:
        response = self._pool.request(
            "POST",
            PATH,
            body=parcel,
            headers={"Content-Type": "application/octet-stream", SENDER_HEADER: str(home().node)},
            preload_content=False,
        )
        data = response.read(MAX_ANSWER + 1, decode_content=False)
        (response.close if len(data) > MAX_ANSWER else response.release_conn)()
        if response.status == _FORBIDDEN and data == KEY_EXPIRED.encode():
            ask(self._peer, home=home(), get=getting(self._pool), at=self._now())  # the next attempt is sealed to what it shows
        return parse_parcel_answer(data) if response.status == _OK else None

    def _heard(self, row: ActFile, answer: ParcelAnswer | None) -> SenderHappening:
        if answer is None:
            return Missed()
        if answer.state == "want":
            return Told(FileState.COMING, answer.next)
        if answer.state == "unknown":
            return Told(FileState.COMING, known=False)
        return self._ended(row, answer)

    def _ended(self, row: ActFile, answer: ParcelAnswer) -> SenderHappening:
        """Keep an outcome; one that nobody signed for is asked for again."""
        state = FileState.WHOLE if answer.state == "whole" else FileState.BROKEN
        return Told(state) if end_file(row, state, receipt=answer.receipt, at=self._now()) else Missed()

    def _gone(self, row: ActFile) -> None:
        """Tell the operator that a file of ours cannot be sent, once, and look again later: it may be brought back."""
        with transaction.atomic():
            file_alarm(row, AlarmKind.FILE_GONE, at=self._now())
        _, wait = go_on(self._going.get(row.pk) or Going(chunks_of(row.size), attempts=9), Missed(), now=self._now(), jitter=1.0)
        if isinstance(wait, WaitUntil):
            self._waits[row.pk] = wait.at


def statement_of(row: ActFile, digest: Digest, *, at: Instant) -> FileStatement:
    """Return what is signed of a file of ours."""
    return FileStatement(
        env_id=EnvelopeId(row.message.env_id),
        inner=Digest.of(bytes(row.message.inner)),
        file=digest,
        size=row.size,
        sender=home().node,
        to=NodeId(row.peer),
        at=at,
    )


def end_file(row: ActFile, state: FileState, *, receipt: bytes | None, at: Instant) -> bool:
    """Keep that a file of ours is whole or broken at its receiver, with the signed receipt where there is one; False if nobody signed.

    Whole alone, while others of its act are still due, is signed for with the last of them.
    """
    others = ActFile.objects.filter(message=row.message, state="due").exclude(pk=row.pk).exists()
    signed = Receipt.objects.filter(env_id=row.message.env_id, kind=KIND, direction="in").exists()
    if receipt is None and not signed and (state is FileState.BROKEN or not others):
        return False
    with transaction.atomic():
        if receipt is not None:
            verified = verify_receipt(receipt, keyring=book().keyring, seen=at)
            body = parse_receipt(verified.body_bytes)
            if not isinstance(body, FilesBody):
                return False
            take_files_receipt(row.message, verified, body=body, data=receipt, at=at)
        files_taken(row, state=state.value, at=at)
        if state is FileState.BROKEN:
            file_alarm(row, AlarmKind.FILE_BROKEN, at=at)
        crash_point("file.taken-before-commit")
    crash_point("file.taken-commit")
    return True


def due_files(peer: NodeId, *, beside: frozenset[str] = frozenset()) -> list[ActFile]:
    """Return the files that are due to `peer`, oldest act first: those whose act it has signed for, or whose act is one of `beside`."""
    due = ActFile.objects.select_related("message", "message__request").filter(peer=peer.text, state="due")
    rows = list(due.order_by("id")[:256])
    named = {row.message.env_id for row in rows}
    taken = Outbox.objects.filter(peer=peer.text, env_id__in=named, state="receipted", order="applied").values_list("env_id", flat=True)
    goes = beside | set(taken)
    return [row for row in rows if row.message.env_id in goes]
