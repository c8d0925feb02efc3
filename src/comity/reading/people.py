"""People: every named person of a report, with each form of the name, rank, office, organ and country as the report gives them.

A name is found by the title before it (`title`), by the title behind it (`title-behind`), by a family name of Viet Nam (`family-name`) or by
what the person does (`subject`); a short form is found once the whole name is known (`short-form`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from comity.reading.lexicon import Hit, class_of, items, lexicon
from comity.reading.pages import Page, Role
from comity.reading.tokens import is_syllable, key

TITLES: Final = frozenset({"ranks", "offices"})
_BODIES: Final = frozenset({"organs", "organheads", "mechanisms", "treaties", "portfolios", "regions"})
_REGIONS: Final = frozenset(["tỉnh", "bang", "miền", "huyện", "quận", "vùng", "province"])
_LANDS: Final = frozenset({"countries", "provinces", "places"})
_BETWEEN: Final = 16  # words from a title to its name
_LONGEST: Final = 6  # words of a name
_PARTICLES: Final = frozenset(["de", "del", "della", "der", "den", "di", "da", "do", "dos", "du", "van", "von", "bin", "binti", "bint", "ibn", "al", "el", "la", "le", "ben", "ter", "zu", "y", "e"])
_NEVER: Final = frozenset({Role.BYLINE, Role.CREDIT, Role.SOURCE, Role.STAMP})


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands: words [first, after), what it says, and where the name begins if one follows."""

    first: int
    after: int
    hits: tuple[Hit, ...]
    organ: tuple[int, int] | None
    country: str | None
    name: tuple[int, int] | None


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


