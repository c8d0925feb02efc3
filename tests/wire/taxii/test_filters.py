"""The question in an address: every filter of TAXII 2.1, section 3.4, and whatever is none."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.instants import Instant
from comity.wire.taxii import filters
from comity.wire.taxii.filters import NOTHING, Filters, parse_question
from comity.wire.taxii.moments import Moment, parse_moment, print_moment
from comity.wire.taxii.refusals import BadQuery

NOW = "2026-11-23T03:07:00.000000Z"
MICROS = Instant.parse(NOW).micros


def asked(query):
    """Read a question about the objects of a collection."""
    return parse_question(query, takes=filters.OBJECTS)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("", Filters()),
        (f"added_after={NOW}", Filters(added_after=MICROS)),
        ("added_after=2026-11-23T03:07:00Z", Filters(added_after=MICROS)),
        ("added_after=2026-11-23T03:07:00.1234567Z", Filters(added_after=MICROS + 123456)),
        ("match[id]=a,b", Filters(ids=("a", "b"))),
        ("match%5Bid%5D=a%2Cb,a", Filters(ids=("a", "b"))),
        ("match[type]=indicator&match[id]=x--1", Filters(types=("indicator",), ids=("x--1",))),
        ("match[version]=all", Filters(keywords=("all",))),
        ("match[version]=first,last", Filters(keywords=("first", "last"))),
        (f"match[version]=first,{NOW}", Filters(keywords=("first",), exact=(Moment(MICROS),))),
        ("match[version]=2026-11-23T03:07:00.0000001Z", Filters(exact=(Moment(MICROS, "1"),))),
        ("match[spec_version]=2.0,2.1", Filters(spec_versions=("2.0", "2.1"))),
        ("nobody=knows&this=this&this=twice", Filters()),
    ],
)
def test_what_is_asked_for_is_understood(query, meant):
    """Commas are alternatives; unknown names are ignored, as often as they come."""
    assert asked(query).filters == meant


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=+1", "limit=1.5", "limit=NaN", "limit=1e3", "limit=" + "9" * 19, "limit=", "limit=٣", "limit=0x10"),
        *("added_after=yesterday", "added_after=2026-11-23", "added_after=2026-11-23T03:07:00", "added_after=2026-02-30T00:00:00Z"),
        *("added_after=2026-11-23T03:07:00%2B00:00", "added_after=2026-11-23T24:00:00Z", "added_after=1.0", "added_after="),
        *("match[id]=", "match[id]=a,,b", "match[id]=a%00b", "match[type]=,"),
        *("match[version]=newest", "match[version]=2026", "match[version]=last,"),
        *("match[spec_version]=2", "match[spec_version]=2.1.1", "match[spec_version]=two"),
        *("match[confidence-gte]=50", "match[]=x", "match[relationships-all]=x"),
        *(
            "limit=1&limit=2",
            "match[id]=a&match[id]=b",
            f"added_after={NOW}&added_after={NOW}",
            "next=a&next=a",
            "match%5Bid%5D=a&match[id]=b",
        ),
        *("match[id]=" + ",".join(map(str, range(501))), "match[id]=" + "x" * 301, "&".join(f"a{n}=1" for n in range(51)), "match[id]=%ff"),
    ],
)
def test_what_is_no_question_is_refused_by_name(query):
    """Whatever is wrong, twice, or would silently answer with more than was asked for."""
    with pytest.raises(BadQuery) as refused:
        asked(query)
    assert refused.value.status == 400
    assert refused.value.facts["name"]


@pytest.mark.parametrize(
    ("takes", "query"),
    [
        (filters.OBJECT, "match[id]=a"),
        (filters.OBJECT, "match[type]=a"),
        (filters.VERSIONS, "match[version]=all"),
        (filters.DELETE, f"added_after={NOW}"),
    ],
)
def test_a_filter_of_another_address_is_refused(takes, query):
    """A program that believes that it narrowed its question must not get everything."""
    with pytest.raises(BadQuery):
        parse_question(query, takes=takes)


def test_limit_and_next_are_no_filters():
    """A page may be continued with another limit."""
    question = asked("limit=7&next=abc")
    assert (question.limit, question.next) == (7, "abc")
    assert question.filters.digest == NOTHING.filters.digest


values = st.lists(st.text("abcdefgh-", min_size=1, max_size=8), max_size=3, unique=True)


@given(
    ids=values, types=values, keywords=st.lists(st.sampled_from(["first", "last"]), unique=True), after=st.none() | st.integers(0, 10**15)
)
def test_equal_filters_have_one_digest_and_others_have_others(ids, types, keywords, after):
    """However they are written."""
    told = {"match[id]": ids, "match[type]": types, "match[version]": keywords}
    parts = {name: ",".join(those) for name, those in told.items() if those}
    parts |= {} if after is None else {"added_after": print_moment(after)}
    backwards = {name: ",".join(reversed(value.split(","))) for name, value in reversed(parts.items())}
    found, again = asked(urlencode(parts)).filters, asked("&".join(f"{quote(k)}={quote(v)}" for k, v in backwards.items())).filters
    assert found.digest == again.digest
    assert set(found.ids) == set(ids)
    assert found.added_after == after
    if ids:
        assert found.digest != asked(urlencode(parts | {"match[id]": "another"})).filters.digest


@given(st.integers(0, 253_402_300_799_999_999))
def test_a_moment_comes_back(micros):
    """Every microsecond of four-digit years."""
    assert parse_moment(print_moment(micros)) == Moment(micros)


def test_moments_are_ordered_to_their_last_digit():
    """And are equal however many zeros they end in."""
    texts = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.0000001Z", "2026-01-01T00:00:00.00000012Z", "2026-01-01T00:00:00.000001Z"]
    moments = [parse_moment(text) for text in texts]
    assert moments == sorted(moments)
    assert len(set(moments)) == 4
    assert parse_moment("2026-01-01T00:00:00.1Z") == parse_moment("2026-01-01T00:00:00.1000000000Z")
