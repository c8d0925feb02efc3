"""A standing is one reader's: what they may not see moves nothing; many are asked for at once; nothing is written."""

import json
from dataclasses import replace

import pytest
from threats import OURS, Threats, indicator, named, only_for, thing

from comity.directory.officers import actor
from comity.intel.giving.saying import OPINION, SEEN, Telling, said_label, say_of
from comity.intel.policy import GroupId, Label, Membership, Principal, decide
from comity.intel.reading.objects import find, standing_of
from comity.intel.reading.onlooking import onlooker
from comity.intel.reading.shelves import by_value, cards
from comity.intel.standing import queries
from comity.intel.standing.reckoning import STANDS, Word
from comity.intel.store import runs, scanning, sources
from comity.intel.vocabularies import queries as vocabularies
from comity.records.models import StixObject, StixPlace
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.markings import Tlp

OLD = "2026-01-10T00:00:00.000Z"
HIDDEN = named("marking-definition", 1)


@pytest.fixture
def shelf(world):
    """Indicators of an old and of a new value; what is said of them, some of it for another State alone."""
    threats = Threats(world)
    made = threats.collection("Shelf", alias="shelf", unmarked=Tlp.GREEN)
    old = {"valid_from": OLD, "created": OLD, "modified": OLD}
    threats.put(
        made,
        only_for("XR", 1),
        *(indicator(number, "[ipv4-addr:value = '198.51.100.7']", **(old if number % 2 else {})) for number in range(1, 41)),
        thing("sighting", 101, sighting_of_ref=named("indicator", 1), last_seen="2026-11-20T00:00:00Z", mark=HIDDEN),
        thing("opinion", 102, opinion="strongly-disagree", object_refs=[named("indicator", 2)], mark=HIDDEN),
        thing("opinion", 104, opinion="strongly-disagree", object_refs=[named("indicator", 4)]),
        thing("sighting", 105, sighting_of_ref=named("indicator", 3), last_seen="2026-11-19T00:00:00Z"),
        by=AuthorityId("th-poc"),
    )
    return made


def eye(world, authority="vn-poc"):
    """An officer of an authority who looks."""
    world.both.authority = authority
    world.both.save()
    return onlooker(world.both, by=actor(world.both, at=world.at), at=world.at)


def words(world, shelf, numbers, authority="vn-poc"):
    """How indicators stand, for an officer of an authority, on their pages."""
    looking = eye(world, authority)
    return [standing_of(looking, find(looking, shelf, named("indicator", number))).word for number in numbers]


def test_what_a_reader_may_not_see_moves_nothing_of_what_they_are_shown(world, shelf):
    """A sighting and an opinion for another State: that State is shown what they do, and nobody else is told by a number."""
    shown = [Word.SPENT, Word.FRESH, Word.FRESH, Word.DISPUTED]
    assert words(world, shelf, (1, 2, 3, 4)) == shown
    assert words(world, shelf, (1, 2), authority="xr-cert") == [Word.FRESH, Word.DISPUTED]
    mine = eye(world)
    hidden = standing_of(mine, find(mine, shelf, named("indicator", 1)))
    StixPlace.objects.filter(stix_id__in=[named("sighting", 101), named("opinion", 102)]).delete()
    again = eye(world)
    assert standing_of(again, find(again, shelf, named("indicator", 1))) == hidden
    assert words(world, shelf, (2,)) == shown[1:2]


def test_lists_say_the_same_as_pages_and_ask_once_a_collection(world, shelf, monkeypatch):
    """Twenty-five indicators cost as many questions as one; the list can be narrowed to what still stands, and says how far it looked."""
    asked = []
    for module in (scanning, sources, runs, vocabularies):
        monkeypatch.setattr(module, "run", lambda sql, values=(), run=module.run: asked.append(sql) or run(sql, values))
    looking = eye(world)
    page = cards(looking, shelf)
    # The page, its givers, what names its indicators, what that says in the one collection, who said it, warning lists.
    assert len(asked) <= 6, asked
    for one in page.rows:
        if one.sort == "indicator":
            assert one.standing == standing_of(looking, find(looking, shelf, one.stix_id))
    assert {one.standing for one in page.rows if one.sort != "indicator"} == {None}
    stands = cards(looking, shelf, standing=STANDS)
    assert {int(one.stix_id[-12:]) for one in stands.rows} == {3} | set(range(2, 41, 2)) - {4}
    assert stands.looked == 40
    assert {int(one.stix_id[-12:]) for one in cards(looking, shelf, standing={Word.DISPUTED}).rows} == {4}
    assert all(one.standing for one in by_value(looking, "198.51.100.7")[0])


