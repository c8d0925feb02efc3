"""The life of a threat set, and where an object of it stands with one authority, as tables. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from comity.intel.sets.outcomes import RECEIVED

OURS: Final = "ours"
THEIRS: Final = "theirs"


class SetState(StrEnum):
    """Where a set stands, or the recall of one: ours, from its proposal to the word of the other node; or theirs."""

    PROPOSED = "proposed"
    DROPPED = "dropped"
    SENT = "sent"
    SETTLED = "settled"
    REFUSED = "refused"
    EXPIRED = "expired"
    COMING = "coming"
    BROKEN = "broken"


class Heard(StrEnum):
    """What can happen to a set: a second officer approves it or it is put away; the line, and the other node, say what became of it."""

    APPROVAL = "approval"
    DROP = "drop"
    RECEIPT = "receipt"
    WORD = "word"
    REFUSAL = "refusal"
    EXPIRY = "expiry"
    WHOLE = "whole"
    BREAK = "break"


# A word may overtake the receipt; a receipt that was on its way when the envelope expired still proves that it came.
MOVES: Final[Mapping[tuple[SetState, Heard], SetState]] = {
    (SetState.PROPOSED, Heard.APPROVAL): SetState.SENT,
    (SetState.PROPOSED, Heard.DROP): SetState.DROPPED,
    **{(state, Heard.RECEIPT): SetState.SENT for state in (SetState.SENT, SetState.EXPIRED)},
    **{(state, Heard.WORD): SetState.SETTLED for state in (SetState.SENT, SetState.EXPIRED)},
    (SetState.SENT, Heard.REFUSAL): SetState.REFUSED,
    (SetState.SENT, Heard.EXPIRY): SetState.EXPIRED,
    (SetState.COMING, Heard.WHOLE): SetState.SETTLED,
    (SetState.COMING, Heard.BREAK): SetState.BROKEN,
}
# What left and did not come to nothing: such an object is not given again.
GOING: Final = frozenset({SetState.SENT, SetState.SETTLED})
LEFT: Final = frozenset({SetState.SENT, SetState.SETTLED, SetState.REFUSED, SetState.EXPIRED})


def after(state: SetState, heard: Heard) -> SetState | None:
    """Return where a set stands after `heard`, None where it moves nothing."""
    return MOVES.get((state, heard))


class Stand(StrEnum):
    """Where one object stands with one authority."""

    SENT = "sent"
    RECEIVED = "received"
    REFUSED = "refused"
    LOST = "lost"
    RECALLED = "recalled"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: where an object stands, with which code, by which set, and by which recall (their places; None for none)."""

    stand: Stand
    code: str
    by: int
    recalled_by: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A set or a recall as the ledger reads it: its place, state, keys of objects and the code of each ("" where nothing was said yet)."""

    place: int
    state: SetState
    recalls: bool
    keys: Sequence[int]
    codes: Sequence[str]


def ledger(sets: Iterable[Told]) -> dict[int, Entry]:
    """Return where each object stands after all of these, which are in order. A recall that did not arrive leaves it where it stood."""
    found: dict[int, Entry] = {}
    for one in sets:
        for key, code in zip(one.keys, one.codes, strict=True):
            if not one.recalls:
                found[key] = _given(one, code)
            elif key in found and one.state in GOING:
                stand = Stand.ACKNOWLEDGED if code else Stand.RECALLED
                found[key] = replace(found[key], stand=stand, code=code, recalled_by=one.place)
    return found


def _given(one: Told, code: str) -> Entry:
    if one.state not in GOING:
        return Entry(Stand.LOST, one.state.value, one.place)
    if not code:
        return Entry(Stand.SENT, "", one.place)
    return Entry(Stand.RECEIVED if code == RECEIVED else Stand.REFUSED, code, one.place)


# Of these nothing is given again: it is there, it was refused, or it was recalled.
HAD: Final = frozenset(Stand) - {Stand.LOST}
# These can be recalled: they are there, or may be.
RECALLABLE: Final = frozenset({Stand.SENT, Stand.RECEIVED})
