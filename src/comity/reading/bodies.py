"""Bodies: how far the name of an organ goes, which organ a short name means, and between which two a report plays."""

import re
from typing import Final

from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.people import People
from comity.reading.tokens import Words, is_syllable, word_set

_LANDS: Final = frozenset({"countries", "provinces", "places"})
_INNER: Final = frozenset({"organs", "organheads", "portfolios", "regions"})
_REGION: Final = word_set("tỉnh phố huyện quận xã bang hòa quốc nước")  # last words of what stands before the name of a land
_BEFORE_LAND: Final = (("thành", "phố"), ("liên", "bang"), ("cộng", "hòa"), ("vương", "quốc"), ("tỉnh",), ("huyện",), ("tp",), ("nước",))
_OF: Final = (("of", "the"), ("of",))
MISSIONS: Final = ("đại sứ quán", "tổng lãnh sự quán", "lãnh sự quán", "phái đoàn", "embassy", "consulate", "mission")
_PAIRS: Final = frozenset(
    [
        ("quốc", "tế"),
        ("quốc", "gia"),
        ("nhân", "dân"),
        ("tối", "cao"),
        ("trung", "ương"),
        ("liên", "bang"),
        ("nhà", "nước"),
        ("công", "cộng"),
        ("toàn", "cầu"),
    ]
)
_GENERIC: Final = ("tỉnh", "thành phố", "đại sứ quán", "embassy")
_SMALL: Final = 4  # small words in the name of an organ before its land
_OPENING: Final = 4  # sentences in which a report says between whom it plays
_DELEGATION: Final = re.compile(
    r"[Đđ]oàn(?: Việt Nam| công tác)?(?: đã)? (?:hội đàm|làm việc|có buổi làm việc|gặp|trao đổi)[^,.;]{0,12} với $"
)
_AMONG: Final = frozenset({"giữa", "between", "của", "of"})
_THIRD: Final = re.compile(r"(?: \([^)\n]{1,40}\))?(?:,| và| and) (?:the )?(?!Vương quốc|Cộng hòa|nước|Liên bang|Lào\b|Campuchia)[A-ZĐ]")
_MEET: Final = re.compile(
    r"hội đàm|diễn tập|ra mắt|giao lưu|kết nghĩa|tuần tra|bàn giao|giao nhận|trao đổi|gặp|tổ chức|ký|"
    r"hội nghị|hội thảo|làm việc|giao ban|tọa đàm|khóa|lớp|tập huấn|talks|met|signed|workshop|exercise|drill|course",
    re.IGNORECASE,
)
_SMALL_STOPS: Final = word_set("bàn trong về của cho và với tại ở từ đến theo để là có được bị này đó khi trên dưới một hai các những")
_TAIL: Final = 5  # small words at the end of a name
_DOES: Final = word_set("bàn sẽ đã đang cũng luôn vừa nâng mở mua xây lắp cấp tiếp")
_MEETING_OF: Final = re.compile(
    r"(?:buổi làm việc|hội đàm|cuộc họp|hội nghị|giao ban|cuộc gặp|đối thoại|diễn tập|tọa đàm|"
    r"meeting|talks|exercise)[^,.;]{0,30} (?:giữa|between) $",
    re.IGNORECASE,
)
# Units of forces that have a number for a name, or behind one.
_NUMBERED: Final = (
    "Tiểu đoàn",
    "Trung đoàn",
    "Lữ đoàn",
    "Sư đoàn",
    "Quân khu",
    "Hải đội",
    "Hải đoàn",
    "Vùng",
    "Đồn",
    "Trạm",
    "Đại đội",
    "Hải quân",
)
_ABOVE: Final = ("assembly", "government", "vn-assembly")  # organs that have committees
_PROVINCE: Final = 4  # words of the name of a province that no gazetteer has
_LONGEST: Final = 12  # words of a name
_JOINED: Final = re.compile(
    r"(?: \([^)\n]{1,40}\))?,? (?:(?:đã )?(?:tổ chức |tiến hành |có )?(?:buổi |cuộc )?(?:hội đàm |làm việc |trao đổi |"
    r"giao ban |ký kết |phối hợp )?(?:và|với|cùng)|phối hợp|and|with|held talks with)(?: the)? ?$"
)


