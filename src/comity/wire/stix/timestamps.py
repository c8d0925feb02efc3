"""Moments as STIX writes them (section 2.16): RFC 3339 in UTC, with as many digits of a second as the sender has.

The text as received is what names a version, and is kept. Numbers are microseconds since 1970-01-01T00:00:00Z: digits beyond the sixth are
cut off, never rounded, so that a number never lies later than its text; whoever must tell apart two moments within a microsecond compares
`order_of`. A leap second, which only `23:59:60` can be, is counted as the second that follows it, as POSIX does.
"""

import re
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from comity.wire.stix.refusals import refusal

_STAMP: Final = re.compile(
    r"(?!0000)([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\.([0-9]+))?Z"
)
_EPOCH: Final = date(1970, 1, 1).toordinal()
_BEGIN: Final = datetime(1970, 1, 1)  # noqa: DTZ001 -- UTC, as every text here is
_MILLIS: Final = len("2026-11-29T04:05:06.789Z")
_DAYS_FOR_ALL: Final = 28
_LONGEST: Final = 64  # characters: 44 digits of a second are no measurement
_SECOND: Final = 1_000_000


def is_timestamp(text: str) -> bool:
    """Say whether `text` is a timestamp of the standard: a day that exists, a capital T and Z, no other zone."""
    return _found(text) is not None


def parse_timestamp(text: str) -> int:
    """Return the microseconds since the epoch; digits beyond the sixth are cut off. Raises `BadStix`."""
    if len(text) == _MILLIS and (micros := _plain(text)) is not None:
        return micros
    found = _found(text)
    if found is None:
        raise refusal("", "bad-timestamp", value=ascii(text[:_LONGEST])[1:-1])
    day, hour, minute, second, fraction = found.groups()
    seconds = _days(day) * 86_400 + int(hour) * 3_600 + int(minute) * 60 + int(second)
    return seconds * _SECOND + int((fraction or "")[:6].ljust(6, "0"))


def _plain(text: str) -> int | None:
    """Return the same of what is printed as it was read, with three digits of a second, as most are; None says nothing."""
    try:
        moment = datetime.fromisoformat(text[:-1])
    except ValueError:
        return None
    if moment.isoformat("T", "milliseconds") + "Z" != text:
        return None
    since = moment - _BEGIN
    return (since.days * 86_400 + since.seconds) * _SECOND + since.microseconds


def _found(text: str) -> re.Match[str] | None:
    found = _STAMP.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or (int(text[8:10]) > _DAYS_FOR_ALL and not _is_day(text[:10])) or (found[4] == "60" and text[11:16] != "23:59"):
        return None
    return found


def print_timestamp(micros: int) -> str:
    """Return the text of a moment: three digits of a second, which `created` wants (section 3.6.1), or six where three do not suffice.

    Raises `BadStix` outside the years 1 to 9999.
    """
    seconds, fraction = divmod(micros, _SECOND)
    days, rest = divmod(seconds, 86_400)
    try:
        day = date.fromordinal(days + _EPOCH)
    except (ValueError, OverflowError):
        raise refusal("", "bad-timestamp", value=micros) from None
    digits = f"{fraction:06}" if fraction % 1000 else f"{fraction // 1000:03}"
    return f"{day.isoformat()}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}.{digits}Z"


def order_of(text: str) -> tuple[str, str]:
    """Return what sorts timestamps of the standard as their moments are, to the last digit; `text` has been looked at by `is_timestamp`."""
    return text[:19], text[20:-1].rstrip("0")


@lru_cache(maxsize=4096)
def _days(day: str) -> int:
    return date.fromisoformat(day).toordinal() - _EPOCH


@lru_cache(maxsize=512)
def _is_day(day: str) -> bool:
    year, month, number = map(int, day.split("-"))
    return number <= monthrange(year, month)[1]
