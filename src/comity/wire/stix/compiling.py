"""From the property tables to checks: each table is compiled once, when the first object of its type comes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from comity.terms.json import JsonValue
from comity.wire.stix import checks, rules
from comity.wire.stix.checks import Check, Findings
from comity.wire.stix.faults import at
from comity.wire.stix.forms import PROPERTY_NAME
from comity.wire.stix.identifiers import TYPE, is_id
from comity.wire.stix.rules import Rule
from comity.wire.stix.tables import objects, observables, vocabularies

RESERVED: Final = frozenset({"severity", "action", "username", "phone_numbers"})  # section 3.8
_SIMPLE: Final[Mapping[str, Check]] = {
    "string": checks.string,
    "boolean": checks.boolean,
    "hex": checks.hexadecimal,
    "binary": checks.binary,
    "hashes": checks.hashes,
    "dictionary": checks.dictionary,
    "object": checks.plain_object,
    "language": checks.language,
    "uri": checks.uri,
    "version": checks.version,
}
_TIMESTAMPS: Final = {(): checks.timestamp, ("millis",): checks.timestamp_of_millis, ("seconds",): checks.timestamp_of_seconds}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the tables as it is written: `family` is the second word of its header."""

    name: str
    family: str
    section: str
    properties: tuple[tuple[str, ...], ...]
    rules: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What is checked of one object, or of one part: each property by its check, those that must be there, the rules over several."""

    family: str
    checks: Mapping[str, Check]
    required: tuple[str, ...]
    rules: tuple[Rule, ...]

    def check(self, value: JsonValue, path: str, found: Findings) -> None:
        """Look at `value`, which stands at `path`; what the table does not have is kept, and looked at as custom content."""
        if type(value) is not dict:
            found.wrong(path, "object", value)
            return
        known = self.checks
        for name, inner in value.items():
            check = known.get(name)
            if check is not None:
                check(inner, f"{path}.{name}" if path else name, found)
            else:
                _check_custom(name, inner, path, found)
        for name in self.required:
            if name not in value:
                found.fault(path, "missing", name=name)
        for rule in self.rules:
            rule(value, path, found)


def table_of(kind: str) -> Table | None:
    """Return the table of a type of the standard; None for others."""
    return _table(kind) if kind in _families() else None


def family_of(kind: str) -> str:
    """Return `domain`, `observable`, `meta` or `marking`; empty for types that the standard does not have."""
    return _families().get(kind, "")


@cache
def custom_table(family: str) -> Table:
    """Return the table of a type that the standard does not have: common properties alone."""
    return _compile(Block("", "", "", (), ()), common=_blocks(objects.COMMON)[family])


@cache
def _table(kind: str) -> Table:
    block = _blocks(objects.DOMAIN).get(kind) or _blocks(observables.OBSERVABLES)[kind]
    return _compile(block, common=_blocks(objects.COMMON)[block.family])


@cache
def _part(name: str) -> Table:
    return _compile(_blocks(objects.PARTS).get(name) or _blocks(observables.PARTS)[name])


@cache
def _families() -> Mapping[str, str]:
    blocks = {**_blocks(objects.DOMAIN), **_blocks(observables.OBSERVABLES)}
    return MappingProxyType({name: block.family for name, block in blocks.items()})


@cache
def _blocks(text: str) -> Mapping[str, Block]:
    return MappingProxyType({block.name: block for block in _read_blocks(text)})


def _read_blocks(text: str) -> Iterator[Block]:
    for paragraph in text.strip().split("\n\n"):
        header, *lines = paragraph.splitlines()
        name, family, section = header.replace("[", "").replace("]", "").split()
        words = [tuple(line.split()) for line in lines]
        yield Block(
            name, family, section, tuple(line for line in words if line[0] != "?"), tuple(line[1:] for line in words if line[0] == "?")
        )


@cache
def _vocabularies() -> Mapping[str, frozenset[str]]:
    joined = vocabularies.VOCABULARIES.strip().replace("\n  ", " ")
    return {name: frozenset(words) for name, _, *words in (line.split() for line in joined.splitlines())}


def _compile(block: Block, *, common: Block | None = None) -> Table:
    properties = (*(common.properties if common else ()), *block.properties)
    made = {name.removesuffix("!"): _make(words, kind=block.name) for name, *words in properties}
    required = tuple(name.removesuffix("!") for name, *_ in properties if name.endswith("!"))
    spare = [name for name, *_ in block.properties if not name.endswith("!")] + (["extensions"] if common else [])
    ruled = [_rule(words, spare=spare) for words in (*(common.rules if common else ()), *block.rules)]
    return Table(block.family, MappingProxyType(made), required, tuple(ruled))


def _rule(words: Sequence[str], *, spare: Sequence[str]) -> Rule:
    name, *arguments = words
    if name == "rule":
        return rules.BY_NAME[arguments[0]]
    return rules.one_of(spare) if name == "some" else rules.FROM_WORDS[name](arguments)


def _make(words: Sequence[str], *, kind: str) -> Check:
    name, *arguments = words
    if name == "list":
        return checks.each(_make(arguments, kind=kind))
    if name == "part":
        return _part(arguments[0]).check
    if name == "timestamp":
        return _TIMESTAMPS[tuple(arguments)]
    if name in {"integer", "number"}:
        least, most = (*(int(bound) for bound in arguments), None, None)[:2]
        return (checks.integer if name == "integer" else checks.number)(least=least, most=most)
    if name in {"open", "enum"}:
        return (checks.opened if name == "open" else checks.closed)(arguments[0], _vocabularies()[arguments[0]])
    return _SIMPLE.get(name) or _make_other(name, arguments, kind=kind)


def _make_other(name: str, arguments: Sequence[str], *, kind: str) -> Check:
    if name == "match":
        return checks.match(arguments[0])
    if name == "extensions":
        return _extensions({found.name: _compile(found) for found in _blocks(observables.EXTENSIONS).values() if found.family == kind})
    if name == "observables":
        return _check_observables
    if name != "ref":
        raise KeyError(name)
    if arguments[:1] == ["!"]:
        return checks.reference(only=frozenset(), but=frozenset(arguments[1:]))
    if not any(argument.startswith("@") for argument in arguments):
        return checks.reference(only=frozenset(arguments), but=frozenset())
    # A type that nobody knows may well be an observable: all but those that are known to be something else.
    kept = {"relationship", "sighting"} if "@sro" in arguments else set()
    others = {other for other, family in _families().items() if family != "observable"} | {"bundle"}
    return checks.reference(only=frozenset(), but=frozenset(others - kept))


def _check_custom(name: str, value: JsonValue, path: str, found: Findings) -> None:
    """Look at a property that the standard does not have (section 11): its name, nothing null or empty, what its suffix promises."""
    place = at(path, name)
    if not PROPERTY_NAME.fullmatch(name):
        found.fault(path, "bad-name", name=name)
    if name in RESERVED and not path:
        found.fault(place, "reserved", name=name)
    if type(value) is str:
        if name.endswith("_hex"):
            checks.hexadecimal(value, place, found)
        elif name.endswith("_bin"):
            checks.binary(value, place, found)
    else:
        checks.anything(value, place, found)
    found.hint(place, "custom-property", name=name)


def _extensions(tables: Mapping[str, Table]) -> Check:
    """`extensions` of one type (sections 3.2 and 7.3): those of the standard by their tables, others by their definition."""
    kinds = checks.closed("extension-type-enum", _vocabularies()["extension-type-enum"])

    def check(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not dict:
            found.wrong(path, "object", value)
            return
        if not value:
            found.fault(path, "empty-object")
        for key, inner in value.items():
            place = at(path, key)
            if key in tables:
                tables[key].check(inner, place, found)
                continue
            checks.plain_object(inner, place, found)
            if key.startswith("extension-definition--") and is_id(key):
                if type(inner) is dict:
                    if "extension_type" in inner:
                        kinds(inner["extension_type"], at(place, "extension_type"), found)
                    else:
                        found.fault(place, "missing", name="extension_type")
            elif key.endswith("-ext") and TYPE.fullmatch(key):
                found.hint(place, "deprecated", name=key)
            else:
                found.fault(path, "bad-extension", name=key)

    return check


def _check_observables(value: JsonValue, path: str, found: Findings) -> None:
    """Observables inside observed data (section 2.13, deprecated): whole objects that name each other by their keys."""
    if type(value) is not dict:
        found.wrong(path, "object", value)
        return
    if not value:
        found.fault(path, "empty-object")
    found.hint(path, "deprecated", name="objects")
    outside, found.inside = found.inside, value
    for key, inner in value.items():
        kind = inner.get("type") if type(inner) is dict else None
        known = type(kind) is str and family_of(kind) == "observable"
        (_table(str(kind)) if known else custom_table("observable")).check(inner, at(path, key), found)
    found.inside = outside
