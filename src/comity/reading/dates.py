"""Dates of a report, in the order of the text.

`8-10` is the eighth of October, `16-17/10` and `25 và 26-10` are two days, `24/7` and `31/36 điều` are none. A year that is not written is
taken from the date that the report stands under, if it has one, and marked; otherwise there is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from comity.reading.pages import Page, Paragraph, Role
from comity.reading.shapes import DAYS, MONTHS, NUMBERS, PATTERNS, QUARTERS, RANGES, WEEKDAYS, shape_of
from comity.reading.when import Basis, Point, Precision, Reference, Span, When, printed

# A year in the headline, but not that of a paper, a plan or a term.
_HEADLINE_YEAR: Final = re.compile(
    r"(?<!hợp tác )(?<!kế hoạch )(?<!công tác )(?<!phối hợp )(?<!đoạn )(?:năm |in |of )((?:19|20)\d{2})(?![\d/-])", re.IGNORECASE
)
_READ: Final = frozenset({Role.BODY, Role.HEADLINE, Role.CAPTION, Role.BYLINE})
_HINTS: Final = {
    "nay": 0,
    "sau": 1,
    "tới": 1,
    "this year": 0,
    "next year": 1,
    "last year": -1,
    "năm nay": 0,
    "năm ngoái": -1,
    "năm trước": -1,
    "năm sau": 1,
    "năm tới": 1,
}
_NEXT: Final = frozenset({"range", "day", "month"})  # behind these, *tới* and *sau* mean the next such day, not the next year
_TIMELY: Final = re.compile(r"ngày|mùng|sáng|trưa|chiều|tối|đêm|khuya|hôm|thứ |chủ nhật|từ\s|đến\s|trước\s|vào\s|hồi\s|tính", re.IGNORECASE)
# What was done in one year is reviewed, and the next one planned, when the one turns into the other.
_REVIEW: Final = re.compile(
    r"(?:đánh giá|tổng kết|kết quả)[^.]{0,60}năm ((?:19|20)\d{2})[^.]{0,60}"
    r"(?:phương hướng|nhiệm vụ|kế hoạch|chương trình)[^.]{0,40}năm ((?:19|20)\d{2})"
)
_ASIDES: Final = ("trước đó", "earlier", "previously")
_TOLD_BY_THE_WAY: Final = re.compile(
    r"\b(?:xảy ra|gây ra|ký|ban hành|thành lập)(?: vào)? $|\b(?:xảy ra|vụ (?:tấn công|đánh bom|xả súng|nổ|khủng bố))\b[^,;.]{0,60}$",
    re.IGNORECASE,
)  # *vụ đánh bom xảy ra ngày 17/2*
_DEADLINE: Final = re.compile(r"(?:trước|đến|tới|hết|kể từ|tính đến|by|before|until|since)\b", re.IGNORECASE)
# The year that runs while a report is written: *từ đầu năm 2025 đến nay*, *9 tháng đầu năm 2025*.
_RUNNING: Final = re.compile(
    r"đầu năm ((?:19|20)\d{2}) (?:đến|tới) (?:nay|thời điểm)|tháng đầu năm ((?:19|20)\d{2})|since the (?:start|beginning) of ((?:19|20)\d{2})|"
    r"so far in ((?:19|20)\d{2})",
    re.IGNORECASE,
)
# Which way a day or month without a year lies: *hồi tháng 9* is over, what is invited to or planned *vào tháng 9* is not.
_OVER: Final = re.compile(r"(?:hồi|hôm)\b", re.IGNORECASE)
_COMING: Final = re.compile(
    r"\b(?:sẽ|dự kiến|sắp|mời|lần tới|tiếp theo|will|planned|scheduled|expected|due to|invited|next)\b[^.;:]{0,140}$", re.IGNORECASE
)
_AHEAD: Final = re.compile(r",? [^.;]{0,60}\b(?:will|is expected|are expected|is due|are due|is scheduled|are scheduled|is to|are to)\b")
_SAID_WHOLE: Final = re.compile(r",? \(?(?:ngày )?\d{1,2}\s?[/.-]\s?\d|,? \(")
_FROM_TODAY: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WHOLE_DAY: Final = 7  # characters of --MM-DD
_OPENS: Final = 16  # characters of a sentence before a date that opens it
_BEGINS: Final = 160  # characters before a date in which its clause begins
_RECENT: Final = 40  # days named before that *cùng ngày* may mean
_PLANNED: Final = re.compile(
    r"\b(?:sẽ|dự kiến|sắp|cam kết|hứa|thống nhất|nhất trí|sẵn sàng|để|will|planned|scheduled|expected|due to|agreed|"
    r"promised|pledged)\b[^.;]*$",
    re.IGNORECASE,
)
_PART_OF_YEAR: Final = {"đầu năm": 1, "giữa năm": 6, "cuối năm": 12, "early": 1, "mid": 6, "late": 12}
_A_YEAR: Final = re.compile(r"\b20\d\d\b")
_TELLS_YEAR: Final = frozenset({"range", "range2", "range3", "range4", "day", "day2", "quarter", "month", "months", "year"})
_HEADER: Final = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?$|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>(?:19|20)\d{2})"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """The ends of a date as written, how it was written, and a hint at its year."""

    ends: tuple[Point, ...]
    hint: int | None = None
    next_one: bool = False


def reference_of(page: Page) -> Reference | None:
    """Return the date that a report stands under: its header's, else a whole date in headline, first paragraph or last line."""
    for paragraph in page.paragraphs:
        if paragraph.role is Role.STAMP and (found := _HEADER.search(page.text, paragraph.start, paragraph.end)):
            year, month, day = (found["y"] or found["y2"], found["m"] or found["m2"], found["d"] or found["d2"])
            point = Point(int(year), int(month or 0), int(day or 0))
            if point.possible():
                return Reference(point, Basis.HEADER_YEAR)
    for paragraph in page.paragraphs:
        if paragraph.role is Role.HEADLINE and (year := _HEADLINE_YEAR.search(page.text, paragraph.start, paragraph.end)):
            return Reference(Point(int(year[1])), Basis.HEADLINE_YEAR)
    bodies = [one for one in page.paragraphs if one.role is Role.BODY]
    if bodies and (reviewed := _REVIEW.search(page.text, bodies[0].start, bodies[0].end)) and int(reviewed[2]) == int(reviewed[1]) + 1:
        return Reference(Point(int(reviewed[1]), 12, 31), Basis.CONTEXT_YEAR)
    heads = [one for one in page.paragraphs if one.role is Role.HEADLINE]
    last = [one for one in page.paragraphs if one.role is Role.BYLINE]
    for paragraph in (*heads, *bodies[:1], *last):
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            read = _read(found)
            if read and read.ends[-1].year and read.ends[-1].day:
                return Reference(read.ends[-1], Basis.CONTEXT_YEAR)
    for paragraph in bodies:
        if running := _RUNNING.search(page.text, paragraph.start, paragraph.end):
            return Reference(Point(int(next(group for group in running.groups() if group))), Basis.CONTEXT_YEAR)
    return _before_plan(page, bodies)


