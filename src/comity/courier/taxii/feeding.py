"""Pulls from and pushes to foreign TAXII servers on their schedule, in a thread of its own: a slow server holds up no act and no clock.

(1) What is due is read, (2) a page is asked for, or a batch sent, outside of any transaction, (3) it is kept together with how far it has
come. A crash between 2 and 3 asks or sends once more; what is there already is known by identifier and version, on either side.
"""

import random
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import structlog
from django.db import close_old_connections

from comity.courier.taxii.dialling import Line
from comity.courier.taxii.exchange import FIRST, Ask, NoAnswer
from comity.courier.taxii.keeping import OvertakenError, keep_page, keep_progress, own_reader, progress_of
from comity.courier.taxii.meaning import Trouble, wait_of
from comity.courier.taxii.pulling import Progress, ask_page, smaller, take_answer
from comity.courier.taxii.reaching import LARGEST, as_trouble, credential_of, root_of
from comity.courier.taxii.sending import PENDING_PAUSE, push_line
from comity.desk.crashing import crash_point
from comity.directory.home import Home
from comity.intel.feeds.actions import PULL
from comity.intel.feeds.queries import due
from comity.intel.giving.fetching import asked_fetches, keep_failed
from comity.intel.store.sight import Reader
from comity.records.lending import lent_connection
from comity.records.models import IntelFeed, IntelFeedLine
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.taxii.servers import join

EVERY: Final = 5.0
MOST_PAGES: Final = 50  # of one collection at a time; what is left waits until the other feeds had their turn
LEAST_ROOM: Final = 512 * 2**20  # bytes on the disk of the node; below that nothing is taken that nobody asked this node for
_LOG: Final = structlog.get_logger("comity.courier")


class Feeder(threading.Thread):
    """Tends what is due every few seconds until `stop`."""

    def __init__(self, home: Home, *, now: Callable[[], Instant]) -> None:
        """Start nothing yet."""
        super().__init__(name="feeder", daemon=True)
        self._home, self._now = home, now
        self._stopping = threading.Event()

    def run(self) -> None:
        """Tend, wait, tend again; a fault is logged, and what was due stays due."""
        while not self._stopping.is_set():
            self._feed()
            self._stopping.wait(EVERY)

    @lent_connection()
    def _feed(self) -> None:
        try:
            close_old_connections()
            for key in asked_fetches():
                if self._stopping.is_set():
                    break
                self._fetch(key)
            for key in due(at=self._now()):
                if self._stopping.is_set():
                    break
                self._tend(key)
        except Exception:  # noqa: BLE001 as for notices: what could not be done now is still in the rows
            _LOG.exception("feeding")

    def _tend(self, key: int) -> None:
        """Tend one feed; a fault of this program costs the others nothing, and is not met again at once."""
        try:
            run_feed(key, home=self._home, now=self._now, stopping=self._stopping.is_set)
        except Exception:  # noqa: BLE001 see above
            _LOG.exception("feeding", key=key)
            _keep(key, timedelta(0), Trouble("here", "a fault of this program: the messages of the courier say which"), at=self._now())

    def _fetch(self, key: int) -> None:
        """Look at what an officer asked for; a fault of this program ends that, and is told there."""
        from comity.courier.taxii.fetching import run_fetch  # noqa: PLC0415 -- what an officer asks for by hand is rare

        try:
            run_fetch(key, now=self._now)
        except Exception:  # noqa: BLE001 see above
            _LOG.exception("fetching", key=key)
            keep_failed(key, why="here", words="a fault of this program: the messages of the courier say which", at=self._now())

    def stop(self) -> None:
        """End after what is in hand."""
        self._stopping.set()


