"""Commitments: who owes what to whom, and how strongly by the words; nothing that is only stated, no wish about what others should do."""

import re
from dataclasses import dataclass
from typing import Final

from comity.reading.acts import JOINT_PAPER
from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.papers import paper_of
from comity.reading.parties import Parties
from comity.reading.people import People
from comity.reading.sides import HOSTS as _HOSTS
from comity.reading.sides import Sides
from comity.reading.suggestions import Commitment, Confidence, Ground, Party, Statement
from comity.reading.tokens import word_set
from comity.reading.when import NO_DATE, Span, When

_DUE: Final = re.compile(r"(?:trước|trong|vào|đến|hết|từ|before|by|in|until|within)\b", re.IGNORECASE)
_TO: Final = re.compile(
    r"(?:với|cùng|cho|tới|đến|giúp|của|đối với|to|with|for) ("
    r"(?:các|mọi|những|tất cả các|toàn bộ|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|the|all|every|each) "
    r"(?:cơ quan|nước|quốc gia|tổ chức|thành viên|đối tác|bên|đoàn|lực lượng|địa phương|tỉnh|countries|country|states|members|partners|"
    r"agencies|agency|delegations|participants)[^;.]{0,90}?)"
    r"(?= (?:trong|tiến hành|về|nhằm|để|trao đổi|tham gia|triển khai|xây dựng|giải quyết|thực hiện|kinh nghiệm|thông tin|dữ liệu|danh sách|"
    r"trước|sau|khi|nếu|từ|đến|theo|qua|in|on|to|vào|ở|tại|before|by|when|within)\b|[;.\"”]|, (?!các )|$)"
)
_AGREE: Final = ("thống nhất", "nhất trí", "đồng ý", "thỏa thuận", "cùng", "agree")
_READY: Final = ("sẵn sàng", "ready to")
_IN_PERSON: Final = ("nhận lời", "vui vẻ nhận lời", "accepted")
_OFFERED: Final = ("offered", "offers")
_KEPT_WELL: Final = frozenset({"joint-statement", "signed-mou", "binding-treaty"})  # strengths that unseen reports bear out most often
_TWO: Final = re.compile(
    r"\b(?:hai bên|song phương|cuộc tiếp xúc với|cuộc gặp với|buổi làm việc với|gặp|two sides|both sides|bilateral)\b", re.IGNORECASE
)
_CHANNELS: Final = word_set("qua kênh lưới theo through via tại ở in at bằng giữa trong")
_ANSWERS: Final = re.compile(r"\b(?:nhất trí|đồng ý|đáp lại|trả lời|hứa|agreed|promised|in reply|responding)\b", re.IGNORECASE)
_APART: Final = 12  # characters between two words of promising that are two promises
_BEHIND: Final = 8  # words behind a word of promising in which its subject may stand
_LEAGUES: Final = frozenset(
    [
        "asean",
        "un",
        "interpol",
        "unodc",
        "eu",
        "brics",
        "icrc",
        "europol",
        "aseanapol",
        "undp",
        "unoct",
        "cted",
        "fatf",
        "council-of-europe",
        "african-union",
    ]
)
_WILL: Final = word_set("sẽ will would sẵn")
_BETWEEN: Final = word_set(
    "đã cũng luôn sẽ is was stands bày tỏ has have also tiếp tục việt nam cùng kịch liệt cao trí"
)  # from a subject to the word of promising
_OTHERS: Final = word_set(
    "bạn rằng bà ông các mối việc phía hội sự chuyến đến những người mọi sớm tình quan hai"
)  # begins what others should do
_LEARNING: Final = word_set("học tìm hiểu nhận biết")  # what is wished for oneself alone
_BECOMES: Final = word_set("trở này đó sớm sẽ")
_DONE_TO: Final = word_set("hỗ giúp cung tạo tiếp đón chia tài đào phía bạn Việt hợp")  # mong được hỗ trợ: others do it
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
        self.acts = lexicon(page.language, "acts")
        self.held: list[Statement] = []  # those of the sentence that is read
        self.asker: Party | None = None  # the side that asked or wished last
        headlines = [one for one in page.paragraphs if one.role is Role.HEADLINE]
        self.joint_paper = any(JOINT_PAPER.search(page.text, one.start, one.end) for one in headlines)

    def find(self, statements: list[Statement]) -> list[Commitment]:
        """Return the commitments in the order of the text, one for a sentence and a strength."""
        by_sentence: dict[Span, list[Statement]] = {}
        for statement in statements:
            by_sentence.setdefault(statement.sentence, []).append(statement)
        found: list[Commitment] = []
        for sentence in self.page.sentences:
            self._hear(by_sentence.get(Span(sentence.start, sentence.end), []))
            found += self._of(sentence, by_sentence.get(Span(sentence.start, sentence.end), []), len(found))
        return found

    def _hear(self, held: list[Statement]) -> None:
        """Keep which state asked or wished last, before a sentence that promises."""
        for statement in held:
            if statement.act in ("request", "wish", "call", "invite") and statement.speaker:
                country = statement.speaker.country
                organ = self.sides.organ_of(statement.speaker) if country in (None, "EU") else None
                self.asker = Party(self.page.said(*organ), None, country) if organ else self.sides.state(country) if country else self.asker

    def _of(self, sentence: Sentence, held: list[Statement], number: int) -> list[Commitment]:
        if paper := paper_of(self.page, sentence):
            obligor = self._in_paper(paper, sentence)
            beneficiary = self._beneficiary(None, obligor, paper.after, sentence)
            return [self._made(number, None, sentence, obligor, beneficiary, paper.code, paper.after)]
        found: list[Commitment] = []
        self.held = held
        for statement in held:
            made = self._from(statement, sentence, number + len(found))
            if made and all(one.strength != made.strength for one in found):
                found.append(made)
            if made and statement.act == "commit" and (more := self._second(statement, sentence, made, number + len(found))):
                found.append(more)
        return found

    def _second(self, statement: Statement, sentence: Sentence, first: Commitment, number: int) -> Commitment | None:
        """Return a further promise of a sentence whose subject is another's: *nhận lời …, đồng thời cam kết Bộ Nội vụ sẽ …*."""
        start = statement.ground.spans[0].end
        for hit in self.acts.scan(self.words, sentence.first, sentence.after):
            if hit.code != "commit" or self.words.starts[hit.first] < start + _APART:
                continue
            subject = self._subject(_Promise(statement, sentence, hit.first, hit.after))
            if subject and subject.text != first.obligor.text and not self.sides.is_body(subject) and not self.sides.joint(first.obligor):
                beneficiary = self._beneficiary(statement, subject, hit.after, sentence)
                return self._made(number, statement, sentence, subject, beneficiary, first.strength, hit.after)
        return None

    def _from(self, statement: Statement, sentence: Sentence, number: int) -> Commitment | None:
        span = statement.ground.spans[0]
        at = next(at for at in range(sentence.first, sentence.after) if self.words.starts[at] >= span.start)
        after = next((now for now in range(at, sentence.after) if self.words.starts[now] >= span.end), sentence.after)
        if statement.act == "inform" and (work := self.parties.at_work(sentence)) and self._own_work(statement, work[0]):
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

    def _own_work(self, statement: Statement, owner: Hit) -> bool:
        """Say whether whoever tells of a task under way has it in hand: the paper, or somebody of that organ."""
        if statement.ground.rule == "under-way" or statement.speaker is None:
            return True
        organ = self.sides.organ_of(statement.speaker)
        keys = self.words.keys[owner.first : owner.after]
        return (
            organ is None
            or keys == self.words.keys[organ[0] : organ[0] + len(keys)]
            or keys == self.words.keys[organ[1] - len(keys) : organ[1]]
        )

    def _strength(self, promise: _Promise) -> str | None:
        """Return how strong a statement binds, by its words; None where it binds nobody."""
        said = self.page.said(promise.at, promise.after).lower()
        if promise.statement.act == "offer":
            return "joint-statement" if said in _OFFERED and self.joint_paper else "readiness"
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
        if words.keys[after] == "được" and after + 1 < promise.sentence.after:
            by_others = after + 1 in self.page.names or after + 1 in self.people.at or words.capital(after + 1)
            return not by_others and words.keys[after + 1] not in _DONE_TO | _LEARNING
        others = after in self.people.at or after in self.page.names or words.capital(after) or words.keys[after] in _OTHERS | _LEARNING
        return not others and self._acts_itself(after, promise.sentence)

    def _acts_itself(self, at: int, sentence: Sentence) -> bool:
        """Say whether no other subject stands before what is wished to come: *mong thỏa thuận này trở thành hình mẫu*."""
        ahead = self.words.keys[at : min(at + _BEHIND, sentence.after)]
        return not _BECOMES & set(ahead)

    # ------------------------------------------------------------ who

    def _obligor(self, promise: _Promise) -> Party | None:
        """Return who shall do it: both sides, the subject of the promise where one stands beside its word, else the speaker's side."""
        if both := self._both_near(promise) or self._two_agree(promise):
            return both
        subject, speaker = self._subject(promise), promise.statement.speaker
        if subject and not self.sides.is_body(subject):
            return subject
        body = subject or self._body_near(promise) or (speaker if speaker and self.sides.is_body(speaker) else None)
        if body and speaker and not self.sides.is_body(speaker) and not body.text.lower().startswith(_HOSTS):
            return self.sides.behind_speaker(body, speaker)
        if body:
            return self.sides.behind_body(body, promise.at)
        if speaker is None:
            return None
        if speaker.actor is None:
            return self.sides.of_role(speaker)
        in_person = promise.statement.ground.rule != "future" and self.page.said(promise.at, promise.after).lower().startswith(_IN_PERSON)
        return speaker if in_person else self.sides.of(speaker)

    def _two_agree(self, promise: _Promise) -> Party | None:
        """Return both sides where two with names agree: *VNCERT/CC và CERT-In thống nhất*, *Bộ trưởng A và Bộ trưởng B nhất trí*."""
        if not self.page.said(promise.at, promise.after).lower().startswith(_AGREE):
            return None
        begin = self.parties.begins(promise.at, promise.sentence)
        if begin is None or begin - 1 <= promise.sentence.first or self.words.keys[begin - 1] not in ("và", "and"):
            return None
        other = begin - 2
        named = self.words.capital(other) or other in self.page.covered
        return Party("both sides" if self.page.language == "en" else "hai bên") if named else None

    def _body_near(self, promise: _Promise) -> Party | None:
        """Return a body without a name that shall act: *tuyên bố nước ông sẽ góp*, *said his office was ready*."""
        reach = range(max(promise.sentence.first, promise.at - 4), min(promise.after + 2, promise.sentence.after))
        for begin in reach:
            hit = self.parties.bodies.at(self.words, begin)
            if hit and (self._reaches(hit.after, promise.at) if begin < promise.at else self._will(hit.after)):
                return Party(self.page.said(hit.first, hit.after))
        return None

    def _will(self, after: int) -> bool:
        """Say whether a word of the future follows within three words."""
        return bool(_WILL & set(self.words.keys[after : after + 3]))

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
        """Return a state or an organ right before the word of promising or behind it (*cam kết Mỹ sẽ hỗ trợ*); two joined are both sides."""
        speaker = promise.statement.speaker
        if province := self._province(promise):
            return province
        for begin in range(max(promise.sentence.first, promise.at - 12), promise.at):
            name = self.page.names.get(begin)
            if name and self._is_subject(name) and self._reaches(self.parties.body_end(name), promise.at):
                return self._named(name, speaker) if not self._joined(name, promise.sentence) else self._all(name)
        stop = self.page.text.find(";", self._start(promise.after, promise.sentence), promise.sentence.end)
        for begin in range(promise.after, min(promise.after + _BEHIND, promise.sentence.after)):
            name = self.page.names.get(begin)
            if 0 < stop < self.words.starts[begin]:
                break
            if name and self._is_subject(name) and self._will(self.parties.body_end(name)):
                return self._named(name, speaker)
        return None

    def _province(self, promise: _Promise) -> Party | None:
        """Return the province for which the bare word stands: *Tỉnh cam kết*."""
        at = promise.at
        while at > promise.sentence.first and self.words.keys[at - 1] in _BETWEEN:
            at -= 1
        bare = at > promise.sentence.first and self.words.keys[at - 1] == "tỉnh" and at - 1 not in self.page.covered
        land = self.sides.province() if bare else None
        return Party(f"tỉnh {land}", None, "VN") if land else None

    def _named(self, name: Hit, speaker: Party | None) -> Party:
        """Return whom a name stands for: a state, the state of a capital, a province, an organ by its whole name."""
        if name.kind in ("places", "provinces"):
            country = str(name.entry.more.get("country", "VN"))
            if name.written in name.entry.more.get("capitals", ()):
                return self.sides.state(country)
            typed = 2 if self.words.keys[name.first - 1] == "phố" else 1
            return Party(self.page.said(name.first - typed, name.after), None, country)
        return self.sides.in_full(name, speaker) if name.kind in ("organs", "organheads") else self.parties.body(name)

    def _joined(self, name: Hit, sentence: Sentence) -> bool:
        """Say whether another state or organ is joined before a name: *VNCERT/CC và CERT-In thống nhất*."""
        if name.first <= sentence.first or self.words.keys[name.first - 1] not in ("và", "and"):
            return False
        return any(
            other.kind in ("countries", "organs", "organheads") and self.parties.body_end(other) == name.first - 1
            for at in range(max(sentence.first, name.first - _BEHIND), name.first)
            if (other := self.page.names.get(at))
        )

    def _all(self, name: Hit) -> Party:
        """Return two that are joined as both sides."""
        return Party("both sides" if self.page.language == "en" else "hai bên") if name else Party("")

    def _is_subject(self, name: Hit) -> bool:
        if name.kind in ("places", "provinces") and name.first > 0 and self.words.keys[name.first - 1] in ("tỉnh", "phố"):
            return True
        if name.kind == "places":
            return name.written in name.entry.more.get("capitals", ())
        return name.kind in ("countries", "organs") or (name.kind == "organheads" and self._named_whole(name))

    def _named_whole(self, head: Hit) -> bool:
        return self.parties.stands_alone(head) or self.parties.body_end(head) > head.after

    def _reaches(self, begin: int, at: int) -> bool:
        """Say whether nothing but adverbs stands between a subject that ends before word `begin` and word `at`."""
        if begin > at or any(mark in self.page.text[self.words.ends[begin - 1] : self.words.starts[at]] for mark in ",;:"):
            return False
        return at - begin <= 3 and set(self.words.keys[begin:at]) <= _BETWEEN

    def _in_paper(self, paper: Hit, sentence: Sentence) -> Party:
        """Return whom a paper obliges: the state or organ that begins the clause, else both sides."""
        at = paper.after
        hit = next(iter(self.both.scan(self.words, sentence.first, sentence.after)), None)
        names = (self.page.names.get(now) for now in range(at, min(sentence.after, at + 4)))
        name = next((name for name in names if name and name.kind in ("countries", "organs", "organheads")), None)
        if name and self.words.capital(name.first) and (hit is None or name.first < hit.first):
            return self._named(name, None)
        if hit:
            return self.parties.both_sides(hit)
        return self._all(paper)

    # ------------------------------------------------------------ for whom

    def _beneficiary(self, statement: Statement | None, obligor: Party, at: int, sentence: Sentence) -> Party | None:
        """Return for whom it is: who is named behind the promise, else who was spoken to, else the other side."""
        if self.sides.joint(obligor):
            return obligor
        own = obligor.country or (self.parties.countries.get(obligor.actor) if obligor.actor is not None else None)
        own = own or (statement.speaker.country if statement and statement.speaker else None)
        start = self._start(at, sentence)
        stop = self.page.text.find(";", start, sentence.end)
        end = stop if stop > 0 else sentence.end
        if found := _TO.search(self.page.text, start, end):
            return Party(found[1].strip(" ,"))
        other = self.parties.bodies_of.other_of_pair(obligor.text)
        for now in range(at, sentence.after):
            if self.words.starts[now] > end:
                break
            if (party := self._receiver(now, own, obligor)) is not None:
                return Party(other, None, party.country) if other and party.country and not party.text.startswith(other[:4]) else party
        if other:
            return Party(other)
        thanked = next((one.addressee for one in self.held if one.addressee and one.addressee.country not in (None, own)), None)
        if thanked and thanked.actor is None and statement and statement.act == "commit":
            return thanked
        to = statement.addressee.country if statement and statement.addressee else None
        if to and to != own:
            return self.sides.state(to)
        if self._between_two(sentence):
            return self.sides.other_in(sentence.paragraph, own)
        if self.many:
            return self._who_asked(own) if self._answers(sentence) else None
        other_side = self.sides.other_state(own) or (self.sides.other_in(sentence.paragraph, own) if self._tells_of_two(sentence) else None)
        return other_side or (self._who_asked(own) if self._answers(sentence) else None)

    def _who_asked(self, own: str | None) -> Party | None:
        """Return the side that asked last, where it is not one's own."""
        return self.asker if self.asker and own and self.asker.country != own else None

    def _tells_of_two(self, sentence: Sentence) -> bool:
        whole = self.page.paragraphs[sentence.paragraph]
        return _TWO.search(self.page.text, whole.start, whole.end) is not None

    def _between_two(self, sentence: Sentence) -> bool:
        """Say whether the paragraph of a sentence tells of a meeting of two, in a report about one of many."""
        return self.many and self._tells_of_two(sentence)

    def _receiver(self, at: int, own: str | None, obligor: Party) -> Party | None:
        """Return who stands at word `at` behind a promise, where that is another side: no channel, and none of the obligor's own."""
        name = self.page.names.get(at)
        if name is None or self.words.keys[at - 1] in _CHANNELS or self.words.keys[name.after : name.after + 1] == ("dollars",):
            return None
        if name.kind == "countries" and name.code != own:
            return self._row(name, own)
        if name.kind == "organs":
            party = self.parties.body(name)
            foreign = party.country is not None and party.country != own and name.code not in _LEAGUES
            return party if foreign or (name.code in _LEAGUES and party.text != obligor.text) else None
        return None

    def _row(self, name: Hit, own: str | None) -> Party:
        """Return a state, or several in a row: *Lào và Campuchia*."""
        after = name.after
        while after + 1 < len(self.words) and self.words.keys[after] in ("và", "and"):
            following = self.page.names.get(after + 1)
            if following is None or following.kind != "countries" or following.code == own:
                break
            after = following.after
        return self.parties.body(name) if after == name.after else Party(self.page.said(name.first, after))

    def _answers(self, sentence: Sentence) -> bool:
        """Say whether a sentence answers what was asked before it."""
        return _ANSWERS.search(self.page.text, sentence.start, sentence.end) is not None

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
