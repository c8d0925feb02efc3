"""When a line waits a moment so that more acts share one POST: their receipts then share a signature, and both sides a commit.

An act that comes alone never waits, and neither does a short burst. Waiting begins where acts keep coming faster than single
POSTs could carry them (each costs both nodes some ten milliseconds of processor), and there it shortens the way of all.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

BUSY: Final = 140.0  # acts a second, over the last few POSTs
FULL: Final = 32  # a POST of so many gains nothing more by waiting
PAUSE: Final = 0.02  # seconds
SEEN: Final = 6


@dataclass(slots=True)
class Gathering:
    """Remembers when the last POSTs began, in seconds of a clock that only goes forward, and how much they carried."""

    posts: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=SEEN))

    def pause(self, carried: int, *, begun: float) -> float:
        """Return how long to wait after a POST that carried so many items and began at `begun`."""
        self.posts.append((begun, carried))
        if len(self.posts) < SEEN or carried >= FULL:
            return 0.0
        # What the later POSTs carried came in between the first and the last of them.
        (since, first), (until, _) = self.posts[0], self.posts[-1]
        came = sum(number for _, number in self.posts) - first
        return PAUSE if came >= BUSY * (until - since) else 0.0
