"""A node came up from a copy: what its lost disk had sent arrives after all, and neither side is misled by it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol_samples import CASE, NOW, PEER, arrived, due, inner, name, receipted, received, refused

from comity.courier.protocol.arriving import Accept, Conflict, Head, HeldAct, Hold
from comity.courier.protocol.batches import Shelf, Stream, decide_batch
from comity.courier.protocol.effects import Advance, Alarm, AlarmKind, Answer, Apply, Want
from comity.courier.protocol.lines import PeerLine, Receipts, Reply, Wanted
from comity.courier.protocol.restoring import OwnAct, must_take, settle_claim, take_back
from comity.courier.protocol.sending import step
from comity.courier.protocol.states import State
from comity.terms.digests import Digest
from comity.terms.lives import UNCLAIMED, Claim, first_of, life_of

SECOND = first_of(1)
LATER = arrived(SECOND, previous=inner(4))
AT_FIVE = Stream(Head(5, inner(4)), applied=frozenset({inner(4)}))


def decided(stream, *items):
    """Decide about one POST at a stream."""
    return decide_batch(Shelf({}, {(PEER, CASE): stream}), items)


def applied(batch):
    """Return the numbers that were applied, in order."""
    return [effect.seq for effect in batch.inside if isinstance(effect, Apply)]


def alarms(result):
    """Return the kinds of alarms."""
    return [effect.kind for effect in result.inside if isinstance(effect, Alarm)]


@pytest.mark.parametrize("late_first", [True, False])
def test_what_the_lost_disk_sent_and_what_was_sent_since_are_both_applied(late_first):
    """Number 5 of the old life names number 4, and so does the first of the new one: neither takes the other's place."""
    items = (arrived(5), LATER) if late_first else (LATER, arrived(5))
    batch = decided(AT_FIVE, *items, arrived(SECOND + 1, previous=LATER.inner_digest), arrived(6))
    assert sorted(applied(batch)) == [5, 6, SECOND, SECOND + 1]
    assert alarms(batch) == []
    assert {effect.next_seq for effect in batch.inside if isinstance(effect, Advance)} >= {7, SECOND + 2}


def test_a_life_begins_behind_the_act_that_it_names_or_waits_for_it():
    """It is held, and the old life is asked for; when its act comes, it follows."""
    behind = Stream(Head(4, inner(3)))
    waiting = decided(behind, LATER)
    assert isinstance(waiting.decisions[0], Hold)
    assert waiting.after[1:] == (Want(PEER, CASE, 4),)
    held = replace(behind, held={SECOND: HeldAct(LATER.env_id, LATER.inner_digest, LATER.previous)})
    assert applied(decided(held, arrived(4))) == [4, SECOND]
    assert isinstance(decided(held, arrived(SECOND, env_id=name(9), previous=None)).decisions[0], Conflict)


def test_an_act_that_begins_a_life_may_name_none():
    """The copy knew of none; every other number names the one before it."""
    assert isinstance(decided(Stream(), arrived(SECOND, previous=None)).decisions[0], Accept)
    ahead = decided(AT_FIVE, arrived(SECOND + 1, previous=LATER.inner_digest))
    assert isinstance(ahead.decisions[0], Hold)
    assert ahead.after[1:] == (Want(PEER, CASE, SECOND),)


def test_each_life_with_a_gap_is_asked_for():
    """What only the lost disk had stays missing; the new life goes on meanwhile."""
    held = {7: HeldAct(name(7), inner(7), inner(6))}
    batch = decided(replace(AT_FIVE, held=held), LATER, arrived(SECOND + 2, previous=Digest.of(b"not here")))
    assert applied(batch) == [SECOND]
    assert [effect for effect in batch.after if isinstance(effect, Want)] == [Want(PEER, CASE, 5), Want(PEER, CASE, SECOND + 1)]
    assert all(isinstance(effect, Answer | Want) for effect in batch.after)


@given(st.permutations([1, 2, 3, 4, 5, SECOND, SECOND + 1, first_of(2)]))
def test_in_whatever_order_two_histories_come_each_is_applied_in_its_own(order):
    """The new life hangs on act 3, the life after it on the first act of that: one POST each."""
    before = {1: None, SECOND: inner(3), first_of(2): inner(SECOND)}
    heads, held, done = {0: Head()}, {}, []
    for seq in order:
        newest = max(heads)
        others = {life: head for life, head in heads.items() if life != newest}
        stream = Stream(heads[newest], dict(held), others, frozenset(inner(one) for one in done))
        batch = decided(stream, arrived(seq, previous=before.get(seq, inner(seq - 1))))
        assert alarms(batch) == []
        if isinstance(batch.decisions[0], Hold):
            held[seq] = HeldAct(name(seq), inner(seq), batch.decisions[0].arrived.previous)
        for one in applied(batch):
            held.pop(one, None)
            done.append(one)
        for effect in batch.inside:
            if isinstance(effect, Advance):
                heads[life_of(effect.next_seq)] = Head(effect.next_seq, effect.digest)
    assert sorted(done) == sorted(order)
    for life in (0, 1, 2):
        of_life = [seq for seq in done if life_of(seq) == life]
        assert of_life == sorted(of_life)
    assert done.index(3) < done.index(SECOND) < done.index(first_of(2))


