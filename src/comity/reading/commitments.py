"""Commitments: who owes what to whom, and how strongly by the words; nothing that is only stated, no wish about what others should do."""

import re
from dataclasses import replace
from typing import Final

from comity.reading.acts import JOINT_PAPER
from comity.reading.lexicon import Hit, lexicon
from comity.reading.obligors import Obligors, Promise
from comity.reading.pages import Page, Role, Sentence
from comity.reading.papers import PAPERS, paper_of
from comity.reading.parties import Parties
from comity.reading.people import People
from comity.reading.receivers import Receivers
from comity.reading.sides import Sides
from comity.reading.suggestions import Commitment, Confidence, Ground, Party, Statement
from comity.reading.tokens import word_set
from comity.reading.when import NO_DATE, Span, When

_DUE: Final = re.compile(r"(?:trước|trong|vào|đến|hết|từ|before|by|in|until|within)\b", re.IGNORECASE)
_READY: Final = ("sẵn sàng", "ready to")
_ACCEPTS: Final = ("accepted", "nhận lời", "vui vẻ nhận lời")  # an invitation, each side for itself
_OFFERED: Final = ("offered", "offers")
# How often a strength was right in reports that were seen for the first time (tests/reading/first_seen.json).
_SURE: Final = {
    "joint-statement": Confidence.MEDIUM,
    "signed-mou": Confidence.MEDIUM,
    "binding-treaty": Confidence.MEDIUM,
    "readiness": Confidence.MEDIUM,
}
_APART: Final = 12  # characters between two words of promising that are two promises
_BEHIND: Final = 8  # words behind a word of promising in which its subject may stand
_OTHERS: Final = word_set(
    "bạn rằng bà ông các mối việc phía hội sự chuyến đến những người mọi sớm tình quan hai doanh cơ lực nhà cộng giới chính quý đoàn"
)  # begins what others should do
_SOON: Final = (("sớm", "được"), ("sớm", "cử"), ("sớm", "gửi"), ("sớm", "đón"), ("sớm", "mở"))
_LEARNING: Final = word_set("học tìm hiểu nhận biết")  # what is wished for oneself alone
_BECOMES: Final = word_set("trở này đó sớm sẽ")
_DONE_TO: Final = word_set("hỗ giúp cung tạo tiếp chia tài đào phía bạn Việt hợp")  # mong được hỗ trợ: others do it
_NOT_OWN: Final = word_set("chúc hy vọng rằng")
_THINGS: Final = word_set("the a an its their his her this that these further closer")
_NOUN_BEFORE: Final = word_set("các những của một theo mọi the a their its")  # các thỏa thuận
_ALIKE: Final = 0.8  # of the words of the shorter of two that tell of one promise
_SAID: Final = 6  # words that a promise has at least before it can be told again
_DEEDS: Final = word_set(
    "cử mở đặt đóng tham gửi tổ đăng đón tiếp cung tài dành tặng hỗ giúp bổ đưa lập thành đào chia nhận học soạn góp xây cấp thăm"
)
_PROGRAMME: Final = re.compile(
    r"(?:Theo|Trong) (?:chương trình|lịch trình|lịch làm việc|dự kiến|kế hoạch làm việc)\b(?! hợp tác| phối hợp| hành động)|"
    r"(?:According to|Under) (?:the|his|her|their) (?:programme|schedule|itinerary|agenda)\b"
)
_GOES_ON: Final = re.compile(r"(?:Cùng với đó|Bên cạnh đó|Đi liền với đó)(?: còn)? là ")
_IN_SIGNED: Final = re.compile(
    r"\b(?:ký|ký kết|signed|initialled)\b[^.;]{4,140}(?:trong đó|theo đó|qua đó|trong đó hai bên|in which|under which|"
    r"by which)(?: they| the two sides| hai bên)?(?: đã| cùng)? $"
)
_FUND: Final = re.compile(
    r"^(?:quỹ|chương trình|dự án)\b|\b(?:fund|programme|project)\b", re.IGNORECASE
)  # one deed is for it, the next for none
_SEEN: Final = word_set("see hear")


