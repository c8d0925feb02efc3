"""Makes the two nodes of the demonstration in a fresh folder, and starts and stops them as an operator would."""

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

from comity.courier.clocks import MOVED, now
from comity.courier.knocking import answers, listens
from comity.directory.databases import Database
from comity.directory.founding import Founding, found_files, own_section_path, trust_country
from comity.directory.home import Address, Home
from comity.directory.keyfiles import read_signing_key
from comity.directory.ports import require_free
from comity.directory.relayuse import RelayUse
from comity.doors.cli.demo.people import PASSPHRASE, SIDES, Side
from comity.doors.cli.demo.ways import CLOCK, LONGEST_WAIT, WEEK, Way, admit_to, clock_in, make_relay, set_clock
from comity.doors.cli.roof import SUPERVISOR
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

HOST: Final = "127.0.0.1"
PEER_OFFSET: Final = 10
RELAY_OFFSET: Final = 20
START_PATIENCE: Final = 60.0
STOP_PATIENCE: Final = 20.0
_NONE: Final[Mapping[str, Database]] = MappingProxyType({})


class NodeSilent(Refused):
    """A node of the demonstration did not come up, or a player ended."""

    sentence = gettext_noop("The node %(node)s did not answer; its messages are in %(log)s.")
    next_step = gettext_noop("Read that file. A port taken by another program is the usual reason; choose another with --port.")


class StepRefused(Refused):
    """A step of the story was refused, which the story did not expect."""

    sentence = gettext_noop("The story stopped: %(why)s")
    next_step = gettext_noop("This is a fault of the program; report it with the folder of the demonstration.")


