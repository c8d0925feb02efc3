"""Who speaks, to whom, and for whom: persons by name, by title alone, by pronoun; states and organs; both sides."""

import re
from typing import Final

from comity.reading.acts import Act
from comity.reading.bodies import MISSIONS, Bodies
from comity.reading.bonds import stands_alone
from comity.reading.lexicon import Hit, class_of
from comity.reading.pages import Page, Sentence
from comity.reading.people import People, Person
from comity.reading.suggestions import Party
from comity.reading.titles import Title
from comity.reading.tokens import Words, word_set

_TO: Final = frozenset({"request", "call", "thank", "welcome", "invite", "wish", "offer", "commit", "inform", "condemn"})
_BEFORE_OBJECTS: Final = word_set("tại với của tới cho về theo từ trong đến do bởi of with to for by at in from")
_AT_WORK: Final = re.compile(
    r" (?:is|was|are|were)(?: now| also| currently)? (?:setting up|building|drafting|preparing|finali[sz]ing|developing|establishing|"
    r"completing|creating|amending|revising|drawing up|putting together)\b"
)
_UNDER_WAY: Final = re.compile(
    r"\bđang (?:tích cực |khẩn trương |(?:chủ trì|phối hợp)[^.;]{0,60}?)?"
    r"(?:hoàn thiện|hoàn tất|hoàn thành|xây dựng|soạn thảo|dự thảo|biên soạn|rà soát|chuẩn bị|nội luật hóa|gấp rút|"
    r"lập (?:danh sách|kế hoạch|đề án|hồ sơ|dự án)|thiết lập|sửa đổi|thẩm định|xúc tiến|làm thủ tục|hoàn chỉnh)\b"
)
_BODIES: Final = frozenset({"countries", "organs", "organheads", "mechanisms"})
_ADVERBS: Final = word_set("đã cũng cùng đều have has had also both")
_LANDS: Final = frozenset({"countries", "provinces", "places"})
_AND: Final = word_set("và thời and but while song còn")
# The organ of a state as papers name it in small letters: *Vietnam's foreign ministry*, *Thailand's anti-trafficking police*.
_OWN_ORGAN: Final = re.compile(
    r"['\u2019]s (?:[a-z-]+ ){0,3}(?:ministry|department|police|agency|army|navy|coast guard|bureau|"
    r"commission|central bank|parliament|prosecutors)\b"
)
_OF_HOME: Final = "ministry-public-security"  # English reports too name it without its state
_AT_HOME: Final = ("ministry-", "government", "assembly")
_FEMALE: Final = frozenset({"bà", "she", "cô", "chị", "mrs", "ms", "miss", "madam", "dame"})


