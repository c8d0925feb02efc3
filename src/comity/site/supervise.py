"""`comity run`: one web worker, one courier, one parent that loads the node once, forks both from itself and ends both."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from typing import Final

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from comity.directory.databases import require_usable
from comity.directory.home import Home
from comity.directory.ports import require_free
from comity.site.booting import boot, load_for_all, may_fork, spare_the_collector
from comity.site.couriering import run_courier
from comity.site.parentage import end_with, name_supervisor, named_supervisor

RESTART_PAUSE: Final = 2.0
STOP_PATIENCE: Final = 10.0
WEB_THREADS: Final = 4

_FORK: Final = multiprocessing.get_context("fork")


class ForkedCourier:
    """A courier that was forked from this process, with the ways of a `subprocess.Popen`."""

    def __init__(self, home: Home) -> None:
        """Fork it; only where `may_fork`."""
        self._process = _FORK.Process(target=_be_courier, args=(home,), name="courier")
        self._process.start()

    def wait(self) -> int | None:
        """Return the exit status as soon as it has ended; from one thread only."""
        self._process.join()
        return self._process.exitcode

    def terminate(self) -> None:
        """Tell it to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()


def _be_courier(home: Home) -> None:
    os.setsid()  # Ctrl-C at the terminal reaches the supervisor alone, which then stops the courier in order
    run_courier(home)


class CourierKeeper:
    """Starts the courier's process, and again when it dies before it was told to stop."""

    def __init__(self, home: Home) -> None:
        """Keep the home; nothing is started yet."""
        self._home = home
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: ForkedCourier | subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="courier-keeper", daemon=True)

    def start(self) -> None:
        """Start, and keep started."""
        if may_fork():
            self._process = ForkedCourier(self._home)
        else:
            sys.stderr.write(
                "comity: something runs in this process already; the courier is started by itself and shares no memory with it\n"
            )
            self._start()
        self._thread.start()

    def stop(self) -> None:
        """Let the courier finish what it has in hand, and wait for it."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        process.terminate()
        # Only the keeper's thread waits for processes: two who wait for one take its status away from each other.
        self._thread.join(STOP_PATIENCE)
        if self._thread.is_alive():
            process.kill()
            self._thread.join()

    def _start(self) -> subprocess.Popen[bytes] | None:
        """Start a courier from nothing: this process has threads by now, and what is forked may wait for their locks for ever."""
        with self._lock:
            if self._stopping.is_set():
                return None
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and module
                [sys.executable, "-P", "-m", "comity.site.couriering", str(self._home.path)],
                stdin=subprocess.PIPE,
                start_new_session=True,  # as for `_be_courier`
            )
            return self._process

    def _keep(self) -> None:
        process = self._process
        while process is not None:
            status = process.wait()
            if self._stopping.is_set():
                return
            sys.stderr.write(f"comity: the courier ended with status {status}; starting it again\n")
            self._stopping.wait(RESTART_PAUSE)
            process = self._start()


def serve(home: Home) -> int:
    """Serve `home` until SIGINT or SIGTERM; return the exit status. Raises `PortTaken`, `NoDatabase`, and what `load_for_all` does."""
    require_free(home.web, home.peers)
    if home.database:
        require_usable(home.database)
    boot(home.path)
    load_for_all()
    spare_the_collector()
    above = named_supervisor()
    name_supervisor()
    keeper = CourierKeeper(home)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        keeper.start()  # before anything here has a thread
        end_with(above, lambda: os.kill(os.getpid(), signal.SIGTERM))
        _serve_people(home)
    finally:
        keeper.stop()
    return 0


def _serve_people(home: Home) -> None:
    """Run granian's own main process here: it forks the web worker, which finds everything loaded."""
    Granian(
        "comity.site.wsgi:application",
        address=home.web.host,
        port=home.web.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=WEB_THREADS,
        loop=Loops.asyncio,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
