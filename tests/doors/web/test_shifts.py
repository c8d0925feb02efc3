"""The pages of work in shifts: what they ask, what they refuse with the words kept, what they show, without JavaScript."""

import html
import json
import re

import pytest
from django.urls import reverse
from visitors import Page, sign_in, stop_clock

from comity.desk.checking.actions import Outcome, stamp_item
from comity.desk.holding.actions import open_request, take_request
from comity.desk.remarks.actions import write_remark
from comity.desk.shifts.attending import note_presence
from comity.doors.cli.demo import fields
from comity.records.models import Attendance, Brief, Habits, JournalAct, Offer, Remark, Request, Snooze, Stamp, Tiding


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def mine(world):
    """A request that came and that the drafter holds."""
    return take_request(world.receive(), by=world.drafter, at=world.at, token=world.token())


def at(name, *args):
    """Return an address."""
    return reverse(name, args=args)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


# ---------------------------------------------------------------- taking


def test_who_was_slower_sees_who_was_faster(world):
    """Both had the row with the button before them; the second press tells the name and the hour, and offers to take over."""
    request = world.receive()
    first, second = (Page(sign_in(officer), "/") for officer in (world.drafter, world.both))
    first.post(action=f"{request.reference}/take/")
    second.post(action=f"{request.reference}/take/")
    assert (first.status, second.status) == (302, 409)
    assert f"{world.drafter.name} was faster" in told(second)
    second.post({"code": "TO-DEADLINE", "reason": "Ten minutes left."}, action="/take/")
    assert Request.objects.get(pk=request.pk).holder == world.both


def test_what_a_colleague_holds_has_no_button_to_decide(world, mine):
    """Nor the page of the decision; who it is and how to take it over stand there."""
    page = Page(sign_in(world.both), at("request", mine.reference))
    assert at("decide", mine.reference) not in page.text
    assert f"{world.drafter.name} holds this" in told(page)
    refused = Page(sign_in(world.both), at("decide", mine.reference))
    assert refused.status == 409
    assert f"{world.drafter.name} holds request {mine.reference}" in told(refused)
    assert at("decide", mine.reference) in Page(sign_in(world.drafter), at("request", mine.reference)).text


def test_the_former_holder_reads_it_at_the_head_of_the_queue(world, mine):
    """With the reason in words and in code, until they say that they have read it."""
    take_request(mine, by=world.both, at=world.at, token=world.token(), reason="Nobody answered.", code="TO-ABSENT")
    queue = Page(sign_in(world.drafter), "/")
    assert f"{world.both.name} took {mine.reference} over from you: The holder cannot be reached." in told(queue)
    assert "Nobody answered." in told(queue)
    queue.post(action="/tidings/read/")
    assert "over from you" not in told(Page(queue.client, "/"))
    assert Tiding.objects.get().read_at == world.at


# ---------------------------------------------------------------- offering


def test_an_offer_by_pages(world, mine):
    """To whom and with which words are asked for; the giver sees it waiting; the receiver accepts with one button."""
    page = Page(sign_in(world.drafter), at("offer", mine.reference))
    assert set(re.findall(r'name="to" value="([^"]+)', page.text)) == {world.both.officer_id, world.chief.officer_id}
    page.post({"reason": "Call at six."}, action="/offer/")
    assert page.status == 422
    assert "Choose who is to take it." in told(page)
    assert "Call at six." in page.text
    page.post({"to": world.both.officer_id, "reason": "Call at six."}, action="/offer/")
    assert page.onward == at("request", mine.reference)
    assert "not accepted yet, you still hold it" in told(Page(page.client, "/"))
    queue = Page(sign_in(world.both), "/")
    assert "Call at six." in told(queue)
    queue.post(action="/accept/")
    assert queue.onward == at("request", mine.reference)
    assert Request.objects.get(pk=mine.pk).holder == world.both


def test_declining_asks_why(world, mine):
    """Nobody else sees the offer."""
    Page(sign_in(world.drafter), at("offer", mine.reference)).post({"to": world.both.officer_id, "reason": "Yours."}, action="/offer/")
    offer = Offer.objects.get()
    page = Page(sign_in(world.both), at("offer-page", offer.pk))
    page.post(action="/decline/")
    assert page.status == 422
    page.post({"reason": "I leave at six."}, action="/decline/")
    assert page.onward == "/"
    assert "I leave at six." in told(Page(sign_in(world.drafter), "/"))
    for officer in (world.chief, world.approver):
        assert Page(sign_in(officer), at("offer-page", offer.pk)).status == 404
    assert Page(sign_in(world.drafter), at("offer-page", 10**30)).status == 404


# ---------------------------------------------------------------- putting off


