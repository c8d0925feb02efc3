"""The journal against itself, against what was published of it, and against the clock."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from comity.courier.fsck.faults import (
    CHECKPOINT_AHEAD,
    CHECKPOINT_BAD,
    CHECKPOINT_DIFFERS,
    CLOCK_BEHIND,
    DO_NOT_RUN,
    HEAD_DIFFERS,
    LEAF_BACKWARDS,
    LEAF_CHANGED,
    LEAF_MISSING,
    LOOK,
    REBUILD,
    RESTORE,
    SYNC,
    Fault,
)
from comity.courier.fsck.reading import CHUNK, Reading
from comity.courier.publishing import leaf_hashes, leaf_records
from comity.ledger.differences import SENTENCES, differences
from comity.ledger.differences import Fault as FileFault
from comity.ledger.frontier import Frontier
from comity.ledger.growth import expected_bundles, expected_tiles
from comity.ledger.leaf import LeafRecord, commit, parse_leaf
from comity.ledger.tiles import parse_path
from comity.ledger.tree import MAX_SIZE
from comity.records import journal
from comity.records.models import JournalAct
from comity.terms.digests import leaf_hash
from comity.terms.instants import Instant
from comity.terms.json import parse_json
from comity.terms.refusals import Malformed, Refused

_FACTS_CAP = 64 * 1024
_OF_ACTS = ("act.sent", "act.received", "act.issued", "act.recorded", "act.carried")
_RECOVERED = "act.recovered"  # after a copy was restored: what the leaf `was` that the copy does not have
# An act takes its moment when it begins and its leaf when it commits, so leaves of acts side by side may stand the other way round.
SLACK = timedelta(minutes=1)


def check_rows(reading: Reading) -> Iterator[Fault]:
    """Recompute the log from its rows: nothing missing, each leaf as logged, each commitment opens unless it was erased."""
    logged, published = reading.logged, reading.published.checkpoint
    frontier, before = Frontier(), None
    rows = JournalAct.objects.order_by("index")
    for row in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        if row.index != frontier.size:
            yield Fault(LEAF_MISSING, RESTORE, {"index": str(frontier.size)})
            return  # everything behind a hole would be wrong for the same reason
        yield from _leaf(row, before, reading)
        before = logged.newest = row.at if before is None else max(before, row.at)
        frontier = frontier.append(leaf_hash(bytes(row.record)))
        if published is not None and frontier.size == published.size:
            logged.root_at_checkpoint = frontier.root
    logged.size, logged.root = frontier.size, frontier.root
    head = _head()
    if head != frontier:
        facts = {"size": str(frontier.size), "root": str(frontier.root)}
        told = ("?", "?") if head is None else (str(head.size), str(head.root))
        yield Fault(HEAD_DIFFERS, RESTORE, facts | {"head": told[0], "head_root": told[1]})


def _head() -> Frontier | None:
    try:
        return journal.head()
    except Refused:
        return None


def _leaf(row: JournalAct, before: Instant | None, reading: Reading) -> Iterator[Fault]:
    place = {"index": str(row.index)}
    try:
        record = parse_leaf(bytes(row.record))
        owner = reading.book.lasting.key(record.key, at=record.at).owner
    except Refused as refusal:
        yield Fault(LEAF_CHANGED, RESTORE, place | {"why": str(refusal)}, refusal)
        return
    for holds, why in (
        (bytes(row.leaf_hash) == leaf_hash(bytes(row.record)), "the hash is not the record's"),
        ((record.kind, record.at) == (row.name, row.at), "the record has another name or moment"),
        (owner == reading.home.node, "the record names a key of another node"),
        ((row.facts is None) == (row.salt is None), "only half of its content was erased"),
        (row.facts is None or row.salt is None or _opens(row, record), "its content is not what the record is committed to"),
    ):
        if not holds:
            yield Fault(LEAF_CHANGED, RESTORE, place | {"why": why})
    if before is not None and before - record.at > SLACK:
        yield Fault(LEAF_BACKWARDS, SYNC, place | {"at": str(record.at)})
    _remember(row, reading)


def _opens(row: JournalAct, record: LeafRecord) -> bool:
    """Say whether facts and salt are those of the commitment, and the columns beside them say the same."""
    try:
        payload = parse_json(bytes(row.facts), _FACTS_CAP, what="journal")
        same = (payload["actor"], payload["about"]) == (row.actor, row.about)
        return same and commit(bytes(row.facts), salt=bytes(row.salt)) == record.commitment
    except (Refused, KeyError, TypeError):
        return False


def _remember(row: JournalAct, reading: Reading) -> None:
    if row.name not in (*_OF_ACTS, _RECOVERED):
        return
    if row.facts is None:
        reading.logged.erased.add(row.about)
        return
    with contextlib.suppress(Refused, KeyError, TypeError):  # reported as a changed leaf already
        facts = parse_json(bytes(row.facts), _FACTS_CAP, what="journal")["facts"]
        reading.logged.acts.add((str(facts["was"]) if row.name == _RECOVERED else row.name, str(facts["envelope"])))


def check_clock(reading: Reading) -> Iterator[Fault]:
    """The clock is not before the newest leaf."""
    newest = reading.logged.newest
    if newest is not None and reading.at < newest:
        yield Fault(CLOCK_BEHIND, SYNC, {"now": str(reading.at), "at": str(newest)})


def check_files(reading: Reading) -> Iterator[Fault]:
    """The checkpoint and the files under it are what the rows make; a log that was never published has neither."""
    checkpoint, logged = reading.published.checkpoint, reading.logged
    if checkpoint is None:
        if not reading.published.absent or reading.names:
            yield Fault(CHECKPOINT_BAD, REBUILD, {"why": str(reading.published.why)}, reading.published.why)
        return
    facts = {"published": str(checkpoint.size), "size": str(logged.size), "root": str(checkpoint.root)}
    if logged.root is None:
        return  # the rows have a hole, which was said
    if logged.root_at_checkpoint is None:
        yield Fault(CHECKPOINT_AHEAD, DO_NOT_RUN, facts)
        return
    if logged.root_at_checkpoint != checkpoint.root:
        yield Fault(CHECKPOINT_DIFFERS, DO_NOT_RUN, facts | {"expected": str(logged.root_at_checkpoint)})
    size = checkpoint.size
    expected = chain(expected_tiles(size, leaf_hashes=leaf_hashes), expected_bundles(size, records=leaf_records))

    def read(path: str) -> bytes | None:
        file = reading.home.log / path
        return file.read_bytes() if file.is_file() else None

    for found in differences(expected, names=reading.names, read=read):
        if found.fault is FileFault.UNEXPECTED and _reach(found.path) <= logged.size:
            continue  # written for leaves that are committed, before the checkpoint that will name it
        yield Fault(SENTENCES[found.fault], LOOK if found.fault is FileFault.UNEXPECTED else REBUILD, found.facts)


def _reach(path: str) -> int:
    """Return how many leaves a log has at least that has this file; more than any log for a foreign one."""
    try:
        name = parse_path(path)
    except Malformed:
        return MAX_SIZE
    return name.leaves(name.width - 1)[1] + 1
