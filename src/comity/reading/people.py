"""People: every named person of a report, with each form of the name, and rank, office, organ and country as the report gives them.

A name is found by the title before it (`title`), by the title behind it (`title-behind`), by a family name of Viet Nam (`family-name`),
by what the person is called behind it (`called`) or does (`subject`); a short form is found once the whole name is known (`short-form`).
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from comity.reading.lexicon import class_of, lexicon
from comity.reading.pages import Page, Role
from comity.reading.titles import TITLES, Names, Title, Titles, surnames_of
from comity.reading.tokens import is_syllable, word_set

_NEVER: Final = frozenset({Role.BYLINE, Role.CREDIT, Role.SOURCE, Role.STAMP})
_JOINED: Final = ("-", "'", "\u2019")
_DOES: Final = word_set("đã cũng vừa sẽ cho was has had will also who")


# What somebody is called behind the name, in words that no gazetteer of offices has: *Haslinda Yusof, an analyst with ASEANAPOL,*.
_CALLED: Final = re.compile(
    r", (?:(?:an?|the|who|its|our|his|her|then|now|currently|[A-Z][\w.&-]*|[a-z-]+(?:ese|ian|ish|ed|al|or)|senior|chief|deputy|acting|"
    r"first|"
    r"second|country|programme|program|project|legal|police|data|policy|communications|regional|national|lead|head|of|and|for|in) ){0,6}"
    r"(?:[Mm]anager|[Oo]fficer|[Aa]nalyst|[Hh]ead|[Cc]hief|[Cc]oordinator|[Aa]dvis[eo]r|[Dd]irector|[Ee]xpert|[Ss]pokes(?:man|woman|person)|"
    r"[Ss]pecialist|[Rr]esearcher|[Ll]awyer|[Ii]nvestigator|[Pp]rosecutor|[Rr]epresentative|[Aa]ttach[eé]|[Cc]ounsell?or|[Pp]rofessor|"
    r"[Ff]ellow|[Ii]nstructor|[Cc]aptain|[Tt]rainer|[Ll]ecturer|[Ss]cientist|[Ee]ngineer|[Ee]nvoy|[Dd]elegate|[Cc]hair|[Ss]ecretary|"
    r"[Tt]rainee|[Cc]andidate|[Ff]ounder|[Cc]onsultant|[Ss]tudent|[Dd]etective|[Jj]udge)\b"
)
_OF_ORGAN: Final = re.compile(r" (?:of|from|with|for) (?:the )?(?=[A-Z])")
_TO_ORGAN: Final = 9  # words from a name to the organ of which somebody is
_CALLED_VI: Final = re.compile(
    r", (?:(?:một |là |hiện là |nguyên |cựu )?(?:đối tượng|nghi phạm|quốc tịch|công dân|người (?:đứng đầu|cầm đầu|phát ngôn|sáng lập|gốc)|"
    r"trùm|"
    r"kẻ|chuyên gia|điều phối viên|nhà nghiên cứu|nhà phân tích|luật sư|cán bộ|học viên|nạn nhân|giảng viên|sĩ quan|phụ trách|đại diện|"
    r"trưởng|phó trưởng|giám đốc|thành viên|bị can|bị cáo))\b"
)
_WHOSE: Final = 8  # words from a name to the title that tells whose it is
_SAID: Final = word_set("said says added told warned noted")
_AGE: Final = 2  # digits
_NO_PERSON: Final = word_set(
    "operation project task campaign convention act plan initiative network programme program exercise action group team force"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at words [first, after); `title` is what stands before or behind."""

    first: int
    after: int
    titles: tuple[Title, ...]
    rule: str
    whole: bool  # a name of two words or more that may stand for itself

    @property
    def begin(self) -> int:
        """The first word of name or title."""
        return min([self.first, *(one.first for one in self.titles)])

    @property
    def end(self) -> int:
        """The word after name and title."""
        return max([self.after, *(one.after for one in self.titles)])


@dataclass(slots=True)
class Person:
    """Everybody who bears the name: grows while a report is read."""

    name: str
    words: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)

    @property
    def titles(self) -> list[Title]:
        """All titles that the report gives, in its order."""
        return [title for mention in self.mentions for title in mention.titles]

    @property
    def offices(self) -> set[str]:
        """Codes of the offices and ranks of the titles."""
        return {hit.code for title in self.titles for hit in title.hits}


@dataclass(frozen=True, slots=True)
class People:
    """The persons of a report, who stands where, and the titles that stand without a name."""

    persons: tuple[Person, ...]
    at: dict[int, int]  # first word of each mention, titles included, to the number of the person
    roles: tuple[Title, ...]


