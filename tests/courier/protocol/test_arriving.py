"""One arrival: accepted, held, repeated, or in conflict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol_samples import arrived, inner, name, outer

from comity.courier.protocol.arriving import (
    HELD_CAP,
    Accept,
    Applied,
    BrokenChain,
    Conflict,
    Defer,
    Head,
    HeldAct,
    Hold,
    Known,
    Repeat,
    Stored,
    decide_arrival,
)
from comity.courier.protocol.effects import AlarmKind
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed


def held(*seqs):
    """Held acts at these places."""
    return {seq: HeldAct(name(seq), inner(seq), inner(seq - 1)) for seq in seqs}


def test_the_first_act_of_a_stream_is_accepted():
    """An empty stream takes number 1 and moves its head."""
    decision = decide_arrival(Known(), arrived(1))
    assert decision == Accept(arrived(1), (Applied(name(1), 1, inner(1)),), (), Head(2, inner(1)))


def test_what_was_held_follows_in_order_up_to_the_next_gap():
    """Number 2 releases the held 3 and 4, and not 6."""
    decision = decide_arrival(Known(head=Head(2, inner(1)), held=held(3, 4, 6)), arrived(2))
    assert [done.seq for done in decision.applied] == [2, 3, 4]
    assert decision.head == Head(5, inner(4))


def test_a_gap_is_held_and_asked_for():
    """Number 3 waits for 2."""
    assert decide_arrival(Known(head=Head(2, inner(1))), arrived(3)) == Hold(arrived(3), want_from=2)


def test_a_repeat_gets_the_stored_bytes_wherever_the_stream_stands():
    """Same identifier, same outer digest: the stored receipt, also when the head has moved on or its place is held."""
    stored = Stored(outer(2), b"the receipt")
    for known in (Known(stored, Head(9, inner(8))), Known(stored, Head(1, None), held(2))):
        assert decide_arrival(known, arrived(2)) == Repeat(arrived(2), b"the receipt")


def test_one_identifier_for_two_envelopes_is_a_conflict():
    """Same identifier, other digest: refused, even when its place would be free."""
    known = Known(Stored(outer(99), b"the receipt"), Head(2, inner(1)))
    assert decide_arrival(known, arrived(2)) == Conflict(arrived(2), AlarmKind.SAME_ID)


@pytest.mark.parametrize("known", [Known(head=Head(3, inner(2))), Known(head=Head(1, None), held=held(2))])
def test_one_place_for_two_acts_is_a_conflict(known):
    """Another identifier at a place that is applied or held: refused."""
    other = arrived(2, env_id=name(77), outer_digest=outer(77))
    assert decide_arrival(known, other) == Conflict(other, AlarmKind.SEQ_TAKEN)


def test_the_right_number_after_the_wrong_act_breaks_the_chain():
    """`previous` must be the digest of what was applied last."""
    wrong = arrived(2, previous=inner(7))
    assert decide_arrival(Known(head=Head(2, inner(1))), wrong) == BrokenChain(wrong, expected=inner(1))


def test_a_held_act_that_does_not_follow_is_dropped_and_later_ones_stay():
    """When number 2 is not what the held 3 names, 3 is dropped; 4 waits for another 3."""
    decision = decide_arrival(Known(head=Head(2, inner(1)), held=held(3, 4)), arrived(2, inner_digest=Digest.of(b"other")))
    assert [done.seq for done in decision.applied] == [2]
    assert decision.dropped == ((3, held(3)[3]),)


def test_a_stream_with_too_many_held_defers_more_but_takes_the_one_that_is_missing():
    """The cap never blocks the act that would empty the shelf."""
    full = Known(head=Head(2, inner(1)), held=held(*range(3, 3 + HELD_CAP)))
    assert isinstance(decide_arrival(full, arrived(3 + HELD_CAP)), Defer)
    assert len(decide_arrival(full, arrived(2)).applied) == HELD_CAP + 1


@pytest.mark.parametrize(("seq", "previous"), [(0, None), (-1, inner(1)), (1, inner(0)), (2, None)])
def test_impossible_places_cannot_be_built(seq, previous):
    """Numbers begin at 1, and exactly the first has no one before it."""
    with pytest.raises(Malformed):
        arrived(1, seq=seq, previous=previous)


@given(st.lists(st.integers(1, 7), max_size=40).flatmap(lambda some: st.permutations([*some, *range(1, 8)])))
def test_any_order_with_any_repeats_applies_each_once_and_in_order(order):
    """However seven acts arrive, and how often: 1 to 7 are applied, once each; repeats are repeats."""
    head, shelf, inbox, applied = Head(), {}, {}, []
    for seq in order:
        decision = decide_arrival(Known(inbox.get(seq), head, shelf), arrived(seq))
        if seq in inbox:
            assert decision == Repeat(arrived(seq), inbox[seq].receipt)
            continue
        inbox[seq] = Stored(outer(seq), f"receipt {seq}".encode())
        if isinstance(decision, Hold):
            shelf[seq] = HeldAct(name(seq), inner(seq), arrived(seq).previous)
        else:
            applied += [done.seq for done in decision.applied]
            head = decision.head
            shelf = {at: act for at, act in shelf.items() if at >= head.next_seq}
    assert applied == [1, 2, 3, 4, 5, 6, 7]
    assert not shelf
