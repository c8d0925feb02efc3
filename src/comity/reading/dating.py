"""Which date belongs to which word of a sentence, and which words only point to an event that is told elsewhere."""

import re
from itertools import pairwise
from typing import Final

from comity.reading.lexicon import Hit
from comity.reading.pages import Page, Sentence
from comity.reading.shapes import NUMBERS
from comity.reading.when import Precision, When
from comity.reading.years import SINCE, fits, leads, year_of_signing

_NO_TIME: Final = re.compile(
    r"(?:trước(?! đó)|kể từ|từ (?:đầu|tháng|năm)|đến (?:cuối|hết)|tính đến|giai đoạn|before|by|since|until)\b", re.IGNORECASE
)
_BACK: Final = re.compile(
    r"(?:tại|(?:trong|nhân) (?:chương trình|khuôn khổ|thời gian|dịp|chuyến)|trong|kết thúc|sau|bên lề|ngay sau|trước|"
    r"^(?:cùng |đồng )?(?:dự|tham dự|tham gia|có mặt tại|chủ trì|điều hành|mở đầu|khai mạc|bế mạc|kết luận)|"
    r"^phát biểu (?:khai mạc|bế mạc|kết luận|mở đầu|chào mừng)|"
    r"^(?:also )?(?:attending|addressing|opening|closing|chairing|concluding|present at|speaking at)|"
    r"phát biểu tại|báo cáo tại|at|during|after|on the margins of|on the sidelines of|"
    r"(?:trong khuôn khổ|bên lề)\b[^,;.]{0,40}|on the (?:margins|sidelines) of\b[^,;.]{0,40})"
    r"(?: (?:các|những))?(?: (?:cuộc|buổi|chuyến|đợt|the|this))?\s*$",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(
    r"\b(?:về (?:kết quả|nội dung|công tác chuẩn bị|ý nghĩa|việc tổ chức|kế hoạch|thành công của|tình hình)|về|khuôn khổ|của|"
    r"cho|nhằm|từ|sau|nhân dịp|nhân|nhân dịp (?:sang )?dự|nhân chuyến (?:công tác|thăm)(?: \w+){0,6} (?:để )?(?:dự|tham dự)|"
    r"trong chương trình|"
    r"trong (?:một )?(?:cuộc|đợt|vụ)|about|on|of|for) "
    r"(?:một |the |sang |đến )?(?:\w+-\w+ )?[\u201c\"]?$"
)
_ABOUT: Final = re.compile(r"\b(?:về|của|liên quan|about|on)\b[^,]{0,40}$")
_AND_ATTENDED: Final = re.compile(r" và (?:cùng )?(?:dự|tham dự|đồng chủ trì|chủ trì)")
_BY: Final = re.compile(
    r"(?:before|by|until|no later than|trước|đến hết|cho đến|đến cuối|chậm nhất|muộn nhất|không muộn hơn|"
    r"hạn chót)(?: là)?(?: vào)?(?: the)?(?: end(?: of)?| beginning of| cuối)?\s*$",
    re.IGNORECASE,
)
_LASTS: Final = re.compile(
    r"(?:kéo dài|diễn ra|tổ chức|runs?|lasts?|continues?|ends?|closes?|concludes?|kết thúc)(?: vào)?"
    r"(?: đến| tới| until| to| on)?(?: hết)?\s*$",
    re.IGNORECASE,
)
_LAST_WORDS: Final = re.compile(r"kéo dài|diễn ra|tổ chức|kết thúc|\b(?:runs?|lasts?|continues?|ends?|closes?|concludes?)\b", re.IGNORECASE)
_NEAR: Final = 200  # characters from a word for an event to the day to which it lasts
_ENDS: Final = re.compile(r"kết thúc|(?:ends?|closes?|concludes?)\b", re.IGNORECASE)
_UNTIL: Final = re.compile(r"(?:đến|tới|hết|until|through)\b", re.IGNORECASE)
_HAPPENS: Final = re.compile(r"\b(?:xảy ra|diễn ra|tổ chức|ký|được|sẽ|bị|tại|ở|held|which|in|at|of)\b")
_BOUND_FOR: Final = re.compile(r"\b(?:travel|fly|go|leave|head|arrive|visit|flew|left)\w* [^,;.]{0,40}\bfor (?:a |the )?$", re.IGNORECASE)
_SAID_ON: Final = re.compile(r"\b(?:said|says|told \w+|announced|reported|warned|confirmed|added)(?: on)?\s*$", re.IGNORECASE)
_TOLD: Final = re.compile(r",? (?:đã )?(?:thông báo|cho biết|cho hay|công bố|thông tin|announced|said)\b")
_LEAVES: Final = re.compile(r"lên đường|khởi hành|rời (?:Hà Nội|Việt Nam)|left (?:Hanoi )?for|departed for", re.IGNORECASE)
# What stands behind a comma of somebody or something else; not *which opens in Hanoi on August 5*.
_WHO: Final = re.compile(
    r", (?:who|which|where|whose)\b(?! (?:took place|(?:was|were|is|are|will be|is to be|is being) held|ran\b|runs\b|will run|"
    r"(?:[A-Z][\w ]{2,30} )?(?:hosted|chaired|convened)\b|was (?:hosted|chaired|convened)\b|"
    r"lasted|lasts\b|opens\b|opened\b|"
    r"begins?\b|began\b|starts?\b|is scheduled|is due|will (?:open|take place|start|begin|last)|concluded|closed|ended))"
)
_NUMBER: Final = "|".join((*NUMBERS, r"\d{1,2}"))
_DAYS: Final = re.compile(
    rf"\b({_NUMBER})-day\b|(?:chuyến thăm|chuyến công tác|chuyến làm việc|chuyến thăm và làm việc|"
    r"đợt công tác|kéo dài(?: trong)?|diễn ra trong|trong vòng|khóa học|hội thảo|"
    rf"hội nghị) ({_NUMBER}) ngày\b",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    rf"(?:kéo dài|diễn ra)(?: trong)? ({_NUMBER}) ngày\b|(?:kết thúc|bế mạc|khép lại)[^;.]{{0,60}}? sau ({_NUMBER}) ngày "
    r"(?:làm việc|đàm phán|họp|diễn ra)",
    re.IGNORECASE,
)
_AFTER_DAYS: Final = re.compile(r"kết thúc|bế mạc|khép lại", re.IGNORECASE)
_CLOSED: Final = re.compile(r"\b(?:concluded|closed|completed|wrapped up|ended|finished|kết thúc|bế mạc)\b", re.IGNORECASE)
_THAT_YEAR: Final = re.compile(r"(?:in )?(?:last|next) year|(?:vào |trong )?năm (?:ngoái|sau|tới)", re.IGNORECASE)
_OPENS: Final = ("khai giảng", "khai mạc", "bế giảng", "bế mạc", "opened")
_OPENED: Final = frozenset({"training", "workshop", "conference", "exercise"})
_OPENS_A: Final = re.compile(r" (?:an? |the |its |their )(?:[\w-]+ ){0,4}")
_MEANWHILE: Final = re.compile(r",? (?:during which|trong đó|trong thời gian (?:này|đó)|qua đó)\b")
_WHICH_IS_HELD: Final = re.compile(r",? (?:which|that) (?:(?:is|was|were|are)(?: being)? held|took place|runs?|ran|opened|opens)\b")
_AFTER: Final = re.compile(r"\b(?:after|following|sau)\b", re.IGNORECASE)
_DEFINITE: Final = 2  # words behind a word for an event that still only point to it
_HELD: Final = re.compile(r"\b(?:held|diễn ra|tổ chức)(?: vào)?\s*$", re.IGNORECASE)
_WITHIN: Final = re.compile(
    r"\b(?:during (?:the|a|his|her)|(?:after|following) (?:the|their)|(?:ngay )?sau(?: cuộc| buổi)?|"
    r"trong (?:khuôn khổ )?|trong dịp|(?<!nạn )(?<!cá )(?<!phạm )(?<!nguyên )nhân )\s?$",
    re.IGNORECASE,
)  # ký trong chuyến thăm
_ON_OCCASION: Final = re.compile(r",? (?<!nạn )(?<!cá )(?<!phạm )nhân (?:dịp )?$", re.IGNORECASE)
_PLURAL: Final = frozenset({"các", "những", "other", "related"})
_DAY: Final = re.compile(r"-\d\d-\d\d$")
_BRIDGE: Final = re.compile(r"điểm cầu (?:\w+ ){0,3}của $")
_QUARTER: Final = re.compile(r"quý |(?:6|sáu) tháng |nửa ", re.IGNORECASE)
_BESIDE: Final = 12  # characters from a word for an event to a time that is a part of its name
_OF_PAPER: Final = frozenset({"signing", "statement"})
_OF_OTHERS: Final = frozenset({"ceremony", "signing"})
_TO_COME: Final = re.compile(r"\b(?:sẽ|cam kết|hứa|will|would|pledged|promised)\b[^;]*$")
_FOR_IT: Final = re.compile(r" (?:(?:for|of) (?:the |a )?)?[\w-]{0,12} ?")


class Dating:
    """Answers for the sentences of one report."""

    def __init__(self, page: Page, dates: list[When]) -> None:
        """`dates` are all of the report, in its order."""
        self.page = page
        self.words = page.words
        self.dates = dates

    def points_back(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a word stands behind *tại*, *kết thúc*, *during*: its event was told before."""
        return _BACK.search(self._ahead(hit, sentence)) is not None

    def points_away(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a word is only what another event is about: *họp báo về lễ mở ký*, *trong khuôn khổ Hội nghị*."""
        ahead = self._ahead(hit, sentence)
        if _BRIDGE.search(ahead):
            return False  # điểm cầu Việt Nam của Diễn tập
        return _AWAY.search(ahead) is not None and not _BOUND_FOR.search(ahead)

    def owners(self, hits: list[Hit], sentence: Sentence) -> dict[int, When]:
        """Return the date of each word, by its number: the one behind it in its clause, else one that leads the sentence.

        A date between commas before another word belongs to that one; what a pointing word begins shares its date; and so do an opening
        and what is opened, a visit and the conference that was its purpose.
        """
        owners: dict[int, When] = {}
        leading: list[When] = []
        lasting = [self.until(hit, sentence) for hit in hits]
        for when in self._here(hits, sentence):
            if leading and self._in_name(hits, when):
                continue
            if (named := self._named_by(hits, when)) is not None:
                owners.setdefault(named, when)
                continue
            if (follows := self._beside(hits, when)) is not None:
                owners[follows] = when
                continue
            number = self._before(hits, when, owners, led=bool(leading))
            if number is not None and leading and when.precision is Precision.YEAR and hits[number].entry.more["type"] != "signing":
                continue  # what has its day in the same sentence is not of a year behind it
            if number is not None and (leading or number in owners) and when in lasting:
                continue  # the day to which it lasts
            if number is not None and self._finer(when, owners.get(number), hits[number]):
                owners[number] = when  # hội nghị giao ban quý II … diễn ra sáng 6/6
                continue
            if (
                number is not None
                and number not in owners
                and not (leading and self._told_apart(hits[number], when, sentence))
                and not self._forward(when, hits, number, sentence)
                and fits(self.page, hits[number], when, sentence)
            ):
                owners[number] = when
            elif when.precision is not Precision.YEAR or _THAT_YEAR.match(when.text or "") or year_of_signing(when, hits, sentence):
                leading.append(when)
        self._lead(owners, leading, hits, sentence)
        self._both_on(owners, hits)
        self._share(owners, hits, sentence)
        return owners

    def _both_on(self, owners: dict[int, When], hits: list[Hit]) -> None:
        """Give the day behind two deeds of one subject to the first too: *met with officials of X and visited Y on 7 May*."""
        for number, (hit, following) in enumerate(pairwise(hits)):
            deeds = {hit.entry.more["how"], following.entry.more["how"]} == {"verb"}
            day = owners.get(number + 1)
            behind = day is not None and day.span is not None and day.span.start >= self.words.ends[following.after - 1]
            between = self._between(hit, following)
            if (
                deeds
                and day
                and number not in owners
                and behind
                and between.endswith((" and ", " và "))
                and not re.search(r"[,;:]", between)
            ):
                owners[number] = day
            first = owners.get(number)
            papers = following.entry.more["type"] in _OF_PAPER and hit.entry.more["type"] != following.entry.more["type"]
            if papers and first and first.span and number + 1 not in owners and between.endswith((" and ", " và ")):
                inside = self.words.ends[hit.after - 1] <= first.span.start < self.words.starts[following.first]
                if inside and not re.search(r"[,;:]", between):
                    owners[number + 1] = first  # bế mạc chiều 5/6 và thông qua Tuyên bố

    def _lead(self, owners: dict[int, When], leading: list[When], hits: list[Hit], sentence: Sentence) -> None:
        """Give the date that leads a sentence to what has none of its own."""
        for number, hit in enumerate(hits):
            mine = [
                when
                for when in leading
                if when.span
                and when.span.end <= self.words.starts[hit.first]
                and not self._of_telling(when, hit)
                and not self._of_promise(when, hit, sentence)
            ]
            if number not in owners and mine and not self.points_away(hit, sentence) and leads(hit, mine[-1]):
                owners[number] = mine[-1]

    def _of_promise(self, when: When, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a date is that of a promise in the clause before: *sẽ gửi danh sách trong tháng 4; đồng thời mời … sang thăm*."""
        start, end = (when.span.start, when.span.end) if when.span else (0, 0)
        apart = ";" in self.page.text[end : self.words.starts[hit.first]]
        return apart and _TO_COME.search(self.page.text, sentence.start, start) is not None

    def _told_apart(self, hit: Hit, when: When, sentence: Sentence) -> bool:
        """Say whether a date far behind a word that points back is another thing's, where the sentence opens with a date of its own."""
        between = self.page.text[self.words.ends[hit.after - 1] : when.span.start if when.span else 0]
        own = hit.code == "visit" and when.precision is Precision.RANGE and not re.search(r"[,;:]", between)
        own = own or _WHICH_IS_HELD.match(between) is not None  # on the margins of the Dialogue, which is being held from …
        return not own and self.points_back(hit, sentence) and len(between.split()) > _DEFINITE

    def _finer(self, when: When, rough: When | None, hit: Hit) -> bool:
        """Say whether a day is told behind a rougher time that stands in the name of an event."""
        if rough is None or rough.span is None or when.span is None:
            return False
        quarter = _QUARTER.match(rough.text or "") is not None
        if when.precision is not Precision.DAY and not (quarter and when.precision in (Precision.MONTH, Precision.RANGE)):
            return False
        named = rough.precision is not Precision.DAY and _DAY.search(rough.iso or "") is None
        if quarter:
            return rough.span.end <= when.span.start and ";" not in self.page.text[rough.span.end : when.span.start]
        beside = rough.span.start - self.words.ends[hit.after - 1] <= _BESIDE
        return named and beside and ";" not in self.page.text[rough.span.end : when.span.start]

    def _in_name(self, hits: list[Hit], when: When) -> bool:
        """Say whether a quarter, a half year or a year stands right behind a word for an event as a part of its name: *giao ban quý II*."""
        if when.span is None or not (_QUARTER.match(when.text or "") or when.precision is Precision.YEAR):
            return False
        return any(when.span.start - self.words.ends[hit.after - 1] == 1 for hit in hits if hit.entry.more["how"] == "noun")

    def until(self, hit: Hit, sentence: Sentence) -> When | None:
        """Return the day to which an event is told to last: *khóa học kéo dài đến hết ngày 16-5*."""
        end = self.words.ends[hit.after - 1]
        if _LAST_WORDS.search(self.page.text, end, min(end + _NEAR, sentence.end)) is None:
            return None
        for when in self.dates:
            if when.span and end <= when.span.start < min(end + _NEAR, sentence.end) and when.precision is Precision.DAY:
                between = self.page.text[end : when.span.start]
                lasts = _LASTS.search(between)
                if lasts and (_UNTIL.match(when.text or "") or _UNTIL.search(lasts.group()) or _ENDS.match(lasts.group())):
                    return when
        return None

    def lasts(self, hit: Hit, sentence: Sentence) -> int:
        """Return for how many days an event lasts, counted from its first, or below 0 from its last; 0 where that is not told."""
        around = self.page.text[
            max(sentence.start, self.words.starts[hit.first] - 40) : min(sentence.end, self.words.ends[hit.after - 1] + 60)
        ]
        found = _DAYS.search(around) or _GOES_ON.search(self.page.text, self.words.ends[hit.after - 1], sentence.end)
        if not found:
            return 0
        word = next(group for group in found.groups() if group).lower()
        days = int(word) if word.isdigit() else NUMBERS.get(word, 0)
        if _AFTER_DAYS.match(found.group()):
            return -days
        over = _CLOSED.search(self.page.text, sentence.start, self.words.starts[hit.first]) is not None
        return -days if over else days

    def _here(self, hits: list[Hit], sentence: Sentence) -> list[When]:
        """Return the dates of a sentence that can date an event: no deadline, no period of a plan."""
        found = []
        for when in self.dates:
            if when.span and sentence.start <= when.span.start < sentence.end:
                ranged = when.precision is Precision.RANGE and "giai đoạn" not in (when.text or "") and not _QUARTER.search(when.text or "")
                by = _BY.search(self.page.text, max(0, when.span.start - 24), when.span.start)
                by = by or _SAID_ON.search(self.page.text, max(sentence.start, when.span.start - 24), when.span.start)
                signed = SINCE.match(when.text or "") and any(hit.entry.more["type"] == "signing" for hit in hits)
                if ranged or signed or not (by or _NO_TIME.match(when.text or "")):
                    found.append(when)
        return found

    def _beside(self, hits: list[Hit], when: When) -> int | None:
        """Return the word right behind a date: *on Tuesday received*; what stands behind it may have a date of its own."""
        end = when.span.end if when.span else 0
        beside = (number for number, hit in enumerate(hits) if hit.entry.more["how"] == "verb" and self.words.starts[hit.first] == end + 1)
        return next(beside, None) if self.page.language == "en" else None

    def _of_telling(self, when: When, hit: Hit) -> bool:
        """Say whether a date is that on which something is told, or somebody leaves for it: *Cục … ngày 18-7 thông báo đã triệt phá …*."""
        end = when.span.end if when.span else 0
        leaves = _LEAVES.search(self.page.text, end, min(end + _NEAR, self.words.starts[hit.first]))
        if leaves and not self.page.text[: leaves.start()].endswith(("trước khi ", "before ")):
            return True
        return _TOLD.match(self.page.text, end) is not None

    def _named_by(self, hits: list[Hit], when: When) -> int | None:
        """Return the English word that a date stands before as a part of its name: *the March 18 knife attack*."""
        start, end = (when.span.start, when.span.end) if when.span else (0, 0)
        if self.page.language != "en" or (not self.page.text[:start].endswith("the ") and not (when.text or "").startswith("the ")):
            return None
        for number, hit in enumerate(hits):
            between = self.page.text[end : self.words.starts[hit.first]]
            if self.words.starts[hit.first] > end and len(between.split()) <= _DEFINITE and not re.search(r"[,;:.]", between):
                return number
        return None

    def _before(self, hits: list[Hit], when: When, owners: dict[int, When], *, led: bool) -> int | None:
        start = when.span.start if when.span else 0
        number = next((number for number in range(len(hits) - 1, -1, -1) if self.words.starts[hits[number].first] < start), None)
        if not number or led or number - 1 in owners:
            return number
        before, hit = hits[number - 1], hits[number]
        rest = hit.first and self.words.keys[hit.first - 1] in _PLURAL and " và " in self._between(before, hit)  # và các hội nghị liên quan
        if before.code == "trial" and self._between(before, hit) == " ":
            return number - 1  # xét xử vụ án vào ngày …
        if before.entry.more["type"] in _OF_OTHERS and _FOR_IT.fullmatch(self._between(before, hit)):
            return number - 1  # a closing ceremony for the six-week course was held on June 6
        opened = hit.written in _OPENS and before.entry.more["type"] == "training" and when.precision is not Precision.DAY
        return number - 1 if rest or opened or self._only_named(hit, before, start) else number

    def _between(self, before: Hit, hit: Hit) -> str:
        return self.page.text[self.words.ends[before.after - 1] : self.words.starts[hit.first]]

    def _only_named(self, hit: Hit, before: Hit, start: int) -> bool:
        """Say whether a word is only what the event before it is about, and the date is that one's: *họp kín về vụ việc vào ngày 21/2*."""
        between = self.page.text[self.words.ends[before.after - 1] : self.words.starts[hit.first]]
        behind = self.page.text[self.words.ends[hit.after - 1] : start]
        signed = hit.code == "signing-verb"  # Bản ghi nhớ về hợp tác an ninh mạng ký tháng 3-2023
        if signed or any(mark in between + behind for mark in ";:") or _HAPPENS.search(behind):
            return False
        return _ABOUT.search(between) is not None and len(behind.split()) <= _DEFINITE

    def _forward(self, when: When, hits: list[Hit], number: int, sentence: Sentence) -> bool:
        """Say whether a date behind a word belongs to what follows."""
        start, end = (when.span.start, when.span.end) if when.span else (0, 0)
        between = self.page.text[self.words.ends[hits[number].after - 1] : start]
        if (
            hits[number].code == "visit"
            and when.precision is Precision.RANGE
            and ";" not in between
            and (number + 1 == len(hits) or _MEANWHILE.match(self.page.text, end))
        ):
            return False  # trong chuyến thăm của ông …, Thứ trưởng …, từ ngày 5 đến 8/5
        if between.rstrip().endswith(",") and number + 1 < len(hits) and self.points_away(hits[number], sentence):
            return True  # nhân chuyến công tác dự Hội nghị …, chiều nay Thứ trưởng đã có buổi gặp gỡ
        pointing = self.points_back(hits[number], sentence) and len(self._ahead(hits[number], sentence)) < 40
        if (
            ";" in between
            or _WHO.search(between)
            or (between.startswith(" that ") and (hits[number].entry.more["type"] != "incident" or number + 1 < len(hits)))
            or (pointing and "," in between and not _HELD.search(between))
        ):
            return True
        if (when.text or "").lower().startswith("dự kiến"):
            return False
        return number + 1 < len(hits) and between.rstrip().endswith(",") and self.page.text[end : end + 1] == ","

    def _is_of_visit(self, hit: Hit, when: When) -> bool:
        """Say whether a range between commas is that of the visit before it: *Earlier in her visit, from 1 to 3 February, she opened …*."""
        if when.precision is not Precision.RANGE or when.span is None or hit.entry.more["type"] != "visit":
            return False
        return self.page.text[self.words.ends[hit.after - 1] : when.span.start].strip() == ","

    def _share(self, owners: dict[int, When], hits: list[Hit], sentence: Sentence) -> None:
        if 0 not in owners and 1 in owners and self._is_of_visit(hits[0], owners[1]):
            owners[0] = owners[1]
        if 0 in owners and self.points_back(hits[0], sentence) and hits[0].first - sentence.first <= 4:
            for number, hit in enumerate(hits):
                if number not in owners and not self.points_away(hit, sentence):
                    owners[number] = owners[0]
        for number, (hit, following) in enumerate(pairwise(hits)):
            if number not in owners and number + 1 in owners and self._together(hit, following):
                owners[number] = owners[number + 1]
            if number in owners and number + 1 not in owners and self._opens_it(hit, following):
                owners[number + 1] = owners[number]  # today opened a training course on …
            if number not in owners and number + 1 in owners and self._held_within(hit, following, owners[number + 1]):
                owners[number] = owners[number + 1]
            elif number in owners and number + 1 not in owners and _ON_OCCASION.search(self._between(hit, following)):
                owners[number + 1] = owners[number]

    def _together(self, hit: Hit, following: Hit) -> bool:
        """Say whether a word opens or attends what the next one names: *khai mạc hội thảo*, *đến thăm và dự lễ khánh thành*."""
        opened = hit.written in _OPENS and following.first == hit.after
        opened = opened or (following.written in (*_OPENS[:2], "opened") and not re.search(r"[,;:]", self._between(hit, following)))
        between = self.page.text[self.words.starts[hit.first] : self.words.starts[following.first]]
        return opened or _AND_ATTENDED.search(between) is not None

    def _opens_it(self, hit: Hit, following: Hit) -> bool:
        """Say whether a word tells that what the next one names was opened: *opened a training course*."""
        opened = hit.written == "opened" and following.entry.more["type"] in _OPENED
        return opened and _OPENS_A.fullmatch(self._between(hit, following)) is not None

    def _held_within(self, hit: Hit, following: Hit, when: When) -> bool:
        """Say whether what a word tells was at the next one: *ký trong chuyến thăm*; not *gửi thư sau vụ đánh bom ngày 4/7*."""
        case = following.entry.more["type"] == "incident" and hit.entry.more["type"] != "incident"
        long_after = when.precision is not Precision.DAY and _AFTER.search(self._between(hit, following))  # sau cuộc gặp hồi tháng 11
        return not case and not long_after and _WITHIN.search(self._between(hit, following)) is not None

    def _ahead(self, hit: Hit, sentence: Sentence) -> str:
        return self.page.text[sentence.start : self.words.starts[hit.first]]
