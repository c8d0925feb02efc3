"""The door to where keys are kept: a secret beside the node, a token, and whatever signs with both families once."""

import pytest

from comity.seal.besidekeeper import BesideKeeper
from comity.seal.keeper import (
    Held,
    KeptSealingKey,
    Wrapped,
    about,
    draw_signing_key,
    keep_sealing_key,
    keep_signing_key,
    kept_signing_key,
)
from comity.seal.keys import CONTEXT, SealingKey, SigningKey
from comity.seal.refusals import BadSignature, HeldElsewhere, OtherKeyKept, SignedWrong, UnknownFamily, WrapBroken
from comity.terms.refusals import Malformed

TYPE = "application/vnd.comity.test"


class Both(BesideKeeper):
    """A keeper of the day after tomorrow: it signs with ML-DSA-65 inside too."""

    signs_with = frozenset({"ed25519", "ml-dsa-65"})

    def __init__(self):
        """Hold nothing yet."""
        super().__init__(bytes(32))
        self.inside = {}

    def draw(self, family):
        """Draw either."""
        self.inside[family] = key = SigningKey.generate()
        return family.encode(), key.public.ed25519_raw if family == "ed25519" else key.public.mldsa65_raw

    def sign(self, reference, message, *, family):
        """Sign with either."""
        key = self.inside[reference.decode()]
        return key.sign_ed25519(message) if family == "ed25519" else key.sign_mldsa65(message)


class Asked:
    """Counts how often a keeper is asked for."""

    def __init__(self, keeper):
        """Nobody has asked."""
        self.keeper, self.times = keeper, 0

    def __call__(self):
        """Return it."""
        self.times += 1
        return self.keeper


def test_a_wrapped_key_signs_and_opens_as_before_and_is_asked_for_once():
    """Not at its loading, where all that can be done without it is done without it; then its seeds are in memory."""
    keeper, key, sealing = BesideKeeper(b"s" * 32), SigningKey.generate(), SealingKey.generate()
    asked = Asked(keeper)
    again = kept_signing_key(key.public, keep_signing_key(key, keeper=keeper), holds=asked, wraps=asked)
    opener = KeptSealingKey(sealing.public, keep_sealing_key(sealing, keeper=keeper), wraps=asked)
    assert (again.public.key_id, opener.public.key_id, asked.times) == (key.public.key_id, sealing.public.key_id, 0)
    for _ in range(2):
        assert key.public.verify(TYPE, b"one", again.sign(TYPE, b"one")) == b"one"
        assert opener.open(sealing.public.seal(b"k" * 64, info=b"i"), info=b"i") == b"k" * 64
    assert asked.times == 3  # two halves, one seed
    assert again.seeds() == key.seeds()
    assert opener.seed() == sealing.seed()


def test_no_seed_stands_in_what_is_kept():
    """Nor the same bytes twice."""
    keeper, key = BesideKeeper(b"s" * 32), SigningKey.generate()
    one, two = keep_signing_key(key, keeper=keeper), keep_signing_key(key, keeper=keeper)
    assert not {seed for seed in key.seeds() for kept in one if seed in kept.data}
    assert one != two


def test_what_is_wrapped_opens_in_its_own_place_alone():
    """By this secret, for this family and this public key; no flipped bit, no cut."""
    keeper, public = BesideKeeper(b"s" * 32), b"p" * 32
    wrapped = keeper.wrap(b"k" * 32, about=about("ed25519", public))
    assert keeper.unwrap(wrapped, about=about("ed25519", public)) == b"k" * 32
    others = [
        (BesideKeeper(b"t" * 32), wrapped, about("ed25519", public)),
        (keeper, wrapped, about("ml-dsa-65", public)),
        (keeper, wrapped, about("ed25519", b"q" * 32)),
        (keeper, wrapped[:-1] + bytes([wrapped[-1] ^ 1]), about("ed25519", public)),
        (keeper, wrapped[:11], about("ed25519", public)),
        (keeper, b"", about("ed25519", public)),
    ]
    for asked, data, bound in others:
        with pytest.raises(WrapBroken):
            asked.unwrap(data, about=bound)
    assert BesideKeeper(b"t" * 32).mark != keeper.mark
    with pytest.raises(Malformed):
        BesideKeeper(b"s" * 31)


def test_a_key_that_is_not_the_one_named_does_not_sign():
    """Its wrap opens, and its public half is another's."""
    keeper, key, other = BesideKeeper(b"s" * 32), SigningKey.generate(), SigningKey.generate()
    false = tuple(
        Wrapped(keeper.wrap(seed, about=about(family, public)))
        for seed, family, public in zip(
            other.seeds(), ("ed25519", "ml-dsa-65"), (key.public.ed25519_raw, key.public.mldsa65_raw), strict=True
        )
    )
    with pytest.raises(OtherKeyKept):
        kept_signing_key(key.public, false, holds=lambda: keeper, wraps=lambda: keeper).sign(TYPE, b"one")


def test_a_keeper_that_signs_with_both_families_keeps_both():
    """The door is ready for tokens with ML-DSA; what they sign is verified like what any signs, under the context of ours."""
    keeper = Both()
    public, kept = draw_signing_key(inside=keeper, wraps=keeper)
    assert kept == (Held(b"ed25519"), Held(b"ml-dsa-65"))
    key = kept_signing_key(public, kept, holds=lambda: keeper, wraps=lambda: keeper)
    assert public.verify(TYPE, b"one", key.sign(TYPE, b"one")) == b"one"
    with pytest.raises(HeldElsewhere):
        key.seeds()
    assert CONTEXT == b"comity/1"
    for family in ("ed25519", "ml-dsa-65"):
        keeper.inside[family], right = SigningKey.generate(), keeper.inside[family]
        with pytest.raises(SignedWrong):
            key.sign(TYPE, b"one")
        keeper.inside[family] = right
    with pytest.raises(BadSignature):
        public.verify(TYPE, b"two", key.sign(TYPE, b"one"))


def test_a_secret_signs_with_nothing():
    """Nothing is inside of it."""
    keeper = BesideKeeper(b"s" * 32)
    keeper.require_there()
    with pytest.raises(UnknownFamily):
        keeper.draw("ed25519")
    with pytest.raises(UnknownFamily):
        keeper.sign(b"", b"", family="ed25519")
