"""Which words tell of an event: nouns for meetings, verbs that somebody does; not *tiếp tục*, not *đề nghị ký*, not *ứng phó sự cố*."""

import re
from typing import Final

from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Sentence
from comity.reading.people import People
from comity.reading.tokens import word_set

PAPERS: Final = re.compile(
    r"biên bản|bản ghi nhớ|thỏa thuận|thoả thuận|hiệp định|kế hoạch|tuyên bố|thông cáo|nghị định thư|văn kiện|công ước|chương trình|"
    r"memorandum|agreement|letter of intent|treaty|plan|protocol|statement|mou\b",
    re.IGNORECASE,
)
_NOT_AFTER: Final = {
    "tiếp": word_set("tục theo nhận cận thu diễn cho tay sức nối giáp viện xúc tế đón tân tuyến đến"),
    "gặp": word_set("khó phải nhiều trở nạn sự rủi vướng lại"),
    "thăm": word_set("hỏi dò khám"),
    "bắt": word_set("đầu nguồn buộc kịp tay"),
    "phá": word_set("hoại vỡ"),
    "phiên": word_set("bản dịch tòa"),
    "sign": word_set("of"),
}
_ASKED: Final = re.compile(r"(?:đề nghị|khả năng|sớm|mong|hứa|có thể|dự thảo|thể|để|nhằm|việc|to|when)\s*$", re.IGNORECASE)
_DATED: Final = re.compile(r" (?:kết )?(?:với [\w ]{2,20} )?(?:vào )?(?:năm|ngày|in|on) ")
_APART: Final = re.compile(r"[,;:]|\b(?:đã|và|cũng|and|sẽ|is|was)\b")
_OPENING: Final = ("khai mạc", "bế mạc", "opened")
_OVER: Final = frozenset({"organs", "offices", "treaties", "ranks"})  # kinds of names in which a word for an event is a part
_SPEAKS: Final = ("phát", "lời", "biểu", "đoàn", "nhóm")  # phát biểu khai mạc, lời chào, đoàn đàm phán


class Triggers:
    """Finds the words of one report, sentence by sentence."""

    def __init__(self, page: Page, people: People) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.people = people
        self.lexicon = lexicon(page.language, "meetings")
        self.coped = class_of(page.language, "coped-with")
        self.doers = class_of(page.language, "before-deed")
        self.persons = {at for person in people.persons for mention in person.mentions for at in range(mention.first, mention.after)}

    def of(self, sentence: Sentence) -> list[Hit]:
        """Return the words of one sentence in order."""
        hits = [hit for hit in self.lexicon.scan(self.words, sentence.first, sentence.after) if self._counts(hit, sentence)]
        return [hit for number, hit in enumerate(hits) if not number or not self._inside_name(hit, hits[number - 1])]

    def _counts(self, hit: Hit, sentence: Sentence) -> bool:
        words = self.words
        if any(at in self.persons for at in range(hit.first, hit.after)) or self._in_other_name(hit):
            return False
        office = self.page.covered.get(hit.first - 1)
        if office and office.kind == "offices" and hit.first > sentence.first and words.gap(hit.first) == " " and hit.written.isupper():
            return False  # Chủ tịch SOMTC
        follows = words.keys[hit.after] if hit.after < sentence.after and words.gap(hit.after) == " " else ""
        if follows in _NOT_AFTER.get(words.keys[hit.after - 1], ()):
            return False
        before = words.keys[hit.first - 1] if hit.first > sentence.first and words.gap(hit.first) == " " else ""
        if hit.entry.more["type"] == "incident" and before and self.coped.at(words, hit.first - 1):
            return False
        return self._is_done(hit, before, sentence) if hit.entry.more["how"] == "verb" else before not in _SPEAKS

    def _in_other_name(self, hit: Hit) -> bool:
        """Say whether a word is a part of the name of something else: *Thư ký*, *Hiệp định ký kết*."""
        over = self.page.covered.get(hit.first)
        if over is None or over.kind not in _OVER:
            return False
        return over.after >= hit.after and over.after - over.first > hit.after - hit.first

    def _is_done(self, hit: Hit, before: str, sentence: Sentence) -> bool:
        """Say whether somebody does it: a verb behind a doer, or behind a word that makes it done or planned."""
        kind = hit.entry.more["type"]
        ahead = self.page.text[sentence.start : self.words.starts[hit.first]]
        if _ASKED.search(ahead) or before in ("phát", "lời", "biểu", "những") or (kind == "signing" and not self._has_paper(hit, sentence)):
            return False
        if self.page.language == "en":
            return kind != "reception" or self._has_guest(hit, sentence)
        if not before or (len(hit.written.split()) > 1 and kind != "incident"):
            return True
        return self.doers.at(self.words, hit.first - 1) is not None or hit.first - 1 in self.page.covered or hit.first - 1 in self.persons

    def _has_paper(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a paper is signed there, or was: *ký Biên bản ghi nhớ*, *Hiệp định ký năm 2014*."""
        behind = self.page.text[self.words.ends[hit.after - 1] : sentence.end][:110]
        return PAPERS.search(behind) is not None or _DATED.match(behind) is not None

    def _has_guest(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a guest is received, and no call or request."""
        near = range(hit.after, min(hit.after + 4, sentence.after))
        titled = any(at in self.page.names and self.page.names[at].kind in ("offices", "ranks") for at in near)
        return titled or any(at in self.people.at or self.words.keys[at] == "delegation" for at in near)

    def _inside_name(self, hit: Hit, before: Hit) -> bool:
        """Say whether a word stands inside the name of the event before it (*Hội nghị các nước ký kết …*), or only opens that event."""
        if before.entry.more["how"] == "verb":
            return False
        between = self.page.text[self.words.ends[before.after - 1] : self.words.starts[hit.first]]
        if hit.entry.more["how"] != "verb":
            return between.endswith("(") and before.entry.more["type"] == hit.entry.more["type"]
        return hit.written in _OPENING or _APART.search(between) is None
