"""The shapes of the compiled pack: rows that people write, each with its source where it says what the law is.

`compiling` writes the JSON from the YAML under `rules/`; `loading.read_pack` is the only way in. Nothing here knows what a rule means.
"""

from datetime import date
from typing import Any, Literal

import msgspec

from comity.treaty.desk_rows import ChecklistRow, LimitRow, RetentionRow
from comity.treaty.pack_calendars import CalendarRow, EscalationRow, PauseRow, Unit
from comity.treaty.pack_forms import FormRow
from comity.treaty.rows import Row as _Row
from comity.treaty.rows import Sourced
from comity.treaty.wording import Words

Outcome = Literal["pass", "warn", "stop"]


class InForce(Sourced, frozen=True, kw_only=True):
    """From `since` on the instrument is, or is not, in force; `checked_on` is the day of the last look."""

    since: date
    in_force: bool
    checked_on: date


class ForceRow(InForce, frozen=True, kw_only=True):
    """The same for an instrument of another pack: what a pack that is loaded later knows of it."""

    instrument: str


Nature = Literal["treaty", "resolution", "practice", "bilateral", "arrangement", "tracked", "safeguard"]


class Instrument(Sourced, frozen=True, kw_only=True):
    """A text that requests stand on: `code`, the edition whose article numbers count, names.

    `nature`: a treaty; a binding resolution; agreed practice of a network; a treaty of two States (`parties`); an arrangement
    at home; a text whose orders are only tracked here; the project's own safeguards. `universal`: its rules are asked whatever
    an act stands on. `narrow`: it serves offences or authorities of its own alone, so that nobody is offered it before a text
    that serves any. `leans_on`: instruments whose rules and grounds hold too, as far as none of its own replaces them.
    `basis` is the rule that says whether it binds two States; `clauses` names the rule of each general clause (`language`,
    `confidentiality`, `costs`, `use`, `data-protection`, `urgent`).
    """

    code: str
    nature: Nature = "treaty"
    edition: str
    title: Words
    short: Words
    adopted_on: date
    in_force: tuple[InForce, ...]
    basis: str = ""
    parties: tuple[str, ...] = ()
    leans_on: tuple[str, ...] = ()
    universal: bool = False
    narrow: bool = False
    clauses: dict[str, str] = msgspec.field(default_factory=dict)


class Paragraph(Sourced, frozen=True, kw_only=True):
    """The gist of one paragraph, in our words; never the text of the treaty."""

    mark: str
    gist: Words


class Article(Sourced, frozen=True, kw_only=True):
    """An article; `title` is what a test holds against the number, because published data sets number wrongly."""

    instrument: str
    number: str
    title: Words
    paragraphs: tuple[Paragraph, ...]


class DatedValue(Sourced, frozen=True, kw_only=True):
    """A number of a rule, good from `since` on, with the article and source of exactly this value."""

    since: date
    value: int
    unit: str
    article: str


class ValueRow(DatedValue, frozen=True, kw_only=True):
    """A dated value for a rule of another pack: `name` is one that the rule has. It holds from its day on; the older ones stay."""

    rule: str
    name: str


class Case(_Row, frozen=True, kw_only=True):
    """What a rule says in one outcome; `receiver` is its outcome where the receiving side reads it, if another."""

    outcome: Outcome
    receiver: Outcome | None = None
    claim: Words
    reason: Words
    mend: Words | None = None


class Rule(Sourced, frozen=True, kw_only=True):
    """One rule: where it stands, which question it asks of which acts (`KIND/part`), and what it can say.

    `replaces` names rules of an instrument leant on that this one stands in for.
    """

    id: str
    instrument: str
    article: str
    title: Words
    since: date
    question: str = ""
    acts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("drafter", "approver", "receiver")
    protects: bool = False
    replaces: tuple[str, ...] = ()
    uses: dict[str, Any] = msgspec.field(default_factory=dict)
    values: dict[str, tuple[DatedValue, ...]] = msgspec.field(default_factory=dict)
    cases: dict[str, Case] = msgspec.field(default_factory=dict)


def at_hand(rule: Rule) -> Rule:
    """Return `rule` with each list of texts that it uses as a tuple: questions ask for them with every act, and must not change them."""
    return msgspec.structs.replace(rule, uses={name: tuple(value) if _is_texts(value) else value for name, value in rule.uses.items()})


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


class Consult(Sourced, frozen=True, kw_only=True):
    """Whether consultation is owed before this ground is used, and which article says so."""

    owed: bool
    article: str


class GroundRow(Sourced, frozen=True, kw_only=True):
    """A ground of refusal; `law` is `instrument` or `home`; a ground that is not offered says why."""

    code: str
    instrument: str
    article: str
    labels: Words
    law: Literal["instrument", "home"]
    protects: bool
    kinds: tuple[str, ...]
    consult: Consult
    offered: bool = True
    why_not: Words | None = None


class AnswerRow(Sourced, frozen=True, kw_only=True):
    """An answer that the instrument knows, or does not offer and why."""

    code: str
    instrument: str
    article: str
    labels: Words
    effect: Words
    kinds: tuple[str, ...]
    needs: tuple[str, ...] = ()
    offered: bool = True
    why_not: Words | None = None


class Length(Sourced, frozen=True, kw_only=True):
    """How long a clock runs from `since` on, for which urgencies (none named: all): `minutes`, or a `count` of another `unit`."""

    since: date
    minutes: int = 0
    count: int = 0
    unit: Unit = "minutes"
    urgency: tuple[str, ...] = ()


