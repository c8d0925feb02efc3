"""The node as a MISP server, asked by PyMISP and by the calls that an instance's synchronisation makes."""

import json
from typing import Any

import pytest
from misp_samples import full_event, number
from pymisp import MISPAttribute, MISPEvent, MISPObject, MISPSighting

pytestmark = pytest.mark.django_db


@pytest.fixture
def node(world: Any) -> Any:
    """A collection for everybody; instances of this authority, of Ruritania's, of Thailand's."""
    from misp_instances import instance, key_for
    from programs import collection

    world.all = collection("misp", at=world.at)
    world.keys = {
        name: key_for(name, authority=authority, at=world.at)
        for name, authority in (("own", "vn-poc"), ("theirs", "xr-cert"), ("third", "th-poc"))
    }
    world.instances = {name: instance(key) for name, key in world.keys.items()}
    return world


def made(*, distribution: int = 3, tags: tuple[str, ...] = ("tlp:clear",), info: str = "Phishing", published: bool = True) -> MISPEvent:
    """An event with two attributes and an object."""
    event = MISPEvent()
    event.info, event.distribution, event.date, event.published = info, distribution, "2026-11-20", published
    event.add_attribute("ip-dst", "198.51.100.7", to_ids=True, comment="c2")
    event.add_attribute("text", "words")
    file = MISPObject("file")
    file.add_attribute("filename", "a.exe")
    file.add_attribute("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", to_ids=True)
    event.add_object(file)
    for tag in tags:
        event.add_tag(tag)
    return event


def test_pymisp_connects_and_learns_what_it_may(node: Any):
    """Version, user, role; a wrong key opens nothing, and says so as MISP does."""
    from misp_instances import VERSION, ask

    own = node.instances["own"]
    assert own.misp_instance_version["version"] == VERSION
    assert own._current_role.perm_add
    assert own.get_user(pythonify=False)["User"]["email"] == "own@client.invalid"
    assert len(node.keys["own"]) == 40
    assert node.keys["own"].isalnum()
    for key in ("", "x" * 40, "own." + node.keys["own"], node.keys["own"].swapcase()):
        assert ask(key, "GET", "events/index").status_code == 403
    assert ask("", "GET", "events/index", **{"X-MISP-AUTH": node.keys["own"]}).status_code == 403  # an empty first header is none
    assert ask(node.keys["own"], "GET", "nowhere/at/all").status_code == 404
    assert ask(node.keys["own"], "DELETE", "events/index").status_code == 405
    assert ask(node.keys["own"], "POST", "servers/postTest", {"testString": "ä"}).json()["body"] == {"testString": "ä"}