def run_feed(
    key: int, *, home: Home, now: Callable[[], Instant], ask: Ask | None = None, stopping: Callable[[], bool] = lambda: False
) -> IntelFeed:
    """Tend one feed once, every line of it, and keep when it is due again; return it as it stands then. `ask` is for tests."""
    feed = IntelFeed.objects.get(pk=key)
    line = None
    again = timedelta(minutes=feed.every_minutes)
    trouble: Trouble | None = None
    try:
        if ask is None:
            ask = line = Line(feed.url, identities={FIRST: credential_of(feed)}, also=feed.also, ca=feed.ca, largest=LARGEST)
        again, trouble = _tend(feed, ask, home=home, now=now, stopping=stopping)
    except (Trouble, Refused) as fault:
        trouble = as_trouble(fault)
    finally:
        if line is not None:
            line.close()
    return _keep(feed.pk, again, trouble, at=now())


def _tend(
    feed: IntelFeed, ask: Ask, *, home: Home, now: Callable[[], Instant], stopping: Callable[[], bool]
) -> tuple[timedelta, Trouble | None]:
    """Tend every line; return when the feed is due again, and what went wrong first. What a line cannot do keeps no other from it."""
    root, most = root_of(feed, ask, at=now())
    reader = own_reader() if feed.direction == PULL else None
    again, first = timedelta(minutes=feed.every_minutes), None
    for line in IntelFeedLine.objects.select_related("feed").filter(feed=feed).order_by("id"):
        collection = join(root, f"collections/{line.remote}/")
        try:
            if shutil.disk_usage(home.path).free < LEAST_ROOM:
                raise Trouble("no-room")
            if reader is not None:
                over = _pull(line, collection, ask, reader=reader, now=now, stopping=stopping)
                again = again if over else timedelta(0)
            elif not push_line(line, collection, ask, most=most, now=now, stopping=stopping):
                again = min(again, PENDING_PAUSE)
        except OvertakenError:
            continue
        except (Trouble, Refused) as fault:
            trouble = as_trouble(fault)
            first = first or trouble
            if trouble.why in ("busy", "no-connection", "certificate", "sign-in", "no-room"):
                break  # it is the server's, or this node's, and no collection's
    return again, first


def _pull(
    line: IntelFeedLine, collection: str, ask: Ask, *, reader: Reader, now: Callable[[], Instant], stopping: Callable[[], bool]
) -> bool:
    """Read a collection until it has no more, or its turn is over; say whether it has no more."""
    progress = progress_of(line)
    for _ in range(MOST_PAGES):
        if stopping():
            return False
        try:
            answered = ask(ask_page(collection, progress))
        except NoAnswer as fault:
            if fault.why != "too-large":
                raise
            progress = smaller(progress)
            keep_progress(line, progress)
            continue
        crash_point("feed.asked")
        found = take_answer(answered, progress, at=now())
        if isinstance(found, Progress):
            progress = found
            keep_progress(line, progress)
            continue
        done = keep_page(line, found, progress, reader=reader, at=now())
        crash_point("feed.commit")
        progress = done.progress
        if not done.on:
            return True
    return False


def _keep(key: int, again: timedelta, trouble: Trouble | None, *, at: Instant) -> IntelFeed:
    """Write how it went and when it is due again; a feed that was paused or ended meanwhile stays so."""
    feed: IntelFeed = IntelFeed.objects.get(pk=key)
    feed.tried_at = at
    if trouble is None:
        feed.fails, feed.why, feed.words, feed.done_at = 0, "", "", at
    else:
        again = wait_of(trouble, fails=feed.fails, jitter=random.random())  # noqa: S311 -- spreads, and hides nothing
        feed.fails, feed.why, feed.words = feed.fails + 1, trouble.why, trouble.words
        _LOG.warning("feed", feed=feed.name, why=trouble.why, status=trouble.status)
    changed = {name: getattr(feed, name) for name in ("tried_at", "fails", "why", "words", "done_at")}
    IntelFeed.objects.filter(pk=key).update(**changed)
    IntelFeed.objects.filter(pk=key, state="active").update(next_at=at + again)
    feed.refresh_from_db()
    return feed
