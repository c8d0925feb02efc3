import pytest

from comity.seal.dsse import BATCH_TYPE, PAYLOAD_TYPE, RECEIPT_TYPE
from comity.seal.refusals import KeyExpired, SignedTwice, UnknownKey
from comity.seal.statement import MAX_PAYLOAD, sign_statement, verify_statement
from comity.terms.refusals import Malformed, Refused, TooLarge

TYPE = "application/vnd.comity.directory.v1+json"


def _verify(world, data, *, owners=("XR", "cert.xr.example"), **other):
    return verify_statement(data, **({"payload_type": TYPE, "keyring": world.ring(*owners), "at": world.at} | other))


def test_a_statement_comes_back_with_its_signers(world):
    """One signature or several."""
    for owners in (("XR",), ("XR", world.sender)):
        data = sign_statement(b"section", payload_type=TYPE, keys=[world.key(owner) for owner in owners])
        verified = _verify(world, data)
        assert (verified.payload_type, verified.payload) == (TYPE, b"section")
        assert [str(entry.owner) for entry in verified.signed_by] == list(owners)


def test_every_signature_counts(world):
    """One unknown, expired or repeated signer spoils the statement."""
    country, node = world.key("XR"), world.key(world.sender)
    both = sign_statement(b"section", payload_type=TYPE, keys=[country, node])
    with pytest.raises(UnknownKey):
        _verify(world, both, owners=("XR",))
    with pytest.raises(KeyExpired):
        _verify(world, both, at=world.tool.VALID[1])
    with pytest.raises(SignedTwice):
        _verify(world, sign_statement(b"section", payload_type=TYPE, keys=[country, country]))


def test_no_flipped_bit_goes_unnoticed(world):
    """One bit of every 13th byte, and of all that frames it."""
    data = sign_statement(b"section", payload_type=TYPE, keys=[world.key("XR")])
    for at in sorted(set(range(110)) | set(range(0, len(data), 13))):
        with pytest.raises(Refused):
            _verify(world, data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])


@pytest.mark.parametrize("payload_type", [PAYLOAD_TYPE, RECEIPT_TYPE, BATCH_TYPE, "", "a b"])
def test_a_statement_cannot_pass_for_something_else(world, payload_type):
    """The types of envelopes, receipts and batches are neither signed nor verified here."""
    with pytest.raises(Malformed):
        sign_statement(b"", payload_type=payload_type, keys=[world.key("XR")])
    with pytest.raises(Malformed):
        _verify(world, b"COMITY1S", payload_type=payload_type)


def test_a_statement_of_another_type_is_refused(world):
    """Asked for a directory, given a manifest."""
    data = sign_statement(b"", payload_type="application/vnd.comity.proof.v1+json", keys=[world.key("XR")])
    with pytest.raises(Malformed):
        _verify(world, data)


def test_caps_and_counts(world):
    """No signer, too many signers, too many bytes, too few parts."""
    for keys in ([], [world.key("XR")] * 17):
        with pytest.raises(Malformed):
            sign_statement(b"", payload_type=TYPE, keys=keys)
    with pytest.raises(TooLarge):
        sign_statement(bytes(MAX_PAYLOAD + 1), payload_type=TYPE, keys=[world.key("XR")])
    with pytest.raises(TooLarge):
        _verify(world, bytes(MAX_PAYLOAD + 100_000))
    frames = world.tool.print_frames
    with pytest.raises(Malformed):
        _verify(world, b"COMITY1S" + frames(TYPE.encode(), b"unsigned"))
    with pytest.raises(TooLarge):
        _verify(world, b"COMITY1S" + frames(TYPE.encode(), bytes(MAX_PAYLOAD + 1), b""))
    with pytest.raises(Malformed):
        _verify(world, b"COMITY1R" + frames(TYPE.encode(), b"", b""))
