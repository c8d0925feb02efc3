"""Reads one report whole: text in, suggestions out."""

from dataclasses import dataclass
from typing import Final

from comity.reading.commitments import Commitments
from comity.reading.dates import find_dates
from comity.reading.events import Events
from comity.reading.figures import find_figures
from comity.reading.languages import language_of
from comity.reading.normalising import Normal, normalise
from comity.reading.origins import land_beside
from comity.reading.pages import Page, Paragraph
from comity.reading.parties import Parties
from comity.reading.people import People, Person, find_people
from comity.reading.places import find_spots, places_of
from comity.reading.statements import find_statements
from comity.reading.suggestions import Actor, Ask, Commitment, Confidence, Event, Figure, Form, Ground, Place, Post, Statement
from comity.reading.titles import surnames_of
from comity.reading.tokens import Words, is_syllable
from comity.reading.when import Span, When

READ: Final = ("vi", "en")  # languages that have rules
_MANY: Final = frozenset(
    {"conference", "workshop", "press-conference", "session"}
)  # first events of reports that are not between two sides
_ASKS: Final = frozenset({"request", "call", "offer", "invite"})
_SURE: Final = {
    "title": Confidence.HIGH,
    "subject": Confidence.LOW,
    "called": Confidence.LOW,
    "short-form": Confidence.LOW,
}  # of the rules that find a person; the others had too few labelled cases to be sure


_MIDDLE: Final = 3  # words of a name with a middle one
_SYLLABLE: Final = 6  # letters
_ELSEWHERE_TOO: Final = frozenset(
    {"kim", "chu", "ha", "lam", "ly", "la", "ma", "lee", "han", "yang", "chung"}
)  # family names in Korea and China too
_IN_ONE: Final = frozenset({" ", " (", ") "})  # between the words of a delegation
_LED_BY: Final = frozenset({"do", "by"})
_GROUPS: Final = frozenset({"đoàn", "nhóm", "delegation", "team"})
_DELEGATION: Final = 8  # words from the state of a delegation to who leads it


@dataclass(frozen=True, slots=True)
class Reading:
    """What a report holds, as suggestions; in a language without rules, or with nothing in it, they are empty.

    Spans are characters of `normal.text`; `normal.original(start, end)` gives the bytes that they were made from.
    """

    normal: Normal
    language: str  # a primary subtag, `und` where it could not be told, `vi-bare` for Vietnamese without its marks
    paragraphs: tuple[Paragraph, ...] = ()
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    dates: tuple[When, ...] = ()
    places: tuple[Place, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    asks: tuple[Ask, ...] = ()

    @property
    def text(self) -> str:
        """The normal text."""
        return self.normal.text

    def quote(self, span: Span) -> str:
        """Return the characters of a span, exactly."""
        return self.normal.text[span.start : span.end]

    @property
    def found(self) -> bool:
        """Whether anything at all was found."""
        return bool(self.actors or self.events or self.dates or self.places or self.figures or self.statements or self.commitments)


def read_report(report: bytes | str) -> Reading:
    """Read a report; raises a subclass of `Unreadable` for what is no text of one.

    The same report gives the same reading, whatever was read before.
    """
    normal = normalise(report if isinstance(report, bytes) else report.encode("utf-8", "surrogatepass"))
    language = language_of(Words.of(normal.text))
    if language not in READ:
        return Reading(normal, language)
    page = Page(normal, language)
    people = find_people(page)
    actors = tuple(_actor(page, number, person) for number, person in enumerate(people.persons))
    dates = find_dates(page)
    figures = find_figures(page, dates)
    parties = Parties(page, people, {actor.number: actor.country for actor in actors})
    statements = find_statements(page, people, parties, figures)
    spots = find_spots(page, people.at, _words_of(people))
    events = Events(page, people, dates, spots).find()
    many = bool(events) and events[0].type in _MANY
    commitments = Commitments(page, people, parties, dates, many=many, about=events[0].type if events else None).find(statements)
    return Reading(
        normal=normal,
        language=language,
        paragraphs=page.paragraphs,
        actors=actors,
        events=tuple(events),
        dates=tuple(dates),
        places=tuple(places_of(page, spots)),
        figures=tuple(figures),
        statements=tuple(statements),
        commitments=tuple(commitments),
        asks=tuple(_ask(one) for one in statements if one.act in _ASKS),
    )


def _words_of(people: People) -> frozenset[int]:
    return frozenset(at for person in people.persons for mention in person.mentions for at in range(mention.first, mention.after))


def _actor(page: Page, number: int, person: Person) -> Actor:
    words = page.words
    forms: dict[str, Form] = {}
    for mention in person.mentions:
        text = page.said(mention.first, mention.after)
        forms.setdefault(text, Form(text, Span(words.starts[mention.first], words.ends[mention.after - 1])))
    posts: dict[str, Post] = {}
    for title in person.titles:
        text = page.said(title.first, title.after)
        codes = [(hit.kind, hit.code) for hit in title.hits if hit.entry.more.get("group") not in ("address", "prefix")]
        if codes:
            ranks = tuple(code for kind, code in codes if kind == "ranks")
            offices = tuple(code for kind, code in codes if kind == "offices")
            organ = page.said(*title.organ) if title.organ else None
            posts.setdefault(
                text, Post(text, ranks, offices, organ, title.country, Span(words.starts[title.first], words.ends[title.after - 1]))
            )
    country = next((title.country for title in person.titles if title.country), None)
    country = land_beside(page, person) or country
    home = page.language == "vi" or (person.words[0] not in _ELSEWHERE_TOO and _of_vietnam(page))
    if country is None and home and person.mentions[0].rule not in ("subject", "called") and _vietnamese(person, page.language):
        country = "VN"
    if country is None:
        country = _of_delegation(page, person)
    rule = person.mentions[0].rule
    spans = tuple(Span(words.starts[one.first], words.ends[one.after - 1]) for one in person.mentions)
    return Actor(
        number, person.name, tuple(forms.values()), tuple(posts.values()), country, Ground(rule, _SURE.get(rule, Confidence.MEDIUM), spans)
    )


def _of_vietnam(page: Page) -> bool:
    """Say whether an English report names Viet Nam."""
    return any(hit.code == "VN" for hit in page.names.values() if hit.kind == "countries")


def _of_delegation(page: Page, person: Person) -> str | None:
    """Return the state of the delegation that somebody leads: *đoàn chuyên gia Hoa Kỳ do Đại tá Thomas Brannigan làm trưởng đoàn*."""
    begin = person.mentions[0].begin
    sentence = page.sentence_of(begin)
    if sentence is None or begin <= sentence.first or page.words.keys[begin - 1] not in _LED_BY:
        return None
    for at in range(begin - 2, max(sentence.first, begin - _DELEGATION) - 1, -1):
        hit = page.covered.get(at)
        if hit and hit.kind == "countries":
            return hit.code
        if page.words.keys[at] in _GROUPS or page.words.gap(at + 1) not in _IN_ONE:
            return None
    return None


def _vietnamese(person: Person, language: str) -> bool:
    """Say whether a name is one of Viet Nam; English reports leave out its marks, and syllables look like those of others then."""
    if person.words[0] not in surnames_of(language) or "-" in person.name:
        return False
    short = len(person.words) >= _MIDDLE and all(word.isalpha() and len(word) <= _SYLLABLE for word in person.words)
    return all(map(is_syllable, person.words)) or (language == "en" and short)


def _ask(statement: Statement) -> Ask:
    span = statement.ground.spans[0]
    return Ask(
        statement.number, statement.act, statement.speaker, statement.addressee, Span(span.start, statement.sentence.end), statement.ground
    )
