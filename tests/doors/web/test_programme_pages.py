"""The pages of plans, training, delegations and press lines, without JavaScript: each is begun, taken its steps, and closed by forms."""

import html
import re

import pytest
from django.urls import reverse
from tests.register.hands import FIRST, Hands
from visitors import Page, sign_in, stop_clock

from comity.directory.policy import Role
from comity.directory.posts import give_roles
from comity.records.models import Course, Delegation, Meeting, Nomination, Participation, Plan, PlanTask, PressLine
from comity.register.meetings.actions import plan_meeting
from comity.terms.digests import Digest


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def hands(world):
    """An officer at the register."""
    return Hands(world)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def step(page, name, **typed):
    """Fill in the form of one step, and send it; a refusal leaves its page."""
    form = next(one for one in page.forms if one["data"].get("step") == [name])
    held = {key: value for key, value in form["data"].items() if value} | {key: page.chosen[key] for key in page.chosen if key not in typed}
    page.take(page.client.post(form["action"], held | typed), form["action"])
    return page


def at(client, name, *args, query=""):
    """Open a page."""
    return Page(client, reverse(name, args=args) + query)


def test_a_course_from_its_announcement_to_its_report(world):
    """Row 15 by forms: three nominated, two attend, the report; each refusal says what is wanted and keeps what was typed."""
    client = sign_in(world.drafter)
    new = at(client, "register-course-new")
    typed = {"title.en": "Responding to incidents", "provider": "FBI", "topic": "incident-response", "said": "2026-11-02", "language": "en"}
    new.post({**typed, "provider": ""}, action="/courses/new/")
    assert new.status == 422
    assert "This cannot be kept: who gives the course is missing." in told(new)
    assert re.search(r'id="f-provider"[^>]* aria-invalid="true"', new.text)
    assert new.held("/courses/new/")["title.en"] == ["Responding to incidents"]
    new.post(typed, action="/courses/new/")
    number = Course.objects.get().number
    assert new.onward == reverse("register-course", args=[number])
    step(at(client, "register-course", number), "seats", country="VN", seats="3")
    step(at(client, "register-course", number), "open")
    for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"):
        step(at(client, "register-course", number), "name", words=name, country="VN", authority="A05")
    refused = step(at(client, "register-course", number), "name", words="Phạm Văn Dũng", country="VN")
    assert refused.status == 422
    assert "No seat of course" in told(refused)
    assert "Phạm Văn Dũng" in html.unescape(refused.text)
    for who in Nomination.objects.all():
        step(at(client, "register-course", number), "answer", who=str(who.pk), to="accepted")
    step(at(client, "register-course", number), "held")
    for who, came in zip(Nomination.objects.order_by("pk"), ("attended", "partly", "absent"), strict=True):
        step(at(client, "register-course", number), "came", who=str(who.pk), attendance=came, certificate="C-1")
    step(at(client, "register-course", number), "sheet", **{"q.useful": "yes", "words.text": "Good.", "words.language": "en"})
    step(at(client, "register-course", number), "material", title="Slides", language="en", digest=str(Digest.of(b"slides")))
    step(at(client, "register-course", number), "report", **{"report.text": "Hai người tham dự.", "report.language": "vi"})
    shown = told(at(client, "register-course", number))
    assert "Seats 3" in shown
    assert "Attended 2" in shown
    assert "Hai người tham dự." in shown
    world.chief.refresh_from_db()
    give_roles(world.chief, roles=[Role.AUDITOR], by="operator", at=world.at)
    reader = at(sign_in(world.chief), "register-course", number)
    assert "Nguyễn Văn An" not in html.unescape(reader.text)
    assert "Names are shown to those who nominate and decide." in told(reader)
    assert not [form for form in reader.forms if form["action"].startswith("/register/")]
    assert number in told(at(client, "register-courses", query="?state=reported"))
    assert number not in told(at(client, "register-courses", query="?state=open"))


