"""Names of files: whatever a browser says becomes one plain name, and a plain name stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.filenames import MAX_NAME, UNNAMED, require_safe_name, safe_name
from comity.terms.refusals import Refused


@given(st.text(max_size=400))
def test_what_comes_out_is_safe_and_stays(text):
    """Safe once is safe for ever; no separator, nothing unseen, never empty, never too long."""
    name = safe_name(text)
    assert require_safe_name(name) == name
    assert 0 < len(name.encode()) <= MAX_NAME
    assert name.isprintable()
    assert not set(name) & set('/\\:*?"<>|')


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\a\\log.csv": "log.csv",
    "Lệnh số 7.pdf": "Lệnh số 7.pdf",
    "Le\u0323\u0302nh.pdf": "Lệnh.pdf",
    "invoice\u202efdp.exe": "invoice_fdp.exe",
    ".profile": "profile",
    "a.txt. ": "a.txt",
    "NUL.txt": "_NUL.txt",
    "com1": "_com1",
    "..": UNNAMED,
    "": UNNAMED,
    "a\nb\x00c": "a_b_c",
}


@pytest.mark.parametrize(("text", "name"), NAMES.items(), ids=[repr(text) for text in NAMES])
def test_known_names(text, name):
    """Paths, devices, turning marks, hidden files."""
    assert safe_name(text) == name


def test_a_long_name_keeps_its_ending():
    """So that it opens with the right program."""
    assert safe_name("ệ" * 300 + ".pdf").endswith("ệ.pdf")


@pytest.mark.parametrize("name", ["a/b", ".a", "a ", "CON", "", "a\u200db", "to\u0302.txt", "a" * 181])
def test_a_peer_that_does_not_clean_its_names_is_refused(name):
    """Nothing is mended that was signed."""
    with pytest.raises(Refused):
        require_safe_name(name)
