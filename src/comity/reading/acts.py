"""Speech acts: for each sentence of the body, which acts it holds and by which words.

A word of saying counts where somebody says it: after a speaker, after an adverb of saying, or where a second act is joined to the first. It
does not count as a noun (*theo yêu cầu nhiệm vụ*), nor as what somebody is asked or promises to do (*đề nghị hai bên trao đổi thông tin*).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.people import People
from comity.reading.suggestions import Confidence

CLOSED: Final = frozenset({"request", "call", "wish", "thank", "welcome", "commit", "invite", "offer"})  # what follows is their object
OPEN: Final = frozenset({"position", "inform", "say"})  # what follows may be an act of its own
_AHEAD: Final = frozenset({"commit", "offer", "request", "wish", "call"})  # a number in these is asked for or promised, not reported



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

    def of(self, sentence: Sentence) -> list[Act]:
        """Return the acts of one sentence, each kind once."""
        found: dict[str, Act] = {}
        governing: Hit | None = None
        for hit in self.lexicon.scan(self.words, sentence.first, sentence.after):
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
        if hit.written.startswith(("theo ", "nhận lời mời", "đáp lời mời", "at the ", "thư cảm ơn", "letter of thanks", "là khẳng định")):
            return Act(act, hit.first, hit.after, "set-phrase", Confidence.HIGH)
        if self._is_noun(hit, sentence):
            return None
        bond = self._bond(hit, sentence)
        if not self._fits(hit, act, bond, governing, sentence):
            return None
        rule = {Bond.SPOKEN: "speaker-verb", Bond.FRESH: "joined-verb", Bond.INNER: "inner-verb", Bond.LOOSE: "loose-verb"}[bond]
        return Act(act, hit.first, hit.after, rule, Confidence.LOW if bond is Bond.LOOSE else Confidence.HIGH if bond is Bond.SPOKEN else Confidence.MEDIUM)

    def _fits(self, hit: Hit, act: str, bond: Bond, governing: Hit | None, sentence: Sentence) -> bool:
        weak = self._is_weak(hit)
        if governing is None:
            if bond is Bond.FRESH and weak and hit.first == sentence.first:
                return act == "position" and self.page.language == "vi"
            return bond is not Bond.LOOSE or not weak
        if bond is Bond.LOOSE:
            return False
        if bond is Bond.INNER:
            return governing.code in OPEN and act in ("wish", "offer", "condemn", "commit") and not hit.written.startswith(("nhận lời", "vui vẻ"))
        if bond is Bond.FRESH and governing.code in CLOSED and weak:
            return self._joined_by(hit.first, ("đồng thời", "và", "and", "song")) and act in ("inform", "position", "request", "thank") and not self._is_list(hit)
        if weak and bond is Bond.FRESH:
            return act not in ("inform",) or self._joined_by(hit.first, ("đồng thời", "and"))
        return True

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
        asking = hit.code in ("request", "commit", "wish", "inform")
        return asking and hit.after < sentence.after and self.words.gap(hit.after) == " " and self.noun_behind.at(self.words, hit.after) is not None

    def _back(self, words: object, at: int) -> int | None:
        """Return where a form of the class `words` begins that ends at word `at`."""
        for width in (1, 2, 3):
            if at - width >= 0 and (found := words.at(self.words, at - width)) and found.after == at:  # type: ignore[attr-defined]
                return at - width
        return None

    def _bond(self, hit: Hit, sentence: Sentence) -> Bond:
        at = hit.first
        while at > sentence.first and self.words.gap(at) == " " and (before := self._back(self.adverbs, at)) is not None and before >= sentence.first:
            at = before
        if at == sentence.first or self._stopped(at):
            return Bond.SPOKEN if at > sentence.first and self._speaker_before_comma(at, sentence) else Bond.FRESH
        if self._back(self.joins, at) is not None:
            return Bond.FRESH
        begin = self.ends.get(at)
        if begin is None:
            return Bond.LOOSE
        if begin <= sentence.first or self._stopped(begin) or self._back(self.joins, begin) is not None or self._back(self.adverbs, begin) is not None:
            return Bond.SPOKEN
        inside = any(True for _ in self.lexicon.scan(self.words, sentence.first, begin))
        return Bond.INNER if inside else Bond.SPOKEN

    def _stopped(self, at: int) -> bool:
        return any(mark in self.words.gap(at) for mark in ",;:()“”\"«»–—-.")

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
        if "commit" in found or "request" in found and "inform" not in found:
            return
        for hit in self.future.scan(self.words, sentence.first, sentence.after):
            begin = self.ends.get(hit.first)
            joined = self._back(self.joins, hit.first) is not None or any(act.after == hit.first for act in found.values())
            if begin is None and not joined:
                continue
            if self.no_promise.at(self.words, hit.after) if hit.after < sentence.after else True:
                continue
            told = bool({"inform", "position", "say", "welcome"} & set(found))
            opens = begin is not None and (begin <= sentence.first or self._stopped(begin))
            if told or opens:
                found["commit"] = Act("commit", hit.first, hit.after, "future", Confidence.MEDIUM)
                return

    def _settled(self, sentence: Sentence, found: dict[str, Act]) -> list[Act]:
        """A word that only marks a quotation is a position where nothing else is; English *said* beside a promise says no more."""
        quoted = any(mark in self.page.text[sentence.start : sentence.end] for mark in "“”\"«»")
        say = found.pop("say", None)
        if self.page.language == "en" and "inform" in found and self.page.said(found["inform"].first, found["inform"].after) in ("said", "told"):
            told = found.pop("inform")
            if quoted:
                say = told
            elif not found or set(found) == {"inform"}:
                found["inform"] = told
        if say and quoted and not found:
            found["position"] = Act("position", say.first, say.after, "quotation", Confidence.MEDIUM)
        return sorted(found.values(), key=lambda act: act.first)


def _speaker_ends(page: Page, people: People) -> dict[int, int]:
    """Return for each word that follows whoever can speak where those words begin: persons, titles, organs, states, pronouns."""
    ends: dict[int, int] = {}
    for code in ("pronoun", "both-sides", "we"):
        for hit in class_of(page.language, code).scan(page.words):
            ends[hit.after] = hit.first
    for hit in page.names.values():
        if hit.kind in ("countries", "organs", "organheads", "mechanisms", "places"):
            begin = hit.first
            if begin and page.words.keys[begin - 1] in ("phía", "đoàn", "trưởng", "the", "nước", "đại"):
                begin -= 1
            ends.setdefault(hit.after, begin)
    for title in people.roles:
        ends[title.after] = title.first
        ends.setdefault(title.hits[-1].after, title.first)
    for person in people.persons:
        for mention in person.mentions:
            ends[mention.end] = mention.begin
            ends[mention.after] = mention.begin
    return ends


def sentences_of(page: Page) -> Iterator[Sentence]:
    """Yield the sentences in which somebody can speak."""
    for sentence in page.sentences:
        if page.role(sentence) is Role.BODY:
            yield sentence
