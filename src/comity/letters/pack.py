"""A pack of figures: what each counts, charts with their tables, lists, what counts in nothing. Facts in, bytes out.

PDF/UA-1 to be handed on, DOCX to be edited; both hold the same facts. Quotations stand in the language in which they were said.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from comity.letters.brief import Quote
from comity.letters.docx import pack as packed
from comity.letters.faces import Extra, require_shown
from comity.letters.pdf import page_of, print_page
from comity.letters.refusals import NoPrinter
from comity.letters.wording import language_name, say

_TEMPLATES: Final = files("comity.letters") / "templates"
_CHART: Final = 470  # units of a chart's width
_NAMES: Final = 170  # of them for names
_CHARTED: Final = 10
_NAME: Final = 30


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: what it is called, how much it is, and in a sentence what it counts. `late` where somebody must do something."""

    name: str
    value: str
    meaning: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its name and its cells; of the whole `length` so much is `done` and so much `late`, for the chart."""

    name: str
    cells: tuple[str, ...]
    length: int = 0
    done: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The figures by something: a chart of the first rows, and under it the table. `finding` is what the chart shows, in a sentence.

    `rest` says which rows are left out; `empty` is what an empty one says.
    """

    heading: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    finding: str
    legend: str
    empty: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One commitment in a list: number, who to whom, its own words, until when, how it stands, who sees to it."""

    number: str
    sides: str
    quote: Quote
    due: str
    state: str
    owner: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of commitments."""

    heading: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that a pack says. `excluded` is what counts in no figure: what it is, how many, why. `foot` are sources and notes."""

    language: str
    kind: str
    title: str
    author: str
    stated: tuple[str, ...]
    measures_heading: str
    measures: tuple[Measure, ...]
    breakdowns: tuple[Breakdown, ...]
    listings: tuple[Listing, ...]
    excluded_heading: str
    excluded_heads: tuple[str, ...]
    excluded: tuple[tuple[str, str, str], ...]
    foot_heading: str
    foot: tuple[str, ...]
    footer: str
    day: date


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart in units: where its line is, its name, how long it is, and the parts that are done and late."""

    at: int
    name: str
    length: int
    done: int
    late: int
    value: str


def print_pack_pdf(pack: Pack, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the pack as PDF/UA-1. Raises `MissingGlyph`, `UnsafeText`, `BadFont`, `NoPrinter`."""
    html = page_of_pack(pack, extra=extra)
    return print_page(html, css=(_TEMPLATES / "pack.css").read_text(encoding="utf-8"), extra=extra)


def page_of_pack(pack: Pack, *, extra: tuple[Extra, ...] = ()) -> str:
    """Return the page that `print_pack_pdf` prints; raises `MissingGlyph`, `UnsafeText`, and `NoPrinter` without Jinja."""
    require_shown(texts(pack), extra=extra)
    html: str = _page().render(
        pack=pack, bars_of=bars_of, tongue=lambda quote: _tongue(quote, pack.language), moment=f"{pack.day.isoformat()}T00:00:00Z"
    )
    return html


def print_pack_docx(pack: Pack, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the pack as DOCX, to be edited: tables without charts. Raises as `print_pack_pdf`."""
    require_shown(texts(pack), extra=extra)
    try:
        import docxtpl  # noqa: PLC0415 -- 30 MB that a node without papers never pays
    except ImportError as fault:
        raise NoPrinter(what="docxtpl") from fault
    document = docxtpl.DocxTemplate(io.BytesIO((_TEMPLATES / "pack.docx").read_bytes()))
    facts = {"pack": pack, "tongue": lambda quote: _tongue(quote, pack.language), "editable": say("pack-editable", pack.language)}
    # Without escaping, an `&` in a name breaks the file and `<w:t>` in one writes into it.
    document.render(facts, autoescape=True)
    core = document.docx.core_properties
    core.created = core.modified = datetime(pack.day.year, pack.day.month, pack.day.day, tzinfo=UTC)
    core.title, core.author, core.language, core.revision = f"{pack.kind} · {pack.title}", pack.author, pack.language, 1
    out = io.BytesIO()
    document.save(out)
    return packed(out.getvalue())


def bars_of(breakdown: Breakdown) -> tuple[Bar, ...]:
    """Return the bars of a chart, from zero, the longest as wide as there is room."""
    shown = [one for one in breakdown.lines if one.length][:_CHARTED]
    longest = max((one.length for one in shown), default=1)
    room = _CHART - _NAMES - 40

    def units(count: int) -> int:
        return round(room * count / longest)

    def name(text: str) -> str:
        return text if len(text) <= _NAME else f"{text[: _NAME - 1]}…"  # the table under the chart has it whole

    return tuple(
        Bar(at * 16, name(one.name), units(one.length), units(one.done), units(one.late), one.cells[0]) for at, one in enumerate(shown)
    )


def _tongue(quote: Quote, language: str) -> str:
    """Say in which language a quotation is, where that is not the pack's."""
    return "" if quote.language == language else say("brief-tongue", language, own=language_name(quote.language, language))


def texts(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield every text that is printed, with the place where a reader finds it."""
    for text in (pack.kind, pack.title, pack.author, *pack.stated, pack.measures_heading, pack.excluded_heading, *pack.excluded_heads):
        yield text, pack.title
    for text in (pack.foot_heading, *pack.foot, pack.footer):
        yield text, pack.foot_heading
    for measure in pack.measures:
        yield from ((text, measure.name) for text in (measure.name, measure.value, measure.meaning))
    for breakdown in pack.breakdowns:
        said = (breakdown.heading, *breakdown.heads, breakdown.finding, breakdown.legend, breakdown.empty, breakdown.rest)
        yield from ((text, breakdown.heading) for text in (*said, *(cell for line in breakdown.lines for cell in (line.name, *line.cells))))
    for listing in pack.listings:
        yield from ((text, listing.heading) for text in (listing.heading, *listing.heads, listing.empty, listing.rest))
        for row in listing.rows:
            yield from ((text, row.number) for text in (row.number, row.sides, row.quote.text, row.due, row.state, row.owner, row.source))
    yield from ((text, pack.excluded_heading) for row in pack.excluded for text in row)


@cache
def _page() -> Any:  # noqa: ANN401 -- as `page_of`
    return page_of((_TEMPLATES / "pack.html").read_text(encoding="utf-8"))
