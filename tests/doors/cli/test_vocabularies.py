"""`comity intel vocabulary` as it is typed: a folder with good and bad files, the list, what was dropped."""

import json

import pytest
from click.testing import CliRunner

from comity.doors.cli import cli
from comity.doors.cli.roof import Roof
from comity.intel.vocabularies.queries import taxonomies


@pytest.fixture
def typed(world, monkeypatch):
    """Type a command of the world's node in this process."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))
    monkeypatch.setattr("comity.doors.cli.commands.intel_vocabulary.now", lambda: world.at)
    return lambda *words: CliRunner().invoke(cli, ["intel", "vocabulary", *map(str, words), "--home", str(world.home.path)], obj=roof)


def test_a_folder_is_loaded_file_by_file_and_what_is_wrong_is_told_with_its_place(world, typed, tmp_path):
    """Good ones are kept, others passed over, a spoiled one refused by name, and then it ends with 1; again it changes nothing."""
    folder = tmp_path / "misp"
    for name, told in (
        ("tlp/machinetag.json", {"namespace": "tlp", "version": 5, "predicates": [{"value": "red"}]}),
        ("lists/x/list.json", {"name": "X", "type": "cidr", "version": 2, "list": ["10.0.0.0/8"]}),
        ("MANIFEST.json", {"name": "x"}),
        ("spoiled/list.json", {"name": "Y", "type": "cidr", "list": ["10.0.0.0/99"]}),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(told), encoding="utf-8")
    done = typed("load", folder, "--source", "MISP/misp-taxonomies 7591c55", "--licence", "CC0-1.0")
    assert done.exit_code == 1
    assert "Loaded: 2. Here already: 0. Passed over: 1. Refused: 1." in done.output
    assert "spoiled/list.json cannot be taken" in done.output
    assert "no network: '10.0.0.0/99'" in done.output
    assert str(tmp_path) not in done.output
    (folder / "spoiled" / "list.json").unlink()
    again = json.loads(typed("load", folder, "--json").output)
    assert [one["outcome"] for one in again] == ["passed", "here", "here"]
    shown = json.loads(typed("list", "--json").output)
    assert [(one["sort"], one["version"], one["licence"], one["file"]) for one in shown] == [
        ("taxonomy", 5, "CC0-1.0", "tlp/machinetag.json"),
        ("warninglist", 2, "CC0-1.0", "lists/x/list.json"),
    ]
    assert "MISP/misp-taxonomies 7591c55" in typed("list").output
    number = shown[0]["number"]
    assert "Dropped: tlp, version 5." in typed("drop", number).output
    assert taxonomies() == ()
    assert typed("drop", number).exit_code == 1
    assert [one["ended_at"] is None for one in json.loads(typed("list", "--ended", "--json").output)] == [False, True]


def test_one_file_that_is_none_and_an_empty_folder_are_refused(typed, tmp_path):
    """With what would be one."""
    (tmp_path / "x.json").write_text("{}", encoding="ascii")
    done = typed("load", tmp_path / "x.json")
    assert (done.exit_code, "no taxonomy, galaxy, object template or warning list" in done.output) == (1, True)
    assert "machinetag.json" in done.output
    (tmp_path / "empty").mkdir()
    assert "There is no JSON file in" in typed("load", tmp_path / "empty").output
