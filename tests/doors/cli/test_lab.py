"""`comity lab` as it is typed: the sum, the seeds of what did not hold, how to play one again, JSON, statuses."""

import json

import pytest
from click.testing import CliRunner

from comity.doors.cli import cli


def lab(*words):
    """What `comity lab` with these words prints, and its status."""
    return CliRunner().invoke(cli, ["lab", *map(str, words), "--processes", "1"])


def test_what_holds_ends_with_zero_and_says_what_was_played():
    """The sum counts worlds, simulated days, acts and what happened to them."""
    done = lab("--worlds", 4, "--nodes", 3, "--real", 1)
    assert done.exit_code == 0, done.output
    assert "4 worlds of 3 nodes, 1 of them sealed for real" in done.output
    assert "receipted" in done.output
    assert "Nothing was lost" in done.output


def test_what_does_not_hold_ends_with_one_and_can_be_played_again():
    """A planted fault is found; the line that is printed for its seed finds it again."""
    done = lab("--worlds", 4, "--nodes", 2, "--plant", "no-dedupe", "--real", 0)
    assert done.exit_code == 1
    (again, *_) = [line.split("comity lab ", 1)[1].split() for line in done.output.splitlines() if "Play it again" in line]
    assert lab(*again).exit_code == 1
    told = json.loads(lab(*again, "--json").output)
    assert (told["worlds"], told["planted"], told["real"]) == (1, "no-dedupe", 0)
    (violation,) = told["violations"]
    assert violation["seed"] == int(again[again.index("--seed") + 1])
    assert violation["invariant"]


def test_faults_are_chosen_by_name():
    """None leaves a calm world; a name that is not one is said."""
    told = json.loads(lab("--worlds", 2, "--faults", "none", "--real", 0, "--json").output)
    assert (told["faults"], set(told["states"]), told["violations"]) == ([], {"receipted"}, [])
    assert json.loads(lab("--worlds", 1, "--faults", "loss,keys", "--real", 0, "--json").output)["faults"] == ["keys", "loss"]
    wrong = lab("--faults", "loss,rain")
    assert wrong.exit_code == 2
    assert "rain" in wrong.output


@pytest.mark.parametrize("word", ["--nodes=1", "--nodes=11", "--worlds=0", "--plant=nothing"])
def test_what_cannot_be_played_is_refused_by_name(word):
    """Before anything is played."""
    assert lab(word).exit_code == 2