def test_what_was_not_looked_through_is_said(world, shelf, monkeypatch):
    """More statements than are looked through: the newest count, and each standing says so."""
    monkeypatch.setattr(queries, "MOST", 1)
    looking = eye(world)
    found = standing_of(looking, find(looking, shelf, named("indicator", 4)))
    assert "capped" not in [one.code for one in found.reasons]
    agreed = thing("opinion", 110, opinion="strongly-agree", object_refs=[named("indicator", 4)])
    Threats(world).put(shelf, agreed, by=AuthorityId("xr-poc"))
    looking = eye(world)
    found = standing_of(looking, find(looking, shelf, named("indicator", 4)))
    assert (found.word, found.reasons[-1].code) == (Word.FRESH, "capped")


def test_reading_writes_nothing(world, shelf):
    """Bytes, places, versions: the same before and after somebody looked."""
    before = [list(model.objects.order_by("pk").values_list()) for model in (StixObject, StixPlace)]
    words(world, shelf, (1, 2, 3, 4))
    assert [list(model.objects.order_by("pk").values_list()) for model in (StixObject, StixPlace)] == before


# ---------------------------------------------------------------- what an officer says of an object


AUTHORITIES = [AuthorityId(name) for name in ("vn-poc", "vn-cert", "xr-cert", "xr-poc", "th-poc")]
LABELS = [
    Label(tlp=Tlp.CLEAR, owner=AuthorityId("xr-cert")),
    Label(tlp=Tlp.GREEN, owner=AuthorityId("xr-cert"), countries=frozenset({Country("VN"), Country("XR")})),
    Label(tlp=Tlp.AMBER, owner=AuthorityId("xr-cert"), recipients=frozenset({OURS}), fields=frozenset({"EF-CYBERCRIME"})),
    Label(tlp=Tlp.AMBER, owner=AuthorityId("xr-cert"), recipients=frozenset({GroupId("seven")}), fields=frozenset({"EF-CYBERCRIME"})),
    Label(tlp=Tlp.AMBER_STRICT, owner=AuthorityId("xr-cert"), recipients=frozenset({OURS, AuthorityId("th-poc")})),
    Label(tlp=Tlp.RED, owner=AuthorityId("xr-cert"), recipients=frozenset({OURS})),
    Label(tlp=Tlp.AMBER, owner=None, fields=frozenset({"EF-CYBERCRIME"})),
    Label(tlp=Tlp.GREEN, owner=OURS, barred=frozenset({Country("TH")}), consent=frozenset({OURS})),
]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("by", AUTHORITIES)
def test_what_is_said_is_never_wider_than_what_it_is_said_of(world, label, by):
    """Whoever sees the statement sees the object, but for who says it; and who gave the object sees the statement."""
    member = Membership(GroupId("seven"), None)

    def reader(name):
        groups = frozenset({member}) if name in (OURS, AuthorityId("th-poc")) else frozenset()
        return Principal(authority=name, country=name.country, roles=frozenset(), fields=frozenset({"EF-CYBERCRIME"}), groups=groups)

    said = replace(said_label(label, by=by), owner=by)
    if not decide(reader(by), label, at=world.at).allowed:
        return
    for name in AUTHORITIES:
        sees = decide(reader(name), said, at=world.at).allowed
        assert not sees or name == by or decide(reader(name), label, at=world.at).allowed
        assert said.consent == frozenset()
    if label.owner is not None and label.owner.country not in label.barred:
        assert decide(reader(label.owner), said, at=world.at).allowed


def test_an_opinion_said_again_is_a_later_version_of_the_same(world, shelf):
    """One opinion an authority and object; a sighting is another object each time; both name the authority and no officer."""
    looking = eye(world)
    found = find(looking, shelf, named("indicator", 2))
    first = json.loads(say_of(found, Telling(what=OPINION, opinion="agree", words="Đã kiểm tra."), eye=looking))["objects"]
    assert [one["type"] for one in first] == ["identity", "opinion"]
    threats = Threats(world)
    threats.put(shelf, *first, by=OURS)
    later = onlooker(world.both, by=actor(world.both, at=world.later(days=1)), at=world.later(days=1))
    (again,) = json.loads(say_of(found, Telling(what=OPINION, opinion="disagree"), eye=later))["objects"]
    assert (again["id"], again["created"]) == (first[-1]["id"], first[-1]["created"])
    assert again["modified"] > first[-1]["modified"]
    assert world.both.officer_id not in json.dumps(first)
    seen = [json.loads(say_of(found, Telling(what=SEEN), eye=one))["objects"][-1]["id"] for one in (looking, later)]
    assert len(set(seen)) == 2