def test_an_event_goes_in_and_comes_out(node: Any):
    """Added, viewed, listed, found by value, changed, tagged, published: PyMISP sees what it gave."""
    own = node.instances["own"]
    event = own.add_event(made(published=False), pythonify=True)
    assert isinstance(event, MISPEvent)
    assert own.event_exists(event)
    seen = own.get_event(event, pythonify=True)
    assert (seen.info, seen.distribution, seen.published, seen.date.isoformat()) == ("Phishing", 3, False, "2026-11-20")
    assert {(one.type, one.value, one.to_ids, one.comment) for one in seen.attributes} == {
        ("ip-dst", "198.51.100.7", True, "c2"),
        ("text", "words", False, ""),
    }
    assert next((one.object_relation, one.value) for one in seen.objects[0].attributes) == ("filename", "a.exe")
    assert own.add_event(event)["errors"][0] == 403
    own.publish(event)
    assert own.get_event(event, pythonify=True).published
    assert [one["uuid"] for one in own.events()] == [event.uuid]
    found = own.search(controller="attributes", value="198.51.100.7", pythonify=True)
    assert [one.uuid for one in found] == [seen.attributes[0].uuid]
    assert [one.uuid for one in own.search(controller="events", type_attribute="sha256", pythonify=True)] == [event.uuid]
    assert own.search(controller="events", value="203.0.113.1") == []
    assert own.search(controller="attributes", nonsense="x")["errors"][0] == 400

    added = own.add_attribute(event, _attribute("domain", "a.example"), pythonify=True)
    added.comment = "changed"
    assert own.update_attribute(added, pythonify=True).comment == "changed"
    own.tag(added, "workflow:todo")
    own.tag(event.uuid, 'admiralty-scale:source-reliability="b"')
    again = own.get_event(event, pythonify=True)
    one = next(each for each in again.attributes if each.uuid == added.uuid)
    assert (one.comment, [tag.name for tag in one.tags]) == ("changed", ["workflow:todo"])
    assert 'admiralty-scale:source-reliability="b"' in {tag.name for tag in again.tags}
    own.untag(added, "workflow:todo")
    assert not own.get_attribute(added, pythonify=True).tags
    for change in range(3):  # within one second, which is as fine as MISP's moments are
        added.comment = f"change {change}"
        assert own.update_attribute(added, pythonify=True).comment == added.comment
        assert own.get_attribute(added, pythonify=True).comment == added.comment
    own.delete_attribute(added)
    assert added.uuid not in {each.uuid for each in own.get_event(event, pythonify=True).attributes}
    assert added.uuid in {each.uuid for each in own.get_event(event, deleted=True, pythonify=True).attributes}
    more = MISPObject("domain-ip")
    more.add_attribute("domain", "b.example")
    assert own.add_object(event, more, pythonify=True).uuid == more.uuid
    texts = own.freetext(event, "see hxxp://c[.]example/x", pythonify=True)
    assert [(each.type, each.value, each.to_ids) for each in texts] == [("url", "http://c.example/x", False)]
    again = own.get_event(event, pythonify=True)
    again.info = "Phishing, continued"
    assert own.update_event(again, pythonify=True).info == "Phishing, continued"
    assert len(own.get_event(event, pythonify=True).objects) == 2
    own.unpublish(event)
    assert not own.get_event(event, pythonify=True).published
    own.delete_event(event)
    assert not own.event_exists(event)


def _attribute(kind: str, value: str) -> MISPAttribute:
    attribute = MISPAttribute()
    attribute.from_dict(type=kind, value=value, category="Network activity")
    return attribute


def test_what_is_not_for_somebody_is_nowhere(node: Any):
    """Distribution and TLP of the event and of each attribute: never wider, in the index, the event, the search, or an error."""
    from misp_instances import ask

    own, theirs = node.instances["own"], node.instances["theirs"]
    hidden = own.add_event(made(distribution=0, info="Own"), pythonify=True)
    red = own.add_event(made(tags=("tlp:red",), info="Red"), pythonify=True)
    mixed = made(info="Mixed")
    mixed.attributes[0].distribution = 0
    mixed.attributes[1].add_tag("tlp:amber+strict")
    mixed = own.add_event(mixed, pythonify=True)
    assert {one["info"] for one in own.events()} == {"Own", "Red", "Mixed"}
    assert [one["info"] for one in theirs.events()] == ["Mixed"]
    seen = theirs.get_event(mixed, pythonify=True)
    assert (seen.attributes, len(seen.objects)) == ([], 1)
    assert theirs.search(controller="attributes", value="198.51.100.7") == {"Attribute": []}
    for event in (hidden, red):
        assert not theirs.event_exists(event)
        there, nowhere = (ask(node.keys["theirs"], "GET", f"events/view/{uuid}") for uuid in (event.uuid, number(0xFA)))
        assert (there.status_code, there.json()["message"]) == (nowhere.status_code, nowhere.json()["message"])
        assert theirs.add_attribute(event, _attribute("domain", "x.example"))["errors"][0] == 404
    full = {"Event": full_event()["Event"] | {"SharingGroup": full_event()["Event"]["SharingGroup"]}}
    assert ask(node.keys["own"], "POST", "events/add/metadata:1", full).status_code == 200
    assert not theirs.event_exists(number(0xE1))  # a sharing group to which they do not belong


