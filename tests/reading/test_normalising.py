import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.reading.normalising import _LOST, CAP, MARKS, normalise
from comity.reading.refusals import (
    MarkedUp,
    NothingWritten,
    NotText,
    NotUtf8,
    Overmarked,
    PdfFile,
    PictureFile,
    ReportTooLong,
    Unreadable,
    WordFile,
)
from comity.terms.digests import Digest
from comity.terms.refusals import WIRE_CLASSES

REPORT = "* Chiều 8-10, tại Hà Nội, Bộ Ngoại giao tổ chức họp báo.\n\nQuang cảnh họp báo.\n\nQuang cảnh họp báo.\n"


def normal(text):
    """Return the normal text of `text`."""
    return normalise(text.encode()).text


def test_a_page_loses_what_it_repeats_and_what_it_shows_before_a_paragraph():
    """Captions once, no stars, one empty line between two paragraphs; what was repeated is known."""
    found = normalise(REPORT.encode())
    assert found.text == "Chiều 8-10, tại Hà Nội, Bộ Ngoại giao tổ chức họp báo.\n\nQuang cảnh họp báo."
    assert found.repeated == {"Quang cảnh họp báo."}
    assert (found.size, found.digest) == (len(REPORT.encode()), Digest.of(REPORT.encode()))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (" date 2023-07 Đây là khẳng định của Đại sứ.", "date 2023-07\n\nĐây là khẳng định của Đại sứ."),
        ("date 2025-10-08 Chiều 8-10", "date 2025-10-08\n\nChiều 8-10"),
        ("date\t2024 Xin chào", "date 2024\n\nXin chào"),
        ("một\u00a0 hai\t ba", "một hai ba"),
        ("dòng một\r\ndòng hai\rdòng ba", "dòng một\n\ndòng hai\n\ndòng ba"),
        ("\ufeffchữ\u200b có\u00ad dấu\u202e ẩn", "chữ có dấu ẩn"),
        (unicodedata.normalize("NFD", "Đắk Lắk, Nguyễn Hoài Nam"), "Đắk Lắk, Nguyễn Hoài Nam"),
        ("• • một\n▪ hai", "một\n\nhai"),
    ],
)
def test_text_has_one_form(written, wanted):
    """The leading date of an archive on its own line; spaces, line ends, marks and what cannot be seen."""
    assert normal(written) == wanted


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", NothingWritten),
        (" \n\u200b\n".encode(), NothingWritten),
        ("… — ! \n ***".encode(), NothingWritten),
        (b"x" * (CAP + 1), ReportTooLong),
        (b"x" * (5 * 2**20), ReportTooLong),
        (b"%PDF-1.7\n%\xe2\xe3", PdfFile),
        (b"PK\x03\x04\x14\x00", WordFile),
        (b"{\\rtf1\\ansi B\\'e9}", WordFile),
        (b"\x89PNG\r\n\x1a\n", PictureFile),
        ("Bộ trưởng".encode("utf-16"), NotUtf8),
        ("Thượng tướng".encode("cp1258", errors="replace") + b"\xff", NotUtf8),
        (b"ELF\x00\x01\xff", NotText),
        (b"a\x00b", NotText),
        (b"<!DOCTYPE html><html><body><p>Minister</p></body></html>", MarkedUp),
        (b"<p>one</p><p>two</p><br/>", MarkedUp),
        (("a" + "\u0301" * (MARKS + 1)).encode(), Overmarked),
        (b"\xed\xa0\x80 a", NotUtf8),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_what_is_no_text_of_a_report_is_refused(data, refusal):
    """Each with a sentence and a next step, and nothing guessed."""
    with pytest.raises(refusal) as refused:
        normalise(data)
    assert isinstance(refused.value, Unreadable)
    assert type(refused.value) is refusal
    assert refused.value.wire_class in WIRE_CLASSES
    assert refused.value.next_step % refused.value.facts


def test_a_report_may_mention_a_tag():
    """One or two are text; a page has more."""
    assert normal("Mã độc chèn thẻ <script> vào trang.") == "Mã độc chèn thẻ <script> vào trang."


LETTERS = st.text(
    alphabet=st.sampled_from(list("ăâđêôơưàáảãạ ab\n\t*.-–\u0301\u0323\u0302\u200b\u00a0\u1100\u1161\u11a8한\u09c7\u09be")), max_size=80
)


@given(st.one_of(st.text(max_size=200), LETTERS))
def test_normalising_twice_changes_nothing(text):
    """Whatever the text: its normal form is normal, is in NFC, and is refused or read in the same way."""
    try:
        data = text.encode()
        found = normalise(data)
    except (Unreadable, UnicodeEncodeError):
        return
    assert unicodedata.is_normalized("NFC", found.text)
    assert normalise(found.text.encode()).text == found.text
    assert len(found.begins) == len(found.ends) == len(found.text)


@given(st.one_of(st.text(min_size=1, max_size=120), LETTERS))
def test_every_character_leads_back_to_its_bytes(text):
    """The bytes of a character, decoded and normalised, begin with it; places never run backwards within a paragraph."""
    try:
        data = text.encode()
        found = normalise(data)
    except (Unreadable, UnicodeEncodeError):
        return
    for at, letter in enumerate(found.text):
        begin, end = found.original(at, at + 1)
        assert 0 <= begin <= end <= len(data)
        if letter not in " \n":
            assert letter in unicodedata.normalize("NFC", _LOST.sub("", data[begin:end].decode()))
    for line_start in [0, *(at + 2 for at in range(len(found.text)) if found.text.startswith("\n\n", at))]:
        line_end = found.text.find("\n\n", line_start) if "\n\n" in found.text[line_start:] else len(found.text)
        assert list(found.begins[line_start:line_end]) == sorted(found.begins[line_start:line_end])


def test_a_span_leads_to_exact_bytes():
    """The bytes of a quotation are the quotation."""
    data = "  Đại sứ   cam kết.".encode()
    found = normalise(data)
    at = found.text.index("cam kết")
    begin, end = found.original(at, at + len("cam kết"))
    assert data[begin:end].decode() == "cam kết"
