"""Whether a name behind a promise is of somebody whom it is for: no place, no tongue, no part of a larger name."""

import re
from typing import Final

from comity.reading.bodies import MISSIONS
from comity.reading.granted import PAID_FOR
from comity.reading.lexicon import Hit
from comity.reading.owing import whole_names
from comity.reading.pages import Page, Sentence
from comity.reading.parties import Parties
from comity.reading.sides import LEAGUES, Sides
from comity.reading.suggestions import Party, Statement
from comity.reading.tokens import Words, word_set
from comity.reading.whom import PERSONS_OF, PERSONS_VI

_LAID: Final = 90  # characters from a word of laying something before an organ to the organ
_ASSEMBLIES: Final = frozenset({"assembly", "vn-assembly", "government"})
_LAYS: Final = re.compile(r"\b(?:trình|submit|submitted|lay|laid|present|table)\b[^;.]*$")
_BEHIND_TONGUES: Final = word_set("and by before in on at for as translation version")
_WHOLE_FUND: Final = re.compile(
    r"\b[Qq]uỹ (?!này|đó|và|cho|để|sẽ|được|là|do|với|trong)[a-zà-ỹđ]+ (?!này|đó|và|cho|để|sẽ|được|là|do|với|trong)[a-zà-ỹđ]+"
)
_TOLD: Final = re.compile(
    r"\b(?:told|assured|informed|notified) (?:the )?(?=[A-Z])|\b(?:thông báo với|nói với|khẳng định với|cho biết với) (?:phía )?(?=[A-ZĐ])"
)
_PAIRED: Final = 80  # characters from *giữa* to the second of two
_BETWEEN: Final = re.compile(r"\b(?:giữa|between) [^,;.]+ (?:và|and) (?:the )?$")
_AIDS: Final = word_set("trợ giúp assist support help")
_THERE: Final = word_set("tới đến sang to")
_HERE: Final = word_set("tại ở in at phố")
_SETS_UP: Final = word_set("mở đặt lập bố place post open set station tổ build xây")  # an office, an officer, a course
_OF: Final = word_set("của cho với giúp trợ")
_HELPED: Final = word_set("trợ giúp tặng cấp cho")
_HERE_OF: Final = word_set("tỉnh phố tp")
_GIVES: Final = word_set("cho giúp với tặng trợ thành")
_GIVEN_TO: Final = word_set("to with for help support assist give gives provide train")
_SWEARS: Final = word_set("hứa kết báo")
CHANNELS: Final = word_set("qua kênh lưới theo through via tại ở in at bằng giữa trong")


