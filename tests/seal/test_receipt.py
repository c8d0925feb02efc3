import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from comity.seal.receipt import MAX_BODY, sign_receipts, verify_receipt
from comity.seal.refusals import BadSignature, ForeignSigner, KeyExpired, UnknownKey
from comity.terms.json import print_json
from comity.terms.refusals import Malformed, Refused, TooLarge


def _body(world, number=0):
    return print_json({"at": str(world.at), "env_id": f"{number:032x}", "receipt": "opened", "v": 1})


@given(count=some.integers(0, 9))
@settings(max_examples=10, deadline=None)
def test_each_receipt_verifies_alone(world, count):
    """One alone has its own signature, two or more share one; each needs only itself and the directory."""
    bodies = [_body(world, number) for number in range(count)]
    receipts = sign_receipts(bodies, key=world.key(world.receiver))
    assert len(receipts) == count
    for body, receipt in reversed(list(zip(bodies, receipts, strict=True))):
        verified = verify_receipt(receipt, keyring=world.keyring)
        assert (verified.body_bytes, str(verified.node)) == (body, world.receiver)
        assert (verified.signature.proof is not None) == (count >= 2)


def test_no_flipped_bit_goes_unnoticed(world):
    """One bit of every 23rd byte, and of all that frames it, plain and batched."""
    plain = sign_receipts([_body(world)], key=world.key(world.receiver))[0]
    batched = sign_receipts([_body(world, number) for number in range(5)], key=world.key(world.receiver))[3]
    for data in (plain, batched):
        for at in sorted(set(range(160)) | set(range(0, len(data), 23)) | set(range(len(data) - 110, len(data)))):
            with pytest.raises(Refused):
                verify_receipt(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :], keyring=world.keyring)


def test_a_receipt_is_a_nodes(world):
    """An officer's or a country's signature makes no receipt."""
    for owner in (world.stranger, "VN"):
        receipt = sign_receipts([_body(world)], key=world.key(owner))[0]
        with pytest.raises(ForeignSigner):
            verify_receipt(receipt, keyring=world.ring(owner))


def test_its_key_is_asked_for_when_it_says_it_was_given_or_when_we_say(world):
    """`at` overrules the body."""
    receipt = sign_receipts([_body(world)], key=world.key(world.receiver))[0]
    early = world.ring(world.receiver, valid=(world.tool.VALID[0], world.at))
    with pytest.raises(KeyExpired):
        verify_receipt(receipt, keyring=early)
    assert verify_receipt(receipt, keyring=early, at=world.created).entry.role == "node"
    with pytest.raises(UnknownKey):
        verify_receipt(receipt, keyring=world.ring(world.sender))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"at":1}', b'{"at":"now"}', b'{"at": "x"}', b'{"at":"x","at":"x"}', b"\xff"])
def test_a_body_that_does_not_say_when_is_refused(world, body):
    """Canonical JSON with `at`, duly signed or not."""
    with pytest.raises(Malformed):
        verify_receipt(sign_receipts([body], key=world.key(world.receiver))[0], keyring=world.keyring)


def test_caps_come_first(world):
    """Over 64 KiB nothing is signed and nothing is read."""
    with pytest.raises(TooLarge):
        sign_receipts([bytes(MAX_BODY + 1)], key=world.key(world.receiver))
    with pytest.raises(TooLarge):
        verify_receipt(bytes(2 * MAX_BODY), keyring=world.keyring)


@pytest.mark.parametrize("data", [b"", b"COMITY1E", b"COMITY1R", b"COMITY1R" + bytes(8)])
def test_other_bytes_are_no_receipt(world, data):
    """Magic, body, signature."""
    with pytest.raises(Malformed):
        verify_receipt(data, keyring=world.keyring)


def test_a_header_signed_as_such_is_no_receipt(world):
    """What a node signed for an envelope cannot be shown as its receipt."""
    closed = world.close()
    forged = b"COMITY1R" + world.tool.print_frames(closed.inner_bytes, world.tool.print_signature(closed.signatures[1]))
    with pytest.raises((BadSignature, Malformed)):
        verify_receipt(forged, keyring=world.keyring, at=world.at)
