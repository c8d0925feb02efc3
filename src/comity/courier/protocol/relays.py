"""What goes to a relay, and when it goes once more (docs/specs/relay.md, section 7).

A relay's `held` is the word of a third party. It ends nothing: an act stays due until its receiver has signed for it, on whatever way.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from comity.courier.protocol.lines import Due
from comity.courier.protocol.picking import pick
from comity.courier.protocol.states import OPEN
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant

AGAIN: Final = timedelta(hours=6)
"""How long a relay is believed to hold something; what has no receipt by then is left once more."""


def goes_over_relay(*, has_line: bool, down_since: Instant | None, patience: timedelta, now: Instant) -> bool:
    """Say whether what is due to a peer is left at its relay: no line leads to it, or the line has been dead for as long as `patience`.

    A moment in the future comes of a clock that was set back, and counts as now.
    """
    return not has_line or (down_since is not None and min(down_since, now) + patience <= now)


def is_believed(held_at: Instant, *, now: Instant) -> bool:
    """Say whether what was left at `held_at` need not be left again yet."""
    return now + -AGAIN < held_at <= now


def to_leave(entries: Sequence[Due], held: Mapping[EnvelopeId, Instant], *, now: Instant) -> tuple[Due, ...]:
    """Return what of `entries` (of one peer, oldest first) is left at its relay now, in order, as much as one POST may carry.

    `held` says when the relay last signed that it holds them, by this node's clock. What has expired is the line's to end.
    """
    due = [entry for entry in entries if entry.state in OPEN and entry.expires > now]
    waiting = [entry for entry in due if entry.env_id not in held or not is_believed(held[entry.env_id], now=now)]
    return pick(waiting, granted=None).entries
