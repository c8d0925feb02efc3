"""Clocks warn until somebody answers, climb from the desk to its deputy and its supervisor, and pause where their rule allows it."""

import threading
from datetime import date, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from worlds.plans import take_counts

from comity.courier.running import Courier
from comity.desk.clockwork import policy, schedule
from comity.desk.clockwork.actions import acknowledge_clock, pause_clock, resume_clock
from comity.desk.clockwork.moments import Come, first_look, newest, next_moment
from comity.desk.clockwork.notices import mark_shown, open_keys, waiting, waiting_of
from comity.desk.clockwork.schedule import keep_clocks
from comity.desk.clockwork.states import OPEN, Level, NoticeState, above, rank
from comity.desk.drafting.resolving import Resolved
from comity.desk.happenings import happen, sound
from comity.desk.holding.actions import take_request
from comity.desk.reading.effects import effects_of
from comity.desk.rules import rulebook
from comity.desk.states import Happening
from comity.directory.duties import NoSuchDuty, duty_of, give_duty, on_duty
from comity.directory.policy import NotAllowed
from comity.doors.cli.demo import fields
from comity.records.models import Clock, JournalAct, Notice, Request
from comity.records.models.notices import DUTIES, NOTICE_LEVELS, NOTICE_OPEN, NOTICE_STATES
from comity.terms.instants import Instant
from comity.terms.json import parse_json
from comity.treaty.pack import Length


def clock(request, code):
    """Return the newest clock of that code."""
    return Clock.objects.filter(request=request, code=code).latest("id")


def keep(at):
    """Let the schedule run until nothing is left to do."""
    while keep_clocks(at=at):
        pass


def open_notices():
    """Return what is open: clock, kind, rung and repetitions."""
    rows = Notice.objects.filter(next_at__isnull=False).order_by("-rank", "clock_id")
    return [(row.clock.code, row.kind, row.level, row.repeats) for row in rows]


def said():
    """Return the names of the acts that the clockwork wrote, and their facts."""
    wanted = ("clock.", "officer.duty")
    rows = [row for row in JournalAct.objects.order_by("index") if row.name.startswith(wanted)]
    return [(row.name, parse_json(bytes(row.facts), 10_000)["facts"]) for row in rows]


def names():
    """Return the names of those acts alone."""
    return [name for name, _ in said()]


# -- warnings that climb --------------------------------------------------------------------------


def test_nothing_is_said_before_its_time(world):
    """A minute before the first warning of ACK, and at the very moment."""
    request = world.receive()
    assert clock(request, "ACK").next_at == world.later(minutes=20)
    assert keep_clocks(at=world.later(minutes=20) + timedelta(microseconds=-1)) == 0
    assert open_notices() == []
    assert keep_clocks(at=world.later(minutes=20)) == 1
    assert open_notices() == [("ACK", "warning", "desk", 0)]
    assert clock(request, "ACK").next_at == world.later(minutes=30)
    assert names() == ["clock.warned"]


def test_a_breach_takes_the_place_of_the_warning(world):
    """One open notice a clock: the newest thing that is to be said of it."""
    world.receive()
    keep(world.later(minutes=20))
    keep(world.later(minutes=30))
    assert open_notices() == [("ACK", "breach", "desk", 0)]
    assert sorted(Notice.objects.values_list("kind", "state")) == [("breach", "due"), ("warning", "ended")]
    assert names() == ["clock.warned", "clock.breached"]


def test_after_an_outage_the_newest_is_said_once(world):
    """The node was down for a day: what is late is told as late, not first as soon."""
    request = world.receive()
    keep(world.later(days=1))
    assert open_notices() == [("ACK", "breach", "desk", 0), ("DECIDE", "breach", "desk", 0)]
    assert names() == ["clock.breached"] * 2
    assert clock(request, "ACK").next_at is None


