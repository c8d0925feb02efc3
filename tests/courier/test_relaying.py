"""A node and a relay: what no line brings is left there and stays due, what lies there is brought in once, nothing is believed unsigned."""

import pytest
import urllib3
from worlds.over import Over
from worlds.places import HERE, SECOND_THERE, THERE, THIRD, sealing
from worlds.relay import RelayWorld, name_in_sections

from comity.courier.crashing import RELAYED_POINTS
from comity.courier.epochs import keep_epochs
from comity.courier.granting import Gate
from comity.courier.overview.lines import see_lines
from comity.courier.protocol.granting import COST
from comity.courier.protocol.lines import Verdict
from comity.courier.protocol.relays import AGAIN
from comity.courier.relayline import RelayAwayError
from comity.desk.receiving.receipts import owe_sealed
from comity.directory.book import book
from comity.directory.epochseeds import own_seeds
from comity.records.models import Inbox, JournalAct, Line, Outbox, RelayHold
from comity.seal.closed import close_file, open_file
from comity.seal.envelope import Recipient
from comity.seal.receipt import receipt_body, verify_receipt
from comity.terms.digests import Digest
from comity.wire.batch import parse_delivery, print_delivery
from comity.wire.held import TakenBody, kind_of, parse_taken, print_taken
from comity.wire.receipts import parse_receipt
from comity.wire.relay import MAX_CLOSED, Left


@pytest.fixture
def relay(tmp_path):
    """A relay that serves all three countries."""
    return RelayWorld(tmp_path / "relay")


@pytest.fixture
def over(world, relay, line):
    """This node over it."""
    return Over(world, relay, line)


def test_what_is_due_is_left_stays_due_and_ends_with_the_peers_own_receipt(over, world, puppet):
    """A `held` is kept with its leaf and shown; only the peer's signature, which comes back over the relay, ends the act."""
    request = world.send()
    row = world.outbox(request)
    over.go()
    (hold,) = RelayHold.objects.all()
    assert (hold.env_id, hold.relay, over.relay.read(bytes(hold.sealed)).outer.raw) == (
        row.env_id,
        "relay.un.example",
        bytes(row.outer_digest),
    )
    assert JournalAct.objects.latest("index").name == "delivery.held"
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("due", 0)
    (data,) = over.fetched()
    assert puppet.open(data).outer_digest.raw == bytes(row.outer_digest)
    over.leave_receipts(puppet.received(row))
    over.go()
    row.refresh_from_db()
    request.refresh_from_db()
    assert (row.state, row.order, request.state) == ("receipted", "applied", "delivered")
    assert over.fetched() == []  # a receipt that answers an act is not answered


@pytest.mark.both_databases
def test_what_the_relay_holds_is_not_left_again_until_a_while_later(over, world):
    """Nor does it stand in the way of what comes after it; should the relay have lost it, it is there again."""
    first = world.outbox(world.send())
    over.go()
    second = world.outbox(world.send())
    over.go(minutes=1)
    assert over.fetched() == [bytes(first.sealed), bytes(second.sealed)]
    over.go(minutes=1)
    assert over.fetched() == []
    over.go(seconds=AGAIN.total_seconds())
    assert over.fetched() == [bytes(first.sealed), bytes(second.sealed)]
    assert RelayHold.objects.count() == 2


@pytest.mark.both_databases
def test_what_its_receiver_had_no_room_for_is_left_again_after_a_while_and_not_before(over, world, puppet):
    """It signed that, so nothing lies there any more: a quarter of an hour for what is urgent, an hour for the rest."""

    def cut(_items):
        raise urllib3.exceptions.ConnectTimeoutError(None, "no line")

    def left():
        fetched = over.fetched()
        return [place for place, row in enumerate(rows) if bytes(row.sealed) in fetched]

    over.line.answer = cut
    rows = [world.outbox(world.send()) for _ in range(2)]
    Outbox.objects.filter(pk=rows[1].pk).update(priority="routine")
    over.go()
    assert left() == [0, 1]
    over.leave_receipts(*(puppet.refused(row, "unavailable", at=over.relay.at) for row in rows))
    over.go(minutes=1)
    assert not RelayHold.objects.exists()
    assert set(Outbox.objects.values_list("state", flat=True)) == {"due"}
    over.go(minutes=13)
    assert left() == []
    over.go(minutes=2)
    assert left() == [0]
    over.go(minutes=46)
    assert left() == [1]
    over.leave_receipts(puppet.refused(rows[0], "policy", at=over.relay.at))
    over.go(minutes=1)
    assert Outbox.objects.get(pk=rows[0].pk).state == "refused"