class Parties:
    """Answers for one report; keeps who was named last."""

    def __init__(self, page: Page, people: People, countries: dict[int, str | None]) -> None:
        """`countries` are those of the persons, by number."""
        self.page = page
        self.words = page.words
        self.people = people
        self.countries = countries
        self.roles = {title.first: title for title in people.roles}
        self.pronouns = class_of(page.language, "pronoun")
        self.both = class_of(page.language, "both-sides")
        self.we = class_of(page.language, "we")
        self.bodies = class_of(page.language, "body")
        self.bodies_of = Bodies(page, people)
        self.mentions = sorted(
            (mention.begin, mention.end, number) for number, person in enumerate(people.persons) for mention in person.mentions
        )

    # ------------------------------------------------------------ speaker

    def speaker(self, sentence: Sentence, act: Act, last: Party | None, earlier: Party | None = None) -> Party | None:
        """Return who does `act`: who stands right before its word, else who spoke before in the sentence (`earlier`), else its first party.

        In a quotation whose sentence names nobody it is who stands behind it, else who spoke `last`.
        """
        if act.rule == "set-phrase":
            return self._after(act.after, sentence, reach=24) or last
        if self._opens_quote(sentence, act) and (behind := self._behind_quote(sentence)):
            return behind
        if self.words.keys[sentence.first] in ("they", "họ") and last and self._is_both(last):
            return last
        before = self._before(sentence, act.first, earlier)
        if before:
            return before
        behind = self._behind_quote(sentence)
        return behind or last

    def _before(self, sentence: Sentence, at: int, earlier: Party | None) -> Party | None:
        """Return the chief party before word `at`."""
        found: list[tuple[int, Party]] = []
        reach: list[int] = []
        now = sentence.first
        while now < at:
            party, after = self._party(now)
            if party:
                found.append((now, party))
                reach.append(after)
            now = max(after, now + 1) if party else now + 1
        if not found:
            return None
        between = self.page.text[self.words.ends[reach[-1] - 1] : self.words.starts[at]]
        joined = bool(_AND & set(self.words.keys[reach[-1] : at]))
        if reach[-1] >= at - 3 and not joined and not any(mark in between for mark in ",;:"):
            return found[-1][1]
        if earlier:
            return earlier
        heads = [party for at, party in found if at == sentence.first or self.words.keys[at - 1] not in _BEFORE_OBJECTS]
        return next((party for party in heads if party.actor is not None), heads[0] if heads else found[0][1])

    def _opens_quote(self, sentence: Sentence, act: Act) -> bool:
        """Say whether a word stands in the quotation that opens its sentence: who says it stands behind."""
        text = self.page.text[sentence.start : sentence.end]
        close = max(text.rfind("”"), text.rfind('"'), text.rfind("»"))
        return text[:1] in '“"«' and self.words.starts[act.first] - sentence.start < close

    def _behind_quote(self, sentence: Sentence) -> Party | None:
        text = self.page.text[sentence.start : sentence.end]
        close = max(text.rfind("”"), text.rfind('"'), text.rfind("»"))
        if close <= 0:
            return None
        at = next((at for at in range(sentence.first, sentence.after) if self.words.starts[at] >= sentence.start + close), None)
        return self._after(at, sentence, reach=8) if at is not None else None

    # ------------------------------------------------------------ addressee

    def addressee(self, sentence: Sentence, act: Act, speaker: Party | None) -> Party | None:
        """Return to whom: the first party behind the word of saying, else whoever else is spoken with."""
        if act.act not in _TO or (speaker and self._is_both(speaker)):
            return None
        return self._after(act.after, sentence, reach=10, beside=speaker)

    def source(self, sentence: Sentence) -> Party | None:
        """Return whose word a figure is that the paper reports."""
        if self.words.keys[sentence.first] in ("theo", "according"):
            return self._after(sentence.first + 1, sentence, reach=4)
        return None

    def _after(self, at: int, sentence: Sentence, *, reach: int, beside: Party | None = None) -> Party | None:
        now = at
        while now < min(sentence.after, at + reach):
            party, after = self._party(now)
            if party and not (beside and party.text == beside.text):
                return party
            now = max(after, now + 1)
        return None

    # ------------------------------------------------------------ one place

    def _party(self, at: int) -> tuple[Party | None, int]:
        """Return who stands at word `at`, and the word behind."""
        if at in self.people.at:
            number = self.people.at[at]
            mention = next(mention for mention in self.people.persons[number].mentions if mention.begin == at)
            return self.person(number), mention.end
        if hit := self.both.at(self.words, at):
            return self.both_sides(hit), hit.after
        if hit := self.we.at(self.words, at):
            return self._we(at), hit.after
        title = self.roles.get(at)
        if title and all(hit.entry.more.get("group") != "case" for hit in title.hits):
            return (self._pronoun(at), title.hits[-1].after) if title.address else (self.by_title(title), title.after)
        return self._without_name(at)

    def _without_name(self, at: int) -> tuple[Party | None, int]:
        """Return a pronoun, a body or an organ at word `at`, and the word behind."""
        if (hit := self.pronouns.at(self.words, at)) and (at == 0 or self.words.gap(at) != " " or not self.words.capital(at)):
            return self._pronoun(at), hit.after
        if hit := self.bodies.at(self.words, at):
            return Party(self.page.said(hit.first, hit.after)), hit.after
        name = self.page.names.get(at)
        if name and name.kind == "countries" and (owned := _OWN_ORGAN.match(self.page.text, self.words.ends[name.after - 1])):
            after = next((now for now in range(name.after, len(self.words)) if self.words.starts[now] >= owned.end()), len(self.words))
            return Party(self.page.text[self.words.starts[name.first] : owned.end()], None, name.code), after
        if name and name.kind in ("countries", "organs", "mechanisms"):
            return self.body(name), self.body_end(name)
        if name and name.kind == "organheads" and self.stands_alone(name):
            after = self.body_end(name)
            return (self.body(name), after) if after > name.after else (Party(self.page.said(name.first, name.after)), name.after)
        return None, at + 1

    def stands_alone(self, head: Hit) -> bool:
        """Say whether the head of an organ's name stands for the organ: *Cục sẽ*, *Ban Chấp hành*; not *Hội nghị*, *đoàn kết*."""
        return self.words.capital(head.first) and stands_alone(self.page, head)

    def person(self, number: int) -> Party:
        """Return a named person as a party."""
        return Party(self.people.persons[number].name, number, self.countries.get(number))

    def both_sides(self, hit: Hit) -> Party:
        """Return both sides, in the words of the report; of an organisation its members: *ASEAN Member States*."""
        over = self.page.covered.get(hit.first - 1) if self.page.language == "en" and self.words.gap(hit.first) == " " else None
        if over and over.kind == "organs" and hit.written.lower() == "member states":
            return Party(self.page.said(over.first, hit.after))
        return Party(self.page.said(hit.first, hit.after))

    def body(self, hit: Hit) -> Party:
        """Return a state or an organ; an organ with the state or province that its name ends with."""
        country = hit.code if hit.kind == "countries" else hit.entry.more.get("country")
        after = self.body_end(hit)
        if country is None and hit.kind == "organs" and self.page.language == "vi" and hit.code.startswith(_AT_HOME):
            country = "VN"  # a paper names the ministries of its own country without it
        if country is None and hit.code == _OF_HOME:
            country = "VN"
        lands = [self.page.names[at] for at in range(hit.after, after) if at in self.page.names and self.page.names[at].kind in _LANDS]
        if lands and hit.written.lower() in MISSIONS:
            lands = lands[:1] if self.page.language == "vi" else []
            before = self.page.covered.get(hit.first - 1)
            country = before.code if before and before.kind == "countries" and not lands else country
        if lands:
            country = lands[-1].code if lands[-1].kind == "countries" else lands[-1].entry.more.get("country", "VN")
        return Party(self.page.said(hit.first, after), None, country)

    def body_end(self, hit: Hit) -> int:
        """Return the word after an organ and the land in its name: *Bộ Nội vụ Slovakia*, *Công an tỉnh Quảng Trị*."""
        return self.bodies_of.end(hit) if hit.kind in ("organs", "organheads") else hit.after

    def begins(self, at: int, sentence: Sentence) -> int | None:
        """Return where whoever stands right before word `at` begins: a person, an organ, a state, a name in capitals."""
        while at > sentence.first and self.words.keys[at - 1] in _ADVERBS:
            at -= 1
        ends = {end: begin for begin, end, _ in self.mentions if sentence.first <= begin < at}
        ends |= {
            self.body_end(hit): hit.first for now in range(sentence.first, at) if (hit := self.page.names.get(now)) and hit.kind in _BODIES
        }
        if at in ends:
            return ends[at]
        begin = at
        while begin > sentence.first and self.words.capital(begin - 1) and self.words.gap(begin) in (" ", "-", "/"):
            begin -= 1
        return begin if begin < at else None

    def at_work(self, sentence: Sentence) -> tuple[Hit, int] | None:
        """Return an organ or a state that tells what it has in hand, and the word behind it: *Bộ Công an đang hoàn thiện luật*."""
        if self.page.language == "en":
            return self._setting_up(sentence)
        if _UNDER_WAY.search(self.page.text, sentence.start, sentence.end) is None:
            return None
        for at in range(sentence.first, sentence.after):
            name = self.we.at(self.words, at) or self.page.names.get(at)
            alone = name is not None and name.kind == "organheads" and self.body_end(name) > name.after and self.words.capital(name.first)
            if name and (alone or name.kind in ("organs", "countries", "grammar")):
                after = self.body_end(name)
                if after < sentence.after and self.words.keys[after] == "đang" and self.words.gap(after) == " ":
                    return name, after
        return None

    def _setting_up(self, sentence: Sentence) -> tuple[Hit, int] | None:
        """Return an organ or a state that tells in English what it has in hand: *Uzbekistan was setting up a national centre*."""
        for at in range(sentence.first, sentence.after):
            name = self.page.names.get(at)
            if name and name.kind in ("organs", "countries") and name.written not in name.entry.more.get("adjectives", ()):
                after = self.body_end(name)
                if _AT_WORK.match(self.page.text, self.words.ends[after - 1], sentence.end):
                    return name, after
        return None

    def by_title(self, title: Title) -> Party | None:
        """Return whoever was named last with that office; a title that nobody bears is a party by its words."""
        offices = {hit.code for hit in title.hits}
        if title.organ and (number := self._of_organ(title, offices)) is not None:
            return self.person(number)
        for _, _, number in reversed([one for one in self.mentions if one[0] < title.first]):
            person = self.people.persons[number]
            if offices & person.offices and self._agrees(title, person):
                return self.person(number)
        if len(title.hits) == 1 and title.organ is None:  # Chủ tịch: the one who was named by the whole title before
            before = [
                one for one in self.people.roles if one.first < title.first and one.organ and offices & {hit.code for hit in one.hits}
            ]
            title = before[-1] if before else title
        return Party(self.page.said(title.first, title.after), None, title.country)

    def _of_organ(self, title: Title, offices: set[str]) -> int | None:
        """Return who has that office in that organ: *Giám đốc Công an tỉnh Quảng Trị*, where two directors meet."""
        keys = self.words.keys[slice(*title.organ)] if title.organ else ()
        for number, person in enumerate(self.people.persons):
            organs = [self.words.keys[slice(*one.organ)] for one in person.titles if one.organ]
            if offices & person.offices and any(organ[: len(keys)] == keys for organ in organs):
                return number
        return None

    def _agrees(self, title: Title, person: Person) -> bool:
        if title.country is None:
            return True
        countries = {one.country for one in person.titles if one.country}
        return not countries or title.country in countries

    def _pronoun(self, at: int) -> Party | None:
        female = self.words.keys[at] in _FEMALE
        for begin, _, number in reversed([one for one in self.mentions if one[0] < at]):
            said = {self.words.keys[begin]} | {self.words.keys[mention.begin] for mention in self.people.persons[number].mentions}
            if female and not (said & _FEMALE) and said & {"ông", "mr"}:
                continue
            if not female and said & _FEMALE:
                continue
            return self.person(number)
        return None

    def _we(self, at: int) -> Party | None:
        before = [one for one in self.mentions if one[0] < at]
        return self.person(before[-1][2]) if before else None

    def _is_both(self, party: Party) -> bool:
        words = Words.of(party.text)
        hit = self.both.at(words, 0) if len(words) else None
        return party.actor is None and hit is not None and hit.after == len(words)
