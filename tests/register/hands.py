"""Two short reports of one meeting, and an officer's hands at the register."""

from dataclasses import dataclass
from typing import Any

from worlds.world import World

from comity.directory.policy import Actor
from comity.records.models import Document, Verdict
from comity.register.confirming.actions import accept_suggestion, accept_with_people, fix_suggestion, reject_suggestion
from comity.register.confirming.queries import review
from comity.register.importing.actions import import_report

FIRST = """\
Sáng 12/3/2024, tại Hà Nội, Bộ trưởng Công an Nguyễn Văn Minh tiếp Đại sứ Nhật Bản tại Việt Nam Tanaka Kenji.

Tại buổi tiếp, Đại sứ Tanaka Kenji cam kết Nhật Bản sẽ hỗ trợ Việt Nam đào tạo 50 cán bộ phòng, chống tội phạm mạng trước ngày 30/6/2024.

Bộ trưởng Nguyễn Văn Minh đề nghị Nhật Bản chia sẻ thông tin về tội phạm mạng. Bộ trưởng Nguyễn Văn Minh cho biết Việt Nam sẵn sàng \
phối hợp với Nhật Bản trong diễn tập an ninh mạng.
"""
# The same meeting in another house's words: the names the other way round, another word for the meeting, no due date.
SECOND = """\
Ngày 12/3/2024, Đại sứ Nhật Bản Kenji Tanaka đã có buổi làm việc với Bộ trưởng Công an Nguyễn Văn Minh tại Hà Nội.

Đại sứ Kenji Tanaka cam kết Nhật Bản sẽ hỗ trợ Việt Nam đào tạo cán bộ phòng, chống tội phạm mạng.
"""


@dataclass(frozen=True)
class Hands:
    """An officer at the register of a world."""

    world: World

    @property
    def who(self) -> Actor:
        """The officer as policies see them."""
        return self.world.actor(self.world.drafter)

    def more(self, **given: Any) -> dict[str, Any]:
        """Who, when, and a form that was not used; or what is given instead."""
        return {"by": self.world.drafter, "at": self.world.at, "token": self.world.token(), **given}

    def bring(self, text: str = FIRST, **given: Any) -> Document:
        """Import a report."""
        standing = given.pop("standing", "press")
        told = given.pop("told", None)
        return import_report(text.encode(), standing=standing, told=told, **self.more(**given))

    def accept(self, document: Document, kind: str, number: int = 0, *, same: str = "", seen: int = 0, **given: Any) -> Verdict:
        """Accept one suggestion."""
        return accept_suggestion(document.number, kind=kind, number=number, same=same, seen=seen, **self.more(**given))

    def accept_with(self, document: Document, kind: str, number: int = 0) -> Verdict:
        """Accept one suggestion with all that it speaks of."""
        return accept_with_people(document.number, kind=kind, number=number, **self.more())

    def fix(self, document: Document, kind: str, number: int, typed: dict[str, Any], *, same: str = "") -> Verdict:
        """Correct one suggestion."""
        return fix_suggestion(document.number, kind=kind, number=number, typed=typed, same=same, **self.more())

    def reject(self, document: Document, kind: str, number: int = 0, *, reason: str = "") -> Verdict:
        """Reject one suggestion."""
        return reject_suggestion(document.number, kind=kind, number=number, reason=reason, **self.more())

    def accept_all(self, document: Document) -> None:
        """Accept everything that a document suggests, in its order."""
        for one in review(document.number, by=self.who).judged:
            if one.verdict is None:
                self.accept_with(document, one.suggestion.kind, one.suggestion.number)
