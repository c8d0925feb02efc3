"""What one version says otherwise than another."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from comity.wire.stix.differing import differences, narrowed

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab ", max_size=6), lambda of: st.lists(of, max_size=3), max_leaves=6
)
_OBJECTS = st.dictionaries(st.sampled_from(("name", "labels", "count", "modified", "revoked")), _VALUES, max_size=4)


def applied(before, told):
    """Return `before` with the differences made."""
    after = dict(before)
    for one in told:
        if one.kind == "gone":
            del after[one.name]
        else:
            after[one.name] = one.after
    return after


def same(one, other):
    """Whether two objects say the same but for their stamps: lists by their members."""

    def plain(value):
        return (len(value), frozenset(map(plain, value))) if isinstance(value, list) else (type(value).__name__, value)

    return {key: plain(value) for key, value in one.items() if key != "modified"} == {
        key: plain(value) for key, value in other.items() if key != "modified"
    }


@settings(max_examples=150)
@given(_OBJECTS, _OBJECTS)
@example({"count": [None, True]}, {"count": [None, 1]})
def test_made_on_the_one_they_give_the_other(before, after):
    """Whatever differs is told, and nothing that does not; of lists what came and went are members of one side alone."""
    told = differences(before, after)
    assert same(applied(before, told), after)
    assert not differences(before, dict(before))
    for one in told:
        assert one.name != "modified"
        if one.kind == "changed":
            assert not same({one.name: before[one.name]}, {one.name: after[one.name]})
            assert all(each in after[one.name] for each in one.came)
            assert all(each in before[one.name] for each in one.went)


def test_lists_are_told_by_their_members_and_true_is_no_one():
    """Another order is the same list; one member more is that member; true and 1 are two values."""
    assert not differences({"labels": ["a", "b"]}, {"labels": ["b", "a"], "modified": "x"})
    (one,) = differences({"labels": ["a", "b"]}, {"labels": ["b", "c", "d"]})
    assert (one.came, one.went) == (("c", "d"), ("a",))
    (one,) = differences({"x": True}, {"x": 1})
    assert (one.kind, one.before, one.after) == ("changed", True, 1)
    (twice,) = differences({"labels": ["a", "a", "b"]}, {"labels": ["a", "b"]})
    assert (twice.came, twice.went) == ((), ())


@settings(max_examples=150)
@given(st.text("ab cd", max_size=300), st.text("ab cd", max_size=300), st.text("xyz ", max_size=20), st.text("xyz ", max_size=20))
def test_a_long_text_is_shown_from_where_it_differs(begins, ends, old, new):
    """What changed is in both pieces, whatever stands around it; a piece is no longer than what changed and a little."""
    one, other = begins + old + ends, begins + new + ends
    left, right = narrowed(one, other)
    assert left.strip("…") in one
    assert right.strip("…") in other
    assert (left == right) == (one == other)
    assert max(len(left), len(right)) <= max(len(old), len(new)) + 2 * 60 + 2
