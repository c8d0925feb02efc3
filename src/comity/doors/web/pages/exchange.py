"""The threat exchange: one warning as it reads, before it is submitted, and as the second officer sees it."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.parts import Act, Crumbs, Fact, Fault, FieldRead, Form, Halves, Link, Saved
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Sheet


@dataclass(frozen=True, slots=True)
class WarningPage:
    """A warning: what it says in the reader's language and in the other one, who got it and who did not, what may be done."""

    template: ClassVar[str] = "web/warning.html"
    heading: str
    deck: str
    crumbs: Crumbs
    facts: tuple[tuple[str, Fact], ...]
    fields: tuple[FieldRead, ...]
    sheets: tuple[Sheet, ...]
    other: tuple[FieldRead, ...] = ()
    other_label: str = ""
    other_language: str = ""
    links: tuple[Link, ...] = ()
    act: Act | None = None
    asks: tuple[Ask, ...] = ()
    notice: str = ""
    alert: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class WarningCheckPage:
    """All answers, who would get it now and who would not, each with the reason."""

    template: ClassVar[str] = "web/warning_check.html"
    heading: str
    deck: str
    crumbs: Crumbs
    form: Form
    fields: tuple[FieldRead, ...]
    reach: tuple[Sheet, ...]
    saved: Saved
    submit_label: str
    faults: tuple[Fault, ...] = ()
    stops: str = ""
    returned: str = ""
    aside: Form | None = None
    aside_label: str = ""


@dataclass(frozen=True, slots=True)
class WarningApprovePage:
    """What the second officer sees: what is said, to whom it goes, from whom it is withheld, and the digest of exactly that.

    `approve` is None for whoever wrote it or may not: they see what waits, and `take_back` where they may go on writing.
    """

    template: ClassVar[str] = "web/warning_approve.html"
    heading: str
    deck: str
    crumbs: Crumbs
    fields: tuple[FieldRead, ...]
    reach: tuple[Sheet, ...]
    halves: Halves
    drafted: str
    approve: Form | None = None
    approve_label: str = ""
    send_back: Form | None = None
    take_back: Form | None = None
    rule: str = ""
    reason: str = ""
    faults: tuple[Fault, ...] = ()

    def fault(self, key: str) -> str:
        """Return the sentence that stands at `key`, or nothing."""
        return next((fault.sentence for fault in self.faults if fault.key == key), "")
