"""Repositories that must not be taken over: rolled back, frozen, mixed up, signed by too few or by half, or speaking for others."""

import json
import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from tuf.api.metadata import DelegatedRole, Metadata, Root, Targets
from worlds.places import AT, found, sections, signing
from worlds.signed_directory import OF_XR, ROOT, TH, XR, card, cards, files_of, made

from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.freshness import BadSeen, read_seen, seen_file
from comity.directory.home import read_home
from comity.directory.repository import making
from comity.directory.repository.making import admit_country, change_root, found_repository, publish_country, release
from comity.directory.repository.packing import opened
from comity.directory.repository.refusals import (
    BadRepository,
    HistoryRewritten,
    MixedUp,
    NotYours,
    OverdueRole,
    RolledBack,
    TooFewAuthorities,
)
from comity.directory.repository.taking import begin_following, keep, read_repository
from comity.seal.tufkeys import tuf_keys, tuf_signers
from comity.terms.identifiers import AuthorityId
from comity.terms.refusals import Refused

LATER = AT + timedelta(hours=1)


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """A node that follows a repository, made once."""
    folder = tmp_path_factory.mktemp("stood")
    home, repository, fingerprint = made(folder)
    begin_following(home, repository, fingerprint=fingerprint)
    keep(read_repository(home, repository, at=AT), home=home)
    return folder


@pytest.fixture
def world(stood, tmp_path):
    """A copy for each test."""
    shutil.copytree(stood, tmp_path / "w")
    return read_home(tmp_path / "w" / "home"), tmp_path / "w" / "repository"


def refused(home, repository, kind, *, at=LATER):
    """Take it over: it is refused, and the node is left as it was. Return what was said."""
    before = {file: file.read_bytes() for file in sorted(home.path.rglob("*")) if file.is_file() and "repository.new" not in file.parts}
    with pytest.raises(kind) as caught:
        read_repository(home, repository, at=at)
    after = {file: file.read_bytes() for file in sorted(home.path.rglob("*")) if file.is_file() and "repository.new" not in file.parts}
    assert after == before
    return str(caught.value)


def newer(tmp_path, repository, *, version=4, at=AT):
    """Have XR publish a newer section."""
    if not (tmp_path / "xr").exists():
        (tmp_path / "xr").mkdir()
        found(tmp_path / "xr")
    theirs = read_home(next(file.parent for file in (tmp_path / "xr").rglob("node.toml")))
    write_section(theirs, replace(sections()[XR], version=version), country=signing("XR"))
    publish_country(repository, **files_of(theirs, XR), keys=[signing(one) for one in OF_XR], at=at)
    release(repository, keys=[signing("un-oda")], at=at)


def rewrite(file, kind, change, *, by=()):
    """Change a list and sign it again with the keys of `by`, as a thief of those would."""
    metadata = Metadata[kind].from_bytes(file.read_bytes())
    change(metadata)
    metadata.signatures.clear()
    for authority in by:
        for signer in tuf_signers(signing(authority), holder=AuthorityId(authority)):
            metadata.sign(signer, append=True)
    file.write_bytes(metadata.to_bytes())


# -- old and frozen -------------------------------------------------------------------------------


def test_rolled_back(world, tmp_path):
    """The copy of last month after that of today: the timestamp goes back."""
    home, repository = world
    shutil.copytree(repository, tmp_path / "old")
    newer(tmp_path, repository)
    keep(read_repository(home, repository, at=LATER), home=home)
    refused(home, tmp_path / "old", RolledBack)
    assert book(home).version(XR) == 4


def test_one_country_rolled_back(world, tmp_path):
    """A new list with an old file: all of TUF's versions go on, the section's does not."""
    home, repository = world
    newer(tmp_path, repository)
    keep(read_repository(home, repository, at=LATER), home=home)
    newer(tmp_path, repository, version=3)
    assert "XR 3 < 4" in refused(home, repository, RolledBack)


