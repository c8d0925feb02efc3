"""`comity casefile verify`: in words, for programs, and by its exit codes."""

import json

import pytest
from click.testing import CliRunner

from comity.doors.cli.top import cli


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A case file that holds, made of parts."""
    from worlds.casefiles import bundle, parts
    from worlds.places import found

    from comity.directory.home import read_home
    from comity.directory.keyfiles import node_keys

    home = read_home(found(tmp_path_factory.mktemp("cli-casefile")))
    path = tmp_path_factory.mktemp("out") / "one.casefile.zip"
    path.write_bytes(bundle(parts((home, node_keys(home).signing))))
    return path


def typed(*words):
    """Type the command in English."""
    return CliRunner().invoke(cli, ["casefile", "verify", "--language", "en", *map(str, words)])


def root():
    """Return the fingerprint as one has it on paper."""
    from worlds.places import signing

    return f"VN={signing('VN').public.key_id}"


def test_a_file_under_a_trusted_key_is_verified(file):
    """0, and it says what holds and what is not there."""
    told = typed(file, "--root", root())
    assert told.exit_code == 0, told.output
    assert "VERIFIED" in told.output
    assert "none is changed, missing or added" in told.output
    assert "No signature of the other side" in told.output


def test_a_file_under_an_unknown_key_is_not_called_verified(file):
    """3, and the fingerprint to read out; for programs too."""
    told = typed(file)
    assert told.exit_code == 3
    assert "NOT VERIFIED" in told.output
    line = json.loads(typed(file, "--json").output)
    assert (line["verdict"], list(line["ask"])) == ("trust-unknown", ["VN"])


def test_a_file_that_was_changed_is_refused(file, tmp_path):
    """1, with the member, and for programs one line."""
    data = bytearray(file.read_bytes())
    data[60] ^= 1
    changed = tmp_path / "changed.zip"
    changed.write_bytes(data)
    told = typed(changed)
    assert told.exit_code == 1
    assert "REFUSED" in told.output
    assert json.loads(typed(changed, "--json").output)["verdict"] == "refused"


def test_a_command_that_was_typed_wrongly_ends_with_2(file):
    """As every command of this project."""
    assert typed(file, "--root", "nonsense").exit_code == 2
    assert typed("nowhere.zip").exit_code == 2
