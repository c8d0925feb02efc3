"""The line's own reader and writer: the bytes of a file, however they come; what belongs together leaves at once, and before a wait."""

import http.client
import io
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds.door import CHECKPOINT, PATIENCE, listening

from comity.courier import admitting
from comity.courier.admitting import SPARE, PeerConnection
from comity.courier.pieces import AT_ONCE, Reader, Writer, together
from comity.courier.posting import InOne


class Sock:
    """A connection on which these pieces come, and which remembers what was sent; it takes so many bytes at once."""

    def __init__(self, *pieces, takes=AT_ONCE):
        """Nothing was sent yet."""
        self.pieces, self.sent, self.takes = list(pieces), [], takes

    def recv(self, most):
        """Return the next piece, at most so much of it; nothing at the end."""
        piece = self.pieces.pop(0) if self.pieces else b""
        if piece[most:]:
            self.pieces.insert(0, piece[most:])
        return piece[:most]

    def recv_into(self, place):
        """Do the same."""
        came = self.recv(len(place))
        place[: len(came)] = came
        return len(came)

    def send(self, data):
        """Take a part."""
        self.sent.append(bytes(data[: self.takes]))
        return len(self.sent[-1])

    sendall = send

    def settimeout(self, _):
        """Have no time."""


@given(
    st.lists(st.sampled_from([b"a", b"\n", b"GET /\r\n", b"\r\n", b"x" * 300])),
    st.lists(st.tuples(st.sampled_from(["readline", "read", "fill"]), st.integers(1, 400))),
)
def test_however_it_comes_it_reads_as_a_file_does(pieces, asked):
    """Lines and sizes, over the borders of what came together."""
    reader, file = Reader(Sock(*pieces)), io.BytesIO(b"".join(pieces))
    for how, size in asked:
        if how == "fill":
            place = memoryview(bytearray(size))
            assert place[: reader.fill(place)] == file.read(size)
        else:
            assert getattr(reader, how)(size) == getattr(file, how)(size)
    assert reader.readline() == file.readline()


def test_what_stands_in_the_buffer_is_known_and_let_go_of():
    """The next request that came with this one; nothing more once it is read, and nothing is kept."""
    reader = Reader(Sock(b"one\ntwo\n"))
    assert not reader.has_data()
    assert (reader.readline(), reader.has_data()) == (b"one\n", True)
    assert (reader.readline(), reader.has_data(), reader._kept) == (b"two\n", False, b"")
    reader.close()
    assert reader.closed


def test_what_is_written_together_leaves_together_before_anything_is_waited_for():
    """Held until it is let go, or until the other side must answer first; afterwards at once; what is large is not copied."""
    sock = Sock(b"answer\n")
    writer, reader = Writer(sock), Reader(sock)
    reader.before = writer.flush
    writer.hold()
    writer.write(b"head")
    writer.write(b"body")
    assert sock.sent == []
    assert reader.readline() == b"answer\n"
    assert sock.sent == [b"headbody"]
    writer.write(b"more")
    writer.let_go()
    writer.write(b"last")
    assert sock.sent == [b"headbody", b"more", b"last"]
    large = [b"head", bytes(AT_ONCE)]
    assert together(large) is large


def test_what_is_not_taken_at_once_is_sent_on():
    """A slow line takes a part; nothing is lost, and nothing is sent twice."""
    sock = Sock(takes=3)
    writer = Writer(sock)
    writer.write(b"0123456789")
    assert sock.sent == [b"012", b"345", b"678", b"9"]


def test_a_request_leaves_with_its_head_in_one_piece():
    """Unless it is large; a request that could not be made leaves nothing."""
    line = InOne("poc.vn.example")
    line.sock = Sock(takes=2 * AT_ONCE)
    line.request("POST", "/comity/1/in", body=b"body")
    (sent,) = line.sock.sent
    assert sent.startswith(b"POST /comity/1/in HTTP/1.1\r\n")
    assert sent.endswith(b"\r\n\r\nbody")
    other = InOne("poc.vn.example")
    other.sock = Sock(takes=2 * AT_ONCE)
    with pytest.raises(http.client.InvalidURL):
        other.request("POST", "/in and out\n", body=b"body")
    assert other.sock.sent == []
    other = InOne("poc.vn.example")
    other.sock = Sock(takes=2 * AT_ONCE)
    other.request("POST", "/comity/1/in", body=bytes(AT_ONCE))
    assert [len(piece) for piece in other.sock.sent][1:] == [AT_ONCE]


@pytest.mark.parametrize(
    ("waiting", "idle", "ready", "comes", "stays"),
    [
        (0, SPARE, True, True, True),
        (1, SPARE, True, True, False),
        (0, SPARE - 1, True, True, False),
        (0, SPARE, False, True, False),
        (0, SPARE, True, False, False),
    ],
    ids=["it comes", "others wait", "no thread is free", "the end", "nothing comes"],
)
def test_a_thread_stays_with_a_connection_only_where_nobody_else_needs_it(monkeypatch, waiting, idle, ready, comes, stays):
    """For the next request of whoever was just served."""
    line = SimpleNamespace(register=lambda *_: None, poll=lambda _: [1] if comes else [])
    monkeypatch.setattr(admitting.select, "poll", lambda: line)
    server = SimpleNamespace(requests=SimpleNamespace(qsize=waiting, idle=idle), ready=ready)
    connection = SimpleNamespace(server=server, rfile=Reader(Sock()), socket=None)
    assert PeerConnection._more_comes(connection) is stays


def test_who_asks_first_whether_to_go_on_is_told_at_once(tmp_path):
    """A client that waits for `100 Continue` before it sends the body; its connection serves the next request too."""
    with listening(tmp_path / "founded", tmp_path, scheme="http") as door:
        line = http.client.HTTPConnection("127.0.0.1", door.here.peers.port, timeout=PATIENCE)
        line.putrequest("POST", "/comity/1/in")
        for name, value in (("Comity-Node", "poc.xr.example"), ("Content-Length", "4"), ("Expect", "100-continue")):
            line.putheader(name, value)
        line.endheaders()
        assert line.sock.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.send(b"body")
        answer = line.getresponse()
        assert (answer.status, answer.read()) == (400, b"malformed")
        line.request("GET", CHECKPOINT)
        assert line.getresponse().read() == b"a checkpoint"
        line.close()
