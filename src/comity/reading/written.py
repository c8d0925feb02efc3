"""A date as it is written: its ends, how it is written, a hint at its year; and whether numbers with a stroke are one."""

import re
from dataclasses import dataclass
from typing import Final

from comity.reading.pages import Page
from comity.reading.shapes import DAYS, MONTHS, QUARTERS, RANGES, shape_of
from comity.reading.when import Point

_NEXT: Final = frozenset({"range", "day", "month"})  # behind these, *tới* and *sau* mean the next such day, not the next year
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
_TIMELY: Final = re.compile(r"ngày|mùng|sáng|trưa|chiều|tối|đêm|khuya|hôm|thứ |chủ nhật|từ\s|đến\s|trước\s|vào\s|hồi\s|tính", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """The ends of a date as written, how it was written, and a hint at its year."""

    ends: tuple[Point, ...]
    hint: int | None = None
    next_one: bool = False


def is_date(page: Page, found: re.Match[str]) -> bool:
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


def read(found: re.Match[str]) -> Written | None:
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
    ago = next((groups[group].strip().lower() for group in ("rg", "dg", "mg", "tz", "hb", "qg") if groups.get(group)), "")
    next_one = ago in ("tới", "sau") and name in _NEXT
    return Written(ends, None if next_one else _HINTS.get(ago), next_one=next_one)


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
    if name in ("month", "month2"):
        stated = groups.get("mb") or groups.get("md") or groups.get("ob")
        return (Point(_number(stated), _month(groups["ma"] or groups.get("mc") or groups.get("oa"))),)
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
