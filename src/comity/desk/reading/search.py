"""Searching requests: a question as an address, and what fits it, newest first, page by page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlencode

from comity.desk.indexing import pay_all
from comity.desk.reading.watch import RequestRow, dress
from comity.desk.states import State
from comity.desk.visibility import visible_to
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.records.models import Officer, Request
from comity.records.search import Question, Term, find_newest
from comity.terms.folding import words_of
from comity.terms.identifiers import Country, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.written_days import read_written

PAGE: Final = 25
LONGEST: Final = 200  # characters of what is typed
MOST_WORDS: Final = 12
NOBODY: Final = "nobody"
URGENCIES: Final = ("routine", "urgent", "emergency")
DIRECTIONS: Final = ("in", "out")

_BATCH: Final = 100  # keys that are asked of the index at once
_BATCHES: Final = 20  # before a page says how far it came
_LAST: Final = 2**62
_NUMBER: Final = 6
_KIND: Final = re.compile(r"[A-Z][A-Z0-9-]{0,63}")
_FIRST_YEAR: Final = 2000
_KEPT_YEARS: Final = 100


class BadSearch(Refused):
    """What was asked for cannot be searched."""


class QueryTooLong(BadSearch):
    """More than anybody types."""

    sentence = gettext_noop("These words have %(size)s characters; at most %(cap)s are searched for.")
    next_step = gettext_noop("Leave the few words that tell this request from others: a name, a number, a place.")


class NoWords(BadSearch):
    """Signs alone."""

    sentence = gettext_noop("“%(words)s” holds no word: letters and digits are searched for, signs are not.")
    next_step = gettext_noop("Type a name, a number or a place, with or without its marks.")


class NoSuchChoice(BadSearch):
    """A filter in the address that the page does not offer."""

    sentence = gettext_noop("The address narrows the search by something that is not there: %(name)s=%(value)s.")
    next_step = gettext_noop("Choose again from the lists of this page.")


class NoSuchDay(BadSearch):
    """A day of no calendar, or of no year in which a request can have come."""

    sentence = gettext_noop("“%(said)s” is no day from which or to which is searched.")
    next_step = gettext_noop("Write the day first, as 28/11/2026, in a year from 2000 to 2099.")


class BackwardDates(BadSearch):
    """The end is before the beginning."""

    sentence = gettext_noop("The search would begin on %(since)s and end on %(until)s, which is before that.")
    next_step = gettext_noop("Change one of the two dates.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched for. Every field stands in the address under its own name; an empty one narrows nothing. Dates are UTC days."""

    q: str = ""
    direction: str = ""
    kind: str = ""
    state: str = ""
    country: str = ""
    holder: str = ""
    urgency: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything but words is asked for."""
        return self != replace(Query(), q=self.q)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of requests. `older` is what `before` of the next page is, None on the last; `cut` says that the page ended to save time."""

    rows: tuple[RequestRow, ...]
    older: int | None
    cut: bool = False


def parse_query(asked: Mapping[str, str]) -> Query:
    """Read what an address asks for; raises `BadSearch`, naming what is wrong. Other names in the address are not ours."""
    typed = " ".join(asked.get("q", "").replace("\x00", " ").split())
    if len(typed) > LONGEST:
        raise QueryTooLong(size=len(typed), cap=LONGEST)
    if typed and not words_of(typed):
        raise NoWords(words=typed[:40])
    found = {name: check(name, asked[name].strip()) for name, check in _CHECKS.items() if asked.get(name, "").strip()}
    since, until = (_day(asked.get(name, "").strip()) for name in ("since", "until"))
    if since and until and until < since:
        raise BackwardDates(since=since, until=until)
    return Query(q=typed, since=since, until=until, **found)


def print_query(query: Query) -> str:
    """Print what `parse_query` reads, the parts always in the same order: equal questions have equal addresses."""
    parts = {field.name: getattr(query, field.name) for field in fields(query)}
    return urlencode({name: str(value) for name, value in parts.items() if value})


def search(query: Query, *, officer: Officer, by: Actor, at: Instant, before: int | None = None) -> Found:
    """Return the newest requests that fit `query` and that `by` may know of, below the key `before`."""
    pay_all()
    question = _question(query, today=at.datetime().date())
    visible = visible_to(by).select_related("holder")
    if query.since:
        visible = visible.filter(opened_at__gte=_midnight(query.since))
    if query.until:
        visible = visible.filter(opened_at__lte=_midnight(query.until, end=True))
    bound = _LAST if before is None else before
    if not question:
        found = list(visible.filter(pk__lt=bound).order_by("-pk")[: PAGE + 1])
        return _page(found, officer=officer, at=at)
    found, tries = [], 0
    while len(found) <= PAGE and tries < _BATCHES:
        # Keys from the index, rows by `visible_to`: whether this officer may see a request is asked in one place.
        keys = find_newest(question, before=bound, limit=_BATCH)
        found += visible.filter(pk__in=keys).order_by("-pk")
        if len(keys) < _BATCH:
            return _page(found, officer=officer, at=at)
        bound, tries = keys[-1], tries + 1
    if len(found) <= PAGE:
        return Found(dress(found, officer=officer, at=at), older=bound, cut=True)
    return _page(found, officer=officer, at=at)


