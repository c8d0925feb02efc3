"""Sides: for whom a person speaks, which body a word like *cơ quan này* stands for, between which states a report plays."""

import re
from collections import Counter
from typing import Final

from comity.reading.bodies import MISSIONS
from comity.reading.lexicon import class_of, items, lexicon
from comity.reading.naming import Naming
from comity.reading.pages import Page, Role
from comity.reading.parties import Parties
from comity.reading.people import People, Person
from comity.reading.suggestions import Party
from comity.reading.titles import surnames_of
from comity.reading.tokens import Words, is_syllable

ENVOYS: Final = frozenset(  # whose word binds their state rather than their organ
    {
        "ambassador",
        "charge",
        "delegation-head",
        "deputy-foreign-minister",
        "deputy-prime-minister",
        "vice-president",
        "vice-state-president",
        "assembly-chair",
        "foreign-minister",
        "head-of-mission",
        "president",
        "prime-minister",
        "state-president",
    }
)
MINISTERS: Final = frozenset({"minister", "deputy-minister"})  # of whom English reports say their country, where it is not home
_GOVERNMENTS: Final = ("government", "chính phủ")
HOSTS: Final = ("nước chủ nhà", "the host")
_WHERE: Final = frozenset({"tại", "ở", "phố", "đô", "in", "at", "ngoại"})
_OWN_STATES: Final = ("nước ông", "nước bà", "nước mình", "nước này", "country")
_NO_OFFICE: Final = ("address", "prefix", "case", "education")
_OF_ORGAN: Final = ("đại diện", "a representative", "the representative")  # of an organ: no envoy of a state
_PERMANENT: Final = ("đại diện thường trực", "đại diện cấp cao", "đại diện đặc biệt")  # envoys
_PARTNERS: Final = ("phía bạn", "nước bạn", "bên bạn")
_BOTH: Final = (0, 1)  # two states
_FOR: Final = re.compile(r"\b(?:thay mặt|đại diện|phía|on behalf of|representing)(?: lãnh đạo| ban lãnh đạo| cho| the)* $", re.IGNORECASE)
LEAGUES: Final = frozenset(
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
        "iom",
        "unicef",
        "eurojust",
        "apg",
        *("icao", "imo", "itu", "wco", "osce", "igad", "ecowas", "sadc", "eac", "caricom", "pif", "saarc", "bimstec", "gcc", "oas"),
        *("commonwealth", "ameripol", "afripol", "cepol", "frontex", "enisa", "recaap", "adb", "unido"),
    ]
)
_OPENING: Final = 3  # sentences in which a report says who meets
_MEETS: Final = re.compile(
    r"\b(?:làm việc với|hội đàm với|tiếp|gặp|trao đổi với|buổi làm việc|bàn giao|trao tặng|met|received|talks with)\b", re.IGNORECASE
)
_SEVERAL: Final = re.compile(
    r"(?<!hai )\b(?:nước|quốc gia) (?:thành viên|ASEAN|trong khu vực|tham dự|tham gia)|"
    r"\b(?:[3-9]|\d\d+|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:nước|quốc gia)\b|"
    r"\b(?:[3-9]|\d\d+|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"member|participating|all|several|ASEAN)(?: [A-Z][a-z]+)? (?:countries|states|nations)\b|"
    r"\b(?:regional|ASEAN) (?:workshop|seminar|conference|meeting)\b|\bASEAN (?:police|member)|các nước\b",
    re.IGNORECASE,
)  # more than two meet
_HEAD: Final = 300  # characters in which a report says who meet
_NAMED: Final = 3  # how much more a state counts that a person of the report comes from than one that is mentioned
_TWO: Final = 0.8  # of all that counts: between two states, and hardly about others


