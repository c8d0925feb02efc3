"""The round trip with misp-stix, which MISP itself converts with: our reading of what it writes, and its reading of what we write.

What does not come back as it was is pinned, with its reason, by direction, type and whether it is meant for detection: one more, or one
less, fails. Sample values are such as pymisp and stix2 take.
"""

import json
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from benchmarks.medallion import PYTHON
from misp_samples import ATTRIBUTES, ORG, attribute, full_event, number

from comity.wire.misp.inferring import category_of
from comity.wire.misp.parsing import event_json, take_event
from comity.wire.misp.unviewing import unview_event
from comity.wire.misp.viewing import view_event
from comity.wire.stix import validate

PINNED = tomllib.loads(Path(__file__).with_name("misp_stix_losses.toml").read_text(encoding="utf-8"))
# What pymisp or stix2 refuse as no value of its type, by a value that they take.
VALUES = {
    "imphash": "b3e0c44298fc1c149afbf4c8996fb924",
    "sha512/256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "filename|imphash": "a.exe|b3e0c44298fc1c149afbf4c8996fb924",
    "tlsh": "t1" + "a" * 70,
    "AS": "AS64496",
    "md5": "d41d8cd98f00b204e9800998ecf8427e",
    "ip-dst": "198.51.100.7",
    "email-body": "Dear all",  # a pattern with a line break in a text makes misp-stix fail
}


def convert(way: str, told: Any) -> Any:
    """Have misp-stix convert."""
    assert PYTHON.exists(), "misp-stix is not installed: run tools/setup.sh dev peers"
    script = Path(__file__).with_name("converting.py")
    done = subprocess.run([PYTHON, "-W", "ignore", script, way], input=json.dumps(told), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def event() -> dict[str, Any]:
    """An event with an attribute of each type that is known, meant for detection and not; the sample's objects."""
    kinds = dict(ATTRIBUTES)
    kinds.pop("no-such-type")
    made = [
        attribute(0x1000 + place, kind, VALUES.get(kind, value), to_ids=bool(place % 2), category=category_of(kind))
        for place, (kind, value) in enumerate(one for one in kinds.items() for _ in range(2))
    ]
    told = {"uuid": number(0xE1), "info": "All of it", "date": "2023-11-14", "timestamp": "1700000100", "published": True}
    told |= {"Orgc": ORG, "Org": ORG, "threat_level_id": "2", "analysis": "1", "distribution": "3", "Tag": [{"name": "tlp:green"}]}
    return {**told, "Attribute": made, "Object": full_event()["Event"]["Object"]}


def line(one: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what is compared of an attribute."""
    return one["type"], one["category"], one["value"], bool(one.get("to_ids"))


def losses(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return what became of each attribute and object that did not come back as it was; by type, `+` for one meant for detection."""
    found = {}
    there = {one["uuid"]: line(one) for one in after["Attribute"]}
    for one in before["Attribute"]:
        was, became = line(one), there.get(one["uuid"])
        if became != was:
            found[was[0] + ("+" if was[3] else "")] = told(was, became) if became else "gone"
    objects = {one["uuid"]: (one["name"], values_of(one)) for one in after.get("Object", ())}
    for one in before["Object"]:
        name, values = objects.get(one["uuid"], ("", set()))
        if (name, values) != (one["name"], values_of(one)):
            found[f"object {one['name']}"] = f"{name or 'gone'}: {len(values_of(one) - values)} of {len(values_of(one))} values gone"
    return found


def values_of(one: Mapping[str, Any]) -> set[str]:
    """Return every value of an object of MISP."""
    return {each["value"] for each in one.get("Attribute", ())}


def missing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return whose value is nowhere in an event, by type; of a value of several parts each is looked for.

    misp-stix takes what it did not write itself as another tool's: it gives new UUIDs, and puts what belongs together into objects.
    """
    values = {one["value"] for one in after["Attribute"]} | {value for one in after.get("Object", ()) for value in values_of(one)}
    parts = values | {part for value in values for part in value.split("|")}
    found = {}
    for one in before["Attribute"]:
        gone = [part for part in ([one["value"]] if one["value"] in values else one["value"].split("|")) if part not in parts]
        if gone:
            found[one["type"] + ("+" if one["to_ids"] else "")] = "gone"
    for one in before["Object"]:
        if gone := values_of(one) - parts:
            found[f"object {one['name']}"] = f"{len(gone)} of {len(values_of(one))} values gone"
    return found


def told(was: tuple[Any, ...], became: tuple[Any, ...]) -> str:
    """Return what changed."""
    return "; ".join(f"{old} became {new}" for old, new in zip(was, became, strict=True) if old != new)


def check(found: Mapping[str, str], way: str) -> None:
    """Hold what was lost against what is pinned."""
    known = {case: pin["became"] for pin in PINNED[way] for case in pin["cases"]}
    assert all(pin["reason"] for pin in PINNED[way])
    assert {case: why for case, why in found.items() if case not in known} == {}, "lost, and not pinned"
    assert {case for case in known if case not in found} == set(), "pinned, and not lost"
    assert {case: why for case, why in found.items() if known[case] not in why} == {}, "lost otherwise than pinned"


def test_what_misp_stix_writes_is_read(event: dict[str, Any]):
    """An event that misp-stix made STIX of is the same event again, except for what it does not write."""
    objects = convert("stix", {"Event": event})
    back = unview_event(objects).event
    assert (back.uuid, back.info, back.timestamp, [tag.name for tag in back.tags]) == (number(0xE1), "All of it", 1700000100, ["tlp:green"])
    check(losses(event, event_json(back)), "from_misp_stix")


def test_what_we_write_misp_stix_reads(event: dict[str, Any]):
    """What we made STIX of is an event for an instance that reads STIX by misp-stix; every object of it is valid."""
    view = view_event(take_event(event))
    objects = json.loads(json.dumps(view.objects))
    back = convert("misp", {"type": "bundle", "id": f"bundle--{number(1)}", "objects": objects})
    assert back["info"] == "All of it"
    assert "tlp:green" in {tag["name"] for tag in back["Tag"]}
    check(missing(event, back), "to_misp_stix")
    must = {
        one["id"]: [
            str(fault) for fault in validate(json.dumps(one).encode()) if "missing" in str(fault) or "has to be there" in str(fault)
        ]
        for one in objects
    }
    assert {name: faults for name, faults in must.items() if faults} == {}
