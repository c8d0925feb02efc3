"""The command `comity` at a node that is loaded already: each command is a process of its own, forked instead of started anew.

python tests/processes/forked_commands.py HOME     reads lines of JSON, prints lines of JSON; ends with its standard input
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

_FORKER: Final = (sys.executable, __file__)
TAXII: Final = "taxii"  # no command: a program of the node's own asks its TAXII door, without a network
ENGLISH: Final = {"LC_ALL": "C.UTF-8"}
_STREAMS: Final = ((0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY | os.O_CREAT), (2, "err", os.O_WRONLY | os.O_CREAT))


class LoadedNode:
    """The process of one node from which commands are forked."""

    def __init__(self, home: str, *, env: dict[str, str]) -> None:
        """Start it."""
        self._process = subprocess.Popen([*_FORKER, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)

    def type_in(self, words: Sequence[str], *, given: str) -> subprocess.CompletedProcess[str]:
        """Return what a command did and said."""
        return typed_in(self._run, words, given=given)

    def _run(self, folder: str, *words: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([folder, *words]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


def typed_in(run: Callable[..., int], words: Sequence[str], *, given: str) -> subprocess.CompletedProcess[str]:
    """Return what a command did and said; `run` is `run_forked` at a node that is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in").write_text(given, encoding="utf-8")
        status = run(folder, *words)
        said, complained = ((Path(folder) / name).read_text(encoding="utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(list(words), status, said, complained)


def run_forked(folder: str, *words: str) -> int:
    """Return the status of a command that is forked from this process; its streams are the files `in`, `out` and `err` of `folder`.

    The words `TAXII`, client, secret, collection are no command: what stands in `in` is added there, or what is there is read.
    """
    from comity.site.entry import main

    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        for stream, name, how in _STREAMS:
            os.dup2(os.open(f"{folder}/{name}", how, 0o600), stream)
        os.environ |= ENGLISH
        if words[0] == TAXII:
            _ask(*words[1:])
            status = 0
        else:
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


def _ask(client: str, secret: str, collection: str) -> None:
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from programs import Program

    path, body = f"/taxii2/intel/collections/{collection}/objects/", sys.stdin.buffer.read()
    who = Program(client, secret)
    sys.stdout.buffer.write((who.post(path, body) if body else who.get(path)).body)
    sys.stdout.buffer.flush()


def _serve(home: Path) -> None:
    from comity.site.booting import boot, may_fork

    boot(home)
    assert may_fork()
    while line := sys.stdin.buffer.raw.readline():  # type: ignore[attr-defined]  # unbuffered: a child inherits nothing that is half read
        sys.stdout.write(f"{run_forked(*json.loads(line))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
