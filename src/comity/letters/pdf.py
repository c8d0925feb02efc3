"""Prints a letter as PDF/UA-1: tagged, titled, in its languages, in packaged fonts; the same letter gives the same bytes.

WeasyPrint is loaded at the first letter: it takes half a second and 35 MB that a node without letters never pays.
"""

import contextlib
import logging
import os
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any, Final

from comity.letters.faces import FOLDER, Extra, require_printable
from comity.letters.letter import Letter
from comity.letters.parts import lay_out
from comity.letters.refusals import NoPrinter
from comity.terms.digests import Digest

VARIANT: Final = "pdf/ua-1"
SCHEME: Final = "face:"  # the one kind of address that the fetcher answers: a font that was handed in
_TEMPLATES: Final = files("comity.letters") / "templates"
_FONTCONFIG: Final = "FONTCONFIG_FILE"
# Pango's font maps are not for two threads at once, and a letter takes a tenth of a second.
_ONE_AT_A_TIME: Final = threading.Lock()


def print_pdf(letter: Letter, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the letter as PDF/UA-1. `extra`: fonts of the operator's for characters that the packaged ones lack.

    Raises `MissingGlyph`, `UnsafeText`, `BadFont`, and `NoPrinter` where WeasyPrint or Pango is not installed.
    """
    return print_page(page_of_letter(letter, extra=extra), css=_letter_css(), extra=extra)


def page_of_letter(letter: Letter, *, extra: tuple[Extra, ...] = ()) -> str:
    """Return the page that `print_pdf` prints; each of its characters has a glyph.

    Raises `MissingGlyph`, `UnsafeText`, and `NoPrinter` where Jinja is not installed.
    """
    parts = lay_out(letter)
    require_printable(parts, extra=extra)
    html: str = _template().render(letter=letter, parts=parts, title=_title(letter), moment=f"{letter.on.isoformat()}T00:00:00Z")
    return html


def print_page(html: str, *, css: str, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return a page of ours as PDF/UA-1, in packaged fonts and those of `extra`; the same page gives the same bytes.

    Raises `BadFont` and `NoPrinter`. The CALLER has seen that every character has a glyph.
    """
    return print_fitting([html], css=css, most=None, extra=extra)


def print_fitting(pages: Iterable[str], *, css: str, most: int | None, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the first of `pages` that takes at most `most` sheets (None: any), else the last one; otherwise as `print_page`."""
    with _ONE_AT_A_TIME:
        for html in pages:
            document = _rendered(html, css, extra)
            if most is None or len(document.pages) <= most:
                break
        return _written(document, html)


def print_chosen(choose: Callable[[Callable[[str], bool]], str], *, css: str, extra: tuple[Extra, ...] = ()) -> bytes:
    """Print the page that `choose` returns, as `print_page`.

    It is handed what says whether a page needs one sheet, and returns one that does. Each question lays a page out, which takes as long
    as printing it. Raises what `choose` raises.
    """
    with _ONE_AT_A_TIME:
        laid: dict[str, Any] = {}

        def fits(html: str) -> bool:
            document = _rendered(html, css, extra)
            if _on_one_sheet(document):
                laid[html] = document
            return html in laid

        html = choose(fits)
        return _written(laid[html], html)


def _rendered(html: str, css: str, extra: tuple[Extra, ...]) -> Any:  # noqa: ANN401 -- WeasyPrint's document has no type
    weasy = _weasyprint()
    fonts, styles = _styles(css, extra)
    return weasy.HTML(string=html, base_url=None, url_fetcher=_fetcher(extra)).render(stylesheets=[styles], font_config=fonts)


def _written(document: Any, html: str) -> bytes:  # noqa: ANN401 -- as above
    from comity.letters.tagging import name_languages  # noqa: PLC0415 -- it stands on what WeasyPrint stands on

    data: bytes = document.write_pdf(finisher=name_languages, pdf_variant=VARIANT, pdf_identifier=_identifier(html))
    return data


def _on_one_sheet(document: Any) -> bool:  # noqa: ANN401 -- as above
    """Say whether there is one page, and nothing on it reaches below its margin or beside it."""
    from comity.letters.tagging import stays_inside  # noqa: PLC0415 -- as above

    return len(document.pages) == 1 and stays_inside(document.pages[0])


@cache
def _letter_css() -> str:
    return (_TEMPLATES / "letter.css").read_text(encoding="utf-8")


def _title(letter: Letter) -> str:
    first = letter.languages[0]
    return " · ".join(text for text in (letter.reference, letter.subject[first]) if text)


def _identifier(html: str) -> bytes:
    return Digest.of(html.encode()).raw.hex()[:32].encode("ascii")


@cache
def _template() -> Any:  # noqa: ANN401 -- as `page_of`
    return page_of((_TEMPLATES / "letter.html").read_text(encoding="utf-8"))


@cache
def page_of(template: str) -> Any:  # noqa: ANN401 -- its type is in a package that may be absent
    """Return a template that is ready to be filled; every value is escaped, and one that is missing is an error."""
    try:
        import jinja2  # noqa: PLC0415 -- of the set that a node may do without
    except ImportError as fault:
        raise NoPrinter(what="jinja2") from fault
    around = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    around.filters["rtl"] = reads_from_right
    return around.from_string(template)


def reads_from_right(text: str) -> bool:
    """Say whether the first letter of `text` belongs to a script that is read from the right (UAX 9, rule P2)."""
    strong = next((way for way in map(unicodedata.bidirectional, text) if way in {"L", "R", "AL"}), "L")
    return strong != "L"


@cache
def _weasyprint() -> Any:  # noqa: ANN401 -- a module without types
    """Return WeasyPrint, told first that the packaged folder is all the fonts there are."""
    with as_file(FOLDER) as folder:
        # For the whole process and for good: Pango asks again whenever it likes, and nothing else here draws text.
        os.environ[_FONTCONFIG] = str(folder / "fonts.conf")
        logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # nine lines a letter that help nobody
        try:
            # What it would say of a library that is not there goes to standard output, where a program may be read.
            with contextlib.redirect_stdout(sys.stderr):
                import weasyprint  # noqa: PLC0415 -- see above
        except (ImportError, OSError) as fault:
            raise NoPrinter(what="WeasyPrint" if isinstance(fault, ImportError) else "Pango") from fault
    from weasyprint.text.ffi import harfbuzz_subset  # noqa: PLC0415 -- as above

    if not harfbuzz_subset:
        # WeasyPrint would let Python cut the fonts instead: twice as slowly, and to other bytes each time.
        raise NoPrinter(what="libharfbuzz-subset")
    return weasyprint


@lru_cache(maxsize=4)
def _styles(css: str, extra: tuple[Extra, ...]) -> tuple[Any, Any]:
    """Return fonts and style sheet, made once; fonts that were added come after the packaged ones."""
    weasy = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- as above

    fonts = FontConfiguration()
    added = "".join(f'@font-face {{ font-family: "Added {at}"; src: url("{SCHEME}{at}"); }}\n' for at in range(len(extra)))
    families = "".join(f', "Added {at}"' for at in range(len(extra)))
    css = added + css.replace(', "Added"', families)
    return fonts, weasy.CSS(string=css, font_config=fonts, url_fetcher=_fetcher(extra))


def _fetcher(extra: tuple[Extra, ...]) -> Any:  # noqa: ANN401 -- what WeasyPrint wants has no type
    """Return the fetcher of a letter: it gives the fonts that were handed in, and knows no network and no file."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- as above

    class Fetcher(URLFetcher):  # type: ignore[misc] # a class without types
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002 -- as the base class
            at = url.removeprefix(SCHEME)
            if url.startswith(SCHEME) and at.isdigit() and int(at) < len(extra):
                return URLFetcherResponse(url, body=extra[int(at)].data)
            raise FatalURLFetchingError(f"a letter fetches nothing: {url[:80]}")

    return Fetcher()
