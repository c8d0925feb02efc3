"""`comity demo` as a stranger runs it: what it promises on its last line, its door, its ports, and what it leaves behind."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from real_nodes import PROGRAM, QUICK, descendants, fetch, is_alive, is_free, wait_until

from comity.desk.proving.bag import REPORT
from comity.directory.home import read_home
from comity.doors.cli import cli
from comity.doors.cli.roof import Roof

PLAYED_WITHIN = 240.0
KEYS = {"request", "state", "envelopes", "receipts_verified", "logs_consistent", "proof", "seconds"}


def test_the_story_plays_once_and_ends_with_what_it_promised(tmp_path: Path, port: int) -> None:
    """One line of JSON, status 0: answered, every receipt verified and listed, logs consistent, a proof file that is there."""
    done = subprocess.run(
        [*PROGRAM, "demo", "--once", "--folder", str(tmp_path / "demo"), "--port", str(port)],
        capture_output=True,
        text=True,
        timeout=PLAYED_WITHIN,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    (line,) = done.stdout.splitlines()
    told = json.loads(line)
    assert told.keys() >= KEYS
    assert told["state"] == "answered"
    assert told["logs_consistent"] is True
    with zipfile.ZipFile(told["proof"]) as bag:
        assert bag.read(REPORT).startswith(b"%PDF-")
    assert told["receipts_verified"] == len(told["receipts"]) > told["envelopes"] > 0
    assert len({(one["id"], one["kind"]) for one in told["receipts"]}) == told["receipts_verified"]
    assert all(one.keys() == {"id", "kind", "digest"} for one in told["receipts"])
    assert all(is_free(port + step) for step in (0, 1, 10, 11))


@pytest.mark.long
@pytest.mark.parametrize("way", ["pouch", "relay", "week"])
def test_the_same_story_goes_each_other_way_and_tells_the_same(tmp_path: Path, port: int, way: str) -> None:
    """By hand, over a relay, to a node that was away for a week: the same last line, with as many envelopes and receipts.

    `make test` has a small one of each: two real nodes by hand and over a relay (test_pouch, test_over_relay), a line whose peer is away
    for a week (tests/courier/test_away.py).
    """
    done = subprocess.run(
        [*QUICK, "demo", "--once", "--over", way, "--folder", str(tmp_path / "demo"), "--port", str(port)],
        capture_output=True,
        text=True,
        timeout=PLAYED_WITHIN,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told.keys() >= KEYS
    assert (told["state"], told["logs_consistent"], told["proof_verified"], told["envelopes"]) == ("answered", True, True, 10)
    assert told["receipts_verified"] == told["receipts_owed"] == len(told["receipts"])
    messages = "".join((tmp_path / "demo" / side / "messages.log").read_text() for side in ("vn", "xr"))
    assert ('"no-route"' in messages) is True  # no line was there, or it was down
    if way == "week":
        assert "Day 7" in done.stderr
    else:
        assert (tmp_path / "demo" / ("relay" if way == "relay" else "carried")).is_dir()
    assert all(is_free(port + step) for step in (0, 1, 10, 11, 20))


def test_an_outage_is_of_the_line(tmp_path: Path) -> None:
    """What does not go together is said before anything is made."""
    words = ["demo", "--once", "--outage", "--over", "relay", "--folder", str(tmp_path / "demo")]
    done = CliRunner().invoke(cli, words, obj=Roof(boot=read_home, run=lambda _: 0, program=PROGRAM))
    assert done.exit_code == 2
    assert "--outage" in done.output
    assert not (tmp_path / "demo").exists()


def _hear_signals() -> None:
    """Hear what a terminal sends: tests that were started in the background, or under `nohup`, inherit that it is ignored."""
    for told in (signal.SIGHUP, signal.SIGINT):
        signal.signal(told, signal.SIG_DFL)


@contextlib.contextmanager
def playing(folder: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run `comity demo` as at a terminal of its own; end whatever is left of it when the block ends."""
    with (folder / "told.log").open("w") as log:
        parent = subprocess.Popen(
            [*QUICK, "demo", *options, "--folder", str(folder / "demo"), "--port", str(port)],
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_signals,  # noqa: PLW1509 nothing else runs in this process yet
        )
    family: set[int] = set()
    try:
        yield parent
    finally:
        family |= {parent.pid, *descendants(parent.pid)}
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        parent.wait()


