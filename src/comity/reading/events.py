"""Events: meetings as a tree, and what else a report tells with a time or a place.

A word for a meeting makes an event where it has a date of its own, where it names a part of an event (`part`), or where somebody holds it;
a word that points back (*tại hội nghị*) makes none. A part without a date takes its parent's, and says so.
"""

import re
from dataclasses import replace
from typing import Final

from comity.reading.dates import framing_date, moved
from comity.reading.lexicon import class_of
from comity.reading.occasions import CLASSES, Occasion, Occasions
from comity.reading.pages import Page, Role
from comity.reading.people import People
from comity.reading.places import Spot
from comity.reading.suggestions import Confidence, Event, Ground, Status
from comity.reading.when import NO_DATE, Basis, Precision, Span, When

_FRAMES: Final = frozenset({"visit", "talks", "dialogue", "conference", "workshop", "training", "negotiation-round"})
_MEETINGS: Final = frozenset({"meeting", "reception"})
_WHOLES: Final = frozenset({"conference", "workshop", "training", "dialogue"})
_PARTS: Final = frozenset({"session", "ceremony", "signing", "statement"})
_LEADS: Final = frozenset({"conference", "workshop", "training", "exercise", "press-conference", "dialogue"})
_JOINT: Final = re.compile(r"thông cáo chung|tuyên bố chung|joint statement|joint communiqu", re.IGNORECASE)
_OPENS: Final = ("lễ khai mạc", "lễ khai giảng", "khai mạc", "khai giảng", "phiên khai mạc", "opening ceremony", "opening session", "opened")
_CLOSES: Final = ("lễ bế mạc", "lễ bế giảng", "bế mạc", "bế giảng", "phiên bế mạc", "closing ceremony", "closing session", "closed", "concluded")
_ANY_PART: Final = ("phiên", "phiên họp", "session", "panel")
_HOLDS: Final = ("tổ chức ", "tiến hành ", "cùng ", " held a ", " held an ")
_BESIDE: Final = re.compile(r"(?:\* )?(?:Bên lề|Nhân dịp này|Cũng trong dịp này|On the (?:sidelines|margins)|During the event)", re.IGNORECASE)
_OPENINGS: Final = ("lễ khai mạc", "lễ bế mạc", "khai mạc", "bế mạc", "opening ceremony", "closing ceremony")
_NEXT: Final = re.compile(r"\b(?:lần tới|lần sau|tiếp theo|kế tiếp|năm tới|năm sau|next)\b", re.IGNORECASE)
_SIGNINGS: Final = ("lễ ký", "lễ mở ký", "lễ ký kết", "signing ceremony")
_NOW: Final = re.compile(r"\b(?:bên lề|nhân dịp này|kết thúc|tại)\b.{0,60}\bđã\b|chứng kiến", re.IGNORECASE)
_BOTH: Final = re.compile(r"\b(?:hai|các|ba) (?:bên|đoàn|trưởng đoàn|nước|bộ trưởng|cơ quan|đơn vị)(?: đã| cùng)* $", re.IGNORECASE)
_ON: Final = re.compile(r"[,;:]| và | sẽ ")
_RECURRING: Final = re.compile(
    r"(?:mỗi (?:tuần|tháng|quý|năm)|hằng (?:tuần|tháng|quý|năm)|hàng (?:tuần|tháng|quý|năm)|định kỳ|thường xuyên|một lần|"
    r"every (?:week|month|quarter|year|six months)|each (?:month|year|quarter)|monthly|quarterly|annually|regularly|twice a year)",
    re.IGNORECASE,
)
_ON_VISIT: Final = re.compile(r"\b(?:on|during|đang trong|trong) (?:a|an|his|her|chuyến)[^,.;]{0,24}$", re.IGNORECASE)
_ALSO: Final = re.compile(r"\bcũng\b[^,;]{0,12}$")
_FAR: Final = 60  # characters between a word that points back and a date that is another's
_WISHED: Final = re.compile(r"\b(?:đề nghị|mong|kêu gọi|proposed?|requested|asked)\b[^,;]{0,30}$", re.IGNORECASE)
_OTHER_ONE: Final = re.compile(r"\b(?:first|last|previous|earlier|next|second|such|another)(?: \w+)? $", re.IGNORECASE)
_IN_YEAR: Final = ("vào", "trong", "in ")
_NAMED: Final = 12  # characters behind a word for an event that make it a name
_AHEAD: Final = re.compile(r"dự kiến|sẽ|tới đây|will|next|upcoming", re.IGNORECASE)
_ONLY_ASKED: Final = re.compile(r"đề nghị|mời|mong muốn|sẵn sàng|đề xuất|kêu gọi|hứa|có thể|khả năng|nhằm|để ", re.IGNORECASE)
_EARLIER: Final = re.compile(
    r"trước đó|trước (?:khi|hội|buổi|cuộc|đối thoại|phiên)|earlier|previously|before (?:that|the)|ahead of|prior to", re.IGNORECASE
)
_MET: Final = re.compile(
    r"(?:đã|cũng) (?:có )?(?:các )?(?:cuộc |buổi )?(?:cùng )?(?:hội đàm|hội kiến|gặp|làm việc|trao đổi)|held talks|met with", re.IGNORECASE
)


