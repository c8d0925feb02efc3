"""Feeds: our files beside those of PyMISP, and read back."""

import json
import re
from typing import Any

import pytest
from misp_samples import full_event, number
from pymisp import MISPEvent

from comity.terms.refusals import Malformed
from comity.wire.misp.feed import HASHES, MANIFEST, etag, read_feed_event, read_hashes, read_manifest, write_feed
from comity.wire.misp.parsing import take_event

CHOSEN = {
    "Attribute",
    "Object",
    "EventReport",
    "Orgc",
    "Tag",
    "analysis",
    "date",
    "extends_uuid",
    "info",
    "published",
    "threat_level_id",
    "timestamp",
    "uuid",
}
KINDS = {"uuid", "type", "value", "category", "comment", "to_ids", "timestamp", "object_relation", "first_seen", "last_seen", "data"}


def reduced(event: dict[str, Any]) -> dict[str, Any]:
    """What both printers say of an event, in one form."""
    found = {name: str(value) for name, value in event.items() if name in CHOSEN and not isinstance(value, list | dict)}
    found["Orgc"] = {name: event["Orgc"][name] for name in ("name", "uuid")}
    found["Tag"] = [tag["name"] for tag in event["Tag"]]
    found["Attribute"] = [attribute(one) for one in event["Attribute"]]
    found["Object"] = [(one["name"], one["uuid"], [attribute(each) for each in one["Attribute"]]) for one in event["Object"]]
    found["EventReport"] = [(one["uuid"], one["content"]) for one in event["EventReport"]]
    return found


def attribute(one: dict[str, Any]) -> dict[str, str]:
    """An attribute with its members as text."""
    return {name: str(value) for name, value in one.items() if name in KINDS and value not in ("", None)}


def test_our_feed_is_that_of_pymisp():
    """The same events, manifest and hashes as MISP's own library makes, but for what it leaves in of the deleted."""
    told = full_event()["Event"]
    del told["RelatedEvent"], told["ShadowAttribute"]
    told["Attribute"] = [
        one for one in told["Attribute"] if not one["deleted"] and one["type"] != "malware-sample"
    ]  # theirs opens the archive
    oracle = MISPEvent()
    oracle.from_dict(**json.loads(json.dumps(told)))
    theirs = json.loads(json.dumps(oracle.to_feed(with_meta=True, with_local_tags=False)["Event"], default=str))
    files = write_feed([take_event(told)])
    ours = json.loads(files[f"{told['uuid']}.json"])["Event"]
    moments = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.0+)?")
    assert json.loads(moments.sub(r"\1T\2", json.dumps(reduced(ours)))) == json.loads(moments.sub(r"\1T\2", json.dumps(reduced(theirs))))
    assert set(read_hashes(files[HASHES])) == set(theirs["_hashes"])
    manifest = json.loads(files[MANIFEST])[told["uuid"]]
    other = theirs["_manifest"][told["uuid"]]
    assert {name: str(manifest[name]) for name in ("info", "date", "analysis", "threat_level_id", "timestamp")} == {
        name: str(other[name]) for name in ("info", "date", "analysis", "threat_level_id", "timestamp")
    }
    assert manifest["Orgc"] == {"name": other["Orgc"]["name"], "uuid": other["Orgc"]["uuid"]}


def test_a_feed_tells_nothing_that_is_not_for_all():
    """No sharing group, distribution, local tag, deleted element, sighting, number of a database."""
    files = write_feed([take_event(full_event()["Event"])])
    text = files[f"{number(0xE1)}.json"].decode()
    for word in (
        "SharingGroup",
        "distribution",
        "workflow:todo",
        "a@example.com",
        "Sighting",
        '"event_id"',
        '"Org"',
        "RelatedEvent",
        "ShadowAttribute",
    ):
        assert word not in text, word


def test_a_feed_is_read_as_it_was_written():
    """Manifest, hashes, events; an entry whose file holds another event is refused."""
    event = take_event(full_event()["Event"])
    files = write_feed([event])
    (entry,) = read_manifest(files[MANIFEST])
    assert (entry.uuid, entry.info, entry.timestamp) == (event.uuid, event.info, event.timestamp)
    read = read_feed_event(files[f"{event.uuid}.json"], entry)
    assert write_feed([read])[f"{event.uuid}.json"] == files[f"{event.uuid}.json"]
    assert all(uuids == (event.uuid,) for uuids in read_hashes(files[HASHES]).values())
    assert etag(files[MANIFEST]) == etag(write_feed([event])[MANIFEST]) != etag(files[HASHES])
    other = files[MANIFEST].replace(event.uuid.encode(), number(0xEE).encode())
    with pytest.raises(Malformed, match="holds the event"):
        read_feed_event(files[f"{event.uuid}.json"], read_manifest(other)[0])
    with pytest.raises(Malformed, match="line 2"):
        read_hashes(files[HASHES].splitlines(keepends=True)[0] + b"x,y\n")
    with pytest.raises(Malformed, match="manifest"):
        read_manifest(b"[]")