# -- who sends -------------------------------------------------------------------------------------


def take(line, entries, happening):
    """Take one step."""
    return step(line, entries, happening, now=NOW, jitter=0.5)


def test_a_receipt_for_what_the_lost_disk_sent_is_a_question_and_no_alarm():
    """It names an act of an earlier life that is not here: the peer holds it, and gives it back."""
    line = PeerLine(PEER, life=1)
    late = take(line, [], Receipts((received(5, seq=5),)))
    assert (late.asks, alarms(late)) == (True, [])
    refusal = take(line, [], Receipts((refused(5, "stale"),)))
    assert (refusal.asks, alarms(refusal)) == (False, [])
    for strange in (take(line, [], Receipts((received(5, seq=SECOND),))), take(PeerLine(PEER), [], Receipts((received(5, seq=5),)))):
        assert (strange.asks, alarms(strange)) == (False, [AlarmKind.STRANGE_RECEIPT])


def test_what_a_peer_signed_before_it_came_up_from_a_copy_ends_nothing():
    """Its disk may not have the act any more: it stays due, and its receipt is of the life that the peer has claimed."""
    line = PeerLine(PEER, theirs=1)
    old = take(line, [due(1)], Receipts((received(1),)))
    assert [entry.state for entry in old.changed] in ([], [State.SENT])
    now = take(line, [due(1)], Receipts((received(1, life=1),)))
    assert (now.changed[0].state, now.changed[0].life) == (State.RECEIPTED, 1)


def test_the_same_word_in_two_lives_is_no_second_receipt_and_in_one_life_it_is():
    """What was signed before, and what was signed once more since, both stand."""
    line, again = PeerLine(PEER, theirs=1), received(1, receipt=Digest.of(b"x"), life=1)
    assert alarms(take(line, [receipted(1)], Receipts((again,)))) == []
    assert alarms(take(line, [receipted(1, life=1)], Receipts((received(1, receipt=Digest.of(b"y")),)))) == []
    assert alarms(take(line, [receipted(1, life=1)], Receipts((again,)))) == [AlarmKind.SECOND_RECEIPT]


def test_a_want_is_of_one_life():
    """What was applied in another is not missing."""
    flying = take(PeerLine(PEER, life=1), [due(3)], Receipts(())).line
    entries = [receipted(1), receipted(2), receipted(SECOND)]
    asked = take(flying, entries, Reply(flying.posts, (), (Wanted(CASE, 2),)))
    assert [effect.env_ids for effect in asked.after if hasattr(effect, "env_ids") and not hasattr(effect, "number")] == [(name(2),)]


# -- who comes up ----------------------------------------------------------------------------------


def own(seq, previous):
    """An act of this node's that a peer gave back."""
    return OwnAct(name(seq), inner(seq), seq, previous)


def test_what_comes_next_names_the_last_act_without_a_gap():
    """Of 5, 6 and 8 after 4 the tip is 6, and 7 is lost; a life that began on 6 leads on."""
    head = Head(5, inner(4))
    back = take_back(head, [own(8, inner(7)), own(5, inner(4)), own(6, inner(5))])
    assert ([act.seq for act in back.acts], back.tip, back.lost) == ([5, 6, 8], inner(6), (7,))
    assert take_back(head, []).tip == inner(4)
    for apart in (own(5, inner(8)), own(SECOND, inner(8))):  # the peer holds it, and it follows on what nobody gave back
        assert take_back(head, [apart]).tip == inner(4)
    led_on = take_back(head, [own(5, inner(4)), own(SECOND, inner(5)), own(SECOND + 2, inner(SECOND + 1))])
    assert (led_on.tip, led_on.lost) == (inner(SECOND), (SECOND + 1,))
    assert take_back(Head(SECOND + 1, inner(SECOND)), [own(5, inner(4))]).lost == ()


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["a", "b", "c"])), max_size=12))
def test_no_two_copies_of_a_disk_ever_get_one_life(comings):
    """Copies of any age claim in any order, each with a birth of its own: a peer lets each have a life that no other has."""
    known, taken = UNCLAIMED, {}
    for age, birth in comings:
        claim = Claim(taken.get(birth, age + 1), birth)
        while True:
            known = settle_claim(known, claim)
            if (life := must_take(claim, known)) == claim.life:
                break
            claim = Claim(life, birth)
        taken[birth] = claim.life
    assert len(set(taken.values())) == len(taken)


def test_a_claim_that_is_asked_for_again_is_the_same_claim():
    """A question comes twice; only another copy must take a higher life."""
    first = settle_claim(UNCLAIMED, Claim(1, "a"))
    assert settle_claim(first, Claim(1, "a")) == first
    assert must_take(Claim(1, "a"), first) == 1
    assert must_take(Claim(1, "b"), settle_claim(first, Claim(1, "b"))) == 2
