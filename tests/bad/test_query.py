"""Museum: what people paste into a search box. Signs of query languages are signs, no search fails, and none finds too much."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.desk.reading.search import BadSearch, parse_query, search
from comity.directory.officers import actor

pytestmark = pytest.mark.both_databases("search")

SIGNS = (
    '"',
    "'",
    "dak'",
    'dak" OR "',
    "dak* OR *",
    "NEAR(dak lak, 2)",
    "words : dak",
    "-dak",
    "^dak",
    "dak & !lak | (lak:* <-> dak)",
    "'; DROP TABLE records_searchtext; --",
    "dak\\' lak",
    "\\",
    "%",
    "dak_",
    "{words tags} : dak",
    "s:delivered",
    "p:cert.xr.example",
    "i:0",
    "AND",
    "OR NOT",
    "dak AND",
    "\x00dak",
    "dak\x00lak",
    "\ufeffdak",
    "dak\u202elak",
    "𝔡𝔞𝔨",
    "👩‍👩‍👧",
    "\ud83d",
    "a" * 200,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
)


def found(world, words):
    """Return how many requests a search finds, None where it is refused."""
    try:
        query = parse_query({"q": words})
    except BadSearch:
        return None
    return len(search(query, officer=world.drafter, by=actor(world.drafter, at=world.at), at=world.at).rows)


@pytest.mark.parametrize("words", SIGNS, ids=ascii)
def test_signs_are_harmless(world, words):
    """Answered or refused by name; nothing is found by the name of a tag."""
    world.receive()
    count = found(world, words)
    assert count in (None, 0, 1)
    if words in ("s:delivered", "i:0", "dak* OR *", "AND"):
        assert count == 0 or words == "AND"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(words=st.text(max_size=60))
def test_whatever_is_typed_is_answered(world, words):
    """No text makes either database fail."""
    assert found(world, words) in (None, 0)


def test_a_very_long_paste_is_refused_before_anything_is_asked(world, django_assert_num_queries):
    """Ten thousand characters and a million."""
    with django_assert_num_queries(0):
        assert found(world, "đ" * 10_000) is None
        assert found(world, "x " * 500_000) is None