def test_only_its_giver_changes_an_event(node: Any):
    """Another instance reads it and adds a sighting, which is no change; it edits, tags, deletes nothing."""
    own, theirs = node.instances["own"], node.instances["theirs"]
    event = own.add_event(made(), pythonify=True)
    seen = theirs.get_event(event, pythonify=True)
    seen.info = "Mine now"
    assert theirs.update_event(seen)["errors"][0] == 403
    assert theirs.add_attribute(event, _attribute("domain", "x.example"))["errors"][0] == 403
    assert theirs.tag(event.uuid, "tlp:clear")["errors"][0] == 403
    assert theirs.delete_event(event)["errors"][0] == 403
    sighting = MISPSighting()
    sighting.from_dict(type="0", source="sensor")
    assert theirs.add_sighting(sighting, seen.attributes[0])["Sighting"]["attribute_uuid"] == seen.attributes[0].uuid
    wrong = MISPSighting()
    wrong.from_dict(type="1")
    theirs.add_sighting(wrong, seen.attributes[0])
    found = own.get_event(event, pythonify=True).attributes[0].sightings
    assert [(str(one["type"]), one.get("source", "")) for one in found] == [("0", "sensor"), ("1", "")]
    assert own.get_event(event, pythonify=True).info == "Phishing"


def test_an_instance_pulls_and_pushes(node: Any):
    """The calls of MISP's synchronisation, in its order: minimal index with an entity tag, view, filter, add, edit only what is later."""
    from misp_instances import ask

    own, third = node.keys["own"], node.keys["third"]
    event = {"Event": {**full_event()["Event"], "distribution": "3", "Tag": [{"name": "tlp:clear"}]}}
    event["Event"].pop("SharingGroup")
    pushed = [{"Event": {"uuid": number(0xE1), "timestamp": "1700000100"}}]
    assert ask(own, "POST", "events/filterEventIdsForPush", pushed).json() == [number(0xE1)]
    assert ask(own, "HEAD", f"events/view/{number(0xE1)}").status_code == 404
    assert ask(own, "POST", "events/add/metadata:1", event).json()["Event"]["uuid"] == number(0xE1)
    assert ask(own, "POST", "events/filterEventIdsForPush", pushed).json() == []
    assert ask(own, "POST", f"events/edit/{number(0xE1)}/metadata:1", event).status_code == 403

    listed = ask(third, "POST", "events/index", {"minimal": 1, "published": 1})
    assert [(one["uuid"], one["timestamp"]) for one in listed.json()] == [(number(0xE1), "1700000100")]
    assert (
        ask(third, "POST", "events/index", {"minimal": 1, "published": 1}, **{"If-None-Match": listed.headers["ETag"]}).status_code == 304
    )
    path = f"events/view/{number(0xE1)}/deleted[]:0/deleted[]:1/excludeGalaxy:1/includeEventCorrelations:0/excludeLocalTags:1"
    pulled = ask(third, "GET", path).json()["Event"]
    assert {one["value"] for one in pulled["Attribute"]} >= {"198.51.100.7|443", "a@example.com", "rule x { condition: true }"}
    assert "DE89370400440532013000" not in {one["value"] for one in pulled["Attribute"]}  # its own distribution is 0
    assert pulled["distribution"] == "0"  # all communities is not everybody: who pulls it keeps it to their organisation
    assert ask(own, "GET", f"events/view/{number(0xE1)}").json()["Event"]["distribution"] == "3"
    assert "SharingGroup" not in pulled

    event["Event"] |= {"timestamp": "1700009999", "info": "Later", "Tag": [{"name": "tlp:green"}], "Attribute": []}
    assert ask(own, "POST", f"events/edit/{number(0xE1)}/metadata:1", event).status_code == 200
    assert ask(own, "GET", f"events/view/{number(0xE1)}").json()["Event"]["info"] == "Later"
    assert len(ask(own, "GET", f"events/view/{number(0xE1)}").json()["Event"]["Attribute"]) == 8  # what an edit leaves out stays
    feed = ask(third, "GET", "feed/manifest.json")
    assert feed.json() == {}  # green is for the community, not for a feed


def test_what_came_as_stix_is_an_event_too(node: Any):
    """A report becomes its event; what no report holds is one event a day; each says how far it may go."""
    from programs import CLEAR, indicator, program

    giver = program("giver", at=node.at)
    held, loose = indicator(1, marking=CLEAR), indicator(2, marking=CLEAR)
    report = {
        "type": "report",
        "spec_version": "2.1",
        "id": "report--00000001-0000-4000-8000-000000000000",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": "From STIX",
        "published": "2026-01-01T00:00:00Z",
        "object_refs": [held["id"]],
        "object_marking_refs": [CLEAR],
    }
    assert giver.post(f"{node.all}objects/", [held, loose, report])["success_count"] == 3
    third = node.instances["third"]
    events = {one["info"]: one for one in third.events()}
    seen = third.get_event(events.pop("From STIX")["uuid"], pythonify=True)
    assert [(one.type, one.value) for one in seen.attributes] == [("ip-dst", "198.51.100.1")]
    assert seen.distribution == 3
    ((_, day),) = events.items()
    assert [one.value for one in third.get_event(day["uuid"], pythonify=True).attributes] == ["198.51.100.2"]


