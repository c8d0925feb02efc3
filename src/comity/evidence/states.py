"""Kinds of steps of custody, states of an item, and which step may follow in which state. Pure; the table is the whole of it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What can happen to an item. Names are signed for by the log and never renamed."""

    RECEIVED = "received"
    REGISTERED = "registered"
    VERIFIED = "verified"
    OPENED = "opened"
    COPIED = "copied"
    EXPORTED = "exported"
    EXAMINED = "examined"
    SEALED = "sealed"
    HANDED_OVER = "handed-over"  # to another officer of this node
    RELEASED = "released"  # out of the house: a court, an expert, another State
    RETURNED = "returned"  # for good, to whom it came from
    HOLD_PLACED = "hold-placed"
    HOLD_LIFTED = "hold-lifted"
    LOCKED = "locked"  # its bytes are not those that were registered
    DESTROYED = "destroyed"


class State(StrEnum):
    """Where an item stands."""

    ABSENT = "absent"  # before its first step
    ARRIVED = "arrived"
    KEPT = "kept"
    SEALED = "sealed"
    OUT = "out"
    RETURNED = "returned"
    DESTROYED = "destroyed"


# What changes no state: looked after, counted, held.
_QUIET: Final = (Kind.VERIFIED, Kind.HOLD_PLACED, Kind.HOLD_LIFTED, Kind.LOCKED)


def _row(state: State, *more: Kind, **moves: State) -> Mapping[Kind, State]:
    stays = dict.fromkeys((*_QUIET, *more), state)
    return MappingProxyType(stays | {Kind[name.upper()]: to for name, to in moves.items()})


MOVES: Final[Mapping[State, Mapping[Kind, State]]] = MappingProxyType(
    {
        State.ABSENT: MappingProxyType({Kind.RECEIVED: State.ARRIVED, Kind.REGISTERED: State.KEPT}),
        State.ARRIVED: MappingProxyType({Kind.REGISTERED: State.KEPT}),
        State.KEPT: _row(
            State.KEPT,
            Kind.OPENED,
            Kind.COPIED,
            Kind.EXPORTED,
            Kind.EXAMINED,
            Kind.HANDED_OVER,
            sealed=State.SEALED,
            released=State.OUT,
            returned=State.RETURNED,
            destroyed=State.DESTROYED,
        ),
        # Opening breaks the seal.
        State.SEALED: _row(
            State.SEALED,
            Kind.HANDED_OVER,
            opened=State.KEPT,
            released=State.OUT,
            returned=State.RETURNED,
            destroyed=State.DESTROYED,
        ),
        State.OUT: _row(State.OUT, received=State.KEPT),
        # The original went back; what is left of it here can still be destroyed.
        State.RETURNED: _row(State.RETURNED, destroyed=State.DESTROYED),
        State.DESTROYED: MappingProxyType({}),
    }
)
# Two persons: who gives and who takes, who destroys and who saw it.
PAIRED: Final = frozenset({Kind.HANDED_OVER, Kind.RELEASED, Kind.RETURNED, Kind.DESTROYED})
# What a hold forbids.
ENDING: Final = frozenset({Kind.RETURNED, Kind.DESTROYED})
# What may still be done to an item whose bytes are not its own.
WHILE_LOCKED: Final = frozenset({Kind.VERIFIED, Kind.HOLD_PLACED, Kind.HOLD_LIFTED})
# What gives the bytes of an item to the officer who takes the step.
GIVING: Final = frozenset({Kind.OPENED, Kind.COPIED, Kind.EXPORTED})
# What a proof may leave out. Never what says which bytes it is, that they are others now, that a hold stands, or how it ended.
WITHHOLDABLE: Final = frozenset({Kind.OPENED, Kind.COPIED, Kind.EXPORTED, Kind.EXAMINED, Kind.SEALED, Kind.HANDED_OVER, Kind.RELEASED})
# What nobody does by hand: the node, or another step, does it.
BY_ITSELF: Final = frozenset({Kind.REGISTERED, Kind.LOCKED})
