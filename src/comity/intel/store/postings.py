"""What objects speak of, as small keys: values that people compare with their own records, and other objects. Pure; `runs` keeps them.

A key is 64 bits of a digest, so that a posting is 16 bytes whatever the value is; two values with one key are not met in practice, and
would be shown side by side, never lost. Who wrote an object and which marks it bears is not posted: nearly all would answer to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from ipaddress import ip_address
from typing import Final

from comity.terms.json import JsonValue
from comity.terms.outside import OUTSIDE_TYPES, parse_outside
from comity.terms.refusals import Refused

KEY: Final = 8  # bytes
MOST: Final = 256  # postings of one object: a report may name more, and its page has them
LONGEST: Final = 2048  # characters of a value
_QUOTED: Final = re.compile(r"([.thb]?)'((?:[^'\\]|\\.)*)'")  # with what stands before: a key of a path, a timestamp, hex, binary
_ONE_TEXT: Final = 3  # parts of a pattern with one pair of quotes
_OTHERS: Final = frozenset(".thb")  # what stands before a quote that is no text
_ESCAPED: Final = re.compile(r"\\(.)")
_HOST: Final = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#:]+)")
_DEFANGED: Final = (("[.]", "."), ("(.)", "."), ("[:]", ":"), ("[@]", "@"), ("hxxp", "http"))


_VALUES: Final = frozenset(("value", "path", "key", "account_login", "user_id", "serial_number"))
_REFS: Final = frozenset(("source_ref", "target_ref", "sighting_of_ref", "object_ref"))
_LISTS: Final = frozenset(("object_refs", "observed_data_refs", "where_sighted_refs", "sample_refs"))
_NAMING: Final = _REFS | _LISTS
_SPOKEN: Final = frozenset(("pattern", "hashes", *_VALUES, *_REFS, *_LISTS))


def keys_of(told: Mapping[str, JsonValue]) -> tuple[bytes, ...]:
    """Return the keys of what an object speaks of, each once; `told` is of whatever shape it is, for nobody need have validated it."""
    found: dict[bytes, None] = {}
    for name in sorted(_SPOKEN.intersection(told)):
        value = told[name]
        if name in _NAMING:
            named = value if isinstance(value, list) else [value] if name in _REFS else []
            found |= dict.fromkeys(reference_key(one) for one in named if isinstance(one, str))
        else:
            for text in _values(name, value):
                for form in _forms(text):
                    found[_key("v", form)] = None
    return tuple(found) if len(found) <= MOST else tuple(found)[:MOST]


def reference_key(stix_id: str) -> bytes:
    """Return the key of an object that others name."""
    return _key("r", stix_id)


def name_key(stix_id: str) -> int:
    """Return the key of an identifier as a number of 64 bits with a sign, as columns hold it (`naming`)."""
    return int.from_bytes(reference_key(stix_id), "big", signed=True)


def name_keys(ids: Iterable[str]) -> list[int]:
    """Return the keys of identifiers as numbers, in order."""
    return [name_key(one) for one in ids]


def asked_keys(text: str) -> tuple[bytes, ...]:
    """Return the keys of what somebody looks for, as written and in each normal form; `evil[.]example` is read as meant."""
    plain = text.strip()[:LONGEST]
    for written, meant in _DEFANGED:
        plain = plain.replace(written, meant)
    forms = {plain.casefold()} if plain else set()
    for kind in OUTSIDE_TYPES:
        try:
            forms.add(str(parse_outside(kind, plain)).casefold())
        except Refused:
            continue
    return tuple(_key("v", one) for one in sorted(forms))


def _values(name: str, value: JsonValue) -> Sequence[str]:
    if name == "hashes":
        return [one for one in value.values() if isinstance(one, str)] if isinstance(value, dict) else ()
    if not isinstance(value, str):
        return ()
    return _constants(value[: 16 * LONGEST]) if name == "pattern" else (value,)


def _constants(pattern: str) -> list[str]:
    """Return what a pattern compares as text: what stands in quotes, and is no key of a path, no timestamp, neither hex nor binary."""
    if "\\" in pattern:
        return [_ESCAPED.sub(r"\1", quoted) if "\\" in quoted else quoted for before, quoted in _QUOTED.findall(pattern) if not before]
    parts = pattern.split("'")
    if len(parts) == _ONE_TEXT:
        return [] if parts[0][-1:] in _OTHERS else parts[1:2]
    return [quoted for before, quoted in zip(parts[::2], parts[1:-1:2], strict=False) if before[-1:] not in _OTHERS]


def _forms(value: str) -> Sequence[str]:
    """Return a value as it is compared, and of an address on the web its host too."""
    folded = value.strip()[:LONGEST].casefold()
    if ":" in folded:
        host = _HOST.match(folded)
        if host:
            return folded, host[1].strip("[]")
        if "." not in folded[:5]:
            try:
                return folded, str(ip_address(folded))
            except ValueError:
                pass
    return (folded,) if folded else ()


def _key(kind: str, text: str) -> bytes:
    return blake2b(f"{kind}\0{text}".encode("utf-8", "replace"), digest_size=KEY).digest()
