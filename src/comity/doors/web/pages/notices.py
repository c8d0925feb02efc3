"""How an officer is told of what waits, and what became of what was sent."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.parts import Crumbs, Fault, Form


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be ticked or chosen."""

    code: str
    label: str
    note: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """An officer's own page: address, for what, when not, how often; and the last that went out, as sentences."""

    template: ClassVar[str] = "web/notices.html"
    heading: str
    deck: str
    crumbs: Crumbs
    ways: tuple[str, ...]
    mail_on: bool
    address: str  # that is kept; `typed` is what stands in its field
    typed: str
    confirmed: bool
    address_form: Form
    code_form: Form
    forget_form: Form
    form: Form
    subjects: tuple[Choice, ...]
    digests: tuple[Choice, ...]
    quiet_from: str
    quiet_until: str
    zone: str
    sent: tuple[str, ...]
    saved: bool = False
    faults: tuple[Fault, ...] = ()
