"""Loads one node into this process: its settings, its tables."""

import gc
import os
from pathlib import Path

from comity.directory.home import VARIABLE, Home, home, read_home


def boot(path: Path) -> Home:
    """Load the node in `path`; raises `NoHome` or `BadHome`."""
    found = read_home(path)
    os.environ[VARIABLE] = str(found.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    home.cache_clear()
    import django  # noqa: PLC0415 a command that needs no node must not wait for Django

    django.setup()
    return found


def spare_the_collector() -> None:
    """Keep what is loaded by now out of Python's search for cycles: it lives as long as the process, and is large."""
    gc.collect()
    gc.freeze()
