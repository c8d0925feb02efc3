"""What is posted on a kept connection leaves and is read as urllib3 has it; what does not read as a node's answer, the library reads."""

import http.client
import io
import re
import ssl

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st
from tests.courier.test_pieces import Sock

from comity.courier.opening import failure_of
from comity.courier.posting import Answer, InOne, Posting
from comity.courier.protocol.lines import Failure

MOST = 40_000
HEADERS = {"Content-Type": "application/octet-stream", "User-Agent": urllib3.util.SKIP_HEADER, "Comity-Node": "poc.xr.example"}
USUAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nDate: now\r\nServer: Cheroot\r\n\r\n"


class Kept(Sock):
    """A connection that was used before, to which a peer says these pieces next."""

    def __init__(self, *pieces, fault=None):
        """It breaks with `fault` when something is sent."""
        super().__init__(*pieces, takes=10**9)
        self.closed, self.fault = False, fault

    def send(self, data):
        """Take it all, or break."""
        if self.fault is not None:
            raise self.fault
        return super().send(data)

    sendall = send

    def makefile(self, *_):
        """Let the library read."""
        rest, self.pieces = b"".join(self.pieces), []
        return io.BytesIO(rest)

    def close(self):
        """Be gone."""
        self.closed = True


def by_library(said):
    """Return what `http.client` makes of an answer, and whether the connection goes on."""
    answer = http.client.HTTPResponse(Kept(said), method="POST")
    answer.begin()
    data = answer.read(MOST + 1)
    if len(data) <= MOST and answer.length:
        raise http.client.IncompleteRead(data, answer.length)
    return Answer(answer.status, data), not answer.will_close and answer.isclosed()


def by_line(*pieces):
    """Return the same of the short road."""
    line = InOne("poc.vn.example")
    line.sock = Kept(*pieces)
    return line.post(b"head", b"body", most=MOST), line.sock is not None


SAID = {
    "usual": USUAL % 5 + b"reply",
    "large": USUAL % MOST + bytes(MOST),
    "empty": USUAL % 0,
    "over its cap": USUAL % (MOST + 9) + bytes(MOST + 9),
    "cut short": USUAL % 9 + b"reply",
    "no more": b"",
    "half a head": USUAL[:40],
    "to its end": b"HTTP/1.1 200 OK\r\n\r\nreply",
    "the last": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nreply",
    "goes on": b"HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nKeep-Alive: timeout=30\r\ncontent-length: 5\r\n\r\nreply",
    "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nreply\r\n0\r\n\r\n",
    "chunked, with a length": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nreply\r\n0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 3\r\n\r\nreply",
    "no length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nreply",
    "of a proxy": b"HTTP/1.1 200 OK\r\nVia: 1.1 x\r\nContent-Length: 5\r\n\r\nreply",
    "lines without return": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nreply",
    "older": b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nreply",
    "first another": b"HTTP/1.1 100 Continue\r\n\r\n" + USUAL % 5 + b"reply",
    "refused": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 11\r\n\r\nunavailable",
    "nothing to say": b"HTTP/1.1 204 No Content\r\n\r\n",
    "no answer": b"220 mail.example ESMTP\r\n",
}


def outcome(read, *said):
    """Return what came of it, or as what it failed."""
    try:
        return read(*said)
    except http.client.HTTPException as fault:
        return type(fault)


@given(st.sampled_from(sorted(SAID)), st.lists(st.integers(1, 600), max_size=3))
def test_both_roads_read_the_same(name, cuts):
    """Whatever is said, in whatever pieces it comes: the same answer, or the same fault; and only a sound connection goes on."""
    said, pieces = SAID[name], []
    for cut in cuts:
        pieces.append(said[:cut])
        said = said[cut:]
    pieces = [piece for piece in (*pieces, said) if piece]
    assert outcome(by_line, *pieces) == outcome(by_library, SAID[name])


def test_the_short_road_is_the_one_that_nodes_take(monkeypatch):
    """What their server says does not come to the library."""
    monkeypatch.setattr(http.client, "HTTPResponse", None)
    assert by_line(USUAL % 5 + b"reply") == (Answer(200, b"reply"), True)
    assert by_line(USUAL % 20_000, bytes(15_000), bytes(5_000)) == (Answer(200, bytes(20_000)), True)


def test_what_follows_an_answer_ends_the_connection():
    """Nothing was asked: it would be taken for the next answer."""
    assert by_line(USUAL % 5 + b"reply" + USUAL % 5) == (Answer(200, b"reply"), False)


class Pool(Posting):
    """Connections to one host, of which one is kept."""

    def __init__(self, sock):
        """Keep `sock`."""
        super().__init__("poc.vn.example", 8411, maxsize=1, retries=False, timeout=urllib3.Timeout(5))
        self.line = self._new_conn()
        self.line.sock = sock
        self._get_conn()  # the place of one that was never opened
        self._put_conn(self.line)


@pytest.fixture(autouse=True)
def connected(monkeypatch):
    """Let a connection that is there be one that nobody hung up."""
    monkeypatch.setattr(InOne, "is_connected", property(lambda line: line.sock is not None))


def post(pool, body=b"body", url="/comity/1/in"):
    """Post."""
    return pool.post(url, headers=HEADERS, body=body, most=MOST)


@pytest.mark.parametrize("url", ["/comity/1/in", "/behind a path/%7e/comity/1/in", "/tàu/in"])
def test_a_request_is_the_one_that_urllib3_prints(url):
    """Byte for byte, with whatever length; the connection is kept for the next."""
    usual = USUAL % 2 + b"ok"
    short, whole = Kept(usual, usual), Kept(usual, usual)
    pool, library = Pool(short), Pool(whole)
    for body in (b"body", bytes(12_345)):
        assert post(pool, body, url) == Answer(200, b"ok")
        whole.pieces = [usual]
        library.urlopen("POST", url, headers=HEADERS, body=body, redirect=False)
    assert short.sent == whole.sent
    assert len(short.sent) == 2
    assert re.search(rb"\r\nContent-Length: 12345\r\n", short.sent[1])


@pytest.mark.parametrize(
    ("sock", "failure"),
    [
        (Kept(fault=TimeoutError()), Failure.TIMEOUT),
        (Kept(fault=ssl.SSLEOFError()), Failure.CUT),
        (Kept(fault=ssl.SSLCertVerificationError()), Failure.NOT_TRUSTED),
        (Kept(fault=OSError()), Failure.CUT),
        (Kept(), Failure.CUT),
        (Kept(USUAL % 9, b"reply"), Failure.CUT),
        (Kept(SAID["no answer"]), Failure.CUT),
    ],
    ids=["no time", "TLS ended", "TLS", "broken", "hung up", "short", "no answer"],
)
def test_a_connection_that_broke_says_why_and_is_let_go(sock, failure):
    """As the line knows it of urllib3; the next POST opens another one."""
    pool = Pool(sock)
    with pytest.raises(urllib3.exceptions.HTTPError) as fault:
        post(pool)
    assert failure_of(fault.value) is failure
    assert sock.closed
    assert pool._get_conn().is_closed


def test_who_answers_and_hangs_up_is_heard():
    """A refusal before the body was taken is no broken line."""
    refused = b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"
    sock = Kept(refused, fault=BrokenPipeError())
    assert post(Pool(sock)) == Answer(403, b"no")
    assert sock.closed
