"""The date that a report stands under, for the years that it leaves out: of header, headline, a whole date, the year that runs."""

import re
from typing import Final

from comity.reading.pages import Page, Paragraph, Role
from comity.reading.shapes import PATTERNS
from comity.reading.when import Basis, Point, Reference
from comity.reading.written import is_date, read

# A year in the headline, but not that of a paper, a plan or a term.
_HEADLINE_YEAR: Final = re.compile(
    r"(?<!hợp tác )(?<!kế hoạch )(?<!công tác )(?<!phối hợp )(?<!đoạn )(?:năm |in |of )((?:19|20)\d{2})(?![\d/-])", re.IGNORECASE
)
# The year in the name of what the headline is about: *diễn tập "Lá chắn 2025"*.
_NAMED_YEAR: Final = re.compile(r'[\u201c"\u2018«][^\u201d"»\n]{2,50} (20\d\d)[\u201d"\u2019»]')
# What was done in one year is reviewed, and the next one planned, when the one turns into the other.
_REVIEW: Final = re.compile(
    r"(?:đánh giá|tổng kết|kết quả)[^.]{0,60}năm ((?:19|20)\d{2})[^.]{0,60}"
    r"(?:phương hướng|nhiệm vụ|kế hoạch|chương trình)[^.]{0,40}năm ((?:19|20)\d{2})"
)
# What is done under the programme of a year is done in it.
_PROGRAMME: Final = re.compile(
    r"(?:Thực hiện|Triển khai|Theo|Trong khuôn khổ) (?:chương trình|kế hoạch)(?: \w+){0,6} năm ((?:19|20)\d{2})(?!\s?[-–])", re.IGNORECASE
)
# The year that runs while a report is written: *từ đầu năm 2025 đến nay*, *9 tháng đầu năm 2025*.
_RUNNING: Final = re.compile(
    r"đầu năm ((?:19|20)\d{2}) (?:đến|tới) (?:nay|thời điểm)|tháng đầu năm ((?:19|20)\d{2})|"
    r"since the (?:start|beginning) of ((?:19|20)\d{2})|"
    r"so far in ((?:19|20)\d{2})",
    re.IGNORECASE,
)
# What a day behind these words is of was before: it says nothing of the year that the report leaves out.
_BEFORE: Final = re.compile(
    r"\b(?:ký|ký kết|trước đó|trước đây|ban hành|thông qua|thành lập|thiết lập|có hiệu lực|xảy ra|signed|earlier|previously|adopted|"
    r"established|since|of)\b[^.;]*$",
    re.IGNORECASE,
)
_CARRIED_OUT: Final = re.compile(
    r"\b(?:được thực hiện|được triển khai|diễn ra|triển khai|carried out|conducted|ran|took place)"
    r"(?: trong thời gian| từ| from| between| on| vào)* ?$",
    re.IGNORECASE,
)
_FOUNDED: Final = re.compile(
    r"\b(?:khởi công|thành lập|ban hành|có hiệu lực|khánh thành|established|founded)\b[^.;]*$", re.IGNORECASE
)  # before
_NEAR: Final = 40  # characters before a date in which such a word stands
_HEADER: Final = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?$|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>(?:19|20)\d{2})"
)


def reference_of(page: Page) -> Reference | None:
    """Return the date that a report stands under: its header's, else a whole date in headline, first paragraph or last line.

    Without any it is that of the first day that the report tells, where that has a year; else the year that runs (*từ đầu năm 2025 đến
    nay*). A plan for a year says nothing of the one in which it was made.
    """
    bodies = [one for one in page.paragraphs if one.role is Role.BODY]
    return (
        _of_header(page)
        or _of_headline(page)
        or _of_review(page, bodies)
        or _of_whole_date(page, bodies)
        or _of_first_day(page, bodies)
        or _of_body(page, bodies)
        or _of_deed(page, bodies)
    )


def _of_header(page: Page) -> Reference | None:
    for paragraph in page.paragraphs:
        if paragraph.role is not Role.STAMP:
            continue
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            date = read(found)
            if date and date.ends[-1].year and date.ends[-1].day:
                return Reference(date.ends[-1], Basis.HEADER_YEAR)
        if stamp := _HEADER.search(page.text, paragraph.start, paragraph.end):
            year, month, day = (stamp["y"] or stamp["y2"], stamp["m"] or stamp["m2"], stamp["d"] or stamp["d2"])
            point = Point(int(year), int(month or 0), int(day or 0))
            if point.possible():
                return Reference(point, Basis.HEADER_YEAR)
    return None


def _of_headline(page: Page) -> Reference | None:
    for paragraph in page.paragraphs:
        if paragraph.role is Role.HEADLINE:
            told = _HEADLINE_YEAR.search(page.text, paragraph.start, paragraph.end)
            year = told or _NAMED_YEAR.search(page.text, paragraph.start, paragraph.end)
            if year:
                return Reference(Point(int(year[1])), Basis.HEADLINE_YEAR)
    return None


def _of_review(page: Page, bodies: list[Paragraph]) -> Reference | None:
    reviewed = _REVIEW.search(page.text, bodies[0].start, bodies[0].end) if bodies else None
    if reviewed and int(reviewed[2]) == int(reviewed[1]) + 1:
        return Reference(Point(int(reviewed[1]), 12, 31), Basis.CONTEXT_YEAR)
    programme = _PROGRAMME.match(page.text, bodies[0].start, bodies[0].end) if bodies else None
    return Reference(Point(int(programme[1])), Basis.CONTEXT_YEAR) if programme else None


def _of_whole_date(page: Page, bodies: list[Paragraph]) -> Reference | None:
    heads = [one for one in page.paragraphs if one.role is Role.HEADLINE]
    last = [one for one in page.paragraphs if one.role is Role.BYLINE]
    for paragraph in (*heads, *bodies[:1], *last):
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            date = read(found)
            aside = paragraph in bodies and _FOUNDED.search(page.text, max(paragraph.start, found.start() - _NEAR), found.start())
            if date and date.ends[-1].year and date.ends[-1].day and not aside:
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


def _of_deed(page: Page, bodies: list[Paragraph]) -> Reference | None:
    """Return the last day of what was carried out, where it is told whole: *được thực hiện từ ngày 15/4 đến 31/10/2025*."""
    for paragraph in bodies:
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            date = read(found) if is_date(page, found) else None
            done = _CARRIED_OUT.search(page.text, max(paragraph.start, found.start() - _NEAR), found.start())
            if date and done and date.ends[-1].year and date.ends[-1].day:
                return Reference(date.ends[-1], Basis.CONTEXT_YEAR)
    return None


def _of_body(page: Page, bodies: list[Paragraph]) -> Reference | None:
    for paragraph in bodies:
        if running := _RUNNING.search(page.text, paragraph.start, paragraph.end):
            return Reference(Point(int(next(group for group in running.groups() if group))), Basis.CONTEXT_YEAR)
    return None
