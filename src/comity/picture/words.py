"""Reads what is typed into the risk picture: codes, words, days, numbers. Pure."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from comity.picture.refusals import NoSuchPart, NotADay, NotANumber, NotOnTheList, ReasonOwed, ReviewOwed
from comity.terms.instants import Instant
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary
from comity.terms.written_days import read_written

_SHOWN: Final = 40
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?")
_LONGEST: Final = timedelta(days=366)
SCOPES: Final = "risk-scope"
SECTORS: Final = "sector"


def code_of(name: str, value: object) -> str:
    """Return `value` if the vocabulary `name` offers it; raises `NotOnTheList`."""
    text = str(value or "")
    if text not in {item.code for item in vocabulary(name).offered}:
        raise NotOnTheList(list=name, said=text[:_SHOWN] or "-")
    return text


def vocabulary_of(scope: str) -> str:
    """Return the name of the vocabulary that a scope is a code of; raises `NoSuchPart`."""
    for name in (SCOPES, SECTORS):
        if scope in vocabulary(name).by_code:
            return name
    raise NoSuchPart(number=scope[:_SHOWN] or "-")


def said(value: object, *, cap: int, what: str) -> str:
    """Return words as a person wrote them. Raises `ReasonOwed` for nothing, and what text refuses."""
    text = str(value or "")
    if not text.strip():
        raise ReasonOwed
    return str(FreeText.parse(text.strip(), cap=cap, what=what))


def number_of(value: object) -> str:
    """Return a decimal number as it is kept: digits, one point, no zeros that say nothing; raises `NotANumber`."""
    text = str(value or "").strip()
    if not _DECIMAL.fullmatch(text):
        raise NotANumber(said=text[:_SHOWN] or "-")
    number = Decimal(text)
    return f"{number.normalize():f}" if number else "0"


def day_of(value: object, *, at: Instant) -> str:
    """Return an ISO day that has come; raises `NotADay`."""
    found = _day(value)
    if found is None or found > at.datetime().date() + timedelta(days=1):  # east of Greenwich the day has begun
        raise NotADay(said=str(value or "-")[:_SHOWN])
    return found.isoformat()


def review_of(value: object, *, at: Instant) -> str:
    """Return the ISO day of the next review, from tomorrow to a year from now; raises `ReviewOwed`."""
    found, today = _day(value), at.datetime().date()
    if found is None or not today < found <= today + _LONGEST:
        raise ReviewOwed(said=str(value or "-")[:_SHOWN])
    return found.isoformat()


def _day(value: object) -> date | None:
    text = read_written(str(value or ""))
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
