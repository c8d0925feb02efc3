"""Cryptography beside what else is to be done: begun in a thread that is kept, waited for when it is needed.

The library lets the interpreter go while it signs and verifies: a second core works meanwhile.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

Made = TypeVar("Made")
Given = TypeVar("Given")

_BUSY: Final = 1.5 * (os.cpu_count() or 1)  # threads that ran or waited to run, in the last minute
_WORTH: Final = 4  # things of which half are worth a thread

_KEPT: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="seal")  # starts a thread when there is something for it to do


def abreast(make: Callable[[], Made]) -> Callable[[], Made]:
    """Begin `make`; return what waits for it, and returns or raises what it did. A caller who goes another way lets go of it.

    Where the machine has more to do than cores it is made when it is waited for: a thread would cost, and gain nothing.
    """
    return make if _is_busy() else _KEPT.submit(make).result


def _is_busy() -> bool:
    return os.getloadavg()[0] > _BUSY


def halves_abreast(make: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """Return what `make` makes of each, in their order; the second half of many beside the first."""
    if len(given) < _WORTH:
        return list(map(make, given))
    half = len(given) // 2
    second = _KEPT.submit(lambda: list(map(make, given[half:])))
    return [*map(make, given[:half]), *second.result()]
