"""Daily keys: made, shown, destroyed; and envelopes that were sealed to one that is over, wrapped afresh by nobody's hand."""

import json
import os
from dataclasses import replace
from datetime import timedelta

import pytest
import urllib3
from django.db import transaction
from worlds.places import HERE, THERE, sealing, signing
from worlds.puppet import verified

from comity.courier import epochs, resealing
from comity.courier.crashing import EPOCH_POINTS
from comity.courier.epochs import keep_epochs, keep_seeds
from comity.courier.protocol.lines import MAX_REWRAPS, Restarted, Woken
from comity.courier.watching import Watcher
from comity.directory.book import book
from comity.directory.epochs import sealing_key, sealing_key_id
from comity.directory.epochseeds import opening_keys, own_seeds, shown_epoch
from comity.directory.founding import write_section
from comity.directory.home import home
from comity.doors.cli.demo import fields
from comity.records.models import Alarm, Inbox, JournalAct, Message, Outbox, OwnEpoch, PeerEpoch, Quarantine, Receipt
from comity.seal.refusals import NotSealedToUs
from comity.terms.identifiers import Country
from comity.wire.batch import Reply, print_reply
from comity.wire.refused import RefusedBody

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def leaves(name):
    """Return the facts of each leaf of that name, in order."""
    return [json.loads(bytes(act.facts)) for act in JournalAct.objects.filter(name=name)]


def keys_on_disk():
    """Return the files of the folder of seeds."""
    return sorted(path.name for path in home().epochs_folder.iterdir())


# -- this node's own ------------------------------------------------------------------------------------


def test_a_key_a_day(world):
    """One is made each day (UTC), by whoever looks first; its file is for this account alone; the newest is what peers are told."""
    keep_epochs(home(), at=world.at)
    keep_epochs(home(), at=world.at + timedelta(hours=1))
    (first,) = own_seeds(home())
    assert (first.epoch.since, first.epoch.until) == (world.at, world.at + WEEK)
    (file,) = home().epochs_folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    keep_epochs(home(), at=world.at + DAY)
    assert len(own_seeds(home())) == 2
    shown = shown_epoch(home(), at=world.at + DAY)
    assert shown.epoch.since == world.at + DAY
    assert shown.statement not in (None, first.statement)
    assert OwnEpoch.objects.filter(destroyed_at=None).count() == 2
    assert leaves("epoch.destroyed") == []


def test_after_seven_days_the_seed_is_overwritten_and_gone_and_a_leaf_says_so(world, tmp_path):
    """Nothing on the disk opens what was sealed for that day any more: not under another name of the file either."""
    keep_epochs(home(), at=world.at)
    (file,) = home().epochs_folder.iterdir()
    os.link(file, tmp_path / "kept")
    (seed,) = own_seeds(home())
    keep_epochs(home(), at=world.at + WEEK + -timedelta(microseconds=1))
    assert file.exists()
    keep_epochs(home(), at=world.at + WEEK)
    assert not file.exists()
    assert set((tmp_path / "kept").read_bytes()) == {0}
    key_id = seed.key.public.key_id
    assert key_id not in opening_keys(home(), at=None)
    (said,) = leaves("epoch.destroyed")
    assert (said["facts"]["key"], said["facts"]["until"]) == (key_id.text, str(world.at + WEEK))
    assert OwnEpoch.objects.get(key_id=key_id.text).destroyed_at == world.at + WEEK
    before = JournalAct.objects.count()
    keep_epochs(home(), at=world.at + WEEK)
    assert JournalAct.objects.count() == before


def test_a_policy_of_fewer_days(world):
    """The table `[epochs]` shortens the life of a key."""
    from comity.directory.epochuse import EpochUse

    short = replace(home(), epochs=EpochUse(2))
    keep_epochs(short, at=world.at)
    assert shown_epoch(short, at=world.at).epoch.until == world.at + 2 * DAY


def test_a_seed_that_was_lost_is_told_too(world):
    """A node that came up from a copy has rows of keys whose seeds are in no backup: a leaf says that they are gone."""
    keep_epochs(home(), at=world.at)
    for file in home().epochs_folder.iterdir():
        file.unlink()
    keep_epochs(home(), at=world.at + timedelta(hours=1))
    assert len(leaves("epoch.destroyed")) == 1
    assert len(own_seeds(home())) == 1


