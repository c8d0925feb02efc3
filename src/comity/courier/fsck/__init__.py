"""The file check: database, log, files, keys and clock of a node against each other. It changes nothing.

What is wrong comes as values, each with the place and what to do; a sound node gives none.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from comity.courier.fsck.cases import check_acts, check_deadlines, check_drafts, check_streams
from comity.courier.fsck.custody import check_custody
from comity.courier.fsck.database import check_database, snapshot
from comity.courier.fsck.delivery import check_inbox, check_outbox, check_receipts
from comity.courier.fsck.faults import Fault, of_refusal
from comity.courier.fsck.files import check_act_files
from comity.courier.fsck.keys import check_keys
from comity.courier.fsck.log import check_clock, check_files, check_rows
from comity.courier.fsck.papers import check_papers
from comity.courier.fsck.reading import Progress, Reading, published_by, silent
from comity.courier.fsck.register import check_register
from comity.courier.fsck.search import check_search
from comity.courier.fsck.threats import check_objects
from comity.directory.book import book
from comity.directory.home import Home, home
from comity.ledger.proofs import prove_consistency, verify_consistency
from comity.ledger.tiles import Tile, TileHashes
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

__all__ = ["CHECKS", "Fault", "check_node", "prove_positions"]

# In this order: the log first, because the other checks ask it what was logged.
CHECKS: Final[dict[str, Callable[[Reading], Iterator[Fault]]]] = {
    "database": check_database,
    "keys": check_keys,
    "journal": check_rows,
    "clock": check_clock,
    "files": check_files,
    "acts": check_acts,
    "streams": check_streams,
    "outbox": check_outbox,
    "inbox": check_inbox,
    "receipts": check_receipts,
    "deadlines": check_deadlines,
    "drafts": check_drafts,
    "search": check_search,
    "papers": check_papers,
    "attachments": check_act_files,
    "custody": check_custody,
    "register": check_register,
    "objects": check_objects,
}


def check_node(node: Home, *, at: Instant, progress: Progress = silent) -> list[Fault]:
    """Return everything that does not agree at the node in `node`; `at` is the moment by the machine's clock.

    The rows are those of one moment, and the node may go on working meanwhile. `progress` is told of each check, how many
    of its rows are done, and of how many.
    """
    try:
        known = book(node)
    except (Refused, OSError) as fault:
        return [of_refusal(fault)]
    # The files are listed before the rows are read: what is published is always behind what is committed.
    published, names = published_by(node, known)
    faults: list[Fault] = []
    with snapshot():
        reading = Reading(node, known, at=at, published=published, names=names, progress=progress)
        for name, check in CHECKS.items():
            reading.begin(name)
            faults += check(reading)
    return faults


def prove_positions(positions: Sequence[tuple[int, Digest]]) -> None:
    """Prove that each (size, root) that a peer was told of is a beginning of this node's published log, or raise `NotConsistent`.

    The CALLER has just published the log, so that every position is inside it.
    """
    node = home()
    published, _ = published_by(node, book(node))
    if published.checkpoint is None:
        raise published.why
    size, root = published.checkpoint.size, published.checkpoint.root

    def read(tile: Tile) -> bytes:
        return (node.log / tile.path).read_bytes()

    hash_at = TileHashes(size, read=read)
    for old, old_root in positions:
        verify_consistency(prove_consistency(old, size=size, hash_at=hash_at), old_root=old_root, root=root)
