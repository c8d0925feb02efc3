"""MISP's own vocabularies, the fixtures of misp-stix as an oracle, and ATT&CK as events: large data, left in their folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from comity.wire.misp.event import Attribute, Event, MispObject
from comity.wire.misp.parsing import event_json, print_event, read_event, read_events, take_event
from comity.wire.misp.templates import NAMED, OBSERVED
from comity.wire.misp.unviewing import unview_event
from comity.wire.misp.viewing import view_event
from comity.wire.misp.vocabularies import Galaxies, Taxonomies, read_galaxy, read_taxonomy, read_template
from comity.wire.misp.warninglists import WarningLists, read_warninglist

pytestmark = pytest.mark.data


@pytest.fixture
def misp(large_data: Path) -> Path:
    """The folder of MISP's repositories."""
    return large_data / "misp"


def test_every_vocabulary_is_read(misp: Path):
    """Taxonomies, galaxies, 424 templates, warning lists; tags of TLP and PAP in words; values on lists with the reason."""
    taxonomies = Taxonomies(read_taxonomy(file.read_bytes()) for file in sorted(misp.glob("taxonomies/*/machinetag.json")))
    strict = taxonomies.label("tlp:amber+strict")
    assert strict
    assert strict.words[0] == "Traffic Light Protocol"
    assert taxonomies.label('admiralty-scale:source-reliability="a"').words[-1] == "Completely reliable"
    assert taxonomies.clashes(["tlp:red", "tlp:clear"]) == (("tlp:red", "tlp:clear"),)
    galaxies = Galaxies(read_galaxy(file.read_bytes()) for file in sorted(misp.glob("galaxy/clusters/*.json")))
    assert galaxies.of_tag('misp-galaxy:country="viet nam"') or galaxies.of_tag('misp-galaxy:country="vietnam"')
    templates = {one.name: one for one in (read_template(file.read_bytes()) for file in sorted(misp.glob("objects/*/definition.json")))}
    assert len(templates) == 424
    lists = WarningLists(read_warninglist(file.read_bytes()) for file in sorted(misp.glob("warninglists/*/list.json")))
    assert {hit.name for hit in lists.look("ip-dst", "192.168.1.1")} == {"List of RFC 1918 CIDR blocks", "List of RFC 5735 CIDR blocks"}
    assert [hit.entry for hit in lists.look("domain", "example.com")] == ["example.com"]
    assert lists.look("ip-dst|port", "8.8.8.8|53")
    assert not lists.look("ip-dst", "198.51.99.7")


def test_our_tables_name_relations_that_the_templates_have(misp: Path):
    """Each relation that is mapped is one of its template, and every required alternative of a template can be seen somewhere."""
    for name in {*OBSERVED, *NAMED}:
        file = misp / "objects" / name / "definition.json"
        template = read_template(file.read_bytes())
        mapped = set(OBSERVED.get(name, {})) | set(NAMED[name].relations if name in NAMED else {})
        assert mapped - set(template.relations) == set(), name


def without_moments(value: Any) -> Any:
    """What misp-stix and this view must agree about: their choice of `created`, and of identifiers of observables, is their own."""
    if isinstance(value, dict):
        return {
            name: without_moments(inner)
            for name, inner in value.items()
            if name not in {"created", "extensions", "name", "valid_from", "first_observed", "last_observed"}
        }
    return [without_moments(one) for one in value] if isinstance(value, list) else value


def test_the_view_agrees_with_misp_stix(misp: Path):
    """The same attributes become the same indicators and observations, under the same identifiers, with the same pattern and labels."""
    events = read_events((misp / "misp-stix" / "test_events_collection_1.json").read_bytes())
    theirs = {one["id"]: one for one in json.loads((misp / "misp-stix" / "test_event1_stix21.json").read_bytes())["objects"]}
    ours = {one["id"]: one for event in events for one in view_event(event).objects}
    shared = [one for one in theirs.values() if one["id"] in ours and one["type"] in {"indicator", "identity"}]
    assert [one["type"] for one in shared] == ["identity", "indicator"]
    for one in shared:
        mine = without_moments(ours[one["id"]])
        assert {name: mine[name] for name in without_moments(one) if name != "modified" or one["type"] == "indicator"} == {
            name: value for name, value in without_moments(one).items() if name != "modified" or one["type"] == "indicator"
        }
    seen = ours["observed-data--2972c3a2-dda3-4de7-aca1-e96cf7ce5544"]
    assert ours[seen["object_refs"][0]]["number"] == theirs["autonomous-system--2972c3a2-dda3-4de7-aca1-e96cf7ce5544"]["number"]


