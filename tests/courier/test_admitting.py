"""Who is let in at the peers' port over TLS: the nodes of the directory that is loaded, by their keys, and nobody waits for who is slow."""

import http.client
import shutil
import socket
import ssl
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
import urllib3
from worlds.door import CHECKPOINT, listening

from comity.courier.admitting import AT_ONCE, KEPT, OF_ONE, Doorkeeper, PeerConnection, Turned, turned_away
from comity.courier.opening import failure_of, line_context
from comity.courier.protocol.lines import Failure
from comity.directory.book import book
from comity.directory.founding import own_section_path
from comity.directory.keyfiles import draw_line_key
from comity.directory.linekeys import shown_at
from comity.directory.sections import Dated


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """Where both nodes are founded, once."""
    return tmp_path_factory.mktemp("founded")


@pytest.fixture
def door(founded, tmp_path):
    """A node that listens, and one that calls."""
    with listening(founded, tmp_path) as made:
        yield made


def read(pool):
    """Return what the line brings of the other log."""
    return pool.request("GET", CHECKPOINT).data


def test_a_peer_is_let_in_by_its_key_and_goes_on_on_one_connection(door):
    """What is asked next needs no second handshake; 403 for who calls itself another node, with the key of its own."""
    pool = door.pool()
    assert read(pool) == read(pool) == b"a checkpoint"
    assert pool._pool.num_connections == 1
    context = door.context()
    assert door.post(context, "poc.vn.example")[0] == 403
    assert door.post(context, "poc.xr.example") == (400, b"malformed")  # its own name: the body is read
    assert turned_away(door.here) == ()


def test_what_is_posted_goes_on_on_one_connection(door):
    """Over TLS as before it: the first POST opens it, the second is answered on it."""
    pool = door.pool()
    posted = {"headers": {"Comity-Node": "poc.xr.example"}, "body": b"body", "most": 100}
    assert pool.post("/comity/1/in", **posted) == (400, b"malformed")
    kept = pool._pool._get_conn()
    pool._pool._put_conn(kept)
    used = kept.sock
    assert pool.post("/comity/1/in", **posted) == (400, b"malformed")
    assert kept.sock is used is not None


def test_a_pouch_is_taken_at_the_own_door_for_the_node_that_packed_it(door):
    """The node itself, by its own key, may name a sender."""
    context = door.context(shown_at(door.here, at=door.at)[0])
    assert door.post(context, "poc.xr.example") == (400, b"malformed")
    assert door.post(context, "poc.zz.example") == (403, b"unknown-key")


def test_a_change_of_the_directory_counts_at_once(door):
    """A key that is taken away is refused at the next request, also on a connection that is open; a new one is let in; no restart."""
    pool = door.pool()
    read(pool)
    _, before = shown_at(door.there, at=door.at)
    after = draw_line_key(door.there)
    door.change(door.there, lambda node: replace(node, tls=(Dated(after, door.at, door.at + timedelta(days=9)),)))
    with pytest.raises(urllib3.exceptions.HTTPError) as fault:  # its own section says the new key, ours the old one
        read(pool)
    assert failure_of(fault.value) is Failure.NOT_ACCEPTED
    door.exchange()
    assert read(door.pool()) == b"a checkpoint"
    old = door.there.keys / f"tls-{str(before.pin)[:16]}.pem"
    with door.open(door.context(old)) as line, pytest.raises(OSError):  # noqa: PT011 the alert, or what is left of the connection
        door.get(line)


