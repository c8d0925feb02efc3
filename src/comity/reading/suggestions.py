"""What is suggested, each with its place in the text, the rule that made it and a confidence. No fact before a person confirms it."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from comity.reading.when import NO_DATE, Span, When


class Confidence(StrEnum):
    """How often suggestions of a rule were right on labelled reports (docs/subsystems/reading.md has the figures)."""

    HIGH = "high"  # nine in ten or more
    MEDIUM = "medium"  # three in four or more
    LOW = "low"  # less


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a suggestion was made: the rule, its confidence, and the exact places that it rests on, the first of them the chief one."""

    rule: str
    confidence: Confidence
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a report writes a name, and where first."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Post:
    """A title as the report gives it: its words, codes of ranks and offices in order, organ and country where they are named."""

    text: str
    ranks: tuple[str, ...]
    offices: tuple[str, ...]
    organ: str | None
    country: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Actor:
    """A named person. `number` is what other suggestions of the same reading call it by."""

    number: int
    name: str
    forms: tuple[Form, ...]
    posts: tuple[Post, ...]
    country: str | None
    ground: Ground


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name as written, the country by ISO 3166-1, and for a province of Viet Nam its code and that of the unit of today."""

    name: str
    country: str | None
    province: str | None
    now: str | None
    ground: Ground


class Status(StrEnum):
    """Whether an event took place."""

    HELD = "held"
    PLANNED = "planned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting or another event; `parent` is the number of the event that it is a part of."""

    number: int
    type: str  # a code of the vocabulary `meeting-type`
    title: str
    place: str | None
    when: When
    status: Status
    ordinal: int | None
    parent: int | None
    ground: Ground


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; `bound` is `>`, `<` or `~` where the report says so; period and issuer where it names them."""

    number: Decimal
    unit: str
    kind: str  # count, money, share, time
    bound: str | None
    period: str | None
    issuer: str | None
    ground: Ground


@dataclass(frozen=True, slots=True)
class Party:
    """Who speaks, owes or receives: a named person (`actor`), or words of the report; `country` of a state or of its organ."""

    text: str
    actor: int | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One speech act of one sentence. `speaker` None is the paper's own voice."""

    number: int
    act: str  # a code of the vocabulary `speech-act`
    speaker: Party | None
    addressee: Party | None
    sentence: Span
    quoted: bool
    ground: Ground


@dataclass(frozen=True, slots=True)
class Commitment:
    """What somebody promises, is ready for or wishes to do: never more than the words say."""

    number: int
    statement: int | None
    obligor: Party
    beneficiary: Party | None
    action: Span
    strength: str  # a code of the vocabulary `promise-strength`
    due: When = field(default=NO_DATE)
    sentence: Span = field(default=Span(0, 0))
    ground: Ground = field(default=Ground("none", Confidence.LOW, ()))


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, call, offer or invitation: who asks or offers what of whom."""

    statement: int
    kind: str  # request, call, offer, invite
    by: Party | None
    of: Party | None
    what: Span
    ground: Ground
