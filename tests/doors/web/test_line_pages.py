"""The page of lines and test calls: from the head of the queue to one button, and a call made by hand."""

import re
from datetime import timedelta

import pytest
from tests.desk.test_testcalls import their_call
from tests.doors.web.test_onward_pages import get, press
from visitors import sign_in, stop_clock
from worlds.places import THERE

from comity.courier.refusing import Refusals
from comity.courier.testcalling import reply_to
from comity.desk.receiving.admission import NotAdmitted
from comity.desk.testcalls.states import CallState
from comity.records.models import Alarm, PeerCall, Request
from comity.records.models import Line as LineRow
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.refusals import Malformed

NAME = "xr-cert"  # as pages call the authority of `THERE`


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
    again = press(browser, page, "/lines/call/", {"peer": THERE.text, "person": "no"}, status=409)
    assert f"A test call to {NAME} goes on." in again.content.decode()
    assert PeerCall.objects.count() == 1


def test_who_runs_the_node_reads_none_of_it(world):
    """As of everything at the desk; the operator has comity link."""
    browser = sign_in(world.administrator)
    assert browser.get("/lines/").status_code == 403
    assert browser.post("/lines/call/", {"peer": THERE.text, "person": "no"}).status_code == 403


def away(world, *, minutes, fault="timeout"):
    """The partner is not reached, and is tried again in a while."""
    since = world.at + -timedelta(minutes=minutes)
    return LineRow.objects.create(peer=THERE.text, attempts=3, down_since=since, last_fault=fault, next_at=world.later(minutes=4))


def test_one_glance_says_whether_anything_needs_somebody(world):
    """Calm while all goes on by itself; where an urgent act waits for who is away, that stands first, on the queue and in the header."""
    browser = sign_in(world.drafter)
    page = get(browser, "/lines/")
    assert "Nothing on the lines needs anybody." in page
    assert 'class="needs"' not in page
    line = away(world, minutes=1)
    world.send()
    page = get(browser, "/lines/")
    assert "1 partner is not reached, and is tried again by itself. Nobody is needed yet." in page
    assert 'role="status"><svg class="i warn"' in page
    assert "Nothing on the lines needs anybody." not in page
    LineRow.objects.filter(pk=line.pk).update(down_since=world.at + -timedelta(minutes=10))
    page = get(browser, "/lines/")
    assert "1 line needs somebody. It stands first." in page
    assert "Urgent acts wait for it (1), and it is not reached since" in page
    assert "it did not answer in time" in page
    assert "Call its contact point by telephone" in page
    assert re.findall(r"<p><code><bdi>(.*?)</bdi>", page)[0] == THERE.text
    assert "Waiting for it: acts 1, urgent of these 1, receipts 0; the oldest since" in page
    page = get(browser, "/")
    assert "1 urgent act waits for it, and goes exactly once when the line is back." in page
    assert '<a href="/lines/">' in page
    assert "links up; urgent acts wait" in page


def test_what_was_refused_says_why_and_leads_to_the_case_for_who_may_see_it(world):
    """Ours by its class in words with a step, theirs by the reason that stayed here; who is outside the wall reads neither."""
    request = world.send()
    row = world.outbox(request)
    type(row).objects.filter(pk=row.pk).update(state="refused", wire_class="unknown-key")
    Alarm.objects.create(kind="refused", peer=THERE.text, env_id=row.env_id, case=request.reference, seq=1, at=world.at)
    refusals = Refusals(world.home, lambda: world.at)
    refused = NotAdmitted(sender=THERE, case=Reference(request.reference), where="it was not approved by a second officer")
    refusals.remember(refused, peer=THERE, env_id=EnvelopeId("ab" * 16), case=Reference(request.reference))
    refusals.remember(Malformed("act", "at the beginning"), peer=THERE)
    refusals.tell()
    page = get(sign_in(world.drafter), "/lines/")
    assert "Its node does not know a key that signed it" in page
    assert "gives theirs the newest directory file" in page
    assert f'<bdi class="nobr">{NAME}</bdi>' in page
    assert f'<a href="/requests/{request.reference}/">{request.reference}, ' in page
    assert "it was not approved by a second officer" in page
    assert "The act cannot be read: it does not keep to its format. What the program notes: “at the beginning”" in page
    world.approver.language = "vi"
    world.approver.save(update_fields=["language"])
    page = get(sign_in(world.approver), "/lines/")
    assert "không được nhận: chưa có cán bộ thứ hai phê duyệt." in page
    assert "Không đọc được văn bản: không đúng khuôn dạng. Chương trình ghi: “at the beginning”" in page
    Request.objects.update(wall="named")
    page = get(sign_in(world.drafter), "/lines/")
    assert request.reference not in page
    assert "second officer" not in page
    assert "does not know a key" not in page
    assert page.count("It is of a case that is not shown to you") == 2
    assert "class of the refusal: unknown key" in page
    assert "The act cannot be read: it does not keep to its format. What the program notes: “at the beginning”" in page


def test_the_queue_does_not_say_that_nothing_waits_above_what_does(world):
    """An empty queue says so; above a test call it says that what waits is no request."""
    browser = sign_in(world.drafter)
    assert "Nothing is waiting." in get(browser, "/")
    reply_to(their_call(world, until=world.later(minutes=30)), at=world.at)
    page = get(browser, "/")
    assert "Nothing is waiting." not in page
    assert "No request and no draft is waiting. What is for you stands below." in page
    assert "Nothing waits that you hold." in get(browser, "/?mine")


def test_one_button_says_who_has_seen_an_alarm(world):
    """It is quiet then, with name and time for everybody; the next one waits again. A second press says that a colleague was first."""
    for number in (1, 2):
        Alarm.objects.create(kind="file-gone", peer=THERE.text, seq=number, at=world.at)
    browser = sign_in(world.drafter)
    page = get(browser, "/lines/")
    assert "1 line needs somebody." in page
    assert "2 times, the last" in page
    late = sign_in(world.approver)
    stale = get(late, "/lines/")
    press(browser, page, "/lines/seen/")
    assert [(row.seen_by_id, row.seen_at) for row in Alarm.objects.all()] == [(world.drafter.pk, world.at)] * 2
    page = get(browser, "/lines/")
    assert "Nothing on the lines needs anybody." in page
    assert f"Seen by {world.drafter.name}, " in page
    assert 'class="needs"' not in page
    assert f"about {NAME} waits to be seen." in press(late, stale, "/lines/seen/", status=409).content.decode()
    assert {row.seen_by_id for row in Alarm.objects.all()} == {world.drafter.pk}
    Alarm.objects.create(kind="file-gone", peer=THERE.text, seq=3, at=world.at)
    page = get(late, "/lines/")
    assert "1 line needs somebody." in page
    assert "times, the last" not in page


def test_who_may_answer_for_no_clock_has_no_such_button(world):
    """They read the alarm, and who has seen it; what they post is refused."""
    Alarm.objects.create(kind="file-gone", peer=THERE.text, seq=1, at=world.at)
    world.both.roles = ["legal-adviser"]
    world.both.save(update_fields=["roles"])
    browser = sign_in(world.both)
    page = get(browser, "/lines/")
    assert "is missing here, or changed" in page
    assert "/lines/seen/" not in page
    assert browser.post("/lines/seen/", {"peer": THERE.text, "kind": "file-gone", "newest": "9" * 18}).status_code == 403
    assert not Alarm.objects.exclude(seen_at=None).exists()