def test_frozen(world):
    """Nobody signed for 30 days that it is the newest: it is not taken any more, as if it were held back."""
    home, repository = world
    assert "timestamp" in refused(home, repository, OverdueRole, at=AT + timedelta(days=31))


@pytest.mark.parametrize(("days", "role"), [(61, "snapshot"), (366, "root")])
def test_an_expired_role(world, days, role, monkeypatch):
    """Each has its time; whoever holds the key of the timestamp alone cannot keep the rest alive."""
    home, repository = world
    at = AT + timedelta(days=days)
    if role == "snapshot":
        monkeypatch.setattr(making.layout, "SNAPSHOT_LIFE", timedelta(days=-1))
    release(repository, keys=[signing("un-oda")], at=at)
    assert role in refused(home, repository, OverdueRole, at=at)


def test_a_timestamp_for_years(world, monkeypatch):
    """A keeper that signs far ahead would hide that it is held back."""
    home, repository = world
    monkeypatch.setattr(making.layout, "TIMESTAMP_LIFE", timedelta(days=3000))
    release(repository, keys=[signing("un-oda")], at=AT)
    monkeypatch.undo()
    assert "the time of timestamp" in refused(home, repository, BadRepository)


# -- parts that do not belong together ------------------------------------------------------------


def test_mix_and_match(world, tmp_path):
    """The list of one moment beside those of another."""
    home, repository = world
    newer(tmp_path, repository)
    metadata = repository / "metadata"
    shutil.copy(metadata / "1.XR.json", metadata / "2.XR.json")
    refused(home, repository, MixedUp)


def test_another_section_under_the_same_digest(world, tmp_path):
    """A file that is not the one that was signed for."""
    home, repository = world
    newer(tmp_path, repository)
    for file in (repository / "targets" / "XR").glob("*.section"):
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    refused(home, repository, (MixedUp, BadRepository))


def test_a_missing_file(world, tmp_path):
    """A part that nobody brought."""
    home, repository = world
    newer(tmp_path, repository)
    (repository / "metadata" / "2.XR.json").unlink()
    assert "missing" in refused(home, repository, BadRepository)


def test_any_flipped_byte_of_a_list(world, tmp_path):
    """Whatever is changed in what a node reads, it is refused or says the same."""
    home, repository = world
    newer(tmp_path, repository)
    for file in ("timestamp.json", "4.snapshot.json", "2.XR.json"):
        path = next((repository / "metadata").glob(f"*{file}"))
        whole = path.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 2)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(Refused):
                read_repository(home, repository, at=LATER)
        path.write_bytes(whole)
    read_repository(home, repository, at=LATER)


# -- who signed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("family", [0, 1])
def test_one_family_is_missing(world, family):
    """As many signatures as TUF counts, all of one algorithm: broken tomorrow, it would be nothing."""
    home, repository = world
    # Of three authorities that sign the root by two (four keys of six), three halves of one family and one of the other.
    file = repository / "metadata" / "3.targets.json"
    metadata = Metadata[Targets].from_bytes(file.read_bytes())
    metadata.signatures.clear()
    halves = [(one, family) for one in ROOT] + [(ROOT[0], 1 - family)]
    for authority, half in halves:
        metadata.sign(tuf_signers(signing(authority), holder=AuthorityId(authority))[half], append=True)
    file.write_bytes(metadata.to_bytes())
    # The snapshot names the list by its digest: signed anew by its keeper, who is a thief here.
    _snapshot_again(repository)
    assert "1 of the authorities" in refused(home, repository, TooFewAuthorities)


def _snapshot_again(repository):
    """Sign a snapshot and a timestamp over what lies there, without looking at it, as a stolen keeper's key would."""
    real, making.require_authorities = making.require_authorities, lambda *_, **__: ()
    try:
        assert release(repository, keys=[signing("un-oda")], at=AT)
    finally:
        making.require_authorities = real


