"""The door for peers: one path to post to, the log's files to read, a status and nothing more for everybody else."""

import io
from datetime import timedelta

import pytest
from tests.desk.test_testcalls import their_call
from worlds.places import FIRST
from worlds.puppet import verified

from comity.courier.listening import Listener
from comity.courier.publishing import publish_log
from comity.seal.refusals import KeyExpired
from comity.wire.batch import MAX_DELIVERY, parse_reply, print_delivery


@pytest.fixture
def call(world):
    """Ask the listener as a web server would; nothing is bound."""
    contacts = []
    listener = Listener(world.home, clock=lambda: world.at, answered=lambda *_: None, contact=contacts.append)

    def ask(method="POST", path="/comity/1/in", data=b"", sender=str(world.puppet.node), **environ):
        started = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_COMITY_NODE": sender,
            "wsgi.input": io.BytesIO(data),
        } | environ
        body = b"".join(listener(environ, lambda status, headers: started.append((status, dict(headers)))))
        ((status, headers),) = started
        assert headers["Content-Length"] == str(len(body))
        return int(status[:3]), body

    ask.contacts = contacts
    return ask


def test_a_delivery_is_answered_with_receipts(world, puppet, call):
    """And the line to the peer hears that it reached us."""
    status, body = call(data=print_delivery([("envelope", puppet.seal(puppet.act()).data)]))
    assert status == 200
    assert verified(parse_reply(body, items=1).items[0]).order == "applied"
    assert call.contacts == [puppet.node]


def test_no_receipt_is_dated_before_the_key_that_signs_it(world, puppet):
    """Nobody could verify it, and it would be repeated for ever: the peer is to come again, and is answered once the clock is right."""
    sealed = puppet.seal(puppet.act(), created=FIRST + timedelta(seconds=1)).data
    before = world.everything()
    with pytest.raises(KeyExpired):
        world.deliver(sealed, at=FIRST + timedelta(minutes=-1))
    assert world.everything() == before
    assert verified(world.deliver(sealed, at=FIRST + timedelta(minutes=1)).items[0]).order == "applied"


REFUSED = {
    "tls-without-a-key": ({"data": b"COMITY1D", "wsgi.url_scheme": "https"}, 403, b"unknown-key"),
    "the-log-over-tls-without-a-key": (
        {"method": "GET", "path": "/comity/1/log/checkpoint", "wsgi.url_scheme": "https"},
        403,
        b"unknown-key",
    ),
    "a-stranger": ({"sender": "poc.zz.example", "data": b"COMITY1D"}, 403, b"unknown-key"),
    "nobody": ({"sender": "", "data": b"COMITY1D"}, 400, b"malformed"),
    "no-name": ({"sender": "../../etc", "data": b"COMITY1D"}, 400, b"malformed"),
    "no-body": ({}, 400, b"malformed"),
    "garbage": ({"data": b"\x16\x03\x01 a TLS hello"}, 400, b"malformed"),
    "over-the-cap": ({"data": b"COMITY1D" + bytes(MAX_DELIVERY)}, 413, b"too-large"),
    "another-path": ({"path": "/"}, 404, b"not found"),
    "another-method": ({"method": "GET"}, 404, b"not found"),
    "delete": ({"method": "DELETE", "path": "/comity/1/log/checkpoint"}, 404, b"not found"),
}


@pytest.mark.parametrize(("asked", "status", "body"), REFUSED.values(), ids=REFUSED)
def test_everybody_else_learns_a_status_and_a_class(world, call, asked, status, body):
    """No sentence, no reason, no trace; nothing is written, and no line hears of it."""
    before = world.everything()
    assert call(**asked) == (status, body)
    assert world.everything() == before
    assert call.contacts == []


def test_a_stranger_is_turned_away_before_the_body_is_read(world, call):
    """Not a byte of it."""

    class Unread:
        def read(self, *_):
            raise AssertionError

    assert call(sender="poc.zz.example", **{"wsgi.input": Unread()})[0] == 403


def test_a_fault_of_the_program_tells_nothing(world, puppet, call, monkeypatch):
    """The peer is to come again; what went wrong stays in the messages of this node."""

    def fail(*_, **__):
        message = "a secret of the house"
        raise RuntimeError(message)

    monkeypatch.setattr("comity.courier.listening.accept_delivery", fail)
    assert call(data=b"COMITY1D") == (503, b"unavailable")


def test_the_log_may_be_read_by_anyone(world, call):
    """Checkpoint and tiles, by whoever asks, without a name."""
    world.send()
    publish_log(world.home)
    status, checkpoint = call("GET", "/comity/1/log/checkpoint", sender="")
    assert status == 200
    assert checkpoint.startswith(b"poc.vn.example/log\n")
    size = int(checkpoint.split(b"\n")[1])
    assert call("GET", f"/comity/1/log/tile/0/000.p/{size}", sender="")[0] == 200


ESCAPES = (
    "../keys/node.key",
    "../../etc/passwd",
    "%2e%2e/keys/node.key",
    "tile/../../keys/node.key",
    "tile/0/../000",
    "checkpoint/",
    "checkpoint.new",
    "tile/0/000.new",
    "",
    "/",
    "tile//000",
    "tile/0/0",
    "tile/99/000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000\x00",
)


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_but_the_log_may_be_read(world, call, name):
    """No way leads out of the folder, and no other name in it is served."""
    status, body = call("GET", f"/comity/1/log/{name}", sender="")
    assert status in (400, 404)
    assert body in (b"malformed", b"not found")


def test_a_test_call_is_answered_and_one_too_many_is_not(world, call):
    """At a path of its own: the signed answer; the seventh in an hour is told so; what is no call, or too large, as everywhere."""
    statuses = [call(path="/comity/1/call", data=their_call(world))[0] for _ in range(7)]
    assert statuses == [200] * 6 + [429]
    assert call(path="/comity/1/call", data=b"COMITY1S")[0] == 400
    assert call(path="/comity/1/call", data=bytes(20_000))[0] == 413
    assert call(path="/comity/1/call", method="GET")[0] == 404
    assert call.contacts == []
