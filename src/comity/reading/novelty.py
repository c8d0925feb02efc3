"""Whether a word for an event tells of a new one, or of one that was told before."""

import re
from typing import Final

from comity.reading.occasions import Occasion
from comity.reading.pages import Page, Role
from comity.reading.suggestions import Event, Status
from comity.reading.told import ANY_PART, Told, starts_alike
from comity.reading.when import Precision, When

_LEADS: Final = frozenset({"conference", "workshop", "training", "exercise", "press-conference", "dialogue"})
_HOLDS: Final = ("tổ chức ", "tiến hành ", "cùng ", " held a ", " held an ")
_NEXT: Final = re.compile(r"\b(?:lần tới|lần sau|tiếp theo|kế tiếp|năm tới|năm sau|next)\b", re.IGNORECASE)
_SIGNINGS: Final = ("lễ ký", "lễ mở ký", "lễ ký kết", "signing ceremony")
_SIGNING_OF: Final = ("signing of", "việc ký kết", "việc ký", "nghi thức ký")
_BOTH: Final = re.compile(r"\b(?:hai|các|ba) (?:bên|đoàn|trưởng đoàn|nước|bộ trưởng|cơ quan|đơn vị)(?: đã| cùng)* $", re.IGNORECASE)
_ON: Final = re.compile(r"[,;:]| và | sẽ ")
_RECURRING: Final = re.compile(
    r"(?:mỗi (?:tuần|tháng|quý|năm)|hằng (?:tuần|tháng|quý|năm)|hàng (?:tuần|tháng|quý|năm)|định kỳ|thường xuyên|một lần|"
    r"every (?:week|month|quarter|year|six months)|each (?:month|year|quarter)|monthly|quarterly|annually|regularly|twice a year)",
    re.IGNORECASE,
)
_ON_VISIT: Final = re.compile(r"\b(?:on|during|đang trong|trong) (?:a|an|his|her|chuyến)[^,.;]{0,24}$", re.IGNORECASE)
_ALSO: Final = re.compile(r"\bcũng\b[^,;]{0,12}$")
_AT_MEETING: Final = re.compile(r"(?:Tại|Trong|Phát biểu tại|At|During) (?:các |the |a )?", re.IGNORECASE)
_WITH: Final = re.compile(r"(?:[a-zà-ỹđ]+ ){1,5}(?:với|with) (?:the )?(?:[a-zà-ỹđ]+ ){0,4}[A-ZĐÀ-Ỹ]")
_WITNESSED: Final = re.compile(r"chứng kiến|witness", re.IGNORECASE)
_PLANS: Final = re.compile(r"(?:dự kiến|sẽ|is expected to|are expected to|plan to|planned to|will|are to|is to) (?:\w+ )?$", re.IGNORECASE)
_AT_IT: Final = re.compile(
    r"\b(?:tại|trong khuôn khổ|trong|nhân|at|during) (?:the )?(?:hội nghị|đối thoại|chuyến thăm|chuyến công tác|dịp này|hội đàm|diễn đàn|"
    r"conference|dialogue|visit|talks|summit|forum)",
    re.IGNORECASE,
)
_WELCOMES: Final = ("lễ đón", "lễ đón chính thức", "lễ đón tiếp", "welcome ceremony")
_HELD_ON: Final = re.compile(
    r"\b(?:được tổ chức|diễn ra|tổ chức|held|took place|takes place)"
    r"(?: tại [^,.;]{2,40})?(?: vào| trong| on| from)* ?$",
    re.IGNORECASE,
)
_CALLS: Final = ("hội kiến", "hội đàm", "điện đàm", "hội kiến với")  # nouns that stand as verbs before whom somebody meets
_FAR: Final = 60  # characters between a word that points back and a date that is another's
_WISHED: Final = re.compile(r"\b(?:đề nghị|mong|kêu gọi|proposed?|requested|asked)\b[^,;]{0,30}$", re.IGNORECASE)
_OTHER_ONE: Final = re.compile(
    r"\b(?:first|last|previous|earlier|next|second|such|another)(?: \w+)? $|\b(?:since|following up on|recalling|recalled|as agreed at) "
    r"(?:their|the|his|her|our) (?:\w+ )?$|"
    r"\b(?:kể từ|từ sau|nhắc lại|tiếp nối|nối tiếp|sau kết quả) (?:kết quả |thành công của )?$",
    re.IGNORECASE,
)
# What was done in a month or more, counted: *riêng tháng 9 đã phong tỏa 26.800 tài khoản*.
_COUNTED_IN: Final = re.compile(r"\b(?:riêng|chỉ trong|bình quân|trung bình)\b[^,;]{0,30}", re.IGNORECASE)
_COUNTED_ALONE: Final = re.compile(r"\balone\b")
_COUNTED_THINGS: Final = re.compile(
    r" (?:hơn |gần |khoảng |trên |about |over |nearly |more than )?[\d.,]+(?: lượt)? "
    r"(?:tài khoản|sim|tên miền|website|trang web|đường dẫn|số điện thoại|accounts?|domains?|web ?sites?|phone numbers|wallets)",
    re.IGNORECASE,
)
_TO_DO: Final = re.compile(
    r"\b(?:will|would|propos\w+|request\w*|ask\w*|seek\w*|sought|"
    r"urg\w+|agreed|hop\w+|discuss\w*|plan\w*)\b",
    re.IGNORECASE,
)
_SAME_DAY: Final = re.compile(
    r"(?:(?:Sáng|Trưa|Chiều|Tối) )?[Cc]ùng ngày|Sau đó|"
    r"Later (?:that|the same|on the same) day|(?:In|On) the (?:afternoon|evening|same)",
    re.IGNORECASE,
)
_ON_THAT_DAY: Final = re.compile(r"\bcùng ngày\b|\bthe same day\b|\bthat same day\b")
_TOOK_PLACE: Final = re.compile(r"\b(?:được tổ chức|đã diễn ra|diễn ra|was held|were held|took place)\b")
_CHAIRS: Final = re.compile(r"\b(?:chủ trì|tiến hành|có|chaired|held|led)(?: cuộc| buổi| the)* ?$", re.IGNORECASE)
_IN_YEAR: Final = ("vào", "trong", "in ")
# What a programme lists without a verb: *chương trình chuyến thăm gồm lễ đón, hội đàm, lễ ký kết*.
_LISTED: Final = re.compile(
    r"\b(?:chuyến thăm|chương trình|hoạt động|lịch trình|visit|programme|program|schedule)\b"
    r".{0,60}\b(?:gồm|bao gồm|includes?|included|including)\b.*$",
    re.IGNORECASE,
)
_IN_LISTS: Final = frozenset({"ceremony", "talks", "signing", "press-conference", "workshop"})
_ROW: Final = re.compile(r"[,;] | và | and ")  # between the deeds of a row
_NAMED: Final = 12  # characters behind a word for an event that make it a name
_AHEAD: Final = re.compile(r"dự kiến|sẽ|tới đây|will|next|upcoming", re.IGNORECASE)
_ONLY_ASKED: Final = re.compile(r"đề nghị|mời|mong muốn|sẵn sàng|đề xuất|kêu gọi|hứa|có thể|khả năng|nhằm|để ", re.IGNORECASE)
_ANOTHER_TIME: Final = re.compile(
    r"năm (?:ngoái|trước)|(?:lần|kỳ|vòng|phiên|đợt) trước|trước đó|last (?:year|month|spring|autumn)|previous|earlier", re.IGNORECASE
)
_CALLED_OFF: Final = re.compile(
    r"\b(?:hủy|huỷ|hoãn|không diễn ra|cancelled|canceled|postponed|called off|did not take place)\b", re.IGNORECASE
)
# Where something was agreed that the report tells first: *the accord was reached at a meeting between …*.
_REACHED_AT: Final = re.compile(
    r"(?:\b(?:at|during|in|after|following) (?:an? |closed-door |bilateral )*|\b(?:tại|trong|sau|kết thúc) (?:một )?)$", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"[\w ]{2,60}? (?:between|with|giữa|với) ")