def test_one_authority_twice_is_one(world):
    """Two pairs of keys under one name are refused, whatever they sign."""
    _, repository = world
    twice = [card("xr-cert"), replace(card("xr-cert"), key=signing("another").public)]
    with pytest.raises(BadRepository, match="exactly one key of each family"):
        admit_country(repository, XR, cards=twice, need=2, keys=[], at=AT)


def test_one_key_under_two_names(tmp_path):
    """The same key twice would count twice."""
    both = [card("un-oda"), replace(card("vn-mps"), key=signing("un-oda").public)]
    with pytest.raises(BadRepository):
        found_repository(tmp_path / "r", cards=both, need=2, keepers=both, keys=[], at=AT)


def test_a_key_under_an_identifier_that_is_not_its_own(world):
    """TUF leaves the identifier open; two for one key would be two signatures."""
    home, repository = world

    def double(metadata):
        root = metadata.signed
        root.version = 2
        key = tuf_keys(signing("un-oda").public, holder=AuthorityId("un-oda"))[0]
        root.keys["ab" * 32] = type(key)("ab" * 32, key.keytype, key.scheme, key.keyval, key.unrecognized_fields)
        root.roles["root"].keyids.append("ab" * 32)

    path = repository / "metadata" / "2.root.json"
    shutil.copy(repository / "metadata" / "1.root.json", path)
    rewrite(path, Root, double, by=ROOT)
    assert "identifier is not its own" in refused(home, repository, BadRepository)


@pytest.mark.parametrize("need", [0, 3, 40])
def test_a_threshold_that_cannot_be(world, need):
    """None, or more than there are."""
    _, repository = world
    with pytest.raises((BadRepository, ValueError)):
        admit_country(repository, XR, cards=cards(OF_XR), need=need, keys=[], at=AT)


def test_an_odd_threshold(world):
    """Half an authority."""
    home, repository = world

    def odd(metadata):
        metadata.signed.version = 2
        metadata.signed.roles["root"].threshold = 3

    path = repository / "metadata" / "2.root.json"
    shutil.copy(repository / "metadata" / "1.root.json", path)
    rewrite(path, Root, odd, by=ROOT)
    assert "threshold" in refused(home, repository, BadRepository)


def test_a_root_by_one_of_two(world):
    """TUF itself counts too few keys."""
    home, repository = world
    path = repository / "metadata" / "2.root.json"
    shutil.copy(repository / "metadata" / "1.root.json", path)
    rewrite(path, Root, lambda metadata: setattr(metadata.signed, "version", 2), by=ROOT[:1])
    refused(home, repository, TooFewAuthorities)


def test_a_new_root_that_the_old_ones_did_not_sign(world):
    """Who comes does not come by itself."""
    home, repository = world
    change_root(repository, cards=cards(OF_XR), need=2, keepers=cards(OF_XR), keys=[signing(one) for one in OF_XR], at=AT)
    assert not (repository / "metadata" / "2.root.json").exists()
    shutil.copy(repository / "staged" / "root.json", repository / "metadata" / "2.root.json")
    refused(home, repository, TooFewAuthorities)


# -- for whom -------------------------------------------------------------------------------------


def test_an_authority_of_another_country_signs_for_this_one(world):
    """Only a country's own authorities name its nodes."""
    _, repository = world
    with pytest.raises(BadRepository, match="another country signs for XR"):
        admit_country(repository, XR, cards=[card("xr-cert"), card("th-poc")], need=2, keys=[], at=AT)


def test_a_delegation_that_names_files_of_others(world, tmp_path):
    """The root's authorities, all of them, let XR name TH's files: a node does not follow."""
    home, repository = world

    def widen(metadata):
        metadata.signed.version = 4
        role = metadata.signed.delegations.roles["XR"]
        metadata.signed.delegations.roles["XR"] = DelegatedRole("XR", role.keyids, role.threshold, terminating=True, paths=["XR/*", "TH/*"])

    path = repository / "metadata" / "4.targets.json"
    shutil.copy(repository / "metadata" / "3.targets.json", path)
    rewrite(path, Targets, widen, by=ROOT)
    with pytest.raises(BadRepository, match="names files of others"):
        release(repository, keys=[signing("un-oda")], at=AT)
    real, making.delegated_countries = making.delegated_countries, lambda _: {XR: None, TH: None}
    try:
        release(repository, keys=[signing("un-oda")], at=AT)
    finally:
        making.delegated_countries = real
    assert "files of others" in refused(home, repository, BadRepository)


