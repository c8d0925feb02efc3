"""A node that came up from an older copy: it signs nothing, asks its peers, and catches up; nothing is lost, and nothing done twice.

The copy is the database as it was: whatever came after it is rolled back, and only peers still hold it.
"""

import io
from dataclasses import replace

import pytest
from django.db import transaction
from worlds.kept import Kept
from worlds.places import PASSPHRASE, SECOND_THERE, THEIR_APPROVER, sealing, signing
from worlds.puppet import CASE, verified

from comity.courier.answers import peer_answer
from comity.courier.epochs import keep_seeds
from comity.courier.fsck import check_node
from comity.courier.listening import Listener
from comity.courier.publishing import publish_log, published
from comity.courier.restoring.answering import answer_question
from comity.courier.restoring.asking import NotQuarantined
from comity.courier.restoring.breaking import Signer, TwoOfficers, lift, plan
from comity.courier.restoring.broken import verify_discontinuity
from comity.courier.restoring.catching import BreakNeeded, PeersWaited, read_all
from comity.courier.restoring.marks import is_quarantined, quarantine, shown
from comity.courier.restoring.returning import Returning
from comity.directory.book import book
from comity.directory.enrolment import Enrolment, enrol_officer
from comity.directory.epochseeds import own_seeds
from comity.directory.officers import unlock
from comity.directory.policy import Role
from comity.directory.quarantined import read_standing
from comity.directory.sittings import begin_sitting
from comity.doors.cli.demo import fields
from comity.records import journal
from comity.records.models import (
    Alarm,
    Discontinuity,
    Draft,
    Inbox,
    JournalAct,
    Life,
    Message,
    Numbering,
    Outbox,
    PeerEpoch,
    PeerWord,
    Quarantine,
    Receipt,
    Request,
    Stream,
)
from comity.seal.closed import open_file
from comity.seal.frames import parse_frames
from comity.seal.receipt import receipt_body
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.lives import Claim, first_of
from comity.terms.refusals import Refused
from comity.wire.act import print_act
from comity.wire.batch import print_delivery
from comity.wire.kept import ANSWER_TYPE, QUESTION_TYPE, Question, parse_answer, print_question
from comity.wire.receipts import parse_receipt
from comity.wire.received import print_received


@pytest.fixture
def kept(world):
    """What the peers hold."""
    return Kept(world)


@pytest.fixture
def returning(world, kept):
    """What the courier does about it."""
    return Returning(world.home, now=lambda: world.at, ask=kept.ask)


class Copy:
    """The node as it was when the copy was made; `restore` brings it up again."""

    def __init__(self, world):
        """Copy it now."""
        self.world, self.size = world, journal.head().size
        self._point = transaction.savepoint()

    def restore(self, *, mark=True):
        """Put the copy in place; with `mark` as `comity restore` does it, otherwise by hand."""
        transaction.savepoint_rollback(self._point)
        if mark:
            quarantine("restored", at=self.world.at)


def lifted(world, *, why="The disk of the node was lost"):
    """Let two officers say where the log breaks, and go on."""
    said = plan(world.home, why=why, at=world.at)
    by = [Signer(one, world.key(one)) for one in (world.approver, world.chief)]
    return said, lift(world.home, said=said, by=by, at=world.at)


def exchanged(world, kept):
    """A day in which this node sent a request, and took one; its peer holds both."""
    request = world.send()
    kept.took(world.outbox(request))
    sealed = world.puppet.say(world.puppet.act())
    receipt = world.deliver(sealed).items[0]
    kept.gave(sealed, receipt)
    return request.reference, receipt


def test_a_copy_to_which_nothing_was_added_goes_on_by_itself(world, kept, returning):
    """Everybody says so; there is no break, and one leaf that tells of it."""
    world.receive()
    Copy(world).restore()
    before = journal.head().size
    assert not returning.begin()
    assert returning.catch_up()
    assert (Quarantine.objects.count(), journal.head().size) == (0, before + 1)
    assert JournalAct.objects.last().name == "log.recovered"
    assert world.receive(case="XR-2026-000099").state == "delivered"


