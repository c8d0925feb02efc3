"""The date that a report stands under, for the years that it leaves out: of header, headline, a whole date, the year that runs, a plan."""

import re
from collections.abc import Iterator
from typing import Final

from comity.reading.pages import Page, Paragraph, Role
from comity.reading.shapes import PATTERNS, shape_of
from comity.reading.when import Basis, Point, Reference
from comity.reading.written import is_date, read

# A year in the headline, but not that of a paper, a plan or a term.
_HEADLINE_YEAR: Final = re.compile(
    r"(?<!hợp tác )(?<!kế hoạch )(?<!công tác )(?<!phối hợp )(?<!đoạn )(?:năm |in |of )((?:19|20)\d{2})(?![\d/-])", re.IGNORECASE
)
# What was done in one year is reviewed, and the next one planned, when the one turns into the other.
_REVIEW: Final = re.compile(
    r"(?:đánh giá|tổng kết|kết quả)[^.]{0,60}năm ((?:19|20)\d{2})[^.]{0,60}"
    r"(?:phương hướng|nhiệm vụ|kế hoạch|chương trình)[^.]{0,40}năm ((?:19|20)\d{2})"
)
# The year that runs while a report is written: *từ đầu năm 2025 đến nay*, *9 tháng đầu năm 2025*.
_RUNNING: Final = re.compile(
    r"đầu năm ((?:19|20)\d{2}) (?:đến|tới) (?:nay|thời điểm)|tháng đầu năm ((?:19|20)\d{2})|"
    r"since the (?:start|beginning) of ((?:19|20)\d{2})|"
    r"so far in ((?:19|20)\d{2})",
    re.IGNORECASE,
)
_PLANNED: Final = re.compile(
    r"\b(?:sẽ|dự kiến|sắp|cam kết|hứa|thống nhất|nhất trí|sẵn sàng|để|will|planned|scheduled|expected|due to|agreed|"
    r"promised|pledged)\b[^.;]*$",
    re.IGNORECASE,
)
_PART_OF_YEAR: Final = {"đầu năm": 1, "giữa năm": 6, "cuối năm": 12, "early": 1, "mid": 6, "late": 12}
# What a day behind these words is of was before: it says nothing of the year that the report leaves out.
_BEFORE: Final = re.compile(
    r"\b(?:ký|ký kết|trước đó|trước đây|ban hành|thông qua|thành lập|thiết lập|có hiệu lực|xảy ra|signed|earlier|previously|adopted|"
    r"established|since|of)\b[^.;]*$",
    re.IGNORECASE,
)
_NEAR: Final = 40  # characters before a date in which such a word stands
_A_YEAR: Final = re.compile(r"\b20\d\d\b")
_TELLS_YEAR: Final = frozenset({"range", "range2", "range3", "range4", "day", "day2", "quarter", "month", "months", "year"})
_HEADER: Final = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?$|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>(?:19|20)\d{2})"
)
_BEGINS: Final = 160  # characters before a date in which its clause begins


def reference_of(page: Page) -> Reference | None:
    """Return the date that a report stands under: its header's, else a whole date in headline, first paragraph or last line.

    Without any it is that of the first day that the report tells, where that has a year; else the year that runs (*từ đầu năm 2025 đến
    nay*), or the one before a month that is planned with its year.
    """
    bodies = [one for one in page.paragraphs if one.role is Role.BODY]
    return (
        _of_header(page)
        or _of_headline(page)
        or _of_review(page, bodies)
        or _of_whole_date(page, bodies)
        or _of_first_day(page, bodies)
        or _of_body(page, bodies)
    )


def _of_header(page: Page) -> Reference | None:
    for paragraph in page.paragraphs:
        if paragraph.role is not Role.STAMP:
            continue
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            date = read(found)
            if date and date.ends[-1].year and date.ends[-1].day:
                return Reference(date.ends[-1], Basis.HEADER_YEAR)
        if found := _HEADER.search(page.text, paragraph.start, paragraph.end):
            year, month, day = (found["y"] or found["y2"], found["m"] or found["m2"], found["d"] or found["d2"])
            point = Point(int(year), int(month or 0), int(day or 0))
            if point.possible():
                return Reference(point, Basis.HEADER_YEAR)
    return None


def _of_headline(page: Page) -> Reference | None:
    for paragraph in page.paragraphs:
        if paragraph.role is Role.HEADLINE and (year := _HEADLINE_YEAR.search(page.text, paragraph.start, paragraph.end)):
            return Reference(Point(int(year[1])), Basis.HEADLINE_YEAR)
    return None


def _of_review(page: Page, bodies: list[Paragraph]) -> Reference | None:
    reviewed = _REVIEW.search(page.text, bodies[0].start, bodies[0].end) if bodies else None
    if reviewed and int(reviewed[2]) == int(reviewed[1]) + 1:
        return Reference(Point(int(reviewed[1]), 12, 31), Basis.CONTEXT_YEAR)
    return None


def _of_whole_date(page: Page, bodies: list[Paragraph]) -> Reference | None:
    heads = [one for one in page.paragraphs if one.role is Role.HEADLINE]
    last = [one for one in page.paragraphs if one.role is Role.BYLINE]
    for paragraph in (*heads, *bodies[:1], *last):
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            date = read(found)
            if date and date.ends[-1].year and date.ends[-1].day:
                return Reference(date.ends[-1], Basis.CONTEXT_YEAR)
    return None


def _of_first_day(page: Page, bodies: list[Paragraph]) -> Reference | None:
    """Return the first day that a report tells, where it has a year and is not that of a paper or of what was before."""
    for paragraph in bodies:
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            date = read(found) if is_date(page, found) else None
            if date and date.ends[-1].day:
                aside = _BEFORE.search(page.text, max(paragraph.start, found.start() - _NEAR), found.start())
                return Reference(date.ends[-1], Basis.CONTEXT_YEAR) if date.ends[-1].year and not aside else None
    return None


def _of_body(page: Page, bodies: list[Paragraph]) -> Reference | None:
    for paragraph in bodies:
        if running := _RUNNING.search(page.text, paragraph.start, paragraph.end):
            return Reference(Point(int(next(group for group in running.groups() if group))), Basis.CONTEXT_YEAR)
    return _before_plan(page, bodies) if _A_YEAR.search(page.text) else None


def _before_plan(page: Page, bodies: list[Paragraph]) -> Reference | None:
    """Return the last such day before a month or quarter that is planned: *ngày 7/11 … sẽ cử chuyên gia vào đầu năm 2026*."""
    points = list(_points(page, bodies))
    first = next((point for point, planned in points if not planned), None)
    plans = [point for point, planned in points if planned]
    if first is None or not plans:
        return None
    plan = min(plans, key=lambda one: (one.year, one.month))
    year = plan.year if (first.month, 0) < (plan.month, 0) else plan.year - 1
    return Reference(Point(year, first.month, first.day), Basis.CONTEXT_YEAR)


def _points(page: Page, bodies: list[Paragraph]) -> Iterator[tuple[Point, bool]]:
    """Yield the days without a year, and the months with one that are planned; whether it is a plan."""
    for paragraph in bodies:
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            date = read(found) if shape_of(found) in _TELLS_YEAR and is_date(page, found) else None
            point, said = (date.ends[0], found.group().lower()) if date else (Point(), "")
            if point.day and not point.year:
                yield point, False
            elif point.year and _PLANNED.search(page.text, max(0, found.start() - _BEGINS), found.start()) and "giai đoạn" not in said:
                month = point.month or next((month for word, month in _PART_OF_YEAR.items() if word in said), 0)
                if month:
                    yield Point(point.year, month), True
