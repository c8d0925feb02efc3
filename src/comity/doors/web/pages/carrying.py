"""The pages of going on on the wire: what is proposed, and how what the other side lists compares with what is held here."""

from dataclasses import dataclass
from typing import ClassVar

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Crumbs, Fault, Form


@dataclass(frozen=True, slots=True)
class DigestGroup:
    """Documents of one sort: those that both hold, that only one side has."""

    heading: str
    digests: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper that is listed: what it is, how it passed, and the digest of its document, empty where it had none."""

    title: str
    facts: str
    digest: str


@dataclass(frozen=True, slots=True)
class CarryPage:
    """A proposal to write, to answer or to wait for. `groups` is empty where nothing is compared.

    Without `form` there is nothing to submit.
    """

    template: ClassVar[str] = "web/carry.html"
    heading: str
    deck: str
    crumbs: Crumbs
    form: Form | None
    sentences: tuple[str, ...]
    papers: tuple[PaperLine, ...]
    groups: tuple[DigestGroup, ...]
    fields: tuple[FieldWrite, ...]
    act_label: str
    back_href: str
    bar: str = ""
    faults: tuple[Fault, ...] = ()