def test_a_change_of_the_hosts_key_counts_at_once(door):
    """A connection to a key that the directory names no more is not used again; once it is named again, the line is open."""
    pool = door.pool()
    read(pool)
    other = draw_line_key(door.here)
    door.change(door.here, lambda node: replace(node, tls=(Dated(other, door.at, door.at + timedelta(days=9)),)))
    other_file = door.here.keys / f"tls-{str(other.pin)[:16]}.pem"
    door.exchange()
    assert read(pool) == b"a checkpoint"  # by its new key: it is shown at once
    door.change(door.here, lambda node: replace(node, tls=(Dated(draw_line_key(door.here), door.at, door.at + timedelta(days=9)),)))
    shutil.copy(own_section_path(door.here), door.there.sections / own_section_path(door.here).name)
    door.change(door.here, lambda node: replace(node, tls=(Dated(other, door.at, door.at + timedelta(days=9)),)))
    assert shown_at(door.here, at=door.at)[0] == other_file
    with pytest.raises(urllib3.exceptions.HTTPError) as fault:
        read(pool)
    assert failure_of(fault.value) is Failure.NOT_TRUSTED
    door.exchange()
    assert read(pool) == b"a checkpoint"


def test_what_is_open_is_refused_when_its_key_is_taken_away_or_its_time_is_over(door):
    """Each request asks the directory and the clock anew, on a connection that was let in before."""
    with door.open(door.context()) as line, door.open(door.context()) as other:
        assert door.get(line) == door.get(other) == (200, b"a checkpoint")
        door.at = door.at + timedelta(days=366)
        assert door.get(line) == (403, b"key-expired")
        door.change(door.there, lambda node: replace(node, tls=()))
        door.exchange()
        assert door.get(other) == (403, b"unknown-key")


def test_while_two_keys_count_the_old_one_is_shown_and_the_new_one_after_it(door):
    """Peers that have the newer section let both in; one that has the older knows the old one."""
    now, later = door.at, door.at + timedelta(days=31)
    _, old = shown_at(door.there, at=now)
    new = draw_line_key(door.there)
    rows = (Dated(old, now, now + timedelta(days=30)), Dated(new, now, now + timedelta(days=365)))
    door.change(door.there, lambda node: replace(node, tls=rows))
    assert shown_at(door.there, at=now)[1] == old
    pool = door.pool()
    assert read(pool) == b"a checkpoint"  # by its old section
    door.exchange()
    assert read(pool) == b"a checkpoint"
    door.at = later
    assert shown_at(door.there, at=later)[1] == new
    assert read(pool) == b"a checkpoint"


def test_who_is_slow_or_many_holds_up_nobody(door, monkeypatch):
    """More silent callers than there are threads, and more than are kept waiting; a peer is served meanwhile, on a new connection."""
    monkeypatch.setattr("comity.courier.admitting.HANDSHAKE", 600.0)  # nobody's time is over while the peer is served
    with ExitStack() as open_ones:
        first = door.silent()
        open_ones.enter_context(first)
        for number in range(AT_ONCE + 8):
            line = open_ones.enter_context(door.silent())
            line.send(b"\x16\x03\x01" if number % 2 else b"")  # the beginning of a handshake, or nothing
        assert read(door.pool()) == b"a checkpoint"
        assert first.recv(1) == b""  # the oldest was dropped
    assert {one.why for one in door.turned()} == {Turned.SLOW}


def test_who_says_nothing_is_dropped_when_the_time_is_over(door, monkeypatch):
    """Looked for every few seconds; who is within it is left."""
    with door.silent() as within:
        for _ in range(2000):  # until it was taken in, with the whole time
            if door.listener._admission._waiting:
                break
            time.sleep(0.005)
        within.settimeout(0.1)
        door.listener.tell()
        with pytest.raises(TimeoutError):
            within.recv(1)
        monkeypatch.setattr("comity.courier.admitting.HANDSHAKE", 0.2)
        with door.silent() as over:
            over.settimeout(0.01)
            for _ in range(500):  # until it was taken in
                door.listener.tell()
                with suppress(TimeoutError):
                    assert over.recv(1) == b""
                    break
            else:
                pytest.fail("still open")
        with pytest.raises(TimeoutError):
            within.recv(1)
    assert [(one.why, one.times) for one in door.turned()] == [(Turned.SLOW, 1)]