def _before_plan(page: Page, bodies: list[Paragraph]) -> Reference | None:
    """Return the last such day before a month or quarter with its year that is planned: *ngày 7/11 … sẽ cử chuyên gia vào đầu năm 2026*."""
    if _A_YEAR.search(page.text) is None:
        return None
    first: Point | None = None
    plans: list[Point] = []
    for paragraph in bodies:
        for found in PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            read = _read(found) if shape_of(found) in _TELLS_YEAR and _is_date(page, found) else None
            if read is None:
                continue
            point, said = read.ends[0], found.group().lower()
            if point.day and not point.year:
                first = first or point
            elif point.year and _PLANNED.search(page.text, max(0, found.start() - _BEGINS), found.start()) and "giai đoạn" not in said:
                month = point.month or next((month for word, month in _PART_OF_YEAR.items() if word in said), 0)
                plans += [Point(point.year, month)] if month else []
    if first is None or not plans:
        return None
    plan = min(plans, key=lambda one: (one.year, one.month))
    year = plan.year if (first.month, 0) < (plan.month, 0) else plan.year - 1
    return Reference(Point(year, first.month, first.day), Basis.CONTEXT_YEAR)


def find_dates(page: Page) -> list[When]:
    """Return all dates of headlines and body, captions included, in the order of the text."""
    reader = _Reader(page)
    return [when for sentence in page.sentences if page.role(sentence) in _READ for when in reader.between(sentence.start, sentence.end)]


