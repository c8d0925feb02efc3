"""How long a line waits after a failed attempt: exponential, full jitter, capped (docs/specs/protocol.md, section 5)."""

from datetime import timedelta
from typing import Final

from comity.terms.refusals import Malformed

BASE: Final = timedelta(seconds=1)
FLOOR: Final = timedelta(milliseconds=100)
CAP: Final = timedelta(minutes=15)
_DOUBLINGS: Final = 10  # 2**10 seconds is past the cap; keeps the power small after years of attempts


def delay(attempts: int, *, jitter: float) -> timedelta:
    """Return how long to wait after `attempts` failures in a row (at least one).

    `jitter` is a draw from 0 to 1, made by the caller: full jitter, so that peers that lost the same
    link do not come back in step. The result lies between `FLOOR` and `CAP`; raises `Malformed` for
    a jitter outside its range.
    """
    if not 0.0 <= jitter <= 1.0:
        raise Malformed("jitter", str(jitter))
    ceiling = min(CAP, BASE * (1 << min(max(attempts, 1) - 1, _DOUBLINGS)))
    return max(FLOOR, ceiling * jitter)