def test_in_quarantine_nothing_is_added_to_the_log(world, kept):
    """Neither an act that comes, nor one that is approved, nor a checkpoint: all of it begins in the journal."""
    draft = world.submit(world.draft())
    publish_log(world.home)
    checkpoint = published(world.home)
    quarantine("restored", at=world.at)
    before = world.everything()
    for deed in (
        lambda: world.deliver(world.puppet.say(world.puppet.act())),
        lambda: world.approve(draft),
        lambda: publish_log(world.home),
    ):
        with pytest.raises(journal.LogStopped):
            deed()
    assert (world.everything(), published(world.home)) == (before, checkpoint)


@pytest.mark.both_databases("a copy, and what comes back from it")
def test_what_was_done_since_the_copy_comes_back_once(world, kept, returning):
    """The request that was sent, and the one that came: rows, streams, receipts as they were; the break is said first; fsck agrees."""
    world.receive(case="XR-2026-000001")
    draft = world.submit(world.draft())
    copy = Copy(world)
    request = world.approve(draft)
    kept.took(world.outbox(request))
    sealed = world.puppet.say(world.puppet.act())
    receipt = world.deliver(sealed).items[0]
    kept.gave(sealed, receipt)
    copy.restore()
    kept.pages = 1
    assert not returning.catch_up()
    assert is_quarantined()
    said, done = lifted(world)
    assert (done.sent, done.received, done.lost) == (1, 1, ())
    assert (said.shared.size, said.index, said.known.size) == (copy.size, copy.size, verified(receipt).log.size)
    ours, theirs = Request.objects.get(reference=request.reference), Request.objects.get(reference=CASE)
    assert (ours.direction, ours.state, theirs.direction, theirs.state) == ("out", "delivered", "in", "delivered")
    assert bytes(Inbox.objects.get(env_id=verified(receipt).env_id.text).receipt) == receipt
    assert Outbox.objects.get(case=request.reference).state == "receipted"
    assert Receipt.objects.get(direction="in").kind == "received"
    assert Draft.objects.get(pk=draft.pk).state == "sent"
    # A repeat has the same word, signed once more in the life that the node now has; from then on the same bytes.
    again = world.deliver(sealed).items[0]
    assert verified(again) == replace(verified(receipt), life=1)
    assert world.deliver(sealed).items[0] == again == bytes(Inbox.objects.get(env_id=verified(receipt).env_id.text).receipt)
    names = [row.name for row in JournalAct.objects.filter(index__gte=copy.size)]
    assert names[0] == "log.discontinued"
    assert names.count("act.recovered") == 2
    assert not Alarm.objects.exists()
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []


def test_no_place_and_no_number_is_given_a_second_time(world, kept, returning):
    """The next act of the case follows what the peer holds, in a life of its own, and the next request has a number of its own."""
    copy = Copy(world)
    reference, _ = exchanged(world, kept)
    copy.restore()
    returning.catch_up()
    lifted(world)
    stream = Stream.objects.get(case=reference, direction="out")
    assert (stream.next_seq, bytes(stream.head)) == (first_of(1), Digest.of(bytes(Message.objects.get(direction="out").inner)).raw)
    assert world.send().reference > reference
    assert Numbering.objects.get().last == 2001  # what the lost disk numbered, and nobody has seen yet, keeps its number too


def test_an_act_whose_content_nobody_gives_back_is_named_as_lost(world, kept, returning):
    """Its place stays taken: nothing is numbered in its life any more, and nothing follows on what nobody could read."""
    copy = Copy(world)
    request = world.send()
    kept.took(world.outbox(request), opening=False)
    copy.restore()
    returning.catch_up()
    done = lifted(world)[1] if is_quarantined() else None
    assert done is None  # no leaf of ours was signed for: nothing breaks
    stream = Stream.objects.get(case=request.reference, direction="out")
    assert (stream.next_seq, stream.head) == (first_of(1), None)
    assert f"{request.reference} 1" in str(bytes(JournalAct.objects.get(name="log.recovered").facts))


@pytest.mark.both_databases
def test_whom_nobody_heard_is_waited_for(world, kept, returning):
    """Until it answers, or two officers go on without it and say so."""
    copy = Copy(world)
    copy.restore()
    kept.silent.add(world.puppet.node)
    assert not returning.begin()
    assert not returning.catch_up()
    waiting = {one.peer: one for one in shown().peers}
    assert (waiting[str(world.puppet.node)].told_at, waiting[str(world.puppet.node)].fault) == (None, "cut")
    kept.asked.clear()
    kept.silent.clear()
    assert returning.catch_up()
    assert kept.asked == [world.puppet.node]  # who has told is not asked again


