"""One POST in one transaction: the effects, and their order."""

import pytest
from protocol_samples import CASE, OTHER, PEER, arrived, inner, name, outer

from comity.courier.protocol.arriving import HELD_CAP, Head, HeldAct, Repeat, Stored
from comity.courier.protocol.batches import Away, Shelf, Stream, TurnedAway, decide_batch, repeats
from comity.courier.protocol.effects import (
    Advance,
    Alarm,
    AlarmKind,
    Answer,
    AppendLeaf,
    Apply,
    Keep,
    Order,
    SignReceipt,
    SignRefusal,
    Unhold,
    Want,
)
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed

PLACE = (PEER, CASE)


def empty(**other):
    """A shelf with nothing on it, but for some parts."""
    return Shelf(**{"stored": {}, "streams": {PLACE: Stream(), (PEER, OTHER): Stream()}, **other})


def test_an_accepted_act_is_kept_applied_and_logged_before_its_receipt_is_signed():
    """The receipt names the leaf, so the leaf comes first; the answer waits for the commit."""
    batch = decide_batch(empty(), [arrived(1)])
    sign = SignReceipt(PEER, name(1), Order.APPLIED)
    assert batch.inside == (
        Keep(PEER, name(1), CASE, 1, Order.APPLIED),
        Apply(PEER, name(1), CASE, 1),
        Advance(PEER, CASE, 2, inner(1)),
        AppendLeaf(PEER, name(1)),
        sign,
    )
    assert batch.after == (Answer(name(1), sign),)


def test_each_item_sees_what_those_before_it_did():
    """Number 3, then 1, then 2 in one POST: 3 is held, released in the same transaction, and nothing is wanted."""
    batch = decide_batch(empty(), [arrived(3), arrived(1), arrived(2)])
    assert [effect.seq for effect in batch.inside if isinstance(effect, Apply)] == [1, 2, 3]
    assert [effect.order for effect in batch.inside if isinstance(effect, SignReceipt)] == [Order.HELD, Order.APPLIED, Order.APPLIED]
    assert not [effect for effect in batch.after if isinstance(effect, Want)]


def test_answers_keep_the_order_of_the_post_and_each_gap_is_asked_for_once():
    """Two held acts of one stream make one want; another stream flows on."""
    batch = decide_batch(empty(), [arrived(3), arrived(1, env_id=name(50), outer_digest=outer(50), case=OTHER), arrived(4)])
    assert [effect.env_id for effect in batch.after if isinstance(effect, Answer)] == [name(3), name(50), name(4)]
    assert batch.after[-1] == Want(PEER, CASE, 1)
    assert sum(isinstance(effect, Want) for effect in batch.after) == 1


def test_the_same_envelope_twice_in_one_post_is_kept_once_and_answered_twice_with_one_receipt():
    """The second answer refers to the receipt that the first one signs."""
    batch = decide_batch(empty(), [arrived(1), arrived(1)])
    assert sum(isinstance(effect, Keep | AppendLeaf) for effect in batch.inside) == 2
    assert batch.decisions[1] == Repeat(arrived(1), None)
    assert batch.after[0] == batch.after[1]


def test_a_repeat_needs_no_transaction_and_asks_again_for_what_is_missing():
    """Stored bytes go back, nothing is written; the gap is still a gap."""
    held = Stream(Head(), {2: HeldAct(name(2), inner(2), inner(1))})
    batch = decide_batch(empty(stored={(PEER, name(2)): Stored(outer(2), b"bytes")}, streams={PLACE: held}), [arrived(2)])
    assert batch.inside == ()
    assert batch.after == (Answer(name(2), b"bytes"), Want(PEER, CASE, 1))


def test_conflicts_are_refused_with_an_alarm_and_bind_nothing():
    """The refusal and the alarm are written; the inbox row and the log are not touched."""
    shelf = empty(stored={(PEER, name(1)): Stored(outer(9), b"bytes")})
    batch = decide_batch(shelf, [arrived(1)])
    sign = SignRefusal(PEER, name(1), outer(1), "conflict")
    assert batch.inside == (sign, Alarm(AlarmKind.SAME_ID, PEER, name(1), CASE, 1))
    assert batch.after == (Answer(name(1), sign),)


