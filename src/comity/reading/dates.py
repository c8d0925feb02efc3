"""Dates of a report, in the order of the text.

`8-10` is the eighth of October, `16-17/10` and `25 và 26-10` are two days, `24/7` and `31/36 điều` are none. A year that is not written is
taken from the date that the report stands under, if it has one, and marked; otherwise there is none.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from comity.reading.pages import Page, Role
from comity.reading.references import reference_of
from comity.reading.shapes import NUMBERS, PATTERNS, WEEKDAYS, shape_of
from comity.reading.when import Basis, Point, Precision, Reference, Span, When, printed
from comity.reading.written import Written, is_date, read

_READ: Final = frozenset({Role.BODY, Role.HEADLINE, Role.CAPTION, Role.BYLINE})
_ASIDES: Final = ("trước đó", "earlier", "previously")
_TOLD_BY_THE_WAY: Final = re.compile(
    r"\b(?:xảy ra|gây ra|ký|ban hành|thành lập|khởi công)(?: vào)? $|"
    r"\b(?:xảy ra|vụ (?:tấn công|đánh bom|xả súng|nổ|khủng bố))\b[^,;.]{0,60}$",
    re.IGNORECASE,
)  # *vụ đánh bom xảy ra ngày 17/2*
_DEADLINE: Final = re.compile(r"(?:trước|đến|tới|hết|kể từ|tính đến|by|before|until|since)\b", re.IGNORECASE)
# Which way a day or month without a year lies: *hồi tháng 9* is over, what is invited to or planned *vào tháng 9* is not.
_OVER: Final = re.compile(r"(?:hồi|hôm)\b", re.IGNORECASE)
_LAST_ONE: Final = re.compile(r"\blast\b|\b(?:vừa rồi|vừa qua|năm ngoái)$", re.IGNORECASE)  # last July
_COMING: Final = re.compile(
    r"\b(?:sẽ|dự kiến|sắp|mời|lần tới|tiếp theo|will|planned|scheduled|set for|slated|"
    r"expected|due to|invited|next|is to|are to|prepared to|ready to|offered to|sẵn sàng|mong muốn|proposed to)\b[^.;:]{0,140}$",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(r"\b(?:told|said|announced)\b[^,;.:]{0,30}$")
_PROMISED: Final = re.compile(
    r"\b(?:sẽ|dự kiến|sắp|mời|đồng ý|nhất trí|thống nhất|hứa|cam kết|đề nghị|will|planned|scheduled|agreed|promised|invited|proposed)\b",
    re.IGNORECASE,
)
_EARLIER: Final = re.compile(r"(?:\n|[.!?] )(?:\* )?(?:Trước đó|Earlier|Previously)\b[^.;\n]*$")  # what the sentence looks back on
_TO_OPEN: Final = re.compile(r"\bwhich (?:opens|begins|starts|takes place)\b|\bto (?:co-chair|attend)\b|\bsắp diễn ra\b", re.IGNORECASE)
_AHEAD: Final = re.compile(r",? [^.;]{0,60}\b(?:will|is expected|are expected|is due|are due|is scheduled|are scheduled|is to|are to)\b")
_SAID_WHOLE: Final = re.compile(r",? \(?(?:ngày )?\d{1,2}\s?[/.-]\s?\d|,? \(")
_TODAY_IS: Final = re.compile(r"\b(?:(?:sáng|trưa|chiều|tối) nay|hôm nay|[Tt]oday)(?:, | \()(?:ngày )?(?=\d|[A-Z])", re.IGNORECASE)
_NEAR_TODAY: Final = re.compile(r"\b(?:sáng|trưa|chiều|tối|đêm) (?:qua|mai|hôm qua|ngày mai)\b|\bhôm qua\b|\bngày mai\b", re.IGNORECASE)
_DAY_OF_WEEK: Final = re.compile(r"\b(?P<wd>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),? \(?")
_FROM_TODAY: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WHOLE_DAY: Final = 7  # characters of --MM-DD
_HALF_WEEK: Final = 3  # days from a date to the day of the week that is told after it
_OPENS: Final = 16  # characters of a sentence before a date that opens it
_BEGINS: Final = 160  # characters before a date in which its clause begins
_HEAD: Final = 4  # lines of a report in which its own date may stand
_SHORT_LINE: Final = 90  # characters of a line that is none of the text
_PLACE_AHEAD: Final = re.compile(
    r"(?:[A-ZĐÀ-Ỹ][\w .]{1,30}(?:,| [-–—]) (?:[A-Z][\w .]{1,20}, )?(?:ngày )?|Date: ?|Released?(?: on)?:? ?|Ngày:? ?)?"
)
_PLACE_BEHIND: Final = re.compile(r" ?(?:$|[-–—|:(])")
_WEEKS: Final = 21  # days before the first day that a report tells
_ANCHOR: Final = 4_000  # characters before a day of the week in which the one with a date stands
_RECENT: Final = 40  # days named before that *cùng ngày* may mean


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
            when = self._when(found) if is_date(self.page, found) else None
            if when:
                if when.precision is Precision.DAY:
                    self.days.append(when)
                yield when

    def _today(self) -> tuple[Point, Basis] | None:
        """Return the day on which a report was written: of its dateline, else of its header."""
        reference = self.reference
        for found in self.pattern.finditer(self.page.text, *self.page.dateline) if self.page.dateline else ():
            written = read(found)
            if written and written.ends[-1].day:
                point = written.ends[-1]
                if point.year:
                    return point, Basis.EXPLICIT
                if reference is None:
                    return point, Basis.NO_YEAR
                return Point(reference.year_for(point, None), point.month, point.day), reference.basis
        if reference and reference.basis is Basis.HEADER_YEAR and reference.point.day:
            return reference.point, Basis.HEADER_ONLY
        return self._on_first_lines() or self._beside_today() or self._first_told()

    def _on_first_lines(self) -> tuple[Point, Basis] | None:
        """Return the whole date that a line above the text is: *February 12, 2026 - Ottawa*, *London, 30 January 2026*."""
        for line in self.page.paragraphs[:_HEAD]:
            if line.end - line.start > _SHORT_LINE:
                continue
            for found in self.pattern.finditer(self.page.text, line.start, line.end):
                written = read(found)
                ahead, behind = self.page.text[line.start : found.start()], self.page.text[found.end() : line.end]
                alone = _PLACE_AHEAD.fullmatch(ahead) and _PLACE_BEHIND.match(behind)
                if alone and written and len(written.ends) == 1 and written.ends[0].year and written.ends[0].day:
                    return written.ends[0], Basis.EXPLICIT
        return None

    def _first_told(self) -> tuple[Point, Basis] | None:
        """Return the first day that the first paragraph tells, where a report without a date says *tối qua* or *sáng mai*."""
        near = self.page.language == "vi" and _NEAR_TODAY.search(self.page.text) is not None
        return self._first_day() if near else None

    def _first_day(self) -> tuple[Point, Basis] | None:
        """Return the first day that the first paragraph tells."""
        body = next((one for one in self.page.paragraphs if one.role is Role.BODY), None)
        if body is None:
            return None
        for found in self.pattern.finditer(self.page.text, body.start, body.end):
            written = read(found) if is_date(self.page, found) else None
            if written and len(written.ends) == 1 and written.ends[0].day:
                return written.ends[0], Basis.EXPLICIT if written.ends[0].year else Basis.NO_YEAR
        return None

    def _beside_today(self) -> tuple[Point, Basis] | None:
        """Return the day that the text itself calls today: *Sáng nay, 14/10*, *hôm nay (12/6)*; it dates *tối qua* and *sáng mai* too."""
        told = _TODAY_IS.search(self.page.text)
        found = self.pattern.match(self.page.text, told.end()) if told else None
        written = read(found) if found else None
        if written is None or len(written.ends) != 1 or not written.ends[0].day:
            return None
        point = written.ends[0]
        return (point, Basis.EXPLICIT) if point.year else (point, Basis.NO_YEAR)

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
        if shape in ("later", "later2", "dayafter", "daybefore"):
            return self._from_last(found, said, span)
        if shape == "weekday":
            return self._weekday(found, said, span)
        if shape == "relmonth":
            return self._month(found["mr"].lower(), said, span)
        written = read(found)
        dated = self._dated(written, said, span) if written else None
        return None if dated and dated.iso == "--" else dated

    def _last(self, place: int) -> When | None:
        """Return the day that was told last before a character: no deadline, and nothing that was only recalled."""
        told = [
            one
            for one in reversed(self.days[-_RECENT:])
            if not self._is_aside(one, place) and not self._to_come(one) and not _DEADLINE.match((one.text or "").removeprefix("vào "))
        ]
        here = self.page.paragraph_at(place)
        beside = (one for one in reversed(self.days[-_RECENT:]) if one.span and self.page.paragraph_at(one.span.start) == here)
        return next((one for one in told if not _OVER.match(one.text or "")), next(iter(told), next(beside, None)))

    def _to_come(self, when: When) -> bool:
        """Say whether a day is one for which something is promised or planned: *đồng ý chuyển giao vào ngày 30/10*."""
        start = when.span.start if when.span else 0
        begin = max(self.page.text.rfind(mark, 0, start) for mark in (". ", "\n", "; "))
        if _TO_OPEN.search(self.page.text, max(begin, start - _BEGINS, 0), start):
            return True
        return _PROMISED.search(self.page.text, max(begin, start - _BEGINS, 0), start) is not None

    def _from_last(self, found: re.Match[str], said: str, span: Span) -> When | None:
        """Return the day that lies some days from the one told last: *bốn ngày sau*, *the next day*."""
        last = self._last(span.start)
        if last is None or last.iso is None or len(last.iso) < _WHOLE_DAY:
            return None
        groups = found.groupdict()
        word = (groups["ln"] or groups.get("ly") or "1").lower()
        by = int(word) if word.isdigit() else NUMBERS[word]
        back = (groups["lw"] or groups.get("lx") or "").lower() in ("trước đó", "earlier") or shape_of(found) == "daybefore"
        return When(said, moved(last.iso, -by if back else by), Precision.DAY, last.basis, span)

    def _weekday(self, found: re.Match[str], said: str, span: Span) -> When | None:
        """Return the day that an English day of the week means beside the one on which the report was written.

        Where that has no year, the day of the week in its own paragraph is today's.
        """
        sought = WEEKDAYS.index(found["wd"][:3].lower())
        if self.today is None:
            return self._near_last(sought, said, span)
        point = self.today[0]
        if self.weekday is None:
            first = self._in_first(span.start)
            self.weekday = date(point.year, point.month, point.day).weekday() if point.year else sought if first else None
        if self.weekday is None:
            return None
        told = _TOLD.search(
            self.page.text, max(0, span.start - _BEGINS), span.start
        )  # …, the Commissioner told a news conference on Thursday
        coming = not told and _COMING.search(self.page.text, max(0, span.start - _BEGINS), span.start)
        ahead = found["wn"] or coming or self._comes(span)
        by = (sought - self.weekday) % 7 if ahead else -((self.weekday - sought) % 7)
        return self._relative(by, said, span)

    def _near_last(self, sought: int, said: str, span: Span) -> When | None:
        """Return the day of the week beside the whole date told last: *arrived on Sunday, 5 July 2026. On Monday she signed …*."""
        last = self._last(span.start)
        if anchored := self._by_anchor(sought, said, span):
            return anchored
        if last is None or last.iso is None or len(last.iso) <= _WHOLE_DAY:
            return None
        by = (sought - date.fromisoformat(last.iso).weekday() + _HALF_WEEK) % 7 - _HALF_WEEK
        return When(said, moved(last.iso, by), Precision.DAY, last.basis, span)

    def _by_anchor(self, sought: int, said: str, span: Span) -> When | None:
        """Return the day of the week beside one that the report dates: *on Monday (November 10) … On Tuesday he is to visit*."""
        for named in _DAY_OF_WEEK.finditer(self.page.text, max(0, span.start - _ANCHOR), span.start):
            found = self.pattern.match(self.page.text, named.end())
            written = read(found) if found else None
            if written and len(written.ends) == 1 and written.ends[0].day and not written.ends[0].year:
                day = WEEKDAYS.index(named["wd"][:3].lower())
                by = (sought - day + _HALF_WEEK) % 7 - _HALF_WEEK
                return When(said, moved(written.ends[0].iso(), by), Precision.DAY, Basis.NO_YEAR, span)
        return None

    def _month(self, word: str, said: str, span: Span) -> When | None:
        """Return the month before the one in which a report was written, that one, or the next."""
        reference = self.reference.point if self.reference and self.reference.point.month else None
        known = self.today or ((reference, self.reference.basis) if reference and self.reference else None)
        point, basis = known or self._first_day() or (None, Basis.NO_YEAR)
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
        apart = self.page.paragraph_at(place) - self.page.paragraph_at(start)
        if apart and self._long_before(when):
            return True
        if apart <= 1:
            return False
        return self.page.text[max(0, start - 12) : start].lower().rstrip(" ,").endswith(_ASIDES)

    def _long_before(self, when: When) -> bool:
        """Say whether a day is weeks before the first that the report tells: a case looked back on, which *cùng ngày* does not mean."""
        first = next((one for one in self.days if one.iso), None)
        if first is None or not first.iso or not when.iso or len(first.iso) != len(when.iso):
            return False
        return when.iso < moved(first.iso, -_WEEKS)

    def _dated(self, written: Written, said: str, span: Span) -> When:
        ends, basis = written.ends, Basis.EXPLICIT
        if not ends[-1].year:
            inferred = self._with_year(written, said, span)
            ends, basis = (inferred, self.reference.basis) if inferred and self.reference else (ends, Basis.NO_YEAR)
        precision = Precision.DAY if ends[0].day else Precision.MONTH if ends[0].month else Precision.YEAR
        return When(said, printed(ends), Precision.RANGE if len(ends) > 1 else precision, basis, span)

    def _with_year(self, written: Written, said: str, span: Span) -> tuple[Point, ...] | None:
        """Return the ends of a date with the year that the report stands under; None where it has none, or no such day."""
        if self.reference is None:
            return None
        last = written.ends[-1]
        year = self._year(written, last, said, span)
        over = len(written.ends) > 1 and (written.ends[0].month, written.ends[0].day) > (last.month, last.day)
        ends = (*(Point(year - over, end.month, end.day) for end in written.ends[:-1]), Point(year, last.month, last.day))
        return ends if all(end.possible() for end in ends) else None

    def _year(self, written: Written, last: Point, said: str, span: Span) -> int:
        """Return the year of a date without one: as its words say, or the nearest."""
        reference = self.reference or Reference(Point(), Basis.NO_YEAR)
        if written.hint is not None:
            return reference.year_for(last, written.hint)
        earlier = _EARLIER.search(self.page.text, max(0, span.start - _BEGINS), span.start)
        told = reference.basis is Basis.CONTEXT_YEAR and last.day and last.month in (reference.point.month, reference.point.month + 1)
        if told and reference.point.day and _OVER.match(said):
            return reference.year_for(last, None)  # the first day that a report tells is not that on which it was written
        if _OVER.match(said) or _LAST_ONE.search(said) or (earlier and last.day):
            return reference.year_before(last)
        coming = not last.day and _COMING.search(self.page.text, max(0, span.start - _BEGINS), span.start)
        return reference.year_after(last) if written.next_one or coming else reference.year_for(last, None)


def moved(iso: str, by: int) -> str:
    """Return the day that lies `by` days from one in ISO form, with its year or without."""
    year, month, day = (int(part) for part in iso.replace("--", "0-").split("-"))
    return _moved(Point(year, month, day), by).iso()


def _moved(point: Point, by: int) -> Point:
    """Return the day that lies `by` days from another."""
    moved = date(point.year or 2001, point.month, point.day) + timedelta(days=by)
    return Point(moved.year if point.year else 0, moved.month, moved.day)


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
    stamp = page.paragraphs[-1] if page.paragraphs else None  # Issued in Ha Noi on 22 April 2026
    if stamp and len(page.paragraphs) > 1 and stamp.role is Role.STAMP:
        for match in PATTERNS[page.language].finditer(page.text, stamp.start, stamp.end):
            written = read(match)
            if written and len(written.ends) == 1 and written.ends[0].year and written.ends[0].day:
                return When(match.group(), written.ends[0].iso(), Precision.DAY, Basis.EXPLICIT, Span(*match.span()))
    return None