def test_a_reserve_that_was_used_up_over_the_line_is_used_up_over_the_relay(over, world, puppet):
    """Its giver is told so, signed; nothing of the act is kept, and it comes again by itself."""
    room = world.home.room
    full = Gate(free=lambda: room.keep + room.reserve * len(book().peers(world.node)))
    over.relayer._told["gate"] = full
    full.spend(THERE, room.reserve // COST)
    over.relay.leave(THERE, HERE, Left("envelope", puppet.say(puppet.act()).data))
    over.go()
    (answer,) = over.fetched()
    assert parse_receipt(verify_receipt(answer, keyring=_keyring()).body_bytes).wire_class == "unavailable"
    assert not Inbox.objects.exists()


def test_an_act_that_lies_there_is_taken_once_and_its_receipt_goes_back_sealed(over, world, puppet):
    """The same receipt for each copy, over whichever way it comes; the relay is told only when the receipt lies there."""
    act = puppet.say(puppet.act())
    over.relay.leave(THERE, HERE, Left("envelope", act.data))
    over.go()
    assert Inbox.objects.count() == 1
    assert over.relay.since(HERE).items == ()
    page = over.relay.since(THERE)
    assert str(puppet.act().reference).encode() not in page.items[0].data
    (first,) = over.fetched()
    assert parse_receipt(verify_receipt(first, keyring=_keyring()).body_bytes).order == "applied"
    over.relay.leave(THERE, HERE, Left("envelope", act.data))  # lost on the way: the giver leaves it once more
    reply = world.deliver(act)  # and over the line, which is back
    over.go()
    assert over.fetched() == [first]
    assert reply.items == (first,)
    assert Inbox.objects.count() == 1
    assert JournalAct.objects.filter(name="act.received").count() == 1


def _keyring():
    return book().keyring


def test_an_act_whose_receipt_cannot_be_left_is_asked_for_again(over, world, puppet):
    """The relay goes away between the two: nothing is called taken, and the next time the same receipt goes back."""
    over.relay.leave(THERE, HERE, Left("envelope", puppet.say(puppet.act()).data))
    door = over.relay.door
    over.relay.door = lambda environ, start: door(environ, start) if environ["REQUEST_METHOD"] == "GET" else _broken(start)
    with pytest.raises(RelayAwayError):
        over.go()
    assert Inbox.objects.count() == 1
    over.relay.door = door
    over.go()
    assert len(over.fetched()) == 1
    assert over.relay.since(HERE).items == ()


def _broken(start):
    start("503 Service Unavailable", [])
    return [b"unavailable"]


@pytest.mark.both_databases
def test_a_receipt_that_travels_on_its_own_ends_with_the_peers_signed_word(over, world, puppet):
    """Sealed, for it names its case; a `held` does not end it, the peer's `taken` does; another's `taken` does not."""
    request = world.receive()
    owe_sealed(puppet.sign(b"{}"), item="opened", peer=str(THERE), case=request.reference, at=world.at)
    row = Outbox.objects.get()
    over.go()
    ((item,),) = [over.relay.since(THERE).items]
    assert bytes(row.sealed) not in item.data
    (receipt,) = over.fetched()
    assert receipt == bytes(row.sealed)
    row.refresh_from_db()
    assert row.state == "due"
    from worlds.puppet import Puppet

    mark = print_taken(TakenBody(outer=Digest.of(receipt), at=world.at))
    over.leave_receipts(Puppet(THIRD, officers=("x", "y")).sign(mark))
    over.go()
    row.refresh_from_db()
    assert row.state == "due"
    over.leave_receipts(puppet.sign(mark))
    over.go()
    row.refresh_from_db()
    assert row.state == "receipted"
    assert {answer.verdict for _, answer in over.told} == {Verdict.TAKEN}


def test_a_receipt_on_its_own_that_lies_there_is_taken_and_answered_with_a_mark(over, world, puppet):
    """Signed, with its digest: the peer need not leave it again. One that we refuse is answered with the refusal."""
    request = world.send()
    good = puppet.opened(world.message(request))
    strange = puppet.opened(world.message(request), inner=Digest.of(b"other"))
    over.leave_receipts(good, strange)
    over.go()
    _, refusal, mark = over.fetched()
    assert kind_of(receipt_body(refusal)) == "refused"
    body = parse_taken(verify_receipt(mark, keyring=_keyring()).body_bytes)
    assert body.outer == Digest.of(good)


def test_a_line_that_works_needs_no_relay_and_one_that_is_dead_for_a_while_gets_it(over, world):
    """At once where no line leads; where one does, after the time that the operator set."""
    name_in_sections(world, over.relay.entry, alone=False)
    world.send()
    over.go()
    assert not RelayHold.objects.exists()
    Line.objects.create(peer=str(THERE), down_since=over.relay.at, last_fault="timeout")
    over.go(minutes=9)
    assert not RelayHold.objects.exists()
    over.go(minutes=1)
    assert RelayHold.objects.count() == 1


def test_what_lies_there_of_a_stranger_or_broken_harms_nobody_elses(over, world, puppet, monkeypatch):
    """A fault of this program over one thing leaves it there; the others are taken."""
    from comity.courier import relaying

    good, bad = puppet.say(puppet.act()), puppet.seal(puppet.act(case="XR-2026-000008"))
    over.relay.leave(THERE, HERE, Left("envelope", bad.data), Left("envelope", good.data))
    over.relay.leave(SECOND_THERE, HERE, Left("closed", close_file(b"no delivery", recipients=[Recipient(HERE, sealing(HERE).public)])))
    accept = relaying.accept_delivery

    def faulty(data, **more):
        if bad.data in data:
            raise ZeroDivisionError
        return accept(data, **more)

    monkeypatch.setattr(relaying, "accept_delivery", faulty)
    over.go()
    assert [row.env_id for row in Inbox.objects.all()] == [str(good.env_id)]
    assert [item.data for item in over.relay.since(HERE).items] == [bad.data]
    monkeypatch.undo()
    over.go()
    assert Inbox.objects.count() == 2


class PowerCut(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("point", RELAYED_POINTS)
def test_a_sudden_end_on_the_way_is_made_good_by_going_once_more(over, world, puppet, monkeypatch, point):
    """After what was left, before it is kept, before the relay is told: one row, one receipt, one hold, nothing lost."""
    from comity.courier import relaying

    world.send()
    over.relay.leave(THERE, HERE, Left("envelope", puppet.say(puppet.act()).data))

    def crash(name):
        if name == point:
            raise PowerCut

    monkeypatch.setattr(relaying, "crash_point", crash)
    with pytest.raises(PowerCut):
        over.go()
    monkeypatch.undo()
    over.go()
    assert (Inbox.objects.count(), RelayHold.objects.count(), Outbox.objects.get().state) == (1, 1, "due")
    envelope, *receipts = over.fetched()
    assert puppet.open(envelope)
    assert len(set(receipts)) == 1
    assert over.relay.since(HERE).items == ()


def test_a_relay_that_signs_for_something_else_is_not_believed(over, world, puppet):
    """Neither for other bytes, nor for another recipient, nor with another's key: nothing is kept, and the line says why."""
    world.send()
    other = over.relay.leave_raw(THERE, HERE, Left("envelope", puppet.seal(b"x").data))
    from comity.wire.batch import Reply, print_reply

    over.relay.door = lambda _environ, start: (start("200 OK", []), [print_reply(Reply((other[0],)))])[1]
    with pytest.raises(RelayAwayError, match="bad-reply"):
        over.go()
    over.relay.door = lambda _environ, start: (start("200 OK", []), [print_reply(Reply((puppet.sign(b'{"at":"x"}'),)))])[1]
    with pytest.raises(RelayAwayError, match="bad-reply"):
        over.go()
    assert not RelayHold.objects.exists()


def test_what_the_relay_refuses_waits_and_holds_up_nothing(over, world):
    """A full relay is tried again minutes later; the act stays due all the while."""
    from comity.courier.relay.folder import Caps

    over.relay.folder = type(over.relay.folder)(
        over.relay.folder.path, over.relay.folder.name, over.relay.folder.listen, "", Caps(all_mib=1)
    )
    over.relay.start()
    over.relay.holding._caps = Caps(giver_things=1)
    world.send()
    world.send()
    over.go()
    assert RelayHold.objects.count() == 1
    assert len(over.fetched()) == 1
    over.go(minutes=1)
    assert RelayHold.objects.count() == 1
    over.go(minutes=5)
    assert RelayHold.objects.count() == 2
    assert set(Outbox.objects.values_list("state", flat=True)) == {"due"}


@pytest.mark.both_databases
def test_the_relay_and_what_it_holds_are_shown(over, world):
    """Whether it is used, how much of what is due it signed for, and since when it is away."""
    world.send()
    over.relayer._look()
    over.relay.away = True
    over.relayer._look()
    seen = {str(one.peer.id): one for one in see_lines(world.home, at=over.relay.at)}
    assert (seen[str(THERE)].relay.used, seen[str(THERE)].relay.held, seen[str(THERE)].relay.fault) == (True, 1, "status")
    assert seen[str(THIRD)].relay.name == "relay.un.example"  # over this node's own: it names none
    assert not seen[str(THIRD)].relay.used


def test_over_a_relay_both_sides_learn_the_key_of_the_day_and_seal_to_it(over, world, puppet):
    """Left once beside what is due, sealed as receipts are; what is left for a peer that showed one opens with that alone."""
    keep_epochs(world.home, at=world.at)
    over.leave_receipts(puppet.show_epoch(world.at))
    world.send()
    over.go()
    over.go()
    key = puppet.epoch(world.at)[0]
    page = over.relay.since(THERE)
    assert sorted(item.kind for item in page.items) == ["closed", "envelope"]
    for item in page.items:
        if item.kind == "envelope":
            assert puppet.open(item.data, with_key=key)
        else:
            keys = {one.public.key_id: one for one in (key, sealing(THERE))}  # it was left before theirs was known
            (told,) = parse_delivery(open_file(item.data, node=THERE, sealing_keys=keys, most=MAX_CLOSED))
            assert told.data == own_seeds(world.home)[0].statement


def test_what_opens_no_more_is_answered_with_the_key_of_the_day(over, world, puppet):
    """Its giver, who never hears of a receipt, learns what to seal to; what it left is let go."""
    keep_epochs(world.home, at=world.at)
    old = own_seeds(world.home)[0].key.public
    over.relay.at = world.at = world.later(days=8)
    keep_epochs(world.home, at=world.at)
    content = print_delivery([("receipt", puppet.show_epoch(world.at))])
    over.relay.leave(THERE, HERE, Left("closed", close_file(content, recipients=[Recipient(HERE, old)])))
    over.go()
    assert over.fetched() == [own_seeds(world.home)[0].statement]
    assert over.relay.since(HERE).items == ()


def test_what_lies_there_under_a_key_that_is_over_is_left_again_as_soon_as_the_newest_is_known(over, world, puppet):
    """Not after six hours: the relay's word for it is forgotten, and the same act lies there in another wrap."""
    over.leave_receipts(puppet.show_epoch(world.at))
    over.go()
    row = world.outbox(world.send())
    over.go()
    assert RelayHold.objects.count() == 1
    over.relay.at = world.at = world.later(days=8)
    key = puppet.epoch(world.at)[0]
    world.deliver(puppet.show_epoch(world.at), at=world.at)
    assert RelayHold.objects.count() == 0
    over.go()
    (data,) = over.fetched()
    assert puppet.open(data, at=world.at, with_key=key).outer_digest.raw == bytes(row.outer_digest)
    assert RelayHold.objects.count() == 1
