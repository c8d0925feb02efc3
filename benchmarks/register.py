"""The register and the risk picture over HTTP, signed in, with the rows of many years; and how long a report takes to come in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.arithmetic import p50, p95
from benchmarks.browsing import Browser
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from benchmarks.world import PASSPHRASE, ROOT, two_nodes

REPORTS: Final = ROOT / "tests" / "fixtures" / "reports" / "twins"
PAGE: Final = 200.0  # milliseconds
PICTURE: Final = 500.0
IMPORT: Final = 200.0

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
}


@dataclass(frozen=True, slots=True)
class Effort:
    """How many meetings (five times as many statements, as many commitments), and how often each page is loaded."""

    meetings: int
    loads: int


FULL: Final = Effort(meetings=100_000, loads=40)
QUICK: Final = Effort(meetings=5_000, loads=10)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Fill a node's register, load its pages as an officer, and bring reports in."""
    with two_nodes(folder) as (_, node):
        node.do("unlock_key", passphrase=PASSPHRASE)
        node.do("chronicle_of", report=str(REPORTS / "002.txt"), meetings=effort.meetings)
        node.start_all()
        base = f"http://{node.home.web}"
        browser = Browser(base)
        browser.enter()
        for name, path in PAGES.items():
            _loaded(browser, f"{base}{path}", effort.loads, name=f"{name}, {effort.meetings:,} meetings", most=PAGE, report=report)
        _loaded(browser, f"{base}/countries/JP/", effort.loads, name=f"a State, {effort.meetings:,} meetings", most=PAGE, report=report)
        _loaded(browser, f"{base}/picture/", effort.loads, name=f"risk picture, {effort.meetings:,} meetings", most=PICTURE, report=report)
        node.stop_process()
        taken = node.do("reports", folder=str(REPORTS))["ms"]
        report.figures.append(Figure("one report comes in, the slowest of four", round(max(taken), 1), "ms", most=IMPORT))
    report.circumstances["register"] = {"load": load()}


def _loaded(browser: Browser, address: str, loads: int, *, name: str, most: float, report: Report) -> None:
    browser.get(address)  # the first load of a page also loads its modules
    taken = [browser.get(address).ms for _ in range(loads)]
    report.figures += [Figure(f"{name}, p50", round(p50(taken), 1), "ms"), Figure(f"{name}, p95", round(p95(taken), 1), "ms", most=most)]