def test_two_officers_go_on_without_a_silent_peer_and_name_it(world, kept, returning):
    """What it holds is not known: that is said."""
    Copy(world).restore()
    kept.silent.add(world.puppet.node)
    returning.catch_up()
    said, _ = lifted(world)
    assert (said.silent, said.known) == ((world.puppet.node,), None)
    assert not is_quarantined()


def test_what_the_lost_disk_had_left_at_a_relay_arrives_and_is_known_on_both_sides(world, kept, returning):
    """Nobody held it when the node went on. It stands in the old life, in the way of nothing; the peer, asked again, gives it back."""
    copy = Copy(world)
    late = world.send()
    row, message = world.outbox(late), Message.objects.get(direction="out")
    Kept.took(kept, row)
    item = kept.items.pop(world.puppet.node)
    copy.restore()
    assert returning.catch_up()
    request = world.send()
    assert (request.reference, Message.objects.get(direction="out").seq) == ("VN-2026-002001", first_of(1))
    assert returning.look(returning.peers()) == 0
    kept.items[world.puppet.node] = item
    assert returning.look(returning.peers()) == 1
    assert returning.look(returning.peers()) == 0
    back = Message.objects.get(env_id=row.env_id)
    assert (bytes(back.body), back.request.reference, back.seq) == (bytes(message.body), late.reference, 1)
    assert Outbox.objects.get(env_id=row.env_id).state == "receipted"
    assert Stream.objects.get(case=late.reference).next_seq == first_of(1)
    assert [one.name for one in JournalAct.objects.order_by("index")][-2:] == ["act.recovered", "receipt.received"]
    assert not Alarm.objects.exists()
    assert check_node(world.home, at=world.at) == []


@pytest.mark.both_databases
def test_a_peer_that_saw_another_copy_gets_a_higher_life_from_this_one(world, kept, returning):
    """Two copies of one disk: the second to come up learns of the first before it signs anything, or from a silent peer afterwards."""
    world.receive()
    first = Claim(3, "a" * 32)
    kept.claims[world.puppet.node] = first
    Copy(world).restore()
    assert not returning.catch_up()  # it has learnt of life 3, and claims the next of everybody
    assert returning.catch_up()
    assert Life.objects.get().life == 4
    assert {claim.life for claim in kept.claims.values()} == {4}
    kept.claims[NodeId("cert.xr.example")] = Claim(6, "b" * 32)
    returning.look(returning.peers())
    assert Life.objects.get().life == 7
    world.send()
    assert Message.objects.get(direction="out").seq == first_of(7)


@pytest.mark.both_databases
def test_a_peer_that_came_up_from_a_copy_is_heard_by_its_new_life_alone(world, line):
    """Its claim holds from its question on: what its lost disk had signed ends nothing, and the act goes out once more."""
    request = world.send()
    row = world.outbox(request)
    old = world.puppet.received(row)
    body = parse_receipt(receipt_body(old))
    line.carrier.claimed(Asker(world).ask(claim=Claim(1, "a" * 32)).claim.life)
    line.carrier.keep_receipts([(peer_answer(body, data=old), old)], at=world.at)
    assert world.outbox(request).state == "due"
    new = world.puppet.sign(print_received(replace(body, life=1)))
    line.carrier.keep_receipts([(peer_answer(replace(body, life=1), data=new), new)], at=world.at)
    assert world.outbox(request).state == "receipted"
    line.carrier.keep_receipts([(peer_answer(body, data=old), old)], at=world.at)
    assert not Alarm.objects.exists()


@pytest.mark.both_databases
def test_acts_of_two_lives_of_a_peer_are_each_taken_in_their_order(world):
    """What is signed now names an act that comes later, from a relay; a request whose number was given twice is kept and marked."""
    puppet = world.puppet
    first = puppet.seal(puppet.act(), seq=1)
    longer = puppet.act("request", "REQ-PRESERVE-EXT", fields.extension(CASE, at=world.at))
    late = puppet.seal(longer, seq=2, previous=first.inner)
    since = puppet.seal(longer, seq=first_of(1), previous=first.inner)
    held = world.deliver(since)
    assert (verified(held.items[0]).order, [want.from_seq for want in held.wants]) == ("held", [1])
    assert world.deliver(since).wants == held.wants
    beyond = puppet.seal(longer, seq=first_of(1) + 2, previous=first.inner)
    assert [want.from_seq for want in world.deliver(beyond).wants] == [1]
    world.deliver(first)
    gap = puppet.seal(longer, seq=4, previous=first.inner)
    assert [want.from_seq for want in world.deliver(gap, beyond).wants] == [2, first_of(1) + 1]
    assert verified(world.deliver(late).items[0]).order == "applied"
    assert Stream.objects.get().next_seq == first_of(1) + 1
    known = puppet.seal(longer, seq=first_of(3), previous=first.inner)
    assert verified(world.deliver(known).items[0]).order == "applied"
    again = puppet.seal(puppet.act(), seq=first_of(2))
    assert verified(world.deliver(again).items[0]).order == "applied"
    assert sorted(row.order for row in Inbox.objects.all()) == ["applied"] * 5 + ["held"] * 2
    assert Request.objects.get().attention == "crossed"
    assert Stream.objects.get().next_seq == first_of(3) + 1
    assert check_node(world.home, at=world.at) == []


