"""Speech acts: for each sentence of the body, which acts it holds and by which words.

A word of saying counts where somebody says it: after a speaker, after an adverb of saying, or where a second act is joined to the first. It
does not count as a noun (*theo yêu cầu nhiệm vụ*), nor as what somebody is asked or promises to do (*đề nghị hai bên trao đổi thông tin*).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from comity.reading.bonds import Bond, Bonds, passive_of
from comity.reading.granted import DONE_TO
from comity.reading.lexicon import Hit, Lexicon, class_of, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.people import People
from comity.reading.suggestions import Confidence

_CLOSED: Final = frozenset({"request", "call", "wish", "thank", "welcome", "commit", "invite", "offer"})  # what follows is their object
_OPEN: Final = frozenset({"position", "inform", "say"})  # what follows may be an act of its own
_INNER: Final = frozenset({"wish", "offer", "condemn", "commit"})  # acts that a state does inside what is told or affirmed
_TELLING: Final = frozenset({"inform", "say", "welcome", "position"})
_SET: Final = ("theo ", "nhận lời mời", "đáp lời mời", "at the ", "là ")
_LISTING: Final = ("nêu ", "đưa ra ", "trình bày ")
_LETTERS: Final = ("thư cảm ơn", "letter of thanks")
_SENT: Final = ("gửi", "chuyển", "trao", "có", "nhận", "a", "viết")
_ACCEPTS: Final = ("nhận lời", "vui vẻ")
_PLAIN: Final = ("said", "told", "added", "recalled")  # English words that say no more than that somebody speaks
_WHOLE_QUOTE: Final = re.compile('^[^\u201c"«]*[\u201d"»],?')
_PLANNED: Final = re.compile(r"dự kiến|theo kế hoạch|theo dự kiến|according to plan|is scheduled|are scheduled", re.IGNORECASE)
_COMING: Final = re.compile(r"\b(?:sẽ|dự kiến|sắp)\b")
JOINT_PAPER: Final = re.compile(r"thông cáo chung|tuyên bố chung|joint statement|joint communiqu", re.IGNORECASE)
_DIRECTS: Final = (("chỉ", "đạo"), ("chỉ", "định"))
_SOON: Final = ("then", "also", "soon", "later", "next", "sớm", "cũng")  # between a word of the future and its verb
_DEED: Final = re.compile(r"\b(?:sẽ|đã|đang|vừa|dự kiến|câu chuyện|kinh nghiệm|kết quả|will|had|has|have|was|were)\b")
_OFFENDERS: Final = re.compile(
    r"(?:(?:Các|Những|Nhóm|Bọn|Hai|Ba|Số) )?(?:đối tượng|kẻ (?:lừa đảo|môi giới|xấu)|bọn buôn người|"
    r"tội phạm|nghi phạm|bị can|bị cáo)\b[^.;]*$|"
    r"(?:The |These |Such )?(?:\w+ )?(?:scammers|fraudsters|swindlers|recruiters|traffickers|smugglers|brokers|suspects|criminals)\b[^.;]*$"
)
_VISITS: Final = ("called on", "calls on", "calling on")
_OF_OTHERS: Final = frozenset({"he", "she", "they", "ông", "bà", "anh", "chị"})
_INVITED_BEFORE: Final = 240  # characters before *Surachate accepted.* in which the invitation stands
_SHORT_ANSWER: Final = 3  # words behind it
_SAID: Final = 4  # words of what is told
_RULES: Final = {Bond.SPOKEN: "speaker-verb", Bond.FRESH: "joined-verb", Bond.INNER: "inner-verb", Bond.LOOSE: "loose-verb"}
_SURE: Final = {Bond.SPOKEN: Confidence.HIGH, Bond.FRESH: Confidence.MEDIUM, Bond.INNER: Confidence.HIGH, Bond.LOOSE: Confidence.LOW}


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

    def __init__(self, page: Page, people: People, bodies: Sequence[tuple[int, int]] = ()) -> None:
        """Gather the lexicons that the walk needs; `bodies` are the words of the organs that the report names."""
        self.page = page
        self.words = page.words
        self.bodies = dict(bodies)
        self.bonds = Bonds(page, people, bodies)
        self.lexicon = lexicon(page.language, "acts")
        self.weak = class_of(page.language, "weak-act")
        self.listed = class_of(page.language, "list-act")
        self.beliefs = class_of(page.language, "belief")
        self.future = class_of(page.language, "future")
        self.both = class_of(page.language, "both-sides")
        headlines = [one for one in page.paragraphs if one.role is Role.HEADLINE]
        self.joint_paper = any(JOINT_PAPER.search(page.text, one.start, one.end) for one in headlines)
        self.no_promise = class_of(page.language, "no-promise")
        self.starts = {mention.begin for person in people.persons for mention in person.mentions} | {one.first for one in people.roles}

    def of(self, sentence: Sentence) -> list[Act]:
        """Return the acts of one sentence, each kind once."""
        found: dict[str, Act] = {}
        governing: Hit | None = None
        hits = list(self.lexicon.scan(self.words, sentence.first, sentence.after))
        in_title = self.bonds.titled(sentence, hits)
        firsts = {hit.first for hit in hits}
        for hit in hits:
            shown = hit.written == "bày tỏ" and self._introduces(hit, firsts, sentence)
            if shown and hit.after not in firsts:
                governing = governing if governing and governing.code in _OPEN else hit
            act = None if shown or in_title(hit) else self._accepted(hit, sentence, governing)
            if act is not None:
                governing = hit if act.act != "say" or governing is None else governing
                found.setdefault(act.act, act)
        self._promise(sentence, found)
        return self._settled(sentence, found)

    def _introduces(self, hit: Hit, firsts: set[int], sentence: Sentence) -> bool:
        """Say whether an act stands behind *bày tỏ* in its clause, which that word only introduces: *bày tỏ EU sẵn sàng*."""
        for at in range(hit.after, sentence.after):
            if self.bonds.stopped(at):
                return False
            if at in firsts:
                return True
        return False

    # ------------------------------------------------------------ one word

    def _accepted(self, hit: Hit, sentence: Sentence, governing: Hit | None) -> Act | None:
        """Return the act of one word, or None where nobody says it; `governing` is the word of saying before it."""
        if hit.written in _LETTERS:
            sent = hit.first > sentence.first and self.words.keys[hit.first - 1] in _SENT
            return Act(hit.code, hit.first, hit.after, "set-phrase", Confidence.MEDIUM) if sent else None
        if hit.written.startswith(_SET):
            return Act(hit.code, hit.first, hit.after, "set-phrase", Confidence.MEDIUM)
        if hit.code == "request" and hit.written.startswith(_LISTING):
            return Act(hit.code, hit.first, hit.after, "listing", Confidence.MEDIUM)
        weak = self._is(self.weak, hit)
        if self.bonds.is_noun(hit, sentence, weak=weak) or self.bonds.for_a_purpose(hit, sentence):
            return None
        bond = self.bonds.bond(hit, sentence)
        if self._excluded(hit, bond, sentence, governing, weak=weak):
            return None
        fits = self._first(hit, bond, sentence, weak=weak) if governing is None else self._further(hit, bond, governing, weak=weak)
        return Act(hit.code, hit.first, hit.after, _RULES[bond], _SURE[bond]) if fits else None

    def _excluded(self, hit: Hit, bond: Bond, sentence: Sentence, governing: Hit | None, *, weak: bool) -> bool:
        """Say whether a word is none for a reason of its own."""
        opens = hit.first == sentence.first
        if self.bonds.relative(hit, sentence) or (hit.written in _VISITS and self._pays_call(hit, sentence)):
            return True
        if (hit.written == "nhờ" and bond is not Bond.SPOKEN) or self._no_acceptance(hit, sentence):
            return True  # *nhờ mô hình*: thanks to
        if hit.code == "request" and self.words.keys[hit.first - 1 : hit.first] in (("không",), ("chưa",)):
            return True
        if hit.code == "request":
            return opens and self.page.language == "en" and not weak
        if hit.code == "say":
            return bond is not Bond.SPOKEN and not (bond is Bond.FRESH and not opens)
        if hit.code in ("commit", "offer") and _OFFENDERS.match(self.page.text, sentence.start, self.words.starts[hit.first]):
            return True  # what recruiters and swindlers promise their victims
        if hit.code == "commit":
            told = hit.written.endswith("nhận lời") and governing is not None and governing.code in _OPEN
            return told or self.bonds.denied(hit, sentence)
        return hit.written == "đánh giá" and bond is not Bond.SPOKEN

    def _no_acceptance(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether nobody was invited before a word of accepting."""
        if hit.written != "accepted":
            return False
        if self.words.keys[hit.after + 1 : hit.after + 2] == ("invitation",):
            return False
        before = self.page.text[max(0, sentence.start - _INVITED_BEFORE) : self.words.starts[hit.first]]
        whole = self.words.starts[hit.first] - sentence.start
        return "invit" not in (before if sentence.after - hit.after <= _SHORT_ANSWER else before[-whole:])

    def _pays_call(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether somebody is called on, and not asked for anything: a title or a name follows, and no verb with *to*."""
        named = any(at in self.starts for at in range(hit.after, hit.after + 2))
        behind = re.split(r"[,;.]", self.page.text[self.words.ends[hit.after - 1] : sentence.end])[0]
        return named and re.search(r"\bto [a-z]+", behind) is None

    def _first(self, hit: Hit, bond: Bond, sentence: Sentence, *, weak: bool) -> bool:
        """Say whether a word can be the first act of its sentence."""
        if bond is Bond.FRESH and weak and hit.first == sentence.first:
            return hit.code == "position" and self.page.language == "vi"
        return bond is not Bond.LOOSE or (not weak and (hit.code == "position" or self.bonds.near_start(hit, sentence)))

    def _further(self, hit: Hit, bond: Bond, governing: Hit, *, weak: bool) -> bool:
        """Say whether a word is an act beside `governing`, and not a part of what that one says."""
        if bond is Bond.SPOKEN:
            return True
        if bond is not Bond.FRESH:
            return bond is Bond.INNER and governing.code in _OPEN and hit.code in _INNER and not hit.written.startswith(_ACCEPTS)
        comma = "," in self.words.gap(hit.first)
        if not weak:
            return not (governing.code in ("request", "call") and hit.code in ("offer", "commit") and comma)
        if governing.code not in _CLOSED:
            names = hit.written == "thông báo" and comma and hit.after < len(self.words) and self.words.capital(hit.after)
            return (
                hit.code != "inform" or names or self.bonds.joined_by(hit.first, ("đồng thời", "and")) or ";" in self.words.gap(hit.first)
            )
        if self._is(self.listed, hit):
            return governing.code == "thank" and self.bonds.joined_by(hit.first, ("và", "and"))
        joined = self.bonds.joined_by(hit.first, ("đồng thời", "and", "song")) or ";" in self.words.gap(hit.first)
        also = hit.code in ("inform", "wish", "thank", "invite") and self.bonds.joined_by(hit.first, ("và",))
        return joined or also or (hit.code == "wish" and comma and governing.code in ("welcome", "thank"))

    def _is(self, words: Lexicon, hit: Hit) -> bool:
        found = words.at(self.words, hit.first)
        return found is not None and found.after == hit.after

    # ------------------------------------------------------------ a whole sentence

    def _promise(self, sentence: Sentence, found: dict[str, Act]) -> None:
        """Add a promise in the future: *Bộ Công an Việt Nam sẽ cử một tổ công tác*; not what will come of itself."""
        if "commit" in found:
            return
        asked = found["request"].first if "request" in found and "inform" not in found else sentence.after
        ahead = self.future.scan(self.words, sentence.first, sentence.after)
        for hit in (one for one in ahead if one.first < asked or self._goes_on(one) or self._told_behind(one, found)):
            begin = self.bonds.ends.get(hit.first)
            if begin is None and self.words.keys[hit.first - 1] == "cũng":
                begin = self.bonds.ends.get(hit.first - 1)
            if self._opens_list(hit, begin, sentence) or self._passive(hit, sentence):
                found["commit"] = Act("commit", hit.first, hit.after, "future", Confidence.LOW)
                return
            if self._of_nobody(hit, begin, sentence, found):
                continue
            if begin is not None and self.words.keys[begin] in _OF_OTHERS and self._quoted(begin, sentence):
                continue  # *a person who does not know where he will sleep*
            told = bool(_TELLING & set(found)) and not self._believed(hit, sentence)
            if not told and _PLANNED.search(self.page.text, sentence.start, sentence.end):
                continue  # the paper's own voice about what is planned
            opens = begin is not None and (begin <= sentence.first or self.bonds.stopped(begin))
            if opens and not told and not self.joint_paper and (self._is_both(begin or 0) or self._is_joined(begin or 0, sentence)):
                continue  # what the paper says that both will do
            if told or opens or hit.first >= asked:
                found["commit"] = Act("commit", hit.first, hit.after, "future", Confidence.LOW)
                return

    def _of_nobody(self, hit: Hit, begin: int | None, sentence: Sentence, found: dict[str, Act]) -> bool:
        """Say whether nobody stands before a word of the future, or nothing is promised behind it: *sẽ diễn ra*."""
        joined = self.bonds.back(self.bonds.joins, hit.first) is not None or any(act.after == hit.first for act in found.values())
        telling = bool(_TELLING & set(found))
        if hit.after >= sentence.after or not (begin is not None or joined or (telling and self.words.keys[hit.first - 1] == "it")):
            return True
        hosts = telling and self.words.keys[hit.after : hit.after + 2] == ("đăng", "cai")
        return self._comes_of_itself(hit.after) and not hosts

    def _told_behind(self, hit: Hit, found: dict[str, Act]) -> bool:
        """Say whether behind what is asked somebody affirms who will act: *Đề nghị …, Thứ trưởng khẳng định Bộ Công an sẽ*."""
        position, request, begin = found.get("position"), found.get("request"), self.bonds.ends.get(hit.first)
        return bool(position and request and begin and request.first < position.first and position.after == begin)

    def _passive(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether something will be done by an organ that the words behind name: *sẽ được Đại sứ quán miễn lệ phí*."""
        folk = self.page.language == "vi" and DONE_TO.match(self.page.text, sentence.start, sentence.end)
        return bool(folk) and passive_of(self.page, self.bodies, hit.first, sentence) is not None

    def _goes_on(self, hit: Hit) -> bool:
        """Say whether, behind what is asked, whoever asks tells what they will do: *recommends that …, and will publish a list*."""
        at = hit.first - 1
        return (self.words.keys[at] == "and" and "," in self.words.gap(at)) or self.words.keys[at - 1 : at + 1] == ("đồng", "thời")

    def _opens_list(self, hit: Hit, begin: int | None, sentence: Sentence) -> bool:
        """Say whether a sentence says of both sides, or of one, that they will, and a list follows: *Both sides will:*."""
        ends = self.page.text[sentence.start : sentence.end].rstrip().endswith(":")
        return hit.after >= sentence.after and begin == sentence.first and ends

    def _quoted(self, at: int, sentence: Sentence) -> bool:
        """Say whether a word stands in a quotation of its sentence."""
        before = self.page.text[sentence.start : self.words.starts[at]]
        return before.count('"') % 2 == 1 or before.rfind("\u201c") > before.rfind("\u201d")

    def _comes_of_itself(self, at: int) -> bool:
        """Say whether the verb of a future at word `at`, behind adverbs, promises nothing: *sẽ diễn ra*, *will then travel*."""
        if at + 1 < len(self.words) and self.words.keys[at] in _SOON and self.no_promise.at(self.words, at + 1):
            return True
        if self.words.keys[at : at + 2] in _DIRECTS:
            return False
        return self.no_promise.at(self.words, at) is not None

    def _is_joined(self, begin: int, sentence: Sentence) -> bool:
        """Say whether another subject is joined before word `begin`: *The United States and Vietnam will hold*."""
        return begin > sentence.first + 1 and self.words.keys[begin - 1] in ("và", "and", "cùng")

    def _is_both(self, begin: int) -> bool:
        """Say whether both sides stand at a word."""
        return self.both.at(self.words, begin) is not None

    def _believed(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether the future is only hoped or feared: *tin tưởng Việt Nam sẽ tổ chức thành công*."""
        before = list(self.lexicon.scan(self.words, sentence.first, hit.first))
        return bool(before) and self._is(self.beliefs, before[-1])

    def _settled(self, sentence: Sentence, found: dict[str, Act]) -> list[Act]:
        """Return what is left: a word that only marks a quotation is an act where nothing else is."""
        text = self.page.text[sentence.start : sentence.end]
        quoted = any(mark in text for mark in '\u201c\u201d"«»')
        if "condemn" in found and self._written(found.get("position")) == "phản đối":
            del found["position"]  # *lên án và phản đối* is one act
        say = found.pop("say", None)
        if self._written(found.get("inform")) in _PLAIN:
            told = found.pop("inform")
            say = told if quoted else say
            if not quoted and not found:
                found["inform"] = told
        if say and quoted and not found and (act := self._quotation(text)):
            found[act] = Act(act, say.first, say.after, "quotation", Confidence.MEDIUM)
        if say and not quoted and not found:
            found |= self._told(say, sentence)
        source = self._source(sentence, text) if not found else None
        if source:
            found[source.act] = source
        return sorted(found.values(), key=lambda act: act.first)

    def _written(self, act: Act | None) -> str:
        return self.page.said(act.first, act.after).lower() if act else ""

    def _told(self, say: Act, sentence: Sentence) -> dict[str, Act]:
        """Return what a word of speaking without a quotation carries: news of a deed or a plan, else a view."""
        behind = self.page.text[self.words.ends[say.after - 1] : sentence.end]
        if behind[:1] not in (" ", ",", ":") or len(behind.split()) < _SAID:
            return {}
        act = "inform" if _DEED.search(behind) else "position"
        return {act: Act(act, say.first, say.after, "told", Confidence.LOW)}

    @staticmethod
    def _quotation(text: str) -> str | None:
        """Return what a quotation is: a view where it is whole; news where it goes on; nothing where it ends what began before."""
        whole = text.count('"') % 2 == 0 and text.count("\u201c") == text.count("\u201d") and text.count("«") == text.count("»")
        if whole:
            return "position"
        return None if text.rstrip().endswith((".", "?", "!")) and _WHOLE_QUOTE.search(text) else "inform"

    def _source(self, sentence: Sentence, text: str) -> Act | None:
        """Return what *Theo bà Meulen, điều đáng lo nhất là …* is: a view, or news where it tells of what will be."""
        if self.words.keys[sentence.first] != "theo" or sentence.first + 1 not in self.starts or re.search(r"\d", text):
            return None
        return Act("inform" if _COMING.search(text) else "position", sentence.first, sentence.first + 1, "according-to", Confidence.LOW)


def sentences_of(page: Page) -> Iterator[Sentence]:
    """Yield the sentences in which somebody can speak."""
    for sentence in page.sentences:
        if page.role(sentence) is Role.BODY:
            yield sentence
