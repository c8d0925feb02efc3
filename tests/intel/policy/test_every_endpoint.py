"""Every way out of the store, held to the brute-force reference: no endpoint shows more, and none shows less.

A collection holds an object under each of many drawn labels, given by four authorities; drawn readers ask for it in every way there is.
What each is shown is compared with `policy_reference`, which knows the page and nothing of this program.
"""

import json
from random import Random

import pytest
from drawn import FIELDS, GROUPS, PURPOSES, Draw
from misp_instances import VERSION, ask
from policy_reference import is_everybodys, may_pass_on, may_see
from programs import CLEAR, Program, indicator
from worlds.taxii import RW, Server

from comity.courier.taxii.feeding import run_feed
from comity.directory.book import book
from comity.directory.officers import actor
from comity.intel.carrying.giving import items_of, propose_bundle
from comity.intel.carrying.refusals import NothingToCarry
from comity.intel.feeds import actions
from comity.intel.misp.keys import let_in_as_misp
from comity.intel.policy import Label, marking_of, print_label
from comity.intel.reading.objects import find, verdicts
from comity.intel.reading.onlooking import onlooker, principal_of
from comity.intel.reading.shelves import by_ids, by_value, cards, shelves
from comity.intel.store.clients import add_client, client_of
from comity.intel.store.granting import add_collection, holdings_of
from comity.intel.store.ingesting import add_objects, look_at_all
from comity.intel.store.refusals import NoObject
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.intel.warnings.reasons import OWN
from comity.intel.warnings.recipients import Aim, label_of, standings
from comity.records.models import IntelClient
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Pap, Tlp
from comity.wire.warning import Told

OWNERS = tuple(map(AuthorityId, ("vn-poc", "xr-cert", "th-poc", "xr-poc")))
# The doors ask the machine's clock: what has begun began long ago, and what is to come is far off.
MOMENTS = tuple(Instant.parse(f"{year}-01-01T00:00:00.000000Z") for year in (2020, 2021, 2090, 2091))
KNOWN_FIELDS = FIELDS[:2]
FEW = (30, 8)
MANY = pytest.param((1000, 100), marks=pytest.mark.data)


@pytest.fixture(autouse=True)
def _quick_secrets(monkeypatch):
    """Stretch secrets by less: what stretching costs is not what is tested here."""
    from comity.intel.store import clients

    monkeypatch.setattr(clients._Hasher, "time_cost", 1)
    monkeypatch.setattr(clients._Hasher, "memory_cost", 8)


class Full:
    """The collection: object `number` bears label `number`; the even ones stand in a report of everybody's, the odd ones in none."""

    def __init__(self, world, count, seed=20261129):
        """Fill it."""
        self.world, self.count = world, count
        self.draw = Draw(Random(seed), moments=MOMENTS, authorities=OWNERS)
        made = add_collection("Full", alias="full", at=world.at, readers=("anyone",), writers=("anyone",))
        self.holding = holdings_of(principal_of(book(world.home).authority(OWNERS[0])))[made.uuid]
        self.path = f"/taxii2/intel/collections/{made.uuid}/"
        everybodys = Label(tlp=Tlp.CLEAR, owner=OWNERS[3])  # what a feed may hold is seldom drawn
        self.labels = [everybodys, *(self.draw.label(owner=self.draw.one(OWNERS)) for _ in range(count - 1))]
        self.printed = [json.loads(print_label(label)) for label in self.labels]
        self.ids = [indicator(number)["id"] for number in range(count)]
        for owner in OWNERS:
            self.put(owner, [one for number, label in enumerate(self.labels) if label.owner == owner for one in self.pair(number)])
        report = {key: indicator(1)[key] for key in ("spec_version", "created", "modified")} | {"type": "report", "name": "Report"}
        report |= {"id": "report--00000001-0000-4000-8000-000000000000", "published": "2026-01-01T00:00:00Z"}
        self.put(OWNERS[1], [report | {"object_refs": self.ids[::2], "object_marking_refs": [CLEAR]}])

    def pair(self, number):
        """The definition of a label, and the object that bears it."""
        id_ = f"marking-definition--{number:08x}-0000-4000-8000-00000000abcd"
        definition = marking_of(self.labels[number], id_=id_, created="2026-01-01T00:00:00.000Z")
        return definition, indicator(number, marking=id_, pattern=f"[ipv4-addr:value = '{value(number)}']")

    def put(self, owner, objects):
        """Put objects in, as a program of `owner` does."""
        looked = look_at_all([json.dumps(one).encode() for one in objects], checks="full")
        reader = Reader(principal_of(book(self.world.home).authority(owner)))
        source = Source("client", f"of {owner}", str(owner))
        done = add_objects(looked, to=self.holding.target, giver=self.holding.giver(owner), source=source, reader=reader, at=self.world.at)
        assert [getattr(one, "why", "") for one in done] == [""] * len(objects)

    def expected(self, principal):
        """The numbers of what a reader may see, by the reference."""
        told = json.loads(principal.printed())
        return {number for number, label in enumerate(self.printed) if may_see(label, told, str(self.world.at))}

    def onward(self):
        """The numbers of what this node may pass on, by the reference."""
        told = json.loads(principal_of(book(self.world.home).authority(self.world.home.authority)).printed())
        return {number for number, label in enumerate(self.printed) if may_pass_on(label, told, str(self.world.at))}

    def some(self, most):
        """Return the numbers of so many objects that are asked for one by one, drawn anew each time."""
        return self.draw.random.sample(range(self.count), min(most, self.count))

    def numbers(self, ids):
        """Return which objects these are; each once. Others are no indicators."""
        named = [one for one in ids if one.startswith("indicator--")]
        assert len(named) == len(set(named))
        return {int(one[11:19], 16) for one in named}

    def program(self, name):
        """Enter a drawn reader; return it with its principal."""
        draw = self.draw
        authority = draw.maybe(OWNERS, 0.9)
        secret = add_client(
            name,
            at=self.world.at,
            authority=str(authority or ""),
            programme="" if authority else "A programme",
            fields=sorted(draw.some(KNOWN_FIELDS, 0.5)),
            groups=sorted(map(str, draw.some(GROUPS))),
            purposes=sorted(draw.some(PURPOSES)),
            use=draw.one((Pap.RED, Pap.RED, *Pap)),
        )
        return Program(name, secret), client_of(IntelClient.objects.get(name=name)).principal


