"""What is counted, for whom: cases and events by their codes, requests by partner, what changed, one hop; and no table read to its end."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from tests.register.hands import Hands
from tests.treaty.samples import every_act
from worlds.plans import plans, read_to_the_end, take_counts

from comity.desk.indexing import index_all, pay_all
from comity.desk.reading.passed import passed_since, requests_by_code
from comity.directory.policy import Actor, NotAllowed, Role
from comity.doors.cli.demo import fields
from comity.picture.changes import what_changed
from comity.picture.countries import COMMITMENTS, MEETINGS, REQUESTS, by_country, since
from comity.picture.levels.queries import levels_of, newest_levels, standing_levels
from comity.picture.links import BOX, MOST, around_actor, around_meeting, lay_out
from comity.picture.policy import ASSESSORS, READERS, may_assess, may_look, require_look
from comity.picture.series.actions import add_figure
from comity.picture.series.queries import all_series, find_series, further_series, newest_points
from comity.picture.threats import Count, threats
from comity.picture.warning.queries import board, find_indicator, newest_readings
from comity.records.models import (
    Commitment,
    CommitmentMove,
    EventCode,
    Figure,
    IndicatorReading,
    JournalAct,
    Meeting,
    Participation,
    RegisterActor,
    Request,
    RequestCode,
    RiskLevel,
    SeriesPoint,
    Statement,
)
from comity.register.commitments.queries import newest_moves
from comity.register.meetings.queries import figures_named
from comity.register.refusals import NoSuchRow, NotOfItsList
from comity.register.threats.actions import code_event
from comity.register.threats.queries import codes_of, events_by_code
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.threats import ThreatRow


@pytest.fixture
def confirmed(assessor):
    """A report, everything in it accepted."""
    hands = Hands(assessor.world)
    hands.accept_all(hands.bring())
    return hands


def test_who_looks_and_who_assesses():
    """Two tables of roles; nobody who left."""

    def actor(role, *, active=True):
        return Actor(OfficerId("ha.n@poc.vn.example"), "ha.n", frozenset({role}), active=active)

    assert {role for role in Role if may_look(actor(role))} == set(READERS) == set(Role) - {Role.ADMINISTRATOR}
    assert {role for role in Role if may_assess(actor(role))} == set(ASSESSORS) == {Role.DRAFTER, Role.SUPERVISOR}
    assert not any(may_look(actor(role, active=False)) or may_assess(actor(role, active=False)) for role in Role)
    with pytest.raises(NotAllowed):
        require_look(actor(Role.ADMINISTRATOR))


# ---------------------------------------------------------------- threats


def test_an_event_is_counted_by_the_codes_that_an_officer_gave_it(assessor, confirmed):
    """Row 21: each use with each sector, each sort of support; other codes take the place of the first, which are kept."""
    code_event("M-000001", uses=["USE-FUNDRAISING"], sectors=["SCT-FINANCE", "SCT-GOV"], supports=["SUP-FINANCE"], **assessor.more())
    found = threats(by=assessor.who)
    assert found.cells == {("USE-FUNDRAISING", "SCT-FINANCE"): Count(0, 1), ("USE-FUNDRAISING", "SCT-GOV"): Count(0, 1)}
    assert found.supports["SUP-FINANCE"] == Count(0, 1)
    assert set(found.supports) == {"SUP-PEOPLE", "SUP-IDEOLOGY", "SUP-FINANCE", "SUP-WEAPONS"}
    assert found.sectors == ["SCT-GOV", "SCT-FINANCE"]  # in the vocabulary's order
    meeting = code_event("M-000001", uses=["USE-PROPAGANDA"], **assessor.more())
    assert codes_of(meeting, by=assessor.who).uses == ("USE-PROPAGANDA",)
    assert events_by_code(by=assessor.who) == {ThreatRow("USE-PROPAGANDA"): 1}
    assert EventCode.objects.filter(ended_at__isnull=False).count() == 3
    assert JournalAct.objects.filter(name="event.coded").count() == 2
    code_event("M-000001", **assessor.more())
    assert not events_by_code(by=assessor.who)
    Meeting.objects.update(taken_out_at=assessor.world.at)
    with pytest.raises(NoSuchRow):
        code_event("M-000001", uses=["USE-PROPAGANDA"], **assessor.more())


def test_an_event_takes_no_code_that_is_not_of_its_list(assessor, confirmed):
    """And nothing of what it had is ended."""
    code_event("M-000001", uses=["USE-PROPAGANDA"], **assessor.more())
    for wrong in ({"uses": ["SCT-GOV"]}, {"sectors": ["x"]}, {"supports": ["SUP-WEAPONS", ""]}):
        with pytest.raises(NotOfItsList):
            code_event("M-000001", **wrong, **assessor.more())
    assert events_by_code(by=assessor.who) == {ThreatRow("USE-PROPAGANDA"): 1}


def test_a_case_is_counted_by_the_codes_of_its_own_acts(assessor):
    """What an act carries as codes, once a case; made anew by the index; a case without such fields has none, whatever its words say."""
    values = dict(every_act()["REQ-FIU", "request"])
    request = assessor.world.receive(kind="REQ-FIU", values=values, case="XR-2026-000150")
    plain = assessor.world.receive(case="XR-2026-000151")
    pay_all()
    expected = {(row.ict_use, row.sector, row.support) for row in RequestCode.objects.filter(request=request)}
    assert expected
    assert not RequestCode.objects.filter(request=plain).exists()
    assert sum(requests_by_code(by=assessor.who).values()) == len(expected)
    RequestCode.objects.all().delete()
    list(index_all())
    assert {(row.ict_use, row.sector, row.support) for row in RequestCode.objects.filter(request=request)} == expected


@pytest.mark.both_databases
def test_a_case_that_is_hidden_is_in_no_count(assessor, world):
    """Behind a wall of names: neither its partner, nor its code, nor its sentence; the auditor sees events alone."""
    request = world.receive(case="XR-2026-000107")
    world.receive(case="XR-2026-000108")
    RequestCode.objects.create(request=request, ict_use="USE-PROPAGANDA", sector="SCT-CIVIL")

    def seen():
        who, at = assessor.who, since(world.at)
        return (
            sum(one.total for one in passed_since(at, by=who)),
            sum(requests_by_code(by=who).values()),
            [one.about for one in what_changed(by=who)],
            by_country(REQUESTS, by=who, at=world.at),
        )

    assert seen()[:2] == (2, 1)
    Request.objects.filter(pk=request.pk).update(wall="named")
    total, codes, changed, states = seen()
    assert (total, codes, changed, states) == (1, 0, ["XR-2026-000108"], {"XR": 1})


# ---------------------------------------------------------------- requests by partner


@pytest.mark.both_databases("sums")
def test_requests_are_counted_by_partner_with_the_median_time_to_answer(assessor, world):
    """Both ways, answered or not; the median is one that was measured; what is older than the period is not counted."""
    cases = [world.receive(case=f"XR-2026-0002{number:02}") for number in range(5)]
    for case, minutes in zip(cases, (10, 30, 1440), strict=False):
        Request.objects.filter(pk=case.pk).update(answered_at=Instant(case.opened_at.micros + minutes * 60_000_000))
    world.send()
    (found,) = passed_since(since(world.at), by=assessor.who)
    assert found.country == "XR"
    assert (found.came.asked, found.came.answered, found.came.minutes) == (5, 3, 30)
    assert (found.out.asked, found.out.answered, found.out.minutes) == (1, 0, None)
    Request.objects.update(opened_at=Instant.of(world.at.datetime() - timedelta(days=366)))
    assert not passed_since(since(world.at), by=assessor.who)


def test_the_first_answer_is_kept_beside_the_case(assessor, world):
    """When it goes; a second one changes nothing."""
    request = world.receive(case="XR-2026-000107")
    world.answer(request, fields.preserved(at=world.at), at=world.later(hours=3))
    request.refresh_from_db()
    assert request.answered_at == world.later(hours=3)


# ---------------------------------------------------------------- what changed, one hop


@pytest.mark.both_databases("order")
def test_what_changed_is_told_newest_first_from_coded_facts(assessor, world, confirmed):
    """Levels raised and lowered, a crossing, a figure, a commitment, a request, each with what it is about."""
    for hours, level in ((1, "RL-LOW"), (2, "RL-SEVERE"), (3, "RL-MODERATE"), (4, "RL-MODERATE")):
        made = assessor.level(level=level)
        RiskLevel.objects.filter(pk=made.pk).update(set_at=world.later(hours=hours))
    found = what_changed(by=assessor.who, most=30)
    assert [one.sort for one in found[:4]] == ["level-kept", "level-lowered", "level-raised", "level-set"]
    assert found[1].facts == {"scope": "RS-NATIONAL", "level": "RL-MODERATE", "was": "RL-SEVERE"}
    assessor.read(assessor.indicator(), "41")
    add_figure(assessor.series().pk, figure=assessor.figure().pk, said_on="2023", **assessor.more())
    world.receive(case="XR-2026-000107")
    sorts = {one.sort for one in what_changed(by=assessor.who, most=30)}
    assert {"crossed", "figure", "came", "commitment"} <= sorts
    assert all(one.at.micros >= other.at.micros for one, other in pairwise(found))


def test_one_hop_has_at_most_sixty_boxes_and_no_two_touch(assessor, confirmed):
    """Who, meetings, what was said, from either end; what does not fit is told."""
    meeting, speaker = Meeting.objects.first(), Statement.objects.exclude(speaker=None).first().speaker
    around = around_meeting(meeting.number, by=assessor.who)
    assert {node.sort for node in around.nodes} == {"actor", "meeting", "statement"}
    assert around.nodes[0] == around.middle
    hop = around_actor(speaker.pk, by=assessor.who)
    assert meeting.number in {node.key for node in hop.nodes}
    first = Statement.objects.exclude(speaker=None).first()
    values = {field.attname: getattr(first, field.attname) for field in Statement._meta.concrete_fields if not field.primary_key}
    Statement.objects.bulk_create(Statement(**values | {"words": f"Câu {number}"}) for number in range(90))
    full = around_actor(speaker.pk, by=assessor.who)
    assert len(full.nodes) == MOST
    assert full.left_out >= 30
    sheet = lay_out(full)
    assert sheet == lay_out(full)
    corners = [(place.x, place.y) for place in sheet.places]
    assert len(set(corners)) == MOST
    assert all(abs(one[1] - other[1]) >= BOX[1] for one in corners for other in corners if one[0] == other[0] and one != other)
    assert all(place.y + BOX[1] <= sheet.height for place in sheet.places)


# ---------------------------------------------------------------- plans


@pytest.mark.both_databases("plans")
def test_no_question_reads_a_large_table_to_its_end(assessor, world, confirmed):
    """Each question of the risk picture with the plan that the database has for it."""
    world.receive(case="XR-2026-000300")
    rows = 200
    copies(Request, rows, reference=lambda number: f"XR-2026-1{number:05}")
    copies(Commitment, rows, number=lambda number: f"C-1{number:05}")
    copies(CommitmentMove, rows)
    copies(Meeting, rows, number=lambda number: f"M-1{number:05}")
    copies(Participation, rows)
    copies(Statement, rows)
    EventCode.objects.bulk_create(
        EventCode(meeting_id=one.pk, ict_use="USE-PROPAGANDA", sector="SCT-GOV", by=world.drafter, at=world.at)
        for one in Meeting.objects.all()
    )
    RequestCode.objects.bulk_create(RequestCode(request_id=one.pk, support="SUP-FINANCE") for one in Request.objects.all())
    assessor.level()
    copies(RiskLevel, rows, ended_at=lambda _: world.at)
    watched = assessor.read(assessor.indicator(), "3").indicator
    copies(IndicatorReading, rows)
    put = add_figure(assessor.series().pk, figure=assessor.figure().pk, said_on="2023", **assessor.more()).series
    copies(Figure, rows)
    figures = Figure.objects.exclude(pk=SeriesPoint.objects.get().figure_id).order_by("pk")[:rows]
    copies(SeriesPoint, rows, figure_id=lambda number: figures[number].pk)
    take_counts()
    who, at = assessor.who, world.at
    actor = RegisterActor.objects.filter(sort="person").first()
    asked = {
        "levels": lambda: standing_levels(by=who, at=at),
        "history": lambda: levels_of("RS-NATIONAL", by=who),
        "newest levels": lambda: newest_levels(12, by=who),
        "what changed": lambda: what_changed(by=who),
        "requests by partner": lambda: passed_since(since(at), by=who),
        "threats": lambda: threats(by=who),
        "board": lambda: board(by=who),
        "one indicator": lambda: find_indicator(watched.pk, by=who),
        "newest readings": lambda: newest_readings(12, by=who),
        "series": lambda: all_series(by=who),
        "further series": lambda: further_series(by=who),
        "one series": lambda: find_series(put.pk, by=who),
        "newest figures": lambda: newest_points(12, by=who),
        "figures": lambda: figures_named(by=who),
        "figures by words": lambda: figures_named(by=who, q="100000"),
        "moves": lambda: newest_moves(12, by=who),
        "commitments by State": lambda: by_country(COMMITMENTS, by=who, at=at),
        "meetings by State": lambda: by_country(MEETINGS, by=who, at=at),
        "around a meeting": lambda: around_meeting("M-000001", by=who),
        "around an actor": lambda: around_actor(actor.pk, by=who),
    }
    read = {f"{name}: {sql}": plan for name, ask in asked.items() for sql, plan in plans(ask) if read_to_the_end(sql, plan)}
    assert not read, "\n".join(f"{one[:60]} .. {one[-400:]}\n    {plan}" for one, plan in read.items())
    if connection.vendor == "sqlite":  # PostgreSQL weighs a small table otherwise
        counted = [
            line for sql, plan in plans(asked["requests by partner"]) if "GROUP BY" in sql for line in plan if "request_passed" in line
        ]
        assert all("COVERING INDEX request_passed (opened_at>?)" in line for line in counted)
        assert len(counted) == 2


def copies(model, rows, **changes):
    """Make rows like the first of a table."""
    first = model.objects.order_by("pk").first()
    values = {field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields if not field.primary_key}
    model.objects.bulk_create(model(**values | {name: make(number) for name, make in changes.items()}) for number in range(rows))
