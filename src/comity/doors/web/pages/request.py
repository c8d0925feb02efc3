"""One request: what it says, how it stands to the rules, its clocks, its proof and everything that happened."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.files import NO_FILES, FileList
from comity.doors.web.pages.parts import Act, Clock, Crumbs, Day, Fact, FieldRead, Finding, Link, Proof
from comity.doors.web.pages.shifts import Checklist
from comity.doors.web.pages.watch import KeyHrefs


@dataclass(frozen=True, slots=True)
class Passage:
    """One step of an act outside the wire, and its document if there is one."""

    sentence: str
    when: str
    by: str
    note: str = ""
    document: Link | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """How an act came or went outside the wire, and what can be recorded next."""

    steps: tuple[Passage, ...]
    next: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One act of the case as a numbered form: the request, the answer, a consultation."""

    heading: str
    reading: str
    fields: tuple[FieldRead, ...]
    side_href: str = ""
    side_by_side: bool = False
    mine_label: str = ""
    sent_label: str = ""
    anchor: str = "document"
    letters: tuple[Link, ...] = ()
    passages: Passages | None = None
    files: FileList = NO_FILES


@dataclass(frozen=True, slots=True)
class ActLink:
    """One act of the case in the row of all of them."""

    number: str
    label: str
    note: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class RequestPage:
    """The page that answers in five seconds: what, from whom, by when, what do I do."""

    template: ClassVar[str] = "web/request.html"
    heading: str
    deck: str
    crumbs: Crumbs
    what: Fact
    from_whom: Fact
    by_when: Fact
    you_do: Fact
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    clocks: tuple[Clock, ...]
    clocks_at: str
    proof: Proof | None
    present: str
    days: tuple[Day, ...]
    events: int
    bar_note: str
    outgoing: bool = False
    act: Act | None = None
    second_acts: tuple[Act, ...] = ()
    timeline_links: tuple[Link, ...] = ()
    acts: tuple[ActLink, ...] = ()
    looked_at: str = ""
    notice: str = ""
    checklist: Checklist | None = None
    notes: int = 0
    notes_href: str = ""
    flags: int = 0
    safeguards_href: str = ""
    notices: tuple[str, ...] = ()
    inside: tuple[Link, ...] = ()
    told: tuple[str, ...] = ()
    keys: KeyHrefs | None = None
    casefile_href: str = ""
