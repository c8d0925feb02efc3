"""Museum: receipts that arrive wrong. None is kept; each gets a signed refusal of its class; an alarm stands where one is owed."""

import pytest
from worlds.faults import refused_on_the_wire
from worlds.places import THIRD, signing
from worlds.puppet import Puppet, verified

from comity.records.models import Receipt
from comity.seal.frames import parse_frames, print_frames
from comity.seal.receipt import sign_receipts
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant


def test_a_good_receipt_is_taken_once(world, puppet):
    """The mark `taken`, one row; again: the mark, and the same row."""
    message = world.message(world.send())
    receipt = puppet.opened(message)
    for _ in range(2):
        assert world.deliver(receipt).items == (None,)
    assert bytes(Receipt.objects.get(kind="opened").sealed) == receipt


STRANGE = {
    "envelope-never-sent": {"env_id": EnvelopeId("0" * 32)},
    "other-content": {"inner": Digest.of(b"something else")},
    "other-case": {"case": Reference("VN-2026-000999")},
}


@pytest.mark.parametrize("kind", ["opened", "decided"])
@pytest.mark.parametrize("changes", STRANGE.values(), ids=STRANGE)
def test_a_receipt_for_an_act_that_was_never_sent(world, puppet, kind, changes):
    """Another envelope, other content, or another case than we sent: refused as policy."""
    message = world.message(world.send())
    refused_on_the_wire(world, getattr(puppet, kind)(message, **changes), "policy")


def test_a_receipt_of_a_node_that_it_was_not_sent_to(world):
    """A third node, or a colleague's node, cannot say that it opened what went to another."""
    message = world.message(world.send())
    for node in (Puppet(THIRD), Puppet.second()):
        refused_on_the_wire(world, node.opened(message), "policy")


def test_a_receipt_for_what_the_peer_itself_sent(world, puppet):
    """Its own act is no act of ours."""
    message = world.message(world.receive(), direction="in")
    refused_on_the_wire(world, puppet.opened(message), "policy")


def test_a_decision_on_an_act_that_asks_for_none(world, puppet):
    """A withdrawal is not decided; a receipt that was never owed is not kept."""
    request = world.send()
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    refused_on_the_wire(world, puppet.decided(world.message(request)), "policy")


def test_a_receipt_that_answers_no_envelope(world, puppet):
    """A refusal of nothing that it can name."""
    from comity.wire.refused import RefusedBody, print_refused

    body = RefusedBody(env_id=None, outer=Digest.of(b"x"), wire_class="malformed", at=world.at)
    refused_on_the_wire(world, puppet.sign(print_refused(body)), "malformed")


def spoiled(puppet, message):
    """Return receipts that do not hold, by name, with the class that each is refused with."""
    good = puppet.opened(message)
    body, signature = parse_frames(good[8:], what="receipt", cap=len(good), least=2, most=2)
    other = puppet.opened(message, at=Instant.parse("2026-11-23T04:00:00.000000Z"))
    other_body = parse_frames(other[8:], what="receipt", cap=len(other), least=2, most=2)[0]
    return {
        "body-flipped": (good.replace(b'"opened"', b'"openes"'), "bad-signature"),
        "signature-flipped": (good[:-1] + bytes([good[-1] ^ 1]), "bad-signature"),
        "signature-of-another": (b"COMITY1R" + print_frames(other_body, signature), "bad-signature"),
        "half-missing": (b"COMITY1R" + print_frames(body, signature[: 33 + 64]), "malformed"),
        "cut": (good[:-1], "malformed"),
        "trailing": (good + b"\0", "malformed"),
        "spaced": (sign_receipts([body.replace(b",", b", ", 1)], key=signing(puppet.node))[0], "malformed"),
        "unknown-member": (sign_receipts([body.replace(b'{"at"', b'{"a":1,"at"')], key=signing(puppet.node))[0], "malformed"),
        "unknown-kind": (sign_receipts([body.replace(b"opened", b"burned")], key=signing(puppet.node))[0], "malformed"),
        "by-an-officer": (sign_receipts([body], key=signing(puppet.approver))[0], "bad-signature"),
        "by-a-stranger": (sign_receipts([body], key=signing("poc.zz.example"))[0], "unknown-key"),
        "before-the-key-was-valid": (
            sign_receipts([body.replace(b"2026-11-23", b"2025-11-23")], key=signing(puppet.node))[0],
            "key-expired",
        ),
    }


def test_receipts_that_do_not_hold(world, puppet):
    """Changed, cut, put together, not canonical, signed by whom it does not concern: refused, nothing kept."""
    message = world.message(world.send())
    for name, (data, wire_class) in spoiled(puppet, message).items():
        assert refused_on_the_wire(world, data, wire_class).env_id is None, name


def test_refused_receipts_are_named_by_the_digest_of_their_bytes(world, puppet):
    """So that their sender knows which one was meant."""
    message = world.message(world.send())
    data = puppet.opened(message, inner=Digest.of(b"x"))
    assert verified(world.deliver(data).items[0]).outer == Digest.of(data)


def test_a_second_receipt_of_opening_with_other_bytes_changes_nothing(world, puppet):
    """It was opened once; what the first says stands."""
    message = world.message(world.send())
    first, second = puppet.opened(message), puppet.opened(message, at=world.later(minutes=1))
    world.deliver(first)
    before = world.everything()
    world.deliver(second)
    assert world.everything() == before
    assert bytes(Receipt.objects.get().sealed) == first


def test_receipts_that_answer_envelopes_are_told_to_the_line_of_their_signer(world, puppet):
    """A `received` or `refused` that came on its own goes to the carrier of the node that signed it, whoever delivered it."""
    row = world.outbox(world.send())
    third = Puppet(THIRD)
    for data, node in ((puppet.received(row), puppet.node), (third.refused(row, "policy"), THIRD)):
        world.heard.clear()
        assert world.deliver(data).items == (None,)
        ((peer, answer, sealed),) = world.heard
        assert (peer, str(answer.env_id), sealed) == (node, row.env_id, data)
