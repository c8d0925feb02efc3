"""What a relay holds: sealed bytes, for whom, from whom, until when, and the receipt that it gave. One SQLite file, every commit synced.

It holds nothing else: no case, no subject, no officer, for it was told none.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.courier.relay.folder import MIB, Caps
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.wire.batch import MAX_ITEMS
from comity.wire.relay import MAX_LYING, LeftKind, Lying, Page

RESERVE: Final = 10  # of a hundred: room that only what is urgent may take
PARCELS: Final = 50  # of a hundred: what is held may be at most so much when a parcel of a file comes, and acts find room beside files
_FRAME: Final = 16 + 256  # what a thing costs beside its bytes in an answer, at most

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS held (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL, giver TEXT NOT NULL, name TEXT NOT NULL, outer_digest BLOB NOT NULL, kind TEXT NOT NULL,
    size INTEGER NOT NULL, until INTEGER NOT NULL, receipt BLOB NOT NULL, sealed BLOB NOT NULL, bytes_digest BLOB NOT NULL,
    UNIQUE (recipient, giver, name)
) STRICT;
CREATE INDEX IF NOT EXISTS held_of_giver ON held (giver, size);
CREATE INDEX IF NOT EXISTS held_for_recipient ON held (recipient, number, size);
CREATE INDEX IF NOT EXISTS held_until ON held (until);
CREATE TABLE IF NOT EXISTS asked (nonce BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS asked_until ON asked (until);
"""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a node leaves for another: `outer` is the digest of an envelope's outer header, or of a sealed file's bytes."""

    to: NodeId
    giver: NodeId
    kind: LeftKind
    env_id: EnvelopeId
    outer: Digest
    urgent: bool
    until: Instant
    data: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """What is held under the same name already: with which outer digest, whether the very bytes, and the receipt given for them."""

    outer: Digest
    same: bool
    receipt: bytes


class Holding:
    """The one file. Each verb is one transaction; what has returned has been synced."""

    def __init__(self, file: Path, *, caps: Caps) -> None:
        """Open the file, or make it."""
        self._lock = threading.Lock()
        self._caps = caps
        self._base = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;" + _TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """One transaction, alone; committed and synced when the block ends without a fault."""
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield Writing(self._base, caps=self._caps)
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def lying(self, to: NodeId, *, after: int, at: Instant) -> Page:
        """Return the oldest of what lies for `to` after that number and has not expired: as much as one answer holds."""
        items: list[Lying] = []
        size = len(b"COMITY1G") + 3
        with self._lock:
            rows = self._base.execute(
                "SELECT number, giver, kind, size FROM held WHERE recipient = ? AND number > ? AND until > ? ORDER BY number LIMIT ?",
                (to.text, after, at.micros, MAX_ITEMS + 1),
            ).fetchall()
            for number, giver, kind, length in rows[:MAX_ITEMS]:
                if size + length + _FRAME > MAX_LYING:
                    break
                (data,) = self._base.execute("SELECT sealed FROM held WHERE number = ?", (number,)).fetchone()
                items.append(Lying(number, NodeId(giver), kind, data))
                size += length + _FRAME
        return Page(tuple(items), len(items) < len(rows))

    def counted(self) -> tuple[int, int]:
        """Return how many things are held, and their bytes."""
        with self._lock:
            count, size = self._base.execute("SELECT count(*), coalesce(sum(size), 0) FROM held").fetchone()
        return count, size


class Writing:
    """The verbs of one transaction."""

    def __init__(self, base: sqlite3.Connection, *, caps: Caps) -> None:
        """Inside the caller's transaction."""
        self._base, self._caps = base, caps

    def first_time(self, nonce: bytes, *, until: Instant) -> bool:
        """Say whether a question with this nonce was never asked, and remember it for as long as it could be asked again."""
        done = self._base.execute("INSERT OR IGNORE INTO asked VALUES (?, ?)", (nonce, until.micros))
        return done.rowcount == 1

    def known(self, thing: Thing) -> Known | None:
        """Return what is held of this giver, for this recipient, under this name."""
        row = self._base.execute(
            "SELECT outer_digest, bytes_digest, receipt FROM held WHERE recipient = ? AND giver = ? AND name = ?",
            (thing.to.text, thing.giver.text, thing.env_id.text),
        ).fetchone()
        return None if row is None else Known(Digest(row[0]), row[1] == Digest.of(thing.data).raw, row[2])

    def has_room(self, thing: Thing) -> bool:
        """Say whether the caps leave room for one more; a tenth of each is kept for what is urgent, half for what is no file."""
        share = PARCELS if thing.kind == "parcel" else 100 if thing.urgent else 100 - RESERVE
        caps, size = self._caps, len(thing.data)
        asked = (
            ("giver = ?", (thing.giver.text,), caps.giver_things, caps.giver_mib),
            ("recipient = ?", (thing.to.text,), caps.recipient_things, caps.recipient_mib),
            ("1 = 1", (), None, caps.all_mib),
        )
        for where, values, things, mib in asked:
            query = f"SELECT count(*), coalesce(sum(size), 0) FROM held WHERE {where}"  # noqa: S608 one of the three above
            count, held = self._base.execute(query, values).fetchone()
            if (things is not None and (count + 1) * 100 > things * share) or (held + size) * 100 > mib * MIB * share:
                return False
        return True

    def keep(self, thing: Thing, *, receipt: bytes) -> None:
        """Hold the thing, in place of what was held under its name: wrapped afresh, it is handed out once more."""
        self._base.execute(
            "DELETE FROM held WHERE recipient = ? AND giver = ? AND name = ?", (thing.to.text, thing.giver.text, thing.env_id.text)
        )
        self._base.execute(
            "INSERT INTO held (recipient, giver, name, outer_digest, kind, size, until, receipt, sealed, bytes_digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(thing.to.text, thing.giver.text, thing.env_id.text, thing.outer.raw, thing.kind),
                *(len(thing.data), thing.until.micros, receipt, thing.data, Digest.of(thing.data).raw),
            ),
        )

    def drop(self, numbers: Iterable[int], *, to: NodeId) -> None:
        """Let go of what `to` has taken; a number that is another's, or nobody's, changes nothing."""
        self._base.executemany("DELETE FROM held WHERE number = ? AND recipient = ?", [(number, to.text) for number in numbers])

    def expire(self, at: Instant) -> int:
        """Let go of what nobody fetched in time, and of questions that are too old to be asked again; return how many things went."""
        self._base.execute("DELETE FROM asked WHERE until <= ?", (at.micros,))
        return self._base.execute("DELETE FROM held WHERE until <= ?", (at.micros,)).rowcount
