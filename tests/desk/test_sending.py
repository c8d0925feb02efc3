"""Approving a draft: what leaves, and everything that is written with it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from worlds.places import APPROVER, HERE, PASSPHRASE

from comity.desk.meaning import requires_of
from comity.desk.reading.owed import owed_receipts
from comity.desk.sending import actions
from comity.desk.sending.gathering import Gathering
from comity.directory.officers import unlock
from comity.doors.cli.demo import fields
from comity.records.models import Draft, JournalAct, Message, Outbox, Request, Stream
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.refusals import WrongPassphrase
from comity.terms.digests import Digest
from comity.wire.act import parse_act


def test_a_request_leaves(world, puppet):
    """The peer opens exactly the bytes that were approved, signed by this node and the second officer."""
    draft = world.submit(world.draft())
    approved = bytes(draft.body)
    request = world.approve(draft)
    row = world.outbox(request)
    opened = puppet.open(bytes(row.sealed))
    assert opened.payload == approved
    assert {str(entry.owner) for entry in opened.signed_by} == {str(HERE), APPROVER}
    assert (opened.inner.world, opened.inner.seq, opened.inner.previous) == ("real", 1, None)
    assert opened.inner.requires == requires_of(parse_act(approved)) == ("decided", "opened", "received")
    assert str(parse_act(approved).drafted_by) == world.drafter.officer_id
    assert (row.priority, row.state, row.size) == ("urgent", "due", len(bytes(row.sealed)))
    assert Draft.objects.get().env_id == row.env_id
    assert (request.state, request.direction, request.peer) == ("sent", "out", str(puppet.node))


def test_what_is_kept_discloses_what_was_sent(world, puppet):
    """Body, salt, header and signatures of the message are those in the envelope."""
    request = world.send()
    message, opened = world.message(request), puppet.open(bytes(world.outbox(request).sealed))
    assert bytes(message.body) == opened.payload
    assert bytes(message.salt) == opened.salt
    assert bytes(message.inner) == opened.inner_bytes
    assert message.signers == [str(HERE), APPROVER]


def test_the_unlocked_key_signs(world, puppet):
    """The officer's passphrase opens the key; another does not, and nothing is sent."""
    draft = world.submit(world.draft())
    with pytest.raises(WrongPassphrase):
        unlock(world.approver, passphrase="another lantern")
    key = unlock(world.approver, passphrase=PASSPHRASE)
    request = world.approve(draft, key=key)
    assert puppet.open(bytes(world.outbox(request).sealed)).signed_by


def test_an_act_overtaken_by_another_of_its_case_is_sealed_again(world, puppet, monkeypatch):
    """Between sealing and committing another act of the case left: this one is sealed for the next place, not lost, not twice."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    values = fields.consultation("ESSENTIAL_INTEREST", at=world.at)
    one, two = (world.submit(world.draft("consultation", "ADM-CONSULT", values, request=request, replies_to=asked)) for _ in range(2))
    first = []

    def overtaken(name):
        if name == "approve.sealed" and not first:
            first.append(name)
            world.approve(one)

    monkeypatch.setattr(actions, "crash_point", overtaken)
    world.approve(two)
    ours = [puppet.open(bytes(row.sealed)) for row in world.envelopes()]
    assert [opened.inner.seq for opened in ours] == [1, 2]
    assert ours[1].inner.previous == ours[0].inner_digest
    assert Stream.objects.get(direction="out").next_seq == 3


def test_who_has_a_transaction_goes_alone(world, puppet, monkeypatch):
    """Nobody else can write in it, so it waits for nobody who comes, and nobody for it."""
    gathering, came, left = Gathering(PAYLOAD_TYPE, patience=60.0), threading.Event(), threading.Event()
    monkeypatch.setattr(actions, "_GATHERING", gathering)
    draft = world.submit(world.draft())

    def come():
        with gathering.coming():
            came.set()
            return left.wait(20)

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        in_time = other.submit(come)
        assert came.wait(20)
        request = world.approve(draft)
        left.set()
        assert in_time.result(), "the other was waited for"
    assert puppet.open(bytes(world.outbox(request).sealed)).payload == bytes(draft.body)


def test_always_overtaken_is_told(world, monkeypatch):
    """After some tries the officer is asked to try again; nothing is half done."""
    draft = world.submit(world.draft())
    before = world.everything()

    def overtaken(*_, **__):
        raise actions.OvertakenError

    monkeypatch.setattr(actions, "_commit", overtaken)
    with pytest.raises(actions.TooBusy):
        world.approve(draft)
    assert world.everything() == before


@pytest.mark.both_databases
def test_what_is_owed_for_what_was_sent(world, puppet):
    """Each receipt that the header asks for, there or not, verified again from its bytes."""
    request = world.send()
    message = world.message(request)
    assert [(one.kind, one.verified) for one in owed_receipts().receipts] == [("decided", False), ("opened", False), ("received", False)]
    world.deliver(puppet.opened(message), puppet.decided(message))
    found = owed_receipts()
    assert found.envelopes == 1
    assert [(one.kind, one.verified) for one in found.receipts] == [("decided", True), ("opened", True), ("received", False)]


def test_a_decision_consults_first_where_the_article_says_so(world, puppet):
    """One form, one submit: a refusal on 40(21)(b) leaves as a consultation; after the views, as the refusal."""
    request = world.receive()
    request = world.answer(request, fields.refused("ESSENTIAL_INTEREST"))
    assert (request.state, world.message(request).act) == ("consulting", "consultation")
    world.deliver(puppet.say(puppet.act("views", "ADM-CONSULT", fields.views())))
    request = world.answer(request, fields.refused("ESSENTIAL_INTEREST"))
    assert (request.state, world.message(request).act) == ("refused", "answer")
    assert not Outbox.objects.filter(item="decided").count() > 1


def test_the_journal_of_a_sent_act_binds_draft_drafter_and_envelope(world):
    """Who drafted, who approved, which envelope, which header."""
    request = world.send()
    leaf = JournalAct.objects.get(name="act.sent")
    message = world.message(request)
    assert leaf.actor == APPROVER
    for fact in (world.drafter.officer_id, message.env_id, str(Digest.of(bytes(message.inner))), str(Draft.objects.get().pk)):
        assert fact.encode() in bytes(leaf.facts)


def test_each_request_is_its_own_stream(world):
    """Two requests at once: each begins at number 1."""
    world.send()
    world.send()
    assert list(Message.objects.values_list("seq", flat=True)) == [1, 1]
    assert Request.objects.count() == Stream.objects.count() == 2
