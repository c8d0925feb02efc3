"""The programme of the register, each page of it filled: plans with tasks, courses, delegations out and in, press lines, their meetings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.register.hands import Hands

from comity.records.models import Nomination, Participation, PlanTask
from comity.register.delegations.actions import add_chore, add_member, answer_invitation, move_delegation, tend_chore, write_delegation
from comity.register.delegations.queries import find_delegation
from comity.register.expecting.actions import count_meeting, note_reply
from comity.register.lines.actions import agree_line, draft_line, offer_line, release_line, word_line
from comity.register.meetings.actions import plan_meeting
from comity.register.papers.actions import add_paper
from comity.register.planning.actions import add_task, move_plan, move_task, report_task, write_plan
from comity.register.training.actions import (
    add_material,
    announce_course,
    answer_nomination,
    evaluate_course,
    give_seats,
    move_course,
    nominate,
    note_attendance,
    report_course,
)
from comity.terms.digests import Digest

if TYPE_CHECKING:
    from every_page import FullWorld, Visit

TASKS = (
    ("Hoàn thiện bộ máy chuyên trách", "Complete the units in charge", "Vụ Tổ chức cán bộ", "year", "2026-12-31"),
    ("Tập huấn cho lãnh đạo, cán bộ các đơn vị", "Train the leaders and staff of the units", "Văn phòng Bộ", "quarter", "2026-10-30"),
    ("Nắm tình hình tại địa bàn", "Follow events abroad", "Các cơ quan đại diện", "month", ""),
)


def programme(full: "FullWorld") -> Iterator["Visit"]:
    """Empty forms, then each row in each state that draws another page; who keeps, who agrees and who only reads."""
    hands = Hands(full.world)
    for new in ("course", "plan", "delegation", "line"):
        yield full.at(f"register-{new}-new")
    yield full.at("register-programme", by=full.auditor)
    yield from _plans(full, hands)
    yield from _courses(full, hands)
    yield from _meetings(full, hands)
    for name in ("programme", "plans", "courses", "delegations", "lines"):
        yield full.at(f"register-{name}")
    yield full.at("register")
    yield full.at("country", "US")


def _plans(full: "FullWorld", hands: Hands) -> Iterator["Visit"]:
    titles = {"vi": "Kế hoạch phòng, chống khủng bố năm 2026", "en": "Counter-terrorism plan 2026"}
    typed = {"titles": titles, "year": "2026", "ordered_by": "Ban Chỉ đạo quốc gia", "reference": "12/KH"}
    plan = write_plan(typed=typed, **hands.more()).number
    yield full.at("register-plan", plan)
    for vi, en, owner, period, due in TASKS:
        task = {"titles": {"vi": vi, "en": en}, "owner": owner, "period": period, "due": due, "indicator": "02 lớp"}
        add_task(plan, typed=task, **hands.more())
    move_plan(plan, to="in-force", **hands.more())
    first, second, _ = PlanTask.objects.order_by("place")
    told = {"period": "2026", "progress": "complete", "words": "Đã kiện toàn.", "language": "vi"}
    report_task(first.pk, typed=told, **hands.more())
    move_task(first.pk, to="done", **hands.more())
    report_task(second.pk, typed=told | {"period": "2026-Q1", "progress": "behind", "words": "Mới mở 01 lớp."}, **hands.more())
    move_task(second.pk, to="blocked", reason="Chưa có kinh phí.", **hands.more())
    for officer in (full.world.drafter, full.auditor):
        yield full.at("register-plan", plan, by=officer)
        yield full.at("register-task", plan, 2, by=officer)


def _courses(full: "FullWorld", hands: Hands) -> Iterator["Visit"]:
    typed = {
        "titles": {"vi": "Ứng cứu sự cố mạng", "en": "Responding to incidents"},
        "topic": "incident-response",
        "provider": "Federal Bureau of Investigation",
        "provider_country": "US",
        "mechanism": "Đối thoại an ninh mạng",
        "said": "2026-11-02/2026-11-06",
        "place": "Hà Nội",
        "country": "VN",
        "language": "en",
    }
    course = announce_course(typed=typed, **hands.more()).number
    give_seats(course, country="VN", seats=3, **hands.more())
    move_course(course, to="open", **hands.more())
    for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"):
        nominate(course, typed={"words": name, "country": "VN", "authority": "A05"}, **hands.more())
    *both, third = Nomination.objects.order_by("pk")
    answer_nomination(third.pk, to="declined", reason="Trùng lịch.", **hands.more())
    yield full.at("register-course", course)
    for who in both:
        answer_nomination(who.pk, to="accepted", **hands.more())
    move_course(course, to="held", **hands.more())
    for who, came in zip(both, ("attended", "absent"), strict=True):
        note_attendance(who.pk, attendance=came, certificate="CC-01/2026", **hands.more())
    add_material(course, typed={"title": "Slides", "language": "en", "digest": str(Digest.of(b"slides"))}, **hands.more())
    evaluate_course(course, answers={"useful": "yes", "clear": "partly"}, words="Cần thêm thực hành.", language="vi", **hands.more())
    yield full.at("register-course", course)
    report_course(course, words="Một người tham dự đủ, một người vắng.", language="vi", **hands.more())
    yield full.at("register-course", course)
    yield full.at("register-course", course, by=full.auditor)


def _meetings(full: "FullWorld", hands: Hands) -> Iterator["Visit"]:
    seats = [{"role": "expected", "country": "US", "words": "Secretary of State", "unnamed": True}, {"role": "expected", "country": "JP"}]
    titles = {"vi": "Lễ mở ký Công ước", "en": "Opening for signature"}
    event = {"type": "conference", "title": titles["vi"], "titles": titles, "said": "2026-12-25", "place": "Hà Nội", "standing": "planned"}
    meeting = plan_meeting(typed=event | {"country": "VN"}, seats=seats, **hands.more()).number
    wreath = plan_meeting(typed=event | {"type": "ceremony", "title": "Đặt vòng hoa", "titles": {}}, **hands.more()).number
    for seat, reply in zip(Participation.objects.filter(meeting__number=meeting).order_by("pk"), ("accepted", "declined"), strict=True):
        note_reply(seat.pk, reply=reply, words="Công hàm 7.", **hands.more())
    count_meeting(meeting, unit="states", stage="expected", value="100", bound="~", told_by="Bộ Ngoại giao", **hands.more())
    paper = {"titles": {"vi": "Hợp tác thực chất", "en": "Cooperation in substance"}, "author": "Bộ Công an", "language": "vi"}
    add_paper(meeting, typed=paper | {"digest": str(Digest.of(b"paper"))}, **hands.more())
    yield from _delegations(full, hands, meeting)
    yield from _lines(full, hands, meeting)
    for number in (meeting, wreath):
        yield full.at("register-meeting", number)


def _delegations(full: "FullWorld", hands: Hands, meeting: str) -> Iterator["Visit"]:
    typed = {"titles": {"vi": "Đoàn Hoa Kỳ dự lễ", "en": "The American delegation"}, "country": "US", "place": "Hà Nội", "meeting": meeting}
    typed |= {"invited_by": "Bộ Ngoại giao", "invitation": "17/2026", "said": "2026-12-24/2026-12-26", "reply_due": "2026-11-01"}
    came = write_delegation(typed=typed | {"way": "in"}, **hands.more()).number
    yield full.at("register-delegation", came)
    out = write_delegation(typed=typed | {"way": "out", "said": "2026-11-10", "meeting": ""}, **hands.more()).number
    answer_invitation(out, to="accepted", replied_on="2026-10-15", **hands.more())
    add_member(out, typed={"words": "Nguyễn Văn An", "authority": "Bộ Công an", "role": "head"}, **hands.more())
    chores = find_delegation(out, by=hands.who).chores
    tend_chore(chores[0].pk, typed={"state": "done", "owner": "Vụ Tổ chức"}, **hands.more())
    tend_chore(chores[1].pk, typed={"state": "not-needed", "reason": "Đã trao đổi."}, **hands.more())
    add_chore(out, typed={"words": "Máy phiên dịch", "language": "vi", "due": "2026-11-02"}, **hands.more())
    for officer in (full.world.drafter, full.auditor):
        yield full.at("register-delegation", out, by=officer)
    move_delegation(out, to="under-way", **hands.more())
    yield full.at("register-delegation", out)


def _lines(full: "FullWorld", hands: Hands, meeting: str) -> Iterator["Visit"]:
    world = full.world
    typed = {"subject": "Lễ mở ký", "vi": "Việt Nam hoan nghênh các nước ký Công ước.", "zone": "Asia/Ho_Chi_Minh", "country": "US"}
    line = draft_line(typed=typed | {"meeting": meeting, "release_at": str(world.later(days=2))}, **hands.more()).number
    yield full.at("register-line", line)
    word_line(line, typed={"en": "Viet Nam welcomes those who sign the Convention."}, **hands.more())
    offer_line(line, **hands.more())
    yield full.at("register-line", line, by=world.approver)
    agree_line(line, version=2, **hands.more(by=world.approver))
    for officer in (world.drafter, full.auditor):
        yield full.at("register-line", line, by=officer)
    other = draft_line(typed=typed | {"en": "Welcome.", "release_at": str(world.at)}, **hands.more()).number
    offer_line(other, **hands.more())
    agree_line(other, version=1, **hands.more(by=world.approver))
    release_line(other, **hands.more())
    yield full.at("register-line", other, by=full.auditor)
