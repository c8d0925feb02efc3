"""Clocks on pages: what each says of itself, the pause with its reason, and what nobody has acknowledged."""

import ast
import html
import importlib
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override
from msgspec import structs
from visitors import Page, sign_in, stop_clock

import comity.desk
from comity.desk.clockwork.actions import pause_clock
from comity.desk.clockwork.schedule import keep_clocks
from comity.desk.holding.actions import take_request
from comity.desk.rules import rulebook
from comity.directory.duties import give_duty
from comity.doors.cli.demo import fields
from comity.doors.web.views.clock_words import stopper_words
from comity.records.models import Clock, JournalAct, Notice
from comity.treaty.pack import Length


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def browser(world):
    """The browser of an officer who drafts."""
    return sign_in(world.drafter)


def page(client, href):
    """Return a page as a person reads it."""
    response = client.get(href)
    assert response.status_code == 200, response.status_code
    return html.unescape(response.content.decode())


def one(request):
    """Return the address of a request."""
    return reverse("request", args=[request.reference])


def clock(request, code="DECIDE"):
    """Return the newest clock of that code."""
    return Clock.objects.filter(request=request, code=code).latest("id")


def at_clock(act, request, code="DECIDE"):
    """Return the address of an act on a clock."""
    return reverse(f"clock-{act}", args=[request.reference, clock(request, code).pk])


def panel(shown, name):
    """Return what a request's page says of the clock with this name."""
    return next(part for part in shown.split('<li class="clock')[1:] if f"<h3>{name}" in part).split("</li>")[0]


def keep(at):
    """Let the schedule run until nothing is left to do."""
    while keep_clocks(at=at):
        pass


def paused(world, request):
    """Pause DECIDE as an officer does."""
    words = {"why": "TRANSLATION", "words": "French"}
    pause_clock(request, clock(request).pk, by=world.drafter, at=world.at, token=world.token(), **words)


# ---------------------------------------------------------------- the panel


def test_each_clock_says_what_it_is(world, browser):
    """Name, whose rule, start, due by the desk's clock and UTC, what is left; a local target is called one, a treaty's is not."""
    request = world.receive()
    decide = panel(page(browser, one(request)), "Decide")
    assert '<span class="small soft">local target</span>' in decide
    assert "Desk target; not a time limit of the Convention." in decide
    assert "started " in decide
    assert "4 h left" in decide
    assert re.search(r"\d\d:\d\d UTC", decide)
    world.answer(request, fields.preserved(at=world.at))
    shown = page(browser, one(request))
    kept = panel(shown, "Preservation")
    assert "local target" not in kept
    assert "Art. 42(8)" in kept
    over = panel(shown, "Decide")
    assert "Met" in over
    assert "by an act of ours, 4 h before it was due" in over
    assert "local target" in over


def test_a_clock_that_may_not_pause_offers_no_pause(world, browser):
    """The preservation, the home order, and the acknowledgement stand without the act; DECIDE has it."""
    request = world.receive()
    shown = page(browser, one(request))
    assert "Pause, with a reason" in panel(shown, "Decide")
    world.answer(request, fields.preserved(at=world.at))
    shown = page(browser, one(request))
    for name in ("Preservation", "Home order"):
        assert "Pause" not in panel(shown, name)


def test_pausing_asks_for_a_reason(world, browser):
    """The page says what it does; without a reason it says so and changes nothing; with one the clock stands still."""
    request = world.receive()
    address = at_clock("pause", request)
    shown = page(browser, address)
    assert "Time limits of a treaty go on" in shown
    assert "7 days" in shown
    assert [label in shown for label in ("Another authority at home is asked", "A translation is being made")] == [True] * 2
    form = Page(browser, address).held(address)
    refused = browser.post(address, form | {"reason": "Kept words"})
    assert refused.status_code == 422
    assert "Choose a reason." in refused.content.decode()
    assert "Kept words" in refused.content.decode()
    assert clock(request).paused_at is None
    for _ in range(2):
        done = browser.post(address, form | {"why": "TRANSLATION", "reason": "Into French"})
        assert (done.status_code, done["Location"]) == (302, one(request))
    found = panel(page(browser, one(request)), "Decide")
    assert "Paused" in found
    assert "A translation is being made" in found
    assert "goes on by itself on" in found
    assert "<b>4 h</b>" in found
    assert "left when it paused" in found
    assert "Let it go on" in found
    assert JournalAct.objects.filter(name="clock.paused").count() == 1
    history = page(browser, reverse("request-history", args=[request.reference]))
    assert "Clock Decide paused: A translation is being made" in history


def test_the_queue_shows_a_clock_that_stands_still(world, browser):
    """Where no other runs, and it is called paused."""
    request = world.receive()
    page(browser, one(request))  # opened: ACK is over
    paused(world, request)
    shown = page(browser, "/").split('id="s-decide"')[1].split('id="s-approve"')[0]
    assert request.reference in shown
    assert "Paused" in shown
    assert "Decide is paused" in page(browser, one(request))


