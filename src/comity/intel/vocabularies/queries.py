"""What is asked of the vocabularies that are here. Each question is one statement, however many tags or values it is about.

They are nobody's secret: public files that the operator put here, the same for every reader.
"""

import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from comity.intel.store.scanning import within
from comity.intel.vocabularies.keys import key_of
from comity.intel.vocabularies.refusals import VocabularyNotHere
from comity.intel.vocabularies.sorting import GALAXY, SORTS, TAXONOMY, TEMPLATE, WARNINGLIST
from comity.intel.vocabularies.values import Value
from comity.records.models import IntelVocabulary
from comity.records.statements import run
from comity.terms.instants import Instant
from comity.wire.misp.compact import WHOLE, Asked, Part

LANGUAGE: Final = "en"  # of the words in MISP's repositories
MOST: Final = 20_000  # values of one look-up
_LISTED: Final = (
    "SELECT v.id, v.title, v.about, l.body FROM records_intellisted l JOIN records_intelvocabulary v ON v.id = l.vocabulary_id WHERE "
)
_TERMS: Final = (
    "SELECT t.tag, t.uuid, t.words, t.description, v.sort FROM records_intelterm t"
    " JOIN records_intelvocabulary v ON v.id = t.vocabulary_id WHERE "
)


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a vocabulary without opening it. `about` holds what its sort has beside (`vocabularies.sorting`)."""

    number: int
    sort: str
    name: str
    title: str
    version: int
    count: int
    about: dict[str, Any]
    digest: str
    file: str
    source: str
    licence: str
    loaded_at: Instant
    ended_at: Instant | None

    @property
    def description(self) -> str:
        """What it says of itself, in `LANGUAGE`."""
        return str(self.about.get("description", ""))

    @property
    def uuid(self) -> str:
        """Its UUID, where its sort has one."""
        return str(self.about.get("uuid", ""))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a tag or an element of a galaxy means, in `LANGUAGE`: words from the general to the particular."""

    tag: str
    uuid: str
    words: tuple[str, ...]
    description: str
    sort: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A value that stands on a warning list: which list, the entry as it is compared, and the list's own words about it."""

    number: int
    name: str
    value: str
    entry: str
    why: str
    category: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found. `untried` counts values on which patterns were not tried, because it would have taken too long."""

    hits: tuple[Listed, ...] = ()
    untried: int = 0

    def of(self, value: str) -> tuple[Listed, ...]:
        """Return the hits of one value."""
        return tuple(one for one in self.hits if one.value == value)


def taxonomies() -> tuple[Head, ...]:
    """Return the taxonomies that are here, by name; `about` has `exclusive` and `expanded`."""
    return _of_sort(TAXONOMY)


def galaxies() -> tuple[Head, ...]:
    """Return the galaxies that are here, by type, which is their name; `about` has `uuid` and `category`."""
    return _of_sort(GALAXY)


def templates() -> tuple[Head, ...]:
    """Return the templates of objects, by title; their name is their UUID; `about` has `meta_category`, `required` and `one_of`."""
    return tuple(sorted(_of_sort(TEMPLATE), key=lambda one: (one.title, one.name)))


def warninglists() -> tuple[Head, ...]:
    """Return the warning lists that are here, by name; `about` has `form` (string, substring, hostname, cidr, regex) and `types`."""
    return _of_sort(WARNINGLIST)


def vocabularies(*, ended: bool = False) -> tuple[Head, ...]:
    """Return all that are here, by sort and name; with `ended` those too that are not any more."""
    rows = _heads(IntelVocabulary.objects.all() if ended else IntelVocabulary.objects.filter(ended_at__isnull=True))
    return tuple(sorted(rows, key=lambda one: (SORTS.index(one.sort), one.name, one.number)))


def bytes_of(number: int) -> bytes:
    """Return a vocabulary as the bytes that came; raises `VocabularyNotHere`."""
    body = IntelVocabulary.objects.filter(pk=number, ended_at__isnull=True).values_list("body", flat=True).first()
    if body is None:
        raise VocabularyNotHere(number=number)
    return zlib.decompress(bytes(body))


def template_bodies(names: Collection[str]) -> dict[str, bytes]:
    """Return the bytes of the templates with these UUIDs or names; where several have one name, of the last loaded."""
    rows = IntelVocabulary.objects.filter(sort=TEMPLATE, ended_at__isnull=True)
    by_uuid = rows.filter(name__in=names).values_list("name", "body")
    by_name = rows.filter(title__in=names).order_by("pk").values_list("title", "body")
    return {name: zlib.decompress(bytes(body)) for name, body in (*by_name, *by_uuid)}


def meanings(tags: Iterable[str] = (), *, uuids: Iterable[str] = ()) -> dict[str, Meaning]:
    """Return what is known of these tags, by the tag as it was asked, and of these elements of galaxies, by UUID."""
    asked = {key_of(tag): tag for tag in tags}
    named = list({one.lower() for one in uuids})
    if not asked and not named:
        return {}
    vendor = connection.vendor
    sql = f"{_TERMS}{within('t.key', vendor)} UNION ALL {_TERMS}NOT (t.uuid = '') AND {within('t.uuid', vendor)}"
    values = [json.dumps(list(asked)), json.dumps(named)] if vendor == "sqlite" else [list(asked), named]
    found: dict[str, Meaning] = {}
    for tag, uuid, words, description, sort in run(sql, values).fetchall():
        told = json.loads(words) if isinstance(words, str | bytes) else words
        made = Meaning(tag, uuid, tuple(told), description, sort)
        for name in (asked.get(key_of(tag), ""), uuid if uuid in named else ""):
            if name:
                found[name] = made
    return found


def listed(values: Iterable[str | Value]) -> Looked:
    """Return which of these values stand on a warning list, in one statement, by list and value. The first `MOST` values are looked for.

    A text alone is asked of all lists; of `a|b`, as MISP writes two values in one, each part is asked too.
    """
    wanted = _wanted(values)
    asked = Asked(tuple(wanted))
    if not wanted:
        return Looked()
    vendor = connection.vendor
    shards = [WHOLE, *asked.shards()]
    rows = run(_LISTED + within("l.shard", vendor), [json.dumps(shards) if vendor == "sqlite" else shards])
    found: dict[tuple[int, str], Listed] = {}
    for number, title, said, body in rows.fetchall():
        about = json.loads(said) if isinstance(said, str | bytes) else said
        types = frozenset(about["types"])
        for text, entry in asked.hits(Part(about["form"], bytes(body), about["lengths"])):
            for value, own in wanted[text]:
                if not types or not own or types & own:
                    hit = Listed(number, title, value, entry, about["description"], about["category"])
                    found.setdefault((number, value), hit)
    return Looked(tuple(sorted(found.values(), key=lambda one: (one.name, one.value))), len(asked.untried))


def _wanted(values: Iterable[str | Value]) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Return each text that is looked for, with the values that it is part of and their types."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for count, one in enumerate(values):
        if count >= MOST:
            break
        made = one if isinstance(one, Value) else Value(one)
        for text in dict.fromkeys((made.text, *(made.text.split("|") if "|" in made.text else ()))):
            if text.strip():
                found.setdefault(text, []).append((made.text, made.types))
    return found


def _of_sort(sort: str) -> tuple[Head, ...]:
    return _heads(IntelVocabulary.objects.filter(sort=sort, ended_at__isnull=True).order_by("name"))


def _heads(rows: QuerySet) -> tuple[Head, ...]:
    return tuple(
        Head(
            one.pk,
            one.sort,
            one.name,
            one.title,
            one.version,
            one.count,
            one.about,
            one.digest,
            one.file,
            one.source,
            one.licence,
            one.loaded_at,
            one.ended_at,
        )
        for one in rows.defer("body")
    )
