"""Couriers, nodes and players forked from a process that has loaded them, as `comity run` forks its own: a start costs no second loading.

python tests/processes/forked_couriers.py HOME     reads lines of JSON, prints lines of JSON; ends with its standard input
"""

import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Self

from forked_commands import run_forked, typed_in

FORKER: Final = (sys.executable, __file__)
_LOOK_EVERY: Final = 0.005
TIMES: Final = "@"  # after a point: at which time it is passed the process ends; without it, at the first
CLOCK_AHEAD: Final = "clock-ahead"  # in a node's folder: by how many seconds its courier's clock is wrong; without it, by none


class Forker:
    """The process of one node from which its couriers are forked."""

    def __init__(self, home: Path) -> None:
        """Start it."""
        self._line = threading.Lock()  # one question at a time: a timer of a test asks too
        with (home / "courier.log").open("ab") as log:
            self._process = subprocess.Popen([*FORKER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def ask(self, op: str, of: Any) -> int | None:
        """Return what came of `fork` with a point to die at, of `run`, of `play` with a folder of pipes and a point, `type`, `look`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._line:
            self._process.stdin.write(json.dumps([op, of]) + "\n")
            self._process.stdin.flush()
            answer: int | None = json.loads(self._process.stdout.readline())
        return answer

    def type_in(self, words: Sequence[str], *, given: str) -> subprocess.CompletedProcess[str]:
        """Return what a command did and said at this node, as `forked_commands.LoadedNode` does."""
        return typed_in(lambda *of: self.ask("type", of), words, given=given)  # type: ignore[return-value]  # the status, for `type`

    def end(self) -> None:
        """End it, after all of its couriers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


class ForkedCourier:
    """One courier, with the ways of a `subprocess.Popen`."""

    def __init__(self, forker: Forker, *, crash_at: Any = "", op: str = "fork") -> None:
        """Fork it; with `crash_at` it ends by itself at that point, or the n-th time that it is there: `approve.sealed@3`."""
        self._forker, self._status = forker, None
        pid = forker.ask(op, crash_at)
        assert pid is not None
        self.pid = pid

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        if self._status is None:
            self._status = self._forker.ask("look", self.pid)
        return self._status

    def wait(self, patience: float) -> int:
        """Return the exit status as soon as it has ended."""
        until = time.monotonic() + patience
        while (status := self.poll()) is None:
            assert time.monotonic() < until, f"courier {self.pid} does not end"
            time.sleep(_LOOK_EVERY)
        return status

    def send_signal(self, told: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, told)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)


class ForkedNode(ForkedCourier):
    """A whole node, which the web worker and the courier are forked from in their turn; its messages go to its folder's `messages.log`."""

    def __init__(self, forker: Forker) -> None:
        """Fork it."""
        super().__init__(forker, op="run")

    def wait(self, patience: float = 60.0) -> int:
        """Return the exit status as soon as it has ended."""
        return super().wait(patience)

    def terminate(self) -> None:
        """Tell it to stop in order."""
        self.send_signal(signal.SIGTERM)


class ForkedPlayer(ForkedCourier):
    """The process that plays a node's officers, with the pipes of a `subprocess.Popen`; it ends with its standard input."""

    def __init__(self, forker: Forker, *, crash_at: str = "") -> None:
        """Fork it; with `crash_at` it ends by itself at that point."""
        with tempfile.TemporaryDirectory() as folder:
            for name in _PIPES:
                os.mkfifo(f"{folder}/{name}")
            super().__init__(forker, op="play", crash_at=[folder, crash_at])
            self.stdin = Path(folder, _PIPES[0]).open("w")  # noqa: SIM115 closed by whoever ends the player, as a Popen's
            self.stdout = Path(folder, _PIPES[1]).open()  # noqa: SIM115 as above


_PIPES: Final = ("asked", "said")
_ended: Final[dict[int, int]] = {}  # a status is given once by the system, and asked for by whoever comes


def _look(pid: int) -> int | None:
    if pid not in _ended:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            _ended[pid] = os.waitstatus_to_exitcode(status)
    return _ended.get(pid)


def _fork(be: Callable[[], Any]) -> int:
    pid = os.fork()
    if pid:
        _ended.pop(pid, None)
        return pid
    status = 1
    try:
        os.dup2(2, 1)  # standard output is the line to the test
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        status = be() or 0
    except Exception:  # noqa: BLE001 -- what an interpreter does with it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


class _NthTime(str):
    """The name of a point that equals it at the n-th time that it is compared, and no other time: `crash_point` looks, and ends.

    Several threads may be at the point at once; each is counted once.
    """

    __slots__ = ("_passing", "_times")
    __hash__ = str.__hash__

    def __new__(cls, name: str, times: int) -> Self:
        made = super().__new__(cls, name)
        made._times, made._passing = times, itertools.count(1)
        return made

    def __eq__(self, name: object) -> bool:
        return str(self) == name and next(self._passing) == self._times


def armed(point: str) -> str:
    """Return what `crash_point` compares with the point's name: itself, or what equals it at the n-th time only."""
    name, _, times = point.partition(TIMES)
    return _NthTime(name, int(times)) if times else name


def _courier(home: Any, point: str) -> int:
    from comity.desk import crashing
    from comity.site.couriering import run_courier

    def be() -> None:
        # Anew, for the folder may have been laid out anew.
        os.dup2(os.open(home.path / "courier.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
        os.dup2(2, 1)
        crashing._AT = armed(point)  # type: ignore[misc]  # read from the environment when this process began
        if (home.path / CLOCK_AHEAD).exists():
            _set_clock(home.path / CLOCK_AHEAD)
        run_courier(home)

    return _fork(be)


def _set_clock(ahead: Path) -> None:
    """Give the courier a clock that is as many seconds ahead as the file says now: `Courier` takes one, and asks nobody else."""
    from datetime import timedelta

    from comity.courier.running import Courier, now

    Courier.__init__.__kwdefaults__["clock"] = lambda: now() + timedelta(seconds=int(ahead.read_text()))


def _node(home: Any) -> int:
    from comity.site.supervise import serve

    def be() -> int:
        os.setsid()
        log = os.open(home.path / "messages.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(log, 1)
        os.dup2(log, 2)
        return serve(home)

    return _fork(be)


def _player(home: Any, folder: str, point: str) -> int:
    from officers_driver import player  # once: the next is forked with all of it

    def be() -> None:
        from comity.desk import crashing

        os.dup2(os.open(home.path / "officers.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
        # Each waits for the other end: in the order in which the test opens them.
        os.dup2(os.open(f"{folder}/{_PIPES[0]}", os.O_RDONLY), 0)
        os.dup2(os.open(f"{folder}/{_PIPES[1]}", os.O_WRONLY), 1)
        crashing._AT = armed(point)  # type: ignore[misc]  # as above
        player.serve()

    return _fork(be)


def _serve(path: Path) -> None:
    from comity.site.booting import boot, load_for_all, may_fork, spare_the_collector
    from comity.site.parentage import name_supervisor

    home = boot(path)
    load_for_all()
    spare_the_collector()
    name_supervisor()
    assert may_fork()
    while line := sys.stdin.buffer.raw.readline():  # type: ignore[attr-defined]  # unbuffered: a child inherits nothing that is half read
        op, of = json.loads(line)
        match op:
            case "fork":
                answer: int | None = _courier(home, of)
            case "run":
                answer = _node(home)
            case "play":
                answer = _player(home, *of)
            case "type":
                answer = run_forked(*of)
            case _:
                answer = _look(of)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
