"""Dates of a report, in the order of the text.

`8-10` is the eighth of October, `16-17/10` and `25 và 26-10` are two days, `24/7` and `31/36 điều` are none. A year that is not written is
taken from the date that the report stands under, if it has one, and marked; otherwise there is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from comity.reading.pages import Page, Role
from comity.reading.when import Basis, Point, Precision, Reference, Span, When, printed

_PART: Final = r"(?:(?:rạng sáng|sáng sớm|sáng|trưa|chiều|tối|đêm|khuya)(?: muộn| mai| nay| qua| hôm nay| hôm qua)?,? ?\(?)"
_LEAD: Final = rf"(?:(?:(?:vào|trong|từ|hôm|hồi|đến|tới|trước|sau|kể từ|tính đến|dự kiến|cho tới|cho đến|bắt đầu)\s)*(?:khoảng |cuối |đầu |giữa )?(?:\d{{1,2}} giờ(?: \d{{1,2}}(?: phút)?)? )?{_PART}?(?:(?:các|hai|ba|bốn|năm|2|3|4|5)\s)?(?:thứ (?:hai|ba|tư|năm|sáu|bảy),? |chủ nhật,? )?)"
_SEP: Final = r"\s?[/.-]\s?"
_Y: Final = r"(?:(?:\s?[/.-]\s?|,? năm )(?P<{}>(?:19|20)\d{{2}}))"
_M: Final = r"(?:\s?[/.-]\s?|\stháng\s)(?P<{}>1[0-2]|0?[1-9])"
_D: Final = r"(?P<{}>3[01]|[12]\d|0?[1-9])"
_AGO: Final = r"(?P<{}>\s(?:tới|sau|trước|vừa qua|năm nay|năm ngoái|năm trước|năm sau|năm tới|năm qua))?"

_SHAPES_VI: Final = (
    ("iso", r"(?P<iy>(?:19|20)\d{2})-(?P<im>\d{2})-(?P<id>\d{2})"),
    (
        "range",
        rf"(?P<rl>{_LEAD}(?:ngày )?){_D.format('ra')}(?:{_M.format('rb')}(?:{_Y.format('rc')})?)?\s?(?:-|–|đến hết|đến|tới|và|,)\s?(?:hết )?(?:ngày )?{_D.format('rd')}{_M.format('re')}(?:{_Y.format('rf')})?{_AGO.format('rg')}",
    ),
    ("day", rf"(?P<dl>{_LEAD}(?:ngày |mùng )?){_D.format('da')}{_M.format('db')}(?:{_Y.format('dc')})?{_AGO.format('dg')}"),
    ("quarter", rf"{_LEAD}quý (?P<qa>IV|I{{1,3}}|[1-4])(?:{_Y.format('qb')})?"),
    ("month", rf"{_LEAD}tháng (?P<ma>1[0-2]|0?[1-9]|giêng|chạp)(?:{_Y.format('mb')})?{_AGO.format('mg')}"),
    ("years", rf"(?:{_LEAD}(?:năm )|giai đoạn )(?P<ya>(?:19|20)\d{{2}})\s?(?:-|–|đến năm|đến|tới)\s?(?P<yb>(?:19|20)\d{{2}})"),
    ("year", rf"{_LEAD}năm (?P<y>(?:19|20)\d{{2}})"),
    ("same", rf"{_LEAD}(?:cùng ngày|cùng buổi (?:sáng|trưa|chiều|tối)|cùng hôm)"),
    ("today", r"(?:(?:sáng|trưa|chiều|tối) (?:nay|hôm nay)|hôm nay)"),
    ("yesterday", r"(?:(?:sáng|trưa|chiều|tối) (?:qua|hôm qua)|hôm qua)"),
)
_MONTHS: Final = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MON: Final = r"(?P<{}>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
_ED: Final = r"(?P<{}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_EY: Final = r"(?:,? (?P<{}>(?:19|20)\d{{2}}))?"
_EL: Final = r"(?:(?:on|from|between|in|during|by|since|until|before|after|late|early|mid-?|(?:the )?(?:morning|afternoon|evening) of|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?) )*(?:the )?"
_SHAPES_EN: Final = (
    ("iso", r"(?P<iy>(?:19|20)\d{2})-(?P<im>\d{2})-(?P<id>\d{2})"),
    ("range", rf"{_EL}{_MON.format('re')} {_ED.format('ra')}\s?(?:-|–|to|and|through|until)\s?{_ED.format('rd')}{_EY.format('rf')}"),
    (
        "range2",
        rf"{_EL}{_ED.format('sa')}\s?(?:-|–|to|and|through|until)\s?{_ED.format('sd')}(?: of)? {_MON.format('se')}{_EY.format('sf')}",
    ),
    (
        "range3",
        rf"{_EL}{_MON.format('tb')} {_ED.format('ta')}\s?(?:-|–|to|and|through|until)\s?{_MON.format('te')} {_ED.format('td')}{_EY.format('tf')}",
    ),
    (
        "range4",
        rf"{_EL}{_ED.format('ua')} {_MON.format('ub')}\s?(?:-|–|to|and|through|until)\s?{_ED.format('ud')} {_MON.format('ue')}{_EY.format('uf')}",
    ),
    ("day", rf"{_EL}{_MON.format('db')} {_ED.format('da')}{_EY.format('dc')}(?!\d)"),
    ("day2", rf"{_EL}{_ED.format('ea')}(?: of)? {_MON.format('eb')}{_EY.format('ec')}"),
    ("quarter", r"(?:the )?(?P<qw>first|second|third|fourth) quarter of (?P<qb>(?:19|20)\d{2})"),
    (
        "month",
        rf"(?:(?:on|in|during|by|since|until|before|after|late|early|of|this|last|next|mid-?) )+{_MON.format('ma')}(?:,? (?:of )?(?P<mb>(?:19|20)\d{{2}}))?|{_MON.format('mc')} (?:of )?(?P<md>(?:19|20)\d{{2}})",
    ),
    ("years", r"(?:from |between |in |period )?(?P<ya>(?:19|20)\d{2})\s?(?:-|–|to|and)\s?(?P<yb>(?:19|20)\d{2})"),
    ("year", r"(?:in|since|by|of|during|until|for|before|after|early|late|end of) (?P<y>(?:19|20)\d{2})"),
    ("same", r"(?:on )?(?:the )?same (?:day|afternoon|morning|evening)"),
    ("today", r"(?:this (?:morning|afternoon|evening)|today|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"),
    ("yesterday", r"yesterday"),
)
_QUARTERS: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
# A year in the headline, but not that of a paper, a plan or a term.
_HEADLINE_YEAR: Final = re.compile(
    r"(?<!hợp tác )(?<!kế hoạch )(?<!công tác )(?<!phối hợp )(?<!đoạn )(?:năm |in |of )((?:19|20)\d{2})(?![\d/-])", re.IGNORECASE
)
_READ: Final = frozenset({Role.BODY, Role.HEADLINE, Role.CAPTION, Role.BYLINE})
_HINTS: Final = {"năm nay": 0, "năm ngoái": -1, "năm trước": -1, "năm sau": 1, "năm tới": 1}


def _pattern(shapes: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w/.,-])(?:" + "|".join(f"(?P<{name}>{shape})" for name, shape in shapes) + r")(?![\w%]|[/-]\d)", re.IGNORECASE
    )


_PATTERNS: Final = {"vi": _pattern(_SHAPES_VI), "en": _pattern(_SHAPES_EN)}
_TIMELY: Final = re.compile(r"ngày|mùng|sáng|trưa|chiều|tối|đêm|khuya|hôm|thứ |chủ nhật|từ\s|đến\s|trước\s|vào\s|hồi\s|tính", re.IGNORECASE)
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
    lines = [one for one in page.paragraphs if one.role in (Role.HEADLINE, Role.BYLINE)]
    for paragraph in [
        *(one for one in lines if one.role is Role.HEADLINE),
        *bodies[:1],
        *(one for one in lines if one.role is Role.BYLINE),
    ]:
        for found in _PATTERNS[page.language].finditer(page.text, paragraph.start, paragraph.end):
            read = _read(found)
            if read and read.ends[-1].year and read.ends[-1].day:
                return Reference(read.ends[-1], Basis.CONTEXT_YEAR)
    return None


def find_dates(page: Page) -> list[When]:
    """Return all dates of headlines and body, captions included, in the order of the text."""
    reference = reference_of(page)
    today = _today(page, reference)
    found: list[When] = []
    for sentence in page.sentences:
        if page.role(sentence) not in _READ:
            continue
        for one in _PATTERNS[page.language].finditer(page.text, sentence.start, sentence.end):
            when = _when(page, one, found, reference, today)
            if when:
                found.append(when)
    return found


def _today(page: Page, reference: Reference | None) -> tuple[Point, Basis] | None:
    """Return the day on which a report was written: of its dateline, else of its header."""
    if page.dateline:
        for one in _PATTERNS[page.language].finditer(page.text, *page.dateline):
            read = _read(one)
            if read and read.ends[-1].day:
                point = read.ends[-1]
                if not point.year and reference:
                    point = Point(reference.year_for(point, None), point.month, point.day)
                return point, Basis.EXPLICIT if read.ends[-1].year else reference.basis if reference else Basis.NO_YEAR
    if reference and reference.basis is Basis.HEADER_YEAR and reference.point.day:
        return reference.point, Basis.HEADER_ONLY
    return None


def _relative(today: tuple[Point, Basis] | None, by: int, said: str, span: Span) -> When | None:
    """Return the day that lies `by` days from the one on which the report was written."""
    if today is None:
        return None
    point, basis = today
    moved = date(point.year or 2001, point.month, point.day) + timedelta(days=by)
    return When(said, Point(moved.year if point.year else 0, moved.month, moved.day).iso(), Precision.DAY, basis, span)


def _when(
    page: Page, found: re.Match[str], before: list[When], reference: Reference | None, today: tuple[Point, Basis] | None
) -> When | None:
    if not _is_date(page, found):
        return None
    text = found.group()
    lead = len(text) - len(text.lstrip(" (,"))
    span = Span(found.start() + lead, found.end())
    said = page.text[span.start : span.end]
    if found.lastgroup == "same" or _matched(found) == "same":
        last = next((one for one in reversed(before) if one.precision is Precision.DAY and not _is_aside(page, one, span.start)), None)
        return When(said, last.iso, Precision.DAY, last.basis, span) if last else _relative(today, 0, said, span)
    if (
        _matched(found) == "today"
        and said.lower().startswith("on ")
        and page.paragraph_at(span.start) != page.paragraph_at(page.dateline[0] if page.dateline else 0)
    ):
        return None  # a day of the week is today's in the first paragraph alone
    if _matched(found) in ("today", "yesterday"):
        return _relative(today, 0 if _matched(found) == "today" else -1, said, span)
    read = _read(found)
    if read is None:
        return None
    return _dated(read, said, span, reference)


def _is_aside(page: Page, when: When, place: int) -> bool:
    """Say whether a date is told of what was before (*trước đó, ngày 27/1*), more than one paragraph above."""
    before = page.text[max(0, when.span.start - 12) : when.span.start].lower() if when.span else ""
    if when.span and page.paragraph_at(place) - page.paragraph_at(when.span.start) <= 1:
        return False
    return before.rstrip(" ,").endswith(("trước đó", "earlier", "previously"))


def _dated(read: _Found, said: str, span: Span, reference: Reference | None) -> When:
    ends = read.ends
    basis = Basis.EXPLICIT
    if not ends[-1].year:
        if reference:
            last = ends[-1]
            year = reference.year_after(last) if read.next_one else reference.year_for(last, read.hint)
            first_year = year - 1 if len(ends) > 1 and (ends[0].month, ends[0].day) > (last.month, last.day) else year
            ends = (*(Point(first_year, end.month, end.day) for end in ends[:-1]), Point(year, last.month, last.day))
            basis = reference.basis
        else:
            basis = Basis.NO_YEAR
    precision = Precision.RANGE if len(ends) > 1 else Precision.DAY if ends[0].day else Precision.MONTH if ends[0].month else Precision.YEAR
    return When(said, printed(ends), precision, basis, span)


def _matched(found: re.Match[str]) -> str:
    return next(
        name
        for name in (
            "iso",
            "range",
            "range2",
            "range3",
            "range4",
            "day",
            "day2",
            "quarter",
            "month",
            "years",
            "year",
            "same",
            "today",
            "yesterday",
        )
        if name in found.re.groupindex and found[name] is not None
    )


def _is_date(page: Page, found: re.Match[str]) -> bool:
    """Say whether numbers with a stroke are a date: a day needs a word of time before it, a bracket, a comma or the start of a sentence."""
    if page.language != "vi" or _matched(found) not in ("range", "day"):
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
    name = _matched(found)
    if name == "iso":
        ends: tuple[Point, ...] = (Point(int(found["iy"]), int(found["im"]), int(found["id"])),)
    elif name in ("range", "range2", "range3", "range4"):
        ends = _range(found, {"range": "r", "range2": "s", "range3": "t", "range4": "u"}[name])
    elif name in ("day", "day2"):
        letter = "d" if name == "day" else "e"
        ends = (Point(_number(found[f"{letter}c"]), _month(found[f"{letter}b"]), _number(found[f"{letter}a"])),)
    elif name == "quarter":
        groups = found.groupdict()
        quarter = _QUARTERS[(groups.get("qa") or groups.get("qw") or "").upper() if groups.get("qa") else groups["qw"].lower()]
        year = _number(found["qb"])
        ends = (Point(year, quarter * 3 - 2), Point(year, quarter * 3))
    elif name == "month":
        groups = found.groupdict()
        ends = (Point(_number(found["mb"] or groups.get("md")), _month(found["ma"] or groups.get("mc"))),)
    elif name == "years":
        ends = (Point(int(found["ya"])), Point(int(found["yb"])))
    elif name == "year":
        ends = (Point(int(found["y"])),)
    else:
        return None
    if not all(end.possible() for end in ends):
        return None
    ago = next((found[group].strip() for group in ("rg", "dg", "mg") if group in found.re.groupindex and found[group]), "")
    return _Found(ends, _HINTS.get(ago), next_one=ago in ("tới", "sau"))


def _range(found: re.Match[str], letter: str) -> tuple[Point, ...]:
    groups = found.groupdict()
    year = _number(groups.get(f"{letter}f"))
    month = _month(found[f"{letter}e"])
    first_month = _month(groups.get(f"{letter}b")) or month
    first_year = _number(groups.get(f"{letter}c")) or (year - 1 if year and first_month > month else year)
    return (Point(first_year, first_month, _number(found[f"{letter}a"])), Point(year, month, _number(found[f"{letter}d"])))


def _number(digits: str | None) -> int:
    return int(digits) if digits else 0


def _month(word: str | None) -> int:
    if not word:
        return 0
    if word.isdigit():
        return int(word)
    small = word.lower().rstrip(".")
    return {"giêng": 1, "chạp": 12}.get(small) or next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(small[:3]))


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
