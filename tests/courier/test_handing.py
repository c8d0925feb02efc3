"""What goes by hand arrives as over the line: taken once, answered with the same receipts, and nothing is ended by packing."""

import dataclasses
import socket

import pytest
from worlds.puppet import verified

from comity.courier.accepting import accept_delivery
from comity.courier.epochs import keep_epochs
from comity.courier.handing import NodeNotRunning, NothingDue, NotThisNode, pack_pouch, take_pouch
from comity.courier.protocol.lines import Receipts
from comity.directory.epochs import sealing_key
from comity.directory.epochseeds import own_seeds
from comity.directory.home import Address
from comity.records.models import Inbox, JournalAct, Outbox
from comity.terms.digests import Digest
from comity.terms.refusals import Refused
from comity.wire.batch import parse_delivery, print_delivery
from comity.wire.pouch import things_in, write_pouch


@pytest.fixture
def pouch(world, tmp_path):
    """Packs deliveries of the puppet's for this node."""

    def pack(*deliveries, to=None, sender=None):
        file = tmp_path / "in.pouch"
        with file.open("wb") as out:
            names = {"sender": sender or world.puppet.node, "to": to or world.home.node}
            write_pouch(out, **names, packed=world.at, things=deliveries, count=len(deliveries))
        return file

    return pack


@pytest.fixture
def taking(world, tmp_path):
    """Takes a pouch at this node; returns what came of it, and the items of the answer."""
    told = []

    def take(file, name="answer.pouch"):
        def post(delivery, sender):
            return accept_delivery(delivery, sender=sender, at=world.at, answered=lambda *one: told.append(one))

        answer = tmp_path / name
        taken = take_pouch(world.home, file=file, answer=answer, at=world.at, post=post)
        if not answer.exists():
            return taken, []
        with answer.open("rb") as back:
            return taken, [item for delivery in things_in(back) for item in parse_delivery(delivery)]

    take.told = told
    return take


def test_what_is_due_is_packed_in_its_order_and_stays_due(world, tmp_path):
    """The very bytes that the line would have carried; a leaf says that they were packed, for whom, and the digest."""
    first, second = world.outbox(world.send()), world.outbox(world.send())
    file = tmp_path / "out.pouch"
    packed = pack_pouch(world.home, to=world.puppet.node, file=file, at=world.at)
    assert (packed.envelopes, packed.receipts, packed.deliveries, packed.left) == (2, 0, 1, 0)
    assert file.stat().st_mode & 0o077 == 0
    with file.open("rb") as out:
        (delivery,) = things_in(out)
    assert [item.data for item in parse_delivery(delivery)] == [bytes(first.sealed), bytes(second.sealed)]
    assert set(Outbox.objects.values_list("state", flat=True)) == {"due"}
    assert JournalAct.objects.latest("index").name == "pouch.packed"


def test_nothing_to_carry_writes_no_file(world, tmp_path):
    """Also where all has expired; and a file that is there is not written over."""
    file = tmp_path / "out.pouch"
    with pytest.raises(NothingDue):
        pack_pouch(world.home, to=world.puppet.node, file=file, at=world.at)
    world.send()
    with pytest.raises(NothingDue):
        pack_pouch(world.home, to=world.puppet.node, file=file, at=world.later(days=31))
    assert not file.exists()
    file.write_bytes(b"other")
    with pytest.raises(FileExistsError):
        pack_pouch(world.home, to=world.puppet.node, file=file, at=world.at)
    assert file.read_bytes() == b"other"


def test_a_request_that_was_carried_here_is_taken_and_answered(world, puppet, pouch, taking):
    """Once; a second taking changes nothing and gives the same receipt bytes."""
    file = pouch(print_delivery([("envelope", puppet.seal(puppet.act()).data)]))
    taken, (back,) = taking(file)
    assert (taken.sender, taken.envelopes, taken.answers) == (puppet.node, 1, 1)
    assert verified(back.data).order == "applied"
    assert Inbox.objects.count() == 1
    _, again = taking(file, "again.pouch")
    assert again == [back]
    assert Inbox.objects.count() == 1


