"""The pages of safeguards: two officers switch a kind on, a flag is set and reviewed, secrecy goes on by two, a year is reported."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.treaty.samples import every_act
from visitors import Page, sign_in, stop_clock

from comity.desk.permitting.actions import approve_permission, propose_permission
from comity.desk.permitting.queries import permissions
from comity.desk.safeguarding.queries import flags_on, reviews_of
from comity.doors.web.moments import print_date
from comity.records.models import Permission, Review

OFF = "REQ-INTERCEPT-CONTENT"


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def day(world, days):
    """Return a day as it is typed."""
    later = world.at.datetime().date() + timedelta(days=days)
    return {"review_on-day": str(later.day), "review_on-month": str(later.month), "review_on-year": str(later.year)}


def proposal(world, **changes):
    """Return what a proposal types."""
    typed = {"kind": OFF, "country": "", "basis": "Law 24/2026, Art. 5", "independent": "People's Court", "reason": "Case 7 of 2026."}
    return typed | day(world, 30) | changes


# ---------------------------------------------------------------- permissions


def test_two_officers_switch_a_kind_on(world):
    """Until both did the kind is listed with why it cannot be chosen; one proposes, another approves from the head of the queue."""
    start = Page(sign_in(world.drafter), reverse("compose-start"))
    assert re.search(rf'value="{OFF}"[^>]*disabled', start.text)
    page = Page(sign_in(world.drafter), reverse("permission-propose"))
    assert "stands behind it? Only needed to switch on a kind that is off." in told(page)
    page.post(proposal(world), action="/propose/")
    assert page.onward == reverse("permissions")
    (kept,) = permissions()
    approve = reverse("permission-approve", args=[kept.pk])
    assert approve not in Page(sign_in(world.drafter), reverse("permissions")).text
    queue = Page(sign_in(world.approver), "/")
    assert f"{world.drafter.name} proposes a permission" in told(queue)
    seen = Page(queue.client, reverse("permissions"))
    assert "Law 24/2026, Art. 5" in told(seen)
    seen.post(action=approve)
    kept.refresh_from_db()
    assert kept.approved_by == world.approver
    again = Page(sign_in(world.drafter), reverse("compose-start"))
    assert not re.search(rf'value="{OFF}"[^>]*disabled', again.text)
    assert "proposes a permission" not in told(Page(queue.client, "/"))
    ends = print_date(world.at.datetime().date() + timedelta(days=30))
    assert f"Permission approved: Interception of content data, switched on, until {ends}" in told(Page(queue.client, reverse("history")))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"basis": ""}, "Name the law"),
        ({"independent": ""}, "Name the law"),
        ({"reason": ""}, "Name the law"),
        ({"kind": ""}, "Choose what is to be allowed"),
        ({"kind": "REQ-PRESERVE"}, "Expedited preservation of electronic data needs no such permission"),
        ({"review_on-year": "2020"}, "must lie ahead"),
        ({"review_on-month": "13"}, "must lie ahead"),
        ({"review_on-day": "", "review_on-month": "", "review_on-year": ""}, "must lie ahead"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(world, changes, said):
    """And nothing is proposed."""
    page = Page(sign_in(world.drafter), reverse("permission-propose"))
    page.post(proposal(world, **changes), action="/propose/")
    assert page.status == 422
    assert said in told(page)
    assert ("Law 24/2026, Art. 5" in page.text) is ("basis" not in changes)
    assert not Permission.objects.exists()


def test_one_officer_ends_it_with_a_reason(world):
    """Without a reason nothing happens; the list keeps it with the reason."""
    kept = permit(world)
    page = Page(sign_in(world.drafter), reverse("permission-end", args=[kept.pk]))
    page.post({"reason": " "}, action="/end/")
    assert page.status == 422
    page.post({"reason": "The court withdrew its order."}, action="/end/")
    assert page.onward == reverse("permissions")
    assert "The court withdrew its order." in told(Page(page.client, reverse("permissions")))
    assert Page(page.client, reverse("permission-end", args=[kept.pk])).post({"reason": "Again."}, action="/end/").status == 409


def permit(world, days=10):
    """Let a kind be switched on."""
    about = {"kind": OFF, "country": None, "basis": "Law", "independent": "Court", "reason": "Case"}
    review = world.at.datetime().date() + timedelta(days=days)
    kept = propose_permission(**about, review_on=review, by=world.both, at=world.at, token=world.token())
    return approve_permission(kept.pk, by=world.approver, at=world.at, token=world.token())


def test_a_review_that_is_near_stands_at_the_head_of_the_queue(world):
    """For everybody, until somebody ends the permission."""
    permit(world, days=10)
    assert "is to be reviewed by" in told(Page(sign_in(world.drafter), "/"))
    Permission.objects.update(review_on=(world.at.datetime().date() + timedelta(days=40)).isoformat())
    assert "is to be reviewed by" not in told(Page(sign_in(world.drafter), "/"))


# ---------------------------------------------------------------- flags and reviews


def test_a_flag_is_set_and_reviewed_by_pages(world):
    """The request says that it waits; the review by another officer lets it go on; nothing of it is on a page of an act."""
    request = world.receive()
    page = Page(sign_in(world.drafter), reverse("flag", args=[request.reference]))
    page.post({"code": "RF-ASYLUM", "reason": "Said so on the phone."}, action="/flag/")
    assert page.status == 422
    assert "needs the country of origin" in told(page)
    page.post({"code": "RF-JOURNALIST", "person": "Bùi Thị Xuân", "reason": "Writes for a paper."}, action="/flag/")
    assert page.onward == reverse("safeguards", args=[request.reference])
    assert "waits for a review" in told(Page(page.client, reverse("request", args=[request.reference])))
    (kept,) = flags_on(request)
    assert kept.person == "Bùi Thị Xuân"
    second = Page(sign_in(world.chief), reverse("review", args=[request.reference, "flags"]))
    second.post({"code": "", "reason": "Read."}, action="/flags/")
    assert second.status == 422
    second.post({"code": "RV-NO-CONCERN", "reason": "Read in full."}, action="/flags/")
    assert second.onward == reverse("safeguards", args=[request.reference])
    seen = told(Page(second.client, reverse("safeguards", args=[request.reference])))
    assert "Read in full." in seen
    assert "Internal, never sent" in seen
    assert "waits for a review" not in told(Page(page.client, reverse("request", args=[request.reference])))
    ended = Page(second.client, reverse("flag-end", args=[request.reference, kept.pk]))
    ended.post({"reason": "Another person."}, action="/end/")
    assert flags_on(request) == []
    assert Page(second.client, reverse("review", args=[request.reference, "nothing"])).status == 404


def test_a_decision_on_a_flagged_request_is_kept_and_waits(world):
    """What was written is not lost; the page says who can review."""
    request = world.receive(urgency="emergency")
    page = Page(sign_in(world.drafter), reverse("flag", args=[request.reference]))
    page.post({"code": "RF-LAWYER", "reason": "A law firm's mailbox."}, action="/flag/")
    refused = Page(sign_in(world.drafter), reverse("review", args=[request.reference, "flags"]))
    assert refused.status == 403
    posted = refused.client.post(refused.href, {"code": "RV-NO-CONCERN", "reason": "I looked."})
    assert posted.status_code == 403
    assert reviews_of(request) == []
    emergency = Page(sign_in(world.chief), reverse("review", args=[request.reference, "emergency"]))
    emergency.post({"code": "RV-EMERGENCY", "used": "To find the child.", "reason": "The call was real."}, action="/emergency/")
    assert [review.outcome for review in reviews_of(request)] == ["RV-EMERGENCY"]


# ---------------------------------------------------------------- the report


def test_the_report_page(world):
    """The newest year that may be reported; a year that may not leads there."""
    world.receive()
    newest = Page(sign_in(world.drafter), reverse("report-newest"))
    year = int(re.search(r"/report/(\d{4})/", newest.onward)[1])
    assert year in (world.at.datetime().year - 2, world.at.datetime().year - 1)
    page = Page(newest.client, reverse("report", args=[year]))
    assert f"Transparency report {year}" in told(page)
    assert "cannot be computed" in told(page)
    assert Page(newest.client, reverse("report", args=[year + 1])).onward == reverse("report-newest")


def test_a_report_with_something_in_it(world, monkeypatch):
    """Six of a kind are counted, the rest of each table is one number, and what is too small is said to be left out."""
    year = world.at.datetime().year
    for number in range(1, 7):
        world.receive(case=f"XR-{year}-{number:06}")
    world.send()
    stop_clock(monkeypatch, world.later(days=600))
    page = Page(sign_in(world.drafter), reverse("report", args=[year]))
    assert page.status == 200
    assert "By kind 6 " in told(page)
    assert "fewer than 5" in told(page)
    assert "Left out: too few to be broken down." in told(page)
    assert f"XR-{year}" not in told(page).partition("Asked of us")[2]


def test_secrecy_goes_on_by_two_and_every_page_of_the_case_says_until_when(world):
    """One officer proposes a day, another agrees; the queue, the case and its history have the day in words."""
    request = world.receive(kind="REQ-EMERGENCY-DATA", values=dict(every_act()["REQ-EMERGENCY-DATA", "request"]))
    later = world.at.datetime().date() + timedelta(days=60)
    first = Page(sign_in(world.chief), reverse("review", args=[request.reference, "secrecy"]))
    typed = {"code": "RV-CONTINUE", "reason": "As before.", "until-day": later.day, "until-month": later.month, "until-year": later.year}
    first.post({**typed, "until-year": later.year + 9}, action="/secrecy/")
    assert first.status == 422
    first.post(typed, action="/secrecy/")
    assert first.onward == reverse("safeguards", args=[request.reference])
    second = sign_in(world.approver)
    assert f"secrecy of {request.reference} goes on until {print_date(later)}" in told(Page(second, "/"))
    agreed = Page(second, reverse("safeguards", args=[request.reference]))
    agreed.post(action="/agree/")
    assert Review.objects.get().second == world.approver
    for name in ("request", "request-history"):
        assert f"secrecy goes on until {print_date(later)}" in told(Page(second, reverse(name, args=[request.reference])))
