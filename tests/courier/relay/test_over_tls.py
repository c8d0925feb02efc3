"""The line to a relay over TLS 1.3, both keys pinned: who shows another one is not asked, and not answered."""

import http.client
import shutil
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from worlds.door import PATIENCE, listening, stranger
from worlds.places import AT

from comity.courier.admitting import Turned, turned_away
from comity.courier.protocol.lines import Failure
from comity.courier.relay.folder import RelayFolder, found_relay
from comity.courier.relay.serving import Serving
from comity.courier.relayline import RelayAwayError, RelayLine
from comity.directory.book import book
from comity.directory.founding import add_section, own_section_path, trust_country
from comity.directory.home import Address
from comity.directory.linekeys import shown_at
from comity.terms.identifiers import NodeId


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """Where both nodes are founded, once."""
    return tmp_path_factory.mktemp("founded")


class Running:
    """A relay that serves on the loopback, and two nodes that it knows."""

    def __init__(self, folder, nodes):
        """Make it, and let it serve."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = Address("127.0.0.1", free.getsockname()[1])
        self.folder = RelayFolder(folder, NodeId("relay.un.example"), self.address, f"https://{self.address}")
        self.entry = found_relay(self.folder, at=AT)
        for home in nodes:
            trust_country(self.folder, home.country, book(home).trusted[home.country])
            section = own_section_path(home)
            add_section(self.folder, section.read_bytes(), book=book(self.folder), file=section.name)
        self.served = Serving(self.folder, clock=lambda: AT)
        self.served._server.expiration_interval = 0.02
        self.thread = threading.Thread(target=self.served.serve, daemon=True)
        self.thread.start()
        self.heard = []
        answer = self.served._server.wsgi_app
        self.served._server.wsgi_app = lambda environ, start: (self.heard.append(environ["PATH_INFO"]), answer(environ, start))[1]

    def line(self, home):
        """Return the line of a node."""
        return RelayLine(self.entry, home=home, now=lambda: AT)

    def turned(self, *whys):
        """Say whether those are why callers were turned away, and nothing else; who was may hear of it before it is remembered."""
        until = time.monotonic() + PATIENCE
        while (told := {one.why for one in turned_away(self.folder)}) < set(whys) and time.monotonic() < until:
            self.served.tell()
            time.sleep(0.005)
        return told == set(whys)


@pytest.fixture
def relay(founded, tmp_path):
    """A relay, and the two nodes."""
    with listening(founded, tmp_path) as door:
        running = Running(tmp_path / "relay", (door.here, door.there))
        running.door = door
        yield running
        running.served.stop()
        running.thread.join()
        running.served.close()


def failure(line):
    """Return why a relay was not asked."""
    with pytest.raises(RelayAwayError) as away:
        line.since(0)
    return away.value.failure


def test_a_node_is_answered_by_the_key_that_its_country_names(relay):
    """Both show who they are; without TLS, or without a certificate, nobody gets as far as a question."""
    assert relay.line(relay.door.here).since(0).items == ()
    assert relay.heard == ["/comity/1/since"]
    plain = http.client.HTTPConnection("127.0.0.1", relay.address.port, timeout=5)
    plain.request("GET", "/comity/1/since?cursor=0")
    with suppress(OSError, http.client.HTTPException):
        assert plain.getresponse().status == 400
    plain.close()
    file, _ = stranger(relay.folder.path)
    context = relay.door.context(file)
    context.load_verify_locations(cadata=relay.entry.tls[0].key.raw)
    unknown = http.client.HTTPSConnection("127.0.0.1", relay.address.port, timeout=5, context=context)
    with suppress(OSError):
        unknown.request("GET", "/comity/1/since?cursor=0")  # in TLS 1.3 it is refused behind its own handshake
    with pytest.raises((OSError, http.client.HTTPException)):
        unknown.getresponse()
    unknown.close()
    assert relay.heard == ["/comity/1/since"]
    assert relay.turned(Turned.PLAIN, Turned.UNKNOWN)


def test_who_asks_is_who_showed_its_key(relay):
    """A question that another node signed is not answered on this one's connection."""
    here, there = relay.door.here, relay.door.there
    line = relay.line(here)
    line._pool._node = there  # shows the key of the other
    assert failure(line) is Failure.STATUS
    assert relay.line(there).since(0).items == ()


def test_a_relay_with_another_key_is_told_nothing_and_the_operator_is(relay):
    """Not even who asks: nothing is sent behind the handshake."""
    file, _ = stranger(relay.folder.path, str(relay.entry.id))
    shutil.copy(file, relay.folder.line_key)
    relay.folder.line_key.chmod(0o600)
    relay.served._admission._made_of = None  # as a process that starts with that key
    assert failure(relay.line(relay.door.here)) is Failure.NOT_TRUSTED
    assert relay.heard == []


def test_without_a_key_on_either_side_nothing_is_opened(relay):
    """Of this node's own, and of the relay's: each said by its name."""
    here = relay.door.here
    unpinned = RelayLine(replace(relay.entry, tls=()), home=here, now=lambda: AT)
    assert failure(unpinned) is Failure.NOT_TRUSTED
    shown_at(here, at=AT)[0].unlink()
    assert failure(relay.line(here)) is Failure.NO_LINE_KEY
    assert relay.heard == []
