"""What `comity run` becomes when courier and web worker are forked: a process that holds nothing, watches both, and ends both in order.

python -I -S -c PROGRAM watching.py HOME ABOVE WEB COURIER     processes by their ids; 0 where there is none

It takes the place of the image that both were forked from, which would otherwise keep a copy of whatever they write to (docs/adr/0037).
So it imports nothing of ours and nothing that Python has not built in, not even `typing` for its constants: a test looks. `os` and `signal`
would take a megabyte, more than a third of what such a process holds: they bring `enum`, `collections`, `functools` and `re`'s kin to give
their own names to what stands in the two modules below. And it is imported, not run as a file: what is run is compiled anew each time.
"""

import _signal as signal  # type: ignore[import-not-found]  # typeshed leaves it out; what is used of it bears the names that `signal` documents
import posix as os
import sys
import time

LOOK_EVERY = 1.0
RESTART_PAUSE = 2.0
STOP_PATIENCE = 10.0

# In this order they are stopped: people first, so that what they still approved is carried.
MODULES = {"web worker": "comity.site.hosting", "courier": "comity.site.couriering"}

_PROGRAM = "import sys; sys.path[:] = [sys.argv[1].rpartition('/')[0]]; import watching; watching.main()"

TOLD = frozenset({signal.SIGINT, signal.SIGTERM})
# Held back and asked for one by one: what comes between the forks and the first question waits, and nothing here is interrupted.
ASKED_FOR = TOLD | {signal.SIGCHLD}


class Watch:
    """The processes of one node, each started again when it ends before it was told to."""

    def __init__(self, home: str, running: dict[str, int]) -> None:
        """Watch the processes in `running`, children of this one; whichever of a node's is not among them is started at once."""
        self._home = home
        self._running = running
        self._due = {name: 0.0 for name in MODULES if name not in running}

    def keep(self) -> None:
        """Take note of who ended, and start who is due."""
        for name, status in self._ended():
            sys.stderr.write(f"comity: the {name} ended with status {status}; starting it again\n")
            self._due[name] = time.monotonic() + RESTART_PAUSE
        for name in [name for name, moment in self._due.items() if moment <= time.monotonic()]:
            del self._due[name]
            self._running[name] = self._start(MODULES[name])

    def stop(self) -> None:
        """Let each finish what it has in hand, one after the other, and wait for it; end it where it does not."""
        for name in MODULES:
            if name in self._running:
                os.kill(self._running[name], signal.SIGTERM)
            until = time.monotonic() + STOP_PATIENCE
            while name in self._running and time.monotonic() < until:
                signal.sigtimedwait({signal.SIGCHLD}, LOOK_EVERY)
                list(self._ended())
            if name in self._running:
                os.kill(self._running[name], signal.SIGKILL)
                os.waitpid(self._running.pop(name), 0)

    def _ended(self) -> list[tuple[str, int]]:
        """Return who ended, with its exit status; each is told once."""
        ended = []
        for name, pid in list(self._running.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                del self._running[name]
                ended.append((name, os.waitstatus_to_exitcode(status)))
        return ended

    def _start(self, module: str) -> int:
        """Start a process from nothing: what it could be forked from is gone."""
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", module, self._home],
            {**os.environ, b"MALLOC_ARENA_MAX": b"1"},  # as `booting.share_one_heap` says to what is forked
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)],
            setsid=True,  # Ctrl-C at the terminal reaches this process alone, which then stops the others in order
            setsigmask=[],
        )


def hold_signals() -> None:
    """Hold back what a watch asks for, until `watch` asks or `let_signals` lets it through; it stays so in what this process becomes."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ASKED_FOR)


def let_signals() -> None:
    """Let through what `hold_signals` held back: in a forked process, which is told in its own way."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED_FOR)


def command(home: str, *, above: int | None, running: dict[str, int]) -> list[str]:
    """Return the command with which a process becomes the watch over its children in `running`."""
    return [sys.executable, "-I", "-S", "-c", _PROGRAM, __file__, home, str(above or 0), *(str(running.get(name, 0)) for name in MODULES)]


def watch(home: str, above: int, running: dict[str, int]) -> None:
    """Watch until SIGINT or SIGTERM comes, or the process `above` is no longer this one's parent; then stop both."""
    hold_signals()
    over = Watch(home, running)
    while True:
        over.keep()
        asked = signal.sigtimedwait(ASKED_FOR, LOOK_EVERY)
        if (asked is not None and asked.si_signo in TOLD) or (above and os.getppid() != above):
            break
    over.stop()


def main() -> None:
    """Watch what the command line names; see `command`."""
    watch(sys.argv[2], int(sys.argv[3]), {name: int(pid) for name, pid in zip(MODULES, sys.argv[4:], strict=True) if pid != "0"})
