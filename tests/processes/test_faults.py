"""Rounds of `kill -9` under faults of wires, disks and clocks, three of them here; the checker that looks from outside can fail.

`make faults ARGS="--rounds 200"` plays as many as one likes, in a network and on disks of its own where the machine allows that.
"""

import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_machines import SizeLimit
from fault_proxy import Fault, Wire
from fault_rounds import FaultRounds, lead_through, wires
from forked_couriers import Forker
from outside_checker import PROGRAM
from planted_faults import PLANTED
from real_nodes import PATIENCE, Pair, lay_out_pair, wait_until

ROUNDS = 3
COMMAND = Path(__file__).with_name("play_faults.py")


@pytest.fixture(scope="module")
def played(founded: Path, loaded: tuple[Path, tuple[Forker | None, ...]], port: int) -> Iterator[FaultRounds]:
    """A few rounds, played."""
    folder, forkers = loaded
    lay_out_pair(founded, folder)
    lead_through(folder, port=port)
    with wires(port=port) as laid, Pair.at(folder, port=port, lent=forkers) as pair:
        disks = {node.side.code: SizeLimit(node) for node in pair.nodes}
        rounds = FaultRounds(pair, 5, wires=laid, disks=disks)
        for number in range(ROUNDS):
            rounds.play_round(number)
        yield rounds


def test_nothing_is_lost_doubled_forged_or_out_of_order(played: FaultRounds) -> None:
    """Each act stands once on both sides, in order, its receipt verifies, and a proof too.

    Somebody was killed in each round, and in one officers approved at once.
    """
    played.finish(proofs=1)
    assert sum(times for what, times in played.played.items() if what.startswith("kill -9")) == ROUNDS
    assert played.played["approved at once"], "nobody: another seed"
    assert played.outside.receipts >= len(played.cases) + len(played.told) - 1
    assert played.outside.proofs == 2


def spoiled(played: FaultRounds, how: str) -> tuple[Any, str, list[object], str, list[object]]:
    """Return whose rows are changed, how, and how that is undone."""
    case = played.cases[0]
    sender, receiver = case.asks, case.asked
    envelope = case.sent[sender.side.code][0]
    row = receiver.rows.inbox(envelope)
    receipt = sender.rows.one(
        "SELECT id, sealed FROM records_receipt WHERE env_id = ? AND kind = 'received' AND direction = 'in'", envelope
    )
    other = receipt["sealed"][:-9] + bytes([receipt["sealed"][-9] ^ 1]) + receipt["sealed"][-8:]
    columns = [name for name in row if name not in ("id", "peer")]
    quoted = ", ".join(f'"{name}"' for name in columns)
    twice = f"INSERT INTO records_inbox (peer, {quoted}) SELECT 'poc.zz.example', {quoted} FROM records_inbox WHERE id = ?"
    leaf = sender.rows.one('SELECT "index", leaf_hash FROM records_journalact WHERE "index" = 1')
    return {
        "lost": (
            receiver,
            "UPDATE records_inbox SET env_id = ? WHERE id = ?",
            ["0" * 32, row["id"]],
            "UPDATE records_inbox SET env_id = ? WHERE id = ?",
            [envelope, row["id"]],
        ),
        "doubled": (receiver, twice, [row["id"]], "DELETE FROM records_inbox WHERE peer = ?", ["poc.zz.example"]),
        "out of order": (
            receiver,
            "UPDATE records_message SET seq = seq + 1 WHERE env_id = ?",
            [envelope],
            "UPDATE records_message SET seq = seq - 1 WHERE env_id = ?",
            [envelope],
        ),
        "another receipt": (
            sender,
            "UPDATE records_receipt SET sealed = ? WHERE id = ?",
            [other, receipt["id"]],
            "UPDATE records_receipt SET sealed = ? WHERE id = ?",
            [receipt["sealed"], receipt["id"]],
        ),
        "another log": (
            sender,
            'UPDATE records_journalact SET leaf_hash = ? WHERE "index" = ?',
            [bytes(32), leaf["index"]],
            'UPDATE records_journalact SET leaf_hash = ? WHERE "index" = ?',
            [leaf["leaf_hash"], leaf["index"]],
        ),
    }[how]


@pytest.mark.parametrize("how", ["lost", "doubled", "out of order", "another receipt", "another log"])
def test_the_checker_finds_what_does_not_hold(played: FaultRounds, how: str) -> None:
    """Rows of one node are changed behind its back, and the checker says no; they are changed back."""
    node, change, values, undo, former = spoiled(played, how)
    node.rows.write(change, *values)
    try:
        with pytest.raises(AssertionError):
            played.finish(proofs=0)
    finally:
        node.rows.write(undo, *former)


