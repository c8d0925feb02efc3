"""Pages of threat information, without JavaScript: what an officer sees of the store, why, and who else does and does not."""

import html
import re

import pytest
from django.urls import reverse
from threats import full, named
from visitors import Page, sign_in, stop_clock


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def shelves(world):
    """Collections with objects in them."""
    return full(world)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def at(officer, name, *of, query=""):
    """Open a page as an officer."""
    return Page(sign_in(officer), reverse(name, args=of) + query)


def test_from_the_collections_to_an_object_with_its_reasons(world, shelves):
    """Collections by field, objects of one, one of them: what it says, why it is seen, who else sees it and who does not."""
    home = at(world.drafter, "threats")
    assert home.status == 200, told(home)
    assert "Cybercrime" in told(home)
    crime = shelves["crime"].uuid
    shelf = at(world.drafter, "threat-collection", "crime")
    words = told(shelf)
    assert "Server of the stealer" in words
    assert "Only theirs" not in words
    page = at(world.drafter, "threat-object", crime, named("indicator", 1))
    words = told(page)
    assert page.status == 200
    print(words)
