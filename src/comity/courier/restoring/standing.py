"""How the log at hand stands: its rows, what its own files still hold beyond them, and what was signed of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from comity.courier.protocol.restoring import Break, Judged, Place, Standing, judge
from comity.courier.publishing import published
from comity.courier.restoring.evidence import Held
from comity.directory.home import Home
from comity.ledger.frontier import Frontier
from comity.ledger.leaf import LeafRecord, parse_leaf
from comity.ledger.tiles import WIDTH, Bundle, parse_bundle
from comity.records import journal
from comity.records.models import Discontinuity, JournalAct
from comity.terms.digests import Digest, leaf_hash
from comity.terms.refusals import Refused

_CHUNK: Final = 4096


@dataclass(frozen=True, slots=True)
class Extension:
    """Leaves that the log's own files have and the rows have not: from `start` on, each as record and hash, and the frontier after them."""

    start: int
    raw: tuple[bytes, ...]
    records: tuple[tuple[LeafRecord, bytes], ...]
    frontier: Frontier


@dataclass(frozen=True, slots=True)
class LogAtHand:
    """The log as it can be brought back here: `size` leaves with its extension, and how that stands to what was signed."""

    size: int
    root: Digest
    extension: Extension | None
    judged: Judged
    shared_root: Digest

    @property
    def breaks(self) -> bool:
        """Whether it cannot go on as it was signed."""
        return self.judged.standing is not Standing.WHOLE


def log_at_hand(home: Home, helds: Iterable[Held]) -> LogAtHand:
    """Return how the log stands by everything that is known to be signed of it."""
    head = journal.head()
    places = [place for held in helds for place in held.places]
    before = _published(home)
    if before is not None:
        places.append(before)
    extension = _extension(home, head, before)
    end = extension.frontier if extension else head
    breaks = [Break(row.shared, row.at) for row in Discontinuity.objects.filter(node=home.node.text)]
    roots = roots_at({place.size for place in places}, extension=extension)
    judged = judge(end.size, root_at=lambda size: roots[size], places=places, breaks=breaks)
    shared = roots_at({judged.shared}, extension=extension).get(judged.shared, Frontier(size=0, hashes=()).root)
    return LogAtHand(end.size, end.root, extension, judged, shared)


def roots_at(sizes: Iterable[int], *, extension: Extension | None = None) -> dict[int, Digest]:
    """Return the roots of this node's log at those of `sizes` that it has; one pass over its leaves."""
    wanted, found = set(sizes), {}
    frontier = Frontier(size=0, hashes=())
    last = max((size for size in wanted), default=0)
    for leaf in _leaves(last, extension):
        frontier = frontier.append(leaf)
        if frontier.size in wanted:
            found[frontier.size] = frontier.root
    if 0 in wanted:
        found[0] = Frontier(size=0, hashes=()).root
    return found


def _leaves(stop: int, extension: Extension | None) -> Iterable[bytes]:
    end = min(stop, extension.start if extension else journal.head().size)
    for start in range(0, end, _CHUNK):
        rows = JournalAct.objects.filter(index__gte=start, index__lt=min(start + _CHUNK, end)).order_by("index")
        yield from (bytes(leaf) for leaf in rows.values_list("leaf_hash", flat=True))
    if extension is not None:
        yield from (leaf for _, leaf in extension.records[: max(0, stop - extension.start)])


def _published(home: Home) -> Place | None:
    """Return what the checkpoint beside the rows says, where this node signed it; a damaged one says nothing."""
    try:
        before = published(home)
    except Refused:
        return None
    if before is None:
        return None
    at = JournalAct.objects.order_by("-index").values_list("at", flat=True).first()
    return None if at is None else Place(before.size, before.root, at)


def _extension(home: Home, head: Frontier, before: Place | None) -> Extension | None:
    """Return the leaves that the published files have beyond the rows, if with them the log is the one that was signed."""
    if before is None or before.size <= head.size:
        return None
    try:
        raw = tuple(_records(home, head.size, before.size))
        records = tuple((parse_leaf(record), leaf_hash(record)) for record in raw)
    except (OSError, Refused):
        return None
    frontier = head
    for _, leaf in records:
        frontier = frontier.append(leaf)
    return Extension(head.size, raw, records, frontier) if frontier.root == before.root else None


def _records(home: Home, start: int, stop: int) -> Sequence[bytes]:
    found: list[bytes] = []
    for index in range(start // WIDTH, -(-stop // WIDTH)):
        bundle = Bundle(index, min(WIDTH, stop - index * WIDTH))
        records = parse_bundle((home.log / bundle.path).read_bytes(), bundle=bundle)
        found += records[max(0, start - index * WIDTH) :]
    return found