class _Reader:
    """Reads the dates of one report from its beginning to its end."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pattern = PATTERNS[page.language]
        self.reference = reference_of(page)
        self.today = self._today()
        self.weekday: int | None = None  # of today, once it is known
        self.days: list[When] = []  # those read so far that name a day

    def between(self, start: int, end: int) -> Iterator[When]:
        """Yield the dates in characters [start, end)."""
        for found in self.pattern.finditer(self.page.text, start, end):
            when = self._when(found) if _is_date(self.page, found) else None
            if when:
                if when.precision is Precision.DAY:
                    self.days.append(when)
                yield when

    def _today(self) -> tuple[Point, Basis] | None:
        """Return the day on which a report was written: of its dateline, else of its header."""
        reference = self.reference
        for found in self.pattern.finditer(self.page.text, *self.page.dateline) if self.page.dateline else ():
            read = _read(found)
            if read and read.ends[-1].day:
                point = read.ends[-1]
                if point.year:
                    return point, Basis.EXPLICIT
                if reference is None:
                    return point, Basis.NO_YEAR
                return Point(reference.year_for(point, None), point.month, point.day), reference.basis
        if reference and reference.basis is Basis.HEADER_YEAR and reference.point.day:
            return reference.point, Basis.HEADER_ONLY
        return None

    def _when(self, found: re.Match[str]) -> When | None:
        text = found.group()
        span = Span(found.start() + len(text) - len(text.lstrip(" (,")), found.end())
        said = self.page.text[span.start : span.end]
        shape = shape_of(found)
        if shape == "same":
            last = self._last(span.start)
            return When(said, last.iso, Precision.DAY, last.basis, span) if last else self._relative(0, said, span)
        if shape in _FROM_TODAY and _SAID_WHOLE.match(self.page.text, span.end):
            return None  # *hôm nay (12/6)*: the day in brackets is the one
        if shape in _FROM_TODAY:
            return self._relative(_FROM_TODAY[shape], said, span)
        if shape in ("later", "later2", "dayafter"):
            return self._from_last(found, said, span)
        if shape == "weekday":
            return self._weekday(found, said, span)
        if shape == "relmonth":
            return self._month(found["mr"].lower(), said, span)
        read = _read(found)
        dated = self._dated(read, said, span) if read else None
        return None if dated and dated.iso == "--" else dated

    def _last(self, place: int) -> When | None:
        """Return the day that was told last before a character: no deadline, and nothing that was only recalled."""
        return next(
            (
                one
                for one in reversed(self.days[-_RECENT:])
                if not self._is_aside(one, place) and not _DEADLINE.match((one.text or "").removeprefix("vào "))
            ),
            None,
        )

    def _from_last(self, found: re.Match[str], said: str, span: Span) -> When | None:
        """Return the day that lies some days from the one told last: *bốn ngày sau*, *the next day*."""
        last = self._last(span.start)
        if last is None or last.iso is None or len(last.iso) < _WHOLE_DAY:
            return None
        groups = found.groupdict()
        word = (groups["ln"] or groups.get("ly") or "1").lower()
        by = int(word) if word.isdigit() else NUMBERS[word]
        back = (groups["lw"] or groups.get("lx") or "").lower() in ("trước đó", "earlier")
        return When(said, moved(last.iso, -by if back else by), Precision.DAY, last.basis, span)

    def _weekday(self, found: re.Match[str], said: str, span: Span) -> When | None:
        """Return the day that an English day of the week means beside the one on which the report was written.

        Where that has no year, the day of the week in its own paragraph is today's.
        """
        if self.today is None:
            return None
        sought = WEEKDAYS.index(found["wd"][:3].lower())
        point = self.today[0]
        if self.weekday is None:
            first = self._in_first(span.start)
            self.weekday = date(point.year, point.month, point.day).weekday() if point.year else sought if first else None
        if self.weekday is None:
            return None
        ahead = found["wn"] or _COMING.search(self.page.text, max(0, span.start - _BEGINS), span.start) or self._comes(span)
        by = (sought - self.weekday) % 7 if ahead else -((self.weekday - sought) % 7)
        return self._relative(by, said, span)

    def _month(self, word: str, said: str, span: Span) -> When | None:
        """Return the month before the one in which a report was written, that one, or the next."""
        reference = self.reference.point if self.reference and self.reference.point.month else None
        point, basis = self.today or ((reference, self.reference.basis) if reference and self.reference else (None, Basis.NO_YEAR))
        if point is None:
            return None
        month = point.month + {"trước": -1, "last": -1, "này": 0, "this": 0}.get(word, 1)
        year = point.year + (month - 1) // 12 if point.year else 0
        return When(said, Point(year, (month - 1) % 12 + 1).iso(), Precision.MONTH, basis, span)

    def _comes(self, span: Span) -> bool:
        """Say whether the clause behind a date that opens its sentence tells what is to come: *On Friday, he is expected to …*."""
        begin = max(self.page.text.rfind(". ", 0, span.start), self.page.text.rfind("\n", 0, span.start))
        return span.start - begin < _OPENS and _AHEAD.match(self.page.text, span.end) is not None

    def _in_first(self, place: int) -> bool:
        """Say whether a character stands in the paragraph of the dateline, where a day of the week is today's."""
        first = self.page.dateline[0] if self.page.dateline else 0
        return self.page.paragraph_at(place) == self.page.paragraph_at(first)

    def _relative(self, by: int, said: str, span: Span) -> When | None:
        """Return the day that lies `by` days from the one on which the report was written."""
        if self.today is None:
            return None
        point, basis = self.today
        return When(said, _moved(point, by).iso(), Precision.DAY, basis, span)

    def _is_aside(self, when: When, place: int) -> bool:
        """Say whether a date is told of what was before (*trước đó, ngày 27/1*), more than one paragraph above."""
        start = when.span.start if when.span else 0
        if _TOLD_BY_THE_WAY.search(self.page.text, max(0, start - 90), start):
            return True
        if self.page.paragraph_at(place) - self.page.paragraph_at(start) <= 1:
            return False
        return self.page.text[max(0, start - 12) : start].lower().rstrip(" ,").endswith(_ASIDES)

    def _dated(self, read: _Found, said: str, span: Span) -> When:
        ends, basis = read.ends, Basis.EXPLICIT
        if not ends[-1].year:
            inferred = self._with_year(read, said, span)
            ends, basis = (inferred, self.reference.basis) if inferred and self.reference else (ends, Basis.NO_YEAR)
        precision = Precision.DAY if ends[0].day else Precision.MONTH if ends[0].month else Precision.YEAR
        return When(said, printed(ends), Precision.RANGE if len(ends) > 1 else precision, basis, span)

    def _with_year(self, read: _Found, said: str, span: Span) -> tuple[Point, ...] | None:
        """Return the ends of a date with the year that the report stands under; None where it has none, or no such day."""
        if self.reference is None:
            return None
        last = read.ends[-1]
        year = self._year(read, last, said, span)
        over = len(read.ends) > 1 and (read.ends[0].month, read.ends[0].day) > (last.month, last.day)
        ends = (*(Point(year - over, end.month, end.day) for end in read.ends[:-1]), Point(year, last.month, last.day))
        return ends if all(end.possible() for end in ends) else None

    def _year(self, read: _Found, last: Point, said: str, span: Span) -> int:
        """Return the year of a date without one: as its words say, or the nearest."""
        reference = self.reference or Reference(Point(), Basis.NO_YEAR)
        if read.hint is not None:
            return reference.year_for(last, read.hint)
        if _OVER.match(said):
            return reference.year_before(last)
        coming = not last.day and _COMING.search(self.page.text, max(0, span.start - _BEGINS), span.start)
        return reference.year_after(last) if read.next_one or coming else reference.year_for(last, None)


