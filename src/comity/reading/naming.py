"""By which name an organ is meant: its whole name for a short one, the organ of a title or of a delegation, the ministry of a field."""

import re
from typing import Final

from comity.reading.lexicon import Hit, lexicon
from comity.reading.origins import organ_beside
from comity.reading.pages import Page
from comity.reading.parties import Parties
from comity.reading.people import People, Person
from comity.reading.suggestions import Party
from comity.reading.titles import Title
from comity.terms.vocabulary import vocabulary

_MINISTER: Final = re.compile(r"(?:Bộ trưởng|Thứ trưởng) (?!Bộ )(?=[A-ZĐ])")
_SENT: Final = re.compile(
    r"(?:đoàn|delegation)(?: công tác| đại biểu| cấp cao| chuyên gia| cán bộ| of| from)*(?: của| the)*(?: [A-Z]\w+(?:'s|\u2019s))? $",
    re.IGNORECASE,
)
_LED: Final = 3  # words from the name of an organ to who leads its delegation
_DIVISIONS: Final = frozenset({"phòng", "ban", "đội", "vụ"})
_WHERE_OFFICER: Final = (", nơi ", ", where ", ", where the ")
_SCHOOLS: Final = ("Trường", "Học viện", "Đại học")
_OF_FIELDS: Final = frozenset({"trưởng", "bộ", "ty", "khanh"})  # before the field of a ministry
_POSTED: Final = re.compile(r"([A-ZĐ]{2,}[\w-]*) (?:tại|ở|in|at) [A-ZĐ][\w .-]*$")  # an organ, and where its man sits
_OPENERS: Final = frozenset({"the", "a", "an", "our", "under", "in", "at", "but", "and", "on", "for", "with", "if", "when", "this", "that"})
_HEADS: Final = re.compile(
    r",? (?:who|that) (?:also )?(?:heads|leads|directs|runs|commands|oversees|chairs|headed|led) "
    r"(?:the |its |their )?(?:[A-Z]\w+(?:'s|\u2019s) )?"
    r"|, (?:người đứng đầu|đứng đầu|phụ trách|chỉ huy|lãnh đạo) (?=[A-ZĐ])"
)
_OWNED: Final = re.compile(r"\b([A-Z]{3,}[\w-]*)(?:'s|\u2019s) (?:[\w-]+ ){0,5}[\w-]+,? $")
_NEAR: Final = 60  # characters before a name in which it stands whose officer somebody is
_BARE: Final = re.compile(r"(?:Phó |Quyền )?(Cục|Vụ|Tổng cục|Viện|Chi cục|Sở) trưởng")
_UNIT: Final = re.compile(
    r"(?:[\w'-]+ ){0,6}?(?:[Uu]nit|[Cc]ent(?:re|er)|[Tt]eam|[Dd]epartment|[Dd]irectorate|[Bb]ureau|[Aa]gency|"
    r"[Dd]ivision|[Oo]ffice|[Ss]ection|"
    r"[Tt]ask [Ff]orce|[Ll]aboratory|[Ss]ervice|[Ss]quad|[Bb]ranch)\b"
)
_DIVISION_OF: Final = frozenset(
    {"department", "directorate", "division", "bureau", "office", "agency", "centre", "center", "institute", "general", "branch", "section"}
)
_LOCAL: Final = ("tỉnh", "thành phố")  # an organ of the province that the report is about
_HIGH: Final = ("bộ ", "ministry", "đại sứ quán", "embassy", "chính phủ", "phái đoàn", "tổng lãnh sự quán", "ban nội chính", "đảng")


