"""Prints the pack of a month as PDF/UA-1 or as DOCX, both from the same values. Facts in, bytes out."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from comity.letters.docx import pack as pack_zip
from comity.letters.faces import Extra, require_shown
from comity.letters.month import Pack, Text, print_month, say
from comity.letters.parts import nation_of
from comity.letters.pdf import page_of, print_page
from comity.letters.refusals import NoPrinter
from comity.letters.wording import language_name, print_day

_TEMPLATES: Final = files("comity.letters") / "templates"


def print_pack_pdf(pack: Pack, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the pack as PDF/UA-1; the same pack gives the same bytes. Raises `MissingGlyph`, `UnsafeText`, `BadFont`, `NoPrinter`."""
    require_shown(_texts(pack), extra=extra)
    html = _template().render(pack=pack, say=_sayer(pack), nation=_nation(pack), **_lines(pack))
    return print_page(html, css=_css(), extra=extra)


def print_pack_docx(pack: Pack, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the pack as DOCX, to be edited: the same words in the same order. Raises as `print_pack_pdf`."""
    require_shown(_texts(pack), extra=extra)
    try:
        from comity.letters.month_docx import document_of  # noqa: PLC0415 -- it stands on python-docx, which a node may do without
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
    return page_of((_TEMPLATES / "month.html").read_text(encoding="utf-8"))


@cache
def _css() -> str:
    return (_TEMPLATES / "month.css").read_text(encoding="utf-8")
