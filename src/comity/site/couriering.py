"""The courier's own process, started by the supervisor; it stops when told, or when the supervisor is gone."""

import sys
import threading
from pathlib import Path

from comity.site.booting import boot


def main() -> None:
    """Run the courier of the node named on the command line until standard input closes."""
    home = boot(Path(sys.argv[1]))
    from comity.courier.running import Courier  # noqa: PLC0415 needs the tables that boot has just loaded

    courier = Courier(home)

    def wait_for_the_end() -> None:
        # The supervisor holds the other end of this pipe and never writes: end of file means that it stopped or died.
        sys.stdin.buffer.read()
        courier.stop()

    threading.Thread(target=wait_for_the_end, name="end", daemon=True).start()
    courier.run()


if __name__ == "__main__":
    main()
