"""The next POST leaves while many outcomes are written: at once, heard after them, and never beside another one."""

import threading

import pytest
from worlds.places import THERE

from comity.courier.ahead import MANY, Ahead, leaving_ahead
from comity.courier.crashing import AHEAD_POINTS
from comity.courier.protocol.effects import Alarm, AlarmKind, Transmit, WakeAt
from comity.courier.protocol.lines import Failed, Failure, PeerLine, Step
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant

AT = Instant(1_790_000_000_000_000)
POST = Transmit(THERE, 7, (EnvelopeId("0" * 32),), AT)
SAID = Failed(7, Failure.TIMEOUT)


def step_of(outcomes, *after):
    """Return a step with so many things to write, and with what follows."""
    return Step(PeerLine(THERE), (), tuple(Alarm(AlarmKind.CLOCKS, THERE, seq=one) for one in range(outcomes)), after)


@pytest.fixture(autouse=True)
def _no_rows(monkeypatch):
    """Post without a database."""
    monkeypatch.setattr("comity.courier.ahead.Ahead.run", Ahead.run.__wrapped__)


def test_it_leaves_before_the_outcomes_are_written():
    """The block waits here until the POST is on its way: without that it would wait for ever."""
    gone, written = threading.Event(), threading.Event()

    def transmit(effect):
        assert effect is POST
        gone.set()
        assert written.wait(10)
        return SAID

    with leaving_ahead(step_of(MANY, WakeAt(THERE, AT), POST), transmit=transmit) as heard:
        assert gone.wait(10)
    written.set()
    assert heard(POST) == SAID


def test_a_few_are_written_first():
    """And where nothing is posted there is nothing ahead."""
    for taken in (step_of(MANY - 1, POST), step_of(MANY, WakeAt(THERE, AT))):
        with leaving_ahead(taken, transmit=pytest.fail) as heard:
            assert heard is pytest.fail


def test_what_cannot_be_written_waits_for_the_post():
    """The line goes on only when nobody else has its connection."""
    ended = []
    with pytest.raises(OSError, match="full"), leaving_ahead(step_of(MANY, POST), transmit=ended.append):
        raise OSError("full")
    assert ended == [POST]


def test_a_fault_of_the_post_is_raised_where_it_is_waited_for():
    """Not lost in its thread."""

    def transmit(_):
        raise ValueError("post")

    with leaving_ahead(step_of(MANY, POST), transmit=transmit) as heard:
        pass
    with pytest.raises(ValueError, match="post"):
        heard(POST)


class PowerCut(Exception):
    """The process died."""


def test_dying_while_it_is_on_its_way_leaves_outcomes_as_they_were(monkeypatch):
    """The POST has left and nothing of the block is written: what was carried is due at the next start, and its receiver knows it."""
    points, posted, written = [], [], []

    def crash(name):
        points.append(name)
        raise PowerCut

    monkeypatch.setattr("comity.courier.ahead.crash_point", crash)
    with pytest.raises(PowerCut), leaving_ahead(step_of(MANY, POST), transmit=posted.append):
        written.append("an outcome")
    assert tuple(points) == AHEAD_POINTS
    assert (posted, written) == ([POST], [])
