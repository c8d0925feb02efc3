"""What objects speak of, as small keys: values that people compare with their own records, and other objects.

A key is 64 bits of a digest, so that a posting is two numbers whatever the value is; two values with one key are not met in practice, and
would be shown side by side, never lost. Who wrote an object and which marks it bears is not posted: nearly all would answer to it.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from ipaddress import ip_address
from typing import Any, Final

import msgspec

from comity.records.statements import run_all
from comity.terms.outside import OUTSIDE_TYPES, parse_outside
from comity.terms.refusals import Refused

MOST: Final = 256  # postings of one object: a report may name more, and its page has them
LONGEST: Final = 2048  # characters of a value
_ADD: Final = "INSERT INTO records_intelposting (key, object_id) VALUES (%s, %s)"
_QUOTED: Final = re.compile(r"([.thb]?)'((?:[^'\\]|\\.)*)'")  # with what stands before: a key of a path, a timestamp, hex, binary
_ESCAPED: Final = re.compile(r"\\(.)")
_HOST: Final = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#:]+)")
_DEFANGED: Final = (("[.]", "."), ("(.)", "."), ("[:]", ":"), ("[@]", "@"), ("hxxp", "http"))


class _Told(msgspec.Struct):
    """What is posted of an object, of whatever type it is there: nobody has validated it."""

    pattern: Any = None
    value: Any = None
    hashes: Any = None
    path: Any = None
    key: Any = None
    account_login: Any = None
    user_id: Any = None
    serial_number: Any = None
    source_ref: Any = None
    target_ref: Any = None
    sighting_of_ref: Any = None
    object_ref: Any = None
    object_refs: Any = None
    observed_data_refs: Any = None
    where_sighted_refs: Any = None
    sample_refs: Any = None


_DECODE: Final = msgspec.json.Decoder(_Told).decode
_VALUES: Final = ("value", "path", "key", "account_login", "user_id", "serial_number")
_REFS: Final = ("source_ref", "target_ref", "sighting_of_ref", "object_ref")
_LISTS: Final = ("object_refs", "observed_data_refs", "where_sighted_refs", "sample_refs")


def keys_of(body: bytes) -> tuple[int, ...]:
    """Return the keys of what an object speaks of, each once; of what cannot be read none."""
    try:
        told = _DECODE(body)
    except (msgspec.DecodeError, RecursionError):
        return ()
    found = dict.fromkeys(_key("v", form) for value in _values(told) for form in _forms(value))
    for one in _refs(told):
        found[reference_key(one)] = None
    return tuple(found)[:MOST]


def reference_key(stix_id: str) -> int:
    """Return the key of an object that others name."""
    return _key("r", stix_id)


def asked_keys(text: str) -> tuple[int, ...]:
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


def post(objects: Iterable[tuple[int, tuple[int, ...]]]) -> None:
    """Write the postings of new objects, in the caller's transaction."""
    run_all(_ADD, [(key, number) for number, keys in objects for key in keys])


def _values(told: _Told) -> Iterator[str]:
    if isinstance(told.pattern, str):
        for before, quoted in _QUOTED.findall(told.pattern[: 16 * LONGEST]):
            if not before:
                yield _ESCAPED.sub(r"\1", quoted)
    if isinstance(told.hashes, dict):
        yield from (one for one in told.hashes.values() if isinstance(one, str))
    for name in _VALUES:
        value = getattr(told, name)
        if isinstance(value, str):
            yield value


def _refs(told: _Told) -> Iterator[str]:
    for name in _REFS:
        value = getattr(told, name)
        if isinstance(value, str):
            yield value
    for name in _LISTS:
        value = getattr(told, name)
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))


def _forms(value: str) -> Iterator[str]:
    """Yield a value as it is compared, and of an address on the web its host too."""
    folded = value.strip()[:LONGEST].casefold()
    if not folded:
        return
    yield folded
    if ":" in folded:
        host = _HOST.match(folded)
        if host:
            yield host[1].strip("[]")
        elif "." not in folded[:5]:
            try:
                yield str(ip_address(folded))
            except ValueError:
                return


def _key(kind: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{kind}\0{text}".encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