def test_a_silence_climbs_to_the_deputy_and_the_supervisor(world):
    """Urgent: a breach is repeated twice every five minutes, goes to the deputy, then to the supervisor, who is reminded for ever."""
    world.receive()
    ladder = []
    for minute in range(30, 75):
        keep(world.later(minutes=minute))
        here = [(level, repeats) for code, _, level, repeats in open_notices() if code == "ACK"]
        if not ladder or ladder[-1][1] != here[0]:
            ladder.append((minute, here[0]))
    assert ladder == [
        (30, ("desk", 0)),
        (35, ("desk", 1)),
        (40, ("desk", 2)),
        (45, ("deputy", 0)),
        (50, ("deputy", 1)),
        (55, ("deputy", 2)),
        (60, ("supervisor", 0)),
        (65, ("supervisor", 1)),
        (70, ("supervisor", 2)),
    ]
    assert [facts for name, facts in said() if name == "clock.escalated"] == [
        {"clock": "ACK", "kind": "breach", "from": "desk", "to": "deputy"},
        {"clock": "ACK", "kind": "breach", "from": "deputy", "to": "supervisor"},
    ]
    keep(world.later(days=3))
    assert [level for code, _, level, _ in open_notices() if code == "ACK"] == ["supervisor"]


@pytest.mark.parametrize("minute", [20, 47, 62], ids=["desk", "deputy", "supervisor"])
def test_who_acknowledges_ends_it_at_every_rung(world, minute):
    """Nothing is repeated and nothing climbs after that; who did it stands in the row and in the journal."""
    request = world.receive()
    for step in range(20, minute + 1):
        keep(world.later(minutes=step))
    found = clock(request, "ACK")
    acknowledge_clock(request, found.pk, by=world.drafter, at=world.later(minutes=minute), token=world.token())
    assert not Notice.objects.filter(clock=found, next_at__isnull=False).exists()
    done = Notice.objects.get(clock=found, state="acknowledged")
    assert (done.acknowledged_by, done.acknowledged_at) == (world.drafter, world.later(minutes=minute))
    assert names()[-1] == "clock.acknowledged"
    count = Notice.objects.filter(clock=found).count()
    keep(world.later(minutes=minute + 1))
    assert Notice.objects.filter(clock=found).count() == count


def test_a_breach_is_a_new_thing_to_answer(world):
    """The warning was acknowledged; the clock is late all the same, and somebody must answer for that."""
    request = world.receive()
    keep(world.later(minutes=20))
    acknowledge_clock(request, clock(request, "ACK").pk, by=world.drafter, at=world.later(minutes=21), token=world.token())
    keep(world.later(minutes=30))
    assert open_notices() == [("ACK", "breach", "desk", 0)]


def test_acknowledging_twice_with_one_form_is_once(world):
    """A second form has nothing to acknowledge, and says so."""
    request = world.receive()
    keep(world.later(minutes=20))
    token, found = world.token(), clock(request, "ACK").pk
    for _ in range(2):
        acknowledge_clock(request, found, by=world.drafter, at=world.later(minutes=21), token=token)
    assert names().count("clock.acknowledged") == 1
    with pytest.raises(policy.NothingToAcknowledge):
        acknowledge_clock(request, found, by=world.drafter, at=world.later(minutes=22), token=world.token())


@pytest.mark.both_databases
def test_who_may_acknowledge(world):
    """Whoever works on requests, or has a duty; an administrator by that alone may not, nor may who is gone."""
    request = world.receive()
    keep(world.later(minutes=20))
    found = clock(request, "ACK").pk
    for officer in (world.administrator, world.gone):
        with pytest.raises(NotAllowed):
            acknowledge_clock(request, found, by=officer, at=world.later(minutes=21), token=world.token())
    give_duty(world.administrator, duty="supervisor", by="operator", at=world.at)
    with pytest.raises(NotAllowed):
        acknowledge_clock(request, found, by=world.administrator, at=world.later(minutes=21), token=world.token())
    world.both.roles = ["legal-adviser"]
    world.both.save()
    give_duty(world.both, duty="supervisor", by="operator", at=world.at)
    acknowledge_clock(request, found, by=world.both, at=world.later(minutes=21), token=world.token())