def _page(found: list[Request], *, officer: Officer, at: Instant) -> Found:
    shown = found[:PAGE]
    return Found(dress(shown, officer=officer, at=at), older=shown[-1].pk if len(found) > PAGE else None)


def _question(query: Query, *, today: date) -> Question:
    """Return what the index is asked: each word, the last one by its beginning, and each filter as the tag it is kept under."""
    tags = [("d", query.direction), ("k", query.kind.lower()), ("s", query.state), ("u", query.urgency)]
    parts = [[Term(f"{name}:{value}")] for name, value in tags if value]
    if query.holder:
        parts.append([Term(f"h:{_holder(query.holder)}")])
    if query.country:
        parts.append(_peers(Country(query.country)))
    if query.since or query.until:
        parts.append(_months(query.since, query.until, today=today))
    return [*_words(query.q), *parts]


def _words(typed: str) -> list[list[Term]]:
    """Return each word with what may stand for it. Two neighbours may be written as one: *ha noi* finds Hanoi, as *hanoi* finds Hà Nội."""
    words = words_of(typed)[:MOST_WORDS]
    parts = []
    for place, word in enumerate(words):
        last = place == len(words) - 1
        part = [Term(word, prefix=last)]
        if word.isdigit() and len(word) < _NUMBER:
            part.append(Term(word.zfill(_NUMBER)))
        if place:
            part.append(Term(words[place - 1] + word, prefix=last))
        if not last:
            part.append(Term(word + words[place + 1], prefix=place == len(words) - 2))
        parts.append(part)
    return parts


def _peers(country: Country) -> list[Term]:
    nodes = [node.id for node in book().peers(home().node) if node.authority.country == country]
    return [Term(f"p:{node}") for node in nodes] or [Term("p:")]  # a country without a node has sent nothing


def _holder(holder: str) -> int:
    if holder == NOBODY:
        return 0
    return int(Officer.objects.filter(officer_id=holder).values_list("pk", flat=True).first() or -1)


def _months(since: date | None, until: date | None, *, today: date) -> list[Term]:
    """Return the years and months between two days; the days at both ends are looked at in the rows themselves."""
    first = since or date(_FIRST_YEAR, 1, 1)
    last = until or date(max(today.year, first.year) + 1, 12, 31)
    terms = []
    for year in range(max(first.year, last.year - _KEPT_YEARS), last.year + 1):
        begin = first.month if year == first.year else 1
        end = last.month if year == last.year else 12
        terms += [Term(f"y:{year}")] if (begin, end) == (1, 12) else [Term(f"m:{year}{month:02d}") for month in range(begin, end + 1)]
    return terms


def _midnight(day: date, *, end: bool = False) -> Instant:
    hour = (23, 59, 59, 999_999) if end else (0, 0, 0, 0)
    return Instant.of(datetime(day.year, day.month, day.day, *hour, tzinfo=UTC))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(read_written(text))
    except ValueError as fault:
        raise NoSuchDay(said=text[:40]) from fault
    if not _FIRST_YEAR <= found.year < _FIRST_YEAR + _KEPT_YEARS:
        raise NoSuchDay(said=text[:40])
    return found


def _one_of(*choices: str) -> Callable[[str, str], str]:
    def check(name: str, text: str) -> str:
        if text not in choices:
            raise NoSuchChoice(name=name, value=text[:40])
        return text

    return check


def _a_country(name: str, text: str) -> str:
    try:
        return Country(text).text
    except Refused as fault:
        raise NoSuchChoice(name=name, value=text[:40]) from fault


def _a_kind(name: str, text: str) -> str:
    if not _KIND.fullmatch(text):
        raise NoSuchChoice(name=name, value=text[:40])
    return text


def _a_holder(name: str, text: str) -> str:
    try:
        return text if text == NOBODY else OfficerId(text).text
    except Refused as fault:
        raise NoSuchChoice(name=name, value=text[:40]) from fault


_CHECKS: Final[dict[str, Callable[[str, str], str]]] = {
    "direction": _one_of(*DIRECTIONS),
    "kind": _a_kind,
    "state": _one_of(*(state.value for state in State)),
    "country": _a_country,
    "holder": _a_holder,
    "urgency": _one_of(*URGENCIES),
}
