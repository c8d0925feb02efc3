"""`comity run`: one web worker, one courier, one parent that starts both and ends both."""

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
from comity.directory.home import VARIABLE, Home
from comity.directory.ports import require_free
from comity.site.parentage import end_with_supervisor, name_supervisor

RESTART_PAUSE: Final = 2.0
STOP_PATIENCE: Final = 10.0
WEB_THREADS: Final = 4


class CourierKeeper:
    """Starts the courier's process, and again when it dies before it was told to stop."""

    def __init__(self, home: Home) -> None:
        """Keep the home; nothing is started yet."""
        self._home = home
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="courier-keeper", daemon=True)

    def start(self) -> None:
        """Start, and keep started."""
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
        try:
            process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._thread.join(RESTART_PAUSE)

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            # start_new_session: Ctrl-C at the terminal reaches the supervisor alone, which then stops the courier in order.
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and module
                [sys.executable, "-P", "-m", "comity.site.couriering", str(self._home.path)],
                stdin=subprocess.PIPE,
                start_new_session=True,
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
    """Serve `home` until SIGINT or SIGTERM; return the exit status. Raises `PortTaken`, `NoDatabase`."""
    require_free(home.web, home.peers)
    if home.database:
        require_usable(home.database)
    os.environ[VARIABLE] = str(home.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    end_with_supervisor(lambda: os.kill(os.getpid(), signal.SIGTERM))
    name_supervisor()
    keeper = CourierKeeper(home)
    server = Granian(
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
    )
    server.on_startup(keeper.start)
    server.on_shutdown(keeper.stop)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server.serve()
    return 0