def find_people(page: Page) -> People:
    """Return who is named in a report."""
    seeker = _Seeker(page)
    mentions, roles = seeker.all()
    persons = _persons(page, mentions)
    _add_short(page, persons)
    at = {mention.begin: number for number, person in enumerate(persons) for mention in person.mentions}
    return People(tuple(persons), at, tuple(roles))


class _Seeker:
    """Walks once over the words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words = page.words
        self.names = page.names
        self.person = Names(page)
        self.titles = Titles(page, self.person)
        self.acts = lexicon(page.language, "acts")
        self.not_people = class_of(page.language, "not-a-person")

    def all(self) -> tuple[list[Mention], list[Title]]:
        """Return all mentions, short forms that nobody bears included, and the titles without a name."""
        mentions: list[Mention] = []
        roles: list[Title] = []
        for sentence in self.page.sentences:
            if self.page.role(sentence) in _NEVER:
                continue
            shouted = self.page.text[sentence.start : sentence.end].isupper()
            at = sentence.first
            while at < sentence.after and not shouted:
                found = self._one(at, sentence.after)
                if isinstance(found, Mention):
                    mentions.append(found)
                    at = max(found.end, at + 1)
                elif found is not None:
                    roles.append(found)
                    at = max(found.hits[0].after, at + 1)
                else:
                    hit = self.names.get(at)
                    at = hit.after if hit else at + 1
        return mentions, roles

    def _one(self, at: int, end: int) -> Mention | Title | None:
        hit = self.names.get(at)
        if hit and hit.kind in TITLES:
            title = self.titles.title(at, end)
            if title.name is None:
                return title
            first, after = title.name
            behind = tuple(one for one in self.titles.behind(after, end) if one.hits or title.organ is None)
            return Mention(first, after, (title, *behind), "title", after - first > 1)
        bare = self._bare(at, end)
        if bare is None:
            return None
        behind = tuple(one for one in self.titles.behind(bare, end) if one.hits) or self._apposed(bare, end)
        if behind:
            return Mention(at, bare, behind, "title-behind", whole=True)
        if self._aged(bare, end):
            return Mention(at, bare, (), "subject", whole=True)
        if self.page.language == "en" and _NO_PERSON & set(self.words.keys[max(0, at - 1) : at + 1]):
            return None
        if (rule := self._untitled(at, bare, end)) is not None:
            return Mention(at, bare, (), rule, whole=True)
        family = (
            self.words.keys[at] in surnames_of(self.page.language) and bare - at > 2 and all(map(is_syllable, self.words.words[at:bare]))
        )
        return Mention(at, bare, (), "family-name", whole=True) if family else None

    def _untitled(self, at: int, after: int, end: int) -> str | None:
        """Return the rule by which a name without a title is one: by what its bearer is called, or does."""
        if self._called(after, end):
            return "called"
        return "subject" if self._follows_act(after, end) or self._behind_act(at, after, end) else None

    def _called(self, after: int, end: int) -> bool:
        """Say whether what somebody is stands behind a name, in words of no title: *, UNODC Country Manager*, *of the Ministry,*."""
        start = self.words.ends[after - 1]
        stop = self.words.ends[end - 1]
        if self.page.language == "vi":
            return _CALLED_VI.match(self.page.text, start, stop) is not None
        if _CALLED.match(self.page.text, start, stop):
            return True
        if not _OF_ORGAN.match(self.page.text, start, stop):
            return False
        for at in range(after + 1, min(after + _TO_ORGAN, end)):
            if any(mark in self.words.gap(at) for mark in ",;:("):
                return False
            hit = self.names.get(at)
            if hit and hit.kind in ("organs", "organheads"):
                return True
        return False

    def _aged(self, after: int, end: int) -> bool:
        """Say whether an age or a year of birth stands behind a name: *Kyle Whitmore, 29 tuổi*, *(sinh năm 1990)*, *, 41,*."""
        if after + 1 >= end or self.words.gap(after) not in (", ", " ("):
            return False
        word = self.words.words[after]
        if self.words.keys[after : after + 2] in (("sinh", "năm"), ("sinh", "ngày"), ("born", "in")):
            return True
        old = self.words.keys[after + 1] == "tuổi" or (self.page.language == "en" and self.words.gap(after + 1)[:1] in (",", ")"))
        return word.isdigit() and len(word) == _AGE and old

    def _apposed(self, after: int, end: int) -> tuple[Title, ...]:
        """Return the English title behind a name that begins with whose it is: *Hun Manet, Cambodia's prime minister,*."""
        if self.page.language != "en" or after >= end or self.words.gap(after) != ", ":
            return ()
        for at in range(after + 1, min(after + _WHOSE, end)):
            if any(mark in self.words.gap(at) for mark in ",;.:"):
                return ()
            hit = self.names.get(at)
            whose = self.words.keys[at - 1] == "s" and at - 2 in self.page.covered
            if hit and hit.kind in TITLES and hit.entry.more.get("group") not in ("address", "case") and whose:
                title = self.titles.title(at, end)
                return (title,) if title.name is None else ()
        return ()

    def _behind_act(self, at: int, after: int, end: int) -> bool:
        """Say whether an English name stands right behind the word of saying: *"We will help," said Jeremy Douglas, …*."""
        said = self.page.language == "en" and at > 0 and self.words.keys[at - 1] in _SAID and self.words.gap(at) == " "
        return said and (after >= end or self.words.gap(after)[:1] in (",", "."))

    def _bare(self, at: int, end: int) -> int | None:
        """Return the word after a name without a title before it; at least two words."""
        if at > 0 and self.words.gap(at) == " " and self._is_place_word(at):
            return None
        if at in self.page.covered and self.page.covered[at].first != at:
            return None
        if at > 0 and self.page.language == "en" and self.words.keys[at - 1] == "the" and self.words.gap(at) == " ":
            return None  # the Co-Chairs
        head = self.page.covered.get(at - 1)
        if head and head.kind == "organheads" and self.words.gap(at) == " " and self.page.language == "vi":
            return None  # Phân cục Nam Hải
        after = self.person.name(at, end, titled=False)
        return after if after and after - at > 1 else None

    def _is_place_word(self, at: int) -> bool:
        """Say whether a word before says that what follows is a street, a school, a monument."""
        for back in (1, 2, 3):
            hit = self.not_people.at(self.words, at - back) if at >= back else None
            if hit and hit.after == at:
                return True
        return self.words.words[at - 1].isdigit()

    def _follows_act(self, after: int, end: int) -> bool:
        """Say whether somebody does something there: speaks, or has done or will do it."""
        if after >= end or self.words.gap(after) not in (" ", ", "):
            return False
        return self.words.keys[after] in _DOES or self.acts.at(self.words, after) is not None


