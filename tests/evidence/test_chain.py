"""The algebra of a chain of custody: what may follow what, and that nothing of it can be changed, left out, or put elsewhere unseen."""

from dataclasses import replace
from pathlib import Path

import pytest
from chains import BYTES, GIVER, OTHERS, TAKER, chain, step
from eachof import each_of
from hypothesis import given
from hypothesis import strategies as st

from comity.evidence.chain import EMPTY, after, standing
from comity.evidence.refusals import ChainBroken, DigestOwed, HeldBack, ItemLocked, NoSuchHold, OutOfOrder, TwoPersonsOwed
from comity.evidence.states import BY_ITSELF, ENDING, GIVING, MOVES, PAIRED, WHILE_LOCKED, Kind, State
from comity.evidence.steps import CAP, SPEC, Digests, Step, print_step
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused

# The table, from what custody means and not from the code: which steps each state allows.
QUIET = {Kind.VERIFIED, Kind.HOLD_PLACED, Kind.HOLD_LIFTED, Kind.LOCKED}
LEAVING = {Kind.RELEASED, Kind.RETURNED, Kind.DESTROYED}
SQUARE = {
    State.ABSENT: {Kind.RECEIVED, Kind.REGISTERED},
    State.ARRIVED: {Kind.REGISTERED},
    State.KEPT: QUIET | LEAVING | {Kind.OPENED, Kind.COPIED, Kind.EXPORTED, Kind.EXAMINED, Kind.SEALED, Kind.HANDED_OVER},
    State.SEALED: QUIET | LEAVING | {Kind.OPENED, Kind.HANDED_OVER},
    State.OUT: QUIET | {Kind.RECEIVED},
    State.RETURNED: QUIET | {Kind.DESTROYED},
    State.DESTROYED: set(),
}
ROADS = {
    State.ABSENT: (),
    State.ARRIVED: (Kind.RECEIVED,),
    State.KEPT: (Kind.REGISTERED,),
    State.SEALED: (Kind.REGISTERED, Kind.SEALED),
    State.OUT: (Kind.REGISTERED, Kind.RELEASED),
    State.RETURNED: (Kind.REGISTERED, Kind.RETURNED),
    State.DESTROYED: (Kind.REGISTERED, Kind.DESTROYED),
}


@st.composite
def chains(draw):
    """Draw a chain that fits, of up to twelve steps, and what it says."""
    steps, now = [], EMPTY
    for _ in range(draw(st.integers(1, 12))):
        fitting = sorted(
            kind
            for kind in MOVES[now.state]
            if not (kind in ENDING and now.holds)
            and not (kind is Kind.HOLD_LIFTED and not now.holds)
            and not (now.locked and kind not in WHILE_LOCKED)
        )
        if not fitting:
            break
        steps.append(step(draw(st.sampled_from(fitting)), now))
        now = after(now, steps[-1])
    return steps, now


@each_of("kind", Kind)
@each_of("state", State)
def test_the_table_allows_these_steps_and_no_others(state, kind):
    """Every state with every kind."""
    _, now = chain(*ROADS[state])
    assert now.state is state
    if kind is Kind.HOLD_LIFTED and kind in SQUARE[state]:
        now = after(now, step(Kind.HOLD_PLACED, now))
    if kind in SQUARE[state]:
        assert after(now, step(kind, now)).count == now.count + 1
    else:
        with pytest.raises(OutOfOrder):
            after(now, step(kind, now))


def test_every_kind_is_of_one_sort():
    """What takes two persons gives no bytes by itself; what ends an item takes two."""
    assert ENDING < PAIRED
    assert not PAIRED & GIVING
    assert not BY_ITSELF & (PAIRED | GIVING)


@given(chains())
def test_a_chain_is_read_as_it_was_written(made):
    """Reading all of it gives what writing it gave, and each step's bytes are read back."""
    steps, now = made
    assert standing(steps) == now
    assert [Step.parse(print_step(one)) for one in steps] == steps
    assert now.locked == (any(one.kind is Kind.LOCKED for one in steps) and _locked_last(steps))


def _locked_last(steps):
    order = [one.kind for one in steps if one.kind in (Kind.LOCKED, Kind.VERIFIED)]
    return order[-1] is Kind.LOCKED


@given(chains(), st.data())
def test_nothing_of_it_is_changed_left_out_or_moved(made, data):
    """One step changed, left out, doubled, or put elsewhere: refused, or another head than the one that the log signed for."""
    steps, now = made
    at = data.draw(st.integers(0, len(steps) - 1))
    there = data.draw(st.integers(0, len(steps) - 1))
    changed = [*steps[:at], replace(steps[at], reason="another"), *steps[at + 1 :]]
    doubled = [*steps[: at + 1], *steps[at:]]
    swapped = list(steps)
    swapped[at], swapped[there] = swapped[there], swapped[at]
    for other in (changed, doubled, steps[:at] + steps[at + 1 :], swapped if at != there else changed):
        try:
            assert standing(other).head != now.head
        except Refused:
            continue


@given(chains())
def test_what_is_destroyed_was_seen_by_two_and_held_by_nobody(made):
    """Whatever came before."""
    steps, now = made
    for one in steps:
        assert (one.kind in PAIRED) == bool(one.second)
    if now.state is State.DESTROYED:
        assert now.holds == ()
        assert now.custodian == ""


@each_of("kind", sorted(PAIRED))
def test_one_person_is_not_two(kind):
    """Nobody, and the same one again; and two where one is enough."""
    _, now = chain(Kind.REGISTERED)
    for second in ("", GIVER):
        with pytest.raises(TwoPersonsOwed):
            after(now, step(kind, now, second=second))
    with pytest.raises(TwoPersonsOwed):
        after(now, step(Kind.OPENED, now, second=TAKER))


