"""Appends to the journal: the act's row and its leaf, in the caller's transaction."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from comity.ledger.frontier import Frontier
from comity.ledger.leaf import LeafRecord, commit, parse_leaf, print_leaf
from comity.records.models import JournalAct, LogHead, Quarantine
from comity.records.rows import insert_all
from comity.records.statements import has_one_writer, own_connection, run, run_all
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import KeyId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

SALT_BYTES: Final = 32
MAX_PAYLOAD: Final = 64 * 1024
_EMPTY: Final = Frontier(size=0, hashes=())
# An update that changes nothing locks the row, and returns it.
_TAKE_HEAD: Final = "UPDATE records_loghead SET frontier = frontier WHERE id = 1 RETURNING frontier, stopped"
_ADD: Final = """
INSERT INTO records_journalact ("index", name, actor, about, at, facts, salt, record, leaf_hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_HEAD: Final = "SELECT frontier, stopped FROM records_loghead WHERE id = 1"
_MOVE_HEAD: Final = "UPDATE records_loghead SET frontier = %s WHERE id = 1"


class LogStopped(Refused):
    """The node came up from a copy and has not caught up: a leaf now would be of a second history."""

    wire_class = "unavailable"
    sentence = gettext_noop("This node came up from a copy and signs nothing until it has caught up with what its peers hold.")
    next_step = gettext_noop("“comity quarantine show” says what is waited for. What was opened before can be read meanwhile.")


@dataclass(frozen=True, slots=True)
class Entry:
    """What to append. `actor` and `facts` stand inside the commitment; the leaf names only kind, key and time."""

    name: str
    actor: str
    about: str
    facts: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry that is printed and belongs nowhere yet: salt and moment are fixed, so its hash is known before its place is."""

    entry: Entry
    at: Instant
    payload: bytes
    salt: bytes
    record: bytes
    hashed: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an act went: its leaf's index, and the log with it as the last leaf."""

    index: int
    log: Frontier

    @property
    def size(self) -> int:
        """How many leaves the log then has."""
        return self.log.size

    @property
    def root(self) -> Digest:
        """The root that the log then has; reckoned when it is asked for, which hardly any act does."""
        return self.log.root


def commitment_payload(entry: Entry) -> bytes:
    """Return the bytes that the leaf's commitment covers."""
    return print_json({"actor": entry.actor, "about": entry.about, "facts": dict(entry.facts)})


def append(*entries: Entry, at: Instant, key: KeyId) -> list[Placed]:
    """Append `entries` in order; the caller's transaction makes them last or vanish together with its other rows.

    `key` is this node's signing key. The head row is read and written under the same write lock, so the log is one chain
    whichever process appends. Raises `LogStopped` in quarantine.
    """
    return append_leaves([print_entry(entry, at=at, key=key) for entry in entries])


def print_entry(entry: Entry, *, at: Instant, key: KeyId) -> Leaf:
    """Return `entry` as the leaf that it becomes, under a salt of its own; no database is asked."""
    salt = secrets.token_bytes(SALT_BYTES)
    payload = commitment_payload(entry)
    record = print_leaf(LeafRecord(kind=entry.name, commitment=commit(payload, salt=salt), key=key, at=at))
    return Leaf(entry, at, payload, salt, record, leaf_hash(record))


def append_leaves(leaves: Sequence[Leaf]) -> list[Placed]:
    """Append leaves that were printed before, as `append` does."""
    if not own_connection().in_atomic_block:
        message = "the journal is appended to inside the transaction of its act"
        raise transaction.TransactionManagementError(message)
    frontier, placed = _place(leaves, after=_frontier())
    rows = [
        (place.index, one.entry.name, one.entry.actor, one.entry.about, one.at.micros, one.payload, one.salt, one.record, one.hashed)
        for place, one in zip(placed, leaves, strict=True)
    ]
    run_all(_ADD, rows)
    run(_MOVE_HEAD, [frontier.to_bytes()])
    return placed


def foresee(leaves: Sequence[Leaf]) -> list[Placed]:
    """Return where `leaves` go if nobody appends before them. Whoever builds on it compares it with what `append_leaves` returns.

    Raises `LogStopped` as that does: what nothing may be added to has no next place.
    """
    found = run(_HEAD).fetchone()
    return _place(leaves, after=_EMPTY if found is None else _read_head(found))[1]


def _place(leaves: Sequence[Leaf], *, after: Frontier) -> tuple[Frontier, list[Placed]]:
    placed = []
    for leaf in leaves:
        index, after = after.size, after.append(leaf.hashed)
        placed.append(Placed(index=index, log=after))
    return after, placed


def owe(entry: Entry, *, at: Instant) -> None:
    """Let `entry` wait until the log goes on: what people must be able to do in quarantine, and is told as soon as it may be.

    In the caller's transaction. Its own moment is among its facts, because its leaf will be dated later.
    """
    row = Quarantine.objects.select_for_update().get()
    facts = {**entry.facts, "at": str(at)}
    row.owed = [*(row.owed or []), {"name": entry.name, "actor": entry.actor, "about": entry.about, "facts": facts}]
    row.save(update_fields=["owed"])


def owed() -> list[Entry]:
    """Return what waits for the log to go on, in the order in which it happened."""
    rows = Quarantine.objects.values_list("owed", flat=True).first() or []
    return [Entry(name=one["name"], actor=one["actor"], about=one["about"], facts=one["facts"]) for one in rows]


def append_printed(record: bytes, *, payload: bytes, salt: bytes) -> Placed:
    """Append one leaf whose record was printed before, because others signed it; in the caller's transaction.

    That `record` is committed to `payload` under `salt`, and is dated now, is the CALLER's.
    """
    read, said = parse_leaf(record), parse_json(payload, MAX_PAYLOAD, what="journal")
    hashed = leaf_hash(record)
    frontier = _frontier().append(hashed)
    row = JournalAct(
        index=frontier.size - 1,
        name=read.kind,
        actor=said["actor"],  # type: ignore[index,call-overload]  # as `commitment_payload` prints it
        about=said["about"],  # type: ignore[index,call-overload]  # as above
        at=read.at,
        facts=payload,
        salt=salt,
        record=record,
        leaf_hash=hashed,
    )
    insert_all([row])
    run(_MOVE_HEAD, [frontier.to_bytes()])
    return Placed(index=frontier.size - 1, log=frontier)


def _frontier() -> Frontier:
    """Return the log's frontier; the row is locked where the database locks rows, and not only all of it."""
    found = run(_HEAD if has_one_writer() else _TAKE_HEAD).fetchone()
    if found is None:
        LogHead.objects.create(pk=1, frontier=_EMPTY.to_bytes())
        return _EMPTY
    return _read_head(found)


def _read_head(found: Sequence[Any]) -> Frontier:
    frontier, stopped = found
    if stopped:
        raise LogStopped
    return Frontier.from_bytes(bytes(frontier))


def stop(*, stopped: bool) -> None:
    """Let nothing be added to the log any more, or again; in the caller's transaction, under the lock of every append."""
    frontier = head()
    LogHead.objects.update_or_create(pk=1, defaults={"frontier": frontier.to_bytes(), "stopped": stopped})


def is_stopped() -> bool:
    """Say whether nothing may be added to the log now."""
    return LogHead.objects.filter(pk=1, stopped=True).exists()


def head() -> Frontier:
    """Return the log's frontier as last committed."""
    found = run(_HEAD).fetchone()
    return _EMPTY if found is None else Frontier.from_bytes(bytes(found[0]))
