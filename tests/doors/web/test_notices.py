"""An officer's own page of notices, where the number of a notice leads, and what the page of a case says of what went out."""

from dataclasses import replace

import pytest
from visitors import sign_in

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
    browser.handler.enforce_csrf_checks = False  # that a post carries its token is for the test of the form below
    mine = "/account/notices/"
    assert browser.get(mine).content.count(b"csrfmiddlewaretoken") >= 2
    wrong = browser.post(f"{mine}address/", {"address": "not an address"})
    assert wrong.status_code == 422
    assert wrong.content.decode().count("not an address") == 1  # in its field, to be mended; it is no address of theirs
    assert browser.post(f"{mine}address/", {"address": "night@mail.example"})["Location"] == mine
    assert browser.post(f"{mine}confirm/", {"code": "1"}).status_code == 422
    browser.post(f"{mine}confirm/", {"code": Reach.objects.get().code})
    assert reaching.reach_of(world.drafter).confirmed
    choices = {"for": ["clock"], "every": "60", "quiet-from": "22:00", "quiet-until": "6:30"}
    assert browser.post(mine, choices)["Location"] == f"{mine}?saved"
    chosen = reaching.reach_of(world.drafter)
    assert (chosen.subjects, chosen.every_minutes, chosen.quiet_from, chosen.quiet_until) == ({"clock"}, 60, 1320, 390)
    for change in ({"quiet-from": "25:00"}, {"quiet-until": ""}, {"every": "7"}, {"quiet-from": "x"}):
        wrong = browser.post(mine, choices | change)
        assert wrong.status_code == 422
        assert 'aria-invalid="true"' in wrong.content.decode()
    assert "25:00" in browser.post(mine, choices | {"quiet-from": "25:00"}).content.decode()
    browser.post(f"{mine}forget/")
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
