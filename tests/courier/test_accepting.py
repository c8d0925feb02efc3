"""What a good delivery does: one row, one leaf, one receipt that names the leaf, and the request as it now stands."""

import threading

import pytest
from worlds.places import HERE, signing
from worlds.puppet import CASE, verified

from comity.courier import accepting, foreseeing
from comity.courier import shelf as shelves
from comity.courier.protocol.arriving import Arrived
from comity.courier.shelf import shelf_for
from comity.records import journal
from comity.records.models import Inbox, JournalAct, Life, Message, Officer, Request, Stream, Unread
from comity.seal import abreast
from comity.seal.headers import parse_inner
from comity.seal.receipt import sign_receipts
from comity.terms.digests import Digest, tree_root
from comity.terms.identifiers import Reference


def test_a_request_arrives(world, puppet):
    """Everything that it leaves behind, each once."""
    sealed = puppet.say(puppet.act())
    reply = world.deliver(sealed)
    body = verified(reply.items[0])
    request = Request.objects.get()
    assert (request.reference, request.direction, request.peer, request.state) == (CASE, "in", str(puppet.node), "delivered")
    assert (request.kind, request.urgency, request.holder) == ("REQ-PRESERVE", "urgent", None)
    row = Inbox.objects.get()
    assert (row.order, bytes(row.sealed), bytes(row.receipt)) == ("applied", sealed.data, reply.items[0])
    message = Message.objects.get()
    assert Digest.of(bytes(message.inner)) == sealed.inner == body.inner
    assert message.signers == [puppet.approver, str(puppet.node)]
    assert Unread.objects.count() == Officer.objects.filter(is_active=True).count()
    assert Stream.objects.get().next_seq == 2


@pytest.mark.parametrize("one_writer", [True, False])
def test_the_receipt_names_the_leaf_of_the_act(world, puppet, monkeypatch, one_writer):
    """Index, size and root of this node's log with the act as its last leaf; whether the log's head is locked first or last."""
    monkeypatch.setattr(accepting, "has_one_writer", lambda: one_writer)
    world.send()
    body = verified(world.deliver(puppet.say(puppet.act())).items[0])
    leaf = JournalAct.objects.get(name="act.received")
    assert (body.log.origin, body.log.index, body.log.size) == (f"{HERE}/log", leaf.index, leaf.index + 1)
    hashes = [bytes(found) for found in JournalAct.objects.order_by("index").values_list("leaf_hash", flat=True)]
    assert body.log.root.raw == tree_root(hashes[: body.log.size])


@pytest.mark.both_databases("many rows")
def test_sixty_four_acts_in_one_post(world, puppet):
    """One transaction, each with its own receipt under one signature, each naming another leaf; every one verifies alone."""
    sealed = [puppet.say(puppet.act(case=f"XR-2026-{number:06d}")) for number in range(1, 65)]
    bodies = [verified(item) for item in world.deliver(*sealed).items]
    assert [body.env_id for body in bodies] == [one.env_id for one in sealed]
    assert len({body.log.index for body in bodies}) == 64
    assert Request.objects.count() == 64
    assert journal.head().size == 64


class Signatures(list):
    """What is signed for acts that come, in whichever thread; `wait` returns once there is one more."""

    def __init__(self):
        """Nothing yet."""
        super().__init__()
        self._more = threading.Semaphore(0)

    def sign(self, bodies, *, key):
        """Sign as ever, and keep it."""
        made = sign_receipts(bodies, key=key)
        self.append(made)
        self._more.release()
        return made

    def wait(self):
        """Say whether one more was signed in time."""
        return self._more.acquire(timeout=5)

    def in_vain(self, receipt):
        """Return what else was signed than `receipt`, which is the second of two."""
        assert self.wait()
        assert self.wait()
        assert [receipt] in self
        (vain,) = [one for (one,) in self if one != receipt]
        return vain


@pytest.fixture
def signed(monkeypatch):
    """Return what is signed from now on, on a machine that has a core to spare."""
    signed = Signatures()
    for module in (accepting, foreseeing):
        monkeypatch.setattr(module, "sign_receipts", signed.sign)
    monkeypatch.setattr(abreast, "_is_busy", lambda: False)
    return signed


def test_a_receipt_is_signed_before_the_transaction_that_keeps_it(world, puppet, monkeypatch, signed):
    """Once: what was foreseen is what is kept, and what is answered."""
    monkeypatch.setattr(accepting, "shelf_for", lambda things: signed.wait() and shelf_for(things))
    reply = world.deliver(puppet.say(puppet.act()))
    assert [reply.items[0]] == signed[0] == [bytes(Inbox.objects.get().receipt)]
    assert len(signed) == 1
    assert verified(reply.items[0]).log.index == JournalAct.objects.get(name="act.received").index


def test_an_act_that_is_held_is_answered_so(world, puppet, signed):
    """What was foreseen says applied: it is signed once more, and sent to nobody."""
    first = puppet.say(puppet.act())
    second = puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, original=first.env_id))
    (receipt,) = world.deliver(second).items
    assert receipt == bytes(Inbox.objects.get().receipt)
    assert (verified(receipt).order, verified(signed.in_vain(receipt)).order) == ("held", "applied")