def test_the_checker_finds_a_forked_log_and_a_forged_signature(played: FaultRounds) -> None:
    """A checkpoint that was seen and is not of this log; a receipt both sides have, which nobody signed."""
    seen = played.outside.seen["vn"]
    seen.insert(0, (seen[0][0] - 1, bytes(32)))
    with pytest.raises(AssertionError, match="of another log"):
        played.finish(proofs=0)
    seen.pop(0)
    played.finish(proofs=0)
    case = played.cases[0]
    receipt = case.asked.rows.inbox(case.sent[case.asks.side.code][0])["receipt"]
    with pytest.raises(played.outside._program.Refused):
        played.outside._receipt(receipt[:-9] + bytes([receipt[-9] ^ 1]) + receipt[-8:], by=case.asked)


# ---------------------------------------------------------------- the wire


class Echo:
    """Listens, remembers what came, and says it back."""

    def __init__(self) -> None:
        """Begin."""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.heard: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line:
            while True:
                try:
                    data = line.recv(1024)
                except OSError:
                    return
                if not data:
                    return
                self.heard.append(data)
                with contextlib.suppress(OSError):
                    line.sendall(data)


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    """One that echoes."""
    it = Echo()
    yield it
    it.door.close()


@pytest.fixture
def wire(echo: Echo) -> Iterator[Wire]:
    """A wire to it."""
    echo.heard.clear()
    laid = Wire(0, echo.port)
    yield laid
    laid.end()


def asked(wire: Wire, *, patience: float = PATIENCE) -> bytes | None:
    """Return what is said to `0123456789` over the wire, empty for a connection that is gone, None for nothing in time."""
    with socket.create_connection(("127.0.0.1", wire.port)) as line:
        line.settimeout(patience)
        try:
            line.sendall(b"0123456789")
            return line.recv(1024)
        except TimeoutError:
            return None
        except OSError:
            return b""


@pytest.mark.parametrize(
    ("fault", "told", "heard"),
    [
        (Fault.SLOW, b"0123456789", [b"0123456789"]),
        (Fault.CUT_REQUEST, b"", [b"0123"]),
        (Fault.CUT_REPLY, b"", [b"0123456789"]),
        (Fault.CORRUPT_REQUEST, b"0123$56789", [b"0123$56789"]),
        (Fault.CORRUPT_REPLY, b"0123$56789", [b"0123456789"]),
        (Fault.TWICE, b"0123456789", [b"0123456789", b"0123456789"]),
        (Fault.HALF_OPEN, None, []),
        (Fault.LORIS, b"0", [b"0"]),
    ],
    ids=lambda one: one.name if isinstance(one, Fault) else None,
)
def test_a_wire_does_what_is_asked_of_it(echo: Echo, wire: Wire, fault: Fault, told: bytes | None, heard: list[bytes]) -> None:
    """Each fault is what it says, is counted, and is over once the wire is healed."""
    wire.next_fault(fault, place=4, pace=0.02)
    said = asked(wire, patience=0.2 if told is None else PATIENCE)
    wait_until(lambda: len(echo.heard) >= len(heard), "what came")
    came = echo.heard[: len(heard)]
    if fault is Fault.LORIS:  # byte by byte; how many stand together when they are read is the machine's
        whole = b"0123456789"
        said, came = (said or b"")[:1], [one[:1] for one in came if whole.startswith(one) and len(one) < len(whole)]
    assert (said, came) == (told, heard)
    assert wire.struck[fault.value] >= 1
    wire.heal()
    assert asked(wire) == b"0123456789"


# ---------------------------------------------------------------- at its whole size


def command(*typed: str) -> tuple[int, dict[str, Any]]:
    """Play as an operator would; return the status and what was said."""
    here = COMMAND.parent
    path = os.pathsep.join(str(one) for one in (here.parents[1] / "tools", here.parent, here))
    done = subprocess.run(
        [sys.executable, str(COMMAND), *typed], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    sys.stderr.write(done.stderr)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.long
def test_two_hundred_rounds() -> None:
    """Other ones each time; minutes."""
    status, told = command("--rounds", "200", "--seed", str(random.SystemRandom().randrange(2**31)))
    assert (status, told["violation"], told["rounds"]) == (0, None, 200), told
    assert told["together"]["approved"]
    assert told["together"]["died in"]


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_that_is_planted_finds_its_line(name: str) -> None:
    """What it changes stands in the program, once: a fault that cannot be planted is found by nobody."""
    for line in PLANTED[name]:
        assert (PROGRAM.parents[4] / "comity" / line.file).read_text(encoding="utf-8").count(line.before) == 1


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    """A copy of the program in which a careless hand changed a line does not last thirty rounds.

    With every run of the tests: what the program does twice over is planted in vain in one place, and nobody else would see that.
    """
    status, told = command("--rounds", "30", "--patience", "20", "--plant", name)
    assert status == 1
    assert told["violation"].startswith("AssertionError"), "the checker found it: it is no program that does not start"
