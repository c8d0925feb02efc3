"""The four pages of the desk over real HTTP, signed in, with a hundred thousand requests in the tables: how long, and how heavy."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.arithmetic import p50, p95
from benchmarks.browsing import Browser, Page
from benchmarks.exchange import start_couriers
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from benchmarks.world import Node, two_nodes

REQUESTS: Final = 100_000
REAL: Final = 30
MILLISECONDS: Final = 100
BYTES: Final = 120_000

_REQUEST: Final = r"/requests/[A-Z]{2}-\d{4}-\d{6}/"


@dataclass(frozen=True, slots=True)
class Effort:
    """How many requests stand in the tables, and how often each page is loaded."""

    requests: int
    loads: int


FULL: Final = Effort(requests=REQUESTS, loads=100)
QUICK: Final = Effort(requests=10_000, loads=30)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Have real requests delivered to a node, fill it up, and load its pages as an officer."""
    with two_nodes(folder) as (sender, receiver):
        _deliver(sender, receiver)
        receiver.do("fill", count=effort.requests, peer=str(sender.home.node))
        receiver.start_all()
        browser = Browser(f"http://{receiver.home.web}")
        for name, page in _pages(browser).items():
            taken = [browser.get(page.address).ms for _ in range(effort.loads)]
            report.figures += [
                Figure(f"{name} page with {effort.requests:,} requests, p50", round(p50(taken), 1), "ms"),
                Figure(f"{name} page with {effort.requests:,} requests, p95", round(p95(taken), 1), "ms", most=MILLISECONDS),
                Figure(f"{name} page with all it loads", browser.weight(page), "B", most=BYTES),
            ]
    report.circumstances["pages"] = {"load": load()}


def _deliver(sender: Node, receiver: Node) -> None:
    start_couriers(sender, receiver)
    sender.do("prepare", count=REAL, peer=str(receiver.home.node))
    sender.do("pipeline", count=REAL, officers=1)
    for node in (sender, receiver):
        node.stop_process()


def _pages(browser: Browser) -> dict[str, Page]:
    """Find the pages by the links that an officer would follow."""
    queue = browser.enter()
    request = _follow(browser, queue, _REQUEST)
    decision = _follow(browser, request, _REQUEST + r"decide/")
    compose = _follow(browser, queue, r"/compose/.*")
    if (begin := compose.form(r"/compose/.*")) is not None:
        compose = browser.post(begin)  # the first page only asks what to write; the next is the form
    return {"queue": queue, "request": request, "decision": decision, "compose": compose}


def _follow(browser: Browser, page: Page, pattern: str) -> Page:
    """Load what a link, or else a form, of `page` leads to."""
    link, form = page.link(pattern), page.form(pattern)
    if link:
        return browser.get(link)
    assert form, f"{page.address} leads nowhere like {pattern}"
    return browser.post(form)
