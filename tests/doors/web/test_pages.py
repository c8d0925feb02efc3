"""Every page: drawn from values alone, in both languages, under the strict policy, within its weight, and free of axe's faults."""

import html
import re

import preview
import pytest
from axe import WCAG
from django.test import RequestFactory
from django.utils.translation import override
from glass import Glass

from comity.doors.web import moments, tags
from comity.doors.web.pages.parts import halves
from comity.terms.instants import Instant

BUDGET = 120_000
TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [preview.WEB / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": ["django.template.context_processors.request", "django.template.context_processors.i18n"],
        "builtins": ["comity.doors.web.tags"],
    },
}


@pytest.fixture(autouse=True)
def _door(settings):
    """The web door's own templates and addresses, whatever else the site joins."""
    settings.TEMPLATES = [TEMPLATES]
    settings.ROOT_URLCONF = "comity.doors.web.urls"
    settings.STATIC_URL = "/static/"  # the preview serves the files without their edition


def drawn(name: str, language: str = "en", **look: str) -> str:
    """Return a sample page as text."""
    return preview.draw(name, language, **look).html.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", preview.names())
def test_a_page_says_where_it_stands(name, language):
    """World, authority, desk time and UTC stand in the head of every page, one heading in its matter, the time it was made at its foot."""
    page = drawn(name, language)
    head, _, rest = page.partition("</header>")
    assert ("THẬT · REAL" if language == "vi" else "REAL · THẬT") in head
    assert "24/7" in head
    assert "03:13" in head
    assert "UTC 20:13" in head
    assert page.count("<h1") == 1
    assert "03:13:20" in rest
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("name", preview.names())
def test_nothing_is_inline(name):
    """No style, script or handler stands in a page: the policy would refuse it."""
    page = drawn(name)
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="|javascript:|src="data:', page)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("name", preview.names())
def test_identifiers_are_unique_and_point_somewhere(name):
    """Each id stands once, and each label, description and error link leads to one."""
    page = drawn(name)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    pointed = re.findall(r'\sfor="([^"]+)"|href="#([^"]+)"|\sform="([^"]+)"', page)
    described = [one for many in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page) for one in many.split()]
    assert {one for some in pointed for one in some if one} | set(described) <= set(ids)


def test_granting_and_refusing_need_the_same_clicks():
    """Answer, its one detail, submit: nothing is chosen beforehand, and both lead to the same button."""
    page = drawn("decision")
    form = page.split('id="act"')[1].split("</form>")[0]
    assert " checked" not in form
    assert 'value="GRANT"' in form
    assert 'value="REFUSE"' in form
    assert page.count('value="submit"') == 2
    assert 'name="period" value="60"' in form
    assert 'name="grounds" value="ESSENTIAL_INTEREST"' in form


def test_grounds_that_protect_persons_come_first():
    """The order of the rulebook is the order of the page."""
    page = drawn("decision")
    places = [page.index(f'value="{code}"') for code in ("DISCRIMINATION", "RIGHTS_BREACH", "DATA_PROTECTION", "ESSENTIAL_INTEREST")]
    assert places == sorted(places)


def test_postponement_is_listed_disabled_with_its_reason():
    """What the article does not offer stays visible."""
    page = drawn("decision")
    assert re.search(r'value="POSTPONE" disabled', page)
    assert "Not in Article 42" in page


def test_the_second_officers_acts_are_equal():
    """Approving and returning have the same style, and neither is chosen beforehand; another digest closes approval."""
    page = drawn("approve")
    assert page.count('<button class="btn two">') == 2
    assert 'autocomplete="current-password"' in page
    assert '<button class="btn two" disabled>' in drawn("approve-faults")


def test_no_style_sheet_asks_for_a_width_between_telephones():
    """What is no wider than 320 px fits 360 px too: no page is laid out otherwise between them."""
    asked = re.compile(r"@(?:media|container)[^{]*?width\s*[:<>=]+\s*([\d.]+)(em|rem|px)")
    sheets = [file.read_text(encoding="utf-8") for file in (preview.WEB / "static").rglob("*.css")]
    widths = [float(size) * (1 if unit == "px" else 16) for sheet in sheets for size, unit in asked.findall(sheet)]
    assert len(widths) > 5
    assert not [width for width in widths if width < 400]


def test_what_people_typed_is_escaped():
    """Markup in a field is shown, never obeyed."""
    page = drawn("compose-faults")
    assert "x &gt; y" in page
    assert "x > y" not in page


def test_the_drill_says_so_everywhere():
    """First line, heading, title and every row carry the word; the world is on the root for the stripes."""
    page = drawn("watch", "vi", world="drill")
    assert 'data-world="drill"' in page
    assert page.index('class="call"') < page.index('class="band"')
    assert re.search(r"<title>.*DIỄN TẬP", page, re.DOTALL)
    assert html.unescape(page).count("DIỄN TẬP: ") >= 10


