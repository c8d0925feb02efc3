"""MISP events as STIX 2.1 and back: what both can say survives, and what one cannot is told item by item."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import stix2
from eachof import each_of
from hypothesis import given, settings
from hypothesis import strategies as st
from misp_samples import ATTRIBUTES, full_event, mean_event

from comity.terms.refusals import Malformed, TooLarge
from comity.wire.misp.event import Attribute, Event, MispObject, Org, Tag
from comity.wire.misp.losses import REASONS, Grade
from comity.wire.misp.parsing import event_json, print_event, read_event, read_events, take_event
from comity.wire.misp.tagging import TLP_MARKINGS
from comity.wire.misp.types import RULES, TYPES, terms_for, type_of, value_of
from comity.wire.misp.unviewing import unview_event
from comity.wire.misp.viewing import View, view_event


def there_and_back(event: Event) -> Event:
    """The event, by way of STIX as JSON text."""
    return unview_event(json.loads(json.dumps(view_event(event).objects))).event


def by_id(view: View) -> dict[str, dict[str, Any]]:
    """The objects of a view by identifier."""
    return {one["id"]: one for one in view.objects}


def test_a_full_event_comes_back_as_it_was():
    """Attributes, objects, references, galaxies, sightings, reports, tags: the same event, but for what is told as lost."""
    told = full_event()["Event"]
    event = take_event(told)
    back = there_and_back(event)
    del told["Object"][5]["ObjectReference"]  # its target is not in the event
    assert without_numbers(event_json(back)) == without_numbers(event_json(take_event(told)))


def without_numbers(value: Any) -> Any:
    """Leave out the sender's numbers and local tags, which no view carries, and the order of lists that have none."""
    if isinstance(value, list):
        found = [without_numbers(one) for one in value if not (isinstance(one, dict) and one.get("local"))]
        return sorted(found, key=lambda one: json.dumps(one, sort_keys=True))
    if not isinstance(value, dict):
        return value
    return {
        name: without_numbers(inner)
        for name, inner in value.items()
        if name not in {"id", "event_id", "org_id", "orgc_id", "local", "RelatedEvent", "ShadowAttribute"}
    }