class Takers:
    """What the walk over one report asks of the names in it."""

    page: Page
    words: Words
    parties: Parties
    sides: Sides

    def _fund(self, named: str, at: int) -> str:
        """Return the whole name of a fund that is named short: *quỹ* is the *quỹ hồi hương* told before."""
        if named != "quỹ":
            return named
        before = list(_WHOLE_FUND.finditer(self.page.text, 0, at))
        return before[-1].group().lower() if before else named

    def _served(self, name: Hit) -> bool:
        """Say whether an organ shall be able to do something by it, or has its thing paid for.

        *để Viện Khoa học hình sự nâng cấp*, *finance the Secretariat's bulletin*
        """
        after = self.parties.body_end(name)
        if self.words.keys[name.first - 1] == "để":
            return after < len(self.words) and self.words.gap(after) == " " and self.words.words[after].islower()
        paid = self.words.keys[name.first - 1 - (self.words.keys[name.first - 1] == "the")] in PAID_FOR
        return paid and self.words.keys[after : after + 1] == ("s",)

    def _submitted(self, name: Hit) -> bool:
        """Say whether something is only laid before an organ at home: *trình Quốc hội phê chuẩn*, *báo cáo Chính phủ*."""
        ahead = self.page.text[max(0, self.words.starts[name.first] - _LAID) : self.words.starts[name.first]]
        if name.code in _ASSEMBLIES and _LAYS.search(ahead):
            return True  # trình công ước lên Nghị viện
        return self.words.keys[name.first - 1] == "trình" or self.words.keys[name.first - 2 : name.first] == ("báo", "cáo")

    def _within_other(self, name: Hit) -> bool:
        """Say whether a name is a part of that of a larger body where something is done: *tại Học viện Bộ Nội vụ ở Kostanay*."""
        over = next((span for span in self.parties.bodies_of.mentions if span[0] < name.first < span[1]), None)
        return over is not None and self.words.keys[over[0] - 1] in CHANNELS

    def _is_tongue(self, name: Hit) -> bool:
        """Say whether an adjective of a state has nothing of it behind: a language."""
        after = name.after
        return after >= len(self.words) or self.words.gap(after) != " " or self.words.keys[after] in _BEHIND_TONGUES

    def _row(self, name: Hit, own: str | None) -> Party:
        """Return a state, or several in a row: *Lào và Campuchia*."""
        after = name.after
        while after + 1 < len(self.words):
            joined = self.words.keys[after] in ("và", "and", "cùng")
            listed = not joined and self.words.gap(after) == ", "
            following = self.page.names.get(after + 1 if joined else after)
            if not (joined or listed) or following is None or following.kind != "countries" or following.code == own:
                break
            after = following.after
        if after == name.after and name.written in name.entry.more.get("adjectives", ()):
            return self.sides.state(name.code)  # 60 Lao officers
        return self.parties.body(name) if after == name.after else Party(self.page.said(name.first, after))

    def _told_to(self, at: int, sentence: Sentence, own: str | None) -> Party | None:
        """Return the state or the organ to which a promise is told before it: *told Cambodia's delegation that Viet Nam would*."""
        end = self.words.starts[at] if at < sentence.after else sentence.end
        for found in _TOLD.finditer(self.page.text, sentence.start, end):
            first = next((now for now in range(sentence.first, sentence.after) if self.words.starts[now] >= found.end()), sentence.after)
            name = self.page.names.get(first)
            if name and name.kind == "countries" and name.code != own:
                return self.sides.state(name.code)
            if name and name.kind == "organs" and (party := self.sides.in_full(name)).country not in (None, own):
                return party
        return None

    def told_third(self, statement: Statement | None, at: int, sentence: Sentence) -> Party | None:
        """Return the organ to which an item of what all agree says that something is given or told: *report to the Secretariat*."""
        if statement is None or statement.ground.rule != "list":
            return None
        for now in range(at + 1, sentence.after):
            name = self.page.names.get(now)
            to = self.words.keys[now - 1 - (self.words.keys[now - 1] == "the")]
            if name and name.kind in ("organs", "organheads") and to in ("to", "cho", "tới") and self.words.capital(now):
                return self.sides.in_full(name)
        return None

    def _person(self, at: int, sentence: Sentence, end: int, obligor: Party) -> Party | None:
        """Return the person whom somebody will help: *sẵn sàng hỗ trợ bà Friederike Osthoff*."""
        people = self.parties.people.at
        for now in range(at, sentence.after):
            if now in people and self.words.starts[now] < end and self.words.keys[now - 1] in _AIDS:
                party = self.parties.person(people[now])
                return party if party.actor != obligor.actor else None
        return None

    def _between(self, at: int) -> bool:
        """Say whether word `at` begins the second of two between whom something is."""
        before = self.page.text[max(0, self.words.starts[at] - _PAIRED) : self.words.starts[at]]
        return _BETWEEN.search(before) is not None

    def where(self, at: int, sentence: Sentence, own: str | None) -> Party | None:
        """Return the state of a town to which somebody or something shall go: *cử hai chuyên gia tới Hà Nội*."""
        for now in range(at, sentence.after):
            town = self.page.names.get(now)
            there = self.words.keys[now - 1] in _THERE or (self.words.keys[now - 1] in _HERE and _SETS_UP & set(self.words.keys[at:now]))
            if town and town.kind in ("places", "provinces") and there:
                country = str(town.entry.more.get("country", "VN"))
                return self.sides.state(country) if country != own else None
        return None

    def _by_side(self, named: Party, at: int, sentence: Sentence) -> bool:
        """Say whether a state is named as a side: *chia sẻ với phía Việt Nam*."""
        start = self.words.starts[at] if at < sentence.after else sentence.start
        return f"phía {named.text}" in self.page.text[start : sentence.end]

    def _of_persons(self, named: Party, at: int, sentence: Sentence) -> bool:
        """Say whether a state is named as that of persons: *học viên Việt Nam*, *Vietnamese investigators*."""
        start = self.words.starts[at] if at < sentence.after else sentence.start
        clause = self.page.text[start : sentence.end]
        if self.page.language == "en":
            return PERSONS_OF.search(clause) is not None
        return re.search(rf"{PERSONS_VI} (?:của )?{re.escape(named.text)}", clause) is not None

    def _promises_too(self, named: Party, sentence: Sentence) -> bool:
        """Say whether a state is named only as who promises next: *và Malaysia sẵn sàng*."""
        follows = rf"\b(?:và|còn|and|while) {re.escape(named.text)} (?:sẵn sàng|sẽ|will|would|is ready|stands ready|stood ready)"
        return re.search(follows, self.page.text[sentence.start : sentence.end]) is not None

    def _sworn_to(self, at: int, sentence: Sentence, obligor: Party) -> Party | None:
        """Return the organ that a promise is given to in so many words: *hứa với Tổng cục Cảnh sát Lào rằng*."""
        sworn = at + 1 < sentence.after and self.words.keys[at] == "với" and self.words.keys[at - 1] in _SWEARS
        name = self.page.names.get(at + 1) if sworn else None
        party = self.sides.in_full(name) if name and name.kind in ("organs", "organheads") else None
        return party if party and party.text != obligor.text else None

    def _organ(self, name: Hit, at: int, own: str | None, obligor: Party) -> Party | None:
        """Return the organ or the province that something is given to, done for or done with."""
        if name.kind == "provinces" and own not in (None, "VN"):
            to = self.words.keys[at - 1] in _HERE_OF and self.words.keys[at - 2] in _GIVES  # tài trợ thiết bị cho tỉnh Khánh Hòa
            return Party(self.page.said(name.first, name.after), None, "VN") if to else None
        if name.kind == "organheads" and (headed := self._headed(name, at, own, obligor)):
            return headed
        if name.kind not in ("organs", "organheads"):
            return None
        party = self.sides.in_full(name)
        if self._served(name):
            return party if party.text != obligor.text else None
        foreign = party.country is not None and party.country != own and name.code not in LEAGUES
        given = foreign or (name.code in LEAGUES and party.text != obligor.text)
        return party if name.kind == "organs" and given else None

    def _headed(self, name: Hit, at: int, own: str | None, obligor: Party) -> Party | None:
        """Return the organ that begins with a word for one, whole or resolved: *cho Đại sứ quán*, *to the Secretariat*."""
        before = self.words.keys[at - 1]
        if name.written.lower() in MISSIONS and before in _OF and self.words.capital(at) and own != self.sides.home:
            return self.sides.mission or self.sides.in_full(name)  # thông báo sớm cho Đại sứ quán
        party = self.sides.in_full(name)
        if before in _HELPED and self.parties.body_end(name) > name.after and party.text != obligor.text and party.country != own:
            return party
        school = self.words.capital(at) and name.written.startswith(("Học viện", "Trường", "Viện"))
        short = school and before in ("của", "cho") and party.text != self.page.said(name.first, name.after)
        if own != "VN" and before in _OF and (short or self.parties.stands_alone(name)):
            return party  # đón giảng viên của Học viện sang
        if self.page.language != "en" or before != "the" or self.words.keys[at - 2] not in _GIVEN_TO or not self.words.capital(at):
            return None
        if " " not in party.text and (whole := whole_names(party.text).search(self.page.text)):
            party = Party(whole[1], None, party.country)
        return party if " " in party.text and party.text not in obligor.text else None