def test_receipts_that_were_carried_back_are_told_to_their_line(world, puppet, pouch, taking):
    """Nothing answers them, and no file is written."""
    row = world.outbox(world.send())
    taken, back = taking(pouch(print_delivery([("receipt", puppet.received(row))])))
    assert (taken.receipts, taken.answers, back) == (1, 0, [])
    ((node, answer, _),) = taking.told
    assert (node, str(answer.env_id)) == (puppet.node, row.env_id)


def test_a_pouch_for_another_or_from_a_stranger_or_broken_changes_nothing(world, puppet, pouch, taking):
    """Said by name, before anything is taken."""
    delivery = print_delivery([("envelope", puppet.seal(puppet.act()).data)])
    before = world.everything()
    with pytest.raises(NotThisNode):
        taking(pouch(delivery, to=type(puppet.node)("poc.ke.example")))
    with pytest.raises(Refused):
        taking(pouch(delivery, sender=type(puppet.node)("poc.zz.example")))
    file = pouch(delivery)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Refused):
        taking(file)
    assert world.everything() == before


def test_a_node_that_does_not_run_says_so(world, puppet, pouch, tmp_path):
    """The door is asked over loopback; a port that is taken, and at which nobody listens, is nobody else's meanwhile."""
    file = pouch(print_delivery([("envelope", puppet.seal(puppet.act()).data)]))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        here = dataclasses.replace(world.home, peers=Address("127.0.0.1", taken.getsockname()[1]))
        with pytest.raises(NodeNotRunning):
            take_pouch(here, file=file, answer=tmp_path / "answer.pouch", at=world.at)
    assert not (tmp_path / "answer.pouch").exists()


def test_a_pouch_tells_the_key_of_the_day_and_counts_it_as_nothing(world, puppet, pouch, taking, tmp_path):
    """There and in the answer, in a delivery of its own; who takes one seals to it from then on."""
    keep_epochs(world.home, at=world.at)
    (seed,) = own_seeds(world.home)
    world.send()
    file = tmp_path / "out.pouch"
    packed = pack_pouch(world.home, to=puppet.node, file=file, at=world.at)
    assert (packed.envelopes, packed.receipts, packed.deliveries, packed.left) == (1, 0, 1, 0)
    with file.open("rb") as out:
        first, second = (parse_delivery(one) for one in things_in(out))
    assert [(item.kind, item.data) for item in first] == [("receipt", seed.statement)]
    assert [item.kind for item in second] == ["envelope"]
    theirs = print_delivery([("receipt", puppet.show_epoch(world.at)), ("envelope", puppet.seal(puppet.act()).data)])
    taken, back = taking(pouch(theirs))
    assert (taken.envelopes, taken.receipts, taken.answers) == (1, 0, 1)
    assert back[0].data == seed.statement
    assert verified(back[1].data).order == "applied"
    assert sealing_key(puppet.node, at=world.at) == puppet.epoch(world.at)[0].public


def test_what_a_slow_stick_brought_too_late_goes_again_in_the_next_pouch(world, puppet, pouch, taking, tmp_path, line):
    """Eight days under way, refused with the key of that day, carried back: the next pouch has the same act under it."""
    world.deliver(puppet.show_epoch(world.at))
    request = world.send()
    pack_pouch(world.home, to=puppet.node, file=tmp_path / "first.pouch", at=world.at)
    late = world.later(days=8)
    key, fresh = puppet.epoch(late)
    refusal = puppet.refused(world.outbox(request), "key-expired", at=late, fresh=fresh)
    world.at = line.at = world.later(days=9)
    taking(pouch(print_delivery([("receipt", refusal)])))
    ((_, answer, sealed),) = taking.told
    line.carrier._receipts[Digest.of(sealed)] = sealed
    line.answer = lambda _: (503, b"unavailable")
    line.run(Receipts((answer,)))
    assert Outbox.objects.get().state == "due"
    pack_pouch(world.home, to=puppet.node, file=tmp_path / "second.pouch", at=world.at)
    with (tmp_path / "second.pouch").open("rb") as out:
        (item,) = [item for delivery in things_in(out) for item in parse_delivery(delivery)]
    assert puppet.open(item.data, at=world.at, with_key=key).inner.case.text == request.reference