def test_going_on(world, browser, monkeypatch):
    """By the button of the panel; the clock is due as much later, and the timeline says so."""
    request = world.receive()
    paused(world, request)
    stop_clock(monkeypatch, world.later(hours=1))
    form = Page(browser, one(request)).held(at_clock("resume", request))
    assert browser.post(at_clock("resume", request), form).status_code == 302
    assert clock(request).due_at == world.later(hours=5)
    assert "Clock Decide goes on, due" in page(browser, one(request))


def test_an_address_that_is_wrong_is_no_page(world, browser):
    """A clock of another request, one that stopped, one that never pauses, a number that is none."""
    request, other = world.receive(case="XR-2026-000001"), world.receive(case="XR-2026-000002")
    key = clock(request).pk
    assert browser.get(reverse("clock-pause", args=[other.reference, key])).status_code == 404
    assert browser.get(at_clock("pause", request, "ACK")).status_code == 404
    assert browser.get(f"/requests/{request.reference}/clocks/x/pause/").status_code == 404
    world.answer(request, fields.refused("DISCRIMINATION"))
    assert browser.get(reverse("clock-pause", args=[request.reference, key])).status_code == 404
    assert browser.get(at_clock("resume", request)).status_code == 405


def test_what_the_rule_does_not_allow_is_refused_in_words(world, browser):
    """A reason that nobody offered: the page says why not and what to do; nothing changes."""
    request = world.receive()
    address = at_clock("pause", request)
    form = Page(browser, address).held(address)
    answer = browser.post(address, form | {"why": "TIRED", "reason": ""})
    assert answer.status_code == 409
    assert "The clock Decide may not be paused" in answer.content.decode()
    assert clock(request).paused_at is None


def test_who_may_not_draft_does_not_pause(world):
    """Neither the act on the page nor the page."""
    request = world.receive()
    reader = sign_in(world.approver)
    assert "Pause, with a reason" not in page(reader, one(request))
    assert reader.get(at_clock("pause", request)).status_code == 403


def test_working_days_say_whose_they_are(world, browser, monkeypatch):
    """And that the date may still move, where days of that year are not decided."""
    lengths = (Length(since=date(2024, 1, 1), count=5, unit="working-days", source="test"),)
    rows = tuple(structs.replace(row, lengths=lengths) if row.id == "DECIDE" else row for row in rulebook().clocks)
    calendars = dict(rulebook().calendars)
    for complete, said in ((2035, False), (2024, True)):
        calendars["VN"] = replace(calendars["VN"], complete_until=complete)
        changed = replace(rulebook(), clocks=rows, calendars=calendars)
        for name in ("desk.happenings", "desk.clocks", "desk.calendars", "doors.web.views.clocking"):
            monkeypatch.setattr(f"comity.{name}.rulebook", lambda changed=changed: changed)
        request = world.receive(case=f"XR-2026-00{complete}")
        decide = panel(page(browser, one(request)), "Decide")
        assert "in working days of Viet Nam" in decide
        assert ("the date may still move" in decide) is said


# ---------------------------------------------------------------- what nobody acknowledged