def _persons(page: Page, mentions: list[Mention]) -> list[Person]:
    """Join the mentions of one person; a short form belongs to who was named last with it."""
    known: dict[tuple[str, ...], Person] = {}
    for mention in mentions:
        if mention.whole:
            keys = page.words.keys[mention.first : mention.after]
            known.setdefault(keys, Person(page.said(mention.first, mention.after), keys))
    for keys in sorted(known, key=len):
        if any(keys != other and _inside(keys, other) for other in known):
            del known[keys]
    order: list[Person] = []
    for mention in mentions:
        keys = page.words.keys[mention.first : mention.after]
        person = known.get(keys) or _bearer(keys, mention, order or list(known.values()), known)
        if person is None and mention.titles and not is_syllable(page.words.words[mention.first]):
            person = known[keys] = Person(page.said(mention.first, mention.after), keys)  # only ever named short: *Tổng thống Putin*
        if person is None:
            continue
        rule = mention.rule if keys == person.words else "short-form"
        person.mentions.append(replace(mention, rule=rule))
        if person in order:
            order.remove(person)
        order.append(person)
    found = [person for person in known.values() if person.mentions]
    return sorted(found, key=lambda person: person.mentions[0].begin)


def _add_short(page: Page, persons: list[Person]) -> None:
    """Add single words that can only be the name of one who was named whole: *Lavrov cho rằng*, *Sato thanked*."""
    short: dict[str, Person] = {}
    for person in persons:
        for word in (person.words[0], person.words[-1]) if len(person.words) > 1 else ():
            if page.language == "en" or not is_syllable(word):
                short.setdefault(word, person)
    if not short:
        return
    taken = {at for person in persons for mention in person.mentions for at in range(mention.begin, mention.end)}
    for sentence in page.sentences:
        for at in range(sentence.first, sentence.after) if page.role(sentence) not in _NEVER else ():
            bearer = short.get(page.words.keys[at])
            if bearer and at not in taken and at not in page.covered and page.words.capital(at) and page.words.gap(at) not in _JOINED:
                bearer.mentions.append(Mention(at, at + 1, (), "short-form", whole=False))
    for person in persons:
        person.mentions.sort(key=lambda mention: mention.begin)


def _bearer(keys: tuple[str, ...], mention: Mention, recent: list[Person], known: dict[tuple[str, ...], Person]) -> Person | None:
    """Return who bears a short form: of those with the word in the name, one whose office agrees, else the one named last."""
    bearers = [person for person in [*reversed(recent), *known.values()] if _inside(keys, person.words)]
    offices = {hit.code for title in mention.titles for hit in title.hits}
    agreeing = [person for person in bearers if offices & person.offices]
    return next(iter(agreeing or bearers), None)


def _inside(keys: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    width = len(keys)
    return any(whole[at : at + width] == keys for at in range(len(whole) - width + 1))
