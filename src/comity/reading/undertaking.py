"""Who undertakes, by the words before *will*: an organ no gazetteer has whole, on whose behalf somebody promises, who does it in person."""

import re
from typing import Final

from comity.reading.bonds import passive_of
from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Sentence
from comity.reading.parties import Parties
from comity.reading.tokens import is_syllable, word_set

_LONGEST: Final = 12  # words of a name before *will*
_WILL: Final = word_set("sẽ will would shall sẵn")
_ADVERBS: Final = word_set("cũng luôn đã also soon then cùng is are was were stands stood")
_READY: Final = word_set("is are was were stands stood ready willing prepared")
_OPENS: Final = word_set("rằng là that còn và and while but")  # right before who shall act
_SMALL: Final = word_set("of for the and on against in")  # inside an English name
_LANDS: Final = ("countries", "provinces", "places")
_WHOLE: Final = 2  # words of an English name that says which organ is meant
_BEHALF_REACH: Final = 8  # words behind a word of promising in which *on behalf of* stands
_NAMED: Final = 3  # of a Vietnamese one
_PRONOUNS: Final = word_set("i we he she they it this these those everybody everyone all both")
_UNITS: Final = word_set("đội ty sở viện ban đồn trạm phòng quỹ hội hãng vụ cục tổng")  # with which the name of an organ begins
_UNITS_OF_TWO: Final = (
    ("chi", "đội"),
    ("chi", "cục"),
    ("phân", "cục"),
    ("phân", "đội"),
    ("hải", "đội"),
    ("trung", "tâm"),
    ("tòa", "án"),
    ("văn", "phòng"),
    ("liên", "đoàn"),
    ("hiệp", "hội"),
    ("tổng", "đội"),
    ("ngân", "hàng"),
    ("tập", "đoàn"),
    ("công", "ty"),
    ("cơ", "quan"),
    ("lực", "lượng"),
    ("hải", "quan"),
    ("cảnh", "sát"),
    ("biên", "phòng"),
)
_AUTHORITIES: Final = (("chính", "quyền"), ("nhà", "chức"))
_ACRONYM: Final = re.compile(r"[A-ZĐ][A-ZĐ0-9-]{2,}")
_BEHALF: Final = re.compile(
    r"\b(?:on behalf of|for and on behalf of|in the name of) (?:the )?(?=[A-Z])|\b[Tt]hay mặt (?:cho |lãnh đạo |Ban lãnh đạo )*(?=[A-ZĐ])"
)
_IN_PERSON: Final = re.compile(
    r"(?:hứa|cam kết|sẽ|nhận|xin|to|would|will|that|he|she|[ ,])*(?:trực tiếp|đích thân|personally)\b|[^.;,]{0,60}\bin person\b",
    re.IGNORECASE,
)


