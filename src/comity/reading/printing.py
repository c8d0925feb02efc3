"""A reading as JSON: the form of docs/specs/reading.md, section 5. Numbers are exact, as text."""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from comity.reading.lexicon import versions
from comity.reading.reading import Reading
from comity.reading.when import Span

VERSION: Final = 1
_LISTS: Final = ("paragraphs", "actors", "events", "dates", "places", "figures", "statements", "commitments", "asks")


def print_reading(reading: Reading) -> dict[str, Any]:
    """Return the members of a reading; a span is [first, after, first byte, byte after]."""
    return {
        "v": VERSION,
        "kind": "reading",
        "language": reading.language,
        "digest": str(reading.normal.digest),
        "size": reading.normal.size,
        "gazetteers": versions(),
        "text": reading.text,
        "paragraphs": [{"role": one.role.value, "span": _span(reading, Span(one.start, one.end))} for one in reading.paragraphs],
        **{name: [_value(reading, one) for one in getattr(reading, name)] for name in _LISTS[1:]},
    }


def _value(reading: Reading, value: object) -> Any:  # noqa: ANN401 - whatever JSON has
    if isinstance(value, Span):
        return _span(reading, value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return [_value(reading, one) for one in value]
    if is_dataclass(value):
        return {one.name: _value(reading, getattr(value, one.name)) for one in fields(value)}
    return value


def _span(reading: Reading, span: Span) -> list[int]:
    if span.end <= span.start:
        return [span.start, span.end, 0, 0]
    return [span.start, span.end, *reading.normal.original(span.start, span.end)]
