"""Tokens of pages: what a node gave for a question it takes again for that question, and for no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.wire.taxii.filters import Filters
from comity.wire.taxii.refusals import BadToken
from comity.wire.taxii.tokens import Place, print_token, scope, verify_token

KEY = bytes(range(32))
BOUND = scope("objects", "collection", filters=Filters().digest)

places = st.builds(Place, st.integers(0, 2**62), st.integers(-(2**62), 2**62), st.text("123456789", max_size=12))


@given(places)
def test_a_token_comes_back(place):
    """Whatever the place; it fits into an address as it is."""
    token = print_token(place, key=KEY, bound_to=BOUND)
    assert verify_token(token, key=KEY, bound_to=BOUND) == place
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(places, st.integers(0, 10**6), st.characters(codec="ascii"))
def test_a_token_that_was_changed_is_refused(place, at, letter):
    """By one letter, anywhere."""
    token = print_token(place, key=KEY, bound_to=BOUND)
    at %= len(token)
    changed = token[:at] + letter + token[at + 1 :]
    if changed != token:
        with pytest.raises(BadToken):
            verify_token(changed, key=KEY, bound_to=BOUND)


@pytest.mark.parametrize(
    "bound",
    [
        scope("manifest", "collection", filters=Filters().digest),
        scope("objects", "other", filters=Filters().digest),
        scope("objects", "collection", filters=Filters(added_after=1).digest),
        scope("objects", "collection", filters=Filters(types=("indicator",)).digest),
        scope("objects", "collection", filters=Filters(keywords=("all",)).digest),
    ],
)
def test_a_token_belongs_to_its_question(bound):
    """Another resource, another collection, another filter."""
    token = print_token(Place(1), key=KEY, bound_to=BOUND)
    with pytest.raises(BadToken):
        verify_token(token, key=KEY, bound_to=bound)


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda data: data.hex()))
def test_whatever_else_is_refused(text):
    """Nothing that somebody makes up raises anything else."""
    with pytest.raises(BadToken):
        verify_token(text, key=KEY, bound_to=BOUND)


def test_another_node_s_token_is_refused():
    """The key is this node's."""
    with pytest.raises(BadToken):
        verify_token(print_token(Place(1), key=bytes(32), bound_to=BOUND), key=KEY, bound_to=BOUND)
