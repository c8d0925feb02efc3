"""Tables for what tests found: made once for a whole run of tests, and copied for every node and worker after that.

Migrating is half of what it costs to found a node. That `init` and the demonstration do it is held where these run as they are.

python tests/processes/quick_tables.py WORDS…     the command `comity`, whose new nodes get such tables
"""

import fcntl
import os
import shutil
import sys
from pathlib import Path
from typing import Any, Final

from django.core import management
from django.db import connection

from comity.site.booting import boot

TABLES: Final = Path(os.environ["COMITY_TEST_TABLES"])  # tests/conftest.py: one file for all workers
_migrate: Final = management.call_command


def copy_tables(to: Path) -> None:
    """Put empty tables there; whoever comes first makes them, and the others wait for it."""
    with TABLES.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not TABLES.exists():
            _make_tables()
    shutil.copy(TABLES, to)


def _make_tables() -> None:
    making, whole = (TABLES.with_suffix(f".{name}") for name in ("making", "whole"))
    named = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(making)
    try:
        _migrate("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(whole)])
    finally:
        connection.close()
        connection.settings_dict["NAME"] = named
    whole.replace(TABLES)


def _call_command(name: str, *words: Any, **options: Any) -> Any:
    if name == "migrate" and connection.vendor == "sqlite":
        connection.close()
        return copy_tables(Path(connection.settings_dict["NAME"]))
    return _migrate(name, *words, **options)


def lend_tables() -> None:
    """Let nodes that this process founds take the tables that are there."""
    management.call_command = _call_command


if __name__ == "__main__":
    from comity.doors.cli import cli
    from comity.doors.cli.roof import Roof
    from comity.site.entry import run

    lend_tables()
    cli(obj=Roof(boot=boot, run=run, program=(sys.executable, __file__)))
