"""For whom a promise is: who is named behind it, who was spoken to, who asked, the other side of two."""

import re
from typing import Final

from comity.reading.counterparts import MINISTRIES, Counterparts
from comity.reading.granted import ANY, DONE_TO, FOR_PERSONS, GIVEN_TO, HELPED, HOLDERS, HOUSES_IN, TOPICAL
from comity.reading.pages import Page, Sentence
from comity.reading.parties import Parties
from comity.reading.sides import Sides
from comity.reading.suggestions import Party, Statement
from comity.reading.takers import CHANNELS, Takers
from comity.reading.tokens import word_set
from comity.reading.whom import (
    AT_HOME,
    CONSULTED,
    OF_OTHER_STATES,
    OF_STATES,
    ON_REQUEST,
    PROMISED_TO,
    TO,
    TO_FOLK,
    TO_FORCES,
    TO_FUNDS,
    TO_GROUP,
    TO_PERSONS,
    TOPIC,
)

# Behind these the sentence tells what somebody else does, or what is not promised.
_CLAUSE_ENDS: Final = re.compile(r";|, (?:còn|trong khi|nhưng|song|tuy nhiên|while|but|although)\b|, and (?=[A-Z])")
_PARTNER: Final = re.compile(r"\b(?:giúp|cho|của|với|phía|nước|tặng|hỗ trợ|mời) bạn\b(?! bè)", re.IGNORECASE)  # whom a report calls so
_TWO: Final = re.compile(
    r"\b(?:hai bên|song phương|cuộc tiếp xúc với|cuộc gặp với|buổi làm việc với|gặp|two sides|both sides|bilateral)\b", re.IGNORECASE
)
_FUND_OF: Final = re.compile(r" (?:của|of the|of) ([A-Z]{3,}[\w-]*)\b")  # quỹ đào tạo của SOMTC: SOMTC
_QUALIFIED: Final = re.compile(r" |^[A-Z]{3,}")
_ASKED: Final = (("đề", "nghị"), ("yêu", "cầu"), ("kiến", "nghị"), ("ý", "kiến"), ("đề", "xuất"), ("mong", "muốn"))  # whose wish it is
_HELD_AT: Final = word_set("course training workshop conference seminar meeting exercise")  # at the academy: where, and for nobody
# Organs that deal with their like across the border, and not with its state.
_TRAILS: Final = 3  # words behind a word of promising that ends its sentence
_WILL: Final = word_set("will would shall sẽ")
_LOCAL_ORGANS: Final = (
    "Công an tỉnh",
    "Công an thành phố",
    "Công an huyện",
    "Ty ",
    "Bộ Chỉ huy",
    "Bộ đội Biên phòng",
    "Đồn ",
    "Tiểu đoàn",
    "Sở ",
    "Cục Công an",
    "Học viện",
    "Trường",
    "Viện ",
    "Cảnh sát biển",
    "Phân cục",
    "Chi đội",
    "Hải quan",
    "Cảnh sát tỉnh",
    "Hải đội",
    "Vùng ",
)
_TONGUES: Final = word_set("tiếng ngữ")
_ANSWERS: Final = re.compile(r"\b(?:nhất trí|đồng ý|đáp lại|trả lời|hứa|agreed|promised|in reply|responding)\b", re.IGNORECASE)


