"""The courier's own process, started by the supervisor; it stops when told, or when the supervisor is gone."""

import os
import signal
import sys
import threading
from pathlib import Path

from comity.site.booting import boot, spare_the_collector
from comity.site.parentage import end_with_supervisor


def main() -> None:
    """Run the courier of the node named on the command line until SIGTERM comes or standard input closes."""
    home = boot(Path(sys.argv[1]))
    from comity.courier.running import Courier  # noqa: PLC0415 needs the tables that boot has just loaded

    courier = Courier(home)
    spare_the_collector()

    def wait_for_the_end() -> None:
        # Whoever started it holds the other end of this pipe and never writes: end of file means that it stopped or died.
        # Read below Python's buffers: their lock would be held when the interpreter ends.
        os.read(sys.stdin.fileno(), 1)
        courier.stop()

    signal.signal(signal.SIGTERM, lambda *_: courier.stop())
    end_with_supervisor(courier.stop)
    threading.Thread(target=wait_for_the_end, name="end", daemon=True).start()
    courier.run()


if __name__ == "__main__":
    main()
