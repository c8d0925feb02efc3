"""The law and the countries in a browser, at both nodes: accessible, within weight and width, and a brief that fits on one page."""

import io
from collections.abc import Callable

import pytest
from desks import Desks, ask
from officers import of_side
from pypdf import PdfReader
from windows import Window

from comity.doors.cli.demo.nodes import Stage

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


@pytest.mark.parametrize("code", ["vn", "xr"])
def test_the_law_and_the_countries(desks: Desks, window: Callable[..., Window], code: str):
    """Every page in the language of its node; then the country that was asked, its brief in both languages, on paper."""
    stage: Stage = desks.viet_nam if code == "vn" else desks.ruritania
    other = desks.ruritania if code == "vn" else desks.viet_nam
    officer = of_side(stage, window(scripts=code == "xr"), stage.side.drafter)
    officer.come_by_the_demo()
    ask(stage, other, "hospital")
    there = f"/countries/{other.side.country}/"
    found = []
    for path in (*PAGES, there, f"{there}brief/?in=vi", f"{there}brief/?in=en"):
        officer.go(path)
        found += [f"{path}: {fault}" for fault in officer.window.faults()]
    assert found == []
    for language in ("vi", "en"):
        officer.go(f"{there}brief/?in={language}")
        printed = PdfReader(io.BytesIO(officer.page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1, language
