"""The courier's own process, forked or started by the supervisor; it stops when told, or when the supervisor is gone."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Final

from comity.directory.home import Home
from comity.site.booting import boot, spare_the_collector
from comity.site.lean import load_lean
from comity.site.parentage import end_with, name_process, named_supervisor

NAME: Final = "comity-courier"
SWITCH: Final = 0.0005
"""Seconds after which a thread that reckons lets another go on.

Whoever takes an act lets go at each of twenty statements; at Python's usual five milliseconds it might wait a tenth of a second in all
while, say, the log is published.
"""


def run_courier(home: Home) -> None:
    """Run the courier of a node that is loaded in this process, until SIGTERM comes or the supervisor is gone."""
    name_process(NAME)
    from comity.courier.clocks import clock_of  # noqa: PLC0415 as below
    from comity.courier.running import Courier  # noqa: PLC0415 needs the tables that boot has loaded

    courier = Courier(home, clock=clock_of(home))
    spare_the_collector()
    sys.setswitchinterval(SWITCH)
    signal.signal(signal.SIGTERM, lambda *_: courier.stop())
    end_with(named_supervisor(), courier.stop)
    courier.run()


def main() -> None:
    """Run the courier of the node named on the command line until SIGTERM comes or its supervisor is gone.

    Where nobody was named as that, it is whoever holds the other end of standard input.
    """
    load_lean()
    home = boot(Path(sys.argv[1]))
    if named_supervisor() is None:
        threading.Thread(target=_wait_for_the_end, name="end", daemon=True).start()
    run_courier(home)


def _wait_for_the_end() -> None:
    # Whoever started it holds the other end of this pipe and never writes: end of file means that it stopped or died.
    # Read below Python's buffers: their lock would be held when the interpreter ends.
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
