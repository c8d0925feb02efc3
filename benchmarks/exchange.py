"""One act between two nodes until its receipt is committed at the sender, in rounds beside the peer.

One at a time it is timed from its approved payload on, as the peer is from the message that it signs and encrypts; and from before its
approval, which asks rights, rules and safeguards as well. In the pipeline and at a pace everything counts.
"""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import arriving, peer
from benchmarks.arithmetic import median_ratio, p50, p99
from benchmarks.content import SIZE
from benchmarks.figures import Figure, Report, columns
from benchmarks.machine import disk, load
from benchmarks.world import PASSPHRASE, Node, two_nodes
from comity.site.hosting import THREADS as WEB_THREADS

WIRE_CAP: Final = 20_000
RATE: Final = 100
PIPELINE: Final = 300  # acts a second
TIMES: Final = 10  # as many as the peer's, one after the other
OFFICERS: Final = WEB_THREADS  # who approve at the same time, each in a thread of the web worker

_LOOK: Final = 0.001


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    rounds: int
    alone: int
    together: int
    mails: int
    seconds: int


FULL: Final = Effort(rounds=5, alone=60, together=400, mails=30, seconds=60)
QUICK: Final = Effort(rounds=3, alone=25, together=150, mails=12, seconds=8)


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Play the rounds, then the paced arrivals; add figures and rounds to `report`."""
    with two_nodes(folder) as (sender, receiver), peer.correspondents() as mail:
        start_couriers(sender, receiver)
        report.circumstances["peer"] = peer.version()
        _prepare(sender, receiver, effort.rounds * (effort.alone + effort.together) + effort.alone)
        sender.do("one_at_a_time", count=effort.alone)  # warm: connections open, keys loaded, statements kept
        mail.sequential(3, size=SIZE)
        for number in range(1, effort.rounds + 1):
            report.rounds.append(_round(number, (sender, receiver), mail, folder=folder, effort=effort))
        _add_rates(report)
        _prepare(sender, receiver, RATE * effort.seconds)
        _add_paced(report, _paced(sender, seconds=effort.seconds), seconds=effort.seconds)
        report.figures.append(Figure("envelope of a 10 KiB act", sender.do("wire_size")["bytes"], "B", most=WIRE_CAP))
        _require_complete(sender, receiver)
    print(_rounds_table(report.rounds))


def start_couriers(sender: Node, receiver: Node) -> None:
    """Start both nodes as they run in earnest, and unlock the key of the second officer."""
    for node in (receiver, sender):
        node.start_courier()
    sender.do("unlock_key", passphrase=PASSPHRASE)


def _prepare(sender: Node, receiver: Node, count: int) -> None:
    sender.do("prepare", count=count, peer=str(receiver.home.node))


def _round(number: int, nodes: tuple[Node, Node], mail: peer.Peer, *, folder: Path, effort: Effort) -> dict[str, Any]:
    sender, _ = nodes
    _await_quiet(nodes)
    mailed = mail.sequential(effort.mails, size=SIZE)
    alone = sender.do("one_at_a_time", count=effort.alone)
    _await_quiet(nodes)
    at_once = mail.parallel(2 * effort.mails, size=SIZE)
    piped = sender.do("pipeline", count=effort.together, officers=OFFICERS)
    probed = disk(folder)
    return {
        "round": number,
        "peer": _rate(mailed),
        "peer_p50_ms": round(p50(mailed), 1),
        "peer_two": round(2 * effort.mails / at_once, 1),
        "alone": _rate(alone["ms"]),
        "alone_p50_ms": round(p50(alone["ms"]), 1),
        "alone_p99_ms": round(p99(alone["ms"]), 1),
        "whole": _rate(alone["whole_ms"]),
        "whole_p50_ms": round(p50(alone["whole_ms"]), 1),
        "pipeline": round(effort.together / piped["seconds"], 1),
        "load": load(),
        "fdatasync_p50_ms": probed.p50,
        "fdatasync_p99_ms": probed.p99,
    }


def _await_quiet(nodes: tuple[Node, Node]) -> None:
    """Return when neither node indexes what came before: it would slow the peer down, while whoever sends has it wait."""
    for node in nodes:
        node.do("quiet")


def _rate(taken: list[float]) -> float:
    return round(1000 * len(taken) / sum(taken), 1)


def _add_rates(report: Report) -> None:
    column = {name: [one[name] for one in report.rounds] for name in report.rounds[0]}
    peers = column["peer"]
    report.figures += [
        Figure("GnuPG + SMTP + receipt, one at a time", statistics.median(peers), "/s"),
        Figure("GnuPG + SMTP + receipt, two in parallel", statistics.median(column["peer_two"]), "/s"),
        Figure("Comity, one at a time", statistics.median(column["alone"]), "/s"),
        Figure("Comity, one at a time, p50", statistics.median(column["alone_p50_ms"]), "ms"),
        Figure("Comity, one at a time, with its approval", statistics.median(column["whole"]), "/s"),
        Figure("Comity, one at a time, with its approval, p50", statistics.median(column["whole_p50_ms"]), "ms"),
        Figure("Comity, pipeline", statistics.median(column["pipeline"]), "/s", least=PIPELINE),
        Figure("one at a time, by the sequential peer", round(median_ratio(column["alone"], peers), 2), "x", least=3),
        Figure("one at a time with its approval, by the sequential peer", round(median_ratio(column["whole"], peers), 2), "x"),
        Figure("pipeline, by the sequential peer", round(median_ratio(column["pipeline"], peers), 2), "x", least=TIMES),
        Figure("pipeline, by the peer two in parallel", round(median_ratio(column["pipeline"], column["peer_two"]), 2), "x"),
    ]


def _rounds_table(rounds: list[dict[str, Any]]) -> str:
    return columns([tuple(rounds[0]), *[tuple(str(value) for value in one.values()) for one in rounds]])


# -- arrivals at a steady pace ---------------------------------------------------------------------


def _paced(sender: Node, *, seconds: int) -> list[float]:
    """Return the milliseconds of each act from its arrival until its receipt was seen in the sender's database."""
    with arriving.receipts(sender.home.sqlite) as receipts:
        sender.tell("paced", rate=RATE, seconds=seconds, officers=OFFICERS)
        seen = _watch(receipts, count=RATE * seconds, until=time.monotonic() + 3 * seconds + 60)
    arrived = sender.hear()["arrived"]
    return [(seen[case] - at) * 1000 for case, at in arrived.items()]


def _watch(receipts: arriving.Receipts, *, count: int, until: float) -> dict[str, float]:
    """Return when each new receipt was first seen, by case. It is written in the transaction that ends its outbox row."""
    seen: dict[str, float] = {}
    while len(seen) < count:
        assert time.monotonic() < until, f"{count - len(seen)} receipts did not come"
        came, at = receipts.fresh(), time.monotonic()
        seen |= dict.fromkeys(came, at)
        time.sleep(_LOOK)
    return seen


def _add_paced(report: Report, taken: list[float], *, seconds: int) -> None:
    carried = len(taken) / seconds
    report.circumstances["paced"] = {"rate": RATE, "seconds": seconds, "load": load()}
    report.figures += [
        Figure(f"arrivals carried at {RATE}/s for {seconds} s", carried, "/s", least=RATE),
        Figure("paced arrivals, p50", round(p50(taken), 1), "ms", most=25, aim="20"),
        Figure("paced arrivals, p99", round(p99(taken), 1), "ms", most=80),
    ]


def _require_complete(sender: Node, receiver: Node) -> None:
    here, there = sender.do("census"), receiver.do("census")
    assert here["sent"] == here["receipted"] == there["taken"], f"sent and receipted {here}, taken {there}"
