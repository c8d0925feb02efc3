"""MISP's warning lists: values that are rarely what an analyst means. An answer says which list, and why; a person decides.

Source: misp-warninglists (`lists/*/list.json`). Kinds: `string` the value as it is, `substring` a part of it, `hostname` a name or what
lies under it, `cidr` an address inside a network, `regex`. Patterns are a stranger's: counted, bounded (`bounding`), and tried on short
values only.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed
from comity.wire.misp import members as m
from comity.wire.misp.bounding import Bound, bound_of
from comity.wire.misp.event import Attribute, Rest
from comity.wire.misp.foreign import read_foreign
from comity.wire.misp.vocabularies import MAX_FILE

_WHAT: Final = "MISP warning list"
MAX_ENTRIES: Final = 2_000_000
MAX_PATTERNS: Final = 500
MAX_PATTERN: Final = 500
MAX_TRIED: Final = 256  # characters of a value that a pattern is tried on
MAX_STEPS: Final = 5_000_000  # of one search by one pattern in so many characters
KINDS: Final = ("string", "substring", "hostname", "cidr", "regex")

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningList:
    """A list as it was read. `types` are the attribute types that it is about; of none it is about all."""

    name: str
    kind: str
    description: str = ""
    version: int = 0
    category: str = ""
    types: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    rest: Rest = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that stands on a list: the list, the part of the value, the entry, and the list's own words about it."""

    name: str
    value: str
    entry: str
    why: str


def _kind(value: JsonValue, where: str) -> str:
    if value not in KINDS:
        raise Malformed(_WHAT, f"{where}: one of {', '.join(KINDS)} expected, not {str(value)[:40]!a}")
    return str(value)


