"""Whether a name behind a promise is of somebody whom it is for: no place, no tongue, no part of a larger name."""

import re
from typing import Final

from comity.reading.granted import PAID_FOR
from comity.reading.lexicon import Hit
from comity.reading.pages import Page
from comity.reading.parties import Parties
from comity.reading.sides import Sides
from comity.reading.suggestions import Party
from comity.reading.tokens import Words, word_set

_LAID: Final = 90  # characters from a word of laying something before an organ to the organ
_ASSEMBLIES: Final = frozenset({"assembly", "vn-assembly", "government"})
_LAYS: Final = re.compile(r"\b(?:trình|submit|submitted|lay|laid|present|table)\b[^;.]*$")
_BEHIND_TONGUES: Final = word_set("and by before in on at for as translation version")
_WHOLE_FUND: Final = re.compile(
    r"\b[Qq]uỹ (?!này|đó|và|cho|để|sẽ|được|là|do|với|trong)[a-zà-ỹđ]+ (?!này|đó|và|cho|để|sẽ|được|là|do|với|trong)[a-zà-ỹđ]+"
)
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
