"""Work in shifts as pages: what calls an officer, offers, internal notes, checklists, several rows, the handover, keys."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.parts import Act, Crumbs, Day, Fault, Form, Moment

StampCode = Literal["open", "done", "not-needed", "blocked"]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing at the head of the queue that waits for this officer, with what a colleague wrote, and what to do."""

    sentence: str
    words: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """The form for several rows of the queue; the boxes in the rows belong to it."""

    href: str
    token: str


@dataclass(frozen=True, slots=True)
class OfferPage:
    """A request that one officer offers to another: accept, decline with a reason, or take it back."""

    template: ClassVar[str] = "web/offer.html"
    heading: str
    deck: str
    crumbs: Crumbs
    words: str
    effects: tuple[str, ...]
    accept: Act | None = None
    recall: Act | None = None
    decline: Form | None = None
    typed: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class NoteRead:
    """One internal note; `corrects` and `corrected_by` are numbers of other notes, 0 where there is none."""

    number: int
    name: str
    at: Moment
    words: str
    corrects: int = 0
    corrected_by: int = 0
    correct_href: str = ""


@dataclass(frozen=True, slots=True)
class NotesPage:
    """The internal notes of a request and the form for another one. Nothing on this page can reach the other side."""

    template: ClassVar[str] = "web/notes.html"
    heading: str
    deck: str
    crumbs: Crumbs
    notes: tuple[NoteRead, ...]
    people: tuple[tuple[str, str], ...]
    back_href: str
    form: Form | None = None
    correcting: int = 0
    words: str = ""
    fault: str = ""
    cap: int = 0


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item of a checklist as it stands, and the form that stamps it."""

    key: str
    phase: str
    label: str
    hint: str
    article: str
    state: StampCode
    words: str = ""
    by: str = ""
    stamps: int = 0
    form: Form | None = None
    fault: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist beside a request: its name, its items, how many are settled."""

    name: str
    items: tuple[CheckItem, ...]
    settled: int
    href: str


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """Every item with its form."""

    template: ClassVar[str] = "web/checklist.html"
    heading: str
    deck: str
    crumbs: Crumbs
    checklist: Checklist
    back_href: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row."""

    reference: str
    href: str
    done: bool
    sentence: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class ManyPage:
    """What one form did to several requests."""

    template: ClassVar[str] = "web/many.html"
    heading: str
    deck: str
    crumbs: Crumbs
    rows: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class BriefRow:
    """One request of a handover: when it is due, what it is, who holds it; on the form also a box and a note."""

    reference: str
    href: str
    title: str
    other_side: str
    due: str
    facts: tuple[str, ...]
    holder: str
    note: str = ""
    give: bool = False
    can_give: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class BriefList:
    """Rows of one sort."""

    code: str
    label: str
    rows: tuple[BriefRow, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class BriefPart:
    """What both the form and the kept handover show."""

    lists: tuple[BriefList, ...]
    soon: tuple[str, ...]
    offered: tuple[str, ...]
    changes: tuple[Day, ...]
    changed: int
    lines: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """One line in the list of handovers."""

    sentence: str
    href: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """The brief as things stand, with boxes and notes; submitting keeps it for the colleague who comes."""

    template: ClassVar[str] = "web/handover.html"
    heading: str
    deck: str
    crumbs: Crumbs
    part: BriefPart
    receivers: tuple[Choice, ...]
    recent: tuple[Handed, ...]
    form: Form | None = None
    words: str = ""
    why_not: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefPage:
    """A handover as it was kept; the one who comes accepts it with one button."""

    template: ClassVar[str] = "web/brief.html"
    heading: str
    deck: str
    crumbs: Crumbs
    part: BriefPart
    words: str
    digest: str
    state: str
    accept: Form | None = None
    accept_label: str = ""
    recall: Act | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What happened to one request while the officer was away."""

    reference: str
    href: str
    title: str
    other_side: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class SincePage:
    """What happened since the officer left, by request."""

    template: ClassVar[str] = "web/since.html"
    heading: str
    deck: str
    crumbs: Crumbs
    cases: tuple[Case, ...]
    empty: str
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class KeyField:
    """One key that can be chosen; `lead` is the key pressed before it."""

    deed: str
    label: str
    key: str
    lead: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class KeysPage:
    """Which keys do what; sound; each with its switch."""

    template: ClassVar[str] = "web/keys.html"
    heading: str
    deck: str
    crumbs: Crumbs
    keys: tuple[KeyField, ...]
    keys_on: bool
    sound: bool
    form: Form
    saved: bool = False
    faults: tuple[Fault, ...] = ()
