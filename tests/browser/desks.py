"""Two real nodes, founded once as the demonstration does and copied for every file of tests, and who works at them."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from forked_couriers import ForkedNode, ForkedPlayer, Forker
from lent_nodes import LentNodes
from real_nodes import found_pair

from comity.directory.founding import own_section_path
from comity.directory.home import read_home
from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import PASSPHRASE, SIDES, Side
from comity.terms.instants import Instant

PROGRAM: Final = (sys.executable, "-m", "comity.site.entry")
PEOPLE: Final = "people.json"


@dataclass(frozen=True)
class Person:
    """An officer enrolled by the command, as an operator does it: with a second factor and recovery codes."""

    sign_in: str
    name: str
    otp: str
    recovery: tuple[str, ...]


ENROLLED: Final = {"vn": ("linh.d", "Linh Đ."), "xr": ("k.sapt", "K. Sapt")}


@dataclass
class Desks:
    """Both nodes. Each runs from when it is first asked for: what plays at one desk starts no second node."""

    stages: tuple[Stage, Stage]
    people: dict[str, Person]
    begun: set[int] = field(default_factory=set)

    @property
    def viet_nam(self) -> Stage:
        """The node whose officers read Vietnamese."""
        return self._running(0)

    @property
    def ruritania(self) -> Stage:
        """The node whose officers read English."""
        return self._running(1)

    def _running(self, place: int) -> Stage:
        stage = self.stages[place]
        if place not in self.begun:
            self.begun.add(place)
            stage.log = (stage.home.path / "messages.log").open("ab")
            stage.start_server()
            stage.wait_until_up()
        return stage


def found_desks(folder: Path, *, port: int) -> None:
    """Found both nodes in `folder`, enrol one more officer at each, and hand each the other's new directory file."""
    found_pair(folder, port=port)
    enrol_desks(folder)


def enrol_desks(folder: Path) -> None:
    """Enrol one more officer at each of two founded nodes, and hand each the other's new directory file."""
    stages = tuple(_stage(side, folder) for side in SIDES)
    people = {stage.side.code: _enrol(stage) for stage in stages}
    (folder / PEOPLE).write_text(json.dumps(people), encoding="utf-8")
    for here, there in (stages, stages[::-1]):
        section = own_section_path(there.home)
        shutil.copy(section, here.home.sections / section.name)


def _enrol(stage: Stage) -> dict[str, object]:
    name, shown = ENROLLED[stage.side.code]
    words = ["officer", "add", f"{name}@{stage.side.node}", "--name", shown, "--role", "drafter", "--role", "approver"]
    words += ["--reads", stage.side.language, "--passphrase-stdin", "--json", "--home", str(stage.home.path)]
    said = subprocess.run([*PROGRAM, *words], input=f"{PASSPHRASE}\n", text=True, capture_output=True, check=True)
    return dict(json.loads(said.stdout))


class Loaded:
    """Two nodes that were founded once and are loaded: each time that they run they are as new, and nothing is loaded again."""

    def __init__(self, founded: Path, lent: LentNodes) -> None:
        """Take where they were founded, and where they run."""
        self._founded, self._lent = founded, lent

    @contextlib.contextmanager
    def run(self) -> Iterator[Desks]:
        """Run both as they were founded, and stop them whatever happens."""
        forkers, folder = self._lent.forkers(self._founded), self._lent.folder
        self._lent.lay_out(self._founded)
        stages = tuple(
            ForkedStage(side=side, home=read_home(folder / side.code), program=PROGRAM, forker=forker)
            for side, forker in zip(SIDES, forkers, strict=True)
        )
        with _running(stages, folder) as both:
            yield both


@dataclass
class ForkedStage(Stage):
    """A node whose server and player are forked from a process that has loaded it."""

    forker: Forker | None = None

    def start_server(self) -> None:
        """Start the node itself, as `comity run` is when it has loaded everything."""
        self.server = ForkedNode(self.forker)

    def start_player(self) -> None:
        """Start what plays the officers; each of their keys is unlocked once."""
        self.log = (self.home.path / "messages.log").open("ab")
        self.player = ForkedPlayer(self.forker)


def operate(stage: Stage, *words: str) -> None:
    """Give a command at a node that is lent, as its operator: forked from the process that has loaded it."""
    assert isinstance(stage, ForkedStage)
    assert stage.forker is not None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "in").touch()
        status = stage.forker.ask("type", [folder, *words, "--home", str(stage.home.path)])
        assert status == 0, Path(folder, "err").read_text(encoding="utf-8")


@contextlib.contextmanager
def running_desks(founded: Path, folder: Path) -> Iterator[Desks]:
    """Copy what was founded into `folder`, run both nodes from there as an operator does, and stop them whatever happens."""
    shutil.copytree(founded, folder, dirs_exist_ok=True)
    with _running(tuple(_stage(side, folder) for side in SIDES), folder) as both:
        yield both


@contextlib.contextmanager
def _running(stages: tuple[Stage, ...], folder: Path) -> Iterator[Desks]:
    people = {}
    for code, said in json.loads((folder / PEOPLE).read_text(encoding="utf-8")).items():
        people[code] = Person(said["officer"], ENROLLED[code][1], said["otp"], tuple(said["recovery"]))
    try:
        yield Desks(stages, people)
    finally:
        for stage in stages:
            stage.stop()
            if stage.player is not None:
                stage.player.stdout.close()


def _stage(side: Side, folder: Path) -> Stage:
    return Stage(side=side, home=read_home(folder / side.code), program=PROGRAM)


def start_player(stage: Stage) -> None:
    """Start the process that plays the officers of a node that runs already; it writes on in the node's own log."""
    if stage.log is not None:
        stage.log.close()
    stage.start_player()


def ask(here: Stage, there: Stage, case: str) -> str:
    """Have the officers of `here` send a request, through the actions that the pages call; return its number."""
    if here.player is None:
        start_player(here)
    asked = fields.request(case, at=Instant.of(datetime.now(UTC))) | {"authority": here.side.authority}
    side = here.side
    drafted = here.play(
        "compose", officer=side.sign_in(side.drafter), act="request", kind="REQ-PRESERVE", peer=there.side.node, fields=asked
    )
    approver = side.sign_in(side.approver)
    here.play("approve", officer=approver, passphrase=PASSPHRASE, draft=drafted["draft"], digest=drafted["digest"])
    return str(drafted["reference"])


def overfill(stage: Stage, peer: Stage) -> None:
    """Fill the queue of a running node far past what one page shows."""
    script = Path(__file__).with_name("overfull.py")
    words = [str(stage.home.path), peer.side.node, peer.side.country]
    subprocess.run([sys.executable, str(script), *words], check=True, capture_output=True)


def hurry(stage: Stage, reference: str, *, minutes: int) -> None:
    """Let the clocks of a request at a running node have begun so much earlier."""
    script = Path(__file__).with_name("hurry.py")
    subprocess.run([sys.executable, str(script), str(stage.home.path), reference, str(minutes)], check=True, capture_output=True)


def count_rows(stage: Stage, query: str, *values: object) -> int:
    """Return the number that a query over a node's tables gives."""
    with contextlib.closing(sqlite3.connect(f"file:{stage.home.sqlite}?mode=ro", uri=True)) as rows:
        return int(rows.execute(query, values).fetchone()[0])
