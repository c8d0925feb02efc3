"""One wrap made anew: everything else stays, byte by byte, and no wrap is made that would not open."""

import pytest

from comity.seal.envelope import Recipient, open_again, outline, parse_envelope, rewrap_envelope
from comity.seal.keys import SealingKey
from comity.seal.refusals import CommitmentBroken, NotForUs, NotSealedToUs, SealBroken
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Malformed

FIRST, SECOND = "cert.ke.example", "poc.th.example"


@pytest.fixture
def three(world):
    """An envelope for three nodes."""
    for name in (FIRST, SECOND):
        world._sealing.setdefault(name, SealingKey.generate())
    return world.close(to=(FIRST, SECOND, world.receiver))


def test_for_one_of_three_recipients_the_wraps_of_the_others_stay(world, three):
    """The second gets a fresh wrap; header, block, body and the other two wraps are the same bytes; each opens the same act."""
    before = parse_envelope(three.data)
    place = [node.text for node in before.outer.to].index(SECOND)
    daily = SealingKey.generate()
    data = rewrap_envelope(three.data, keys=three.keys, recipient=Recipient(NodeId(SECOND), daily.public))
    after = parse_envelope(data)
    assert (after.outer, after.outer_digest, after.block, after.body) == (before.outer, before.outer_digest, before.block, before.body)
    assert [one == other for one, other in zip(before.wraps, after.wraps, strict=True)] == [at != place for at in range(3)]
    assert len(data) == len(three.data)
    assert tuple(key for key, _ in before.wraps) == three.sealed_to
    assert after.wraps[place][0] == daily.public.key_id
    opened = [world.open(data, node=node) for node in (FIRST, world.receiver)]
    world._sealing["daily"] = daily
    opened.append(world.open(data, node=SECOND, sealing=["daily"]))
    assert {(one.inner_bytes, one.payload, one.salt, one.outer_digest, one.keys) for one in opened} == {
        (three.inner_bytes, three.payload, three.salt, three.outer_digest, three.keys)
    }
    with pytest.raises(NotSealedToUs):
        world.open(data, node=SECOND)


def test_no_wrap_is_made_that_would_not_open(world, three):
    """Keys of another envelope, one of the two, a node that is no recipient, an envelope that was damaged: nothing is made."""
    other = world.close(b"another")
    key = Recipient(NodeId(SECOND), SealingKey.generate().public)
    for keys, refusal in (
        (other.keys, SealBroken),
        (other.keys[:32] + three.keys[32:], SealBroken),
        (three.keys[:32] + other.keys[32:], CommitmentBroken),
    ):
        with pytest.raises(refusal):
            rewrap_envelope(three.data, keys=keys, recipient=key)
    with pytest.raises(NotForUs):
        rewrap_envelope(other.data, keys=other.keys, recipient=key)
    with pytest.raises(Malformed):
        rewrap_envelope(three.data[:-1] + bytes([three.data[-1] ^ 1]), keys=three.keys, recipient=key)


def test_what_was_opened_opens_again_by_its_keys(world):
    """As of the moment when it came; other keys, or a header of the future as of then, are refused as ever."""
    closed, other = world.close(), world.close(b"another")
    opened = world.open(closed.data)
    keyring = world.ring(world.sender, world.officer)
    again = open_again(closed.data, keys=opened.keys, keyring=keyring, at=world.tool.AT)
    assert again == opened
    with pytest.raises(SealBroken):
        open_again(closed.data, keys=other.keys, keyring=keyring, at=world.tool.AT)
    assert outline(closed.data).outer == again.outer
