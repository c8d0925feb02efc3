"""What this node refused of its peers' is remembered for people, with the reason: bounded, in a file, and never in a table."""

import pytest
from worlds.places import THERE, THIRD

from comity.courier.accepting import accept_delivery
from comity.courier.granting import Gate, NoRoom
from comity.courier.refusing import KEPT, LONGEST, Refusals, refused_here
from comity.seal.receipt import receipt_body
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Malformed
from comity.wire.batch import parse_reply, print_delivery
from comity.wire.receipts import parse_receipt


@pytest.fixture
def refusals(world):
    """What is remembered at this node, by a clock that the test moves."""
    return Refusals(world.home, lambda: world.at)


@pytest.fixture
def post(world, refusals):
    """Post envelopes as the puppet's node; return the classes of what was refused."""

    def deliver(*envelopes, gate=None):
        body = print_delivery([("envelope", data) for data in envelopes])
        told = {"gate": gate, "refusals": refusals}
        data = accept_delivery(body, sender=world.puppet.node, at=world.at, answered=lambda *_: None, **told)
        found = parse_reply(data, items=len(envelopes)).items
        return [getattr(parse_receipt(receipt_body(one)), "wire_class", "") for one in found]

    return deliver


def test_the_wire_carries_the_class_and_the_reason_stays_here(world, puppet, refusals, post):
    """An act that was understood and not taken: its case and why, in words; one that nobody could read; and once it is told, the file."""
    act = puppet.act(drafted_by=OfficerId(puppet.approver))
    assert post(puppet.seal(act).data, b"COMITY1Enothing") == ["policy", "malformed"]
    assert refused_here(world.home) == ()  # not yet: a flood of what is refused is no flood of writes
    refusals.tell()
    malformed, policy = refused_here(world.home)  # what cannot be read is known first
    assert (policy.peer, policy.wire_class, policy.case, policy.times) == (puppet.node.text, "policy", str(act.reference), 1)
    assert policy.sentence % policy.facts == (
        f"An act of {puppet.node} on {act.reference} was not taken: it was not approved by a second officer."
    )
    assert (malformed.env_id, malformed.case, malformed.wire_class) == ("", "", "malformed")


def test_what_is_taken_is_not_remembered_and_the_same_again_is_counted(world, puppet, refusals, post):
    """One row of one thing, with its first and its last moment, also where this node was started in between."""
    begun = str(world.at)
    assert post(puppet.say(puppet.act()).data) == [""]
    refusals.tell()
    assert refused_here(world.home) == ()
    refusals.remember(Malformed("act", "x"), peer=puppet.node)
    refusals.tell()
    world.at = world.later(minutes=5)
    started = Refusals(world.home, lambda: world.at)
    started.remember(Malformed("act", "y"), peer=puppet.node)
    started.tell()
    (row,) = refused_here(world.home)
    assert (row.times, row.first, row.last, row.facts) == (2, begun, str(world.at), {"what": "act", "where": "y"})


def test_a_flood_pushes_out_nothing_of_another_peer(world, refusals):
    """The newest of each peer, and of what came from it no more than so many characters."""
    refusals.remember(Malformed("act", "of the third"), peer=THIRD)
    for number in range(KEPT + 7):
        refusals.remember(type(f"Bad{number}", (Malformed,), {"sentence": f"{number} %(what)s %(where)s"})("act", "x" * 10_000), peer=THERE)
    refusals.tell()
    found = refused_here(world.home)
    assert len(found) == KEPT + 1
    assert {one.peer for one in found} == {THERE.text, THIRD.text}
    assert max(len(text) for one in found for text in one.facts.values()) == LONGEST
    assert found[-1].sentence.startswith(f"{KEPT + 6} ")


def test_no_room_is_remembered_as_one_thing(world, puppet, refusals, post):
    """However many acts find none: they all come again by themselves."""
    gate = Gate(free=lambda: 0)
    assert post(puppet.seal(puppet.act()).data, puppet.seal(puppet.act()).data, gate=gate) == ["unavailable"] * 2
    refusals.tell()
    (row,) = refused_here(world.home)
    assert (row.sentence, row.env_id, row.times) == (NoRoom.sentence, "", 2)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'[{"peer": "x"}]', b"\xff", b'[{"facts": {}, "times": "many"}]'])
def test_a_file_that_is_not_whole_says_nothing(world, data):
    """Nobody's page ends for it, and what comes next is written over it."""
    file = world.home.path / "run" / "refused.json"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    assert refused_here(world.home) == ()
    refusals = Refusals(world.home, lambda: world.at)
    refusals.remember(Malformed("act", "x"), peer=THERE)
    refusals.tell()
    assert len(refused_here(world.home)) == 1
