"""Which words tell of an event: nouns for meetings, verbs that somebody does; not *tiếp tục*, not *đề nghị ký*, not *ứng phó sự cố*."""

import re
from typing import Final

from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Sentence
from comity.reading.people import People
from comity.reading.tokens import is_syllable, word_set

PAPERS: Final = re.compile(
    r"biên bản|bản ghi nhớ|thỏa thuận|thoả thuận|hiệp định|kế hoạch|tuyên bố|thông cáo|nghị định thư|văn kiện|công ước|chương trình|"
    r"ý định thư|thư bày tỏ|thư thỏa thuận|thư trao đổi|bản cam kết|exchange of notes|"
    r"quy chế|quy trình|hợp đồng|nghị quyết|lộ trình|hiệp ước|công hàm|dự án|"
    r"memorandum|agreement|letter of|treaty|plan|protocol|statement|mou\b|arrangement|pact\b|accord|declaration|minutes|convention|"
    r"roadmap|contract|charter|deal\b",
    re.IGNORECASE,
)
_NOT_AFTER: Final = {
    "tiếp": word_set("đó lời sau tục theo nhận cận thu diễn cho tay sức nối giáp viện xúc tế đón tân tuyến đến"),
    "ký": word_set("thay ban quyết sắc hiệu túc ức tên sinh gửi nháy"),
    "lễ": word_set("tân phép hội nghi độ vật nghĩa"),
    "chào": word_set("mừng đón hỏi"),
    "sát": word_set("hình nhân hạch viên"),
    "gặp": word_set("khó phải nhiều trở nạn sự rủi vướng lại"),
    "thăm": word_set("hỏi dò khám lãnh gặp thú nom nuôi"),
    "bắt": word_set("đầu nguồn buộc kịp tay"),
    "phá": word_set("hoại vỡ"),
    "phiên": word_set("bản dịch"),
    **dict.fromkeys(("một", "hai", "ba", "bốn", "năm", *"12345"), word_set("giờ ngày tháng tuần năm phút")),
    "học": word_set("bổng phí viên sinh thuật kỳ"),
    "khóa": word_set("luận chặt tay máy tài sổ mã"),
    "tập": word_set("sinh"),
    "lớp": word_set("người trẻ"),
    "vụ": word_set("mùa lợi"),
    "course": word_set("of"),
    "trip": word_set("wire"),
    "sign": word_set("of"),
}
_ASKED: Final = re.compile(
    r"(?:đề nghị|khả năng|sớm|mong|hứa|thúc đẩy|phấn đấu|hướng tới|đẩy nhanh|chuẩn bị|"
    r"có thể|dự thảo|thể|để|nhằm|việc|thống nhất|nhất trí|đồng ý|tiến tới|mong muốn|kỳ vọng|to|when)"
    r"(?: sẽ| cùng)*\s*$",
    re.IGNORECASE,
)
# Words before talks that somebody brings on or to an end: what is worked for, and no meeting.
_WORKED_FOR: Final = re.compile(
    r"(?:hoàn tất|kết thúc|đẩy nhanh|thúc đẩy|khởi động|xúc tiến|nối lại|sớm|tiến tới|bắt đầu|mở|về|quá trình|tiến trình|kết quả|"
    r"concluded?|complete|finish|resume|begin|start|open|launch|speed up)(?: quá trình| việc| tiến trình| the| exploratory)? $",
    re.IGNORECASE,
)
_DATED: Final = re.compile(
    r" (?:kết )?(?:(?:by|giữa|bởi) [\w ]{2,48}? )?(?:(?:với|tại|ở|at|in|between) [\w ]{2,24} )?"
    r"(?:vào |hồi |(?:trong|cuối|đầu|giữa) (?=tháng|quý))*(?:năm|ngày|tháng|quý|in|on) "
)
_APART: Final = re.compile(r"[,;:]|\b(?:bị|đã|và|cũng|do|and|sẽ|is|was|sau khi|trước khi|after|before)\b")
_OPENING: Final = ("khai mạc", "bế mạc", "khai giảng", "bế giảng", "opened")
_OPENED: Final = frozenset({"conference", "workshop", "training", "exercise"})  # their opening is an event of its own
_OVER: Final = frozenset({"organs", "offices", "treaties", "ranks", "portfolios"})  # kinds of names in which a word for an event is a part
_COMPOUNDS: Final = word_set("cảng dịch nhiệm nghĩa phục nghiệp sự chính thời công ngoại tài chức đặc mùa trang")  # dịch vụ, nhiệm vụ
_DETERMINERS: Final = word_set("the a an of its their his her these those all some any such with for")
_NUMBERS: Final = word_set("hai ba bốn năm sáu bảy tám chín mười chục trăm nghìn loạt")
_NO_GUEST: Final = word_set("tinh thần thái tư phương nội trong")  # behind *làm việc với*: nobody
_GROUP: Final = re.compile(
    r"\b(?:đoàn|phái đoàn|tổ công tác|nhóm|tổ(?! chức)|thành viên|chuyên gia|cán bộ|"
    r"điều tra viên|sĩ quan|kiểm sát viên|giám định viên|học viên|"
    r"delegation|team|experts|officers)\b",
    re.IGNORECASE,
)
_SERIES: Final = re.compile(r"\(([A-Z][A-Z+]{2,11})(?: \d{1,3})?\)")
_CRIMES: Final = word_set("tội phạm chống phòng để nhằm việc công kế hoạch điểm bị người đồ hàng vật")  # tội phạm tấn công, phòng chống …
_OF_PAPER: Final = re.compile(
    r"(?:biên bản|thông cáo|kịch bản|kế hoạch|sở chỉ huy|ban chỉ đạo|ban tổ chức|ban giám khảo) $", re.IGNORECASE
)  # biên bản hội đàm
_TITLE_OF_PAPER: Final = re.compile(
    r"(?:bản ghi nhớ|hiệp định|thỏa thuận|nghị định thư|công ước|kế hoạch|chương trình|đề án|ý định thư|"
    r"memorandum of understanding|agreement|arrangement)(?: \w+){0,4} (?:về|on)(?: the)? $",
    re.IGNORECASE,
)  # Bản ghi nhớ về tham vấn lãnh sự
_LED: Final = re.compile(r"\b(?:đưa|bị|lừa|bán|đối tượng|dụ dỗ)\b[^,;]{0,40}$")  # bắt đối tượng đang đưa người sang Campuchia
_GIFT: Final = re.compile(r"[^,.;]{0,24}\b(?:quà|bức tranh|kỷ niệm chương)\b")
_RULED: Final = word_set("thuận phép về việc nghị cầu định lệnh phạm luật và")
_EARLIER_THAT_DAY: Final = re.compile(
    r"^ (?:giữa|với|between|with) [^,;]{4,120} "
    r"(?:(?:diễn ra |được tổ chức )?(?:sáng|trưa|chiều) (?:cùng ngày|nay)|earlier that day)"
)
_NEVER: Final = word_set("chưa không chẳng never not")
_NEGATED: Final = 3  # words from *không* to the verb that it denies
_TO_BE_DONE: Final = re.compile(
    r"\b(?:nhất trí|thống nhất|đồng ý|đề nghị|sẽ|cam kết|agreed|agree|will|proposed)\b[^,;.]{0,24}"
    r"\b(?:mở|tiến hành|triển khai|thực hiện|phối hợp|tổ chức|launch|conduct|carry out)"
    r"(?: các| một| the| a| joint)* $",
    re.IGNORECASE,
)
_BEFORE_TRAINING: Final = word_set("sẽ và để được cùng trợ")
_SCIENCES: Final = word_set("hóa khoa đại trường sinh tin triết văn toán dược trung tiểu")
_GIVES: Final = ("trao tặng", "tặng", "bàn giao")
_ABOUT: Final = 130  # characters from a word for an event to the short form of its name
_REHEARSED: Final = re.compile(r"\b(?:rehears\w+|simulat\w+|practis\w+|drilled)(?: (?:the|an?|their))?(?: \w+)? $", re.IGNORECASE)
_NTH: Final = re.compile(
    r"(?:(?<![^\n])|(?<=[.;,] )|(?<=[.;,] and )|(?<=[.;,] và ))"
    r"((?:The|A) (?:first|second|third|fifth|(?!month|youth|health|north|south|truth|growth|death|depth)\w+th)"
    r"(?= (?:will|is to|is due|is scheduled|is expected|was held|took place))|"
    r"Lần (?:thứ )?\w+(?= (?:sẽ|được tổ chức|diễn ra|dự kiến)))",
    re.IGNORECASE,
)
_OF_HOUSE: Final = re.compile(
    r"(?: (?:and|of|for|on|[A-Z][\w-]*)){0,4} (?:Cent(?:re|er)|Academy|Institute|School|College|Department|Directorate|Division|Bureau|"
    r"Facility|Command|Agency|Office|Hall|Room|Hotel)\b"
)
_SPEAKS: Final = ("phát", "lời", "luân")  # luân phiên, phát biểu khai mạc, lời chào
_CONVENES: Final = ("họp", "nhóm họp", "meets", "convenes", "convened")  # what a conference does: *Hội nghị … sẽ họp tại …*
_CONVENED: Final = re.compile(r",? (?:was |were |which was |is |are |to be )?|[^,;:]{2,90} (?:was|were) ")
_OPENED_CASE: Final = re.compile(
    r" (?:(?:an?|the|new|its|their|\d[\d,.]*|\w+) ){0,3}(?:criminal |joint |formal )?"
    r"(?:investigations?|inquir(?:y|ies)|enquir(?:y|ies)|probes?|cases?|accounts?|fire|files?|proceedings|talks|negotiations|doors?|way|up)\b"
)
_SHIP: Final = re.compile(r"\b(?:[Tt]àu|[Bb]iên đội)[\w .-]{2,28} $")
_ALONE: Final = ("gather", "port-call")  # tell of an event only where nothing else in the sentence does
_SUBJECT: Final = 2  # words of a sentence before its subject
_TEAMS: Final = ("đoàn", "nhóm", "ban")  # đoàn đàm phán


