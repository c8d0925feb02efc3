"""Labels of a report, as people wrote them: docs/specs/reading.md, section 6. Reading and measuring use the same words."""

from pathlib import Path
from typing import Any, Final

import msgspec

from comity.reading.refusals import BadLabels

CAP: Final = 2**20


class LabelDate(msgspec.Struct, frozen=True):
    """A date of an event."""

    text: str | None = None
    iso: str | None = None
    precision: str = "none"
    basis: str = "no-date"


class LabelActor(msgspec.Struct, frozen=True):
    """A named person; `forms` are further accepted ways to write the name."""

    name: str
    title: str | None = None
    organ: str | None = None
    country: str | None = None
    forms: tuple[str, ...] = ()


class LabelEvent(msgspec.Struct, frozen=True):
    """An event."""

    type: str
    title: str = ""
    place: str | None = None
    date: LabelDate = LabelDate()
    status: str | None = None


class LabelStatement(msgspec.Struct, frozen=True):
    """One speech act."""

    act: str
    quote_start: str
    speaker: str | None = None
    addressee: str | None = None


class LabelCommitment(msgspec.Struct, frozen=True):
    """One promise."""

    obligor: str
    strength: str
    quote_start: str
    beneficiary: str | None = None
    action_summary: str = ""


class LabelFigure(msgspec.Struct, frozen=True):
    """One number."""

    number: float
    unit: str
    what: str = ""
    bound: str | None = None


class Labels(msgspec.Struct, frozen=True):
    """All labels of one report."""

    actors: tuple[LabelActor, ...] = ()
    events: tuple[LabelEvent, ...] = ()
    statements: tuple[LabelStatement, ...] = ()
    commitments: tuple[LabelCommitment, ...] = ()
    figures: tuple[LabelFigure, ...] = ()


def parse_labels(data: bytes, *, file: str) -> Labels:
    """Return the labels in `data`; members that are not known are passed over. Raises `BadLabels`."""
    if len(data) > CAP:
        raise BadLabels(file=file, where=f"{len(data)} bytes")
    try:
        found: Any = msgspec.json.decode(data, type=Labels)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise BadLabels(file=file, where=str(fault)) from fault
    labels: Labels = found
    return labels


def label_files(folder: Path) -> list[tuple[Path, Path]]:
    """Return the reports of a folder with their labels: 001.txt beside 001.json, in order."""
    return [(text, text.with_suffix(".json")) for text in sorted(folder.glob("*.txt")) if text.with_suffix(".json").is_file()]
