"""Bytes of a file as a vocabulary: which of the four sorts it is, what its head says, what is asked of it later. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.terms.json import JsonValue
from comity.wire.misp.compact import lengths_of, parts_of
from comity.wire.misp.foreign import read_foreign
from comity.wire.misp.vocabularies import (
    MAX_FILE,
    GalaxyFile,
    Taxonomy,
    Template,
    galaxy_tag,
    read_galaxy,
    read_taxonomy,
    read_template,
)
from comity.wire.misp.warninglists import WarningList, read_warninglist

TAXONOMY: Final = "taxonomy"
GALAXY: Final = "galaxy"
TEMPLATE: Final = "template"
WARNINGLIST: Final = "warninglist"
SORTS: Final = (TAXONOMY, GALAXY, TEMPLATE, WARNINGLIST)
LONGEST: Final = 600  # characters of a word or a description that is shown beside a tag
_TITLE: Final = 200

# What a file of each sort has at its top: none of them has all that another one has.
_HEADS: Final[Mapping[str, frozenset[str]]] = {
    TAXONOMY: frozenset({"namespace", "predicates"}),
    WARNINGLIST: frozenset({"name", "type", "list"}),
    TEMPLATE: frozenset({"name", "uuid", "attributes"}),
    GALAXY: frozenset({"type", "values"}),
}


@dataclass(frozen=True, slots=True)
class Term:
    """What one tag means: words from the general to the particular."""

    tag: str
    words: tuple[str, ...]
    description: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A vocabulary before it is kept. `name` tells it from others of its sort; `parts` are a warning list's (`wire.misp.compact`)."""

    sort: str
    name: str
    title: str
    version: int
    count: int
    about: dict[str, JsonValue] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    parts: tuple[tuple[int, bytes], ...] = ()


def sort_of(data: bytes) -> str:
    """Return which sort a file says it is, by what stands at its top; empty for none. Raises `Malformed`, `TooLarge`."""
    told = read_foreign(data, most=MAX_FILE, what="MISP vocabulary")
    if not isinstance(told, dict):
        return ""
    return next((sort for sort, head in _HEADS.items() if head <= told.keys()), "")


def sorted_out(data: bytes) -> Sorted | None:
    """Return what the bytes of a file are, or None for no vocabulary. Raises `Malformed` or `TooLarge`."""
    sort = sort_of(data)
    if sort == TAXONOMY:
        return _taxonomy(read_taxonomy(data))
    if sort == GALAXY:
        return _galaxy(read_galaxy(data))
    if sort == TEMPLATE:
        return _template(read_template(data))
    return _list(read_warninglist(data)) if sort == WARNINGLIST else None


def _taxonomy(found: Taxonomy) -> Sorted:
    title = found.expanded or found.namespace
    terms = tuple(
        Term(
            tag,
            _words(title, *(entry.expanded or entry.value for entry in entries)),
            entries[-1].description[:LONGEST],
        )
        for tag, entries in found.tags().items()
    )
    about: dict[str, JsonValue] = {"description": found.description[:LONGEST], "exclusive": found.exclusive, "expanded": found.expanded}
    return Sorted(TAXONOMY, found.namespace, _cut(title), found.version, len(terms), about, terms)


def _galaxy(found: GalaxyFile) -> Sorted:
    title = found.name or found.type
    terms = tuple(
        Term(galaxy_tag(found.type, one.value).lower(), _words(title, one.value), one.description[:LONGEST], one.uuid)
        for one in found.clusters
    )
    about: dict[str, JsonValue] = {"description": found.description[:LONGEST], "uuid": found.uuid, "category": found.category}
    return Sorted(GALAXY, found.type, _cut(title), found.version, len(terms), about, terms)


def _template(found: Template) -> Sorted:
    about: dict[str, JsonValue] = {
        "description": found.description[:LONGEST],
        "uuid": found.uuid,
        "meta_category": found.meta_category,
        "name": found.name,
        "required": list(found.required),
        "one_of": list(found.one_of),
    }
    return Sorted(TEMPLATE, found.uuid, _cut(found.name), found.version, len(found.relations), about)


def _list(found: WarningList) -> Sorted:
    about: dict[str, JsonValue] = {
        "description": found.description[:LONGEST],
        "form": found.kind,
        "category": found.category,
        "types": list(found.types),
        "lengths": [list(one) for one in lengths_of(found)],
    }
    parts = tuple(parts_of(found))
    return Sorted(WARNINGLIST, _cut(found.name), _cut(found.name), found.version, len(found.entries), about, parts=parts)


def _words(*texts: str) -> tuple[str, ...]:
    return tuple(_cut(one, LONGEST) for one in texts)


def _cut(text: str, most: int = _TITLE) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
