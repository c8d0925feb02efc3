"""`comity run`: one parent that starts web worker and courier, keeps both alive, and never leaves one behind."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_nodes import PATIENCE, PROGRAM, descendants, fetch, is_alive, is_free, wait_until
from server_rows import SERVER

from comity.site import watching


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
    try:
        yield parent
    finally:
        # The parent first: it would fork another web worker as soon as it sees one dead.
        for pid in (parent.pid, *descendants(parent.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        parent.wait()


def is_up(port: int) -> bool:
    """Say whether the node serves people and peers; its web port is `port`."""
    return fetch(port, "/account/login/") is not None and fetch(port + 10, "/comity/1/log/checkpoint") is not None


def courier_of(parent: subprocess.Popen[str]) -> int | None:
    """Return the process that runs the courier."""
    return child_of(parent, "comity-courier")


def child_of(parent: subprocess.Popen[str], name: str) -> int | None:
    """Return the process below `parent` that is listed under `name`."""
    for pid in descendants(parent.pid):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text().strip() == name:
                return pid
    return None


def family_of(parent: subprocess.Popen[str]) -> tuple[int, int]:
    """Return courier and web worker of a node that is up."""
    courier, web = courier_of(parent), child_of(parent, "comity-web")
    assert courier is not None
    assert web is not None
    return courier, web


def held(pid: int) -> dict[str, int]:
    """Return what a process holds of the memory, in KiB by the kernel's own names."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}


def opened(pid: int) -> set[str]:
    """Return the names of what a process has open."""
    names = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            names.add(str(link.readlink()))
    return names


def test_courier_and_web_worker_share_what_was_loaded_and_the_supervisor_holds_nothing_of_it(home: Path, port: int) -> None:
    """Both are forked: they have the command line of `comity run`, names of their own, and a part of what they hold in common.

    What they were forked from has become a process that holds little more than Python does.
    """
    with serving(home) as parent:
        wait_until(lambda: is_up(port), "node up")
        courier, web = family_of(parent)
        for pid in (courier, web):
            assert b"\0run\0--home\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
            assert held(pid)["Shared_Dirty"] > 12_000
        assert str(watching.__file__).encode() in Path(f"/proc/{parent.pid}/cmdline").read_bytes()
        assert held(parent.pid)["Anonymous"] < 3_000
    assert "shares no memory" not in (home / "messages.log").read_text()


@pytest.mark.skipif(bool(SERVER), reason="looks for the database among open files; test_loading.py asks on both databases")
def test_no_connection_to_the_database_is_handed_down(home: Path, port: int) -> None:
    """The supervisor has none, before and after both were forked from it; each of them opens its own."""
    with serving(home) as parent:
        wait_until(lambda: is_up(port), "node up")
        # Somebody comes with a session that nobody knows: the web worker looks for it.
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Cookie": f"comity-{port}={'a' * 32}"})).close()
        for pid in family_of(parent):
            wait_until(lambda pid=pid: any("node.sqlite3" in name for name in opened(pid)), f"a connection of process {pid}")
        assert not any("node.sqlite3" in name for name in opened(parent.pid))


def test_a_web_worker_that_was_killed_is_started_again(home: Path, port: int) -> None:
    """The courier goes on meanwhile; people are answered again within seconds, by a process that stops as the first one would have."""
    with serving(home) as parent:
        wait_until(lambda: is_up(port), "node up")
        courier, web = family_of(parent)
        os.kill(web, signal.SIGKILL)
        wait_until(lambda: child_of(parent, "comity-web") not in (None, web), "another web worker")
        wait_until(lambda: is_up(port), "people answered again")
        assert courier_of(parent) == courier
        assert b"comity.site.hosting" in Path(f"/proc/{child_of(parent, 'comity-web')}/cmdline").read_bytes()
        parent.terminate()
        assert parent.wait(PATIENCE) == 0
    assert is_free(port)
    assert "the web worker ended with status -9" in (home / "messages.log").read_text()


def test_national_rules_that_cannot_be_used_are_said_and_nothing_is_started(home: Path) -> None:
    """One sentence that names the file, what to do, and status 1: with half of its law a node does nothing."""
    (home / "rules").mkdir(exist_ok=True)
    (home / "rules" / "at-home.json").write_text("{}")
    done = subprocess.run([*PROGRAM, "run", "--home", str(home)], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    assert "at-home.json" in done.stderr
    assert "Traceback" not in done.stderr


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
        second = courier_of(parent)
        # What the first was forked from is gone.
        assert b"comity.site.couriering" in Path(f"/proc/{second}/cmdline").read_bytes()
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
