"""Threat information over TAXII 2.1: how fast objects go in and come out, beside medallion and OpenTAXII, in one run.

What counts is objects for each second that the server's processes work: the client works beside them, and is not counted.
"""

import http.client
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import cluster

from benchmarks.arithmetic import p50, p99
from benchmarks.figures import Figure, Report
from benchmarks.machine import family, load, proportional, worked
from benchmarks.medallion import medallion
from benchmarks.opentaxii import opentaxii
from benchmarks.threats import indicators
from benchmarks.world import ROOT, Node, new_database, two_nodes

MEDIA: Final = "application/taxii+json;version=2.1"
BATCH: Final = 1000
ON_SERVER: Final = ", PostgreSQL"  # at the end of a figure's name
_SEARCHED: Final = 500  # identifiers asked for one by one
_ACCEPTED: Final = 202
_MILLION: Final = 1_000_000
_EDGE: Final = 25  # pages at either end of the large collection that are compared
_ROUNDS: Final = 5  # in which they are asked for in turn
_PEERS: Final = 1000  # objects that the peer is asked for; of more it needs minutes for a page


@dataclass(frozen=True, slots=True)
class Effort:
    """How many objects are sent and read, how many in the large collection, how many single ones are asked for; the peer's seconds."""

    objects: int
    many: int
    single: int
    peers: float


FULL: Final = Effort(objects=50_000, many=1_000_000, single=3_000, peers=60.0)
QUICK: Final = Effort(objects=5_000, many=20_000, single=500, peers=5.0)


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading a collection: how many objects, the milliseconds of each page, what asks for each, the server's work."""

    count: int
    taken: list[float]
    asked: list[str]
    work: float


@dataclass
class Server:
    """A TAXII server: the collection's address, who asks, and the processes whose work counts."""

    pids: tuple[int, ...]
    port: int
    collection: str
    credentials: str
    """`name:secret` for Basic, or `Bearer` and a token."""
    kept: int = _ACCEPTED
    """What it answers when it has kept what was sent."""

    @property
    def authorization(self) -> str:
        """Return what is said with every request."""
        return self.credentials if " " in self.credentials else f"Basic {b64encode(self.credentials.encode()).decode()}"

    def work(self) -> float:
        """Return the seconds that its processes have had a processor."""
        return sum(map(worked, self.pids))

    @contextmanager
    def line(self) -> Iterator[Callable[..., tuple[int, Any, bytes]]]:
        """Keep one connection, on which one request after the other is put."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)) as connection:

            def ask(method: str, path: str, body: bytes | None = None) -> tuple[int, Any, bytes]:
                headers = {"Accept": MEDIA, "Authorization": self.authorization}
                connection.request(method, self.collection + path, body, headers | ({"Content-Type": MEDIA} if body else {}))
                answer = connection.getresponse()
                return answer.status, answer.headers, answer.read()

            yield ask

    def ingest(self, objects: Iterable[bytes], *, seconds: float = 1e9) -> tuple[int, float, float]:
        """Send objects, a thousand at a time, for `seconds`; return how many, the seconds that the answers took, and the server's work."""
        count, taken, before = 0, 0.0, self.work()
        left = iter(objects)
        with self.line() as ask:
            while taken < seconds and (batch := list(islice(left, BATCH))):
                body = b'{"objects":[' + b",".join(batch) + b"]}"
                begun = time.perf_counter()
                status, _, answer = ask("POST", "objects/", body)
                taken += time.perf_counter() - begun
                assert status == self.kept, answer[:300]
                assert status != _ACCEPTED or json.loads(answer)["success_count"] == len(batch), answer[:600]
                count += len(batch)
        return count, taken, self.work() - before

    def read(self) -> Read:
        """Read a collection to its end."""
        count, before = 0, self.work()
        taken: list[float] = []
        asked = [f"objects/?limit={BATCH}"]
        with self.line() as ask:
            while True:
                begun = time.perf_counter()
                status, _, body = ask("GET", asked[-1])
                taken.append((time.perf_counter() - begun) * 1000)
                assert status == 200, body[:300]
                envelope = json.loads(body)
                count += len(envelope.get("objects", ()))
                if not envelope.get("more"):
                    return Read(count, taken, asked, self.work() - before)
                asked.append(f"objects/?limit={BATCH}&next={envelope['next']}")

    def in_turn(self, one: list[str], other: list[str], *, rounds: int) -> tuple[float, float]:
        """Ask for pages of two parts of a collection in turn, so many `rounds`; return the median milliseconds of either.

        What the machine does meanwhile, it does to both: from the beginning of a large collection to its end a reader needs seconds, in
        which its speed moves by more than is asked for. The first round is not counted: after it both parts are in memory.
        """
        taken: tuple[list[float], list[float]] = ([], [])
        with self.line() as ask:
            for number in range(rounds + 1):
                for pair in zip(one, other, strict=True):
                    for place, path in enumerate(pair if number % 2 else reversed(pair)):
                        begun = time.perf_counter()
                        status, _, body = ask("GET", path)
                        spent = (time.perf_counter() - begun) * 1000
                        assert status == 200, body[:300]
                        if number:
                            taken[place if number % 2 else 1 - place].append(spent)
        return statistics.median(taken[0]), statistics.median(taken[1])

    def one_by_one(self, ids: list[str], count: int) -> tuple[list[float], float]:
        """Ask for single objects on one connection; return the milliseconds of each and the server's work."""
        taken, before = [], self.work()
        with self.line() as ask:
            for number in range(count):
                begun = time.perf_counter()
                status, _, _ = ask("GET", f"objects/{ids[number % len(ids)]}/")
                taken.append((time.perf_counter() - begun) * 1000)
                assert status == 200
        return taken, self.work() - before


