"""Seals the chunks of one file, each while the one before it is on its way."""

import mmap
from concurrent.futures import Future, ThreadPoolExecutor
from io import FileIO
from types import TracebackType
from typing import Final, Self

from comity.seal.parcel import CHUNK, MAX_PARCEL, Sealer, chunk_size, chunks_of


class Packer:
    """The parcels of one file, one at a time; what it gives is good until the next is asked for."""

    def __init__(self, sealer: Sealer, file: FileIO, *, size: int) -> None:
        """`file` is read from where a chunk stands; `size` is how long the whole file is."""
        self._sealer, self._file, self._size = sealer, file, size
        alone = chunks_of(size) == 1
        self._chunk: Final = memoryview(mmap.mmap(-1, min(size, CHUNK)))
        # Two places: one holds what is on its way.
        self._places = [memoryview(mmap.mmap(-1, MAX_PARCEL)) for _ in range(1 if alone else 2)]
        self._beside = None if alone else ThreadPoolExecutor(1, thread_name_prefix="packing")
        self._ahead: tuple[int, Future[memoryview]] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None) -> None:
        """Let the file go only when nobody reads it any more."""
        if self._beside is not None:
            self._beside.shutdown()

    def parcel(self, number: int) -> memoryview:
        """Return the parcel of chunk `number`; raises `Malformed` where the file is shorter than it says, and `OSError`."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] != number:
            ahead[1].exception()  # it has ended, and what it did means nothing
            ahead = None
        sealed = self._seal(number) if ahead is None else ahead[1].result()
        if self._beside is not None and number + 1 < chunks_of(self._size):
            self._ahead = (number + 1, self._beside.submit(self._seal, number + 1))
        return sealed

    def _seal(self, number: int) -> memoryview:
        place = self._places[number % len(self._places)]
        wanted = self._chunk[: chunk_size(number, size=self._size)]
        self._file.seek(number * CHUNK)
        at = 0
        while at < len(wanted) and (read := self._file.readinto(wanted[at:])):
            at += read
        return self._sealer.seal_into(place, wanted[:at], number=number)
