"""What a page shows of an object that nobody there has to know STIX for: a title, its sort, the value that matters, labels, a mark."""

import re
from dataclasses import dataclass
from typing import Final

import msgspec

from comity.terms.json import JsonValue
from comity.terms.text import is_safe
from comity.wire.stix.pattern_parser import parse_pattern
from comity.wire.stix.patterns import Comparison, comparisons_in
from comity.wire.stix.refusals import BadStix
from comity.wire.stix.strict import read_strictly
from comity.wire.stix.tables.vocabularies import TLP_1, TLP_2

LONGEST: Final = 200  # characters of a title or a value
_SPACE: Final = re.compile(r"\s+")
_UNSAFE: Final = "\ufffd"
_TITLES: Final = (
    "name",
    "value",
    "subject",
    "abstract",
    "content",
    "key",
    "path",
    "account_login",
    "user_id",
    "opinion",
    "relationship_type",
)
_VALUES: Final = ("value", "path", "key", "account_login", "user_id", "number", "serial_number", "external_id")
_LEVELS: Final = {**{identifier: f"TLP:{level.upper()}" for level, identifier in (*TLP_1.items(), *TLP_2.items())}}


@dataclass(frozen=True, slots=True)
class Summary:
    """Texts for a page: of one line, cut at `LONGEST`, with a sign in place of each character that could mislead.

    `sort` is the type as the standard names it. `value` is what a colleague compares with his own records: an address, a hash; empty where
    there is none. `labels` are the object's own words. `marks` are levels of the Traffic Light Protocol as the object names them, for
    display alone: what may be seen is the policy's to say.
    """

    identifier: str
    title: str
    sort: str
    value: str
    labels: tuple[str, ...]
    marks: tuple[str, ...]
    revoked: bool


def summary(raw: bytes | msgspec.Raw) -> Summary:
    """Return the summary of one object; raises `BadStix` for what cannot be read. An object with faults has one all the same."""
    found = read_strictly(bytes(raw))
    whole: dict[str, JsonValue] = found if isinstance(found, dict) else {}
    identifier, sort = _text(whole.get("id")), _text(whole.get("type"))
    value = _value(whole)
    title = next((text for name in _TITLES if (text := _text(whole.get(name)))), "") or value or identifier
    labels = [*_texts(whole, "labels"), *_texts(whole, f"{sort.replace('-', '_')}_types")]
    marks = [_LEVELS[mark] for mark in _texts(whole, "object_marking_refs") if mark in _LEVELS]
    return Summary(identifier, title, sort, value, tuple(dict.fromkeys(labels)), tuple(marks), whole.get("revoked") is True)


def one_line(value: object) -> str:
    """Return a text as a page shows it: of one line, cut at `LONGEST`, with a sign in place of what could mislead; of no text nothing."""
    return _text(value) if isinstance(value, str) else ""


def _value(whole: dict[str, JsonValue]) -> str:
    pattern = whole.get("pattern")
    if isinstance(pattern, str):
        return _first_compared(pattern) if whole.get("pattern_type") == "stix" else _text(pattern)
    hashes = whole.get("hashes")
    if isinstance(hashes, dict) and hashes:
        return _text(hashes[min(hashes, key=lambda name: (name != "SHA-256", name))])
    return next((text for name in _VALUES if (text := _text(whole.get(name)))), "")


def _first_compared(pattern: str) -> str:
    """Return what a pattern compares with first; of a pattern that cannot be read, the pattern."""
    try:
        tests = comparisons_in(parse_pattern(pattern))
        return next((_text(one.constants[0].value) for one in tests if isinstance(one, Comparison) and one.constants), "")
    except BadStix:
        return _text(pattern)


def _texts(whole: dict[str, JsonValue], name: str) -> list[str]:
    found = whole.get(name)
    return [_text(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _text(value: JsonValue) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = _SPACE.sub(" ", str(value)[: 4 * LONGEST]).strip()
    if not is_safe(text):
        text = "".join(letter if is_safe(letter) else _UNSAFE for letter in text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
