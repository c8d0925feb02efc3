"""What an answer means for whoever pulls or pushes: go on, wait, or stop and tell the operator. Pure."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from comity.courier.taxii.exchange import Answered
from comity.courier.taxii.resources import words_of
from comity.terms.instants import Instant

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=6)
MOST_ASKED: Final = timedelta(days=1)  # of what a server may ask us to wait

# Codes that docs/operators/taxii.md explains; the keys are statuses.
_CODES: Final = {401: "sign-in", 403: "not-allowed", 404: "not-there", 406: "media", 415: "media", 410: "not-there"}
_BUSY: Final = frozenset({429, 503})


class Trouble(Exception):
    """It did not go. `why` is a code, `words` the server's own; `after` is how long it asked to be left alone."""

    def __init__(self, why: str, words: str = "", after: timedelta | None = None, status: int = 0) -> None:
        """Keep what is known."""
        super().__init__(why)
        self.why, self.words, self.after, self.status = why, words, after, status


def trouble_of(answered: Answered, *, at: Instant) -> Trouble:
    """Return what a status that is no success means."""
    status = answered.status
    if status in _BUSY:
        return Trouble("busy", words_of(answered), pause_of(answered.header("Retry-After"), at=at), status)
    if 300 <= status < 400:
        return Trouble("redirect", status=status)
    code = _CODES.get(status) or ("server-fault" if status >= 500 else "refused")
    return Trouble(code, words_of(answered), pause_of(answered.header("Retry-After"), at=at), status)


def pause_of(text: str, *, at: Instant) -> timedelta | None:
    """Read `Retry-After`, seconds or a date (RFC 9110, 10.2.3); None where there is none that can be read. At most a day."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        wanted = timedelta(seconds=min(int(text), 10**6))
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        wanted = moment.replace(tzinfo=moment.tzinfo or UTC) - at.datetime()
    return min(max(wanted, timedelta(seconds=1)), MOST_ASKED)


def wait_of(trouble: Trouble, *, fails: int, jitter: float) -> timedelta:
    """Return how long to wait: as long as the server asked, else longer with every failure in a row; `jitter` from 0 to 1 spreads it."""
    grown: timedelta = min(LONGEST, SHORTEST * 2 ** min(fails, 10))
    own = grown / 2 + grown / 2 * jitter
    return max(own, trouble.after) if trouble.after else own


def earlier(stamp: str, span: timedelta = timedelta(microseconds=1)) -> str:
    """Return a timestamp `span` before this one, with microseconds; raises `ValueError` where it is none.

    Digits beyond the sixth are cut off, which makes it earlier still: asked for what was added after it, a server gives too much and
    never too little.
    """
    whole, _, fraction = stamp.strip().removesuffix("Z").partition(".")
    moment = datetime.fromisoformat(whole).replace(tzinfo=UTC, microsecond=int(fraction[:6].ljust(6, "0") or 0))
    return (moment - span).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def order_of(stamp: str) -> tuple[str, str]:
    """Return what orders timestamps in UTC whatever number of digits they have; "" comes first."""
    second, _, fraction = stamp.removesuffix("Z").partition(".")
    return second, fraction.rstrip("0")
