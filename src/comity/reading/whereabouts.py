"""Where what a word tells of happens: behind it in its clause, before it, of whoever hosts it, of the force that does it."""

import re
from typing import Final

from comity.reading.lexicon import Hit
from comity.reading.pages import Page, Role, Sentence
from comity.reading.places import Spot
from comity.reading.tokens import word_set

_TAKEN: Final = ("tiếp nhận", "về đến")  # of persons an incident, of things a ceremony, else nothing
_HOSTED: Final = frozenset({"conference", "workshop", "training", "exercise", "press-conference"})
_SOMEWHERE: Final = frozenset({"conference", "workshop", "training", "exercise", "visit", "dialogue", "negotiation-round"})
_AT_HOME: Final = re.compile(r"['’]s headquarters\b|\bat the headquarters of\b|\btại trụ sở\b", re.IGNORECASE)
_HELD_IN: Final = re.compile(r"(?:tổ chức|diễn ra|held|place) (?:tại|ở|in) $")
_WILL_HOST: Final = re.compile(
    r"(?:['’]s (?:decision|offer|plan|readiness) to host\b)|"
    r" (?:sẽ |dự kiến |nhận |tiếp tục |được chọn |là nước |làm nước |chính thức |will |is to |offered to )*(?:đăng cai|chủ nhà|host)\b"
)
_HOSTED_BY: Final = re.compile(r"\bhosted by (?:the )?$", re.IGNORECASE)
_FORCES: Final = re.compile(
    r"(?:[Cc]hính quyền|TAND|Tòa án nhân dân|Tòa án|Công an|Cảnh sát|Cơ quan Cảnh sát điều tra|Bộ đội Biên phòng|Biên phòng|"
    r"Cơ quan An ninh điều tra|[Pp]olice in|[Pp]olice of)"
    r"(?: Công an)?(?: cửa khẩu)?(?: sân bay| cảng)?(?: quốc tế)?(?: (?:tỉnh|thành phố|TP|huyện|quận|thị xã|bang|phường|xã|đặc khu))?\.? ?$"
)
_VISIT_TO: Final = re.compile(r"chuyến thăm(?: chính thức| cấp nhà nước| và làm việc| làm việc)?(?: tại| tới)? $")
_ABOUT_TO: Final = re.compile(r"\b(?:chuẩn bị|trước khi|sắp|about to|before)\b")
_FORCE: Final = 16  # words from a force to what it does
_MANNERS: Final = word_set(
    "chính thức cấp nhà nước hữu nghị và làm việc lại xã giao nội bộ các hai cộng hòa vương quốc liên bang tỉnh thành phố "
    "the official state to a"
)  # between a word of visiting and what is visited
_FIELD: Final = re.compile(
    r" (?:(?:An ninh|Quốc phòng|Tương lai|Security|Defence|Kinh tế)(?: quốc tế| mạng)? )?"
)  # Hội nghị An ninh Munich
_LOCAL_ORGAN: Final = re.compile(
    r"(?: với)? (?:lãnh đạo )?(?:UBND|Ủy ban nhân dân|HĐND|Tỉnh ủy|Thành ủy|Công an|Bộ Chỉ huy [\w ]{2,30}|"
    r"Sở [\w ]{2,20}|chính quyền|Viện Công tố|Viện [Kk]iểm sát(?: nhân dân)?|VKSND|TAND|Tòa án(?: nhân dân)?|Cục Công an|Ty Công an|"
    r"(?:Chi cục |Cục )?Hải quan|Bộ đội Biên phòng|BĐBP|Sở Cảnh sát|Cảnh sát|Trường Đại học|"
    r"Đại học)(?: (?:tỉnh|thành phố|TP|huyện|quận))?\.? "
)
_WIDER: Final = re.compile(
    r"(?:, (?:(?:thủ phủ |thuộc )?(?:tỉnh|bang|huyện|quận|thị xã|thành phố|TP|vùng|khu vực|hạt|lãnh thổ|in|province of|"
    r"(?:khu|châu) tự trị(?: dân tộc)?(?: [A-ZĐ]\w+){0,2}|Cộng hòa|"
    r"in the (?:province|state|region|district) of|capital of|the capital of))? ?|"
    r" (?:thuộc|của) (?:tỉnh |bang |huyện |thành phố )?| \((?:tỉnh |huyện |thành phố |bang )?)",
    re.IGNORECASE,
)
_ONLY_OF: Final = re.compile(
    r"(?:,| that| which)? ?(?:which|that|who)?(?: was| were| is| are| had been)? ?(?:designed|developed|prepared|drafted|written|funded|"
    r"financed|produced|built|compiled|provided) by\b|\bdo\b[^,;.]{2,60}\b(?:thiết kế|xây dựng|biên soạn|tài trợ|soạn thảo)\b"
)  # an exercise that was designed by a centre in Kuala Lumpur is not held there
_SAYS: Final = re.compile(
    r"[,;] .*\b(?:pledged|promised|urged|asked|called on|said|stressed|noted|cam kết|hứa|khẳng định|nhấn mạnh|cho biết|đề nghị)\b"
)  # on the morning, and pledged that Laos would inspect the casinos in …
_WHO_WERE: Final = re.compile(
    r"\b(?:who|whom) (?:had|have|has|were|was|are|is)\b(?!.* to .* (?:at|through|via|in)\b)"
)  # persons who had been working in …
_ON_VISIT: Final = re.compile(r"\b(?:chuyến (?:thăm|công tác|làm việc)|visit)\b")
_AT_SEA: Final = frozenset({"incident", "exercise", "visit"})
_HERE: Final = re.compile(r"[^,;.]* here\b(?! are\b| is\b)")
_SCENE: Final = re.compile(
    r" (?:vào |tại |ở )?(?:(?:một|the|a|an|of|on|at) )?(?:nhà ga|ga|chợ|sân bay|cảng|trường|bệnh viện|nhà thờ|trung tâm thương mại|"
    r"trung tâm|đồn|trạm|khách sạn|khu|cầu|siêu thị|nhà máy|kho|bến|tòa nhà|đại sứ quán)?[\w ]{0,12}?"
    r"(?:thành phố|TP|tỉnh|bang|thị trấn|thị xã|quận|huyện)?\.? ?"
)  # vụ đánh bom nhà ga thành phố Shymkent
_CLOSE: Final = 3  # words from a word of visiting to the state that is visited: *thăm chính thức Việt Nam*
_BESIDE: Final = 6  # words from a word to a state behind a comma that it may be in
_MEETS: Final = ("làm việc với", "gặp", "gặp gỡ", "hội đàm", "họp với", "for talks", "talks")