@pytest.mark.parametrize("names", [("approver",), ("approver", "approver"), ("approver", "drafter"), ("approver", "chief", "both")])
def test_a_break_is_signed_by_two_officers_who_may(world, kept, returning, names):
    """One alone, one twice, one who may not approve, or three: nothing is lifted."""
    copy = Copy(world)
    exchanged(world, kept)
    copy.restore()
    returning.catch_up()
    said = plan(world.home, why="The disk was lost", at=world.at)
    before = world.everything()
    with pytest.raises(TwoOfficers):
        lift(world.home, said=said, by=[Signer(getattr(world, name), world.key(getattr(world, name))) for name in names], at=world.at)
    assert world.everything() == before


@pytest.mark.both_databases
def test_a_log_whose_files_are_there_goes_on_exactly(world, kept, returning):
    """The leaves that only the files have become rows again, without their content; nothing breaks, and the checkpoint is continued."""
    world.receive(case="XR-2026-000001")
    copy = Copy(world)
    _, receipt = exchanged(world, kept)
    old = publish_log(world.home)
    copy.restore(mark=False)
    assert not returning.begin()  # the log is ahead of its rows
    assert shown().why == "log-ahead"
    assert returning.catch_up()
    leaf = JournalAct.objects.get(index=verified(receipt).log.index)
    assert (leaf.name, leaf.about, leaf.facts) == ("act.received", CASE, None)
    assert not JournalAct.objects.filter(name="log.discontinued").exists()
    assert publish_log(world.home).size > old.size  # which proves that it continues the old one
    assert check_node(world.home, at=world.at) == []


def test_a_peer_that_holds_more_stops_the_node_before_it_signs(world, kept, returning):
    """A machine that was set back as a whole shows nothing by itself; each peer is asked first."""
    copy = Copy(world)
    exchanged(world, kept)
    copy.restore(mark=False)
    assert not returning.begin()
    assert shown().why == "peers-ahead"


def test_a_silent_peer_at_the_start_is_asked_again(world, kept, returning):
    """The node begins, because nobody may stop it by silence; who answers later is heard."""
    copy = Copy(world)
    exchanged(world, kept)
    copy.restore(mark=False)
    kept.silent.add(world.puppet.node)
    assert returning.begin()
    assert not returning.asked_all
    kept.silent.clear()
    assert returning.ask_rest()
    assert shown().why == "peers-ahead"


def test_what_a_peer_shows_is_believed_by_its_signatures_alone(world, kept, returning):
    """An act that we never signed, a receipt that is not ours: nothing of that peer is taken, and it says why."""
    copy = Copy(world)
    _, receipt = exchanged(world, kept)
    copy.restore()
    came, went = kept.items[world.puppet.node]
    forged = world.puppet.seal(world.puppet.act(case="XR-2026-000031"))
    for items in ([type(went)("went", (forged.data, receipt))], [type(came)("came", (came.parts[0], receipt, came.parts[2]))]):
        kept.items[world.puppet.node] = items
        assert not returning.catch_up()
        word = PeerWord.objects.get(peer=str(world.puppet.node))
        assert word.told_at is None
        assert word.fault
    assert not Message.objects.exists()