def snooze_form(when, **more):
    """Return what is typed for a moment."""
    day, _, hour = when.partition(" ")
    year, month, date = day.split("-")
    return {"until-year": year, "until-month": month, "until-day": date, "until-time": hour} | more


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-02-30 10:00", "Give a day and an hour of the calendar"),
        ("2026-11-29 25:00", "Give a day and an hour of the calendar"),
        ("2020-01-01 10:00", "still to come"),
        ("2027-11-29 10:00", "72 hours at most"),
    ],
    ids=["no-day", "no-hour", "past", "too-long"],
)
def test_a_moment_that_cannot_be(world, mine, when, said):
    """The sentence stands at the field, and what was typed is there."""
    page = Page(sign_in(world.drafter), at("snooze", mine.reference))
    page.post(snooze_form(when, code="SN-HOME", reason="The court."), action="/snooze/")
    assert page.status == 422
    assert said in told(page)
    assert "The court." in page.text
    assert not Snooze.objects.exists()


def test_putting_off_and_bringing_back(world, mine):
    """The proposal on the form is one that works; the page of the request says until when and why."""
    page = Page(sign_in(world.drafter), at("snooze", mine.reference))
    page.post({"reason": "They open at eight."}, action="/snooze/")
    assert page.status == 422
    assert "Choose one from the list" in told(page)
    page.post({"code": "SN-HOURS", "reason": "They open at eight."}, action="/snooze/")
    assert page.onward == at("request", mine.reference)
    shown = Page(page.client, page.onward)
    assert "Whoever must act is not at work now: They open at eight." in told(shown)
    assert "Put off 1" in told(Page(page.client, "/"))
    shown.post(action="/wake/")
    assert Request.objects.get(pk=mine.pk).asleep_until is None


def test_the_clock_that_forbids_it_is_named(world, mine, monkeypatch):
    """In the reader's language, with the desk's time."""
    world.answer(mine, fields.preserved(at=world.at))
    due = Request.objects.get(pk=mine.pk).due_at
    from datetime import timedelta

    stop_clock(monkeypatch, due + timedelta(hours=-2))
    world.drafter.language = "vi"
    world.drafter.save()
    page = Page(sign_in(world.drafter), at("snooze", mine.reference))
    page.post({"code": "SN-OTHER", "reason": "Sau."}, action="/snooze/")
    assert page.status == 422
    assert "Bảo quản" in told(page)
    assert "C-UN42" not in told(page)


# ---------------------------------------------------------------- internal notes


def test_a_note_by_pages(world, mine):
    """It says that it is never sent; a fault keeps the words; a correction leads to both; the rows count it."""
    page = Page(sign_in(world.drafter), at("notes", mine.reference))
    assert told(page).count("never sent") >= 1
    page.post({"note": "@nobody.x look"}, action="/notes/")
    assert page.status == 422
    assert "There is no officer @nobody.x here." in told(page)
    assert "@nobody.x look" in page.text
    page.post({"note": "@minh.d look <b>here</b>"}, action="/notes/")
    assert page.onward == at("notes", mine.reference)
    shown = Page(page.client, page.onward)
    assert "@minh.d look &lt;b&gt;here&lt;/b&gt;" in shown.text
    note = Remark.objects.get()
    assert f"?correct={note.pk}#write" in shown.text
    again = Page(page.client, f"{page.onward}?correct={note.pk}")
    again.post({"note": "It was nothing."}, action="/notes/")
    assert "Corrected by note" in told(Page(page.client, page.onward))
    assert "2 internal notes" in told(Page(sign_in(world.both), "/"))
    assert "mentioned you in an internal note" in told(Page(sign_in(world.both), "/"))
    others = Page(sign_in(world.both), f"{page.onward}?correct={note.pk}")
    assert "#write" not in others.text
    assert "corrects" not in others.form("/notes/")["data"]


def test_who_may_not_write_reads(world, mine):
    """Who operates the node sees neither notes nor form."""
    assert sign_in(world.administrator).get(at("notes", mine.reference)).status_code == 403


# ---------------------------------------------------------------- checklist


def test_a_checklist_by_pages(world, mine):
    """Each button stamps its item; blocked asks why and keeps the words of the form; the request shows how it stands."""
    page = Page(sign_in(world.drafter), at("checklist", mine.reference))
    client, form = page.client, page.form("/checklist/")
    held = {name: values[-1] for name, values in form["data"].items()}
    blocked = client.post(at("checklist", mine.reference), held | {"item": "feasible", "act": "blocked", "why": " "})
    assert blocked.status_code == 422
    assert b"Say why an item is not needed or blocked." in blocked.content
    done = client.post(at("checklist", mine.reference), held | {"item": "feasible", "act": "blocked", "why": "No answer."})
    assert done["Location"].endswith("#i-feasible")
    shown = told(Page(client, at("request", mine.reference)))
    assert "0 of 7 settled" in shown
    assert "No answer." in shown
    stamp_item(mine, item="identity", outcome=Outcome.DONE, words="", by=world.both, at=world.at, token=world.token())
    assert "1 of 7 settled" in told(Page(client, at("request", mine.reference)))
    assert Stamp.objects.count() == 2
    assert 'name="act"' not in Page(sign_in(world.approver), at("checklist", mine.reference)).text


