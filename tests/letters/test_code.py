import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.letters.code import ALPHABET, SIGNS, BadCode, parse_code, verification_code
from comity.terms.digests import Digest

DIGESTS = st.binary(min_size=32, max_size=32).map(Digest)


def test_a_code_is_the_one_of_the_specification():
    """docs/specs/letter.md, section 2 gives these: an implementation that prints others is wrong."""
    assert verification_code(Digest(bytes(32))) == "0000-0000-0000-0000-0"
    assert verification_code(Digest(b"\xff" * 32)) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-M"
    assert verification_code(Digest.of(b"comity")) == "ZAF9-SCF0-E625-S34K-7"


@given(DIGESTS)
def test_what_is_printed_is_read(digest):
    """Also in small letters, without hyphens, with spaces, and with the letters that paper makes of digits."""
    code = verification_code(digest)
    assert parse_code(code) == code
    assert parse_code(f" {code.lower().replace('-', ' ')} ") == code
    assert parse_code(code.replace("0", "O").replace("1", "l")) == code


@given(DIGESTS, st.integers(0, SIGNS), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_found(digest, at, wrong):
    """Wherever it stands, the check sign itself included."""
    signs = verification_code(digest).replace("-", "")
    typed = signs[:at] + wrong + signs[at + 1 :]
    if typed == signs:
        return
    with pytest.raises(BadCode):
        parse_code(typed)


@given(DIGESTS, st.integers(0, SIGNS), st.integers(0, SIGNS))
def test_two_signs_that_changed_places_are_found(digest, one, other):
    """Neighbours or not."""
    signs = list(verification_code(digest).replace("-", ""))
    before = list(signs)
    signs[one], signs[other] = signs[other], signs[one]
    if signs == before:
        return
    with pytest.raises(BadCode):
        parse_code("".join(signs))


@pytest.mark.parametrize("typed", ["", "0000", "0" * 18, "U" * 17, "0" * 65, "0000-0000-0000-0000-é", "\u0660" * 17])
def test_what_is_no_code_is_refused(typed):
    """Too short, too long, with signs that no code has."""
    with pytest.raises(BadCode):
        parse_code(typed)
