"""Brings what was committed from SQLite's log into its file, so that whoever commits need not.

A commit after which the log is long copies all of it first, sixteen megabytes and more, and waits for the disk: a node into which a hundred
acts a second come would stand still for a tenth of one each second. A passive copy, on a connection of its own, lets writers go on.
"""

from django.db import DEFAULT_DB_ALIAS, connections

from comity.records.statements import run, vendor

_COPY = "PRAGMA wal_checkpoint(PASSIVE)"
_EMPTY = "PRAGMA wal_checkpoint(TRUNCATE)"


def settle_log() -> bool:
    """Copy what nobody reads any more; return whether all of it was copied, so that the next commit begins the log anew."""
    busy, pages, copied = run(_COPY).fetchone()
    return not busy and pages == copied


def empty_log() -> bool:
    """Copy all of it and cut it off, for old versions of pages lie there too; False where another copies just now, or reads for long."""
    if vendor() != "sqlite" or connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return True
    busy, _, _ = run(_EMPTY).fetchone()
    return not busy
