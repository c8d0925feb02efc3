"""Museum: the same again, something else under the same name, gaps, the wrong way round, and acts that cross."""

import json
from datetime import timedelta

import make_seal_vectors as tool
import pytest
from worlds.faults import refused_on_the_wire
from worlds.puppet import CASE, verified

from comity.doors.cli.demo import fields
from comity.records.models import Alarm, Inbox, JournalAct, Message, Outbox, Request, Stream
from comity.seal.frames import parse_frames, print_frames
from comity.terms.digests import Digest
from comity.terms.identifiers import Reference
from comity.terms.json import print_json
from comity.wire.act import print_act
from comity.wire.batch import Want


def leaves(name):
    """Return how many leaves of a name the journal has."""
    return JournalAct.objects.filter(name=name).count()


def withdrawal(puppet, **more):
    """Return the withdrawal of the puppet's own request."""
    return puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, **more)


# -- the same again -------------------------------------------------------------------------------


def test_a_replay_gets_the_same_receipt_bytes(world, puppet):
    """Later, and again: the bytes of the first receipt; nothing else happens."""
    sealed = puppet.seal(puppet.act())
    first = world.deliver(sealed).items[0]
    before = world.everything()
    for days in (0, 1, 13, 15, 400):
        assert world.deliver(sealed, at=world.later(days=days)).items[0] == first
    assert world.everything() == before


def test_a_replay_inside_one_post_gets_the_same_receipt(world, puppet):
    """Three copies in one POST: one row, one leaf, one receipt three times."""
    sealed = puppet.seal(puppet.act())
    items = world.deliver(sealed, sealed, sealed).items
    assert len(set(items)) == 1
    assert (Inbox.objects.count(), leaves("act.received"), Request.objects.count()) == (1, 1, 1)


def test_a_replay_delivered_by_another_node_changes_nothing(world, puppet):
    """Whoever carries it, the signatures inside decide whose it is; the receipt is the one that was given."""
    sealed = puppet.seal(puppet.act())
    first = world.deliver(sealed).items[0]
    before = world.everything()
    assert world.deliver(sealed, sender=type(puppet).second().node).items[0] == first
    assert world.everything() == before


def test_a_replay_wrapped_afresh_is_the_same_envelope(world, puppet):
    """Identifier and outer header say which envelope it is; a new wrap in it brings the old receipt."""
    data = puppet.forge()
    first = world.deliver(data).items[0]
    parts = parse_frames(data[8:], what="envelope", cap=len(data), least=4, most=4)
    wrap = tool.Forger().wrap(str(world.node), parts[0])
    afresh = data[:8] + print_frames(parts[0], wrap, *parts[2:])
    assert afresh != data
    before = world.everything()
    assert world.deliver(afresh).items[0] == first
    assert world.everything() == before


# -- something else under the same name -----------------------------------------------------------


def forged_twin(puppet):
    """Return two envelopes of one identifier with other content."""
    other = print_json(json.loads(print_act(puppet.act())) | {"urgency": "routine"})
    return puppet.forge(), puppet.forge(other)


def test_one_identifier_for_two_envelopes_is_a_signed_conflict(world, puppet):
    """Refused as `conflict` naming the second's own digest, an alarm and its leaf; the first stays as it was."""
    one, two = forged_twin(puppet)
    first = world.deliver(one).items[0]
    kept = Inbox.objects.values().get()
    body = verified(world.deliver(two).items[0])
    assert (body.wire_class, str(body.env_id)) == ("conflict", kept["env_id"])
    assert body.outer != verified(first).outer
    assert body.inner != verified(first).inner
    assert Inbox.objects.values().get() == kept
    assert Alarm.objects.get().kind == "same-id"
    assert leaves("alarm.raised") == 1
    assert world.deliver(one).items[0] == first


@pytest.mark.both_databases("constraints")
def test_one_identifier_for_two_envelopes_in_one_post(world, puppet):
    """The first is kept with its own bytes and receipt; only the second is refused."""
    one, two = forged_twin(puppet)
    taken, refused = map(verified, world.deliver(one, two).items)
    assert (taken.order, refused.wire_class) == ("applied", "conflict")
    row = Inbox.objects.get()
    assert bytes(row.sealed) == one
    assert bytes(row.outer_digest) == taken.outer.raw != refused.outer.raw
    assert refused.inner != taken.inner


