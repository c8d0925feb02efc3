"""Every address of the web port, filled, in both languages and themes: seen by axe, no wider than a phone, every word in its language.

Empty and in error too, where no story clicks through them. The pages are made in this process, then shown in the browser with the node's
own style sheets and no script: so that no page of a hundred is left out for the time that it takes to play a story up to it. Stories that
click stand in the other files of this folder.
"""

from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.conf import settings as site
from every_page import NO_PAGE, FullWorld, Visit, named_addresses
from glass import UNPAINTED, Glass
from playwright.sync_api import sync_playwright
from visitors import stop_clock
from windows import chromium
from worlds.plans import ReadingToTheEnd

from comity.records.models import Officer

pytestmark = pytest.mark.browser

LANGUAGES: Final = ("vi", "en")


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
def filled(world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> FullWorld:
    """Make the node in which everything happens once."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    stop_clock(monkeypatch, world.at)
    for store in ("papers", "files"):
        monkeypatch.setattr(type(world.home), store, property(lambda _, store=store: tmp_path / store))
    return FullWorld(world, LANGUAGES[0])


def sheets(full: FullWorld) -> list[Sheet]:
    """Draw every page as its officer reads it, in each language; fail where one answers otherwise than it should.

    Fail too where a question of one reads a large table to its end.
    """
    drawn, reading = [], ReadingToTheEnd()
    for visit in full.visits():
        client = full.client(visit.officer)
        for language in LANGUAGES:
            Officer.objects.update(language=language)
            client.cookies[site.LANGUAGE_COOKIE_NAME] = language
            look = visit.opening(client)
            response = reading.draw(visit.name, look) if language == LANGUAGES[-1] else look()
            assert response.status_code == visit.status, (visit.name, visit.path, response.status_code, response.get("Location"))
            drawn.append(Sheet(visit, language, response.content))
            assert f'<html lang="{language}"'.encode() in response.content, visit
    assert reading.found == {}
    return drawn


# ---------------------------------------------------------------- the tests


@pytest.mark.twin("sqlite")
def test_every_page_is_clean(filled: FullWorld, chromium_path: str):
    """Each named address is visited, or stands in the list of those that are no page, with the reason.

    No fault by axe (WCAG 2.2 A and AA), light and dark; nothing wider than a phone; nothing fetched from elsewhere; in each language. None
    of its questions reads a large table to its end (on PostgreSQL: tests/doors/web/test_every_plan.py).
    """
    drawn = sheets(filled)
    visited = {sheet.visit.name for sheet in drawn}
    assert visited | set(NO_PAGE) == named_addresses()
    assert visited & set(NO_PAGE) == set()
    assert looked_at(drawn, chromium_path) == []


PLANTED: Final = (
    "<!doctype html><html lang='en'><title>t</title><meta name='color-scheme' content='light dark'><body style='margin: 0'>{}</html>"
)
MAIN: Final = "<main><h1>t</h1>{}</main>"
FAULTS: Final = {
    "image-alt": '<img src="/static/x.svg">',
    "label": '<input name="unnamed">',
    "planted (/planted/, en): color-contrast": '<p>Good</p><div style="background: #444"><p>the same words</p></div>',
    "dark: color-contrast": '<p style="color: light-dark(#000, #333); background: light-dark(#fff, #222)">nearly black</p>',
    "px too wide": '<p style="inline-size: 900px">wide</p>',
}


# A page that is good, and one that differs from it in words alone, or in a word that is more than that.
TWINS: Final = {
    "label": ('<input name="a" aria-label="Name">', '<input name="a" aria-label=" ">'),
    "link-name": ('<p><a href="/a/" style="color: inherit">on</a></p>', '<p><a href="/a/" style="color: inherit"> </a></p>'),
    "valid-lang": ('<p lang="vi">một</p>', '<p lang="vn">one</p>'),
    "color-contrast": ('<p style="color: #000; background: #fff">one</p>', '<p style="color: #bbb; background: #fff">one</p>'),
    "px too wide": ("<p><b>short</b></p>", f"<p><b>{'long' * 40}</b></p>"),
    "squeezed": (
        '<p style="inline-size: 1em; overflow-wrap: anywhere">of</p>',
        '<p style="inline-size: 1em; overflow-wrap: anywhere">lanterns</p>',
    ),
}


# What stands around `main`, found good around one; then what is found around or in another, for which the first is taken off.
_TINY: Final = '<a href="/a/" style="display: block; inline-size: 9px; block-size: 9px; overflow: hidden; color: inherit">on</a>'
AROUND: Final = {
    "image-alt": ("<footer>a 1</footer>", "<footer>a 2</footer>", '<img src="/static/x.svg">'),
    "link-name": ("<footer>b</footer>", '<footer>b<a href="/"></a></footer>', "<p>good</p>"),
    "label": ('<footer><input aria-labelledby="n"></footer>', '<footer><input aria-labelledby="n"></footer>', "<p>nameless</p>"),
    "target-size": (f"<footer>{_TINY}</footer>", f"<footer>{_TINY}</footer>", _TINY),
}


def test_a_fault_is_seen(chromium_path: str):
    """Each of these faults, put into a page, is found.

    What is asked no second time where only words differ is asked where they are more than words, or do not fit; what is taken off around
    `main` takes no fault with it.
    """
    pages = [("planted", MAIN.format(fault)) for fault in FAULTS.values()]
    for fault, (good, bad) in TWINS.items():
        pages += [(f"good of {fault}", MAIN.format(good)), (f"bad of {fault}", MAIN.format(bad))]
    for fault, (around, another, bad) in AROUND.items():
        pages += [(f"good around {fault}", MAIN.format('<p id="n">good</p>') + around), (f"bad around {fault}", MAIN.format(bad) + another)]
    drawn = [Sheet(Visit(name, None, "/planted/"), "en", PLANTED.format(html).encode()) for name, html in pages]
    found = looked_at(drawn, chromium_path)
    for name in FAULTS:
        assert any(name in one for one in found if one.startswith("planted")), (name, found)
    assert [one for one in found if one.startswith("good")] == []
    for fault in (*(f"of {fault}" for fault in TWINS), *(f"around {fault}" for fault in AROUND)):
        rule = fault.partition(" ")[2]
        assert any(one.startswith(f"bad {fault}") and one.count(rule) > 1 for one in found), (fault, found)


def looked_at(drawn: list[Sheet], program: str) -> list[str]:
    """Return what is wrong with pages; the browser runs after they were made, for while it runs nothing here may ask a database."""
    with sync_playwright() as playwright, chromium(playwright, program, UNPAINTED) as browser:
        glass = Glass(browser, painted=False)
        found = [f"{sheet.where}: {fault}" for sheet in drawn for fault in glass.faults(sheet.html.decode())]
        return found + glass.strayed
