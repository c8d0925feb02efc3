"""The demonstration: how long it takes, and what a node holds of the memory after it."""

import compileall
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Final

from benchmarks.browsing import Browser
from benchmarks.figures import Figure, Report
from benchmarks.machine import children, family, load, proportional
from benchmarks.world import ROOT, free_port
from comity.site import watching

SECONDS: Final = 20
MEGABYTES: Final = 150
LOADS: Final = 50

_PATIENCE: Final = 180


def measure_seconds(folder: Path, *, report: Report) -> None:
    """Play the demonstration once, from nothing to its last line."""
    done = subprocess.run([*_demo(folder / "once"), "--once"], cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    report.circumstances["demo"] = {"load": load(), "envelopes": said["envelopes"], "receipts": said["receipts_verified"]}
    report.figures.append(Figure("demo --once", said["seconds"], "s", most=SECONDS))


def measure_memory(folder: Path, *, report: Report) -> None:
    """Play the demonstration, load pages of both nodes while they stay up, and weigh each node's processes."""
    # As set-up leaves them: a process that must compile what it imports holds 10 MB more.
    compileall.compile_dir(ROOT / "src" / "comity", quiet=2)
    subprocess.run([sys.executable, ROOT / "tools" / "compile_lean.py"], check=True)
    with (folder / "demo.log").open("wb+") as log:
        shown = subprocess.Popen(_demo(folder / "stay"), cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            _await_line(log, "Ctrl-C", shown)
            nodes = _nodes(shown.pid)
            for home, _ in nodes:
                _load_pages(home)
            held = {home.name: round(sum(map(proportional, family(pid))), 1) for home, pid in nodes}
        finally:
            os.kill(shown.pid, signal.SIGINT)
            shown.wait(_PATIENCE)
    report.circumstances["memory"] = held
    report.figures.append(Figure(f"memory of a node after the demo and {LOADS} pages", max(held.values()), "MB", most=MEGABYTES))


def _demo(folder: Path) -> list[str]:
    return [sys.executable, "-m", "comity.site.entry", "demo", "--folder", str(folder), "--port", str(_free_row())]


def _free_row() -> int:
    """Return a port that is free with those which the demonstration takes beside it: the next, and the tenth after each."""
    while True:
        port = free_port()
        with contextlib.ExitStack() as probes, contextlib.suppress(OSError, OverflowError):
            for place in (0, 1, 10, 11):
                probes.enter_context(socket.socket()).bind(("127.0.0.1", port + place))
            return port


def _await_line(log: IO[bytes], word: str, shown: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and shown.poll() is None:
        log.seek(0)
        said = log.read().decode()
        if word in said:
            return
        time.sleep(0.2)
    log.seek(0)
    message = f"the demonstration did not come to its end:\n{log.read().decode()[-2000:]}"
    raise RuntimeError(message)


def _nodes(pid: int) -> list[tuple[Path, int]]:
    """Return home and process of each node's supervisor among the children of the demonstration."""
    found = []
    for child in children(pid):
        words = Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8").split("\0")
        if watching.__file__ in words:
            found.append((Path(words[words.index(watching.__file__) + 1]), child))
    assert len(found) == 2, found
    return found


def _load_pages(home: Path) -> None:
    address = next(line.split('"')[1] for line in (home / "node.toml").read_text(encoding="utf-8").splitlines() if line.startswith("web"))
    browser = Browser(f"http://{address}")
    queue = browser.enter()
    pages = [queue.address, *dict.fromkeys(link for link in queue.links if link.startswith(f"http://{address}/") and "logout" not in link)]
    for place in range(LOADS):
        browser.get(pages[place % len(pages)])
