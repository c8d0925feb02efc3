"""A million requests and ten thousand open clocks, on both databases: queue, deep pages and searches, over HTTP, signed in."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cluster

from benchmarks.arithmetic import p50, p95
from benchmarks.browsing import Browser
from benchmarks.exchange import start_couriers
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from benchmarks.world import Node, new_database, two_nodes
from comity.directory.databases import Database

PAGE: Final = 200
SEARCH: Final = 300
REAL: Final = 30

# By what each asks of the index: one name of few, a number, words that every request has, beginnings, lists that cross, a month, nothing.
SEARCHES: Final = {
    "a name": "q=dak+lak",
    "a name with its marks": "q=%C4%90%E1%BA%AFk+L%E1%BA%AFk",
    "a number": "q=XR-1990-123456",
    "words of every request": "q=preservation+electronic+data",
    "a short beginning": "q=pr",
    "a long beginning": "q=preserv",
    "a rare word": "q=tu1a2b",
    "a rare and a common word": "q=tu1a2b+preservation",
    "a state": "state=refused",
    "words, state, direction, holder": "q=bao+quan&state=withdrawn&direction=out&holder=nobody",
    "a month of long ago": "since=2022-03-01&until=2022-03-31",
    "words of long ago": "q=dak+lak&until=2023-01-31",
    "days of long ago and a rare word": "q=tu1a2b&since=2022-03-05&until=2022-03-06",
    "what is not there": "q=unobtainium",
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How many requests, how many with an open clock, how often each page is loaded, how often from a cold database."""

    requests: int
    open: int
    loads: int
    cold: int
    rounds: int


FULL: Final = Effort(requests=1_000_000, open=10_000, loads=60, cold=5, rounds=3)
QUICK: Final = Effort(requests=50_000, open=2_000, loads=10, cold=2, rounds=1)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Fill a node on each database and load its pages; rounds of both alternate, and the quietest of each counts."""
    taken: dict[str, list[dict[str, list[float]]]] = {}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(cluster.cluster())
        nodes = {
            "SQLite": stack.enter_context(_filled(folder / "sqlite", effort=effort, server=None)),
            "PostgreSQL": stack.enter_context(_filled(folder / "postgresql", effort=effort, server=new_database(server, name="million"))),
        }
        for number in range(effort.rounds):
            for name, node in nodes.items():
                found = _round(node, effort=effort, server=server)
                taken.setdefault(name, []).append(found)
                said = {what: {"p50": round(p50(ms), 1), "p95": round(p95(ms), 1)} for what, ms in found.items()}
                report.rounds.append({"part": "million", "round": number + 1, "database": name, "load": load(), **said})
                print(f"{name}, round {number + 1}, load {load()}: {said}", flush=True)
    for name, rounds in taken.items():
        for what in rounds[0]:
            best = min((one[what] for one in rounds), key=p95)
            most = SEARCH if what.startswith("search") else PAGE
            title = f"{what}, {effort.requests:,} requests, {name}"
            report.figures += [
                Figure(f"{title}, p50", round(p50(best), 1), "ms"),
                Figure(f"{title}, p95", round(p95(best), 1), "ms", most=most),
            ]


@contextlib.contextmanager
def _filled(folder: Path, *, effort: Effort, server: Database | None) -> Iterator[Node]:
    """Have real requests delivered to a node, and put the multitude before them in time and after them in number."""
    folder.mkdir()
    with two_nodes(folder, server=server) as (sender, receiver):
        start_couriers(sender, receiver)
        sender.do("prepare", count=REAL, peer=str(receiver.home.node))
        sender.do("pipeline", count=REAL, officers=1)
        for node in (sender, receiver):
            node.stop_process()
        receiver.do("multiply", count=effort.requests, open=effort.open, peer=str(sender.home.node), country=str(sender.home.country))
        receiver.stop_driver()
        yield receiver


def _round(node: Node, *, effort: Effort, server: cluster.Server) -> dict[str, list[float]]:
    """Load everything once round: cold first, then warm, then deep, then each search."""
    found: dict[str, list[float]] = {"queue, cold": []}
    for _ in range(effort.cold):
        _forget(node, server)
        node.start_all()
        browser = Browser(f"http://{node.home.web}")
        found["queue, cold"].append(browser.enter().ms)
        found["queue, cold"].append(browser.get(f"http://{node.home.web}/?mine").ms)
        node.stop_process()
    node.start_all()
    base = f"http://{node.home.web}"
    browser = Browser(base)
    browser.enter()
    for what, path in (("queue", "/"), ("queue, what one holds", "/?mine"), ("queue, what nobody holds", "/?free"), ("list", "/requests/")):
        found[what] = [browser.get(base + path).ms for _ in range(effort.loads)]
    found["list, deep"] = [browser.get(f"{base}/requests/?before={at}").ms for at in _depths(effort)]
    found["search, deep"] = [browser.get(f"{base}/requests/?q=preservation&before={at}").ms for at in _depths(effort)]
    for what, asked in SEARCHES.items():
        found[f"search for {what}"] = [browser.get(f"{base}/requests/?{asked}").ms for _ in range(max(effort.loads // 4, 3))]
    node.stop_process()
    return found


def _depths(effort: Effort) -> list[int]:
    return [effort.requests * place // effort.loads + 50 for place in range(1, effort.loads)]


def _forget(node: Node, server: cluster.Server) -> None:
    """Have the system forget what it keeps of the node's tables in memory, and the server what it keeps itself."""
    if node.home.database:
        server.restart_cold()
        return
    for file in node.home.path.glob("node.sqlite3*"):
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
