"""Limits without tables: what is joined, what a use breaks, which rule destroys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.evidence.limits import (
    BY_CONDITION,
    BY_DAY,
    BY_ORDER,
    BY_ORIGINATOR,
    CONDITIONS,
    ONWARD,
    RECIPIENTS,
    RULES,
    USE,
    Limits,
    Use,
    joined,
    require_rule,
    require_within,
)
from comity.evidence.refusals import LimitBroken, RuleUnfit
from comity.evidence.states import Kind
from comity.terms.vocabulary import vocabulary

CODES = [item.code for item in vocabulary(CONDITIONS).offered]
TODAY = "2026-11-20"
limits = st.builds(
    Limits,
    originator=st.sampled_from(["XR", "SG"]),
    conditions=st.lists(st.sampled_from(CODES), unique=True).map(tuple),
    onward=st.booleans(),
    retain_until=st.sampled_from(["", "2026-11-19", TODAY, "2027-01-01"]),
)
uses = st.builds(
    Use,
    kind=st.sampled_from(list(Kind)),
    on=st.just(TODAY),
    purpose=st.sampled_from(["same", "another"]),
    sort=st.sampled_from([item.code for item in vocabulary(RECIPIENTS).offered]),
    state=st.sampled_from(["", "XR", "SG", "US"]),
    present=st.sampled_from(["", "R. Hentzau"]),
    agreed=st.frozensets(st.sampled_from([USE, ONWARD])),
)


def breaks(one, use):
    """Return the refusal of a use, by its class, and whether it cites the limit; nothing where it keeps to the limits."""
    try:
        require_within(one, use)
    except LimitBroken as refusal:
        return type(refusal), refusal.facts["conditions"] in CODES and bool(refusal.facts["article"])
    return None


@given(limits, limits, uses)
def test_what_holds_for_two_is_at_least_what_holds_for_one(one, other, use):
    """A use that one of them forbids, both forbid, for things of one State."""
    other = Limits(originator=one.originator, conditions=other.conditions, onward=other.onward, retain_until=other.retain_until)
    if breaks(one, use) or breaks(other, use):
        _, cited = breaks(joined([one, other]), use)
        assert cited


@given(limits, uses)
def test_a_yes_frees_and_never_binds(one, use):
    """What is agreed to breaks nothing more; what is ours breaks nothing at all."""
    bare = Use(kind=use.kind, on=use.on, purpose=use.purpose, sort=use.sort, state=use.state, present=use.present)
    if not breaks(one, bare):
        assert not breaks(one, use)
    assert breaks(Limits(), use) is None


@given(limits, uses)
def test_what_uses_nothing_and_goes_nowhere_breaks_nothing(one, use):
    """Verified, sealed, held, destroyed: whatever the day."""
    for kind in (Kind.VERIFIED, Kind.SEALED, Kind.HOLD_PLACED, Kind.HANDED_OVER, Kind.DESTROYED):
        assert breaks(one, Use(kind=kind, on=use.on, purpose=use.purpose, present=use.present)) is None


@pytest.mark.parametrize(
    ("one", "rule", "fits"),
    [
        (Limits(), BY_DAY, False),
        (Limits(originator="XR", retain_until=TODAY), BY_DAY, False),
        (Limits(originator="XR", retain_until="2026-11-19"), BY_DAY, True),
        (Limits(originator="XR"), BY_CONDITION, False),
        (Limits(originator="XR", conditions=("C-RETURN",)), BY_CONDITION, True),
        (Limits(), BY_ORIGINATOR, False),
        (Limits(originator="XR"), BY_ORIGINATOR, True),
        (Limits(), BY_ORDER, True),
        (Limits(), "DR-WHIM", False),
    ],
)
def test_a_rule_destroys_where_it_says_so(one, rule, fits):
    """Each rule both ways; absence refuses."""
    if fits:
        require_rule(one, rule, on=TODAY)
    else:
        with pytest.raises(RuleUnfit):
            require_rule(one, rule, on=TODAY)


def test_every_rule_of_the_list_is_decided():
    """None is on offer that the code does not know."""
    assert {item.code for item in vocabulary(RULES).offered} == {BY_DAY, BY_CONDITION, BY_ORDER, BY_ORIGINATOR}
