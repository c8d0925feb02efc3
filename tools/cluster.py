"""A PostgreSQL server of its own for tests and benchmarks: in a temporary folder, on a socket in it, ended with what it was started for.

    tools/cluster.py COMMAND...    run a command with COMITY_TEST_DATABASE naming the server, and end with its exit status

Debian's package is used and its own cluster left alone. PostgreSQL refuses to run as root: then it runs as the account `postgres`.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

VARIABLE: Final = "COMITY_TEST_DATABASE"
USER: Final = "comity"
_ACCOUNT: Final = "postgres"
_FOLDERS: Final = "/usr/lib/postgresql"
_PATIENCE: Final = 30.0
_STOP: Final = 20.0


class NoServerError(Exception):
    """PostgreSQL is not installed, or did not come up."""


def programs() -> Path:
    """Return the folder of the newest installed server's programs; raises `NoServerError`."""
    found = sorted(Path(_FOLDERS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    if found:
        return found[-1].parent
    if named := shutil.which("initdb"):
        return Path(named).resolve().parent
    message = "PostgreSQL is not installed: run  sudo apt-get install postgresql  and then this again"
    raise NoServerError(message)


@dataclass
class Server:
    """A server that runs: its folder, which holds its socket and its data, and the process that was started."""

    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        """The address of its maintenance database."""
        return f"postgresql://{USER}@/postgres?host={self.folder}"

    def restart_cold(self) -> None:
        """Stop it, have the system forget its files, and start it again: what follows comes from the disk."""
        _stop(self.process)
        for file in (self.folder / "data" / "base").rglob("*"):
            if file.is_file():
                with file.open("rb") as opened:
                    os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        self.process = _serve(programs(), self.folder, _account())


# What a server of tests does without: looking after tables that are gone in a minute, and compiling questions that are asked once.
_SHORT_LIVED: Final = {"autovacuum": "off", "jit": "off"}
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- a folder of its own name, for this account alone, is made in it
_ROOM: Final = 4 * 1024**3  # bytes that must be free there; a run of tests fills a quarter


@contextlib.contextmanager
def cluster(*, for_tests: bool = False) -> Iterator[Server]:
    """Run a server while the block lasts. Raises `NoServerError`.

    It listens on a socket in a folder that only this account and the server's may enter, and on no port. One that is `for_tests`
    has its data in memory where there is room: it promises each commit as any other does, and waits for no disk.
    """
    bin_, account = programs(), _account()
    in_memory = for_tests and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    folder = Path(tempfile.mkdtemp(prefix="comity-pg-", dir=_MEMORY if in_memory else None))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _initialise(bin_, folder, account)
        server = Server(folder, _serve(bin_, folder, account, _SHORT_LIVED if for_tests else {}))
        try:
            yield server
        finally:
            _stop(server.process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Return the account that the server runs as where this one is root's; raises `NoServerError` where there is none."""
    if os.getuid():
        return None
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError as fault:
        raise NoServerError(f"PostgreSQL does not run as root, and there is no account {_ACCOUNT}: run this as another account") from fault


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialise(bin_: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    said = ("--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8")
    made = subprocess.run(
        [str(bin_ / "initdb"), "--pgdata", str(folder / "data"), *said],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **_as(account),
    )
    if made.returncode:
        raise NoServerError(f"initdb failed: {made.stderr.strip()[-1000:]}")


def _serve(
    bin_: Path, folder: Path, account: pwd.struct_passwd | None, more: Mapping[str, str] = MappingProxyType({})
) -> "subprocess.Popen[bytes]":
    with (folder / "messages.log").open("ab") as log:
        server = subprocess.Popen(
            [str(bin_ / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *_settings(more)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends the command first; the server ends after it
            **_as(account),
        )
    _wait_for(bin_, folder, server)
    return server


def _settings(more: Mapping[str, str]) -> list[str]:
    wanted = {"listen_addresses": "", "max_connections": "200", "shared_buffers": "256MB", "unix_socket_permissions": "0777"}
    return [word for name, value in {**wanted, **more}.items() for word in ("-c", f"{name}={value}")]


def _wait_for(bin_: Path, folder: Path, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        if not subprocess.run([str(bin_ / "pg_isready"), "-q", "-h", str(folder)], check=False).returncode:
            return
        time.sleep(0.05)
    _stop(server)
    raise NoServerError(f"the server did not come up: {(folder / 'messages.log').read_text(errors='replace').strip()[-1000:]}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server that was started here, by its own process: fast first, at once when it does not listen."""
    for how in (signal.SIGINT, signal.SIGQUIT):
        if server.poll() is None:
            server.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(_STOP)
    if server.poll() is None:
        server.kill()
        server.wait()


def main() -> int:
    """Run the command of the command line beside a server."""
    if not sys.argv[1:]:
        sys.stderr.write("usage: tools/cluster.py COMMAND...\n")
        return 2
    try:
        with cluster(for_tests=True) as server:
            return subprocess.run(sys.argv[1:], env=os.environ | {VARIABLE: server.address}, check=False).returncode
    except NoServerError as fault:
        sys.stderr.write(f"tools/cluster.py: {fault}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
