"""`comity intel feed` as it is typed: a push by two officers with their passphrases, lists, refusals in a sentence."""

import json

import pytest
from click.testing import CliRunner
from worlds.places import PASSPHRASE
from worlds.taxii import RW

from comity.directory.officers import seal_officer_key
from comity.doors.cli import cli
from comity.doors.cli.roof import Roof
from comity.intel.feeds.actions import secret_file
from comity.intel.store.clients import add_client
from comity.intel.store.granting import add_collection
from comity.records.models import IntelFeed, JournalAct

URL = "https://taxii.example/taxii2/"
PAIR = f"{RW}=shared"


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command of the world's node in this process."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for officer in (world.drafter, world.approver):
        officer.sealed_key = seal_officer_key(world.key(officer), passphrase=PASSPHRASE)
        officer.save()
    add_collection("Shared", alias="shared", readers=("client:platform",), at=world.at)
    add_client("platform", programme="A platform", at=world.at)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))

    def run(*words, given=""):
        return CliRunner().invoke(cli, ["intel", "feed", *words, "--home", str(world.home.path)], input=given, obj=roof)

    return run


def test_a_push_is_proposed_by_one_and_approved_by_another(world, typed, monkeypatch):
    """Each types their passphrase; the password of the server is in a file of the node's keys, and in nothing that is printed or logged."""
    monkeypatch.setenv("COMITY_TAXII_SECRET", "a horse over there")
    words = ("add", "out", URL, "--direction", "push", "--collection", PAIR, "--client", "platform", "--user", "us")
    assert typed(*words).exit_code == 2
    by = ("--by", world.drafter.officer_id, "--passphrase-stdin")
    assert typed(*words, *by, given="wrong\n").exit_code == 1
    assert not IntelFeed.objects.exists()
    proposed = typed(*words, *by, given=f"{PASSPHRASE}\n")
    assert (proposed.exit_code, "another officer approves it" in proposed.output) == (0, True), proposed.output
    assert secret_file("out").read_text() == "a horse over there\n"
    assert typed("run", "out").exit_code == 1
    approved = typed("approve", "out", "--by", world.approver.officer_id, "--passphrase-stdin", given=f"{PASSPHRASE}\n")
    assert approved.exit_code == 0, approved.output
    (one,) = json.loads(typed("list", "--json").output)
    assert (one["direction"], one["state"], one["collections"][0]["remote"]) == ("push", "active", RW)
    assert typed("pause", "out").exit_code == typed("resume", "out").exit_code == typed("remove", "out").exit_code == 0
    assert not secret_file("out").exists()
    said = proposed.output + approved.output + typed("list").output + str(list(JournalAct.objects.values_list("facts")))
    assert "horse" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "one", "http://taxii.example/", "--collection", PAIR), "does not begin with https"),
        (("add", "One", URL, "--collection", PAIR), "One is no name"),
        (("add", "one", URL, "--collection", f"{RW}=nowhere"), "no collection nowhere"),
        (("add", "one", URL, "--collection", PAIR, "--every", "0"), "minutes from 1"),
        (("add", "one", URL, "--collection", PAIR, "--owner", "xr-nobody"), "xr-nobody"),
        (("pause", "one"), "There is no feed one."),
        (("run", "one"), "There is no feed one."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(typed, words, said):
    """What, and what now; nothing is kept."""
    done = typed(*words)
    assert done.exit_code == 1
    assert said in done.output
    assert not IntelFeed.objects.exists()
