"""The command `comity` at a node that is loaded already: each command is a process of its own, forked instead of started anew.

python tests/processes/forked_commands.py HOME     reads lines of JSON, prints lines of JSON; ends with its standard input
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_FORKER: Final = (sys.executable, __file__)
_STREAMS: Final = ((0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY | os.O_CREAT), (2, "err", os.O_WRONLY | os.O_CREAT))


class LoadedNode:
    """The process of one node from which commands are forked."""

    def __init__(self, home: str, *, env: dict[str, str]) -> None:
        """Start it."""
        self._process = subprocess.Popen([*_FORKER, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)

    def type_in(self, words: Sequence[str], *, given: str) -> subprocess.CompletedProcess[str]:
        """Return what a command did and said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "in").write_text(given, encoding="utf-8")
            self._process.stdin.write(json.dumps([folder, *words]) + "\n")
            self._process.stdin.flush()
            status = int(self._process.stdout.readline())
            said, complained = ((Path(folder) / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return subprocess.CompletedProcess(list(words), status, said, complained)

    def end(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


def run_forked(folder: str, *words: str) -> int:
    """Return the status of a command that is forked from this process; its streams are the files `in`, `out` and `err` of `folder`."""
    from comity.site.entry import main

    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        for stream, name, how in _STREAMS:
            os.dup2(os.open(f"{folder}/{name}", how, 0o600), stream)
        sys.argv = ["comity", *words]
        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001 -- what an interpreter does with it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _serve(home: Path) -> None:
    from comity.site.booting import boot, may_fork

    boot(home)
    assert may_fork()
    while line := sys.stdin.buffer.raw.readline():  # type: ignore[attr-defined]  # unbuffered: a child inherits nothing that is half read
        sys.stdout.write(f"{run_forked(*json.loads(line))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
