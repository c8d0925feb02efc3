"""The page of lines and test calls: from the head of the queue to one button, and a call made by hand."""

import pytest
from tests.desk.test_testcalls import their_call
from tests.doors.web.test_onward_pages import get, press
from visitors import sign_in, stop_clock
from worlds.places import THERE

from comity.courier.testcalling import reply_to
from comity.desk.testcalls.states import CallState
from comity.records.models import PeerCall, Request


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    stop_clock(monkeypatch, world.at)


def test_one_button_says_that_a_person_is_awake(world):
    """On the queue of whoever has the watch, plainly of no case; who may read alone sees it and has no button."""
    reply_to(their_call(world, until=world.later(minutes=30)), at=world.at)
    browser = sign_in(world.drafter)
    page = get(browser, "/")
    assert "Test call, of no case:" in page
    press(browser, page, "/confirm/")
    row = PeerCall.objects.get()
    assert (row.state, row.officer_id) == (CallState.DONE, world.drafter.pk)
    assert "Test call, of no case:" not in get(browser, "/")
    page = get(browser, "/lines/")
    assert "answered by the node, and by a person after" in page
    assert "Test calls of" in page
    assert not Request.objects.exists()


def test_a_call_is_made_by_hand(world):
    """Which partner, and whether for a person; a second one while the first goes on is refused in words."""
    browser = sign_in(world.approver)
    press(browser, get(browser, "/lines/"), "/lines/call/", {"peer": THERE.text, "person": "yes"})
    row = PeerCall.objects.get()
    assert (row.peer, row.state, row.wait_minutes, row.officer_id) == (THERE.text, CallState.ASKED, 30, world.approver.pk)
    page = get(browser, "/lines/")
    assert "goes out in seconds" in page
    press(browser, page, "/lines/call/", {"peer": THERE.text, "person": "no"}, status=409)
    assert PeerCall.objects.count() == 1


def test_who_runs_the_node_reads_none_of_it(world):
    """As of everything at the desk; the operator has comity link."""
    browser = sign_in(world.administrator)
    assert browser.get("/lines/").status_code == 403
    assert browser.post("/lines/call/", {"peer": THERE.text, "person": "no"}).status_code == 403
