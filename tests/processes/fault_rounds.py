"""Rounds of faults over two real nodes: officers act, something is ended by `kill -9`, wires, disks and clocks do what they may.

All of it is drawn from one seed and the number of the round; when it happens is up to the machine. The nodes live on from round to round,
and only what was killed is started again. After each round come calm and the checker (`outside_checker.py`).
"""

import contextlib
import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from fault_machines import Disk, link_down, set_clock
from fault_proxy import Fault, Wire
from forked_couriers import CLOCK_AHEAD, ForkedCourier
from outside_checker import Outside
from random_story import Case, RandomStory
from real_nodes import PATIENCE, GoneError, RealNode, RefusedError, request_of

from comity.directory.book import read_book
from comity.directory.founding import own_section_path, write_section
from comity.directory.home import read_home
from comity.directory.keyfiles import read_signing_key
from comity.doors.cli.demo.people import SIDES

WIRE_OFFSET: Final = 20  # from a node's own port for people to that of the wire that leads to it
RECENT: Final = 4  # cases that a round goes on with
MOST: Final = 4  # approve at once: the threads of a web worker
AT_ONCE: Final = 0.5  # of the rounds are such
SOON: Final = 0.02  # seconds within which the writing of a group is over, mostly
JUMPS: Final = (-6 * 3600, -90, 90, 6 * 3600)
SPOILING: Final = (Fault.CORRUPT_REQUEST, Fault.CORRUPT_REPLY)


class UnplayableError(Exception):
    """The desk died again and again at the same form."""


def lead_through(folder: Path, *, port: int) -> None:
    """Let both countries say in their sections that their node is to be reached through a wire."""
    homes = []
    for place, side in enumerate(SIDES):
        home = read_home(folder / side.code)
        section = read_book(home).sections[home.country]
        nodes = tuple(replace(node, endpoint=f"http://127.0.0.1:{port + WIRE_OFFSET + place}") for node in section.nodes)
        write_section(home, replace(section, nodes=nodes), country=read_signing_key(home.keys / "country.key"))
        (home.path / CLOCK_AHEAD).write_text("0")  # each courier gets a clock that can be set wrong
        homes.append(home)
    for here, there in (homes, homes[::-1]):
        section_file = own_section_path(there)
        shutil.copy(section_file, here.sections / section_file.name)


@contextlib.contextmanager
def wires(*, port: int) -> Iterator[dict[str, Wire]]:
    """Two wires, by the side to which each leads."""
    laid = {side.code: Wire(port + WIRE_OFFSET + place, port + 10 + place) for place, side in enumerate(SIDES)}
    try:
        yield laid
    finally:
        for wire in laid.values():
            wire.end()


