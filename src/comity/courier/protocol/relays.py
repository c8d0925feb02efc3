"""What goes to a relay, and when it goes once more (docs/specs/relay.md, section 7).

A relay's `held` is the word of a third party. It ends nothing: an act stays due until its receiver has signed for it, on whatever way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.courier.protocol.lines import Due
from comity.courier.protocol.picking import pick
from comity.courier.protocol.states import OPEN
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant

AGAIN: Final = timedelta(hours=6)
"""How long a relay is believed to hold something; what has no receipt by then is left once more."""


NO_ROOM_URGENT: Final = timedelta(minutes=15)
NO_ROOM: Final = timedelta(hours=1)
"""How long what its receiver had no room for waits until it is left once more. No grant of days ago says when there is room again."""

AT_A_RELAY: Final = 16
"""How many chunks for one peer lie at its relay at most, as far as this node knows: 64 MiB of files."""


@dataclass(frozen=True, slots=True)
class AtRelay:
    """What was left at a relay of one file for `peer`: the chunks before `upto`, when its receiver had `told` of them; the last at `at`."""

    peer: NodeId
    told: int
    upto: int
    at: Instant


def goes_over_relay(*, has_line: bool, down_since: Instant | None, patience: timedelta, now: Instant) -> bool:
    """Say whether what is due to a peer is left at its relay: no line leads to it, or the line has been dead for as long as `patience`.

    A moment in the future comes of a clock that was set back, and counts as now.
    """
    return not has_line or (down_since is not None and min(down_since, now) + patience <= now)


def is_believed(held_at: Instant, *, now: Instant) -> bool:
    """Say whether what was left at `held_at` need not be left again yet."""
    return now + -AGAIN < held_at <= now


def no_room_for(*, urgent: bool) -> timedelta:
    """Return how long something waits that its receiver signed to have had no room for: as long as a line waits at most, or four times."""
    return NO_ROOM_URGENT if urgent else NO_ROOM


def to_leave(entries: Sequence[Due], held: Mapping[EnvelopeId, Instant], *, now: Instant) -> tuple[Due, ...]:
    """Return what of `entries` (of one peer, oldest first) is left at its relay now, in order, as much as one POST may carry.

    `held` says when the relay last signed that it holds them, by this node's clock. What has expired is the line's to end.
    """
    due = [entry for entry in entries if entry.state in OPEN and entry.expires > now]
    waiting = [entry for entry in due if entry.env_id not in held or not is_believed(held[entry.env_id], now=now)]
    return pick(waiting, granted=None).entries if waiting else ()


def parcels_to_leave(files: Sequence[tuple[int, int, int]], lying: Mapping[int, AtRelay], *, now: Instant) -> Iterator[tuple[int, range]]:
    """Yield which chunks of which files (of one peer, oldest first) are left at its relay now.

    A file is its name, how many of its chunks its receiver signed for, and how many it has. What a relay was given is believed to lie there
    as for acts; a receiver that says it has fewer than it was given, and no more than before, is given them again by then.
    """
    room = AT_A_RELAY
    stand = []
    for name, told, chunks in files:
        lies = lying.get(name)
        begin = told if lies is None or not is_believed(lies.at, now=now) else max(told, lies.upto)
        room -= begin - told
        stand.append((name, begin, chunks))
    for name, begin, chunks in stand:
        numbers = range(begin, min(chunks, begin + max(0, room)))
        if numbers:
            room -= len(numbers)
            yield name, numbers
