"""Lists as digests answer what the entries themselves answer; patterns are bounded before they are tried."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.terms.refusals import Malformed
from comity.wire.misp.bounding import bound_of
from comity.wire.misp.compact import LONG, WHOLE, Asked, Part, lengths_of, parts_of
from comity.wire.misp.warninglists import MAX_STEPS, MAX_TRIED, WarningList, WarningLists

NAMES = st.lists(st.text("aB.1", min_size=1, max_size=6), max_size=8)
ADDRESSES = st.builds(lambda a, b, n: f"10.{a}.{b}.0{n}", st.integers(0, 3), st.integers(0, 3), st.sampled_from(["", "/8", "/24", "/32"]))
LISTS = st.one_of(
    *(
        st.builds(lambda kind, entries: WarningList(name=kind, kind=kind, entries=tuple(entries)), st.just(kind), NAMES)
        for kind in ("string", "substring", "hostname")
    ),
    st.builds(lambda entries: WarningList(name="cidr", kind="cidr", entries=tuple(entries)), st.lists(ADDRESSES, max_size=5)),
    st.builds(
        lambda entries: WarningList(name="regex", kind="regex", entries=tuple(entries)), st.lists(st.sampled_from(["/^a/i", "1$", "a.b"]))
    ),
)


def hits(found, values):
    """The values that stand on a list, by its parts."""
    asked = Asked(tuple(dict.fromkeys(values)))
    shards = asked.shards()
    parts = [(shard, Part(found.kind, body, lengths_of(found))) for shard, body in parts_of(found)]
    return {value for shard, part in parts if shard == WHOLE or shard in shards for value, _ in asked.hits(part)}


@settings(max_examples=150)
@given(LISTS, st.lists(st.one_of(st.text("aB.1", max_size=8), ADDRESSES), max_size=6))
def test_digests_answer_as_the_entries_do(found, values):
    """The reference goes through the entries; both say the same of every value."""
    reference = WarningLists([found])
    assert hits(found, values) == {value for value in values if reference.look("", value)}


def test_a_long_list_is_cut_into_parts_and_says_the_same():
    """Five thousand names in some sixty parts; a question about one reads one."""
    found = WarningList(name="x", kind="string", entries=tuple(f"name-{number}" for number in range(LONG + 1000)))
    assert len(list(parts_of(found))) > 50
    assert hits(found, ["NAME-5000 ", "name-9999", "name-1"]) == {"NAME-5000 ", "name-1"}
    assert len(Asked(("name-1",)).shards()) <= 2


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "((a+))+$", "(a|a)*$", "(a|aa)+$", "(a?){30}a{30}", "(?:a{1,60}){1,60}b", "a*a*a*a*b", ".*.*.*=", "(.*a){12}", "a?" * 40],
)
def test_what_could_take_ages_is_over_the_bound(pattern):
    """The museum of patterns that hang."""
    assert bound_of(pattern).steps(MAX_TRIED) > MAX_STEPS


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\+33[67]\d{8}$",
        r"^(?:www|ftp)\.example\.(com|net)$",
        r"[a-z0-9-]+\.onion$",
        r"^https?://[^/]*\.example/.*\.exe$",
        r"\bsink(hole)?\b",
        "",
    ],
)
def test_what_lists_really_say_is_under_it(pattern):
    """Telephones, names, addresses on the web."""
    assert bound_of(pattern).steps(MAX_TRIED) <= MAX_STEPS


@pytest.mark.parametrize("pattern", [r"(.)\1", "(?=a)b", "(?<n>a)", "(?P<n>a)", "(?i:a)", "(", "[", r"\p{L}", "(" * 30 + "a" + ")" * 30])
def test_what_nobody_can_bound_is_refused(pattern):
    """With the place, or what is wrong."""
    with pytest.raises(Malformed):
        bound_of(pattern)


PIECES = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", r"\w"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{1,2}", "{2}"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
    ),
    max_leaves=5,
)


@settings(max_examples=60)
@given(PIECES, PIECES, st.text("ab", max_size=4))
def test_the_bound_grows_with_the_value_and_with_the_pattern(one, other, value):
    """A longer value costs no less, nor does more of a pattern; what is tied to the first letter costs no more."""
    found = bound_of(one)
    assert found.steps(len(value)) <= found.steps(len(value) + 1)
    assert found.steps(len(value)) <= bound_of(one + other).steps(len(value))
    assert bound_of(f"^(?:{one})").whole.tied
    assert re.compile(one)


def test_what_is_left_of_the_budget_is_said():
    """Values that would cost more than is left are not tried, and are counted."""
    found = WarningList(name="x", kind="regex", entries=("a.*b",))
    asked = Asked(("ab", "xx" * 100), left=200)
    (part,) = [Part("regex", body) for _, body in parts_of(found)]
    assert [value for value, _ in asked.hits(part)] == ["ab"]
    assert asked.untried == {"xx" * 100}