class Undertaking:
    """Answers for the promises of one report."""

    def __init__(self, page: Page, parties: Parties) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.parties = parties
        self.acts = lexicon(page.language, "acts")
        self.heads = lexicon(page.language, "organheads")
        self.bodies = class_of(page.language, "body")
        self.both = class_of(page.language, "both-sides")

    def before_will(self, at: int, after: int, sentence: Sentence) -> tuple[int, int] | None:
        """Return the words of the organ by its name that stands right before the *will* of the promise at words [at, after)."""
        ready = self.words.keys[after - 1] == "to" and self.words.keys[at] in _READY  # the CPS was willing to
        will = (
            at
            if ready or self.words.keys[at] in _WILL
            else next((now for now in range(after, self._reach(after, sentence)) if self._wills(now)), None)
        )
        if will is None:
            return None
        end = will
        while end > sentence.first and self.words.keys[end - 1] in _ADVERBS:
            end -= 1
        if end < len(self.words) and ")" in self.words.gap(end) and "(" in self.words.gap(end - 1):
            end -= 1  # Cơ quan Phòng chống tội phạm quốc gia (NCA) sẽ
        acts = {hit.after for hit in self.acts.scan(self.words, sentence.first, end)}
        floor = max(sentence.first, end - _LONGEST, after if will != at else sentence.first)
        begin = end
        while begin > floor and begin not in acts and (begin == end or self.words.gap(begin) in (" ", "-")):
            if self.words.keys[begin - 1] in _OPENS and not self._inside(begin, end):
                break
            begin -= 1
        begin += begin < end and self.words.keys[begin] in ("the", "phía")
        return (begin, end) if self._is_name(begin, end) else None

    def _wills(self, at: int) -> bool:
        return self.words.keys[at] in _WILL

    def _reach(self, after: int, sentence: Sentence) -> int:
        """Return the word before which *will* must stand: none behind a stop."""
        for now in range(after, min(after + _LONGEST, sentence.after)):
            if now > after and self.words.gap(now).strip(" -/"):
                return now
        return min(after + _LONGEST, sentence.after)

    def _inside(self, begin: int, end: int) -> bool:
        """Say whether a word that joins stands inside a name: *Ministry of Justice and Labour*."""
        return (
            begin < end
            and self.words.keys[begin - 1] in ("and", "và")
            and begin - 1 not in self.page.covered
            and begin - 2 in self.page.covered
        )

    def _is_name(self, begin: int, end: int) -> bool:
        """Say whether words are the name of an organ, whole: it begins with the word for one, or is an acronym that nobody knows."""
        if begin >= end or any(now in self.parties.bodies_of.people for now in range(begin, end)):
            return False
        if end - begin == 1:
            return begin not in self.page.covered and (_ACRONYM.fullmatch(self.words.words[begin]) is not None or self._is_firm(begin))
        if self.words.keys[begin : begin + 2] in _AUTHORITIES and end - begin > _WHOLE:
            return True  # chính quyền bang Tamil Nadu
        if not self.words.capital(begin) or self.both.at(self.words, begin) or self._is_body(begin, end):
            return False
        named = self.page.names.get(begin)
        lands = self.page.language == "en" and named is not None and named.kind in _LANDS and end > named.after
        if named is not None and named.kind not in ("organs", "organheads") and not lands:
            return False
        if self.page.language == "en":
            capitals = [now for now in range(begin, end) if self.words.capital(now)]
            small = {self.words.keys[now] for now in range(begin, end)} - {self.words.keys[now] for now in capitals}
            head = self.words.keys[begin - 1] == "the" or any(self.heads.at(self.words, now) for now in capitals)
            two = any(self.words.keys[now] == "and" and self.heads.at(self.words, now + 1) for now in range(begin, end))
            return not two and len(capitals) >= _WHOLE and small <= _SMALL and self.words.capital(end - 1) and head
        whose = self.heads.at(self.words, begin)
        known = whose is not None and whose.after < end
        return end - begin >= _NAMED and (known or self.words.keys[begin] in _UNITS or self.words.keys[begin : begin + 2] in _UNITS_OF_TWO)

    def _is_body(self, begin: int, end: int) -> bool:
        """Say whether words are a body without a name, whole: *Cơ quan này*."""
        hit = self.bodies.at(self.words, begin)
        return hit is not None and hit.after == end

    def _is_firm(self, at: int) -> bool:
        """Say whether a foreign name in one word stands behind *that* or a word of promising: *cam kết Meta sẽ*."""
        word = self.words.words[at]
        if self.page.language == "en":
            return self.words.keys[at - 1] == "that" and word[:1].isupper() and self.words.keys[at] not in _PRONOUNS
        return word[:1].isupper() and len(word) > _WHOLE and not is_syllable(word) and self.words.gap(at) == " "

    def on_behalf(self, at: int, after: int, sentence: Sentence) -> Hit | tuple[int, int] | None:
        """Return for whom a promise is made in so many words: *agreed on behalf of UNODC to have*."""
        start = self.words.starts[max(sentence.first, at - (_LONGEST if self.page.language == "vi" else len(self.words)))]
        stop = self.words.ends[min(after + _BEHALF_REACH, sentence.after) - 1]
        found = _BEHALF.search(self.page.text, start, stop)
        first = next((now for now in range(sentence.first, sentence.after) if found and self.words.starts[now] >= found.end()), None)
        if found is None or first is None:
            return None
        if hit := self.page.names.get(first):
            return hit if hit.kind in ("organs", "organheads", "countries") else None
        end = first
        while end < sentence.after and self.words.capital(end) and end not in self.parties.bodies_of.people:
            end += 1
        return (first, end) if end - first >= 1 and _ACRONYM.fullmatch(self.words.words[first]) else None

    def in_person(self, at: int, sentence: Sentence) -> bool:
        """Say whether somebody promises to do it himself: *hứa sẽ trực tiếp theo dõi*."""
        return _IN_PERSON.match(self.page.text, self.words.starts[at], sentence.end) is not None

    def done_by(self, at: int, sentence: Sentence) -> Hit | None:
        """Return by whom it will be done, behind a passive: *sẽ được Đại sứ quán miễn lệ phí*."""
        return passive_of(self.page, dict(self.parties.bodies_of.mentions), at, sentence)
