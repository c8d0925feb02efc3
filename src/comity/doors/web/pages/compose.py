"""Writing an act: one thing per page, then the answers to check, then on to a second officer."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.files import NO_FILES, FileList
from comity.doors.web.pages.parts import Act, Consequence, Crumbs, Fault, FieldRead, Finding, Form, Link, Saved


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form in the row of steps."""

    number: str
    label: str
    href: str
    state: Literal["done", "current", "todo"]


@dataclass(frozen=True, slots=True)
class ComposePage:
    """One thing to fill in. Also used for the first page (to whom, what), extensions, consultations and views."""

    template: ClassVar[str] = "web/compose.html"
    heading: str
    deck: str
    crumbs: Crumbs
    form: Form
    steps: tuple[Step, ...]
    step: int
    fields: tuple[FieldWrite, ...]
    saved: Saved
    faults: tuple[Fault, ...] = ()
    notice: str = ""
    next_label: str = ""
    back_href: str = ""
    set_aside: Act | None = None
    editing: str = ""


@dataclass(frozen=True, slots=True)
class CheckPage:
    """All answers with what the rules say of them, and what happens on approval."""

    template: ClassVar[str] = "web/check.html"
    heading: str
    deck: str
    crumbs: Crumbs
    form: Form
    fields: tuple[FieldRead, ...]
    findings: tuple[Finding, ...]
    consequences: tuple[Consequence, ...]
    saved: Saved
    other_side: str
    submit_label: str
    approver: str
    marking: Link | None = None
    sources: Link | None = None
    waits: str = ""
    waits_act: Act | None = None
    counsel: Link | None = None
    faults: tuple[Fault, ...] = ()
    stops: str = ""
    set_aside: Act | None = None
    returned: str = ""
    files: FileList = NO_FILES
    letters: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One field that differs between the versions."""

    label: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """Somebody else saved while this officer was writing. Three versions side by side; both acts make a new version."""

    template: ClassVar[str] = "web/changed.html"
    heading: str
    crumbs: Crumbs
    sentence: str
    base_label: str
    mine_label: str
    theirs_label: str
    rows: tuple[ChangedRow, ...]
    form: Form
    use_theirs_label: str
    keep_mine_label: str


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """An act at home that needs a reason in words: set aside, take over, withdraw, hand on.

    Where a coded reason stands among `choices`, words may be added under `words_label`, or must be where `words_needed`. `upload`
    says that a file may come with it, `hint` where the words are kept if that is not the journal.
    """

    template: ClassVar[str] = "web/reason.html"
    heading: str
    crumbs: Crumbs
    effects: tuple[str, ...]
    form: Form
    act_label: str
    back_href: str
    reason: str = ""
    fault: str = ""
    choices: tuple[FieldWrite, ...] = ()
    upload: bool = False
    words_needed: bool = False
    hint: str = ""
    cap: int = 1000
    deck: str = ""
    words_label: str = ""
