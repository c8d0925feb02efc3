"""`comity run`: loads the node once, forks web worker and courier from what it loaded, and becomes the small process that watches both."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from comity.directory.databases import require_usable
from comity.directory.home import Home
from comity.directory.ports import require_free
from comity.site.booting import boot, load_for_all, may_fork, share_one_heap, spare_the_collector
from comity.site.couriering import run_courier
from comity.site.hosting import run_web_worker
from comity.site.parentage import name_supervisor, named_supervisor
from comity.site.watching import command, hold_signals, let_signals


def serve(home: Home) -> NoReturn:
    """Serve `home` until SIGINT or SIGTERM ends this process. Raises `PortTaken`, `NoDatabase`, and what `load_for_all` does."""
    require_free(home.web, home.peers)
    if home.database:
        require_usable(home.database)
    boot(home.path)
    load_for_all()
    spare_the_collector()
    share_one_heap()
    above = named_supervisor()
    name_supervisor()
    hold_signals()
    running = {}
    if may_fork():
        running = {"courier": _fork(run_courier, home), "web worker": _fork(run_web_worker, home)}
    else:
        sys.stderr.write("comity: something runs in this process already; what serves is started by itself and shares no memory\n")
    os.execv(sys.executable, command(str(home.path), above=above, running=running))  # noqa: S606 our own interpreter and module


def _fork(run: Callable[[Home], None], home: Home) -> int:
    """Return the process that runs `run`; only where `may_fork`."""
    sys.stdout.flush()
    sys.stderr.flush()
    if pid := os.fork():
        return pid
    status = 1
    try:
        os.setsid()  # Ctrl-C at the terminal reaches the supervisor alone, which then stops the others in order
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        let_signals()
        run(home)
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 nothing of this process may go on where it was forked
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
