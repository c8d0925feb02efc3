"""An officer's keys: the usual ones, own ones, none that is used twice, and none at all."""

import pytest

from comity.directory.habits import USUAL, KeyNotPossible, habits_of, keep_habits


def test_as_it_comes(world):
    """Keys are on, sound is off."""
    chosen = habits_of(world.drafter)
    assert (chosen.keys_on, chosen.sound, chosen.keys) == (True, False, USUAL)


@pytest.mark.both_databases
def test_own_keys_are_kept_for_each_officer(world):
    """And two may change places; a Vietnamese letter is a key like any other."""
    keep_habits(world.drafter, keys_on=False, sound=True, keys={"next": "K", "previous": "j", "note": "đ", "queue": "r", "requests": "q"})
    chosen = habits_of(world.drafter)
    assert (chosen.keys_on, chosen.sound) == (False, True)
    assert {deed: key for deed, key in chosen.keys.items() if key != USUAL[deed]} == {
        "next": "k",
        "previous": "j",
        "note": "đ",
        "queue": "r",
        "requests": "q",
    }
    assert habits_of(world.both).keys == USUAL


@pytest.mark.parametrize(
    "keys",
    [{"next": "k"}, {"take": "g"}, {"take": ""}, {"take": "tt"}, {"take": " "}, {"take": "\u200b"}, {"queue": "r"}],
    ids=["used-already", "the-lead", "none", "two", "space", "invisible", "used-in-sequence"],
)
def test_a_key_that_cannot_be_is_refused(world, keys):
    """And what was kept before stays."""
    keep_habits(world.drafter, keys_on=True, sound=False, keys={"next": "n"})
    with pytest.raises(KeyNotPossible):
        keep_habits(world.drafter, keys_on=False, sound=True, keys=keys)
    assert (habits_of(world.drafter).keys["next"], habits_of(world.drafter).keys_on) == ("n", True)