@dataclass
class Stage:
    """One node of the demonstration: its home, its server, and the process that plays its officers."""

    side: Side
    home: Home
    program: tuple[str, ...]
    server: subprocess.Popen[bytes] | None = None
    player: subprocess.Popen[str] | None = None
    log: IO[bytes] | None = None

    @property
    def address(self) -> str:
        """Where people go."""
        return f"http://{self.home.web}"

    def start_player(self) -> None:
        """Start the process that plays this node's officers."""
        self.log = (self.home.path / "messages.log").open("ab")
        self.player = subprocess.Popen(  # noqa: S603 our own program
            [*self.program, "demo-player", "--home", str(self.home.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def tell(self, op: str, **ask: object) -> None:
        """Ask the player for something; the answer is waited for by `hear`."""
        assert self.player is not None  # noqa: S101 started before
        assert self.player.stdin is not None  # noqa: S101 opened as a pipe
        self.player.stdin.write(json.dumps({"op": op, **ask}) + "\n")
        self.player.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Return the answer to what was last asked; raises `StepRefused` or `NodeSilent`."""
        assert self.player is not None  # noqa: S101 started before
        assert self.player.stdout is not None  # noqa: S101 opened as a pipe
        line = self.player.stdout.readline()
        if not line:
            raise NodeSilent(node=self.side.node, log=self.home.path / "messages.log")
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise StepRefused(why=answer["why"])
        return dict(answer["ok"])

    def play(self, op: str, **ask: object) -> dict[str, Any]:
        """Have the player do something and return what came of it."""
        self.tell(op, **ask)
        return self.hear()

    def start_server(self) -> None:
        """Start the node itself, as `comity run` does."""
        self.server = subprocess.Popen(  # noqa: S603 our own program
            [*self.program, "run", "--home", str(self.home.path)],
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            # Whatever happens to this process, the closing of its terminal included, the nodes do not outlive it.
            env={**os.environ, SUPERVISOR: str(os.getpid())},
        )

    def wait_until_up(self) -> None:
        """Return when people can sign in; raises `NodeSilent`."""
        self._wait_for(lambda: answers(f"{self.address}/account/login/"))
        self._wait_for(lambda: listens(self.home, at=now()))

    def _wait_for(self, is_up: Callable[[], bool]) -> None:
        until = time.monotonic() + START_PATIENCE
        while time.monotonic() < until:
            if is_up():
                return
            if self.server is None or self.server.poll() is not None:
                break
            time.sleep(0.05)
        raise NodeSilent(node=self.side.node, log=self.home.path / "messages.log")

    def stop_server(self) -> None:
        """Stop the node in order."""
        if self.server is None:
            return
        self.server.terminate()
        try:
            self.server.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.server = None

    def stop(self) -> None:
        """Stop the node and its player."""
        self.stop_server()
        if self.player is not None and self.player.stdin is not None:
            self.player.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.player.wait(STOP_PATIENCE)
        if self.log is not None:
            self.log.close()


def found(
    folder: Path,
    *,
    port: int,
    program: tuple[str, ...],
    sides: tuple[Side, Side] = SIDES,
    servers: Mapping[str, Database] = _NONE,
    over: Way = Way.LINE,
) -> tuple[Stage, Stage]:
    """Make both nodes, enrol their officers, and hand each the other's directory section, as two operators would.

    `servers` names the databases, by the code of their side, of those whose tables are not in their folder. By hand or
    `over` a relay, the sections name no address of a node.

    Raises `PortTaken` before anything is made, and `HomeTaken`.
    """
    ports = [port + place + offset for place in range(len(sides)) for offset in (0, PEER_OFFSET)]
    require_free(*(Address(HOST, one) for one in [*ports, *([port + RELAY_OFFSET] if over is Way.RELAY else [])]))
    if over is Way.WEEK:
        folder.mkdir(parents=True, exist_ok=True)
        set_clock(folder, behind=WEEK + LONGEST_WAIT)
        os.environ[MOVED] = str(folder / CLOCK)
    at = clock_in(folder)()
    stages = tuple(
        _found(side, folder, port=port + place, program=program, at=at, server=servers.get(side.code)) for place, side in enumerate(sides)
    )
    for stage in stages:
        stage.start_player()
        officers = [
            {"id": stage.side.sign_in(one), "name": one.shown, "roles": list(one.roles), "language": one.language, "desk": one.desk}
            for one in stage.side.players
        ]
        stage.tell("enrol", officers=officers, passphrase=PASSPHRASE)
    for stage in stages:
        stage.hear()
    first, second = stages
    relay = make_relay(folder, listen=Address(HOST, port + RELAY_OFFSET), at=at) if over is Way.RELAY else None
    if over in {Way.POUCH, Way.RELAY}:
        for stage in stages:
            stage.play("alone", card=str(relay.card) if relay else "")
    for here, there in ((first, second), (second, first)):
        trust_country(here.home, there.home.country, read_signing_key(there.home.keys / "country.key").public)
        section = own_section_path(there.home)
        shutil.copy(section, here.home.sections / section.name)
        if relay:
            admit_to(relay, there.home)
    return first, second


ROLES: Final = ("POC", "CA", "LEA", "MFA", "FIU", "CERT")  # one authority stands for all, so that every kind can be tried


def _found(side: Side, folder: Path, *, port: int, program: tuple[str, ...], at: Instant, server: Database | None) -> Stage:
    home = Home(
        path=(folder / side.code).absolute(),
        node=NodeId(side.node),
        authority=AuthorityId(side.authority),
        demo=True,
        zone=side.zone,
        language=side.language,
        web=Address(HOST, port),
        peers=Address(HOST, port + PEER_OFFSET),
        database=server,
        relay=RelayUse(every_seconds=1),
    )
    founding = Founding(
        home=home,
        country_names=side.country_names,
        authority_names=side.authority_names,
        roles=ROLES,
        languages=side.languages,
    )
    found_files(founding, at=at)
    return Stage(side=side, home=home, program=program)


@contextlib.contextmanager
def running(stages: tuple[Stage, Stage]) -> Iterator[None]:
    """Run both nodes while the block lasts, and stop them whatever happens."""
    try:
        for stage in stages:
            stage.start_server()
        for stage in stages:
            stage.wait_until_up()
        yield
    finally:
        for stage in stages:
            stage.stop()
