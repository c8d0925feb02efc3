"""The square before the command line: every command over a played case. An operator reads no content and moves nothing.

The commands come from the command line itself; one that is added fails here until somebody has said how it is played.
"""

from collections.abc import Iterator
from typing import Final

import click
import pytest
from click.testing import CliRunner
from worlds.places import PASSPHRASE
from worlds.square import TRUSTS, cell, stand

from comity.desk.permissions import Verb
from comity.directory.officers import seal_officer_key
from comity.doors.cli import cli
from comity.doors.cli.commands import proof as proof_command
from comity.doors.cli.roof import Roof
from comity.records.models import Clock, Draft, DraftVersion, JournalAct, Message, Outbox, Request

SECRET: Final = "QUAY-LANTERN-7731"
CASE_TABLES: Final = (Request, Message, Draft, DraftVersion, Clock, Outbox)
# What is typed after the name of each command that takes a node. `{case}`, `{officer}` and `{folder}` are of the world.
PLAYED: Final = {
    "casefile verify": "{folder}/none.zip",
    "key signing": "--renew",
    "key tls": "",
    "key lock": "",
    "key secret": "{folder}/none/keys.secret",
    "key try-pin": "",
    "key where": "--check",
    "notice status": "",
    "notice test": "",
    "directory authority": "vn-mofa --en Ministry --vi Bo --role MFA",
    "directory address": "http://127.0.0.1:8411",
    "directory add": "{folder}/none.section",
    "directory age": "",
    "directory follow": "{folder} --fingerprint " + "ab" * 32,
    "directory refresh": "{folder}",
    "directory renew": "",
    "directory rotate": "",
    "directory revoke": "ab" * 32 + " --reason stolen",
    "directory export": "--to {folder}",
    "directory relay": "--none --alone",
    "directory show": "",
    "directory trust": "{folder}/none.json",
    "evidence carry": "",
    "evidence list": "",
    "evidence verify": "--mend",
    "fsck": "",
    "intel bundle list": "",
    "intel bundle propose": "nothing --for xr-poc --by {officer} --passphrase-stdin",
    "intel bundle read": "{folder}/none.bundle",
    "intel bundle show": "1",
    "intel bundle write": "1 {folder}/one.bundle",
    "intel set approve": "S-000001 --digest none --by {officer} --passphrase-stdin",
    "intel set list": "",
    "intel set propose": "nothing --for xr-poc --by {officer} --passphrase-stdin",
    "intel set recall": "S-000001 --reason RECALL-WRONG --by {officer} --passphrase-stdin",
    "intel set show": "S-000001",
    "intel client add": "feed --authority xr-poc",
    "intel client certificate": "nobody --fingerprint " + "ab" * 32,
    "intel client list": "",
    "intel client misp": "nobody --version 2.5.34",
    "intel client revoke": "nobody",
    "intel feed add": "one https://taxii.example/taxii2/ --collection a=nothing",
    "intel feed approve": "nothing --by {officer} --passphrase-stdin",
    "intel feed list": "",
    "intel feed pause": "nothing",
    "intel feed remove": "nothing",
    "intel feed resume": "nothing",
    "intel feed run": "nothing",
    "intel group add": "field-desk Desk",
    "intel group end": "nothing",
    "intel group list": "",
    "intel group put": "nothing authority:xr-poc",
    "intel group take": "nothing authority:xr-poc",
    "intel vocabulary drop": "1",
    "intel vocabulary list": "",
    "intel vocabulary load": "{folder}",
    "intel collection add": "Everything --alias everything --read anyone",
    "intel collection close": "nothing",
    "intel collection grant": "nothing read anyone",
    "intel collection list": "",
    "intel collection withdraw": "nothing read anyone",
    "key sealing": "--renew",
    "key show": "",
    "link": "",
    "backup": "{folder}/none/one.backup --without-keys",
    "witness go-on": "poc.xr.example --yes",
    "witness show": "",
    "quarantine lift": "--why lost --by {officer} --passphrase-stdin --yes",
    "quarantine show": "",
    "pouch pack": "poc.xr.example {folder}/one.pouch",
    "pouch take": "{folder}/none.pouch --answer {folder}/answer.pouch",
    "officer add": "xu.t@poc.vn.example --name X --role drafter --passphrase-stdin",
    "officer bind-certificate": "{officer} --fingerprint " + "ab" * 32,
    "officer bind-oidc": "{officer} --subject 1",
    "officer bindings": "{officer}",
    "officer clearance": "{officer} restricted",
    "officer country": "{officer} XR",
    "officer duty": "{officer} deputy",
    "officer free": "{officer}",
    "officer list": "",
    "officer mandate": "{officer} --role approver --from 2026-01-01",
    "officer reset-factor": "{officer} --yes",
    "officer role": "{officer} drafter approver",
    "officer unbind": "{officer} 1",
    "officer unit": "u1 --en Unit --vi Don-vi --of {officer}",
    "permission list": "--all",
    "proof approve-withheld": "{case} 1 --by {officer} --passphrase-stdin",
    "proof export": "{case} --by {officer} --passphrase-stdin",
    "proof withhold": "{case} act-2 --ground WH-PERSON --words why --by {officer} --passphrase-stdin",
    "register brief": "XR --out {folder}/brief.pdf",
    "register import": "{folder}/report.txt",
    "register export": "meetings",
    "register import-csv": "meetings {folder}/report.txt",
    "register kpi": "--out {folder}/kpi.pdf",
    "register list": "meetings",
    "register rejected": "R-000001",
    "reindex": "",
    "report transparency": "--from 2025-01-01 --to 2025-12-31",
}
# Commands that make, start or play a node, and those that only look at files or at the law: none has a case before it.
WITHOUT_A_CASE: Final = ("init", "run", "demo", "demo-player", "lab", "taxii-check", "treaty", "verify", "reading", "relay", "restore")

