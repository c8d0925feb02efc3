"""Commands about a node, typed by an operator in processes of their own."""

import json
import stat

import pytest
from real_nodes import QUICK


@pytest.fixture(scope="module")
def homes(comity, tmp_path_factory):
    """Two nodes, as two operators make them, who know each other, with one officer; the keys of one are wrapped from the first moment."""
    folder = tmp_path_factory.mktemp("nodes")
    wrapped, clear = ("--keys-secret", folder / "vn.secret"), ("--keys-in-the-clear",)
    for country, port, kept, program in (("VN", 8431, wrapped, {}), ("TH", 8433, clear, {"program": QUICK})):
        low = country.lower()
        made = comity(
            "init",
            *("--home", folder / low, "--country", country, "--authority", f"{low}-poc", "--node", f"poc.{low}.example"),
            *("--name-en", "Contact Point", "--name-vi", "Đầu mối", "--zone", "Asia/Ho_Chi_Minh", "--json"),
            *("--web", f"127.0.0.1:{port}", "--peers", f"127.0.0.1:{port + 1}"),
            *kept,
            **program,
        )
        assert made.returncode == 0, made.stderr
        told = json.loads(made.stdout)
        assert (told["country"], told["keys_in_the_clear"]) == (country, kept is clear)
    return folder


def test_a_node_is_made_once(homes, comity):
    """A second init leaves the node alone; its keys are the account's own."""
    again = comity(
        "init",
        *("--home", homes / "vn", "--country", "VN", "--authority", "vn-poc", "--node", "poc.vn.example"),
        *("--name-en", "x", "--name-vi", "x", "--keys-secret", homes / "another"),
    )
    assert again.returncode == 1
    assert not (homes / "another").exists()
    assert "already holds a node" in again.stderr
    for file in (homes / "vn" / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "wrong",
    [
        ("--authority", "xr-poc"),
        ("--zone", "Nowhere/Land"),
        ("--web", "8401"),
        ("--language", "fr"),
    ],
)
def test_init_says_what_was_typed_wrongly(homes, comity, wrong):
    """A wrong word is a usage error, and nothing is made."""
    typed = {
        "--home": homes / "none",
        "--country": "VN",
        "--authority": "vn-poc",
        "--node": "poc.vn.example",
        "--name-en": "x",
        "--name-vi": "x",
        "--keys-secret": homes / "none.secret",
    } | {wrong[0]: wrong[1]}
    done = comity("init", *(word for pair in typed.items() for word in pair))
    assert done.returncode == 2, done.stderr
    assert not (homes / "none").exists()
    assert not (homes / "none.secret").exists()


def test_two_nodes_come_to_know_each_other(homes, comity, tmp_path):
    """Export, trust after comparing the fingerprint, add; a wrong fingerprint, a second key and an old file are refused."""
    there = json.loads(comity("directory", "export", "--home", homes / "th", "--to", tmp_path, "--json").stdout)
    here = ("--home", homes / "vn")
    early = comity("directory", "add", there["section"], *here)
    assert early.returncode == 1
    wrong = comity("directory", "trust", there["trust"], "--fingerprint", "0" * 64, *here)
    assert (wrong.returncode, "not the one given" in wrong.stderr) == (1, True)
    declined = comity("directory", "trust", there["trust"], *here, given="n\n")
    assert declined.returncode == 1
    spaced = " ".join(there["fingerprint"][at : at + 4] for at in range(0, 64, 4)).upper()
    assert comity("directory", "trust", there["trust"], "--fingerprint", spaced, *here).returncode == 0
    added = comity("directory", "add", there["section"], *here, "--json")
    assert json.loads(added.stdout)["nodes"] == ["poc.th.example"]
    shown = json.loads(comity("directory", "show", *here, "--json").stdout)
    assert [(one["country"], one["version"]) for one in shown] == [("TH", 1), ("VN", 1)]
    own = json.loads((homes / "vn" / "trust.json").read_text())
    (tmp_path / "other.json").write_text(json.dumps({"TH": own["VN"]}, indent=1, sort_keys=True) + "\n")
    second = comity("directory", "trust", tmp_path / "other.json", "--fingerprint", "0" * 64, *here)
    assert (second.returncode, "trusted already" in second.stderr) == (1, True)


def test_an_officer_is_enrolled_with_a_second_factor(homes, comity):
    """The address for one-time codes and the recovery codes are told once; a weak passphrase and a name twice are refused."""
    typed = ("officer", "add", "ha.n@poc.th.example", "--name", "Hà N.", "--role", "drafter", "--home", homes / "th", "--passphrase-stdin")
    weak = comity(*typed, given="short\n")
    assert (weak.returncode, "Traceback" in weak.stderr) == (1, False)
    made = json.loads(comity(*typed, "--json", given="a lantern on the quay\n").stdout)
    assert made["otp"].startswith("otpauth://totp/Comity%20poc.th.example")
    assert len(set(made["recovery"])) == 10
    assert comity(*typed, given="a lantern on the quay\n").returncode == 1
    elsewhere = [word if word != "ha.n@poc.th.example" else "ha.n@poc.vn.example" for word in typed]
    assert comity(*elsewhere, given="a lantern on the quay\n").returncode == 1
    (listed,) = json.loads(comity("officer", "list", "--home", homes / "th", "--json").stdout)
    assert (listed["officer"], listed["roles"], listed["key"]) == ("ha.n@poc.th.example", ["drafter"], made["key"])
    for given, duty in (("deputy", "deputy"), ("supervisor", "supervisor"), ("none", "")):
        assert comity("officer", "duty", "ha.n@poc.th.example", given, "--home", homes / "th").returncode == 0
        (listed,) = json.loads(comity("officer", "list", "--home", homes / "th", "--json").stdout)
        assert listed["duty"] == duty


