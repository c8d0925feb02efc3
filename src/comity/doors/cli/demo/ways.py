"""The ways on which the story's acts go: over the line, by hand, over a relay, and to a node that was away for a week."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol

from comity.courier.clocks import moved_by, now
from comity.courier.protocol.backoff import CAP
from comity.courier.relay.folder import RelayFolder, found_relay
from comity.directory.book import book
from comity.directory.founding import add_section, own_section_path, trust_country
from comity.directory.home import Address, Home
from comity.doors.cli.roof import SUPERVISOR
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant

CLOCK: Final = "clock"
WEEK: Final = timedelta(days=7)
LONGEST_WAIT: Final = CAP
RELAY: Final = NodeId("relay.un.example")
STOP_PATIENCE: Final = 20.0


class Way(StrEnum):
    """How what is due comes to the other node."""

    LINE = "line"
    POUCH = "pouch"
    RELAY = "relay"
    WEEK = "week"


def set_clock(folder: Path, *, behind: timedelta) -> None:
    """Set the clock of both nodes of the demonstration in `folder`: so far behind that of the machine."""
    fresh = folder / f"{CLOCK}.new"
    fresh.write_text(str(-int(behind.total_seconds())), encoding="ascii")
    fresh.replace(folder / CLOCK)


def clock_in(folder: Path) -> Callable[[], Instant]:
    """Return the clock of the demonstration in `folder`."""
    return moved_by(folder / CLOCK) if (folder / CLOCK).exists() else now


def make_relay(folder: Path, *, listen: Address, at: Instant) -> RelayFolder:
    """Make a relay beside the nodes."""
    relay = RelayFolder((folder / "relay").absolute(), RELAY, listen, f"https://{listen}")
    found_relay(relay, at=at)
    return relay


def admit_to(relay: RelayFolder, home: Home) -> None:
    """Have the relay serve the nodes of a country, as its operator would once the fingerprint was compared."""
    trust_country(relay, home.country, book(home).trusted[home.country])
    section = own_section_path(home)
    add_section(relay, section.read_bytes(), book=book(relay), file=section.name)


@contextmanager
def relaying(folder: Path, *, program: Sequence[str]) -> Iterator[None]:
    """Run the relay that was made in `folder`, if one was, while the block lasts."""
    home = folder / "relay"
    if not home.exists():
        yield
        return
    with (home / "messages.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 our own program
            [*program, "relay", "run", "--home", str(home)],
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, SUPERVISOR: str(os.getpid())},
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(STOP_PATIENCE)


class Player(Protocol):
    """A node's officers and operator, as far as carrying needs them."""

    @property
    def side(self) -> Any:  # noqa: ANN401 which node it is: `people.Side`
        """Which node it is."""

    def play(self, op: str, **ask: object) -> dict[str, Any]:
        """Have something done."""


class Hand:
    """Somebody who carries: a file from one node to the other, and what answers it back."""

    def __init__(self, folder: Path) -> None:
        """The files lie in `folder`, to be looked at afterwards."""
        self._folder, self.carried = folder, 0

    def bring(self, giver: Player, taker: Player) -> None:
        """Bring what is due to `taker`, if anything is, and its receipts back."""
        self.carried += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        there, back = (self._folder / f"{self.carried:03d}-{giver.side.code}.{end}" for end in ("pouch", "answer"))
        if not giver.play("pack", to=taker.side.node, file=str(there))["things"]:
            return
        if taker.play("take", file=str(there), answer=str(back))["receipts"]:
            giver.play("take", file=str(back), answer=str(back.with_suffix(".none")))
