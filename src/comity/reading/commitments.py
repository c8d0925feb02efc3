"""Commitments: who owes what to whom, and how strongly by the words; nothing that is only stated, no wish about what others should do."""

import re
from dataclasses import dataclass
from typing import Final

from comity.reading.lexicon import Hit, class_of
from comity.reading.pages import Page, Role, Sentence
from comity.reading.papers import paper_of
from comity.reading.parties import Parties
from comity.reading.people import People
from comity.reading.sides import Sides
from comity.reading.suggestions import Commitment, Confidence, Ground, Party, Statement
from comity.reading.tokens import word_set
from comity.reading.when import NO_DATE, Span, When

_DUE: Final = re.compile(r"(?:trước|trong|vào|đến|hết|từ|before|by|in|until|within)\b", re.IGNORECASE)
_TO: Final = re.compile(
    r"(?:với|cùng|cho|đối với|to|with|for) ("
    r"(?:các|mọi|những|sáu|mười|the|all|every) "
    r"(?:cơ quan|nước|quốc gia|tổ chức|thành viên|đối tác|bên|countries|states|members|partners|agencies)[^;.]{0,90}?)"
    r"(?= (?:trong|tiến hành|về|nhằm|để|trao đổi|tham gia|triển khai|xây dựng|giải quyết|thực hiện|in|on|to|vào|ở|tại)\b|[;.]|, (?!các )|$)"
)
_JOINT_PAPER: Final = re.compile(r"thông cáo chung|tuyên bố chung|joint statement|joint communiqu", re.IGNORECASE)
_READY: Final = ("sẵn sàng", "ready to")
_IN_PERSON: Final = ("nhận lời", "vui vẻ nhận lời", "accepted", "hứa")
_OFFERED: Final = ("offered", "offers")
_KEPT_WELL: Final = frozenset({"joint-statement", "signed-mou", "binding-treaty"})  # strengths that unseen reports bear out most often
_LEAGUES: Final = frozenset({"asean", "un", "interpol", "unodc", "eu", "brics"})
_WILL: Final = word_set("sẽ will would sẵn")
_BETWEEN: Final = word_set(
    "đã cũng luôn sẽ is was stands bày tỏ has have also tiếp tục việt nam cùng kịch liệt cao trí"
)  # from a subject to the word of promising
_OTHERS: Final = word_set(
    "rằng bà ông các mối việc phía hội sự chuyến đến những người mọi sớm tình quan hai"
)  # begins what others should do
_NOT_OWN: Final = word_set("chúc hy vọng rằng")
_SEEN: Final = word_set("see hear")


@dataclass(frozen=True, slots=True)
class _Promise:
    """A word of promising in a sentence: words [at, after)."""

    statement: Statement
    sentence: Sentence
    at: int
    after: int


