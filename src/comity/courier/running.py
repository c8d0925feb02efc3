"""The courier: a listener for peers, two carriers a peer (acts, files), and the schedule; one process, beside the web worker."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import structlog

from comity.courier.carrying import Carrier
from comity.courier.clocks import now
from comity.courier.countersigning import Countersigner
from comity.courier.epochs import keep_epochs, keep_seeds
from comity.courier.keysaway import look_at_keys, say_fault, wait_for_keys
from comity.courier.listening import Listener
from comity.courier.parcelling import FileCarrier
from comity.courier.protocol.lines import PeerAnswer
from comity.courier.publishing import LogWentBack, publish_log
from comity.courier.restoring.marks import is_quarantined, quarantine
from comity.courier.restoring.returning import EVERY as ASK_EVERY
from comity.courier.restoring.returning import Asker, Returning
from comity.courier.settling import Settler
from comity.courier.telling import Teller
from comity.courier.watching import Watcher
from comity.desk.clockwork.schedule import keep_clocks
from comity.desk.indexing import newest_owed, pay_words
from comity.desk.receiving.receipts import StrangeReceipt
from comity.desk.telling.gathering import gather
from comity.desk.waits import keep_waits
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.relays import boxes
from comity.directory.sections import Relay
from comity.records import journal
from comity.records.bell import Bell
from comity.records.lending import close_idle, lent_connection
from comity.records.models import Erasure, IntelFeed, IntelFetch, IntelSet, PeerCall
from comity.records.outbox import is_any_open
from comity.records.rows import is_there
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant

if TYPE_CHECKING:
    from comity.courier.bringing import Bringer
    from comity.courier.refreshing import Refresher
    from comity.courier.relaying import Relayer
    from comity.courier.taxii.feeding import Feeder
    from comity.courier.testcalling import Caller

PUBLISH_EVERY: Final = 60.0
KEEP_EVERY: Final = 5.0
KEEP_STEPS: Final = 20  # at one time; what is due beyond them waits for the next, so that ten thousand clocks hold up no delivery
HOLD_ROUNDS: Final = 12  # for a minute at most a storm of clocks is let pass before its digest goes out
BELL_PATIENCE: Final = 1.0
BELL_REST: Final = 0.05  # what rings meanwhile is looked at together: the lines were told at once
INDEX_ACTS: Final = 4  # at one time: a few milliseconds in which nobody else writes
INDEX_PAUSE: Final = 0.01

_LOG: Final = structlog.get_logger("comity.courier")


class Courier:
    """Runs until `stop`; what it had in hand is due again at the next start."""

    def __init__(self, home: Home, *, clock: Callable[[], Instant] = now) -> None:
        """Bind nothing yet."""
        self._home = home
        self._clock = clock
        self._stopping = threading.Event()
        self._rung = threading.Event()
        self._held = 0
        self._carriers: dict[NodeId, Carrier] = {}
        self._file_carriers: dict[NodeId, FileCarrier] = {}
        self._relayers: dict[Relay, Relayer] = {}
        self._teller = Teller(home, now=clock) if home.notices.any_way else None
        self._feeder: Feeder | None = None
        self._caller: Caller | None = None
        self._refresher: Refresher | None = None
        self._bringer: Bringer | None = None
        self._watcher = Watcher(home, now=clock)
        self._countersigner = Countersigner(home, now=clock)
        self._settler = Settler(home) if home.database is None else None
        self._returning = Returning(home, now=clock)
        self._asker = Asker(self._returning, found=self.stop)

    def run(self) -> None:
        """Listen, carry and keep the schedule until told to stop; wait for what keeps the key of the line, where that is away."""
        if wait_for_keys(self._home, now=self._clock, stopping=self._stopping):
            self._run()

    def _run(self) -> None:
        bell = Bell()
        self._listener = Listener(self._home, clock=self._clock, answered=self._answered, contact=self._contact, claimed=self._claimed)
        heeding = threading.Thread(target=self._heed, args=(bell,), name="bell", daemon=True)
        listening = threading.Thread(target=self._listener.serve, name="listener", daemon=True)
        try:
            self._listener.prepare()
            self._listener.closed = True
            self._keep_keys(keep_seeds)  # before anybody is answered: what is over opens nothing any more
            listening.start()  # a peer that asks what is kept of it is answered in any case
            if not self._stands() and not self._catch_up():
                return
            self._listener.closed = False
            self._start()
            heeding.start()
            published = kept = 0.0
            patience, owed = BELL_PATIENCE, 0
            while not self._stopping.is_set():
                if time.monotonic() - published >= PUBLISH_EVERY:
                    self._publish()
                    published = time.monotonic()
                if time.monotonic() - kept >= KEEP_EVERY:
                    self._keep_all()
                    kept = time.monotonic()
                if rung := self._rung.wait(patience):
                    self._stopping.wait(BELL_REST)
                    self._rung.clear()
                    self._take_sets()
                owed, patience = self._index(owed, quiet=not rung)
        finally:
            self._stopping.set()
            self._listener.stop()
            self._asker.stop()
            self._watcher.stop()
            lines: list[Carrier | FileCarrier | Relayer] = [*self._carriers.values(), *self._file_carriers.values()]
            lines += self._relayers.values()
            for line in lines:
                line.stop()
            self._stop_beside()
            for line in lines:
                line.join(timeout=5)
            self._publish()
            if heeding.is_alive():
                heeding.join(timeout=2 * BELL_PATIENCE)
            bell.close()
            close_idle()

    def _keep_all(self) -> None:
        """Do what is due every few seconds."""
        self._keep_keys(look_at_keys)
        self._keep_keys(keep_epochs)
        self._start_carriers()  # whoever came into the directory meanwhile is within reach in seconds
        self._gather(all_told=self._keep_clocks())
        self._start_feeder()
        self._call()
        self._refresh()
        self._take_sets()
        self._remove_erased()
        self._bring_evidence()
        self._listener.tell()

    def _heed(self, bell: Bell) -> None:
        """Tell the lines as soon as it rings: no act waits while the log is published, or clocks are kept."""
        while not self._stopping.is_set():
            try:
                rung = bell.wait(BELL_PATIENCE)
                # A ring may get lost; then the rows say within a second that something is due.
                if rung or self._is_due():
                    self._tell_lines(rung=rung)
                if rung:
                    self._rung.set()
            except Exception:  # noqa: BLE001 as for lines: a database that is away now is asked again
                _LOG.exception("bell")
                self._stopping.wait(BELL_PATIENCE)

    def _stands(self) -> bool:
        """Say whether this node may sign: it did not come up from an older copy, as far as its log and its peers know."""
        while not self._stopping.is_set():
            stands = self._look()
            if stands is not None:
                return stands
            self._stopping.wait(BELL_PATIENCE)
        return False

    @lent_connection()
    def _look(self) -> bool | None:
        try:
            return self._returning.begin()
        except Exception as fault:  # noqa: BLE001 a database that starts later than this node, say: nothing is signed before it is known
            say_fault("beginning", fault, home=self._home, at=self._clock())
            return None

    def _catch_up(self) -> bool:
        """Ask and wait until this node may sign; return False where it was told to stop before. Peers are told `unavailable` meanwhile."""
        asked = -ASK_EVERY
        while not self._stopping.is_set():
            due = time.monotonic() - asked >= ASK_EVERY
            if due:
                self._keep_keys(keep_seeds)
            if self._try_to_catch_up(ask=due):
                return True
            asked = time.monotonic() if due else asked
            self._stopping.wait(BELL_PATIENCE)
        return False

    @lent_connection()
    def _try_to_catch_up(self, *, ask: bool) -> bool:
        try:
            return self._returning.catch_up() if ask else not is_quarantined()
        except Exception as fault:  # noqa: BLE001 as for lines: asked again the next time
            say_fault("catching up", fault, home=self._home, at=self._clock())
            return False

    def stop(self) -> None:
        """End soon; may be called from any thread."""
        self._stopping.set()

    def _tell_lines(self, *, rung: bool) -> None:
        """Something may be due; a relay is told when that is new, and looks by itself from time to time."""
        for carrier in tuple(self._carriers.values()):  # more may come into the directory meanwhile
            carrier.posted()
        for relayer in tuple(self._relayers.values()) if rung else ():
            relayer.tell()

    def _start(self) -> None:
        """Begin with all that a node does which may sign."""
        if self._settler is not None:
            self._settler.start()
        self._start_carriers()
        self._asker.start()
        if self._teller is not None:
            self._teller.start()
        self._watcher.start()
        self._countersigner.start()

    def _start_carriers(self) -> None:
        """Start a carrier for every peer that the directory knows and that has none yet."""
        for peer in book(self._home).peers(self._home.node):
            if peer.id not in self._carriers:
                files = FileCarrier(peer.id, now=self._clock)
                self._file_carriers[peer.id] = files
                files.start()
                carrier = Carrier(peer.id, now=self._clock, files_due=files.receipted, asks=self._asker.tell)
                self._carriers[peer.id] = carrier
                carrier.start()
        for box in boxes(book(self._home), own=self._home.node):
            if box.relay not in self._relayers:
                from comity.courier.relaying import Relayer  # noqa: PLC0415 a node that no relay serves loads nothing of it

                gate, refusals = self._listener.gate, self._listener.refusals
                self._relayers[box.relay] = Relayer(
                    box.relay, home=self._home, now=self._clock, answered=self._answered, gate=gate, refusals=refusals
                )
                self._relayers[box.relay].start()

    @lent_connection()
    def _start_feeder(self) -> None:
        """Start what pulls and pushes threat information once there is something for it to do; a node without loads nothing of it."""
        try:
            if self._feeder is not None or not (
                IntelFeed.objects.filter(next_at__isnull=False).exists() or IntelFetch.objects.filter(state="asked").exists()
            ):
                return
            from comity.courier.taxii.feeding import Feeder  # noqa: PLC0415 see above: it brings the policy and the store with it

            self._feeder = Feeder(self._home, now=self._clock)
            self._feeder.start()
        except Exception:  # noqa: BLE001 as for clocks
            _LOG.exception("feeder")

    @lent_connection()
    def _call(self) -> None:
        """Make the test calls that are due; a node whose settings call nobody, and that nobody calls, loads nothing of it."""
        try:
            if self._home.test_calls is None and not PeerCall.objects.filter(next_at__lte=self._clock()).exists():
                return
            if self._caller is None:
                from comity.courier.testcalling import Caller  # noqa: PLC0415 see above

                self._caller = Caller(self._home, now=self._clock)
            self._caller.tell()
        except Exception:  # noqa: BLE001 as for clocks
            _LOG.exception("call")

    def _refresh(self) -> None:
        """Have the directory's repository refreshed from its mirrors; a node whose settings name none loads nothing of it."""
        try:
            if self._home.mirrors is None:
                return
            if self._refresher is None:
                from comity.courier.refreshing import Refresher  # noqa: PLC0415 see above

                self._refresher = Refresher(self._home, now=self._clock)
            self._refresher.look()
        except Exception:  # noqa: BLE001 as for clocks
            _LOG.exception("refresh")

    @lent_connection()
    def _take_sets(self) -> None:
        """Take in what threat sets hold whose content is here; a node to which nobody gives any loads nothing of it."""
        try:
            if not is_there(IntelSet, side="theirs", state="coming"):
                return
            from comity.desk.unpacking.taking import take_sets  # noqa: PLC0415 see above: it brings the policy and the store with it

            take_sets(at=self._clock())
        except Exception:  # noqa: BLE001 as for clocks
            _LOG.exception("sets")

    @lent_connection()
    def _remove_erased(self) -> None:
        """Remove the files of a case whose content was destroyed by a process that ended before it came to them."""
        try:
            if Erasure.objects.filter(owed__isnull=False).exists():
                from comity.desk.retiring.paying import pay_all  # noqa: PLC0415 as for sets: a node that owes nothing does without

                pay_all()
        except Exception:  # noqa: BLE001 as for clocks: what is owed is still in the rows
            _LOG.exception("erased files")

    def _bring_evidence(self) -> None:
        """Have evidence carried to the store for S3 that the settings name; a node without one loads nothing of it."""
        if self._home.store is None:
            return
        try:
            if self._bringer is None:
                from comity.courier.bringing import Bringer  # noqa: PLC0415 see above

                self._bringer = Bringer(self._home)
            self._bringer.look()
        except Exception:  # noqa: BLE001 as for clocks: what was not carried is on this disk
            _LOG.exception("store of evidence")

    def _stop_beside(self) -> None:
        """Let what runs beside the lines to peers end after what it has in hand."""
        if self._settler is not None:
            self._settler.stop()
        if self._bringer is not None:
            self._bringer.stop()
        if self._teller is not None:
            self._teller.stop()
        if self._feeder is not None:
            self._feeder.stop()
        self._countersigner.stop()
        if self._countersigner.is_alive():
            self._countersigner.join(timeout=5)

    @lent_connection()
    def _is_due(self) -> bool:
        return is_any_open()

    @lent_connection()
    def _publish(self) -> None:
        try:
            publish_log(self._home)
            self._countersigner.tell()
        except journal.LogStopped:
            return  # it is said where people look
        except LogWentBack:
            _LOG.exception("publish")
            quarantine("log-ahead", at=self._clock())
            self.stop()  # and begin again, quarantined
        except Exception:  # noqa: BLE001 see the next line
            # Tiles follow from the rows and are made again; a full disk must not stop delivery.
            _LOG.exception("publish")

    @lent_connection()
    def _keep_clocks(self) -> bool:
        """Let clocks and drafts warn and climb; whatever fails is still due in the rows at the next time. Say whether all is done."""
        try:
            for _ in range(KEEP_STEPS):
                if self._stopping.is_set() or not keep_clocks(at=self._clock()) + keep_waits(at=self._clock()):
                    return True
        except Exception:  # noqa: BLE001 as for the log's files: a warning that cannot be written now must not stop delivery
            _LOG.exception("clocks")
            return True
        return False

    @lent_connection()
    def _keep_keys(self, keep: Callable[..., None]) -> None:
        """Make the key of today, and destroy what is over."""
        try:
            keep(self._home, at=self._clock())
        except Exception as fault:  # noqa: BLE001 as for clocks: a full disk must not stop delivery, and the next time comes in seconds
            say_fault("epochs", fault, home=self._home, at=self._clock())

    @lent_connection()
    def _gather(self, *, all_told: bool) -> None:
        """Make what is owed to officers, once the clocks have said all that they had to say: ten thousand of them are one digest."""
        self._held = 0 if all_told else self._held + 1
        if self._teller is None or 0 < self._held < HOLD_ROUNDS:
            return
        self._held = 0
        try:
            gather(at=self._clock())
        except Exception:  # noqa: BLE001 as for clocks
            _LOG.exception("gather")

    @lent_connection()
    def _index(self, before: int, *, quiet: bool) -> tuple[int, float]:
        """Let a few acts be found by their words when nothing else goes on; return the newest act that is owed, and how long to wait.

        The line is quiet when nobody rang and no act came since the last look. A search pays what is left when it is asked.
        """
        try:
            newest = newest_owed() if quiet else before
            if quiet and newest and newest == before and pay_words(INDEX_ACTS):
                return newest, INDEX_PAUSE
        except Exception:  # noqa: BLE001 as for clocks: what is owed is still in the rows
            _LOG.exception("index")
            return 0, BELL_PATIENCE
        return newest, BELL_PATIENCE

    def _answered(self, peer: NodeId, answer: PeerAnswer, sealed: bytes) -> None:
        carrier = self._carriers.get(peer)
        if carrier is None:
            raise StrangeReceipt(peer=peer)
        carrier.answered(answer, sealed=sealed)

    def _claimed(self, peer: NodeId, life: int) -> None:
        carrier = self._carriers.get(peer)
        if carrier is not None:
            carrier.claimed(life)

    def _contact(self, peer: NodeId) -> None:
        carrier = self._carriers.get(peer)
        if carrier is not None:
            carrier.contact()
            self._file_carriers[peer].contact()
