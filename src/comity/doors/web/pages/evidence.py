"""Evidence in custody: the items of a case, one item with its chain, and the form of a step."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Act, Crumbs, Fact, Form, Halves, Link, MarkCode

Tone = Literal["", "pass", "warn", "stop"]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item in the list of a case: `standing` in words with its colour, who has it, the digest, the limits in short."""

    number: str
    what: str
    href: str
    note: str
    standing: str
    tone: Tone
    custodian: str
    digest: str
    groups: str
    told: str = ""
    waits: str = ""
    limits: str = ""


@dataclass(frozen=True, slots=True)
class FreeFile:
    """A file of an act that is not in custody; without `href` this officer does not take it in."""

    name: str
    note: str
    groups: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """What a case has in custody, and what it could take in."""

    template: ClassVar[str] = "web/evidence.html"
    heading: str
    deck: str
    crumbs: Crumbs
    items: tuple[ItemLine, ...]
    files: tuple[FreeFile, ...]
    act: Act | None = None
    court: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: what it says, its article, and what that means for this item."""

    label: str
    article: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of custody. `facts` are a label and its words each; `digests` say which digest stood before and after, whole."""

    number: int
    iso: str
    hour: str
    day: str
    mark: MarkCode
    sentence: str
    by: str
    tone: Tone
    facts: tuple[tuple[str, str], ...]
    reason: str
    digests: tuple[tuple[str, str], ...]
    leaf: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits for its second person: what, who proposed it, and what this officer may do about it."""

    sentence: str
    facts: tuple[tuple[str, str], ...]
    reason: str
    confirm: Form | None
    confirm_label: str
    drop: Form | None
    drop_label: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: whether its bytes are its own, where it is, its chain, its limits, and what may be done."""

    template: ClassVar[str] = "web/evidence_item.html"
    heading: str
    deck: str
    crumbs: Crumbs
    facts: tuple[tuple[str, Fact], ...]
    verdict: str
    tone: Tone
    halves: Halves | None
    told: str
    digests: tuple[tuple[str, str], ...]
    steps: tuple[StepLine, ...]
    limits: tuple[Limit, ...]
    limits_told: str
    check: str
    act: Act | None = None
    second_acts: tuple[Act, ...] = ()
    waiting: Waiting | None = None
    broken: str = ""
    broken_next: str = ""
    act_link: Link | None = None
    court: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """The form of a registration or a step: what it does, its fields, its limits; `fault` is what was wrong, and in which field."""

    template: ClassVar[str] = "web/evidence_form.html"
    heading: str
    deck: str
    crumbs: Crumbs
    effects: tuple[str, ...]
    form: Form
    fields: tuple[FieldWrite, ...]
    label: str
    back_href: str
    bar: str
    limits: tuple[Limit, ...] = ()
    fault: str = ""
    fault_next: str = ""
    fault_key: str = ""
    upload: bool = False