def test_where_somebody_writes_meanwhile_the_receipt_names_the_place_that_it_has(world, puppet, monkeypatch, signed):
    """What was foreseen names the leaf that somebody else took: it is signed once more, and sent to nobody."""

    def shelf(things):
        journal.append(journal.Entry(name="test.noted", actor="", about="", facts={}), at=world.at, key=signing(world.node).public.key_id)
        return shelf_for(things)

    monkeypatch.setattr(accepting, "shelf_for", shelf)
    (receipt,) = world.deliver(puppet.say(puppet.act())).items
    body, foreseen = verified(receipt), verified(signed.in_vain(receipt))
    hashes = [bytes(found) for found in JournalAct.objects.order_by("index").values_list("leaf_hash", flat=True)]
    assert receipt == bytes(Inbox.objects.get().receipt)
    assert body.log.index == JournalAct.objects.get(name="act.received").index == foreseen.log.index + 1
    assert body.log.root.raw == tree_root(hashes)


def test_where_this_node_begins_another_life_meanwhile_the_receipt_is_of_that(world, puppet, monkeypatch, signed):
    """What was foreseen is of the life before: it is signed once more, and sent to nobody."""

    def shelf(things):
        Life.objects.create(node=HERE, life=3, birth="", at=world.at, since=world.at)
        return shelf_for(things)

    monkeypatch.setattr(accepting, "shelf_for", shelf)
    (receipt,) = world.deliver(puppet.say(puppet.act())).items
    assert (verified(receipt).life, verified(signed.in_vain(receipt)).life) == (3, 0)


@pytest.mark.both_databases
def test_what_is_known_of_one_act_is_what_is_known_of_it_among_many(world, puppet, monkeypatch):
    """Of a new case, of one that is known, of an act that came before, and where one is held: by one statement, or by those for many."""
    seen = []

    def shelf(things):
        at_once = shelf_for(things)
        with monkeypatch.context() as slow:
            slow.setattr(shelves, "_for_one", lambda _: None)
            assert shelf_for(things) == at_once
        seen.append(at_once)
        return at_once

    monkeypatch.setattr(accepting, "shelf_for", shelf)
    first = puppet.say(puppet.act())
    acts = [puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, original=first.env_id)) for _ in range(4)]
    for act in (first, acts[0], acts[2], acts[1], acts[3]):
        world.deliver(act)
    streams = [next(iter(one.streams.values())) for one in seen]
    assert [stream.head.next_seq for stream in streams] == [1, 2, 3, 3, 5]
    assert [len(stream.held) for stream in streams] == [0, 0, 0, 1, 0]
    arrived = Arrived(first.env_id, Digest.of(b"another"), first.inner, puppet.node, Reference(CASE), 1, None)
    assert list(shelf([arrived]).stored) == [(puppet.node, first.env_id)]


def test_what_was_signed_in_vain_is_sent_to_nobody(world, puppet, monkeypatch, signed):
    """The receipt is begun before the act is taken: where that fails nothing is there, and the place in the log is free for the next."""
    sealed = puppet.say(puppet.act())
    with monkeypatch.context() as broken:
        broken.setattr(accepting, "take_act", lambda *_, **__: 1 // (not signed.wait()))
        with pytest.raises(ZeroDivisionError):
            world.deliver(sealed)
    assert not Inbox.objects.exists()
    assert not JournalAct.objects.filter(name="act.received").exists()
    reply = world.deliver(sealed)
    assert len(signed) == 2
    assert reply.items[0] == bytes(Inbox.objects.get().receipt) == signed[1][0] != signed[0][0]
    assert verified(reply.items[0]).log.index == verified(signed[0][0]).log.index


def test_what_was_owed_is_what_the_header_asked_for(world, puppet):
    """The signed header says which receipts its sender wants."""
    world.deliver(puppet.say(puppet.act()))
    assert parse_inner(bytes(Message.objects.get().inner)).requires == ("decided", "opened", "received")


@pytest.mark.both_databases("a whole story")
def test_a_whole_case_between_two_nodes(world, puppet):
    """Request, opening, taking, consultation, views, grant, extension, its grant: every act of the puppet's gets its receipt."""
    from comity.desk.holding.actions import open_request, take_request
    from comity.doors.cli.demo import fields

    request = world.receive()
    open_request(request, by=world.drafter, at=world.at)
    take_request(request, by=world.drafter, at=world.at, token=world.token())
    asked = world.message(request, direction="in")
    world.send(
        "consultation",
        "ADM-CONSULT",
        fields.consultation("ESSENTIAL_INTEREST", at=world.at),
        request=request,
        replies_to=asked.env_id,
    )
    views = puppet.act("views", "ADM-CONSULT", fields.views(), original=world.message(request).env_id)
    world.deliver(puppet.say(views))
    world.answer(request, fields.preserved(at=world.at))
    extension = puppet.act("request", "REQ-PRESERVE-EXT", fields.extension(request.reference, at=world.at))
    world.deliver(puppet.say(extension))
    world.answer(request, fields.extended(at=world.at), kind="REQ-PRESERVE-EXT")
    request.refresh_from_db()
    assert (request.state, request.holder, request.consulted) == ("answered", world.drafter, True)
    assert [message.act for message in request.messages.all()] == ["request", "consultation", "views", "answer", "request", "answer"]
    ours = [puppet.open(bytes(row.sealed)) for row in world.envelopes()]
    assert [opened.inner.seq for opened in ours] == [1, 2, 3]
    assert [opened.inner.previous for opened in ours] == [None, ours[0].inner_digest, ours[1].inner_digest]
