"""Museum: keys of a day that are not what they say. None is sealed to, none takes the place of a good one, none stops what is due."""

from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import AT, SECOND_THERE, STRANGER, THEIR_APPROVER, THERE, THIRD, sealing, signing
from worlds.puppet import Puppet, verified

from comity.courier.epochs import ask
from comity.directory.epochs import sealing_key
from comity.records.models import Outbox, PeerEpoch
from comity.seal.keys import SealingKey
from comity.seal.receipt import sign_receipts
from comity.wire.batch import Reply, print_reply
from comity.wire.epoch import KEY_SIZE, EpochKey, print_epoch
from comity.wire.refused import RefusedBody, print_refused

DAY = timedelta(days=1)


def key_of(world):
    """Return what is sealed to for the puppet."""
    return sealing_key(THERE, at=world.at)


@pytest.fixture
def known(world):
    """The puppet has shown a key."""
    world.deliver(world.puppet.show_epoch(world.at))
    return world.puppet.epoch(world.at)[0].public


@pytest.fixture
def line(world):
    """The carrier to the puppet, with a function for a network."""
    from worlds.line import Line

    return Line(world)


def refusing(line, node, fresh):
    """Return an answer in which `node` refuses everything for its key, and names this one."""

    def answer(items):
        return 200, print_reply(Reply(tuple(node.refused(line.row(item), "key-expired", fresh=fresh) for item in items)))

    return answer


MOMENTS = {
    "back-dated": -DAY,
    "the-same-again": timedelta(0),
    "a-day-ahead": DAY,
    "ten-years-ahead": 3650 * DAY,
    "six-minutes-ahead": timedelta(minutes=6),
    "over": -8 * DAY,
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_only_a_newer_one_of_now_counts(world, known, moment):
    """An old one that is brought again, one of a day to come, one that is over: the key that was known stays."""
    world.deliver(world.puppet.show_epoch(world.at + moment))
    assert key_of(world) == known
    assert PeerEpoch.objects.count() == 1


@pytest.mark.parametrize("moment", ["a-day-ahead", "ten-years-ahead", "six-minutes-ahead", "over"])
def test_one_that_is_not_of_now_is_no_first_one_either(world, moment):
    """Otherwise a wrong clock, or a thief's date, would shut out every good key after it."""
    world.deliver(world.puppet.show_epoch(world.at + MOMENTS[moment]))
    assert not PeerEpoch.objects.exists()
    assert key_of(world) == sealing(THERE).public


def test_five_minutes_ahead_are_a_clock(world):
    """As for envelopes."""
    world.deliver(world.puppet.show_epoch(world.at + timedelta(minutes=5)))
    assert PeerEpoch.objects.count() == 1


def test_each_node_speaks_for_itself_alone(world, known):
    """Another node's statement is that node's, whoever brings it; an officer's, a stranger's, a forger's is refused."""
    later = world.at + timedelta(minutes=1)
    second = Puppet.second()
    world.deliver(second.show_epoch(later), sender=THERE)
    assert key_of(world) == known
    assert sealing_key(SECOND_THERE, at=world.at) == second.epoch(later)[0].public
    body = print_epoch(world.puppet.epoch(later)[1])
    good = world.puppet.show_epoch(later)
    forged = good[:-1] + bytes([good[-1] ^ 1])
    other = good.replace(body, print_epoch(second.epoch(later)[1]))
    for data, wire_class in (
        (sign_receipts([body], key=signing(THEIR_APPROVER))[0], "bad-signature"),
        (sign_receipts([body], key=signing(STRANGER))[0], "unknown-key"),
        (forged, "bad-signature"),
        (other, "bad-signature"),
    ):
        (receipt,) = world.deliver(data).items
        assert verified(receipt).wire_class == wire_class
        assert key_of(world) == known


def test_what_is_no_key_is_not_kept(world, known):
    """The right length, and not one of ML-KEM, or a point of low order: as if nothing had been said."""
    good = SealingKey.generate().public.raw
    later = world.at + timedelta(minutes=1)
    for raw in (b"\xff" * KEY_SIZE, good[:1184] + bytes(32)):
        said = EpochKey(key=raw, since=later, until=later + DAY)
        world.deliver(world.puppet.sign(print_epoch(said)))
        assert key_of(world).seal(b"x" * 64, info=b"")
        assert key_of(world) == known


def test_a_peer_that_is_asked_answers_for_itself_or_not_at_all(world):
    """Somebody else's statement at its address, something else that it signed, rubbish: nothing is taken, and nothing falls."""
    from comity.directory.home import home

    later = world.at
    said = world.puppet.sign(b'{"at":"2026-11-23T03:07:00.000000Z"}')
    for data in (Puppet.second().show_epoch(later), said, b"COMITY1R", b"", b"<html>"):
        assert not ask(THERE, home=home(), get=lambda data=data: data, at=world.at)
    assert not ask(THERE, home=home(), get=lambda: None, at=world.at)
    assert not PeerEpoch.objects.exists()
    assert ask(THERE, home=home(), get=lambda: world.puppet.show_epoch(later), at=world.at)
    assert PeerEpoch.objects.count() == 1


def test_a_refusal_of_another_node_names_no_key_for_this_one(world, line):
    """What answers for a peer must be signed by it: the reply is unreadable, the act stays due, and no key is taken."""
    world.send()
    stranger = Puppet(THIRD)
    fresh = stranger.epoch(world.at)[1]
    line.answer = refusing(line, stranger, fresh)
    line.run()
    assert Outbox.objects.get().state == "due"
    assert not PeerEpoch.objects.exists()


def test_a_refusal_with_a_key_of_another_year_is_a_refusal_without_one(world, line):
    """The act waits, as without a key; the next good one lets it go."""
    world.send()
    far = world.puppet.epoch(world.at + 365 * DAY)[1]
    line.answer = refusing(line, world.puppet, far)
    line.run()
    assert (Outbox.objects.get().state, PeerEpoch.objects.count(), len(line.posts)) == ("refused", 0, 1)
    world.deliver(world.puppet.show_epoch(world.at))
    line.answer = line.take
    line.run()
    assert Outbox.objects.get().state == "receipted"


def test_a_refusal_about_nothing_still_says_a_key_and_changes_nothing_else(world):
    """A peer that refuses what was never sent has said what its key is, and no more."""
    from comity.terms.digests import Digest
    from comity.terms.identifiers import EnvelopeId

    said = RefusedBody(env_id=EnvelopeId("0" * 32), outer=Digest.of(b""), wire_class="key-expired", at=AT, fresh=world.puppet.epoch(AT)[1])
    world.deliver(world.puppet.sign(print_refused(said)))
    ((_, answer, _),) = world.heard
    assert str(answer.env_id) == "0" * 32
    assert key_of(world) == world.puppet.epoch(AT)[0].public
    assert replace(said, fresh=None).wire_class == "key-expired"