class Commitments:
    """Finds the commitments of one report."""

    def __init__(self, page: Page, people: People, parties: Parties, dates: list[When], *, many: bool, about: str | None = None) -> None:
        """`many` where the report is about a meeting of many states: nobody is *the other side* there; `about`: the type of its event."""
        self.page = page
        self.words = page.words
        self.people = people
        self.parties = parties
        self.dates = dates
        self.sides = Sides(page, people, parties)
        many = many and not parties.bodies_of.of_two_states() and not self.sides.two_sided()
        many = many or self.sides.several()
        self.acts = lexicon(page.language, "acts")
        self.obligors = Obligors(page, parties, self.sides)
        self.receivers = Receivers(page, parties, self.sides, many=many, about=about)
        headlines = [one for one in page.paragraphs if one.role is Role.HEADLINE]
        self.opener: Commitment | None = None  # a promise that a list of what is promised follows
        self.joint_paper = any(JOINT_PAPER.search(page.text, one.start, one.end) for one in headlines)

    def find(self, statements: list[Statement]) -> list[Commitment]:
        """Return the commitments in the order of the text, one for a sentence and a strength."""
        by_sentence: dict[Span, list[Statement]] = {}
        for statement in statements:
            by_sentence.setdefault(statement.sentence, []).append(statement)
        found: list[Commitment] = []
        for sentence in self.page.sentences:
            held = by_sentence.get(Span(sentence.start, sentence.end), [])
            self.receivers.hear(held)
            found += self._of(sentence, held, len(found))
            self.obligors.hear(held)
        return self._once(found)

    def _once(self, found: list[Commitment]) -> list[Commitment]:
        """Return each promise once: told again in much the same words, as first lines do, it is kept where it is fullest."""
        kept: list[Commitment] = []
        for one in found:
            words = self._content(one)
            twin = next((at for at, other in enumerate(kept) if self._same(one, other, words)), None)
            if twin is None:
                kept.append(one)
            elif len(words) > len(self._content(kept[twin])):
                kept[twin] = one
        return [replace(one, number=number) for number, one in enumerate(kept)]

    def _same(self, one: Commitment, other: Commitment, words: frozenset[str]) -> bool:
        told = self._content(other)
        shorter = min(len(words), len(told))
        same = one.strength == other.strength and one.obligor.text.lower() == other.obligor.text.lower()
        return same and shorter >= _SAID and len(words & told) >= _ALIKE * shorter

    def _content(self, one: Commitment) -> frozenset[str]:
        """Return the words of what is promised."""
        text = self.page.text[one.action.start : one.action.end].lower()
        return frozenset(word for word in re.findall(r"\w+", text) if len(word) > 1)

    def _of(self, sentence: Sentence, held: list[Statement], number: int) -> list[Commitment]:
        if paper := paper_of(self.page, sentence):
            if self._opens_items(sentence):
                return []
            self.receivers.hear([])  # nobody speaks there
            bound = list(self.obligors.all_in_paper(paper, sentence))
            two = len(bound) == 2 and not any(self.sides.joint(obligor) for obligor, _ in bound)
            return [
                self._made(
                    number + place,
                    None,
                    sentence,
                    obligor,
                    (self.receivers.in_clause(obligor, at, sentence) or bound[1 - place][0])
                    if two
                    else self.receivers.of(None, obligor, at, sentence),
                    paper.code,
                    at,
                )
                for place, (obligor, at) in enumerate(bound)
            ]
        found: list[Commitment] = []
        for statement in held:
            made = self._from(statement, sentence, number + len(found), held[0].speaker)
            if made and statement.act == "commit" and self.page.text[sentence.start : sentence.end].rstrip().endswith(":"):
                self.opener = made
                continue
            same = made and found and made.beneficiary is None and found[-1].obligor.text == made.obligor.text
            if made and same and not _FUND.search(found[-1].beneficiary.text if found[-1].beneficiary else ""):
                made = replace(made, beneficiary=found[-1].beneficiary)
            if made and all(one.strength != made.strength for one in found):
                found.append(made)
            if made and statement.act == "commit" and (more := self._second(statement, sentence, made, number + len(found))):
                found.append(more)
        return found

    def _opens_items(self, sentence: Sentence) -> bool:
        """Say whether a sentence ends with a colon, and the next is an item of the paper that it names."""
        if not self.page.text[sentence.start : sentence.end].rstrip().endswith(":"):
            return False
        behind = next((one for one in self.page.sentences if one.start >= sentence.end), None)
        return behind is not None and paper_of(self.page, behind) is not None

    def _second(self, statement: Statement, sentence: Sentence, first: Commitment, number: int) -> Commitment | None:
        """Return a further promise of a sentence whose subject is another's: *nhận lời …, đồng thời cam kết Bộ Nội vụ sẽ …*."""
        start = statement.ground.spans[0].end
        for hit in self.acts.scan(self.words, sentence.first, sentence.after):
            if hit.code != "commit" or self.words.keys[hit.first - 1] in _NOUN_BEFORE or self.words.starts[hit.first] < start + _APART:
                continue
            asked = (one.code for one in self.acts.scan(self.words, sentence.first, hit.first) if self.words.starts[one.first] > start)
            if any(code in ("request", "wish", "call") for code in asked):
                continue  # what others are asked to do
            subject = self.obligors.subject(Promise(statement, sentence, hit.first, hit.after))
            if subject and subject.text != first.obligor.text and not self.sides.is_body(subject) and not self.sides.joint(first.obligor):
                beneficiary = self.receivers.of(statement, subject, hit.after, sentence)
                return self._made(number, statement, sentence, subject, beneficiary, first.strength, hit.after)
        return None

    def _listed(self, statement: Statement, sentence: Sentence, number: int) -> Commitment | None:
        """Return the promise that an item of a list makes: whose and how strong, the sentence says that opens the list."""
        if self.opener is None:
            return None
        opener = self.opener
        own = self.obligors.in_item(sentence) if self.sides.joint(opener.obligor) else None
        if own:  # Phía Nhật Bản chuyển giao phần mềm …
            return self._made(
                number, statement, sentence, own, self.receivers.of(None, own, sentence.first, sentence), opener.strength, sentence.first
            )
        whom = self.receivers.told_third(statement, sentence.first, sentence) if self.sides.joint(opener.obligor) else None
        return self._made(number, statement, sentence, opener.obligor, whom or opener.beneficiary, opener.strength, sentence.first)

    def _from(self, statement: Statement, sentence: Sentence, number: int, teller: Party | None) -> Commitment | None:
        if statement.ground.rule == "list" and statement.act == "commit":
            return self._listed(statement, sentence, number)
        if _PROGRAMME.match(self.page.text, sentence.start):
            return None  # Theo chương trình, Thứ trưởng sẽ phát biểu …
        if _GOES_ON.match(self.page.text, sentence.start):
            return None  # nobody's own: what was asked before goes on
        span = statement.ground.spans[0]
        at = next(at for at in range(sentence.first, sentence.after) if self.words.starts[at] >= span.start)
        after = next((now for now in range(at, sentence.after) if self.words.starts[now] >= span.end), sentence.after)
        if statement.act in ("inform", "position") and (work := self.parties.at_work(sentence)) and self._own_work(statement, work[0]):
            told = work[0].kind == "grammar" and statement.speaker is not None and statement.speaker.actor is not None
            owner = self.sides.of(statement.speaker) if told and statement.speaker else self.parties.body(work[0])
            if work[0].kind == "organheads" and not told:
                owner = self.sides.in_full(work[0], statement.speaker)
            many = self.receivers.many
            whom = (
                self.receivers.where(work[1], sentence, owner.country) if many else self.receivers.of(statement, owner, work[1], sentence)
            )
            return self._made(number, statement, sentence, owner, whom, "unilateral-public", work[1])
        promise = Promise(statement, sentence, at, after, teller)
        strength = self._strength(promise)
        obligor = self.obligors.of(promise) if strength else None
        if strength is None or obligor is None or (strength == "wish" and self.sides.joint(obligor)):
            return None
        joint = self.sides.joint(obligor) or (self.joint_paper and obligor.actor is None and obligor.country is not None)
        accepts = self.page.said(at, after).lower().startswith(_ACCEPTS) and not self.sides.joint(obligor)
        if strength == "unilateral-public" and joint and not accepts:
            strength = "joint-statement"
        if strength == "joint-statement" and (signed := self._signed_here(sentence, at)):
            strength = signed
        beneficiary = self.receivers.of(statement, obligor, after, sentence)
        return self._made(number, statement, sentence, obligor, beneficiary, strength, after)

    def _signed_here(self, sentence: Sentence, at: int) -> str | None:
        """Return the strength of a paper that is signed before word `at` and holds what is agreed: *ký biên bản, trong đó thống nhất*."""
        signed = _IN_SIGNED.search(self.page.text, sentence.start, self.words.starts[at])
        hits = lexicon(self.page.language, "strengths").scan(self.words, sentence.first, at) if signed else ()
        return next((hit.code for hit in hits if signed and hit.code in PAPERS and self.words.starts[hit.first] >= signed.start()), None)

    def _own_work(self, statement: Statement, owner: Hit) -> bool:
        """Say whether whoever tells of a task under way has it in hand: the paper, or somebody of that organ."""
        if statement.ground.rule == "under-way" or statement.speaker is None or owner.kind == "grammar":
            return True
        organ = self.sides.organ_of(statement.speaker)
        keys = self.words.keys[owner.first : owner.after]
        return (
            organ is None
            or keys[-(organ[1] - organ[0]) :] == self.words.keys[organ[0] : organ[1]]
            or keys == self.words.keys[organ[0] : organ[0] + len(keys)]
            or keys == self.words.keys[organ[1] - len(keys) : organ[1]]
        )

    def _strength(self, promise: Promise) -> str | None:
        """Return how strong a statement binds, by its words; None where it binds nobody."""
        said = self.page.said(promise.at, promise.after).lower()
        if promise.statement.act == "offer":
            return "joint-statement" if said in _OFFERED and self.joint_paper else "readiness"
        if promise.statement.act == "commit":
            clause = self.page.said(promise.at, min(promise.at + 6, promise.sentence.after)).split(";")[0].lower()
            return "readiness" if any(word in clause for word in _READY) else "unilateral-public"
        return "wish" if promise.statement.act == "wish" and self._is_own(promise) else None

    def _is_own(self, promise: Promise) -> bool:
        """Say whether what is wished is the wisher's own doing: a verb follows at once."""
        after, words = promise.after, self.words
        if after >= promise.sentence.after or words.gap(after) not in (" ", ": ") or words.keys[after - 1] in _NOT_OWN:
            return False
        if self.page.language == "en":
            to = after if words.keys[after - 1] == "to" else after + 1
            return words.keys[to - 1] == "to" and to < promise.sentence.after and words.keys[to] not in _SEEN | _THINGS
        if words.keys[after : after + 2] in _SOON:
            after += 1
        if words.keys[after] == "được" and after + 1 < promise.sentence.after:
            by_others = after + 1 in self.page.names or after + 1 in self.people.at or words.capital(after + 1)
            return not by_others and self._does(after + 1) and words.keys[after + 1] not in _DONE_TO | _LEARNING
        if words.keys[after : after + 2] == ("nước", "bạn"):
            return False
        behind = self._behind_own_organ(after, promise.statement)
        if behind != after:
            return self._does(behind)
        others = after in self.people.at or after in self.page.names or words.capital(after) or words.keys[after] in _OTHERS | _LEARNING
        return not others and self._does(after) and self._acts_itself(after, promise.sentence)

    def _behind_own_organ(self, at: int, statement: Statement) -> int:
        """Return the word behind the wisher's own organ, where that is to act: *mong muốn Ty Công an tỉnh Kampot sớm đưa …*."""
        organ, name = self.sides.organ_of(statement.speaker), self.page.names.get(at)
        if organ is None or name is None or name.kind not in ("organs", "organheads"):
            return at
        end = self.parties.body_end(name)
        return end if self.words.keys[organ[0] : organ[1]][: end - at] == self.words.keys[at:end] else at

    def _does(self, at: int) -> bool:
        """Say whether what is wished at word `at` is a deed of one side: *mong muốn cử chuyên gia*; not *mong muốn tăng cường hợp tác*."""
        reach = 6 if self.words.keys[at] == "cùng" else 3
        return bool(_DEEDS & set(self.words.keys[at : at + reach]))

    def _acts_itself(self, at: int, sentence: Sentence) -> bool:
        """Say whether no other subject stands before what is wished to come: *mong thỏa thuận này trở thành hình mẫu*."""
        ahead = self.words.keys[at : min(at + _BEHIND, sentence.after)]
        return not _BECOMES & set(ahead)

    def _start(self, at: int, sentence: Sentence) -> int:
        return self.words.starts[at] if at < sentence.after else sentence.start

    def _made(  # noqa: PLR0917 - the parts of a commitment, each once
        self,
        number: int,
        statement: Statement | None,
        sentence: Sentence,
        obligor: Party,
        beneficiary: Party | None,
        strength: str,
        at: int,
    ) -> Commitment:
        action = Span(self._start(at, sentence), sentence.end)
        dates = [one for one in self.dates if one.span and action.start <= one.span.start < action.end]
        return Commitment(
            number=number,
            statement=statement.number if statement else None,
            obligor=obligor,
            beneficiary=beneficiary,
            action=action,
            strength=strength,
            due=next((one for one in dates if _DUE.match(one.text or "")), NO_DATE),
            sentence=Span(sentence.start, sentence.end),
            ground=Ground(f"promise-{strength}", _SURE.get(strength, Confidence.LOW), (action,)),
        )