class Whereabouts:
    """Answers for one report."""

    def __init__(self, page: Page, spots: list[Spot]) -> None:
        """`spots` are all places that the report names."""
        self.page = page
        self.words = page.words
        self.spots = spots
        self.sent_from = self._sent_from()

    def place(self, hit: Hit, kind: str, end: int, sentence: Sentence) -> str | None:
        """Return the place behind a word in its clause, else one that leads the sentence."""
        if kind == "message":
            return None  # a letter is nowhere
        spots = [one for one in self.spots if sentence.first <= one.first < sentence.after]
        if self.page.language == "en" and self.sent_from and _HERE.match(self.page.text, self.words.starts[hit.first], self._ends(end)):
            return self.sent_from  # signed a letter of intent here on Monday
        if kind not in _AT_SEA:
            spots = [one for one in spots if not one.water]
        after = [one for one in spots if hit.after <= one.first < end]
        visited = self._visit_place(hit, spots, after) if kind == "visit" else None
        if visited:
            return visited
        if hit.code == "trial" and (land := self._of_force(hit, sentence)):
            return land
        if gone := next((one for one in spots if one.inside and self._just_before(one, hit)), None):
            return gone.name
        near = next(
            (one for one in after if one.inside and self._near(hit, one) and not self._beyond(hit, one) and not self._only_of(hit, one)),
            None,
        )
        if kind == "visit" and not near and (told := next((one for one in spots if self._visited(one, hit, sentence)), None)):
            return told.name
        leading = [one for one in spots if one.inside and one.town and one.first < hit.first and ";" not in self._between(one, hit)]
        if near or leading:
            return (near or self._finest(leading)).name
        return self._further_place(hit, kind, end, sentence, spots)

    def _ends(self, end: int) -> int:
        """Return the character at which the clause before word `end` ends."""
        return self.words.ends[end - 1]

    def _visit_place(self, hit: Hit, spots: list[Spot], after: list[Spot]) -> str | None:
        """Return the port that a ship calls at, or what stands behind a word of visiting."""
        if port := next((one for one in spots if one.town and one.first < hit.first and self._called_at(one)), None):
            return port.name
        if not after:
            return None
        if gone := next((one for one in after if self.words.keys[one.first - 1] == "to" and one.town and self._in_object(hit, one)), None):
            return gone.name  # the visit of New Zealand's Commissioner of Police to Ha Noi
        there = (after[0].inside and not self._beyond(hit, after[0])) or after[0].first - hit.after <= 1 or self._in_object(hit, after[0])
        beside = not after[0].inside and set(self.words.keys[hit.after : after[0].first]) <= _MANNERS
        return (after[0].name if beside else next((one for one in after if one.inside), after[0]).name) if there else None

    def _further_place(self, hit: Hit, kind: str, end: int, sentence: Sentence, spots: list[Spot]) -> str | None:
        """Return the host, the province of a force or a court, a town behind, or one that stands in a name."""
        if host := next((one for one in spots if self._hosts(one, sentence)), None):
            return host.name
        inside = any(one.inside and hit.after <= one.first < end for one in spots)
        if kind == "incident" and hit.written in _TAKEN:
            passed = next((one for one in spots if one.inside and one.town and one.first >= hit.after), None)
            if passed:
                return passed.name  # tiếp nhận tám công dân do … trao trả qua cửa khẩu Hữu Nghị
        if kind == "incident" and not inside and (land := self._of_force(hit, sentence)):
            return land
        if kind == "incident" and (scene := next((one for one in spots if self._scene(hit, one)), None)):
            return scene.name
        later = next((one for one in spots if one.inside and one.town and one.first >= end), None)
        if later and kind in _SOMEWHERE:
            return later.name
        named = next((one for one in spots if one.town and hit.after <= one.first < end and self._of_name(hit, one, kind)), None)
        return named.name if named else None

    def _scene(self, hit: Hit, spot: Spot) -> bool:
        """Say whether a case is told of a town: *vụ đánh bom nhà ga thành phố Shymkent*, *giải cứu 327 người bị giam giữ tại Mae Sot*."""
        between = self.page.text[self.words.ends[hit.after - 1] : self.words.starts[spot.first]] if spot.first >= hit.after else ","
        if not spot.town or any(mark in between for mark in ",;:.") or _WHO_WERE.search(between):
            return False
        return spot.inside or (hit.entry.more["how"] == "noun" and _SCENE.fullmatch(between) is not None)

    def _only_of(self, hit: Hit, spot: Spot) -> bool:
        """Say whether a place is that of who made something, or of what is said then: *an exercise designed by the Centre in Rome*."""
        between = self.page.text[self.words.ends[hit.after - 1] : self.words.starts[spot.first]]
        if not spot.town and hit.entry.more["type"] != "visit" and _ON_VISIT.search(between):
            return True  # hội kiến … nhân chuyến thăm cấp Nhà nước tới Việt Nam
        return (
            _ONLY_OF.search(between) is not None
            or _WHO_WERE.search(between) is not None
            or _SAYS.match(between[between.find(",") :]) is not None
        )

    def _finest(self, leading: list[Spot]) -> Spot:
        """Return the first of the last places in a row, each wider than the one before: *tại thành phố Pakse, tỉnh Champasak (Lào)*."""
        chosen = leading[-1]
        for spot in reversed(leading[:-1]):
            between = self.page.text[self.words.ends[spot.after - 1] : self.words.starts[chosen.first]]
            if _WIDER.fullmatch(between) is None:
                break
            chosen = spot
        return chosen

    def _called_at(self, spot: Spot) -> bool:
        """Say whether a ship is told to have called at a place: *đã cập cảng Bắc Hải*."""
        return "cập" in self.words.keys[max(0, spot.first - 2) : spot.first]

    def _of_name(self, hit: Hit, spot: Spot, kind: str) -> bool:
        """Say whether a town ends the name of a conference (*Hội nghị An ninh Munich*), or of the local organ that a guest works with."""
        between = self.page.text[self.words.ends[hit.after - 1] : self.words.starts[spot.first]]
        if kind == "conference":
            return _FIELD.fullmatch(between) is not None and self.words.capital(hit.first)
        return hit.written.startswith(("làm việc", "đến làm việc", "tới làm việc")) and _LOCAL_ORGAN.fullmatch(between) is not None

    def _between(self, spot: Spot, hit: Hit) -> str:
        return self.page.text[self.words.ends[spot.after - 1] : self.words.starts[hit.first]]

    def _just_before(self, spot: Spot, hit: Hit) -> bool:
        """Say whether a place stands right before a word: *sang Singapore làm việc với*, *sang Lyon (Pháp) làm việc với*."""
        if spot.after > hit.first or hit.written not in _MEETS:
            return False
        between = self.page.text[self.words.ends[spot.after - 1] : self.words.starts[hit.first]]
        return re.fullmatch(r" (?:\([^)]{1,30}\) )?", between) is not None

    def _visited(self, spot: Spot, hit: Hit, sentence: Sentence) -> bool:
        """Say whether the sentence names before a word what is visited: *Về chuyến thăm Việt Nam …, chuyến thăm sẽ diễn ra từ …*."""
        ahead = self.page.text[sentence.start : self.words.starts[spot.first]]
        return spot.after <= hit.first and _VISIT_TO.search(ahead) is not None

    def _beyond(self, hit: Hit, spot: Spot) -> bool:
        """Say whether somebody is only about to go to a place: *nói chuyện với sinh viên chuẩn bị sang Nhật*."""
        between = self.page.text[self.words.ends[hit.after - 1] : self.words.starts[spot.first]]
        return _ABOUT_TO.search(between) is not None

    def _hosts(self, spot: Spot, sentence: Sentence) -> bool:
        """Say whether a place is told to be the host: *Lào sẽ đăng cai Hội nghị*, *hosted by Thailand*."""
        behind = self.page.text[self.words.ends[spot.after - 1] : sentence.end]
        ahead = self.page.text[sentence.start : self.words.starts[spot.first]]
        return _WILL_HOST.match(behind) is not None or _HOSTED_BY.search(ahead) is not None

    def _of_force(self, hit: Hit, sentence: Sentence) -> str | None:
        """Return the province or town of the force that does it: *Công an tỉnh Hà Tĩnh bắt ba người*."""
        before = range(hit.first - 1, max(sentence.first, hit.first - _FORCE) - 1, -1)
        behind = range(hit.after, min(sentence.after, hit.after + _FORCE)) if hit.entry.more["how"] == "noun" else range(0)
        for at in (*before, *behind):
            land = self.page.covered.get(at)
            if (
                land
                and land.kind in ("provinces", "places")
                and _FORCES.search(self.page.text, sentence.start, self.words.starts[land.first])
            ):
                return self.page.said(land.first, land.after)
        return None

    def assumed(self, kind: str, sentence: Sentence) -> str | None:
        """Return where the report was sent from, for what its first paragraph tells was held."""
        sent = self.page.dateline is not None and sentence.paragraph == self.page.paragraph_at(self.page.dateline[0])
        at_home = kind in ("meeting", "talks", "reception", "signing") and _AT_HOME.search(self.page.text, sentence.start, sentence.end)
        return self.sent_from if sent and (kind in _HOSTED or at_home) else None

    def _in_object(self, hit: Hit, spot: Spot) -> bool:
        """Say whether a town stands in the name of what is visited: *thăm Đồn Công an Cửa khẩu Lao Bảo*."""
        between = self.page.text[self.words.ends[hit.after - 1] : self.words.starts[spot.first]]
        near = spot.town or spot.first - hit.after <= _CLOSE
        return near and not any(mark in between for mark in ",;:(")

    def _near(self, hit: Hit, spot: Spot) -> bool:
        """Say whether a place belongs to a word: a town anywhere in its clause, a state close by, or where it is *held in* it."""
        between = self.page.text[self.words.ends[hit.after - 1] : self.words.starts[spot.first]]
        clear = not any(mark in between for mark in ",;")
        return ";" not in between and (spot.town or clear or spot.first - hit.after <= _BESIDE or _HELD_IN.search(between) is not None)

    def framing_place(self) -> str | None:
        """Return the first place that the report stands under: of its first or last line."""
        lines = [one for one in self.page.paragraphs if one.role in (Role.BYLINE, Role.HEADLINE, Role.BODY)]
        for line in (lines[-1], *lines[:3]) if lines else ():
            for at, hit in sorted(self.page.names.items()):
                if line.start <= self.words.starts[at] < min(line.end, line.start + 40) and hit.kind in ("provinces", "places"):
                    return self.page.said(hit.first, hit.after)
        return None

    def _sent_from(self) -> str | None:
        """Return the first place of the dateline."""
        start, end = self.page.dateline or (0, 0)
        hits = [
            hit for hit in self.page.names.values() if start <= self.words.starts[hit.first] < end and hit.kind in ("provinces", "places")
        ]
        return self.page.said(hits[0].first, hits[0].after) if hits else None