@each_of("kind", sorted(ENDING))
def test_nothing_ends_while_a_hold_stands(kind):
    """Two holds: one that is lifted is not the other."""
    _, now = chain(Kind.REGISTERED, Kind.HOLD_PLACED, Kind.HOLD_PLACED)
    assert now.holds == (2, 3)
    now = after(now, step(Kind.HOLD_LIFTED, now, hold=2))
    with pytest.raises(HeldBack):
        after(now, step(kind, now))
    with pytest.raises(NoSuchHold):
        after(now, step(Kind.HOLD_LIFTED, now, hold=2))
    now = after(now, step(Kind.HOLD_LIFTED, now, hold=3))
    assert after(now, step(kind, now)).holds == ()


def test_a_locked_item_is_verified_or_held_and_nothing_else():
    """Until its bytes are its own again."""
    _, now = chain(Kind.REGISTERED, Kind.LOCKED)
    for kind in SQUARE[State.KEPT] - WHILE_LOCKED:
        with pytest.raises(ItemLocked):
            after(now, step(kind, now))
    assert after(now, step(Kind.HOLD_PLACED, now)).locked
    assert not after(now, step(Kind.VERIFIED, now)).locked


@pytest.mark.parametrize(
    "changes", [{"before": OTHERS}, {"after": OTHERS}, {"after": None}, {"before": None, "after": OTHERS}, {"before": None}]
)
def test_a_step_names_the_items_own_digests(changes):
    """Before and after: what changes an item is no step of its custody."""
    _, now = chain(Kind.REGISTERED)
    with pytest.raises(DigestOwed):
        after(now, step(Kind.EXAMINED, now, **changes))


def test_what_is_no_measurement_is_no_verification():
    """Nor is a lock without another digest, nor an end with one left."""
    _, now = chain(Kind.REGISTERED)
    wrong = {Kind.VERIFIED: {"before": None, "after": None}, Kind.LOCKED: {"after": BYTES}, Kind.DESTROYED: {"after": BYTES}}
    for kind, changes in wrong.items():
        with pytest.raises(DigestOwed):
            after(now, step(kind, now, **changes))
    assert after(now, step(Kind.OPENED, now, before=None, after=None)).digests == BYTES  # a thing that is not in the vault
    assert after(now, step(Kind.LOCKED, now, after=None)).locked  # the bytes are gone


def test_digests_agree_by_every_one_that_both_have():
    """A tool of others may have measured the first alone."""
    short = Digests(BYTES.sha256)
    assert short.agrees(BYTES)
    assert BYTES.agrees(short)
    assert not Digests(BYTES.sha256, "cd" * 64).agrees(BYTES)
    assert not Digests(OTHERS.sha256).agrees(BYTES)


def test_who_has_it_follows_from_the_steps():
    """The officer, the taker, who got it outside, nobody."""
    _, now = chain(Kind.REGISTERED)
    assert now.custodian == GIVER
    assert after(now, step(Kind.HANDED_OVER, now)).custodian == TAKER
    out = after(now, step(Kind.RELEASED, now, to="Court of Tuy An"))
    assert (out.custodian, out.state) == ("Court of Tuy An", State.OUT)
    assert after(out, step(Kind.RECEIVED, out)).custodian == GIVER


@pytest.mark.parametrize("changes", [{"number": 9}, {"previous": Digest.of(b"x")}, {"item": "XR-2026-000001.E2"}])
def test_a_step_stands_behind_the_one_before_it(changes):
    """Of the same item."""
    _, now = chain(Kind.REGISTERED, Kind.SEALED)
    with pytest.raises(ChainBroken):
        after(now, step(Kind.OPENED, now, **changes))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"v":1}',
        print_step(step(Kind.REGISTERED)).replace(b'"v":2', b'"v":1'),
        print_step(step(Kind.REGISTERED)).replace(b'"number":1', b'"number":-1'),
        print_step(step(Kind.REGISTERED)).replace(b'"kind":"registered"', b'"kind":"borrowed"'),
        print_step(step(Kind.REGISTERED)).replace(b'"limits":[]', b'"limits":[1]'),
        print_step(step(Kind.REGISTERED)).replace(b'"hold":0', b'"hold":true'),
        print_step(step(Kind.REGISTERED)).replace(b'"reason"', b'"reasons"'),
        print_step(step(Kind.REGISTERED)).replace(b'"v":2', b'"v":2,"w":1'),
        print_step(step(Kind.REGISTERED)).replace(b'"salt":"00', b'"salt":"0'),
        print_step(step(Kind.REGISTERED)).replace(b'"salt":"00', b'"salt":"AA'),
        print_step(step(Kind.REGISTERED)) + b" ",
        b" " * (CAP + 1),
    ],
)
def test_only_what_was_printed_is_read(data):
    """A member more, one less, another type, another version."""
    with pytest.raises(Refused) as refused:
        Step.parse(data)
    assert refused.value.wire_class in {"malformed", "too-large"}


def test_a_digest_has_its_length():
    """SHA-512 is 128 digits, in lower case."""
    for wrong in ("ab", "AB" * 64, "zz" * 64):
        with pytest.raises(Malformed):
            Digests(BYTES.sha256, wrong)


def test_the_specification_shows_a_step_as_it_is_printed():
    """Its example is read, and has the digest that stands under it."""
    text = (Path(__file__).parents[2] / SPEC).read_text(encoding="utf-8")
    shown, digest = text.split("```json\n")[1].split("\n```\n\n`", maxsplit=1)
    assert str(Step.parse(shown.encode()).digest) == digest.split("`")[0]