def test_a_plan_with_its_tasks_is_reported_and_its_pack_is_made(world):
    """Tasks, in force, a report, done; what is missing stands on the home of the register; the pack is a file in either shape."""
    client = sign_in(world.drafter)
    at(client, "register-plan-new").post({"title.vi": "Kế hoạch 2026", "year": "2026", "ordered_by": "Ban Chỉ đạo"}, action="/plans/new/")
    number = Plan.objects.get().number
    assert step(at(client, "register-plan", number), "in-force").status == 422
    task = {"title.vi": "Tập huấn", "owner": "Văn phòng Bộ", "period": "quarter", "due": "2026-10-30"}
    step(at(client, "register-plan", number), "task", **task)
    step(at(client, "register-plan", number), "in-force")
    home = told(at(client, "register"))
    assert "Task overdue since" in home
    assert "is missing" in home
    step(at(client, "register-task", number, 1), "report", period="2026-Q1", progress="on-track", **{"words.text": "Đã mở lớp."})
    shown = told(at(client, "register-task", number, 1))
    assert "Đã mở lớp." in shown
    assert "quarter 2 of 2026" in shown
    step(at(client, "register-task", number, 1), "done")
    assert PlanTask.objects.get().state == "done"
    for shape, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        made = client.get(reverse(f"register-plan-pack-{shape}", args=[number]), {"month": "2026-11", "in": "vi"})
        assert made.content.startswith(head)
        assert f"{number}.2026-11.vi.{shape}" in made["Content-Disposition"]
    assert client.get(reverse("register-plan-pack-pdf", args=[number]), {"month": "2027-01"}).status_code == 409
    step(at(client, "register-plan", number), "closed")
    assert Plan.objects.get().state == "closed"
    assert at(client, "register-plan", "P-000099").status == 404


def test_a_delegation_is_prepared_from_a_meeting_and_closed_by_its_report(world, hands):
    """Row 43 by forms: begun from a meeting's page, answered, its checklist seen to, a member, the report on return."""
    typed = {"type": "conference", "title": "Hội nghị", "said": "2026-11-11", "country": "RU", "standing": "planned"}
    meeting = plan_meeting(typed=typed, **hands.more())
    client = sign_in(world.drafter)
    new = at(client, "register-delegation-new", query=f"?meeting={meeting.number}&country=RU")
    assert new.chosen["country"] == "RU"
    held = new.held("/delegations/new/")
    assert held["meeting"] == [meeting.number]
    given = {"title.en": "Conference", "invited_by": "Security Council", "reply_due": "2026-10-20", "said": "2026-11-10/2026-11-12"}
    new.post({**held, **given, "way": "out", "country": "RU"}, action="/delegations/new/")
    number = Delegation.objects.get().number
    assert "The invitation wanted its reply by" in told(at(client, "register"))
    shown = told(at(client, "register-delegation", number))
    assert "14 of 14 left" in shown
    assert "Visas" in shown
    assert "not checked against a rule" in shown
    step(at(client, "register-delegation", number), "accepted", reference="Note 5")
    step(at(client, "register-delegation", number), "member", words="Nguyễn Văn An", role="head")
    tend = at(client, "register-delegation", number)
    step(tend, "tend", state="done", owner="Cục Lễ tân")
    step(at(client, "register-delegation", number), "chore", words="Máy phiên dịch", language="vi", due="2026-11-01")
    step(at(client, "register-delegation", number), "under-way")
    step(at(client, "register-delegation", number), "report", **{"report.text": "Đã dự.", "report.language": "vi"})
    shown = told(at(client, "register-delegation", number))
    assert "Đã dự." in shown
    assert "Reported" in shown
    assert number in told(at(client, "register-meeting", meeting.number))
    assert number in told(at(client, "register-delegations", query="?way=out&country=RU"))
    assert number not in told(at(client, "register-delegations", query="?way=in"))


