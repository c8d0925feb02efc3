"""MISP's own vocabularies, read from the JSON of their repositories: taxonomies, galaxies, templates of objects.

Sources: misp-taxonomies (`machinetag.json`), misp-galaxy (`galaxies/*.json`, `clusters/*.json`), misp-objects (`definition.json`). They are
data that an operator puts into a folder; a file that is none of its kind is refused by name, and no other file of the folder with it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed
from comity.wire.misp import members as m
from comity.wire.misp.event import Cluster, Rest
from comity.wire.misp.foreign import read_foreign
from comity.wire.misp.parsing import CLUSTER

MAX_FILE: Final = 64 * 1024 * 1024
MAX_ENTRIES: Final = 500_000

_COLOUR: Final = re.compile("#[0-9a-fA-F]{3,8}")
MACHINE_TAG: Final = re.compile(r'(?P<namespace>[^:="]+):(?P<predicate>[^="]+)(?:="(?P<value>.*)")?', re.DOTALL)


def _member(name: str, taker: m.Taker, giver: m.Giver = m.as_is, *, wanted: bool = False) -> m.Member:
    return m.Member(name, taker, giver, wanted)


# ---------------------------------------------------------------- machine tags


@dataclass(frozen=True, slots=True)
class MachineTag:
    """`namespace:predicate` or `namespace:predicate="value"`; `str()` prints it."""

    namespace: str
    predicate: str
    value: str = ""

    @classmethod
    def parse(cls, text: str) -> "MachineTag":
        """Read a machine tag; raises `Malformed` for any other text."""
        found = MACHINE_TAG.fullmatch(text)
        if not found:
            raise Malformed("machine tag", f'namespace:predicate="value" expected, not {text[:80]!a}')
        return cls(found["namespace"], found["predicate"], found["value"] or "")

    def __str__(self) -> str:
        """Print the tag."""
        return f'{self.namespace}:{self.predicate}="{self.value}"' if self.value else f"{self.namespace}:{self.predicate}"


# ---------------------------------------------------------------- taxonomies


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A predicate, or a value of one. `expanded` is what people read; `exclusive`: only one of its values at a time."""

    value: str
    expanded: str = ""
    description: str = ""
    colour: str = ""
    exclusive: bool = False
    numerical_value: int | None = None
    uuid: str = ""
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of one predicate."""

    predicate: str
    entries: tuple[Entry, ...] = ()
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A taxonomy: predicates, and values of those that have some."""

    namespace: str
    description: str = ""
    version: int = 0
    expanded: str = ""
    exclusive: bool = False
    refs: tuple[str, ...] = ()
    predicates: tuple[Entry, ...] = ()
    values: tuple[Values, ...] = ()
    rest: Rest = field(default_factory=dict)

    def tags(self) -> dict[str, tuple[Entry, ...]]:
        """Return every tag of the taxonomy, by its text in small letters: its predicate, and its value if it has one."""
        valued = {each.predicate: each.entries for each in self.values}
        found: dict[str, tuple[Entry, ...]] = {}
        for predicate in self.predicates:
            for entry in valued.get(predicate.value, ()):
                found[str(MachineTag(self.namespace, predicate.value, entry.value)).lower()] = (predicate, entry)
            if predicate.value not in valued:
                found[str(MachineTag(self.namespace, predicate.value)).lower()] = (predicate,)
        return found