def test_what_opens_the_door_as_an_officer_is_bound_and_ended(homes, comity):
    """A card by its fingerprint, once; an identity only where node.toml names a provider; ended by its number."""
    who, home = "ha.n@poc.th.example", ("--home", homes / "th")
    print_of_card = "ab" * 32
    assert comity("officer", "bind-certificate", who, *home).returncode == 2
    assert comity("officer", "bind-certificate", who, "--fingerprint", "ab" * 20, *home).returncode == 1
    assert comity("officer", "bind-certificate", who, "--fingerprint", print_of_card, *home).returncode == 0
    again = comity("officer", "bind-certificate", who, "--fingerprint", print_of_card.upper(), *home)
    assert (again.returncode, "already bound to" in again.stderr) == (1, True)
    refused = comity("officer", "bind-oidc", who, "--subject", "4711", *home)
    assert (refused.returncode, "names no identity provider" in refused.stderr) == (2, True)
    (bound,) = json.loads(comity("officer", "bindings", who, "--json", *home).stdout)
    assert (bound["kind"], bound["subject"]) == ("certificate", print_of_card)
    assert comity("officer", "unbind", who, "999", *home).returncode == 1
    assert comity("officer", "unbind", who, str(bound["number"]), *home).returncode == 0
    assert "password and second factor" in comity("officer", "bindings", who, *home).stdout


def test_an_officer_who_cannot_come_in_is_helped(homes, comity):
    """The wait ends; lost factors are replaced, printed once; nothing is done for who does not exist."""
    who, home = "ha.n@poc.th.example", ("--home", homes / "th")
    assert comity("officer", "free", who, *home).returncode == 0
    given = json.loads(comity("officer", "reset-factor", who, "--yes", "--json", *home).stdout)
    assert given["otp"].startswith("otpauth://totp/")
    assert len(given["recovery"]) == 10
    for command in ("free", "bindings"):
        assert comity("officer", command, "nobody@poc.th.example", *home).returncode == 1


def test_keys_are_shown_and_nothing_secret(homes, comity):
    """Fingerprints and verifier keys; no line of a key file."""
    shown = comity("key", "show", "--home", homes / "vn", "--json")
    read = json.loads(shown.stdout)
    assert [one["use"] for one in read["keys"]] == ["signing", "sealing"]
    assert all(one["good"] for one in read["keys"])
    assert len(read["log"]) == 2
    plain = comity("key", "show", "--home", homes / "vn").stdout
    for file in (homes / "vn" / "keys").iterdir():
        for line in file.read_text().splitlines():
            assert line not in shown.stdout + plain


def test_fsck_finds_a_sound_node_sound_and_a_changed_one_not(homes, comity):
    """Status 0 and 1; what is wrong, and what to do."""
    sound = comity("fsck", "--home", homes / "vn")
    assert (sound.returncode, "is sound" in sound.stdout) == (0, True)
    key = homes / "vn" / "keys" / "node.key"
    key.chmod(0o644)
    found = comity("fsck", "--home", homes / "vn", "--json")
    key.chmod(0o600)
    assert found.returncode == 1
    (fault,) = json.loads(found.stdout)["faults"]
    assert "600" in fault["what"]
    assert fault["mend"]


def test_what_is_not_there_is_told_plainly(homes, comity):
    """No node in the folder, no such request: a sentence, a next step, status 1, no traceback."""
    for typed, words in (
        (("fsck", "--home", homes / "nobody"), "There is no node"),
        (("run", "--home", homes / "nobody"), "There is no node"),
        (("directory", "show", "--home", homes / "nobody"), "There is no node"),
        (("proof", "export", "VN-2026-000001", "--by", "nobody@poc.vn.example", "--home", homes / "vn"), "no officer"),
        (("treaty", "show", "UNCC", "999"), "No rule says anything"),
        (("treaty", "calendar", "US", "2026"), "No rule says anything"),
        (("treaty", "calendar", "VN", "2036"), "it says nothing about 2036"),
        (("officer", "duty", "nobody@poc.vn.example", "deputy", "--home", homes / "vn"), "no officer"),
    ):
        done = comity(*typed)
        assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr


def test_an_article_is_printed_in_both_languages(comity):
    """Paragraph, rule, test, source."""
    english, vietnamese = (comity("treaty", "show", "UNCC", "42", "--language", one).stdout for one in ("en", "vi"))
    assert "uncc.42.3.a" in english
    assert "uncc.42.3.a" in vietnamese
    assert english != vietnamese


def test_every_command_explains_itself(comity):
    """Help for each command and group, by name."""
    import click

    from comity.doors.cli import cli

    for name, command in cli.commands.items():
        assert command.help or command.hidden, name
        for child, below in command.commands.items() if isinstance(command, click.Group) else ():
            assert below.help, f"{name} {child}"
    assert comity("--version").stdout.startswith("comity, version ")
