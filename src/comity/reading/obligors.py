"""Who owes what is promised: both sides, the subject beside the word, the side of whoever speaks, the parties of a paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from comity.reading.lexicon import Hit, class_of
from comity.reading.owing import (
    AGREE,
    CLAUSES,
    GENERIC,
    IN_A_BREATH,
    IN_PERSON,
    MINISTRY,
    OF_STATE,
    PASSES_ON,
    SAYS,
    VALUES,
    in_full,
)
from comity.reading.pages import Page, Sentence
from comity.reading.parties import Parties
from comity.reading.sides import HOSTS, Sides
from comity.reading.subjects import Subjects
from comity.reading.suggestions import Party, Statement
from comity.reading.tokens import word_set
from comity.reading.undertaking import Undertaking

_THEMSELVES: Final = ("ban tổ chức",)  # who is meant, and no short name
_WE: Final = ("we", "chúng")
_THEY: Final = ("they", "họ")
_THAT: Final = (("that",), ("rằng",))
_WILL: Final = word_set("sẽ will would sẵn shall")
_BETWEEN: Final = word_set(
    "đã cũng luôn sẽ is was stands bày tỏ has have also tiếp tục việt nam cùng kịch liệt cao trí"
)  # from a subject to the word of promising
_MEMBERS: Final = ("các nước", "các thành", "các bên", "quốc gia")
_BEHIND: Final = 8  # words behind a word of promising in which its subject may stand
_AHEAD: Final = 12  # words before it
_IN: Final = word_set("tại ở in at to")
_BREATH: Final = 20  # characters before a word of promising that join it to what was said before
_VISITED: Final = word_set("visit thăm to")
_VISITS: Final = word_set("thăm visit")
_SIDE: Final = word_set("phía bên side")
_GROUP: Final = 6  # words of persons without a name
_NEAR: Final = 4  # words behind the name of a paper in which whom it obliges stands
_FAR: Final = 10  # where *phía* stands before it
_TRAILS: Final = 3  # words behind a word of promising that ends its sentence
_BESIDE_WHOM: Final = word_set("visiting his her their counterpart vietnamese cambodian lao thai người đồng cấp")
_ADVERBS: Final = 3  # words between the two


@dataclass(frozen=True, slots=True)
class Promise:
    """A word of promising in a sentence: words [at, after)."""

    statement: Statement
    sentence: Sentence
    at: int
    after: int
    teller: Party | None = None  # who speaks first in the sentence, where the statement names a body without a name


class Obligors(Subjects):
    """Answers for the promises of one report."""

    def __init__(self, page: Page, parties: Parties, sides: Sides) -> None:
        """Gather what the walk needs."""
        self.page = page
        self.words = page.words
        self.parties = parties
        self.sides = sides
        self.both = class_of(page.language, "both-sides")
        self.undertaking = Undertaking(page, parties)
        self.invited_before: tuple[Statement, Party] | None = None  # who was invited last, and by whom

    def hear(self, held: list[Statement]) -> None:
        """Keep who was invited in a sentence, for *She accepted* in the next one."""
        for statement in held:
            if statement.act == "invite" and (guest := self._guest(statement)):
                self.invited_before = (statement, guest)

    def _guest(self, statement: Statement) -> Party | None:
        """Return whom somebody invites: the person it is said to, else the first person of another side."""
        if statement.addressee and statement.addressee.actor is not None:
            return statement.addressee
        people = sorted(map(self.parties.person, range(len(self.parties.people.persons))), key=lambda one: not self.sides.for_state(one))
        host = statement.speaker
        return next((one for one in people if host and host.country and one.country not in (None, host.country)), None)

    def of(self, promise: Promise) -> Party | None:
        """Return who shall do it, by the whole name where the clause says *the Centre*."""
        party = self._owing(promise)
        if party is None or party.actor is not None:
            return party
        if party.text == "Đại sứ quán" and self.sides.mission:
            return self.sides.mission
        if party.text in MINISTRY and (speaker := promise.statement.speaker) and not self.sides.is_body(speaker):
            whole = self.sides.behind_speaker(Party("the ministry"), promise.teller or speaker)
            if whole.text.startswith("Ministry"):
                return whole
        name = in_full(party.text, self.page.text, promise.sentence.start, promise.sentence.end, self.page.language)
        return party if name == party.text else Party(name, None, party.country)

    def _owing(self, promise: Promise) -> Party | None:
        """Return who shall do it: both sides, the subject of the promise where one stands beside its word, else the speaker's side."""
        done_by = self.undertaking.done_by(promise.at, promise.sentence)
        if both := self._both_near(promise) or self._two_agree(promise) or (self._named(done_by, None) if done_by else None):
            return both
        speaker = promise.statement.speaker
        if speaker and speaker.actor is not None and self.undertaking.in_person(promise.at, promise.sentence):
            return speaker
        subject = self._group(promise) or self._government(promise) or self.subject(promise) or self._of_trailing(promise)
        subject = self._whole(promise, subject) or self._on_behalf(promise) or subject
        if subject and not self.sides.is_body(subject):
            return subject
        body = subject or self._body_near(promise) or (speaker if speaker and self.sides.is_body(speaker) else None)
        if body:
            return self._behind(body, promise)
        if speaker is None and self.words.keys[promise.sentence.first] in _WE and promise.at - promise.sentence.first <= len(_WE):
            return Party("member states" if self.page.language == "en" else "các nước")  # the statement of many: We agreed
        if speaker is None or speaker.actor is None:
            return self.sides.of_role(speaker) if speaker else None
        return self._of_person(promise, speaker)

    def _of_person(self, promise: Promise, speaker: Party) -> Party:
        """Return who owes what a person promises: themselves where they do it, whoever was invited, else the side that they speak for."""
        in_person = promise.statement.ground.rule != "future" and self.page.said(promise.at, promise.after).lower().startswith(IN_PERSON)
        if in_person and (invited := self._invited(promise)):
            return invited
        visits = promise.statement.act == "wish" and _VISITS & set(self.words.keys[promise.after : promise.after + 4])
        if visits or self._own_office(promise, speaker) or self._says_i(promise):
            return speaker  # mong muốn sớm được sang thăm
        sends = "cử" in self.words.keys[promise.after : promise.after + 3]  # nhận lời cử đoàn tham dự
        return speaker if in_person and not sends else self.sides.of(speaker)

    def _whole(self, promise: Promise, subject: Party | None) -> Party | None:
        """Return the organ before *will* by its whole name, where a gazetteer has a part of it or nothing."""
        span = self.undertaking.before_will(promise.at, promise.after, promise.sentence)
        if span is None:
            return None
        text = self.page.said(*span)
        if subject is None:
            country = promise.statement.speaker.country if promise.statement.speaker else None
            return Party(text, None, country)
        short = text.lower().endswith(GENERIC) or subject.text.startswith(text) or subject.text.endswith(text)
        return None if short else Party(text, None, subject.country)

    def _on_behalf(self, promise: Promise) -> Party | None:
        """Return for whom somebody promises in so many words."""
        found = self.undertaking.on_behalf(promise.at, promise.after, promise.sentence)
        if isinstance(found, Hit):
            return self._named(found, promise.statement.speaker)
        return Party(self.page.said(*found)) if found else None

    def _of_trailing(self, promise: Promise) -> Party | None:
        """Return who will do it, where the word of promising stands behind it all: *INTERPOL will deploy a team, he pledged*."""
        trailing = promise.sentence.after - promise.after <= _TRAILS and promise.at - promise.sentence.first > _TRAILS
        will = self._will_of(promise.sentence, promise.sentence.first) if trailing else None
        return self._named(will, promise.statement.speaker) if will else None

    def _says_i(self, promise: Promise) -> bool:
        """Say whether somebody promises in the first person: *tôi xin hứa*."""
        before = self.words.keys[max(promise.sentence.first, promise.at - 2) : promise.at]
        return "tôi" in before and "chúng" not in before and self.words.keys[promise.at] in ("hứa", "cam", "nguyện")

    def _own_office(self, promise: Promise, speaker: Party) -> bool:
        """Say whether an envoy, or one of whom no organ is told, lends a good office of their own: will pass on what was asked."""
        behind = self.page.text[self.words.starts[promise.at] : promise.sentence.end]
        return PASSES_ON.match(behind) is not None and self.sides.speaks_alone(speaker)

    def _invited(self, promise: Promise) -> Party | None:
        """Return who is told to be invited: a person, or an organ whose head accepts (*mời Học viện cử đoàn …; Giám đốc nhận lời*)."""
        speaker, before = promise.statement.speaker, self.invited_before
        if before and speaker and before[0].speaker and before[0].sentence.start < promise.sentence.start:
            by, guest = before
            to_theirs = any(
                (name := self.page.names.get(at)) and name.code == guest.country and self.words.keys[at - 1] in _VISITED
                for at in range(promise.after, promise.sentence.after)
            )
            if by.speaker and by.speaker.actor is not None and by.speaker.actor == speaker.actor and not to_theirs:
                return guest  # nobody accepts what he offers himself
        people = self.parties.people
        for at in range(promise.sentence.first, promise.at - 1):
            asked = self.words.keys[at] in ("mời", "invited")
            if asked and at + 1 in people.at:
                return self.parties.person(people.at[at + 1])
            name = self.page.names.get(at + 1) if asked else None
            if name and name.kind == "countries" and promise.statement.speaker and promise.statement.speaker.country == name.code:
                return self.parties.body(name)  # mời Việt Nam tham gia …; Thứ trưởng nhận lời
            if name and name.kind in ("organs", "organheads") and self.words.capital(name.first):
                return self.sides.in_full(name, promise.statement.speaker)
        return None

    def _behind(self, body: Party, promise: Promise) -> Party:
        """Return for whom a body without a name stands: the speaker's organ or state, else that of whoever was named last."""
        if body.text.lower() in _THEMSELVES:
            return body
        if body.text.lower() == "nhà trường" and (school := self.sides.school(promise.statement.speaker, promise.teller)):
            return school
        speaker = promise.statement.speaker
        if speaker and not self.sides.is_body(speaker) and not body.text.lower().startswith(HOSTS):
            return self.sides.behind_speaker(body, speaker)
        if promise.teller and not self.sides.is_body(promise.teller) and not body.text.lower().startswith(HOSTS):
            return self.sides.behind_speaker(body, promise.teller)
        return self.sides.behind_body(body, promise.at)

    def _government(self, promise: Promise) -> Party | None:
        """Return the government that an adjective says of which state it is: *said that the Finnish Government would submit*."""
        for at in range(max(promise.sentence.first, promise.at - _GROUP), promise.sentence.after if self.page.language == "en" else 0):
            name = self.page.names.get(at)
            whose = name is not None and name.kind == "countries" and name.written in name.entry.more.get("adjectives", ())
            if not whose or name is None or self.words.keys[name.after : name.after + 1] not in OF_STATE:
                continue
            behind = self.words.keys[name.after + 1 : name.after + 2]
            if name.after + 1 == promise.at or (behind and behind[0] in _WILL):
                return Party(self.page.said(name.first, name.after + 1), None, name.code)
        return None

    def _two_agree(self, promise: Promise) -> Party | None:
        """Return both sides where two with names agree: *VNCERT/CC và CERT-In thống nhất*, *Bộ trưởng A và Bộ trưởng B nhất trí*."""
        if not self.page.said(promise.at, promise.after).lower().startswith(AGREE):
            return None
        begin = self.parties.begins(promise.at, promise.sentence)
        while begin is not None and begin - 1 > promise.sentence.first:
            whose = self.page.covered.get(begin - 2) if self.words.keys[begin - 1] == "s" else None
            if whose and whose.kind == "countries":
                begin = whose.first  # and Viet Nam's Deputy Minister …
            elif self.words.keys[begin - 1] in _BESIDE_WHOM:
                begin -= 1  # and visiting Vietnamese Deputy Minister …
            else:
                break
        if begin is None or begin - 1 <= promise.sentence.first or self.words.keys[begin - 1] not in ("và", "and"):
            return None
        other = begin - 2
        named = self.words.capital(other) or other in self.page.covered
        first, second = self.page.covered.get(other), self.page.names.get(begin)
        if named and first and second:
            return self._together(first, second)
        return self._all() if named else None

    def _body_near(self, promise: Promise) -> Party | None:
        """Return a body without a name that shall act: *tuyên bố nước ông sẽ góp*, *said his office was ready*."""
        reach = range(max(promise.sentence.first, promise.at - 4), min(promise.after + 2, promise.sentence.after))
        for begin in reach:
            hit = self.parties.bodies.at(self.words, begin)
            if hit and (self._reaches(hit.after, promise.at) if begin < promise.at else self._will(hit.after)):
                return Party(self.page.said(hit.first, hit.after))
        return None

    def _both_near(self, promise: Promise) -> Party | None:
        """Return both sides where they stand right before the word of promising, or right behind it as who shall act."""
        first = promise.sentence.first
        if (
            self.words.keys[first] in _THEY
            and promise.at - first <= 1
            and self.page.said(promise.at, promise.after).lower().startswith(AGREE)
        ):
            return self._all()  # They agreed to hold …
        for now in range(max(promise.sentence.first, promise.at - 8), min(promise.after + 1, promise.sentence.after)):
            hit = self.both.at(self.words, now)
            if hit and (
                self._reaches(hit.after, promise.at) if now < promise.at else _WILL & set(self.words.keys[hit.after : hit.after + 2])
            ):
                return self.parties.both_sides(hit)
        return None

    def subject(self, promise: Promise) -> Party | None:
        """Return a state or an organ right before a word of promising or behind it (*cam kết Mỹ sẽ hỗ trợ*); two joined are both sides."""
        speaker = promise.statement.speaker
        if province := self._province(promise):
            return province
        for begin in range(max(promise.sentence.first, promise.at - _AHEAD), promise.at):
            name = None if begin in self.parties.bodies_of.people else self.page.names.get(begin)
            if name and self._is_subject(name) and self._reaches(self.parties.body_end(name), promise.at):
                other = self._joined(name, promise.sentence)
                return self._together(other, name) if other else self._named(name, speaker)
        if (told := self._told_of(promise)) and self.words.keys[promise.after : promise.after + 1] not in _THAT:
            return self._named(told, speaker)
        if promise.at == promise.sentence.first and (agreed := self._behind_comma(promise)):
            return self._named(agreed, speaker)
        stop = self.page.text.find(";", self.words.ends[promise.after - 1], promise.sentence.end)
        for begin in range(promise.after, min(promise.after + _BEHIND, promise.sentence.after)):
            name = None if begin in self.parties.bodies_of.people else self.page.names.get(begin)
            if 0 < stop < self.words.starts[begin]:
                break
            to = self.words.keys[begin - 1] == "với" and begin - 1 == promise.after  # hứa với Tổng cục Cảnh sát Lào rằng Cục sẽ
            if name and not to and self._is_subject(name) and self._will(self._behind_role(self.parties.body_end(name))):
                return self._named(name, speaker)
        return None

    def _behind_role(self, at: int) -> int:
        """Return the word behind *với tư cách …* that stands between a subject and what it will do: *Lào với tư cách nước chủ nhà sẽ*."""
        if self.words.keys[at : at + 3] not in (("với", "tư", "cách"), ("trên", "cương", "vị"), ("với", "vai", "trò")):
            return at
        return next((now for now in range(at + 3, min(at + _FAR, len(self.words))) if self.words.keys[now] in _WILL), at)

    def _told_of(self, promise: Promise) -> Hit | None:
        """Return of whom was told what they value and, in the same breath, promise: *khẳng định Slovakia coi trọng …, sẵn sàng cử*."""
        start = self.words.starts[promise.at]
        if IN_A_BREATH.search(self.page.text, max(promise.sentence.start, start - _BREATH), start) is None:
            return None
        for at in range(promise.at - 1, promise.sentence.first, -1):
            name = None if at in self.parties.bodies_of.people else self.page.names.get(at)
            behind = self.page.text[self.words.ends[self.parties.body_end(name) - 1] : start] if name else ""
            if name and name.kind == "countries" and "," in self.words.gap(at) and behind.startswith(" đã ") and ";" not in behind:
                return name  # từ đầu năm, Campuchia đã trục xuất … và bày tỏ sẵn sàng
            if name is None or not SAYS.search(self.page.text, promise.sentence.start, self.words.starts[at]):
                continue
            return name if self._is_subject(name) and VALUES.match(behind) and ";" not in behind else None
        return None

    def _group(self, promise: Promise) -> Party | None:
        """Return the persons without a name for whom somebody promises: *hứa các học viên sẽ chấp hành*."""
        first = promise.after
        if self.words.keys[first : first + 1] not in (("các",), ("những",)) or self.words.gap(first) != " ":
            return None
        for after in range(first + 2, min(first + _GROUP, promise.sentence.after)):
            land = self.page.covered.get(after - 1)
            if (land and land.kind != "countries") or self.words.gap(after) != " ":
                return None
            if self.words.keys[after] == "sẽ":
                return Party(self.page.said(first, after))
        return None

    def _behind_comma(self, promise: Promise) -> Hit | None:
        """Return who stands behind the comma of a clause that opens with the word of agreeing: *Đồng ý với đề nghị này, A05 sẽ gửi*."""
        for at in range(promise.after, promise.sentence.after):
            if self.words.gap(at) == ", ":
                name = self.page.names.get(at)
                return name if name and at not in self.parties.bodies_of.people and self._is_subject(name) else None
        return None

    def _province(self, promise: Promise) -> Party | None:
        """Return the province for which the bare word stands: *Tỉnh cam kết*."""
        at = promise.at
        while at > promise.sentence.first and self.words.keys[at - 1] in _BETWEEN:
            at -= 1
        bare = at > promise.sentence.first and self.words.keys[at - 1] == "tỉnh" and at - 1 not in self.page.covered
        if not bare and (kind := self._own_land(promise)):
            land = self.sides.province()
            return Party(f"{kind} {land}", None, "VN") if land else None
        land = self.sides.province() if bare else None
        return Party(f"tỉnh {land}", None, "VN") if land else None

    def _own_land(self, promise: Promise) -> str | None:
        """Return the word for a province or a town that stands bare behind the word of promising: *cam kết thành phố sẽ bố trí*."""
        for kind in (("thành", "phố"), ("tỉnh",)):
            after = promise.after + len(kind)
            if self.words.keys[promise.after : after] == kind and self.words.keys[after : after + 1] == ("sẽ",):
                return " ".join(kind)
        return None

    def all_in_paper(self, paper: Hit, sentence: Sentence) -> Iterator[tuple[Party, int]]:
        """Yield each whom a paper obliges, with the word behind which the duty stands: a clause may oblige one, and the next the other."""
        first = self.in_paper(paper, sentence)
        yield first, paper.after
        for stop in CLAUSES.finditer(self.page.text, self.words.ends[max(paper.after - 1, sentence.first)], sentence.end):
            at = next((at for at in range(paper.after, sentence.after) if self.words.starts[at] >= stop.end()), sentence.after)
            both = next(iter(self.both.scan(self.words, at, min(at + _FAR, sentence.after))), None)
            if both and both.first == at and stop.group().startswith((";", ", ")) and first.country and self._will(both.after):
                yield self.parties.both_sides(both), both.after
                continue
            at += at < sentence.after and self.words.keys[at] in _SIDE
            name = self.page.names.get(at)
            loose = stop.group()[0] == " " and name is not None and not self._will(self.parties.body_end(name))
            if name and not loose and self._is_subject(name) and self._acts_behind(name):
                party = self._named(name, None)
                if party.text != first.text:
                    yield party, self.parties.body_end(name)

    def _opens(self, sentence: Sentence) -> Party | None:
        """Return the state or the organ with which an item of a list, or a sentence that goes on, begins."""
        at = sentence.first + (self.words.keys[sentence.first] in _SIDE)
        name = self.page.names.get(at)
        return self._named(name, None) if name and name.kind in ("countries", "organs", "organheads") else None

    def in_item(self, sentence: Sentence) -> Party | None:
        """Return the one side that an item of what both agree lays it on: *Phía Nhật Bản chuyển giao …*."""
        name = self.page.names.get(sentence.first + (self.words.keys[sentence.first] in _SIDE))
        party = self._opens(sentence) if name and self.page.language == "vi" and self._acts_behind(name) else None
        return party if party and (party.country or (name and name.kind == "organs")) else None

    def _will_of(self, sentence: Sentence, at: int) -> Hit | None:
        """Return who stands right before a word of the future, far behind the paper: *Under a letter signed …, the US will*."""
        for now in range(at, sentence.after):
            name = self.page.names.get(now)
            if name and name.kind in ("countries", "organs", "organheads"):
                after = self.parties.body_end(name)
                if after < sentence.after and self.words.gap(after) == " " and self.words.keys[after] in _WILL:
                    return name
        return None

    def _acts_behind(self, name: Hit) -> bool:
        """Say whether small letters follow a name: a verb, and no further name of a list."""
        after = self.parties.body_end(name)
        return (
            after < len(self.words)
            and self.words.gap(after) == " "
            and self.words.words[after].islower()
            and self.words.keys[after] != "và"
        )

    def in_paper(self, paper: Hit, sentence: Sentence) -> Party:
        """Return whom a paper obliges: the state or organ that begins the clause, else both sides."""
        at = paper.after
        hit = next(iter(self.both.scan(self.words, sentence.first, sentence.after)), None)
        if paper.first == paper.after and (opening := self._opens(sentence)):
            return opening
        if (far := self._will_of(sentence, at)) and (hit is None or far.first < hit.first):
            return self._named(far, None)
        near = (now for now in range(at, min(sentence.after, at + _FAR)) if now < at + _NEAR or self.words.keys[now - 1] in _SIDE)
        names = (self.page.names.get(now) for now in near)
        name = next((name for name in names if name and name.kind in ("countries", "organs", "organheads")), None)
        if name and self.words.capital(name.first) and (hit is None or name.first < hit.first):
            return self._named(name, None)
        if hit:
            return self.parties.both_sides(hit)
        return self._all()
