"""Two nodes in a folder of their own, each with its keys, tables, officers and courier: as an operator would make and run them."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import cluster
import psycopg
from psycopg import sql

from comity.courier.knocking import listens
from comity.directory.databases import Database
from comity.directory.founding import Founding, found_files, own_section_path, trust_country
from comity.directory.home import VARIABLE, Address, Home
from comity.directory.keyfiles import read_signing_key
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant

PASSPHRASE: Final = "a lantern on the quay"  # noqa: S105 of nodes that live as long as the benchmark
ROOT: Final = Path(__file__).resolve().parent.parent

scheme = "https"
"""How the nodes reach each other; `http` to see what TLS costs."""

_PATIENCE: Final = 60.0
_STOP: Final = 15.0


@dataclass
class Node:
    """One node: its home, the process that plays its officers, its courier or its whole server."""

    home: Home
    log: Path
    driver: subprocess.Popen[str] | None = None
    process: subprocess.Popen[bytes] | None = None
    whole: bool = False
    """Whether `process` is the supervisor of the whole node."""

    def start_driver(self) -> None:
        """Start the process that plays this node's officers."""
        self.driver = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.driver", str(self.home.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("ab"),
            cwd=ROOT,
            text=True,
        )

    def tell(self, op: str, **ask: object) -> None:
        """Ask the driver for something; the answer is waited for by `hear`."""
        assert self.driver is not None
        assert self.driver.stdin is not None
        self.driver.stdin.write(json.dumps({"op": op, **ask}) + "\n")
        self.driver.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Return the answer to what was last asked."""
        assert self.driver is not None
        assert self.driver.stdout is not None
        line = self.driver.stdout.readline()
        if not line:
            message = f"the driver of {self.home.node} ended:\n{self.log.read_text(encoding='utf-8')[-2000:]}"
            raise RuntimeError(message)
        return dict(json.loads(line))

    def do(self, op: str, **ask: object) -> dict[str, Any]:
        """Have the driver do something and return what came of it."""
        self.tell(op, **ask)
        return self.hear()

    def stop_driver(self) -> None:
        """End the driver."""
        if self.driver is not None and self.driver.stdin is not None:
            self.driver.stdin.close()
            self.driver.wait(_STOP)
            self.driver = None

    def start(self, module: str, *words: str) -> None:
        """Start the courier (`comity.site.couriering HOME`) or the whole node (`comity.site.entry run`), and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdin=subprocess.PIPE,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=os.environ | {VARIABLE: str(self.home.path)},
            start_new_session=True,
        )
        self.await_listener()

    def start_courier(self) -> None:
        """Start the courier alone, as the supervisor does."""
        self.whole = False
        self.start("comity.site.couriering", str(self.home.path))

    def start_all(self) -> None:
        """Start the whole node: web worker, courier, and the supervisor over both."""
        self.whole = True
        self.start("comity.site.entry", "run", "--home", str(self.home.path))
        self.await_answer(f"http://{self.home.web}/account/login/")

    def await_listener(self) -> None:
        """Return when the courier answers peers."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and (self.process is None or self.process.poll() is None):
            if listens(self.home, at=Instant.of(datetime.now(UTC))):
                return
            time.sleep(0.05)
        message = f"{self.home.peers} does not answer:\n{self.log.read_text(encoding='utf-8')[-2000:]}"
        raise RuntimeError(message)

    def await_answer(self, address: str) -> None:
        """Return when `address` answers, whatever it says."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and (self.process is None or self.process.poll() is None):
            try:
                with urllib.request.urlopen(address, timeout=5):  # noqa: S310 an address of our own
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
        message = f"{address} does not answer:\n{self.log.read_text(encoding='utf-8')[-2000:]}"
        raise RuntimeError(message)

    def stop_process(self) -> None:
        """Stop the courier or the whole node in order."""
        if self.process is None:
            return
        assert self.process.stdin is not None
        self.process.stdin.close()  # a courier ends with its supervisor, and this is how it learns of that
        if self.whole:
            self.process.terminate()
        try:
            self.process.wait(_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Stop everything of this node."""
        self.stop_process()
        self.stop_driver()


def one_node(path: Path) -> Node:
    """Found Viet Nam's node; nothing of it runs."""
    at = Instant.of(datetime.now(UTC))
    return _found(path, node="poc.vn.example", authority="vn-poc", zone="Asia/Ho_Chi_Minh", language="vi", at=at)


@contextlib.contextmanager
def two_nodes(folder: Path, *, server: Database | None = None) -> Iterator[tuple[Node, Node]]:
    """Make the sender (Ruritania) and the receiver (Viet Nam); drivers run, couriers do not yet. Both are stopped at the end.

    With `server` the receiver's tables are there.
    """
    at = Instant.of(datetime.now(UTC))
    nodes = (
        _found(folder / "xr", node="poc.xr.example", authority="xr-poc", zone="Europe/Vienna", language="en", at=at),
        _found(folder / "vn", node="poc.vn.example", authority="vn-poc", zone="Asia/Ho_Chi_Minh", language="vi", at=at, server=server),
    )
    try:
        for node in nodes:
            node.start_driver()
            node.tell("enrol", passphrase=PASSPHRASE)
        for node in nodes:
            node.hear()
        sender, receiver = nodes
        for here, there in ((sender, receiver), (receiver, sender)):
            trust_country(here.home, there.home.country, read_signing_key(there.home.keys / "country.key").public)
            section = own_section_path(there.home)
            shutil.copy(section, here.home.sections / section.name)
        yield sender, receiver
    finally:
        for node in nodes:
            node.stop()


def new_database(server: cluster.Server, *, name: str) -> Database:
    """Make an empty database on `server` and return where it is."""
    with psycopg.connect(server.address, autocommit=True) as session:
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    at = Database.parse(server.address)
    return Database(name=name, user=at.user, host=at.host, port=at.port, options=at.options)


def free_port() -> int:
    """Return a port of this machine on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _found(path: Path, *, node: str, authority: str, zone: str, language: str, at: Instant, server: Database | None = None) -> Node:
    home = Home(
        path=path,
        node=NodeId(node),
        authority=AuthorityId(authority),
        demo=True,  # Ruritania is in no real rulebook
        zone=zone,
        language=language,
        web=Address("127.0.0.1", free_port()),
        peers=Address("127.0.0.1", free_port()),
        database=server,
    )
    name = {"en": f"{node} (benchmark)", "vi": f"{node} (đo)"}
    founding = Founding(home=home, country_names=name, authority_names=name, roles=("POC",), languages=("en", "vi"), scheme=scheme)
    found_files(founding, at=at)
    return Node(home, path / "messages.log")