def moved(iso: str, by: int) -> str:
    """Return the day that lies `by` days from one in ISO form, with its year or without."""
    year, month, day = (int(part) for part in iso.replace("--", "0-").split("-"))
    return _moved(Point(year, month, day), by).iso()


def _moved(point: Point, by: int) -> Point:
    """Return the day that lies `by` days from another."""
    moved = date(point.year or 2001, point.month, point.day) + timedelta(days=by)
    return Point(moved.year if point.year else 0, moved.month, moved.day)


def _is_date(page: Page, found: re.Match[str]) -> bool:
    """Say whether numbers with a stroke are a date: a day needs a word of time before it, a bracket, a comma or the start of a sentence."""
    if page.language != "vi" or shape_of(found) not in ("range", "day"):
        return True
    text = found.group()
    if _TIMELY.search(text) or "tháng" in text or "năm" in text or re.search(r"(?:19|20)\d\d$", text):
        return True
    if text.strip() == "24/7":
        return False
    before = page.text[max(0, found.start() - 2) : found.start()]
    after = page.text[found.end() : found.end() + 1]
    return (not before or before.endswith(("(", "\n", ", ", "“"))) and after in ("", ",", ".", ")", ";", "\n", " ") and "," not in text[:3]


def _read(found: re.Match[str]) -> _Found | None:
    """Return the points of a match, or None where the calendar has no such day."""
    name, groups = shape_of(found), found.groupdict()
    if name in RANGES:
        ends = _range(groups, RANGES[name])
    elif name in DAYS:
        letter = DAYS[name]
        ends = (Point(_number(groups[f"{letter}c"]), _month(groups[f"{letter}b"]), _number(groups[f"{letter}a"])),)
    else:
        ends = _rougher(name, groups)
    if not ends or not all(end.possible() for end in ends):
        return None
    ago = next((groups[group].strip().lower() for group in ("rg", "dg", "mg", "tz", "hb") if groups.get(group)), "")
    next_one = ago in ("tới", "sau") and name in _NEXT
    return _Found(ends, None if next_one else _HINTS.get(ago), next_one=next_one)