def test_a_conflict_seen_before_gets_the_same_refusal_and_no_second_alarm():
    """A final refusal that is stored is repeated byte for byte."""
    shelf = empty(stored={(PEER, name(1)): Stored(outer(9), b"bytes")}, refused={(name(1), outer(1), "conflict"): b"no"})
    batch = decide_batch(shelf, [arrived(1), arrived(1)])
    assert batch.inside == ()
    assert batch.after == (Answer(name(1), b"no"), Answer(name(1), b"no"))


def test_a_broken_chain_is_refused_as_conflict():
    """Alarm and refusal, and the head stays."""
    batch = decide_batch(empty(streams={PLACE: Stream(Head(2, inner(1)))}), [arrived(2, previous=inner(8))])
    assert [type(effect) for effect in batch.inside] == [SignRefusal, Alarm]
    assert batch.inside[1].kind is AlarmKind.BROKEN_CHAIN


def test_what_did_not_open_is_refused_with_its_class_and_a_stored_refusal_never_decides():
    """An earlier `unknown-key` does not stand in the way of the act once it opens; nor is `unavailable` ever repeated from store."""
    key = (name(1), outer(1), "unknown-key")
    batch = decide_batch(empty(refused={key: b"no"}), [TurnedAway(*key[:2], PEER, "unknown-key")])
    assert (batch.inside, batch.after) == ((), (Answer(name(1), b"no"),))
    assert isinstance(batch.decisions[0], Away)
    assert decide_batch(empty(refused={key: b"no"}), [arrived(1)]).inside[0] == Keep(PEER, name(1), CASE, 1, Order.APPLIED)
    away = TurnedAway(name(1), outer(1), PEER, "unavailable")
    assert decide_batch(empty(refused={(name(1), outer(1), "unavailable"): b"no"}), [away]).inside != ()


def test_a_copy_that_no_longer_opens_is_still_a_repeat():
    """Expired since, or its key gone: what was taken is answered with its receipt."""
    batch = decide_batch(empty(stored={(PEER, name(1)): Stored(outer(1), b"bytes")}), [TurnedAway(name(1), outer(1), PEER, "stale")])
    assert batch.after == (Answer(name(1), b"bytes"),)


def test_an_unknown_class_cannot_be_built():
    """A refusal that no sender could act on does not exist."""
    with pytest.raises(Malformed):
        TurnedAway(name(1), outer(1), PEER, "because")


def test_a_full_shelf_says_try_again_without_alarm():
    """`unavailable`, signed, and nothing else."""
    full = Stream(Head(), {seq: HeldAct(name(seq), inner(seq), inner(seq - 1)) for seq in range(2, 2 + HELD_CAP)})
    item = arrived(2 + HELD_CAP)
    assert decide_batch(empty(streams={PLACE: full}), [item]).inside == (SignRefusal(PEER, item.env_id, item.outer_digest, "unavailable"),)


def test_a_held_act_that_does_not_follow_is_let_go_with_an_alarm():
    """After the one that arrived is kept, the held one is marked and the operator told."""
    held = Stream(Head(), {2: HeldAct(name(2), inner(2), inner(1))})
    batch = decide_batch(empty(streams={PLACE: held}), [arrived(1, inner_digest=Digest.of(b"other"))])
    assert batch.inside[-2:] == (Unhold(PEER, name(2), CASE, 2), Alarm(AlarmKind.HELD_BROKEN, PEER, name(2), CASE, 2))


def test_a_stream_that_the_shell_forgot_to_load_is_not_taken_for_a_new_one():
    """Absence refuses."""
    with pytest.raises(KeyError):
        decide_batch(Shelf({}, {}), [arrived(1)])


def test_a_repeat_is_known_before_it_is_opened():
    """Only exactly the same outer digest is a repeat; anything else must be opened."""
    assert repeats(Stored(outer(1), b"bytes"), outer_digest=outer(1)) == b"bytes"
    assert repeats(Stored(outer(1), b"bytes"), outer_digest=outer(2)) is None
    assert repeats(None, outer_digest=outer(1)) is None
