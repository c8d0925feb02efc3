"""A line in crowds and out of them, reckoned: every act comes and every POST takes as long as it is told, and no clock is asked."""

import heapq
from itertools import count

import pytest
from protocol_samples import FAR, NOW, PEER, name, outer, received

from comity.courier.protocol.effects import Transmit, WakeAt
from comity.courier.protocol.lines import REST, Due, PeerLine, Posted, Priority, Reply
from comity.courier.protocol.sending import step
from comity.courier.protocol.states import State
from comity.terms.identifiers import Reference
from comity.terms.instants import Instant

ALONE, EACH = 6_000, 1_900  # microseconds that a POST takes on a near line, and more with each act in it


class Played:
    """Acts that come so many a second, each of a case of its own, and one POST that takes `hiccup` microseconds longer."""

    def __init__(self, rate: int, *, acts: int = 200, hiccup: int = 0, priority: Priority = Priority.ROUTINE) -> None:
        """Play until every act has its receipt."""
        self.posts: list[int] = []
        self.waited: list[int] = []
        self._line, self._due, self._priority = PeerLine(PEER), {}, priority
        self._came = [1_000_000 * number // rate for number in range(acts)]
        self._hiccup, self._turn = hiccup, count()
        self._ahead: list = []
        for number, at in enumerate(self._came, start=1):
            self._plan(at, (Posted(), number))
        while self._ahead:
            at, _, (happening, number) = heapq.heappop(self._ahead)
            if number:
                self._due[name(number)] = self._act(number)
            self._step(at, happening)

    def _act(self, number: int) -> Due:
        case = Reference(f"XR-2026-{number:06d}")
        return Due(name(number), outer(number), case, 1, 20_000, self._priority, FAR)

    def _plan(self, at: int, what: tuple) -> None:
        heapq.heappush(self._ahead, (at, next(self._turn), what))

    def _step(self, at: int, happening: object) -> None:
        result = step(self._line, list(self._due.values()), happening, now=Instant(NOW.micros + at), jitter=0.5)
        self._line = result.line
        for entry in result.changed:
            self._due[entry.env_id] = entry
            if entry.state is State.RECEIPTED:
                del self._due[entry.env_id]
                self.waited.append(at - self._came[int(entry.env_id.text, 16) - 1])
        for effect in result.after:
            if isinstance(effect, Transmit):
                self.posts.append(len(effect.env_ids))
                answers = tuple(received(int(env_id.text, 16)) for env_id in effect.env_ids)
                late = self._hiccup if len(self.posts) == 3 else 0
                self._plan(at + ALONE + EACH * len(answers) + late, (Reply(effect.number, answers), 0))
            elif isinstance(effect, WakeAt) and self._line.in_flight is None:
                self._plan(effect.at.micros - NOW.micros, (Posted(), 0))


def test_a_hundred_a_second_leave_as_they_come():
    """Each by itself, and none waits."""
    played = Played(100)
    assert set(played.posts) == {1}
    assert set(played.waited) == {ALONE + EACH}


@pytest.mark.parametrize("milliseconds", [30, 50, 80, 200])
def test_a_hiccup_begins_no_crowd_that_feeds_itself(milliseconds):
    """What piled up leaves together; a few POSTs later acts leave as they come again."""
    played = Played(100, hiccup=1_000 * milliseconds)
    assert max(played.posts) > 1
    assert set(played.posts[-100:]) == {1}


@pytest.mark.parametrize("priority", Priority)
def test_three_hundred_a_second_go_ten_together(priority):
    """And every one has its receipt in less than a tenth of a second."""
    played = Played(300, acts=600, priority=priority)
    assert len(played.waited) == 600
    assert sum(played.posts[20:]) / len(played.posts[20:]) >= 10
    assert max(played.waited) < 100_000


def test_no_act_rests_longer_than_a_rest():
    """From when it came to when its POST returned: what was under way, one rest, and its own POST."""
    played = Played(300, acts=300)
    most = max(played.posts)
    assert max(played.waited) <= 2 * (ALONE + EACH * most) + REST.total_seconds() * 1_000_000
