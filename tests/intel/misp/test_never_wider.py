"""Whatever MISP says of an event and its elements: no object of it is for anybody to whom any of these words shuts it.

The reference is written from the words of MISP (distribution, sharing group) and FIRST (TLP) alone, and shares no code with the policy.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from misp_samples import full_event, number

from comity.intel.misp import receiving
from comity.intel.misp.receiving import label_of, labelled
from comity.intel.policy import GroupId, Membership, Principal, decide, read_marking
from comity.intel.policy.stix import LABEL_EXTENSION
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Tlp
from comity.wire.misp.event import Attribute, Event, MispObject, Org, SharingGroup, Tag
from comity.wire.misp.making import Shared
from comity.wire.misp.parsing import take_event
from comity.wire.misp.viewing import view_event, view_parts

OWNER, HOME = AuthorityId("xr-cert"), AuthorityId("vn-poc")  # of tests/conftest.py
GROUP = number(0xB1)
AT = Instant(1_795_921_928_000_000)
DISTRIBUTIONS = st.sampled_from([None, 0, 1, 2, 3, 4, 5])
TAGS = st.lists(
    st.sampled_from(["tlp:red", "TLP:AMBER", "tlp:amber+strict", "tlp:green", "tlp:clear", "tlp:purple", "free words"]), max_size=2
)


@st.composite
def readers(draw: Any) -> Principal:
    """Somebody who asks, of this authority, the owner's, or another."""
    authority = draw(st.sampled_from([None, OWNER, HOME, AuthorityId("th-poc"), AuthorityId("xr-poc")]))
    group = frozenset({Membership(GroupId(GROUP), None)}) if draw(st.booleans()) else frozenset()
    return Principal(
        authority=authority,
        country=authority.country if authority else None,
        roles=frozenset({"CERT"}),
        fields=frozenset({"EF-CYBERCRIME"}),
        groups=group,
        purposes=frozenset(),
    )


def shut(said: Shared, reader: Principal, *, outermost: bool) -> bool:
    """Say whether these words alone keep something from somebody who did not give it."""
    member = any(str(one.group) == GROUP for one in reader.groups)
    named = reader.authority == HOME or (said.distribution == 4 and member)
    tags = {tag.lower() for tag in said.tags}
    if tags & {"tlp:red"} and reader.authority != HOME:
        return True
    if tags & {"tlp:amber+strict", "tlp:amber"} and not named:
        return True
    if tags & {"tlp:purple"} and reader.authority != HOME:
        return True
    if said.distribution in {0, 1, 2} and reader.authority != HOME:
        return True
    if said.distribution == 4 and not member and reader.authority != HOME:
        return True
    if (said.distribution is None or said.distribution == 5) and outermost and reader.authority != HOME:
        return True
    return reader.authority is None


@st.composite
def events(draw: Any) -> Event:
    """An event with an attribute and an object, each with words of its own."""
    group = SharingGroup(uuid=GROUP, name="g")

    def words() -> dict[str, Any]:
        distribution = draw(DISTRIBUTIONS)
        return {"distribution": distribution, "sharing_group": group if distribution == 4 else None}

    def tags() -> tuple[Tag, ...]:
        return tuple(Tag(name=name) for name in draw(TAGS))

    attribute = Attribute(uuid=number(1), type="domain", value="a.example", to_ids=draw(st.booleans()), tags=tags(), **words())
    inner = Attribute(uuid=number(3), type="filename", value="a.exe", object_relation="filename", to_ids=True, tags=tags(), **words())
    made = MispObject(uuid=number(2), name="file", attributes=(inner,), **words())
    return Event(
        uuid=number(9),
        info="x",
        date="2026-01-01",
        timestamp=1,
        orgc=Org(name="o"),
        tags=tags(),
        attributes=(attribute,),
        composites=(made,),
        **words(),
    )


@settings(max_examples=150)
@given(events(), readers())
def test_no_object_is_for_whom_any_word_shuts_it(event: Event, reader: Principal):
    """For every object of the view: who may see it may see it by the words of the element, of what holds it, and of the event."""
    view = view_event(event)
    outer = Shared(event.distribution, event.sharing_group, None, tuple(tag.name for tag in event.tags))
    for one in view.objects:
        if one["type"] in {"identity", "marking-definition", "extension-definition"}:
            continue
        said = view.sharing[one["id"]]
        chain = [said]
        while chain[-1].within is not None:
            chain.append(chain[-1].within)
        assert chain[-1] == outer
        allowed = decide(reader, label_of(said, owner=OWNER), at=AT).allowed
        if allowed and reader.authority != OWNER:
            assert not any(shut(each, reader, outermost=each is chain[-1]) for each in chain), (one["type"], chain)


def test_what_inherits_its_distribution_keeps_its_own_marking():
    """TLP:RED on an attribute that says "inherit", in an event for everybody: the commonest way to mark one line of many."""
    outer = Shared(3, None, None)
    for distribution in (None, 5):
        label = label_of(Shared(distribution, None, Shared(distribution, None, outer), ("tlp:red",)), owner=OWNER)
        assert (label.tlp, label.recipients) == (Tlp.RED, frozenset({HOME}))
        assert label_of(Shared(distribution, None, outer, ("free words",)), owner=OWNER).tlp is Tlp.GREEN


@pytest.mark.parametrize(("size", "most"), [(0, 10_000), (3, 2)])
def test_every_object_carries_its_label_and_names_nobody_else(size: int, most: int, monkeypatch: pytest.MonkeyPatch):
    """The marking definition that an object bears says what its label is; a report names what all its readers may see; in parts too."""
    monkeypatch.setattr(receiving, "HELD", most)
    views = list(view_parts(take_event(full_event()["Event"]), size=size))
    view = views[-1]
    assert (len(views) > 1) == bool(size)
    told = [one for part in labelled(views, owner=OWNER) for one in part]
    objects = {one["id"]: one for one in told}
    assert len(objects) == len(told), "nothing is told twice"
    labels = {name: read_marking(one).label for name, one in objects.items() if LABEL_EXTENSION in one.get("extensions", {})}
    for one in objects.values():
        if one["type"] in {"marking-definition", "extension-definition", "identity"}:
            continue
        assert len(set(one["object_marking_refs"]) & set(labels)) == 1, one["id"]
    report = objects[view.whole]
    (own,) = set(report["object_marking_refs"]) & set(labels)
    for ref in report["object_refs"]:
        assert own in objects[ref].get("object_marking_refs", [own]), ref
    parts = [one for one in objects.values() if one["type"] == "grouping"]
    held = {ref for one in (report, *parts) for ref in one["object_refs"]}
    assert all(len(one["object_refs"]) <= most + 1 for one in (report, *parts))
    renamed = {
        one["id"]
        for one in objects.values()
        if one["type"] not in {"marking-definition", "extension-definition", "identity", "report", "grouping"}
    }
    assert renamed <= held
    assert str(json.dumps(report)).count(number(3)) == 0  # the attribute whose distribution is 0
