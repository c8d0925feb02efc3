"""How the databases find plans, courses, delegations and press lines: by an index, a page at a time, however many there are."""

import pytest
from django.db import connection
from test_plans import copies, is_sorted
from worlds.plans import plans as plans_of
from worlds.plans import read_to_the_end, take_counts

from comity.records.models import (
    Course,
    CourseSeats,
    Delegation,
    DelegationChore,
    DelegationMember,
    Meeting,
    MeetingPaper,
    Nomination,
    Participation,
    Plan,
    PlanTask,
    PressLine,
    PressWords,
    TaskReport,
)
from comity.register.delegations.actions import add_member, write_delegation
from comity.register.delegations.queries import delegations, delegations_to, find_delegation
from comity.register.expecting.actions import note_reply
from comity.register.expecting.queries import expected_at
from comity.register.lines.actions import draft_line
from comity.register.lines.queries import find_line, lines, lines_of, released_lines
from comity.register.meetings.actions import plan_meeting
from comity.register.papers.actions import add_paper
from comity.register.papers.queries import papers_of
from comity.register.planning.actions import add_task, move_plan, report_task, write_plan
from comity.register.planning.queries import find_plan, find_task, plans
from comity.register.reminders import reminders
from comity.register.training.actions import announce_course, give_seats, move_course, nominate
from comity.register.training.queries import courses, courses_with, find_course
from comity.terms.digests import Digest

pytestmark = pytest.mark.both_databases("plans")

ROWS = 200


@pytest.fixture
def full(hands):
    """Some hundreds of each, made of one that an officer wrote down."""
    titles = {"titles": {"vi": "Một", "en": "One"}}
    seats = [{"role": "expected", "country": "US"}]
    meeting = plan_meeting(typed={"type": "talks", "title": "M", "said": "2026-11-01", "standing": "planned"}, seats=seats, **hands.more())
    note_reply(Participation.objects.get().pk, reply="accepted", **hands.more())
    add_paper(meeting.number, typed=titles | {"author": "A", "language": "vi", "digest": str(Digest.of(b"x"))}, **hands.more())
    course = {"topic": "law", "provider": "A", "provider_country": "US", "language": "en", "said": "2026-11-01"}
    course = announce_course(typed=titles | course, **hands.more()).number
    give_seats(course, country="VN", seats=2, **hands.more())
    move_course(course, to="open", **hands.more())
    nominate(course, typed={"words": "An", "country": "VN"}, **hands.more())
    plan = write_plan(typed=titles | {"year": "2026", "ordered_by": "A"}, **hands.more()).number
    task = add_task(plan, typed=titles | {"owner": "A", "period": "month", "due": "2026-10-01"}, **hands.more())
    move_plan(plan, to="in-force", **hands.more())
    report_task(task.pk, typed={"period": "2026-01", "progress": "on-track", "words": "A", "language": "vi"}, **hands.more())
    sent = {"way": "out", "country": "US", "invited_by": "A", "reply_due": "2026-10-01", "said": "2026-11-01", "meeting": meeting.number}
    sent = write_delegation(typed=titles | sent, **hands.more()).number
    add_member(sent, typed={"words": "An", "role": "head"}, **hands.more())
    draft_line(typed={"subject": "A", "vi": "A", "meeting": meeting.number, "country": "US"}, **hands.more())
    more = range(2, ROWS)
    copies(Meeting, ({"number": f"M-{n:06}"} for n in more))
    copies(Participation, ({"meeting_id": one.pk} for one in Meeting.objects.all()[1:]))
    copies(MeetingPaper, ({"meeting_id": one.pk} for one in Meeting.objects.all()[1:]))
    copies(Course, ({"number": f"T-{n:06}", "state": "held" if n % 9 else "open"} for n in more))
    for model in (CourseSeats, Nomination):
        copies(model, ({"course_id": one.pk} for one in Course.objects.all()[1:]))
    copies(Plan, ({"number": f"P-{n:06}", "year": 1990 + n % 40} for n in more))
    copies(PlanTask, ({"plan_id": one.pk, "counts": one.pk % 5 == 0} for one in Plan.objects.all()[1:]))
    copies(TaskReport, ({"task_id": one.pk} for one in PlanTask.objects.all()[1:]))
    states = ("invited", "under-way", "reported")
    copies(Delegation, ({"number": f"D-{n:06}", "state": states[n % 3], "meeting_id": None} for n in more))
    for model in (DelegationMember, DelegationChore):
        copies(model, ({"delegation_id": one.pk} for one in Delegation.objects.all()[1:]))
    copies(PressLine, ({"number": f"L-{n:06}", "meeting_id": None, "state": "agreed" if n % 7 else "drafted"} for n in more))
    copies(PressWords, ({"line_id": one.pk} for one in PressLine.objects.all()[1:]))
    take_counts()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")  # small tables are sorted sooner than asked in order
    return hands


ASKED = {
    "plans": lambda h: plans(by=h.who),
    "plans further on": lambda h: plans(by=h.who, after="2020~50"),
    "a plan": lambda h: find_plan("P-000001", by=h.who, at=h.world.at),
    "a task": lambda h: find_task("P-000001", 1, by=h.who, at=h.world.at),
    "courses": lambda h: courses(by=h.who),
    "courses in a state": lambda h: courses(by=h.who, state="open"),
    "courses of a State": lambda h: courses(by=h.who, provider="US"),
    "courses with a State": lambda h: courses_with("VN", by=h.who),
    "a course": lambda h: find_course("T-000001", by=h.who),
    "delegations": lambda h: delegations(by=h.who),
    "delegations out": lambda h: delegations(by=h.who, way="out"),
    "delegations of a State": lambda h: delegations(by=h.who, country="US"),
    "delegations of a State, out": lambda h: delegations(by=h.who, country="US", way="out", after="90"),
    "a delegation": lambda h: find_delegation("D-000001", by=h.who),
    "press lines": lambda h: lines(by=h.who, at=h.world.at),
    "press lines in a state": lambda h: lines(by=h.who, at=h.world.at, state="agreed"),
    "released lines": lambda h: released_lines(by=h.who),
    "a press line": lambda h: find_line("L-000001", by=h.who, at=h.world.at),
    "beside a meeting": lambda h: [
        ask(Meeting.objects.only("pk").order_by("pk")[0].pk, by=h.who) for ask in (papers_of, expected_at, delegations_to)
    ],
    "lines of a meeting": lambda h: lines_of(Meeting.objects.only("pk").order_by("pk")[0].pk, by=h.who, at=h.world.at),
    "reminders": lambda h: reminders(by=h.who, at=h.world.at),
}
SORTED_BY_INDEX = (
    *("plans", "plans further on", "courses", "courses in a state", "courses of a State", "delegations", "delegations out"),
    *("delegations of a State", "delegations of a State, out", "press lines", "press lines in a state", "released lines"),
)


def test_no_question_of_the_programme_reads_a_table_to_its_end(full):
    """Each question with the plan that the database has for it; lists come in the order of an index."""
    asked = {name: plans_of(lambda ask=ask: ask(full)) for name, ask in ASKED.items()}
    read = {f"{name}: {sql}": plan for name, found in asked.items() for sql, plan in found if read_to_the_end(sql, plan)}
    assert not read, "\n".join(f"{one[:60]} .. {one[-400:]}\n    {plan}" for one, plan in read.items())
    sorts = {f"{name}: {sql}": plan for name in SORTED_BY_INDEX for sql, plan in asked[name] if is_sorted("\n".join(plan))}
    assert not sorts, "\n".join(f"{one[:60]} .. {one[-400:]}\n    {plan}" for one, plan in sorts.items())
