"""Identifiers of STIX objects (section 2.9): `type--UUID`; those of observables are computed from what they say (section 3.4)."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final
from uuid import UUID, uuid5

from comity.terms.json import JsonValue
from comity.wire.stix.tables.observables import CONTRIBUTING

NAMESPACE: Final = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # of observables (section 2.9)
RANDOM: Final = 4
COMPUTED: Final = 5

TYPE: Final = re.compile(r"(?=.{3,250}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_HEX: Final = "[0-9a-fA-F]"
_UUID: Final = 36  # characters
_LONGEST_TYPE: Final = 250
_FORM: Final = rf"{_HEX}{{8}}-{_HEX}{{4}}-([1-5]){_HEX}{{3}}-[89abAB]{_HEX}{{3}}-{_HEX}{{12}}"
_ID: Final = re.compile(rf"([a-z][a-z0-9-]{{1,248}}[a-z0-9])--{_FORM}")
_RFC_4122: Final = re.compile(_FORM)
_FIRST_HASHES: Final = ("MD5", "SHA-1", "SHA-256", "SHA-512")  # in the order of section 3.4; after them by name


def is_id(text: str) -> bool:
    """Say whether `text` is an identifier: the name of a type, two hyphens, a UUID of RFC 4122."""
    return _ID.fullmatch(text) is not None


def split_id(text: str) -> str:
    """Return the type that an identifier names; empty where `text` is none."""
    found = _ID.fullmatch(text)
    return found[1] if found else ""


def names_type(text: str, kind: str) -> bool:
    """Say whether `split_id` finds `kind` in `text`: without looking at a name of a type again that was seen before."""
    return (
        len(kind) <= _LONGEST_TYPE  # nothing longer is a type, or kept
        and text.startswith(kind)
        and text[len(kind) : -_UUID] == "--"
        and _RFC_4122.fullmatch(text, len(kind) + 2) is not None
        and _is_kind(kind)
    )


@lru_cache(maxsize=256)
def _is_kind(name: str) -> bool:
    return bool(split_id(f"{name}--00000000-0000-4000-8000-000000000000"))


def uuid_version(text: str) -> int:
    """Return the version of an identifier's UUID, 1 to 5; 0 where `text` is none."""
    found = _ID.fullmatch(text)
    return int(found[2]) if found else 0


def computed_id(observable: Mapping[str, JsonValue]) -> str:
    """Return the identifier that `observable` should have: a UUID of version 5 over the canonical JSON of its contributing properties.

    Empty where none can be computed: the type has no such properties, or the object has none of them.
    """
    kind = observable.get("type")
    names = contributing(kind) if isinstance(kind, str) else ()
    said = {name: observable[name] for name in names if name in observable}
    hashes = said.get("hashes")
    if isinstance(hashes, dict) and hashes:
        chosen = next((name for name in _FIRST_HASHES if name in hashes), min(hashes))
        said["hashes"] = {chosen: hashes[chosen]}
    return f"{kind}--{uuid5(NAMESPACE, _canonical(said))}" if said else ""


def contributing(kind: str) -> tuple[str, ...]:
    """Return the properties that the identifier of an observable is computed from; none for other types, and for processes."""
    return _contributing().get(kind, ())


def _canonical(value: JsonValue) -> str:
    """Return the canonical JSON of RFC 8785, which unlike that of `terms` has numbers that are not whole."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_canonical(name)}:{_canonical(inner)}" for name, inner in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return _number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _number(number: float) -> str:
    """Return a number as ECMAScript prints it (RFC 8785, section 3.2.2.3)."""
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    mantissa, exponential, exponent = repr(number).partition("e")
    if not exponential:
        return mantissa
    return f"{mantissa}e{int(exponent):+d}" if abs(int(exponent)) > 6 else f"{Decimal(repr(number)):f}"


@cache
def _contributing() -> Mapping[str, tuple[str, ...]]:
    lines = (line.split() for line in CONTRIBUTING.strip().splitlines())
    return {kind: tuple(names) for kind, *names in lines}
