"""Answering: the answers that the article knows, as many clicks for a refusal as for a grant, and one decision written once."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from visitors import Page, sign_in, stop_clock
from worlds.places import AT, BOTH

from comity.desk.reading.openings import Wish, live_draft, opening
from comity.desk.reading.requests import acts_of
from comity.directory.officers import actor
from comity.doors.web.views.periods import day_end
from comity.doors.web.views.working import Work
from comity.records.models import Officer
from comity.terms.instants import Instant
from comity.treaty.clocks import preservation_bounds
from comity.treaty.rulebook import load_rulebook


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def browser(world):
    """The browser of an officer who may draft and approve."""
    return sign_in(world.both)


@pytest.fixture
def request_in(world):
    """A request of Ruritania's that arrived."""
    return world.receive()


def decide(request):
    """Return the address of the decision."""
    return reverse("decide", args=[request.reference])


def draft_of(request):
    """Return the answer that is being written."""
    request.refresh_from_db()
    return live_draft(request, opening(request, Wish.DECIDE, acts=acts_of(request)), by=actor(Officer.objects.get(officer_id=BOTH), at=AT))


@pytest.fixture
def least(world):
    """The least number of days, out of the rulebook."""
    return preservation_bounds(load_rulebook(demo=True), kind="REQ-PRESERVE", instrument="UNCC", on=world.at.datetime().date()).value


def test_nothing_is_chosen_for_the_officer(browser, request_in):
    """An answer, a period and a ground are each the officer's own choice."""
    held = Page(browser, decide(request_in)).held()
    assert held["answer"] == held["period"] == held["grounds"] == []


@pytest.mark.parametrize("clicks", [("D-GRANT", "period"), ("D-REFUSE", "grounds")])
def test_granting_and_refusing_need_the_same_clicks(browser, request_in, least, clicks):
    """Answer, its one detail, submit: both are before a second officer after three clicks."""
    answer, detail = clicks
    filled = {"answer": answer, detail: str(least) if detail == "period" else "DISCRIMINATION"}
    page = Page(browser, decide(request_in)).post(filled, act="submit")
    assert page.href == reverse("approve", args=[draft_of(request_in).pk])
    assert draft_of(request_in).state == "submitted"


def test_what_the_article_does_not_know_stays_listed_with_the_reason(browser, request_in):
    """Postponement is shown, cannot be chosen, and the page says why; so is the ground that needs a reservation."""
    page = Page(browser, decide(request_in))
    assert {("answer", "D-POSTPONE"), ("grounds", "DUAL_CRIM")} <= page.form("decide")["disabled"]
    assert "Not in Article 42." in page.text
    assert "reservation of Article 42(5)" in page.text


