"""Writes the log's files out of the journal's rows: tiles and entry bundles, then the signed checkpoint that names them."""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.courier.replacing import write_file
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.directory.shownlogs import keys_of, verify_shown
from comity.ledger.checkpoint import PATH, Checkpoint, sign_checkpoint
from comity.ledger.growth import expected_bundles, grow_tiles
from comity.ledger.tiles import Tile, TileHashes
from comity.ledger.tree import root_at
from comity.records import journal
from comity.records.models import Discontinuity, JournalAct
from comity.seal.frames import print_frames
from comity.seal.note import note_signers
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_CHUNK: Final = 4096


DISCONTINUITIES: Final = "discontinuities"


class LogWentBack(Refused):
    """The journal's rows are not a continuation of what was already published."""

    wire_class = "conflict"
    sentence = gettext_noop("The journal has %(rows)s acts and does not continue the log of %(published)s that was signed.")
    next_step = gettext_noop("Stop the node and run “comity fsck”. Was an older copy restored? Do not delete the files of the log.")


def publish_log(home: Home) -> Checkpoint | None:
    """Bring the files up to the last committed leaf; return the checkpoint, or None for an empty log.

    Every file is written beside its place and renamed into it, tiles before the checkpoint: whoever reads a checkpoint finds
    every tile that it needs. What is missing is made again from the rows. Raises `LogWentBack` before it would sign a log that
    does not continue the one it signed last: two such signatures are a fork, and prove misconduct for ever.
    Raises `LogStopped` in quarantine.
    """
    if journal.is_stopped():
        raise journal.LogStopped
    frontier = journal.head()
    before = published(home)
    since = before.size if before else 0
    if frontier.size == 0 and not before:
        return None
    if since > frontier.size:
        raise LogWentBack(rows=frontier.size, published=since)
    origin = book(home).node(home.node).log_origin
    checkpoint = Checkpoint(origin=origin, size=frontier.size, root=frontier.root)
    if before is not None and since == frontier.size:
        if before.root != frontier.root:
            raise LogWentBack(rows=frontier.size, published=since)
        return checkpoint
    for name, data in (*_tiles(home, since, frontier.size), *_bundles(since, frontier.size)):
        write_file(home.log / name, data)
    hash_at = TileHashes(frontier.size, read=lambda tile: (home.log / tile.path).read_bytes())
    continues = before is None or root_at(since, hash_at=hash_at) == before.root
    if not continues or root_at(frontier.size, hash_at=hash_at) != frontier.root:
        raise LogWentBack(rows=frontier.size, published=since)
    _publish_breaks(home)
    write_file(home.log / PATH, sign_checkpoint(checkpoint, signers=note_signers(node_keys(home).signing, name=origin)))
    return checkpoint


def _publish_breaks(home: Home) -> None:
    """Show where this log breaks, beside its tiles and before the checkpoint over them; most logs never do."""
    rows = Discontinuity.objects.filter(node=home.node.text).order_by("index")
    said = [bytes(one) for one in rows.values_list("said", flat=True)]
    if said:
        write_file(home.log / DISCONTINUITIES, print_frames(*said))


def published(home: Home) -> Checkpoint | None:
    """Return what the checkpoint file says, if there is one that this node signed; raises `Refused` for any other."""
    found = published_note(home)
    return found[0] if found else None


def published_note(home: Home) -> tuple[Checkpoint, bytes] | None:
    """Return the same with the file's bytes, which say that and nothing newer; raises `Refused`."""
    try:
        data = (home.log / PATH).read_bytes()
    except FileNotFoundError:
        return None
    own = book(home).node(home.node)
    return verify_shown(data, of=own, keys=keys_of(own)), data


def leaf_hashes(start: int, stop: int) -> Sequence[bytes]:
    """Return the leaf hashes of the rows from `start` up to, not including, `stop`."""
    rows = JournalAct.objects.filter(index__gte=start, index__lt=stop).order_by("index")
    return [bytes(found) for found in rows.values_list("leaf_hash", flat=True)]


def leaf_records(start: int, stop: int) -> Sequence[bytes]:
    """Return the records of the rows from `start` up to, not including, `stop`."""
    rows = JournalAct.objects.filter(index__gte=start, index__lt=stop).order_by("index")
    return [bytes(found) for found in rows.values_list("record", flat=True)]


def _tiles(home: Home, since: int, size: int) -> Iterator[tuple[str, bytes]]:
    def read(tile: Tile) -> bytes:
        return (home.log / tile.path).read_bytes()

    def fresh() -> Iterator[bytes]:
        for start in range(since, size, _CHUNK):
            yield from leaf_hashes(start, min(start + _CHUNK, size))

    yield from grow_tiles(fresh(), since=since, read=read)


def _bundles(since: int, size: int) -> Iterator[tuple[str, bytes]]:
    yield from expected_bundles(size, records=leaf_records, since=since)
