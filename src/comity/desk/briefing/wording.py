"""The fixed words of a brief, and what a State, a kind and a clock are called in its language."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.letters.tongue import Tongue
from comity.terms.identifiers import Country
from comity.terms.refusals import Refused
from comity.treaty.rulebook import country_words

LANGUAGES: Final = ("en", "vi")
WORDS: Final[Mapping[str, Mapping[str, str]]] = json.loads((files("comity.desk.briefing") / "words.json").read_bytes())


class BriefTongue(Tongue):
    """A brief's language; it knows the directory and the rulebook."""

    def country(self, code: str) -> str:
        """Return the name of a State: its own in the directory, else the vocabulary's; nothing for none."""
        return self.one_of(book().country_names(Country(code)), country_words(Country(code))) if code else ""

    def one_of(self, names: Mapping[str, str], otherwise: Mapping[str, str] | None = None) -> str:
        """Return a name in the language; where it has none there, the English one, or any that there is."""
        here = names.get(self.language) or (otherwise or {}).get(self.language)
        return here or names.get("en") or next(iter(names.values()), "")

    def kind(self, code: str) -> str:
        """Return what a kind of request is called; its code where this rulebook does not have it."""
        try:
            return rulebook().kind(code).labels[self.language]
        except Refused:
            return code

    def clock(self, code: str) -> str:
        """Return the name of a clock."""
        return next((one.labels[self.language] for one in rulebook().clocks if one.id == code), code)


def tongue_of(language: str, zone: str) -> BriefTongue:
    """Return a brief's words in `language`, for a desk in `zone`."""
    return BriefTongue(language, ZoneInfo(zone), WORDS)
