"""Words as they are searched for: case, marks and width do not matter, letters do."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.folding import LONGEST, fold, joined_names, words_of


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Đắk Lắk", "dak lak"),
        ("ĐẮK LẮK", "dak lak"),
        (unicodedata.normalize("NFD", "Đắk Lắk"), "dak lak"),
        ("Thừa Thiên – Huế", "thua thien hue"),
        ("ườ ƯỜ ơ Ơ", "uo uo o o"),
        ("ＤＡＫ　ＬＡＫ", "dak lak"),
        ("Шойгу ЁЖ", "шоигу еж"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("Straße ŁÓDŹ Ærø", "strasse lodz aero"),
        ("FP-1187/2026", "fp 1187 2026"),
        ("a_b", "a b"),
        ("ภาษาไทย 漢字", "ภาษาไทย 漢字"),
    ],
)
def test_what_is_written_is_found_by_what_is_typed(written, searched):
    """Both sides by the same function."""
    assert words_of(written) == words_of(searched)


def test_other_letters_are_other_words():
    """Only marks and case are lost."""
    assert words_of("dak lak") == ["dak", "lak"]
    assert words_of("dac lac") != words_of("đắk lắk")
    assert words_of("и й")[0] == words_of("и й")[1]
    assert words_of("...!? --") == []


def test_names_are_also_one_word():
    """Neighbours with capitals, separated by one space, and nothing else."""
    assert joined_names("từ Hà Nội đến Đắk Lắk") == ["hanoi", "daklak"]
    assert joined_names("HÀ NỘI") == ["hanoi"]
    assert joined_names("hà nội, Hà-Nội, Hà\nNội") == []
    assert joined_names("Thành Phố Vinh") == ["thanhpho", "phovinh"]


@given(st.text())
def test_words_may_be_folded_one_by_one(text):
    """Cut at white space before or after, the words are the same: what an act says several times is folded once."""
    assert [word for part in text.split() for word in words_of(part)] == words_of(" ".join(text.split()))
    assert set(words_of(" ".join(dict.fromkeys(text.split())))) == set(words_of(text))


@given(st.text())
def test_folding_twice_changes_nothing(text):
    """So that a word that was kept may be typed as it was kept."""
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_case_and_form_do_not_matter(text):
    """Upper, and in every normal form."""
    for form in ("NFC", "NFD", "NFKC"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(st.text())
def test_a_word_is_short_and_holds_no_sign(text):
    """What goes to the index is letters and digits, so that no query language can find anything to do in it."""
    for word in words_of(text):
        assert 0 < len(word) <= LONGEST
        assert not any(character in word for character in " \"'*():^&|!<>\\-:.\x00")
