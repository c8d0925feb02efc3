"""The tables of a node in one file, and back: SQLite by its own online backup, PostgreSQL by its own dump and restore.

Both are what their makers keep for this, take one moment of the tables while the node goes on writing, and bring back what is not rows:
indexes, triggers, where a count of keys goes on. A copy of ours of every table would have to know all of it.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from comity.directory.databases import Database
from comity.ledger.frontier import Frontier
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

FOLDERS: Final = Path("/usr/lib/postgresql")  # Debian's, one for each version, where the names on the path are another's
_LONGEST: Final = 6 * 3600
_TOLD: Final = 300

Execute = Callable[[str, Sequence[Any]], int]
"""Run one statement, written with `?`, and return how many rows it changed."""


class NoProgram(Refused):
    """PostgreSQL's own programs are needed and not there."""

    wire_class = "unavailable"
    sentence = gettext_noop("The program %(program)s of PostgreSQL is not on this machine.")
    next_step = gettext_noop("Install the client programs of the server's version (on Debian: postgresql-client) and try again.")


class ProgramFailed(Refused):
    """PostgreSQL's own program ended with a fault."""

    wire_class = "unavailable"
    sentence = gettext_noop("%(program)s ended with a fault: %(why)s")
    next_step = gettext_noop("Its version must be that of the server or newer; a database to restore into must be empty.")


def dump(home_database: Database | None, *, sqlite: Path, to: Path) -> None:
    """Write the tables of one moment into `to`; raises `NoProgram`, `ProgramFailed`."""
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if home_database is not None:
        _run("pg_dump", ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--file={to}", f"--dbname={home_database}"])
        return
    with closing(sqlite3.connect(f"{sqlite.as_uri()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(to)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # it is no database of anybody yet
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


def load(file: Path, database: Database) -> None:
    """Write the tables in the dump `file` into an empty `database`, all or none; raises `NoProgram`, `ProgramFailed`."""
    _run("pg_restore", ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={database}", str(file)])


def mark(sqlite: Path | None, database: Database | None, *, made: Instant, at: Instant) -> None:
    """Quarantine the tables that were just restored: nothing may be added to their log."""
    if database is None:
        with closing(sqlite3.connect(str(sqlite))) as own:
            _mark(lambda sql, values: own.execute(sql, tuple(values)).rowcount, made=made, at=at)
            own.commit()
        return
    import psycopg  # noqa: PLC0415 a node on SQLite does without

    with psycopg.connect(str(database)) as server:
        _mark(lambda sql, values: server.execute(sql.replace("?", "%s"), tuple(values)).rowcount, made=made, at=at)  # type: ignore[call-overload]  # the statements below


def _mark(execute: Execute, *, made: Instant, at: Instant) -> None:
    if not execute("UPDATE records_loghead SET stopped = ? WHERE id = 1", (True,)):
        execute("INSERT INTO records_loghead (id, frontier, stopped) VALUES (1, ?, ?)", (Frontier(size=0, hashes=()).to_bytes(), True))
    execute("DELETE FROM records_peerword", ())
    execute("DELETE FROM records_quarantine", ())
    execute(
        "INSERT INTO records_quarantine (id, why, since, made_at, life, birth) VALUES (1, 'restored', ?, ?, 0, '')",
        (at.micros, made.micros),
    )


def _run(program: str, words: Sequence[str]) -> None:
    done = subprocess.run([_program(program), *words], capture_output=True, text=True, check=False, timeout=_LONGEST)  # noqa: S603 our own words
    if done.returncode:
        raise ProgramFailed(program=program, why=" ".join(done.stderr.split())[:_TOLD])


def _program(name: str) -> str:
    newest = max(FOLDERS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0, default=None)
    found = str(newest) if newest else shutil.which(name)
    if found is None:
        raise NoProgram(program=name)
    return found