def test_who_lost_both_approvers_goes_on_with_two_whom_the_country_certifies_anew(world, kept, returning):
    """The country's key is brought, two officers are enrolled while the log stands still, and what they sign is believed by its section."""
    copy = Copy(world)
    exchanged(world, kept)
    copy.restore()
    returning.catch_up()
    names = [OfficerId(f"{name}@{world.node}") for name in ("mai.t", "son.l")]
    new = [
        enrol_officer(Enrolment(name, name.text, (Role.APPROVER,), "vi"), home=world.home, passphrase=PASSPHRASE, at=world.at)
        for name in names
    ]
    (world.home.keys / "country.key").unlink()
    assert JournalAct.objects.count() == copy.size
    said = plan(world.home, why="Disk and both keys were lost", at=world.at)
    lift(world.home, said=said, by=[Signer(one, unlock(one, passphrase=PASSPHRASE)) for one in new], at=world.at)
    row = Discontinuity.objects.get()
    verified_break = verify_discontinuity(bytes(row.said), node=world.node, known=book())
    assert verified_break.officers == tuple(names)
    enrolled = JournalAct.objects.filter(name="officer.enrolled")
    assert [leaf.index for leaf in enrolled] == [copy.size + 1, copy.size + 2]
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []


@pytest.mark.both_databases
def test_officers_come_in_meanwhile_and_their_sign_in_is_logged_later(world, kept, returning):
    """Whoever signs in sees what is waited for; the leaf waits too."""
    Copy(world).restore()
    begin_sitting(world.drafter, came_by="password totp", address="", browser="", at=world.at)
    size = journal.head().size
    assert returning.catch_up()
    leaf = JournalAct.objects.get(name="session.began")
    assert (leaf.index, str(world.at) in str(bytes(leaf.facts))) == (size, True)


def test_the_header_of_every_page_says_what_is_waited_for(world, kept, returning):
    """By a file that the courier writes; gone with the quarantine."""
    Copy(world).restore()
    kept.silent.add(world.puppet.node)
    returning.begin()
    returning.catch_up()
    assert read_standing(world.home).waiting == (str(world.puppet.node),)
    kept.silent.clear()
    returning.catch_up()
    assert read_standing(world.home) is None


def test_what_is_not_quarantined_is_not_lifted(world, kept):
    """There is nothing to say."""
    with pytest.raises(NotQuarantined):
        plan(world.home, why="because", at=world.at)


def test_the_log_does_not_go_on_by_itself_where_it_breaks(world, kept, returning):
    """Only with what two officers signed; who waits is told what for."""
    from comity.courier.restoring.asking import ask_all
    from comity.courier.restoring.catching import catch_up

    copy = Copy(world)
    exchanged(world, kept)
    copy.restore()
    with pytest.raises(PeersWaited):
        catch_up(world.home, at=world.at)
    ask_all(world.home, ask=kept.ask, at=world.at)
    assert len(shown().peers) == len(book().peers(world.node))
    before = world.everything()
    with pytest.raises(BreakNeeded):
        catch_up(world.home, at=world.at)
    assert world.everything() == before


def test_refusals_are_of_the_family():
    """They have sentences."""
    for one in (TwoOfficers(why="x"), NotQuarantined()):
        assert isinstance(one, Refused)


class Asker:
    """The puppet as a node that came up from a copy: it asks this node what it holds."""

    def __init__(self, world):
        """Nothing is asked yet."""
        self.world = world

    def ask(self, *, by=None, at=None, to=None, **more):
        """Put a question; return the answer, verified and parsed."""
        puppet, at = self.world.puppet.node, at or self.world.at
        question = Question(puppet, to or self.world.node, at, **({"since": Instant(0)} | more))
        signed = sign_statement(print_question(question), payload_type=QUESTION_TYPE, keys=[signing(str(by or puppet))])
        data = answer_question(self.world.home, signed, at=self.world.at)
        verified_answer = verify_statement(data, payload_type=ANSWER_TYPE, keyring=book().keyring, at=self.world.at)
        assert [entry.owner for entry in verified_answer.signed_by] == [self.world.node]
        return parse_answer(verified_answer.payload)