def measure(folder: Path, *, effort: Effort, report: Report) -> None:
    """Fill collections of a node and of the peers over HTTP, read them, ask for single objects; then a million."""
    peers = _peers_rates(folder, effort=effort, report=report)
    with two_nodes(folder) as (_, node):
        ours = Ours(node, effort=effort, report=report)
        rates = ours.exchange()
        report.figures += [
            Figure(f"{name}, times the better peer", round(rates[name] / peers[of], 1), "times", least=least)
            for name, of, least in (
                ("ingest, heads read", "ingest", 30),
                ("ingest, validated whole", "ingest", 15),
                ("read, own authority", "read", 10),
            )
        ]
        scan = _scan(node, "bench-head")
        report.figures.append(Figure("SQLite's own scan, times ours", round(scan / rates["read, own authority"], 1), "times", most=6))
        ours.many()
        node.stop_process()
    report.circumstances["taxii"] = {"load": load(), "objects": effort.objects}


def measure_on_server(folder: Path, *, effort: Effort, report: Report) -> None:
    """Do the same with a node whose tables are in PostgreSQL; the work of its server counts too. Half of SQLite's gates hold.

    Where `measure` was in the same run, each figure is also compared with its.
    """
    with cluster.cluster() as server, two_nodes(folder, server=new_database(server, name="taxii")) as (_, node):
        ours = Ours(node, effort=effort, report=report, server=server)
        ours.exchange()
        ours.many()
        node.stop_process()
    report.figures += list(_compared(report.figures))
    report.circumstances["taxii-postgresql"] = {"load": load(), "objects": effort.objects}


