"""The law and the countries at a running node: within their weight, nothing refused, and a brief that fits on one page.

Each of these pages stands before axe in test_every_page, in both languages.
"""

import io
from collections.abc import Callable

import pytest
from desks import Desks, ask
from officers import of_side
from pypdf import PdfReader
from windows import Window

pytestmark = pytest.mark.browser

PAGES = (
    "/law/",
    "/law/offences/",
    "/law/UNCC/",
    "/law/UNCC/42/",
    "/law/kinds/REQ-PRESERVE/",
    "/countries/",
    "/countries/FR/",
)


def test_the_law_and_the_countries(desks: Desks, window: Callable[..., Window]):
    """Every page with all that it loads; then the country that was asked, its brief in both languages, on paper."""
    stage, other = desks.ruritania, desks.viet_nam
    officer = of_side(stage, window(), stage.side.drafter)
    officer.come_by_the_demo()
    ask(stage, other, "hospital")
    there = f"/countries/{other.side.country}/"
    found = []
    for path in (*PAGES, there, f"{there}brief/?in=vi", f"{there}brief/?in=en"):
        officer.go(path)
        found += [f"{path}: {fault}" for fault in officer.window.complaints()]
    assert found == []
    for language in ("vi", "en"):
        officer.go(f"{there}brief/?in={language}")
        printed = PdfReader(io.BytesIO(officer.page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1, language