def _texts(value: JsonValue, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Malformed("MISP vocabulary", f"{where}: a list of texts expected")
    return tuple(value)


def _colour(value: JsonValue, where: str) -> str:
    found = m.text(value, where)
    return found if _COLOUR.fullmatch(found) else ""


_ENTRY: Final = m.Table(
    Entry,
    {
        "value": _member("value", m.text, wanted=True),
        "expanded": _member("expanded", m.text),
        "description": _member("description", m.text),
        "colour": _member("colour", _colour),
        "exclusive": _member("exclusive", m.truth),
        "numerical_value": _member("numerical_value", m.count),
        "uuid": _member("uuid", m.uuid_or_none),
    },
)
_VALUES: Final = m.Table(
    Values,
    {"predicate": _member("predicate", m.text, wanted=True), "entry": _member("entries", *m.several(_ENTRY, most=MAX_ENTRIES))},
)
_TAXONOMY: Final = m.Table(
    Taxonomy,
    {
        "namespace": _member("namespace", m.text, wanted=True),
        "description": _member("description", m.text),
        "version": _member("version", m.count),
        "expanded": _member("expanded", m.text),
        "exclusive": _member("exclusive", m.truth),
        "refs": _member("refs", _texts),
        "predicates": _member("predicates", *m.several(_ENTRY, most=MAX_ENTRIES), wanted=True),
        "values": _member("values", *m.several(_VALUES, most=MAX_ENTRIES)),
    },
)


def read_taxonomy(data: bytes) -> Taxonomy:
    """Return the taxonomy of a `machinetag.json`; raises `TooLarge`, or `Malformed`, also for values of no predicate of it."""
    found = m.take(read_foreign(data, most=MAX_FILE, what="MISP taxonomy"), _TAXONOMY, "taxonomy")
    known = {each.value for each in found.predicates}
    strange = next((each.predicate for each in found.values if each.predicate not in known), None)
    if strange is not None:
        raise Malformed("MISP taxonomy", f"values of {strange[:60]!a}, which is no predicate of it")
    return found


@dataclass(frozen=True, slots=True)
class Label:
    """What a tag means, for people: the namespace, the predicate and the value in words, and its description."""

    tag: str
    words: tuple[str, ...]
    description: str = ""
    colour: str = ""


class Taxonomies:
    """Several taxonomies, asked by tag."""

    def __init__(self, taxonomies: Iterable[Taxonomy]) -> None:
        """Take them; of two with one namespace the higher version counts."""
        latest: dict[str, Taxonomy] = {}
        for each in taxonomies:
            if each.namespace not in latest or latest[each.namespace].version <= each.version:
                latest[each.namespace] = each
        self.by_namespace: Final[Mapping[str, Taxonomy]] = latest
        self._tags: Final = {tag: (each, entries) for each in latest.values() for tag, entries in each.tags().items()}

    def label(self, tag: str) -> Label | None:
        """Return what `tag` means, or None for a tag of no taxonomy here."""
        found = self._tags.get(tag.lower())
        if found is None:
            return None
        taxonomy, entries = found
        words = (taxonomy.expanded or taxonomy.namespace, *(entry.expanded or entry.value for entry in entries))
        return Label(tag, words, entries[-1].description, entries[-1].colour or entries[0].colour)

    def clashes(self, tags: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return pairs among `tags` of which one taxonomy allows only one at a time."""
        found, seen = [], dict[tuple[str, str], str]()
        for tag in tags:
            known = self._tags.get(tag.lower())
            if known is None:
                continue
            taxonomy, entries = known
            exclusive = entries[0].exclusive and len(entries) > 1
            key = (taxonomy.namespace, entries[0].value if exclusive and not taxonomy.exclusive else "")
            if not (taxonomy.exclusive or exclusive):
                continue
            if seen.setdefault(key, tag).lower() != tag.lower():
                found.append((seen[key], tag))
        return tuple(found)


# ---------------------------------------------------------------- galaxies


@dataclass(frozen=True, slots=True, kw_only=True)
class GalaxyFile:
    """One `clusters/*.json`: the elements of a galaxy."""

    type: str
    name: str = ""
    uuid: str = ""
    description: str = ""
    category: str = ""
    source: str = ""
    version: int = 0
    clusters: tuple[Cluster, ...] = ()
    rest: Rest = field(default_factory=dict)


# The repository prints an element without its tag, and some without a UUID; MISP makes the tag from type and value.
_BARE: Final = m.Table(Cluster, {**CLUSTER.members, "uuid": _member("uuid", m.uuid_or_none, wanted=False)})


def _bare(**fields: object) -> Cluster:
    return Cluster(**{"uuid": "", **fields})  # type: ignore[arg-type] # the table names the fields


_CLUSTERS: Final = m.Table(_bare, _BARE.members)
_GALAXY: Final = m.Table(
    GalaxyFile,
    {
        "type": _member("type", m.text, wanted=True),
        "name": _member("name", m.text),
        "uuid": _member("uuid", m.uuid_or_none),
        "description": _member("description", m.text),
        "category": _member("category", m.text),
        "source": _member("source", m.text),
        "version": _member("version", m.count),
        "values": _member("clusters", *m.several(_CLUSTERS, most=MAX_ENTRIES), wanted=True),
    },
)


def read_galaxy(data: bytes) -> GalaxyFile:
    """Return the galaxy of a `clusters/*.json`, each element; raises `TooLarge` or `Malformed`."""
    return m.take(read_foreign(data, most=MAX_FILE, what="MISP galaxy"), _GALAXY, "galaxy")


class Galaxies:
    """Several galaxies, asked by tag, by UUID, and by a name or any of its synonyms."""

    def __init__(self, galaxies: Iterable[GalaxyFile]) -> None:
        """Take them."""
        self.by_type: Final[Mapping[str, GalaxyFile]] = {each.type: each for each in galaxies}
        self._tags: Final = {galaxy_tag(kind, one.value).lower(): one for kind, each in self.by_type.items() for one in each.clusters}
        self._uuids: Final = {one.uuid: one for each in self.by_type.values() for one in each.clusters if one.uuid}
        names: dict[str, list[tuple[str, Cluster]]] = {}
        for kind, each in self.by_type.items():
            for one in each.clusters:
                synonyms = one.meta.get("synonyms", ())
                for name in {one.value, *(synonyms if isinstance(synonyms, list) else ())}:
                    names.setdefault(str(name).casefold(), []).append((kind, one))
        self._names: Final = names

    def of_tag(self, tag: str) -> Cluster | None:
        """Return the element that a tag `misp-galaxy:type="value"` names, or None."""
        return self._tags.get(tag.lower())

    def of_uuid(self, uuid: str) -> Cluster | None:
        """Return the element with a UUID, or None."""
        return self._uuids.get(uuid.lower())

    def named(self, name: str) -> tuple[tuple[str, Cluster], ...]:
        """Return galaxy and element of each that has the name, or the name among its synonyms."""
        return tuple(self._names.get(name.casefold(), ()))


def galaxy_tag(kind: str, value: str) -> str:
    """Return the tag of an element."""
    return f'misp-galaxy:{kind}="{value}"'


# ---------------------------------------------------------------- templates of objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One attribute of a template: its type in MISP; `multiple`: it may stand there several times."""

    type: str
    description: str = ""
    multiple: bool = False
    disable_correlation: bool = False
    to_ids: bool | None = None
    values: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template of objects. `required`: all of these; `one_of`: at least one of these."""

    uuid: str
    name: str
    meta_category: str = ""
    description: str = ""
    version: int = 0
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    relations: Mapping[str, Relation] = field(default_factory=dict)
    rest: Rest = field(default_factory=dict)

    def faults(self, relations: Iterable[str]) -> tuple[str, ...]:
        """Return what is wrong with an object that has attributes of these relations."""
        said = list(relations)
        found = [f"missing: {name}" for name in self.required if name not in said]
        if self.one_of and not set(said) & set(self.one_of):
            found.append("one-of: " + ", ".join(self.one_of))
        found += [f"unknown: {name}" for name in dict.fromkeys(said) if name not in self.relations]
        found += [f"twice: {name}" for name, one in self.relations.items() if not one.multiple and said.count(name) > 1]
        return tuple(found)


_RELATION: Final = m.Table(
    Relation,
    {
        "misp-attribute": _member("type", m.text, wanted=True),
        "description": _member("description", m.text),
        "multiple": _member("multiple", m.truth),
        "disable_correlation": _member("disable_correlation", m.truth),
        "to_ids": _member("to_ids", m.truth),
        "values_list": _member("values", _texts),
        "sane_default": _member("values", _texts),
        "categories": _member("categories", _texts),
    },
)


def _relations(value: JsonValue, where: str) -> dict[str, Relation]:
    if not isinstance(value, dict) or len(value) > MAX_ENTRIES:
        raise Malformed("MISP object template", f"{where}: an object expected")
    return {name: m.take(one, _RELATION, f"{where}.{name}") for name, one in value.items()}


_TEMPLATE: Final = m.Table(
    Template,
    {
        "uuid": _member("uuid", m.uuid, wanted=True),
        "name": _member("name", m.text, wanted=True),
        "meta-category": _member("meta_category", m.text),
        "description": _member("description", m.text),
        "version": _member("version", m.count),
        "required": _member("required", _texts),
        "requiredOneOf": _member("one_of", _texts),
        "attributes": _member("relations", _relations, wanted=True),
    },
)


def read_template(data: bytes) -> Template:
    """Return the template of a `definition.json`; raises `TooLarge` or `Malformed`, also where it requires what it does not have."""
    found = m.take(read_foreign(data, most=MAX_FILE, what="MISP object template"), _TEMPLATE, "template")
    strange = next((name for name in found.required + found.one_of if name not in found.relations), None)
    if strange is not None:
        raise Malformed("MISP object template", f"{found.name[:40]}: requires {strange[:60]!a}, which it does not have")
    return found
