from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from comity.seal.batch import BatchProof
from comity.seal.dsse import BATCH_TYPE, PAYLOAD_TYPE, pae
from comity.seal.keys import (
    SIGNATURE_CAP,
    SealingKey,
    SealingPublicKey,
    Signature,
    SigningKey,
    VerifyingKey,
    parse_signature,
    print_signature,
    sign_together,
)
from comity.seal.refusals import BadSignature, SealBroken
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused, TooLarge

TYPE = "application/vnd.comity.test.v1+json"


def test_pae_is_that_of_dsse():
    """The example of DSSE's protocol.md encodes as it says there."""
    assert pae("http://example.com/HelloWorld", b"hello world") == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


@pytest.mark.parametrize("payload_type", ["", "with space", "kiểu", "a\n", "x" * 129])
def test_a_type_is_short_printable_ascii(payload_type):
    """Other types are refused before anything is signed."""
    with pytest.raises(Malformed):
        pae(payload_type, b"")


def test_a_key_comes_back_from_its_seeds(world):
    """Seeds and raw public bytes give the same key; its identifier is the documented hash."""
    key = SigningKey.generate()
    again = SigningKey.from_seeds(*key.seeds())
    assert again.public == key.public == VerifyingKey(key.public.raw)
    assert hash(again.public) == hash(key.public)
    assert str(key.public.key_id) == str(Digest.of(b"comity/1 signing key", key.public.raw))
    assert key.public != world.key(world.sender).public


def test_no_secret_is_printed():
    """The representation of a private key shows its identifier and no seed."""
    key, sealing = SigningKey.generate(), SealingKey.generate()
    for private, seed in ((key, key.seeds()[0]), (sealing, sealing.seed())):
        assert seed.hex() not in repr(private)
        assert str(private.public.key_id) in repr(private)
        assert str(private.public.key_id) in repr(private.public)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_seeds_of_other_lengths_are_refused(size):
    """Nothing is padded or cut."""
    with pytest.raises(Malformed):
        SigningKey.from_seeds(b"\1" * size, b"\1" * 32)
    with pytest.raises(Malformed):
        SealingKey.from_seed(b"\1" * size)


def test_bytes_that_are_no_key_are_refused():
    """Length and field checks of public keys."""
    for raw in (b"", b"\0" * 1983, b"\0" * 1985):
        with pytest.raises(Malformed):
            VerifyingKey(raw)
    for raw in (b"", b"\xff" * 1216):
        with pytest.raises(Malformed):
            SealingPublicKey(raw)


def test_sealing_to_a_point_of_low_order_is_refused():
    """An X25519 half of zeros would give a secret that everybody knows."""
    good = SealingKey.generate().public.raw
    with pytest.raises(Malformed):
        SealingPublicKey(good[:-32] + bytes(32)).seal(bytes(64), info=b"")


def test_a_signature_verifies_over_its_own_payload_only(world):
    """`verify` returns the payload, or refuses another payload, type or key."""
    key = world.key(world.sender)
    signature = key.sign(TYPE, b"payload")
    assert key.public.verify(TYPE, b"payload", signature) == b"payload"
    for verifier, payload_type, payload in (
        (key, TYPE, b"other"),
        (key, PAYLOAD_TYPE, b"payload"),
        (world.key(world.officer), TYPE, b"payload"),
    ):
        with pytest.raises(BadSignature):
            verifier.public.verify(payload_type, payload, signature)


def test_one_good_half_is_not_enough(world):
    """Either half made over something else is refused."""
    key = world.key(world.sender)
    good, other = key.sign(TYPE, b"payload"), key.sign(TYPE, b"other")
    for ed25519, mldsa65 in ((good.ed25519, other.mldsa65), (other.ed25519, good.mldsa65)):
        with pytest.raises(BadSignature):
            key.public.verify(TYPE, b"payload", Signature(good.key_id, ed25519, mldsa65))
    with pytest.raises(Malformed):
        Signature(good.key_id, good.ed25519, b"")


@given(payloads=some.lists(some.binary(max_size=8), min_size=1, max_size=9), data=some.data())
@settings(max_examples=15, deadline=None)
def test_each_of_a_batch_verifies_alone(world, payloads, data):
    """Signatures of a batch hold for their own payload, in any order, and for no other."""
    key = world.key(world.sender)
    signatures = key.sign_batch(TYPE, payloads)
    index = data.draw(some.integers(0, len(payloads) - 1))
    fresh = VerifyingKey(key.public.raw)
    assert parse_signature(print_signature(signatures[index])) == signatures[index]
    assert fresh.verify(TYPE, payloads[index], signatures[index]) == payloads[index]
    for verifier in (fresh, VerifyingKey(key.public.raw)):  # one remembers the batch, one does not
        with pytest.raises(BadSignature):
            verifier.verify(TYPE, payloads[index] + b"\0", signatures[index])