class Sides(Naming):
    """Answers for one report."""

    def __init__(self, page: Page, people: People, parties: Parties) -> None:
        """Count the states that the report is about."""
        super().__init__(page, people, parties)
        self.bodies = class_of(page.language, "body")
        self.joint_forms = frozenset(
            form.lower() for item in items("grammar") if item["code"] == "both-sides" for form in item[page.language]
        )
        counts: dict[str, int] = {}
        for number in range(len(people.persons)):
            if country := parties.countries.get(number):
                counts[country] = counts.get(country, 0) + _NAMED
        for name in page.names.values():
            if name.first in parties.bodies_of.people:
                continue  # Nguyễn Quốc Anh is no land
            if name.code == "EU" and name.written in name.entry.more.get("adjectives", ()):
                continue  # several European airports
            of = name.code if name.kind == "countries" else name.entry.more.get("country") if name.kind == "organs" else None
            if of:
                counts[of] = counts.get(of, 0) + 1
        self.states = sorted(counts, key=lambda code: -counts[code])
        self.home = "VN" if page.language == "vi" or "VN" in counts else None
        self.host = self._host()
        self._pair_by_persons()
        self.league = self._league()
        self.mission = self._mission()
        self.bilateral = sum(counts[code] for code in self.states[:2]) >= _TWO * sum(counts.values())

    def _host(self) -> str | None:
        """Return the state where the report plays: of the first town that it names as a place to be."""
        towns = (
            hit for hit in self.page.names.values() if hit.kind in ("places", "provinces") and self.words.keys[hit.first - 1] in _WHERE
        )
        first = next(towns, None)
        return str(first.entry.more.get("country", "VN")) if first else None

    def _pair_by_persons(self) -> None:
        """Where no sentence joins two organs, the report plays between those of its first two persons of two states, below a ministry."""
        bodies = self.parties.bodies_of
        if bodies.pair:
            return
        if self._pair_by_name():
            return
        found: dict[str, tuple[int, int]] = {}
        for number in range(len(self.people.persons)):
            party = self.parties.person(number)
            organ = self.organ_of(party)
            if party.country and organ and party.country not in found:
                found[party.country] = organ
        if len(found) > len(_BOTH) and _SEVERAL.search(self.page.text):
            return
        spans = list(found.values())[:2]
        if len(found) > 1 and self.home in list(found)[:2] and all(self.below_ministry(span) for span in spans):
            bodies.play_between(spans[0], spans[1], list(found)[:2])

    def _pair_by_name(self) -> bool:
        """Take two organs of one kind and two states as those of the report: *Cảnh sát biển Việt Nam*, *Cảnh sát biển Trung Quốc*."""
        bodies = self.parties.bodies_of
        opening = [one for one in self.page.sentences if self.page.role(one) in (Role.HEADLINE, Role.BODY)][:_OPENING]
        last = opening[-1].after if opening else 0
        found: dict[tuple[str, ...], dict[str, tuple[int, int]]] = {}
        lands_of = lexicon(self.page.language, "countries")
        for first, after in bodies.mentions:
            land = next((hit for at in range(first + 1, after) if (hit := lands_of.at(self.words, at)) and hit.after == after), None)
            if first < last and land and self.below_ministry((first, after)):
                found.setdefault(self.words.keys[first : land.first], {}).setdefault(land.code, (first, after))
        for kind, lands in found.items():
            if len(kind) > 1 and len(lands) == len(_BOTH) and self.home in lands:
                spans = list(lands.values())
                bodies.play_between(spans[0], spans[1], list(lands))
                return True
        return False

    def _mission(self) -> Party | None:
        """Return the mission of home abroad that meets those of its host: the report opens with it, and with no ministry of home."""
        opening = next((one for one in self.page.sentences if self.page.role(one) is Role.BODY), None)
        spans = [span for span in self.parties.bodies_of.mentions if opening and opening.first <= span[0] < opening.after]
        said = [(self.page.said(*span), span) for span in spans]
        if any(text.startswith(("Bộ ", "Ministry", "Chính phủ", "Quốc hội")) for text, _ in said):
            return None
        hit = next((self.page.names.get(span[0]) for text, span in said if text.lower().startswith(MISSIONS)), None)
        party = self.parties.body(hit) if hit else None
        return party if party and party.country == self.home else None

    def _league(self) -> str | None:
        """Return the international organisation with which a report tells that somebody met, where no person of another state does."""
        if any(country not in (None, self.home) for country in self.parties.countries.values()):
            return None
        opening = [one for one in self.page.sentences if self.page.role(one) is Role.BODY][:_OPENING]
        found = [
            hit
            for sentence in opening
            if _MEETS.search(self.page.text, sentence.start, sentence.end)
            for at in range(sentence.first, sentence.after)
            if (hit := self.page.names.get(at)) and hit.kind == "organs" and hit.code in LEAGUES
        ]
        told = Counter(hit.code for hit in self.page.names.values() if hit.kind == "organs")
        return max(found, key=lambda hit: told[hit.code]).written if found else None

    def home_organ(self) -> Party | None:
        """Return the organ for which the first person of home speaks."""
        for number in range(len(self.people.persons)):
            party = self.parties.person(number)
            if party.country == self.home and (organ := self.organ_of(party)):
                return Party(self._said(organ), None, self.home)
        return self.state(self.home) if self.home else None

    def other_in(self, paragraph: int, own: str | None) -> Party | None:
        """Return the other side of a meeting of two that a paragraph tells: home, or the first other state of the paragraph."""
        if self.home and own and own != self.home:
            return self.state(self.home)
        whole = self.page.paragraphs[paragraph]
        for at, name in self.page.names.items():
            if whole.start <= self.words.starts[at] < whole.end and name.kind == "countries" and name.code != own:
                return self.state(name.code)
        for begin, _, number in self.parties.mentions:
            country = self.parties.countries.get(number)
            if whole.start <= self.words.starts[begin] < whole.end and country and country != own:
                return self.state(country)
        return None

    def joint(self, party: Party) -> bool:
        """Say whether a party is both sides, or all."""
        several = (
            party.text.lower().startswith("các nước ") or party.text.lower().endswith(" member states") or self._two_states(party.text)
        )
        return party.actor is None and party.country is None and (several or party.text.lower() in self.joint_forms)

    def _two_states(self, text: str) -> bool:
        """Say whether a party is two states by their names: *Thailand and Cambodia*."""
        words = Words.of(text)
        hits = list(lexicon(self.page.language, "countries").scan(words))
        return (
            len(hits) == len(_BOTH) and sum(hit.after - hit.first for hit in hits) == len(words) - 1 and hits[0].after + 1 == hits[1].first
        )

    def across(self, own: str | None) -> Party | None:
        """Return the other side of a paper that two have signed: home, or the first other state that the report is about."""
        if own is None or self.home is None:
            return None
        other = self.home if own != self.home else next((code for code in self.states if code != own), None)
        return self.state(other) if other else None

    def other_state(self, own: str | None) -> Party | None:
        """Return the state on the other side, in a report between two."""
        others = [code for code in self.states if code != own]
        return self.state(others[0]) if own and others and self.bilateral else None

    def speaks_alone(self, speaker: Party) -> bool:
        """Say whether a person is an envoy, or one of whose organ nothing is told."""
        person = self.people.persons[speaker.actor or 0]
        if person.offices & (ENVOYS | {"counsellor", "delegate-assembly"}):
            return True
        side = self.of(speaker, organ_first=True)
        return side.actor is not None or (side.country is not None and side.text == self.state(side.country).text)

    def of(self, speaker: Party, *, organ_first: bool = False) -> Party:
        """Return for whom a person speaks: the state of an envoy, else the organ, else the state, else themselves."""
        person = self.people.persons[speaker.actor or 0]
        organ = self.organ_of(speaker) or (self.behind_name(speaker) if organ_first else None)  # her department
        local = organ is not None and self.parties.bodies_of.other_of_pair(self.page.said(*organ)) is not None
        by_organ = self.page.language == "vi" or speaker.country == self.home
        envoy = person.offices & (ENVOYS if by_organ else ENVOYS | MINISTERS) and not (organ and self.represents(person))
        if not organ_first and not local and speaker.country and envoy:
            return self.state(speaker.country)
        if organ:
            return Party(self._said(organ), None, speaker.country)
        ministry = self._ministry(person) if not envoy else None
        if ministry:
            return Party(ministry, None, speaker.country)
        if speaker.country and person.titles:
            return self.state(speaker.country)
        return self._stood_for(person) or self._likely(speaker, person) or speaker

    def _likely(self, speaker: Party, person: Person) -> Party | None:
        """Return the other of two states for a foreigner whose title names none: *Đại sứ Olivier Brochet*, in a report on France."""
        foreign = not all(map(is_syllable, person.words)) and person.words[0] not in surnames_of(self.page.language)
        others = [code for code in self.states if code != self.home]
        clear = len(others) == 1 or self.bilateral
        office = any(
            hit.kind == "offices" and hit.entry.more.get("group") not in _NO_OFFICE for title in person.titles for hit in title.hits
        )
        return self.state(others[0]) if speaker.country is None and foreign and office and others and clear else None

    def _stood_for(self, person: Person) -> Party | None:
        """Return the organ for which somebody is told to speak whose title names none: *Thay mặt lãnh đạo Europol, Phó Giám đốc …*."""
        for mention in person.mentions:
            sentence = self.page.sentence_of(mention.begin)
            for first, after in self.parties.bodies_of.mentions if sentence else ():
                ahead = self.page.text[sentence.start : self.words.starts[first]] if sentence else ""
                if sentence and sentence.first <= first < mention.begin and _FOR.search(ahead):
                    hit = self.page.names.get(first)
                    return self.parties.body(hit) if hit else Party(self.page.said(first, after))
        return None

    def several(self) -> bool:
        """Say whether a report tells of a meeting of several states: their number, or persons of more than two."""
        of = {country for country in self.parties.countries.values() if country}
        many = len(of) > len(_BOTH) or len(self.states) > len(_BOTH)
        return many and _SEVERAL.search(self.page.text[:_HEAD]) is not None

    def two_sided(self) -> bool:
        """Say whether the persons of a report are of two states, and it names no third."""
        of = {country for country in self.parties.countries.values() if country}
        alone = len(of) == len(_BOTH) and set(self.states[:2]) == of and len(self.states) == len(_BOTH)
        return self.bilateral and alone and _SEVERAL.search(self.page.text) is None

    def for_state(self, speaker: Party | None) -> bool:
        """Say whether a person is a minister or an envoy, whose word is their state's."""
        person = self.people.persons[speaker.actor] if speaker and speaker.actor is not None else None
        return person is not None and bool(person.offices & (ENVOYS | MINISTERS)) and not self.represents(person)

    def represents(self, person: Person) -> bool:
        """Say whether somebody stands for an organ of a state, and not for the state: *Đại diện Công an thành phố Bằng Tường*."""
        said = [self.page.said(title.first, title.after).lower() for title in person.titles if title.organ]
        return any(text.startswith(_OF_ORGAN) and not text.startswith(_PERMANENT) for text in said)

    def of_role(self, speaker: Party) -> Party:
        """Return for whom somebody speaks who is named by a title alone."""
        role = next((title for title in self.people.roles if self.page.said(title.first, title.after) == speaker.text), None)
        if role is None:
            return speaker
        offices = {hit.code for hit in role.hits}
        organ = self.organ_of(speaker)
        if organ and (not offices & ENVOYS or speaker.text.lower().startswith(_OF_ORGAN)):
            return Party(self._said(organ), None, speaker.country)
        return self.state(role.country) if role.country else speaker

    def is_body(self, party: Party) -> bool:
        """Say whether a party is a body without a name: *cơ quan này*, *the Government*."""
        words = Words.of(party.text)
        hit = self.bodies.at(words, 0) if len(words) else None
        return (hit is not None and hit.after == len(words)) or party.text.lower() in (*_GOVERNMENTS, "authority")

    def behind_body(self, body: Party, at: int) -> Party:
        """Return the organ or the state of whoever was named last before word `at`, for which such a body stands."""
        if body.text.lower().startswith(HOSTS):
            return self.state(self.host) if self.host else body
        if partner := self._partner(body):
            return partner
        if self.mission and body.text.lower().startswith(MISSIONS):
            return self.mission
        if organ := self._opened_before(body, at):
            return organ
        if body.text.lower() == "the embassy":
            names = (hit for hit in self.page.names.values() if hit.kind == "organheads" and hit.written == "Embassy")
            whole = next((party for hit in names if len((party := self.in_full(hit)).text.split()) > 1), None)
            return whole or body
        number = next((number for begin, _, number in reversed(self.parties.mentions) if begin < at), None)
        if number is None:
            return body
        country = self.parties.countries.get(number)
        if any(word in body.text.lower() for word in (*_GOVERNMENTS, *_OWN_STATES)):
            return self.state(country) if country else body
        return self.of(self.parties.person(number), organ_first=True)

    def _opened_before(self, body: Party, at: int) -> Party | None:
        """Return the organ that began the sentence before one that begins with *The agency*: *Europol will … . The agency will also …*."""
        sentence = self.page.sentence_of(at)
        number = self.page.sentences.index(sentence) if sentence else 0
        before = self.page.sentences[number - 1] if number else None
        opens = sentence is not None and self.page.text.startswith(body.text, sentence.start) and body.text.lower().startswith("the ")
        if sentence is None or before is None or not opens or before.paragraph != sentence.paragraph:
            return None
        hit = self.page.names.get(before.first + (self.words.keys[before.first] == "the"))
        return self.in_full(hit) if hit and hit.kind in ("organs", "organheads") else None

    def _partner(self, body: Party) -> Party | None:
        """Return whom a report of home calls *phía bạn*: the other of two organs, or of two states."""
        if not body.text.lower().startswith(_PARTNERS) or self.home is None:
            return None
        organ = self.parties.bodies_of.other_of_state(self.home)
        others = [code for code in self.states if code != self.home]
        return Party(organ) if organ else self.state(others[0]) if others else None

    def behind_speaker(self, body: Party, speaker: Party) -> Party:
        """Return the organ or the state of a speaker, for which a body without a name stands: *cho biết đơn vị sẽ*, *nước ông sẽ*."""
        if partner := self._partner(body):
            return partner
        if any(word in body.text.lower() for word in (*_GOVERNMENTS, *_OWN_STATES)):
            return self.state(speaker.country) if speaker.country else body
        return self.of_role(speaker) if speaker.actor is None else self.of(speaker, organ_first=True)
