"""The command `comity`: gives the command-line door what only the roof can do, and nothing that needs Django before it is asked."""

import sys
from pathlib import Path

from comity.site.lean import load_lean


def run(path: Path) -> int:
    """Serve the node, or the relay, in `path` until it is told to stop; this process ends with it."""
    from comity.courier.relay import SETTINGS  # noqa: PLC0415 as in `main`

    if (path / SETTINGS).exists():
        from comity.site.relaying import run_relay  # noqa: PLC0415 as below

        return run_relay(path)
    from comity.directory.home import read_home  # noqa: PLC0415 as in `main`
    from comity.site.supervise import serve  # noqa: PLC0415 a command that serves nothing must not wait for the server

    return serve(read_home(path))


def main() -> None:
    """Run the command line, which says of itself what its own docstrings say; all else that this process loads may do without."""
    load_lean()
    from comity.doors.cli import cli  # noqa: PLC0415 what is loaded before it would be loaded with all it has
    from comity.doors.cli.roof import Roof  # noqa: PLC0415 as above
    from comity.site.booting import boot  # noqa: PLC0415 as above

    cli(obj=Roof(boot=boot, run=run, program=(sys.executable, "-m", "comity.site.entry")))


if __name__ == "__main__":
    main()
