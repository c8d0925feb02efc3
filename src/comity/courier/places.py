"""Places in memory for the parcels of files, taken again for the next one instead of made anew.

The system gives four MiB zeroed, page by page, and takes them back when they are let go: for one parcel that costs as much as sealing it.
"""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from comity.seal.parcel import CHUNK
from comity.wire.relay import MAX_PARCEL

_LARGE: Final = 64 * 1024


class Place:
    """Room for one parcel, also for one that is sealed once more, and for its chunk. Only what is written to takes memory."""

    __slots__ = ("chunk", "parcel", "used")

    def __init__(self) -> None:
        """Take it from the system, to which it goes back with the last who knows of it."""
        self.parcel: Final = memoryview(mmap.mmap(-1, MAX_PARCEL))
        self.chunk: Final = memoryview(mmap.mmap(-1, CHUNK))
        self.used = True


class Places:
    """Those of one listener: as many as were ever needed at once, until nobody needs them for some seconds."""

    def __init__(self) -> None:
        """Take nothing yet."""
        self._idle: Final[list[Place]] = []  # every move of it is atomic

    @contextmanager
    def lent(self) -> Iterator[Place]:
        """Lend a place that nobody else has meanwhile."""
        try:
            place = self._idle.pop()
        except IndexError:
            place = Place()
        place.used = True
        try:
            yield place
        finally:
            self._idle.append(place)

    def tidy(self) -> None:
        """Give back what was not used since the last time; asked every few seconds."""
        for place in tuple(self._idle):
            if place.used:
                place.used = False
            else:
                with suppress(ValueError):  # lent meanwhile
                    self._idle.remove(place)


def fill(place: memoryview, stream: Any) -> memoryview:  # noqa: ANN401 a request's body, of which the standard knows no type
    """Return the part of `place` that is filled: with all of it from `stream`, or with what came before that ended."""
    straight = getattr(getattr(stream, "rfile", None), "fill", None)
    if straight is None:
        data = stream.read(len(place))
        place[: len(data)] = data
        return place[: len(data)]
    filled = straight(place[: stream.remaining])
    stream.remaining -= filled
    return place[:filled]


def body_of(stream: Any, *, size: int) -> bytes:  # noqa: ANN401 as above
    """Return a request's body of `size` bytes, or what came of it; one of many records of the line goes to one place at once."""
    return bytes(fill(memoryview(bytearray(size)), stream)) if size > _LARGE else stream.read(size)