class Triggers:
    """Finds the words of one report, sentence by sentence."""

    def __init__(self, page: Page, people: People) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.people = people
        self.lexicon = lexicon(page.language, "meetings")
        self.coped = class_of(page.language, "coped-with")
        self.doers = class_of(page.language, "before-deed")
        both = class_of(page.language, "both-sides").scan(page.words)
        self.subjects = {title.after for title in people.roles} | {hit.after for hit in both}
        self.series = self._series()
        self.again = class_of(page.language, "next-one")
        self.main: Hit | None = None  # the first noun for an event: what *the next one* means
        self.persons = {at for person in people.persons for mention in person.mentions for at in range(mention.first, mention.after)}

    def of(self, sentence: Sentence) -> list[Hit]:
        """Return the words of one sentence in order."""
        found = list(self.lexicon.scan(self.words, sentence.first, sentence.after))
        found = sorted([*found, *self._numbered(sentence, found)], key=lambda hit: hit.first)
        main = self.main or next((hit for hit in found if hit.entry.more["how"] == "noun" and self._counts(hit, sentence)), None)
        if main:
            begins = 0 if self.main else main.after  # what *the next are* goes on with stands before it
            again = [one for one in self.again.scan(self.words, sentence.first, sentence.after) if one.first >= begins]
            for nth in _NTH.finditer(self.page.text, sentence.start, sentence.end):  # The sixth will take place in …
                first = next(at for at in range(sentence.first, sentence.after) if self.words.starts[at] >= nth.start(1))
                after = first + len(nth[1].split())
                named = Hit(main.entry, nth[1], first, after)
                again = sorted([named, *(one for one in again if not first <= one.first < after)], key=lambda one: one.first)
            inner = {at for one in again for at in range(one.first + 1, one.after)}
            found = [hit for hit in found if hit.first not in inner]  # lần tiếp theo
            taken = {at for hit in found for at in range(hit.first - 1, hit.after + 1)}
            again = [one for one in again if one.first not in taken]
            nouns = [hit for hit in found if hit.entry.more["how"] == "noun"]
            kinds = [next((hit for hit in reversed(nouns) if hit.after <= one.first), main) for one in again]
            told = [Hit(kind.entry, one.written, one.first, one.after) for kind, one in zip(kinds, again, strict=True)]
            found = sorted([*found, *told], key=lambda hit: hit.first)
        hits = [hit for hit in found if self._counts(hit, sentence)]
        hits = [hit for hit in hits if hit.code not in _ALONE or len(hits) == 1]
        parts = {hit.first for hit in hits if hit.entry.more["how"] == "part"}
        hits = [hit for hit in hits if hit.written != "họp" or hit.after not in parts]  # họp phiên thứ nhất is a session
        self.main = self.main or next((hit for hit in hits if hit.entry.more["how"] == "noun"), None)
        return [hit for number, hit in enumerate(hits) if not number or not self._inside_name(hit, hits[number - 1], sentence.first)]

    def asked(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a deed is only asked for, hoped or made possible: *đề nghị sớm ký*, *để có thể ký*."""
        return hit.entry.more["how"] != "noun" and _ASKED.search(self._ahead(hit, sentence)) is not None

    def _series(self) -> dict[str, Hit]:
        """Return the short names that the report gives to conferences, with the word that each stands for: *Hội nghị … (ASOD)*."""
        found: dict[str, Hit] = {}
        for named in _SERIES.finditer(self.page.text):
            at = next((at for at, start in enumerate(self.words.starts) if start > named.start()), 0)
            sentence = self.page.sentence_of(at)
            if sentence is None or at in self.page.covered:
                continue
            before = [hit for hit in self.lexicon.scan(self.words, sentence.first, at) if hit.entry.more["how"] == "noun"]
            if before and named.start() - self.words.starts[before[-1].first] < _ABOUT:
                found.setdefault(named[1], before[-1])
        return found

    def _numbered(self, sentence: Sentence, found: list[Hit]) -> list[Hit]:
        """Return the places where a short name of a series stands with a number of its own: *ASOD 46*."""
        if not self.series:
            return []
        taken = {at for hit in found for at in range(hit.first, hit.after)}
        return [
            Hit(self.series[self.words.words[at]].entry, self.words.words[at], at, at + 1)
            for at in range(sentence.first, sentence.after - 1)
            if self.words.words[at] in self.series and self.words.words[at + 1].isdigit() and at not in taken
        ]

    def _ahead(self, hit: Hit, sentence: Sentence) -> str:
        return self.page.text[sentence.start : self.words.starts[hit.first]]

    def _counts(self, hit: Hit, sentence: Sentence) -> bool:
        words = self.words
        if any(at in self.persons for at in range(hit.first, hit.after)) or self._in_other_name(hit) or self._of_office(hit, sentence):
            return False
        follows = words.keys[hit.after] if hit.after < sentence.after and words.gap(hit.after) == " " else ""
        if follows in _NOT_AFTER.get(words.keys[hit.after - 1], ()):
            return False
        before = words.keys[hit.first - 1] if hit.first > sentence.first and words.gap(hit.first) == " " else ""
        before = "" if hit.first - 1 in self.persons else before  # Lương Vĩnh Phát hội kiến …: a name, and no word for speaking
        if self._is_other_thing(hit, before, sentence) or self._is_undone(hit, before, sentence):
            return False
        how = hit.entry.more["how"]
        if how == "move":
            return self._travels(hit, sentence)
        if how == "verb":
            return self._is_done(hit, before, sentence)
        return before not in _SPEAKS and not (before in _TEAMS and hit.written.startswith("đàm phán"))

    def _is_other_thing(self, hit: Hit, before: str, sentence: Sentence) -> bool:
        """Say whether a word is a part of what is no event: a case that is coped with, a paper, a gift, a science, an appeal."""
        ahead, end = self._ahead(hit, sentence), self.words.ends[hit.after - 1]
        of_minutes = hit.written.startswith("làm việc") and ahead.endswith("iên bản ")
        if self.page.language == "en" and self.words.capital(hit.first) and _OF_HOUSE.match(self.page.text, end):
            of_minutes = True  # the Cyber Security Exercises and Training Centre
        if of_minutes or (hit.written == "tập huấn" and before in _BEFORE_TRAINING):
            return True  # sẽ tập huấn cho 200 cán bộ: a deed, and no course
        if hit.entry.more["how"] in ("noun", "part") and (_OF_PAPER.search(ahead) or _TITLE_OF_PAPER.search(ahead)):
            return True
        if hit.written in _GIVES and (_GIFT.match(self.page.text, end) or self._on_visit(hit, sentence)):
            return True
        if hit.entry.more["type"] == "conference" and before == "tâm":
            return True  # Trung tâm Hội nghị quốc gia
        form = (
            hit.written in ("lớp", "khóa")
            and self.words.words[hit.after : hit.after + 1] != ()
            and self.words.words[hit.after][0].isdigit()
        )
        case = hit.written in ("opened", "launched") and _OPENED_CASE.match(self.page.text, end, sentence.end)  # opened fire
        if case or form or (hit.code == "study" and before in _SCIENCES):
            return True  # lớp 9, of a school; khóa 80, of an assembly; giám định hóa học tại …
        passive = before in ("was", "were") and PAPERS.search(ahead[-60:])  # the agreement was concluded in Doha
        if hit.written == "concluded" and not passive and not PAPERS.search(self.page.text[end : sentence.end][:40]):
            return True
        if hit.code == "call-on":
            return not self.pays_call(hit, sentence)
        rehearsed = hit.entry.more["type"] == "incident" and _REHEARSED.search(ahead) is not None  # rehearse the seizure of servers
        return rehearsed or (hit.entry.more["type"] == "incident" and bool(before) and self._is_no_case(hit, before))

    def _is_undone(self, hit: Hit, before: str, sentence: Sentence) -> bool:
        """Say whether a word tells of what is worked for, never was, is so, or is only ruled on."""
        ahead = self.words.keys[max(sentence.first, hit.first - _NEGATED) : hit.first]
        over = self._ahead(hit, sentence).lower() in ("kết thúc ", "kết thúc cuộc ", "kết thúc buổi ")  # what opens the sentence is when
        over = over or _EARLIER_THAT_DAY.search(self.page.text[self.words.ends[hit.after - 1] : sentence.end]) is not None
        if hit.code == "talks" and not over and _WORKED_FOR.search(self._ahead(hit, sentence)):
            return True
        if hit.entry.more["how"] == "verb" and _NEVER & set(ahead):
            return True  # dù chưa từng gặp mặt
        if hit.code == "incident-verb" and "đang" in ahead[-2:]:
            return True  # đang bị tạm giữ
        if hit.entry.more["type"] == "incident" and hit.entry.more["how"] == "noun" and _TO_BE_DONE.search(self._ahead(hit, sentence)):
            return True  # nhất trí mở đợt truy quét chung
        return hit.written.endswith("dẫn độ") and before in _RULED  # chấp thuận dẫn độ

    def pays_call(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether *called on* is a visit (*called on the Director General of …*), and no appeal (*called on States to …*)."""
        behind = re.split(r"[,;.]", self.page.text[self.words.ends[hit.after - 1] : sentence.end])[0]
        return self._has_guest(hit, sentence) and re.search(r"\bto [a-z]+", behind) is None

    def _on_visit(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether what is handed over is only a part of a visit: *đến thăm trường, trao tặng 200 đầu sách*."""
        return re.search(r"\bthăm\b[^.;]*(?:,| và) $", self._ahead(hit, sentence)) is not None

    def _of_office(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether the short name of a meeting only says of what somebody is the head: *Chủ tịch SOMTC*."""
        office = self.page.covered.get(hit.first - 1) if hit.first > sentence.first and hit.written.isupper() else None
        return office is not None and office.kind == "offices" and self.words.gap(hit.first) == " "

    def _is_no_case(self, hit: Hit, before: str) -> bool:
        """Say whether a word for an incident is a part of another word, a number of a balance, or what somebody copes with."""
        if self.coped.at(self.words, hit.first - 1) and not hit.written.startswith(("bị ", "được ")):
            return True
        if hit.entry.more["how"] != "noun" or self.page.language == "en":
            return False
        return (
            before in _NUMBERS or before[0].isdigit() or (hit.written == "vụ" and (before in _COMPOUNDS or self.words.capital(hit.first)))
        )

    def _travels(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a group goes to a place: *đoàn chuyên gia sang Hà Nội*."""
        place = self.page.names.get(hit.after)
        if self.page.language == "en":
            which = self.words.keys[max(sentence.first, hit.first - 1)] == "which"  # drills, the first of which will be in …
            return (
                not which and place is not None and place.kind in ("countries", "provinces", "places") and self.words.gap(hit.after) == " "
            )
        listed = place is not None and place.kind in ("countries", "provinces", "places")
        if hit.after >= sentence.after or self.words.gap(hit.after) != " " or not (listed or self._foreign(hit.after)):
            return False
        clause = re.split(r"[;:.]", self._ahead(hit, sentence))[-1]
        return _GROUP.search(clause) is not None and _LED.search(clause) is None

    def _foreign(self, at: int) -> bool:
        """Say whether a name that no gazetteer has and that is no person's stands at a word: *tới Brno*."""
        return self.words.capital(at) and at not in self.page.covered and at not in self.persons and not is_syllable(self.words.words[at])

    def _in_other_name(self, hit: Hit) -> bool:
        """Say whether a word is a part of the name of something else: *Thư ký*, *Hiệp định ký kết*."""
        over = self.page.covered.get(hit.first)
        if over is None or over.kind not in _OVER:
            return False
        if (
            self.page.language == "en"
            and over.kind == "organs"
            and hit.entry.more["how"] == "noun"
            and (over.first, over.after) == (hit.first, hit.after)
        ):
            return True  # the General Assembly
        return over.after >= hit.after and over.after - over.first > hit.after - hit.first

    def _is_done(self, hit: Hit, before: str, sentence: Sentence) -> bool:
        """Say whether somebody does it: a verb behind a doer, or behind a word that makes it done or planned."""
        kind = hit.entry.more["type"]
        spoken = before == "biểu" and self.words.keys[hit.first - 2] == "phát"
        accepted = before == "lời" and kind == "visit" and self.words.keys[hit.first - 2] == "nhận"  # nhận lời thăm
        if (before in ("phát", "lời", "những") and not accepted) or spoken or (kind == "signing" and not self._has_paper(hit, sentence)):
            return False
        follows = self.words.keys[hit.after] if hit.after < sentence.after else ""
        if hit.written == "chào" and not self._has_guest(hit, sentence):
            return False
        working = before in ("ngày", "buổi", "giờ") and hit.written.startswith(("làm việc", "họp"))
        if working or before in ("chế", "tinh") or (hit.written.endswith("với") and follows in _NO_GUEST):
            return False
        if self.page.language == "en":
            return not self._is_participle(hit, before) and (kind != "reception" or self._has_guest(hit, sentence))
        if (kind == "signing" and self._is_of_paper(hit, sentence)) or self.asked(hit, sentence):
            return True
        if not before or len(hit.written.split()) > 1:
            return True
        if kind == "incident":
            return before not in _CRIMES
        ship = kind == "visit" and _SHIP.search(self._ahead(hit, sentence)) is not None  # tàu CSB 8004 thăm cảng …
        return ship or self.doers.at(self.words, hit.first - 1) is not None or self.stands_behind_doer(hit)

    def stands_behind_doer(self, hit: Hit) -> bool:
        """Say whether somebody stands right before a word: a person, a title, an organ, a state, both sides."""
        unit = self.words.words[hit.first - 1].isdigit() and hit.first - 2 in self.page.covered  # Quân khu 9 tiếp …
        return unit or hit.first - 1 in self.page.covered or hit.first - 1 in self.persons or hit.first in self.subjects

    def _is_participle(self, hit: Hit, before: str) -> bool:
        """Say whether an English verb only describes a thing: *returning seized assets*, *the signed memorandum*."""
        follows = self.words.gap(hit.after) == " " if hit.after < len(self.words) else False
        return follows and hit.after - hit.first == 1 and (before in _DETERMINERS or before.endswith("ing"))

    def _is_of_paper(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a paper before a word of signing is told to be of a date: *biên bản hội đàm ký ngày 21/4/2023*."""
        behind = self.page.text[self.words.ends[hit.after - 1] : sentence.end]
        return _DATED.match(behind) is not None and PAPERS.search(self._ahead(hit, sentence)[-60:]) is not None

    def _has_paper(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a paper is signed there, or was: *ký Biên bản ghi nhớ*, *Hiệp định ký năm 2014*."""
        behind = self.page.text[self.words.starts[hit.first] : sentence.end][:120]
        if PAPERS.search(behind):
            return True
        return _DATED.match(behind[len(hit.written) :]) is not None

    def _has_guest(self, hit: Hit, sentence: Sentence) -> bool:
        """Say whether a guest is received, and no call or request."""
        if hit.written.endswith((" delegation", " group")):
            return True  # welcomed a delegation
        reach = 1 if self.page.language == "vi" else 12 if hit.written.startswith("hosted a") else 4
        near = range(hit.after, min(hit.after + reach, sentence.after))
        titled = any(at in self.page.names and self.page.names[at].kind in ("offices", "ranks") for at in near)
        return titled or any(at in self.people.at or self.words.keys[at] in ("delegation", "lãnh") for at in near)

    def _inside_name(self, hit: Hit, before: Hit, sentence_first: int) -> bool:
        """Say whether a word stands inside the name of the event before it (*Hội nghị các nước ký kết …*), or only opens that event."""
        if before.entry.more["type"] == "negotiation-round" and hit.code == "talks" and hit.first - before.after <= 1:
            return True  # the second round of talks
        if hit.entry.more["how"] == "part" and hit.first == before.after and before.entry.more["type"] == "meeting":
            return before.written != "họp"  # họp trực tuyến phiên đầu tiên
        if before.entry.more["how"] in ("verb", "move", "dated"):
            return False
        between = self.page.text[self.words.ends[before.after - 1] : self.words.starts[hit.first]]
        if hit.written in _CONVENES and before.entry.more["type"] == "conference" and before.first - sentence_first <= _SUBJECT:
            return re.search(r"[,;:]", between) is None
        convened = hit.written == "convened" and before.entry.more["how"] == "noun" and _CONVENED.fullmatch(between) is not None
        if convened or hit.entry.more["how"] != "verb":  # the Ninth Joint Commission, convened in …
            return convened or (between.endswith("(") and before.entry.more["type"] == hit.entry.more["type"])
        if hit.written in _OPENING and before.entry.more["type"] not in _OPENED:
            return "," not in between or not self.stands_behind_doer(hit)
        if hit.code == "statement" and (between == " " or hit.written.startswith("đã ")):
            return False  # Hội nghị thông qua Tuyên bố chung
        return hit.written not in _OPENING and _APART.search(between) is None
