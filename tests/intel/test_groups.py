"""Sharing groups that the node keeps: who is in one counts at every door, from the next request on; what is not kept lets nobody in."""

import pytest
from misp_instances import ask, key_for
from programs import indicator, program
from threats import OURS, STAMP, Threats, named

from comity.directory.book import NotInDirectory, book
from comity.directory.home import home
from comity.intel.policy import GroupId, Label, Principal, decide, marking_of
from comity.intel.reading.objects import verdicts
from comity.intel.store.groups import add_group, end_group, groups, places, put_in_group, take_from_group
from comity.intel.store.principals import principal_of
from comity.intel.store.refusals import BadGroup, GroupTaken, NoClient, NoGroup, NotInGroup, NotOfGroups
from comity.records.models import IntelGroup, IntelGroupPlace, JournalAct
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Tlp
from comity.terms.refusals import Malformed

UUID = "5f6b2a0e-7c3d-4b8a-9e1f-0a1b2c3d4e5f"
FIRST, THIRD = AuthorityId("xr-cert"), AuthorityId("th-poc")


def limited(group, number, **more):
    """A marking that lets in one group, and an indicator that bears it."""
    id_ = named("marking-definition", number)
    label = Label(tlp=Tlp.GREEN, owner=None, groups=frozenset({GroupId(group)}))
    return marking_of(label, id_=id_, created=STAMP), indicator(number, marking=id_, **more)


@pytest.fixture
def desk(world):
    """A group of one authority, kept under a name and the UUID that it has in MISP."""
    add_group("bank-desk", "Bank desk", uuid=UUID, released_by="vn-poc", releasable="banks of the region", at=world.at)
    put_in_group("bank-desk", "authority:xr-cert", at=world.at)
    return "bank-desk"


@pytest.fixture
def shelf(world):
    """A collection with an object for the group by its name, one by its UUID, one for a group that nobody keeps."""
    found = Threats(world).collection("Shelf", alias="shelf")
    for number, group in ((1, "bank-desk"), (2, UUID), (3, "unheard-of")):
        Threats(world).put(found, *limited(group, number), by=OURS)
    return found


def seen(client, shelf):
    """Return the names of the indicators that a program sees."""
    objects = client.get(f"/taxii2/intel/collections/{shelf.uuid}/objects/").json.get("objects", [])
    return sorted(one["name"] for one in objects if one["type"] == "indicator")


def test_a_place_counts_from_the_next_request_on_and_ends_with_it(world, desk, shelf):
    """Put in, let lapse, taken out, the group ended: no worker goes on with what it reckoned before."""
    client = program("north", at=world.at, authority="xr-cert")
    other = program("south", at=world.at, authority="th-poc")
    assert (seen(client, shelf), seen(other, shelf)) == (["number 1", "number 2"], [])
    put_in_group(desk, "client:south", at=world.at)
    assert seen(other, shelf) == ["number 1", "number 2"]
    take_from_group(desk, "client:south", at=world.at)
    assert seen(other, shelf) == []
    take_from_group(UUID, "authority:xr-cert", at=world.at)
    assert seen(client, shelf) == []
    put_in_group(desk, "authority:xr-cert", at=world.at)
    end_group(desk, at=world.at)
    assert seen(client, shelf) == []
    names = [one for one in JournalAct.objects.order_by("index").values_list("name", flat=True) if one.startswith("intel.group-")]
    assert names == [f"intel.group-{what}" for what in ("made", "joined", "joined", "left", "left", "joined", "ended")]


@pytest.mark.both_databases
def test_an_ended_group_takes_its_name_with_it(world, desk, shelf):
    """A client that was entered with the group by name is out as well; the name means the same for ever."""
    client = program("old", at=world.at, authority="th-poc", groups=("bank-desk", "unheard-of"))
    assert seen(client, shelf) == ["number 1", "number 3"]
    end_group(desk, at=world.at)
    assert seen(client, shelf) == ["number 3"]
    for name, uuid in (("bank-desk", ""), ("other", UUID), (UUID, "")):
        with pytest.raises(GroupTaken):
            add_group(name, "Another", uuid=uuid, at=world.at)


