"""The shapes of the compiled pack, and its strict reading: every key known, every row with a source.

`tools/compile_rules.py` writes the JSON from the YAML under `rules/`; `read_pack` is the only way in. Nothing here
knows what a rule means.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, Literal

import msgspec

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop
from comity.treaty.pack_calendars import CalendarRow, EscalationRow, PauseRow, Unit, calendar_rows
from comity.treaty.pack_rows import Row as _Row
from comity.treaty.pack_rows import Sourced
from comity.treaty.wording import LANGUAGES, Words

Outcome = Literal["pass", "warn", "stop"]

CAP: Final = 2 * 1024 * 1024
_PLACE: Final = re.compile(r"%\((\w+)\)s")
_FICTIONAL: Final = re.compile(r"X[A-Z]")  # user-assigned codes of ISO 3166-1


class UncitedRule(Refused):
    """A row of the pack has no source, no article or no instrument; the whole pack stays out."""

    sentence = gettext_noop("The rule %(rule)s has no %(lacks)s; the rulebook was not loaded.")
    next_step = gettext_noop("Add the instrument, the article and the source of the rule, then compile the rulebook again.")

    def __init__(self, rule: str, *, lacks: str) -> None:
        """`rule` is the identifier of the row, `lacks` what is missing."""
        super().__init__(rule=rule, lacks=lacks)


class DemoData(Refused):
    """A pack with a fictional State was offered to a real node."""

    sentence = gettext_noop("The rulebook %(pack)s describes a fictional State; only a demonstration may load it.")
    next_step = gettext_noop("Use the rulebook that came with Comity.")

    def __init__(self, pack: str) -> None:
        """`pack` names what was offered."""
        super().__init__(pack=pack)


class InForce(Sourced, frozen=True, kw_only=True):
    """From `since` on the instrument is, or is not, in force; `checked_on` is the day of the last look."""

    since: date
    in_force: bool
    checked_on: date


class Instrument(Sourced, frozen=True, kw_only=True):
    """A treaty: `code`, the edition whose article numbers count, names."""

    code: str
    edition: str
    title: Words
    short: Words
    adopted_on: date
    in_force: tuple[InForce, ...]


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


class Case(_Row, frozen=True, kw_only=True):
    """What a rule says in one outcome; `receiver` is its outcome where the receiving side reads it, if another."""

    outcome: Outcome
    receiver: Outcome | None = None
    claim: Words
    reason: Words
    mend: Words | None = None


class Rule(Sourced, frozen=True, kw_only=True):
    """One rule: where it stands, which question it asks of which acts (`KIND/part`), and what it can say."""

    id: str
    instrument: str
    article: str
    title: Words
    since: date
    question: str = ""
    acts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("drafter", "approver", "receiver")
    protects: bool = False
    uses: dict[str, Any] = msgspec.field(default_factory=dict)
    values: dict[str, tuple[DatedValue, ...]] = msgspec.field(default_factory=dict)
    cases: dict[str, Case] = msgspec.field(default_factory=dict)


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


class KindRow(Sourced, frozen=True, kw_only=True):
    """A kind of request or message: the instrument and article it stands on, and between which roles it passes."""

    code: str
    instrument: str
    article: str
    labels: Words
    parts: tuple[str, ...]
    roles: tuple[str, ...]


class OfState(Sourced, frozen=True, kw_only=True):
    """What is recorded of one State under one instrument."""

    instrument: str
    country: str


class StatusRow(OfState, frozen=True, kw_only=True):
    """One dated act of a State towards an instrument; `on` may be a month or a year, or empty when unknown."""

    act: Literal["signed", "not-signed", "ratification-reported", "party"]
    on: str = ""
    note: Words | None = None


class LanguageRow(OfState, frozen=True, kw_only=True):
    """The languages in which a State accepts requests, as it notified them; valid from `since`."""

    since: date
    languages: tuple[str, ...]


class OptionRow(_Row, frozen=True, kw_only=True):
    """One choice of a field that has no vocabulary of its own."""

    code: str
    labels: Words


class FieldRow(_Row, frozen=True, kw_only=True):
    """One field of a form; see `forms.Field`."""

    key: str
    type: str
    labels: Words
    mandatory: str = "no"
    only: str = ""
    vocabulary: str = ""
    among: tuple[str, ...] = ()
    options: tuple[OptionRow, ...] = ()
    hint: Words | None = None
    cap: int = 0
    least: int = 0


class ItemRow(Sourced, frozen=True, kw_only=True):
    """One numbered item of a form, with its article."""

    number: int
    key: str
    article: str
    labels: Words
    fields: tuple[FieldRow, ...]


class FormRow(_Row, frozen=True, kw_only=True):
    """A form: the fields of one part of one kind."""

    kind: str
    part: str
    instrument: str
    items: tuple[ItemRow, ...]


class Pack(_Row, frozen=True, kw_only=True):
    """Everything in one compiled file."""

    version: str
    demo: bool = False
    instruments: tuple[Instrument, ...] = ()
    articles: tuple[Article, ...] = ()
    rules: tuple[Rule, ...] = ()
    grounds: tuple[GroundRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    escalation: tuple[EscalationRow, ...] = ()
    calendars: tuple[CalendarRow, ...] = ()
    kinds: tuple[KindRow, ...] = ()
    status: tuple[StatusRow, ...] = ()
    languages: tuple[LanguageRow, ...] = ()
    forms: tuple[FormRow, ...] = ()


class Compiled(_Row, frozen=True, kw_only=True):
    """The compiled file: the pack as canonical JSON, its digest, and the digest of the sources it was made from."""

    content: msgspec.Raw
    content_digest: str
    source_digest: str


def read_pack(data: bytes, *, demo: bool) -> tuple[Pack, Digest]:
    """Return the pack in a compiled file and the digest of its content.

    `demo` says which of the two kinds is expected. Raises `TooLarge`, `Malformed` (unknown keys, wrong types, digest),
    `UncitedRule` (a row without source), `DemoData` (a fictional State where a real pack is expected).
    """
    if len(data) > CAP:
        raise TooLarge("rulebook", size=len(data), cap=CAP)
    try:
        compiled = msgspec.json.decode(data, type=Compiled)
        pack = msgspec.json.decode(compiled.content, type=Pack)
    except msgspec.DecodeError as fault:
        raise Malformed("rulebook", str(fault)) from fault
    digest = Digest.of(bytes(compiled.content))
    if str(digest) != compiled.content_digest:
        raise Malformed("rulebook", "its content is not what its digest says")
    require_sound(pack, demo=demo)
    return pack, digest


def require_sound(pack: Pack, *, demo: bool) -> None:
    """Refuse a pack with an uncited row, a sentence in one language only, or a fictional State in the wrong place."""
    if not demo and (pack.demo or any(_FICTIONAL.fullmatch(country) for country in _countries(pack))):
        raise DemoData(pack.version)
    if demo and not pack.demo:
        raise Malformed("rulebook", "not a demonstration pack")
    for name, row in _rows(pack):
        _require_cited(name, row)
    for path, words in _all_words(pack, "pack"):
        _require_both(path, words)


def _rows(pack: Pack) -> Iterator[tuple[str, Sourced]]:
    """Yield every row that must cite, with a name to find it by."""
    yield from ((row.code, row) for row in pack.instruments)
    yield from ((f"{row.code} in force", one) for row in pack.instruments for one in row.in_force)
    yield from ((f"{article.instrument} {article.number}", article) for article in pack.articles)
    yield from ((rule.id, rule) for rule in pack.rules)
    yield from ((f"{rule.id} {name}", one) for rule in pack.rules for name, values in rule.values.items() for one in values)
    yield from ((ground.code, ground) for ground in pack.grounds)
    yield from ((f"{ground.code} consultation", ground.consult) for ground in pack.grounds)
    yield from ((answer.code, answer) for answer in pack.answers)
    yield from ((clock.id, clock) for clock in pack.clocks)
    yield from ((clock.id, one) for clock in pack.clocks for one in clock.lengths)
    yield from ((f"{clock.id} pause", clock.pause) for clock in pack.clocks if clock.pause is not None)
    yield from ((f"escalation of a {row.on}", row) for row in pack.escalation)
    yield from calendar_rows(pack.calendars)
    yield from ((kind.code, kind) for kind in pack.kinds)
    yield from ((f"status of {state.country}", state) for state in _states(pack))
    yield from ((f"{form.kind}/{form.part} {item.key}", item) for form in pack.forms for item in form.items)


def _states(pack: Pack) -> tuple[OfState, ...]:
    return (*pack.status, *pack.languages)


def _countries(pack: Pack) -> Iterator[str]:
    yield from (row.country for row in _states(pack))
    yield from (row.country for row in pack.calendars)


def _require_cited(name: str, row: Sourced) -> None:
    desk = isinstance(row, ClockRow) and row.nature == "desk-target"
    for lacks in ("source", "verified", "instrument", "article"):
        if desk and lacks != "source":
            continue
        if isinstance(row, Length | PauseRow | EscalationRow) and lacks == "verified":
            continue
        if hasattr(row, lacks) and not getattr(row, lacks):
            raise UncitedRule(name, lacks=lacks)


def _all_words(value: object, path: str) -> Iterator[tuple[str, Words]]:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if name in _WORDS and inner is not None:
                yield f"{path}.{name}", inner
            else:
                yield from _all_words(inner, f"{path}.{name}")
    elif isinstance(value, tuple):
        for inner in value:
            yield from _all_words(inner, f"{path}.{getattr(inner, 'id', getattr(inner, 'code', getattr(inner, 'key', '')))}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _all_words(inner, f"{path}.{name}")


_WORDS: Final = frozenset(
    {"title", "short", "gist", "claim", "reason", "mend", "labels", "why_not", "effect", "rule", "expiry", "hint", "note"}
)


def _require_both(path: str, words: Words) -> None:
    if set(words) != set(LANGUAGES) or not all(text.strip() for text in words.values()):
        raise Malformed("rulebook", f"{path} is not in both languages")
    if set(_PLACE.findall(words["en"])) != set(_PLACE.findall(words["vi"])):
        raise Malformed("rulebook", f"{path} has other places in vi than in en")
