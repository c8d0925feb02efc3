"""The law and the countries as pages: what they say, where citations lead, what an officer may not see, and what they weigh."""

import gzip
import html
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from visitors import sign_in, stop_clock
from worlds.places import sections, signing

from comity.desk.rules import rulebook
from comity.directory.founding import write_section
from comity.directory.freshness import FOLDER, Delegated, Seen, print_seen, seen_file
from comity.directory.sections import Reason, Revocation
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country

PAGES = (
    "/law/",
    "/law/offences/",
    "/law/UNCC/",
    "/law/UNCC/42/",
    "/law/kinds/REQ-PRESERVE/",
    "/law/kinds/ADM-ONWARD/",
    "/countries/",
    "/countries/XR/",
    "/countries/VN/",
    "/countries/FR/",
    "/countries/XR/brief/?in=vi",
    "/countries/XR/brief/?in=en",
)
ABSENT = (
    "/law/NONE/",
    "/law/UNCC/999/",
    "/law/kinds/REQ-NONE/",
    "/countries/ZZ/",
    "/countries/v/",
    "/countries/VN/brief/",
    "/countries/VN/brief.pdf",
)
WEIGHT = 25_000  # bytes of the page alone, compressed: the rest of its 120,000 is style and letters


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def browser(world):
    """The browser of an officer who drafts."""
    return sign_in(world.drafter)


def page(client, href):
    """Return a page as a person reads it."""
    response = client.get(href)
    assert response.status_code == 200, (href, response.status_code)
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("href", PAGES)
def test_each_page_stands_and_is_light(browser, href):
    """Nobody who is not signed in sees it; it is light on a bad line."""
    assert Client().get(href).status_code == 302
    shown = browser.get(href)
    assert shown.status_code == 200
    assert len(gzip.compress(shown.content)) <= WEIGHT


@pytest.mark.parametrize("href", ABSENT)
def test_what_is_not_there_says_so(browser, href):
    """An unknown text, article, kind or country is a page of its own, not a fault; we brief nobody about ourselves."""
    assert browser.get(href).status_code == 404


def test_the_law_lists_every_text_and_every_kind(browser):
    """And each leads to its page."""
    shown = page(browser, "/law/")
    for code in rulebook().instruments:
        assert reverse("law-text", args=[code]) in shown
    for code in rulebook().kinds:
        assert reverse("law-kind", args=[code]) in shown


def test_the_law_stands_in_order(browser):
    """Articles by number, whatever the order of the pack; the kinds of a family under one heading; a length in its sentence, not a gap."""
    numbers = re.findall(r'href="/law/UNCC/(\d+)/"', page(browser, "/law/UNCC/"))
    assert [int(one) for one in numbers] == sorted(int(row.number) for code, row in rulebook().articles.items() if code[0] == "UNCC")
    shown = page(browser, "/law/")
    for row in rulebook().families.values():
        assert shown.count(f'scope="rowgroup" colspan="3">{row.labels["en"]}<') <= 1
    assert "not less than 60 days" in page(browser, reverse("law-kind", args=["REQ-PRESERVE"]))


def test_every_kind_and_every_article_has_its_page(browser):
    """Fields, grounds and clocks of every kind; paragraphs and rules of every article that a rule or a basis cites."""
    for code, row in rulebook().kinds.items():
        shown = page(browser, reverse("law-kind", args=[code]))
        assert row.purpose["en"] in shown
    for code in rulebook().instruments:
        page(browser, reverse("law-text", args=[code]))
    for code, number in list(rulebook().articles)[::7]:
        page(browser, reverse("law-article", args=[code, number]))


def test_an_article_shows_paragraph_rule_source_and_how_well_it_was_checked(browser):
    """Article 42 of the Convention, with the letter of its third paragraph, its dated value and the word for its checking."""
    shown = page(browser, "/law/UNCC/42/")
    assert "uncc.42.3.a" in shown
    assert "60 days, since" in shown
    assert "Gists in our own words" in shown
    assert re.search(r"checked: (text|memory only|certified text)", shown)


def test_each_offence_stands_beside_its_articles_and_its_incident_classes(browser):
    """The table that acceptance row 20 asks for: code, article of each text, RSIT."""
    shown = page(browser, "/law/offences/")
    row = shown.split("OFF-07")[1].split("</tr>")[0]
    assert "/law/UNCC/7/" in row
    assert "/law/BUDAPEST/2/" in row
    assert "intrusions:system-compromise" in row
    for code in rulebook().offences:
        assert code in shown