def _entries(value: JsonValue, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_ENTRIES:
        raise Malformed(_WHAT, f"{where}: a list of at most {MAX_ENTRIES} expected")
    return tuple(m.text(one, where) for one in value)


_LIST: Final = m.Table(
    WarningList,
    {
        "name": m.Member("name", m.text, m.as_is, wanted=True),
        "type": m.Member("kind", _kind, m.as_is, wanted=True),
        "description": m.Member("description", m.text, m.as_is),
        "version": m.Member("version", m.count, m.as_is),
        "category": m.Member("category", m.text, m.as_is),
        "matching_attributes": m.Member("types", _entries, list),
        "list": m.Member("entries", _entries, list, wanted=True),
    },
)


def read_warninglist(data: bytes) -> WarningList:
    """Return the list of a `list.json`; raises `TooLarge` or `Malformed`, which names an entry that its kind cannot have."""
    found = m.take(read_foreign(data, most=MAX_FILE, what=_WHAT), _LIST, "list")
    if found.kind == "regex":
        Patterns(found.entries, name=found.name)
    if found.kind == "cidr":
        for entry in found.entries:
            _network(entry, found.name)
    return found


def _network(entry: str, name: str) -> Network:
    try:
        return ipaddress.ip_network(entry.strip(), strict=False)
    except ValueError as fault:
        raise Malformed(_WHAT, f"{name[:60]}: no network: {entry[:60]!a}") from fault


class Patterns:
    """Patterns that were bounded before they are tried."""

    def __init__(self, entries: Sequence[str], *, name: str = "") -> None:
        """Take them; raises `Malformed` for what is no pattern, too long, or could take too long; `name` is the list's."""
        if len(entries) > MAX_PATTERNS:
            raise Malformed(_WHAT, f"{name[:60]}: {len(entries)} patterns, at most {MAX_PATTERNS}")
        self._each: Final = [_pattern(entry, name) for entry in entries]

    def steps(self, length: int) -> int:
        """Return the most steps that trying all of them on `length` letters takes."""
        return sum(bound.steps(length) for _, _, bound in self._each)

    def first(self, value: str) -> str | None:
        """Return the first that fits."""
        return next((entry for entry, pattern, _ in self._each if pattern.search(value)), None)


def _pattern(entry: str, name: str) -> tuple[str, re.Pattern[str], Bound]:
    bare, flags = _php(entry)
    if len(bare) > MAX_PATTERN:
        raise Malformed(_WHAT, f"{name[:60]}: a pattern of {len(bare)} characters, at most {MAX_PATTERN}: {entry[:60]!a}")
    try:
        bound = bound_of(bare)
    except Malformed as fault:
        raise Malformed(_WHAT, f"{name[:60]}: {entry[:60]!a}: {fault.facts['where']}") from fault
    if bound.steps(MAX_TRIED) > MAX_STEPS:
        raise Malformed(_WHAT, f"{name[:60]}: a pattern that could take too long: {entry[:60]!a}")
    return entry, re.compile(bare, flags), bound


def _php(entry: str) -> tuple[str, re.RegexFlag]:
    """Take off the delimiters that PHP wants around a pattern: `/…/i`."""
    found = re.fullmatch(r"([/#~])(.*)\1([a-z]*)", entry, re.DOTALL)
    if not found:
        return entry, re.NOFLAG
    return found[2], re.IGNORECASE if "i" in found[3] else re.NOFLAG


def hosts_of(folded: str) -> tuple[str, ...]:
    """Return a name, or the host of an address, and each name above it; `folded` is in small letters."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", folded)
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].strip(".")
    labels = host.split(".")
    return tuple(".".join(labels[number:]) for number in range(min(len(labels), 128)))


def network_of(value: str) -> Network | None:
    """Return the address or network that a value is, or None."""
    try:
        return ipaddress.ip_network(value.strip(), strict=False)
    except ValueError:
        return None


class WarningLists:
    """Several lists, asked by type and value. Built once; a look-up costs about the same however long the lists are."""

    def __init__(self, lists: Iterable[WarningList]) -> None:
        """Take them; raises `Malformed` as `read_warninglist` does."""
        self._lists: Final = [_Index(each) for each in lists]

    def look(self, kind: str, value: str) -> tuple[Hit, ...]:
        """Return the hits of a value of attribute type `kind`, of a composite of each of its parts; an empty `kind` asks all lists."""
        parts = value.split("|") if "|" in kind else [value]
        return tuple(hit for each in self._lists if each.about(kind) for part in parts for hit in each.hits(part))

    def look_at(self, attribute: Attribute) -> tuple[Hit, ...]:
        """Return the hits of an attribute."""
        return self.look(attribute.type, attribute.value)


class _Index:
    """One list, ready to be asked."""

    def __init__(self, found: WarningList) -> None:
        self.found: Final = found
        self.types: Final = frozenset(found.types)
        named = {"string": lambda entry: entry.strip().casefold(), "hostname": lambda entry: entry.strip().casefold().strip(".")}.get(
            found.kind
        )
        self.exact: Final = {named(entry): entry for entry in found.entries} if named else {}
        self.parts: Final = [(entry.casefold(), entry) for entry in found.entries if entry] if found.kind == "substring" else []
        self.patterns: Final = Patterns(found.entries if found.kind == "regex" else (), name=found.name)
        self.networks: dict[tuple[int, int], dict[int, str]] = {}
        if found.kind == "cidr":
            for entry in found.entries:
                network = _network(entry, found.name)
                self.networks.setdefault((network.version, network.prefixlen), {})[int(network.network_address)] = entry

    def about(self, kind: str) -> bool:
        return not kind or not self.types or kind in self.types

    def hits(self, value: str) -> list[Hit]:
        entry = self._entry(value)
        return [Hit(self.found.name, value, entry, self.found.description)] if entry is not None else []

    def _entry(self, value: str) -> str | None:
        folded = value.strip().casefold()
        if self.found.kind == "string":
            return self.exact.get(folded) if folded else None
        if self.found.kind == "hostname":
            return self._under(folded)
        if self.found.kind == "substring":
            return next((entry for part, entry in self.parts if part in folded), None)
        if self.found.kind == "regex":
            return self.patterns.first(value[:MAX_TRIED])
        return self._inside(value)

    def _under(self, folded: str) -> str | None:
        return next((self.exact[name] for name in hosts_of(folded) if name and name in self.exact), None)

    def _inside(self, value: str) -> str | None:
        network = network_of(value)
        if network is None:
            return None
        number, bits = int(network.network_address), network.max_prefixlen
        for (version, length), entries in self.networks.items():
            if version == network.version and length <= network.prefixlen:
                found = entries.get(number >> (bits - length) << (bits - length))
                if found is not None:
                    return found
        return None
