"""Places for parcels: taken again, given back, filled straight from the line or with as much as came."""

import io
import socket

from cheroot.server import KnownLengthRFile

from comity.courier.pieces import make_file
from comity.courier.places import Places, body_of, fill


def test_a_place_is_taken_again_and_given_back_when_nobody_needs_it():
    """Two at once are two; after some seconds without use they are the system's again."""
    places = Places()
    with places.lent() as one, places.lent() as other:
        assert one is not other
    places.tidy()
    with places.lent() as again:
        assert again in (one, other)
    places.tidy()  # that one was used since, the other was not
    assert places._idle == [again]
    places.tidy()
    assert places._idle == []


def test_a_body_is_read_straight_to_its_place_and_what_follows_is_left():
    """The first bytes stand in the buffer already, with the header before them; the next request begins where this body ends."""
    here, there = socket.socketpair()
    body, place = bytes(range(256)) * 300, memoryview(bytearray(80_000))
    with here, there:
        there.sendall(b"header\n" + body + b"next\n")
        reader = make_file(here, "rb", 8192)
        assert reader.readline() == b"header\n"
        stream = KnownLengthRFile(reader, len(body))
        assert fill(place, stream) == body
        assert (stream.remaining, reader.readline()) == (0, b"next\n")
        there.sendall(b"only this")
        there.shutdown(socket.SHUT_WR)
        assert fill(place[:100], KnownLengthRFile(reader, 100)) == b"only this"
        reader.close()


def test_a_body_of_any_other_kind_is_read_too():
    """As a test, or another server, gives it."""
    place = memoryview(bytearray(10))
    assert fill(place[:4], io.BytesIO(b"abcdef")) == b"abcd"
    assert fill(place, io.BytesIO(b"abc")) == b"abc"


def test_a_large_body_is_the_same_as_a_small_one():
    """Bytes of either road; less where less came."""
    data = bytes(range(256)) * 400
    for size in (5, len(data), len(data) + 1):
        assert body_of(io.BytesIO(data), size=size) == data[:size]
