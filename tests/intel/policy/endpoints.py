"""Each way out of the store, asked by many readers, and held to the reference: what it shows is what may be seen, no more and no less.

Each function asks one way for everything it has and raises `AssertionError` where it differs; `test_planted.py` sees each of them do so.
"""

import hashlib
import html
import json
import re

import pytest
from crowded import MADE, OWNERS, Stopped, named, number_of, numbers, pages, value, valued
from misp_instances import ask
from policy_reference import is_everybodys, may_see
from programs import CLEAR
from visitors import sign_in
from worlds.taxii import RW, Server

from comity.courier.taxii.feeding import run_feed
from comity.desk.giving.actions import propose_set
from comity.desk.giving.drawing import reaches
from comity.intel.carrying.choosing import unpack
from comity.intel.carrying.giving import items_of, propose_bundle
from comity.intel.carrying.refusals import NothingToCarry
from comity.intel.feeds import actions
from comity.intel.reading.matrix import Asked, matrix, users_of
from comity.intel.reading.objects import around, find, verdicts
from comity.intel.reading.onlooking import principal_of
from comity.intel.reading.sending import sendings
from comity.intel.reading.shelves import COUNTED, also_in, by_ids, by_value, cards, newest, shelves
from comity.intel.sets.refusals import NothingToGive
from comity.intel.sets.withholding import unpack_withheld
from comity.intel.store.ingesting import names_of
from comity.intel.store.refusals import NoObject
from comity.terms.instants import Instant


def stop_doors(crowd, monkeypatch):
    """Let programs ask at the moment of the crowd."""
    for door in ("taxii", "misp"):
        monkeypatch.setattr(f"comity.doors.api.{door}.door.datetime", Stopped(crowd))


# ---------------------------------------------------------------- programs: TAXII


def taxii(crowd, *, moments=()):
    """Objects and manifest in pages; each object, its versions, and what is answered to who would delete it."""
    shown = 0
    for turn in range(crowd.askers):
        program, principal = crowd.program(f"reader-{turn}")
        for at in moments or (crowd.at,):
            with crowd.moment(at):
                expected = crowd.expected(principal)
                for below in ("objects/", "manifest/"):
                    assert numbers(pages(program, crowd.path + below, "limit=97&match[type]=indicator")) == expected
                assert numbers(pages(program, crowd.path + "objects/", "match[version]=all&limit=500")) == expected
                _one_by_one(crowd, program, principal, expected)
        shown += len(expected)
    return shown / (crowd.count * crowd.askers)


def _one_by_one(crowd, program, principal, expected):
    for number in range(crowd.count):
        id_, status = crowd.ids[number], 200 if number in expected else 404
        found = program.get(f"{crowd.path}objects/{id_}/")
        assert (found.status, found.ids if status == 200 else [id_]) == (status, [id_])
        assert program.get(f"{crowd.path}objects/{id_}/versions/").status == status
    owner = principal.authority or OWNERS[0]  # for a programme this node's authority answers
    for number in crowd.some(100):
        if crowd.labels[number].owner != owner:
            assert program.delete(f"{crowd.path}objects/{crowd.ids[number]}/").status == (403 if number in expected else 404)


# ---------------------------------------------------------------- programs: MISP


def furnish(crowd):
    """Put an object of MISP, a report and a technique under each label, and sightings of its indicator and of everybody's.

    Whatever of it has an even number stands in the report of everybody.
    """
    given = []
    for number in range(crowd.count):
        attribute = {"type": "text", "object_relation": "text", "value": f"object {number}"}
        told = {"type": "x-misp-object", "id": named("x-misp-object", number + 2**24), "x_misp_name": "annotation"}
        given.append(crowd.bearing(number, MADE | told | {"x_misp_meta_category": "misc", "x_misp_attributes": [attribute]}))
        told = {"type": "note", "id": named("note", number + 2**25), "content": f"note {number}", "object_refs": [crowd.ids[0]]}
        given.append(crowd.bearing(number, MADE | told))
        told = {"type": "attack-pattern", "id": named("attack-pattern", number + 2**28), "name": f"technique {number}"}
        given.append(crowd.bearing(number, MADE | told))
        for place, seen in ((2**26, number), (2**27, 0)):
            told = {"type": "sighting", "id": named("sighting", number + place), "sighting_of_ref": crowd.ids[seen]}
            given.append(crowd.bearing(number, MADE | told))
    crowd.put(given)
    held = [one["id"] for _, one in given if one["type"] != "sighting" and not number_of(one["id"]) % 2]
    crowd.put([(OWNERS[1], crowd.report(1, [*crowd.ids[::2], *held], CLEAR, modified="2026-01-02T00:00:00.000Z"))])
    return crowd


