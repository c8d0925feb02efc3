"""Words for events in one sentence, each with the date and the place that belong to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from comity.reading.dating import Dating
from comity.reading.lexicon import Hit
from comity.reading.ordinals import ordinal_in
from comity.reading.pages import Page, Sentence
from comity.reading.people import People
from comity.reading.places import Spot
from comity.reading.rows import row_behind
from comity.reading.tokens import word_set
from comity.reading.triggers import PAPERS, Triggers
from comity.reading.when import When
from comity.reading.whereabouts import Whereabouts

CLASSES: Final = {  # types that reports use for one another
    **dict.fromkeys(("meeting", "talks", "reception", "dialogue", "courtesy-meeting"), "meeting"),
    **dict.fromkeys(("conference", "workshop", "session"), "conference"),
}

_NTH: Final = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:st|nd|rd|th))(?: [A-Za-z-]+)? $", re.IGNORECASE
)
_BEGINNING: Final = re.compile(
    r"\b(?:mở đầu|bắt đầu) (?:một )?(?:chuyến|đợt)|\b(?:beginning|starting|for) (?:a|an|his|her|their) \w+-day\b"
)
_MARGIN: Final = re.compile(r"song phương với|bilateral meetings? with", re.IGNORECASE)
_MARGINS: Final = re.compile(r"(?:\* )?(?:Cũng )?(?:Bên lề|On the (?:margins|sidelines))", re.IGNORECASE)
_PLURAL: Final = word_set("các những nhiều mỗi mọi số hai ba bốn these several many all such regular")
_ORDINALS: Final = word_set("first second third fourth fifth last latest next")
_PEOPLE: Final = re.compile(
    r"đối tượng|nghi phạm|nghi can|bị can|bị cáo|tội phạm|người bị|nạn nhân|công dân|lao động|\d+ người|người này|"
    r"suspect|fugitive|wanted person|nationals|victim|offender|citizens?\b|\d+ (?:\w+ )?(?:people|persons|women|men|workers|children)\b",
    re.IGNORECASE,
)
_WILL_TAKE: Final = re.compile(r"\b(?:sẵn sàng|sẽ|đồng ý|cam kết|đề nghị|mong muốn|mong|nhất trí)(?: \w+)? $", re.IGNORECASE)
_OF_NAMES: Final = re.compile(
    r"(?:chống|phòng ngừa|điều tra|xử lý) (?:các )?(?:loại )?tội phạm|tội phạm (?:về|sử dụng|công nghệ)", re.IGNORECASE
)  # in names of organs
_THINGS: Final = re.compile(r"thiết bị|máy|phương tiện|quà|hàng|tài trợ|bộ |xe |tàu |equipment|laptops|vehicles", re.IGNORECASE)
_TAKEN: Final = ("tiếp nhận", "về đến")  # of persons an incident, of things a ceremony, else nothing
_HANDED_OVER: Final = ("bàn giao", "trao trả", "handed over")
_OF_COMMITTEE: Final = re.compile(
    r"[^,.;]{0,24}(?:Nhóm công tác|Ủy ban hỗn hợp|Ủy ban liên|Tiểu ban|nhóm công tác|Working Group|Joint Committee)"
)
_CLOSING: Final = ("bế mạc", "bế giảng", "closed", "concluded")
_PUT_OFF: Final = re.compile(
    r"\b(?:hoãn|lùi|dời|chuyển)(?: lại)? (?:sang|đến|tới|vào)\b|\b(?:postponed|moved|put off|"
    r"rescheduled|pushed back|delayed) (?:to|until|for)\b",
    re.IGNORECASE,
)
_END: Final = re.compile(
    r",? (?:diễn ra|được tổ chức|tổ chức tại|đã |dự kiến|vào ngày|ngày \d|"
    r"was held|will be held|took place|held in|on \d|in (?:the )?[A-Z])|"
    r"[;.:]|, (?=(?:tại|do|với sự|nhằm|để|ông|bà|trong)\b)"
)
_MEETS: Final = ("làm việc với", "gặp", "gặp gỡ", "hội đàm", "họp với", "for talks", "talks")
_MORE: Final = 12  # characters behind a word that may still be nothing but a word


@dataclass(frozen=True, slots=True)
class Occasion:
    """A word for an event in a sentence."""

    hit: Hit
    sentence: Sentence
    first: int  # words [first, after) are about it
    after: int
    type: str
    when: When | None
    place: str | None
    assumed: bool  # the place is only that of the dateline
    title: str
    ordinal: int | None
    number: int  # of events that it stands for
    bare: bool  # nothing but the word: it points back to an event told before, where there is one
    back: bool  # behind *tại*, *kết thúc*: the same
    plural: bool
    nested: bool  # inside the name of another event
    documented: bool  # a paper stands behind a word of signing
    closed: bool  # the word only names what the next one closes: *lớp học bế giảng*
    doer: bool  # a person stands right before the word
    asked: bool  # only asked for, hoped or made possible
    lasts: int  # days, from the first; below 0 from the last; 0 where it is not told
    until: When | None  # the day to which it is told to last
    put_off: bool = False  # the date is that to which it was put off

    @property
    def how(self) -> str:
        """What kind of word it is: noun, verb, part."""
        return str(self.hit.entry.more["how"])

    @property
    def group(self) -> str:
        """Types that are one class: reports call one event by several of their words."""
        return CLASSES.get(self.type, self.type)


class Occasions:
    """Finds the occasions of one report, sentence by sentence."""

    def __init__(self, page: Page, people: People, dates: list[When], spots: list[Spot]) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.spots = spots
        self.people = people
        self.triggers = Triggers(page, people)
        self.dating = Dating(page, dates)
        self.whereabouts = Whereabouts(page, spots)

    def of(self, sentence: Sentence) -> list[Occasion]:
        """Return the occasions of one sentence in order."""
        hits = self.triggers.of(sentence)
        owners = self.dating.owners(hits, sentence) if hits else {}
        kept = [number for number, hit in enumerate(hits) if not self._only_goes(number, hits)]
        found = [self._occasion(number, hits, owners.get(number), sentence) for number in kept]
        return [more for one in found for more in (one, *self._again(one))]

    def _again(self, one: Occasion) -> Iterator[Occasion]:
        """Yield what one noun tells of once more, elsewhere and then."""
        spots = [spot for spot in self.spots if one.hit.after <= spot.first < one.sentence.after]
        if one.when and one.when.span and (later := self._put_off(one, one.when.span.end)):
            yield replace(one, when=later, put_off=True)
            return
        if one.how in ("noun", "verb") and one.when and one.when.span and one.when.span.start >= self.words.ends[one.hit.after - 1]:
            for when, place in row_behind(self.page, spots, self.dating.dates, one.when.span.end, one.sentence.end):
                yield replace(one, when=when, place=place, assumed=False)

    def _put_off(self, one: Occasion, end: int) -> When | None:
        """Return the date to which something of one date was put off: *ban đầu ấn định ngày 24/6, đã hoãn sang tháng 8*."""
        for when in self.dating.dates:
            if when.span and end < when.span.start < one.sentence.end:
                between = self.page.text[end : when.span.start] + (when.text or "")
                return when if _PUT_OFF.search(between) else None
        return None

    def _only_goes(self, number: int, hits: list[Hit]) -> bool:
        """Say whether somebody only goes there to meet: *sang Lyon làm việc với Interpol* is a meeting in Lyon."""
        if hits[number].entry.more["how"] != "move" or number + 1 >= len(hits):
            return False
        between = self.page.text[self.words.ends[hits[number].after - 1] : self.words.starts[hits[number + 1].first]]
        return hits[number + 1].written in _MEETS and re.search(r"[,;:\d]", between) is None

    # ------------------------------------------------------------ one word

    def _occasion(self, number: int, hits: list[Hit], when: When | None, sentence: Sentence) -> Occasion:
        hit = hits[number]
        later = [one for one in hits[number + 1 :] if not self.dating.points_away(one, sentence)]
        after = later[0].first if later else sentence.after
        title = self._title(hit, sentence)
        kind = str(hit.entry.more["type"])
        if (
            kind == "session"
            and not hit.written.lower().startswith("phiên họp")
            and _OF_COMMITTEE.match(self.page.text, self.words.ends[hit.after - 1], sentence.end)
        ):
            kind = "meeting"
        if hit.written in _TAKEN and _WILL_TAKE.search(self.page.text, sentence.start, self.words.starts[hit.first]):
            kind = ""  # sẵn sàng tiếp nhận 5 cán bộ
        elif hit.written in _TAKEN and not _PEOPLE.search(self.page.text[sentence.start : sentence.end]):
            kind = "ceremony" if _THINGS.search(self.page.text, self.words.ends[hit.after - 1], sentence.end) else ""
        if hit.written in _HANDED_OVER and _PEOPLE.search(_OF_NAMES.sub("", self.page.text[sentence.start : sentence.end])):
            kind = "incident"
        place = self.whereabouts.place(hit, kind, after, sentence)
        before = self.words.keys[hit.first - 1] if hit.first > sentence.first and self.words.gap(hit.first) == " " else ""
        such = before == "such" and self.words.keys[max(0, hit.first - 2)] in _ORDINALS  # the first such drill
        plural = (
            (before in _PLURAL and not such) or before.isdigit() or hit.written.endswith("courses")
        )  # a balance: *tổ chức 38 đợt tuần tra*
        return Occasion(
            hit=hit,
            sentence=sentence,
            first=hits[number - 1].after if number else sentence.first,
            after=after,
            type=kind,
            when=when,
            place=place or self.whereabouts.assumed(kind, sentence),
            assumed=place is None,
            title=title,
            ordinal=ordinal_in(title) or self._ordinal_ahead(hit, sentence),
            number=self._several(hit, after, sentence)
            if plural or "song phương" in hit.written or self._in_turn(hit) or self._on_margins(hit, sentence)
            else 1,
            bare=self._is_bare(hit, title, sentence) or (hit.after == after < sentence.after and hit.entry.more["how"] == "noun"),
            back=self.dating.points_back(hit, sentence),
            plural=plural,
            nested=self.dating.points_away(hit, sentence),
            documented=PAPERS.search(title) is not None,
            closed=number + 1 < len(hits) and hits[number + 1].first == hit.after and hits[number + 1].written in _CLOSING,
            doer=self.triggers.stands_behind_doer(hit),
            asked=self.triggers.asked(hit, sentence),
            lasts=self.dating.lasts(hit, sentence) if hit.entry.more["how"] == "noun" or self._begins(hit, sentence) else 0,
            until=self.dating.until(hit, sentence) if hit.entry.more["how"] in ("noun", "part") or hit.code == "visit-verb" else None,
        )

    def _ordinal_ahead(self, hit: Hit, sentence: Sentence) -> int | None:
        """Return the number of a series that an English word has before it: *the second consultations*."""
        if self.page.language != "en" or hit.entry.more["how"] != "noun":
            return None
        ahead = _NTH.search(self.page.text, sentence.start, self.words.starts[hit.first])
        return ordinal_in(ahead.group()) if ahead else None

    def _begins(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether somebody comes to begin a visit of some days: *đến Hà Nội tối 1/12, mở đầu chuyến làm việc bốn ngày*."""
        kind = hit.entry.more["type"] == "visit"
        return kind and _BEGINNING.search(self.page.text, self.words.ends[hit.after - 1], sentence.end) is not None

    def _is_bare(self, hit: Hit, title: str, sentence: Sentence) -> bool:
        short = len(re.split("[,;:]", title)[0]) <= len(hit.written) + _MORE and ordinal_in(title) is None
        named = self.words.capital(hit.first) and hit.first > sentence.first and len(title) > len(hit.written) + 3
        follows = range(hit.after, min(hit.after + 3, sentence.after))
        plain = (self.words.words[hit.first].islower() or hit.first == sentence.first) and not any(
            self.words.capital(at) or '"' in self.words.gap(at) for at in follows
        )
        return (short and not named) or (plain and hit.entry.more["how"] == "noun" and ordinal_in(title) is None)

    def _several(self, hit: Hit, after: int, sentence: Sentence) -> int:
        """Return for how many a plural before word `after` stands: *gặp Trưởng đoàn Lào, Campuchia và Trung Quốc* are three."""
        margin = (
            self._in_turn(hit)
            or self._on_margins(hit, sentence)
            or _MARGIN.search(self.page.text[self.words.starts[hit.first] : sentence.end])
        )
        if CLASSES.get(str(hit.entry.more["type"])) != "meeting" or not margin:
            return 1
        parties = self._parties(hit.after, after)
        return max(1, parties)

    def _in_turn(self, hit: Hit) -> bool:
        """Say whether several are met one after another: *lần lượt tiếp A và B*."""
        return self.words.keys[max(0, hit.first - 2) : hit.first] == ("lần", "lượt")

    def _on_margins(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether somebody is met on the margins, where each is met alone: *bên lề hội nghị, … gặp Trưởng đoàn A và Trưởng đoàn B*."""
        return hit.entry.code == "meeting-verb" and _MARGINS.match(self.page.text, sentence.start) is not None

    def _parties(self, first: int, after: int) -> int:
        """Return how many are met in words [first, after): persons, heads without a name, and states that are none of theirs."""
        heads = [
            (title.first, title.after)
            for title in self.people.roles
            if first <= title.first < after and not title.address and self.words.keys[title.after : title.after + 1] != ("các",)
        ]
        persons = {number: begin for begin, number in sorted(self.people.at.items()) if first <= begin < after}
        ends = {mention.begin: mention.end for person in self.people.persons for mention in person.mentions}
        held = {at for begin in persons.values() for at in range(begin, ends[begin])} | {at for one, end in heads for at in range(one, end)}
        # a bracket behind a name, and the states in a row behind one head: Trưởng đoàn Singapore, Campuchia và Trung Quốc
        states = {
            one.code
            for at, one in self.page.names.items()
            if first <= at < after and one.kind == "countries" and at not in held and not self.words.gap(at).endswith("(")
        }
        if persons:
            return len(persons) if len(persons) > 1 else 1 + len(heads)
        return len(heads) + len(states)

    def _title(self, hit: Hit, sentence: Sentence) -> str:
        text = self.page.text[self.words.starts[hit.first] : sentence.end]
        cut = _END.search(text, len(hit.written))
        return (text[: cut.start()] if cut else text).strip(' ,.\u201d"')