def _compared(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield how many times worse each figure with a gate is on PostgreSQL, of those that both databases have."""
    values = {one.name: one.value for one in figures}
    for one in figures:
        slower = values.get(one.name + ON_SERVER)
        if slower and one.value and (one.least or one.most) and one.unit not in {"MB", "times"}:
            times = one.value / slower if one.least else slower / one.value
            yield Figure(f"{one.name}: PostgreSQL, times as long", round(times, 2), "times", most=2)


class Ours:
    """A node that is measured, with its tables in its folder or on `server`."""

    def __init__(self, node: Node, *, effort: Effort, report: Report, server: cluster.Server | None = None) -> None:
        """Start the node."""
        node.start_all()
        assert node.process is not None
        self._node, self._effort, self._report = node, effort, report
        self._pids = (node.process.pid, *([server.process.pid] if server else []))
        self._where, self._times = (ON_SERVER, 2) if server else ("", 1)

    def exchange(self) -> dict[str, float]:
        """Send, read, and ask for single objects; return the rates by what was measured."""
        self._collection("bench-first", checks="head").ingest(indicators(1))  # the door is loaded when the first program asks
        sent, rates = list(indicators(self._effort.objects)), {}
        for checks, name, least in (("head", "ingest, heads read", 20_000), ("full", "ingest, validated whole", 10_000)):
            count, taken, work = self._collection(f"bench-{checks}", checks=checks).ingest(sent)
            rates[name] = count / work
            self._add(name, round(rates[name]), "objects/CPU-s", least=least)
            self._add(f"{name}, by the wall", round(count / taken), "objects/s")
        own = self._collection("bench-head")
        whole = own.read()
        fewer = self._client("bench-head", name="bench-other", authority="xr-poc").read()
        assert whole.count == self._effort.objects
        assert 0 < fewer.count < whole.count, "who is of another State sees less"
        rates["read, own authority"] = whole.count / whole.work
        self._add("read, own authority", round(whole.count / whole.work), "objects/CPU-s", least=150_000)
        self._add("read, filtered for another State", round(fewer.count / fewer.work), "objects/CPU-s", least=150_000)
        self._add("a page of 1,000, p50", round(p50(whole.taken), 1), "ms")
        self._add("a page of 1,000, filtered, p50", round(p50(fewer.taken), 1), "ms")
        ids = [json.loads(one)["id"] for one in sent[:: max(1, len(sent) // _SEARCHED)]]
        own.one_by_one(ids, 50)
        single, work = own.one_by_one(ids, self._effort.single)
        self._add("one object, signed in", round(len(single) / work), "answers/CPU-s", least=3_000)
        self._add("one object, signed in, p99", round(p99(single), 2), "ms", most=5)
        return rates

    def many(self) -> None:
        """Send very many, and read them to the end."""
        server = self._collection("bench-many", checks="head")
        count, taken, work = server.ingest(indicators(self._effort.many, seed=11))
        whole = server.read()
        assert whole.count == count
        full = whole.asked[1 : count // BATCH]  # with a token each, and a thousand objects
        edge = max(1, min(_EDGE, len(full) // 2))
        first, last = server.in_turn(full[:edge], full[-edge:], rounds=_ROUNDS)
        self._add(f"{count:,} objects go in", round(taken, 1), "s", most=60 if count == _MILLION else None)
        self._add(f"{count:,} objects go in, of processor", round(work, 1), "CPU-s")
        self._add(f"a page of 1,000 of {count:,}, p50", round(p50(whole.taken), 1), "ms")
        self._report.figures += [
            Figure(f"a node with them{self._where}", round(sum(map(proportional, family(self._pids[0]))), 1), "MB", most=250),
            Figure(f"last pages, times the first{self._where}", round(last / first, 2), "times", most=1.2),
        ]

    def _add(self, name: str, value: float, unit: str, *, least: float | None = None, most: float | None = None) -> None:
        """Add a figure, with half of the gate for a server: there the same is asked for within two times."""
        least, most = least and least / self._times, most and most * self._times
        self._report.figures.append(Figure(name + self._where, value, unit, least=least, most=most))

    def _collection(self, alias: str, *, checks: str = "") -> Server:
        """Make a collection that everybody of the directory may read, with a client of its own; or enter one that is there."""
        authority = f"{self._node.home.authority}"
        if checks:
            words = ("--unmarked", "TLP:GREEN", "--checks", checks, "--read", "anyone", "--write", f"authority:{authority}")
            self._comity("collection", "add", alias, "--alias", alias, *words)
        return self._client(alias, name=f"{alias}-{time.monotonic_ns()}", authority=authority)

    def _client(self, alias: str, *, name: str, authority: str) -> Server:
        secret = json.loads(self._comity("client", "add", name, "--authority", authority, "--json"))["secret"]
        return Server(self._pids, self._node.home.web.port, f"/taxii2/intel/collections/{alias}/", f"{name}:{secret}")

    def _comity(self, *words: str) -> str:
        whole = [sys.executable, "-m", "comity.site.entry", "intel", *words, "--home", str(self._node.home.path)]
        return subprocess.run(whole, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def _scan(node: Node, alias: str) -> float:
    """Return how many objects SQLite reads each CPU-second from the same table, a thousand at a time, for nobody in particular."""
    statement = (
        "SELECT p.added, o.body FROM records_stixplace p JOIN records_stixobject o ON o.id = p.object_id"
        " WHERE p.collection_id = (SELECT id FROM records_intelcollection WHERE alias = ?) AND p.newest > 0 AND p.added > ?"
        " ORDER BY p.added LIMIT 1000"
    )
    with closing(sqlite3.connect(f"file:{node.home.path / 'node.sqlite3'}?mode=ro", uri=True)) as tables:
        after, count, begun = 0, 0, time.process_time()
        while rows := tables.execute(statement, (alias, after)).fetchall():
            assert b",".join(body for _, body in rows)
            after, count = rows[-1][0], count + len(rows)
        return count / (time.process_time() - begun)


def _peers_rates(folder: Path, *, effort: Effort, report: Report) -> dict[str, float]:
    """Measure both peers; return the best rate of either."""
    both = (_medallion(folder, effort=effort, report=report), _opentaxii(folder, report=report))
    return {name: max(rates[name] for rates in both) for name in both[0]}


def _medallion(folder: Path, *, effort: Effort, report: Report) -> dict[str, float]:
    """Measure what it takes in within its seconds, ever slower; and, started anew, how it gives a thousand objects out."""
    with medallion(folder / "in") as peer:
        server = Server((peer.pid,), peer.port, peer.collection, peer.credentials)
        count, taken, work = server.ingest(indicators(10**6), seconds=effort.peers)
        ingest = count / work
    with medallion(folder / "out") as peer:
        server = Server((peer.pid,), peer.port, peer.collection, peer.credentials)
        server.ingest(indicators(_PEERS))
        return _read_from("medallion", server, ingest=ingest, name=f"ingest of {count:,} in {taken:.0f} s", report=report)


def _opentaxii(folder: Path, *, report: Report) -> dict[str, float]:
    """Measure it likewise. Its last release answers every POST of objects with 500 after it has kept them; that counts as kept here."""
    with opentaxii(folder) as peer:
        server = Server((peer.pid,), peer.port, peer.path, f"Bearer {peer.token}", kept=500)
        count, taken, work = server.ingest(indicators(_PEERS))
        ingest, name = count / work, f"ingest of {count:,} in {taken:.0f} s, each answered with 500"
        return _read_from("OpenTAXII", server, ingest=ingest, name=name, report=report)


def _read_from(peer: str, server: Server, *, ingest: float, name: str, report: Report) -> dict[str, float]:
    whole = server.read()
    assert whole.count == _PEERS
    single, spent = server.one_by_one([json.loads(one)["id"] for one in indicators(100)], 100)
    rates = {"ingest": ingest, "read": whole.count / whole.work, "single": len(single) / spent}
    report.figures += [
        Figure(f"{peer}, {name}", round(ingest), "objects/CPU-s"),
        Figure(f"{peer}, read of {whole.count:,}", round(rates["read"]), "objects/CPU-s"),
        Figure(f"{peer}, one object", round(rates["single"], 1), "answers/CPU-s"),
    ]
    return rates