@pytest.mark.both_databases
def test_a_peer_is_given_what_it_sent_and_what_it_took(world, line):
    """Its own act with what opens it again, sealed for it alone; ours that it took, with its receipt; and nothing changes here."""
    sealed = world.puppet.say(world.puppet.act())
    receipt = world.deliver(sealed).items[0]
    request = world.send()
    line.run()
    before = world.everything()
    answer = Asker(world).ask()
    came, went = answer.items
    assert (came.kind, came.parts[0], came.parts[1]) == ("came", sealed.data, receipt)
    opened = open_file(
        came.parts[2],
        node=world.puppet.node,
        sealing_keys={sealing(world.puppet.node).public.key_id: sealing(world.puppet.node)},
        most=2**20,
    )
    assert parse_frames(opened, what="opening", cap=2**20, least=4, most=4)[0] == print_act(world.puppet.act())
    assert (went.kind, went.parts[0]) == ("went", bytes(world.outbox(request).sealed))
    assert went.parts[1] == bytes(Receipt.objects.get(direction="in").sealed)
    assert not answer.more
    assert [item.kind for item in Asker(world).ask(since=None).items] == ["place"]
    assert Asker(world).ask(came=answer.came, went=answer.went).items == ()
    assert Asker(world).ask(since=world.later(days=1)).items == ()
    assert world.everything() == before


@pytest.mark.parametrize(
    "fault", [{"by": SECOND_THERE}, {"by": THEIR_APPROVER}, {"to": SECOND_THERE}, {"days": -2}], ids=["node", "officer", "to", "old"]
)
def test_nobody_else_is_given_anything(world, fault):
    """The question is the node's own, for this node, and of now."""
    at = world.later(days=fault.pop("days", 0))
    with pytest.raises(Refused):
        Asker(world).ask(at=at, **fault)


def test_the_door_of_peers_tells_what_is_kept_and_takes_nothing_in_quarantine(world, kept):
    """A delivery is put off, as after any outage; a question is answered, for both sides may have come up from a copy."""
    listener = Listener(world.home, clock=lambda: world.at, answered=lambda *_: None, contact=lambda _: None)
    said = []

    def door(path, body):
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        (answer,) = listener(environ | {"HTTP_COMITY_NODE": str(world.puppet.node)}, lambda status, _: said.append(status))
        return answer

    quarantine("restored", at=world.at)
    question = Question(world.puppet.node, world.node, world.at)
    signed = sign_statement(print_question(question), payload_type=QUESTION_TYPE, keys=[signing(str(world.puppet.node))])
    door("/comity/1/kept", signed)
    door("/comity/1/in", print_delivery([("envelope", world.puppet.say(world.puppet.act()).data)]))
    door("/comity/1/kept", b"nonsense")
    assert [status[:3] for status in said] == ["200", "503", "400"]
    assert not Inbox.objects.exists()


def test_what_is_given_back_is_sealed_to_the_key_that_the_question_names(world, line):
    """The seeds of the daily keys that both were sealed to went with the disk: the act comes back in another wrap, and is the same."""
    puppet = world.puppet
    lost, fresh = puppet.epoch(world.at), puppet.epoch(world.later(minutes=1))
    world.deliver(puppet.show_epoch(world.at))
    sealed = puppet.say(puppet.act())
    world.deliver(sealed)
    row = world.outbox(world.send())
    line.run()
    assert puppet.open(bytes(row.sealed), with_key=lost[0])
    world.at = world.later(minutes=2)
    came, went = Asker(world).ask(fresh=fresh[1]).items
    keys = {fresh[0].public.key_id: fresh[0]}
    assert open_file(came.parts[2], node=puppet.node, sealing_keys=keys, most=2**20)
    again = puppet.open(went.parts[0], with_key=fresh[0])
    assert (again.inner.env_id.text, again.outer_digest.raw) == (row.env_id, bytes(row.outer_digest))
    assert PeerEpoch.objects.get().key_id == fresh[0].public.key_id.text
    row.refresh_from_db()
    assert puppet.open(bytes(row.sealed), with_key=lost[0])  # here nothing was changed by giving it


def test_a_question_names_the_key_of_the_day_and_what_is_sealed_to_it_is_read_when_it_is_over(world, kept, returning):
    """Until the quarantine is lifted: two officers may need more than a week."""
    keep_seeds(world.home, at=world.at)
    (seed,) = own_seeds(world.home)
    copy = Copy(world)
    request = world.send()
    row = world.outbox(request)
    kept.took(row, sealed_to=seed.key.public)
    sealed = world.puppet.say(world.puppet.act())
    kept.gave(sealed, world.deliver(sealed).items[0])
    copy.restore()
    assert not returning.catch_up()
    assert kept.fresh == seed.epoch
    world.at = world.later(days=9)
    keep_seeds(world.home, at=world.at)
    assert [bytes(one.sealed) for held in read_all(world.home, at=world.at) for one in held.sent] == [bytes(row.sealed)]
