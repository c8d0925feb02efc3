"""A relay's own process: it loads no node, no table and no page, and stops when told, or when whoever started it is gone."""

import signal
import threading
from pathlib import Path

from comity.courier.clocks import now
from comity.courier.relay.folder import read_relay
from comity.courier.relay.serving import Serving
from comity.directory.ports import require_free
from comity.site.logging import LOGGING, configure
from comity.site.parentage import end_with, name_process, named_supervisor

NAME = "comity-relay"
TELL_EVERY = 5.0


def run_relay(path: Path) -> int:
    """Serve the relay in `path` until SIGTERM or SIGINT comes; raises `BadRelay`, `PortTaken`."""
    folder = read_relay(path)
    require_free(folder.listen)
    name_process(NAME)
    configure(LOGGING)
    served = Serving(folder, clock=now)
    stopping = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stopping.set())
    end_with(named_supervisor(), stopping.set)
    serving = threading.Thread(target=served.serve, name="relay", daemon=True)
    serving.start()
    while not stopping.wait(TELL_EVERY):
        served.tell()
    served.stop()
    serving.join(timeout=5)
    served.close()
    return 0
