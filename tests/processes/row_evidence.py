"""What two databases say, read from outside with sqlite3: none of the node's own code is asked whether it did well."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

OPEN = ("due", "sent")
Row = dict[str, Any]


# By file and thread, which file it was, and a connection to it: each new one reads how all the tables are made, which takes a hundred times
# what a question does (2.8 and 0.03 thousandths of a second), and who waits for a node asks fifty times a second.
_KEPT: Final[dict[tuple[Path, int], tuple[int, sqlite3.Connection]]] = {}


def _kept(database: Path) -> sqlite3.Connection:
    whose, file = (database, threading.get_ident()), database.stat().st_ino
    if whose in _KEPT and _KEPT[whose][0] != file:
        _KEPT.pop(whose)[1].close()
    if whose not in _KEPT:
        opened = sqlite3.connect(database, timeout=30, check_same_thread=False)
        opened.row_factory = sqlite3.Row
        _KEPT[whose] = file, opened
    return _KEPT[whose][1]


@dataclass(frozen=True)
class Rows:
    """The tables of one node."""

    database: Path

    def select(self, query: str, *values: object) -> list[Row]:
        """Return the rows of a query."""
        return [dict(row) for row in _kept(self.database).execute(query, values)]

    def let_go(self) -> None:
        """Keep no connection: a process that starts or was killed finds the tables as if nobody had looked at them."""
        for whose in [whose for whose in _KEPT if whose[0] == self.database]:
            _KEPT.pop(whose)[1].close()

    def write(self, query: str, *values: object) -> None:
        """Change rows behind the node's back."""
        self.write_together((query, values))

    def write_together(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        """Change rows of several tables in one transaction."""
        with closing(sqlite3.connect(self.database, timeout=30)) as opened, opened:
            for query, values in statements:
                opened.execute(query, values)

    def are_being_written(self) -> bool:
        """Say whether some process has begun to write and not ended."""
        with closing(sqlite3.connect(self.database, timeout=0, isolation_level=None)) as opened:
            try:
                opened.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            opened.execute("ROLLBACK")
            return False

    def one(self, query: str, *values: object) -> Row:
        """Return the one row of a query."""
        rows = self.select(query, *values)
        assert len(rows) == 1, (len(rows), query, values)
        return rows[0]

    def copy(self) -> sqlite3.Connection:
        """Return a copy of the whole database in memory, as a backup would keep it."""
        kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.database, timeout=30)) as opened:
            opened.backup(kept)
        return kept

    def restore(self, kept: sqlite3.Connection) -> None:
        """Put a backup back in place."""
        with closing(sqlite3.connect(self.database, timeout=30)) as opened, closing(kept):
            kept.backup(opened)

    # -- what the tests ask ----------------------------------------------------------------------

    def leaves(self, name: str, envelope: str) -> int:
        """Count the acts of the journal with this name about this envelope."""
        facts = (bytes(row["facts"]) for row in self.select("SELECT facts FROM records_journalact WHERE name = ?", name))
        named = envelope.encode()  # most name another one, and are not read to find that out
        return sum(1 for one in facts if named in one and json.loads(one)["facts"].get("envelope") == envelope)

    def outbox(self, envelope: str) -> Row:
        """Return the one outbox row of an envelope, with its bytes."""
        return self.one("SELECT * FROM records_outbox JOIN records_outboxbytes ON entry_id = id WHERE env_id = ?", envelope)

    def inbox(self, envelope: str) -> Row:
        """Return the one inbox row of an envelope."""
        return self.one("SELECT * FROM records_inbox WHERE env_id = ?", envelope)

    def alarms(self, case: str) -> list[str]:
        """Return the kinds of the alarms about a case."""
        return sorted(row["kind"] for row in self.select('SELECT kind FROM records_alarm WHERE "case" = ?', case))

    def due(self) -> int:
        """Count what still has to leave."""
        return int(self.one("SELECT count(*) AS n FROM records_outbox WHERE state IN ('due', 'sent')")["n"])


def require_once(sender: Rows, receiver: Rows, envelope: str) -> None:
    """Fail unless one act was sent once, taken once, logged once on each side, and its one receipt is the same bytes on both."""
    sent = sender.one("SELECT * FROM records_message WHERE env_id = ?", envelope)
    taken = receiver.one("SELECT * FROM records_message WHERE env_id = ?", envelope)
    assert (sent["direction"], taken["direction"]) == ("out", "in")
    assert (sent["body"], sent["inner"]) == (taken["body"], taken["inner"])
    assert sender.outbox(envelope)["state"] == "receipted"
    arrived = receiver.inbox(envelope)
    assert arrived["order"] == "applied"
    receipt = sender.one("SELECT * FROM records_receipt WHERE env_id = ? AND kind = 'received' AND direction = 'in'", envelope)
    assert receipt["sealed"] == arrived["receipt"]
    assert sender.leaves("act.sent", envelope) == 1
    assert receiver.leaves("act.received", envelope) == 1
    assert sender.leaves("receipt.received", envelope) == 1
    for side in (sender, receiver):
        side.one("SELECT * FROM records_request WHERE reference = ?", arrived["case"])


def receipt_body(sealed: bytes) -> Row:
    """Return the JSON inside a sealed receipt, whose signature the node has verified: magic, length, body."""
    size = int.from_bytes(sealed[8:12], "big")
    return dict(json.loads(sealed[12 : 12 + size]))


def require_log(own: Rows, peer: Rows) -> None:
    """Fail unless the node's log is one chain from its rows to its head, and every receipt it gave names a beginning of it.

    Left out are receipts that the peer already holds an alarm about, because this node lost the data and signed another one.
    """
    rows = own.select('SELECT * FROM records_journalact ORDER BY "index"')
    assert [row["index"] for row in rows] == list(range(len(rows)))
    for row in rows:
        commitment = hashlib.sha256(b"comity/1 leaf" + row["salt"] + row["facts"]).hexdigest()
        assert json.loads(row["record"])["commitment"].removeprefix("sha256:") == commitment
        assert row["leaf_hash"] == hashlib.sha256(b"\x00" + row["record"]).digest()
    roots = list(roots_of([row["leaf_hash"] for row in rows]))
    head = own.one("SELECT frontier FROM records_loghead")["frontier"]
    assert int.from_bytes(head[:8], "big") == len(rows)
    twice = {row["env_id"] for row in peer.select("SELECT env_id FROM records_alarm WHERE kind = 'second-receipt'")}
    for receipt in peer.select("SELECT * FROM records_receipt WHERE kind = 'received' AND direction = 'in'"):
        if receipt["env_id"] in twice:
            continue
        log = receipt_body(receipt["sealed"])["log"]
        assert log["root"].removeprefix("sha256:") == roots[log["size"] - 1]
        leaf = rows[log["index"]]
        assert leaf["name"] == "act.received"
        assert json.loads(leaf["facts"])["facts"]["envelope"] == receipt["env_id"]


def roots_of(hashes: Sequence[bytes]) -> Iterator[str]:
    """Yield the RFC 6962 root after each leaf, in hexadecimal."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in hashes:
        height, node = 0, leaf
        while peaks and peaks[-1][0] == height:
            node = hashlib.sha256(b"\x01" + peaks.pop()[1] + node).digest()
            height += 1
        peaks.append((height, node))
        root = peaks[-1][1]
        for _, left in reversed(peaks[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        yield root.hex()
