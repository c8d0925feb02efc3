"""What one line is told, in turn, and when it wakes by itself; a line that rests is not woken by what waits for the end of its rest."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from comity.courier.protocol.lines import Happening, PeerAnswer, Posted, Rest, Woken
from comity.records.lending import lent_connection
from comity.records.outbox import is_any_urgent
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant

IDLE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt that came another way, and who waits until it is kept."""

    answer: PeerAnswer
    sealed: bytes
    kept: threading.Event


class Waking:
    """`tell` and `posted` may be called from any thread; everything else by the line's own."""

    def __init__(self, peer: NodeId, *, now: Callable[[], Instant]) -> None:
        """Nothing is told yet, and nothing is waited for."""
        self.at: Instant | None = None
        """When the line wakes by itself; None: in a while."""
        self._peer, self._now = peer, now
        self._heard: queue.SimpleQueue[Happening | Told | None] = queue.SimpleQueue()
        self._posted = False
        self._rest: Rest | None = None

    def tell(self, happening: Happening | Told | None) -> None:
        """Let the line know of something; None: it shall end."""
        if isinstance(happening, Posted):
            if self._posted:
                return  # one that still waits to be heard speaks for all
            self._posted = True
        self._heard.put(happening)

    def posted(self) -> None:
        """Let the line know that something may be due, unless it rests and that waits."""
        rest = self._rest
        if rest is None or (not rest.urgent and self._is_urgent_due()):
            self.tell(Posted())

    @lent_connection()
    def _is_urgent_due(self) -> bool:
        return is_any_urgent(self._peer.text)

    def next(self) -> Happening | Told | None:
        """Wait for what comes next."""
        while True:
            seconds = IDLE_SECONDS
            if self.at is not None:
                seconds = min(seconds, max(0.0, (self.at - self._now()).total_seconds()))
            try:
                heard = self._heard.get(timeout=seconds)
            except queue.Empty:
                return Woken() if self._rest is None else Posted()
            if not isinstance(heard, Posted) or self._posted:
                return heard  # else a step has read the rows since it was told

    def looks(self) -> None:
        """Note that the line reads the rows now, and so knows of all that was posted before; what is posted after that is told again."""
        self._rest = None
        self._posted = False

    def rests(self, rest: Rest | None) -> None:
        """Wake nobody before `rest` is over, where that is what the line wakes for."""
        self._rest = rest if rest is not None and rest.until == self.at else None
