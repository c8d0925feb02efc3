"""The pack of a month for a committee: how tasks stand, what was reported, what needs attention. Facts in, PDF/UA-1 or DOCX out.

Both shapes are laid out from the same values, in one language; what an officer or a unit wrote stands in its own and says so.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from comity.letters.docx import pack as pack_zip
from comity.letters.faces import Extra, require_shown
from comity.letters.parts import nation_of
from comity.letters.pdf import page_of, print_page
from comity.letters.refusals import NoPrinter
from comity.letters.wording import language_name, print_day

_TEMPLATES: Final = files("comity.letters") / "templates"
_WORDS: Final[Mapping[str, Mapping[str, str]]] = json.loads((files("comity.letters") / "pack.json").read_bytes())
_MONTHS: Final = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the language that they are in; empty where it is that of the pack."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with what it counts; `loud` where somebody must act on it."""

    label: str
    value: int
    loud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task in the table. `notes` say in the pack's language how it stands; `late` is what must not be overlooked."""

    place: int
    title: Text
    indicator: str
    owner: str
    due: str
    state: str
    notes: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a unit reported of a task for a period, in its own words."""

    place: int
    title: Text
    owner: str
    heading: str
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The pack of one month. `month` is its first day, `on` the day of which the figures are."""

    language: str
    country: str
    country_name: str
    authority: str
    number: str
    year: int
    title: Text
    committee: str
    reference: str
    month: date
    on: date
    officer: str
    figures: tuple[Figure, ...]
    tasks: tuple[Task, ...]
    told: tuple[Told, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def attention(self) -> tuple[Task, ...]:
        """The tasks that need attention."""
        return tuple(one for one in self.tasks if one.late or one.why)


def say(name: str, language: str, /, **facts: object) -> str:
    """Return the words of that name in `language`, their places filled."""
    return _WORDS[name][language] % facts


def print_month(month: date, language: str) -> str:
    """Return `November 2026` (en) or `Tháng 11 năm 2026` (vi)."""
    return say(
        "month", language, name=_MONTHS[month.month - 1], month=f"{month.month:02}" if month.month < 3 else month.month, year=month.year
    )


def print_period(name: str, language: str) -> str:
    """Return a period such as `2023-Q1` in words."""
    year, _, part = name.partition("-")
    if part[:1] in ("Q", "H") and part:
        return say("quarter" if part[0] == "Q" else "half", language, part=part[1:], year=year)
    return print_month(date(int(year), int(part), 1), language) if part else year


def print_pack_pdf(pack: Pack, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the pack as PDF/UA-1; the same pack gives the same bytes. Raises `MissingGlyph`, `UnsafeText`, `BadFont`, `NoPrinter`."""
    require_shown(_texts(pack), extra=extra)
    html = _template().render(pack=pack, say=_sayer(pack), nation=_nation(pack), **_lines(pack))
    return print_page(html, css=_css(), extra=extra)


def print_pack_docx(pack: Pack, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the pack as DOCX, to be edited: the same words in the same order. Raises as `print_pack_pdf`."""
    require_shown(_texts(pack), extra=extra)
    try:
        from comity.letters.pack_docx import document_of  # noqa: PLC0415 -- it stands on python-docx, which a node may do without
    except ImportError as fault:
        raise NoPrinter(what="docxtpl") from fault
    document = document_of(pack, say=_sayer(pack), nation=_nation(pack), **_lines(pack))
    core = document.core_properties
    core.created = core.modified = datetime(pack.on.year, pack.on.month, pack.on.day, tzinfo=UTC)
    core.revision, core.author, core.title, core.language = (
        1,
        pack.authority,
        f"{pack.number} · {print_month(pack.month, pack.language)}",
        pack.language,
    )
    out = io.BytesIO()
    document.save(out)
    return pack_zip(out.getvalue())


def _nation(pack: Pack) -> tuple[str, str]:
    return nation_of(pack.country, pack.language, otherwise=pack.country_name)


def _sayer(pack: Pack) -> Any:  # noqa: ANN401 -- a function with any facts
    return lambda name, /, **facts: say(name, pack.language, **facts)


def _lines(pack: Pack) -> dict[str, Any]:
    """Return the lines that both shapes have, with their places filled."""
    language = pack.language
    reference = say("reference", language, reference=pack.reference) if pack.reference else ""
    return {
        "month": print_month(pack.month, language),
        "on": print_day(pack.on, language),
        "basis": say("basis", language, number=pack.number, year=pack.year, committee=pack.committee, reference=reference),
        "foreign": lambda text: (
            say("in-language", language, language=language_name(text.language, language)) if _is_foreign(text, pack) else ""
        ),
    }


def _is_foreign(text: Text, pack: Pack) -> bool:
    return bool(text.language) and text.language not in (pack.language, "und")


def _texts(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield every text that somebody wrote, with the place where a reader finds it."""
    yield from ((pack.title.text, pack.number), (pack.committee, pack.number), (pack.reference, pack.number), (pack.authority, pack.number))
    yield pack.officer, pack.number
    for one in pack.tasks:
        where = f"{pack.number}/{one.place}"
        yield from ((text, where) for text in (one.title.text, one.indicator, one.owner, one.why.text if one.why else ""))
    yield from ((one.words.text, f"{pack.number}/{one.place}") for one in pack.told)


@cache
def _template() -> Any:  # noqa: ANN401 -- as `page_of`
    return page_of((_TEMPLATES / "pack.html").read_text(encoding="utf-8"))


@cache
def _css() -> str:
    return (_TEMPLATES / "pack.css").read_text(encoding="utf-8")
