import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.refusals import Malformed, Refused
from comity.terms.text import CAP, MARKS_IN_A_ROW, FreeText, TextTooLong, UnsafeText, require_clean

VIETNAMESE = "Bệnh viện Đa khoa tỉnh bị mã độc tống tiền lúc 03:12, yêu cầu giữ nguyên dữ liệu."

UNSAFE = {
    "NUL": "\x00",
    "bell": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line (C1)": "\x85",
    "Arabic letter mark": "\u061c",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "left-to-right embedding": "\u202a",
    "pop directional formatting": "\u202c",
    "right-to-left override": "\u202e",
    "left-to-right isolate": "\u2066",
    "pop directional isolate": "\u2069",
    "byte order mark": "\ufeff",
    "tag letter": "\U000e0041",
    "unpaired surrogate": "\ud800",
    "noncharacter": "\ufffe",
    "noncharacter of Arabic": "\ufdd0",
    "last of all": "\U0010ffff",
}


@pytest.mark.parametrize("character", UNSAFE.values(), ids=UNSAFE.keys())
def test_museum(character):
    """What hides, reorders or breaks text is refused, typed or received, and the place is told."""
    for take in (FreeText.parse, FreeText, require_clean):
        with pytest.raises(UnsafeText) as refusal:
            take(f"ab{character}c")
        assert refusal.value.wire_class == "malformed"
        assert refusal.value.facts["at"] == "3"
        assert character not in str(refusal.value)


@given(st.text(max_size=200))
def test_normalising_is_idempotent(text):
    """What was normalised once stays as it is, is NFC, and is clean."""
    try:
        once = FreeText.parse(text)
    except Refused:
        return
    assert FreeText.parse(str(once)) == once == FreeText(str(once))
    assert unicodedata.is_normalized("NFC", str(once))
    assert require_clean(str(once)) == str(once)


def test_vietnamese_however_it_was_typed():
    """NFD Vietnamese becomes NFC on entry; from another node only NFC is taken."""
    decomposed = unicodedata.normalize("NFD", VIETNAMESE)
    assert decomposed != VIETNAMESE
    assert str(FreeText.parse(decomposed)) == VIETNAMESE
    assert require_clean(VIETNAMESE) == VIETNAMESE
    with pytest.raises(Malformed):
        require_clean(decomposed)
    with pytest.raises(Malformed):
        FreeText(decomposed)


def test_a_full_field_of_decomposed_vietnamese_fits():
    """The cap counts characters after normalisation."""
    text = "ệ" * 100
    assert len(str(FreeText.parse(unicodedata.normalize("NFD", text), cap=100))) == 100


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "'; DROP TABLE", "&lt;b&gt;", "%(what)s"]
)
def test_markup_stays_text(text):
    """Markup is neither taken out nor escaped here; whoever shows it escapes it."""
    assert str(FreeText.parse(text)) == text


def test_what_browsers_and_spreadsheets_send():
    """Line ends become one, tabs become a space, space around goes."""
    assert FreeText.parse("  a\r\nb\rc\u2028d\te \n").lines == ("a", "b", "c", "d e")


@pytest.mark.parametrize("text", ["नमस्ते", "\u0645\u06cc\u200c\u062e\u0648", "👩\u200d⚕️", "e\u0301\u0323", "שלום"])
def test_other_scripts_are_text_too(text):
    """Joiners and marks that spelling needs are kept; right-to-left letters need no marks."""
    assert str(FreeText.parse(text)) == unicodedata.normalize("NFC", text)


def test_stacked_marks_are_refused():
    """More marks in a row than any language has are refused before they are sorted."""
    assert FreeText.parse("a" + "\u0323" * (MARKS_IN_A_ROW - 1))
    with pytest.raises(UnsafeText):
        FreeText.parse("a" + "\u0301\u0323" * MARKS_IN_A_ROW)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_empty_is_not_text(text):
    """A field without text is absent, not empty."""
    with pytest.raises(Malformed):
        FreeText.parse(text)


@pytest.mark.parametrize("text", [" a", "a ", "a\n"])
def test_space_around_is_not_normal(text):
    """Only `parse` takes space away."""
    with pytest.raises(Malformed):
        FreeText(text)


def test_caps():
    """Too much text is refused as too large, in characters, before it is looked at."""
    with pytest.raises(TextTooLong) as refusal:
        FreeText.parse("a" * 11, cap=10, what="note")
    assert refusal.value.facts == {"what": "note", "size": "11", "cap": "10"}
    assert refusal.value.wire_class == "too-large"
    for take in (FreeText.parse, FreeText, require_clean):
        with pytest.raises(TextTooLong):
            take("\x00" * (4 * CAP + 1))
