"""Pages of threat information, without JavaScript: what an officer sees of the store, why, and who else does and does not."""

import html
import json
import re

import pytest
from django.urls import reverse
from threats import full, named, thing
from visitors import Page, sign_in, stop_clock

from comity.records.models import IntelLot, JournalAct, StixObject


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
    assert "high confidence (85 of 100)" in words
    assert "network traffic network-traffic:dst_port is one of 443 8443" in words
    assert "Nhóm" not in words
    assert "Zenda stealer" in words
    assert "not here, or not for you" in words
    assert "Only theirs" not in words
    assert named("relationship", 15) not in page.text
    assert "Seen at two banks" in words


def send(page, action, *, file=None, **named_):
    """Send the form that posts to `action`, as it is filled in but for what is named; follow it."""
    form = next(one for one in page.forms if one["action"] == action and all(one["data"].get(key) == [value] for key, value in named_.items() if key == "step"))
    held = {key: value for key, value in form["data"].items() if value and value != [""]} | named_
    reply = page.client.post(action, held | ({"file": file} if file else {}))
    if reply.status_code == 302:
        return Page(page.client, reply["Location"])
    page.take(reply, action)
    return page


def test_one_bad_object_in_many_costs_the_others_nothing(world, shelves):
    """Preview with each fault, its line and its path; nothing stored until a second officer agrees; then the rest stands."""
    good = [thing("malware", 200 + number, name=f"Family {number}", is_family=True) for number in range(30)]
    bad = thing("malware", 300, name="No family", labels=[])
    text = json.dumps({"type": "bundle", "id": named("bundle", 1), "objects": [*good[:20], bad, *good[20:], good[0]]}, indent=1)
    page = at(world.drafter, "threat-import")
    page = send(page, reverse("threat-import"), into=shelves["crime"].uuid, **{"text.text": text})
    words = told(page)
    assert "New: 30. Here already: 1. Not stored because something is wrong in it: 1." in words
    line = text[: text.rindex("{", 0, text.index('"No family"'))].count("\n") + 1
    assert f"object 21, line {line} {bad['id']}" in words
    assert "is_family" in words
    assert "xr-poc" in words
    number = IntelLot.objects.get().pk
    lot = reverse("threat-lot", args=[number])
    stored = StixObject.objects.count()
    page = send(page, lot, step="submit")
    assert "waiting for a second officer" in told(page)
    assert StixObject.objects.count() == stored
    assert "Agree, and store" not in told(page)
    page = send(at(world.approver, "threat-lot", number), lot, step="agree")
    assert "Stored: 30. Left out: 1." in told(page)
    assert StixObject.objects.count() == stored + 30
    assert "What may be done" not in told(at(world.drafter, "threat-lot", number))
    acts = list(JournalAct.objects.filter(name__startswith="intel.").order_by("index").values_list("name", flat=True))[-4:]
    assert acts == ["intel.lot-brought", "intel.lot-submitted", "intel.added", "intel.lot-stored"]
