"""Two nodes as `comity init` makes them; one listens for peers on the loopback over real TLS, in this process and without tables."""

import contextlib
import functools
import http.client
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import urllib3
from worlds.places import AT

from comity.courier.admitting import TurnedAway, turned_away
from comity.courier.listening import Listener
from comity.courier.opening import PinnedPool, line_context
from comity.directory.book import book
from comity.directory.founding import Founding, found_files, own_section_path, trust_country, write_section
from comity.directory.home import Address, Home, read_home
from comity.directory.keyfiles import read_signing_key
from comity.directory.linekeys import shown_at
from comity.directory.sections import Node
from comity.seal.linekey import LineCertificate, make_line_key
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant

CHECKPOINT = "/comity/1/log/checkpoint"
PATIENCE = 60.0  # seconds: a slow machine, not a slow listener


def _home(path: Path, node: str, authority: str, port: int) -> Home:
    address = Address("127.0.0.1", port)
    return Home(path, NodeId(node), AuthorityId(authority), demo=False, zone="UTC", language="en", web=address, peers=address)


@functools.cache
def _founded(folder: Path) -> tuple[Path, Path]:
    """Found both once; tests copy them."""
    homes = [_home(folder / "vn", "poc.vn.example", "vn-poc", 1), _home(folder / "xr", "poc.xr.example", "xr-poc", 1)]
    for home in homes:
        name = {"en": str(home.country), "vi": str(home.country)}
        found_files(Founding(home=home, country_names=name, authority_names=name, roles=("POC",), languages=("en",)), at=AT)
    return homes[0].path, homes[1].path


@dataclass
class Door:
    """`here` listens, `there` calls; `at` is the moment for both."""

    here: Home
    there: Home
    at: Instant = AT
    contacts: list[NodeId] = field(default_factory=list)
    listener: Listener | None = None

    def exchange(self) -> None:
        """Hand each the other's section."""
        for ours, theirs in ((self.here, self.there), (self.there, self.here)):
            shutil.copy(own_section_path(theirs), ours.sections / own_section_path(theirs).name)

    def change(self, home: Home, alter: Callable[[Node], Node]) -> None:
        """Let the country of `home` sign another entry of its node, in its own folder alone."""
        section = book(home).sections[home.country]
        grown = replace(section, version=section.version + 1, nodes=tuple(map(alter, section.nodes)))
        write_section(home, grown, country=read_signing_key(home.keys / "country.key"))

    def pool(self) -> PinnedPool:
        """Return what the caller's courier opens its line with."""
        return PinnedPool(self.here.node, now=lambda: self.at, timeout=urllib3.Timeout(connect=PATIENCE, read=PATIENCE), node=self.there)

    def read(self, pool: PinnedPool) -> bytes:
        """Return the checkpoint as the caller's courier reads it."""
        return pool.request("GET", CHECKPOINT).data

    def context(self, own: Path | None = None) -> ssl.SSLContext:
        """Return TLS as the caller opens it, or with another key."""
        key = own or shown_at(self.there, at=self.at)[0]
        return line_context(ssl.PROTOCOL_TLS_CLIENT, own=key, trusted=book(self.there).certificates)

    def open(self, context: ssl.SSLContext | None) -> contextlib.closing[http.client.HTTPConnection]:
        """Return a line to the port, over TLS, or plain without a context; nothing is sent yet."""
        port = self.here.peers.port
        if context is None:
            return contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE))
        return contextlib.closing(http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=context))

    def get(self, line: http.client.HTTPConnection) -> tuple[int, bytes]:
        """Ask for the checkpoint on a line; raises `OSError`, `HTTPException`."""
        line.request("GET", CHECKPOINT)
        answer = line.getresponse()
        return answer.status, answer.read()

    def post(self, context: ssl.SSLContext, sender: str) -> tuple[int, bytes]:
        """Post nothing as `sender`."""
        with self.open(context) as line:
            line.request("POST", "/comity/1/in", b"", {"Comity-Node": sender})
            answer = line.getresponse()
            return answer.status, answer.read()

    def turned(self) -> list[TurnedAway]:
        """Return who was turned away, once somebody was: the other side may hear of it before it is remembered."""
        assert self.listener is not None
        until = time.monotonic() + PATIENCE
        while True:
            self.listener.tell()
            if (told := list(turned_away(self.here))) or time.monotonic() > until:
                return told
            time.sleep(0.005)

    def silent(self) -> socket.socket:
        """Connect, and say nothing."""
        return socket.create_connection(("127.0.0.1", self.here.peers.port), timeout=PATIENCE)


def stranger(folder: Path, node: str = "poc.zz.example") -> tuple[Path, LineCertificate]:
    """Make a key that no directory names."""
    text, certificate = make_line_key(NodeId(node))
    file = folder / f"stranger-{str(certificate.pin)[:8]}.pem"
    file.write_text(text, encoding="ascii")
    return file, certificate


@contextlib.contextmanager
def listening(founded: Path, folder: Path, *, scheme: str = "https") -> Iterator[Door]:
    """Copy both nodes into `folder`, and let the first one listen while the block lasts."""
    homes = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for path in _founded(founded):
        shutil.copytree(path, folder / path.name)
        found = read_home(folder / path.name)
        homes.append(replace(found, peers=Address("127.0.0.1", port)))
    door = Door(*homes)
    for home, other in (homes, homes[::-1]):
        trust_country(home, other.country, read_signing_key(other.keys / "country.key").public)
        door.change(home, lambda node, home=home: replace(node, endpoint=f"{scheme}://{home.peers}"))  # type: ignore[misc]  # a default
    door.exchange()
    door.here.log.joinpath("checkpoint").write_bytes(b"a checkpoint")
    door.listener = Listener(door.here, clock=lambda: door.at, answered=lambda *_: None, contact=door.contacts.append)
    door.listener._server.expiration_interval = 0.02  # so that it ends soon
    door.listener.prepare()
    thread = threading.Thread(target=door.listener.serve, daemon=True)
    thread.start()
    try:
        yield door
    finally:
        door.listener.stop()
        thread.join(PATIENCE)
