"""Pages of what does not travel on the wire: partners without a node, how a paper passed, what may have come."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Act, Crumbs, Fault, Form, Link


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A form that may carry a document. `sentence` says what follows; a document is chosen again after a fault."""

    template: ClassVar[str] = "web/paper.html"
    heading: str
    deck: str
    crumbs: Crumbs
    form: Form
    fields: tuple[FieldWrite, ...]
    sentence: str
    act_label: str
    back_href: str
    faults: tuple[Fault, ...] = ()

    @property
    def takes_file(self) -> bool:
        """Whether a document is among what is asked."""
        return any(field.type == "file" for field in self.fields)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One partner: the version that counts, and the proposal that waits. Lines are label and value."""

    name: str
    country: str
    code: str
    lines: tuple[tuple[str, str], ...]
    provider: bool = False
    stale: str = ""
    change: Link | None = None
    waiting: str = ""
    waiting_lines: tuple[tuple[str, str], ...] = ()
    approve: Form | None = None
    join: Link | None = None
    joining: str = ""
    approve_joining: Form | None = None


@dataclass(frozen=True, slots=True)
class PartnersPage:
    """Everybody who is reached outside the wire; `words` is what was searched for."""

    template: ClassVar[str] = "web/partners.html"
    heading: str
    deck: str
    crumbs: Crumbs
    rows: tuple[PartnerRow, ...]
    acts: tuple[Act, ...] = ()
    words: str = ""
