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
from collections.abc import Iterator
from pathlib import Path
from typing import Final

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


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Run a server while the block lasts; give the address of its maintenance database. Raises `NoServerError`.

    It listens on a socket in a folder that only this account and the server's may enter, and on no port.
    """
    bin_ = programs()
    folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))
    try:
        server = _start(bin_, folder)
        try:
            yield f"postgresql://{USER}@/postgres?host={folder}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(bin_: Path, folder: Path) -> "subprocess.Popen[bytes]":
    root = os.getuid() == 0
    try:
        account = pwd.getpwnam(_ACCOUNT) if root else None
    except KeyError as fault:
        raise NoServerError(f"PostgreSQL does not run as root, and there is no account {_ACCOUNT}: run this as another account") from fault
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    user = None if account is None else account.pw_uid
    group = None if account is None else account.pw_gid
    made = subprocess.run(
        [str(bin_ / "initdb"), "--pgdata", str(data), "--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"],
        user=user,
        group=group,
        extra_groups=None if account is None else [],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise NoServerError(f"initdb failed: {made.stderr.strip()[-1000:]}")
    with (folder / "messages.log").open("wb") as log:
        server = subprocess.Popen(
            [str(bin_ / "postgres"), "-D", str(data), "-k", str(folder), *_settings()],
            user=user,
            group=group,
            extra_groups=None if account is None else [],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends the command first; the server ends after it
        )
    _wait_for(bin_, folder, server)
    return server


def _settings() -> list[str]:
    wanted = {"listen_addresses": "", "max_connections": "200", "shared_buffers": "256MB", "unix_socket_permissions": "0777"}
    return [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]


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
        with cluster() as address:
            return subprocess.run(sys.argv[1:], env=os.environ | {VARIABLE: address}, check=False).returncode
    except NoServerError as fault:
        sys.stderr.write(f"tools/cluster.py: {fault}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
