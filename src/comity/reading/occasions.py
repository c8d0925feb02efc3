"""Words for events in one sentence, each with the date and the place that belong to it."""

import re
from dataclasses import dataclass
from typing import Final

from comity.reading.lexicon import Hit, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.people import People
from comity.reading.places import Spot
from comity.reading.when import Precision, When

CLASSES: Final = {
    "meeting": "meeting", "talks": "meeting", "reception": "meeting", "dialogue": "meeting",
    "conference": "conference", "workshop": "conference", "session": "conference",
}  # fmt: skip
_MARGIN: Final = re.compile(r"song phương với|bilateral meetings? with", re.IGNORECASE)
_NO_TIME: Final = re.compile(
    r"(?:trước|kể từ|từ (?:đầu|tháng|năm)|đến (?:cuối|hết)|tính đến|giai đoạn|before|by|since|until)\b", re.IGNORECASE
)
_ORDINAL: Final = re.compile(
    r"(?:lần|vòng|khóa) thứ (\w+)|(?:the )?\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_WORDS: Final = {
    "nhất": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_PLURAL: Final = frozenset(
    ["các", "những", "nhiều", "mỗi", "mọi", "số", "hai", "ba", "bốn", "these", "several", "many", "all", "such", "regular"]
)
_NOT_AFTER: Final = {
    "tiếp": frozenset(
        ["tục", "theo", "nhận", "cận", "thu", "diễn", "cho", "tay", "sức", "nối", "giáp", "viện", "xúc", "tế", "đón", "tân", "tuyến", "đến"]
    ),
    "gặp": frozenset(["khó", "phải", "nhiều", "trở", "nạn", "sự", "rủi", "vướng", "lại"]),
    "thăm": frozenset(["hỏi", "dò", "khám"]),
    "bắt": frozenset(["đầu", "nguồn", "buộc", "kịp", "tay"]),
    "phá": frozenset(["hoại", "vỡ"]),
    "phiên": frozenset(["bản", "dịch", "tòa"]),
    "sign": frozenset(["of"]),
}
_YEARS: Final = re.compile(r"\d{4}/\d{4}")
_COPED: Final = frozenset(
    [
        "phó",
        "cứu",
        "lý",
        "phục",
        "ngừa",
        "cáo",
        "tra",
        "quyết",
        "trước",
        "các",
        "mọi",
        "những",
        "nhiều",
        "cyber",
        "major",
        "serious",
        "future",
        "such",
    ]
)  # ứng phó sự cố, xử lý vụ việc
_HOSTED: Final = frozenset({"conference", "workshop", "training", "exercise", "press-conference"})
_DOERS: Final = frozenset(
    [
        "đã",
        "vừa",
        "cùng",
        "sang",
        "đến",
        "tới",
        "được",
        "có",
        "sẽ",
        "đang",
        "và",
        "cũng",
        "dự",
        "tham",
        "tổ",
        "chức",
        "khi",
        "đoàn",
        "bên",
        "phía",
        "nước",
        "ông",
        "bà",
        "định",
        "lại",
        "từng",
        "loạt",
    ]
)
_BACK: Final = re.compile(
    r"(?:tại|(?:trong|nhân) (?:chương trình|khuôn khổ|thời gian|dịp|chuyến)|trong|kết thúc|sau|bên lề|ngay sau|trước|phát biểu tại|báo cáo tại|at|during|after|on the margins of|on the sidelines of)(?: (?:cuộc|buổi|the|this))?\s*$",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(
    r"(?:đề nghị|khả năng|sớm|mong|hứa|có thể|dự thảo|hoan nghênh đề nghị|thể|để|nhằm|chưa thể|việc|to|when)\s*$", re.IGNORECASE
)
_PAPERS: Final = re.compile(
    r"biên bản|bản ghi nhớ|thỏa thuận|thoả thuận|hiệp định|kế hoạch|tuyên bố|thông cáo|nghị định thư|văn kiện|công ước|chương trình|memorandum|agreement|letter of intent|treaty|plan|protocol|statement|mou\b",
    re.IGNORECASE,
)
_PEOPLE: Final = re.compile(r"đối tượng|nghi phạm|bị can|tội phạm", re.IGNORECASE)
_END: Final = re.compile(
    r",? (?:diễn ra|được tổ chức|tổ chức tại|đã |dự kiến|vào ngày|ngày \d|was held|will be held|took place|held in|on \d|in (?:the )?[A-Z])|[;.:]|, (?=(?:tại|do|với sự|nhằm|để|ông|bà|trong)\b)"
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A word for an event in a sentence."""

    hit: Hit
    sentence: Sentence
    first: int  # words [first, after) are about it
    after: int
    type: str
    when: When | None
    place: Spot | None
    title: str
    ordinal: int | None
    number: int  # of events that it stands for
    bare: bool  # nothing but the word: it points back to an event told before, where there is one
    back: bool  # behind *tại*, *kết thúc*: the same
    plural: bool
    nested: bool  # inside the name of another event
    documented: bool  # a paper stands behind a word of signing

    @property
    def how(self) -> str:
        """What kind of word it is: noun, verb, part."""
        return str(self.hit.entry.more["how"])

    @property
    def group(self) -> str:
        """Types that are one class: reports call one event by several of their words."""
        return CLASSES.get(self.type, self.type)


class Occasions:
    """Finds the occasions of one report, sentence by sentence."""

    def __init__(self, page: Page, people: People, dates: list[When], spots: list[Spot]) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.people = people
        self.dates = dates
        self.spots = spots
        self.lexicon = lexicon(page.language, "meetings")
        self.sent_from = self._sent_from()
        self.persons = {at for person in people.persons for mention in person.mentions for at in range(mention.first, mention.after)}

    def of(self, sentence: Sentence) -> list[Occasion]:
        """Return the occasions of one sentence in order."""
        hits = [hit for hit in self.lexicon.scan(self.words, sentence.first, sentence.after) if self._counts(hit, sentence)]
        hits = [hit for number, hit in enumerate(hits) if not self._inside_name(hit, hits[number - 1] if number else None)]
        dates = [
            one
            for one in self.dates
            if (one.span and sentence.start <= one.span.start < sentence.end and not _NO_TIME.match(one.text or ""))
            or self._is_span(one, sentence)
        ]
        owners = self._owners(hits, dates, sentence)
        return [self._occasion(number, hits, owners, sentence) for number in range(len(hits))]

    def framing_place(self) -> str | None:
        """Return the first place that the report stands under: of its first or last line."""
        lines = [one for one in self.page.paragraphs if one.role in (Role.BYLINE, Role.HEADLINE, Role.BODY)]
        for line in (lines[-1], *lines[:3]) if lines else ():
            for at, hit in sorted(self.page.names.items()):
                if line.start <= self.words.starts[at] < min(line.end, line.start + 40) and hit.kind in ("provinces", "places"):
                    return self.page.said(hit.first, hit.after)
        return None

    def _sent_from(self) -> list[Spot]:
        """Return the places of the dateline."""
        if self.page.dateline is None:
            return []
        start, end = self.page.dateline
        hits = [
            hit for hit in self.page.names.values() if start <= self.words.starts[hit.first] < end and hit.kind in ("provinces", "places")
        ]
        return [
            Spot(hit.first, hit.after, self.page.said(hit.first, hit.after), None, None, None, inside=True, town=True, rule="dateline")
            for hit in hits
        ]

    @staticmethod
    def _is_span(when: When, sentence: Sentence) -> bool:
        return bool(
            when.span
            and sentence.start <= when.span.start < sentence.end
            and when.precision is Precision.RANGE
            and "giai đoạn" not in (when.text or "")
        )

    # ------------------------------------------------------------ which words count

    def _counts(self, hit: Hit, sentence: Sentence) -> bool:
        words = self.words
        if any(at in self.persons for at in range(hit.first, hit.after)):
            return False
        covering = self.page.covered.get(hit.first)
        if (
            covering
            and covering.kind in ("organs", "offices", "treaties", "ranks")
            and covering.after >= hit.after
            and covering.after - covering.first > hit.after - hit.first
        ):
            return False
        follows = words.keys[hit.after] if hit.after < sentence.after and words.gap(hit.after) == " " else ""
        if follows in _NOT_AFTER.get(words.keys[hit.after - 1], ()):
            return False
        before = words.keys[hit.first - 1] if hit.first > sentence.first and words.gap(hit.first) == " " else ""
        if hit.entry.more["type"] == "incident" and before in _COPED:
            return False
        if hit.entry.more["how"] != "verb":
            return not (before in ("phát", "lời") or (before == "biểu"))
        return self._is_done(hit, before, sentence)

    def _is_done(self, hit: Hit, before: str, sentence: Sentence) -> bool:
        """Say whether somebody does it: a verb behind a doer, or behind a word that makes it done or planned."""
        text = self.page.text[sentence.start : self.words.starts[hit.first]]
        if _ASKED.search(text) or before in ("lời", "biểu", "những"):
            return False
        if hit.entry.more["type"] == "signing" and not self._has_paper(hit, sentence):
            return False
        if self.page.language == "en":
            return hit.entry.more["type"] != "reception" or self._has_person(hit, sentence)
        if (len(hit.written.split()) > 1 and hit.entry.more["type"] != "incident") or not before:
            return True
        return before in _DOERS or hit.first - 1 in self.page.covered or hit.first - 1 in self.persons

    def _has_paper(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a paper is signed there, or was: *ký Biên bản ghi nhớ*, *Hiệp định ký năm 2014*."""
        behind = self.page.text[self.words.ends[hit.after - 1] : sentence.end][:70]
        ahead = self.page.text[sentence.start : self.words.starts[hit.first]][-60:]
        dated = re.match(r" (?:kết )?(?:với [\w ]{2,20} )?(?:vào )?(?:năm|ngày|in|on) ", behind)
        return bool(_PAPERS.search(behind) or (dated and _PAPERS.search(ahead)) or dated)

    def _has_person(self, hit: Hit, sentence: Sentence) -> bool:
        near = range(hit.after, min(hit.after + 4, sentence.after))
        return any(
            at in self.people.at
            or self.words.keys[at] == "delegation"
            or (at in self.page.names and self.page.names[at].kind in ("offices", "ranks"))
            for at in near
        )

    def _inside_name(self, hit: Hit, before: Hit | None) -> bool:
        """Say whether a verb stands inside the name of an event (*Hội nghị các nước ký kết Bản ghi nhớ*), or only opens the event before it."""
        if before is None or before.entry.more["how"] == "verb":
            return False
        between = self.page.text[self.words.ends[before.after - 1] : self.words.starts[hit.first]]
        if hit.entry.more["how"] != "verb":
            return between.endswith("(") and before.entry.more["type"] == hit.entry.more["type"]
        if hit.written in ("khai mạc", "bế mạc", "opened"):
            return True
        return not re.search(r"[,;:]|\bđã\b|\bvà\b|\bcũng\b|\band\b|\bsẽ\b", between)

    # ------------------------------------------------------------ dates

    def _owners(self, hits: list[Hit], dates: list[When], sentence: Sentence) -> dict[int, When]:
        """Return which word a date belongs to: the one before it in its clause; a date between commas, or one that leads, goes to those behind."""
        owners: dict[int, When] = {}
        starts = [self.words.starts[hit.first] for hit in hits]
        leading: list[When] = []
        for when in dates:
            if when.span is None:
                continue
            before = [number for number, start in enumerate(starts) if start < when.span.start]
            behind = [number for number, start in enumerate(starts) if start >= when.span.end]
            number = before[-1] if before else None
            if (
                number is not None
                and number not in owners
                and not self._forward(when, hits[number], behind, sentence)
                and self._belongs(hits[number], when)
            ):
                owners[number] = when
            elif behind and when.precision is not Precision.YEAR:
                leading.append(when)
        for number, start in enumerate(starts):
            if number not in owners:
                mine = [when for when in leading if when.span and when.span.end <= start]
                if mine and not self._points_away(hits[number], sentence):
                    owners[number] = mine[-1]
        first = hits[0] if hits else None
        if first and 0 in owners and _BACK.search(self.page.text[sentence.start : starts[0]]) and first.first - sentence.first <= 4:
            for number in range(1, len(hits)):
                if number not in owners and not self._points_away(hits[number], sentence):
                    owners[number] = owners[0]
        for number in range(len(hits) - 1):
            opened = hits[number].written in ("khai mạc", "bế mạc") and hits[number + 1].first == hits[number].after
            if number not in owners and number + 1 in owners and opened:
                owners[number] = owners[number + 1]
            if (
                number not in owners
                and number + 1 in owners
                and re.search(r" và (?:cùng )?(?:dự|tham dự|đồng chủ trì|chủ trì)", self.page.text[starts[number] : starts[number + 1]])
            ):
                owners[number] = owners[number + 1]
        return owners

    def _forward(self, when: When, hit: Hit, behind: list[int], sentence: Sentence) -> bool:
        """Say whether a date behind a word belongs to what follows: between commas before another event, or outside the phrase of a pointing word."""
        if when.span is None:
            return False
        between = self.page.text[self.words.ends[hit.after - 1] : when.span.start]
        ahead = self.page.text[sentence.start : self.words.starts[hit.first]]
        if ";" in between:
            return True
        if _BACK.search(ahead) and len(ahead) < 40 and "," in between:
            return True
        closed = self.page.text[when.span.end : when.span.end + 1] == ","
        return bool(behind and between.rstrip().endswith(",") and closed)

    def _belongs(self, hit: Hit, when: When) -> bool:
        """A year alone dates a signing or what is planned, and nothing else."""
        if when.precision is not Precision.YEAR and not _YEARS.fullmatch(when.iso or ""):
            return True
        kind = hit.entry.more["type"]
        between = self.page.text[self.words.ends[hit.after - 1] : when.span.start if when.span else 0]
        if kind == "signing":
            return len(between) < 40 and not _PAPERS.search(between)
        planned = re.match(r"(?:vào|trong|in) ", when.text or "") is not None
        return kind in ("conference", "dialogue", "workshop", "training", "negotiation-round") and (
            planned or (len(between) < 45 and kind == "training")
        )

    def _points_away(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a word is only what another event is about: *họp báo về lễ mở ký*, *trong khuôn khổ Hội nghị*."""
        ahead = self.page.text[sentence.start : self.words.starts[hit.first]]
        return (
            re.search(
                r"(?:về|khuôn khổ|của|cho|nhằm|từ|sau|nhân dịp|nhân|trong chương trình|about|on|of|for) (?:một |the |sang |đến )?[“\"]?$",
                ahead,
            )
            is not None
        )

    # ------------------------------------------------------------ one word

    def _occasion(self, number: int, hits: list[Hit], owners: dict[int, When], sentence: Sentence) -> Occasion:
        hit = hits[number]
        end = hits[number + 1].first if number + 1 < len(hits) else sentence.after
        ahead = self.page.text[sentence.start : self.words.starts[hit.first]]
        title = self._title(hit, sentence)
        kind = str(hit.entry.more["type"])
        if hit.written in ("bàn giao", "trao trả") and _PEOPLE.search(self.page.text[sentence.start : sentence.end]):
            kind = "incident"
        plural = hit.first > sentence.first and self.words.keys[hit.first - 1] in _PLURAL
        return Occasion(
            hit=hit,
            sentence=sentence,
            first=hits[number - 1].after if number else sentence.first,
            after=end,
            type=kind,
            when=owners.get(number),
            place=self._place(hit, kind, end, sentence),
            title=title,
            ordinal=_ordinal(title),
            number=self._several(hit, sentence, plural=plural),
            bare=len(re.split("[,;:]", title)[0]) <= len(hit.written) + 12
            and _ordinal(title) is None
            and not (self.words.capital(hit.first) and hit.first > sentence.first and len(title) > len(hit.written) + 3),
            back=_BACK.search(ahead) is not None,
            plural=plural,
            nested=self._points_away(hit, sentence),
            documented=_PAPERS.search(title) is not None,
        )

    def _several(self, hit: Hit, sentence: Sentence, *, plural: bool) -> int:
        """Return for how many meetings a word stands: *các cuộc gặp song phương với Trưởng đoàn Singapore, Campuchia và Trung Quốc* are three."""
        if CLASSES.get(str(hit.entry.more["type"])) != "meeting" or not plural:
            return 1
        if not _MARGIN.search(self.page.text[self.words.starts[hit.first] : sentence.end]):
            return 1
        countries = {one.code for at, one in self.page.names.items() if hit.after <= at < sentence.after and one.kind == "countries"}
        return max(1, len(countries))

    def _place(self, hit: Hit, kind: str, end: int, sentence: Sentence) -> Spot | None:
        spots = [one for one in self.spots if sentence.first <= one.first < sentence.after]
        after = [one for one in spots if hit.after <= one.first < end]
        if kind == "visit" and after and (after[0].inside or after[0].first - hit.after <= 1):
            return next((one for one in after if one.inside), after[0])
        near = [one for one in after if one.inside and self._near(hit, one)]
        if near:
            return near[0]
        leading = [one for one in spots if one.inside and one.first < hit.first and one.town]
        if leading:
            return leading[-1]
        later = [one for one in spots if one.inside and one.town and one.first >= end]
        if not later and kind in _HOSTED and self.page.dateline and sentence.paragraph == self.page.paragraph_at(self.page.dateline[0]):
            return next((one for one in self.sent_from if one.town), None)
        return (
            later[0]
            if later and kind in ("conference", "workshop", "training", "exercise", "visit", "dialogue", "negotiation-round")
            else None
        )

    def _near(self, hit: Hit, spot: Spot) -> bool:
        """Say whether a place belongs to a word: a town anywhere in its clause, a state only close by."""
        between = self.page.text[self.words.ends[hit.after - 1] : self.words.starts[spot.first]]
        return ";" not in between and (
            spot.town or spot.first - hit.after <= 6 or re.search(r"(?:tổ chức|diễn ra|held|place) (?:tại|ở|in) $", between) is not None
        )

    def _title(self, hit: Hit, sentence: Sentence) -> str:
        text = self.page.text[self.words.starts[hit.first] : sentence.end]
        cut = _END.search(text, len(hit.written))
        return (text[: cut.start()] if cut else text).strip(' ,.”"')


def _ordinal(title: str) -> int | None:
    found = _ORDINAL.search(title)
    if not found:
        return None
    word = (found[1] or found[2]).lower()
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else _WORDS.get(word)
