"""What one property may hold: a check for each kind of the property tables, called with value, path and what was found so far."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from comity.terms.json import JsonValue
from comity.wire.stix.faults import Fault, at
from comity.wire.stix.forms import DICTIONARY_KEY, FORMS, HASHES, is_base64, is_hex, is_language, is_uri
from comity.wire.stix.identifiers import split_id
from comity.wire.stix.timestamps import is_timestamp

_SHOWN: Final = 80
_JSON: Final = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object", type(None): "null"}


MOST: Final = 100  # faults, and hints, that are told of one object: a list of a million wrong entries needs no million sentences


class EnoughError(Exception):
    """Leaves an object of which more is wrong than anybody reads."""


class Findings:
    """What was found of one object; `inside` is the container of observables in which references are looked up (section 2.13)."""

    __slots__ = ("advises", "faults", "hints", "inside")

    def __init__(self, *, advises: bool) -> None:
        """Begin with nothing found; hints are noted only by who `advises`."""
        self.advises = advises
        self.faults: list[Fault] = []
        self.hints: list[Fault] = []
        self.inside: Mapping[str, JsonValue] | None = None

    def fault(self, path: str, code: str, **facts: object) -> None:
        """Note what the standard forbids; raises `EnoughError` once there are `MOST`."""
        self.add(Fault(path, code, {name: shown(fact) for name, fact in facts.items()}))

    def add(self, fault: Fault) -> None:
        """Note a fault as it is."""
        self.faults.append(fault)
        if len(self.faults) >= MOST:
            raise EnoughError

    def hint(self, path: str, code: str, **facts: object) -> None:
        """Note what the standard only advises against."""
        if self.advises and len(self.hints) < MOST:
            self.hints.append(Fault(path, code, {name: shown(fact) for name, fact in facts.items()}))

    def wrong(self, path: str, wanted: str, value: JsonValue) -> None:
        """Note a value of another type; null is a fault of its own, as nothing in STIX may be null."""
        if value is None:
            self.fault(path, "null")
        else:
            self.fault(path, "wrong-type", wanted=wanted, found=_JSON.get(type(value), "?"))


Check = Callable[[JsonValue, str, Findings], None]


def shown(fact: object) -> str:
    """Return a fact as a sentence shows it: a stranger's text in ASCII, and cut short."""
    return ascii(fact[:_SHOWN])[1:-1][:_SHOWN] if isinstance(fact, str) else str(fact)[:_SHOWN]


def string(value: JsonValue, path: str, found: Findings) -> None:
    """Any text (section 2.15)."""
    if type(value) is not str:
        found.wrong(path, "string", value)


def boolean(value: JsonValue, path: str, found: Findings) -> None:
    """Section 2.2."""
    if type(value) is not bool:
        found.wrong(path, "boolean", value)


def timestamp(value: JsonValue, path: str, found: Findings) -> None:
    """Section 2.16."""
    if type(value) is not str:
        found.wrong(path, "timestamp", value)
    elif not is_timestamp(value):
        found.fault(path, "bad-timestamp", value=value)


def timestamp_of_millis(value: JsonValue, path: str, found: Findings) -> None:
    """Precise to the millisecond at least, as versions are (section 3.6.1)."""
    if type(value) is str and is_timestamp(value):
        if len(value) < _MILLIS:
            found.fault(path, "no-millis", value=value)
    else:
        timestamp(value, path, found)


def timestamp_of_seconds(value: JsonValue, path: str, found: Findings) -> None:
    """Precise to the second (section 6.7.6)."""
    timestamp(value, path, found)
    if type(value) is str and "." in value:
        found.fault(path, "bad-timestamp", value=value)


_MILLIS: Final = len("2026-11-29T04:05:06.789Z")


def binary(value: JsonValue, path: str, found: Findings) -> None:
    """Base64 (section 2.1)."""
    if type(value) is not str:
        found.wrong(path, "string", value)
    elif not is_base64(value):
        found.fault(path, "bad-form", value=value, wanted="base64 (RFC 4648)")


def hexadecimal(value: JsonValue, path: str, found: Findings) -> None:
    """Pairs of digits (section 2.8)."""
    if type(value) is not str:
        found.wrong(path, "string", value)
    elif not is_hex(value):
        found.fault(path, "bad-form", value=value, wanted="hex (2.8)")


def uri(value: JsonValue, path: str, found: Findings) -> None:
    """An address of RFC 3986; with letters outside ASCII it is one of RFC 3987, which the standard does not name: a hint."""
    if type(value) is not str:
        found.wrong(path, "string", value)
    elif not is_uri(value):
        if is_uri(value.encode("ascii", "replace").decode().replace("?", "-")) and not value.isascii():
            found.hint(path, "not-ascii", value=value)
        else:
            found.fault(path, "bad-form", value=value, wanted="URI (RFC 3986)")


def language(value: JsonValue, path: str, found: Findings) -> None:
    """A language of RFC 5646, by its form."""
    if type(value) is not str:
        found.wrong(path, "string", value)
    elif not is_language(value):
        found.fault(path, "bad-form", value=value, wanted="language (RFC 5646)")


def version(value: JsonValue, path: str, found: Findings) -> None:
    """The version of the standard: this room validates 2.1 (section 3.2)."""
    if value != "2.1":
        found.fault(path, "spec-version", value=value)