class Bodies:
    """Answers for one report."""

    def __init__(self, page: Page, people: People) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.stops = class_of(page.language, "title-stop")
        self.acts = lexicon(page.language, "acts")
        self.heads = lexicon(page.language, "organheads")
        self.people = {at for person in people.persons for mention in person.mentions for at in range(mention.first, mention.after)}
        self.titled = {at for person in people.persons for title in person.titles for at in range(title.first, title.after)}
        heads = [(one.start, one.end) for one in page.paragraphs if one.role is Role.HEADLINE] if page.language == "en" else []
        organs = (
            hit
            for hit in page.names.values()
            if hit.kind in ("organs", "organheads") and not any(start <= page.words.starts[hit.first] < end for start, end in heads)
        )  # in English headlines every word has a capital
        self.mentions = sorted((hit.first, self.end(hit)) for hit in organs if hit.written != "Đoàn")
        self.lands: list[str] = []  # the states of the two
        self.pair = self._pair()

    def end(self, hit: Hit) -> int:
        """Return the word after the name that begins with an organ or the head of one: *Công an tỉnh Quảng Trị*, *Viện Ngoại giao X*."""
        now = hit.after
        while now < min(len(self.words), hit.first + _LONGEST) and (self.words.gap(now) == " " or self._hyphened(now, hit)):
            name = self.page.names.get(now)
            if now in self.people:
                break
            if (field := self._field_of(now, hit)) is not None:
                now = field
                continue
            if self.words.keys[now] == "phòng" and self.words.keys[now + 1 : now + 2] == ("chống",) and self.words.gap(now + 1) == ", ":
                now += 2  # Trung tâm Hợp tác phòng, chống ma túy ASEAN
                continue
            if (last := self._last_part(now, name, hit)) is not None:
                return last
            if hit.kind != "organheads":
                break
            step = self._inner(now, name, hit) or self._joined_part(now, hit) or self._land_ahead(now) or self._small_tail(now, hit)
            if step is None:
                break
            now = step
        return now

    def _hyphened(self, now: int, hit: Hit) -> bool:
        """Say whether the second half of a word of an English name stands at word `now`: *Drug-Related Crime*."""
        return self.page.language == "en" and now > hit.after and self.words.gap(now) == "-" and self.words.capital(now)

    def _field_of(self, now: int, hit: Hit) -> int | None:
        """Return the word after *of* and the first word of what an English organ is for: *Department of Drug-Related Crime*."""
        of = self.page.language == "en" and hit.kind == "organheads" and now == hit.after and self.words.keys[now] in ("of", "for")
        at = now + 1 + (self.words.keys[now + 1 : now + 2] == ("the",)) if of else now
        if not of or at >= len(self.words) or self.words.gap(at) != " " or not self.words.capital(at) or at in self.people:
            return None
        name = self.page.names.get(at)
        return at + 1 if name is None else name.after if name.kind == "portfolios" else None

    def _last_part(self, now: int, name: Hit | None, hit: Hit) -> int | None:
        """Return the word after what ends a name: a land, a number, the organ above, the state where a mission is."""
        if name and name.kind in _LANDS:
            return self._mission(hit, name.after)
        foreign = name is not None and name.kind == "organs" and name.entry.more.get("country") not in (None, "VN")
        if name and foreign and self.page.language == "vi":
            return name.after  # Tổng cục An ninh Bộ Công an Lào
        if self.words.keys[now] == "của" and (over := self.page.names.get(now + 1)) and over.code in _ABOVE and now > hit.first + 1:
            return over.after  # Ủy ban Pháp luật và Tư pháp của Quốc hội
        if (after := self._before_land(now)) is not None:
            return self._mission(hit, after)
        if hit.kind == "organheads" and now == hit.after and (abroad := self._mission(hit, now)) > now:
            return abroad  # Embassy in Vietnam
        return now + 1 if hit.written in _NUMBERED and self.words.words[now].isdigit() else None

    def _small_tail(self, now: int, hit: Hit) -> int | None:
        """Return the word of saying or doing behind the small words that end a name: *Cục An toàn bức xạ cam kết*."""
        if now == hit.after or self.page.language != "vi":
            return None
        for at in range(now, min(now + _TAIL, len(self.words))):
            if at > now and self.words.gap(at)[:1] in (",", ".", ";"):
                return at  # Viện Khoa học hình sự, Bộ Công an
            if self.words.gap(at) != " " or self.words.capital(at) or at in self.page.covered or not is_syllable(self.words.words[at]):
                return None
            if self.stops.at(self.words, at) or self.words.keys[at] in _SMALL_STOPS:
                return None
            if self.acts.at(self.words, at) or self.words.keys[at] in _DOES:
                return at if at > now else None
        return None

    def _joined_part(self, now: int, hit: Hit) -> int | None:
        """Return the word behind *và* and a further part of one, *Viện Chiến lược và Khoa học Công an*; not where another organ begins."""
        if self.words.keys[now] != "và" or now == hit.after or now + 2 >= len(self.words) or not self.words.capital(now + 1):
            return None
        name = self.page.names.get(now + 1)
        science = self.words.keys[now + 1 : now + 3] == ("khoa", "học")
        other = (
            (name is not None and name.kind != "portfolios" and not science)
            or now + 1 in self.people
            or self.words.words[now + 1].isupper()
        )
        return None if other else now + 2

    def _land_ahead(self, now: int) -> int | None:
        """Return the word after a land that ends a name in a few small words: *Lực lượng Bảo vệ bờ biển Philippines*."""
        for at in range(now, min(now + _SMALL, len(self.words) - 1)):
            if self.words.gap(at) != " " or self.stops.at(self.words, at) or self.acts.at(self.words, at):
                return None
            land = self.page.names.get(at + 1)
            if land and land.kind in _LANDS and self.words.gap(at + 1) == " ":
                return land.after
        return None

    def _mission(self, hit: Hit, after: int) -> int:
        """Return the word after the name of a mission with the state where it is: *Đại sứ quán Việt Nam tại Kazakhstan*."""
        if hit.written.lower() not in MISSIONS or self.words.keys[after : after + 1] not in (("tại",), ("in",), ("ở",)):
            return after
        land = self.page.names.get(after + 1)
        return land.after if land and land.kind in _LANDS else after

    def _before_land(self, now: int) -> int | None:
        """Return the word after a land that stands behind a word for its kind: *tỉnh Quảng Trị*, *Liên bang Đức*, *of Canada*."""
        for words in (*_BEFORE_LAND, *_OF):
            after = now + len(words)
            if self.words.keys[now:after] != words or after >= len(self.words) or self.words.gap(after) != " ":
                continue
            land = self.page.names.get(after)
            if land and land.kind in _LANDS:
                return land.after
            if words[0] in ("thành", "tỉnh", "huyện") and self.words.capital(after) and land is None:
                last = after + 1
                while (
                    last < min(len(self.words), after + _PROVINCE)
                    and self.words.gap(last) == " "
                    and self.words.capital(last)
                    and last not in self.people
                    and last not in self.page.names
                    and is_syllable(self.words.words[last - 1])
                ):
                    last += 1
                return last
        return None

    def _inner(self, now: int, name: Hit | None, hit: Hit) -> int | None:
        """Return the word after one more part of the name of an organ that no gazetteer has."""
        if name:
            return name.after if name.kind in _INNER else None
        if self.words.capital(now):
            return now + 1
        if self.words.keys[now : now + 2] in _PAIRS:
            return now + 2
        second = (
            self.words.capital(now - 1)
            and now > hit.after
            and self.words.keys[now] not in _SMALL_STOPS
            and is_syllable(self.words.words[now])
            and is_syllable(self.words.words[now - 1])
        )
        ends = self.stops.at(self.words, now) or self.acts.at(self.words, now) or self.acts.at(self.words, now - 1)
        return now + 1 if second and not ends and self.page.language == "vi" else None

    def full(self, first: int, after: int, own: tuple[int, int] | None = None) -> tuple[int, int]:
        """Return the words of the whole name of an organ that is named short at words [first, after).

        `own` is the organ of whoever speaks, which a short name means first: *Học viện*, *Công an tỉnh*.
        """
        keys = self.words.keys[first:after]
        if own and self.words.keys[own[0] : own[0] + len(keys)] == keys:
            return own
        if (unit := self._unit(first, after) or self._of_land(first, after)) is not None:
            return unit
        longer = [(one, end) for one, end in self.mentions if end - one > len(keys) and self.words.keys[one : one + len(keys)] == keys]
        before = [span for span in longer if span[0] < first]
        sentence = self.page.sentence_of(first)
        here = [span for span in before if sentence and span[0] >= sentence.first]
        return next(iter(here[-1:] or before or longer), (first, after))

    def _unit(self, first: int, after: int) -> tuple[int, int] | None:
        """Return the English organ before whose last word *the* stands: *the Unit* is the National Cyber Crime Unit."""
        if self.page.language != "en" or after - first != 1 or self.words.keys[first - 1] != "the":
            return None
        ends = [
            (one, end)
            for one, end in self.mentions
            if end <= first and end - one > 1 and self.words.keys[end - 1] == self.words.keys[first]
        ]
        return ends[-1] if ends else None

    def _of_land(self, first: int, after: int) -> tuple[int, int] | None:
        """Return the English organ that one word names, where a state stands before that word: *Customs* is Sri Lanka Customs."""
        for at in range(after) if self.page.language == "en" and after - first == 1 and self.words.keys[first] not in MISSIONS else ():
            land = self.page.covered.get(at - 1) if at and self.words.keys[at] == self.words.keys[first] else None
            whole = land is not None and land.kind == "countries" and land.written not in land.entry.more.get("adjectives", ())
            if land and whole and self.words.gap(at) == " " and self.words.capital(at) and self._ends(at):
                return land.first, at + 1
        return None

    def _ends(self, at: int) -> bool:
        """Say whether a name ends with word `at`."""
        return at + 1 >= len(self.words) or self.words.gap(at + 1) != " " or not self.words.capital(at + 1)

    def is_short(self, hit: Hit | None, first: int, after: int) -> bool:
        """Say whether a name is one that many organs have: *Cục*, *Công an tỉnh*, *Đại sứ quán*."""
        head = hit if hit is not None and hit.kind == "organheads" else self.heads.at(self.words, first) if hit is None else None
        return (head is not None and after == head.after) or self.page.said(first, after).lower().endswith(_GENERIC)

    def other_of_pair(self, text: str) -> str | None:
        """Return the other of the two organs between which a report plays, where `text` is one of them, by any of its names."""
        keys = Words.of(text).keys
        for number, names in enumerate(self.pair):
            for name in names:
                mine = Words.of(name).keys
                short = min(len(keys), len(mine))
                if (short > 1 or keys == mine) and keys[:short] == mine[:short]:
                    return self.pair[1 - number][0]
        return None

    def of_two_states(self) -> bool:
        """Say whether a report plays between two organs of two states, as a conference of two does."""
        return len(set(self.lands)) > 1 and bool(self.pair)

    def other_of_state(self, country: str) -> str | None:
        """Return the organ of the pair that is of another state than `country`, where the other one is of it."""
        if len(self.pair) != 2 or country not in self.lands:
            return None
        mine = self.lands.index(country)
        other = self.pair[1 - mine][0]
        return other if self.lands[1 - mine] != country and not other.startswith(("Bộ ", "Ministry")) else None

    def _pair(self) -> tuple[tuple[str, ...], ...]:
        """Return the two organs that the first sentences of the body join, each with its names.

        *Công an tỉnh X và Cục Công an Y tổ chức hội đàm*; *Đoàn đại biểu X … Đoàn hội đàm với Y*.
        """
        opening = [one for one in self.page.sentences if self.page.role(one) is Role.BODY][:_OPENING]
        sent: tuple[int, int] | None = None  # the organ whose delegation travels
        for sentence in opening:
            here = [span for span in self.mentions if sentence.first <= span[0] < sentence.after and span[0] not in self.titled]
            sent = sent or next((span for span in here if self.words.keys[span[0] - 2 : span[0]] == ("đại", "biểu")), None)
            for second in here:
                before = self.page.text[sentence.start : self.words.starts[second[0]]]
                first = next((span for span in reversed(here) if span[1] <= second[0]), None)
                between = self.page.text[self.words.ends[first[1] - 1] : self.words.starts[second[0]]] if first else ""
                if first and _JOINED.match(between) and self._principal(first, second, sentence):
                    if self.land(first) == self.land(second) != "VN":
                        continue  # two of one state abroad: they do it together
                    return self._two(first, second)
                if sent and sent != second and _DELEGATION.search(before):
                    return self._two(sent, second)
        return ()

    def play_between(self, first: tuple[int, int], second: tuple[int, int], lands: list[str]) -> None:
        """Keep two organs as those between which the report plays."""
        self.lands, self.pair = lands, (self._names(first), self._names(second))

    def _two(self, first: tuple[int, int], second: tuple[int, int]) -> tuple[tuple[str, ...], ...]:
        """Return the names of two organs, and keep their states: that of a land in the name, else home."""
        self.lands = [self.land(first), self.land(second)]
        return self._names(first), self._names(second)

    def land(self, span: tuple[int, int]) -> str:
        """Return the state of an organ: of a land in its name or in brackets behind it, else home."""
        own = "VN"
        for at in range(span[0], min(span[1] + 6, len(self.words))):  # Ty Công an tỉnh Kampot, Công an tỉnh Phông Sa Lỳ (nước Lào)
            hit = self.page.names.get(at)
            if hit and hit.kind == "organs" and at == span[0] and hit.entry.more.get("country"):
                own = str(hit.entry.more["country"])
            whole = at < span[1] or "(" in self.words.gap(at) or any("," in self.words.gap(one) for one in range(span[1], at + 1))
            if hit and hit.kind in _LANDS and whole:
                return hit.code if hit.kind == "countries" else str(hit.entry.more.get("country", "VN"))
        return own

    def _principal(self, first: tuple[int, int], second: tuple[int, int], sentence: Sentence) -> bool:
        """Say whether two organs that are joined are those of whom the sentence tells that they met: not *giữa A và B*, no third beside."""
        before = self.words.keys[first[0] - 1] if first[0] > sentence.first else ""
        behind = self.page.text[self.words.ends[second[1] - 1] : sentence.end]
        met = before in ("giữa", "between") and _MEETING_OF.search(self.page.text, sentence.start, self.words.starts[first[0]])
        return (
            (before not in _AMONG or met is not None)
            and _THIRD.match(behind) is None
            and _MEET.search(self.page.text, sentence.start, sentence.end) is not None
        )

    def _names(self, span: tuple[int, int]) -> tuple[str, ...]:
        """Return the names of an organ: the short one in brackets behind the whole one first, where a gazetteer has it."""
        first, after = span
        whole, short = self.page.said(first, after), self.page.names.get(after)
        closed = after + 1 < len(self.words) and self.words.gap(after) == " (" and self.words.gap(after + 1)[:1] == ")"
        if not closed:
            return (whole,)
        listed = short is not None and short.kind == "organs" and not short.code.startswith("named-")
        return (self.words.words[after], whole) if listed else (whole, self.words.words[after])
