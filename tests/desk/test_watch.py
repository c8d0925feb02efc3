"""The watch queue against one that is reckoned by hand, row by row: whose, asleep, hidden, and more than is shown."""

import random
from datetime import timedelta

import pytest

from comity.desk.reading.presence import PRESENT_FOR
from comity.desk.reading.watch import COUNTED, OURS, PRESERVED, SHOWN, THEIRS, Section, watch
from comity.desk.shifts.gathering import ROWS as OF_A_BRIEF
from comity.desk.shifts.gathering import gather
from comity.desk.states import State
from comity.desk.visibility import sees_all, visible_to
from comity.directory.posts import give_clearance
from comity.records.models import Admitted, Presence, Request, Unread
from comity.terms.levels import Level

pytestmark = pytest.mark.both_databases

ROWS = 420
DAY = timedelta(hours=24)


@pytest.fixture
def crowd(world):
    """Requests in every state, most of them open, of two holders and of none; some at the very moments at which a count turns."""
    first = world.receive()
    base = {field.attname: getattr(first, field.attname) for field in Request._meta.concrete_fields if field.attname != "id"}
    draw = random.Random(26)
    states = [state.value for state in (*State, *(State.ANSWERED,) * 4)]
    spans = (timedelta(0), DAY, DAY + timedelta(microseconds=1), *(timedelta(hours=hours) for hours in range(-40, 70)))
    sleeps = (*(timedelta(0),) * 20, timedelta(hours=-1), *(timedelta(hours=hours) for hours in range(1, 40)))
    Request.objects.bulk_create(
        Request(
            **base
            | {
                "reference": f"XR-2025-{number:06d}",
                "direction": draw.choice(("in", "out")),
                "state": draw.choice(states),
                "holder_id": draw.choice((None, world.drafter.pk, world.drafter.pk, world.approver.pk)),
                "due_at": world.at + draw.choice(spans) if draw.random() < 0.7 else None,
                "asleep_until": world.at + draw.choice(sleeps) if draw.random() < 0.3 else None,
            }
        )
        for number in range(ROWS)
    )
    return world


def pairs(*states):
    """Return directions and states, as a request has them."""
    return {(direction, state.value) for some in states for direction, listed in some for state in listed}


def reckoned(rows, *, at, mine=None):
    """Return of each section its rows in order, how many there are, and when the first that is not shown is due; and the counts."""
    awake = [row for row in rows if row.asleep_until is None or row.asleep_until <= at]

    def of(states, *, dated=False):
        wanted = pairs(states)
        found = [row for row in awake if (row.direction, row.state) in wanted and not (dated and row.due_at is None)]
        return sorted(found, key=lambda row: (row.due_at is None, row.due_at.micros if row.due_at else 0, row.pk))

    asleep = sorted((row for row in rows if row.asleep_until and row.asleep_until > at), key=lambda row: (row.asleep_until.micros, row.pk))
    ours = of(OURS)
    found = {Section.DECISION: ours, Section.THEM: of(THEIRS), Section.ENDING: of(PRESERVED, dated=True), Section.ASLEEP: asleep}
    sections = {
        name: (
            [row.pk for row in some[:SHOWN]],
            min(len(some), COUNTED),
            some[SHOWN].due_at if len(some) > SHOWN and name is not Section.ASLEEP else None,
        )
        for name, some in found.items()
    }
    shown = [row for some in found.values() for row in some[:SHOWN] if row.due_at]
    return sections, {
        "nearest": min(row.due_at.micros for row in shown) if shown else None,
        "late": min(COUNTED, sum(row.due_at is not None and row.due_at <= at for row in rows)),
        "due_soon": min(COUNTED, sum(row.due_at is not None and at < row.due_at <= at + DAY for row in rows)),
        "free": 0 if mine else min(COUNTED, sum(row.holder_id is None and (row.direction, row.state) in pairs(OURS) for row in rows)),
    }


