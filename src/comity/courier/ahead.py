"""Lets the next POST leave while the outcomes of the one before are written, so that neither end of a line waits for the other's disk."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from comity.courier.protocol.effects import Transmit
from comity.courier.protocol.lines import Failed, Failure, Happening, Step
from comity.desk.crashing import crash_point
from comity.records.lending import lent_connection

MANY: Final = 8  # outcomes to be written at once, from which on a POST does not wait for them: fewer are written before a thread is awake


class Ahead(threading.Thread):
    """One POST beside what its line does meanwhile."""

    def __init__(self, effect: Transmit, *, transmit: Callable[[Transmit], Happening]) -> None:
        """`transmit` posts and returns what the line hears of it."""
        super().__init__(name=f"ahead-to-{effect.peer}", daemon=True)
        self._effect, self._transmit = effect, transmit
        self._heard: Happening = Failed(effect.number, Failure.CUT)
        self._fault: Exception | None = None

    @lent_connection()
    def run(self) -> None:
        """Post."""
        try:
            self._heard = self._transmit(self._effect)
        except Exception as fault:  # noqa: BLE001 raised where it is waited for
            self._fault = fault

    def heard(self, _: Transmit) -> Happening:
        """Wait for the answer to the POST, of which a step has one, and return what the line hears of it."""
        self.join()
        if self._fault is not None:
            raise self._fault
        return self._heard


@contextmanager
def leaving_ahead(taken: Step, *, transmit: Callable[[Transmit], Happening]) -> Iterator[Callable[[Transmit], Happening]]:
    """Let the POST of a step leave while the block writes its outcomes, where these are many; yield what its answer is asked of after that.

    What it carries is due whatever becomes of the block (docs/specs/protocol.md, section 4). Where that raises, the POST has ended first.
    """
    effect = next((effect for effect in taken.after if isinstance(effect, Transmit)), None)
    if effect is None or len(taken.inside) < MANY:
        yield transmit
        return
    ahead = Ahead(effect, transmit=transmit)
    ahead.start()
    try:
        crash_point("send.ahead")
        yield ahead.heard
    except BaseException:
        ahead.join()
        raise
