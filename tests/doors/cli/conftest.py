"""Lends the tests of the command line a request played in memory, and a way to type a command."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from forked_commands import LoadedNode
from worlds.played import Played

from comity.directory.book import print_trust
from comity.doors.cli import cli
from comity.doors.cli.roof import Roof

COMMAND = (f"{Path(sys.executable).parent}/comity",)


@pytest.fixture(scope="session")
def played() -> Played:
    """The request as it went."""
    return Played()


@pytest.fixture(scope="session")
def files(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what somebody may be handed: a proof, the country keys, an envelope, a receipt, a section."""
    folder = tmp_path_factory.mktemp("handed")
    (folder / "case.comity.zip").write_bytes(played.make())
    keys = {side.country: side.country_key.public for side in (played.xr, played.vn)}
    (folder / "trust.json").write_text(print_trust(keys), encoding="ascii")
    (folder / "xr.json").write_text(print_trust({played.xr.country: played.xr.country_key.public}), encoding="ascii")
    stranger = type(played.xr)("XR")
    (folder / "stranger.json").write_text(print_trust(keys | {stranger.country: stranger.country_key.public}), encoding="ascii")
    first = played.sent[0].closed
    (folder / "act.envelope").write_bytes(first.data)
    (folder / "act.receipt").write_bytes(played.receipts[first.env_id, "received"])
    (folder / "VN.section").write_bytes(played.vn.section())
    return folder


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Type a command that needs no node, in this process; the environment speaks English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def refuse(path: Path) -> None:
        message = f"no command here needs the node in {path}"
        raise AssertionError(message)

    roof = Roof(boot=refuse, run=refuse, program=("comity",))
    return lambda *typed: CliRunner().invoke(cli, [str(word) for word in typed], obj=roof)


@pytest.fixture(scope="session")
def comity() -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Type a command in a process of its own, as an operator does; at a node that is there, in one forked from what has loaded it."""
    english = os.environ | {"LC_ALL": "C.UTF-8"}
    loaded: dict[str, LoadedNode] = {}

    def run(*typed: object, given: str = "", program: tuple[str, ...] = COMMAND) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in typed]
        home = words[words.index("--home") + 1] if "--home" in words else ""
        if words[0] != "init" and home and (Path(home) / "node.toml").exists():
            if home not in loaded:
                loaded[home] = LoadedNode(home, env=english)
            return loaded[home].type_in(words, given=given)
        return subprocess.run([*program, *words], input=given, env=english, capture_output=True, text=True, check=False, timeout=120)

    yield run
    for node in loaded.values():
        node.end()
