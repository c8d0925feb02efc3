"""The early-warning board and the series: readings by officers, crossings that say so, figures of the register with their sentences."""

import pytest

from comity.directory.policy import NotAllowed
from comity.picture.refusals import InAnotherUnit, InTheSeries, NoSuchPart, NotADay, NotANumber, NotOnTheList, ReasonOwed, Retired
from comity.picture.series.actions import add_figure, make_series, take_out
from comity.picture.series.queries import MOST, SHOWN, all_series, find_series, further_series
from comity.picture.warning.actions import make_indicator, retire_indicator, warns
from comity.picture.warning.queries import board, find_indicator
from comity.records.models import Figure, Indicator, IndicatorReading, JournalAct, SeriesPoint
from comity.register.refusals import DateUnclear


def test_a_reading_that_crosses_says_so(assessor):
    """Threshold 40 from below: 39.5 is quiet, 40 warns; the board has those that warn first, with the change since the reading before."""
    quiet, loud = assessor.indicator(name="Quiet"), assessor.indicator(name="Loud")
    assessor.read(quiet, "3", days=1)
    assert [assessor.read(loud, value, days=days).crossed for days, value in ((9, "39.5"), (2, "40"))] == [False, True]
    found = board(by=assessor.who)
    assert [(one.indicator.name, one.indicator.crossed, one.change) for one in found] == [("Loud", True, 0.5), ("Quiet", False, None)]
    assert [act.name for act in JournalAct.objects.filter(name__startswith="indicator.").order_by("index")] == [
        "indicator.made",
        "indicator.made",
        *["indicator.read"] * 3,
    ]


def test_what_was_read_later_of_an_earlier_day_is_not_what_holds_now(assessor):
    """The newest day counts; of one day the last that was recorded."""
    one = assessor.indicator()
    assessor.read(one, "50", days=1)
    assessor.read(one, "7", days=30)
    one.refresh_from_db()
    assert (one.value, one.crossed) == ("50", True)
    assessor.read(one, "12", days=1)
    one.refresh_from_db()
    assert (one.value, one.crossed) == ("12", False)
    assert [reading.value for reading in find_indicator(one.pk, by=assessor.who).readings] == ["7", "50", "12"]


@pytest.mark.parametrize(
    ("value", "way", "warned"),
    [
        ("40", "TW-FROM", True),
        ("39.999", "TW-FROM", False),
        ("40.0", "TW-DOWN", True),
        ("40.001", "TW-DOWN", False),
        ("-5", "TW-DOWN", True),
    ],
)
def test_which_side_of_a_threshold_warns(value, way, warned):
    """The threshold itself does, on both."""
    assert warns(value, threshold="40", way=way) is warned


@pytest.mark.both_databases
def test_bad_readings_are_refused_and_nothing_is_kept(assessor):
    """No number, no day, a day to come, a retired indicator, one that is not there."""
    one = assessor.indicator()
    for value in ("", "1,5", "1e3", "NaN", "0x1", "01", "1.2.3", "9" * 20):
        with pytest.raises(NotANumber):
            assessor.read(one, value)
    for days in (-9, -400):
        with pytest.raises(NotADay):
            assessor.read(one, "1", days=days)
    retire_indicator(one.pk, reason="Nguồn không còn công bố.", **assessor.more())
    with pytest.raises(Retired):
        assessor.read(one, "1")
    with pytest.raises(NoSuchPart):
        find_indicator(99, by=assessor.who)
    assert not IndicatorReading.objects.exists()
    assert not board(by=assessor.who)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"threshold": "many"}, NotANumber),
        ({"field": "RF-X"}, NotOnTheList),
        ({"way": ""}, NotOnTheList),
        ({"name": " "}, ReasonOwed),
        ({"owner": ""}, ReasonOwed),
        ({"source": ""}, ReasonOwed),
    ],
)
def test_an_indicator_has_a_threshold_an_owner_and_a_source(assessor, wrong, refusal):
    """One without them is watched by nobody."""
    with pytest.raises(refusal):
        assessor.indicator(**wrong)
    assert not Indicator.objects.exists()


