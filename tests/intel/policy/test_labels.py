"""Labels as values: printed and read back, meeting in the narrowest, stricter seen by fewer."""

from dataclasses import replace
from random import Random

import pytest
from drawn import AT, AUTHORITIES, COUNTRIES, LIMITS, MOMENTS, OPEN, Draw, labels, moments, principals
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comity.intel.policy import (
    Compiled,
    GroupId,
    Label,
    Membership,
    Principal,
    at_home,
    decide,
    fields_of,
    may_reshare,
    memberships,
    narrowest,
    of_owner,
    parse_label,
    print_label,
    require_lasting,
    roles_in,
)
from comity.intel.policy.labels import ExpiresTooEarly
from comity.intel.policy.principals import Group, field_rows
from comity.terms.markings import Pap, Tlp
from comity.terms.refusals import Malformed
from comity.terms.vocabulary import vocabulary

VN, FI = AUTHORITIES[0], AUTHORITIES[2]


@given(one=labels, other=labels)
def test_equal_labels_print_alike_and_no_others(one, other):
    """The text is the label, so a store keeps equal ones once."""
    assert parse_label(print_label(one)) == one
    assert (print_label(one) == print_label(other)) == (one == other)
    assert hash(parse_label(print_label(one))) == hash(one)


@given(one=principals, other=principals)
def test_equal_principals_print_alike_and_no_others(one, other):
    """What an epoch names is one reader with all that is known of them."""
    assert (one.printed() == other.printed()) == (one == other)


@given(a=labels, b=labels, c=labels)
def test_labels_meet_by_algebra(a, b, c):
    """Commutative, associative, idempotent."""
    assert narrowest(a, b) == narrowest(b, a)
    assert narrowest(narrowest(a, b), c) == narrowest(a, narrowest(b, c))
    assert narrowest(a, a) == a
    assert narrowest(narrowest(a, b), b) == narrowest(a, b)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32), at=moments)
def test_the_narrowest_never_widens(seed, at):
    """Whoever may see what bears the meet may see what bears each of them: 500 pairs for 50 readers at a time."""
    draw = Draw(Random(seed))
    pairs = [(draw.label(owner=draw.maybe(AUTHORITIES, 0.9)), draw.label(owner=draw.maybe(AUTHORITIES, 0.9))) for _ in range(500)]
    meets, ones, others = (Compiled(some) for some in ([narrowest(*pair) for pair in pairs], *zip(*pairs, strict=True)))
    for reader in (draw.principal() for _ in range(50)):
        both = ones.seen(reader, at=at).bits & others.seen(reader, at=at).bits
        assert meets.seen(reader, at=at).bits & ~both == 0


@given(seed=st.integers(0, 2**32))
def test_narrowing_agrees_to_nothing(seed):
    """Whoever may pass on what bears the meet may pass on what bears each of them: consent to one is none to the other."""
    draw = Draw(Random(seed))
    reader = draw.principal()
    for _ in range(20):
        pair = [replace(draw.label(owner=FI), consent=draw.some(AUTHORITIES, 0.5)) for _ in range(2)]
        if may_reshare(reader, narrowest(*pair), at=AT).allowed:
            assert all(may_reshare(reader, label, at=AT).allowed for label in pair)
    both = narrowest(*(Label(tlp=Tlp.GREEN, owner=FI, consent=frozenset(names)) for names in ({VN, FI}, {VN})))
    assert both.consent == {VN}


def test_no_need_to_know_arises_by_narrowing():
    """AMBER without a field, in a set that is for one: a compatriot of the recipient who works in it sees it no more than before."""
    amber, limit = (
        Label(tlp=Tlp.AMBER, owner=FI, recipients=frozenset({VN})),
        Label(tlp=Tlp.CLEAR, owner=FI, fields=frozenset({"EF-FRAUD"})),
    )
    compatriot = Principal(authority=AUTHORITIES[1], country=VN.country, fields=frozenset({"EF-FRAUD"}))
    assert decide(compatriot, replace(amber, fields=limit.fields), at=AT).allowed
    assert not decide(compatriot, narrowest(amber, limit), at=AT).allowed