def test_one_place_for_two_acts(world, puppet):
    """Number 1 of the case a second time: refused as `conflict`, with an alarm."""
    world.deliver(puppet.seal(puppet.act()))
    body = verified(world.deliver(puppet.seal(puppet.act())).items[0])
    assert (body.wire_class, body.seq) == ("conflict", 1)
    assert Alarm.objects.get().kind == "seq-taken"
    assert Inbox.objects.count() == 1


def test_an_act_that_does_not_follow_the_one_before(world, puppet):
    """The right number after the wrong predecessor: refused, with an alarm, and the right one is still taken."""
    first = puppet.say(puppet.act())
    world.deliver(first)
    wrong = puppet.seal(withdrawal(puppet), seq=2, previous=Digest.of(b"another past"))
    assert verified(world.deliver(wrong).items[0]).wire_class == "conflict"
    assert Alarm.objects.get().kind == "broken-chain"
    assert verified(world.deliver(puppet.say(withdrawal(puppet))).items[0]).order == "applied"
    assert Request.objects.get().state == "withdrawn"


# -- gaps and order -------------------------------------------------------------------------------


def test_a_gap_is_held_and_wanted_and_closes_in_order(world, puppet):
    """Number 3 and 2 wait, receipted as held, with a want for number 1; when it comes all three take effect in order."""
    one, two = puppet.say(puppet.act()), puppet.say(puppet.act("views", "ADM-CONSULT", {"views": "VIEWS-MAINTAIN"}))
    three = puppet.say(withdrawal(puppet))
    for sealed in (three, two):
        reply = world.deliver(sealed)
        assert verified(reply.items[0]).order == "held"
        assert reply.wants == (Want(Reference(CASE), 1),)
    assert not Request.objects.exists()
    assert leaves("act.received") == 2
    reply = world.deliver(one)
    assert verified(reply.items[0]).order == "applied"
    assert reply.wants == ()
    assert list(Message.objects.values_list("seq", flat=True)) == [1, 2, 3]
    assert set(Inbox.objects.values_list("order", flat=True)) == {"applied"}
    assert Request.objects.get().state == "withdrawn"
    assert Stream.objects.get(direction="in").next_seq == 4
    assert leaves("act.received") == 3


def test_a_held_act_repeated_keeps_its_receipt_after_it_was_applied(world, puppet):
    """The receipt said held, and says so for ever: what was signed is not signed anew."""
    one, two = puppet.say(puppet.act()), puppet.say(withdrawal(puppet))
    held = world.deliver(two).items[0]
    world.deliver(one)
    assert world.deliver(two).items[0] == held


@pytest.mark.both_databases("order")
def test_a_reordered_pair_in_one_post(world, puppet):
    """Number 2 before number 1 in the same POST: both applied, one request, in order."""
    one, two = puppet.say(puppet.act()), puppet.say(withdrawal(puppet))
    reply = world.deliver(two, one)
    assert reply.wants == ()
    assert [verified(item).order for item in reply.items] == ["held", "applied"]
    assert Request.objects.get().state == "withdrawn"
    assert set(Inbox.objects.values_list("order", flat=True)) == {"applied"}


@pytest.mark.parametrize("together", [False, True], ids=["two-posts", "one-post"])
def test_a_held_act_that_then_does_not_follow(world, puppet, together):
    """It was held in good faith; what came before it is another act: a later signed refusal is owed, and an alarm stands."""
    one = puppet.say(puppet.act())
    false = puppet.seal(withdrawal(puppet), seq=2, previous=Digest.of(b"another past"))
    if together:
        world.deliver(false, one)
    else:
        world.deliver(false)
        world.deliver(one)
    assert Request.objects.get().state == "delivered"
    assert Inbox.objects.get(seq=2).order == "refused"
    assert Alarm.objects.get().kind == "held-broken"
    owed = Outbox.objects.get(item="refused")
    body = verified(bytes(owed.sealed))
    assert (body.wire_class, body.env_id) == ("conflict", false.env_id)
    assert verified(world.deliver(puppet.say(withdrawal(puppet))).items[0]).order == "applied"


def test_a_held_act_outlives_the_end_of_its_envelope(world, puppet):
    """It was taken in time; that the one before it came late does not undo that."""
    one, two = puppet.act(), puppet.act("views", "ADM-CONSULT", {"views": "VIEWS-MAINTAIN"})
    first = puppet.say(one, created=world.later(days=13))
    second = puppet.say(two)
    world.deliver(second)
    world.deliver(first, at=world.later(days=20))
    assert list(Message.objects.values_list("seq", flat=True)) == [1, 2]