def test_in_quarantine_nothing_is_destroyed_and_nothing_is_noted(world):
    """What peers give back is sealed to what is here, and the log stands."""
    keep_epochs(home(), at=world.at)
    Quarantine.objects.create(why="restored", since=world.at)
    keep_seeds(home(), at=world.at + 8 * DAY)
    assert len(own_seeds(home())) == 2
    assert OwnEpoch.objects.count() == 1


# -- what comes -----------------------------------------------------------------------------------------


def test_what_is_sealed_to_the_key_of_the_day_opens_until_it_is_over(world):
    """The same envelope again, later, to the instant: until then it is taken, from then on refused with the key of that day."""
    keep_epochs(home(), at=world.at)
    key = own_seeds(home())[0].key.public
    sealed = world.puppet.attempt(world.puppet.act())
    (receipt,) = world.deliver(world.puppet.seal(world.puppet.act(), daily=key), at=world.at + WEEK + -timedelta(microseconds=1)).items
    assert verified(receipt).order == "applied"
    keep_epochs(home(), at=world.at + WEEK)
    late = world.puppet.seal(world.puppet.act(case="XR-2026-000009"), daily=key)
    (receipt,) = world.deliver(late, at=world.at + WEEK).items
    said = verified(receipt)
    assert isinstance(said, RefusedBody)
    assert (said.wire_class, said.env_id, said.fresh) == ("key-expired", late.env_id, shown_epoch(home(), at=world.at + WEEK).epoch)
    assert Inbox.objects.count() == 1
    # No other refusal says a key, and the long key of the directory still opens, for who knows of no other.
    (receipt,) = world.deliver(sealed, at=world.at).items
    assert verified(receipt).wire_class == "conflict"
    assert verified(receipt).fresh is None


def test_a_key_that_is_over_opens_nothing_before_its_file_is_taken_away(world):
    """A courier that has not looked yet is no loophole."""
    keep_epochs(home(), at=world.at)
    key = own_seeds(home())[0].key.public
    (receipt,) = world.deliver(world.puppet.seal(world.puppet.act(), daily=key), at=world.at + WEEK).items
    assert verified(receipt).wire_class == "key-expired"


def test_a_held_act_is_applied_when_its_key_is_long_destroyed(world):
    """The act before it comes after ten days: what was held opens by its own keys, which go then."""
    keep_epochs(home(), at=world.at)
    key = own_seeds(home())[0].key.public
    puppet = world.puppet
    first = puppet.say(puppet.act(), daily=key)
    second = puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, original=first.env_id), daily=key)
    (receipt,) = world.deliver(second).items
    assert verified(receipt).order == "held"
    assert Inbox.objects.get().keys is not None
    later = world.at + timedelta(days=10)
    keep_epochs(home(), at=later)
    again = puppet.rewrap(first, own_seeds(home())[0].key.public)
    (receipt,) = world.deliver(again, at=later).items
    assert verified(receipt).order == "applied"
    assert list(Inbox.objects.order_by("seq").values_list("order", "keys")) == [("applied", None), ("applied", None)]
    assert Message.objects.filter(direction="in").count() == 2


# -- what leaves ----------------------------------------------------------------------------------------


def test_refused_for_its_key_it_is_wrapped_afresh_and_delivered(world, line):
    """Refused with the key of the day: the same act goes again at once, once, under that key, and nobody has to do anything."""
    request = world.send()
    key, fresh = world.puppet.epoch(world.at)
    before = Outbox.objects.get()
    line.answer = lambda items: _refuse_once(line, items, fresh)
    line.run()
    row = Outbox.objects.get()
    assert [len(post) for post in line.posts] == [1, 1]
    first, second = (world.puppet.open(line.posts[0][0].data), world.puppet.open(line.posts[1][0].data, with_key=key))
    assert (first.inner_bytes, first.signatures, first.payload, first.salt) == (
        second.inner_bytes,
        second.signatures,
        second.payload,
        second.salt,
    )
    assert (first.outer_digest, first.outer) == (second.outer_digest, second.outer)
    assert (row.state, row.order, row.rewraps, row.sealed_to) == ("receipted", "applied", 1, key.public.key_id.text)
    assert (row.env_id, bytes(row.outer_digest), row.size) == (before.env_id, bytes(before.outer_digest), len(line.posts[1][0].data))
    assert bytes(row.sealed) == line.posts[1][0].data
    request.refresh_from_db()
    assert (request.state, request.attention) == ("delivered", "")
    (said,) = leaves("wrap.renewed")
    assert (said["facts"]["key"], said["facts"]["envelope"]) == (key.public.key_id.text, row.env_id)
    assert not Alarm.objects.exists()
    assert [receipt.kind for receipt in Receipt.objects.filter(direction="in")] == ["received"]
    with pytest.raises(NotSealedToUs):
        world.puppet.open(line.posts[1][0].data)
    # And what is sealed from now on is sealed to it.
    assert sealing_key(THERE, at=world.at) == key.public