@cache
def surnames_of(language: str) -> frozenset[str]:
    return frozenset(key(name) for item in items("surnames") for name in item[language] if len(name.split()) == 1)


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
        self.stops = class_of(page.language, "title-stop")
        self.acts = lexicon(page.language, "acts")
        self.not_people = class_of(page.language, "not-a-person")
        self.history = class_of(page.language, "history")

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
            title = self.title(at, end)
            if title.name is None:
                return title
            first, after = title.name
            whole = after - first > 1
            return Mention(first, after, (title, *self._behind(after, end)), "title", whole)
        after = self._bare(at, end)
        if after is None:
            return None
        behind = tuple(self._behind(after, end))
        if behind:
            return Mention(at, after, behind, "title-behind", whole=True)
        if self._follows_act(after, end):
            return Mention(at, after, (), "subject", whole=True)
        if (
            key(self.words.words[at]) in surnames_of(self.page.language)
            and after - at > 2
            and all(map(is_syllable, self.words.words[at:after]))
        ):
            return Mention(at, after, (), "family-name", whole=True)
        return None

    def title(self, at: int, end: int) -> Title:
        """Read the title that begins at word `at`, and the name after it."""
        hits, organ, country = [self.names[at]], None, self._adjective(at)
        now = hits[0].after
        after = now
        abroad = False
        while now < min(end, at + _BETWEEN + 6):
            gap = self.words.gap(now)
            hit = self.names.get(now)
            if gap.startswith(" (") and (closed := self._bracket(now, end)):
                now = closed
                continue
            if gap == ", " and all(one.entry.more.get("group") == "address" for one in hits):
                break
            if gap in ("'", "’") and self.words.keys[now] == "s":
                now += 1
                continue
            if gap not in (" ", "-", " - ", " – ", "–", "/", ". ") and not (gap == ", " and (self._goes_on(now, hit, organ is not None))):
                break
            if (
                self.words.keys[now - 1] in _REGIONS
                and hit is None
                and gap == " "
                and self.words.capital(now)
                and not self._vietnamese(now)
            ):
                now += 1
                after = now
                continue
            name = self.name(now, end, titled=after == now) if self.page.language == "vi" or after == now else None
            if name and not (hit and hit.kind in TITLES and hit.entry.more.get("group") != "address"):
                return Title(at, after, tuple(hits), organ, country, (now, name))
            if hit and hit.kind in TITLES:
                hits.append(hit)
            elif hit and hit.kind in _BODIES:
                organ = (organ[0] if organ else now, hit.after)
                country = country or hit.entry.more.get("country")
            elif hit and hit.kind in _LANDS:
                if not abroad:
                    country = country or (hit.code if hit.kind == "countries" else hit.entry.more.get("country", "VN"))
                organ = (organ[0], hit.after) if organ else organ
            elif self.stops.at(self.words, now) or self._joins(now, end):
                break
            else:
                if now - after >= _BETWEEN - 2 or (gap == ", " and not self.words.capital(now)):
                    break
                abroad = abroad or self.words.keys[now] in ("tại", "ở", "to", "in")
                now += 1
                continue
            now = hit.after
            after = now
        return Title(at, after, tuple(hits), organ, country, None)

    def _adjective(self, at: int) -> str | None:
        """Return the state of an English adjective right before a title: *Singaporean Minister*."""
        before = self.page.covered.get(at - 1) if at and self.page.language == "en" and self.words.gap(at) == " " else None
        return before.code if before and before.kind == "countries" else None

    def _joins(self, now: int, end: int) -> bool:
        """Say whether a word joins the next person with a title of their own: *… và ngài Akahori Takeshi*."""
        hit = self.names.get(now + 1) if now + 1 < end else None
        return self.words.keys[now] in ("và", "cùng", "and") and hit is not None and hit.kind in TITLES

    def _vietnamese(self, at: int) -> bool:
        """Say whether a family name of Viet Nam and a given name begin at word `at`."""
        follows = (
            at + 1 < len(self.words)
            and self.words.gap(at + 1) == " "
            and self.words.capital(at + 1)
            and is_syllable(self.words.words[at + 1])
        )
        return follows and self.words.keys[at] in surnames_of(self.page.language)

    def _goes_on(self, now: int, hit: Hit | None, organ: bool) -> bool:  # noqa: FBT001 - one fact of the walk
        """Say whether a title goes on behind a comma: with another title, or with the name of an organ that has commas."""
        if hit and hit.kind in TITLES:
            return True
        return (
            (organ or bool(hit and hit.kind in _BODIES)) and self.words.capital(now) and not self.name(now, len(self.words), titled=False)
        )

    def _bracket(self, now: int, end: int) -> int | None:
        """Return the first word behind a short bracket."""
        for at in range(now + 1, min(end, now + 14)):
            if self.words.gap(at).startswith(")"):
                return at if self.words.gap(at) in (") ", "), ") else None
        return None

    def _behind(self, after: int, end: int) -> Iterator[Title]:
        """Yield the titles behind a name: *Tô Lâm, Ủy viên Bộ Chính trị, Bộ trưởng Bộ Công an*."""
        while after < end and self.words.gap(after) in (", ", " - ", " – ", " ("):
            hit = self.names.get(after)
            if not hit or hit.kind not in TITLES or hit.entry.more.get("group") in ("address", "case"):
                return
            title = self.title(after, end)
            if title.name is not None:
                return
            yield title
            after = title.after

    def name(self, at: int, end: int, *, titled: bool) -> int | None:
        """Return the word after the name that begins at word `at`; `titled` where a title or an organ stands right before it."""
        words = self.words
        if not words.capital(at) or self.history.at(words, at):
            return None
        begins = self.names.get(at)
        if begins and not (begins.kind == "ranks" or self._one_syllable(begins)):
            return None
        surname = words.keys[at] in surnames_of(self.page.language)
        after = self._run(at, end, surname=surname)
        run = words.words[at:after]
        if begins and not surname:
            return None
        if len(run) > 1 and all(word.isupper() and len(word) > 1 for word in run):
            return None
        syllables = [is_syllable(word) for word in run]
        if surname and len(run) > 1 and all(syllables[:2]):
            stop = next((number for number, one in enumerate(syllables) if not one), len(run))
            return at + min(stop if stop > 1 else len(run), 5)
        if (
            run[0].isupper()
            and len(run[0]) > 1
            and not (
                len(run) > 1
                and len(run[0]) <= 3
                and run[1][0].isupper()
                and not run[1].isupper()
                and titled
                and begins is None
                and not all(syllables[1:])
            )
        ):
            return None
        if not all(syllables):
            return after if len(run) > 1 or titled else None
        return after if titled and (len(run) > 1 or len(run[0]) > 1) else None

    def _run(self, at: int, end: int, *, surname: bool) -> int:
        """Return the word after the capitals that begin at word `at`."""
        words = self.words
        now = at + 1
        while now < end and now - at < _LONGEST:
            gap = words.gap(now)
            hit = self.names.get(now)
            if gap in ("’", "'") and words.keys[now] == "s":
                break
            if gap in ("-", "’", "'", "‘") or (gap == ". " and len(words.words[now - 1]) == 1):
                now += 1
                continue
            if gap != " ":
                break
            if words.keys[now] in _PARTICLES and not words.capital(now) and self._particle(now, end):
                now += 1
                continue
            if not words.capital(now):
                break
            if hit and not (surname and self._one_syllable(hit)) and not (surname and hit.kind in ("provinces", "places")):
                break
            now += 1
        return now

    def _particle(self, now: int, end: int) -> bool:
        """Say whether a capital follows the particle at word `now`, perhaps behind a second one: *van der Meulen*."""
        while now < end and self.words.keys[now] in _PARTICLES and not self.words.capital(now):
            now += 1
            if now >= end or self.words.gap(now) not in (" ", "-"):
                return False
        return now < end and self.words.capital(now)

    @staticmethod
    def _one_syllable(hit: Hit) -> bool:
        return hit.after - hit.first == 1 and hit.kind in ("countries", "ranks", "organheads", "offices", "places")

    def _bare(self, at: int, end: int) -> int | None:
        """Return the word after a name without a title before it; at least two words."""
        if at > 0 and self.words.gap(at) == " " and self._is_place_word(at):
            return None
        if at in self.page.covered and self.page.covered[at].first != at:
            return None
        after = self.name(at, end, titled=False)
        return after if after and after - at > 1 else None

    def _is_place_word(self, at: int) -> bool:
        for back in (1, 2, 3):
            hit = self.not_people.at(self.words, at - back) if at >= back else None
            if hit and hit.after == at:
                return True
        return self.words.words[at - 1].isdigit()

    def _follows_act(self, after: int, end: int) -> bool:
        """Say whether somebody does something there: speaks, or has done or will do it."""
        if after >= end or self.words.gap(after) not in (" ", ", "):
            return False
        if self.words.keys[after] in ("đã", "cũng", "vừa", "sẽ", "cho", "was", "has", "had", "will", "also", "who"):
            return True
        return self.acts.at(self.words, after) is not None


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
            if (
                bearer
                and at not in taken
                and at not in page.covered
                and page.words.capital(at)
                and page.words.gap(at) not in ("-", "’", "'")
            ):
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