def plain_object(value: JsonValue, path: str, found: Findings) -> None:
    """Any object with something in it."""
    if type(value) is not dict:
        found.wrong(path, "object", value)
    elif not value:
        found.fault(path, "empty-object")
    else:
        anything(value, path, found)


def dictionary(value: JsonValue, path: str, found: Findings) -> None:
    """Section 2.3: keys of plain letters, digits, `-` and `_`; nothing empty, nothing null."""
    plain_object(value, path, found)
    if type(value) is dict:
        for key in value:
            if not DICTIONARY_KEY.fullmatch(key):
                found.fault(path, "bad-key", key=key)


def anything(value: JsonValue, path: str, found: Findings) -> None:
    """What stands in properties that the standard does not define: no null, and no empty list (section 2.12).

    Deep inside, where only the definition of an extension knows what stands there, an empty list is a hint: large publishers have some.
    """
    if value is None:
        found.fault(path, "null")
    elif type(value) is list:
        if not value:
            found.fault(path, "empty-list")
        for place, inner in enumerate(value):
            if type(inner) is not str:
                _anything_deep(inner, at(path, place), found)
    elif type(value) is dict:
        for key, inner in value.items():
            if type(inner) is not str:
                _anything_deep(inner, at(path, key), found)


def _anything_deep(value: JsonValue, path: str, found: Findings) -> None:
    if type(value) is list and not value:
        found.hint(path, "empty-list")
    else:
        anything(value, path, found)


def hashes(value: JsonValue, path: str, found: Findings) -> None:
    """Section 2.7: an algorithm's name and what it gives; algorithms outside the vocabulary are a hint."""
    if type(value) is not dict:
        found.wrong(path, "object", value)
        return
    if not value:
        found.fault(path, "empty-object")
    for name, digest in value.items():
        form = HASHES.get(name)
        if type(digest) is not str:
            found.wrong(at(path, name), "string", digest)
        elif form is None:
            if not DICTIONARY_KEY.fullmatch(name) or len(name) < 3:
                found.fault(path, "bad-key", key=name)
            found.hint(path, "open-vocabulary", value=name, vocabulary="hash-algorithm-ov")
        elif not form.fullmatch(digest):
            found.fault(at(path, name), "bad-hash", value=digest, algorithm=name)


def integer(*, least: int | None, most: int | None) -> Check:
    """Section 2.10, within its range."""

    def check(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not int:
            found.wrong(path, "integer", value)
        elif (least is not None and value < least) or (most is not None and value > most):
            found.fault(path, "out-of-range", value=value, least="" if least is None else least, most="" if most is None else most)

    return check


def number(*, least: int | None, most: int | None) -> Check:
    """Section 2.6, within its range."""

    def check(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not int and type(value) is not float:
            found.wrong(path, "number", value)
        elif (least is not None and value < least) or (most is not None and value > most):
            found.fault(path, "out-of-range", value=value, least="" if least is None else least, most="" if most is None else most)

    return check


def closed(name: str, words: Collection[str]) -> Check:
    """One word of a closed vocabulary (section 2.4)."""

    def check(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not str:
            found.wrong(path, "string", value)
        elif value not in words:
            found.fault(path, "not-in-vocabulary", value=value, vocabulary=name)

    return check


def opened(name: str, words: Collection[str]) -> Check:
    """A word of an open vocabulary, or another (section 2.14)."""

    def check(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not str:
            found.wrong(path, "string", value)
        elif value not in words:
            found.hint(path, "open-vocabulary", value=value, vocabulary=name)

    return check


def match(name: str) -> Check:
    """A text in one of `FORMS`."""
    form, wanted = FORMS[name]

    def check(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not str:
            found.wrong(path, "string", value)
        elif not form(value):
            found.fault(path, "bad-form", value=value, wanted=wanted)

    return check


def reference(*, only: Collection[str], but: Collection[str]) -> Check:
    """An identifier (section 2.9) of one of the types in `only` (any, if it is empty) and of none in `but`.

    Among the observables of a container references are the keys of their neighbours, except those to markings.
    """
    wanted = ", ".join(sorted(only)) if 0 < len(only) <= _FEW else "another type"

    def check(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not str:
            found.wrong(path, "identifier", value)
            return
        if found.inside is not None and "marking-definition" not in only:
            neighbour = found.inside.get(value)
            kind = neighbour.get("type") if type(neighbour) is dict else None
            if kind is None:
                found.fault(path, "no-neighbour", value=value)
                return
        else:
            kind = split_id(value)
            if not kind:
                found.fault(path, "bad-id", value=value)
                return
        if (only and kind not in only) or kind in but:
            found.fault(path, "other-type", found=kind, wanted=wanted)

    return check


_FEW: Final = 4


def each(check: Check) -> Check:
    """A list (section 2.12), never empty, of what `check` looks at."""

    def check_list(value: JsonValue, path: str, found: Findings) -> None:
        if type(value) is not list:
            found.wrong(path, "array", value)
        elif not value:
            found.fault(path, "empty-list")
        else:
            for place, inner in enumerate(value):
                check(inner, f"{path}.[{place}]", found)

    return check_list
