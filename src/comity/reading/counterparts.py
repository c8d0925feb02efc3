"""How the other side of two is called: the state where it is spoken for by ministers or envoys, else its own organ or organisation."""

import re
from typing import Final

from comity.reading.lexicon import lexicon
from comity.reading.pages import Page, Role
from comity.reading.parties import Parties
from comity.reading.sides import ENVOYS, LEAGUES, MINISTERS, Sides
from comity.reading.suggestions import Party
from comity.reading.tokens import Words

_OPENING: Final = 3  # sentences in which a report says who meets
_OF_PROVINCE: Final = re.compile(
    r"(?:UBND|Ủy ban nhân dân|Chính quyền nhân dân|Chính quyền|Ủy ban Hành chính)(?: (?:tỉnh|thành phố|TP|huyện|bang))? (?=[A-ZĐ])"
)
_BESIDE: Final = re.compile(
    r"(?:\b(?:với|và|cùng|phối hợp|do|by|and|with|between|giữa|của|of)(?: the)?|[A-Z]\w+[’']s) $|^[^.;,]{0,50}, $"
)  # before an organ that takes part
MINISTRIES: Final = (
    "Bộ Công an",
    "Bộ Nội vụ",
    "Bộ Tư pháp",
    "Bộ Quốc phòng",
    "Bộ Ngoại giao",
    "Bộ Tài chính",
    "Bộ An ninh",
    "Bộ Nội chính",
    "Ủy ban An ninh quốc gia",
    "Ministry",
    "Department of Justice",
    "Quốc hội",
    "Thượng viện",
    "Hạ viện",
    "Nghị viện",
    "Chính phủ",
    "National Assembly",
    "Parliament",
    "Senate",
)
_BETWEEN_STATES: Final = frozenset({"dialogue", "negotiation-round", "statement"})  # where states talk, whoever leads their delegations
_CONSULT: Final = re.compile(
    r"\b(?:Tham vấn|Tham khảo|Đối thoại|Ủy ban (?:hỗn hợp|liên Chính phủ|liên chính phủ)|Vòng đàm phán|Đàm phán|"
    r"[Cc]onsultations?|[Dd]ialogue|"
    r"[Jj]oint [Cc]ommi(?:ttee|ssion)|[Nn]egotiations?)\b[^.\n]{0,40}(?:Việt Nam|Viet ?[Nn]am|giữa|between)|\bround of negotiations\b"
)
_HEAD: Final = 400  # characters in which a report says what it is about
_OVER: Final = re.compile(r"(?<=\w),? \(?(?:thuộc )?Bộ (?:Công an|Nội vụ|Tư pháp|Quốc phòng|Ngoại giao|Tài chính|An ninh)\b")
_OF_LAND: Final = frozenset({"committee-chair-local", "mayor", "governor"})
_TITLED: Final = ("address", "prefix", "education")


