"""ATT&CK through the node's own TAXII server: in and out byte for byte, in both releases, and each filter by version over its chains."""

from itertools import groupby
from pathlib import Path

import msgspec
import pytest
from programs import collection, program

from comity.terms.markings import Tlp
from comity.wire.stix import read_bundle, read_envelope, read_head, version_of

pytestmark = pytest.mark.data


def objects_in(large_data: Path, name: str) -> list[bytes]:
    """Return the objects of a release, each with the bytes that it came with."""
    return [bytes(one) for one in read_bundle((large_data / "attack" / f"{name}.json").read_bytes(), most=2**24)]


def read_all(who, path: str, query: str) -> list[bytes]:
    """Return every object, page by page."""
    got, following = [], ""
    while True:
        page = who.get(path, f"{query}{following}")
        assert page.status == 200
        got += [bytes(one) for one in read_envelope(page.body, most=2**25)]
        told = msgspec.json.decode(page.body)
        if not told.get("more"):
            return got
        following = f"&next={told['next']}"


@pytest.mark.parametrize("releases", [("ics-attack-17.1", "ics-attack-18.1"), ("mobile-attack-14.1", "mobile-attack-17.1")])
def test_two_releases_go_in_and_come_out(world, large_data: Path, releases: tuple[str, str]) -> None:
    """What changed without a new version is told; all the rest is there, and chosen by version as a few lines would choose it."""
    path, who = collection("attack", at=world.at, unmarked=Tlp.CLEAR) + "objects/", program("attack", at=world.at)
    kept: dict[tuple[str, str], bytes] = {}
    for name in releases:
        sent = objects_in(large_data, name)
        done = who.post(path, b'{"objects":[' + b",".join(sent) + b"]}")
        refused = 0
        for raw in sent:
            head = read_head(raw)
            key = (head.id, version_of(head))
            refused += msgspec.json.decode(kept.setdefault(key, raw)) != msgspec.json.decode(raw)
        assert (done.status, done["total_count"], done["failure_count"]) == (202, len(sent), refused)
        if name == releases[0]:
            assert read_all(who, path, "limit=997&match[version]=all") == sent
    chains = {one: sorted(version for _, version in versions) for one, versions in groupby(sorted(kept), key=lambda key: key[0])}
    assert sum(len(versions) > 1 for versions in chains.values()) > 50
    for query, chosen in (
        ("match[version]=all", lambda versions: versions),
        ("match[version]=last", lambda versions: versions[-1:]),
        ("match[version]=first", lambda versions: versions[:1]),
        ("match[version]=first,last", lambda versions: versions[:1] + versions[-1:]),
    ):
        expected = {kept[one, version] for one, versions in chains.items() for version in chosen(versions)}
        got = read_all(who, path, f"limit=1000&{query}")
        assert set(got) == expected
        assert len(got) == len(expected)
    one, versions = max(chains.items(), key=lambda chain: len(chain[1]))
    assert who.get(f"{path}{one}/versions/")["versions"] == versions[::-1]
    for version in versions:
        assert read_all(who, path, f"match[id]={one}&match[version]={version}") == [kept[one, version]]