def test_a_time_limit_of_the_convention_warns_on_its_own_page(world, browser, monkeypatch):
    """Thirty days before the preservation ends: shape and words at its clock, and the act that answers."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    at = clock(request, "C-UN42").due_at + timedelta(days=-29)
    keep(at)
    stop_clock(monkeypatch, at)
    found = panel(page(browser, one(request)), "Preservation")
    assert "Not acknowledged; told to the desk. since" in found
    assert '<use href="#i-warn"' in found
    assert "local target" not in found
    address = at_clock("acknowledge", request, "C-UN42")
    assert browser.post(address, Page(browser, one(request)).held(address)).status_code == 302
    assert "Not acknowledged" not in panel(page(browser, one(request)), "Preservation")


def test_nothing_waits_and_nothing_is_said(world, browser):
    """The part is absent, not empty."""
    world.receive()
    assert "s-alerts" not in page(browser, "/")


def test_what_nobody_acknowledged_stands_first(world, browser, monkeypatch):
    """Before every section: shape and word, the clock, whose target, who was told since when; one click answers."""
    request = world.receive()
    keep(world.later(minutes=20))
    stop_clock(monkeypatch, world.later(minutes=21))
    shown = page(browser, "/")
    assert shown.index('id="s-alerts"') < shown.index('id="s-decide"')
    part = shown.split('id="s-alerts"')[1].split("</section>")[0]
    assert "Due soon" in part
    assert "Acknowledge: due in 9 min" in part
    assert "local target" in part
    assert "told to the desk" in part
    assert request.reference in part
    address = at_clock("acknowledge", request, "ACK")
    form = Page(browser, "/").held(address)
    for _ in range(2):
        assert browser.post(address, form).status_code == 302
    assert "s-alerts" not in page(browser, "/")
    assert JournalAct.objects.filter(name="clock.acknowledged").count() == 1
    assert "Acknowledged: clock Acknowledge" in page(browser, one(request))


def test_seen_is_not_answered(world, browser, monkeypatch):
    """The page was shown to whom it speaks to; it stands there still, and is repeated."""
    request = world.receive()
    take_request(request, by=world.both, at=world.at, token=world.token())
    keep(world.later(minutes=20))
    page(browser, "/")
    assert Notice.objects.get().state == "due"  # it speaks to the holder, and this is a colleague
    holder = sign_in(world.both)
    page(holder, "/")
    assert Notice.objects.get().state == "shown"
    stop_clock(monkeypatch, world.later(minutes=35))
    keep(world.later(minutes=30))
    keep(world.later(minutes=35))
    part = page(holder, "/").split('id="s-alerts"')[1].split("</section>")[0]
    assert "Late" in part
    assert "repeated 1 time" in part
    assert f"told to the desk: {world.both.name}" in part


def test_the_ladder_is_said(world, browser, monkeypatch):
    """To the deputy, by name where one is named; on the page of the request too."""
    request = world.receive()
    for minute in range(20, 46):
        keep(world.later(minutes=minute))
    stop_clock(monkeypatch, world.later(minutes=46))
    shown = page(browser, "/")
    assert "nobody at the desk answered; told to the deputy; none is named, so everybody sees it" in shown
    give_duty(world.chief, duty="deputy", by="operator", at=world.at)
    shown = page(browser, "/")
    assert f"told to the deputy: {world.chief.name}" in shown
    assert '<li class="alert mine">' not in shown
    assert '<li class="alert mine">' in page(sign_in(world.chief), "/")
    waiting = Clock.objects.filter(request=request, code="ACK").get()
    assert waiting.stopped_at is None
    history = page(browser, "/journal/")
    assert "Nobody answered for the clock Acknowledge: told to the deputy" in history
    assert "Duty of" in history


def test_who_may_not_answer_may_open(world, monkeypatch):
    """A legal adviser sees what waits and cannot acknowledge it, until a duty says otherwise."""
    world.both.roles = ["legal-adviser"]
    world.both.save()
    request = world.receive()
    keep(world.later(minutes=20))
    stop_clock(monkeypatch, world.later(minutes=20))
    reader = sign_in(world.both)
    part = page(reader, "/").split('id="s-alerts"')[1].split("</section>")[0]
    assert ">Open<" in part
    assert "Acknowledge the warning" not in part
    give_duty(world.both, duty="supervisor", by="operator", at=world.at)
    assert at_clock("acknowledge", request, "ACK") in page(reader, "/")


def test_more_than_a_page_of_them_is_counted(world, browser, monkeypatch):
    """Twenty-five stand there; the rest is a number."""
    for number in range(1, 15):
        world.receive(case=f"XR-2026-{number:06d}")
    keep(world.later(hours=5))
    stop_clock(monkeypatch, world.later(hours=5))
    part = page(browser, "/").split('id="s-alerts"')[1].split("</section>")[0]
    assert part.count('<li class="alert') == 25
    assert "And 3 more" in part
    assert '<span class="n">28</span>' in part


def test_in_vietnamese(world, monkeypatch):
    """The same, in the officer's language."""
    world.drafter.language = "vi"
    world.drafter.save()
    request = world.receive()
    paused(world, request)
    keep(world.later(minutes=20))
    stop_clock(monkeypatch, world.later(minutes=20) + timedelta(seconds=1))
    client = sign_in(world.drafter)
    client.cookies["language"] = "vi"
    shown = html.unescape(client.get("/", headers={"accept-language": "vi"}).content.decode())
    assert "Chưa ai xác nhận" in shown
    assert "mục tiêu nội bộ" in shown
    found = html.unescape(client.get(one(request), headers={"accept-language": "vi"}).content.decode())
    assert "Chờ bản dịch" in found
    assert "tạm dừng từ" in found


def test_whatever_stops_a_clock_has_its_words():
    """Every act by which the desk lets clocks hear of something, and every event that the rules name and that is its own act."""
    root, named = Path(comity.desk.__file__).parent, set()
    for path in root.rglob("*.py"):
        tree, name = ast.parse(path.read_text()), ".".join(("comity.desk", *path.relative_to(root).with_suffix("").parts))
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in {"by", "event"}:
                named |= _acts(node.value, name)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "by":
                named |= _acts(node.value, name)
    heard = {event for row in rulebook().clocks for event in row.stops}
    assert {"passage.confirmed", "secrecy.reviewed", "disposal.certified", "carry.arrived"} <= named
    assert {"opinion.given", "transfer.accepted", "transfer.declined", "emergency.reviewed"} <= named & heard
    with override("en"):
        assert sorted(by for by in named if by in stopper_words(by)) == []
        assert stopper_words("tea.made") == "an act that this version does not name: tea.made"


def _acts(node, name):
    """Return the acts that an expression names: a text, or a constant of its module, alone or as a table."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    table = node.value if isinstance(node, ast.Subscript) else node
    value = getattr(importlib.import_module(name), table.id, "") if isinstance(table, ast.Name) and table.id.isupper() else ""
    return set(value.values()) if isinstance(value, dict) else {value} - {""}
