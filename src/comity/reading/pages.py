"""A report as the rules see it: paragraphs with what they are, sentences, words, and the names of the gazetteers in it."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from comity.reading.lexicon import NAMES, Entry, Hit, lexicon
from comity.reading.normalising import Normal
from comity.reading.tokens import Words, is_syllable


class Role(StrEnum):
    """What a paragraph is to a report."""

    BODY = "body"
    HEADLINE = "headline"
    CAPTION = "caption"
    BYLINE = "byline"
    CREDIT = "credit"
    SOURCE = "source"
    STAMP = "stamp"  # a date that an archive put before the report


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: characters [start, end) of the normal text."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: characters [start, end), words [first, after), and the number of its paragraph."""

    start: int
    end: int
    first: int
    after: int
    paragraph: int


_DAY: Final = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]20\d\d|20\d\d-\d\d-\d\d|(?:ngày )?\d{1,2} tháng \d{1,2},? năm 20\d\d|"
    r"\d{1,2} [A-Z][a-z]{2,8} 20\d\d|[A-Z][a-z]{2,8} \d{1,2}, 20\d\d)"
)
# A date on a line of its own: that of an archive, of a page (*Published 4 February 2026*, *Cập nhật: 08:15, 12/3/2025*), of a paper.
_STAMP: Final = re.compile(
    r"date \d{4}(?:-\d{2}){0,2}$|(?:Thứ (?:hai|ba|tư|năm|sáu|bảy)|Chủ nhật|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)[^.!?]{0,60}$|"
    rf"(?:(?:First )?Published|Updated|Posted|Issued|Release date|Date|Ngày đăng|Đăng ngày|Cập nhật|Ngày|Thời gian)[^.!?\d]{{0,20}}"
    rf"(?:\d{{1,2}}[:h]\d\d[^\w]{{0,5}})?{_DAY}[^.!?]{{0,24}}$|(?:\d{{1,2}}[:h]\d\d[^\w]{{1,5}})?{_DAY}(?:[^\w]{{1,5}}\d{{1,2}}[:h]\d\d[^.!?]{{0,16}})?$",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(r"\(?(?:Nguồn|Source|Theo)\b.{0,120}$|https?://\S+$", re.IGNORECASE)
_CREDIT: Final = re.compile(r"\(?(?:Tin,? ảnh|Ảnh|Bài,? ảnh|Photos?|Ảnh minh họa|Tin và ảnh|Tin|Bài và ảnh|Video)\s?[:/]", re.IGNORECASE)
_PICTURE: Final = re.compile(
    r"[(\s.–-]\(?(?:Ảnh|Photos?|Image|Ảnh minh họa|Nguồn ảnh|Photo courtesy)\s?(?::|\bby\b|-|–)|[(\s.]©|\(Ảnh\b|"
    r"\b[A-Z]{2,}(?:/[A-Z]{2,})* [Pp]hoto\b",
    re.IGNORECASE,
)
_SCENE: Final = re.compile(
    r"(?:Quang cảnh|Toàn cảnh|Các đại biểu (?:chụp|tham dự|tại)|Đại biểu (?:chụp|tham dự)|Hình ảnh|Ảnh tư liệu|"
    r"Lãnh đạo .{0,80} tại |Pictured|A view of|Participants pose|Delegates pose)\b"
)
_SHORT: Final = re.compile(r"\(([A-Z][A-Z\d]{1,9}|[A-Z][a-z]+(?:[A-Z]\w*|[a-z]{2,8}))\)")  # (NBI), (BioSec), (Bakamla)
_GATHERING: Final = re.compile(
    r"hội nghị|diễn đàn|hội thảo|đối thoại|khóa họp|tuần lễ|conference|forum|dialogue|meeting|summit", re.IGNORECASE
)
_REACH: Final = 14  # words from the first of an organ's name to its short form
# A picture told in a sentence of its own: who receives, shakes hands with, hands over to whom; no day, nothing done before.
_SHOWN: Final = re.compile(
    r"(?!.*\b(?:đã|sẽ|cũng|cho biết|đạt được|had|will)\b)[A-ZĐÀ-Ỹ][^,;:.\d“\"]{4,70} (?:tiếp|bắt tay|hội đàm với|trao đổi với|"
    r"trao chứng chỉ|trao quà|"
    r"trao tặng|chụp ảnh|phát biểu|tại buổi|tại cuộc|tại lễ|ghi sổ tang|chủ trì|chứng kiến|shakes hands|speaks at|receives|poses|signs)\b"
    r"[^,;:.\d“\"]{0,90}\.$"
)
_BYLINE: Final = 60  # characters: a longer last line says something
_LONGEST: Final = 2_400  # characters of a sentence
_SAID_AGAIN: Final = 24  # characters that are no chance when they stand twice
_CAPTION: Final = 320
_STOPPED: Final = re.compile(r"[.!?…:;][”\"»)’']*$")
# A place and a house before the first sentence: HÀ NỘI (TTXVN) - , (QTO) - , BNG - , Hanoi (VNA) –
_DATELINE: Final = re.compile(
    r"(?:\((?:[^()\n]{2,50})\)(?: [A-ZĐÀ-Ỹ][\w ]{2,24}?)?|"
    r"[A-ZĐÀ-Ỹ][\w. ]{1,30}(?:, [^()\n–—]{2,30})? ?\((?:[^()\n]{2,40})\)|[A-ZĐÀ-Ỹ.]{2,12}(?:\.VN)?|"
    r"[A-ZĐÀ-Ỹ][\w .]{2,24}, (?=[^()\n–—-]{0,30}\d)[^()\n–—-]{3,30}?) [-–—] "
)
# With a stop behind the year: *Dublin, 3 October 2025. Garda Commissioner …*.
_DATED_LINE: Final = re.compile(r"[A-ZĐÀ-Ỹ][\w ]{2,24}, (?=[^\n.,]{0,20}\d)[^()\n.–—-]{4,24}? ?\d{4}[.:] (?=[A-ZĐÀ-Ỹ“\"])")
_DASH: Final = re.compile(r" [-–—] (?=[A-ZĐÀ-Ỹ])")
_BULLET: Final = re.compile(r"(?:[-–+] ?|\(\d{1,2}\) |\d{1,2}[.)] |[a-zđ]\) )(?=\S)")
_END: Final = re.compile(r"(?:[.!?]+|…|\.{3})[”\"»’')\]]*(?= [“\"«‘(\[]| ?[^\s.,;:!?…”\"»’')\]])|\n\n")
_NO_END: Final = re.compile(
    r"(?:\b(?:TP|Tp|Tr|GS|PGS|TS|ThS|BS|KS|LS|St|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|Prof|Hon|No|Art|vs|etc|e\.g|i\.e|"
    r"Jan|Feb|Aug|Sept|Oct|Nov|Dec|Inc|Ltd|Co|Jr|Sr|Rev)|"
    r"\b[A-ZĐ]|\b[A-Z]\.[A-Z])\.$"
)


class Page:
    """A normal text, cut up. What the rules of the subjects share and none of them changes."""

    def __init__(self, normal: Normal, language: str) -> None:
        """Cut `normal`; `language` is that of the rules, `vi` or `en`."""
        self.normal = normal
        self.text = normal.text
        self.language = language
        self.words = Words.of(normal.text)
        self.paragraphs = tuple(_paragraphs(normal))
        self.dateline = self._dateline()
        self.sentences = tuple(self._sentences())

    @cached_property
    def names(self) -> dict[int, Hit]:
        """The names of the gazetteers, by the number of their first word, and the short names that the report gives to organs."""
        found = {hit.first: hit for hit in lexicon(self.language, *NAMES).scan(self.words)}
        short = self._short_names(found)
        taken = {at for hit in found.values() for at in range(hit.first, hit.after)} if short else set()
        for at, word in enumerate(self.words.words) if short else ():
            if word in short and at not in taken:
                found[at] = Hit(short[word], word, at, at + 1)
        return dict(sorted(found.items())) if short else found

    def _short_names(self, found: dict[int, Hit]) -> dict[str, Entry]:
        """Return the organs that short names in brackets stand for: *Cục Điều tra quốc gia Philippines (NBI)*."""
        short: dict[str, Entry] = {}
        for named in _SHORT.finditer(self.text):
            at = bisect_left(self.words.starts, named.start(1))
            held = [hit for first in range(max(0, at - _REACH), at) if (hit := found.get(first)) and hit.kind in ("organs", "organheads")]
            organ = next((hit for hit in held if hit.kind == "organheads" or self._ends_at(hit, at, found)), None)
            if not named[1].isupper() and is_syllable(named[1]):
                continue
            if at in found or organ is None or _GATHERING.search(self.text, self.words.starts[max(0, organ.first - _REACH)], named.start()):
                continue
            if any("." in self.words.gap(one) for one in range(organ.first + 1, at)):
                continue
            lands = [hit.code for first in range(organ.first, at) if (hit := found.get(first)) and hit.kind == "countries"]
            more = {"country": lands[-1]} if lands else {key: value for key, value in organ.entry.more.items() if key == "country"}
            short.setdefault(named[1], Entry("organs", f"named-{named[1].lower()}", more))
        return short

    @cached_property
    def covered(self) -> dict[int, Hit]:
        """The hit that each word of a name belongs to."""
        return {at: hit for hit in self.names.values() for at in range(hit.first, hit.after)}

    @staticmethod
    def _ends_at(hit: Hit, at: int, found: dict[int, Hit]) -> bool:
        """Say whether the name of an organ, or the land behind it, ends before word `at`."""
        land = found.get(hit.after)
        return hit.after == at or (land is not None and land.after == at)

    def role(self, sentence: Sentence) -> Role:
        """Return what the paragraph of a sentence is."""
        return self.paragraphs[sentence.paragraph].role

    def paragraph_at(self, place: int) -> int:
        """Return the number of the paragraph that a character stands in."""
        return next(number for number, one in enumerate(self.paragraphs) if one.start <= place < one.end)

    def said(self, first: int, after: int) -> str:
        """Return the text of words [first, after)."""
        return self.text[self.words.starts[first] : self.words.ends[after - 1]] if after > first else ""

    def sentence_of(self, word: int) -> Sentence | None:
        """Return the sentence that a word stands in."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].after <= word:
                low = middle + 1
            else:
                high = middle
        return self.sentences[low] if low < len(self.sentences) and self.sentences[low].first <= word else None

    def _dateline(self) -> tuple[int, int] | None:
        """Return where the first paragraph of the body says from where and when it was sent."""
        first = next((one for one in self.paragraphs if one.role is Role.BODY), None)
        if first is None:
            return None
        if line := _DATELINE.match(self.text, first.start, first.end) or _DATED_LINE.match(self.text, first.start, first.end):
            return line.start(), line.end()
        at = next((number for number, start in enumerate(self.words.starts) if start >= first.start), len(self.words))
        hit = lexicon(self.language, "provinces", "places").at(self.words, at) if at < len(self.words) else None
        line = _DASH.match(self.text, self.words.ends[hit.after - 1]) if hit else None
        return (first.start, line.end()) if line else None

    def _sentences(self) -> Iterator[Sentence]:
        word = 0
        for number, paragraph in enumerate(self.paragraphs):
            start = paragraph.start
            if self.dateline and self.dateline[0] == start:
                start = self.dateline[1]
            if bullet := _BULLET.match(self.text, start, paragraph.end):
                start = bullet.end()
            for begin, end in self._cuts(start, paragraph.end):
                while word < len(self.words) and self.words.starts[word] < begin:
                    word += 1
                first = word
                while word < len(self.words) and self.words.ends[word] <= end:
                    word += 1
                if word > first:
                    yield Sentence(begin, end, first, word, number)

    def _cuts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        begin = start
        for stop in _END.finditer(self.text, start, end):
            after = stop.end()
            follows = self.text[after : after + 2].lstrip()[:1]
            if not (follows.isupper() or follows.isdigit() or follows in '“"«‘(–-['):
                continue
            if self.text[after : after + 1] != " " and not stop.group().startswith(("…", "...")):
                continue
            if _NO_END.search(self.text, max(begin, stop.start() - 8), stop.start() + 1):
                continue
            yield from _in_pieces(begin, after)
            begin = after + (1 if self.text[after : after + 1] == " " else 0)
        if begin < end:
            yield from _in_pieces(begin, end)


def _in_pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence; in pieces where it is longer than anybody writes, so that no rule walks far."""
    while end - start > _LONGEST:
        yield start, start + _LONGEST
        start += _LONGEST
    yield start, end


def _paragraphs(normal: Normal) -> Iterator[Paragraph]:
    """Say of each paragraph what it is."""
    spans, at = [], 0
    for line in normal.text.split("\n\n"):
        spans.append((at, at + len(line), line))
        at += len(line) + 2
    whole = normal.text.lower()
    bodies = [number for number, (_, _, line) in enumerate(spans) if _STOPPED.search(line) and len(line) > _BYLINE]
    first, last = (bodies[0], bodies[-1]) if bodies else (0, len(spans) - 1)
    for number, (start, end, line) in enumerate(spans):
        repeated = line in normal.repeated or (number > first and _told_again(line, whole))
        yield Paragraph(start, end, _role(line, before=number < first, behind=number > last, repeated=repeated))


def _told_again(line: str, whole: str) -> bool:
    """Say whether a line of one short sentence stands word for word in a sentence of the report: what a picture shows."""
    said = line.rstrip(".").lower()
    return _SAID_AGAIN <= len(said) < _BYLINE * 2 and not any(mark in said for mark in '.!?:;"\u201c') and whole.count(said) > 1


def _role(line: str, *, before: bool, behind: bool, repeated: bool) -> Role:
    stopped = _STOPPED.search(line) is not None
    if _STAMP.match(line) and len(line) < _BYLINE * 2:
        return Role.STAMP
    if len(line) < _BYLINE * 3 and _SOURCE.match(line) and (behind or line.startswith(("(", "http", "Nguồn", "Source"))):
        return Role.SOURCE
    if _CREDIT.match(line) and len(line) < _BYLINE * 2:
        return Role.CREDIT
    if len(line) < _CAPTION and (repeated or _PICTURE.search(line) or _SCENE.match(line)):
        return Role.CAPTION
    short = not stopped and not behind and len(line) < _BYLINE * 3 and not _BULLET.match(line)
    if not before and (short or (stopped and _SHOWN.match(line))):
        return Role.CAPTION  # what stands under a picture, or over the next part
    if behind and len(line) <= _BYLINE and not _STOPPED.search(line):
        return Role.BYLINE
    if before and not _STOPPED.search(line):
        return Role.HEADLINE
    return Role.BODY
