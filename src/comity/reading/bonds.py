"""How a word of saying hangs in its sentence: behind its speaker, joined to another act, or as a noun that says nothing.

Grammar alone: which act the word stands for matters only where words of one act behave in a way of their own.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from comity.reading.lexicon import Hit, Lexicon, class_of, lexicon
from comity.reading.owing import OF_STATE
from comity.reading.pages import Page, Sentence
from comity.reading.people import People
from comity.reading.tokens import word_set

_SUBJECT: Final = 7  # words of a subject that no gazetteer knows
_PURPOSE: Final = 14  # words from *nhằm* to the last verb that it governs
_WIDEST: Final = 5  # words of the longest adverb or conjunction
_STOPS: Final = ',;:()\u201c\u201d"«»\u2013\u2014-.'
_BODIES: Final = frozenset({"countries", "organs", "organheads", "mechanisms", "places"})
_LANDS: Final = frozenset({"countries", "provinces", "places"})
_NOT: Final = word_set("no neither nor not never chưa không should if nếu khi")
_FOR: Final = word_set("nhằm để")
_POSTS: Final = (("đại", "sứ", "quán"), ("tổng", "lãnh", "sự", "quán"), ("lãnh", "sự", "quán"))
_PROVINCE: Final = frozenset({"tỉnh", "phố"})
_SIDE: Final = word_set("phía đoàn trưởng the nước đại")
_RELATIVE: Final = word_set("mà do that which")  # what follows only says which one is meant
_DATE_WORDS: Final = word_set("ngày tháng năm sáng trưa chiều tối hôm nay qua monday tuesday wednesday thursday friday")
_THINGS: Final = word_set("điều thứ cái what")
_RELATIVE_REACH: Final = 4
_WILL: Final = (("sẽ",), ("rằng",))
_TELLS: Final = frozenset({"inform", "position", "say"})
_ALONE: Final = word_set("sẽ đã cũng luôn sẵn will would is has")
_TITLED: Final = re.compile('[\u201c"«][^\u201c\u201d"«»]{4,200}[\u201d"»]')
_PERSONAL: Final = re.compile(r"\b(?:chúng tôi|tôi|chúng ta|sẽ|we|i|will)\b", re.IGNORECASE)


class Bond(StrEnum):
    """How a word of saying hangs in its sentence."""

    FRESH = "fresh"  # begins the sentence, or stands behind a stop or a joining word
    SPOKEN = "spoken"  # behind its speaker, who begins the clause
    INNER = "inner"  # behind a speaker that another act has before it
    LOOSE = "loose"  # behind some other word


class Bonds:
    """Answers for the words of one report."""

    def __init__(self, page: Page, people: People, bodies: Sequence[tuple[int, int]] = ()) -> None:
        """Gather the classes of words that it asks; `bodies` are the words of the organs that the report names, each whole."""
        self.page = page
        self.words = page.words
        self.acts = lexicon(page.language, "acts")
        self.adverbs = class_of(page.language, "before-act")
        self.joins = class_of(page.language, "joins-act")
        self.noun_before = class_of(page.language, "noun-before")
        self.noun_behind = class_of(page.language, "noun-behind")
        self.ends = _speaker_ends(page, people)
        for first, after in bodies:
            self.ends.setdefault(after, first)  # Cục Phòng, chống tội phạm mạng sẽ …
            if "," in self.words.gap(first) and not self.words.capital(self.ends[after]):
                self.ends[after] = first  # Đối với các nạn nhân ở xa, Cục … sẽ

    def bond(self, hit: Hit, sentence: Sentence) -> Bond:
        """Return how a word of saying hangs in its sentence."""
        at = self._behind_adverbs(hit.first, sentence)
        if at == sentence.first:
            return Bond.FRESH
        if self.stopped(at):
            before = self.ends.get(at, -1)
            opens = before >= sentence.first and (before == sentence.first or self.stopped(before))
            return Bond.SPOKEN if opens and "," in self.words.gap(at) else Bond.FRESH
        if self.back(self.joins, at) is not None:
            return Bond.FRESH
        begin = self.ends.get(at, self._unknown_name(at, sentence))
        if begin is None:
            told = self.back(self.acts, at)
            said = told is not None and (hit_told := self.acts.at(self.words, told)) is not None and hit_told.code in _TELLS
            return Bond.INNER if said and hit.code == "offer" else Bond.LOOSE
        that = self.words.keys[begin - 1] == "that" and self.back(self.acts, begin - 1) is not None  # said that her government …
        if begin > sentence.first and self.words.keys[begin - 1] in _RELATIVE and not that:
            return Bond.LOOSE
        joined = self.back(self.joins, begin) is not None
        if begin <= sentence.first or self.stopped(begin) or joined:
            return Bond.SPOKEN
        inside = any(True for _ in self.acts.scan(self.words, sentence.first, begin))
        return Bond.INNER if inside else Bond.SPOKEN

    def is_noun(self, hit: Hit, sentence: Sentence, *, weak: bool) -> bool:
        """Say whether a word of saying is a noun: *theo yêu cầu nhiệm vụ*, *đề xuất này*."""
        if hit.code in ("condemn", "thank") and self.page.language == "vi":
            return False
        if hit.first > sentence.first and self.words.gap(hit.first) == " " and hit.first - 1 not in self.page.covered:
            if self.words.words[hit.first - 1][-1:].isdigit() and (hit.code == "request" or self.page.language == "en"):
                return True  # 19 yêu cầu, 4,300 reports
            before = self.back(self.noun_before, hit.first)
            adverb = self.adverbs.at(self.words, before) if before is not None else None
            if before is not None and not (adverb and adverb.after == hit.first):
                return hit.code != "position" or self.page.language == "en" or weak
        if hit.written.startswith("accepted "):
            return False  # accepted the invitation of …
        asking = hit.code in ("request", "commit", "wish") or hit.written in ("đánh giá", "quan điểm", "báo cáo")
        about = hit.code != "request" and self.words.keys[hit.after : hit.after + 1] == ("về",)
        if not asking or hit.written == "nhất trí" or about:
            return False
        follows = hit.after < sentence.after and self.words.gap(hit.after) == " "
        return follows and self.noun_behind.at(self.words, hit.after) is not None

    def denied(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether nothing is promised: *chưa thể hứa*, *no company has committed*; or the word stands alone in quotation marks."""
        ahead = self.words.keys[max(sentence.first, hit.first - 5) : hit.first]
        after = "khi" in ahead and self.words.keys[max(0, hit.first - 6) : hit.first].count("sau") > 0  # sau khi phía Mỹ cam kết: it did
        if _NOT & set(ahead) and not (after and _NOT & set(ahead) == {"khi"}):
            return True
        follows = self.words.gap(hit.after) if hit.after < sentence.after else ""
        before = [self.words.gap(at) for at in (hit.first, hit.first - 1) if at > sentence.first]
        return any(mark in gap for gap in before for mark in '\u201c"') and follows[:1] in ("\u201d", '"')

    def for_a_purpose(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a word says what something is for: *nhằm đánh giá kết quả và thống nhất phương hướng*."""
        own = hit.written.startswith("bày tỏ") or (
            hit.code == "commit" and self.words.keys[hit.after : hit.after + 1] in _WILL and self.joined_by(hit.first, ("và", "đồng thời"))
        )
        for at in range(hit.first - 1, max(sentence.first, hit.first - _PURPOSE) - 1, -1):
            if self.stopped(at + 1) or own:
                return False
            if self.words.keys[at] in _FOR and self.words.keys[at - 1] != "không":
                return True
        return False

    def relative(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a word of wishing only says which thing is meant: *điều chúng tôi muốn*, *thứ ông muốn đưa về*."""
        reach = range(max(sentence.first, hit.first - _RELATIVE_REACH), hit.first)
        before = {self.words.keys[at] for at in reach if at not in self.page.covered}  # thứ, and not Thứ trưởng
        return hit.code == "wish" and bool(_THINGS & before) and not any(self.stopped(at) for at in range(hit.first - 1, hit.first + 1))

    def near_start(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a clause has begun so shortly before a word that what stands between is its subject."""
        at = hit.first
        while at > sentence.first and not self.stopped(at):
            at -= 1
        return hit.first - at <= _SUBJECT

    def titled(self, sentence: Sentence, hits: list[Hit]) -> Callable[[Hit], bool]:
        """Return whether a word stands in the title of something that is named in quotation marks, in a sentence that quotes nobody."""
        text = self.page.text[sentence.start : sentence.end]
        if any(hit.code == "say" for hit in hits):
            return lambda _: False
        named = [found for found in _TITLED.finditer(text) if found.start() > 1 and text[found.start() - 2] not in ":,"]
        titles = [found.span() for found in named if not _PERSONAL.search(found.group())]
        return lambda hit: any(start < self.words.starts[hit.first] - sentence.start < end for start, end in titles)

    def joined_by(self, at: int, words: tuple[str, ...]) -> bool:
        """Say whether one of `words` joins word `at`, adverbs apart, to what stands before."""
        before = self.back(self.adverbs, at)
        at = before if before is not None else at
        begin = self.back(self.joins, at)
        return begin is not None and self.page.said(begin, at).lower() in words

    def back(self, words: Lexicon, at: int) -> int | None:
        """Return where a form of `words` begins that ends before word `at`."""
        for width in range(1, _WIDEST + 1):
            found = words.at(self.words, at - width) if at >= width else None
            if found and found.after == at:
                return at - width
        return None

    def stopped(self, at: int) -> bool:
        """Say whether a stop, a bracket or a quotation mark stands before word `at`."""
        return any(mark in self.words.gap(at) for mark in _STOPS)

    def _behind_adverbs(self, at: int, sentence: Sentence) -> int:
        while at > sentence.first and self.words.gap(at) in (" ", "-", "/"):
            before = self.back(self.adverbs, at)
            if before is None and self._in_date(at - 1):
                before = at - 1
            if before is None or before < sentence.first:
                break
            at = before
        return at

    def _in_date(self, at: int) -> bool:
        """Say whether a word is a part of a date between a speaker and the word of saying: *Cục … ngày 18-7 thông báo*."""
        return self.words.keys[at] in _DATE_WORDS or self.words.words[at].isdigit()

    def _unknown_name(self, at: int, sentence: Sentence) -> int | None:
        """Return where a name in capitals begins that no gazetteer has and that ends before word `at`."""
        if at - 1 <= sentence.first or not self.words.capital(at - 1):
            return None
        begin = at - 1
        while begin > sentence.first and self.words.gap(begin) in (" ", "-", "/") and self.words.capital(begin - 1):
            begin -= 1
        return begin


def stands_alone(page: Page, head: Hit) -> bool:
    """Say whether the head of an organ's name stands for the organ: *Cục sẽ*, *Ban Chấp hành*; not *Hội nghị*, *đoàn kết*."""
    words = page.words
    if head.after >= len(words) or words.gap(head.after) != " ":
        return True
    if words.keys[head.first : head.after] in _POSTS and (head.first == 0 or words.gap(head.first) != " "):
        return True  # Đại sứ quán khuyến cáo công dân …
    return words.capital(head.after) or words.keys[head.after] in _ALONE or words.words[head.after].isdigit()


def _speaker_ends(page: Page, people: People) -> dict[int, int]:
    """Return for each word that follows whoever can speak where those words begin: persons, titles, organs, states, pronouns."""
    ends: dict[int, int] = {}
    for code in ("pronoun", "both-sides", "we", "body"):
        ends |= {hit.after: hit.first for hit in class_of(page.language, code).scan(page.words)}
    for hit in page.names.values():
        if hit.kind in _BODIES and (hit.kind != "organheads" or stands_alone(page, hit)):
            begin = hit.first - 1 if hit.first and page.words.keys[hit.first - 1] in _SIDE else hit.first
            ends.setdefault(hit.after, begin)
            land = page.names.get(hit.after)
            if hit.kind == "organs" and land and land.kind in _LANDS:
                ends[land.after] = begin
        adjective = hit.kind == "countries" and page.language == "en" and hit.written in hit.entry.more.get("adjectives", ())
        if adjective and page.words.keys[hit.after : hit.after + 1] in OF_STATE:
            ends.setdefault(hit.after + 1, hit.first - (page.words.keys[hit.first - 1] == "the"))  # the Norwegian police would
        if hit.kind == "provinces" and page.language == "vi" and hit.first and page.words.keys[hit.first - 1] in _PROVINCE:
            ends.setdefault(hit.after, hit.first - 1)  # tỉnh Quảng Ninh sẽ
    for title in people.roles:
        ends[title.after] = title.first
        ends.setdefault(title.hits[-1].after, title.first)
    for mention in (mention for person in people.persons for mention in person.mentions):
        ends[mention.end] = ends[mention.after] = mention.begin
    return ends


def passive_of(page: Page, ends: Mapping[int, int], at: int, sentence: Sentence) -> Hit | None:
    """Return the organ by which something will be done, where the *sẽ* of a passive stands at word `at`; `ends` are organs' last words."""
    if page.words.keys[at : at + 2] != ("sẽ", "được") or at + 2 >= sentence.after:
        return None
    name = page.names.get(at + 2)
    if name is None or name.kind not in ("organs", "organheads", "countries"):
        return None
    after = ends.get(at + 2, name.after)
    follows = after < sentence.after and page.words.gap(after) == " " and page.words.words[after].islower()
    return name if follows else None