def test_bytes_are_kept_and_bad_ones_refused(node: Any):
    """The event as it came is a document, its digest in the journal; what cannot be read is refused with its place, and not kept."""
    from misp_instances import ask

    from comity.records.models import IntelDocument

    raw = json.dumps(full_event()).encode()
    assert ask(node.keys["own"], "POST", "events/add", raw).status_code == 200
    assert bytes(IntelDocument.objects.get(name=number(0xE1)).body) == raw
    for bad, says in (
        (b"{", "not JSON"),
        (b'{"Event": {"info": "x", "info": "y"}}', "twice"),
        (b'{"Event": {"info": "x", "Attribute": [{"type": "domain"}]}}', "Event.Attribute[0].value: missing"),
        (b"[" * 50 + b"]" * 50, "24 levels"),
    ):
        answer = ask(node.keys["own"], "POST", "events/add", bad)
        assert (answer.status_code, says in answer.json()["message"]) == (400, True), answer.json()
    assert IntelDocument.objects.count() == 1


def test_over_taxii_too_an_element_is_named_to_its_readers_alone(node: Any):
    """What a MISP event holds for some only is nowhere in what others read over TAXII: no identifier, no value, no count of it."""
    from programs import program

    event = made(info="Mixed")
    event.attributes[0].distribution = 0
    event = node.instances["own"].add_event(event, pythonify=True)
    hidden = event.attributes[0]
    own = program("reader", at=node.at).get(f"{node.all}objects/", "match[version]=all").body.decode()
    theirs = program("stranger", authority="xr-cert", at=node.at).get(f"{node.all}objects/", "match[version]=all").body.decode()
    assert hidden.uuid in own
    assert hidden.value in own
    assert hidden.uuid not in theirs
    assert hidden.value not in theirs
    assert event.uuid in theirs
    seen = node.instances["own"].get_event(event, pythonify=True)
    assert hidden.uuid in {one.uuid for one in seen.attributes}
    node.instances["own"].delete_event(event)
    assert hidden.uuid not in program("later", at=node.at).get(f"{node.all}objects/", "match[version]=all").body.decode()


def test_a_day_with_much_is_several_events_and_what_is_too_large_says_so(node: Any, monkeypatch: pytest.MonkeyPatch):
    """Nothing is cut off in silence: a long day comes in parts, and an event beyond what is given at once is refused with the way out."""
    from misp_instances import ask
    from programs import CLEAR, indicator, program

    from comity.intel.misp import showing

    giver = program("giver", at=node.at)
    assert giver.post(f"{node.all}objects/", [indicator(number, marking=CLEAR) for number in (1, 2, 3)])["success_count"] == 3
    third = node.keys["third"]
    monkeypatch.setattr(showing, "PART", 2)
    listed = ask(third, "GET", "events/index").json()
    assert len(listed) == 2
    shown = {each["uuid"]: ask(third, "GET", f"events/view/{each['uuid']}").json()["Event"]["Attribute"] for each in listed}
    values = {uuid: [one["value"] for one in attributes] for uuid, attributes in shown.items()}
    assert sorted(values.values()) == [["198.51.100.1", "198.51.100.2"], ["198.51.100.3"]]
    monkeypatch.setattr(showing, "MOST", 1)
    larger = max(values, key=lambda uuid: len(values[uuid]))
    large = ask(third, "GET", f"events/view/{larger}", **{"Accept-Language": "vi"})
    assert large.status_code == 413
    assert "TAXII" in large.json()["errors"]