class Receivers(Takers):
    """Answers for the promises of one report; keeps who asked last."""

    def __init__(self, page: Page, parties: Parties, sides: Sides, *, many: bool, about: str | None) -> None:
        """`many` where the report is about a meeting of many states: nobody is *the other side* there; `about`: the type of its event."""
        self.page = page
        self.words = page.words
        self.parties = parties
        self.sides = sides
        self.many = many
        self.counterparts = Counterparts(page, parties, sides, about=about)
        self.held: list[Statement] = []  # those of the sentence that is read
        self.asking_organ: Party | None = None  # its organ, below a ministry
        self.inviting: int | None = None  # the word of the last invitation
        self.asker: Party | None = None  # the side that asked or wished last

    def hear(self, held: list[Statement]) -> None:
        """Keep the statements of a sentence, and which side asked or wished last."""
        self.held = held
        for statement in held:
            if statement.act == "invite":
                start = statement.ground.spans[0].start
                self.inviting = next((at for at, begin in enumerate(self.words.starts) if begin >= start), None)
            if statement.act not in ("request", "wish", "call", "invite", "offer") or statement.speaker is None:
                continue
            country = statement.speaker.country
            organ = self.sides.organ_of(statement.speaker)
            self.asking_organ = Party(self.sides.named(organ), None, country) if organ and self.sides.below_ministry(organ) else None
            if organ and country in (None, "EU"):
                self.asker = Party(self.page.said(*organ), None, country)
            elif country:
                self.asker = self.sides.state(country)

    def of(self, statement: Statement | None, obligor: Party, at: int, sentence: Sentence) -> Party | None:
        """Return for whom the promise behind word `at` is: never an organisation for its own office."""
        whom = self._whom(statement, obligor, self._behind_will(at, sentence), sentence)
        own = whom is not None and whom.text.isupper() and whom.text != obligor.text and whom.text in obligor.text.split()
        if own:
            organ = self.sides.home_organ() if self.sides.league else None
            return organ if organ and organ.text not in obligor.text else None
        return whom

    def _behind_will(self, at: int, sentence: Sentence) -> int:
        """Return the word behind which a promise says what it is: behind *will*, where the word of promising ends its sentence."""
        if sentence.after - at > _TRAILS:
            return at
        will = next((now for now in range(sentence.first, at) if self.words.keys[now] in _WILL), None)
        return at if will is None else will + 1

    def _whom(self, statement: Statement | None, obligor: Party, at: int, sentence: Sentence) -> Party | None:
        if self.sides.joint(obligor):
            return self._third(at, sentence) or self.told_third(statement, at, sentence) or obligor
        own = obligor.country or (self.parties.countries.get(obligor.actor) if obligor.actor is not None else None)
        inviter = statement.speaker if statement and statement.speaker and obligor.actor not in (None, statement.speaker.actor) else None
        if own is None and inviter and inviter.country:
            host = self.sides.state(inviter.country)  # who was invited accepts
            return host if self.many or self.sides.for_state(inviter) else self.counterparts.called(host)
        if obligor.actor is None and obligor.country is None and obligor.text.startswith(("các ", "những ")):
            return self._named(at, sentence, None, obligor)  # persons without a name: no side
        if own is None and obligor.actor is not None and self.sides.of(obligor).country is not None:
            own = self.sides.of(obligor).country
        own = own or (statement.speaker.country if statement and statement.speaker and obligor.actor is None else None)
        accepted = self.words.keys[at - 2 : at] == ("nhận", "lời") or self.words.keys[at - 1] == "accepted"
        if self.many and accepted and (inviter := self._who_asked(own)):
            return inviter  # … mời Việt Nam tham gia; Thứ trưởng nhận lời
        other = self._other_body(obligor, own, statement)
        named = self._named(at, sentence, own, obligor)
        teller = next((one.speaker.country for one in self.held if one.speaker and one.speaker.country), None)
        if named and own is None and named.country == teller and self._promises_too(named, sentence):
            named = None  # cho biết Cục Nhập cư sẽ xem xét … và Malaysia sẵn sàng …: of its own state
        state = named is not None and named.country is not None and named.text == self.sides.state(named.country).text
        of_organ = named and other and state and named.country and not named.text.startswith(other[:4])
        if named and of_organ and not self._by_side(named, at, sentence) and not self._of_persons(named, at, sentence):
            return Party(other or "", None, named.country)
        if named or other:
            return named or Party(other or "")
        own = own or teller or self.counterparts.land_of(obligor.text)
        whom = (
            self._on_topic(sentence, own)
            or self._told_to(at, sentence, own)
            or (self.sides.across(own) if statement is None else None)
            or self._of_league(own, obligor)
            or self._spoken_to(statement, own)
            or self._answered(sentence, own, obligor)
            or self._other_side(sentence, own)
            or self.where(at, sentence, own)
            or (self._invited_to(own) if obligor.actor is not None else None)
        )
        if whom is None and own is None and obligor.actor is None and not self.many and self.sides.home and self.sides.bilateral:
            whom = self.sides.state(self.sides.home)  # a firm or an organisation to its host
        of_state = own is not None and obligor.text == self.sides.state(own).text and statement is not None
        person = next((one.speaker for one in self.held if one.speaker and one.speaker.actor is not None), None)
        envoy = of_state and (person is None or self.sides.for_state(person))
        return whom if self.many or statement is None or envoy else self.counterparts.called(whom)

    def in_clause(self, obligor: Party, at: int, sentence: Sentence) -> Party | None:
        """Return who is named in the clause of a paper that tells what one of two shall do."""
        return self._named(at, sentence, obligor.country, obligor)

    def _on_topic(self, sentence: Sentence, own: str | None) -> Party | None:
        """Return the state whose wish the sentence takes up: *Về việc Campuchia đề nghị …*, *Về đề nghị của Lào*."""
        found = TOPIC.match(self.page.text, sentence.start, sentence.end)
        at = next((at for at in range(sentence.first, sentence.after) if self.words.starts[at] >= found.end()), None) if found else None
        name = self.page.names.get(at) if at is not None else None
        return self.sides.state(name.code) if name and name.kind == "countries" and name.code != own else None

    def _third(self, at: int, sentence: Sentence) -> Party | None:
        """Return the persons of other states for whom both sides promise: *nhất trí tổ chức khóa học cho 40 cán bộ các nước ASEAN*."""
        start = self.words.starts[at] if at < sentence.after else sentence.start
        found = OF_OTHER_STATES.search(self.page.text, start, sentence.end)
        return Party(found[1]) if found else None

    def _of_league(self, own: str | None, obligor: Party) -> Party | None:
        """Return the other side where an international organisation is one: it, or the organ of home that met it."""
        if self.many:
            return None
        found = self.counterparts.organisation()
        league = self.sides.league or (found.text if found else None)
        if league is None:
            return None
        same = self.counterparts.same(league, obligor.text)
        if own and own == self.sides.home and not same:
            return Party(league)
        return self.counterparts.called(self.sides.state(self.sides.home)) if same and self.sides.home else None

    def _invited_to(self, own: str | None) -> Party | None:
        """Return the state of the town to which somebody was invited last."""
        sentence = self.page.sentence_of(self.inviting) if self.inviting is not None else None
        return self.where(self.inviting, sentence, own) if sentence and self.inviting is not None else None

    def _other_body(self, obligor: Party, own: str | None, statement: Statement | None) -> str | None:
        """Return the other of the two organs between which a report plays: of one of them, or of the state that one of them is of."""
        bodies = self.parties.bodies_of
        if self.many:
            return None
        if (other := bodies.other_of_pair(obligor.text)) and not other.startswith(MINISTRIES):
            return other
        organ = self.sides.organ_of(statement.speaker) if statement else None
        ours = organ is not None and bodies.other_of_pair(self.page.said(*organ)) is not None
        state = own is not None and obligor.actor is None and obligor.text == self.sides.state(own).text
        return bodies.other_of_state(own) if own and state and ours else None

    def _named(self, at: int, sentence: Sentence, own: str | None, obligor: Party) -> Party | None:
        """Return who is named in the clause behind the promise: several (*cho các nước thành viên*), a state, an organ of another side."""
        start = self.words.starts[at] if at < sentence.after else sentence.start
        stop = _CLAUSE_ENDS.search(self.page.text, start, sentence.end)
        end = stop.start() if stop else sentence.end
        end = min(
            [
                end,
                *(
                    one.ground.spans[0].start
                    for one in self.held
                    if start < one.ground.spans[0].start and one.ground.rule != "number-in-sentence"
                ),
            ]
        )
        if group := self._given_to(sentence, start, end) or self._of_group(start, end, own) or self._to_persons(start, end):
            return group
        if sworn := self._sworn_to(at, sentence, obligor):
            return sworn
        words = (now for now in range(at, sentence.after) if self.words.starts[now] <= end)
        if helped := self._person(at, sentence, end, obligor):
            return helped
        found_party = next((party for now in words if (party := self._receiver(now, own, obligor)) is not None), None)
        if found_party is None and own and _PARTNER.search(self.page.text, start, end):
            if not self.many and (organ := self._organ_before(own, sentence, at)):
                return organ  # coi trọng quan hệ với Bộ Nội vụ Belarus và sẵn sàng tạo điều kiện để phía bạn …
            return self.sides.other_in(sentence.paragraph, own) if self.many else None
        return found_party

    def _given_to(self, sentence: Sentence, start: int, end: int) -> Party | None:
        """Return those whom a sentence puts first, to whom something is given, or for whom it is done, by the words for them."""
        text = self.page.text
        first = TOPICAL.match(text, sentence.start, end) or DONE_TO.match(text, sentence.start, sentence.end)
        if first and first.start() < start:
            return Party(first[1][:1].lower() + first[1][1:] if first[1][:1].isupper() else first[1])
        found = GIVEN_TO.search(text, start, end) or HOLDERS.search(text, start, end) or HELPED.search(text, start, end)
        return Party(next(filter(None, found.groups())).strip(" ,")) if found else None

    def _to_persons(self, start: int, end: int) -> Party | None:
        """Return the members or the persons to whom, by an English sentence, it goes; no bare *officers*, who may be anybody's."""
        found = ANY.search(self.page.text, start, end) or FOR_PERSONS.search(self.page.text, start, end)
        return Party(found[1].strip(" ,")) if found and " " in found[1].strip() else None

    def _of_group(self, start: int, end: int, own: str | None) -> Party | None:
        """Return the group of states, persons or forces, or the fund, that characters [start, end) say it is for."""
        found = TO.search(self.page.text, start, end)
        asked = found and CONSULTED.search(self.page.text, start, found.start(1)) and AT_HOME.match(found[1])
        if found and not asked and not self._is_own(found.start(1), found.end(1), own):
            return Party(found[1].strip(" ,").removeprefix("tất cả "))
        fund = TO_FUNDS.search(self.page.text, start, end)
        persons = TO_PERSONS.search(self.page.text, start, end)
        if persons and not (fund and fund.start(1) < persons.start(1)):
            house = HOUSES_IN.match(self.page.text, persons.start(1), end)
            return Party((house or persons)[1].strip(" ,").removesuffix(" và").removesuffix(" and"))
        if fund:
            owner = _FUND_OF.search(fund[1])
            return Party(owner[1] if owner else self._fund(fund[1].strip(" ,"), start))
        states = TO_GROUP.search(self.page.text, start, end)
        if states and _QUALIFIED.search(states[1]):
            return Party(states[1])
        told = PROMISED_TO.match(self.page.text, start, end)
        searched = (group.search(self.page.text, start, end) for group in (OF_STATES, TO_FOLK, TO_FORCES, ON_REQUEST))
        named = next((found for found in (told, *searched) if found), None)
        return Party(next(filter(None, named.groups())).strip(" ,")) if named else None

    def _organ_before(self, own: str, sentence: Sentence, at: int) -> Party | None:
        """Return the organ of another state that the sentence names before a promise to *phía bạn*."""
        for now in range(at - 1, sentence.first, -1):
            name = self.page.names.get(now)
            if name and name.kind in ("organs", "organheads") and now not in self.parties.bodies_of.titled:
                party = self.parties.body(name)
                if party.country not in (None, own):
                    return party
        return None

    def _is_own(self, start: int, end: int, own: str | None) -> bool:
        """Say whether those at characters [start, end) are of one's own state."""
        return any(
            hit.kind == "countries" and hit.code == own and start <= self.words.starts[at] < end for at, hit in self.page.names.items()
        )

    def _spoken_to(self, statement: Statement | None, own: str | None) -> Party | None:
        """Return the organ that was thanked in the sentence of a promise, or the state of whom it is said to."""
        start = statement.ground.spans[0].start if statement else 0
        before = [one for one in self.held if one.ground.spans[0].start <= start]
        thanked = next((one.addressee for one in before if one.addressee and one.addressee.country not in (None, own)), None)
        if thanked and thanked.actor is None and statement and statement.act == "commit":
            ministry = thanked.text.startswith(MINISTRIES) and thanked.country
            return self.sides.state(thanked.country) if ministry and thanked.country else thanked
        to = statement.addressee.country if statement and statement.addressee else None
        return self.sides.state(to) if to and to != own else None

    def _other_side(self, sentence: Sentence, own: str | None) -> Party | None:
        """Return the other side of two; where many meet, that of a meeting of two, or who asked and is answered."""
        two = self.sides.other_in(sentence.paragraph, own) if self._tells_of_two(sentence) else None
        if self.many and self._tells_of_two(sentence):
            return two
        asked = self._who_asked(own) if self._answers(sentence) else None
        mission = self.sides.mission if own and own != self.sides.home and not self.many else None
        if mission:
            return mission
        return asked if self.many else self.sides.other_state(own) or two or asked

    def _answered(self, sentence: Sentence, own: str | None, obligor: Party) -> Party | None:
        """Return the organ that asked, where an organ below a ministry answers it: *Công an tỉnh* and *Ty Công an* deal with each other."""
        organ = self.asking_organ
        if organ is None or own is None or organ.country in (None, own) or not self._answers(sentence):
            return None
        return organ if obligor.actor is None and obligor.text.startswith(_LOCAL_ORGANS) and organ.text.startswith(_LOCAL_ORGANS) else None

    def _who_asked(self, own: str | None) -> Party | None:
        """Return the side that asked last, where it is not one's own."""
        return self.asker if self.asker and own and self.asker.country != own else None

    def _tells_of_two(self, sentence: Sentence) -> bool:
        """Say whether the paragraph of a sentence tells of a meeting of two, as a report about one of many may."""
        whole = self.page.paragraphs[sentence.paragraph]
        return _TWO.search(self.page.text, whole.start, whole.end) is not None

    def _receiver(self, at: int, own: str | None, obligor: Party) -> Party | None:
        """Return who stands at word `at` behind a promise, where that is another side: no channel, and none of the obligor's own."""
        name = None if at in self.parties.bodies_of.people else self.page.names.get(at)
        asked = self.words.keys[at - 1] == "của" and self.words.keys[at - 3 : at - 1] in _ASKED
        course = self.words.keys[at - 2 : at] == ("at", "the") and self.words.keys[at - 3] in _HELD_AT
        if (
            name is None
            or asked
            or course
            or self._between(at)
            or self._submitted(name)
            or self._within_other(name)
            or self.words.keys[at - 1] in CHANNELS | _TONGUES
            or self.words.keys[name.after : name.after + 1] == ("dollars",)
        ):
            return None
        if name.kind == "countries" and name.written in name.entry.more.get("adjectives", ()) and self._is_tongue(name):
            return None  # in English, French and Vietnamese
        if name.kind == "countries" and name.code != own:
            return self._row(name, own)
        return self._organ(name, at, own, obligor)

    def _answers(self, sentence: Sentence) -> bool:
        """Say whether a sentence answers what was asked before it."""
        return _ANSWERS.search(self.page.text, sentence.start, sentence.end) is not None
