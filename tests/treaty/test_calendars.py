"""National calendars: the shipped ones against what is known of sky, church and law; strange ones against a slow reference."""

import math
from datetime import date, timedelta

import msgspec
import pytest
from slowtime import WORDS, calendar_row, every_day, worked_days

from comity.terms.identifiers import Country
from comity.terms.refusals import Malformed
from comity.terms.vocabulary import Verified
from comity.treaty.calendars import YearNotRecorded, build_calendar, show_calendar
from comity.treaty.loading import DemoData, UncitedRule, read_pack, require_sound
from comity.treaty.pack import Pack
from comity.treaty.pack_calendars import AnchorRow, CalendarRow, HolidayRow, WorkedRow
from comity.treaty.rulebook import NoRule, Rulebook

DAY = timedelta(days=1)


def rows() -> list[CalendarRow]:
    """Return the calendars that are shipped, as the pack has them."""
    from importlib import resources

    folder = resources.files("comity.treaty") / "compiled"
    files = (("rulebook.json", False), ("demo.json", True))
    return [row for name, demo in files for row in read_pack((folder / name).read_bytes(), demo=demo)[0].calendars]


# -- the sky and the church -----------------------------------------------------------------------


def new_moon(number: int) -> date:
    """Return the day in Ha Noi of a new moon, counted from the first of 2000 (Meeus, Astronomical Algorithms, chapter 49)."""
    t = number / 1236.85
    e = 1 - 0.002516 * t
    sun = math.radians(2.5534 + 29.1053567 * number)
    moon = math.radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * number - 0.0016118 * t * t)
    terms = (
        (-0.4072, moon),
        (0.17241 * e, sun),
        (0.01608, 2 * moon),
        (0.01039, 2 * node),
        (0.00739 * e, moon - sun),
        (-0.00514 * e, moon + sun),
        (0.00208 * e * e, 2 * sun),
        (-0.00111, moon - 2 * node),
        (-0.00057, moon + 2 * node),
    )
    julian = 2451550.09766 + 29.530588861 * number + 0.00015437 * t * t + sum(size * math.sin(angle) for size, angle in terms)
    return date(2000, 1, 1) + timedelta(days=math.floor(julian - 72 / 86400 - 2451544.5 + 7 / 24))


def sun_sector(day: date) -> int:
    """Return in which twelfth of its way the sun stands when a day begins in Ha Noi; 9 begins with the winter solstice."""
    t = ((day - date(2000, 1, 1)).days - 0.5 - 7 / 24 + 72 / 86400) / 36525
    mean, anomaly = 280.46646 + 36000.76983 * t, math.radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly)
    return int((mean + centre - 0.00569 - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * t))) % 360 // 30)


def eleventh_month(year: int) -> int:
    """Return the number of the new moon that begins the month of the winter solstice."""
    number = math.floor((year + 1 - 2000) * 12.3685) + 1
    while new_moon(number) > date(year, 12, 31):
        number -= 1
    return number - 1 if sun_sector(new_moon(number)) >= 9 else number


def lunar_month(year: int, month: int) -> date:
    """Return the first day of a month (1 to 10) of the Vietnamese lunisolar year; a leap month has the sun in one sector only."""
    start, end = eleventh_month(year - 1), eleventh_month(year)
    count, leapt = 11, False
    for number in range(start + 1, end):
        leap = end - start == 13 and not leapt and sun_sector(new_moon(number)) == sun_sector(new_moon(number + 1))
        leapt |= leap
        count = count if leap else count % 12 + 1
        if count == month and not leap:
            return new_moon(number)
    raise AssertionError(year, month)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_moon_feasts_are_where_the_sky_has_them(year: int):
    """Tết and Hung Kings' Day, computed anew from new moons and the sun's place over Ha Noi."""
    anchors = {anchor.name: anchor.dates for row in rows() if row.country == "VN" for anchor in row.anchors}
    assert lunar_month(year, 1) in anchors["tet"]
    assert lunar_month(year, 3) + 9 * DAY in anchors["hung-kings"]


def test_in_2030_the_new_year_is_a_day_earlier_than_in_beijing(book: Rulebook):
    """The new moon of 2 February 2030 is at 23:07 in Ha Noi and at 00:07 in Beijing: nobody else's list will do."""
    off = {holiday.on: holiday.labels["vi"] for holiday in book.calendar(Country("VN")).holidays}
    assert off[date(2030, 2, 2)] == "Tết Âm lịch"
    assert date(2030, 2, 3) in off
    assert date(2030, 2, 5) in off  # in lieu of Saturday and Sunday