class Naming:
    """Answers for one report."""

    def __init__(self, page: Page, people: People, parties: Parties) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.people = people
        self.parties = parties
        self.organs = lexicon(page.language, "organs", "organheads")

    def named(self, organ: tuple[int, int]) -> str:
        """Return the name of an organ as it is said of a party."""
        return self._said(organ)

    def below_ministry(self, organ: tuple[int, int]) -> bool:
        """Say whether an organ is neither a ministry nor the mission of a state."""
        hit = self.page.names.get(organ[0])
        code = hit.code if hit else ""
        high = code.startswith(("ministry", "government", "assembly")) or (hit is not None and hit.kind == "portfolios")
        return not high and not self.page.said(*organ).lower().startswith(_HIGH)

    def state(self, code: str) -> Party:
        """Return a state as a party."""
        return Party(vocabulary("country").label(code, self.page.language).split(" (")[0], None, code)

    def organ_of(self, speaker: Party | None) -> tuple[int, int] | None:
        """Return the words of the organ that a person heads or speaks for, as its whole name stands in the report."""
        titles: list[Title] = []
        if speaker and speaker.actor is not None:
            titles = self.people.persons[speaker.actor].titles
        elif speaker:
            titles = [title for title in self.people.roles if self.page.said(title.first, title.after) == speaker.text]
        organ = next((one.organ for one in titles if one.organ), None) or next(filter(None, map(self._within, titles)), None)
        organ = organ or next(filter(None, map(self._field_within, titles)), None)
        if organ is None:
            return (
                self._of_delegation(speaker)
                or self._of_house(titles)
                or self._headed(speaker)
                or self._of_kind(titles)
                or self._whose(speaker)
                or (organ_beside(self.page, self.people.persons[speaker.actor]) if speaker and speaker.actor is not None else None)
            )
        hit = self.page.names.get(organ[0])
        if hit and hit.kind != "portfolios" and self.words.keys[organ[0] - 1] == "ty":
            return organ[0] - 1, max(organ[1], self.parties.bodies_of.end(hit))  # Trưởng Ty Công an tỉnh Tbong Khmum
        if hit and hit.kind == "portfolios" and self.words.keys[organ[0] - 1] in _DIVISIONS and (over := self._over(organ)):
            return over  # Trưởng Phòng An ninh mạng Công an tỉnh Nghệ An
        if hit and hit.kind == "portfolios" and self.page.language == "vi" and self.words.keys[organ[0] - 1] not in _OF_FIELDS:
            return None  # Trưởng Chương trình An ninh cảng biển
        after = max(organ[1], self.parties.bodies_of.end(hit)) if hit and hit.kind in ("organs", "organheads") else organ[1]
        land = self.page.covered.get(organ[0] - 1) if self.page.language == "en" and self.words.gap(organ[0]) == " " else None
        if land and land.kind in ("provinces", "places"):
            return land.first, after  # Tay Ninh Police
        short = self.parties.bodies_of.is_short(hit, organ[0], after)
        return self.parties.bodies_of.full(organ[0], after) if short else (organ[0], after)

    def _field_within(self, title: Title) -> tuple[int, int] | None:
        """Return the field of a ministry in the words of a title: *Minister of Public Security General Long*."""
        if self.page.language != "en":
            return None
        fields = lexicon("en", "portfolios").scan(self.words, title.first, title.after)
        found = next((hit for hit in fields if self.words.keys[hit.first - 2 : hit.first] == ("minister", "of")), None)
        return (found.first, found.after) if found else None

    def _over(self, organ: tuple[int, int]) -> tuple[int, int] | None:
        """Return the organ of which a division named before it is a part."""
        head = next(self.organs.scan(self.words, organ[0] + 1, organ[1]), None)
        return (head.first, organ[1]) if head else None

    def _of_house(self, titles: list[Title]) -> tuple[int, int] | None:
        """Return the organ to which somebody came, where an officer of it receives them: *đến Viện kiểm sát …, nơi Phó Viện trưởng …*."""
        for title in titles:
            for first, after in self.parties.bodies_of.mentions:
                if after <= title.first and self.page.text[self.words.ends[after - 1] : self.words.starts[title.first]] in _WHERE_OFFICER:
                    return first, after
        return None

    def _of_kind(self, titles: list[Title]) -> tuple[int, int] | None:
        """Return the one organ of its kind for a bare title (*Phó Cục trưởng*), or whose officer it is: *INTERPOL's director*."""
        for title in titles:
            if self.page.language == "en" and title.first > 1 and self.words.keys[title.first - 1] == "s":
                owner = self.page.covered.get(title.first - 2)
                if owner and owner.kind == "organs":
                    return owner.first, owner.after
            kind = _BARE.fullmatch(self.page.said(title.first, title.after)) if self.page.language == "vi" else None
            found = [span for span in self.parties.bodies_of.mentions if kind and self.page.said(*span).startswith(f"{kind[1]} ")]
            if found and len({self.words.keys[slice(*span)] for span in found}) == 1:
                return found[0]
        return None

    def _whose(self, speaker: Party | None) -> tuple[int, int] | None:
        """Return the organ whose officer somebody is told to be: *CEPOL's Executive Director, Laura Kovacs*."""
        for mention in self.people.persons[speaker.actor].mentions if speaker and speaker.actor is not None else ():
            found = _OWNED.search(self.page.text, max(0, self.words.starts[mention.begin] - _NEAR), self.words.starts[mention.first])
            at = next((at for at, start in enumerate(self.words.starts) if found and start == found.start(1)), None)
            owner = self.page.covered.get(at) if at is not None else None
            if owner and owner.kind == "organs":
                return owner.first, owner.after
        return None

    def _headed(self, speaker: Party | None) -> tuple[int, int] | None:
        """Return the organ that a clause behind a name says somebody heads: *who heads Thailand's Anti-Cyber Scam Centre*."""
        for mention in self.people.persons[speaker.actor].mentions if speaker and speaker.actor is not None else ():
            found = _HEADS.match(self.page.text, self.words.ends[mention.after - 1])
            if found is None:
                continue
            first = next((at for at in range(mention.after, len(self.words)) if self.words.starts[at] >= found.end()), len(self.words))
            spans = [
                span
                for span in self.parties.bodies_of.mentions
                if first <= span[0] <= first + _LED and "," not in self.page.text[found.end() : self.words.starts[span[0]]]
            ]
            if spans:
                return (first if self.page.language == "en" and self.words.capital(first) else spans[0][0]), spans[0][1]
            if unit := _UNIT.match(self.page.text, found.end()):
                end = next((at for at in range(first, len(self.words)) if self.words.ends[at] >= unit.end()), first)
                return first, end + 1
        return None

    def behind_name(self, speaker: Party | None) -> tuple[int, int] | None:
        """Return the organ that stands behind an English name: *Colonel Trang of the Department of Cybersecurity*."""
        if self.page.language != "en" or speaker is None or speaker.actor is None:
            return None
        ends = {mention.end for mention in self.people.persons[speaker.actor].mentions}
        for first, after in self.parties.bodies_of.mentions:
            end = first - (self.words.keys[first - 1] == "the") - 1
            if end in ends and self.words.keys[end] in ("of", "from", "at", "with"):
                return first, after
        return None

    def _of_delegation(self, speaker: Party | None) -> tuple[int, int] | None:
        """Return the organ whose delegation somebody leads: *Đoàn đại biểu TAND tối cao do Phó Chánh án Lê Hồng Quang dẫn đầu*."""
        if speaker is None or speaker.actor is None:
            return None
        begin = self.people.persons[speaker.actor].mentions[0].begin
        sentence = self.page.sentence_of(begin)
        if sentence is None or begin <= sentence.first or self.words.keys[begin - 1] not in ("do", "by"):
            return None
        for first, after in reversed(self.parties.bodies_of.mentions):
            if (
                sentence.first <= first < begin - 1
                and begin - after <= _LED
                and _SENT.search(self.page.text, sentence.start, self.words.starts[first])
            ):
                return first, after
        return None

    def _said(self, organ: tuple[int, int]) -> str:
        """Return the name of an organ; of a minister's field, that of the ministry: *Bộ trưởng Nội vụ Slovakia*."""
        hit, text = self.page.names.get(organ[0]), self.page.said(*organ)
        if short := _POSTED.match(text):
            text = short[1]  # Tùy viên DEA tại Hà Nội speaks for the DEA
        tail = self.words.keys[organ[1] : organ[1] + 1]
        if tail == ("tỉnh",) and self.words.gap(organ[1]) == " " and not self.words.capital(min(organ[1] + 1, len(self.words) - 1)):
            text = f"{text} tỉnh"  # Chính ủy BĐBP tỉnh
        if (
            (hit is None or hit.kind == "offices")
            and self.page.language == "en"
            and self.words.keys[organ[0] - 2 : organ[0]] == ("minister", "of")
        ):
            return f"Ministry of {text}"
        if hit is None or hit.kind != "portfolios":
            land = self.province() if text.lower().endswith(_LOCAL) else None
            return _joined(text, land) if land else text
        if self.words.keys[organ[0] - 1] == "ty":
            return f"Ty {text}"
        if self.page.language == "vi":
            return f"Bộ {text}" if self.words.keys[organ[0] - 1] in ("trưởng", "bộ") else text
        if self.words.keys[organ[0] - 1] == "of" and self.words.keys[organ[0] - 2] in _DIVISION_OF:
            return self.page.said(organ[0] - 2, hit.after)  # Director of the Department of Cybersecurity of …
        return f"Ministry of {text}"

    def _within(self, title: Title) -> tuple[int, int] | None:
        """Return the organ that is a part of the word for an office: *Giám đốc Công an tỉnh Kandal*."""
        for hit in title.hits:
            organ = next(self.organs.scan(self.words, hit.first + 1, hit.after), None) if hit.kind == "offices" else None
            if organ and self.words.keys[organ.after : organ.after + 1] != ("trưởng",):  # Phó Viện trưởng names no organ
                return organ.first, title.after
        return None

    def _ministry(self, person: Person) -> str | None:
        """Return the ministry of a minister whose title names its field alone: *Bộ trưởng Nội vụ Singapore*."""
        for title in person.titles:
            for hit in title.hits:
                said = self.page.said(hit.first, title.after)
                if found := _MINISTER.match(said):
                    return f"Bộ {said[found.end() :]}"
        return None

    def in_full(self, head: Hit, speaker: Party | None = None) -> Party:
        """Return the organ that stands at a word, by its whole name: where it is named short, that of the speaker, or named before."""
        bodies = self.parties.bodies_of
        party = self.parties.body(head)
        after = bodies.end(head)
        if not bodies.is_short(head, head.first, after):
            begin = self.begin(head.first) if self.page.language == "en" and head.kind == "organheads" else head.first
            return party if begin == head.first else Party(self.page.said(begin, after), None, party.country)
        span = bodies.full(head.first, after, self.organ_of(speaker))
        country = party.country or (speaker.country if speaker else None)
        if (
            self.page.language == "en"
            and (state := self.page.covered.get(span[0] - 1))
            and state.kind == "countries"
            and self.words.gap(span[0]) == " "
        ):
            span, country = (state.first, span[1]), state.code  # US Embassy in Vietnam
        if self.page.language == "en":
            span = (self.begin(span[0]), span[1])
        text = self.page.said(*span)
        if text.lower().endswith(_LOCAL) and (land := self.province()):
            text, country = _joined(text, land), "VN"
        return Party(text, None, country)

    def begin(self, first: int) -> int:
        """Return where the name of an English organ begins whose first words no gazetteer has: *the Border Service Academy*."""
        sentence = self.page.sentence_of(first)
        begin = first
        while (
            sentence
            and sentence.first < begin
            and first - begin < _LED
            and self.words.gap(begin) == " "
            and self.words.capital(begin - 1)
            and (begin - 1 not in self.page.covered or self.page.covered[begin - 1].kind in ("provinces", "places"))
            and begin - 1 not in self.parties.bodies_of.people
            and not (begin - 1 == sentence.first and self.words.keys[begin - 1] in _OPENERS)
        ):
            begin -= 1
        return begin

    def school(self, *tellers: Party | None) -> Party | None:
        """Return the school or academy of whoever speaks, else the one that the report names first: what *nhà trường* is."""
        bodies = self.parties.bodies_of
        for teller in tellers:
            organ = self.organ_of(teller)
            if organ and self._said(organ).startswith(_SCHOOLS):
                return Party(self._said(organ), None, teller.country if teller else None)
        return next((Party(self.page.said(*span)) for span in bodies.mentions if self.page.said(*span).startswith(_SCHOOLS)), None)

    def province(self) -> str | None:
        """Return the province that the report names first."""
        hit = next((hit for hit in self.page.names.values() if hit.kind == "provinces"), None)
        return self.page.said(hit.first, hit.after) if hit else None


def _joined(organ: str, land: str) -> str:
    """Return a local organ with its land: *Công an thành phố* and *TP Hồ Chí Minh* say once that it is a city."""
    if land.lower().startswith(("tp", "thành phố")) and organ.lower().endswith(" thành phố"):
        organ = organ[: -len(" thành phố")]
    return f"{organ} {land}"