def misp(crowd):
    """Searches of events, attributes, objects and sightings, by value too; views of an event, an element and a report; the feed's files."""
    shown = 0
    for turn in range(crowd.askers):
        key, principal = crowd.instance(f"reader-{turn}")
        expected = crowd.expected(principal) if principal.authority else set()
        even = {number for number in expected if number % 2 == 0}
        searched = [one["Event"] for one in ask(key, "POST", "events/restSearch", {}).json()["response"]]
        assert sorted(one["uuid"] for one in ask(key, "GET", "events/index").json()) == sorted(one["uuid"] for one in searched)
        _elements(crowd, searched, expected, even)
        if turn < 8:
            viewed = [ask(key, "GET", f"events/view/{one['uuid']}").json()["Event"] for one in searched]
            _elements(crowd, viewed, expected, even)
        _by_values(crowd, key, expected)
        found = ask(key, "POST", "objects/restSearch", {}).json()["response"]
        assert sorted(number_of_object(one["Object"]) for one in found) == sorted(expected)
        found = ask(key, "POST", "sightings/restSearch/event", {}).json()["response"]
        assert sorted(one["Sighting"]["uuid"] for one in found) == sorted(_sightings(crowd, expected))
        for number in crowd.some(5 if turn < 20 else 1):  # each reads a whole event
            status = 200 if number in expected else 404
            uuid = crowd.ids[number].partition("--")[2]
            assert ask(key, "GET", f"attributes/view/{uuid}").status_code == status
            assert ask(key, "POST", f"sightings/add/{uuid}", {"type": "9"}).status_code == (404 if status == 404 else 400)
            report = named("note", number + 2**25).partition("--")[2]
            assert ask(key, "GET", f"eventReports/view/{report}").status_code == (200 if number in even else 404)
        shown += _feed(crowd, key, even)
    return shown


def number_of_object(told):
    """Return which object of MISP that is."""
    (attribute,) = told["Attribute"]
    return int(attribute["value"].removeprefix("object "))


def _elements(crowd, events, expected, even):
    """Each element once, in whatever event."""
    assert sorted(valued(one["value"]) for event in events for one in event["Attribute"]) == sorted(expected)
    assert sorted(number_of_object(one) for event in events for one in event["Object"]) == sorted(expected)
    notes = [one["content"] for event in events for one in event["EventReport"]]
    assert sorted(int(one.removeprefix("note ")) for one in notes) == sorted(even)
    seen = [one["uuid"] for event in events for told in event["Attribute"] for one in told.get("Sighting", ())]
    assert sorted(seen) == sorted(_sightings(crowd, expected))
    clusters = [one["value"] for event in events for galaxy in event.get("Galaxy", ()) for one in galaxy["GalaxyCluster"]]
    assert sorted(clusters) == sorted(f"technique {number}" for number in _free(crowd, even))


def _sightings(crowd, expected):
    """An instance passes a sighting on with the attribute: of what everybody may have it gets those that everybody may have.

    What stands in no report is an event of its day, which has no sightings.
    """
    free = _free(crowd, expected)
    return [named("sighting", number + 2**26)[10:] for number in expected if number % 2 == 0] + [
        named("sighting", number + 2**27)[10:] for number in free
    ]