def _refuse_once(line, items, fresh):
    """Refuse the first POST with that key; take what comes after."""
    if len(line.posts) > 1:
        return line.take(items)
    return 200, print_reply(Reply(tuple(line.world.puppet.refused(line.row(item), "key-expired", fresh=fresh) for item in items)))


def test_without_a_key_it_waits_and_goes_when_the_key_comes_another_way(world, line):
    """The peer's statement came by its own POST, or was asked for: what waits is due again, also after a restart."""
    world.send()
    line.answer = line.refuse("key-expired")
    line.run()
    line.run(Restarted())
    line.run(Woken(), later=timedelta(hours=1))
    assert len(line.posts) == 1
    world.deliver(world.puppet.show_epoch(line.at), at=line.at)
    line.answer = line.take
    line.run(Woken())
    assert Outbox.objects.get().state == "receipted"
    assert len(line.posts) == 2


@pytest.mark.both_databases
def test_what_waits_to_leave_is_wrapped_for_the_newest_key(world, line):
    """A peer that was away for a week is not sent what it cannot open: its newest key is known before the line is up."""
    world.deliver(world.puppet.show_epoch(world.at))
    world.send()
    line.answer = lambda _: (503, b"unavailable")
    line.run()
    later = world.at + timedelta(days=8)
    key, _ = world.puppet.epoch(later)
    world.deliver(world.puppet.show_epoch(later), at=later)
    line.answer = line.take
    line.run(Woken(), later=timedelta(days=8))
    assert Outbox.objects.get().state == "receipted"
    assert world.puppet.open(line.posts[-1][0].data, at=later, with_key=key)
    assert Outbox.objects.get().rewraps == 0


def test_what_waits_for_a_peer_that_renewed_its_lasting_key_is_wrapped_for_the_new_one(world, line):
    """Once the peer's newer section is here; nobody waits for a refusal."""
    world.send()
    line.answer = lambda _: (503, b"unavailable")
    line.run()
    section, key = book().sections[Country("XR")], sealing("renewed")
    node = next(one for one in section.nodes if one.id == THERE)
    (old,) = node.sealing
    node_now = replace(node, sealing=(replace(old, until=world.at + DAY), replace(old, key=key.public, until=old.until + DAY)))
    nodes = tuple(node_now if one.id == THERE else one for one in section.nodes)
    write_section(world.home, replace(section, version=section.version + 1, nodes=nodes), country=signing("XR"))
    line.answer = line.take
    line.run(Woken(), later=timedelta(hours=1))
    assert Outbox.objects.get().state == "receipted"
    assert world.puppet.open(line.posts[-1][0].data, at=line.at, with_key=key)


def test_a_peer_that_refuses_for_ever_is_an_alarm(world, line):
    """Each time with a newer key: after twenty times nothing more goes by itself, and people are asked."""
    request = world.send()
    moments = iter(range(1, 100))

    def refuse(items):
        fresh = world.puppet.epoch(world.at + timedelta(seconds=next(moments)))[1]
        return 200, print_reply(Reply(tuple(world.puppet.refused(line.row(item), "key-expired", fresh=fresh) for item in items)))

    line.answer = refuse
    line.run()
    assert len(line.posts) == MAX_REWRAPS + 1
    line.run(Restarted(), later=timedelta(minutes=1))
    assert len(line.posts) == MAX_REWRAPS + 1
    assert Alarm.objects.get().kind == "refused"
    request.refresh_from_db()
    assert (request.state, request.attention) == ("undelivered", "undelivered")


def test_a_second_copy_under_another_key_is_one_act(world):
    """What was wrapped afresh while the first copy was on its way after all: one inbox row, one act, the same receipt."""
    keep_epochs(home(), at=world.at)
    keep_epochs(home(), at=world.at + DAY)
    old, new = (seed.key.public for seed in own_seeds(home()))
    sealed = world.puppet.say(world.puppet.act(), daily=old)
    (first,) = world.deliver(sealed, at=world.at + DAY).items
    (second,) = world.deliver(world.puppet.rewrap(sealed, new), at=world.at + DAY).items
    assert first == second
    assert (Inbox.objects.count(), Message.objects.filter(direction="in").count()) == (1, 1)


