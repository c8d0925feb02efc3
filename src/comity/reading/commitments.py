"""Commitments: who owes what to whom, and how strongly by the words; nothing that is only stated, and no wish about what others should do."""

import re
from typing import Final

from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.papers import paper_of
from comity.reading.parties import Parties
from comity.reading.people import People
from comity.reading.suggestions import Commitment, Confidence, Ground, Party, Statement
from comity.reading.tokens import Words
from comity.reading.when import NO_DATE, Span, When

_DUE: Final = re.compile(r"(?:trước|trong|vào|đến|hết|từ|before|by|in|until|within)\b", re.IGNORECASE)
_TO: Final = re.compile(
    r"(?:với|cùng|cho|đối với|to|with|for) ((?:các|mọi|những|sáu|mười|the|all|every) (?:cơ quan|nước|quốc gia|tổ chức|thành viên|đối tác|bên|countries|states|members|partners|agencies)[^;.]{0,90}?)"
    r"(?= (?:trong|tiến hành|về|nhằm|để|trao đổi|tham gia|triển khai|xây dựng|giải quyết|thực hiện|in|on|to|vào|ở|tại)\b|[;.]|, (?!các )|$)"
)
_JOINT_PAPER: Final = re.compile(r"thông cáo chung|tuyên bố chung|joint statement|joint communiqu", re.IGNORECASE)


