"""How a collection is read to its end without losing or repeating anything, whatever the server does in between. Pure.

A `Progress` is kept in the same transaction as the objects of its page; whoever is killed goes on from the last one that was kept, and
what comes a second time is known by identifier and version.

(1) While the server gives `next`, that is followed, and `after` stays where the round began. (2) Where it gives none, or forgot the one
it gave, the round goes on by stamps: from one microsecond before the last one seen, because several objects may share it (a whole POST
does, at some servers). (3) A page that is full is never believed to be the last. (4) Where a page moves nothing on, a larger one is
asked for; where that is not to be had either, the operator is told: nothing is skipped.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from comity.courier.taxii.exchange import Answered, Asked, ask_at
from comity.courier.taxii.meaning import Trouble, earlier, order_of, trouble_of
from comity.courier.taxii.resources import Page, read_page
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed

USUAL_PAGE: Final = 1000
LARGEST_PAGE: Final = 32_000
SMALLEST_PAGE: Final = 10
MOST_LOST: Final = 3
_FORGOTTEN: Final = frozenset({400, 404, 410, 416, 422})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a collection was read. `after` is where this round began, `token` its `next`, `last` the latest stamp that came.

    `limit` is the page that is asked for; `turn` the last stamp of the page that gave `token`. `rising` says that every page so far came
    oldest first. `lost` counts tokens that the server forgot; from `MOST_LOST` on it is read by stamps alone.
    """

    after: str = ""
    token: str = ""
    last: str = ""
    limit: int = USUAL_PAGE
    rising: bool = True
    lost: int = 0
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Proceeded:
    """The progress to keep with a page; `on` says whether there is more to ask for now."""

    progress: Progress
    on: bool


def ask_page(collection: str, progress: Progress) -> Asked:
    """Return the request for the next page: every version, because a chain of them is what was shared (TAXII 2.1, 3.4, 5.4)."""
    parameters: dict[str, str | int] = {
        "added_after": progress.after,
        "match[version]": "all",
        "limit": progress.limit,
        "next": progress.token,
    }
    return Asked("GET", ask_at(f"{collection}objects/", parameters))


def take_answer(answered: Answered, progress: Progress, *, at: Instant) -> Page | Progress:
    """Return the page, or another progress from which to ask at once: the server forgot its `next`. Raises `Trouble`."""
    if answered.status == 200:
        try:
            return read_page(answered)
        except Malformed as fault:
            raise Trouble("garbled", fault.facts["where"]) from fault
    if progress.token and answered.status in _FORGOTTEN:
        return replace(progress, token="", after=_resume(progress), lost=progress.lost + 1)
    raise trouble_of(answered, at=at)


def smaller(progress: Progress) -> Progress:
    """Return the progress that asks for half a page: an answer was larger than this node reads. Raises `Trouble` where it cannot be."""
    if progress.limit <= SMALLEST_PAGE:
        raise Trouble("too-large")
    return replace(progress, limit=max(SMALLEST_PAGE, progress.limit // 2))


def proceed(progress: Progress, page: Page, *, fresh: int, usual: int = USUAL_PAGE, overlap: timedelta = timedelta(0)) -> Proceeded:
    """Return what to keep with `page`, of whose objects `fresh` were new here; raises `Trouble` where there is no way on without loss.

    `overlap` is how far back the next round looks, for servers whose stamps are older than the moment when an object can be seen.
    """
    # What went on by stamps may have begun again earlier than it ended, at servers that cut stamps short: only its own pages are compared.
    follows = not (page.first and progress.token) or order_of(page.first) >= order_of(progress.turn)
    rising = progress.rising and _rises(page) and follows
    last = max(progress.last, page.first, page.last, key=order_of)
    seen = replace(progress, last=last, rising=rising, lost=0 if fresh else progress.lost, turn=page.last)
    if page.more and page.next and page.next != progress.token and progress.lost < MOST_LOST:
        return Proceeded(replace(seen, token=page.next), on=True)
    if page.more and not page.objects:
        raise Trouble("no-way-on")
    full = page.more or len(page.objects) >= progress.limit
    if full and page.objects:
        return _by_stamps(seen, page, fresh=fresh, over=_over(seen, usual=usual, overlap=overlap))
    return Proceeded(_over(seen, usual=usual, overlap=overlap), on=False)


def _over(seen: Progress, *, usual: int, overlap: timedelta) -> Progress:
    """Return where the next round begins: after the last stamp that came, because the server has said that nothing else is there."""
    after = seen.last or seen.after
    return Progress(after=earlier(after, overlap) if after and overlap else after, last=seen.last, limit=usual)


def _by_stamps(seen: Progress, page: Page, *, fresh: int, over: Progress) -> Proceeded:
    """Go on from just before the last stamp; where that is where we were, by a larger page; `over` where there is nothing else."""
    if not page.last:
        raise Trouble("no-way-on")
    if not seen.rising:
        raise Trouble("falling")
    after = _resume(seen)
    if order_of(after) > order_of(seen.after):
        return Proceeded(replace(seen, token="", after=after), on=True)
    if len(page.objects) < seen.limit or seen.limit >= LARGEST_PAGE:
        if page.more or fresh:
            raise Trouble("one-stamp")
        return Proceeded(over, on=False)
    return Proceeded(replace(seen, token="", limit=min(LARGEST_PAGE, seen.limit * 2)), on=True)


def _resume(progress: Progress) -> str:
    """Return from where nothing is lost: just before the last stamp where pages came oldest first, else where the round began."""
    if not (progress.rising and progress.last):
        return progress.after
    return max(earlier(progress.last), progress.after, key=order_of)


def _rises(page: Page) -> bool:
    return not (page.first and page.last) or order_of(page.first) <= order_of(page.last)