def test_theme_is_the_officers_choice_else_the_devices():
    """The root carries the choice and nothing when the device decides."""
    assert 'data-theme="dark"' in drawn("watch", theme="dark")
    assert "data-theme" not in drawn("watch").split("<head>")[0]


def test_overfull_shows_25_and_counts_the_rest():
    """Twenty-five rows, then how many more and the earliest deadline among them."""
    page = drawn("watch-flood")
    assert page.split('id="s-approve"')[0].count('<li class="strip') == 25
    assert "118" in page
    assert "1 Dec" in page


def test_theme_switch_returns_only_to_this_node(client, settings):
    """The switch sets a cookie and never sends anybody elsewhere."""
    from comity.doors.web import switches

    answer = switches.theme(RequestFactory().post("/switch/theme/", {"theme": "dark", "next": "https://elsewhere.example/"}))
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert answer.cookies["comity-theme"].value == "dark"
    assert switches.theme(RequestFactory().get("/switch/theme/")).status_code == 405


def test_moments_are_absolute_with_utc():
    """Today shows the hour, another day the date; UTC shows its own day where it differs."""
    from zoneinfo import ZoneInfo

    zone, now = ZoneInfo("Asia/Ho_Chi_Minh"), Instant.parse("2026-11-23T20:13:00.000000Z")
    with override("en"):
        soon = moments.moment(Instant.parse("2026-11-23T22:00:00.000000Z"), zone=zone, now=now)
        assert (soon.large, soon.small, soon.utc) == ("05:00", "", "22:00 UTC, 23 Nov")
        later = moments.moment(Instant.parse("2027-01-02T03:00:00.000000Z"), zone=zone, now=now)
        assert (later.large, later.small, later.utc) == ("2 Jan", "2027 10:00", "03:00 UTC")
        assert moments.remaining(Instant.parse("2026-11-23T22:00:00.000000Z"), now=now) == "1 h 47 min left"
        assert moments.remaining(Instant.parse("2026-11-23T20:05:00.000000Z"), now=now) == "8 min late"


def test_a_rail_stays_on_its_line():
    """Use is cut at both ends; a warning stands where its moment is."""
    start, due = Instant.parse("2026-11-23T20:00:00.000000Z"), Instant.parse("2026-11-23T22:00:00.000000Z")
    half = Instant.parse("2026-11-23T21:00:00.000000Z")
    assert moments.rail(start, due, now=half, warnings=(half,)).used == 98
    assert moments.rail(start, due, now=Instant.parse("2026-11-25T00:00:00.000000Z")).used == 196
    assert moments.clock_state(due, now=half, warnings=(half,)) == "due-soon"


def test_halves_compare_the_whole_digest():
    """Digests that differ only after the part that is shown are still apart."""
    one, other = "ab" * 32, "ab" * 31 + "ac"
    assert not halves(one, other, ours_label="", theirs_label="").match
    assert halves(one, one, ours_label="", theirs_label="").match


def test_every_code_of_a_piece_has_its_word():
    """States, outcomes and marks that a page may name are known to the tags."""
    from typing import get_args

    from comity.doors.web.pages import parts

    for code in get_args(parts.StateCode):
        assert tags.state(code)
    for code in get_args(parts.OutcomeCode):
        assert tags.outcome(code)
    for code in get_args(parts.VerifiedCode):
        assert tags.verified(code)
    for code in get_args(parts.MarkCode):
        assert tags.mark(code)


@pytest.fixture(scope="module")
def panes(chromium_path):
    """One Chromium for the pages of this file: a tab under the real policy, and a glass."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = preview.Browser(playwright, chromium_path)
        yield preview.Pane(browser), Glass(browser.chromium)


@pytest.mark.browser
@pytest.mark.parametrize("name", [name for name in preview.names() if name not in ("400", "403", "403-form", "409", "500")])
def test_a_page_in_the_browser(name, panes):
    """Within its weight; nothing refused by the policy; no fault of WCAG 2.2 AA or best practice, wide, dark and at 320 px.

    In English it loads what it loads in Vietnamese, and only its words weigh otherwise.
    """
    tab, glass = panes
    page, other = preview.draw(name, "vi", theme="light"), preview.draw(name, "en", theme="dark")
    tab.open(page)
    words = preview.weigh(page.html, "")
    assert words < tab.weight <= BUDGET
    assert tab.weight - words + preview.weigh(other.html, "") <= BUDGET
    assert preview.loaded(page.html) == preview.loaded(other.html)
    assert tab.said == []
    assert tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    for one in (page, other):
        assert glass.faults(one.html.decode(), tags=(*WCAG, "best-practice")) == []