class Commitments:
    """Finds the commitments of one report."""

    def __init__(self, page: Page, people: People, parties: Parties, dates: list[When]) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.people = people
        self.parties = parties
        self.dates = dates
        self.strengths = lexicon(page.language, "strengths")
        self.both = class_of(page.language, "both-sides")
        self.bodies = class_of(page.language, "body")
        self.sides = self._sides()
        self.joint_paper = any(
            one.role is Role.HEADLINE and _JOINT_PAPER.search(page.text, one.start, one.end) is not None for one in page.paragraphs
        )

    def find(self, statements: list[Statement]) -> list[Commitment]:
        """Return the commitments in the order of the text, one for a sentence and a strength."""
        by_sentence: dict[Span, list[Statement]] = {}
        for statement in statements:
            by_sentence.setdefault(statement.sentence, []).append(statement)
        found: list[Commitment] = []
        for sentence in self.page.sentences:
            held = by_sentence.get(Span(sentence.start, sentence.end), [])
            for commitment in self._of(sentence, held, len(found)):
                found.append(commitment)
        return found

    def _of(self, sentence: Sentence, held: list[Statement], number: int) -> list[Commitment]:
        if paper := paper_of(self.page, sentence):
            obligor = self._both_in(sentence) or self._body_after(paper.after, sentence)
            return [self._made(number, None, sentence, obligor, paper.code, paper)] if obligor else []
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
        if statement.act == "offer":
            strength = "unilateral-public" if self.page.said(at, after).lower() in ("offered", "offers") else "readiness"
        elif statement.act == "commit":
            clause = self._clause(at, sentence)
            strength = "readiness" if "sẵn sàng" in clause or "ready to" in clause else "unilateral-public"
        elif statement.act == "wish" and self._is_own(after, sentence):
            strength = "wish"
        else:
            return None
        obligor = self._obligor(statement, at, after, sentence)
        if obligor is None:
            return None
        if strength == "unilateral-public" and (self._joint(obligor) or (self.joint_paper and obligor.actor is None and obligor.country)):
            strength = "joint-statement"
        hit = None
        return self._made(number, statement, sentence, obligor, strength, hit, after)

    def _clause(self, at: int, sentence: Sentence) -> str:
        end = next((now for now in range(at + 1, sentence.after) if ";" in self.words.gap(now)), sentence.after)
        return self.page.said(at, min(end, at + 6)).lower()

    def _is_own(self, after: int, sentence: Sentence) -> bool:
        """Say whether what is wished is the wisher's own doing: a verb follows at once, or both sides do."""
        if after >= sentence.after or self.words.gap(after) not in (" ", ": "):
            return False
        written = self.page.said(after - 1, after).lower()
        if written in ("chúc", "hy", "vọng", "rằng"):
            return False
        if self.page.language == "en":
            to = after if self.words.keys[after - 1] == "to" else after + 1 if self.words.keys[after] == "to" else 0
            return bool(to) and to < sentence.after and self.words.keys[to] not in ("see", "hear")
        return (
            after not in self.people.at
            and after not in self.page.names
            and not self.words.capital(after)
            and self.words.keys[after]
            not in (
                "rằng",
                "bà",
                "ông",
                "các",
                "mối",
                "việc",
                "phía",
                "hội",
                "sự",
                "chuyến",
                "đến",
                "những",
                "người",
                "mọi",
                "sớm",
                "tình",
                "quan",
                "hai",
            )
        )

    # ------------------------------------------------------------ who

    def _obligor(self, statement: Statement, at: int, after: int, sentence: Sentence) -> Party | None:
        """Return who shall do it: the subject of the promise where one stands before its verb, else the speaker's side."""
        if both := self._both_near(at, after, sentence):
            return both
        if (subject := self._subject(at, after, sentence)) and not self._is_body(subject):
            return subject
        speaker = statement.speaker
        if (speaker and self._is_body(speaker)) or subject:
            return self._behind_body(at, (subject or speaker).text if subject or speaker else "") or speaker  # type: ignore[union-attr] - one of them is there
        if speaker and speaker.actor is not None:
            if statement.ground.rule != "future" and self.page.said(at, after).lower().startswith(
                ("nhận lời", "vui vẻ nhận lời", "accepted", "hứa")
            ):
                return speaker
            return self._side_of(speaker)
        return speaker

    def _is_body(self, party: Party) -> bool:
        """Say whether a party is a body without a name: *cơ quan này*, *the Government*."""
        words = Words.of(party.text)
        hit = self.bodies.at(words, 0) if len(words) else None
        return (hit is not None and hit.after == len(words)) or party.text.lower() in ("government", "chính phủ", "authority")

    def _behind_body(self, at: int, text: str) -> Party | None:
        """Return the organ or the state of whoever was named last, which such a body stands for."""
        number = next((number for begin, _, number in reversed(self.parties.mentions) if begin < at), None)
        if number is None:
            return None
        country = self.parties.countries.get(number)
        if "overnment" in text or "hính phủ" in text:
            return Party(_country_text(country, self.page.language), None, country) if country else None
        return self._side_of(self.parties.person(number), organ_first=True)

    def _both_near(self, at: int, after: int, sentence: Sentence) -> Party | None:
        for now in range(max(sentence.first, at - 6), min(after + 1, sentence.after)):
            if hit := self.both.at(self.words, now):
                return self.parties.both_sides(hit)
        return None

    def _subject(self, at: int, after: int, sentence: Sentence) -> Party | None:
        """Return a state or an organ right before the verb or right behind it (*cam kết Mỹ sẽ hỗ trợ*)."""
        for begin in range(max(sentence.first, at - 10), at):
            name = self.page.names.get(begin)
            if (
                name
                and (name.kind in ("countries", "organs") or (name.kind == "organheads" and self.parties.stands_alone(name)))
                and self._reaches(self.parties.body_end(name), at)
            ):
                return self._named(name, begin)
        if after < sentence.after:
            name = self.page.names.get(after) or self.page.names.get(after + 1)
            if (
                name
                and name.kind in ("countries", "organs")
                and any(key in ("sẽ", "will", "would", "sẵn") for key in self.words.keys[name.after : name.after + 3])
            ):
                return self._named(name, name.first)
        return None

    def _reaches(self, begin: int, at: int) -> bool:
        if begin > at or any(mark in self.page.text[self.words.ends[begin - 1] : self.words.starts[at]] for mark in ",;:"):
            return False
        between = [self.words.keys[now] for now in range(begin, at)]
        return len(between) <= 3 and all(
            key in ("đã", "cũng", "luôn", "sẽ", "is", "was", "stands", "bày", "tỏ", "has", "tiếp", "tục", "việt", "nam") for key in between
        )

    def _named(self, name: Hit, begin: int) -> Party:
        if name.kind == "organheads":
            after = name.after
            if whole := self._in_full(name):
                return whole
            while after < len(self.words) and self.words.gap(after) == " " and self.words.capital(after):
                after += 1
            return Party(self.page.said(begin, after))
        return self.parties.body(name)

    def _in_full(self, name: Hit) -> Party | None:
        """Return the organ that a head alone stands for: *Cục sẽ mở kênh* is the department that was named last."""
        head = self.words.keys[name.first : name.after]
        if name.after < len(self.words) and self.words.gap(name.after) == " " and self.words.capital(name.after):
            return None
        for person in self.people.persons:
            for title in person.titles:
                if title.organ and self.words.keys[title.organ[0] : title.organ[0] + len(head)] == head:
                    return Party(self.page.said(*title.organ), None, title.country)
        return None

    def _side_of(self, speaker: Party, *, organ_first: bool = False) -> Party:
        """Return for whom a person speaks: the state of an envoy, else the organ."""
        person = self.people.persons[speaker.actor or 0]
        title = next(iter(person.titles), None)
        offices = person.offices
        if (
            not organ_first
            and speaker.country
            and offices
            & {
                "ambassador",
                "foreign-minister",
                "deputy-foreign-minister",
                "charge",
                "president",
                "state-president",
                "prime-minister",
                "minister",
                "deputy-minister",
                "delegation-head",
                "head-of-mission",
            }
        ):
            return Party(_country_text(speaker.country, self.page.language), None, speaker.country)
        organ = next((one.organ for one in person.titles if one.organ), None)
        if organ:
            return Party(self.page.said(*organ), None, speaker.country)
        return Party(_country_text(speaker.country, self.page.language), None, speaker.country) if speaker.country and title else speaker

    def _joint(self, party: Party) -> bool:
        words = party.text.lower()
        return party.actor is None and party.country is None and any(words == form for form in _forms(self.page.language))

    def _both_in(self, sentence: Sentence) -> Party | None:
        hit = next(iter(self.both.scan(self.words, sentence.first, sentence.after)), None)
        return self.parties.both_sides(hit) if hit else None

    def _body_after(self, at: int, sentence: Sentence) -> Party | None:
        for now in range(at, min(sentence.after, at + 8)):
            name = self.page.names.get(now)
            if name and name.kind in ("countries", "organs"):
                return self.parties.body(name)
        return None

    # ------------------------------------------------------------ for whom

    def _sides(self) -> list[str]:
        """Return the states that the report is about, those of its persons first."""
        found: dict[str, int] = {}
        for number in range(len(self.people.persons)):
            country = self.parties.countries.get(number)
            if country:
                found[country] = found.get(country, 0) + 3
        for name in self.page.names.values():
            if name.kind == "countries":
                found[name.code] = found.get(name.code, 0) + 1
        ordered = sorted(found, key=lambda code: -found[code])
        self.bilateral = sum(found[code] for code in ordered[:2]) >= 0.8 * sum(found.values())
        return ordered

    def _beneficiary(self, statement: Statement | None, obligor: Party, at: int, sentence: Sentence) -> Party | None:
        if self._joint(obligor):
            return obligor
        own = obligor.country or (self.parties.countries.get(obligor.actor) if obligor.actor is not None else None)
        text = self.page.text[self.words.starts[at] if at < sentence.after else sentence.start : sentence.end]
        if found := _TO.search(text):
            return Party(found[1].strip(" ,"))
        for now in range(at, sentence.after):
            name = self.page.names.get(now)
            if name and (
                (name.kind == "countries" and name.code != own)
                or (name.kind == "organs" and name.code in ("asean", "un", "interpol", "unodc", "eu", "brics"))
            ):
                return self.parties.body(name)
        if statement and statement.addressee and statement.addressee.country and statement.addressee.country != own:
            return Party(_country_text(statement.addressee.country, self.page.language), None, statement.addressee.country)
        others = [code for code in self.sides if code != own]
        if own and others and self.bilateral:
            return Party(_country_text(others[0], self.page.language), None, others[0])
        return None

    def _made(
        self,
        number: int,
        statement: Statement | None,
        sentence: Sentence,
        obligor: Party,
        strength: str,
        hit: Hit | None,
        after: int | None = None,
    ) -> Commitment:
        at = hit.after if hit else after or sentence.first
        start = self.words.starts[at] if at < sentence.after else sentence.start
        action = Span(start, sentence.end)
        due = next(
            (one for one in self.dates if one.span and start <= one.span.start < sentence.end and _DUE.match(one.text or "")), NO_DATE
        )
        ground = Ground(f"promise-{strength}", Confidence.MEDIUM, (action,))
        beneficiary = self._beneficiary(statement, obligor, at, sentence)
        return Commitment(
            number,
            statement.number if statement else None,
            obligor,
            beneficiary,
            action,
            strength,
            due,
            Span(sentence.start, sentence.end),
            ground,
        )


def _forms(language: str) -> frozenset[str]:
    from comity.reading.lexicon import items  # noqa: PLC0415

    return frozenset(form.lower() for item in items("grammar") if item["code"] == "both-sides" for form in item[language])


def _country_text(code: str, language: str) -> str:
    from comity.terms.vocabulary import vocabulary  # noqa: PLC0415

    return vocabulary("country").label(code, language).split(" (")[0]
