"""The handover brief as a value and as bytes: printed once, kept with its digest, read back exactly. Codes, no sentences.

A reader's page renders the codes in the reader's language, so one brief reads in both.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, TypeVar

from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed

FORMAT: Final = "comity-brief/1"
CAP: Final = 1024 * 1024
LISTS: Final = ("ours", "theirs", "asleep", "preserved")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Row:
    """One open request. Moments are printed instants, empty where there is none; `note` is the outgoing officer's."""

    list: str
    reference: str
    kind: str
    peer: str
    direction: str
    state: str
    urgency: str
    clock: str
    due_at: str
    holder: str
    holder_name: str
    asleep_until: str = ""
    asleep_code: str = ""
    offered_to: str = ""
    note: str = ""
    give: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One act of the journal in this shift."""

    index: int
    name: str
    actor: str
    shown: str
    about: str
    at: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """How the line to one peer stands."""

    peer: str
    down_since: str
    fault: str
    waiting: int


@dataclass(frozen=True, slots=True)
class BriefContent:
    """Everything on the page. `receiver` is empty where it is for whoever comes; `more` counts open requests not listed."""

    node: str
    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    since: str
    made_at: str
    words: str
    rows: tuple[Row, ...]
    more: int
    changes: tuple[Change, ...]
    changed: int
    lines: tuple[Line, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """The references of the rows that move when it is accepted."""
        return tuple(row.reference for row in self.rows if row.give)


def print_brief(content: BriefContent) -> bytes:
    """Print the canonical bytes; raises `Malformed` for what the format cannot hold."""
    return print_json({"format": FORMAT, **_plain(asdict(content))}, what="handover")


def parse_brief(data: bytes) -> BriefContent:
    """Read exactly what `print_brief` prints; raises `TooLarge`, `Malformed`."""
    found = parse_json(data, CAP, what="handover")
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise Malformed("handover", "another format")
    try:
        found |= {
            "rows": tuple(_value(Row, row) for row in found["rows"]),
            "changes": tuple(_value(Change, row) for row in found["changes"]),
            "lines": tuple(_value(Line, row) for row in found["lines"]),
        }
    except (KeyError, TypeError) as fault:
        raise Malformed("handover", str(fault)) from fault
    content = _value(BriefContent, found)
    if print_brief(content) != data:
        raise Malformed("handover", "not as it would be printed")
    return content


def with_notes(content: BriefContent, *, notes: Mapping[str, str], give: frozenset[str], words: str) -> BriefContent:
    """Return the brief with what the outgoing officer wrote and chose; references that it does not list are left out."""
    rows = tuple(replace(row, note=notes.get(row.reference, ""), give=row.reference in give) for row in content.rows)
    return replace(content, rows=rows, words=words)


def _plain(value: Any) -> JsonValue:  # noqa: ANN401 -- whatever the values above hold
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value


def _value(kind: type[Value], found: Mapping[str, Any]) -> Value:
    if set(found) != {field.name for field in fields(kind)}:  # type: ignore[arg-type]  # the dataclasses above
        raise Malformed("handover", f"other keys than a {kind.__name__.lower()} has")
    return kind(**found)
