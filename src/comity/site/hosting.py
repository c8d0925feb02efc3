"""The web worker's own process, forked or started by the supervisor: granian's server for people."""

import sys
from pathlib import Path
from typing import Any, Final

from comity.directory.home import Home
from comity.site.booting import boot
from comity.site.lean import load_lean
from comity.site.parentage import name_process

NAME: Final = "comity-web"
THREADS: Final = 8
"""Who approve in the same moment are signed for and written for together: eight share more of both than four, and pages cost no more."""


def run_web_worker(home: Home) -> None:
    """Serve people from a node that is loaded in this process, until SIGTERM comes or the supervisor is gone."""
    name_process(NAME)
    # Only here: what people alone need is in one process, not in all that are forked beside it.
    from granian import Granian  # noqa: PLC0415 see above
    from granian.constants import Interfaces, Loops  # noqa: PLC0415 see above
    from granian.http import HTTP1Settings  # noqa: PLC0415 see above
    from granian.log import LogLevels  # noqa: PLC0415 see above

    class Here(Granian):  # type: ignore[misc, valid-type]  # a class that granian chooses by the interpreter it is built for
        """Granian's worker in the process that was made for it, where granian would fork another and keep this one to watch it."""

        def _spawn_worker(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401 as granian has it
            super()._spawn_worker(*args, **named).inner.run()
            sys.exit(0)  # it was told to stop

    Here(
        "comity.site.wsgi:application",
        address=home.web.host,
        port=home.web.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        loop=Loops.asyncio,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def main() -> None:
    """Run the web worker of the node named on the command line until SIGTERM comes."""
    load_lean()
    run_web_worker(boot(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
