"""Events told so far in a report: the tree that they make, and what a later word of the report tells more of one of them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from comity.reading.dates import moved
from comity.reading.occasions import Occasion
from comity.reading.pages import Page
from comity.reading.people import People
from comity.reading.suggestions import Event, Status
from comity.reading.when import NO_DATE, Basis, Precision, When

_FRAMES: Final = frozenset({"visit", "talks", "dialogue", "conference", "workshop", "training", "negotiation-round"})
_PARTS_OF_DAY: Final = 2  # hyphens in a date down to the day
_MEETINGS: Final = frozenset({"meeting", "reception"})
ANY_PART: Final = ("phiên", "phiên họp", "session", "panel")
WHOLES: Final = frozenset({"conference", "workshop", "training", "dialogue"})
_PARTS: Final = frozenset({"session", "ceremony", "signing", "statement"})
_BESIDE: Final = re.compile(
    r"(?:\* )?(?:Bên lề|Nhân dịp này|Cũng trong dịp này|On the (?:sidelines|margins)|During the event)", re.IGNORECASE
)
OPENS: Final = frozenset(
    ["lễ khai mạc", "lễ khai giảng", "khai mạc", "khai giảng", "phiên khai mạc", "opening ceremony", "opening session", "opened"]
)
CLOSES: Final = frozenset(
    ["lễ bế mạc", "lễ bế giảng", "bế mạc", "bế giảng", "phiên bế mạc", "closing ceremony", "closing session", "closed", "concluded"]
)


class Told:
    """The events of one report as they grow: each with the class of its type, and the paragraph and sentence that tell of it."""

    def __init__(self, page: Page, people: People) -> None:
        """Begin with none."""
        self.page = page
        self.found: list[Event] = []
        self.groups: list[str] = []
        self.paragraphs: list[int] = []
        self.sentences: list[int] = []  # the first word of the sentence that tells of each
        self.opened: When | None = None  # the days on which what the report is about was opened and closed
        self.closed: When | None = None
        self.named = {word for person in people.persons for word in person.name.split()}
        self.assumed: set[int] = set()  # those whose place is only that of the dateline

    def keep(self, event: Event, group: str, paragraph: int, here: list[Occasion]) -> None:
        """Add an event that the sentence with the occasions `here` tells of."""
        if event.place and any(one.assumed and one.place == event.place for one in here):
            self.assumed.add(len(self.found))
        self.found.append(replace(event, number=len(self.found)))
        self.groups.append(group)
        self.paragraphs.append(paragraph)
        self.sentences.append(here[0].sentence.first if here else -1)

    def of(self, group: str) -> list[Event]:
        """Return the events of a class of types."""
        return [event for event, held in zip(self.found, self.groups, strict=True) if held == group]

    def in_paragraph(self, paragraph: int) -> Iterator[Event]:
        """Yield the events that a paragraph tells of."""
        return (event for event, held in zip(self.found, self.paragraphs, strict=True) if held == paragraph)

    def held(self) -> list[Event]:
        """Return the events that have a date and took place."""
        return [event for event in self.found if event.when.iso and event.status is Status.HELD]

    def main(self) -> str | None:
        """Return the class of the event that the report is about."""
        return self.groups[0] if self.groups else None

    def note_ends(self, one: Occasion) -> None:
        """Keep the day on which something is told to open, or to close."""
        if one.when is None or one.when.precision is not Precision.DAY:
            return
        if one.hit.written in OPENS:
            self.opened = self.opened or one.when
        if one.hit.written in CLOSES:
            self.closed = one.when

    def lengthened(self, one: Occasion, until: When) -> bool:
        """Give its last day to an event of which only the first was told: *khóa học kéo dài đến hết ngày 16-5*."""
        for number, event in enumerate(self.found):
            begun = event.when.iso if event.when.precision is Precision.DAY else None
            if event.type == one.type and begun and until.iso and begun < until.iso and len(begun) == len(until.iso):
                self.found[number] = replace(event, when=replace(until, iso=f"{begun}/{until.iso}", precision=Precision.RANGE))
                return True
        return False

    def inherited_by(self, number: int, one: Occasion) -> bool:
        """Say whether an event is the part that a word names, with no days but those of its whole."""
        event = self.found[number]
        return (
            one.hit.written not in ANY_PART
            and event.when.basis is Basis.FROM_PARENT
            and event.type == one.type
            and event.title.lower().startswith(one.hit.written)
        )

    def told_where(self, one: Occasion, place: str) -> None:
        """Give the place to the incident that the sentence dates: *vụ án bị phanh phui hồi tháng 5, khi cảnh sát kiểm tra … ở Sen Sok*."""
        event = self.found[-1] if self.found else None
        if event and event.type == "incident" and event.place is None and self.sentences[-1] == one.sentence.first:
            self.found[-1] = replace(event, place=place)

    def guests(self, one: Occasion) -> bool:
        """Say whether the sentence tells that those were received who come to visit, and says so right before the word."""
        told = [event for event, sentence in zip(self.found, self.sentences, strict=True) if sentence == one.sentence.first]
        row = self.page.text[one.sentence.start : self.page.words.starts[one.hit.first]].rstrip().endswith((",", ";", "và"))
        return bool(told) and told[-1].type == "reception" and not row and one.hit.written.startswith(("đến ", "sang ", "tới ", "thăm"))

    def placed(self, one: Occasion, place: str) -> None:
        """Give the place to the event that a bare word points back to: *cuộc diễn tập diễn ra tại …*."""
        for number, event in enumerate(self.found):
            near = one.sentence.paragraph - self.paragraphs[number] <= (one.type in ("signing", "ceremony")) and event.place is None
            if event.type == one.type and (near or (number in self.assumed and number == 0)):
                self.found[number] = replace(event, place=place)
                return

    def alike(self, first: str, other: str) -> bool:
        """Say whether two titles name anybody in common: persons, or where they name none, anything with a capital."""
        one, two = ({word for word in title.split()[1:] if word[:1].isupper()} for title in (first, other))
        persons = one & self.named, two & self.named
        return bool(persons[0] & persons[1]) if all(persons) else bool(one & two)

    # ------------------------------------------------------------ the tree

    def whole(self) -> Event | None:
        """Return the event that sessions are parts of."""
        first = self.found[0] if self.found else None
        if first and first.type in ("meeting", "session") and first.when.precision is Precision.RANGE and first.when.span:
            return first  # a meeting of days is a conference by another word
        days = (
            event for event in self.found if event.type == "meeting" and event.when.precision is Precision.RANGE and few_days(event.when)
        )
        return next((event for event in self.found if event.type in WHOLES and event.when.iso), None) or next(days, None)

    def some_whole(self) -> Event | None:
        """Return the event that sessions are parts of, also where its days are not told yet."""
        return self.whole() or next((event for event in self.found if event.type in WHOLES), None)

    def frame(self, one: Occasion) -> Event | None:
        """Return the event that frames what has no date: for a signing one of its paragraph, else the first visit, talks or conference."""
        near = [
            event
            for number, event in enumerate(self.found)
            if self.paragraphs[number] == one.sentence.paragraph and event.when.span and event.status is Status.HELD
        ]
        if near and one.type == "signing":
            return near[-1]
        if one.type == "signing" and (talks := self._talks_before(one.sentence.paragraph)):
            return talks
        whole = self.found[0] if self.found and self.opened and self.found[0].type in WHOLES else None
        held = [event for event in self.found if (event.when.iso or event is whole) and event.status is Status.HELD]
        held = [one for one in held if one.type != "negotiation-round" or one.when.precision is Precision.RANGE]
        first = held[0] if held and _BESIDE.match(self.page.text, one.sentence.start) else None
        if whole is None and self.found and self.found[0].type == "meeting" and self.found[0].when.precision is Precision.RANGE:
            return self.found[0]  # a meeting of days, and not a course that it plans
        framing = next((event for event in held if event.type in _FRAMES), next((event for event in held if event.type in _MEETINGS), None))
        return framing or first

    def _talks_before(self, paragraph: int) -> Event | None:
        """Return the talks of a day that the paragraph before told of: what is signed next was signed there."""
        before = [event for event in self.in_paragraph(paragraph - 1) if event.type == "talks" and event.when.precision is Precision.DAY]
        return next((event for event in before if event.status is Status.HELD), None)

    def pointed(self, one: Occasion, here: list[Occasion]) -> Event | None:
        """Return the event that the sentence points back to before the word: *kết thúc Hội nghị*, *ngay sau hội đàm*."""
        for other in here:
            if other.back and other.hit.first < one.hit.first and other.group in self.groups:
                held = [event for event, group in zip(self.found, self.groups, strict=True) if group == other.group and event.when.iso]
                done = [event for event in held if event.status is Status.HELD]
                held = done if done and other.group == "meeting" else held  # not at the one that is only proposed
                held = [event for event in held if event.type == other.type] or held
                held = [event for event in held if event.status is Status.HELD] or held
                held = [event for event in held if event.when.precision in (Precision.DAY, Precision.RANGE)] or held
                first = other.type in WHOLES or _BESIDE.match(self.page.text, one.sentence.start) is not None
                return (held[0] if first else held[-1]) if held else None
        return None

    # ------------------------------------------------------------ at the end

    def finished(self) -> list[Event]:
        """Return the events with what only the whole report tells: days from an opening to a closing, what parts have of their whole."""
        self._spanned()
        self.found = [self._dated_by_parent(event) for event in self.found]
        return [self._placed_within(event) for event in self.found]

    def _spanned(self) -> None:
        """Give the days from its opening to its closing to a conference or a course of which no others are told."""
        first, last = self.opened, self.closed
        if first is None or last is None or not first.iso or not last.iso or not first.iso < last.iso or len(first.iso) != len(last.iso):
            return
        if any(event.type in WHOLES and holds(event.when, first) for event in self.found):
            return
        for number, event in enumerate(self.found):
            ends = (None, first.iso, last.iso) if event.type == "training" else (None, first.iso)
            if event.type in WHOLES | {"exercise"} and event.status is Status.HELD and event.when.iso in ends:
                self.found[number] = replace(event, when=replace(first, iso=f"{first.iso}/{last.iso}", precision=Precision.RANGE))
                return

    def _dated_by_parent(self, event: Event) -> Event:
        """Give the days of its whole to a part that has none of its own."""
        parent = self.found[event.parent] if event.parent is not None else None
        if parent is None or event.when.basis not in (Basis.FROM_PARENT, Basis.NO_DATE) or parent.type not in WHOLES:
            return event
        return replace(event, when=inherited(parent.when), place=event.place or parent.place)

    def _placed_within(self, event: Event) -> Event:
        """A part of a conference, and what is signed or opened at it, is where the conference is."""
        whole = self.whole()
        if event.place or event is whole or whole is None or event.type not in _PARTS or event.status is not Status.HELD:
            return event
        inside = event.when.iso == whole.when.iso or holds(whole.when, event.when)
        return replace(event, place=whole.place) if inside else event


def days_of(when: When, days: int) -> When:
    """Return the range of so many days that begins with a day, or below 0 ends with it."""
    first, last = moved(when.iso or "", min(0, days + 1)), moved(when.iso or "", max(0, days - 1))
    return replace(when, iso=f"{first}/{last}", precision=Precision.RANGE) if first != last else when


def few_days(when: When) -> bool:
    """Say whether a range is of two or three days."""
    first, last = (when.iso or "").split("/")
    if first.replace("--", "0-").count("-") != _PARTS_OF_DAY:
        return False
    return moved(first, 1) == last or moved(first, 2) == last


def inherited(when: When) -> When:
    """Return a date as a part has it from its whole."""
    return replace(when, text=None, span=None, basis=Basis.FROM_PARENT) if when.iso else NO_DATE


def holds(wide: When, narrow: When) -> bool:
    """Say whether a range has a day in it."""
    if wide.precision is not Precision.RANGE or not wide.iso or not narrow.iso or narrow.precision not in (Precision.DAY, Precision.RANGE):
        return False
    first, last = wide.iso.split("/")[0], wide.iso.split("/")[-1]
    return first <= narrow.iso.split("/")[0] and narrow.iso.split("/")[-1] <= last and len(first) == len(narrow.iso.split("/")[0])


def starts_alike(one: str, other: str) -> bool:
    """Say whether two titles begin with the same three words."""
    return one.lower().split()[:3] == other.lower().split()[:3]
