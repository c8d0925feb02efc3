"""The courier's crash points: every effect of the protocol and both sides of every commit, by name."""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.courier.protocol.effects import ARRIVAL_POINTS, COMMIT, SENDING_POINTS
from comity.desk.crashing import APPROVE_POINTS


def _points(side: str, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name == COMMIT:
            yield f"{side}.before-{COMMIT}"
        yield f"{side}.{name}"


# A receipt that comes on its own (`opened`, `decided`) is no effect of the protocol, and is kept in a transaction of its own.
LATER_POINTS: Final = ("receive.later-receipt", "receive.later-receipt-commit")
RECEIVE_POINTS: Final = (*_points("receive", ARRIVAL_POINTS), *LATER_POINTS)
SEND_POINTS: Final = tuple(_points("send", SENDING_POINTS))
ALL_POINTS: Final = (*APPROVE_POINTS, *RECEIVE_POINTS, *SEND_POINTS)
