"""Events: meetings as a tree, and what else a report tells with a time or a place.

A word for a meeting makes an event where it has a date of its own, where it names a part of an event (`part`), or where somebody holds it;
a word that points back (*tại hội nghị*) makes none. A part without a date takes its parent's, and says so.
"""

import re
from dataclasses import replace
from typing import Final

from comity.reading.dates import framing_date
from comity.reading.lexicon import class_of
from comity.reading.novelty import Novelty
from comity.reading.occasions import CLASSES, Occasion, Occasions
from comity.reading.pages import Page, Role
from comity.reading.people import People
from comity.reading.places import Spot
from comity.reading.suggestions import Confidence, Event, Ground, Status
from comity.reading.told import ANY_PART, CLOSES, OPENS, Told, days_of, few_days, holds, inherited, starts_alike
from comity.reading.when import NO_DATE, Basis, Precision, Span, When

_JOINT: Final = re.compile(
    r"thông cáo chung|tuyên bố chung|tuyên bố (?:của )?chủ tịch|"
    r"chair(?:man|woman|person)?['\u2019]s statement|joint statement|joint communiqu",
    re.IGNORECASE,
)
_OF_WHOLE: Final = re.compile(r"hội nghị|diễn đàn|hội thảo|conference|summit|forum|meeting", re.IGNORECASE)  # which declares
_OPENINGS: Final = ("opened", "lễ khai mạc", "lễ bế mạc", "khai mạc", "bế mạc", "opening ceremony", "closing ceremony")
_COUNTED: Final = frozenset({"exercise", "meeting"})
_OPENS: Final = ("khai mạc", "khai giảng", "opened")
_OPENED: Final = frozenset({"conference", "workshop", "training", "exercise", "meeting"})
_STEPPED_UP: Final = re.compile(
    r"\b(?:tăng cường|đẩy mạnh|duy trì|mở rộng|thúc đẩy|continue|expand|increase|more)(?: (?!tổ\b)\w+){0,2} $", re.IGNORECASE
)
_GIVES: Final = ("trao tặng", "bàn giao", "donated", "handed over")
_PROMISED: Final = re.compile(r"\b(?:đồng ý|sẽ|cam kết|hứa|nhất trí|thống nhất)(?: \w+){0,2} $")
_FINE: Final = re.compile(r"-\d\d-\d\d$")  # down to the day
_NOW: Final = re.compile(
    r"\b(?:bên lề|nhân dịp này|kết thúc|tại)\b.{0,60}\bđã\b|chứng kiến|witness|\b(?:kết thúc|khép lại|bế mạc) (?:bằng|với)\b|"
    r"\b(?:ended|concluded|closed|wrapped up|culminated) (?:with|in)\b",
    re.IGNORECASE,
)
_WELCOME: Final = re.compile(r"lễ đón|welcome ceremony", re.IGNORECASE)  # held on the day of the talks
_DINNER: Final = re.compile(r"tiệc|chiêu đãi|quốc yến|dinner|banquet|lunch|breakfast", re.IGNORECASE)
_FIRST_OF: Final = re.compile(
    r"\b(?:the first(?: one)?(?: of (?:them|which|these|those))?|"
    r"(?:lần|cuộc|đợt|khóa) (?:đầu|đầu tiên|thứ nhất))\b",
    re.IGNORECASE,
)
_SOMEWHERE: Final = frozenset({"session", "conference", "workshop", "training", "exercise", "dialogue"})
_NAMED: Final = 2  # words of a word for an event that name one kind of it
# What a meeting is by its subject: *the General Assembly meets in Marrakech*.
_ASSEMBLY: Final = re.compile(
    r"\b(?:Assembly|Congress|Conference|Summit|Forum|SOMTC|AMMTC|Plenary)(?: of [\w ]{2,30})?(?: will| is to)? $|"
    r"(?:Đại hội đồng|Đại hội)(?: \w+){0,5}(?: sẽ)? $"
)
_OFFICIAL: Final = re.compile(r"chính thức|làm việc|cấp nhà nước|hữu nghị|Việt Nam|official|working|state|Viet ?[Nn]am")
_AGREED: Final = re.compile(
    r"\b(?:nhất trí|thống nhất|đồng ý|cam kết|agreed|agree|pledged)\b[^.;]*"
    r"\b(?:tổ chức|họp|mở|tiến hành|hold|convene|organi[sz]e|conduct|launch)\b",
    re.IGNORECASE,
)
_PROPOSED: Final = re.compile(
    r"\b(?:đề nghị|đề xuất|kiến nghị|proposed|suggested|recommended)\b[^.;,]*\b(?:tổ chức|duy trì|mở|tiến hành|"
    r"họp|hold|convene|organi[sz]e|holding)\b[^.;,]*$",
    re.IGNORECASE,
)
_ONLY_MADE: Final = re.compile(
    r"\b(?:xây dựng|thiết kế|soạn thảo|biên soạn|chuẩn bị|mở thêm|dự|tham dự|tham gia|tiếp nhận|design|"
    r"develop|developing|prepare|preparing|attend)"
    r"(?: (?:một|các|hai|ba|a|an|the|chương trình))* $",
    re.IGNORECASE,
)  # a course that is only made, or that somebody is to attend
_EARLIER: Final = re.compile(
    r"trước đó|trước (?:khi|hội|buổi|cuộc|đối thoại|phiên)|earlier|previously|before (?:that|the)|ahead of|prior to", re.IGNORECASE
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
        self.told = Told(page, people)
        self.novelty = Novelty(page, self.told)
        self.here: list[Occasion] = []  # those of the sentence that is read
        self.named_at: dict[str, str] = {}  # where each noun was first told to be: *nhân dịp dự Phiên họp … tại Viên*
        self.scene: str | None = None  # where an incident was told of that is dated later

    def find(self) -> list[Event]:
        """Return the events in the order of the text."""
        self._joint_statement()
        for sentence in self.page.sentences:
            if self.page.role(sentence) is Role.BODY:
                self.here = self.occasions.of(sentence)
                for occasion in self.here:
                    self._take(occasion)
        return self.told.finished()

    def _joint_statement(self) -> None:
        """A report that is a joint statement is itself an event, of the date that it stands under."""
        for paragraph in self.page.paragraphs:
            found = _JOINT.search(self.page.text, paragraph.start, paragraph.end) if paragraph.role is Role.HEADLINE else None
            when = framing_date(self.page, self.dates)
            if found and when:
                ground = Ground("joint-statement", Confidence.MEDIUM, (Span(paragraph.start, paragraph.end),))
                title = self.page.text[paragraph.start : paragraph.end]
                place = self.occasions.whereabouts.framing_place()
                self.told.keep(Event(0, "statement", title, place, when, Status.HELD, None, None, ground), "statement", -1, [])
                return

    # ------------------------------------------------------------ one occasion

    def _take(self, one: Occasion) -> None:
        if one.hit.code == "meeting-verb" and _ASSEMBLY.search(self.novelty.before(one)):
            one = replace(one, type="conference")
        self.told.note_ends(one)
        if one.place and not one.assumed and one.how in ("noun", "part"):
            self.named_at.setdefault(one.hit.written.lower(), one.place)
        if self._is_none(one):
            return
        at_sea = any(spot.water and spot.name == one.place for spot in self.occasions.spots)
        if one.type == "incident" and one.how == "noun" and one.place and one.when is None and not at_sea:
            self.scene = one.place
        if one.lasts and one.when is not None and one.when.precision is Precision.DAY:
            one = replace(one, when=days_of(one.when, one.lasts))
        if one.until is not None and self.told.lengthened(one, one.until):
            return
        if one.when is None:
            self._without_date(one)
            return
        self._dated(one, one.when)
        if one.until is not None:
            self.told.lengthened(one, one.until)

    def _is_none(self, one: Occasion) -> bool:
        """Say whether a word tells of no event: what is only asked for, what recurs, what is told to close."""
        given = one.how == "verb" and one.hit.written in _GIVES and one.when is not None and one.when.precision is not Precision.DAY
        if given and _PROMISED.search(self.novelty.before(one)):
            return True  # đồng ý trao tặng Lào hai bộ thiết bị trong quý IV
        loose = one.asked or one.how in ("move", "dated")
        if one.how == "verb" and one.type == "incident" and self.novelty.is_balance(one):
            return True
        if (one.hit.code == "deed-noun" and not self.novelty.was_done(one)) or (one.when is None and self._only_told(one)):
            return True
        if one.plural and one.how == "noun" and one.number == 1 and one.group in _COUNTED and not self._own_day(one):
            return True  # a balance of patrols, or those that are to come
        led = one.when is not None and one.when.span is not None and one.when.span.end <= self.words.starts[one.hit.first]
        if led and one.how == "noun" and one.type == "exercise" and _STEPPED_UP.search(self.novelty.before(one)):
            return True  # what both sides agree that day to do more of
        if one.hit.written in _OPENS and self._status(one) is Status.PLANNED and self._opens_another(one):
            return True  # *khóa học sẽ khai giảng ngày 1/12* is a course of that day
        if one.closed or not one.type or (one.hit.written == "opened" and self._opens_the_next(one)):
            return True  # *today opened a training course* is a course of today
        return (loose and not self.novelty.is_set(one)) or self.novelty.recurs(one)

    def _only_told(self, one: Occasion) -> bool:
        """Say whether what has no date was said at a meeting, is a course that is only made, or was opened in some other year."""
        if one.hit.written.startswith("gửi lời") and self.told.of("meeting"):
            return True
        made = one.type == "training" and _ONLY_MADE.search(self.novelty.before(one)) is not None
        return made or (one.hit.written == "opened" and self._in_some_year(one))

    def _in_some_year(self, one: Occasion) -> bool:
        """Say whether a year stands behind a word in its sentence."""
        end = self.words.ends[one.hit.after - 1]
        return any(when.span and end <= when.span.start < one.sentence.end and when.precision is Precision.YEAR for when in self.dates)

    def _own_day(self, one: Occasion) -> bool:
        """Say whether a day stands behind a word, and not before it for all that the sentence tells."""
        when = one.when
        behind = when is not None and when.span is not None and when.span.start >= self.words.ends[one.hit.after - 1]
        end = self.words.ends[one.hit.after - 1]
        first = (
            behind and when and when.span and _FIRST_OF.search(self.page.text, end, when.span.start)
        )  # every year, the first of them in …
        return behind and when is not None and (bool(first) or _FINE.search(when.iso or "") is not None)

    def _opens_another(self, one: Occasion) -> bool:
        """Say whether the sentence names what is opened with the same date."""
        return any(
            other.hit.first < one.hit.first and other.type in _OPENED and other.when is one.when and other.when is not None
            for other in self.here
        )

    def _opens_the_next(self, one: Occasion) -> bool:
        """Say whether the sentence names behind a word what is opened, with the same date."""
        behind = next((other for other in self.here if other.hit.first > one.hit.first), None)
        return behind is not None and behind.type in _OPENED and behind.when is one.when and one.when is not None

    def _without_date(self, one: Occasion) -> None:
        if one.type == "incident" and one.place and not one.assumed:
            self.told.told_where(one, one.place)
        if one.how == "part":
            self._part(one)
        elif self.novelty.reached_at(one, self.told.of(one.group)) and (day := self._day_before(one)):
            self._add(one, replace(day, text=None, span=None, basis=Basis.FROM_PARENT), None)
        elif self.novelty.called_off(one, self.told.of(one.group)) or self.novelty.is_new(one, self.told.of(one.group), self.here):
            self._undated(one)
        elif one.bare and one.place and not one.back and not one.assumed:
            self.told.placed(one, one.place)

    def _dated(self, one: Occasion, when: When) -> None:
        """Add an event with a date, unless it was told before; a range for a bare word puts right the day that stood before."""
        head = one.hit.written.removeprefix("cuộc ").removeprefix("buổi ")
        called = [event.title.lower().startswith(head) for event in self.told.found]
        for number in sorted(range(len(called)), key=lambda number: not called[number]):  # cuộc hội đàm ngày 3/6 is the hội đàm first
            known = self._known(one, when, number)
            if known is not None:
                self.told.found[number] = known
                return
        # a balance of months, and not a case of a night or a few days
        period = one.how == "verb" and when.precision is Precision.RANGE and not (_FINE.search(when.iso or "") and few_days(when))
        same = [event for event in self.told.found if event.when.iso == when.iso]
        if one.type == "incident" and (period or (same and not self.novelty.next_deed(one, same))):
            return
        if one.type == "meeting" and one.how == "verb" and self.novelty.received(one, when):
            return
        if one.type == "visit" and one.how == "verb" and when.precision is not Precision.RANGE and self.told.guests(one):
            return  # đón tiếp Đoàn … đến thăm; but *đang thăm Việt Nam từ ngày 26 đến 29/1* has days of its own
        parent = self.told.whole() if one.type == "session" else None
        if parent and parent.when.iso and not holds(parent.when, when) and not (when.iso or "").startswith(parent.when.iso):
            parent = None  # a session of something else
        self._add(one, when, parent, place=parent.place if parent else None)

    def _known(self, one: Occasion, when: When, number: int) -> Event | None:
        """Return an event as it stands once a word has told more of it; None where the word tells of another."""
        event = self.told.found[number]
        apart = event.ordinal != one.ordinal and None not in (event.ordinal, one.ordinal)
        if one.how == "part" and when.span and self.told.inherited_by(number, one):
            return replace(event, when=when)  # a part that was named before its day is told
        apart = apart or (one.hit.code == "side-event" and not starts_alike(event.title, one.title))
        if self.told.groups[number] != one.group or apart or self.novelty.another(one, number, when):
            return None
        again = one.bare and event.type == one.type
        if again and one.how == "noun" and event.when.iso and self.novelty.far(one, when) and self._status(one) is Status.HELD:
            return event
        if event.type != one.type and _DINNER.search(one.hit.written):
            return None  # a dinner after the talks of that day
        if event.when.iso == when.iso and (event.type == one.type or one.bare) and not self.novelty.others_met(one, number):
            return None if self.novelty.also(one, number) else event
        if event.when.iso is None:
            if len(one.hit.written.split()) > _NAMED and not event.title.lower().startswith(one.hit.written):
                return None  # hội nghị tổng kết, where hội nghị sơ kết was told
            signed = event.type == one.type == "signing"
            dated = (again or signed) and event.status is Status.HELD and when.span and not self.novelty.of_series(one)
            return replace(event, when=when, place=one.place or event.place) if dated else None
        return self._refined(one, when, number) if again else None

    def _refined(self, one: Occasion, when: When, number: int) -> Event | None:
        """Return an event that a bare word tells again with a finer or a wider date."""
        event = self.told.found[number]
        inside = holds(event.when, when)
        if self._is_stop(event) and one.how == "noun" and holds(when, event.when):
            return None  # chuyến thăm diễn ra từ ngày 29/3 đến 1/4, and not the stop of the 31st
        if inside and one.how == "noun" and event.when.span and self.novelty.shared(number):
            return replace(event, when=when, place=one.place or event.place)
        if inside and one.how != "part" and event.when.basis is not Basis.FROM_PARENT:
            return event
        head = one.hit.written.removeprefix("cuộc ").removeprefix("buổi ")
        named = event.title.lower().startswith((head, head.split()[-1]))
        other = (
            one.group == "conference" and len(head.split()) > _NAMED and not event.title.lower().startswith(head)
        )  # tuần lễ an ninh mạng, beside a hội nghị
        if one.how == "part" or other or (one.group == "meeting" and not named):
            return None
        return replace(event, when=when) if inside or holds(when, event.when) else None

    @staticmethod
    def _is_stop(event: Event) -> bool:
        """Say whether a visit is a stop of a longer one: to a house, a town or a unit, and not official."""
        return event.type == "visit" and event.ground.rule == "event-verb" and _OFFICIAL.search(event.title[:40]) is None

    def _part(self, one: Occasion) -> None:
        parent = self.told.some_whole()
        if parent is None or one.hit.written in ANY_PART or one.plural:
            return
        if any(event.type == "session" and starts_alike(event.title, one.title) for event in self.told.found):
            return
        if (one.hit.written in OPENS and self.told.opened) or (one.hit.written in CLOSES and self.told.closed):
            return
        self._add(one, inherited(parent.when), parent, place=parent.place)

    def _undated(self, one: Occasion) -> None:
        if self._status(one) is Status.CANCELLED:
            self._add(one, NO_DATE, None)  # on no day of another
            return
        parent = self.told.pointed(one, self.here)
        if one.type == "statement":
            whole = self.told.whole() if _OF_WHOLE.search(self.page.text, one.sentence.start, self.words.starts[one.hit.first]) else None
            parent = parent or whole or next((event for event in reversed(self.told.found) if event.when.iso), None)
        elif parent is None and (self._is_framed(one) or self.novelty.at_event(one)):
            parent = self.told.frame(one)
        if _WELCOME.search(one.title) and (day := self._day_of_talks(one)):
            self._add(one, replace(day, text=None, span=None, basis=Basis.FROM_PARENT), None, place=one.place)
            return
        if one.type == "press-conference":
            parent = parent or next(iter(self.told.held()), None)
        if one.number > 1:
            parent = self.told.whole() or parent
        self._add(one, inherited(parent.when) if parent else NO_DATE, parent, place=parent.place if parent else None)

    def _day_of_talks(self, one: Occasion) -> When | None:
        """Return the day on which a guest who is welcomed is met: in the same sentence, or in the paragraphs before."""
        here = [other.when for other in self.here if other.group == "meeting" and other.when and other is not one]
        told = [event.when for event in self.told.of("meeting") if event.status is Status.HELD and event.when.span]
        return next((when for when in (*here, *told[:1]) if when.precision is Precision.DAY), None)

    def _day_before(self, one: Occasion) -> When | None:
        """Return the last day that was told before a word, in its paragraph or in the one before."""
        start, here = self.words.starts[one.hit.first], one.sentence.paragraph
        told = [
            when
            for when in self.dates
            if when.span
            and when.span.start < start
            and when.precision is Precision.DAY
            and here - self.page.paragraph_at(when.span.start) <= 1
        ]
        return told[-1] if told else None

    def _is_framed(self, one: Occasion) -> bool:
        """Say whether what has no date is a part of the visit or the meeting that the report is about."""
        text = self.page.text[one.sentence.start : one.sentence.end]
        welcome = _WELCOME.search(one.title) is not None
        if one.ordinal is not None or (_EARLIER.match(text) and not welcome) or self._status(one) is not Status.HELD:
            return False
        signed = one.type == "signing" and (one.how == "verb" or _NOW.search(text) is not None)
        return signed or one.group in ("meeting", "ceremony", "visit", "press-conference")

    def _add(self, one: Occasion, when: When, parent: Event | None, place: str | None = None) -> None:
        kind = self._type(one, parent)
        name = one.place or place or (self.scene if kind == "incident" else None)
        if name is None and one.bare and one.type in _SOMEWHERE:
            name = self.named_at.get(one.hit.written.lower())
        spans = (Span(self.words.starts[one.hit.first], self.words.ends[one.hit.after - 1]), *((when.span,) if when.span else ()))
        confidence = Confidence.MEDIUM if one.how == "part" else Confidence.LOW  # tests/reading/first_seen.json
        for _ in range(one.number):
            ground = Ground(f"event-{one.how}", confidence, spans)
            number = parent.number if parent else None
            self.told.keep(
                Event(0, kind, one.title, name, when, self._status(one), one.ordinal, number, ground),
                CLASSES.get(kind, kind),
                one.sentence.paragraph,
                self.here,
            )

    def _type(self, one: Occasion, parent: Event | None) -> str:
        """The opening ceremony of a conference is a session of it."""
        whole = parent or self.told.some_whole()
        first = self.told.found[0] if self.told.found else None
        if first and one.hit.written in ANY_PART and first.type == "meeting" and first.title.lower().startswith(one.hit.written):
            return first.type  # the next session of a joint committee
        opening = one.hit.written in _OPENINGS
        if one.hit.written in _OPENS and any(
            CLASSES.get(other.type) == "conference" and other.hit.first >= one.hit.after for other in self.here
        ):
            return "session"  # khai mạc Hội nghị …
        return "session" if opening and whole and CLASSES.get(whole.type) == "conference" else one.type

    def _status(self, one: Occasion) -> Status:
        first, after = one.first, one.after
        if one.put_off or _PROPOSED.search(self.novelty.before(one)):
            return Status.PLANNED
        if any(other.asked and other.when is one.when and one.when is not None for other in self.here):
            return Status.PLANNED
        if any(True for _ in self.cancelled.scan(self.words, first, after)):
            return Status.CANCELLED
        if one.back:
            return Status.HELD
        said = self.page.said(first, after)
        planned = any(True for _ in self.planned.scan(self.words, first, after)) and " đã " not in said
        planned = planned or _AGREED.search(self.novelty.before(one)) is not None
        return Status.PLANNED if planned else Status.HELD