@given(label=labels, principal=principals, at=moments)
def test_a_stricter_tlp_is_seen_by_a_subset(label, principal, at):
    """From RED to CLEAR, everything else alike, more see it and nobody fewer; the same for PAP."""
    assume(label.tlp not in OPEN)
    seen = [
        decide(principal, replace(label, tlp=tlp, recipients=frozenset() if tlp in OPEN else label.recipients), at=at).allowed
        for tlp in Tlp
    ]
    assert seen == sorted(seen)
    by_pap = [decide(principal, replace(label, pap=pap), at=at).allowed for pap in Pap]
    assert by_pap == sorted(by_pap)


@pytest.mark.parametrize("axis", LIMITS)
@settings(max_examples=30)
@given(label=labels, principal=principals, at=moments, data=st.data())
def test_a_limit_lets_in_no_one_more(axis, label, principal, at, data):
    """A smaller limit is a subset, and an empty one is for the owner alone. AMBER needs a field, which only naming one gives."""
    limit = data.draw(st.frozensets(st.sampled_from(LIMITS[axis])))
    label = replace(label, **{axis: limit})
    empty = decide(principal, replace(label, **{axis: frozenset()}), at=at).allowed
    if empty:
        assert principal.authority == label.owner is not None
    for one in limit:
        if decide(principal, replace(label, **{axis: limit - {one}}), at=at).allowed:
            assert decide(principal, label, at=at).allowed


def test_nobody_but_owner_and_home_sees_what_stays_at_home():
    """The strictest label."""
    label = at_home(owner=FI, home=VN)
    for authority in AUTHORITIES:
        principal = Principal(authority=authority, country=authority.country, fields=frozenset({"EF-CYBERCRIME"}))
        assert decide(principal, label, at=AT).allowed == (authority in {VN, FI})
    assert of_owner(label, VN).owner == VN


def test_labels_of_two_owners_have_none():
    """Nobody is exempt from a label that two authorities made."""
    one, other = (Label(tlp=Tlp.CLEAR, owner=owner, barred=frozenset(COUNTRIES)) for owner in (VN, FI))
    assert narrowest(one, other).owner is None
    assert not decide(Principal(authority=VN, country=VN.country), narrowest(one, other), at=AT).allowed


def test_a_label_that_nobody_would_ever_see_is_told():
    """It ends before the object was made, or before its embargo does."""
    label = Label(tlp=Tlp.GREEN, owner=VN, expires=AT)
    require_lasting(label, created=MOMENTS[0])
    with pytest.raises(ExpiresTooEarly):
        require_lasting(label, created=AT)
    with pytest.raises(ExpiresTooEarly):
        require_lasting(replace(label, embargo=MOMENTS[3]), created=MOMENTS[0])


@pytest.mark.parametrize("tlp", OPEN)
def test_open_markings_name_no_recipients(tlp):
    """GREEN for two named ones would be read by everybody: it is refused, not widened."""
    with pytest.raises(Malformed):
        Label(tlp=tlp, owner=VN, recipients=frozenset({FI}))


def test_an_authority_is_of_its_own_country():
    """A reader cannot be of two States."""
    with pytest.raises(Malformed):
        Principal(authority=VN, country=FI.country)


def test_places_in_groups_end_with_their_group():
    """Only its members have one."""
    group = Group(GroupId("hanoi"), frozenset({VN}), until=AT)
    assert memberships([group], VN) == {Membership(GroupId("hanoi"), AT)}
    assert memberships([group], FI) == frozenset()


def test_each_field_has_roles_that_exist_and_a_source():
    """The data and both vocabularies name the same; an unknown field is nobody's."""
    assert list(field_rows()) == [item.code for item in vocabulary("exchange-field").items]
    for row in field_rows().values():
        assert row.source
        assert set(row.roles) <= set(vocabulary("authority-role").codes)
    assert "EF-FINANCING" in fields_of({"FIU"})
    assert "EF-DRUGS" not in fields_of({"FIU", "CERT"})
    assert "FIU" in roles_in("EF-FINANCING")
    assert roles_in("EF-NOBODY-KNOWS") == frozenset()
    assert fields_of([]) == frozenset()


def test_providers_work_in_no_field():
    """A service provider or registrar is never a party between States."""
    assert fields_of({"SP", "REG"}) == frozenset()


def test_every_tlp_has_its_served_states():
    """The States of owner and recipients, for TLP:AMBER."""
    label = Label(tlp=Tlp.AMBER, owner=VN, recipients=frozenset({FI, GroupId("hanoi")}))
    assert label.served == {VN.country, FI.country}
