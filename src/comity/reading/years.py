"""When a year alone dates an event: a paper that was signed, what is planned for it; and nothing else."""

import re
from typing import Final

from comity.reading.lexicon import Hit
from comity.reading.pages import Page, Sentence
from comity.reading.triggers import PAPERS
from comity.reading.when import Precision, When

_YEARS: Final = re.compile(r"\d{4}/\d{4}")
_AHEAD: Final = re.compile(r"(?:vào|trong|in) ")
_SET_IN: Final = re.compile(r"(?:vào|in) ", re.IGNORECASE)
SINCE: Final = re.compile(r"từ năm\b", re.IGNORECASE)
_FROM_DAY: Final = re.compile(r"(?:kể )?từ\b|since\b", re.IGNORECASE)
_PLANNED: Final = re.compile(
    r"(?!.*(?: và | and |[,;]))[^.]*\b(?:sẽ|dự kiến|will|planned|scheduled)\b[^.]*\b(?:diễn ra|tổ chức|do|tại|held|place|hosted|for|in)\b",
    re.IGNORECASE,
)
_LASTING: Final = re.compile(
    r" (?:Hiệp định|Hiệp ước|Thỏa thuận|Thoả thuận|Nghị định thư|Bản ghi nhớ|Biên bản ghi nhớ|Tuyên bố chung) [^,;:]{2,90}", re.IGNORECASE
)  # papers that stand for years
_TO_HOLD: Final = re.compile(r"\b(?:sẽ|dự kiến|will|is to|plans to)\b[^,;.]*$", re.IGNORECASE)
_TOOK_PLACE: Final = re.compile(
    r"\b(?:diễn ra|được tổ chức|tổ chức|held|took place|convened)(?: (?:tại|ở|in|at) [^,;]{2,30}?)?(?: vào| hồi| in)? ?$", re.IGNORECASE
)
_PART_OF: Final = re.compile(r"(?:vào |trong |hồi )?(?:cuối|đầu|giữa) năm|(?:in )?(?:late|early) ", re.IGNORECASE)
_RUNNING: Final = ("this year", "năm nay")
_INVITED: Final = re.compile(r"\bmời\b|nhận lời|\binvit", re.IGNORECASE)
_YEARLY: Final = frozenset({"conference", "dialogue", "workshop", "training", "negotiation-round", "meeting", "exercise"})
_ASKED: Final = re.compile(r"mà .{2,40}(?:đề xuất|đề nghị)|proposed|asked for")  # the date is that of the asking
_NEAR: Final = 40  # characters from a word of signing to its year
_OPENS: Final = 2  # characters of a sentence before a year that opens it


def fits(page: Page, hit: Hit, when: When, sentence: Sentence) -> bool:
    """Say whether a date behind a word is its own: a day, a month or a range always, a year alone for a signing or a plan."""
    between = page.text[page.words.ends[hit.after - 1] : when.span.start if when.span else 0]
    since = hit.entry.more["how"] == "move" and _FROM_DAY.match(when.text or "") and when.precision is not Precision.RANGE
    if since or _ASKED.search(between):
        return False  # lên Mae Sot từ tối 27/10: since then
    if when.precision is not Precision.YEAR and not _YEARS.fullmatch(when.iso or ""):
        return True
    if hit.entry.more["type"] == "signing":
        if SINCE.match(when.text or "") or _SET_IN.match(when.text or ""):
            return True
        return (len(between) < _NEAR and not PAPERS.search(between)) or _signed_in(page, hit, when, sentence)
    return _of_year(page, hit, when, sentence, between)


def _of_year(page: Page, hit: Hit, when: When, sentence: Sentence, between: str) -> bool:
    """Say whether what was held, or is planned or somebody is invited to, is of a year."""
    kind, ahead = hit.entry.more["type"], page.text[sentence.start : page.words.starts[hit.first]]
    held = kind in _YEARLY and _TOOK_PLACE.search(between)
    planned = _PLANNED.match(between) or (between.strip() == "" and _TO_HOLD.search(ahead))
    visits = kind == "visit" and (_INVITED.search(ahead) or (_TO_HOLD.search(ahead) and _SET_IN.match(when.text or "")))
    if held or visits or (kind in _YEARLY | {"session"} and planned):
        return True
    if kind in _YEARLY and _PART_OF.match(when.text or ""):
        return True
    if (when.text or "").lower() in _RUNNING:
        return False
    return kind in _YEARLY and (_AHEAD.match(when.text or "") is not None or (kind == "training" and len(between) < 45))


def year_of_signing(when: When, hits: list[Hit], sentence: Sentence) -> bool:
    """Say whether a year that opens a sentence is that in which a paper was signed: *Năm 2019, hai nước đã ký Hiệp định …*."""
    opens = when.span is not None and when.span.start - sentence.start <= _OPENS
    return opens and hits[0].entry.more["type"] == "signing"


def leads(hit: Hit, when: When) -> bool:
    """Say whether a year that leads a sentence dates a word: *last year, the two sides conducted a tabletop exercise*."""
    return when.precision is not Precision.YEAR or hit.entry.more["type"] in _YEARLY | {"signing"}


def _signed_in(page: Page, hit: Hit, when: When, sentence: Sentence) -> bool:
    """Say whether a year ends what tells of an agreement that was signed: *đã ký Hiệp định dẫn độ năm 2010*; not a plan of a year."""
    start, end = (when.span.start, when.span.end) if when.span else (0, 0)
    between = page.text[page.words.ends[hit.after - 1] : start]
    ends = end >= sentence.end or page.text[end] in ".,;)" or page.text.startswith(" và ", end)
    alone = _LASTING.fullmatch(between) is not None and len(PAPERS.findall(between)) == 1
    return ends and alone and re.search(r"\d", page.text[sentence.start : page.words.starts[hit.first]]) is None