@pytest.mark.parametrize("hidden", [0, 9], ids=["sees all", "sees not all"])
@pytest.mark.parametrize("asked", [{}, {"mine": True}, {"free": True}], ids=["all", "mine", "free"])
def test_the_queue_is_what_one_would_reckon_by_hand(crowd, asked, hidden):
    """Each section in its order, counted to a hundred, and the next deadline of what is not shown; by the index alone, and row by row."""
    walled = list(Request.objects.filter(state=OURS[0][1][0].value).values_list("pk", flat=True)[:hidden])
    Request.objects.filter(pk__in=walled).update(wall="named")
    who = crowd.actor(crowd.drafter)
    assert sees_all(who) is not bool(hidden)
    holder = {"mine": crowd.drafter.pk, "free": None}
    rows = [row for row in Request.objects.exclude(pk__in=walled) if all(row.holder_id == holder[name] for name in asked)]
    sections, counts = reckoned(rows, at=crowd.at, mine=asked.get("mine"))
    assert asked or (all(total > SHOWN for _, total, _ in sections.values()) and COUNTED in [total for _, total, _ in sections.values()])
    found = watch(crowd.drafter, by=who, at=crowd.at, **asked)
    told = {rows.section: ([row.request.pk for row in rows.requests], rows.total, rows.next_due) for rows in found.sections}
    assert {name: told[name] for name in sections} == sections
    nearest = found.nearest.request.due_at.micros if found.nearest else None
    assert {"nearest": nearest, "late": found.late, "due_soon": found.due_soon, "free": found.free} == counts


def test_beside_a_row_stand_those_who_read_it_now_and_what_there_is_of_it(crowd):
    """Others, not oneself, nor who left it; how many acts, and what was not read; of another request nothing."""
    first = Request.objects.exclude(reference__startswith="XR-2025").get()
    seen = {
        crowd.approver: crowd.at + -PRESENT_FOR,
        crowd.both: crowd.at,
        crowd.drafter: crowd.at,
        crowd.chief: crowd.at + -PRESENT_FOR + timedelta(microseconds=-1),
    }
    Presence.objects.bulk_create(Presence(officer=officer, request=first, seen_at=moment) for officer, moment in seen.items())
    Unread.objects.filter(request=first).delete()
    Unread.objects.create(request=first, officer=crowd.drafter, count=3)
    Request.objects.filter(pk=first.pk).update(due_at=crowd.at + -timedelta(days=90))
    found = watch(crowd.drafter, by=crowd.actor(crowd.drafter), at=crowd.at)
    rows = {row.request.pk: row for rows in found.sections for row in rows.requests}
    one = rows.pop(first.pk)
    assert found.nearest == one
    assert sorted(one.present) == sorted((crowd.approver.name, crowd.both.name))
    assert (one.acts, one.unread, one.notes, one.waiting, one.offer) == (1, 3, 0, 0, None)
    assert {(row.present, row.acts, row.unread, row.notes, row.waiting, row.offer) for row in rows.values()} == {((), 0, 0, 0, 0, None)}


@pytest.mark.parametrize("kept", [ROWS, 200, 120], ids=["no room for what has no clock", "for some of it", "for all"])
def test_a_brief_hands_over_the_same_requests(crowd, kept):
    """By their clocks, then what has none; what has no room is counted.

    Nothing that is over; and nothing that is walled or classified, though who gives it is inside: whoever gets it may not be.
    """
    crowded = Request.objects.filter(reference__startswith="XR-2025")
    crowded.filter(reference__gte=f"XR-2025-{kept:06d}").delete()
    walled, classified = crowded.filter(reference__endswith="7"), crowded.filter(reference__endswith="8")
    walled.update(wall="named")
    Admitted.objects.bulk_create(Admitted(request=row, officer=crowd.drafter) for row in walled)
    classified.update(level=Level.CONFIDENTIAL.value)
    give_clearance(crowd.drafter, level=Level.CONFIDENTIAL, by="operator", at=crowd.at)
    crowd.drafter.refresh_from_db()
    assert visible_to(crowd.actor(crowd.drafter)).count() == Request.objects.count()
    open_, ended = pairs(OURS, THEIRS), pairs(PRESERVED)
    rows = list(Request.objects.filter(wall="", level="open"))
    dated = [row for row in rows if row.due_at and (row.direction, row.state) in open_ | ended]
    undated = [row for row in rows if not row.due_at and (row.direction, row.state) in open_]
    told = [*sorted(dated, key=lambda row: (row.due_at.micros, row.pk)), *sorted(undated, key=lambda row: row.pk)]
    assert (len(dated) > OF_A_BRIEF, len(told) > OF_A_BRIEF) == (kept == ROWS, kept > 120)
    brief = gather(crowd.drafter, receiver=None, at=crowd.at)
    assert [row.reference for row in brief.rows] == [row.reference for row in told[:OF_A_BRIEF]]
    assert brief.more == max(0, len(told) - OF_A_BRIEF)
