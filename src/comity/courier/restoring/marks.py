"""The mark of quarantine: set by a restore, by a log that is ahead of its rows, by a peer that holds more; it stops the log itself."""

from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from comity.courier.publishing import published
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.quarantined import Standing, clear_standing, write_standing
from comity.records import journal
from comity.records.models import PeerWord, Quarantine
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

Why = Literal["restored", "log-ahead", "peers-ahead"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a peer has said so far: nothing yet where `told_at` is None; then `fault` says why, if it was asked."""

    peer: str
    told_at: Instant | None
    fault: str
    size: int
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The quarantine as people are told of it."""

    why: str
    since: Instant
    made_at: Instant | None
    leaves: int
    peers: tuple[Waiting, ...]


def shown() -> Shown | None:
    """Return the quarantine of this node, or None where it signs as ever."""
    row = Quarantine.objects.first()
    if row is None:
        return None
    words = PeerWord.objects.order_by("peer")
    peers = tuple(Waiting(word.peer, word.told_at, word.fault, word.size, word.came, word.went) for word in words)
    return Shown(row.why, row.since, row.made_at, journal.head().size, peers)


def is_quarantined() -> bool:
    """Say whether this node must catch up before it signs."""
    return Quarantine.objects.exists()


def tell(home: Home, *, breaks: bool = False) -> None:
    """Let every page and command say how it stands now."""
    found = shown()
    if found is None:
        clear_standing(home)
        return
    told = {one.peer for one in found.peers if one.told_at is not None}
    waiting = tuple(node.id.text for node in book(home).peers(home.node) if node.id.text not in told)
    write_standing(home, Standing(found.why, found.since, waiting, breaks))


@transaction.atomic
def quarantine(why: Why, *, at: Instant) -> None:
    """Stop the log and say why; a node that is quarantined already stays so for the first reason."""
    journal.stop(stopped=True)
    Quarantine.objects.get_or_create(pk=1, defaults={"why": why, "since": at})


def release() -> None:
    """Let the log go on, in the caller's transaction, which first does all that had to be done."""
    Quarantine.objects.all().delete()
    PeerWord.objects.all().delete()
    journal.stop(stopped=False)


def notice(home: Home, *, at: Instant) -> bool:
    """Quarantine a node whose published log its rows do not continue; return whether it is quarantined."""
    if is_quarantined():
        return True
    try:
        before = published(home)
    except Refused:
        return False  # a damaged checkpoint says nothing; that the log cannot be published is told as ever
    head = journal.head()
    # That what is shorter goes on is proven by its tiles, each time before anything is signed over it.
    if before is not None and (before.size > head.size or (before.size == head.size and before.root != head.root)):
        quarantine("log-ahead", at=at)
        return True
    return False