def test_remembering_a_batch_changes_no_verdict(world):
    """After a batch verified, a signature of it with either half changed, or another size, is still refused."""
    key = world.key(world.sender)
    first, *_ = key.sign_batch(TYPE, [b"a", b"b", b"c"])
    verifier = VerifyingKey(key.public.raw)
    verifier.verify(TYPE, b"a", first)
    changed = (
        Signature(first.key_id, bytes(64), first.mldsa65, first.proof),
        Signature(first.key_id, first.ed25519, bytes(3309), first.proof),
        Signature(first.key_id, first.ed25519, first.mldsa65, BatchProof(0, 4, first.proof.path)),
        Signature(first.key_id, first.ed25519, first.mldsa65),
    )
    for signature in changed:
        with pytest.raises(BadSignature):
            verifier.verify(TYPE, b"a", signature)
    assert verifier.verify(TYPE, b"a", first) == b"a"


def test_nobody_signs_a_batch_by_hand(world):
    """The batch's type is refused for chosen payloads, in signing and in verifying."""
    key = world.key(world.sender)
    for sign in (lambda: key.sign(BATCH_TYPE, b""), lambda: key.sign_batch(BATCH_TYPE, [b"", b""])):
        with pytest.raises(Malformed):
            sign()
    with pytest.raises(BadSignature):
        key.public.verify(BATCH_TYPE, b"", key.sign(TYPE, b""))
    assert key.sign_batch(TYPE, []) == []


def test_several_keys_sign_in_their_order(world):
    """`sign_together` gives each key's signature at its key's place."""
    keys = [world.key(world.officer), world.key(world.second), world.key(world.sender)]
    for count in (0, 1, 3):
        signatures = sign_together(TYPE, b"payload", keys=keys[:count])
        assert len(signatures) == count
        for key, signature in zip(keys, signatures, strict=False):
            key.public.verify(TYPE, b"payload", signature)


@pytest.fixture(scope="module")
def printed(world):
    """Return the printed signature of the last of three."""
    return print_signature(world.key(world.sender).sign_batch(TYPE, [b"a", b"b", b"c"])[2])


@given(data=some.binary(max_size=64), where=some.integers(0, 3500))
@settings(max_examples=200)
def test_signatures_have_one_form(printed, data, where):
    """Bytes are refused, or are exactly what the printer writes for what was read."""
    changed = printed[:where] + data + printed[where + len(data) :]
    with suppress(Refused):
        assert print_signature(parse_signature(changed)) == changed


def test_signatures_have_a_cap():
    """The cap comes before anything else."""
    with pytest.raises(TooLarge):
        parse_signature(bytes(SIGNATURE_CAP + 1))


def test_xwing_keys_are_those_of_the_draft():
    """The first key pair of draft-connolly-cfrg-xwing-kem, appendix C: both ends of its public key."""
    key = SealingKey.from_seed(bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"))
    assert key.public.raw.hex().startswith("e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5b19cfc3d")
    assert key.public.raw.hex().endswith("859edb06eff389b27dce59844570216223593d4ba32d9abac8cd049040ef6534")
    assert SealingKey.from_seed(key.seed()).public == key.public == SealingPublicKey(key.public.raw)
    assert hash(key.public) == hash(SealingPublicKey(key.public.raw))


def test_what_is_sealed_opens_with_its_key_and_info_only():
    """Another key, another info, a changed or a shortened wrap: refused."""
    key, other = SealingKey.generate(), SealingKey.generate()
    wrap = key.public.seal(b"k" * 64, info=b"here")
    assert key.open(wrap, info=b"here") == b"k" * 64
    flipped = wrap[:-1] + bytes([wrap[-1] ^ 1])
    for opener, data, info in ((other, wrap, b"here"), (key, wrap, b"there"), (key, flipped, b"here"), (key, wrap[:50], b"here")):
        with pytest.raises(SealBroken):
            opener.open(data, info=info)


PRIME = 2**255 - 19
ORDER_EIGHT = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize(
    "y",
    [
        0,
        1,
        PRIME - 1,
        int.from_bytes(bytes.fromhex(ORDER_EIGHT), "little"),
        PRIME - int.from_bytes(bytes.fromhex(ORDER_EIGHT), "little"),
        PRIME,
        PRIME + 1,
        PRIME + 3,
        2**255 - 1,
    ],
)
def test_an_ed25519_key_under_which_anybody_signs_is_refused(y, sign):
    """The points of small order, and those that are written beyond the prime: the library loads them."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    raw = (y | sign << 255).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(raw)
    with pytest.raises(Malformed):
        VerifyingKey(raw + SigningKey.generate().public.mldsa65_raw)