# -- crossing -------------------------------------------------------------------------------------


def test_a_withdrawal_crosses_our_answer(world, puppet):
    """The answer left, the withdrawal was on its way: it is taken, the request is withdrawn, its clocks stop."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    assert verified(world.deliver(puppet.say(withdrawal(puppet))).items[0]).order == "applied"
    request.refresh_from_db()
    assert (request.state, request.attention) == ("withdrawn", "")
    assert request.due_at is None
    assert not request.clocks.filter(stopped_at__isnull=True).exists()


def test_a_withdrawal_crosses_our_refusal(world, puppet):
    """There is no move from refused: the withdrawal is kept, receipted, marked, and moves nothing."""
    request = world.receive()
    world.answer(request, fields.refused("DISCRIMINATION"))
    reply = world.deliver(puppet.say(withdrawal(puppet)))
    assert verified(reply.items[0]).order == "applied"
    request.refresh_from_db()
    assert (request.state, request.attention) == ("refused", "crossed")
    assert world.message(request, direction="in").crossed
    assert leaves("act.received") == 2


def test_an_answer_crosses_our_withdrawal(world, puppet):
    """Their grant arrives after we withdrew: kept and marked, and no clock starts."""
    request = world.send()
    asked = world.message(request)
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    answer = puppet.act("answer", values=fields.preserved(at=world.at), case=request.reference, original=asked.env_id)
    world.deliver(puppet.say(answer))
    request.refresh_from_db()
    assert (request.state, request.attention) == ("withdrawn", "crossed")
    assert world.message(request, direction="in").crossed
    assert not request.clocks.filter(stopped_at__isnull=True).exists()


def test_an_answer_before_the_receipt_of_opening(world, puppet):
    """The answer overtakes every receipt: an undecided request takes it, and is answered."""
    request = world.send()
    answer = puppet.act("answer", values=fields.preserved(at=world.at), case=request.reference, original=world.message(request).env_id)
    world.deliver(puppet.say(answer))
    world.deliver(puppet.opened(world.message(request)))
    request.refresh_from_db()
    assert (request.state, request.attention) == ("answered", "")


DATES = {
    "the-end-of-time": {"start": "9999-12-31T23:59:59.999999Z", "end": "9999-12-31T23:59:59.999999Z"},
    "the-beginning-of-time": {"start": "0001-01-01T00:00:00.000000Z", "end": "0001-01-01T00:00:00.000000Z"},
    "no-dates": {"start": "soon", "end": 7},
    "nothing": {},
}


@pytest.mark.parametrize("dates", DATES.values(), ids=DATES)
def test_a_grant_with_dates_that_cannot_be(world, puppet, dates):
    """Their answer is taken as signed; our clock then counts from now, by the length of the article."""
    request = world.send()
    answer = puppet.act("answer", values={"decision": "D-GRANT", **dates}, case=request.reference, original=world.message(request).env_id)
    assert verified(world.deliver(puppet.say(answer)).items[0]).order == "applied"
    request.refresh_from_db()
    assert request.state == "answered"
    assert request.clocks.get(code="C-UN42").due_at == world.at + timedelta(days=60)


def test_an_unknown_number_in_the_future_of_a_case_is_only_held_so_often(world, puppet, monkeypatch):
    """A peer cannot fill the tables with acts that wait: beyond the cap it is told to come again."""
    monkeypatch.setattr("comity.courier.protocol.arriving.HELD_CAP", 3)
    past = Digest.of(b"a past")
    acts = [puppet.seal(withdrawal(puppet), seq=number, previous=past) for number in range(2, 6)]
    reply = world.deliver(*acts)
    assert [getattr(verified(item), "order", "refused") for item in reply.items] == ["held", "held", "held", "refused"]
    assert verified(reply.items[3]).wire_class == "unavailable"
    assert Inbox.objects.count() == 3


def test_a_forged_predecessor_is_no_reason_to_hold(world, puppet):
    """What does not open is not held, wherever it claims to stand."""
    forged = puppet.forge(
        edit_inner=tool.put(seq=2, previous="0" * 64),
        signers=(puppet.approver,),
        payload=print_act(withdrawal(puppet)),
    )
    refused_on_the_wire(world, forged, "bad-signature")