def test_the_same_act_in_one_post_under_both_keys_is_one_act(world):
    """A carrier that brings both copies at once brings one act."""
    keep_epochs(home(), at=world.at)
    sealed = world.puppet.say(world.puppet.act())
    first, second = world.deliver(sealed, world.puppet.rewrap(sealed, own_seeds(home())[0].key.public)).items
    assert first == second
    assert (Inbox.objects.count(), Message.objects.filter(direction="in").count()) == (1, 1)


def test_an_answer_is_sealed_to_the_key_that_came_with_nothing_else(world, line):
    """A statement that a peer posts by itself is taken without a receipt, and used."""
    request = world.receive()
    assert world.deliver(world.puppet.show_epoch(world.at)).items == (None,)
    world.answer(request, fields.preserved(at=world.at))
    row = world.outbox(request)
    assert row.sealed_to == world.puppet.epoch(world.at)[0].public.key_id.text
    line.run()
    assert world.puppet.open(bytes(row.sealed), with_key=world.puppet.epoch(world.at)[0]).inner.kind == "REQ-PRESERVE"


# -- which key ------------------------------------------------------------------------------------------


def test_which_key_is_sealed_to(world, monkeypatch):
    """None shown: the directory's. One shown: that, also when it is over, where a line leads there; by hand alone: the long one again."""
    lasting = sealing(THERE).public
    assert sealing_key(THERE, at=world.at) == lasting
    world.deliver(world.puppet.show_epoch(world.at))
    daily = world.puppet.epoch(world.at)[0].public
    assert sealing_key(THERE, at=world.at) == daily
    assert sealing_key(THERE, at=world.at + 8 * DAY) == daily
    _without_line(monkeypatch)
    assert sealing_key(THERE, at=world.at) == daily
    assert sealing_key_id(THERE, at=world.at) == daily.key_id
    assert sealing_key(THERE, at=world.at + 8 * DAY) == lasting


def _without_line(monkeypatch):
    """Let the directory name no address of the peer."""
    from comity.directory import epochs
    from comity.directory.book import Book, book

    sections = {
        country: replace(section, nodes=tuple(replace(node, endpoint="") for node in section.nodes))
        for country, section in book().sections.items()
    }
    silent = Book(sections=sections, trusted=book().trusted)
    monkeypatch.setattr(epochs, "book", lambda: silent)


def test_a_key_whose_signer_was_given_up_is_used_no_more(world, monkeypatch):
    """Whoever stole a node's key and named a key of the day with it has nothing sealed to it once the directory gave that key up."""
    from comity.directory import epochs
    from comity.directory.book import Book, book

    world.deliver(world.puppet.show_epoch(world.at))
    lasting = sealing(THERE).public

    def without_keys(node):
        return replace(node, signing=()) if node.id == THERE else node

    sections = {country: replace(section, nodes=tuple(map(without_keys, section.nodes))) for country, section in book().sections.items()}
    given_up = Book(sections=sections, trusted=book().trusted)
    monkeypatch.setattr(epochs, "book", lambda: given_up)
    assert sealing_key(THERE, at=world.at) == lasting
    assert PeerEpoch.objects.count() == 1


def test_the_node_shows_its_key_to_peers(world):
    """At its own address, signed, to whoever the directory knows."""
    from comity.courier.listening import Listener
    from comity.directory.book import book
    from comity.seal.receipt import verify_receipt
    from comity.wire.epoch import parse_epoch

    keep_epochs(home(), at=world.at)
    listener = Listener.__new__(Listener)
    listener._home, listener._clock, listener.closed = home(), lambda: world.at, False
    status, _, data = listener._answer({"PATH_INFO": "/comity/1/epoch", "REQUEST_METHOD": "GET", "REMOTE_ADDR": "127.0.0.1"})
    found = verify_receipt(data, keyring=book().keyring)
    assert (status, found.node) == ("200 OK", HERE)
    assert parse_epoch(found.body_bytes) == own_seeds(home())[0].epoch
    assert found.entry.key == signing(HERE).public


class PowerCut(Exception):
    """The process died."""


