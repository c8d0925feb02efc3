"""Answering, and approving what was answered."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.fields import Choice, DateParts, FieldWrite
from comity.doors.web.pages.files import NO_FILES, FileList
from comity.doors.web.pages.parts import Clock, Consequence, Crumbs, Fault, Finding, Form, Halves, Letter, Link, Saved
from comity.doors.web.pages.safeguards import Entry


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for refusal. `consult` says what the text asks before it is used; one with `why_not` cannot be chosen."""

    code: str
    label: str
    article: str
    chosen: bool = False
    consult: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class GroundGroup:
    """Grounds under one heading; those that protect persons come first."""

    heading: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The answers that the article knows. Granting and refusing need the same number of clicks: answer, its one detail, submit.

    `start` is None where an answer states only an end, as for an extension; `condition_day` goes with the conditions; `details` are
    what else the form of this kind has.
    """

    template: ClassVar[str] = "web/decision.html"
    heading: str
    deck: str
    crumbs: Crumbs
    clock: Clock | None
    form: Form
    other_side: str
    answers: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    period_hint: str
    start: DateParts | None
    end: DateParts
    conditions: tuple[Choice, ...]
    grounds: tuple[GroundGroup, ...]
    message: FieldWrite | None
    letter: Letter | None
    letter_note: str
    consequences: tuple[Consequence, ...]
    approver: str
    submit_label: str
    saved: Saved
    other_dates: bool = False
    condition_day: FieldWrite | None = None
    parts: tuple[Choice, ...] = ()
    risk: FieldWrite | None = None
    details: tuple[FieldWrite, ...] = ()
    faults: tuple[Fault, ...] = ()
    second: Link | None = None
    returned: str = ""
    files: FileList = NO_FILES

    def fault(self, key: str) -> str:
        """Return the sentence that stands at `key`, or nothing."""
        return next((fault.sentence for fault in self.faults if fault.key == key), "")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference to the version that was last submitted or sent."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ApprovePage:
    """What the second officer sees: exactly what will be sent, no more and no less."""

    template: ClassVar[str] = "web/approve.html"
    heading: str
    deck: str
    crumbs: Crumbs
    clock: Clock | None
    frame_heading: str
    what: str
    to: str
    key: str
    drafted: str
    changes_label: str
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    unread: str
    letter: Letter
    letter_note: str
    halves: Halves
    consequences: tuple[Consequence, ...]
    approve: Form
    approve_label: str
    send_back: Form
    send_back_label: str
    faults: tuple[Fault, ...] = ()
    reason: str = ""
    files: FileList = NO_FILES
    letters: tuple[Link, ...] = ()
    counsel: tuple[Entry, ...] = ()
    counsel_href: str = ""
    waits: str = ""

    def fault(self, key: str) -> str:
        """Return the sentence that stands at `key`, or nothing."""
        return next((fault.sentence for fault in self.faults if fault.key == key), "")


@dataclass(frozen=True, slots=True)
class AwaitingPage:
    """The drafter's view of what was submitted: it waits, and who can approve."""

    template: ClassVar[str] = "web/awaiting.html"
    heading: str
    deck: str
    crumbs: Crumbs
    clock: Clock | None
    sentence: str
    rule: str
    letter: Letter
    letter_note: str
    halves: Halves
    consequences: tuple[Consequence, ...]
    approvers: str
    take_back: Form | None = None
    take_back_label: str = ""
    files: FileList = NO_FILES
    letters: tuple[Link, ...] = ()