WITHOUT_A_NODE: Final = ("directory root ",)  # a folder that goes from one authority to the next


def commands(group: click.Group = cli, before: str = "") -> Iterator[str]:
    """Yield every command by its whole name."""
    for name in group.commands:
        below = group.commands[name]
        if isinstance(below, click.Group):
            yield from commands(below, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def node_commands():
    """Return the commands that load a node."""
    return sorted(name for name in commands() if not name.startswith(WITHOUT_A_NODE) and name.split()[0] not in WITHOUT_A_CASE)


@pytest.fixture
def typed(world, monkeypatch, tmp_path):
    """Type a command of the world's node in this process, at its moment."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(proof_command, "now", lambda: world.at)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))

    def run(name, said, *, given=""):
        words = said.format(case=world.case.reference, officer=world.both.officer_id, folder=tmp_path)
        return CliRunner().invoke(cli, [*name.split(), *words.split(), "--home", str(world.home.path)], input=given, obj=roof)

    return run


@pytest.fixture(autouse=True)
def _printed_by_nobody(monkeypatch):
    """The report beside a proof has tests of its own."""
    monkeypatch.setattr("comity.desk.proving.papers.print_reports", lambda *_, **__: b"%PDF-")


@pytest.fixture(autouse=True)
def _case(world):
    """A case with a secret in it, and a draft about it."""
    world.case = world.receive(case="XR-2026-000031")
    world.mine = world.send(values=world.fields(case_number=SECRET))
    world.draft(values=world.fields(case_number=SECRET))


def content():
    """Return every row that a case consists of."""
    return [list(model.objects.order_by("pk").values_list()) for model in CASE_TABLES]


@pytest.mark.parametrize("name", [one for one in node_commands() if one != "proof export"])
def test_no_command_shows_or_moves_a_case(world, typed, name):
    """Whatever it answers, also when it is refused: not a word of content, not a row of a case, and no traceback."""
    before = content()
    done = typed(name, PLAYED[name], given="a lantern on the quay\n")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert SECRET not in done.output
    assert content() == before


def test_every_command_is_played():
    """A command that somebody adds stands in the square, or the square is not whole."""
    assert set(node_commands()) == set(PLAYED)
    assert {name.split()[0] for name in commands()} == {name.split()[0] for name in PLAYED} | set(WITHOUT_A_CASE)


def sealed(world):
    """Let the officer of the cell have a key that the passphrase opens."""
    world.both.sealed_key = seal_officer_key(world.key(world.both), passphrase=PASSPHRASE)
    world.both.save()


@pytest.mark.parametrize("trust", TRUSTS, ids=lambda one: one.name)
def test_a_proof_is_exported_by_who_may(world, typed, trust):
    """Each role, no role, a mandate that ended, one outside the wall, one who left; refused before anything is made or written."""
    publish(world)
    sealed(world)
    with cell():
        stand(world, trust, world.both)
        before, files = content(), sorted(world.home.proofs.iterdir())
        entries = JournalAct.objects.count()
        done = typed("proof export", PLAYED["proof export"], given=f"{PASSPHRASE}\n")
        if trust.allows(Verb.EXPORT_PROOF):
            assert done.exit_code == 0, done.output
            newest = JournalAct.objects.latest("index")
            assert (newest.name, newest.actor) == ("proof.exported", world.both.officer_id)
        else:
            assert done.exit_code == 1, done.output
            assert done.output.startswith("comity: ")
            assert sorted(world.home.proofs.iterdir()) == files
            assert JournalAct.objects.count() == entries
        assert content() == before


def test_a_proof_needs_the_officer_who_exports_it(world, typed):
    """Without a name it is a usage error; with a wrong passphrase, or a case that is not there, nothing is made."""
    publish(world)
    sealed(world)
    assert typed("proof export", "{case}").exit_code == 2
    wrong = typed("proof export", PLAYED["proof export"], given="another sentence\n")
    assert (wrong.exit_code, "passphrase" in wrong.output.lower()) == (1, True)
    nothing = typed("proof export", "VN-2026-999999 --by {officer} --passphrase-stdin", given=f"{PASSPHRASE}\n")
    assert (nothing.exit_code, "no request VN-2026-999999" in nothing.output) == (1, True)
    assert list(world.home.proofs.iterdir()) == []
    assert not JournalAct.objects.filter(name="proof.exported").exists()


def publish(world):
    """Let the log's files hold every act."""
    from comity.courier.publishing import publish_log

    publish_log(world.home)
