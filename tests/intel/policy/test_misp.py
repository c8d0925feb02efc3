"""MISP's distribution, sharing groups and tags against labels: never wider in either way."""

from dataclasses import replace
from random import Random

import pytest
from drawn import AT, AUTHORITIES, GROUPS, Draw, moments
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.intel.policy import GroupId, Label, Membership, Principal, at_home, decide
from comity.intel.policy.misp import TLP_TAGS, Distribution, Shared, label_of_misp, misp_of
from comity.terms.identifiers import AuthorityId, OfficerId
from comity.terms.markings import Pap, Tlp

OWNER, HOME, OTHER = AuthorityId("fr-cert"), AuthorityId("vn-poc"), AuthorityId("fi-poc")
GROUP = "3b175931-962f-5536-9d2c-5768d94b906c"
STRICT = Label(tlp=Tlp.AMBER_STRICT, owner=OWNER, recipients=frozenset({HOME}))
GREEN = Label(tlp=Tlp.GREEN, owner=OWNER)
CLEAR = Label(tlp=Tlp.CLEAR, owner=OWNER)
IN_GROUP = replace(GREEN, groups=frozenset({GroupId(GROUP)}))

draws = st.integers(0, 2**32).map(Random).map(Draw)
tags = st.lists(
    st.sampled_from([*TLP_TAGS, "PAP:AMBER", 'comity:fields="EF-FINANCING"', 'comity:countries="FI"', "type:osint", "tlp:ex:chr"]),
    max_size=3,
)
said = st.builds(Shared, st.integers(-1, 6), st.sampled_from(["", GROUP]), tags.map(tuple))


def of(item: Shared, event: Shared | None = None) -> Label:
    """The label of something that came from the MISP server of `OWNER`."""
    return label_of_misp(item, owner=OWNER, home=HOME, event=event)


def reader(authority: AuthorityId, **known: object) -> Principal:
    """Who reads on a server of `authority`."""
    return Principal(authority=authority, country=authority.country, **known)


@pytest.mark.parametrize(
    ("item", "label"),
    [
        (Shared(0), STRICT),
        (Shared(1), STRICT),
        (Shared(2), STRICT),
        (Shared(3), GREEN),
        (Shared(4, GROUP), IN_GROUP),
        (Shared(3, tags=("tlp:amber",)), replace(STRICT, tlp=Tlp.AMBER)),
        (Shared(3, tags=("TLP:AMBER+STRICT", "type:osint")), STRICT),
        (Shared(3, tags=("tlp:white",)), GREEN),
        (Shared(0, tags=("tlp:clear",)), STRICT),
        (Shared(3, tags=("tlp:green", "tlp:red")), replace(STRICT, tlp=Tlp.RED)),
        (Shared(3, tags=("PAP:GREEN", "PAP:RED")), replace(GREEN, pap=Pap.RED)),
        (Shared(4, GROUP, ("tlp:amber",)), replace(IN_GROUP, tlp=Tlp.AMBER, recipients=frozenset({HOME, GroupId(GROUP)}))),
        (
            Shared(3, tags=('comity:fields="EF-DRUGS"', 'comity:fields="EF-FRAUD"')),
            replace(GREEN, fields=frozenset({"EF-DRUGS", "EF-FRAUD"})),
        ),
        (Shared(3, tags=('comity:fields=""',)), replace(GREEN, fields=frozenset())),
        (Shared(3, tags=(f'comity:expires="{AT}"',)), replace(GREEN, expires=AT)),
    ],
)
def test_what_misp_says(item, label):
    """Distribution and tags both decide, and the stricter wins."""
    assert of(item) == label


def test_an_item_bears_what_its_event_says():
    """Inherited, stricter or freer than its event; an item without its event stays at home."""
    assert of(Shared(5), Shared(3)) == GREEN
    assert of(Shared(5), Shared(4, GROUP)) == IN_GROUP
    assert of(Shared(5, tags=("tlp:red",)), Shared(3)).tlp is Tlp.RED
    assert of(Shared(3), Shared(0)) == STRICT
    assert of(Shared(0), Shared(3)) == STRICT
    assert of(Shared(5), Shared(5)) == of(Shared(5)) == at_home(owner=OWNER, home=HOME)


