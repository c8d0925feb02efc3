"""What an officer asked for: one look at what a feed would bring, kept as a lot and not stored.

It goes on from where the feed stands, as a pull does, and moves nothing: the line stands behind it once two officers have let the lot in.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Final

import structlog
from django.db import transaction

from comity.courier.taxii.dialling import Line
from comity.courier.taxii.exchange import FIRST, Ask, NoAnswer
from comity.courier.taxii.keeping import add_page, overlap_of, own_reader, progress_of
from comity.courier.taxii.meaning import Trouble
from comity.courier.taxii.pulling import Progress, ask_page, proceed, smaller, take_answer
from comity.courier.taxii.reaching import LARGEST, as_trouble, credential_of, root_of
from comity.courier.taxii.resources import Page
from comity.intel.giving.cutting import CAP, MOST
from comity.intel.giving.fetching import keep_failed, keep_fetched
from comity.intel.giving.progress import FIELDS
from comity.intel.store.ingesting import Kept
from comity.intel.store.sight import Reader
from comity.records.models import IntelFeedLine, IntelFetch
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.wire.taxii.servers import join

MOST_PAGES: Final = 50
_ROOM: Final = CAP - 64 * 1024  # of a lot, less what stands between its objects
_LOG: Final = structlog.get_logger("comity.courier")


@dataclass
class _Found:
    """What came so far: each object once by its bytes, and how far the line would be."""

    progress: Progress
    objects: dict[bytes, None] = field(default_factory=dict)
    size: int = 0
    more: bool = False

    def fits(self, page: Page) -> bool:
        """Say whether a page more is still one lot."""
        return len(self.objects) + len(page.objects) <= MOST and self.size + sum(map(len, page.objects)) + 2 * MOST <= _ROOM


def run_fetch(key: int, *, now: Callable[[], Instant], ask: Ask | None = None) -> IntelFetch:
    """Look at what a line would bring, and keep it as a lot, or why not; `ask` is for tests."""
    row = IntelFeedLine.objects.select_related("feed").get(pk=IntelFetch.objects.values_list("line_id", flat=True).get(pk=key))
    line = None
    try:
        if ask is None:
            ask = line = Line(
                row.feed.url, identities={FIRST: credential_of(row.feed)}, also=row.feed.also, ca=row.feed.ca, largest=LARGEST
            )
        root, _ = root_of(row.feed, ask, at=now())
        found = _look(row, join(root, f"collections/{row.remote}/"), ask, now=now)
    except (Trouble, Refused) as fault:
        trouble = as_trouble(fault)
        _LOG.warning("fetch", feed=row.feed.name, why=trouble.why, status=trouble.status)
        return keep_failed(key, why=trouble.why, words=trouble.words, at=now())
    finally:
        if line is not None:
            line.close()
    return keep_fetched(key, list(found.objects), upto=_kept(found.progress), more=found.more, at=now())


def _look(row: IntelFeedLine, collection: str, ask: Ask, *, now: Callable[[], Instant]) -> _Found:
    """Read pages until there is no more, or a lot is full: what does not fit is asked for the next time."""
    found, reader = _Found(replace(progress_of(row), limit=min(row.page, MOST))), own_reader()
    for _ in range(MOST_PAGES):
        try:
            page = take_answer(ask(ask_page(collection, found.progress)), found.progress, at=now())
        except NoAnswer as fault:
            if fault.why != "too-large":
                raise
            page = smaller(found.progress)
        if isinstance(page, Progress):
            found.progress = page
            continue
        if not found.fits(page):
            if found.objects:
                found.more = True
                return found
            found.progress = smaller(found.progress)
            continue
        done = proceed(
            found.progress, page, fresh=_fresh(row, page, found, reader, at=now()), usual=row.feed.page, overlap=overlap_of(row.feed)
        )
        found.objects.update(dict.fromkeys(map(bytes, page.objects)))
        found.size, found.progress, found.more = sum(map(len, found.objects)), done.progress, done.on
        if not done.on:
            return found
    return found


def _fresh(row: IntelFeedLine, page: Page, found: _Found, reader: Reader, *, at: Instant) -> int:
    """Return how many objects of a page are new here and in this lot, found by storing them and taking that back."""
    came = [one for one in page.objects if bytes(one) not in found.objects]
    with transaction.atomic():
        outcome = add_page(row, came, reader=reader, at=at)
        transaction.set_rollback(True)
    return sum(not isinstance(one, Kept) or one.fresh for one in outcome)


def _kept(progress: Progress) -> dict[str, JsonValue]:
    told = asdict(progress)
    return {name: told["limit" if name == "page" else name] for name in FIELDS}
