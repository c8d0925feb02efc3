"""Papers of the register by the web: the brief on a country's page, the pack on the overview, and who gets them."""

import html

import pytest
from django.urls import reverse
from printed import printed_words
from visitors import sign_in, stop_clock

from comity.records.models import JournalAct


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    stop_clock(monkeypatch, world.at)


def test_each_paper_stands_where_it_is_looked_for(world):
    """In each language, as a file with its name; the page's language where none is asked for; the journal knows who took it."""
    browser = sign_in(world.drafter)
    shown = html.unescape(browser.get(reverse("country", args=["XR"])).content.decode())
    paper = reverse("country-paper", args=["XR"])
    assert f'href="{paper}?in=vi"' in shown
    assert f'href="{paper}?in=en"' in shown
    given = browser.get(f"{paper}?in=vi")
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    assert given["Content-Disposition"] == 'attachment; filename="XR.vi.pdf"'
    assert "Tómlượcvềnướcđốitác" in printed_words(given.content)
    home = html.unescape(browser.get(reverse("register")).content.decode())
    for shape, language, media in (("pdf", "en", "application/pdf"), ("docx", "vi", "wordprocessingml.document")):
        href = f"{reverse(f'register-pack-{shape}')}?in={language}"
        assert f'href="{href}"' in home
        given = browser.get(href)
        assert given.status_code == 200
        assert given["Content-Type"].endswith(media)
    names = list(JournalAct.objects.filter(name__endswith=".printed").order_by("index").values_list("name", "actor"))
    assert names == [(name, world.drafter.officer_id) for name in ("brief.printed", "pack.printed", "pack.printed")]


def test_who_only_runs_the_node_gets_none(world):
    """As of everything else here."""
    browser = sign_in(world.administrator)
    for href in (reverse("country-paper", args=["XR"]), reverse("register-pack-pdf"), reverse("register-pack-docx")):
        assert browser.get(href).status_code == 403
    assert not JournalAct.objects.filter(name__endswith=".printed").exists()