def test_the_section_of_another_country(world, tmp_path):
    """XR's authorities publish TH's file as theirs."""
    home, repository = world
    trust = files_of(home, XR)["trust"]
    with pytest.raises(Refused):
        publish_country(repository, section=files_of(home, TH)["section"], trust=trust, keys=[signing(one) for one in OF_XR], at=AT)
    with pytest.raises(NotYours):
        publish_country(repository, **files_of(home, TH), keys=[signing("xr-cert")], at=AT)


# -- the log of changes ---------------------------------------------------------------------------


def test_a_change_taken_out_of_the_log(world, tmp_path):
    """The keeper signs for a shorter history: the node knows the longer one."""
    home, repository = world
    lines = (repository / "changes").read_bytes().splitlines(keepends=True)
    (repository / "changes").write_bytes(b"".join(lines[:2] + lines[3:]))
    newer(tmp_path, repository)
    assert "first 6 entries" in refused(home, repository, HistoryRewritten)


def test_a_list_that_stands_in_no_log(world, tmp_path):
    """What counts was told to everybody."""
    home, repository = world
    newer(tmp_path, repository)
    lines = (repository / "changes").read_bytes().splitlines(keepends=True)
    (repository / "changes").write_bytes(b"".join(lines[:-1]))
    release(repository, keys=[signing("un-oda")], at=AT)
    assert "XR 2 does not stand in it" in refused(home, repository, HistoryRewritten)


def test_a_log_that_the_snapshot_does_not_sign(world):
    """Or that is no log at all."""
    home, repository = world
    whole = (repository / "changes").read_bytes()
    (repository / "changes").write_bytes(whole + whole[:-1].rpartition(b"\n")[2] + b"\n")
    refused(home, repository, HistoryRewritten)
    (repository / "changes").write_bytes(whole[:-1])
    refused(home, repository, BadRepository)


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../node.toml", "/etc/x", "metadata/../../x", "staged/x.json", "metadata", "metadata\\x", "metadata//x"])
def test_a_packed_file_that_leads_elsewhere(tmp_path, name):
    """Nothing is written outside the folder that is made for it."""
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(BadRepository), opened(tmp_path / "bad.zip"):
        pass


def test_no_archive_and_a_bomb(tmp_path, monkeypatch):
    """What is no archive, and what is far larger than it says."""
    (tmp_path / "bad.zip").write_bytes(b"PK\3\4 nothing")
    with pytest.raises(BadRepository), opened(tmp_path / "bad.zip"):
        pass
    monkeypatch.setattr("comity.directory.repository.packing.LARGEST", 10)
    with zipfile.ZipFile(tmp_path / "large.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata/x", b"0" * 1000)
    with pytest.raises(Refused, match="1000 bytes"), opened(tmp_path / "large.zip"):
        pass


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"fingerprint": 1}'])
def test_what_was_seen_cannot_be_read(world, text):
    """A node that does not know what it saw says so, and approves nothing."""
    home, _ = world
    seen_file(home.path / "repository").write_text(text)
    with pytest.raises(BadSeen):
        read_seen(home)


def test_json_that_is_no_list(world):
    """Anything else in the place of a list."""
    home, repository = world
    for data in (b"", b"[]", b"{}", json.dumps({"signed": {"_type": "timestamp"}, "signatures": []}).encode()):
        (repository / "metadata" / "timestamp.json").write_bytes(data)
        refused(home, repository, BadRepository)
