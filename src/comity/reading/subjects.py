"""Whom a name stands for that owes: a state, the state of a capital, a province, an organ by its whole name."""

from typing import Final

from comity.reading.lexicon import Hit
from comity.reading.pages import Page, Sentence
from comity.reading.parties import Parties
from comity.reading.sides import Sides
from comity.reading.suggestions import Party
from comity.reading.tokens import Words, word_set

_WILL: Final = word_set("sẽ will would sẵn shall")
_BETWEEN: Final = word_set("đã cũng luôn sẽ is was stands bày tỏ has have also tiếp tục việt nam cùng kịch liệt cao trí")
_MEMBERS: Final = ("các nước", "các thành", "các bên", "quốc gia")
_BEHIND: Final = 8  # words before a name in which another may stand that is joined to it
_IN: Final = word_set("tại ở in at to")
_ADVERBS: Final = 3  # words between a subject and what it will do


class Subjects:
    """What the walk over one report asks of the names in it."""

    page: Page
    words: Words
    parties: Parties
    sides: Sides

    def _will(self, after: int) -> bool:
        """Say whether a word of the future follows within three words."""
        return bool(_WILL & set(self.words.keys[after : after + 3]))

    def _named(self, name: Hit, speaker: Party | None) -> Party:
        """Return whom a name stands for: a state, the state of a capital, a province, an organ by its whole name."""
        if name.kind in ("organs", "mechanisms", "regions") and " ".join(self.words.keys[max(0, name.first - 2) : name.first]) in _MEMBERS:
            return Party(self.page.said(name.first - 2, name.after))  # các nước BRICS
        if name.kind in ("places", "provinces"):
            country = str(name.entry.more.get("country", "VN"))
            if name.written in name.entry.more.get("capitals", ()):
                return self.sides.state(country)
            typed = 2 if self.words.keys[name.first - 1] == "phố" else 1
            return Party(self.page.said(name.first - typed, name.after), None, country)
        return self.sides.in_full(name, speaker) if name.kind in ("organs", "organheads") else self.parties.body(name)

    def _together(self, other: Hit, name: Hit) -> Party:
        """Return two states that agree in a report of neither by their names, else both sides."""
        states = other.kind == name.kind == "countries"
        abroad = states and self.sides.home not in (None, other.code, name.code)
        return Party(self.page.said(other.first, name.after)) if abroad or (states and self.sides.home is None) else self._all()

    def _joined(self, name: Hit, sentence: Sentence) -> Hit | None:
        """Return another state or organ that is joined before a name: *VNCERT/CC và CERT-In thống nhất*."""
        if name.first <= sentence.first or self.words.keys[name.first - 1] not in ("và", "and"):
            return None
        for at in range(max(sentence.first, name.first - _BEHIND), name.first):
            other = self.page.names.get(at)
            joined = other is not None and other.kind in ("countries", "organs", "organheads")
            if other and joined and self.parties.body_end(other) == name.first - 1:
                return other
        return None

    def _all(self) -> Party:
        """Return two that are joined as both sides."""
        return Party("both sides" if self.page.language == "en" else "hai bên")

    def _is_subject(self, name: Hit) -> bool:
        if name.kind in ("places", "provinces") and name.first > 0 and self.words.keys[name.first - 1] in ("tỉnh", "phố"):
            organs = self.parties.bodies_of.mentions
            return not any(first < name.first < after for first, after in organs) and not self._in_title(name.first)
        if name.kind in ("countries", "places") and self.words.keys[name.first - 1] in _IN:
            return False  # Trưởng Phái đoàn IOM tại Việt Nam cam kết
        if name.kind == "places":
            return name.written in name.entry.more.get("capitals", ())
        return name.kind in ("countries", "organs") or (name.kind == "organheads" and self._named_whole(name))

    def _in_title(self, at: int) -> bool:
        """Say whether a word is a part of somebody's title: *Giám đốc Công an tỉnh Sơn La*."""
        borne = at in self.parties.bodies_of.titled
        return borne or any(title.first <= at < title.after for title in self.parties.people.roles)

    def _named_whole(self, head: Hit) -> bool:
        return self.parties.stands_alone(head) or self.parties.body_end(head) > head.after

    def _reaches(self, begin: int, at: int) -> bool:
        """Say whether nothing but adverbs stands between a subject that ends before word `begin` and word `at`."""
        if begin > at or any(mark in self.page.text[self.words.ends[begin - 1] : self.words.starts[at]] for mark in ",;:"):
            return False
        return at - begin <= _ADVERBS and set(self.words.keys[begin:at]) <= _BETWEEN