@each_of("kind, value", ATTRIBUTES)
@each_of("to_ids", [True, False])
def test_each_type_survives(kind: str, value: str, to_ids: bool):
    """Every type, hunted for and not; what STIX has no object for travels in a custom one."""
    attribute = Attribute(
        uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d01", type=kind, value=value, to_ids=to_ids, category="Other", timestamp=1700000000
    )
    event = Event(uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02", info="x", date="2023-11-14", timestamp=1700000000, attributes=(attribute,))
    assert there_and_back(event).attributes == (attribute,)


def test_the_view_is_stix_that_others_read():
    """The reference library of OASIS reads every object, and every pattern of STIX is one."""
    from stix2patterns.validator import run_validator

    view = view_event(take_event(full_event()["Event"]))
    for one in view.objects:
        stix2.parse(json.dumps(one), allow_custom=True)
        if one["type"] == "indicator" and one["pattern_type"] == "stix":
            assert run_validator(one["pattern"], stix_version="2.1") == []
    known = by_id(view)
    for one in view.objects:
        for name, value in one.items():
            for ref in [value] if name.endswith("_ref") else value if name.endswith("_refs") else ():
                assert ref in known, (one["id"], name, ref)
    assert len(known) == len(view.objects)


def test_nothing_is_lost_in_silence():
    """Each thing that the view does not carry has an entry with a path, a grade and a sentence."""
    view = view_event(take_event(full_event()["Event"]))
    told = {loss.code: loss for loss in view.losses}
    assert {
        "own-numbers",
        "local-tag",
        "sharing",
        "no-target",
        "proposal",
        "unknown-member",
        "custom-type",
        "expired",
        "false-positive",
    } <= set(told)
    assert told["proposal"].grade is Grade.LOST
    assert told["local-tag"].path == "Event.Tag"
    assert all(loss.why.endswith(".") for loss in view.losses)


def test_the_page_tells_of_every_loss_as_the_code_does():
    """Code, grade and sentence of each stand in the specification."""
    page = (Path(__file__).parents[3] / "docs" / "specs" / "misp.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (aside|changed|lost) \| (.+) \|$", page, re.MULTILINE)
    assert rows == [(code, grade.value, why) for code, (grade, why) in REASONS.items()]


def test_every_object_bears_the_marking_of_the_event_and_of_its_attribute():
    """An object may travel alone; the stricter of two markings is among those that it bears. A TLP that is none counts as red."""
    event = Event(
        uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02",
        info="x",
        date="2023-11-14",
        timestamp=1700000000,
        tags=(Tag(name="tlp:green"),),
        attributes=(
            Attribute(
                uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d03",
                type="domain",
                value="a.example",
                to_ids=True,
                tags=(Tag(name="TLP:AMBER+STRICT"),),
            ),
            Attribute(uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d04", type="domain", value="b.example", tags=(Tag(name="tlp:purple"),)),
            Attribute(uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d05", type="domain", value="b.example"),
        ),
    )
    view = view_event(event)
    known = by_id(view)
    assert known["indicator--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d03"]["object_marking_refs"] == [
        TLP_MARKINGS["tlp:green"],
        TLP_MARKINGS["tlp:amber+strict"],
    ]
    assert TLP_MARKINGS["tlp:red"] in known["observed-data--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d04"]["object_marking_refs"]
    shared = next(one for one in view.objects if one["type"] == "domain-name")
    assert TLP_MARKINGS["tlp:red"] in shared["object_marking_refs"]  # said twice, once as red: the name itself is red
    assert all(
        set(one["object_marking_refs"]) >= {TLP_MARKINGS["tlp:green"]}
        for one in view.objects
        if one["type"] in {"report", "indicator", "observed-data"}
    )
    back = there_and_back(event)
    assert [tag.name for tag in back.attributes[1].tags] == ["tlp:purple"] or {"tlp:red"} <= {tag.name for tag in back.attributes[1].tags}


def test_an_extension_that_lies_is_not_believed():
    """A stranger's extension says another value than the pattern: the pattern counts, and it is told. Markings cannot be talked away."""
    event = Event(
        uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02",
        info="x",
        timestamp=1700000000,
        attributes=(
            Attribute(uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d03", type="btc", value="1BoatSLRHtKNngkdXEeobR76b53LETtpyT", to_ids=True),
        ),
    )
    objects = json.loads(json.dumps(view_event(event).objects))
    indicator = next(one for one in objects if one["type"] == "indicator")
    indicator["pattern"] = "[domain-name:value = 'evil.example']"
    indicator["object_marking_refs"] = [TLP_MARKINGS["tlp:red"]]
    found = unview_event(objects)
    assert found.event.attributes[0].type == "domain"
    assert found.event.attributes[0].value == "evil.example"
    assert [tag.name for tag in found.event.attributes[0].tags] == ["tlp:red"]
    assert "extension-disagrees" in {loss.code for loss in found.losses}


FOREIGN = [
    {
        "type": "report",
        "id": "report--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02",
        "created": "2023-11-14T00:00:00.000Z",
        "modified": "2023-11-14T22:13:20.000Z",
        "name": "Foreign",
        "published": "2023-11-14T22:13:20Z",
        "object_refs": ["indicator--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d03"],
        "object_marking_refs": [TLP_MARKINGS["tlp:amber"], "marking-definition--00000000-0000-4000-8000-000000000001"],
    },
    *(
        {
            "type": "indicator",
            "id": f"indicator--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d{number}",
            "created": "2023-11-14T22:13:20.000Z",
            "modified": "2023-11-14T22:13:20.000Z",
            "pattern": pattern,
            "pattern_type": "stix",
            "valid_from": "2023-11-14T22:13:20.000Z",
            "indicator_types": ["malicious-activity"],
        }
        for number, pattern in (
            ("03", "[ipv4-addr:value = '198.51.100.7']"),
            ("04", f"[file:hashes.'SHA-256' = '{'a' * 64}' AND file:hashes.MD5 = '{'b' * 32}']"),
            ("05", "[domain-name:value = 'a.example' OR domain-name:value = 'b.example'] FOLLOWEDBY [url:value LIKE '%x%']"),
            ("06", "[email-message:from_ref.value='a@b.example' AND email-message:subject = 'Hello']"),
        )
    ),
    {
        "type": "malware",
        "id": "malware--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d03",
        "created": "2023-11-14T22:13:20.123Z",
        "modified": "2023-11-14T22:13:20.123Z",
        "name": "Thing",
        "is_family": True,
        "malware_types": ["worm"],
    },
    {"type": "x-acme-thing", "id": "x-acme-thing--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d09"},
]


def test_what_others_wrote_becomes_what_misp_has_for_it():
    """Without our extension: types by the pattern, objects by template, whole patterns, galaxies; the known losses are told."""
    found = unview_event(FOREIGN)
    event = found.event
    assert [(one.type, one.value) for one in event.attributes] == [("ip-dst", "198.51.100.7"), ("stix2-pattern", FOREIGN[3]["pattern"])]
    assert [(one.name, [each.object_relation for each in one.attributes]) for one in event.composites] == [
        ("file", ["sha256", "md5"]),
        ("email", ["from", "subject"]),
    ]
    assert [galaxy.type for galaxy in event.galaxies] == ["stix-2.1-malware"]
    assert {tag.name for tag in event.tags} == {"tlp:amber", "tlp:red", 'misp-galaxy:stix-2.1-malware="Thing"'}
    told = {loss.code for loss in found.losses}
    assert {
        "direction-guessed",
        "pattern-whole",
        "marking-foreign",
        "uuid-collapsed",
        "no-misp-form",
        "no-misp-place",
        "version-only",
    } <= told
    assert next(loss for loss in found.losses if loss.code == "uuid-collapsed").what == "indicator--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d03"
    again = by_id(view_event(event))
    assert again["indicator--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d05"]["pattern"] == FOREIGN[3]["pattern"]
    assert (
        again["indicator--24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d06"]["pattern"]
        == "[email-message:from_ref.value = 'a@b.example' AND email-message:subject = 'Hello']"
    )


UUIDS = st.uuids(version=4).map(str)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
SHARING = st.one_of(st.none(), st.sampled_from([0, 1, 2, 3, 5]))
TAGS = st.lists(
    st.one_of(st.sampled_from(["tlp:red", "tlp:clear", "PAP:AMBER", 'admiralty-scale:information-credibility="2"']), WORDS).map(
        lambda name: Tag(name=name)
    ),
    max_size=3,
)
KINDS = st.sampled_from(sorted([*TYPES, *RULES, "btc", "text", "vulnerability", "attachment"]))


@st.composite
def attributes(draw: Any) -> Attribute:
    """An attribute of any type with a value that may be none of its type."""
    kind = draw(KINDS)
    pieces = [draw(st.one_of(WORDS, st.sampled_from(["198.51.100.7", "443", "AS174", "a.example"]))) for _ in kind.split("|")]
    return Attribute(
        uuid=draw(UUIDS),
        type=kind,
        value="|".join(pieces),
        category=draw(st.sampled_from(["", "Network activity", "Other"])),
        to_ids=draw(st.booleans()),
        comment=draw(st.one_of(st.just(""), WORDS)),
        timestamp=draw(st.integers(0, 2_000_000_000)),
        distribution=draw(SHARING),
        deleted=draw(st.booleans()),
        tags=tuple({tag.name.lower(): tag for tag in draw(TAGS)}.values()),
    )


@settings(max_examples=60)
@given(st.lists(attributes(), max_size=4, unique_by=lambda one: one.uuid), SHARING, UUIDS)
def test_any_attributes_survive(made: list[Attribute], distribution: int | None, uuid: str):
    """What is representable survives, whatever the values say; and the printed event is read as itself."""
    event = Event(
        uuid=uuid,
        info="x",
        date="2024-02-29",
        timestamp=1709200000,
        distribution=distribution,
        orgc=Org(uuid=uuid, name="o"),
        attributes=tuple(made),
    )
    assert read_event(print_event(event)) == event
    back = there_and_back(event)
    assert {strip(one) for one in back.attributes} == {strip(one) for one in made}


def strip(one: Attribute) -> tuple[Any, ...]:
    """What must survive of an attribute; an unmarked one may come back with the marks that an unknown TLP tag brought."""
    return (one.uuid, one.type, one.value, one.category, one.to_ids, one.comment, one.timestamp, one.deleted, one.distribution)


@given(st.sampled_from(sorted(TYPES)), WORDS, WORDS)
def test_terms_and_values_are_two_forms_of_one_thing(kind: str, one: str, other: str):
    """Whenever terms say a value of a type, that value has these terms; and no type claims a value that another one wrote."""
    value = f"{one}|{other}" if "|" in kind else one
    terms = terms_for(kind, value)
    if terms is None:
        return
    back = value_of(kind, terms)
    assert back is None or terms_for(kind, back) == terms
    found = type_of(terms)
    assert found is None or terms_for(*found) == terms


def test_every_wrapping_and_quirk_is_read():
    """`response`, bare lists, numbers as text, truth as "0" and "1", null as not said; unknown members are kept."""
    bare = full_event()["Event"]
    quirky = json.loads(re.sub(": false(?=[,}])", ': "0"', re.sub(": true(?=[,}])", ': "1"', json.dumps(bare))))
    quirky["sharing_group_id"] = None
    want = take_event(bare)
    for wrapped in (
        {"Event": bare},
        {"response": [{"Event": bare}]},
        [{"Event": bare}],
        [bare],
        {"response": {"Event": bare}},
        {"Event": quirky},
    ):
        found = read_event(json.dumps(wrapped).encode())
        assert json.loads(print_event(found))["Event"]["Attribute"] == json.loads(print_event(want))["Event"]["Attribute"]
    assert want.rest["x_new_in_misp_3"] == {"kept": [1, 2.5]}
    assert json.loads(print_event(want))["Event"]["x_new_in_misp_3"] == {"kept": [1, 2.5]}


@pytest.mark.parametrize(("data", "says"), mean_event())
def test_bad_events_are_refused_with_their_place(data: bytes, says: str):
    """What two readers could understand differently, and what is meant to exhaust one: a clear error, with where it stands."""
    with pytest.raises((Malformed, TooLarge), match=re.escape(says)):
        read_events(data, most=1_000_000)


def test_an_empty_object_and_an_empty_event_have_views_too():
    """Nothing in it is no reason to fail."""
    event = Event(
        uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02",
        info="",
        composites=(MispObject(uuid="24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d03", name="file"),),
    )
    assert there_and_back(event).composites == event.composites
