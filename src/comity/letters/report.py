"""A report of several chapters as PDF/UA-1: a cover, contents with page numbers, tables and texts; in one language. Facts in, bytes out.

What no font has is not printed as an empty box and does not stop the report: its code point stands there in brackets, and `spelled`
says that it happened, so that the caller can name the place where the text stands word for word.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

from comity.letters.faces import Extra, characters
from comity.letters.pdf import page_of, print_page
from comity.terms.text import is_safe

_TEMPLATES: Final = files("comity.letters") / "templates"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `language` where it is not the report's own, `strong` for what must not be overlooked."""

    text: str
    language: str = ""
    strong: bool = False
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heads; the cells of the columns in `machine` are set as a machine wrote them. `kind` chooses the widths."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    machine: frozenset[int] = frozenset()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter."""

    text: str


Block: TypeAlias = Words | Table | Heading


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter with its number in the contents; `anchor` is ASCII."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: what stands on its cover, line by line, then `boxes` in a frame, contents, chapters."""

    language: str
    kind: str
    title: str
    author: str
    facts: tuple[tuple[str, str], ...]
    boxes: tuple[tuple[str, tuple[str, ...]], ...]
    contents: str
    chapters: tuple[Chapter, ...]
    footer: str
    mark: str
    day: str


def print_report(report: Report, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the report as PDF/UA-1; raises `BadFont`, `NoPrinter`. The CALLER has spelled out what no font has (`spelled`)."""
    html = page_of(_template_text()).render(report=report, moment=f"{report.day}T00:00:00Z", kind_of=_kind_of)
    return print_page(html, css=(_TEMPLATES / "report.css").read_text(encoding="utf-8"), extra=extra)


def print_reports(parts: tuple[Report, ...], *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return several reports, one a language, as one PDF/UA-1 without contents; otherwise as `print_report`."""
    template = page_of((_TEMPLATES / "twofold.html").read_text(encoding="utf-8"))
    html = template.render(parts=parts, moment=f"{parts[0].day}T00:00:00Z", kind_of=_kind_of)
    css = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "twofold.css"))
    return print_page(html, css=css, extra=extra)


@cache
def _template_text() -> str:
    return (_TEMPLATES / "report.html").read_text(encoding="utf-8")


def _kind_of(block: Any) -> str:  # noqa: ANN401 -- the template asks of any block
    return type(block).__name__


def spelled(text: str, *, extra: tuple[Extra, ...] = ()) -> str:
    """Return `text` with the code point, as `[U+0E01]`, in the place of each character that no font has or that hides and reorders."""
    known = characters(extra)
    return "".join(one if ord(one) in known and is_safe(one) else f"[U+{ord(one):04X}]" for one in text)


def spell(report: Report, *, extra: tuple[Extra, ...] = ()) -> Report:
    """Return the report with every text spelled."""
    return replace(
        report,
        title=spelled(report.title, extra=extra),
        author=spelled(report.author, extra=extra),
        facts=tuple((label, spelled(text, extra=extra)) for label, text in report.facts),
        boxes=tuple((title, tuple(spelled(line, extra=extra) for line in lines)) for title, lines in report.boxes),
        chapters=tuple(replace(chapter, blocks=tuple(_spelled(chapter.blocks, extra))) for chapter in report.chapters),
    )


def _spelled(blocks: tuple[Block, ...], extra: tuple[Extra, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Table):
            yield replace(block, rows=tuple(tuple(spelled(cell, extra=extra) for cell in row) for row in block.rows))
        else:
            yield replace(block, text=spelled(block.text, extra=extra))