def test_a_large_event_comes_in_whole_or_not_at_all(node: Any, monkeypatch: pytest.MonkeyPatch):
    """Beyond what others may send an event is taken from who may write, in parts that are one transaction, and one at a time."""
    from misp_instances import ask, key_for

    from comity.doors.api.misp import call
    from comity.intel.misp import receiving
    from comity.records.models import IntelDocument, StixPlace

    for where, name, value in ((receiving, "PART", 7), (receiving, "HELD", 5), (call, "MOST_CONTENT", 4_000), (call, "LARGE", 24_000)):
        monkeypatch.setattr(where, name, value)
    own, reader = node.keys["own"], key_for("reader", authority="xr-cert", at=node.at)
    event = made()
    for number_ in range(40):
        one = event.add_attribute("ip-dst" if number_ % 2 else "text", f"203.0.113.{number_}", to_ids=bool(number_ % 2))
        one.distribution = 5 if number_ % 4 else 0
    body = json.dumps({"Event": json.loads(event.to_json())}).encode()
    assert 4_000 < len(body) < 24_000
    with call._ONE:
        busy = ask(own, "POST", "events/add", body, **{"Accept-Language": "vi"})
    assert (busy.status_code, IntelDocument.objects.count()) == (503, 0)
    assert ask(own, "POST", "events/add/metadata:1", body).status_code == 200
    seen = node.instances["own"].get_event(event, pythonify=True)
    assert {one.uuid for one in seen.attributes} == {one.uuid for one in event.attributes}
    assert [len(one.attributes) for one in seen.objects] == [2]
    theirs = node.instances["theirs"].get_event(event, pythonify=True)
    assert {one.uuid for one in theirs.attributes} == {one.uuid for one in event.attributes if one.distribution != 0}

    kept = StixPlace.objects.count(), IntelDocument.objects.count()
    clashing = made(info="Another", distribution=0)
    for number_ in range(30):
        clashing.add_attribute("domain", f"d{number_}.example", to_ids=True)
    hunted = next(one for one in seen.attributes if one.to_ids)
    clashing.attributes[-1].uuid = hunted.uuid
    whole = {**json.loads(clashing.to_json()), "timestamp": str(int(hunted.timestamp.timestamp()))}
    whole["Attribute"][-1]["timestamp"] = whole["timestamp"]  # PyMISP leaves it out where something was changed
    refused = ask(own, "POST", "events/add", {"Event": whole})
    assert (refused.status_code, refused.json()["message"][:28]) == (403, "Event could not be saved: in"), refused.json()
    assert (StixPlace.objects.count(), IntelDocument.objects.count()) == kept, "the parts before the bad one are not kept either"
    assert ask(own, "POST", "events/add", body + b" " * 24_000).status_code == 413
    assert ask(reader, "POST", "events/add", body).status_code in {403, 413}


def test_by_a_value_or_a_uuid_the_same_is_found_as_by_reading_everything(node: Any, monkeypatch: pytest.MonkeyPatch):
    """Postings and a look into bytes find whatever reading every event finds, for each reader: values, their parts, attributes."""
    from misp_instances import ask
    from programs import CLEAR, indicator, program

    from comity.doors.api.misp import reading

    whole = {**full_event()["Event"], "distribution": "3", "Tag": [{"name": "tlp:green"}]}
    whole.pop("SharingGroup")
    assert ask(node.keys["own"], "POST", "events/add", {"Event": whole}).status_code == 200
    for given in (made(), made(info="Again", tags=("tlp:amber",)), made(info="Own", distribution=0)):
        node.instances["own"].add_event(given)
    assert program("giver", at=node.at).post(f"{node.all}objects/", [indicator(one, marking=CLEAR) for one in (1, 7)])["success_count"] == 2
    seen = ask(node.keys["own"], "POST", "attributes/restSearch", {"deleted": 1}).json()["response"]["Attribute"]
    values = {part for one in seen for part in (one["value"], one["value"].upper(), *one["value"].split("|"))} | {"nowhere.example", "443"}
    assert len(values) > 30

    def everything() -> list[Any]:
        own, theirs = node.keys["own"], node.keys["theirs"]
        asked = [(own, "attributes", value) for value in sorted(values)] + [(theirs, "attributes", value) for value in sorted(values)[::4]]
        asked += [(theirs, "events", value) for value in sorted(values)[1::8]]
        found = [ask(key, "POST", f"{place}/restSearch", {"value": value, "deleted": 1}).json() for key, place, value in asked]
        return found + [ask(theirs, "GET", f"attributes/view/{one['uuid']}").json() for one in seen[::3]]

    quick = everything()
    with monkeypatch.context() as slow:
        slow.setattr(reading, "may_find", lambda _: False)
        slow.setattr(reading, "events_with", lambda *_: iter(()))
        for one, other in zip(everything(), quick, strict=True):
            assert one == other
    assert sum(bool(one.get("response", {})) for one in quick) > 30