class ClockRow(Sourced, frozen=True, kw_only=True):
    """A clock: what starts it, what stops it, how long, when it warns; a desk target is no law and has no article.

    `responsible` says of which side the working days count, where its length is in them. `pause` is absent where it never pauses.
    """

    id: str
    nature: Literal["treaty", "home-law", "desk-target"]
    instrument: str = ""
    article: str = ""
    labels: Words
    bound: Literal["at-least", "at-most", "before", "target"]
    side: Literal["requesting", "requested", "both"]
    kinds: tuple[str, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    lengths: tuple[Length, ...] = ()
    follows: str = ""
    responsible: Literal["requesting", "requested"] = "requested"
    renewable: bool = False
    warn_minutes: tuple[int, ...] = ()
    pause: PauseRow | None = None
    rule: Words
    expiry: Words


class BaseRow(Sourced, frozen=True, kw_only=True):
    """One text that carries a kind; `clauses` stand in for those of the instrument, an empty rule takes one away."""

    instrument: str
    article: str
    clauses: dict[str, str] = msgspec.field(default_factory=dict)


class CarriedRow(BaseRow, frozen=True, kw_only=True):
    """A text that says itself which `kinds` it carries: those of its own pack, or of one that is loaded before it."""

    kinds: tuple[str, ...]


class OffenceRow(Sourced, frozen=True, kw_only=True):
    """An offence of the vocabularies: where each text (by its code) has it, and its classes of the incident taxonomy (RSIT)."""

    code: str
    articles: dict[str, str] = msgspec.field(default_factory=dict)
    rsit: tuple[str, ...] = ()


class KindRow(_Row, frozen=True, kw_only=True):
    """A kind of request or message.

    `bases`: every text that carries it, the first one before all others. `nature`: `wire` travels between nodes; `record` is
    only recorded and tracked here, for it goes to a provider. `opens`: it begins a case of its own. `sender` and `receiver` are
    the roles between which it passes. `sets`: names under which rules, grounds, answers and clocks speak of many kinds at once.
    `intrusive`: it needs an authorization; `off`: nobody may send it until the national authority has switched it on;
    `high_risk`: it is denied to every peer that no policy allows it. `evidential`: what its answer is worth in court.
    """

    code: str
    family: str
    labels: Words
    purpose: Words
    complete: Words
    nature: Literal["wire", "record"] = "wire"
    opens: bool = False
    bases: tuple[BaseRow, ...]
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    parts: tuple[str, ...]
    sets: tuple[str, ...] = ()
    intrusive: bool = False
    off: bool = False
    high_risk: bool = False
    evidential: Literal["evidence", "lead", "none"] = "none"

    @property
    def instrument(self) -> str:
        """The text that carries it before all others."""
        return self.bases[0].instrument

    @property
    def article(self) -> str:
        """The article of that text."""
        return self.bases[0].article

    def base(self, instrument: str) -> BaseRow | None:
        """Return where the kind stands in `instrument`; None where that text does not carry it."""
        return next((base for base in self.bases if base.instrument == instrument), None)


class FamilyRow(_Row, frozen=True, kw_only=True):
    """A family of kinds, under which pages list them."""

    code: str
    labels: Words


class OfState(Sourced, frozen=True, kw_only=True):
    """What is recorded of one State under one instrument."""

    instrument: str
    country: str


class StatusRow(OfState, frozen=True, kw_only=True):
    """One dated act of a State towards an instrument; `on` may be a month or a year, or empty when unknown."""

    act: Literal["signed", "not-signed", "ratification-reported", "party", "member", "left"]
    on: str = ""
    note: Words | None = None


class LanguageRow(OfState, frozen=True, kw_only=True):
    """The languages in which a State accepts requests, as it notified them; valid from `since`."""

    since: date
    languages: tuple[str, ...]


class SetRow(_Row, frozen=True, kw_only=True):
    """A name under which rows speak of many kinds, and what it means."""

    code: str
    means: Words


class ReservationRow(OfState, frozen=True, kw_only=True):
    """A reservation or declaration of a State: `removes` says that the article gives no basis with it; else it is only shown.

    `grounds` are those that the State may use because of it.
    """

    article: str
    since: date
    said: Words
    removes: bool = False
    grounds: tuple[str, ...] = ()


class NotifiedRow(OfState, frozen=True, kw_only=True):
    """An authority that a State notified for a role, or a channel on which it insists; valid from `since`."""

    role: str
    since: date
    name: Words
    channel: Literal["direct", "diplomatic", "interpol", "24-7", "egmont"] = "direct"


class Pack(_Row, frozen=True, kw_only=True):
    """Everything in one compiled file."""

    version: str
    demo: bool = False
    instruments: tuple[Instrument, ...] = ()
    force: tuple[ForceRow, ...] = ()
    values: tuple[ValueRow, ...] = ()
    articles: tuple[Article, ...] = ()
    rules: tuple[Rule, ...] = ()
    grounds: tuple[GroundRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    escalation: tuple[EscalationRow, ...] = ()
    calendars: tuple[CalendarRow, ...] = ()
    families: tuple[FamilyRow, ...] = ()
    sets: tuple[SetRow, ...] = ()
    kinds: tuple[KindRow, ...] = ()
    bases: tuple[CarriedRow, ...] = ()
    offences: tuple[OffenceRow, ...] = ()
    status: tuple[StatusRow, ...] = ()
    languages: tuple[LanguageRow, ...] = ()
    reservations: tuple[ReservationRow, ...] = ()
    notified: tuple[NotifiedRow, ...] = ()
    forms: tuple[FormRow, ...] = ()
    checklists: tuple[ChecklistRow, ...] = ()
    limits: tuple[LimitRow, ...] = ()
    retention: tuple[RetentionRow, ...] = ()


class Compiled(_Row, frozen=True, kw_only=True):
    """The compiled file: the pack as canonical JSON, its digest, and the digest of the sources it was made from."""

    content: msgspec.Raw
    content_digest: str
    source_digest: str