_EARLY: Final = 4  # paragraphs of the body in which that is told
_MET: Final = re.compile(
    r"(?:đã|cũng) (?:có )?(?:các )?(?:cuộc |buổi )?(?:cùng )?(?:hội đàm|hội kiến|gặp|làm việc|trao đổi)|held talks|met with", re.IGNORECASE
)


class Novelty:
    """Answers for the occasions of one report."""

    def __init__(self, page: Page, told: Told) -> None:
        """`told` are the events so far."""
        self.page = page
        self.words = page.words
        self.told = told
        self.first_body = next((number for number, one in enumerate(page.paragraphs) if one.role is Role.BODY), 0)

    def before(self, one: Occasion) -> str:
        """Return what stands before a word in its sentence."""
        return self.page.text[one.sentence.start : self.words.starts[one.hit.first]]

    def recurs(self, one: Occasion) -> bool:
        """Say whether a word tells of what is held again and again, and of no day: *họp trực tuyến mỗi tháng*."""
        dated = one.when is not None and one.when.span is not None and one.when.span.start >= self.words.starts[one.hit.first]
        return not dated and _RECURRING.search(one.title[:_FAR]) is not None

    def is_balance(self, one: Occasion) -> bool:
        """Say whether a word tells what was counted in a month or more, and no case: *riêng tháng 9 đã phong tỏa 26.800 tài khoản*."""
        when, end = one.when, self.words.ends[one.hit.after - 1]
        if when is None or when.span is None or when.precision is Precision.DAY:
            return False
        near = self.page.text[max(one.sentence.start, when.span.start - 16) : when.span.start]
        alone = _COUNTED_ALONE.match(self.page.text, when.span.end + 1) is not None
        return alone or _COUNTED_IN.search(near) is not None or _COUNTED_THINGS.match(self.page.text, end) is not None

    def was_done(self, one: Occasion) -> bool:
        """Say whether a noun for a deed has a time of its own, and is not only asked for: *the extradition of two men in August 2025*."""
        when, end = one.when, self.words.ends[one.hit.after - 1]
        if when is None or when.span is None or _TO_DO.search(self.before(one)):
            return False
        if when.span.start >= end:
            return _ON.search(self.page.text, end, when.span.start) is None
        return self.page.text[when.span.end : self.words.starts[one.hit.first]] in (", the ", " the ", ", ")

    def is_set(self, one: Occasion) -> bool:
        """Say whether what is only asked for or on its way has a day, a month or a range of its own behind it, which makes it a plan."""
        when = one.when
        if one.asked and _WISHED.search(self.before(one)):
            return False
        end = self.words.ends[one.hit.after - 1]
        rough = one.type == "signing" and when is not None and (when.text or "").startswith(_IN_YEAR)
        behind = (
            when is not None and when.span is not None and when.span.start >= end and not _ON.search(self.page.text, end, when.span.start)
        )
        return bool(
            when and (when.precision is not Precision.YEAR or rough) and (behind or (one.how in ("move", "dated") and not one.asked))
        )

    def is_new(self, one: Occasion, same: list[Event], here: list[Occasion]) -> bool:
        """Say whether a word without a date tells of an event, rather than pointing back to one."""
        text, before = self.page.text[one.sentence.start : one.sentence.end], self.before(one)
        welcome = one.hit.written in _WELCOMES and before.endswith(("sau ", "after the ", "after a "))
        lead = self._told_by_lead(one)
        if not lead and (self._on_the_way(one, before) or ((welcome or self.at_event(one)) and not same)):
            return True
        if lead or one.type in ("incident", "session") or (one.back and same and (one.bare or one.group == "meeting")):
            return False
        long = len(one.title) > len(one.hit.written) + _NAMED
        if one.how == "noun" and not same:
            quoted = long and before.rstrip()[-1:] in ("\u201c", '"')
            if quoted or (not one.back and before.endswith(_HOLDS) and self.told.pointed(one, here)):
                return True
        if one.group == "meeting" and not one.back and self._in_row(one, before):
            return True
        if one.nested or one.number > 1:
            return one.number > 1 and not one.nested
        if (
            one.how == "noun"
            and one.ordinal is not None
            and one.place
            and not one.assumed
            and not one.back
            and _TOOK_PLACE.search(text)
            and _ANOTHER_TIME.search(text)
        ):
            return all(event.ordinal != one.ordinal for event in same)  # Hội nghị lần thứ 43 được tổ chức tại … năm ngoái
        behind = any(other.hit.first > one.hit.first and other.when is not None and other.group == one.group for other in here)
        if not behind and _AHEAD.search(text) and (one.ordinal is not None or self._next_of_main(one)):
            known = (event.ordinal == one.ordinal if one.ordinal is not None else event.status is Status.PLANNED for event in same)
            return not any(known)
        return self._is_done(one, before, text, same) if one.how == "verb" else self._is_held(one, before, text, same, long=long)

    def _told_by_lead(self, one: Occasion) -> bool:
        """Say whether the first sentence told as a meeting of two services what the next paragraph tells with names: *X hosted Y at …*."""
        if one.how != "verb" or one.type not in ("reception", "meeting") or len(self.told.found) != 1 or one.sentence.paragraph == 0:
            return False
        lead = self.told.found[0]
        near = one.sentence.paragraph - self.told.paragraphs[0] == 1 and lead.type == "meeting" and lead.status is Status.HELD
        return near and not any(word in self.told.named for word in lead.title.split()) and _ALSO.search(self.before(one)) is None

    def next_deed(self, one: Occasion, same: list[Event]) -> bool:
        """Say whether a sentence that opens with *chiều cùng ngày* tells of another deed, elsewhere: the handover after the arrest."""
        opens = _SAME_DAY.match(self.page.text, one.sentence.start) is not None
        opens = opens or _ON_THAT_DAY.search(self.page.text, one.sentence.start, one.sentence.end) is not None
        return opens and one.how == "verb" and one.place is not None and all(event.place != one.place for event in same)

    def called_off(self, one: Occasion, same: list[Event]) -> bool:
        """Say whether a word tells of one of another time that did not take place: *năm ngoái, hội đàm … đã phải hủy*."""
        if one.how != "noun" or one.back or any(event.status is Status.CANCELLED for event in same):
            return False
        start, end = one.sentence.start, one.sentence.end
        off = _CALLED_OFF.search(self.page.text, self.words.starts[one.hit.first], end)
        return off is not None and _ANOTHER_TIME.search(self.page.text, start, end) is not None

    def reached_at(self, one: Occasion, same: list[Event]) -> bool:
        """Say whether a word without a date is the meeting at which was agreed what the report tells: *tại cuộc gặp giữa A và B*."""
        early = one.sentence.paragraph < self.first_body + _EARLY and not one.plural and one.how == "noun"
        first = early and one.group == "meeting" and not same
        return (
            first
            and _REACHED_AT.search(self.before(one)) is not None
            and _BETWEEN.match(self.page.text, self.words.starts[one.hit.first], one.sentence.end) is not None
        )

    def _on_the_way(self, one: Occasion, before: str) -> bool:
        """Say whether a visit is told, and then what was said *tại buổi làm việc với …*, with somebody who was not met before."""
        if one.group != "meeting" or one.plural or not _AT_MEETING.fullmatch(before) or _WITH.match(one.title) is None:
            return False
        met = [event for event in self.told.of("meeting") if event.status is Status.HELD]
        return bool(self.told.of("visit")) and not any(self.told.alike(event.title, one.title) or not event.when.iso for event in met)

    def _in_row(self, one: Occasion, before: str) -> bool:
        """Say whether somebody else is met in a row: *đã hội kiến Thủ tướng …, hội đàm với Chánh án …*."""
        if not before.endswith((" và ", " and ", ", ", "; ")) or one.bare or one.plural:
            return False
        told = [event for number, event in enumerate(self.told.found) if self.told.sentences[number] == one.sentence.first]
        met = [event for event in told if event.type in ("meeting", "talks", "reception")]
        mine = set(_ROW.split(one.title)[0].split()[1:])
        return bool(met) and all(not mine <= set(event.title.split()) for event in met[-1:]) and len(mine) > 1

    def _next_of_main(self, one: Occasion) -> bool:
        """Say whether a noun means the next of what the report is about."""
        return one.how == "noun" and one.group == self.told.main() and _NEXT.search(one.title) is not None and not one.plural

    def _is_held(self, one: Occasion, before: str, text: str, same: list[Event], *, long: bool) -> bool:
        """Say whether a noun without a date tells of what was held."""
        if _LISTED.search(before) and one.type in _IN_LISTS and not one.plural:
            return not any(starts_alike(event.title, one.title) for event in same)
        if one.group == "meeting":
            return _MET.search(text) is not None and not one.back and not any(event.type in ("talks", "dialogue") for event in same)
        if one.type == "exercise" and one.hit.written.startswith("tuần tra"):
            return False  # what both sides do all year
        if one.type == "press-conference" or (one.type == "visit" and _ON_VISIT.search(before)):
            return not same and not one.plural and not one.back
        if one.hit.written in _SIGNING_OF and _WITNESSED.search(before):
            return not same
        first = one.sentence.paragraph <= self.first_body + 1 and one.type in _LEADS and not one.plural
        return not same and (one.hit.written in _SIGNINGS or (first and long))

    def _is_done(self, one: Occasion, before: str, text: str, same: list[Event]) -> bool:
        done = (
            one.doer
            or self.page.language != "vi"
            or re.search(r"\b(?:đã|cũng|cùng)\b", text)
            or (one.type == "signing" and _BOTH.search(before))
        )
        if _ONLY_ASKED.search(before) or not done:
            return False
        if one.group == "meeting":
            return not any(event.type in ("talks", "reception") and event.when.iso is None for event in same)
        if one.type == "signing":
            told = any(event.when.span is None or starts_alike(event.title, one.title) for event in same)
            if one.documented and self._witnessed(one, before):
                return True
            return one.documented and not told and not re.search(r"\d", before)
        return all(event.status is Status.PLANNED for event in same) or _ALSO.search(before) is not None or before.endswith(" và ")

    def _witnessed(self, one: Occasion, before: str) -> bool:
        """Say whether others sign in the same sentence, before the eyes of those who signed first: *ký … và chứng kiến đại diện … ký …*."""
        here = [event for event, first in zip(self.told.found, self.told.sentences, strict=True) if first == one.sentence.first]
        signed = any(event.type == "signing" and not starts_alike(event.title, one.title) for event in here)
        return signed and _WITNESSED.search(before) is not None

    def at_event(self, one: Occasion) -> bool:
        """Say whether something is planned to be signed at what the report is about: *dự kiến ký một thỏa thuận tại đối thoại*."""
        behind = self.page.text[self.words.ends[one.hit.after - 1] : one.sentence.end]
        return (
            one.type == "signing"
            and one.how == "verb"
            and one.documented
            and _PLANS.search(self.before(one)) is not None
            and _AT_IT.search(behind) is not None
        )

    # ------------------------------------------------------------ beside an event of the same class

    def another(self, one: Occasion, number: int, when: When) -> bool:
        """Say whether a word tells of another event of the same day: a part with another name, a second deed joined to the first."""
        event = self.told.found[number]
        if self.told.groups[number] != one.group or event.when.iso != when.iso:
            return False
        if one.how == "part" and one.hit.written not in ANY_PART:
            return not starts_alike(event.title, one.title)
        before = self.before(one)
        if one.type == "signing" and self._witnessed(one, before):
            return not starts_alike(event.title, one.title)
        if one.type == "message" and self.told.sentences[number] == one.sentence.first and ";" in before:
            return True  # two who write, each in a part of the sentence
        if before.endswith((" và ", " and ", ", ", "; ")) and self.told.sentences[number] == one.sentence.first:
            if before.endswith((", ", "; ")):
                told, added = (set(_ROW.split(title)[0].split()[1:]) for title in (event.title, one.title))
            else:
                told, added = set(event.title.split(" và ")[0].split()[1:]), set(one.title.split()[1:])
            return (event.type == one.type or one.group == "meeting") and not (told <= added or added <= told)
        in_row = before.endswith((", ", " và ")) and event.ground.rule == "event-noun"
        return (
            one.how == "verb"
            and one.group in ("ceremony", "visit")
            and (self.told.sentences[number] != one.sentence.first or in_row)
            and bool(not one.bare and not self.told.alike(event.title, one.title))
        )

    def of_series(self, one: Occasion) -> bool:
        """Say whether a word tells of an earlier or a later one of its kind: *the first such course*."""
        return one.ordinal is not None or _OTHER_ONE.search(self.before(one)) is not None

    def far(self, one: Occasion, when: When) -> bool:
        """Say whether a date behind a word that points back is so far from it that it is another thing's."""
        if when.span is None or _HELD_ON.search(self.page.text, one.sentence.start, when.span.start):
            return False
        return when.span.start - self.words.ends[one.hit.after - 1] > _FAR

    def shared(self, number: int) -> bool:
        """Say whether an event has its range from a visit that was told with it: the talks of the visit are on a day of it."""
        event = self.told.found[number]
        return self.told.groups[number] != "visit" and any(
            other.type == "visit" and other.when.span == event.when.span for other in self.told.found if other is not event
        )

    def received(self, one: Occasion, when: When) -> bool:
        """Say whether the paragraph tells that the same guest was received then: *tiếp Đại sứ đến chào xã giao* is one event."""
        same = self.told.in_paragraph(one.sentence.paragraph)
        return any(event.type == "reception" and event.when.iso == when.iso for event in same)

    def others_met(self, one: Occasion, number: int) -> bool:
        """Say whether, on the same day, somebody else was met: a verb in another paragraph, with nobody in common."""
        other = self.told.found[number].type != one.type and one.type == "talks" and not one.back
        if other and _SAME_DAY.match(self.page.text, one.sentence.start) and _CHAIRS.search(self.before(one)):
            return self.told.paragraphs[number] != one.sentence.paragraph
        acts = one.how == "verb" or (one.hit.written in _CALLS and not one.bare and not one.back)
        if not acts or one.group != "meeting" or self.told.sentences[number] == one.sentence.first:
            return False
        own = one.when is not None and one.when.span is not None and one.when.span.start >= one.sentence.start and not one.bare
        if self.told.paragraphs[number] == one.sentence.paragraph and not own:
            return False
        return not self.told.alike(self.told.found[number].title, one.title)

    def also(self, one: Occasion, number: int) -> bool:
        """Say whether another paragraph tells that somebody else did the same: *Bộ trưởng Ngoại giao cũng gửi điện*."""
        other = self.told.paragraphs[number] != one.sentence.paragraph
        return one.how == "verb" and other and _ALSO.search(self.before(one)) is not None