def test_a_moment_ends_a_place_and_a_group(world):
    """The earlier of the two counts, and a decision says until when it holds."""
    soon, later = world.later(hours=1), world.later(hours=2)
    add_group("short", "Short", until=later, at=world.at)
    put_in_group("short", "authority:xr-cert", until=soon, at=world.at)
    put_in_group("short", "authority:th-poc", at=world.at)
    label = Label(tlp=Tlp.GREEN, owner=OURS, groups=frozenset({GroupId("short")}))
    for authority, ends in ((FIRST, soon), (THIRD, later)):
        principal = principal_of(book(home()).authority(authority))
        assert (decide(principal, label, at=world.at).allowed, decide(principal, label, at=world.at).until) == (True, ends)
        assert not decide(principal, label, at=ends).allowed


def test_officers_are_told_who_is_in_it(world, desk, shelf):
    """By each authority of the directory, with the reason."""
    label = Label(tlp=Tlp.GREEN, owner=OURS, groups=frozenset({GroupId(UUID)}))
    codes = {str(one.authority.id): one.decision.codes for one in verdicts(label, shelf, at=world.at)}
    assert codes["xr-cert"] == ("tlp-green-yes", "groups-yes")
    assert codes["th-poc"] == ("groups-no",)


@pytest.mark.both_databases
def test_misp_lists_the_groups_of_who_asks_with_their_members(world, desk):
    """Who else is in it is told to members; which programs are, to nobody."""
    put_in_group(desk, "authority:th-poc", until=world.later(days=4000), at=world.at)
    keys = {name: key_for(name, at=world.at, authority=name) for name in ("xr-cert", "xr-poc")}
    put_in_group(desk, "client:xr-cert", at=world.at)
    told = {name: ask(key, "GET", "sharing_groups/index").json()["response"] for name, key in keys.items()}
    (group,) = told["xr-cert"]
    assert (group["SharingGroup"]["uuid"], group["SharingGroup"]["name"], group["SharingGroup"]["releasability"]) == (
        UUID,
        "Bank desk",
        "banks of the region",
    )
    assert len(group["SharingGroupOrg"]) == 2
    assert told["xr-poc"] == []


# ---------------------------------------------------------------- bad input


@pytest.mark.both_databases
def test_what_makes_no_group_and_no_place_changes_nothing(world, desk):
    """Each with what is wrong and what to do; nothing is kept of it."""
    gone = world.later(hours=-1)
    before = (IntelGroup.objects.count(), IntelGroupPlace.objects.count(), JournalAct.objects.count())
    for name, title, more, refusal in (
        ("Bank Desk", "x", {}, Malformed),
        ("a" * 65, "x", {}, Malformed),
        ("fine", "", {}, BadGroup),
        ("fine", "two\nlines", {}, BadGroup),
        ("fine", "x", {"uuid": "no"}, BadGroup),
        ("fine", "x", {"until": gone}, BadGroup),
        ("fine", "x", {"released_by": "zz-nobody"}, NotInDirectory),
        ("bank-desk", "x", {}, GroupTaken),
    ):
        with pytest.raises(refusal):
            add_group(name, title, at=world.at, **more)
    for name, subject, more, refusal in (
        ("nothing", "authority:xr-cert", {}, NoGroup),
        ("", "authority:xr-cert", {}, NoGroup),
        (desk, "country:XR", {}, NotOfGroups),
        (desk, "authority:zz-nobody", {}, NotInDirectory),
        (desk, "client:nobody", {}, NoClient),
        (desk, "authority:th-poc", {"until": gone}, BadGroup),
    ):
        with pytest.raises(refusal):
            put_in_group(name, subject, at=world.at, **more)
    with pytest.raises(NotInGroup):
        take_from_group(desk, "authority:th-poc", at=world.at)
    assert (IntelGroup.objects.count(), IntelGroupPlace.objects.count(), JournalAct.objects.count()) == before


@pytest.mark.both_databases
def test_nobody_who_speaks_for_no_authority_is_in_a_group(world, desk, shelf):
    """A place of a program outside the directory counts for no label: a group is one of authorities."""
    outside = program("feedreader", at=world.at, programme="A feed reader")
    put_in_group(desk, "client:feedreader", at=world.at)
    assert seen(outside, shelf) == []
    assert places().of(None, client="feedreader") == frozenset(places().of(FIRST))
    label = Label(tlp=Tlp.CLEAR, owner=OURS, groups=frozenset({GroupId(desk)}))
    assert not decide(Principal(authority=None, country=None, groups=places().of(FIRST)), label, at=world.at).allowed
    assert [one.group.name for one in groups()] == ["bank-desk"]