@pytest.mark.parametrize("year", range(2024, 2036))
def test_easter_is_where_the_church_has_it(year: int):
    """By the rule of Gauss, as mended by Butcher."""
    century, rest = divmod(year, 100)
    gold = year % 19
    epact = (19 * gold + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    month, day = divmod(epact + week - 7 * ((gold + 11 * epact + 22 * week) // 451) + 114, 31)
    dated = [anchor.dates for row in rows() for anchor in row.anchors if anchor.name == "easter"]
    assert len(dated) == 2
    assert all(date(year, month, day + 1) in dates for dates in dated)


# -- the law --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "first", "last", "working"),
    [
        ("VN", date(2024, 2, 8), date(2024, 2, 14), []),  # Tết: five days, two of them on a weekend
        ("VN", date(2025, 1, 25), date(2025, 2, 2), []),
        ("VN", date(2026, 2, 14), date(2026, 2, 22), []),
        ("VN", date(2026, 4, 25), date(2026, 5, 4), [28, 29, 4]),  # Hung Kings' Day on a Sunday: Monday in lieu
        ("VN", date(2024, 4, 27), date(2024, 5, 4), [2, 3, 4]),  # Monday the 29th exchanged for Saturday the 4th
        ("VN", date(2026, 8, 22), date(2026, 9, 3), [22, 24, 25, 26, 27, 28, 3]),
        ("FR", date(2026, 5, 1), date(2026, 5, 8), [4, 5, 6, 7]),
        ("AT", date(2026, 12, 24), date(2026, 12, 28), [24, 28]),  # the 26th is a Saturday, and nothing is given for it
        ("XR", date(2024, 7, 20), date(2024, 7, 23), [23]),
    ],
)
def test_the_shipped_calendars(demo: Rulebook, country: str, first: date, last: date, working: list[int]):
    """Days worked from `first` to `last`."""
    calendar = demo.calendar(Country(country))
    span = [first + number * DAY for number in range((last - first).days + 1)]
    assert [day.day for day in span if calendar.is_working(day)] == working
    assert calendar.count(first - DAY, last) == len(working)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.country)
def test_each_shipped_calendar_is_what_the_slow_reference_makes_of_it(row: CalendarRow):
    """Every day of every recorded year."""
    calendar = build_calendar(row)
    assert frozenset(day for day in every_day(row) if calendar.is_working(day)) == worked_days(row)


def test_every_row_of_a_calendar_cites(demo: Rulebook):
    """Each day off has an article; each country its instrument, source and how well it was checked."""
    for calendar in demo.calendars.values():
        assert calendar.instrument
        assert calendar.source
        assert calendar.article
        assert all(holiday.article and holiday.labels["vi"] for holiday in calendar.holidays)


def test_what_is_not_decided_yet_is_said(demo: Rulebook):
    """Viet Nam's days of 2027 are not all decided; Austria's law says them all."""
    viet_nam, austria = demo.calendar(Country("VN")), demo.calendar(Country("AT"))
    assert viet_nam.is_complete(date(2026, 12, 31))
    assert not viet_nam.is_complete(date(2027, 1, 1))
    assert viet_nam.note
    assert austria.is_complete(date(2035, 12, 31))


# -- no calendar, no answer -----------------------------------------------------------------------


def test_a_country_without_calendar_has_no_default(book: Rulebook):
    """Nobody's weekend is anybody else's; the fictional State is no State of a real node."""
    for code in ("US", "XR"):
        with pytest.raises(NoRule, match=code):
            book.calendar(Country(code))


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2036, 1, 1)])
def test_a_year_that_is_not_recorded_is_refused(book: Rulebook, day: date):
    """Also when counting runs into it."""
    calendar = book.calendar(Country("VN"))
    with pytest.raises(YearNotRecorded, match=str(day.year)):
        calendar.is_working(day)
    with pytest.raises(YearNotRecorded, match="2036"):
        list(calendar.working_days_after(date(2035, 12, 20)))