def test_grounds_that_protect_persons_come_first(browser, request_in):
    """The order of the page: the instrument's protection, home law's, then the others, which say that consultation comes first."""
    text = Page(browser, decide(request_in)).text
    order = [
        "under the instrument",
        "DISCRIMINATION",
        "under home law",
        "RIGHTS_BREACH",
        "DATA_PROTECTION",
        "Other grounds",
        "ESSENTIAL_INTEREST",
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert "is consulted before a refusal; submitting this sends the consultation" in text


def test_quick_choices_are_the_rulebooks_number_and_half_as_much_again(browser, request_in, least):
    """The numbers of days come from the rule; the page cites it."""
    text = Page(browser, decide(request_in)).text
    assert re.findall(r'name="period" value="(\d+)"', text)[:2] == [str(least), str(least + least // 2)]
    assert f"Art. 42(8): not less than {least} days." in text


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Europe/Vienna", "America/New_York", "UTC"])
@given(micros=st.integers(1_700_000_000_000_000, 2_000_000_000_000_000), days=st.integers(1, 400))
def test_a_quick_choice_is_never_shorter_than_its_days(zone, micros, days):
    """Whatever the hour and the season, the end lies at least so many full days after the start, and less than two more."""
    start = Instant(micros)
    span = day_end(start, days, Work(None, start, ZoneInfo(zone), "en")) - start
    assert timedelta(days=days) <= span < timedelta(days=days + 2)


def test_dates_of_ones_own_that_are_too_short_are_stopped_at_the_period(browser, request_in):
    """An end earlier than the least length is kept as typed and stopped with the article; one before its start too."""
    dates = {"start-day": "24", "start-month": "11", "start-year": "2026", "end-day": "20", "end-month": "12", "end-year": "2026"}
    page = Page(browser, decide(request_in)).post({"answer": "D-GRANT", "period": "other", **dates}, act="submit")
    assert page.href.endswith("?mend=1")
    assert 'href="#f-period"' in page.text
    assert page.held()["period"] == ["other"]
    assert (page.held()["end-day"], page.held()["end-month"]) == (["20"], ["12"])
    assert draft_of(request_in).state == "open"


def test_a_day_that_no_calendar_has_is_kept_and_named(browser, request_in):
    """31 February stands in the boxes again, and the page says what is wrong."""
    dates = {"start-day": "31", "start-month": "2", "start-year": "2027", "end-day": "1", "end-month": "9", "end-year": "2027"}
    page = Page(browser, decide(request_in)).post({"answer": "D-GRANT", "period": "other", **dates}, act="submit")
    assert "Give days of the calendar" in page.text
    assert page.held()["start-day"] == ["31"]


def test_a_refusal_without_a_ground_says_so_at_the_grounds(browser, request_in):
    """The ground is missing; the answer stays chosen."""
    page = Page(browser, decide(request_in)).post({"answer": "D-REFUSE"}, act="submit")
    assert 'href="#f-grounds"' in page.text
    assert page.held()["answer"] == ["D-REFUSE"]


def test_what_does_not_go_with_the_answer_does_not_stand_in_the_way(browser, request_in, least):
    """A period chosen before the mind changed to a refusal is no fault of the refusal."""
    filled = {"answer": "D-REFUSE", "grounds": "RIGHTS_BREACH", "period": str(least), "conditions": "C-USE"}
    Page(browser, decide(request_in)).post(filled, act="submit")
    assert set(draft_of(request_in).fields) == {"decision", "grounds"}


def test_the_letter_is_made_again_without_submitting(browser, request_in, least):
    """Both languages stand on the page before anything goes, with what will happen in order."""
    page = Page(browser, decide(request_in)).post({"answer": "D-COND", "period": str(least), "conditions": "C-CONF"}, act="preview")
    assert draft_of(request_in).state == "open"
    assert "Granted with conditions" in page.text
    assert "Chấp thuận kèm điều kiện" in page.text
    assert "The clock Preservation runs until" in page.text


def test_a_condition_that_needs_a_day_gets_the_last_day_of_the_preservation(browser, request_in, least):
    """Filing for assistance is due with the end of the preservation, and follows it when another length is chosen."""
    page = Page(browser, decide(request_in)).post({"answer": "D-COND", "period": str(least), "conditions": "C-MLA"}, act="preview")
    first = draft_of(request_in).fields["mla_by"]
    page.post({"period": str(least + least // 2)}, act="preview")
    assert draft_of(request_in).fields["mla_by"] > first


def test_a_ground_of_40_21_sends_the_consultation_first(world, browser, request_in):
    """The same submit makes the consultation of 40(28); the second officer reads it under that name."""
    Page(browser, decide(request_in)).post({"answer": "D-REFUSE", "grounds": "ESSENTIAL_INTEREST"}, act="submit")
    page = Page(sign_in(world.approver), reverse("approve", args=[draft_of(request_in).pk]))
    assert "Approve the consultation of XR" in page.text
    assert "Consultation before a refusal" in page.text


def test_the_grounds_of_a_consultation_are_ticked_again_when_views_have_come(world, browser, request_in):
    """The ground need not be looked up again; whether to refuse is still the officer's choice."""
    asked = world.message(request_in, direction="in")
    values = {"decision": "D-REFUSE", "grounds": ["ESSENTIAL_INTEREST"]}
    world.send("answer", "REQ-PRESERVE", values, request=request_in, replies_to=asked.env_id)
    views = world.puppet.act(act="views", kind="ADM-CONSULT", values={"views": "VIEWS-MAINTAIN"}, article="40(28)")
    world.deliver(world.puppet.say(views))
    request_in.refresh_from_db()
    assert request_in.state == "views-given"
    page = Page(browser, decide(request_in))
    assert page.held()["grounds"] == ["ESSENTIAL_INTEREST"]
    assert page.held()["answer"] == []
    assert "was consulted, and its views have come" in page.text


def test_one_decision_is_written_once(world, browser, request_in):
    """A colleague goes on with the open draft; a second click on the first form opens none; a submitted one leads to its page."""
    page = Page(browser, decide(request_in))
    data = {**page.held(), "answer": "D-REFUSE", "act": "preview"}
    for _ in range(2):
        browser.post(decide(request_in), data)
    draft = draft_of(request_in)
    colleague = Page(sign_in(world.drafter), decide(request_in))
    assert colleague.held()["answer"] == ["D-REFUSE"]
    assert "minh.d saved version" in colleague.text
    colleague.post({"grounds": "DISCRIMINATION"}, act="submit")
    assert draft_of(request_in).pk == draft.pk
    assert Page(browser, decide(request_in)).href == reverse("approve", args=[draft.pk])


def test_autosave_opens_the_draft_and_keeps_everything(browser, request_in, least):
    """What is typed before the first submit is kept too, also what does not go with the answer chosen so far."""
    page = Page(browser, decide(request_in))
    href = reverse("decide-autosave", args=[request_in.reference])
    data = {**page.held(), "answer": "D-REFUSE", "period": str(least)}
    assert browser.post(href, data).json()["version"] == 1
    assert browser.post(href, {**data, "version": "1", "message.text": "Hello"}).json()["version"] == 2
    assert browser.post(href, {**data, "version": "1", "message.text": "Bye"}).status_code == 409
    held = Page(browser, decide(request_in)).held()
    assert (held["answer"], held["period"], held["message.text"]) == (["D-REFUSE"], [str(least)], ["Hello"])


def test_a_stale_decision_shows_three_versions(world, browser, request_in):
    """Two officers on one decision: nothing of either is lost."""
    page, other = Page(browser, decide(request_in)), Page(sign_in(world.drafter), decide(request_in))
    other.post({"answer": "D-REFUSE", "grounds": "DISCRIMINATION"}, act="preview")
    page.post({"answer": "D-RISK", "risks": "RISK-CONF"}, act="submit")
    assert page.status == 409
    page.post(act="mine")
    assert draft_of(request_in).fields["decision"] == "D-RISK"
    assert draft_of(request_in).versions.count() == 2


def test_an_extension_is_answered_on_the_same_page(world, browser, request_in, least):
    """It states only a new end, later than the one that was granted; what was asked for comes first."""
    start, end = str(world.at), str(world.later(days=61))
    world.answer(request_in, {"decision": "D-GRANT", "start": start, "end": end})
    asked = {"original": request_in.reference, "reasons": ["EXT-MLA-DRAFT"], "end": str(world.later(days=91)), "mla_intent": "MLA-INTENT"}
    world.deliver(world.puppet.say(world.puppet.act(kind="REQ-PRESERVE-EXT", values=asked, article="42(9)")))
    page = Page(browser, decide(request_in))
    assert "start-day" not in page.held()
    assert re.findall(r'name="period" value="(\w+)"', page.text) == ["asked", str(least // 2), str(least), "other"]
    page.post({"answer": "D-GRANT", "period": "asked"}, act="submit")
    assert draft_of(request_in).fields == {"decision": "D-GRANT", "end": str(world.later(days=91))}
    assert draft_of(request_in).state == "submitted"


def test_a_request_that_is_ours_or_answered_has_no_decision_here(world, browser, request_in):
    """The page says where it stands instead."""
    assert Page(browser, decide(world.send())).status == 409
    world.answer(request_in, {"decision": "D-REFUSE", "grounds": ["DISCRIMINATION"]})
    page = Page(browser, decide(request_in))
    assert page.status == 409
    assert "is refused" in page.text
    begun = Page(browser, f"/requests/{request_in.reference}/begin/result/")
    assert (begun.status, "Look at the request" in begun.text) == (409, True)  # also where the address names the wish
    assert Page(browser, reverse("decide", args=["XR-2026-999999"])).status == 404
