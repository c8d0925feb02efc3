"""`comity run`: one parent that starts web worker and courier, keeps the courier alive, and never leaves one behind."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_nodes import PATIENCE, PROGRAM, descendants, fetch, is_alive, is_free, wait_until


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    """A founded node of its own."""
    shutil.copytree(founded / "vn", tmp_path / "vn")
    return tmp_path / "vn"


@contextlib.contextmanager
def serving(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `comity run`, and end whatever of it is left when the block ends."""
    messages = home / "messages.log"
    with messages.open("w") as log:
        parent = subprocess.Popen([*PROGRAM, "run", "--home", str(home)], stderr=log, stdout=log, text=True)
    family = {parent.pid}
    try:
        yield parent
    finally:
        family |= set(descendants(parent.pid))
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        parent.wait()


def is_up(port: int) -> bool:
    """Say whether the node serves people and peers; its web port is `port`."""
    return fetch(port, "/account/login/") is not None and fetch(port + 10, "/comity/1/log/checkpoint") is not None


def courier_of(parent: subprocess.Popen[str]) -> int | None:
    """Return the process that runs the courier."""
    for pid in descendants(parent.pid):
        with contextlib.suppress(OSError):
            if b"comity.site.couriering" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    return None


def test_a_courier_that_was_killed_is_started_again(home: Path, port: int) -> None:
    """People notice nothing; peers are answered again within seconds, by another process."""
    with serving(home) as parent:
        wait_until(lambda: is_up(port), "node up")
        first = courier_of(parent)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: courier_of(parent) not in (None, first), "another courier")
        assert fetch(port, "/account/login/") is not None
        wait_until(lambda: is_up(port), "peers answered again")
    assert "starting it again" in (home / "messages.log").read_text()


def test_nothing_outlives_a_parent_that_was_killed(home: Path, port: int) -> None:
    """Neither courier nor web worker stays behind to hold the ports or the database: the node can be started again at once."""
    with serving(home) as parent:
        wait_until(lambda: is_up(port), "node up")
        family = descendants(parent.pid)
        assert courier_of(parent) in family
        try:
            parent.kill()
            parent.wait()
            wait_until(lambda: not any(map(is_alive, family)), f"end of all of {family}", patience=20)
        finally:
            for pid in filter(is_alive, family):
                os.kill(pid, signal.SIGKILL)
    assert is_free(port)
    assert is_free(port + 10)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_node_that_is_told_to_stop_stops_all_of_itself(home: Path, port: int, told: signal.Signals) -> None:
    """Status 0, every process gone, both ports free."""
    with serving(home) as parent:
        wait_until(lambda: is_up(port), "node up")
        family = descendants(parent.pid)
        parent.send_signal(told)
        assert parent.wait(PATIENCE) == 0
        assert not any(map(is_alive, family))
    assert is_free(port)
    assert is_free(port + 10)


@pytest.mark.parametrize("taken", ["web", "peers"])
def test_a_port_that_is_taken_is_said_and_nothing_is_started(home: Path, port: int, taken: str) -> None:
    """One sentence that names the port, what to do, and status 1."""
    busy = port if taken == "web" else port + 10
    with socket.create_server(("127.0.0.1", busy)):
        done = subprocess.run([*PROGRAM, "run", "--home", str(home)], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    first, *_ = done.stderr.splitlines()
    assert f"{busy}" in first
    assert "Traceback" not in done.stderr
