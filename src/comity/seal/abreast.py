"""Cryptography beside what else is to be done: begun in a thread that is kept, waited for when it is needed.

The library lets the interpreter go while it signs and verifies: a second core works meanwhile.
"""

import functools
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

Made = TypeVar("Made")
Given = TypeVar("Given")

_CORES: Final = os.cpu_count() or 1
_NOW: Final = "/proc/loadavg"  # of now only the fourth word, proc_loadavg(5): threads that run or wait to run / all threads
_WORTH: Final = 4  # things of which half are worth a thread


class _Here(threading.local):
    """Of each thread."""

    full = False
    """Whether it is half of something already: what it begins meanwhile it makes itself, or all might wait for each other."""


_HERE: Final = _Here()


def _fill() -> None:
    _HERE.full = True


class _Kept:
    """The threads that are kept. Each is started when there is something for it to do."""

    threads: ThreadPoolExecutor

    @classmethod
    def renew(cls) -> None:
        """Begin with none: a fork takes no thread along, and what is given to those of its parent is never made."""
        cls.threads = ThreadPoolExecutor(2, thread_name_prefix="seal", initializer=_fill)


_Kept.renew()
os.register_at_fork(after_in_child=_Kept.renew)


def abreast(make: Callable[[], Made]) -> Callable[[], Made]:
    """Begin `make`; return what waits for it, and returns or raises what it did. A caller who goes another way lets go of it.

    Where the machine has more to do than cores it is made when it is waited for: a thread would cost, and gain nothing.
    """
    return beside(make) if has_spare_core() else make


def beside(make: Callable[[], Made]) -> Callable[[], Made]:
    """Begin `make` without asking: for who has asked `has_spare_core` a moment ago."""
    return _Kept.threads.submit(make).result


def has_spare_core() -> bool:
    """Say whether what this thread begins now is made beside it."""
    return not (_HERE.full or _is_busy())


def _is_busy() -> bool:
    """Say whether every core has something to do at this moment, with this thread on one of them."""
    try:
        said = os.pread(_file(_NOW), 64, 0)
    except OSError:  # a unit of systemd with `ProcSubset=pid` shows no such file: what the last minute was like says less, and enough
        return os.getloadavg()[0] > 1.5 * _CORES
    return int(said.split()[3].partition(b"/")[0]) >= _CORES


@functools.cache
def _file(name: str) -> int:
    """Open `name` once and for all: it is asked several times with every act, and says anew with each read from its beginning."""
    return os.open(name, os.O_RDONLY)


def halves_abreast(make: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """Return what `make` makes of each, in their order; the second half of many beside the first."""
    return _halves(make, given) if len(given) >= _WORTH else list(map(make, given))


def few_abreast(make: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """Return the same for a few of which each is dear; the second half beside the first where a core is spare."""
    return _halves(make, given) if len(given) > 1 and has_spare_core() else list(map(make, given))


def _halves(make: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    half = len(given) // 2
    second = _Kept.threads.submit(lambda: list(map(make, given[half:])))
    _HERE.full = True
    try:
        first = list(map(make, given[:half]))
    finally:
        _HERE.full = False
    return [*first, *second.result()]
