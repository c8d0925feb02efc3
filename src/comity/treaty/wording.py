"""What people read: words in both languages, sentences with named places, citations, dates and moments.

Everything here is a pure function of its arguments. English is `en`, Vietnamese `vi`; a sentence exists in both or
the pack does not load.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeAlias, TypeVar

from comity.terms.instants import Instant
from comity.terms.vocabulary import Verified

Words: TypeAlias = dict[str, str]
Fact: TypeAlias = "str | int | date | Instant | Mapping[str, str] | tuple[Fact, ...]"
Value = TypeVar("Value", covariant=True)  # noqa: PLC0105 -- Python's own name for it reads worse

LANGUAGES: Final = ("en", "vi")

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ARTICLE: Final = {"en": "Art.", "vi": "Điều"}
_CHECKED: Final = {
    "certified-text": {"en": "checked: certified text", "vi": "đã đối chiếu bản chứng thực"},
    "text": {"en": "checked: text", "vi": "đã đối chiếu bản văn"},
    "memory": {"en": "checked: memory only", "vi": "theo trí nhớ, chưa đối chiếu"},
    "project": {"en": "set by this project", "vi": "do dự án đặt ra"},
}
_STRENGTH: Final = {Verified.CERTIFIED_TEXT: 0, Verified.TEXT: 1, Verified.PROJECT: 2, Verified.MEMORY: 3}
_LIST_JOINT: Final = "; "


@dataclass(frozen=True, slots=True)
class Cited(Generic[Value]):
    """A legal answer with where it stands; there is no answer without its article."""

    value: Value
    instrument: str
    article: str
    source: str
    verified: Verified


def cite(article: str, language: str) -> str:
    """Return `Art. 42(3)(a)` or `Điều 42(3)(a)`; an empty article (a desk target) gives an empty text."""
    return f"{_ARTICLE[language]} {article}" if article else ""


def checked(verified: Verified | None, language: str) -> str:
    """Return how a page says how well a text was checked; a row without the word counts as memory."""
    return _CHECKED[(verified or Verified.MEMORY).value][language]


def weaker(one: Verified | None, other: Verified | None) -> Verified:
    """Return the weaker of two: an answer from two texts is as well checked as the worse one."""
    first, second = one or Verified.MEMORY, other or Verified.MEMORY
    return second if _STRENGTH[second] > _STRENGTH[first] else first


def print_date(day: date, language: str) -> str:
    """Return `24 Nov 2026` (en) or `24/11/2026` (vi)."""
    if language == "vi":
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04d}"


def print_instant(at: Instant, language: str) -> str:
    """Return `24 Nov 2026 22:00 UTC` (en) or `24/11/2026 22:00 (UTC)` (vi); seconds are not shown, never rounded up."""
    moment = at.datetime()
    zone = "(UTC)" if language == "vi" else "UTC"
    return f"{print_date(moment.date(), language)} {moment.hour:02d}:{moment.minute:02d} {zone}"


def show(fact: Fact, language: str) -> str:
    """Return one fact as a person reads it in `language`; a tuple becomes a list with semicolons, for labels hold commas."""
    if isinstance(fact, str):
        return fact
    if isinstance(fact, tuple):
        return _LIST_JOINT.join(show(inner, language) for inner in fact)
    if isinstance(fact, Instant):
        return print_instant(fact, language)
    if isinstance(fact, date):
        return print_date(fact, language)
    if isinstance(fact, int):
        return str(fact)
    return fact[language]


def show_all(facts: Mapping[str, Fact], language: str) -> dict[str, str]:
    """Return `facts` ready to be put into the named places of a sentence in `language`."""
    return {name: show(fact, language) for name, fact in facts.items()}


def fill(words: Mapping[str, str], facts: Mapping[str, Fact]) -> Words:
    """Return `words` in both languages with their `%(named)s` places filled; a missing fact raises `KeyError`."""
    return {language: words[language] % _Shown(facts, language) for language in LANGUAGES}


class _Shown(dict[str, str]):
    """Facts as a sentence asks for them: most sentences name few, and a check fills sixty."""

    def __init__(self, facts: Mapping[str, Fact], language: str) -> None:
        super().__init__()
        self._facts, self._language = facts, language

    def __missing__(self, name: str) -> str:
        return show(self._facts[name], self._language)
