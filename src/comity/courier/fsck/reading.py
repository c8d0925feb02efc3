"""What the checks share: the node, its directory, the published checkpoint, and what the journal's rows were found to say."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from comity.directory.book import Book
from comity.directory.home import Home
from comity.directory.shownlogs import keys_of, verify_shown
from comity.directory.ways import is_outside
from comity.ledger.checkpoint import PATH, Checkpoint
from comity.records.models import Message, Request
from comity.seal.headers import parse_inner
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused

Row = TypeVar("Row")
Progress: TypeAlias = Callable[[str, int, int], None]

CHUNK: Final = 2000
UNFINISHED: Final = ".new"


def silent(check: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Published:
    """The checkpoint file: verified, or why it cannot be used; `absent` when there is none."""

    checkpoint: Checkpoint | None
    why: Refused
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What a message row says of its act."""

    case: str
    peer: str
    inner: Digest
    road: str = "wire"


@dataclass(slots=True)
class Logged:
    """What the rows of the journal came to."""

    size: int = 0
    root: Digest | None = None
    root_at_checkpoint: Digest | None = None
    newest: Instant | None = None
    acts: set[tuple[str, str]] = field(default_factory=set)
    """Kind and envelope of every leaf about an act."""
    erased: set[str] = field(default_factory=set)
    """Requests of which a leaf's content was destroyed: what it was about cannot be asked any more."""

    def lacks(self, kind: str, envelope: str, *, case: str) -> bool:
        """Say whether the journal, read to its end, has no leaf of an act that should have one."""
        return self.root is not None and case not in self.erased and (kind, envelope) not in self.acts


class Reading:
    """One run of the check."""

    def __init__(self, node: Home, known: Book, *, at: Instant, published: Published, names: list[str], progress: Progress) -> None:
        """Read nothing yet."""
        self.home, self.book, self.at = node, known, at
        self.published, self.names = published, names
        self.logged = Logged()
        self._progress, self._check = progress, ""
        self._kept: dict[tuple[str, str], Kept] | None = None
        self._erased: frozenset[str] | None = None

    def begin(self, check: str) -> None:
        """Name the check that runs now."""
        self._check = check
        self._progress(check, 0, 0)

    def counted(self, rows: Iterable[Row], *, total: int) -> Iterator[Row]:
        """Pass rows on, and tell how far it is."""
        for done, row in enumerate(rows, 1):
            if done % CHUNK == 0:
                self._progress(self._check, done, total)
            yield row

    def erased(self) -> frozenset[str]:
        """Return the numbers of the cases of which two officers destroyed the content; read once."""
        if self._erased is None:
            self._erased = frozenset(Request.objects.filter(erased_at__isnull=False).values_list("reference", flat=True))
        return self._erased

    def kept(self) -> dict[tuple[str, str], Kept]:
        """Return, by direction and envelope, every act that is kept; read once."""
        if self._kept is None:
            rows = Message.objects.values_list("direction", "env_id", "request__reference", "request__peer", "inner", "road")
            self._kept = {
                (direction, env_id): Kept(case, _peer(peer, bytes(inner), road, direction), Digest.of(bytes(inner)), road)
                for direction, env_id, case, peer, inner, road in rows.iterator(CHUNK)
            }
        return self._kept


def _peer(peer: str, inner: bytes, road: str, direction: str) -> str:
    """Return with whom an act was exchanged: in a case on paper, the node to which its going on was proposed."""
    if road not in ("wire", "returned") or not is_outside(peer):
        return peer
    try:
        header = parse_inner(inner)
    except Refused:
        return peer  # reported with the act
    return str(header.sender if direction == "in" else header.to[0])


def published_by(node: Home, known: Book) -> tuple[Published, list[str]]:
    """Return the published checkpoint, and the paths of all files under `log/tile`."""
    names = sorted(
        file.relative_to(node.log).as_posix()
        for file in (node.log / "tile").rglob("*")
        if file.is_file() and not file.name.endswith(UNFINISHED)
    )
    nothing = Malformed("checkpoint", "there is none")
    try:
        data = (node.log / PATH).read_bytes()
        own = known.node(node.node)
        checkpoint = verify_shown(data, of=own, keys=keys_of(own))
    except FileNotFoundError:
        return Published(None, nothing, absent=True), names
    except Refused as refusal:
        return Published(None, refusal), names
    except OSError as fault:
        return Published(None, Malformed("checkpoint", str(fault))), names
    return Published(checkpoint, nothing), names
