"""The fixed words of a case file in each language: it is printed in the one that its reader reads, whatever the page's is."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("vi", "en")
WORDS: Final[Mapping[str, Mapping[str, str]]] = json.loads((files("comity.desk.casefile") / "words.json").read_bytes())


def say(name: str, language: str, /, **facts: object) -> str:
    """Return the words of that name in `language`, their places filled."""
    words = WORDS[name][language]
    return words % facts if facts else words


def say_of(family: str, which: str, language: str) -> str:
    """Return the words for `which` of a family; its code where the family has none for it."""
    name = f"{family}-{which}"
    return WORDS[name][language] if name in WORDS else which