# ---------------------------------------------------------------- several rows


def test_ticked_rows(world, mine):
    """The boxes belong to the form at the foot; the next page says for each row what became of it, and says so again."""
    free = world.receive(case="XR-2026-000010")
    queue = Page(sign_in(world.both), "/")
    assert queue.text.count('name="row"') == 2
    queue.post({"row": [mine.reference, free.reference]}, act="take", action="/many/")
    for _ in range(2):
        page = Page(queue.client, queue.onward)
        assert "1 of 2 rows done" in told(page)
        assert f"{world.drafter.name} holds request {mine.reference}." in told(page)
        assert "taken: you hold it" in told(page)
    assert Page(sign_in(world.drafter), queue.onward).status == 404


def test_ticked_rows_are_handed_over(world, mine):
    """To whom is asked on a page of its own, which keeps the rows."""
    queue = Page(sign_in(world.drafter), "/")
    queue.post({"row": [mine.reference]}, act="offer", action="/many/")
    assert "Hand over 1 request" in told(queue)
    queue.post({"reason": "Night shift."}, action="/many/")
    assert queue.status == 422
    queue.post({"to": world.both.officer_id, "reason": "Night shift."}, action="/many/")
    assert "offered: yours until your colleague accepts" in told(Page(queue.client, queue.onward))
    assert Offer.objects.get().receiver == world.both


def test_nothing_ticked(world, mine):
    """A page that says what to do; nothing is done."""
    queue = Page(sign_in(world.drafter), "/")
    queue.post(act="acknowledge", action="/many/")
    assert queue.status == 409
    assert "No row is chosen." in told(queue)


# ---------------------------------------------------------------- the handover


def test_a_handover_by_pages(world, mine):
    """Notes by row, boxes, words; what cannot be kept stays on the form; the colleague accepts; it reads in both languages."""
    page = Page(sign_in(world.drafter), "/handover/")
    assert page.held("/handover/")["give"] == [mine.reference]
    filled = {f"note.{mine.reference}": "Call at six.", "words": "turned \u202e round"}
    page.post(filled, action="/handover/")
    assert page.status == 422
    assert "The text holds a character that can hide or reorder what is read: U+202E, character 8." in told(page)
    assert "Call at six." in page.text
    page.post(filled | {"words": "A quiet night."}, action="/handover/")
    brief = Brief.objects.get()
    assert page.onward == at("brief", brief.pk)
    again = Page(page.client, "/handover/")
    assert "Your last handover still waits" in told(again)
    world.both.language = "vi"
    world.both.save()
    coming = sign_in(world.both)
    queue = Page(coming, "/")
    assert at("brief", brief.pk) in queue.text
    shown = Page(coming, at("brief", brief.pk))
    for said in ("A quiet night.", "Call at six.", "Bảo quản khẩn cấp", bytes(brief.digest).hex()[:4]):
        assert said in html.unescape(shown.text)
    shown.post(action="/accept/")
    assert Request.objects.get(pk=mine.pk).holder == world.both
    assert "đã chuyển khi nhận ca" in told(Page(coming, at("brief", brief.pk)))
    assert Brief.objects.get().state == "accepted"


def test_a_handover_taken_back(world, mine):
    """Nothing moved; the page stays."""
    page = Page(sign_in(world.drafter), "/handover/")
    page.post(action="/handover/")
    kept = Page(page.client, page.onward)
    kept.post(action="/recall/")
    assert kept.onward == "/handover/"
    assert Request.objects.get(pk=mine.pk).holder == world.drafter
    assert Page(page.client, at("brief", Brief.objects.get().pk)).status == 200
    assert Page(page.client, at("brief", "00000000-0000-0000-0000-000000000000")).status == 404


# ---------------------------------------------------------------- since you left


def test_since_you_left(world, mine, monkeypatch):
    """At the head of the queue and as a page of its own; the button forgets it."""
    note_presence(world.drafter, at=world.at)
    take_request(mine, by=world.both, at=world.later(hours=1), token=world.token(), reason="Gone home.", code="TO-SHIFT")
    stop_clock(monkeypatch, world.later(hours=9))
    client = sign_in(world.drafter)
    assert "entry in the journal since you left" in told(Page(client, "/"))
    page = Page(client, "/since/")
    assert "Taken over from" in told(page)
    assert mine.reference in page.text
    page.post(action="/since/")
    assert "since you left" not in told(Page(client, "/"))
    assert "You have read everything up to now." in told(Page(client, "/since/"))


