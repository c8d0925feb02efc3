"""Every address of the web port, filled, in both languages and themes: seen by axe, no wider than a phone, every word in its language.

The pages are made in this process, then shown in the browser with the node's own style sheets and no script: so that no page of a
hundred is left out for the time that it takes to play a story up to it. Stories that click stand in the other files of this folder.
"""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from axe import axe_violations
from django.conf import settings as site
from every_page import NO_PAGE, FullWorld, Visit, named_addresses
from playwright.sync_api import Page, Route, sync_playwright
from visitors import stop_clock
from windows import chromium, widest

pytestmark = pytest.mark.browser

SITE: Final = "http://pages.test"
LANGUAGES: Final = ("vi", "en")
# Header and footer are the same on every page: in the dark they are looked at on the queue, which has all of both.
FRAMED: Final = "watch"


@dataclass(frozen=True)
class Sheet:
    """One page as bytes."""

    visit: Visit
    language: str
    html: bytes

    @property
    def where(self) -> str:
        """Name it in a fault."""
        return f"{self.visit.name} ({self.visit.path}, {self.language})"


@pytest.fixture
def filled(world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Callable[[str], FullWorld]:
    """Make the node in which everything happened once, whose officers read a language."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    stop_clock(monkeypatch, world.at)
    for store in ("papers", "files"):
        monkeypatch.setattr(type(world.home), store, property(lambda _, store=store: tmp_path / store))
    return lambda language: FullWorld(world, language)


def sheets(full: FullWorld) -> list[Sheet]:
    """Draw every page as its officer reads it; fail where one answers otherwise than it should."""
    drawn = []
    for visit in full.visits():
        client = full.client(visit.officer)
        client.cookies[site.LANGUAGE_COOKIE_NAME] = full.language
        response = client.get(visit.path)
        assert response.status_code == visit.status, (visit.name, visit.path, response.status_code, response.get("Location"))
        drawn.append(Sheet(visit, full.language, response.content))
        assert f'<html lang="{full.language}"'.encode() in response.content, visit
    return drawn


# ---------------------------------------------------------------- the browser


class Looker:
    """Shows pages in one tab, without a node behind it, and keeps what is wrong with them."""

    def __init__(self, page: Page) -> None:
        """Take the tab; what it asks for comes from memory and from the node's static files, scripts never."""
        self.page = page
        self.shown = b""
        self.found: list[str] = []
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.is_navigation_request():
            route.fulfill(body=self.shown, content_type="text/html; charset=utf-8")
        elif path.endswith(".js"):
            route.fulfill(body="", content_type="text/javascript")
        elif path.startswith(site.STATIC_URL):
            file = Path(site.STATICFILES_DIRS[0]) / path.removeprefix(site.STATIC_URL)
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "font/woff2")
        else:
            self.found.append(f"asked for {path}")
            route.fulfill(status=404)

    def look(self, sheet: Sheet) -> None:
        """Show one page: light and wide, then dark and narrow."""
        self.shown = sheet.html
        self.page.goto(SITE + sheet.visit.path)
        faults = [_told(fault) for fault in axe_violations(self.page)]
        self.page.emulate_media(color_scheme="dark")
        self.page.set_viewport_size({"width": 360, "height": 800})
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{over} px too wide at 360 px: {widest(self.page)}"] if over > 0 else []
        seen = () if sheet.visit.name == FRAMED else ("body > header", "body > footer")
        dark = axe_violations(self.page, rules=("color-contrast", "target-size"), without=seen)
        faults += [f"dark, at 360 px: {_told(fault)}" for fault in dark]
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.found += [f"{sheet.where}: {fault}" for fault in faults]


def _told(fault: tuple[str, str]) -> str:
    rule, html = fault
    return f"{rule}: {html[:200]}"


# ---------------------------------------------------------------- the tests


def test_no_address_escapes(filled: Callable[[str], FullWorld]):
    """Each named address is visited, or stands in the list of those that are no page, with the reason."""
    visited = {visit.name for visit in filled("vi").visits()}
    assert visited | set(NO_PAGE) == named_addresses()
    assert visited & set(NO_PAGE) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_clean(filled: Callable[[str], FullWorld], chromium_path: str, language: str):
    """No fault by axe (WCAG 2.2 A and AA), light and dark; nothing wider than 360 px; nothing fetched from elsewhere; in its language."""
    assert looked_at(sheets(filled(language)), chromium_path) == []


FAULTS: Final = {
    "image-alt": '<img src="/static/x.svg">',
    "label": '<input name="unnamed">',
    "dark, at 360 px: color-contrast": '<p style="color: light-dark(#000, #333); background: light-dark(#fff, #222)">nearly black</p>',
    "px too wide at 360 px": '<p style="inline-size: 900px">wide</p>',
}


def test_a_fault_is_seen(chromium_path: str):
    """Each of these faults, put into a page, is found."""
    visit = Visit("planted", None, "/planted/")
    page = "<!doctype html><html lang='en'><title>t</title><meta name='color-scheme' content='light dark'><main><h1>t</h1>{}</main></html>"
    found = looked_at([Sheet(visit, "en", page.format(fault).encode()) for fault in FAULTS.values()], chromium_path)
    for name in FAULTS:
        assert any(name in one for one in found), (name, found)


def looked_at(drawn: list[Sheet], program: str) -> list[str]:
    """Return what is wrong with pages; the browser runs after they were made, for while it runs nothing here may ask a database."""
    with sync_playwright() as playwright, chromium(playwright, program) as browser:
        looker = Looker(browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light"))
        for sheet in drawn:
            looker.look(sheet)
        return looker.found
