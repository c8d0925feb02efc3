"""Speech acts: for each sentence of the body, which acts it holds and by which words.

A word of saying counts where somebody says it: after a speaker, after an adverb of saying, or where a second act is joined to the first. It
does not count as a noun (*theo yêu cầu nhiệm vụ*), nor as what somebody is asked or promises to do (*đề nghị hai bên trao đổi thông tin*).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.people import People
from comity.reading.suggestions import Confidence

CLOSED: Final = frozenset({"request", "call", "wish", "thank", "welcome", "commit", "invite", "offer"})  # what follows is their object
OPEN: Final = frozenset({"position", "inform", "say"})  # what follows may be an act of its own


_SUBJECT: Final = 7  # words of a subject that no gazetteer knows
_TITLED: Final = re.compile(r"[“\"«][^“”\"«»]{4,200}[”\"»]")
_PERSONAL: Final = re.compile(r"\b(?:chúng tôi|tôi|chúng ta|sẽ|we|i|will)\b", re.IGNORECASE)
_CLOSED: Final = re.compile(r"^[^“\"«]*[”\"»],?")
_BELIEFS: Final = frozenset(
    [
        "tin tưởng",
        "tin rằng",
        "hy vọng",
        "mong",
        "mong muốn",
        "cho rằng",
        "nhận định",
        "cảnh báo",
        "bày tỏ tin tưởng",
        "lưu ý",
        "hoped",
        "hopes",
        "believed",
        "believes",
        "warned",
        "expressed confidence",
        "noted",
    ]
)


class Bond(StrEnum):
    """How a word of saying hangs in its sentence."""

    FRESH = "fresh"  # begins the sentence, or stands behind a stop or a joining word
    SPOKEN = "spoken"  # behind its speaker, who begins the clause
    INNER = "inner"  # behind a speaker that another act has before it
    LOOSE = "loose"  # behind some other word


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a sentence: words [first, after) that show it."""

    act: str
    first: int
    after: int
    rule: str
    confidence: Confidence


