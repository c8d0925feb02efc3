"""Two real nodes over TLS: the right keys pass, and with any other nothing is lost, nobody else waits, and the operator is told."""

import http.client
import json
import shutil
import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from real_nodes import PATIENCE, Pair, RealNode, instant_now, wait_until
from row_evidence import require_log, require_once

from comity.courier.admitting import Turned
from comity.courier.opening import line_context
from comity.directory.book import book
from comity.directory.founding import own_section_path, write_section
from comity.directory.home import read_home
from comity.directory.keyfiles import read_signing_key
from comity.directory.sections import Dated, Node
from comity.seal.linekey import make_line_key
from comity.terms.identifiers import NodeId


def believe(at: RealNode, of: RealNode, alter: Callable[[Node], Node]) -> None:
    """Let the folder of one node hold another entry of a node, signed by that one's country: an older section, or a false one."""
    there = read_home(of.home)
    section = book(there).sections[there.country]
    other = replace(section, version=section.version + 1, nodes=tuple(map(alter, section.nodes)))
    write_section(read_home(at.home), other, country=read_signing_key(there.keys / "country.key"))


def believe_again(at: RealNode, of: RealNode) -> None:
    """Take over what the other node really says."""
    section = own_section_path(read_home(of.home))
    shutil.copy(section, read_home(at.home).sections / "fresh")
    (read_home(at.home).sections / "fresh").replace(read_home(at.home).sections / section.name)


def another_key(node: Node) -> Node:
    """Name a key that the node has not."""
    return replace(node, tls=(replace(node.tls[0], key=make_line_key(node.id)[1]),))


def fault(node: RealNode) -> str:
    """Return what the line of a node says."""
    return str((node.rows.select("SELECT last_fault FROM records_line") or [{"last_fault": ""}])[0]["last_fault"])


def over(node: Node) -> Node:
    """Let its key's time be over."""
    return replace(node, tls=(Dated(node.tls[0].key, node.tls[0].since, instant_now() + timedelta(seconds=-1)),))


WRONG = {
    "the-host-shows-another-key": (lambda xr, vn: (xr, vn), another_key, "not-trusted"),
    "the-hosts-key-is-over": (lambda xr, vn: (xr, vn), over, "not-trusted"),
    "the-callers-key-is-another": (lambda xr, vn: (vn, xr), another_key, "not-accepted"),
    "the-callers-key-is-over": (lambda xr, vn: (vn, xr), over, "not-accepted"),
}


@pytest.mark.parametrize(("whose", "alter", "says"), WRONG.values(), ids=WRONG)
def test_with_a_wrong_key_nothing_passes_and_with_the_right_one_all_of_it(pair: Pair, whose: Any, alter: Any, says: str) -> None:
    """The line says why, also where a connection was open; the directory is put right under running couriers, each act is there once."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    _, before = xr.request(vn)
    pair.settle()
    at, of = whose(xr, vn)
    believe(at, of, alter)
    case, sent = xr.request(vn)
    wait_until(lambda: fault(xr) == says, says)
    assert vn.state(case) == ""
    believe_again(at, of)
    wait_until(lambda: not (pair.nudge() or xr.rows.due()), "delivered")
    pair.settle()
    for one in (before, sent):
        require_once(xr.rows, vn.rows, one)
    require_log(vn.rows, xr.rows)
    wait_until(lambda: fault(xr) == "", "the line says that it holds")  # written after the receipts, which are what is waited for


def test_strangers_and_the_slow_are_turned_away_while_a_peer_is_served(pair: Pair, tmp_path: Path) -> None:
    """Another key, none, TLS 1.2, no TLS, and more silent callers than threads; an act arrives meanwhile, and the operator reads of all."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    text, _ = make_line_key(NodeId(xr.side.node))
    (tmp_path / "stranger.pem").write_text(text)
    trusted = book(read_home(xr.home)).certificates
    stranger = line_context(ssl.PROTOCOL_TLS_CLIENT, own=tmp_path / "stranger.pem", trusted=trusted)
    nobody = ssl.create_default_context()
    old = ssl.create_default_context()
    for context in (nobody, old):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with ExitStack() as silent:
        for _ in range(8):
            silent.enter_context(socket.create_connection(("127.0.0.1", vn.peers), timeout=PATIENCE)).send(b"\x16\x03\x01")
        for context in (stranger, nobody, old):
            line = http.client.HTTPSConnection("127.0.0.1", vn.peers, timeout=PATIENCE, context=context)
            with closing(line), pytest.raises((OSError, http.client.HTTPException)):
                ask(line)
        line = http.client.HTTPConnection("127.0.0.1", vn.peers, timeout=PATIENCE)
        with closing(line):
            assert ask(line) == http.client.BAD_REQUEST
        _, sent = xr.request(vn)
        pair.settle()
        require_once(xr.rows, vn.rows, sent)
    wanted = {Turned.UNKNOWN, Turned.NO_CERTIFICATE, Turned.OLD_TLS, Turned.PLAIN}
    wait_until(lambda: wanted <= told(vn), "the operator is told")


def ask(line: http.client.HTTPConnection) -> int:
    """Ask for what is never secret; return the status."""
    line.request("GET", "/comity/1/log/checkpoint")
    return line.getresponse().status


def told(node: RealNode) -> set[str]:
    """Return why callers were turned away, as the courier wrote it down."""
    with suppress(FileNotFoundError):
        return {row["why"] for row in json.loads((node.home / "run" / "turned-away.json").read_bytes())}
    return set()


def test_a_peer_behind_a_vpn_is_spoken_to_as_the_directory_says(pair: Pair) -> None:
    """Its address is plain: acts go there so, and come from there over TLS, by its key."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    xr.kill_courier()
    for node in (xr, vn):
        believe(node, xr, lambda entry: replace(entry, endpoint=entry.endpoint.replace("https://", "http://")))
    pair.start_missing()
    with closing(http.client.HTTPConnection("127.0.0.1", xr.peers, timeout=PATIENCE)) as line:
        assert ask(line) == http.client.OK
    for sender, receiver in ((xr, vn), (vn, xr)):
        _, sent = sender.request(receiver)
        pair.settle()
        require_once(sender.rows, receiver.rows, sent)
