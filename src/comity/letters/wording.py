"""The fixed words of a letter in each language, and how dates, sizes and marks are written in it.

A letter holds two languages at once, so its words stand side by side in `words.json` and not in the catalogues of a page;
a further language is a further column there.
"""

import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Final

from comity.terms.refusals import Refused
from comity.terms.vocabulary import Verified, vocabulary

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WORDS: Final[Mapping[str, Mapping[str, str]]] = json.loads((files("comity.letters") / "words.json").read_bytes())
DRAFT: Final = WORDS["draft"]


def say(name: str, language: str, **facts: str) -> str:
    """Return the words of that name in `language`, their places filled."""
    return WORDS[name][language] % facts


def say_of(name: str, which: str, language: str, **facts: str) -> str:
    """Return the words for `which` of a family, the plain ones where the family has none for it."""
    own = f"{name}-{which}"
    return say(own if own in WORDS else name, language, **facts)


def print_day(day: date, language: str) -> str:
    """Return `5 February 2026` (en) or `ngày 05 tháng 02 năm 2026` (vi: Decree 30/2020 writes small days and months with a zero)."""
    if language == "vi":
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        return f"ngày {day.day:02d} tháng {month} năm {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def print_number(number: int, language: str) -> str:
    """Return a whole number with its thousands parted: `1,234,567` (en), `1.234.567` (vi)."""
    parted = f"{number:,}"
    return parted.replace(",", ".") if language == "vi" else parted


def print_checked(verified: Verified | None, language: str) -> str:
    """Return how well a text was checked, as a letter says it."""
    return say(f"checked-{verified.value if verified else 'none'}", language)


def language_name(tag: str, language: str) -> str:
    """Return the name of the language `tag`; the tag where no vocabulary knows it."""
    try:
        return vocabulary("language").label(tag, language)
    except Refused:
        return tag
