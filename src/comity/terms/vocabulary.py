"""Vocabularies: the codes that acts carry, with their labels in English and Vietnamese, as data.

A code means the same for ever: it is never used again for something else, and one that is retired names the code
that took its place. Officers read labels; only codes travel, with the name, version and digest of their vocabulary.
The data is written as YAML in `terms/vocabularies/` and compiled by `tools/compile_vocabularies.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from comity.terms.digests import Digest
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.languages import Language
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

LABEL_LANGUAGES: Final = ("en", "vi")
_CAP: Final = 4 * 2**20


class UnknownVocabulary(Refused):
    """No vocabulary of that name."""

    sentence = gettext_noop("This node has no vocabulary %(name)s.")
    next_step = gettext_noop("Compare the versions of both nodes; the newer one may have added it.")


class UnknownCode(Refused):
    """A code that its vocabulary does not hold."""

    sentence = gettext_noop("The code %(code)s is not in the vocabulary %(vocabulary)s of this node.")
    next_step = gettext_noop("Compare the versions of both nodes; read the label that the sender signed meanwhile.")


class UnknownLanguage(Refused):
    """Labels exist in English and Vietnamese only."""

    sentence = gettext_noop("There are no labels in the language %(language)s.")
    next_step = gettext_noop("Choose English or Vietnamese.")


class Verified(StrEnum):
    """How the legal content of an item was checked, from the best to the weakest."""

    CERTIFIED_TEXT = "certified-text"  # against the certified text of the depositary
    TEXT = "text"  # against a faithful copy of the text
    MEMORY = "memory"  # not against the text yet
    PROJECT = "project"  # a convention of this project; no text to check against


@dataclass(frozen=True, slots=True)
class Item:
    """One code. `article` is its place in law (`UNCC Art. 42(3)(e)`) or None; `group` sorts it within its vocabulary."""

    code: str
    labels: Mapping[str, str]
    definition: Mapping[str, str]  # empty where the label says all, as for a country
    article: str | None
    group: str | None
    source: str
    verified: Verified
    since: str  # the vocabulary's version that first had it
    replaced_by: str | None  # set once the code is retired: known for ever, offered no more

    def label(self, language: Language | str) -> str:
        """Return the label; raises `UnknownLanguage`."""
        return _in(self.labels, language)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One vocabulary; `items` in the order in which officers are offered them."""

    name: str
    version: str  # a whole number, printed: 1, 2, …
    title: Mapping[str, str]
    digest: Digest  # over the canonical bytes of its compiled form; acts name it
    items: tuple[Item, ...]
    by_code: Mapping[str, Item]

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, retired ones too."""
        return tuple(item.code for item in self.items)

    @property
    def offered(self) -> tuple[Item, ...]:
        """The items that may be chosen today."""
        return tuple(item for item in self.items if item.replaced_by is None)

    def __contains__(self, code: object) -> bool:
        """Say whether `code` is in the vocabulary."""
        return code in self.by_code

    def item(self, code: str) -> Item:
        """Return the item; raises `UnknownCode`."""
        found = self.by_code.get(code)
        if found is None:
            raise UnknownCode(code=ascii(code[:40]), vocabulary=self.name)
        return found

    def label(self, code: str, language: Language | str) -> str:
        """Return the label of `code`; raises `UnknownCode`, `UnknownLanguage`."""
        return self.item(code).label(language)

    def printed(self) -> dict[str, JsonValue]:
        """Return what an act says of it: name, version, digest."""
        return {"name": self.name, "version": self.version, "digest": str(self.digest)}


def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary; read once, then kept. Raises `UnknownVocabulary`."""
    found = _all().get(name)
    if found is None:
        raise UnknownVocabulary(name=ascii(name[:40]))
    return found


def names() -> tuple[str, ...]:
    """Return the names of all vocabularies, sorted."""
    return tuple(_all())


def item_from(compiled: Mapping[str, JsonValue]) -> Item:
    """Build an item from its compiled form."""
    return Item(
        code=compiled["code"],
        labels=MappingProxyType(compiled["labels"]),
        definition=MappingProxyType(compiled["definition"]),
        article=compiled["article"],
        group=compiled["group"],
        source=compiled["source"],
        verified=Verified(compiled["verified"]),
        since=compiled["since"],
        replaced_by=compiled["replaced_by"],
    )


def vocabulary_from(compiled: Mapping[str, JsonValue]) -> Vocabulary:
    """Build a vocabulary from its compiled form, and digest that form."""
    items = tuple(item_from(item) for item in compiled["items"])
    return Vocabulary(
        name=compiled["name"],
        version=compiled["version"],
        title=MappingProxyType(compiled["title"]),
        digest=Digest.of(print_json(compiled)),
        items=items,
        by_code=MappingProxyType({item.code: item for item in items}),
    )


@cache
def _all() -> Mapping[str, Vocabulary]:
    data = files("comity.terms").joinpath("vocabularies", "vocabularies.json").read_bytes()
    compiled = parse_json(data, _CAP, what="compiled vocabularies")
    return MappingProxyType({name: vocabulary_from(held["compiled"]) for name, held in compiled.items()})


def _in(texts: Mapping[str, str], language: Language | str) -> str:
    found = texts.get(str(language))
    if found is None:
        raise UnknownLanguage(language=ascii(str(language)[:40]))
    return found