def test_a_series_shows_figures_of_the_register_with_their_sentences(assessor):
    """Row 7: number, bound, unit, period, issuer, caveat and quotation; what the register took out is in no chart."""
    series = assessor.series()
    first, second = assessor.figure(value="91500", bound=""), assessor.figure()
    for figure, period in ((second, "2023"), (first, "2022")):
        add_figure(series.pk, figure=figure.pk, said_on=period, caveat="Theo báo chí.", **assessor.more())
    (told,) = all_series(by=assessor.who)
    assert [(one.said, one.figure.bound, one.figure.value, one.figure.issuer, one.caveat) for one in told.points] == [
        ("2022", "", "91500", "Bộ Công an", "Theo báo chí."),
        ("2023", ">", "100000", "Bộ Công an", "Theo báo chí."),
    ]
    assert told.points[1].figure.words == "Trong năm qua đã xảy ra hơn 100000 vụ."
    assert told.points[1].figure.document.number == "R-000001"
    Figure.objects.filter(pk=first.pk).update(taken_out_at=assessor.world.at)
    assert [one.figure_id for one in find_series(series.pk, by=assessor.who).points] == [second.pk]


def test_of_a_long_series_the_newest_points_are_shown_and_it_says_that_there_are_earlier_ones(assessor, monkeypatch):
    """Twelve of each where many stand together, more on its own page; always the newest, the earliest of them first."""
    monkeypatch.setattr("comity.picture.series.queries._POINTS", SHOWN + 2)
    series = assessor.series()
    for number in range(SHOWN + 3):
        figure = assessor.figure(value=str(1000 + number))
        add_figure(series.pk, figure=figure.pk, said_on=str(2000 + number), **assessor.more())
        (told,) = all_series(by=assessor.who)
        whole = find_series(series.pk, by=assessor.who)
        years = [str(2000 + one) for one in range(number + 1)]
        assert ([one.said for one in told.points], told.earlier) == (years[-SHOWN:], number >= SHOWN)
        assert ([one.said for one in whole.points], whole.earlier) == (years[-SHOWN - 2 :], number >= SHOWN + 2)


def test_of_many_series_the_newest_are_drawn_and_every_other_is_named(assessor):
    """None is lost that is older."""
    made = [assessor.series(name=f"Vụ tấn công, loại {number}").pk for number in range(MOST + 3)]
    assert [one.series.pk for one in all_series(by=assessor.who)] == made[:2:-1]
    assert [one.pk for one in further_series(by=assessor.who)] == made[2::-1]


@pytest.mark.both_databases
def test_a_figure_stands_once_in_a_series_and_is_taken_out_with_a_reason(assessor):
    """Its row is kept; then it may stand there again, of another period."""
    series, figure = assessor.series(), assessor.figure()
    point = add_figure(series.pk, figure=figure.pk, said_on="2023", **assessor.more())
    with pytest.raises(InTheSeries):
        add_figure(series.pk, figure=figure.pk, said_on="2024", **assessor.more())
    with pytest.raises(ReasonOwed):
        take_out(point.pk, reason="", **assessor.more())
    take_out(point.pk, reason="Sai kỳ.", **assessor.more())
    with pytest.raises(NoSuchPart):
        take_out(point.pk, reason="Sai kỳ.", **assessor.more())
    add_figure(series.pk, figure=figure.pk, said_on="2024-06", **assessor.more())
    assert [(one.said, bool(one.ended_at)) for one in SeriesPoint.objects.order_by("pk")] == [("2023", True), ("2024-06", False)]


def test_bad_points_are_refused(assessor):
    """A period without a year, none, a value that is no number, a figure or series that is not there."""
    series, figure = assessor.series(), assessor.figure()
    for period in ("", "--06-30", "last year"):
        with pytest.raises(DateUnclear):
            add_figure(series.pk, figure=figure.pk, said_on=period, **assessor.more())
    odd = assessor.figure(value="100-200")
    with pytest.raises(InAnotherUnit):
        add_figure(series.pk, figure=odd.pk, said_on="2023", **assessor.more())
    for key, of in ((series.pk, 9999), (9999, figure.pk)):
        with pytest.raises(NoSuchPart):
            add_figure(key, figure=of, said_on="2023", **assessor.more())
    assert not SeriesPoint.objects.exists()


def test_who_does_not_assess_makes_nothing(assessor):
    """The second officer of the desk reads the board and the series, and changes neither."""
    more = assessor.more(by=assessor.world.approver)
    for deed in (
        lambda: make_indicator(typed={}, **more),
        lambda: make_series(typed={}, **more),
        lambda: retire_indicator(1, reason="x", **more),
    ):
        with pytest.raises(NotAllowed):
            deed()