class Counterparts:
    """Answers for one report."""

    def __init__(self, page: Page, parties: Parties, sides: Sides, *, about: str | None) -> None:
        """`about` is the type of the first event of the report."""
        self.of_states = about in _BETWEEN_STATES or _CONSULT.search(page.text[:_HEAD]) is not None
        self.page = page
        self.words = page.words
        self.parties = parties
        self.sides = sides
        self.known: dict[str, Party | None] = {}
        self.organs = lexicon(page.language, "organs")

    def called(self, whom: Party | None) -> Party | None:
        """Return the other side by what it is, where `whom` is a state: the organ that alone speaks for it, where that is no ministry."""
        state = whom is not None and whom.actor is None and whom.country and whom.text == self.sides.state(whom.country).text
        if whom is None or not state or whom.country is None or self.of_states:
            return whom
        return self.organ_of(whom.country) or whom

    def organ_of(self, country: str) -> Party | None:
        """Return the organ below a ministry that is the side of a state in the report; None where a minister, an envoy or nobody is."""
        if country not in self.known:
            self.known[country] = self._organ_of(country)
        return self.known[country]

    def _organ_of(self, country: str) -> Party | None:
        people = self.parties.people.persons
        ours = sorted(
            (person.mentions[0].begin, number) for number, person in enumerate(people) if self.parties.countries.get(number) == country
        )
        for _, number in ours:
            groups = {hit.entry.more.get("group") for title in people[number].titles for hit in title.hits}
            organ = self.sides.organ_of(self.parties.person(number))
            if people[number].offices & _OF_LAND and (land := self._land(number)):
                return Party(land, None, country)
            if people[number].offices & (ENVOYS | MINISTERS) and not (organ and self.sides.represents(people[number])):
                return None
            if organ is None:
                if groups <= {None, *_TITLED}:
                    continue  # a person of whom nothing is told
                return self._mission(country) or self._opening(country)
            return self._party(organ, country)
        return self._opening(country)

    def _land(self, number: int) -> str | None:
        """Return the province or town in the title of somebody who heads it: *Phó Chủ tịch UBND tỉnh Tây Ninh*."""
        for title in self.parties.people.persons[number].titles:
            for at in range(title.first, title.after + 1):
                name = self.page.covered.get(at)
                if name and name.kind in ("provinces", "places") and at - title.after <= 0:
                    return self.page.said(name.first, name.after)
        return None

    def _mission(self, country: str) -> Party | None:
        """Return the mission of home whose staff are the side."""
        return self.sides.mission if country == self.sides.home else None

    def _opening(self, country: str) -> Party | None:
        """Return the one organ of a state, below a ministry, that the first sentences tell as taking part."""
        opening = [one for one in self.page.sentences if self.page.role(one) is Role.BODY][:_OPENING]
        found: dict[str, Party] = {}
        for first, after in self.parties.bodies_of.mentions:
            sentence = next((one for one in opening if one.first <= first < one.after), None)
            if sentence is None or first in self.parties.bodies_of.titled or self.parties.bodies_of.land((first, after)) != country:
                continue
            if not self.sides.below_ministry((first, after)):
                return None
            before = self.page.text[sentence.start : self.words.starts[first]]
            if after - first > 1 and (_BESIDE.search(before) or first == sentence.first):
                party = self._party((first, after), country)
                found |= {party.text: party} if party else {}
        return next(iter(found.values())) if len(found) == 1 else None

    def _party(self, organ: tuple[int, int], country: str) -> Party | None:
        text = self.sides.named(organ)
        if not self.sides.below_ministry(organ) or text.startswith(MINISTRIES) or "Đảng" in text:
            return None
        if self.page.language == "en":
            text = self.page.said(self.sides.begin(organ[0]), organ[1])
        if over := _OVER.search(text):  # Vụ Hợp tác tư pháp và pháp luật Bộ Tư pháp Algeria
            short = text[: over.start()]
            abroad = re.search(re.escape(short) + r" (?!Bộ\b)[A-ZĐ][\w-]*(?: [A-ZĐ][\w-]*)?", self.page.text)
            text = abroad[0] if abroad and country != self.sides.home else short
        land = _OF_PROVINCE.match(text)
        return Party(text[land.end() :] if land else text, None, country)

    def organisation(self) -> Party | None:
        """Return the international organisation that is the other side: its officer is the first person who is not of home."""
        for number, person in enumerate(self.parties.people.persons) if self.sides.bilateral else ():
            if not person.titles:
                continue
            organ = self.sides.organ_of(self.parties.person(number))
            text = self.sides.named(organ) if organ else ""
            if self.codes(text) & LEAGUES:
                return Party(text)
            if self.parties.countries.get(number) != self.sides.home:
                return None
        return None

    def land_of(self, text: str) -> str | None:
        """Return the state of the person whose organ has that name."""
        for number in range(len(self.parties.people.persons)):
            party = self.parties.person(number)
            organ = self.sides.organ_of(party)
            if organ and party.country and self.sides.named(organ) == text:
                return party.country
        return None

    def codes(self, text: str) -> frozenset[str]:
        """Return the codes of the organs that a name names."""
        return frozenset(hit.code for hit in self.organs.scan(Words.of(text)))

    def same(self, one: str, other: str) -> bool:
        """Say whether two names are of one organ."""
        return one in other or other in one or bool(self.codes(one) & self.codes(other))