def test_a_press_line_is_agreed_by_a_second_officer_and_kept_back_until_its_moment(world, monkeypatch):
    """Row 44 by forms: the clock stands on the page in the agreed zone and in UTC; a reader sees no word of it; then it is released."""
    client, second = sign_in(world.drafter), sign_in(world.approver)
    new = at(client, "register-line-new")
    moment = {"release-day": "25", "release-month": "12", "release-year": "2026", "release-time": "10:00", "zone": "Asia/Ho_Chi_Minh"}
    given = {"subject": "Lễ ký", "vi.text": "Hai bên đã ký.", **moment}
    new.post({**given, "zone": "Mars/Base"}, action="/lines/new/")
    assert new.status == 422
    assert "is no time zone" in told(new)
    new.post(given, action="/lines/new/")
    number = PressLine.objects.get().number
    refused = step(at(client, "register-line", number), "offer")
    assert refused.status == 422
    assert "lacks its words in English" in told(refused)
    step(at(client, "register-line", number), "word", **given, **{"en.text": "The two sides have signed."})
    step(at(client, "register-line", number), "offer")
    assert not [form for form in at(client, "register-line", number).forms if form["data"].get("step") == ["agree"]]
    step(at(second, "register-line", number), "agree")
    shown = told(at(client, "register-line", number))
    assert "25 Dec 2026 10:00, Asia/Ho_Chi_Minh" in shown
    assert "03:00 UTC" in shown
    assert re.search(r"Embargo \d+\sdays left at \d\d:\d\d", shown)
    early = step(at(client, "register-line", number), "release")
    assert early.status == 422
    assert "under embargo until 25 Dec 2026 10:00 Asia/Ho_Chi_Minh" in told(early)
    give_roles(world.chief, roles=[Role.AUDITOR], by="operator", at=world.at)
    reader = sign_in(world.chief)
    for page in (at(reader, "register-line", number), at(reader, "register-lines"), at(reader, "register-programme")):
        assert number in page.text
        assert "Lễ ký" not in html.unescape(page.text)
        assert "signed" not in page.text
    later = world.later(days=40)
    stop_clock(monkeypatch, later)
    assert "The moment of this press line has come" in told(at(client, "register"))
    step(at(client, "register-line", number), "release")
    assert "The two sides have signed." in told(at(reader, "register-line", number))


def test_papers_replies_and_numbers_stand_on_the_page_of_a_meeting(world, hands):
    """Rows 5, 11 and 39 by forms; a ceremony says that it is protocol."""
    seats = [{"role": "expected", "country": "US", "words": "Ngoại trưởng", "unnamed": True}]
    typed = {"type": "conference", "title": "Lễ mở ký", "said": "2026-12-25", "standing": "planned"}
    meeting = plan_meeting(typed=typed, seats=seats, **hands.more())
    client = sign_in(world.drafter)
    step(at(client, "register-meeting", meeting.number), "reply", seat=str(Participation.objects.get().pk), reply="accepted")
    step(at(client, "register-meeting", meeting.number), "count", unit="states", stage="expected", bound="~", value="100", told_by="MFA")
    paper = {"title.vi": "Tham luận", "title.en": "Paper", "author": "Bộ Công an", "language": "vi", "digest": str(Digest.of(b"paper"))}
    step(at(client, "register-meeting", meeting.number), "paper", **paper)
    shown = told(at(client, "register-meeting", meeting.number))
    assert "≈ 100" in shown
    assert "Comes: 1" in shown
    assert "Tham luận" in shown
    assert step(at(client, "register-meeting", meeting.number), "count", unit="states", stage="came", value="x").status == 422
    wreath = plan_meeting(typed={**typed, "type": "ceremony", "title": "Đặt vòng hoa"}, **hands.more())
    assert "counted in no figure" in told(at(client, "register-meeting", wreath.number))
    hands.accept_all(hands.bring(FIRST))
    assert Meeting.objects.count() == 3
