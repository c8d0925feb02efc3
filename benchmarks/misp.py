"""A MISP event of 100,000 attributes: how long its import takes over HTTP, what the node needs meanwhile, how fast a value of it is found.

It is pushed as an instance pushes it, in one request, by a client with its key; every attribute has what MISP 2.5 writes of one.
"""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.arithmetic import p50
from benchmarks.figures import Figure, Report
from benchmarks.machine import load, peak, worked
from benchmarks.threats import misp_event
from benchmarks.world import ROOT, Node, two_nodes

_SEARCHES: Final = 20
_NAME: Final = "bench-misp"


@dataclass(frozen=True, slots=True)
class Effort:
    """How many attributes the event has."""

    attributes: int


FULL: Final = Effort(attributes=100_000)
QUICK: Final = Effort(attributes=5_000)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Push an event to a node, look for values of it, and read it whole."""
    body = misp_event(effort.attributes)
    event = json.loads(body)["Event"]
    with two_nodes(folder) as (_, node):
        node.start_all()
        assert node.process is not None
        pid = node.process.pid
        with _instance(node) as ask:
            ask("POST", "events/add/metadata:1", misp_event(10, seed=1))  # the door is loaded when the first instance asks
            before = peak(pid)
            went, work, _ = _timed(pid, lambda: ask("POST", "events/add/metadata:1", body))
            high = peak(pid)
            values = [one["value"] for one in event["Attribute"][:: effort.attributes // _SEARCHES]]
            searches = [_timed(pid, lambda value=value: _search(ask, value))[0] * 1000 for value in values]
            read, read_work, answer = _timed(pid, lambda: ask("GET", f"events/view/{event['uuid']}"))
            whole = peak(pid)
        assert len(json.loads(answer)["Event"]["Attribute"]) == effort.attributes
        node.stop_process()
    gate = 30.0 if effort == FULL else None
    size = f"{effort.attributes:,} attributes, {len(body) / 2**20:.0f} MiB"
    report.figures += [
        Figure(f"a MISP event of {size} goes in", round(went, 1), "s", most=gate),
        Figure("the same, of processor", round(work, 1), "CPU-s", most=gate),
        Figure("largest process of the node before it", round(before), "MB"),
        Figure("largest process of the node with it", round(high), "MB", most=600 if gate else None),
        Figure("an attribute of it is found by its value, p50", round(p50(searches), 1), "ms"),
        Figure("the event is read whole", round(read, 1), "s"),
        Figure("the same, of processor, reading", round(read_work, 1), "CPU-s"),
        Figure("largest process of the node having read it", round(whole), "MB"),
    ]
    report.circumstances["misp"] = {"load": load(), "attributes": effort.attributes, "bytes": len(body)}


@contextmanager
def _instance(node: Node) -> Iterator[Callable[..., bytes]]:
    """Enter an instance of the node's own authority that may write one collection, and keep one connection to ask on."""
    _comity(node, "collection", "add", _NAME, "--alias", "misp", "--read", "anyone", "--write", f"client:{_NAME}")
    _comity(node, "client", "add", _NAME, "--authority", str(node.home.authority))
    key = json.loads(_comity(node, "client", "misp", _NAME, "--version", "2.5.34", "--json"))["key"]
    with closing(http.client.HTTPConnection("127.0.0.1", node.home.web.port, timeout=600)) as connection:

        def ask(method: str, path: str, body: bytes | None = None) -> bytes:
            headers = {"Accept": "application/json", "Authorization": key}
            connection.request(method, f"/misp/{path}", body, headers | ({"Content-Type": "application/json"} if body else {}))
            answer = connection.getresponse()
            told = answer.read()
            assert answer.status == 200, told[:600]
            return told

        yield ask


def _timed(pid: int, deed: Callable[[], bytes]) -> tuple[float, float, bytes]:
    """Return the seconds that it takes, the node's seconds of processor, and what came of it."""
    before, begun = worked(pid), time.perf_counter()
    told = deed()
    return time.perf_counter() - begun, worked(pid) - before, told


def _search(ask: Callable[..., bytes], value: str) -> bytes:
    told = ask("POST", "attributes/restSearch", json.dumps({"returnFormat": "json", "value": value}).encode())
    assert [one["value"] for one in json.loads(told)["response"]["Attribute"]] == [value]
    return told


def _comity(node: Node, *words: str) -> str:
    whole = [sys.executable, "-m", "comity.site.entry", "intel", *words, "--home", str(node.home.path)]
    return subprocess.run(whole, check=True, capture_output=True, text=True, cwd=ROOT).stdout
