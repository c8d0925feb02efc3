"""An officer's own page of notices, where the number of a notice leads, and what the page of a case says of what went out."""

from dataclasses import replace

import pytest
from visitors import Page, sign_in

from comity.desk import occasions
from comity.desk.telling import gathering, outcomes
from comity.directory import home as homes
from comity.directory import reaching
from comity.directory.notifying import Mail, Notices, Webhook
from comity.records.models import Occasion, Reach, Request

TOLD = Notices("https://desk.example", Mail("127.0.0.1", "comity@desk.example", "none", 25), Webhook("http://127.0.0.1:9/"))


@pytest.fixture
def telling(world, monkeypatch):
    """This node tells by mail and webhook."""
    node = replace(homes.home(), notices=TOLD)
    for module in ("comity.desk.occasions", "comity.desk.telling.gathering", "comity.desk.telling.outcomes"):
        monkeypatch.setattr(f"{module}.home", lambda: node)
    monkeypatch.setattr("comity.doors.web.views.access.notices.home", lambda: node)
    return node


def test_an_officer_chooses_by_pages(world, telling):
    """Address, wrong code, right code, choices; each keeps what was typed and says what is wrong at its field."""
    browser = sign_in(world.drafter)
    page = Page(browser, "/account/notices/")
    page.post({"address": "not an address"}, action="/account/notices/address/")
    assert page.status == 422
    assert "not an address" in page.text
    page = Page(browser, "/account/notices/")
    page.post({"address": "night@mail.example"}, action="/account/notices/address/")
    page = Page(browser, "/account/notices/")
    page.post({"code": "1"}, action="/account/notices/confirm/")
    assert page.status == 422
    page = Page(browser, "/account/notices/")
    page.post({"code": Reach.objects.get().code}, action="/account/notices/confirm/")
    assert reaching.reach_of(world.drafter).confirmed
    page = Page(browser, "/account/notices/")
    page.post({"for": ["clock"], "every": "60", "quiet-from": "22:00", "quiet-until": "6:30"}, action="/account/notices/")
    chosen = reaching.reach_of(world.drafter)
    assert (chosen.subjects, chosen.every_minutes, chosen.quiet_from, chosen.quiet_until) == ({"clock"}, 60, 1320, 390)
    page = Page(browser, "/account/notices/")
    page.post({"for": ["clock"], "every": "60", "quiet-from": "25:00", "quiet-until": "6:30"}, action="/account/notices/")
    assert page.status == 422
    assert "25:00" in page.text
    page = Page(browser, "/account/notices/")
    page.post({}, action="/account/notices/forget/")
    assert not reaching.reach_of(world.drafter).confirmed


def test_the_number_leads_to_the_case_for_who_may_know(world, telling):
    """To the request, and to nothing where it is walled: as if there were none."""
    request = world.receive()
    number = Occasion.objects.get().pk
    browser = sign_in(world.drafter)
    assert browser.get(f"/told/{number}/")["Location"] == f"/requests/{request.reference}/"
    Request.objects.update(wall="named")
    walled, absent = browser.get(f"/told/{number}/"), browser.get("/told/999/")
    assert walled.status_code == absent.status_code != 302
    assert request.reference not in walled.content.decode()


def test_the_page_of_a_case_says_what_went_out(world, telling):
    """Sent or not, and why, in words; on the officer's own page too."""
    Reach.objects.create(
        name=world.drafter.officer_id, officer=world.drafter, address="a@b.example", confirmed_at=world.at, classes=list(reaching.SUBJECTS)
    )
    request = world.receive()
    gathering.gather(at=world.at)
    occasions.keep([])
    for key in outcomes.due(at=world.at):
        outcomes.keep_outcome(key, outcome="again", why="certificate", at=world.at)
    browser = sign_in(world.drafter)
    for address in (f"/requests/{request.reference}/", "/account/notices/"):
        assert "certificate is not trusted" in browser.get(address).content.decode().replace("&#x27;", "'")
