"""`comity intel bundle` as it is typed: two officers with their passphrases, one file, and a reader who is told what is the matter."""

import json

import pytest
from click.testing import CliRunner
from programs import indicator
from worlds.places import PASSPHRASE, THEIR_APPROVER, THERE, sealing, signing

from comity.directory.officers import seal_officer_key
from comity.doors.cli import cli
from comity.doors.cli.roof import Roof
from comity.intel.policy import Principal
from comity.intel.store.granting import add_collection, holdings_of
from comity.intel.store.ingesting import add_objects, look_at_all
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.seal.closed import open_file
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId
from comity.wire.bundle import HEADER_TYPE, MAX_FILE, BundleHeader, print_bundle, print_content, print_header

OURS = AuthorityId("vn-poc")


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command of the world's node in this process; its collection has two objects, which Ruritania's CERT may see."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for officer in (world.drafter, world.approver):
        officer.sealed_key = seal_officer_key(world.key(officer), passphrase=PASSPHRASE)
        officer.save()
    both = (f"authority:{OURS}", "authority:xr-cert")
    add_collection("Shared", alias="shared", readers=both, writers=both, at=world.at)
    principal = Principal(authority=OURS, country=OURS.country)
    holding = holdings_of(principal)["shared"]
    looked = look_at_all([json.dumps(indicator(number)).encode() for number in (1, 2)], checks="head")
    source = Source("officer", world.drafter.officer_id, str(OURS))
    add_objects(looked, to=holding.target, giver=holding.giver(OURS), source=source, reader=Reader(principal), at=world.at)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))
    monkeypatch.setattr("comity.doors.cli.commands.intel_bundle.now", lambda: world.at)

    def run(*words, given=f"{PASSPHRASE}\n"):
        said = ["intel", "bundle", *map(str, words), "--home", str(world.home.path)]
        return CliRunner().invoke(cli, said, input=given, obj=roof)

    return run


def test_a_bundle_is_proposed_shown_approved_and_written(world, typed, tmp_path):
    """Each officer types their passphrase; nothing is written over a file; a copy is the same file, and needs nobody."""
    file, copy = tmp_path / "one.bundle", tmp_path / "copy.bundle"
    drafter, approver = (("--by", one.officer_id, "--passphrase-stdin") for one in (world.drafter, world.approver))
    assert typed("propose", "shared", "--for", "xr-cert", *drafter, given="wrong\n").exit_code == 1
    proposed = typed("propose", "shared", "--for", "xr-cert", *drafter)
    assert (proposed.exit_code, "Another officer looks at it" in proposed.output) == (0, True), proposed.output
    (one,) = json.loads(typed("list", "--json").output)
    assert (one["state"], one["number"], one["after"], one["objects"]) == ("proposed", 1, 0, 2)
    shown = typed("show", one["bundle"])
    assert all(f"number {number}" in shown.output for number in (1, 2))
    assert typed("write", one["bundle"], file).exit_code == 2
    assert typed("write", one["bundle"], file, *drafter).exit_code == 1
    assert not file.exists()
    written = typed("write", one["bundle"], file, *approver)
    assert (written.exit_code, "signed, and sealed for their node" in written.output) == (0, True), written.output
    assert typed("write", one["bundle"], file).exit_code == 2
    assert typed("write", one["bundle"], copy).exit_code == 0
    theirs = {"node": THERE, "sealing_keys": {sealing(THERE).public.key_id: sealing(THERE)}, "most": MAX_FILE}
    assert open_file(copy.read_bytes(), **theirs) == open_file(file.read_bytes(), **theirs)
    assert b"indicator" not in file.read_bytes()
    told = json.loads(typed("show", one["bundle"], "--json").output)
    assert (told["state"], told["approved_by"], len(told["items"])) == ("written", world.approver.officer_id, 2)
    none = typed("propose", "shared", "--for", "xr-cert", *drafter)
    assert (none.exit_code, "has not got yet" in none.output) == (1, True)
    read = typed("read", file)
    assert (read.exit_code, "not addressed to poc.vn.example" in read.output) == (1, True)
    file.write_bytes(b"COMITY1B")
    assert typed("read", file).exit_code == 1


def test_a_reader_is_told_what_came_and_what_is_missing(world, typed, tmp_path):
    """The third without the second: refused with what to ask for, then read with the gap; again, and nothing changes."""
    content = print_content([json.dumps(indicator(3)).encode(), b"{}"], [])
    header = BundleHeader(
        node=THERE,
        authority=AuthorityId("xr-cert"),
        to=OURS,
        collection="0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0",
        title="Theirs",
        number=3,
        after=2,
        previous=Digest.of(b"two"),
        made=world.at,
        first=world.at,
        last=world.at,
        objects=2,
        removed=0,
        content=Digest.of(content),
        more=True,
    )
    file = tmp_path / "three.bundle"
    statement = sign_statement(print_header(header), payload_type=HEADER_TYPE, keys=[signing(THERE), signing(THEIR_APPROVER)])
    file.write_bytes(print_bundle(statement, content))
    gap = typed("read", file)
    assert gap.exit_code == 1
    assert "Before bundle 3 of xr-cert these were not read: 1, 2." in gap.output
    assert "ask for a bundle after number 0" in gap.output
    done = typed("read", file, "--with-gap")
    assert done.exit_code == 0, done.output
    for words in ("is read into the collection", "Added: 1. Taken out: 0. Refused: 1.", "Still missing: 1, 2.", "another bundle follows"):
        assert words in done.output
    again = typed("read", file)
    assert (again.exit_code, "was read before; nothing was changed" in again.output) == (0, True)
    assert json.loads(typed("read", file, "--json").output)["fresh"] is False