def test_what_is_decayed_or_listed_is_told_and_left_out(node: Any):
    """Scores by the model that is asked; a sighting that the asker may see moves them; values on warning lists; no model of that name."""
    from datetime import UTC, datetime

    from comity.intel.vocabularies.actions import load_vocabulary

    told = {"name": "Resolvers", "type": "cidr", "version": 1, "description": "Public.", "list": ["198.51.100.0/24"]}
    load_vocabulary(json.dumps(told).encode(), file="list.json", at=node.at)
    event = MISPEvent()
    event.info, event.distribution, event.date, event.published = "Old and new", 3, "2026-11-20", True
    event.add_tag("tlp:clear")
    for value, month in (("198.51.100.7", 1), ("203.0.113.9", 11)):
        event.add_attribute("ip-dst", value, to_ids=True, timestamp=datetime(2026, month, 20, tzinfo=UTC))
    template = {"uuid": "84668357-5a8c-4bdd-9f0f-6b50b2500001", "name": "file", "required": ["md5"], "attributes": {}}
    template["attributes"] = {name: {"misp-attribute": name} for name in ("md5", "filename")}
    load_vocabulary(json.dumps(template).encode(), file="definition.json", at=node.at)
    file = MISPObject("file")
    file.add_attribute("filename", "a.exe", to_ids=False)
    event.add_object(file)
    own = node.instances["own"]
    answer = own.direct_call("events/add", {"Event": json.loads(event.to_json())})
    assert [(one.get("warninglist"), one.get("template")) for one in answer["warnings"]] == [("Resolvers", None), (None, "file")]
    assert answer["warnings"][1]["message"] == "“md5” is missing, which the template “file” wants."

    def found(**asked: Any) -> dict[str, Any]:
        answer = own.direct_call("attributes/restSearch", {"returnFormat": "json", **asked})
        return {one["value"]: one for one in answer["Attribute"]}

    assert set(found()) == {"198.51.100.7", "203.0.113.9", "a.exe"}
    assert "decay_score" not in found()["203.0.113.9"]
    scores = found(includeDecayScore=True)
    (fresh,), (old,) = scores["203.0.113.9"]["decay_score"], scores["198.51.100.7"]["decay_score"]
    assert (old["decayed"], old["score"], fresh["decayed"]) == (True, 0, False)
    assert (fresh["base_score"], fresh["DecayingModel"]["name"]) == (80, "NIDS Simple Decaying Model")
    assert set(found(excludeDecayed=True)) == {"203.0.113.9", "a.exe"}  # what is no indicator does not decay
    assert set(found(excludeDecayed="1", decayingModel=["2"])) == {"a.exe"}
    assert set(found(excludeDecayed=1, decayingModel="lasting", enforceWarninglist=0)) == {"203.0.113.9", "a.exe"}
    assert set(found(enforceWarninglist=True)) == {"203.0.113.9", "a.exe"}
    (warned,) = found(includeWarninglistHits=1)["198.51.100.7"]["warnings"]
    assert (warned["warninglist_name"], warned["match"]) == ("Resolvers", "198.51.100.0/24")
    refused = own.direct_call("attributes/restSearch", {"decayingModel": "nobody's", "includeDecayScore": True})
    assert "no such model" in json.dumps(refused)
    (whole,) = own.direct_call("events/restSearch", {"excludeDecayed": True})
    assert [one["value"] for one in whole["Event"]["Attribute"]] == ["203.0.113.9"]

    sighting = MISPSighting()
    sighting.from_dict(value="198.51.100.7", type="0", timestamp=int(node.at.micros // 1_000_000))
    own.add_sighting(sighting)
    assert set(found(excludeDecayed=True)) == {"198.51.100.7", "203.0.113.9", "a.exe"}