def test_one_key_has_so_many_connections_and_no_more(door):
    """What is over it is closed; what was closed may be opened again."""
    with ExitStack() as open_ones:
        context = door.context()
        lines = [open_ones.enter_context(door.open(context)) for _ in range(OF_ONE)]
        for line in lines:
            assert door.get(line)[0] == 200
        with door.open(context) as over, pytest.raises((OSError, http.client.HTTPException)):
            door.get(over)
        lines[0].close()
        for _ in range(500):  # until the other side has seen it
            with suppress(OSError, http.client.HTTPException), door.open(context) as again:
                assert door.get(again)[0] == 200
                break
            time.sleep(0.005)
        else:
            pytest.fail("still full")


def test_the_operator_is_told_of_so_many_callers_and_no_more(door):
    """By reason and address, the newest at the end, over restarts; a file that is not whole says nobody."""
    keeper = Doorkeeper(door.here, now=lambda: door.at)
    for number in range(KEPT + 5):
        keeper.turn_away(Turned.UNKNOWN, f"10.0.0.{number}")
    keeper.tell()
    again = Doorkeeper(door.here, now=lambda: door.at + timedelta(minutes=1))
    again.turn_away(Turned.UNKNOWN, "10.0.0.10")
    again.tell()
    told = turned_away(door.here)
    assert (len(told), told[-1].address, told[-1].times, told[-1].first) == (KEPT, "10.0.0.10", 2, str(door.at))
    (door.here.path / "run" / "turned-away.json").write_bytes(b'[{"why": "else"}')
    assert turned_away(door.here) == ()


# ---------------------------------------------------------------- a line that broke


@pytest.fixture
def line_between(door):
    """Make two ends of a line over TLS in this thread: ours as the listener has it, theirs as the peer's."""
    host = line_context(ssl.PROTOCOL_TLS_SERVER, own=shown_at(door.here, at=door.at)[0], trusted=book(door.here).certificates)
    with ExitStack() as open_ends:

        def made():
            ours, theirs = socket.socketpair()
            ends = [
                host.wrap_socket(ours, server_side=True, do_handshake_on_connect=False),
                door.context().wrap_socket(theirs, do_handshake_on_connect=False),
            ]
            for end in ends:
                open_ends.enter_context(end)
                end.setblocking(False)
            for end in (*ends[::-1], *ends[::-1]):
                with suppress(ssl.SSLWantReadError):
                    end.do_handshake()
            return ends

        yield made


@pytest.fixture
def broken(line_between):
    """Make our end of a line whose peer is gone; where Python leaves it, what the system said of writing stands in this thread's queue."""

    def made():
        ours, theirs = line_between()
        theirs.close()
        for _ in range(2):
            with suppress(OSError):
                ours.write(b"an answer")
        return ours

    return made


def read_nothing_yet(line):
    """Find that nothing came yet, and nothing else."""
    with pytest.raises(ssl.SSLWantReadError):
        line.read(1)


def test_what_broke_one_connection_is_no_fault_of_the_next_that_its_thread_serves(door, line_between, broken):
    """Python 3.13.1 and later tell it again (python/cpython#148594), and the peer that said nothing yet would be cut off."""
    sound, _peer = line_between()
    PeerConnection(door.listener._server, broken()).close()
    read_nothing_yet(sound)


def test_what_broke_one_line_is_no_fault_of_another_peers(door, line_between, broken, monkeypatch):
    """The same where this node calls: one thread asks several peers on lines that are kept."""
    sound, _peer = line_between()
    pool = door.pool()

    def breaks(*_, **__):
        broken().close()
        raise urllib3.exceptions.ProtocolError

    monkeypatch.setattr(pool, "_current", lambda: ("", SimpleNamespace(urlopen=breaks, close=lambda: None)))
    with pytest.raises(urllib3.exceptions.ProtocolError):
        pool.request("GET", CHECKPOINT)
    read_nothing_yet(sound)