def wait_for_words(folder: Path, parent: subprocess.Popen[str], words: str) -> None:
    """Return when the demonstration has said `words`."""
    told = folder / "told.log"
    wait_until(lambda: words in told.read_text() or parent.poll() is not None, words, patience=PLAYED_WITHIN)
    assert parent.poll() is None, told.read_text()[-3000:]


def test_with_an_outage_it_is_played_all_the_same_and_stays_up_until_ctrl_c(tmp_path: Path, port: int) -> None:
    """One node was down for a while: what was due waited, and all of it held; both let the reader in as any officer.

    Ctrl-C, which a terminal sends to the whole group, leaves no process behind.
    """
    with playing(tmp_path, port, "--outage") as parent:
        wait_for_words(tmp_path, parent, "Ctrl-C stops both nodes")
        told = (tmp_path / "told.log").read_text()
        assert "and waits; Ruritania's officers go on" in told
        assert re.search(r" is answered; (\d+) of \1 receipts verified", told)
        assert "All of it held" in told
        family = descendants(parent.pid)
        doors = [fetch(port, "/demo/"), fetch(port + 1, "/demo/")]
        os.killpg(parent.pid, signal.SIGINT)
        parent.wait(60)
        try:
            assert not any(map(is_alive, family)), family
        finally:
            for pid in filter(is_alive, family):
                os.kill(pid, signal.SIGKILL)
    assert doors == [200, 200]
    assert all(is_free(port + step) for step in (0, 1, 10, 11))


def caught(pid: int) -> set[int]:
    """Return the signals that a process has told the kernel to bring to it."""
    (mask,) = re.findall(r"^SigCgt:\s*(\w+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return {number for number in range(1, 65) if int(mask, 16) >> (number - 1) & 1}


@pytest.mark.parametrize("told", [pytest.param(signal.SIGTERM, marks=pytest.mark.long), signal.SIGHUP])
def test_its_end_in_the_middle_of_the_story_leaves_no_process_behind(tmp_path: Path, port: int, told: signal.Signals) -> None:
    """Told to stop, or its terminal closed: nodes, couriers, workers and players end with it.

    It hears SIGTERM as it hears Ctrl-C, which the test above sends; its terminal's end it does not hear, and is gone at once.
    """
    with playing(tmp_path, port) as parent:
        wait_for_words(tmp_path, parent, "Ransomware")
        assert {signal.SIGINT, signal.SIGTERM} <= caught(parent.pid)
        assert signal.SIGHUP not in caught(parent.pid)
        family = descendants(parent.pid)
        parent.send_signal(told)
        assert parent.wait(60) != 0
        try:
            wait_until(lambda: not any(map(is_alive, family)), f"end of all of {family}")
        finally:
            for pid in filter(is_alive, family):
                os.kill(pid, signal.SIGKILL)
    assert all(is_free(port + step) for step in (0, 1, 10, 11))


@pytest.mark.parametrize("step", [0, 1, 10, 11])
def test_a_busy_port_is_said_before_anything_is_made(tmp_path: Path, port: int, step: int) -> None:
    """One sentence with the port, what to do about it, status 1, and no folder that the next try would stumble over."""
    words = ["demo", "--once", "--folder", str(tmp_path / "demo"), "--port", str(port)]
    with socket.create_server(("127.0.0.1", port + step)):
        done = CliRunner().invoke(cli, words, obj=Roof(boot=read_home, run=lambda _: 0, program=PROGRAM))
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    said = [line for line in done.stderr.splitlines() if line.startswith("comity:")]
    assert len(said) == 1
    assert str(port + step) in said[0]
    assert "--port" in done.stderr
    assert not (tmp_path / "demo" / "vn" / "node.toml").exists()


def test_a_node_that_the_demonstration_did_not_make_has_no_such_door(founded: Path, tmp_path: Path, port: int) -> None:
    """The same address is not found at a node without `demo = true`, signed in or not: there is nothing behind it."""
    home = tmp_path / "vn"
    shutil.copytree(founded / "vn", home)
    settings = home / "node.toml"
    settings.write_text(settings.read_text().replace("demo = true\n", ""))
    with (tmp_path / "told.log").open("w") as log:
        parent = subprocess.Popen([*PROGRAM, "run", "--home", str(home)], stdout=log, stderr=log, text=True)
    try:
        wait_until(lambda: fetch(port, "/account/login/") is not None, "node up")
        assert fetch(port, "/account/login/") == 200
        assert fetch(port, "/demo/") == 404
    finally:
        parent.terminate()
        parent.wait(60)
