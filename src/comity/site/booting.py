"""Loads one node into this process: its settings, its tables, and before a fork all that the node's processes read."""

import ctypes
import gc
import os
from importlib import import_module
from pathlib import Path
from typing import Final

from comity.directory.home import VARIABLE, Home, home, read_home
from comity.seal.rehearsal import rehearse

_THREADS: Final = Path("/proc/self/task")
_M_ARENA_MAX: Final = -8  # <malloc.h> of the GNU C library
# What courier and web worker both use. What one of them alone uses it loads itself: loaded here, it would be held by both.
_OF_BOTH: Final = (
    "comity.desk.carried.taking",
    "comity.desk.indexing",
    "comity.desk.receiving.receipts",
    "comity.desk.telling.gathering",
    "comity.seal.envelope",
)


def boot(path: Path) -> Home:
    """Load the node in `path`; raises `NoHome` or `BadHome`."""
    found = read_home(path)
    os.environ[VARIABLE] = str(found.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    home.cache_clear()
    import django  # noqa: PLC0415 a command that needs no node must not wait for Django

    django.setup()
    return found


def load_for_all() -> None:
    """Load what courier and web worker read, so that both are forked from it: modules, addresses, catalogues, rulebook, cryptography.

    Opens no database and starts no thread. Raises `BadOverlay` where a file of national rules cannot be used, and what `rehearse` does.
    """
    from comity.desk.rules import rulebook  # noqa: PLC0415 needs the settings, as all below

    for module in _OF_BOTH:
        import_module(module)
    rehearse()
    rulebook()


def may_fork() -> bool:
    """Say whether what is forked now has nothing that others use: no lock of another thread, no connection to the database."""
    from django.db import connections  # noqa: PLC0415 as for Django above

    alone = len(list(_THREADS.iterdir())) == 1
    return alone and all(one.connection is None for one in connections.all(initialized_only=True))


def spare_the_collector() -> None:
    """Keep what is loaded by now out of Python's search for cycles.

    It is large, lives as long as the process, and stays shared with what is forked only as long as nobody writes to it.
    """
    gc.collect()
    gc.freeze()


def share_one_heap() -> None:
    """Have all threads of this process, and of what is forked from it, take memory from one heap; before any of them starts.

    The C library would give each thread a heap of its own, so that none waits for another: here they wait for the interpreter anyway, and
    each heap keeps what its thread gave back. Another C library than GNU's is left as it is.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