def test_what_a_browser_asks_by_itself_is_no_presence(world, monkeypatch):
    """The counter in the title neither counts as being here nor keeps a session awake."""
    client = sign_in(world.drafter)
    before = dict(client.session)
    answer = client.get("/switch/pulse/")
    assert json.loads(answer.content) == {"calls": 0}
    assert not Attendance.objects.exists()
    assert dict(client.session) == before
    client.get("/")
    assert Attendance.objects.get().officer == world.drafter
    world.receive()
    assert json.loads(client.get("/switch/pulse/").content) == {"calls": 1}
    assert "<title>(1!) Watch queue" in client.get("/").content.decode().replace("\n", "")


# ---------------------------------------------------------------- the timeline


def test_the_timeline_is_one_and_can_be_narrowed(world, mine):
    """Acts, drafts, clocks, notes with their words, stamps, hands, reads; by the address, each with its number."""
    open_request(mine, by=world.drafter, at=world.at)
    open_request(mine, by=world.both, at=world.at)
    write_remark(mine, words="The nurse called.", by=world.drafter, at=world.at, token=world.token())
    stamp_item(mine, item="identity", outcome=Outcome.DONE, words="", by=world.drafter, at=world.at, token=world.token())
    world.answer(mine, fields.preserved(at=world.at))
    client, here = sign_in(world.drafter), at("request-history", mine.reference)
    whole = told(Page(client, here))
    expected = {
        "acts": "arrived; its signatures are valid",
        "drafts": "Draft begun",
        "clocks": "Clock Decide started",
        "notes": "Internal only. Internal note: The nurse called.",
        "checklist": "Checklist, Who asks is known: done",
        "hands": "Taken in hand",
        "reads": "Read by an officer",
    }
    for kind, said in expected.items():
        assert said in whole
        only = told(Page(client, f"{here}?kind={kind}"))
        assert said in only
        assert not [other for name, other in expected.items() if name != kind and other in only]
    two = told(Page(client, f"{here}?kind=notes&kind=checklist"))
    assert expected["notes"] in two
    assert expected["checklist"] in two
    assert Page(client, f"{here}?kind=nonsense&from=x").status == 200
    assert "Internal note written" in told(Page(client, "/journal/"))
    assert "The nurse called." not in told(Page(client, "/journal/"))


def test_five_hundred_entries_in_pages(world, mine):
    """Fifty a page; the last page leads no further; each entry stands on exactly one."""
    for number in range(500):
        stamp_item(
            mine, item="identity", outcome=Outcome.NOT_NEEDED, words=f"stamp {number}.", by=world.drafter, at=world.at, token=world.token()
        )
    client, href = sign_in(world.drafter), at("request-history", mine.reference)
    seen, pages = [], 0
    while href:
        page = Page(client, href)
        seen += re.findall(r"stamp (\d+)\.", page.text)
        pages += 1
        onward = re.search(r'<p class="more-row"><a href="([^"]+)">Older', page.text)
        href = at("request-history", mine.reference) + html.unescape(onward[1]) if onward else ""
    assert [int(number) for number in seen] == list(range(499, -1, -1))
    assert pages == 11


# ---------------------------------------------------------------- keys


def test_keys_by_pages(world):
    """What cannot be a key is told at its field with what was typed; what can is kept and reaches every page."""
    page = Page(sign_in(world.drafter), "/keys/")
    page.post({"key-take": "gg"}, action="/keys/")
    assert page.status == 422
    assert 'value="gg"' in page.text
    assert not Habits.objects.exists()
    page.post({"key-take": "x", "keys_on": [], "sound": "1"}, action="/keys/")
    assert page.onward == "/keys/?saved"
    shown = Page(page.client, "/")
    desk = re.search(r'<div id="desk" hidden data-keys="([^"]+)"([^>]*)>', shown.text)
    assert json.loads(html.unescape(desk[1]))["take"] == "x"
    assert "data-on" not in desk[2]
    assert "data-sound" in desk[2]


def test_no_key_leads_to_a_sending(world, mine):
    """Every address that a row gives to a key is one that opens a page, or takes: none approves, answers, submits or withdraws."""
    world.send()
    for officer in (world.drafter, world.both, world.approver):
        text = Page(sign_in(officer), "/").text
        led = set(re.findall(r' data-(?:take|hand|note|decide)="([^"]+)"', text))
        assert {href.rstrip("/").rsplit("/", 1)[1] for href in led} <= {"take", "offer", "notes", "decide"}
    assert JournalAct.objects.filter(name="request.taken").count() == 1
