"""The register and the risk picture over HTTP, signed in, with the rows of many years, on both databases; and how long a report takes."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cluster

from benchmarks.arithmetic import p50, p95
from benchmarks.browsing import Browser
from benchmarks.figures import Figure, Report
from benchmarks.machine import load, worked
from benchmarks.world import PASSPHRASE, ROOT, Node, new_database, two_nodes
from comity.directory.databases import Database

REPORTS: Final = ROOT / "tests" / "fixtures" / "reports" / "twins"
PAGE: Final = 200.0  # milliseconds
PICTURE: Final = 500.0
IMPORT: Final = 200.0
BYTES: Final = 120_000

PAGES: Final = {
    "register": "/register/",
    "meetings": "/register/meetings/",
    "meetings of a State": "/register/meetings/?country=JP",
    "a meeting": "/register/meetings/M-2000500/",
    "statements": "/register/statements/",
    "commitments": "/register/commitments/",
    "commitments of a State": "/register/commitments/?of=JP",
    "a commitment": "/register/commitments/C-2000500/",
    "calendar": "/register/calendar/?month=2015-06",
    "search, a rare name": "/register/meetings/?q=dak+lak",
    "search, words of every row": "/register/meetings/?q=hoi+dam+cap+cao",
    "search, statements": "/register/statements/?q=toi+pham",
    "search, commitments": "/register/commitments/?q=toi+pham",
    "a State": "/countries/JP/",
}
PICTURES: Final = {
    "risk picture": "/picture/",
    "level with its history": "/picture/levels/RS-NATIONAL/",
    "indicator": "/picture/indicators/1/",
    "series": "/picture/series/1/",
    "meetings by State": "/picture/map/?of=meetings",
    "commitments by State": "/picture/map/?of=commitments",
    "requests by State": "/picture/map/?of=requests",
    "around a meeting": "/picture/links/?meeting=M-2000500",
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How many meetings (five times as many statements, as many commitments), how many requests, and how often each page is loaded."""

    meetings: int
    requests: int
    loads: int


FULL: Final = Effort(meetings=100_000, requests=100_000, loads=40)
QUICK: Final = Effort(meetings=5_000, requests=5_000, loads=10)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Fill a node on each database, one after the other, load its pages as an officer, and bring reports in."""
    with filled(folder / "sqlite", effort=effort, server=None) as node:
        pages(node, None, effort=effort, report=report)
    with cluster.cluster() as server, filled(folder / "postgresql", effort=effort, server=new_database(server, name="register")) as node:
        pages(node, server, effort=effort, report=report)


@contextlib.contextmanager
def filled(folder: Path, *, effort: Effort, server: Database | None) -> Iterator[Node]:
    """Make a node with the register, the requests and the risk picture of many years; nothing of it runs yet."""
    folder.mkdir()
    with two_nodes(folder, server=server) as (sender, node):
        node.do("unlock_key", passphrase=PASSPHRASE)
        node.do("chronicle_of", report=str(REPORTS / "002.txt"), meetings=effort.meetings)
        node.do("fill", count=effort.requests, peer=str(sender.home.node))
        node.do("outlook_of")
        yield node


def pages(node: Node, server: cluster.Server | None, *, effort: Effort, report: Report) -> None:
    """Load every page as an officer, then bring reports in. The processor counted is that of the node and of PostgreSQL's server."""
    node.start_all()
    assert node.process is not None
    workers = [node.process.pid, *([server.process.pid] if server else [])]
    database = "PostgreSQL" if server else "SQLite"
    base = f"http://{node.home.web}"
    browser = Browser(base)
    browser.enter()
    for found, most in ((PAGES, PAGE), (PICTURES, PICTURE)):
        for name, path in found.items():
            address = base + path
            page = browser.get(address)  # the first load of a page also loads its modules
            begun = sum(map(worked, workers))
            taken = [browser.get(address).ms for _ in range(effort.loads)]
            each = (sum(map(worked, workers)) - begun) / effort.loads * 1000
            title = f"{name}, {effort.meetings:,} meetings, {database}"
            report.figures += [
                Figure(f"{title}, p50", round(p50(taken), 1), "ms"),
                Figure(f"{title}, p95", round(p95(taken), 1), "ms", most=most),
                Figure(f"{title}, processor of one load", round(each, 1), "ms"),
                Figure(f"{title}, the page alone", page.size, "B"),
                Figure(f"{title}, with all it loads", browser.weight(page), "B", most=BYTES),
            ]
    node.stop_process()
    taken = node.do("reports", folder=str(REPORTS))["ms"]
    report.figures.append(Figure(f"one report comes in, the slowest of four, {database}", round(max(taken), 1), "ms", most=IMPORT))
    report.circumstances[f"register, {database}"] = {"load": load()}
