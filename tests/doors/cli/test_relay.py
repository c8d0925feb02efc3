"""`comity relay` and `comity directory relay` as operators type them: a relay is made, told whom it serves, and named by a country."""

import json

import pytest
from click.testing import CliRunner
from worlds.places import HERE, THERE, signing
from worlds.relay import name_in_sections

from comity.courier.relay.folder import read_relay
from comity.directory.book import book
from comity.directory.founding import own_section_path
from comity.directory.relays import parse_card
from comity.doors.cli import cli
from comity.doors.cli.commands import directory as directory_command
from comity.doors.cli.roof import Roof
from comity.records.models import JournalAct, Line, RelayHold

NAME = "relay.un.example"


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command; return what it printed, and its status."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(directory_command, "now", lambda: world.at)
    ran = []
    roof = Roof(boot=lambda _: world.home, run=lambda path: ran.append(path) or 0, program=("comity",))

    def run(*words, given=""):
        done = CliRunner().invoke(cli, list(map(str, words)), input=given, obj=roof)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        return done.output, done.exit_code

    run.ran = ran
    return run


@pytest.fixture
def made(typed, tmp_path):
    """A relay, made by its command: its folder, and what the command said."""
    folder = tmp_path / "relay"
    said, status = typed(
        "relay", "init", NAME, "--home", folder, "--listen", "127.0.0.1:8421", "--endpoint", "http://127.0.0.1:8421", "--json"
    )
    assert status == 0, said
    return folder, json.loads(said)


def test_a_relay_is_made_once_serves_whom_it_was_told_and_shows_nothing_else(made, typed, world, tmp_path):
    """Its settings are read back; a country's key is compared before its nodes are served."""
    folder, told = made
    assert read_relay(folder).endpoint == "http://127.0.0.1:8421"
    assert typed("relay", "init", NAME, "--home", folder)[1] == 1
    typed("directory", "export", "--home", world.home.path, "--to", tmp_path)
    section, trust = tmp_path / "VN.section", tmp_path / "VN.trust.json"
    assert typed("relay", "admit", section, "--home", folder)[1] == 1  # nobody pinned its key
    wrong = typed("relay", "admit", section, "--trust", trust, "--fingerprint", "00", "--home", folder)
    assert (wrong[1], "not the one given" in wrong[0]) == (1, True)
    fingerprint = str(signing("VN").public.key_id)
    said, status = typed("relay", "admit", section, "--trust", trust, "--fingerprint", fingerprint, "--home", folder, "--json")
    assert (status, json.loads(said)["nodes"]) == (0, [str(HERE)])
    assert "now at version" in typed("relay", "admit", section, "--home", folder)[0]
    shown = json.loads(typed("relay", "show", "--home", folder, "--json")[0])
    assert (shown["nodes"], shown["things"], shown["bytes"], shown["relay"]) == ([str(HERE)], 0, 0, told["relay"])
    assert "holds 0 things, 0 bytes" in typed("relay", "show", "--home", folder)[0]
    assert typed("relay", "run", "--home", folder)[1] == 0
    assert typed.ran == [folder]
    for wrong_setting in ("what = 1\n", "[caps]\ngiver_mib = 0\n"):
        (folder / "relay.toml").write_text((folder / "relay.toml").read_text().split("[caps]")[0] + wrong_setting)
        assert typed("relay", "show", "--home", folder)[1] == 1
    assert typed("relay", "run", "--home", tmp_path)[1] == 1


def test_a_country_names_the_relay_of_this_node_and_takes_it_away_again(made, typed, world):
    """Once its fingerprint was compared; in a new version of the section, with a leaf; with or without an address of the node."""
    _, told = made
    card, home = told["card"], ("--home", world.home.path)
    assert typed("directory", "relay", *home)[1] == 2
    assert typed("directory", "relay", card, "--fingerprint", "00", *home)[1] == 1
    asked, status = typed("directory", "relay", card, *home, given="n\n")
    assert (status, "operator read out the same" in asked) == (1, True)
    before = book(world.home).version(world.home.country)
    said, status = typed("directory", "relay", card, "--alone", "--fingerprint", told["fingerprint"], *home)
    assert status == 0, said
    node = book(world.home).node(HERE)
    assert (str(node.relay.id), node.endpoint, book(world.home).version(world.home.country)) == (NAME, "", before + 1)
    assert JournalAct.objects.latest("index").name == "relay.named"
    assert f"over the relay {NAME}" in typed("directory", "show", *home)[0]
    assert own_section_path(world.home).exists()
    assert typed("directory", "relay", "--none", "--json", *home)[1] == 0
    node = book(world.home).node(HERE)
    assert (node.relay, node.endpoint) == (None, f"http://{world.home.peers}")


def test_a_relay_speaks_tls_by_itself_and_a_node_without_a_key_cannot_name_it(typed, world, tmp_path):
    """Its card has the certificate, under its signature; who could not show a key there is told how to make one."""
    folder = tmp_path / "secret"
    told = json.loads(typed("relay", "init", NAME, "--home", folder, "--json")[0])
    assert read_relay(folder).endpoint == "https://127.0.0.1:8421"
    assert (folder / "keys" / "tls.pem").stat().st_mode & 0o077 == 0
    (shown,) = parse_card((folder / f"{NAME}.relay.json").read_bytes()).tls
    assert shown.key.name == NAME
    said, status = typed("directory", "relay", told["card"], "--fingerprint", told["fingerprint"], "--home", world.home.path)
    assert (status, "comity key tls" in said) == (1, True)
    assert typed("relay", "init", NAME, "--home", tmp_path / "odd", "--endpoint", "ftp://x:1")[1] == 1


def test_the_line_says_in_words_what_goes_over_the_relay(typed, world, tmp_path):
    """Where no line leads, and where one may yet die; what it holds, that this is no receipt, and since when it is away."""
    from worlds.relay import RelayWorld

    name_in_sections(world, RelayWorld(tmp_path / "relay").entry, of=(THERE,))
    row = world.outbox(world.send())
    RelayHold.objects.create(peer=str(THERE), env_id=row.env_id, relay=NAME, sealed=b"x", at=world.at)
    Line.objects.create(peer=NAME, down_since=world.at, last_fault="timeout")
    said, status = typed("link", "--home", world.home.path)
    assert status == 0
    for words in (
        "no address",
        "no line leads to it",
        f"what is due goes over the relay {NAME}",
        "the relay holds 1 of these",
        "none counts as received",
        f"the relay is not reached since {world.at.datetime():%Y-%m-%d %H:%M:%S} UTC: it did not answer in time",
    ):
        assert words in said, said
    told = {line["peer"]: line["relay"] for line in json.loads(typed("link", "--home", world.home.path, "--json")[0])["lines"]}
    assert told[str(THERE)] == {
        "name": NAME,
        "endpoint": f"http://{NAME}",
        "used": True,
        "held": 1,
        "down_since": str(world.at),
        "fault": "timeout",
    }
    name_in_sections(world, RelayWorld(tmp_path / "other").entry, of=(THERE,), alone=False)
    assert "should the line stay dead" in typed("link", "--home", world.home.path)[0]