def test_what_was_met_is_not_told(world):
    """The clock stopped: what was open ends by itself, and climbs nowhere."""
    request = world.receive()
    keep(world.later(minutes=20))
    world.answer(request, fields.refused("DISCRIMINATION"))
    assert waiting(world.drafter, by=world.actor(world.drafter)).rows == ()
    keep(world.later(days=2))
    assert open_notices() == []
    assert {row.state for row in Notice.objects.all()} == {"ended"}
    assert "clock.escalated" not in names()


def test_a_clock_of_another_request_is_not_reached_through_this(world):
    """The address names both."""
    request = world.receive()
    other = world.send()
    keep(world.later(minutes=20))
    with pytest.raises(policy.ClockStill):
        acknowledge_clock(other, clock(request, "ACK").pk, by=world.drafter, at=world.at, token=world.token())


# -- crashes and doubles --------------------------------------------------------------------------


@pytest.mark.both_databases("what is rolled back")
@pytest.mark.parametrize("place", ["_tell", "insert_all", "run_all", "_log"])
def test_a_step_that_dies_is_as_if_it_had_not_begun(world, monkeypatch, place):
    """Wherever it dies: all of it is done at the next one, and once."""
    world.receive()
    before = world.everything()

    def die(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(schedule, place, die)
        with pytest.raises(SystemExit):
            keep_clocks(at=world.later(minutes=20))
    assert world.everything() == before
    keep(world.later(minutes=20))
    assert open_notices() == [("ACK", "warning", "desk", 0)]
    assert names() == ["clock.warned"]


@pytest.mark.both_databases("what is rolled back")
@pytest.mark.parametrize("place", ["_climb", "insert_all", "run_all", "_log"])
def test_a_climb_that_dies_is_as_if_it_had_not_begun(world, monkeypatch, place):
    """The same for the ladder."""
    world.receive()
    for minute in range(30, 45):
        keep(world.later(minutes=minute))
    before = world.everything()
    with monkeypatch.context() as patched:
        patched.setattr(schedule, place, lambda *_, **__: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            keep_clocks(at=world.later(minutes=45))
    assert world.everything() == before
    keep(world.later(minutes=45))
    assert open_notices() == [("ACK", "breach", "deputy", 0)]


@pytest.mark.both_databases("constraints")
def test_a_notice_exists_once(world):
    """For a clock, a moment and a rung; and what is open has a next moment, what is over has none."""
    request = world.receive()
    keep(world.later(minutes=20))
    row = Notice.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(next_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(state="acknowledged")
    Clock.objects.filter(request=request, code="ACK").update(next_at=world.later(minutes=20))  # as if the move had been lost
    keep(world.later(minutes=20))
    assert Notice.objects.filter(level="desk").count() == 1


@pytest.mark.both_databases("moments")
def test_the_courier_keeps_the_schedule(world, monkeypatch):
    """Every few seconds, until nothing is due; a fault is noted and stops no delivery."""
    request = world.receive()
    courier = Courier(world.home, clock=lambda: world.later(minutes=20))
    courier._keep_clocks()
    assert open_notices() == [("ACK", "warning", "desk", 0)]
    assert clock(request, "ACK").next_at == world.later(minutes=30)
    called = []

    def fail(**_):
        called.append(1)
        raise RuntimeError

    monkeypatch.setattr("comity.courier.running.keep_clocks", fail)
    courier._keep_clocks()
    assert called == [1]
    monkeypatch.setattr("comity.courier.running.keep_clocks", lambda **_: called.append(2) or 1)
    courier._keep_clocks()
    assert called.count(2) == 20
    courier._stopping = threading.Event()
    courier.stop()
    courier._keep_clocks()
    assert called.count(2) == 20


# -- many at once ---------------------------------------------------------------------------------


@pytest.fixture(params=[1_000, pytest.param(10_000, marks=pytest.mark.long)])
def many(world, request):
    """A thousand open clocks, or ten thousand, ten to a request; the schedule is to look at them one after another, a second apart."""
    requests = Request.objects.bulk_create(
        Request(
            reference=f"XR-2026-{number:06d}",
            direction="in",
            peer=str(world.puppet.node),
            kind="REQ-PRESERVE",
            instrument="UNCC",
            article="42",
            urgency="urgent",
            state="opened",
            opened_at=world.at,
            last_act_at=world.at,
        )
        for number in range(1, request.param // 10 + 1)
    )
    Clock.objects.bulk_create(
        [
            Clock(
                request=requests[number // 10],
                code="DECIDE",
                starts_at=world.at,
                due_at=world.later(seconds=number),
                next_at=world.later(seconds=number),
            )
            for number in range(request.param)
        ],
        batch_size=1000,
    )
    take_counts()
    return request.param


def test_of_many_clocks_only_the_due_are_touched(world, many):
    """A hundred are due: a hundred notices, in as many statements as for one; the others' rows are as they were."""
    with CaptureQueriesContext(connection) as idle:
        assert keep_clocks(at=world.at + timedelta(seconds=-1)) == 0
    assert len(idle) == 2
    assert keep_clocks(at=world.at) == 1
    with CaptureQueriesContext(connection) as few:
        keep_clocks(at=world.later(seconds=1))
    with CaptureQueriesContext(connection) as hundred:
        assert keep_clocks(at=world.later(seconds=101)) == 100
    assert len(hundred) <= len(few) <= 20
    assert Notice.objects.filter(kind="breach").count() == 102
    assert Clock.objects.filter(next_at__isnull=False).count() == many - 102


@pytest.mark.both_databases("many rows")
def test_all_of_many_at_once(world, many):
    """Batch by batch, each bounded in rows and statements, until each was told once."""
    at, steps, most = world.later(seconds=many - 1), 0, 0
    while True:
        with CaptureQueriesContext(connection) as captured:
            done = keep_clocks(at=at)
        if not done:
            break
        assert done <= 2 * schedule.BATCH
        steps, most = steps + 1, max(most, len(captured))
    assert steps == many // schedule.BATCH
    assert most <= 20
    assert Notice.objects.count() == Notice.objects.filter(next_at__isnull=False).count() == many
    assert names().count("clock.breached") == many
    page = waiting(world.drafter, by=world.actor(world.drafter))
    assert (len(page.rows), page.total) == (25, 100)


def plan(queryset):
    """Return how the database would answer."""
    return queryset.explain()


@pytest.mark.both_databases("plans")
@pytest.mark.parametrize("many", [10_000], indirect=True)
def test_the_schedule_reads_by_its_index(world, many):
    """The plan is pinned: a range of the partial index, nothing scanned and nothing sorted; so for notices, and for the page."""
    clocks = plan(schedule._due(Clock.objects, at=world.later(seconds=5))[: schedule.BATCH])
    notices = plan(schedule._due(Notice.objects, at=world.later(seconds=5))[: schedule.BATCH])
    assert "clock_next" in clocks
    assert "notice_next" in notices
    shown = plan(open_keys())
    assert "notice_open" in shown
    for found in (clocks, notices, shown):
        assert "TEMP B-TREE" not in found.upper()
        assert "Seq Scan" not in found
        assert "Sort" not in found


# -- pauses ---------------------------------------------------------------------------------------


def pause(world, request, code="DECIDE", *, why="HOME-AUTHORITY", by=None, at=None, token=None, words="The ministry was asked."):
    """Pause a clock as an officer does."""
    pause_clock(
        request,
        clock(request, code).pk,
        why=why,
        words=words,
        by=by or world.drafter,
        at=at or world.at,
        token=token or world.token(),
    )


def resume(world, request, code="DECIDE", *, at, by=None):
    """Let it go on as an officer does."""
    resume_clock(request, clock(request, code).pk, words="", by=by or world.drafter, at=at, token=world.token())


def test_a_paused_clock_stands_still(world):
    """It is nobody's nearest clock, warns of nothing, and is due as much later as it stood still; the journal says why."""
    request = world.receive()
    pause(world, request, at=world.later(minutes=10))
    found = clock(request, "DECIDE")
    assert (found.paused_at, found.paused_why) == (world.later(minutes=10), "HOME-AUTHORITY")
    assert found.pause_until == found.next_at == world.later(days=7, minutes=10)
    request.refresh_from_db()
    assert (request.due_clock, request.due_at) == ("ACK", world.later(minutes=30))
    keep(world.later(hours=5))
    assert [code for code, *_ in open_notices()] == ["ACK"]
    resume(world, request, at=world.later(hours=6, minutes=10))
    found = clock(request, "DECIDE")
    assert found.due_at == world.later(hours=10)
    assert [Instant(one) for one in found.warn_at] == [world.later(hours=8), world.later(hours=9, minutes=30)]
    assert found.next_at == world.later(hours=8)
    assert (found.paused_at, found.paused_why, found.pause_until) == (None, "", None)
    told = [(name, facts) for name, facts in said() if name in ("clock.paused", "clock.resumed")]
    assert told == [
        (
            "clock.paused",
            {"clock": "DECIDE", "why": "HOME-AUTHORITY", "words": "The ministry was asked.", "until": str(world.later(days=7, minutes=10))},
        ),
        ("clock.resumed", {"clock": "DECIDE", "why": "", "due": str(world.later(hours=10))}),
    ]


def test_what_was_open_ends_with_the_pause(world):
    """The warning speaks of a moment that moves; when it goes on, it warns anew."""
    request = world.receive()
    keep(world.later(hours=2))
    pause(world, request, at=world.later(hours=2, minutes=1))
    assert "DECIDE" not in [code for code, *_ in open_notices()]
    resume(world, request, at=world.later(hours=3, minutes=1))
    keep(world.later(hours=4, minutes=30))
    assert ("DECIDE", "warning", "desk", 0) in open_notices()


@pytest.mark.both_databases
def test_a_pause_ends_by_itself(world):
    """At the longest time, to the minute, whenever the schedule comes to it; what has come since is told."""
    request = world.receive()
    pause(world, request)
    keep(world.later(days=8))
    found = clock(request, "DECIDE")
    assert found.paused_at is None
    assert found.due_at == world.later(days=7, hours=4)
    assert ("DECIDE", "breach", "desk", 0) in open_notices()
    assert [facts["why"] for name, facts in said() if name == "clock.resumed"] == ["longest pause"]
    request.refresh_from_db()
    assert request.due_clock == "ACK"


def test_pauses_add_up(world):
    """Six days, then no more than one; then none."""
    request = world.receive()
    pause(world, request)
    resume(world, request, at=world.later(days=6))
    pause(world, request, at=world.later(days=6, minutes=1))
    assert clock(request, "DECIDE").pause_until == world.later(days=7, minutes=1)
    keep(world.later(days=7, minutes=1))
    with pytest.raises(policy.PauseTooLate):
        pause(world, request, at=world.later(days=7, minutes=2))


def test_a_late_clock_is_not_paused(world):
    """A pause excuses nothing that has happened."""
    request = world.receive()
    with pytest.raises(policy.PauseTooLate):
        pause(world, request, at=world.later(hours=4))


@pytest.mark.parametrize(("code", "why"), [("ACK", "HOME-AUTHORITY"), ("DECIDE", "TIRED"), ("DECIDE", "")])
def test_only_as_the_rule_allows(world, code, why):
    """No reason that the rule does not know, no clock whose rule knows none."""
    request = world.receive()
    before = world.everything()
    with pytest.raises(policy.PauseNotAllowed):
        pause(world, request, code, why=why)
    assert world.everything() == before


def test_a_time_limit_of_the_convention_does_not_pause(world):
    """Neither the preservation nor the home order."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    for code in ("C-UN42", "C-UN25"):
        with pytest.raises(policy.PauseNotAllowed):
            pause(world, request, code)


def test_who_may_pause(world):
    """Who may draft; once a form; not twice, and not what does not stand."""
    request = world.receive()
    with pytest.raises(NotAllowed):
        pause(world, request, by=world.administrator)
    token = world.token()
    for _ in range(2):
        pause(world, request, token=token)
    assert names().count("clock.paused") == 1
    with pytest.raises(policy.ClockStill):
        pause(world, request)
    resume(world, request, at=world.later(minutes=1))
    with pytest.raises(policy.ClockStill):
        resume(world, request, at=world.later(minutes=2))
    with pytest.raises(NotAllowed):
        resume(world, request, at=world.later(minutes=2), by=world.administrator)


def test_a_clock_pauses_on_an_event(world):
    """We asked for more information: DECIDE stands still until it comes."""
    request = world.receive()
    sound(request, "question.sent", kind="ADM-MOREINFO", fields={}, by="act.sent", at=world.later(hours=1))
    found = clock(request, "DECIDE")
    assert (found.paused_at, found.paused_why) == (world.later(hours=1), "question.sent")
    sound(request, "question.sent", kind="ADM-MOREINFO", fields={}, by="act.sent", at=world.later(hours=2))
    sound(request, "information.received", kind="ADM-MOREINFO", fields={}, by="act.received", at=world.later(hours=3))
    assert clock(request, "DECIDE").due_at == world.later(hours=6)
    assert names() == ["clock.paused", "clock.resumed"]
    sound(request, "information.received", kind="ADM-MOREINFO", fields={}, by="act.received", at=world.later(hours=4))
    assert names() == ["clock.paused", "clock.resumed"]


def test_an_event_pauses_nothing_that_is_late(world):
    """The question came too late to excuse it."""
    request = world.receive()
    sound(request, "question.sent", kind="ADM-MOREINFO", fields={}, by="act.sent", at=world.later(hours=4))
    assert clock(request, "DECIDE").paused_at is None


def test_a_paused_clock_stops_like_any_other(world):
    """And the schedule leaves it alone."""
    request = world.receive()
    pause(world, request)
    world.answer(request, fields.refused("DISCRIMINATION"))
    found = clock(request, "DECIDE")
    assert (found.stopped_at, found.next_at) == (world.at, None)
    keep(world.later(days=9))
    assert clock(request, "DECIDE").due_at == world.later(hours=4)


# -- working days ---------------------------------------------------------------------------------


@pytest.fixture
def five_days(monkeypatch):
    """DECIDE in five working days of the side that was asked."""
    from dataclasses import replace

    def put(side="requested"):
        lengths = (Length(since=date(2024, 1, 1), count=5, unit="working-days", source="test"),)
        rows = tuple(
            msgspec.structs.replace(row, lengths=lengths, responsible=side, side="both") if row.id == "DECIDE" else row
            for row in rulebook().clocks
        )
        changed = replace(rulebook(), clocks=rows)
        for name in ("happenings", "clocks", "calendars", "clockwork.schedule", "reading.effects"):
            monkeypatch.setattr(f"comity.desk.{name}.rulebook", lambda: changed)
        return changed

    return put


def test_working_days_are_those_of_the_responsible_side(world, five_days):
    """A request came to Viet Nam: its days count; of the side that asked, Ruritania's, which has a holiday of its own."""
    book = five_days()
    request = world.receive()
    calendars = book.calendars
    due = clock(request, "DECIDE").due_at
    assert calendars["VN"].count(calendars["VN"].local_date(world.at), calendars["VN"].local_date(due + timedelta(microseconds=-1))) == 5
    book = five_days("requesting")
    other = clock(world.receive(case="XR-2026-000777"), "DECIDE").due_at
    last = calendars["XR"].local_date(other + timedelta(microseconds=-1))
    assert calendars["XR"].count(calendars["XR"].local_date(world.at), last) == 5
    assert other != due


def test_a_paused_clock_keeps_its_working_days(world, five_days):
    """Ten days later as many are left as when it stood still."""
    book = five_days()
    request = world.receive()
    before = clock(request, "DECIDE").due_at
    calendar = book.calendars["VN"]
    pause(world, request, at=world.later(days=1))
    resume(world, request, at=world.later(days=6))
    after = clock(request, "DECIDE").due_at
    assert after > before

    def left(since, until):
        return calendar.count(calendar.local_date(since), calendar.local_date(until + timedelta(microseconds=-1)))

    assert left(world.later(days=1), before) == left(world.later(days=6), after)


def test_without_a_calendar_a_clock_is_missing_and_says_so(world, five_days, monkeypatch):
    """The act is taken, its other clocks run; officers see it, the journal says why, and nothing is guessed."""
    from dataclasses import replace

    book = replace(five_days(), calendars={})
    for name in ("happenings", "clocks", "calendars"):
        monkeypatch.setattr(f"comity.desk.{name}.rulebook", lambda: book)
    request = world.receive()
    assert [row.code for row in Clock.objects.filter(request=request)] == ["ACK"]
    request.refresh_from_db()
    assert request.attention == "no-clock"
    ((name, facts),) = said()
    assert (name, facts["clock"]) == ("clock.not-started", "DECIDE")
    assert "working days of VN" in facts["why"]


# -- who is told ----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_is_told(world):
    """The holder; where nobody holds it, everybody; the deputy; where there is none, everybody again. Seen is not answered."""
    request = world.receive()
    keep(world.later(minutes=20))
    see = lambda officer: waiting(officer, by=world.actor(officer)).rows  # noqa: E731 one short word for the page
    assert [row.mine for row in see(world.drafter)] == [True]
    take_request(request, by=world.both, at=world.at, token=world.token())
    assert [(row.told, row.mine) for row in see(world.drafter)] == [((world.both.name,), False)]
    mark_shown(see(world.drafter), at=world.later(minutes=21))
    assert Notice.objects.get().state == "due"
    mark_shown(see(world.both), at=world.later(minutes=21))
    row = Notice.objects.get()
    assert (row.state, row.shown_at) == ("shown", world.later(minutes=21))
    keep(world.later(minutes=30))
    keep(world.later(minutes=35))
    keep(world.later(minutes=40))
    keep(world.later(minutes=45))
    assert [(row.told, row.mine) for row in see(world.drafter)] == [((), True)]
    give_duty(world.chief, duty="deputy", by="operator", at=world.at)
    assert [(row.told, row.mine) for row in see(world.drafter)] == [((world.chief.name,), False)]
    assert [row.mine for row in see(world.chief)] == [True]
    assert see(world.gone) == ()
    world.both.desk = world.approver.desk = "2"
    for officer in (world.both, world.approver):
        officer.save()
    give_duty(world.approver, duty="deputy", by="operator", at=world.at)
    assert [(row.told, row.mine) for row in see(world.chief)] == [((world.approver.name,), False)]  # of the holder's desk
    found = waiting_of(request, world.chief, by=world.actor(world.chief))
    assert [one.notice.level for one in found.values()] == ["deputy"]
    assert waiting_of(request, world.gone, by=world.actor(world.gone)) == {}


@pytest.mark.both_databases("order")
def test_the_highest_rung_stands_first(world):
    """Then what is late before what is soon, then the oldest."""
    first, second, third = (world.receive(case=f"XR-2026-00000{number}") for number in (1, 2, 3))
    for request, level, kind in ((first, Level.DESK, "warning"), (second, Level.SUPERVISOR, "warning"), (third, Level.DESK, "breach")):
        Notice.objects.create(
            clock=clock(request, "ACK"),
            kind=kind,
            moment=world.at,
            level=level.value,
            rank=rank(level, kind),
            made_at=world.at,
            next_at=world.later(days=1),
        )
    assert [row.request for row in waiting(world.drafter, by=world.actor(world.drafter)).rows] == [second, third, first]


def test_duties_are_given_and_taken(world):
    """One an officer; every change once in the journal; no other duty exists."""
    for duty in ("deputy", "deputy", "supervisor", None):
        give_duty(world.chief, duty=duty, by="operator", at=world.at)
        assert duty_of(world.chief) == duty
        assert (world.chief in on_duty("supervisor")) is (duty == "supervisor")
    assert [facts["duty"] for _, facts in said()] == ["deputy", "supervisor", ""]
    with pytest.raises(NoSuchDuty):
        give_duty(world.chief, duty="king", by="operator", at=world.at)


# -- the way out ---------------------------------------------------------------------------------


def test_what_an_approval_will_do_is_said_in_working_days(world, five_days, monkeypatch):
    """The second officer reads when the clock will be due; where no calendar says so, nothing is claimed."""
    from dataclasses import replace

    book = five_days("requesting")
    meant = Resolved("request", "REQ-PRESERVE", {"urgency": "urgent"})
    rows = tuple(msgspec.structs.replace(row, starts=("request.sent",)) if row.id == "DECIDE" else row for row in book.clocks)
    for calendars, due in ((book.calendars, True), ({}, False)):
        changed = replace(book, clocks=rows, calendars=calendars)
        for name in ("calendars", "reading.effects"):
            monkeypatch.setattr(f"comity.desk.{name}.rulebook", lambda changed=changed: changed)
        found = effects_of(meant, request=None, peer=str(world.puppet.node), at=world.at)
        assert bool(found.starts) is due


# -- tables and moments ---------------------------------------------------------------------------


def test_tables_and_their_constraints_say_the_same():
    """Lists that must not drift apart."""
    assert set(NOTICE_STATES) == {state.value for state in NoticeState}
    assert set(NOTICE_OPEN) == {state.value for state in OPEN}
    assert list(NOTICE_LEVELS) == [level.value for level in Level]
    assert set(DUTIES) == set(NOTICE_LEVELS[1:])
    assert [above(level) for level in Level] == [Level.DEPUTY, Level.SUPERVISOR, None]
    ranks = [rank(level, kind) for level in Level for kind in ("warning", "breach")]
    assert ranks == sorted(set(ranks))


MICROS = st.integers(0, 50).map(Instant)


@given(warnings=st.lists(MICROS, max_size=5), due=MICROS, start=MICROS, looks=st.lists(MICROS, min_size=1, max_size=10))
def test_every_moment_is_told_or_overtaken(warnings, due, start, looks):
    """Whenever the schedule comes: it never misses that a clock is late, tells no moment twice, and sees nothing before its time."""
    next_at = first_look(warnings, due, at=start)
    told = []
    for at in sorted(looks):
        if next_at is not None and next_at <= at:
            come = newest(warnings, due, since=next_at, at=at)
            assert come is not None
            assert come.moment <= at
            told.append(come)
            next_at = next_moment(warnings, due, after=at)
    assert len(set(told)) == len(told)
    last = max(looks)
    assert (Come("breach", due) in told) is (due <= last and first_look(warnings, due, at=start) <= last)
    passed = [one for one in warnings if start < one < due and one <= last]
    if passed and due > last:
        assert Come("warning", max(passed)) in told


def test_a_stopped_request_has_no_clock_to_warn(world):
    """Withdrawn: nothing is left for the schedule."""
    request = world.receive()
    happen(request, Happening.WITHDRAWAL, direction="in", kind="ADM-WITHDRAW", fields={}, by="test", at=world.at)
    assert not Clock.objects.filter(next_at__isnull=False).exists()