def test_what_misp_stix_made_comes_back(misp: Path):
    """STIX that misp-stix wrote, with its pairs of indicator and observation, becomes the attributes that it came from."""
    events = read_events((misp / "misp-stix" / "test_events_collection_1.json").read_bytes())
    objects = json.loads((misp / "misp-stix" / "test_event1_stix21.json").read_bytes())["objects"]
    for event in events:
        head = next(one for one in objects if one["id"] == f"grouping--{event.uuid}")
        chosen = [one for one in objects if one["id"] in head["object_refs"] or one["id"] in {head["id"], head["created_by_ref"]}]
        back = unview_event(chosen).event
        said = [(one.uuid, one.type, one.category, one.value, one.to_ids, one.comment, one.timestamp) for one in event.attributes]
        assert [(one.uuid, one.type, one.category, one.value, one.to_ids, one.comment, one.timestamp) for one in back.attributes] == said
        assert (back.uuid, back.info, back.timestamp, back.orgc) == (event.uuid, event.info, event.timestamp, event.orgc)


def test_their_objects_survive(misp: Path):
    """The objects of their fixture, there and back."""
    told = json.loads((misp / "misp-stix" / "test_objects_collection_1.json").read_bytes())["response"]
    event = take_event(
        {
            "uuid": "24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02",
            "info": "x",
            "date": "2020-10-25",
            "timestamp": "1603642920",
            "Object": [one["Object"] for one in told],
        }
    )
    back = unview_event(json.loads(json.dumps(view_event(event).objects))).event
    assert event_json(back) == event_json(event)


def test_every_template_survives(misp: Path):
    """An object of each of MISP's templates, with every relation filled, is the same after STIX."""
    composites = []
    for place, file in enumerate(sorted(misp.glob("objects/*/definition.json"))):
        template = read_template(file.read_bytes())
        attributes = tuple(
            Attribute(
                uuid=f"5e384ae7-672c-4250-{place:04x}-{number:012x}",
                type=one.type,
                value=f"value {number}",
                object_relation=name,
                to_ids=number % 2 == 0,
                timestamp=1700000000,
            )
            for number, (name, one) in enumerate(template.relations.items())
        )
        composites.append(
            MispObject(uuid=f"5e384ae7-672c-4251-{place:04x}-000000000000", name=template.name, attributes=attributes, timestamp=1700000000)
        )
    event = Event(
        uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02", info="x", date="2023-11-14", timestamp=1700000000, composites=tuple(composites)
    )
    assert read_event(print_event(event)) == event
    back = unview_event(json.loads(json.dumps(view_event(event).objects))).event
    assert {one.name for one in back.composites if one not in event.composites} == set()
    assert len(back.composites) == 424


def test_attack_becomes_galaxies_with_what_is_lost_told(large_data: Path):
    """MITRE's techniques and groups become elements of MISP's galaxies under the same UUIDs; each thing left behind is told."""
    bundle = json.loads(max(sorted((large_data / "attack").rglob("*ics*.json"))).read_bytes())
    chosen = [one for one in bundle["objects"] if one["type"] in {"attack-pattern", "intrusion-set", "malware"}][:200]
    found = unview_event(chosen, info="ATT&CK", day="2026-11-29")
    known = {one["id"].partition("--")[2]: one for one in chosen}
    assert {galaxy.clusters[0].uuid for galaxy in found.event.galaxies} == set(known)
    assert any(galaxy.type == "mitre-attack-pattern" for galaxy in found.event.galaxies)
    assert {loss.path.partition("/")[0] for loss in found.losses} >= {one["id"] for one in chosen if "x_mitre_version" in one}