class Events:
    """Gathers the events of one report."""

    def __init__(self, page: Page, people: People, dates: list[When], spots: list[Spot]) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.dates = dates
        self.occasions = Occasions(page, people, dates, spots)
        self.planned = class_of(page.language, "planned")
        self.cancelled = class_of(page.language, "cancelled")
        self.found: list[Event] = []
        self.opened: When | None = None  # the days on which what the report is about was opened and closed
        self.closed: When | None = None
        self.named = {word for person in people.persons for word in person.name.split()}
        self.here: list[Occasion] = []  # those of the sentence that is read
        self.scene: str | None = None  # where an incident was told of that is dated later
        self.assumed: set[int] = set()  # those whose place is only that of the dateline
        self.groups: list[str] = []
        self.paragraphs: list[int] = []
        self.sentences: list[int] = []  # the first word of the sentence that tells of each

    def find(self) -> list[Event]:
        """Return the events in the order of the text."""
        self._joint_statement()
        for sentence in self.page.sentences:
            if self.page.role(sentence) is Role.BODY:
                self.here = self.occasions.of(sentence)
                for occasion in self.here:
                    self._take(occasion)
        self._spanned()
        self.found = [self._dated_by_parent(event) for event in self.found]
        return [self._placed_within(event) for event in self.found]

    def _dated_by_parent(self, event: Event) -> Event:
        """Give the days of its whole to a part that has none of its own."""
        parent = self.found[event.parent] if event.parent is not None else None
        if parent is None or event.when.basis not in (Basis.FROM_PARENT, Basis.NO_DATE) or parent.type not in _WHOLES:
            return event
        return replace(event, when=_inherited(parent.when), place=event.place or parent.place)

    def _spanned(self) -> None:
        """Give the days from its opening to its closing to a conference or a course of which no others are told."""
        first, last = self.opened, self.closed
        if first is None or last is None or not first.iso or not last.iso or not first.iso < last.iso or len(first.iso) != len(last.iso):
            return
        for number, event in enumerate(self.found):
            if event.type in _WHOLES | {"exercise"} and event.status is Status.HELD and event.when.iso in (None, first.iso):
                self.found[number] = replace(event, when=replace(first, iso=f"{first.iso}/{last.iso}", precision=Precision.RANGE))
                return

    def _placed_within(self, event: Event) -> Event:
        """A part of a conference, and what is signed or opened at it, is where the conference is."""
        whole = self._whole()
        if event.place or event is whole or whole is None or event.type not in _PARTS or event.status is not Status.HELD:
            return event
        inside = event.when.iso == whole.when.iso or _holds(whole.when, event.when)
        return replace(event, place=whole.place) if inside else event

    def _joint_statement(self) -> None:
        """A report that is a joint statement is itself an event, of the date that it stands under."""
        for paragraph in self.page.paragraphs:
            found = _JOINT.search(self.page.text, paragraph.start, paragraph.end) if paragraph.role is Role.HEADLINE else None
            when = framing_date(self.page, self.dates)
            if found and when:
                ground = Ground("joint-statement", Confidence.MEDIUM, (Span(paragraph.start, paragraph.end),))
                title = self.page.text[paragraph.start : paragraph.end]
                self._keep(
                    Event(0, "statement", title, self.occasions.framing_place(), when, Status.HELD, None, None, ground), "statement", -1
                )
                return

    # ------------------------------------------------------------ one occasion

    def _take(self, one: Occasion) -> None:
        if one.when and one.when.precision is Precision.DAY and one.hit.written in _OPENS:
            self.opened = self.opened or one.when
        if one.when and one.when.precision is Precision.DAY and one.hit.written in _CLOSES:
            self.closed = one.when
        same = [event for event, group in zip(self.found, self.groups, strict=True) if group == one.group]
        if (one.asked or one.how in ("move", "dated")) and not self._set(one):
            return
        if one.closed or not one.type:
            return
        if one.type == "incident" and one.how == "noun" and one.place and one.when is None:
            self.scene = one.place
        if _RECURRING.search(one.title[:_FAR]) and (one.when is None or one.when.span is None or one.when.span.start < self.words.starts[one.hit.first]):
            return
        if one.lasts and one.when is not None and one.when.precision is Precision.DAY:
            one = replace(one, when=_days(one.when, one.lasts))
        if one.until is not None and self._lengthened(one, one.until):
            return
        if one.when is not None:
            self._dated(one, one.when)
            if one.until is not None:
                self._lengthened(one, one.until)
        elif one.how == "part":
            self._part(one)
        elif self._is_new(one, same):
            self._undated(one)
        elif one.bare and one.place and not one.back and not one.assumed:
            self._placed(one, one.place)

    def _set(self, one: Occasion) -> bool:
        """Say whether what is only asked for or on its way has a day, a month or a range of its own behind it, which makes it a plan."""
        when = one.when
        if one.asked and _WISHED.search(self.page.text, one.sentence.start, self.words.starts[one.hit.first]):
            return False
        end = self.words.ends[one.hit.after - 1]
        rough = one.type == "signing" and when is not None and (when.text or "").startswith(_IN_YEAR)
        behind = when is not None and when.span is not None and when.span.start >= end and not _ON.search(self.page.text, end, when.span.start)
        return bool(when and (when.precision is not Precision.YEAR or rough) and (behind or (one.how in ("move", "dated") and not one.asked)))

    def _lengthened(self, one: Occasion, until: When) -> bool:
        """Give its last day to an event of which only the first was told: *khóa học kéo dài đến hết ngày 16-5*."""
        for number, event in enumerate(self.found):
            begun = event.when.iso if event.when.precision is Precision.DAY else None
            if event.type == one.type and begun and until.iso and begun < until.iso and len(begun) == len(until.iso):
                self.found[number] = replace(event, when=replace(until, iso=f"{begun}/{until.iso}", precision=Precision.RANGE))
                return True
        return False

    def _dated(self, one: Occasion, when: When) -> None:
        """Add an event with a date, unless it was told before; a range for a bare word puts right the day that stood before."""
        for number, event in enumerate(self.found):
            if self._another(one, number, when):
                continue
            apart = event.ordinal != one.ordinal and None not in (event.ordinal, one.ordinal)
            if self.groups[number] != one.group or apart:
                continue
            same_type = event.type == one.type
            if one.bare and same_type and one.how == "noun" and event.when.iso and self._far(one, when) and self._status(one) is Status.HELD:
                return
            if event.when.iso == when.iso and (same_type or one.bare) and not self._others_met(one, number):
                before = self.page.text[one.sentence.start : self.words.starts[one.hit.first]]
                if one.how == "verb" and _ALSO.search(before) and self.paragraphs[number] != one.sentence.paragraph:
                    continue
                return
            if event.when.iso is None and same_type and (one.bare or one.type == "signing") and event.status is Status.HELD and when.span and not self._of_series(one):
                self.found[number] = replace(event, when=when, place=one.place or event.place)
                return
            inside = one.bare and same_type and _holds(event.when, when)
            if inside and one.how == "noun" and event.when.span and self._shared(number):
                self.found[number] = replace(event, when=when, place=one.place or event.place)
                return
            if inside and one.how != "part" and event.when.basis is not Basis.FROM_PARENT:
                return
            if one.how == "part" or (one.group == "meeting" and not event.title.lower().startswith(one.hit.written.split()[-1])
                                     and not event.title.lower().startswith(one.hit.written)):
                continue
            if inside or (one.bare and same_type and _holds(when, event.when)):
                self.found[number] = replace(event, when=when)
                return
        period = one.how == "verb" and when.precision is Precision.RANGE  # a balance of months, not a case
        if one.type == "incident" and (period or any(event.when.iso == when.iso for event in self.found)):
            return
        if one.type == "meeting" and one.how == "verb" and self._received(one, when):
            return
        parent = self._whole() if one.type == "session" else None
        self._add(one, when, parent, place=parent.place if parent else None)

    def _another(self, one: Occasion, number: int, when: When) -> bool:
        """Say whether a word tells of another event of the same day: a part with another name, a second deed joined to the first."""
        event = self.found[number]
        if self.groups[number] != one.group or event.when.iso != when.iso:
            return False
        if one.how == "part" and one.hit.written not in _ANY_PART:
            return not _starts_alike(event.title, one.title)
        before = self.page.text[one.sentence.start : self.words.starts[one.hit.first]]
        if before.endswith((" và ", " and ")) and self.sentences[number] == one.sentence.first:
            told, added = set(event.title.split(" và ")[0].split()[1:]), set(one.title.split()[1:])
            return (event.type == one.type or one.group == "meeting") and not (told <= added or added <= told)
        return one.how == "verb" and one.group in ("ceremony", "visit") and self.sentences[number] != one.sentence.first and bool(
            not one.bare and not self._alike(event.title, one.title)
        )

    def _of_series(self, one: Occasion) -> bool:
        """Say whether a word tells of an earlier or a later one of its kind: *the first such course*."""
        before = self.page.text[one.sentence.start : self.words.starts[one.hit.first]]
        return one.ordinal is not None or _OTHER_ONE.search(before) is not None

    def _far(self, one: Occasion, when: When) -> bool:
        """Say whether a date behind a word that points back is so far from it that it is another thing's."""
        return when.span is not None and when.span.start - self.words.ends[one.hit.after - 1] > _FAR

    def _shared(self, number: int) -> bool:
        """Say whether an event has its range from a visit that was told with it: the talks of the visit are on a day of it."""
        event = self.found[number]
        return self.groups[number] == "meeting" and any(
            other.type == "visit" and other.when.span == event.when.span for other in self.found if other is not event
        )

    def _received(self, one: Occasion, when: When) -> bool:
        """Say whether the paragraph tells that the same guest was received then: *tiếp Đại sứ đến chào xã giao* is one event."""
        same = [event for event, at in zip(self.found, self.paragraphs, strict=True) if at == one.sentence.paragraph]
        return any(event.type == "reception" and event.when.iso == when.iso for event in same)

    def _others_met(self, one: Occasion, number: int) -> bool:
        """Say whether, on the same day, somebody else was met: a verb in another paragraph, with nobody in common."""
        if one.how != "verb" or one.group != "meeting" or self.paragraphs[number] == one.sentence.paragraph:
            return False
        return not self._alike(self.found[number].title, one.title)

    def _alike(self, first: str, other: str) -> bool:
        """Say whether two titles name anybody in common: persons, or where they name none, anything with a capital."""
        one, two = ({word for word in title.split()[1:] if word[:1].isupper()} for title in (first, other))
        persons = one & self.named, two & self.named
        return bool(persons[0] & persons[1]) if all(persons) else bool(one & two)

    def _placed(self, one: Occasion, place: str) -> None:
        """Give the place to the event that a bare word points back to: *cuộc diễn tập diễn ra tại …*."""
        for number, event in enumerate(self.found):
            near = one.sentence.paragraph - self.paragraphs[number] <= (one.type == "signing") and event.place is None
            if event.type == one.type and (near or (number in self.assumed and number == 0)):
                self.found[number] = replace(event, place=place)
                return

    def _part(self, one: Occasion) -> None:
        parent = self._whole() or next((event for event in self.found if event.type in _WHOLES), None)
        if parent is None or one.hit.written in _ANY_PART or one.plural:
            return
        if any(event.type == "session" and _starts_alike(event.title, one.title) for event in self.found):
            return
        if (one.hit.written in _OPENS and self.opened) or (one.hit.written in _CLOSES and self.closed):
            return
        self._add(one, _inherited(parent.when), parent, place=parent.place)

    def _is_new(self, one: Occasion, same: list[Event]) -> bool:
        """Say whether a word without a date tells of an event, rather than pointing back to one."""
        text = self.page.text[one.sentence.start : one.sentence.end]
        before = self.page.text[one.sentence.start : self.words.starts[one.hit.first]]
        long = len(one.title) > len(one.hit.written) + _NAMED
        if one.type in ("incident", "session") or (one.back and one.bare and same):
            return False
        if not same and one.how == "noun" and long and before.rstrip()[-1:] in ("\u201c", '"'):
            return True
        if one.how == "noun" and not one.back and not same and before.endswith(_HOLDS) and self._pointed(one):
            return True
        if one.nested or one.number > 1:
            return one.number > 1 and not one.nested
        if one.ordinal is not None and _AHEAD.search(text):
            return all(event.ordinal != one.ordinal for event in same)
        if one.how == "noun" and one.group == self._main() and _NEXT.search(one.title) and _AHEAD.search(text) and not one.plural:
            return all(event.status is not Status.PLANNED for event in same)
        if one.how == "verb":
            return self._is_done(one, before, text, same)
        if one.group == "meeting":
            return _MET.search(text) is not None and not one.back and not any(event.type in ("talks", "dialogue") for event in same)
        if one.type == "press-conference" or (one.type == "visit" and _ON_VISIT.search(before)):
            return not same and not one.plural and not one.back
        first = one.sentence.paragraph <= self._first_body() + 1 and one.type in _LEADS and not one.plural
        return not same and (one.hit.written in _SIGNINGS or (first and long))

    def _main(self) -> str | None:
        """Return the class of the event that the report is about."""
        return self.groups[0] if self.groups else None

    def _is_done(self, one: Occasion, before: str, text: str, same: list[Event]) -> bool:
        done = one.doer or self.page.language != "vi" or re.search(r"\b(?:đã|cũng|cùng)\b", text) or (one.type == "signing" and _BOTH.search(before))
        if _ONLY_ASKED.search(before) or not done:
            return False
        if one.group == "meeting":
            return not any(event.type in ("talks", "reception") and event.when.iso is None for event in same)
        if one.type == "signing":
            told = any(event.when.span is None or _starts_alike(event.title, one.title) for event in same)
            return one.documented and not told and not re.search(r"\d", before)
        return all(event.status is Status.PLANNED for event in same) or _ALSO.search(before) is not None or before.endswith(" và ")

    def _undated(self, one: Occasion) -> None:
        text = self.page.text[one.sentence.start : one.sentence.end]
        framed = (
            one.ordinal is None
            and not _EARLIER.match(text)
            and self._status(one) is not Status.PLANNED
            and (one.group in ("meeting", "ceremony", "visit", "press-conference") or (one.type == "signing" and (one.how == "verb" or _NOW.search(text))))
        )
        parent = self._pointed(one) or (self._frame(one) if framed else None)
        if one.type == "press-conference":
            parent = parent or next((event for event in self.found if event.when.iso and event.status is Status.HELD), None)
        if one.type == "statement":
            parent = self._pointed(one) or next((event for event in reversed(self.found) if event.when.iso), None)
        if one.number > 1:
            parent = self._whole() or parent
        self._add(one, _inherited(parent.when) if parent else NO_DATE, parent, place=parent.place if parent else None)

    # ------------------------------------------------------------ the tree

    def _first_body(self) -> int:
        return next((number for number, one in enumerate(self.page.paragraphs) if one.role is Role.BODY), 0)

    def _frame(self, one: Occasion) -> Event | None:
        """Return the event that frames what has no date: for a signing one of its paragraph, else the first visit, talks or conference."""
        near = [
            event
            for number, event in enumerate(self.found)
            if self.paragraphs[number] == one.sentence.paragraph and event.when.span and event.status is Status.HELD
        ]
        if near and one.type == "signing":
            return near[-1]
        whole = self.found[0] if self.found and self.opened and self.found[0].type in _WHOLES else None
        held = [event for event in self.found if (event.when.iso or event is whole) and event.status is Status.HELD]
        held = [one for one in held if one.type != "negotiation-round" or one.when.precision is Precision.RANGE]
        first = held[0] if held and _BESIDE.match(self.page.text, one.sentence.start) else None
        framing = next((event for event in held if event.type in _FRAMES), next((event for event in held if event.type in _MEETINGS), None))
        return framing or first

    def _pointed(self, one: Occasion) -> Event | None:
        """Return the event that the sentence points back to before the word: *kết thúc Hội nghị*, *ngay sau hội đàm*."""
        for other in self.here:
            if other.back and other.hit.first < one.hit.first and other.group in self.groups:
                held = [event for event, group in zip(self.found, self.groups, strict=True) if group == other.group and event.when.iso]
                held = [event for event in held if event.type == other.type] or held
                return held[0] if other.type in _WHOLES and held else held[-1] if held else None
        return None

    def _whole(self) -> Event | None:
        """Return the event that sessions are parts of."""
        first = self.found[0] if self.found else None
        if first and first.type in ("meeting", "session") and first.when.precision is Precision.RANGE and first.when.span:
            return first  # a meeting of days is a conference by another word
        return next((event for event in self.found if event.type in _WHOLES and event.when.iso), None)

    def _add(self, one: Occasion, when: When, parent: Event | None, place: str | None = None) -> None:
        kind = self._type(one, parent)
        name = one.place or place or (self.scene if kind == "incident" else None)
        spans = (Span(self.words.starts[one.hit.first], self.words.ends[one.hit.after - 1]), *((when.span,) if when.span else ()))
        confidence = Confidence.MEDIUM if when.span and one.how != "verb" else Confidence.LOW
        for _ in range(one.number):
            ground = Ground(f"event-{one.how}", confidence, spans)
            number = parent.number if parent else None
            self._keep(
                Event(0, kind, one.title, name, when, self._status(one), one.ordinal, number, ground),
                CLASSES.get(kind, kind),
                one.sentence.paragraph,
            )

    def _type(self, one: Occasion, parent: Event | None) -> str:
        """The opening ceremony of a conference is a session of it."""
        whole = parent or self._whole() or next((event for event in self.found if event.type in _WHOLES), None)
        opening = one.hit.written in _OPENINGS
        return "session" if opening and whole and CLASSES.get(whole.type) == "conference" else one.type

    def _keep(self, event: Event, group: str, paragraph: int) -> None:
        if event.place and any(one.assumed and one.place == event.place for one in self.here):
            self.assumed.add(len(self.found))
        self.found.append(replace(event, number=len(self.found)))
        self.groups.append(group)
        self.paragraphs.append(paragraph)
        self.sentences.append(self.here[0].sentence.first if self.here else -1)

    def _status(self, one: Occasion) -> Status:
        first, after = one.first, one.after
        if any(other.asked and other.when is one.when and one.when is not None for other in self.here):
            return Status.PLANNED
        if any(True for _ in self.cancelled.scan(self.words, first, after)):
            return Status.CANCELLED
        if one.back:
            return Status.HELD
        said = self.page.said(first, after)
        planned = any(True for _ in self.planned.scan(self.words, first, after)) and " đã " not in said
        return Status.PLANNED if planned else Status.HELD


def _days(when: When, days: int) -> When:
    """Return the range of so many days that begins with a day, or below 0 ends with it."""
    first, last = moved(when.iso or "", min(0, days + 1)), moved(when.iso or "", max(0, days - 1))
    return replace(when, iso=f"{first}/{last}", precision=Precision.RANGE) if first != last else when


def _inherited(when: When) -> When:
    return replace(when, text=None, span=None, basis=Basis.FROM_PARENT) if when.iso else NO_DATE


def _holds(wide: When, narrow: When) -> bool:
    """Say whether a range has a day in it."""
    if wide.precision is not Precision.RANGE or not wide.iso or not narrow.iso or narrow.precision not in (Precision.DAY, Precision.RANGE):
        return False
    first, last = wide.iso.split("/")[0], wide.iso.split("/")[-1]
    return first <= narrow.iso.split("/")[0] and narrow.iso.split("/")[-1] <= last and len(first) == len(narrow.iso.split("/")[0])


def _starts_alike(one: str, other: str) -> bool:
    return one.lower().split()[:3] == other.lower().split()[:3]