@given(item=said, event=said, draw=draws, at=moments)
def test_an_item_is_seen_by_nobody_who_may_not_see_its_event(item, event, draw, at):
    """Nor by anybody to whom its own distribution or a tag of it does not show it."""
    principal = draw.principal()
    if decide(principal, of(item, event), at=at).allowed:
        assert decide(principal, of(event), at=at).allowed
        for tag in item.tags:
            assert decide(principal, of(Shared(3, tags=(tag,))), at=at).allowed


@given(draw=draws, at=moments)
def test_there_and_back_nobody_more_sees_it(draw, at):
    """Whatever the label, whoever reads there: what comes back is shown to no one who was not shown it before."""
    authority = draw.one(AUTHORITIES)
    label, server = draw.label(owner=OWNER), replace(draw.principal(), authority=authority, country=authority.country)
    given_there = misp_of(label, reader=server, at=at, community=[server, draw.principal()])
    assume(given_there is not None)
    assert given_there.distribution != Distribution.CONNECTED
    back = label_of_misp(given_there, owner=OWNER, home=authority)
    for drawn in (draw.principal() for _ in range(20)):
        # Places in groups are those of the authority, whoever reads for it.
        principal = replace(drawn, groups=server.groups) if drawn.authority == authority else drawn
        if decide(principal, back, at=at).allowed:
            assert decide(principal, label, at=at).allowed


def test_what_is_written_for_each_sort_of_label():
    """CLEAR to all; a group to its group; what everybody there may see to everybody there; else to that organisation."""
    there = reader(HOME, groups=frozenset({Membership(GROUPS[1])}))
    assert misp_of(CLEAR, reader=there, at=AT) == Shared(3, tags=("tlp:clear",))
    assert misp_of(IN_GROUP, reader=there, at=AT) == Shared(4, GROUP, ("tlp:green", f'comity:groups="{GROUP}"'))
    amber = replace(IN_GROUP, tlp=Tlp.AMBER, recipients=frozenset({GroupId(GROUP)}))
    assert misp_of(amber, reader=there, at=AT).distribution == Distribution.GROUP
    assert misp_of(replace(amber, recipients=frozenset({HOME})), reader=there, at=AT).distribution == Distribution.OWN
    named = replace(IN_GROUP, groups=frozenset({GroupId("hanoi")}))
    member = reader(HOME, groups=frozenset({Membership(GroupId("hanoi"))}))
    assert misp_of(named, reader=member, at=AT).distribution == Distribution.OWN
    assert misp_of(GREEN, reader=there, at=AT).distribution == Distribution.OWN
    assert misp_of(GREEN, reader=there, at=AT, community=[there, reader(OTHER)]).distribution == Distribution.COMMUNITY
    company = Principal(authority=None, country=None)
    assert misp_of(GREEN, reader=there, at=AT, community=[there, company]).distribution == Distribution.OWN
    lasting = replace(GREEN, expires=AT.__class__(AT.micros + 1))
    assert misp_of(lasting, reader=there, at=AT, community=[there]).distribution == Distribution.OWN


def test_what_may_not_be_seen_is_not_given():
    """Nor what was for one officer's eyes: everybody of that organisation reads its server."""
    ha = OfficerId("ha.n@poc.vn.example")
    assert misp_of(STRICT, reader=reader(OTHER), at=AT) is None
    assert misp_of(replace(STRICT, tlp=Tlp.RED, recipients=frozenset({ha})), reader=reader(HOME, officer=ha), at=AT) is None
    assert misp_of(CLEAR, reader=Principal(authority=None, country=None), at=AT) is None
    assert misp_of(replace(STRICT, tlp=Tlp.RED), reader=reader(HOME), at=AT) == Shared(0, tags=("tlp:red",))
