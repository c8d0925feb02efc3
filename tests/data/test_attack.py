"""ATT&CK, both domains and releases, byte for byte: by the full rules through the TAXII server, and by hand to another node."""

from collections import defaultdict
from pathlib import Path

import msgspec
import pytest
from programs import collection, program
from worlds.byhand import Giving, held, move_over_there
from worlds.sets import Giver, Line, their_sets

from comity.intel.carrying.reading import read_bundle_file
from comity.intel.sets.keeping import ledger_of
from comity.terms.markings import Tlp
from comity.wire.stix import read_bundle, read_envelope, read_head, validate

pytestmark = pytest.mark.data

RELEASES = (("ics-attack-17.1", "ics-attack-18.1"), ("mobile-attack-14.1", "mobile-attack-17.1"))
# What the full rules refuse of ATT&CK, and why: it was modified, it says, nine minutes before it was created.
AGAINST_THE_RULES = {"relationship--f825f5ea-3815-431f-b005-4c01b8b2fed9": "before"}


class Releases:
    """Two releases of a domain, as they stand in the files, and what is kept of them: the first content of each version."""

    def __init__(self, folder: Path, names: tuple[str, str]) -> None:
        """Read them."""
        self.sent = [[bytes(one) for one in read_bundle((folder / "attack" / f"{name}.json").read_bytes(), most=2**24)] for name in names]
        self.kept: dict[tuple[str, str], bytes] = {}
        self.clashes: list[set[str]] = []
        for release in self.sent:
            clashes = set()
            for raw in release:
                told = msgspec.json.decode(raw)
                key = (told["id"], told.get("modified", told.get("created")))
                if msgspec.json.decode(self.kept.setdefault(key, raw)) != told:
                    clashes.add(told["id"])
            self.clashes.append(clashes)


@pytest.fixture(params=RELEASES, ids=("ics", "mobile"))
def releases(request: pytest.FixtureRequest, large_data: Path) -> Releases:
    """A domain."""
    return Releases(large_data, request.param)


def pages(who, path: str, query: str) -> list[bytes]:
    """Return the bodies of all pages."""
    got, following = [], ""
    while True:
        page = who.get(path, f"{query}{following}")
        assert page.status == 200
        got.append(page.body)
        told = msgspec.json.decode(page.body)
        if not told.get("more"):
            return got
        following = f"&next={told['next']}"


def objects(who, path: str, query: str) -> list[bytes]:
    """Return the objects of all pages, as bytes."""
    return [bytes(one) for body in pages(who, path, query) for one in read_envelope(body, most=2**25)]


def test_the_full_rules_refuse_what_is_against_them_and_keep_the_rest(world, releases: Releases) -> None:
    """In the order of the files; manifest, versions and objects tell the same; each filter by version chooses what a few lines would."""
    home = collection("attack", at=world.at, unmarked=Tlp.CLEAR, checks="full")
    who = program("attack", at=world.at)
    for sent, clashes in zip(releases.sent, releases.clashes, strict=True):
        bad = {read_head(raw).id: {fault.code for fault in validate(raw)} for raw in sent if validate(raw)}
        assert bad == {one: {AGAINST_THE_RULES[one]} for one in bad}
        done = who.post(f"{home}objects/", b'{"objects":[' + b",".join(sent) + b"]}")
        assert {one["id"] for one in done.json.get("failures", ())} == clashes | set(bad)
        for one in bad:
            releases.kept = {key: raw for key, raw in releases.kept.items() if key[0] != one or not validate(raw)}
    kept = releases.kept
    got = objects(who, f"{home}objects/", "limit=997&match[version]=all")
    assert got == list(kept.values())
    listed = pages(who, f"{home}manifest/", "limit=1000&match[version]=all")
    manifest = [one for body in listed for one in msgspec.json.decode(body)["objects"]]
    assert [(one["id"], one["version"]) for one in manifest] == list(kept)
    dates = [one["date_added"] for one in manifest]
    assert dates == sorted(set(dates))
    chains: dict[str, list[str]] = defaultdict(list)
    for id_, version in sorted(kept):
        chains[id_].append(version)
    long = [one for one, versions in chains.items() if len(versions) > 1]
    assert len(long) > 50
    for one in long[:: len(long) // 25]:
        versions = chains[one]
        assert who.get(f"{home}objects/{one}/versions/")["versions"] == versions[::-1]
        for query, chosen in (
            ("", versions[-1:]),
            ("match[version]=first", versions[:1]),
            (f"match[version]={versions[0]}", versions[:1]),
            (f"match[version]={versions[0]},last", versions[:1] + versions[-1:]),
            (f"match[version]=first,{versions[-1]},{versions[0]}", versions[:1] + versions[-1:]),
            ("match[version]=2001-01-01T00:00:00.000Z", []),
        ):
            found = objects(who, f"{home}objects/{one}/", query)
            assert found == [kept[one, version] for version in sorted(set(chosen), key=lambda version: list(kept).index((one, version)))]
    middle = manifest[len(manifest) // 2]["date_added"]
    after = objects(who, f"{home}objects/", f"match[version]=all&added_after={middle}")
    assert after == list(kept.values())[len(manifest) // 2 + 1 :]


def test_it_goes_by_hand_to_another_node(world, releases: Releases, tmp_path, monkeypatch) -> None:
    """A bundle for each release; what is there at the other end are the bytes of the files, in their order."""
    giving = Giving(world, unmarked=Tlp.CLEAR)
    carried = []
    for sent in releases.sent:
        giving.put(*sent)
        carried.append(giving.bundle())
    move_over_there(world, tmp_path / "there", monkeypatch)
    done = [read_bundle_file(data, at=world.at) for data in carried]
    assert [one.refused for one in done] == [[], []]
    assert held(world.at) == list(releases.kept.values())


def test_it_goes_from_node_to_node(world, releases: Releases, tmp_path, monkeypatch) -> None:
    """A set for each release, in a file beside its act; what is there are the bytes of the files, and each object is answered."""
    giver = Giver(world, unmarked=Tlp.CLEAR)
    line = Line(world, tmp_path / "there", monkeypatch)
    for sent in releases.sent:
        giver.put(*sent)
        row = giver.give()
        assert row.files is None
    with line.there():
        theirs = their_sets()
        assert [one.state for one in theirs] == ["settled", "settled"]
        assert held(world.at, collection=theirs[0].collection.uuid) == list(releases.kept.values())
        said = line.said()
    for one in said:
        world.deliver(one)
    ledger = ledger_of(row.collection, row.authority)
    assert {entry.code for entry in ledger.values()} == {"SET-RECEIVED"}
    assert len(ledger) == len(set(releases.kept.values()))