def _free(crowd, shown):
    """Of these what may go as far as what is everybody's, and under no other rule."""
    return {number for number in shown if is_everybodys(crowd.printed_of(number)) and "pap" not in crowd.printed_of(number)}


def _by_values(crowd, key, expected):
    """Some values asked for at once: what has one of them, and nothing else."""
    some = crowd.some(60)
    asked = [*map(value, some), *(f"object {number}" for number in some)]
    found = ask(key, "POST", "attributes/restSearch", {"value": asked}).json()["response"]["Attribute"]
    there = sorted(set(some) & expected)
    assert sorted(one["value"] for one in found) == sorted([*map(value, there), *(f"object {number}" for number in there)])
    every = ask(key, "POST", "attributes/restSearch", {}).json()["response"]["Attribute"]
    assert sorted(one["value"] for one in every) == sorted([*map(value, expected), *(f"object {number}" for number in expected)])


def _feed(crowd, key, even):
    """The manifest, each file that it names, and the digests of all their values."""
    names = ask(key, "GET", "feed/manifest.json").json()
    files = [ask(key, "GET", f"feed/{uuid}.json").json()["Event"] for uuid in names]
    open_ = {number for number in even if is_everybodys(crowd.printed_of(number))}
    fed = [valued(one["value"]) for file in files for one in file.get("Attribute", [])]
    fed_objects = [number_of_object(one) for file in files for one in file.get("Object", [])]
    assert sorted(fed) == sorted(fed_objects) == sorted(open_)
    lines = ask(key, "GET", "feed/hashes.csv").text.split()
    hashes = {hashlib.md5(text.encode()).hexdigest() for number in open_ for text in (value(number), f"object {number}")}
    assert sorted(line.split(",")[0] for line in lines) == sorted(hashes)
    assert ask(key, "GET", f"feed/{named('report', 2).partition('--')[2]}.json").status_code == 404
    return len(fed)


def misp_events(crowd):
    """A report under each label: in the index, in tags, and in what is told to who would push events."""
    crowd.put(
        [
            crowd.bearing(number, crowd.report(number, [named("indicator", 2**20)], labels=[f"tag-{number}"]))
            for number in range(crowd.count)
        ]
    )
    uuids = [named("report", number).partition("--")[2] for number in range(crowd.count)]
    for turn in range(crowd.askers):
        key, principal = crowd.instance(f"reader-{turn}")
        expected = crowd.expected(principal) if principal.authority else set()
        for body in ({}, {"minimal": 1}):
            found = [number_of(f"x--{one['uuid']}") for one in ask(key, "POST", "events/index", body).json()]
            assert sorted(found) == sorted(expected)
        tags = {one["name"] for one in ask(key, "GET", "tags/index").json()["Tag"] if one["name"].startswith("tag-")}
        assert tags == {f"tag-{number}" for number in expected}
        offered = [{"Event": {"uuid": uuid, "timestamp": str(2**31 * (place % 3 == 0))}} for place, uuid in enumerate(uuids)]
        wanted = [uuids.index(one) for one in ask(key, "POST", "events/filterEventIdsForPush", offered).json()]
        assert wanted == [number for number in range(crowd.count) if number not in expected or number % 3 == 0]
        for number in crowd.some(3):
            status = 200 if number in expected else 404
            assert ask(key, "GET", f"events/view/{uuids[number]}").status_code == status
            assert ask(key, "HEAD", f"events/view/{uuids[number]}").status_code == status
            assert ask(key, "GET", f"eventReports/index/event_id:{uuids[number]}").status_code == status


# ---------------------------------------------------------------- what this node sends


def bundles(crowd):
    """For each other authority: what it may see, and of that what this node may pass on."""
    onward, went = crowd.onward(), 0
    for authority in crowd.others():
        expected = crowd.expected(principal_of(authority)) & onward
        try:
            proposed = propose_bundle("full", to=authority.id, by=crowd.world.drafter, at=crowd.at)
            found = numbers(one.stix_id for one in items_of(proposed))
        except NothingToCarry:
            found = set()
        assert found == expected
        went += len(found)
    return went