def value(number):
    """The value of which object `number` speaks."""
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


def number_of(told):
    """Return of which object such a value is."""
    _, high, middle, low = map(int, told.split("."))
    return high * 65536 + middle * 256 + low


@pytest.fixture(params=[FEW, MANY], ids=["few", "many"])
def full(request, world):
    """The collection, and how many readers ask."""
    labels, world.readers = request.param
    return Full(world, labels)


def pages(program, path, query):
    """Return the identifiers of every page, one after the other."""
    found, token, more = [], "", True
    while more:
        page = program.get(path, query + (f"&next={token}" if token else ""))
        assert page.status == 200, page.body
        found, more, token = found + page.ids, page.json.get("more", False), page.json.get("next", "")
    return found


@pytest.mark.one_database
def test_taxii_shows_what_the_reference_lets_in(full):
    """Objects and manifest in pages; each object, its versions, and what is answered to who would delete it."""
    shown = 0
    for turn in range(full.world.readers):
        program, principal = full.program(f"reader-{turn}")
        expected = full.expected(principal)
        shown += len(expected)
        for below in ("objects/", "manifest/"):
            assert full.numbers(pages(program, full.path + below, "limit=97&match[type]=indicator")) == expected
        assert full.numbers(pages(program, full.path + "objects/", "match[version]=all&limit=500")) == expected
        for number in full.some(30):
            id_, status = full.ids[number], 200 if number in expected else 404
            assert program.get(f"{full.path}objects/{id_}/").status == status
            assert program.get(f"{full.path}objects/{id_}/versions/").status == status
            owner = principal.authority or OWNERS[0]  # for a programme this node's authority answers
            if full.labels[number].owner != owner:
                assert program.delete(f"{full.path}objects/{id_}/").status == (403 if number in expected else 404)
    assert 0.02 < shown / (full.count * full.world.readers) < 0.6


@pytest.mark.one_database
def test_misp_shows_what_the_reference_lets_in(full):
    """Events by their index, searches of events and attributes, an attribute by itself, and the feed."""
    shown = 0
    for turn in range(full.world.readers if full.count < 100 else 20):
        name = f"reader-{turn}"
        _, principal = full.program(name)
        key = let_in_as_misp(name, version=VERSION, at=full.world.at)
        expected = full.expected(principal) if principal.authority else set()
        views = [ask(key, "GET", f"events/view/{one['uuid']}").json() for one in ask(key, "GET", "events/index").json()]
        searched = [ask(key, "POST", "events/restSearch", {}).json()["response"], views]
        for events in searched:
            found = [one["value"] for event in events for one in event["Event"]["Attribute"]]
            assert sorted(map(number_of, found)) == sorted(expected)
        attributes = ask(key, "POST", "attributes/restSearch", {}).json()["response"]["Attribute"]
        assert sorted(number_of(one["value"]) for one in attributes) == sorted(expected)
        for number in full.some(5):
            uuid = full.ids[number].partition("--")[2]
            assert ask(key, "GET", f"attributes/view/{uuid}").status_code == (200 if number in expected else 404)
        files = [ask(key, "GET", f"feed/{uuid}.json").json() for uuid in ask(key, "GET", "feed/manifest.json").json()]
        fed = {number_of(one["value"]) for file in files for one in file["Event"].get("Attribute", [])}
        assert fed == {number for number in expected if is_everybodys(full.printed[number]) and number % 2 == 0}
        shown += len(fed)
    assert shown


