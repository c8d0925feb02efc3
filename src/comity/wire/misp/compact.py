"""Warning lists as what a look-up needs: digests of 64 bits in order, or entries where parts of a value are compared.

A list of a million names is eight megabytes of digests, of which a question reads the part that its own digest begins with. Two texts with
one digest are not met in practice; if they were, a warning would be shown that is none, and a person decides.
`comity.wire.misp.warninglists` answers the same from the entries themselves: it is the reference.
"""

import ipaddress
import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from comity.wire.misp.warninglists import MAX_TRIED, Patterns, WarningList, hosts_of, network_of

SHARDS: Final = 64
WHOLE: Final = SHARDS  # the one part of a short list
LONG: Final = 4096  # entries from which a list is cut into shards
BUDGET: Final = 50_000_000  # steps of patterns in one look-up (`bounding`)
_GRAM: Final = 4
_SHIFT: Final = 58  # the first six bits of 64
PARTS: Final = ("substring", "regex")


def digest(text: str) -> int:
    """Return the 64 bits by which a text is found."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def parts_of(found: WarningList) -> Iterator[tuple[int, bytes]]:
    """Yield the parts in which a list is kept, each with its shard."""
    if found.kind in PARTS:
        yield WHOLE, json.dumps(found.entries, ensure_ascii=False).encode()
        return
    keys = sorted({digest(one) for one in map(_normal(found.kind), found.entries) if one})
    if len(keys) < LONG or found.kind == "cidr":  # which prefixes of an address are asked for is known when the list is read
        yield WHOLE, _packed(keys)
        return
    first = 0
    for shard in range(SHARDS):
        last = bisect_left(keys, (shard + 1) << _SHIFT, first)
        if last > first:
            yield shard, _packed(keys[first:last])
        first = last


def lengths_of(found: WarningList) -> list[list[int]]:
    """Return the prefix lengths of a list of networks, each with the version of IP."""
    if found.kind != "cidr":
        return []
    networks = (ipaddress.ip_network(entry.strip(), strict=False) for entry in found.entries)
    return [list(one) for one in sorted({(one.version, one.prefixlen) for one in networks})]


def _normal(kind: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- a function of a text
    if kind == "cidr":
        return lambda entry: str(ipaddress.ip_network(entry.strip(), strict=False))
    if kind == "hostname":
        return lambda entry: entry.strip().casefold().strip(".")
    return lambda entry: entry.strip().casefold()


def _packed(keys: Iterable[int]) -> bytes:
    found = array("Q", keys)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def _unpacked(body: bytes) -> Sequence[int]:
    if sys.byteorder == "little":
        return memoryview(body).cast("Q")
    found = array("Q")
    found.frombytes(body)
    found.byteswap()
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list as it is kept; `form` is the kind of the list, `lengths` as `lengths_of` gives them."""

    form: str
    body: bytes
    lengths: Sequence[Sequence[int]] = ()


@dataclass(slots=True)
class Asked:
    """Values that are looked for together. `left` is what may still be spent on patterns; `untried` counts values that were not tried."""

    values: tuple[str, ...]
    left: int = BUDGET
    untried: set[str] = field(default_factory=set)
    _keys: dict[str, dict[int, list[tuple[str, str]]]] = field(default_factory=dict)
    _networks: dict[tuple[int, int], dict[int, list[tuple[str, str]]]] = field(default_factory=dict)

    def shards(self) -> tuple[int, ...]:
        """Return which parts of long lists can have any of the values."""
        keys = (key for form in ("string", "hostname") for key in self._by_key(form))
        return tuple(sorted({key >> _SHIFT for key in keys}))

    def hits(self, part: Part) -> Iterator[tuple[str, str]]:
        """Yield each value that stands on this part of a list, with the entry as it is compared."""
        if part.form == "substring":
            yield from self._with_parts(json.loads(part.body))
        elif part.form == "regex":
            yield from self._fitting(Patterns(json.loads(part.body)))
        elif part.form == "cidr":
            keys = _unpacked(part.body)
            for version, length in part.lengths:
                yield from _meeting(self._inside(version, length), keys)
        else:
            yield from _meeting(self._by_key(part.form), _unpacked(part.body))

    def _by_key(self, form: str) -> Mapping[int, list[tuple[str, str]]]:
        found = self._keys.get(form)
        if found is None:
            found = self._keys[form] = {}
            for value in self.values:
                folded = value.strip().casefold()
                for text in hosts_of(folded) if form == "hostname" else (folded,):
                    if text:
                        found.setdefault(digest(text), []).append((value, text))
        return found

    def _inside(self, version: int, length: int) -> Mapping[int, list[tuple[str, str]]]:
        found = self._networks.get((version, length))
        if found is None:
            found = self._networks[version, length] = {}
            for value in self.values:
                network = network_of(value)
                if network is not None and network.version == version and network.prefixlen >= length:
                    text = str(network.supernet(new_prefix=length))
                    found.setdefault(digest(text), []).append((value, text))
        return found

    def _with_parts(self, entries: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield by the first letters of each entry, so that what is spent does not grow with the list."""
        by_gram: dict[str, list[tuple[str, str]]] = {}
        for entry in entries:
            folded = entry.casefold()
            if folded:
                by_gram.setdefault(folded[:_GRAM], []).append((folded, entry))
        for value in self.values:
            folded = value.strip().casefold()
            found = next((entry for at, entry in _grams(folded, by_gram) if entry[0] and folded.startswith(entry[0], at)), None)
            if found is not None:
                yield value, found[1]

    def _fitting(self, patterns: Patterns) -> Iterator[tuple[str, str]]:
        for value in self.values:
            short = value[:MAX_TRIED]
            cost = patterns.steps(len(short))
            if cost > self.left:
                self.untried.add(value)
                continue
            self.left -= cost
            entry = patterns.first(short)
            if entry is not None:
                yield value, entry


def _grams(folded: str, by_gram: Mapping[str, list[tuple[str, str]]]) -> Iterator[tuple[int, tuple[str, str]]]:
    for at in range(len(folded)):
        for size in range(1, _GRAM + 1):
            for entry in by_gram.get(folded[at : at + size], ()):
                yield at, entry


def _meeting(wanted: Mapping[int, list[tuple[str, str]]], keys: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield what is wanted and there: each key looked for in a long list, a short list gone through for many keys."""
    if len(wanted) * 16 < len(keys):
        found = (key for key in wanted if (at := bisect_left(keys, key)) < len(keys) and keys[at] == key)
    else:
        found = (key for key in keys if key in wanted)
    for key in found:
        yield from wanted[key]