class Commitments:
    """Finds the commitments of one report."""

    def __init__(self, page: Page, people: People, parties: Parties, dates: list[When], *, many: bool) -> None:
        """`many` where the report is about a meeting of many states: nobody is *the other side* there."""
        self.many = many
        self.page = page
        self.words = page.words
        self.people = people
        self.parties = parties
        self.dates = dates
        self.sides = Sides(page, people, parties)
        self.both = class_of(page.language, "both-sides")
        headlines = [one for one in page.paragraphs if one.role is Role.HEADLINE]
        self.joint_paper = any(_JOINT_PAPER.search(page.text, one.start, one.end) for one in headlines)

    def find(self, statements: list[Statement]) -> list[Commitment]:
        """Return the commitments in the order of the text, one for a sentence and a strength."""
        by_sentence: dict[Span, list[Statement]] = {}
        for statement in statements:
            by_sentence.setdefault(statement.sentence, []).append(statement)
        found: list[Commitment] = []
        for sentence in self.page.sentences:
            found += self._of(sentence, by_sentence.get(Span(sentence.start, sentence.end), []), len(found))
        return found

    def _of(self, sentence: Sentence, held: list[Statement], number: int) -> list[Commitment]:
        if paper := paper_of(self.page, sentence):
            obligor = self._in_paper(paper.after, sentence)
            beneficiary = self._beneficiary(None, obligor, paper.after, sentence) if obligor else None
            return [self._made(number, None, sentence, obligor, beneficiary, paper.code, paper.after)] if obligor else []
        found: list[Commitment] = []
        for statement in held:
            made = self._from(statement, sentence, number + len(found))
            if made and all(one.strength != made.strength for one in found):
                found.append(made)
        return found

    def _from(self, statement: Statement, sentence: Sentence, number: int) -> Commitment | None:
        span = statement.ground.spans[0]
        at = next(at for at in range(sentence.first, sentence.after) if self.words.starts[at] >= span.start)
        after = next((now for now in range(at, sentence.after) if self.words.starts[now] >= span.end), sentence.after)
        if statement.act == "inform" and (work := self.parties.at_work(sentence)):
            return self._made(number, statement, sentence, self.parties.body(work[0]), None, "unilateral-public", work[1])
        promise = _Promise(statement, sentence, at, after)
        strength = self._strength(promise)
        obligor = self._obligor(promise) if strength else None
        if strength is None or obligor is None:
            return None
        joint = self.sides.joint(obligor) or (self.joint_paper and obligor.actor is None and obligor.country is not None)
        if strength == "unilateral-public" and joint:
            strength = "joint-statement"
        beneficiary = self._beneficiary(statement, obligor, after, sentence)
        return self._made(number, statement, sentence, obligor, beneficiary, strength, after)

    def _strength(self, promise: _Promise) -> str | None:
        """Return how strong a statement binds, by its words; None where it binds nobody."""
        said = self.page.said(promise.at, promise.after).lower()
        if promise.statement.act == "offer":
            return "unilateral-public" if said in _OFFERED else "readiness"
        if promise.statement.act == "commit":
            clause = self.page.said(promise.at, min(promise.at + 6, promise.sentence.after)).split(";")[0].lower()
            return "readiness" if any(word in clause for word in _READY) else "unilateral-public"
        return "wish" if promise.statement.act == "wish" and self._is_own(promise) else None

    def _is_own(self, promise: _Promise) -> bool:
        """Say whether what is wished is the wisher's own doing: a verb follows at once."""
        after, words = promise.after, self.words
        if after >= promise.sentence.after or words.gap(after) not in (" ", ": ") or words.keys[after - 1] in _NOT_OWN:
            return False
        if self.page.language == "en":
            to = after if words.keys[after - 1] == "to" else after + 1
            return words.keys[to - 1] == "to" and to < promise.sentence.after and words.keys[to] not in _SEEN
        others = after in self.people.at or after in self.page.names or words.capital(after) or words.keys[after] in _OTHERS
        return not others

    # ------------------------------------------------------------ who

    def _obligor(self, promise: _Promise) -> Party | None:
        """Return who shall do it: both sides, the subject of the promise where one stands beside its word, else the speaker's side."""
        if both := self._both_near(promise):
            return both
        subject, speaker = self._subject(promise), promise.statement.speaker
        if subject and not self.sides.is_body(subject):
            return subject
        body = subject or (speaker if speaker and self.sides.is_body(speaker) else None)
        if body:
            return self.sides.behind_body(body, promise.at)
        if speaker is None or speaker.actor is None:
            return speaker
        in_person = promise.statement.ground.rule != "future" and self.page.said(promise.at, promise.after).lower().startswith(_IN_PERSON)
        return speaker if in_person else self.sides.of(speaker)

    def _both_near(self, promise: _Promise) -> Party | None:
        """Return both sides where they stand right before the word of promising, or right behind it as who shall act."""
        for now in range(max(promise.sentence.first, promise.at - 8), min(promise.after + 1, promise.sentence.after)):
            hit = self.both.at(self.words, now)
            if hit and (
                self._reaches(hit.after, promise.at) if now < promise.at else _WILL & set(self.words.keys[hit.after : hit.after + 2])
            ):
                return self.parties.both_sides(hit)
        return None

    def _subject(self, promise: _Promise) -> Party | None:
        """Return a state or an organ right before the word of promising or right behind it (*cam kết Mỹ sẽ hỗ trợ*)."""
        for begin in range(max(promise.sentence.first, promise.at - 10), promise.at):
            name = self.page.names.get(begin)
            if name and self._is_subject(name) and self._reaches(self.parties.body_end(name), promise.at):
                return self.sides.in_full(name) if name.kind == "organheads" else self.parties.body(name)
        for begin in (promise.after, promise.after + 1) if promise.after < promise.sentence.after else ():
            name = self.page.names.get(begin)
            if name and name.kind in ("countries", "organs") and _WILL & set(self.words.keys[name.after : name.after + 3]):
                return self.parties.body(name)
        return None

    def _is_subject(self, name: Hit) -> bool:
        return name.kind in ("countries", "organs") or (name.kind == "organheads" and self.parties.stands_alone(name))

    def _reaches(self, begin: int, at: int) -> bool:
        """Say whether nothing but adverbs stands between a subject that ends before word `begin` and word `at`."""
        if begin > at or any(mark in self.page.text[self.words.ends[begin - 1] : self.words.starts[at]] for mark in ",;:"):
            return False
        return at - begin <= 3 and set(self.words.keys[begin:at]) <= _BETWEEN

    def _in_paper(self, at: int, sentence: Sentence) -> Party | None:
        """Return whom a paper obliges: both sides, else the state or organ named first."""
        hit = next(iter(self.both.scan(self.words, sentence.first, sentence.after)), None)
        if hit:
            return self.parties.both_sides(hit)
        names = (self.page.names.get(now) for now in range(at, min(sentence.after, at + 8)))
        name = next((name for name in names if name and name.kind in ("countries", "organs")), None)
        return self.parties.body(name) if name else None

    # ------------------------------------------------------------ for whom

    def _beneficiary(self, statement: Statement | None, obligor: Party, at: int, sentence: Sentence) -> Party | None:
        """Return for whom it is: who is named behind the promise, else who was spoken to, else the other state."""
        if self.sides.joint(obligor):
            return obligor
        own = obligor.country or (self.parties.countries.get(obligor.actor) if obligor.actor is not None else None)
        own = own or (statement.speaker.country if statement and statement.speaker else None)
        start = self._start(at, sentence)
        stop = self.page.text.find(";", start, sentence.end)
        if found := _TO.search(self.page.text, start, stop if stop > 0 else sentence.end):
            return Party(found[1].strip(" ,"))
        for now in range(at, sentence.after):
            if stop > 0 and self.words.starts[now] > stop:
                break
            name = self.page.names.get(now)
            if name and ((name.kind == "countries" and name.code != own) or (name.kind == "organs" and name.code in _LEAGUES)):
                return self.parties.body(name)
        to = statement.addressee.country if statement and statement.addressee else None
        return self.sides.state(to) if to and to != own else None if self.many else self.sides.other_state(own)

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
            ground=Ground(f"promise-{strength}", Confidence.MEDIUM if strength in _KEPT_WELL else Confidence.LOW, (action,)),
        )
