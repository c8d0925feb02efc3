import unicodedata

import pytest

from comity.seal.frames import parse_frames, print_frames
from comity.seal.officerkey import MAGIC, open_officer_key, seal_officer_key, sealed_key_id
from comity.seal.refusals import WrongPassphrase
from comity.terms.refusals import Malformed, Refused, TooLarge

PASSPHRASE = "Ngựa trắng qua cầu"


@pytest.fixture(scope="module")
def sealed(world):
    """Return the officer's key, sealed once."""
    return seal_officer_key(world.key(world.officer), passphrase=PASSPHRASE)


def test_a_key_opens_with_its_passphrase_however_it_was_typed(world, sealed):
    """Composed or decomposed letters are the same passphrase."""
    for form in ("NFC", "NFD"):
        opened = open_officer_key(sealed, passphrase=unicodedata.normalize(form, PASSPHRASE))
        assert opened.seeds() == world.key(world.officer).seeds()
    assert sealed_key_id(sealed) == world.key(world.officer).public.key_id


def test_another_passphrase_does_not_open_it(sealed):
    """Refused without saying more."""
    with pytest.raises(WrongPassphrase):
        open_officer_key(sealed, passphrase=PASSPHRASE.lower())


def test_a_changed_file_does_not_open(world, sealed):
    """The named key, salt, nonce and seeds are all authenticated; other lengths are malformed."""
    start = len(MAGIC)
    for at in (start + 4, start + 40, start + 60, start + 76, len(sealed) - 1):
        with pytest.raises(WrongPassphrase):
            open_officer_key(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], passphrase=PASSPHRASE)
    parts = parse_frames(sealed[start:], what="test", cap=1000, least=4, most=4)
    for data in (b"", b"COMITY1S" + sealed[8:], sealed[:-1], MAGIC + print_frames(parts[0], parts[1][:15], parts[2] + b"\0", parts[3])):
        with pytest.raises(Malformed):
            sealed_key_id(data)
    with pytest.raises(TooLarge):
        sealed_key_id(sealed + b"\0")


def test_a_file_that_names_another_key_than_it_holds_is_refused(world, monkeypatch):
    """Though it was sealed so."""
    key = world.key(world.officer)

    class Liar:
        public = world.key(world.second).public
        seeds = key.seeds

    with pytest.raises(Malformed):
        open_officer_key(seal_officer_key(Liar(), passphrase=PASSPHRASE), passphrase=PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["", "x" * 1025])
def test_a_passphrase_has_bounds(world, sealed, passphrase):
    """Empty protects nothing; more than 1024 bytes is a mistake."""
    with pytest.raises(Refused):
        seal_officer_key(world.key(world.officer), passphrase=passphrase)