def _range(groups: dict[str, str | None], letter: str) -> tuple[Point, ...]:
    year = _number(groups.get(f"{letter}f"))
    month = _month(groups[f"{letter}e"])
    first_month = _month(groups.get(f"{letter}b")) or month
    first_year = _number(groups.get(f"{letter}c")) or (year - 1 if year and first_month > month else year)
    return (Point(first_year, first_month, _number(groups[f"{letter}a"])), Point(year, month, _number(groups[f"{letter}d"])))


def _rougher(name: str, groups: dict[str, str | None]) -> tuple[Point, ...]:
    """Return the points of what is written whole, or is no day: ISO, quarter, month, years."""
    if name == "iso":
        return (Point(_number(groups["iy"]), _number(groups["im"]), _number(groups["id"])),)
    if name == "quarter":
        quarter = QUARTERS[(groups.get("qa") or groups.get("qw") or "").lower()]
        year = _number(groups["qb"])
        return (Point(year, quarter * 3 - 2), Point(year, quarter * 3))
    if name == "month":
        return (Point(_number(groups["mb"] or groups.get("md")), _month(groups["ma"] or groups.get("mc"))),)
    if name == "months":
        first, last, year = _month(groups["na"]), _month(groups["nc"]), _number(groups["nd"])
        return (Point(_number(groups["nb"]) or (year - 1 if year and first > last else year), first), Point(year, last))
    if name == "years":
        return (Point(_number(groups["ya"])), Point(_number(groups["yb"])))
    if name == "half":
        year = int(groups["hb"] or 0) if (groups["hb"] or "").isdigit() else 0
        first = (groups["ha"] or "").lower() in ("đầu", "first")
        return (Point(year, 1 if first else 7), Point(year, 6 if first else 12))
    if name == "thatyear":
        return (Point(),)
    return (Point(_number(groups["y"])),) if name == "year" else ()


def _number(digits: str | None) -> int:
    return int(digits) if digits else 0


def _month(word: str | None) -> int:
    if not word:
        return 0
    if word.isdigit():
        return int(word)
    small = word.lower().rstrip(".")
    return {"giêng": 1, "chạp": 12}.get(small) or next(number for number, name in enumerate(MONTHS, 1) if name.startswith(small[:3]))


def dates_in(dates: list[When], start: int, end: int) -> Iterator[When]:
    """Yield the dates that stand in characters [start, end)."""
    for one in dates:
        if one.span and start <= one.span.start < end:
            yield one


def framing_date(page: Page, dates: list[When]) -> When | None:
    """Return the whole date or the day in the report's last line, or in its headline: what a communiqué is dated by."""
    lines = [one for one in page.paragraphs if one.role in (Role.BYLINE, Role.HEADLINE)]
    for line in reversed(lines):
        found = next(iter(dates_in(dates, line.start, line.end)), None)
        if found and found.precision is Precision.DAY:
            return found
    return None