def sets(crowd):
    """The same for a set from node to node; and what is withheld of it is all the rest that this authority sees itself."""
    onward, went = crowd.onward(), 0
    own = crowd.expected(principal_of(next(one for one in crowd.everybody if one.id == crowd.world.home.authority)))
    for authority in crowd.others():
        if not reaches(authority, at=crowd.at):
            continue
        expected = crowd.expected(principal_of(authority)) & onward
        try:
            row = propose_set("full", to=authority.id, by=crowd.world.drafter, at=crowd.at, token=crowd.world.token())
        except NothingToGive:
            assert not expected
            continue
        went += 1
        names = names_of(unpack(bytes(row.given)))
        assert numbers(stix_id for stix_id, _ in names.values()) == expected
        kept = names_of(key for key, _ in unpack_withheld(bytes(row.withheld)))
        assert numbers(stix_id for stix_id, _ in kept.values()) == own - expected
    return went


def pushes(crowd):
    """What the program may read, and of that what this node may pass on: nothing else is ever at the other server."""
    world, onward, sent = crowd.world, crowd.onward(), 0
    for turn in range(crowd.askers):
        _, principal = crowd.program(f"platform-{turn}")
        server, name = Server(), f"out-{turn}"
        terms = actions.Terms([(RW, "full")], client=f"platform-{turn}", page=1000)
        actions.propose_push(name, actions.Server("http://127.0.0.1:80/taxii2/"), terms, by=world.drafter, at=crowd.at)
        feed = actions.approve_push(name, by=world.approver, at=crowd.at)
        assert run_feed(feed.pk, home=world.home, now=lambda: crowd.at, ask=server).why == ""
        found = numbers(entry.name for entry in server.entries[RW])
        assert found == crowd.expected(principal) & onward
        sent += len(found)
    return sent


# ---------------------------------------------------------------- pages


def lists(crowd):
    """Lists and counts, one object, what speaks of a value, and what a page says of who else sees it and to whom it may be sent."""
    everybody = {one.id: json.loads(principal_of(one).printed()) for one in crowd.everybody}
    onward = crowd.onward()
    for authority in crowd.everybody:
        eye = crowd.eye(authority)
        expected = crowd.expected(eye.reader.principal)
        assert numbers(_listed(eye, crowd.holding)) == expected
        (shelf,) = shelves(eye, since=Instant(0))
        named_too = {number for number in range(crowd.count) if may_see(crowd.printed[number], everybody[authority.id], str(crowd.at))}
        everything = len(expected) + len(named_too) + 1  # with the definitions and the report
        assert shelf.count == shelf.fresh == min(everything, COUNTED + 1)
        assert {one.stix_id for one in newest(eye, since=Instant(0), most=5)} <= {crowd.ids[n] for n in expected} | _beside(
            crowd, named_too
        )
        for number in crowd.some(20):
            id_ = crowd.ids[number]
            assert numbers(one.stix_id for one in by_value(eye, value(number))[0]) == ({number} & expected)
            assert set(by_ids(eye, [id_])) == ({id_} if number in expected else set())
            assert bool(also_in(eye, id_)) == (number in expected)
            if number not in expected:
                with pytest.raises(NoObject):
                    find(eye, crowd.holding, id_)
        for number in [one for one in crowd.some(20) if one in expected][:2]:
            found = find(eye, crowd.holding, crowd.ids[number])
            sees = {name: may_see(crowd.printed_of(number), told, str(crowd.at)) for name, told in everybody.items()}
            assert {one.authority.id: one.sees for one in verdicts(found.label, crowd.holding, at=crowd.at)} == sees
            goes = {name: sees[name] and number in onward for name in everybody if name != crowd.world.home.authority}
            assert {one.authority.id: one.goes for one in sendings(eye, found)} == goes


def _listed(eye, holding):
    listed, before = [], 0
    while True:
        page = cards(eye, holding, sort="indicator", before=before)
        listed, before = listed + [one.stix_id for one in page.rows], page.before
        if not before:
            return listed


