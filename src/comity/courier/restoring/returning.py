"""What the courier does about quarantine: notices it before anything is signed, asks until every peer has told, catches up by itself."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

import structlog
from django.db import transaction

from comity.courier.protocol.restoring import Break
from comity.courier.restoring.asking import MARGIN, Ask, NotAnsweredError, answers_of, ask_all, furthest, over_http, raised
from comity.courier.restoring.catching import BreakNeeded, catch_up, take_late
from comity.courier.restoring.evidence import Held, add_answer
from comity.courier.restoring.marks import is_quarantined, notice, quarantine, tell
from comity.directory.book import book
from comity.directory.home import Home
from comity.records import journal
from comity.records.lending import lent_connection
from comity.records.models import Discontinuity, Life
from comity.records.streams import begin_life
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.lives import Claim
from comity.terms.refusals import Refused

LOOKS_FOR: Final = timedelta(days=120)  # an envelope lives for thirty days, at a relay for ninety at most, and clocks are wrong
LOOK_EVERY: Final = 6 * 3600.0  # seconds
LOOK_AGAIN: Final = 300.0  # where a peer did not tell
SOON: Final = 5.0
EVERY: Final = 20.0  # seconds between two rounds of questions
AT_START: Final = 5.0  # seconds that a peer has to answer before the node begins; who is silent is asked again
_LOG: Final = structlog.get_logger("comity.courier")


class Returning:
    """Whether this node may sign, and what it does until it may."""

    def __init__(self, home: Home, *, now: Callable[[], Instant], ask: Ask | None = None) -> None:
        """Ask nobody yet."""
        self._home, self._now = home, now
        self._ask = ask or over_http(home)
        self._ask_shortly = ask or over_http(home, timeout=AT_START)
        self._told: dict[NodeId, Instant] = {}
        self._silent: set[NodeId] = set()
        self._unasked: set[NodeId] = {node.id for node in book(home).peers(home.node)}

    def begin(self) -> bool:
        """Look, before anything is signed, whether this node came up from an older copy; return whether it may sign."""
        stands = not (notice(self._home, at=self._now()) or self.ask_rest())
        tell(self._home)
        return stands

    def ask_rest(self) -> bool:
        """Ask the peers that have not answered yet how far they saw this log; return whether the node is quarantined."""
        if not self._unasked:
            return is_quarantined()
        helds = furthest(self._home, sorted(self._unasked), ask=self._ask_shortly, at=self._now())
        self._unasked -= helds.keys()
        head = journal.head()
        breaks = [Break(row.shared, row.at) for row in Discontinuity.objects.filter(node=self._home.node.text)]
        for peer, held in helds.items():
            for place in held.places:
                beyond = place.size > head.size or (place.size == head.size and place.root != head.root)
                # Leaves may have come since the question: only what is beyond the log as it is now counts.
                if beyond and place.size > journal.head().size and not any(one.excuses(place) for one in breaks):
                    _LOG.error("quarantine", peer=str(peer), theirs=place.size, ours=head.size)
                    quarantine("peers-ahead", at=self._now())
                    return True
        return is_quarantined()

    def peers(self) -> list[NodeId]:
        """Return whom this node asks."""
        return [node.id for node in book(self._home).peers(self._home.node)]

    def looks_on(self) -> bool:
        """Say whether what a lost disk had sent may still arrive: this node came up from a copy, not longer ago than envelopes live."""
        return Life.objects.filter(node=self._home.node.text, at__gt=self._now() + -LOOKS_FOR).exists()

    def look(self, peers: Iterable[NodeId]) -> int:
        """Ask `peers` what they hold since they last told, and take in what is not here; return how much it was.

        Raises nothing: who does not answer, or shows what does not hold, is asked again the next time.
        """
        found = 0
        for peer in peers:
            self._silent.add(peer)
            try:
                found += self._look(peer)
                self._silent.discard(peer)
            except NotAnsweredError as fault:
                _LOG.info("late", peer=str(peer), why=str(fault))
            except Refused as refusal:
                _LOG.warning("late", peer=str(peer), why=str(refusal))
        return found

    def _look(self, peer: NodeId) -> int:
        row = Life.objects.get(node=self._home.node.text)
        claim, since = Claim(row.life, row.birth), self._told.get(peer) or row.since or Instant(0)
        at, found = self._now(), 0
        for _, answer in answers_of(self._home, peer, ask=self._ask, since=since, claim=claim, at=at):
            held = Held(peer)
            add_answer(held, answer, home=self._home)
            found += take_late(self._home, held, at=at)
            self._raise(raised(claim, answer.claim, peer=peer))
            told = answer.at
        self._told[peer] = told + -MARGIN
        if found:
            _LOG.info("late", peer=str(peer), taken=found)
        return found

    @transaction.atomic
    def _raise(self, life: int) -> None:
        """Begin a higher life where a peer that was silent knows of another copy that took this one."""
        if Life.objects.filter(node=self._home.node.text, life__lt=life).update(life=life):
            begin_life(life, tips={})

    @property
    def all_told(self) -> bool:
        """Whether every peer told what it holds when it was asked last."""
        return not self._silent

    @property
    def asked_all(self) -> bool:
        """Whether every peer has said how far it saw this log."""
        return not self._unasked

    def catch_up(self) -> bool:
        """Ask whoever has not told, and catch up if the log can go on as it was signed; return whether the node may sign."""
        if not is_quarantined():
            return True
        at = self._now()
        all_told = ask_all(self._home, ask=self._ask, at=at)
        tell(self._home)
        if not all_told:
            return False
        try:
            done = catch_up(self._home, at=at)
        except BreakNeeded as refusal:
            _LOG.warning("quarantine", why=str(refusal))
            tell(self._home, breaks=True)
            return False
        except Refused as refusal:
            _LOG.error("quarantine", why=str(refusal))
            return not is_quarantined()
        _LOG.info("caught-up", sent=done.sent, received=done.received, later=done.later, leaves=done.leaves)
        return True


class Asker(threading.Thread):
    """Asks in its own time the peers that were silent at the start; calls `found` when one holds more than this node, and ends."""

    def __init__(self, returning: Returning, *, found: Callable[[], None]) -> None:
        """Nothing is asked before `start`."""
        super().__init__(name="asker", daemon=True)
        self._returning, self._found = returning, found
        self._stopping, self._due = threading.Event(), threading.Event()

    def run(self) -> None:
        """Ask until all have answered, or until told to stop; after a copy was put back, look for what comes late, for some months."""
        while not self._returning.asked_all and not self._stopping.wait(EVERY):
            if self._look():
                self._found()
                return
        while not self._stopping.is_set() and self._looks_on():
            if not self._stopping.wait(SOON):  # a peer that signs for many at once is asked once
                self._look_late()
            self._due.wait(LOOK_EVERY if self._returning.all_told else LOOK_AGAIN)
            self._due.clear()

    def tell(self, _peer: NodeId) -> None:
        """A peer signed for something that the lost disk had sent; may be called from any thread."""
        self._due.set()

    def stop(self) -> None:
        """End after what is in hand."""
        self._stopping.set()
        self._due.set()

    @lent_connection()
    def _look(self) -> bool:
        try:
            return self._returning.ask_rest()
        except Exception:  # noqa: BLE001 as for lines: asked again the next time
            _LOG.exception("asking")
            return False

    @lent_connection()
    def _looks_on(self) -> bool:
        try:
            return self._returning.looks_on()
        except Exception:  # noqa: BLE001 as for lines: asked again the next time
            _LOG.exception("asking")
            return True

    @lent_connection()
    def _look_late(self) -> None:
        try:
            self._returning.look(self._returning.peers())
        except Exception:  # noqa: BLE001 as for lines: asked again the next time
            _LOG.exception("asking")