@pytest.mark.both_databases("what is rolled back")
@pytest.mark.parametrize("point", EPOCH_POINTS)
def test_dying_at_any_point_leaves_nothing_that_the_next_start_does_not_finish(world, line, monkeypatch, point):
    """A seed drawn or destroyed and not noted, an entry due again and not told, a wrap made and not kept: one act, one leaf."""
    died = []

    def crash(name):
        if name == point and not died:
            died.append(name)
            raise PowerCut

    for module in (epochs, resealing):
        monkeypatch.setattr(module, "crash_point", crash)
    request = world.send()
    line.answer = lambda items: _refuse_once(line, items, world.puppet.epoch(world.at)[1])
    deeds = [
        lambda: keep_epochs(home(), at=world.at),
        lambda: keep_epochs(home(), at=world.at + WEEK),
        line.run,
    ]
    for deed in deeds:
        try:
            with transaction.atomic():  # what has not committed when a process dies was never there
                deed()
        except PowerCut:
            deed()
    line.run(Restarted(), later=timedelta(minutes=1))
    line.run(Woken(), later=timedelta(minutes=1))
    assert died == [point]
    assert Outbox.objects.get().state == "receipted"
    request.refresh_from_db()
    assert request.state == "delivered"
    assert len(leaves("epoch.destroyed")) == 1
    assert len(leaves("wrap.renewed")) == 1
    assert (OwnEpoch.objects.filter(destroyed_at=None).count(), len(own_seeds(home()))) == (1, 1)


# -- asked for, shown -----------------------------------------------------------------------------------


class Silent:
    """A pool that answers with this, and counts."""

    def __init__(self, data):
        """Answer with `data`; with nothing where it is None."""
        self.data, self.asked = data, 0

    def request(self, method, path, **_):
        """Answer one question."""
        assert (method, path) == ("GET", "/comity/1/epoch")
        self.asked += 1
        if self.data is None:
            raise urllib3.exceptions.ProtocolError("cut")
        return self

    status = 200

    def read(self, amount):
        """Return as much as is wanted."""
        return self.data[:amount]

    def close(self):
        """Nothing is open."""

    release_conn = close


def test_peers_are_asked_for_the_key_of_the_day_until_it_is_known(world):
    """One that is away stops no other; one whose key of today is known is left in peace until tomorrow."""
    watcher = Watcher(home(), now=lambda: world.at)
    pools = {node.id: Silent(None) for node in book().peers(world.node)}
    pools[THERE] = Silent(world.puppet.show_epoch(world.at))
    watcher._pools = pools
    for _ in range(2):
        watcher.ask_keys()
    assert (pools[THERE].asked, {pool.asked for peer, pool in pools.items() if peer != THERE}) == (1, {2})
    assert sealing_key(THERE, at=world.at) == world.puppet.epoch(world.at)[0].public
    world.at = world.later(days=1)
    watcher.ask_keys()
    assert pools[THERE].asked == 2


@pytest.mark.both_databases
def test_a_node_without_an_address_shows_its_key_beside_what_it_posts(world, line, monkeypatch):
    """Once for each key, and only to a peer that knows of such: an older program would refuse the whole POST."""
    from comity.courier import carrying
    from comity.directory.book import Book

    keep_epochs(home(), at=world.at)
    sections = {
        country: replace(section, nodes=tuple(replace(node, endpoint="") for node in section.nodes))
        for country, section in book().sections.items()
    }
    alone = Book(sections=sections, trusted=book().trusted)
    monkeypatch.setattr(carrying, "book", lambda: alone)
    line.row = lambda _: Outbox.objects.latest("id")
    line.answer = lambda items: (200, print_reply(Reply(tuple(_answer(line, item) for item in items))))
    world.send()
    line.run()
    world.deliver(world.puppet.show_epoch(world.at))
    for _ in range(2):
        world.send()
        line.run()
    assert [[item.kind for item in post] for post in line.posts] == [["envelope"], ["envelope", "receipt"], ["envelope"]]
    assert line.posts[1][1].data == own_seeds(home())[0].statement
    assert {row.state for row in Outbox.objects.all()} == {"receipted"}


def _answer(line, item):
    return line.world.puppet.received(line.row(item)) if item.kind == "envelope" else None


def test_fsck_finds_a_seed_that_should_be_gone(world):
    """And one that cannot be read; a sound folder says nothing of it."""
    from types import SimpleNamespace

    from comity.courier.fsck import faults
    from comity.courier.fsck.keys import check_keys

    def found(at):
        said = [fault.sentence for fault in check_keys(SimpleNamespace(home=home(), book=book(), at=at))]
        return [sentence for sentence in said if "seed" in sentence or "key file" in sentence]

    keep_epochs(home(), at=world.at)
    assert found(world.at) == []
    assert found(world.later(days=7)) == []
    assert found(world.later(days=8)) == [faults.SEED_OVER]
    (file,) = home().epochs_folder.iterdir()
    file.write_text("comity epoch key 1\n00\n00\n")
    file.rename(file.with_name("other.key"))
    (said,) = found(world.at)
    assert said.startswith("The key file")
