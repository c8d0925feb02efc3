"""The rows of years that the risk picture is measured with are such as officers leave behind: the picture shows them."""

from benchmarks.outlook import Years, fill
from tests.register.hands import Hands

from comity.desk.reading.passed import passed_since
from comity.picture.countries import since
from comity.picture.levels.queries import levels_of, standing_levels
from comity.picture.series.queries import all_series, find_series
from comity.picture.threats import threats
from comity.picture.warning.queries import board
from comity.records.models import IndicatorReading, Meeting, Request, RiskLevel, Series


def test_every_scope_has_its_levels_and_the_board_its_readings(world):
    """What stands is the newest; the retired are off the board; every fifth meeting and third request is coded; who answered says when."""
    hands = Hands(world)
    hands.accept_all(hands.bring())
    for number in range(4):
        world.receive(case=f"XR-2026-0001{number:02}")
    Request.objects.update(state="answered")
    fill(by=world.drafter, at=world.at, years=Years(months=3, board=2, weeks=4, series=2, points=3))
    who = world.actor(world.drafter)
    standing = standing_levels(by=who, at=world.at)
    assert all(one.level for one in standing)
    assert RiskLevel.objects.count() == 3 * len(standing)
    assert [one.ended_at is None for one in levels_of("RS-NATIONAL", by=who)] == [True, False, False]
    assert [len(one.readings) for one in board(by=who)] == [4, 4]
    assert IndicatorReading.objects.count() == 16
    assert [[point.said for point in one.points] for one in all_series(by=who)] == [["2015-01", "2015-02", "2015-03"]] * 2
    assert find_series(Series.objects.first().pk, by=who).points[0].figure.document.number == "R-000001"
    counted = threats(by=who)
    cases = sum(one.cases for one in (*counted.cells.values(), *counted.supports.values()))
    events = sum(one.events for one in (*counted.cells.values(), *counted.supports.values()))
    assert (cases, events) == (2, -(-Meeting.objects.count() // 5))
    assert sum(one.came.answered for one in passed_since(since(world.at), by=who)) == 4