def _beside(crowd, defined):
    return {crowd.marking(number) for number in defined} | {named("report", 1)}


def rendered(crowd):
    """The pages themselves, as an officer's browser gets them: collections with their counts, a list page by page, a search, an object."""
    for authority in crowd.everybody[:: max(1, len(crowd.everybody) // 4)]:
        eye = crowd.eye(authority)
        browser, expected = sign_in(crowd.world.both), crowd.expected(eye.reader.principal)
        (shelf,) = shelves(eye)
        home = browser.get("/threats/").content.decode()
        assert re.findall(r">(\d+)</", home.split("Full")[1])[:1] == [str(shelf.count)]
        listed, query = [], "?type=indicator"
        while query:
            page = browser.get(f"/threats/collections/full/{query}").content.decode()
            listed += _told(page)
            older = re.search(r'href="(\?[^"]*before=\d+)"', page)
            query = html.unescape(older[1]) if older else ""
        assert sorted(listed) == sorted(expected)
        for number in crowd.some(12):
            found = browser.get("/threats/search/", {"q": value(number)}).content.decode()
            assert set(_told(found)) == {number} & expected
            page = browser.get(f"/threats/collections/full/{crowd.ids[number]}/")
            assert page.status_code == (200 if number in expected else 404)
            assert (f"number {number}<" in page.content.decode()) == (number in expected)


def _told(page):
    """Return the numbers of the indicators that a list names."""
    return [int(one) for one in re.findall(r">number (\d+)</a>", page)]


TARGET = 2**21


def join(crowd):
    """Put in a technique of everybody's and one under each label; and under each label who uses the first, and the word that they do."""
    phases = [{"kill_chain_name": "mitre-attack", "phase_name": "execution"}]
    technique = MADE | {"type": "attack-pattern", "name": "Technique", "kill_chain_phases": phases}
    given = [(OWNERS[1], technique | {"id": named("attack-pattern", TARGET), "object_marking_refs": [CLEAR]})]
    for number in range(crowd.count):
        given.append(crowd.bearing(number, technique | {"id": named("attack-pattern", number)}))
        given.append(
            crowd.bearing(number, MADE | {"type": "intrusion-set", "id": named("intrusion-set", number), "name": f"Group {number}"})
        )
        ends = {"source_ref": named("intrusion-set", number), "target_ref": named("attack-pattern", TARGET)}
        told = {"type": "relationship", "id": named("relationship", number), "relationship_type": "uses"} | ends
        given.append(crowd.bearing((number * 7 + 1) % crowd.count, MADE | told))
    crowd.put(given)
    return crowd


def joined(crowd):
    """The matrix counts what may be seen alone; one hop leads to nothing else; nobody who uses a technique is told of who is hidden."""
    shown = 0
    for authority in crowd.everybody:
        eye = crowd.eye(authority)
        expected = crowd.expected(eye.reader.principal)
        words = {number for number in range(crowd.count) if (number * 7 + 1) % crowd.count in expected}
        using = words & expected
        found = matrix(eye, "mitre-attack", Asked())
        assert found.techniques == 1 + len(expected)
        cells = {cell.technique.stix_id: cell.count for column in found.columns for cell in column.cells}
        assert numbers(cells, "attack-pattern") == expected | {TARGET}
        assert {name: count for name, count in cells.items() if count} == ({named("attack-pattern", TARGET): len(using)} if using else {})
        assert found.used == bool(using)
        assert numbers((key for key, _ in found.others), "intrusion-set") <= using
        users, more = users_of(eye, named("attack-pattern", TARGET))
        assert numbers((one.card.stix_id for one in users), "intrusion-set") == using
        assert not more
        near = around(eye, find(eye, crowd.holding, named("attack-pattern", TARGET)))
        there = {number_of(one.by.stix_id): one.card for one in near.neighbours if one.by is not None}
        assert set(there) <= words
        assert len(there) == min(len(words), 40)
        assert near.more == (len(words) > 40)
        assert {number for number, card in there.items() if card is not None} == set(there) & expected
        shown += len(using)
    return shown
