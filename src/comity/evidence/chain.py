"""The chain of custody: what may be put behind it, and what a whole chain says of its item. Pure.

`after` is the only way to a longer chain, and reading a chain is the same function over all of its steps: what could not be written
is not read either.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from comity.evidence.refusals import ChainBroken, DigestOwed, HeldBack, ItemLocked, NoSuchHold, OutOfOrder, TwoPersonsOwed
from comity.evidence.states import ENDING, MOVES, PAIRED, WHILE_LOCKED, WITHHOLDABLE, Kind, State
from comity.evidence.steps import Digests, Step
from comity.terms.digests import Digest


@dataclass(frozen=True, slots=True)
class Standing:
    """What the steps so far make of an item: its state, who has it, which holds stand, its digests, and the digest of the last step."""

    item: str = ""
    state: State = State.ABSENT
    custodian: str = ""
    holds: tuple[int, ...] = ()
    locked: bool = False
    digests: Digests | None = None
    count: int = 0
    head: Digest | None = None


EMPTY: Final = Standing()
UNTOLD: Final = "?"
"""Who has an item behind a step that is withheld and would say so."""


def standing(steps: Iterable[Step]) -> Standing:
    """Return what a whole chain says; raises as `after` at the first step that could not have been taken."""
    return reduce(after, steps, EMPTY)


def behind(before: Standing, step: Step) -> Step:
    """Return `step` with its number, and the digest of the step before it."""
    return replace(step, number=before.count + 1, previous=before.head)


def after(before: Standing, step: Step) -> Standing:
    """Return the standing with `step` behind it.

    (1) It stands behind the last one and is of the same item: else `ChainBroken`. (2) The table has the move: `OutOfOrder`. (3) Nothing is
    done to an item that is locked: `ItemLocked`. (4) Two persons where two are demanded, one elsewhere: `TwoPersonsOwed`. (5) Nothing
    ends while a hold stands: `HeldBack`. (6) A hold that is lifted stands: `NoSuchHold`. (7) Its digests are the item's: `DigestOwed`.
    """
    _require_next(before, step)
    if step.kind not in MOVES[before.state]:
        raise OutOfOrder(custody_step=step.kind.value, custody_state=before.state.value)
    if before.locked and step.kind not in WHILE_LOCKED:
        raise ItemLocked(item=step.item)
    if (step.kind in PAIRED) != bool(step.second) or step.second == step.by:
        raise TwoPersonsOwed(custody_step=step.kind.value)
    if before.holds and step.kind in ENDING:
        raise HeldBack(hold=before.holds[0])
    return Standing(
        item=step.item,
        state=MOVES[before.state][step.kind],
        custodian=_custodian(before, step),
        holds=_holds(before, step),
        locked=step.kind is Kind.LOCKED or (before.locked and step.kind is not Kind.VERIFIED),
        digests=_digests(before, step),
        count=step.number,
        head=step.digest,
    )


def beyond(before: Standing, *, item: str, kind: Kind, digest: Digest | None) -> Standing:
    """Return the standing behind a step that is withheld: its kind is all that is known of it, and `digest` where the next step names it.

    Raises `OutOfOrder` for a kind that does not follow or is never withheld, `ItemLocked`.
    """
    if kind not in WITHHOLDABLE or kind not in MOVES[before.state]:
        raise OutOfOrder(custody_step=kind.value, custody_state=before.state.value)
    if before.locked:
        raise ItemLocked(item=item)
    moves = kind in (Kind.HANDED_OVER, Kind.RELEASED)
    return replace(
        before,
        state=MOVES[before.state][kind],
        custodian=UNTOLD if moves else before.custodian,
        count=before.count + 1,
        head=digest,
    )


def _require_next(before: Standing, step: Step) -> None:
    if step.number != before.count + 1 or step.previous != before.head or (before.item and step.item != before.item):
        raise ChainBroken(item=before.item or step.item, number=step.number)


def _custodian(before: Standing, step: Step) -> str:
    if step.kind in (Kind.REGISTERED, Kind.RECEIVED):
        return step.by
    if step.kind is Kind.HANDED_OVER:
        return step.second
    return step.to if step.kind in (Kind.RELEASED, Kind.RETURNED) else "" if step.kind is Kind.DESTROYED else before.custodian


def _holds(before: Standing, step: Step) -> tuple[int, ...]:
    if step.kind is Kind.HOLD_PLACED:
        return (*before.holds, step.number)
    if step.kind is Kind.HOLD_LIFTED:
        if step.hold not in before.holds:
            raise NoSuchHold(hold=step.hold)
        return tuple(one for one in before.holds if one != step.hold)
    return before.holds


def _digests(before: Standing, step: Step) -> Digests:
    """Return the item's digests, which its first step names and none changes.

    A step that measured nothing has none, as one on a carrier that is not in the vault; the first and a verification measure always.
    """
    known = before.digests
    if known is None:
        if step.before is not None or step.after is None:
            raise DigestOwed(item=step.item)
        return step.after
    measured = step.before is not None or step.after is not None
    owed = step.kind is Kind.VERIFIED or (step.kind is Kind.RECEIVED and before.state is State.OUT)
    sound = (
        step.before == known
        and {
            Kind.LOCKED: step.after is None or not step.after.agrees(known),
            Kind.DESTROYED: step.after is None,
        }.get(step.kind, step.after is not None and step.after.agrees(known))
        if measured
        else not owed and step.kind is not Kind.LOCKED
    )
    if not sound:
        raise DigestOwed(item=step.item)
    return known