FEAST = AnchorRow(name="feast", dates=(date(2024, 3, 1), date(2025, 3, 2), date(2026, 3, 3)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"weekend": ()}, "weekend"),
        ({"weekend": (0, 6)}, "weekend"),
        ({"weekend": tuple(range(1, 8))}, "weekend"),
        ({"zone": "Europe/Strelsau"}, "time zone"),
        ({"zone": "../passwd"}, "time zone"),
        ({"complete_until": 2027}, "order"),
        ({"last_year": 2023}, "order"),
        ({"holidays": (HolidayRow(labels=WORDS, article="1", yearly="02-29"),)}, "every year"),
        ({"holidays": (HolidayRow(labels=WORDS, article="1", yearly="05-01", dates=(date(2024, 5, 1),)),)}, "yearly"),
        ({"holidays": (HolidayRow(labels=WORDS, article="1"),)}, "yearly"),
        ({"holidays": (HolidayRow(labels=WORDS, article="1", dates=(date(2027, 5, 1),)),)}, "recorded"),
        ({"holidays": (HolidayRow(labels=WORDS, article="1", anchor="feast", offsets=(0,)),)}, "one feast"),
        ({"holidays": (HolidayRow(labels=WORDS, article="1", anchor="feast"),), "anchors": (FEAST,)}, "yearly"),
        (
            {
                "holidays": (HolidayRow(labels=WORDS, article="1", anchor="feast", offsets=(0,)),),
                "anchors": (msgspec.structs.replace(FEAST, dates=FEAST.dates[:2]),),
            },
            "each recorded year",
        ),
        ({"worked": (WorkedRow(dates=(date(2024, 5, 2),)),)}, "worked"),
        ({"worked": (WorkedRow(dates=(date(2025, 5, 3), date(2026, 5, 1))),)}, "worked"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_not_loaded(changes: dict, says: str):
    """With a sentence that says where."""
    with pytest.raises(Malformed, match=says):
        build_calendar(calendar_row(**changes))


def test_a_feast_near_the_new_year_may_give_a_day_of_the_next(demo: Rulebook):
    """A Sunday, 31 December: the day in lieu is of the next year, and of none where the record ends."""
    sunday = HolidayRow(labels=WORDS, article="1", dates=(date(2024, 12, 29), date(2024, 12, 30), date(2024, 12, 31)))
    row = calendar_row(holidays=(sunday,), in_lieu="next-working-day")
    assert not build_calendar(row).is_working(date(2025, 1, 1))
    ended = build_calendar(msgspec.structs.replace(row, last_year=2024, complete_until=2024))
    assert [holiday.on.year for holiday in ended.holidays] == [2024] * 3


def test_a_real_pack_has_no_calendar_of_a_fictional_state():
    """The demonstration's calendar stays in the demonstration; one without source, or in one language, loads nowhere."""
    row = calendar_row(source="test", verified=Verified.MEMORY)
    holiday = msgspec.structs.replace(row.holidays[0], source="test", verified=Verified.MEMORY)
    sound = msgspec.structs.replace(row, holidays=(holiday,))
    require_sound(Pack(version="1", demo=True, calendars=(sound,)), demo=True)
    with pytest.raises(DemoData):
        require_sound(Pack(version="1", calendars=(sound,)), demo=False)
    real = msgspec.structs.replace(sound, country="VN")
    require_sound(Pack(version="1", calendars=(real,)), demo=False)
    for changes in ({"source": ""}, {"verified": None}, {"article": ""}, {"instrument": ""}, {"holidays": row.holidays}):
        with pytest.raises(UncitedRule):
            require_sound(Pack(version="1", calendars=(msgspec.structs.replace(real, **changes),)), demo=False)
    with pytest.raises(Malformed, match="both languages"):
        require_sound(Pack(version="1", calendars=(msgspec.structs.replace(real, labels={"en": "Viet Nam"}),)), demo=False)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ("2026-04-27  Hung Kings' Day (in lieu of 26 Apr 2026)", "2026-08-22  worked", "checked: memory only")),
        ("vi", ("2026-04-27  Ngày Giỗ Tổ Hùng Vương (nghỉ bù cho 26/04/2026)", "2026-08-22  làm việc", "theo trí nhớ")),
    ],
)
def test_a_year_is_printed_for_people(book: Rulebook, language: str, says: tuple[str, ...]):
    """Each day off with its article; what stands in for what; days worked; and whether the year is decided."""
    calendar = book.calendar(Country("VN"))
    text = show_calendar(calendar, 2026, language)
    assert all(words in text for words in says)
    days = [holiday for holiday in calendar.holidays if holiday.on.year == 2026]
    assert all(text.count(f"    {holiday.on}  ") == 1 for holiday in days)
    later = show_calendar(calendar, 2027, language)
    assert len(later.splitlines()) < len(text.splitlines()) + 2
    assert ("Not every day" in later or "Chưa quyết định" in later) is True
    assert ("Not every day" in text or "Chưa quyết định" in text) is False
    with pytest.raises(YearNotRecorded):
        show_calendar(calendar, 2036, language)