class Acts:
    """Finds the acts of one report, sentence by sentence."""

    def __init__(self, page: Page, people: People) -> None:
        """Gather the lexicons that the walk needs."""
        self.page = page
        self.words = page.words
        self.lexicon = lexicon(page.language, "acts")
        self.adverbs = class_of(page.language, "before-act")
        self.joins = class_of(page.language, "joins-act")
        self.weak = class_of(page.language, "weak-act")
        self.noun_before = class_of(page.language, "noun-before")
        self.noun_behind = class_of(page.language, "noun-behind")
        self.future = class_of(page.language, "future")
        self.no_promise = class_of(page.language, "no-promise")
        self.ends = _speaker_ends(page, people)
        self.persons = {one.end: one.begin for person in people.persons for one in person.mentions} | {
            one.after: one.first for one in people.roles
        }

    def of(self, sentence: Sentence) -> list[Act]:
        """Return the acts of one sentence, each kind once."""
        found: dict[str, Act] = {}
        governing: Hit | None = None
        hits = list(self.lexicon.scan(self.words, sentence.first, sentence.after))
        titled = self._only_titled(sentence, hits)
        for number, hit in enumerate(hits):
            if titled(hit) or (hit.written == "bày tỏ" and number + 1 < len(hits) and hits[number + 1].first == hit.after):
                continue
            act = self._accepted(hit, sentence, governing)
            if act is None:
                continue
            if act.act != "say" or governing is None:
                governing = hit
            found.setdefault(act.act, act)
        self._promise(sentence, found)
        return self._settled(sentence, found)

    # ------------------------------------------------------------ one word

    def _accepted(self, hit: Hit, sentence: Sentence, governing: Hit | None) -> Act | None:
        act = hit.code
        if hit.written in ("thư cảm ơn", "letter of thanks"):
            sent = hit.first > sentence.first and self.words.keys[hit.first - 1] in ("gửi", "chuyển", "trao", "có", "nhận", "a", "viết")
            return Act(act, hit.first, hit.after, "set-phrase", Confidence.HIGH) if sent else None
        listed = act == "request" and hit.written.startswith(("nêu ", "đưa ra ", "trình bày "))
        if listed or hit.written.startswith(("theo ", "nhận lời mời", "đáp lời mời", "at the ", "là khẳng định")):
            return Act(act, hit.first, hit.after, "set-phrase", Confidence.HIGH)
        if self._is_noun(hit, sentence):
            return None
        bond = self._bond(hit, sentence)
        if not self._fits(hit, act, bond, governing, sentence):
            return None
        rule = {Bond.SPOKEN: "speaker-verb", Bond.FRESH: "joined-verb", Bond.INNER: "inner-verb", Bond.LOOSE: "loose-verb"}[bond]
        return Act(
            act,
            hit.first,
            hit.after,
            rule,
            Confidence.LOW if bond is Bond.LOOSE else Confidence.HIGH if bond is Bond.SPOKEN else Confidence.MEDIUM,
        )

    def _fits(self, hit: Hit, act: str, bond: Bond, governing: Hit | None, sentence: Sentence) -> bool:
        weak = self._is_weak(hit)
        if hit.first == sentence.first and self.page.language == "en" and weak is False and act == "request":
            return False
        if act == "say" and bond is not Bond.SPOKEN and not (bond is Bond.FRESH and hit.first > sentence.first):
            return False
        if act == "commit" and self._denied(hit, sentence):
            return False
        if hit.written == "đánh giá" and bond is not Bond.SPOKEN:
            return False
        if hit.written.endswith("nhận lời") and governing is not None and governing.code in OPEN:
            return False
        if self._for_a_purpose(hit, sentence):
            return False
        if governing is None:
            if bond is Bond.FRESH and weak and hit.first == sentence.first:
                return act == "position" and self.page.language == "vi"
            return bond is not Bond.LOOSE or (not weak and self._near_start(hit, sentence))
        if bond is Bond.LOOSE:
            return False
        if bond is Bond.INNER:
            return (
                governing.code in OPEN
                and act in ("wish", "offer", "condemn", "commit")
                and not hit.written.startswith(("nhận lời", "vui vẻ"))
            )
        if bond is Bond.FRESH and governing.code in CLOSED and weak:
            joined = self._joined_by(hit.first, ("đồng thời", "and", "song")) or (
                act in ("inform", "wish", "thank") and self._joined_by(hit.first, ("và",))
            )
            return (
                joined or (act == "wish" and "," in self.words.gap(hit.first) and governing.code in ("welcome", "thank"))
            ) and not self._is_list(hit)
        if bond is Bond.FRESH and governing.code in ("request", "call") and act in ("offer", "commit") and "," in self.words.gap(hit.first):
            return False
        if weak and bond is Bond.FRESH:
            return act not in ("inform",) or self._joined_by(hit.first, ("đồng thời", "and"))
        return True

    def _near_start(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a clause has begun so shortly before a word that what stands between is its subject."""
        at = hit.first
        while at > sentence.first and not self._stopped(at):
            at -= 1
        return hit.first - at <= _SUBJECT or hit.code == "position"

    def _is_list(self, hit: Hit) -> bool:
        """Say whether a joined word only continues a list of things to do: *phối hợp, chia sẻ và trao đổi thông tin*."""
        return hit.written in ("trao đổi", "chia sẻ", "giới thiệu", "thảo luận", "cập nhật", "chia sẻ thông tin")

    def _is_weak(self, hit: Hit) -> bool:
        found = self.weak.at(self.words, hit.first)
        return found is not None and found.after == hit.after

    def _is_noun(self, hit: Hit, sentence: Sentence) -> bool:
        if hit.code in ("condemn", "thank") and self.page.language == "vi":
            return False
        if hit.first > sentence.first and self.words.gap(hit.first) == " ":
            before = self._back(self.noun_before, hit.first)
            if before is not None and not (self.adverbs.at(self.words, before) and self.adverbs.at(self.words, before).after == hit.first):  # type: ignore[union-attr]
                return hit.code != "position" or self.page.language == "en" or self._is_weak(hit)
        asking = hit.code in ("request", "commit", "wish") or hit.written in ("đánh giá", "quan điểm", "báo cáo")
        if hit.written == "nhất trí" or (hit.code != "request" and self.words.keys[hit.after : hit.after + 1] == ("về",)):
            return False
        return (
            asking
            and hit.after < sentence.after
            and self.words.gap(hit.after) == " "
            and self.noun_behind.at(self.words, hit.after) is not None
        )

    def _back(self, words: object, at: int) -> int | None:
        """Return where a form of the class `words` begins that ends at word `at`."""
        for width in (1, 2, 3, 4, 5):
            if at - width >= 0 and (found := words.at(self.words, at - width)) and found.after == at:  # type: ignore[attr-defined]
                return at - width
        return None

    def _bond(self, hit: Hit, sentence: Sentence) -> Bond:
        at = hit.first
        while (
            at > sentence.first
            and self.words.gap(at) == " "
            and (before := self._back(self.adverbs, at)) is not None
            and before >= sentence.first
        ):
            at = before
        if at == sentence.first or self._stopped(at):
            return Bond.SPOKEN if at > sentence.first and self._speaker_before_comma(at, sentence) else Bond.FRESH
        if self._back(self.joins, at) is not None:
            return Bond.FRESH
        begin = self.ends.get(at)
        if begin is None and self.words.capital(at - 1) and at - 1 > sentence.first:
            begin = at - 1  # a name that no gazetteer has
            while begin > sentence.first and self.words.gap(begin) in (" ", "-", "/") and self.words.capital(begin - 1):
                begin -= 1
        if begin is None:
            return Bond.LOOSE
        if (
            begin <= sentence.first
            or self._stopped(begin)
            or self._back(self.joins, begin) is not None
            or self._back(self.adverbs, begin) is not None
        ):
            return Bond.SPOKEN
        inside = any(True for _ in self.lexicon.scan(self.words, sentence.first, begin))
        return Bond.INNER if inside else Bond.SPOKEN

    def _denied(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether nothing is promised: *chưa thể hứa*, *no company has committed itself*; or the word stands alone in quotation marks."""
        before = self.words.keys[max(sentence.first, hit.first - 5) : hit.first]
        if {"no", "neither", "nor", "not", "never", "chưa", "không"} & set(before):
            return True
        follows = self.words.gap(hit.after) if hit.after < sentence.after else ""
        opens = (
            any(mark in self.words.gap(at) for at in (hit.first, hit.first - 1) for mark in '“"') if hit.first > sentence.first else False
        )
        return opens and follows[:1] in ("”", '"')

    def _for_a_purpose(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a word says what something is for: *nhằm đánh giá kết quả và thống nhất phương hướng*."""
        for at in range(hit.first - 1, max(sentence.first, hit.first - 14) - 1, -1):
            if self._stopped(at + 1):
                return False
            if self.words.keys[at] in ("nhằm", "để"):
                return True
        return False

    def _only_titled(self, sentence: Sentence, hits: list[Hit]) -> Callable[[Hit], bool]:
        """Return whether a word stands in the title of something that the sentence names in quotation marks, where nobody is quoted."""
        text = self.page.text[sentence.start : sentence.end]
        if any(hit.code == "say" for hit in hits) or not any(mark in text for mark in '“"«'):
            return lambda _: False
        spans = [
            (found.start() + sentence.start, found.end() + sentence.start)
            for found in _TITLED.finditer(text)
            if not _PERSONAL.search(found.group())
        ]
        return lambda hit: any(start < self.words.starts[hit.first] < end for start, end in spans)

    def _stopped(self, at: int) -> bool:
        return any(mark in self.words.gap(at) for mark in ',;:()“”"«»–—-.')

    def _joined_by(self, at: int, words: tuple[str, ...]) -> bool:
        before = self._back(self.adverbs, at)
        at = before if before is not None else at
        begin = self._back(self.joins, at)
        return begin is not None and self.page.said(begin, at).lower() in words

    def _speaker_before_comma(self, at: int, sentence: Sentence) -> bool:
        return at in self.ends and self.ends[at] >= sentence.first and "," in self.words.gap(at)

    # ------------------------------------------------------------ a whole sentence

    def _promise(self, sentence: Sentence, found: dict[str, Act]) -> None:
        """Add a promise in the future: *Bộ Công an Việt Nam sẽ cử một tổ công tác*; not what will come of itself."""
        if "commit" in found or ("request" in found and "inform" not in found):
            return
        for hit in self.future.scan(self.words, sentence.first, sentence.after):
            begin = self.ends.get(hit.first)
            joined = self._back(self.joins, hit.first) is not None or any(act.after == hit.first for act in found.values())
            if begin is None and not joined:
                continue
            if self.no_promise.at(self.words, hit.after) if hit.after < sentence.after else True:
                continue
            told = bool({"inform", "say", "welcome", "position"} & set(found)) and not self._believed(hit, sentence)
            opens = begin is not None and (begin <= sentence.first or self._stopped(begin))
            if told or opens:
                found["commit"] = Act("commit", hit.first, hit.after, "future", Confidence.MEDIUM)
                return

    def _believed(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether the future is only hoped or feared: *tin tưởng Việt Nam sẽ tổ chức thành công*."""
        last = None
        for last in self.lexicon.scan(self.words, sentence.first, hit.first):
            pass
        return last is not None and last.written in _BELIEFS

    def _settled(self, sentence: Sentence, found: dict[str, Act]) -> list[Act]:
        """A word that only marks a quotation is a position where nothing else is; English *said* beside a promise says no more."""
        text = self.page.text[sentence.start : sentence.end]
        if (
            "condemn" in found
            and "position" in found
            and self.page.said(found["position"].first, found["position"].after).lower() == "phản đối"
        ):
            del found["position"]
        quoted = any(mark in text for mark in '“”"«»')
        whole = text.count('"') % 2 == 0 and text.count("“") == text.count("”") and text.count("«") == text.count("»")
        say = found.pop("say", None)
        if (
            self.page.language == "en"
            and "inform" in found
            and self.page.said(found["inform"].first, found["inform"].after) in ("said", "told", "added", "explained", "recalled")
        ):
            told = found.pop("inform")
            if quoted:
                say = told
            elif not found:
                found["inform"] = told
        if say and quoted and not found:
            act = "position" if whole else "inform"
            if whole or not text.rstrip().endswith((".", "?", "!")) or not _CLOSED.search(text):
                found[act] = Act(act, say.first, say.after, "quotation", Confidence.MEDIUM)
        if not found and self.page.language == "vi" and (source := self._source(sentence)):
            found[source.act] = source
        return sorted(found.values(), key=lambda act: act.first)

    def _source(self, sentence: Sentence) -> Act | None:
        """Return what *Theo bà Meulen, điều đáng lo nhất là …* is: a view, or news where it tells of what will be."""
        if self.words.keys[sentence.first] != "theo" or self.people_at(sentence.first + 1) is None:
            return None
        text = self.page.text[sentence.start : sentence.end]
        if re.search(r"\d", text):
            return None
        act = "inform" if re.search(r"\b(?:sẽ|dự kiến|sắp)\b", text) else "position"
        return Act(act, sentence.first, sentence.first + 1, "according-to", Confidence.LOW)

    def people_at(self, at: int) -> int | None:
        """Return the word behind a person that begins at word `at`."""
        return next((after for after, begin in self.persons.items() if begin == at), None)


def _speaker_ends(page: Page, people: People) -> dict[int, int]:
    """Return for each word that follows whoever can speak where those words begin: persons, titles, organs, states, pronouns."""
    ends: dict[int, int] = {}
    for code in ("pronoun", "both-sides", "we", "body"):
        for hit in class_of(page.language, code).scan(page.words):
            ends[hit.after] = hit.first
    for hit in page.names.values():
        if hit.kind == "organheads" and not stands_alone(page, hit):
            continue
        if hit.kind in ("countries", "organs", "organheads", "mechanisms", "places"):
            begin = hit.first
            if begin and page.words.keys[begin - 1] in ("phía", "đoàn", "trưởng", "the", "nước", "đại"):
                begin -= 1
            ends.setdefault(hit.after, begin)
            land = page.names.get(hit.after)
            if hit.kind == "organs" and land and land.kind in ("countries", "provinces", "places"):
                ends[land.after] = begin
    for title in people.roles:
        ends[title.after] = title.first
        ends.setdefault(title.hits[-1].after, title.first)
    for person in people.persons:
        for mention in person.mentions:
            ends[mention.end] = mention.begin
            ends[mention.after] = mention.begin
    return ends


def stands_alone(page: Page, head: Hit) -> bool:
    """Say whether the head of an organ's name stands for the organ."""
    words = page.words
    if head.after >= len(words) or words.gap(head.after) != " ":
        return True
    return words.capital(head.after) or words.keys[head.after] in ("sẽ", "đã", "cũng", "luôn", "sẵn", "will", "would", "is", "has")


def sentences_of(page: Page) -> Iterator[Sentence]:
    """Yield the sentences in which somebody can speak."""
    for sentence in page.sentences:
        if page.role(sentence) is Role.BODY:
            yield sentence