def test_findings_and_fields_of_a_request_lead_to_their_articles(world, browser):
    """Every citation on the page of a request is a link to the article at its paragraph."""
    asked = world.receive()
    shown = page(browser, reverse("request", args=[asked.reference]))
    cited = re.findall(r'<span class="art">(.*?)</span>', shown)
    assert cited
    assert all('<a href="/law/' in one for one in cited), [one for one in cited if "<a" not in one]
    for href in sorted(set(re.findall(r'href="(/law/[^"#]+)', shown))):
        page(browser, href)


def test_a_country_says_whose_word_its_keys_are_and_which_are_taken_back(world, browser):
    """By telephone, or by how many of its authorities in the repository; a key that was taken back says from when on."""
    country, digest = Country("XR"), Digest.of(b"x")
    section = sections()[country]
    taken = Revocation(section.nodes[0].signing[0].key.key_id, world.at, Reason.STOLEN)
    write_section(world.home, replace(section, version=4, revoked=(taken,)), country=signing("XR"))
    shown = page(browser, "/countries/XR/").split('id="authorities"')[1].split("</section>")[0]
    assert "compared by telephone" in shown
    assert shown.count("revoked from") == 1
    signers = tuple(AuthorityId(name) for name in ("xr-cert", "xr-mfa", "xr-poc"))
    for overdue, words in ((False, "signed by 2 of 3 of its authorities"), (True, "the time of its authorities is over")):
        delegated = Delegated(version=1, until=world.at, section=4, need=2, holders=signers, overdue=overdue)
        file = seen_file(world.home.path / FOLDER)
        file.parent.mkdir(exist_ok=True)
        file.write_text(print_seen(Seen(digest, world.at, world.at, 1, 1, digest, 1, digest, {country: delegated})))
        assert words in page(browser, "/countries/XR/").split('id="authorities"')[1].split("</section>")[0]


def test_a_country_shows_who_is_there_what_stands_between_us_and_what_is_open(world, browser):
    """Authorities with dated keys, texts with dated acts, each kind with its article, open requests both ways, last contact."""
    asked, ours = world.receive(), world.send()
    shown = page(browser, "/countries/XR/")
    assert asked.reference in shown.split('id="asking"')[1].split("</section>")[0]
    assert ours.reference in shown.split('id="asked"')[1].split("</section>")[0]
    assert "key from" in shown.split('id="authorities"')[1].split("</section>")[0]
    assert "Treaty VN-XR (fictional)" in shown.split('id="texts"')[1].split("</section>")[0]
    possible = shown.split('id="possible"')[1].split("</section>")[0]
    assert "binding" in possible
    assert "voluntary, by reciprocity" in possible
    assert "checked: memory only" in possible
    assert "/law/UNCC/42/" in possible


def test_a_request_that_ended_is_open_no_more(world, browser):
    """Refused, withdrawn and closed ones are not counted as open."""
    from comity.records.models import Request

    asked = world.receive()
    Request.objects.filter(pk=asked.pk).update(state="closed")
    shown = page(browser, "/countries/XR/")
    assert asked.reference not in shown.split('id="asking"')[1].split("</section>")[0]


def test_the_brief_speaks_the_language_it_is_asked_in(world, browser):
    """Whatever the officer's own: the embassy hands it over."""
    world.receive()
    assert '<html lang="vi"' in page(browser, "/countries/XR/brief/?in=vi")
    english = page(browser, "/countries/XR/brief/?in=en")
    assert '<html lang="en"' in english
    assert "Brief: " in english
    assert "without a text" in english


def test_what_passes_between_us_asks_the_blessed_road(world, browser, monkeypatch):
    """An officer to whom no request is visible sees none on the page of a country either."""
    from comity.desk.reading import countries
    from comity.records.models import Request

    asked = world.receive()
    monkeypatch.setattr(countries, "visible_to", lambda _: Request.objects.none())
    assert asked.reference not in page(browser, "/countries/XR/")


def test_another_rulebook_on_the_other_side_is_named(world, browser, monkeypatch):
    """The act was checked by another rulebook there: both versions stand on the page, and it still shows and answers."""
    from dataclasses import replace

    from comity.desk import rules
    from comity.terms.digests import Digest

    asked = world.receive()
    assert "Checked there with rulebook" not in page(browser, reverse("request", args=[asked.reference]))
    newer = replace(rulebook(), version="99", digest=Digest.of(b"newer"))
    monkeypatch.setattr(rules, "load_rulebook", lambda **_: newer)
    shown = page(browser, reverse("request", args=[asked.reference]))
    assert f"Checked there with rulebook {world_version(asked)}" in shown
    assert "here with 99" in shown


def world_version(request):
    """Return the version that the sender's act names."""
    from comity.desk.reading.requests import acts_of

    return acts_of(request)[0].body.rulebook.version
