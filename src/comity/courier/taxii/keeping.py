"""What a feed brings and sends, kept together with how far it has come: one transaction a page or a batch."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import msgspec
from django.db import transaction

from comity.courier.taxii.pulling import Proceeded, Progress, proceed
from comity.courier.taxii.pushing import Result
from comity.courier.taxii.resources import Named, Page
from comity.desk.crashing import crash_point
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.noting import note
from comity.intel.store.granting import collection_named
from comity.intel.store.ingesting import Kept, Target, add_objects, look_at_all
from comity.intel.store.labelling import giver_into
from comity.intel.store.looking import Refusal
from comity.intel.store.principals import principal_of
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.records.models import IntelFeed, IntelFeedLine, IntelFeedResult
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant

_WORDS: Final = 300
_STANDS: Final = ("after", "token", "last", "sent", "sending", "status")  # what says how far a line is


class OvertakenError(Exception):
    """Somebody else tended the line meanwhile (`comity intel feed run` beside the courier), or the feed was paused or ended."""


def progress_of(line: IntelFeedLine) -> Progress:
    """Return how far a pull has come."""
    return Progress(line.after, line.token, line.last, line.page, line.rising, line.lost, line.turn)


def own_reader() -> Reader:
    """Return this node's own authority as a reader: what it may not see decides nothing about what it pulls."""
    node = home()
    return Reader(principal_of(book(node).authority(node.authority)))


def keep_page(line: IntelFeedLine, page: Page, progress: Progress, *, reader: Reader, at: Instant) -> Proceeded:
    """Put the objects of a page into the local collection, and how far that is; both or neither.

    Raises `Trouble`, `NoCollection`, `OvertakenError`.
    """
    feed = line.feed
    with transaction.atomic():
        _require_alone(line)
        outcome = add_page(line, page.objects, reader=reader, at=at)
        bad = [one for one in outcome if isinstance(one, Refusal)]
        fresh = sum(isinstance(one, Kept) and one.fresh for one in outcome)
        newly = _keep_results(line, {Named(one.stix_id, one.version): Result("refused", one.why) for one in bad}, at=at)
        done = proceed(progress, page, fresh=fresh + newly, usual=feed.page, overlap=overlap_of(feed))
        keep_progress(line, done.progress, came=len(page.objects), fresh=fresh, refused=newly)
        crash_point("feed.before-commit")
    return done


def add_page(line: IntelFeedLine, objects: Sequence[bytes | msgspec.Raw], *, reader: Reader, at: Instant) -> Sequence[Kept | Refusal]:
    """Put objects of a line into its local collection, in the caller's transaction; return what became of each. Raises `NoCollection`."""
    feed, row = line.feed, collection_named(line.local)
    looked = look_at_all(objects, checks=row.checks)
    owner = AuthorityId(feed.owner)
    if not looked:
        return ()
    return add_objects(
        looked,
        to=Target(row.pk, row.uuid, row.checks),
        giver=giver_into(row, owner=owner, home=home().authority, word=_word(feed, owner)),
        source=_source(feed, owner),
        reader=reader,
        at=at,
    )


def _source(feed: IntelFeed, owner: AuthorityId) -> Source:
    return Source("peer", f"feed {feed.name}", str(owner))


def _word(feed: IntelFeed, owner: AuthorityId) -> str:
    """What nobody of the directory owns says what its own markings mean, and not what this authority's do (`labelling.Giver`)."""
    return str(_source(feed, owner)) if owner == home().authority else ""


def keep_progress(line: IntelFeedLine, progress: Progress, *, came: int = 0, fresh: int = 0, refused: int = 0) -> None:
    """Write how far a pull has come."""
    line.after, line.token, line.last = progress.after, progress.token, progress.last
    line.page, line.rising, line.lost, line.turn = progress.limit, progress.rising, progress.lost, progress.turn
    line.came, line.fresh, line.refused = line.came + came, line.fresh + fresh, line.refused + refused
    line.save()


@transaction.atomic
def keep_batch(line: IntelFeedLine, results: Mapping[Named, Result], *, upto: int, status: str, page: int, at: Instant) -> None:
    """Write what became of a batch up to `upto`: with a `status` the server is still at it, without one it is over."""
    _require_alone(line)
    before = set(IntelFeedResult.objects.filter(line=line, stix_id__in=[one.id for one in results]).values_list("stix_id", "version"))
    _keep_results(line, results, at=at)
    line.status, line.sending, line.page = status, upto, page
    if not status:
        line.sent, line.sending = upto, 0
        line.fresh += sum(one.outcome == "taken" for one in results.values())
        line.refused += sum(one.outcome == "refused" for one in results.values())
        told = {name: sum(one.outcome == name for one in results.values()) for name in ("taken", "known", "refused", "withheld")}
        facts = {"feed": line.feed.name, "collection": line.local, "to": line.remote, **told}
        note("intel.pushed", by=f"feed {line.feed.name}", at=at, facts=facts)
    line.came += sum((one.id, one.version) not in before for one, result in results.items() if result.outcome != "withheld")
    line.save()
    crash_point("feed.sent-before-commit")


def forget_status(line: IntelFeedLine) -> None:
    """The server has forgotten the status of a batch: it is sent again."""
    line.status, line.sending = "", 0
    line.save()


def pending_of(line: IntelFeedLine) -> list[Named]:
    """Return the objects of the batch that the server is still at."""
    rows = IntelFeedResult.objects.filter(line=line, outcome="pending").order_by("id").values_list("stix_id", "version")
    return [Named(stix_id, version) for stix_id, version in rows]


def _require_alone(line: IntelFeedLine) -> None:
    """Lock the line in the caller's transaction; raise `OvertakenError` unless it stands where the CALLER read it, and its feed goes on."""
    found = IntelFeedLine.objects.select_for_update(of=("self",)).select_related("feed").get(pk=line.pk)
    if found.feed.state != "active" or any(getattr(found, name) != getattr(line, name) for name in _STANDS):
        raise OvertakenError


def _keep_results(line: IntelFeedLine, results: Mapping[Named, Result], *, at: Instant) -> int:
    """Write results over those of earlier tries; return how many were not there before."""
    new = 0
    for one, result in results.items():
        values = {"outcome": result.outcome, "words": result.words[:_WORDS], "at": at}
        _, made = IntelFeedResult.objects.update_or_create(
            line=line, stix_id=one.id[:300], version=one.version[:60], defaults=values, create_defaults=values
        )
        new += made
    return new


def overlap_of(feed: IntelFeed) -> timedelta:
    """Return how far back each round of a feed looks."""
    return timedelta(seconds=feed.overlap_seconds)