def test_bundles_hold_what_the_reference_lets_in_and_out(full):
    """For each other authority: what it may see, and of that what this node may pass on."""
    onward = full.onward()
    for section in book(full.world.home).sections.values():
        for authority in section.authorities:
            if authority.id == full.world.home.authority:
                continue
            expected = full.expected(principal_of(authority)) & onward
            try:
                proposed = propose_bundle("full", to=authority.id, by=full.world.drafter, at=full.world.at)
                found = full.numbers(one.stix_id for one in items_of(proposed))
            except NothingToCarry:
                found = set()
            assert found == expected != set()


def test_a_push_sends_what_the_reference_lets_in_and_out(full):
    """What the program may read, and of that what this node may pass on: nothing else is ever at the other server."""
    world, onward, sent = full.world, full.onward(), 0
    for turn in range(max(3, world.readers // 10)):
        _, principal = full.program(f"platform-{turn}")
        server, name = Server(), f"out-{turn}"
        terms = actions.Terms([(RW, "full")], client=f"platform-{turn}", page=100)
        actions.propose_push(name, actions.Server("http://127.0.0.1:80/taxii2/"), terms, by=world.drafter, at=world.at)
        feed = actions.approve_push(name, by=world.approver, at=world.at)
        assert run_feed(feed.pk, home=world.home, now=lambda: world.at, ask=server).why == ""
        found = full.numbers(entry.name for entry in server.entries[RW])
        assert found == full.expected(principal) & onward
        sent += len(found)
    assert sent


@pytest.mark.one_database
def test_pages_and_search_show_what_the_reference_lets_in(full):
    """Lists, counts, one object, what speaks of a value, and what a page says of who else would see it; officers of two authorities."""
    world = full.world
    everybody = {one.id: json.loads(principal_of(one).printed()) for of in book(world.home).sections.values() for one in of.authorities}
    for authority in OWNERS:
        world.both.authority = str(authority)
        world.both.save()
        eye = onlooker(world.both, by=actor(world.both, at=world.at), at=world.at)
        expected = full.expected(eye.reader.principal)
        listed, before = [], 0
        while True:
            page = cards(eye, full.holding, sort="indicator", before=before)
            listed, before = listed + [one.stix_id for one in page.rows], page.before
            if not before:
                break
        assert full.numbers(listed) == expected
        (shelf,) = shelves(eye)
        assert shelf.count == min(2 * len(expected) + 1, 1001)  # with their definitions and the report
        for number in full.some(200):
            id_ = full.ids[number]
            assert full.numbers(one.stix_id for one in by_value(eye, value(number))[0]) == ({number} & expected)
            assert set(by_ids(eye, [id_])) == ({id_} if number in expected else set())
            if number not in expected:
                with pytest.raises(NoObject):
                    find(eye, full.holding, id_)
                continue
            said = verdicts(find(eye, full.holding, id_).label, full.holding, at=world.at)
            assert {one.authority.id: one.sees for one in said} == {
                name: may_see(full.printed[number], told, str(world.at)) for name, told in everybody.items()
            }


@pytest.mark.parametrize("count", [100, pytest.param(33_400, marks=pytest.mark.data)])
def test_a_warning_goes_to_whom_the_reference_lets_in(world, count):
    """Three authorities, each asked of each warning: the policy's part of the answer; that somebody has no node is another reason."""
    draw, gets = Draw(Random(7), authorities=OWNERS), 0
    everybody = {one.id: json.loads(principal_of(one).printed()) for of in book(world.home).sections.values() for one in of.authorities}
    for _ in range(count):
        told = Told(
            sort="WARN-METHOD",
            field=draw.one(("EF-CYBERCRIME", "EF-DRUGS", "EF-FRAUD")),
            urgency="urgent",
            actions=("ACT-BLOCK",),
            good_until=draw.one(("2020-01-01", "2090-01-01", "2090-01-01")),
            tlp=draw.one(tuple(Tlp)).value,
            onward="ONWARD-NONE",
            pap=draw.one(("", *(pap.value for pap in Pap))),
            support_types=("SUP-FINANCE",),
        )
        aim = Aim(named=draw.some(OWNERS, 0.4), kinds=draw.limit(("POC", "FIU")) or frozenset())
        label = json.loads(print_label(label_of(told, aim)))
        for one in standings(told, aim, at=world.at):
            allowed = may_see(label, everybody[one.authority.id], str(world.at))
            assert allowed == (not any(why.code not in OWN for why in one.why))
            gets += one.gets
    assert 0 < gets < 3 * count