@dataclass
class FaultRounds(RandomStory):
    """`disks` by side; without a `link` of our own that one fault is not played."""

    wires: dict[str, Wire] = field(default_factory=dict)
    disks: dict[str, Disk] = field(default_factory=dict)
    own_link: bool = False
    patience: float = PATIENCE
    """Seconds within which both nodes must have come to rest once everything is made good."""
    cut: bool = False
    outside: Outside = field(init=False)
    told: list[Case] = field(default_factory=list)
    doomed: list[ForkedCourier] = field(default_factory=list)
    played: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Begin with no case."""
        self.draw = random.Random()
        self.cases: list[Case] = []
        self.outside = Outside(self.pair)

    def play_round(self, number: int) -> None:
        """Play one round, let it come to rest, and look; raises `AssertionError` with what does not hold."""
        self.draw.seed(f"{self.seed}:{number}")
        before = len(self.cases)
        spoiled = self._trouble()
        with self._partition():
            (self._spoil if spoiled else self._work)()
        self._calm()
        self.outside.glance()
        for case in self.cases[-RECENT - (len(self.cases) - before) :]:
            self.outside.require_case(case)
        for case in self.told[-1:]:
            self.outside.require_told(case)

    def finish(self, *, proofs: int) -> None:
        """Look at everything once more, with proof files of so many cases."""
        self.draw.seed(f"{self.seed}:end")
        proven = self.draw.sample(self.cases, k=min(proofs, len(self.cases)))
        alarms = frozenset({"clocks"} if self.played["clock"] else ())
        self.outside.require_all(self.cases, told=self.told, alarms=alarms, proofs=proven)

    # -- trouble: what is drawn for a round ----------------------------------------------------------

    def _trouble(self) -> bool:
        """Set a trap of each kind that is drawn; return whether bytes will be spoiled on the way."""
        fault = self.draw.choice((None, *Fault))
        if fault is not None:
            for wire in self.wires.values():
                wire.next_fault(fault, place=self.draw.randrange(2**20), pace=self.draw.uniform(0.05, 0.3))
        if self.draw.random() < 0.1 and self.disks:
            self._in_a_moment(self._fill_disk, self.draw.choice(SIDES).code)
        if self.draw.random() < 0.2:
            set_clock(self._node(self.draw.choice(SIDES).code), self.draw.choice(JUMPS))
            self.played["clock"] += 1
        if self.draw.random() < 0.25:
            self._in_a_moment(self._freeze_for, self.draw.choice(SIDES).code, self.draw.uniform(0.05, 0.4))
        return fault in SPOILING

    def _node(self, code: str) -> RealNode:
        return next(node for node in self.pair.nodes if node.side.code == code)

    def _in_a_moment(self, what: Any, *how: Any) -> None:
        timer = threading.Timer(self.draw.uniform(0, 0.25), what, how)
        timer.start()
        self.timers.append(timer)

    def _fill_disk(self, code: str) -> None:
        self.disks[code].fill()
        self.played["disk full"] += 1

    def _freeze_for(self, code: str, seconds: float) -> None:
        node = self._node(code)
        if (courier := node.courier) is not None:
            courier.send_signal(signal.SIGSTOP)
            time.sleep(seconds)
            courier.send_signal(signal.SIGCONT)
            self.played["frozen"] += 1

    @contextlib.contextmanager
    def _partition(self) -> Iterator[None]:
        if not self.own_link or self.draw.random() >= 0.1:
            yield
            return
        with link_down():
            self.played["link down"] += 1
            self.cut = True
            yield
            time.sleep(self.draw.uniform(0, 0.5))
        self.cut = False

    # -- deaths ---------------------------------------------------------------------------------------

    def _doom(self, sender: RealNode, *, within: bool = False) -> float | None:
        """Choose who dies, and when: sender, receiver, both, or the desk that approves.

        With `within` it is the desk twice as often, and it mostly dies so many seconds after it has begun to write a group: returned.
        """
        receiver = self.pair.peer(sender)
        chosen: dict[str, tuple[ForkedCourier | None, ...]] = {
            "sender": (sender.courier,),
            "receiver": (receiver.courier,),
            "both": (sender.courier, receiver.courier),
            "desk": (sender.officers,),
        }
        who = self.draw.choice((*chosen, *("desk",) * within))
        self.played[f"kill -9 of {who}"] += 1
        if who == "desk" and within and self.draw.random() < 0.75:
            return self.draw.uniform(0, SOON)
        for process in chosen[who]:
            assert process is not None
            timer = threading.Timer(self.draw.uniform(0, 0.15), _kill, (process.pid,))
            timer.start()
            self.timers.append(timer)
            self.doomed.append(process)
        return None

    # -- what officers do, whatever happens -----------------------------------------------------------

    def _work(self) -> None:
        """One new request or something in a case that is open, while somebody dies; then perhaps more, and perhaps again what was sent."""
        match self.draw.random():
            case how if how < AT_ONCE:
                self._approve_several()
            case how if len(self.cases) < 2 or how < 0.7:
                self._request()
            case _:
                self._doom(self.draw.choice(self.pair.nodes))
                self._act()
        for _ in range(self.draw.randint(1, 3)):
            self.draw.choice((self._act, self._read, self._repeat))()

    def _spoil(self) -> None:
        """One new request alone: what a wire spoils may be refused for good, and then nothing of its case can follow."""
        self._request()
        self.told.append(self.cases.pop())

    def _request(self) -> None:
        asks = self.draw.choice(self.pair.nodes)
        case = Case(asks, self.pair.peer(asks))
        drafted = self._draft(case)
        case.number = str(drafted["reference"])
        self.cases.append(case)
        self._doom(asks)
        case.sent[asks.side.code].append(self._approve(asks, drafted))

    # -- officers who approve at once -------------------------------------------------------------------

    def _approve_several(self) -> None:
        """Up to four new requests, and what goes on in open cases, are approved at once by two officers, while somebody dies."""
        node = self.draw.choice(self.pair.nodes)
        both = node.drafter, node.approver
        wanted: list[tuple[Case, dict[str, Any]]] = []
        for place in range(self.draw.randint(2, MOST)):
            case, drafted = self._something(node, officer=both[place % 2])
            if drafted is not None:
                wanted.append((case, {**drafted, "officer": both[(place + 1) % 2]}))
        self.played["approved at once"] += 1
        self._approve_at_once(node, wanted, dies=self._doom(node, within=True))

    def _something(self, node: RealNode, *, officer: str) -> tuple[Case, dict[str, Any] | None]:
        """Draft an act in an open case, or a new request; None where what arrived a moment ago, or a death, came before it."""
        going_on = [(case, choices) for case in self.cases[-RECENT:] if (choices := self._choices(case, node))]
        if not going_on or self.draw.random() < 0.5:
            case = Case(node, self.pair.peer(node))
            drafted = self._draft(case, officer=officer)
            case.number = str(drafted["reference"])
            self.cases.append(case)
            return case, drafted
        case, choices = self.draw.choice(going_on)
        act, kind, filled = self.draw.choice(choices)
        more = {"reference": case.number, **self._answers(case, node)}
        with contextlib.suppress(RefusedError):
            try:
                return case, node.draft(self.pair.peer(node), act, kind, filled(case.number), officer=officer, **more)
            except (GoneError, BrokenPipeError):
                self._desk_again(node)
        return case, None

    def _approve_at_once(self, node: RealNode, wanted: list[tuple[Case, dict[str, Any]]], *, dies: float | None) -> None:
        """Approve, and repeat the same forms until each is sent or refused, as people would; `dies` so many seconds into a group."""
        doomed = node.officers if dies is not None else None

        def strike() -> None:
            if doomed is not None and dies is not None:
                time.sleep(dies)
                _kill(doomed.pid)

        waiting, sent = list(wanted), list[tuple[Case, str]]()
        for _ in range(5):
            try:
                answers = node.approve_at_once([drafted for _, drafted in waiting], begun=strike) if waiting else []
            except (GoneError, BrokenPipeError):
                self._desk_again(node)
                continue
            told = list(zip(waiting, answers, strict=True))
            sent += [(case, str(answer["ok"]["env_id"])) for (case, _), answer in told if "ok" in answer]
            waiting = [one for one, answer in told if "failed" in answer or answer.get("refused") == "TooBusy"]
            if not waiting:
                break
            if disk := self.disks.get(node.side.code):
                disk.free()  # whoever reads the message that a page could not be kept makes room
        else:
            raise UnplayableError(node.side.code)
        if doomed is not None:
            _kill(doomed.pid)  # if each was written by itself it still lives
            self.doomed.append(doomed)
        place = "SELECT seq FROM records_message WHERE env_id = ? AND direction = 'out'"
        # Of two in one case it is up to the node which goes first: as it says, and the other node must agree.
        for case, envelope in sorted(sent, key=lambda one: node.rows.one(place, one[1])["seq"]):
            case.sent[node.side.code].append(envelope)

    # -- officers who are alone -----------------------------------------------------------------------

    def _draft(self, case: Case, *, officer: str = "") -> dict[str, Any]:
        for _ in range(5):
            try:
                return case.asks.draft(
                    case.asked, "request", "REQ-PRESERVE", request_of(case.asks.side), officer=officer or case.asks.drafter
                )
            except (GoneError, BrokenPipeError):
                self._desk_again(case.asks)
        raise UnplayableError(case.asks.side.code)

    def _approve(self, node: RealNode, drafted: dict[str, Any]) -> str:
        """Approve; where the desk died meanwhile, send the same form once more, as a person would."""
        for _ in range(5):
            try:
                return node.approve(drafted)
            except (GoneError, BrokenPipeError):
                self._desk_again(node)
        raise UnplayableError(node.side.code)

    def _act(self) -> None:
        whole = self.cases
        self.cases = whole[-RECENT:]
        try:
            super()._act()
        except (GoneError, BrokenPipeError):  # while it was drafted: nothing was approved
            for node in self.pair.nodes:
                self._desk_again(node)
        finally:
            self.cases = whole

    def _read(self) -> None:
        case = self.draw.choice(self.cases[-RECENT:])
        node = self.draw.choice((case.asks, case.asked))
        with contextlib.suppress(RefusedError):
            try:
                if self._state(case, node):
                    node.play("read", officer=node.drafter, reference=case.number)
            except (GoneError, BrokenPipeError):
                self._desk_again(node)

    def _repeat(self) -> None:
        if self.cut:
            return  # whoever brings it would wait for as long as a connection takes to be given up
        whole = self.cases
        self.cases = whole[-RECENT:]
        with contextlib.suppress(AssertionError):  # a status: a node whose clock stands before its own key takes nothing
            self._deliver_again()
        self.cases = whole

    def _desk_again(self, node: RealNode) -> None:
        """Start the desk again where it died; a disk that is full is freed first, as an operator would."""
        assert node.officers is not None
        with contextlib.suppress(AssertionError):
            node.officers.wait(0.5)
        if node.officers.poll() is None:
            return
        if disk := self.disks.get(node.side.code):
            disk.free()
        node.stop_officers()
        node.start_officers()

    # -- calm -----------------------------------------------------------------------------------------

    def _calm(self) -> None:
        """Let every trap spring, take all of them away, start what is dead, and wait until nobody owes anything."""
        for timer in self.timers:
            timer.join()
        for process in self.doomed:
            process.wait(PATIENCE)  # what was told to die dies when the kernel comes to it
        self.timers.clear()
        self.doomed.clear()
        for wire in self.wires.values():
            wire.heal()
        for disk in self.disks.values():
            disk.free()
        for node in self.pair.nodes:
            set_clock(node, 0)
        self.pair.start_missing()
        self.pair.settle(self.patience)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def together(nodes: Sequence[RealNode]) -> dict[str, Any]:
    """Return how many times how many acts were approved, taken and receipted together, why groups parted, and how many a desk died in.

    Approved: as the desk said. Taken: in one POST, by the inbox's moments; receipted: in one reply, by those of the receipts.
    """
    groups = [group for node in nodes for group in node.groups]
    taken = "SELECT count(*) AS n FROM records_inbox GROUP BY received_at, peer"
    receipted = "SELECT count(*) AS n FROM records_receipt WHERE kind = 'received' AND direction = 'in' GROUP BY at"
    return {
        "approved": _sizes(group.acts for group in groups if group.parted == ""),
        "parted": dict(Counter(group.parted for group in groups if group.parted)),
        "died in": sum(1 for group in groups if group.parted is None),
        "taken": _sizes(row["n"] for node in nodes for row in node.rows.select(taken)),
        "receipted": _sizes(row["n"] for node in nodes for row in node.rows.select(receipted)),
    }


def _sizes(of: Iterable[int]) -> dict[str, int]:
    return {str(acts): times for acts, times in sorted(Counter(of).items()) if acts > 1}


def faults_of(laid: Sequence[Wire]) -> dict[str, int]:
    """Return how often wires did what."""
    total: Counter[str] = Counter()
    for wire in laid:
        total.update(wire.struck)
    return dict(sorted(total.items()))
