"""The language of a paper, which is the one that is asked for: its fixed words, codes, days and moments as its reader reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from comity.letters.days import print_said, print_short
from comity.letters.wording import print_number
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, the zone of the desk that makes the paper, and the fixed words of its kind in each language."""

    language: str
    zone: ZoneInfo
    words: Mapping[str, Mapping[str, str]]

    def say(self, name: str, /, **facts: object) -> str:
        """Return the words of that name, their places filled."""
        words = self.words[name][self.language]
        return words % facts if facts else words

    def label(self, name: str, code: str) -> str:
        """Return the label of a code; the code itself where the vocabulary does not have it."""
        try:
            return vocabulary(name).label(code, self.language)
        except Refused:
            return code

    def count(self, number: int) -> str:
        """Return a whole number."""
        return print_number(number, self.language)

    def day(self, said: str) -> str:
        """Return a day as finely as it is known; says so where none is."""
        return print_said(said, self.language) if said else self.say("no-day")

    def when(self, at: Instant) -> str:
        """Return a moment at the desk, with its zone: `14:05 29/11/2026 (UTC+7)`."""
        here = at.datetime().astimezone(self.zone)
        offset = here.utcoffset()
        hours = offset.total_seconds() / _HOUR if offset else 0
        return f"{here:%H:%M} {print_short(here.date(), self.language)} (UTC{hours:+g})"

    def on(self, at: Instant) -> str:
        """Return the day of a moment at the desk."""
        return print_short(at.datetime().astimezone(self.zone).date(), self.language)
