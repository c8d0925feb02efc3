"""The rulebook: the compiled pack, loaded once, and looked up by identifier, act and date. No rule, no answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar, cast

from msgspec import structs

from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.instants import PreciseDate
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import Verified, vocabulary
from comity.treaty.calendars import Calendar, build_calendar
from comity.treaty.desk_rows import ChecklistRow, LimitRow, RetentionRow
from comity.treaty.forms import Form, Option, build_form, names_of, under
from comity.treaty.loading import read_pack
from comity.treaty.pack import (
    AnswerRow,
    Article,
    BaseRow,
    ClockRow,
    DatedValue,
    FamilyRow,
    GroundRow,
    InForce,
    Instrument,
    KindRow,
    LanguageRow,
    NotifiedRow,
    OffenceRow,
    OfState,
    Pack,
    ReservationRow,
    Rule,
    StatusRow,
    at_hand,
)
from comity.treaty.pack_calendars import EscalationRow
from comity.treaty.wording import Cited, Words

RULEBOOK_FILE: Final = "rulebook.json"
DEMO_FILE: Final = "demo.json"

Key = TypeVar("Key")
Row = TypeVar("Row")
StateRow = TypeVar("StateRow", bound=OfState)


class NoRule(Refused):
    """Nothing in the rulebook answers; the asker gets no default."""

    sentence = gettext_noop("No rule says anything about %(about)s on %(on)s.")
    next_step = gettext_noop("Ask the legal adviser; the rulebook can be extended with a source.")

    def __init__(self, about: str, *, on: date | None = None) -> None:
        """`about` names what was looked up, `on` the date of the question."""
        super().__init__(about=about, on=on.isoformat() if on else "-")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of one version; `digest` is over the canonical content, and stands in every act that was checked."""

    version: str
    digest: Digest
    source_digests: tuple[str, ...]
    demo: bool
    instruments: Mapping[str, Instrument]
    articles: Mapping[tuple[str, str], Article]
    rules: Mapping[str, Rule]
    grounds: tuple[GroundRow, ...]
    answers: tuple[AnswerRow, ...]
    clocks: tuple[ClockRow, ...]
    escalation: tuple[EscalationRow, ...]
    calendars: Mapping[str, Calendar]
    families: Mapping[str, FamilyRow]
    kinds: Mapping[str, KindRow]
    offences: Mapping[str, OffenceRow]
    status: tuple[StatusRow, ...]
    languages: tuple[LanguageRow, ...]
    reservations: tuple[ReservationRow, ...]
    notified: tuple[NotifiedRow, ...]
    forms: Mapping[tuple[str, str], Form]
    checklists: tuple[ChecklistRow, ...]
    limits: tuple[LimitRow, ...]
    retention: tuple[RetentionRow, ...]
    _by_act: Mapping[tuple[str, str], tuple[Rule, ...]] = field(repr=False)
    _of_state: Mapping[tuple[type[OfState], str, str], tuple[OfState, ...]] = field(init=False, repr=False)
    _by_use: Mapping[tuple[str, str], tuple[Rule, ...]] = field(init=False, repr=False)
    _under: dict[tuple[str, str, str], Form] = field(init=False, repr=False, default_factory=dict)
    asking: dict[tuple[str, str, str, date, str], Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What `check.rules_of` found of kinds and texts of this rulebook: which rules ask of an act changes with the day at most."""
    standing: dict[tuple[str, str, str, date, str], Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What `legalbasis.basis_case` found between two States for texts of this rulebook, by their codes."""
    started: dict[tuple[str, str, date, str, str], Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What `clocks.clocks_for` found for kinds and texts of this rulebook: which clocks start is asked with every act, and seldom new."""

    def __post_init__(self) -> None:
        """Sort what is asked for a few at a time with every act: rows of States by State and instrument, rules by what they list."""
        found: dict[tuple[type[OfState], str, str], tuple[OfState, ...]] = {}
        for row in (*self.status, *self.languages, *self.reservations, *self.notified):
            place = (type(row), row.country, row.instrument)
            found[place] = (*found.get(place, ()), row)
        object.__setattr__(self, "_of_state", found)
        listed: dict[tuple[str, str], tuple[Rule, ...]] = {}
        for rule in self.rules.values():
            for name, texts in rule.uses.items():
                for text in dict.fromkeys(texts if isinstance(texts, list | tuple) else ()):
                    if isinstance(text, str):
                        listed[name, text] = (*listed.get((name, text), ()), rule)
        object.__setattr__(self, "_by_use", listed)

    def rule(self, rule_id: str) -> Rule:
        """Return the rule, or raise `NoRule`."""
        try:
            return self.rules[rule_id]
        except KeyError:
            raise NoRule(rule_id) from None

    def reach(self, instrument: str) -> tuple[str, ...]:
        """Return the instruments whose rules and grounds hold for an act under `instrument`: it, what it leans on, the universal ones."""
        found: list[str] = []
        waiting = [instrument]
        while waiting:
            code = waiting.pop(0)
            row = self.instruments.get(code)
            if row is not None and code not in found:
                found.append(code)
                waiting += row.leans_on
        return (*found, *(code for code, row in self.instruments.items() if row.universal and code not in found))

    def rules_for(self, kind: str, part: str, *, role: str, on: date, instrument: str = "") -> tuple[Rule, ...]:
        """Return the rules that ask something of this act in this role on this date, in the pack's order.

        With `instrument` only those of the texts in its reach, without those that another one stands in for.
        """
        held = [rule for rule in self._by_act.get((f"{kind}/{part}", role), ()) if rule.since <= on]
        if instrument:
            reached = self.reach(instrument)
            held = [rule for rule in held if rule.instrument in reached]
        replaced = {name for rule in held for name in rule.replaces}
        return tuple(rule for rule in held if rule.id not in replaced)

    def listing(self, name: str, text: str) -> tuple[Rule, ...]:
        """Return the rules that list `text` under `name` among what they use, in the pack's order."""
        return self._by_use.get((name, text), ())

    def value(self, rule_id: str, name: str, *, on: date) -> Cited[int]:
        """Return the value that holds on `on`, cited; raises `NoRule` when none does."""
        row = self.dated_value(rule_id, name, on=on)
        return Cited(row.value, self.rule(rule_id).instrument, row.article, row.source, row.verified or Verified.MEMORY)

    def dated_value(self, rule_id: str, name: str, *, on: date) -> DatedValue:
        """Return the row of the value that holds on `on`, with its unit; raises `NoRule` when none does."""
        held = [row for row in self.rule(rule_id).values.get(name, ()) if row.since <= on]
        if not held:
            raise NoRule(f"{rule_id} {name}", on=on)
        return max(held, key=lambda one: one.since)

    def in_force(self, instrument: str, *, on: date) -> InForce:
        """Return the row that says whether `instrument` is in force on `on`; raises `NoRule` before the first row."""
        found = self.instruments.get(instrument)
        held = [row for row in found.in_force if row.since <= on] if found else []
        if not held:
            raise NoRule(instrument, on=on)
        return max(held, key=lambda row: row.since)

    def status_of(self, country: Country, *, instrument: str, on: date) -> tuple[StatusRow, ...]:
        """Return what is recorded of a State on `on`, earliest first; empty when nothing is."""
        rows = self._rows_of(StatusRow, country, instrument)
        return tuple(sorted((row for row in rows if not row.on or _first_day(row.on) <= on), key=lambda row: row.on))

    def reservations_of(self, country: Country, *, instrument: str, on: date) -> tuple[ReservationRow, ...]:
        """Return the reservations and declarations of a State that stand on `on`."""
        return tuple(row for row in self._rows_of(ReservationRow, country, instrument) if row.since <= on)

    def notified_by(self, country: Country, *, instrument: str, on: date) -> tuple[NotifiedRow, ...]:
        """Return the authorities and channels that a State notified, as they stand on `on`."""
        return tuple(row for row in self._rows_of(NotifiedRow, country, instrument) if row.since <= on)

    def _rows_of(self, table: type[StateRow], country: Country, instrument: str) -> tuple[StateRow, ...]:
        return cast("tuple[StateRow, ...]", self._of_state.get((table, country.text, instrument), ()))

    def languages_of(self, country: Country, *, instrument: str, on: date) -> Cited[tuple[str, ...]] | None:
        """Return the languages a State notified, cited, or None when no notification is recorded."""
        held = [row for row in self._rows_of(LanguageRow, country, instrument) if row.since <= on]
        clause = self.instruments[instrument].clauses.get("language") if instrument in self.instruments else None
        if not held or not clause:
            return None
        row = max(held, key=lambda one: one.since)
        rule = self.rule(clause)
        return Cited(row.languages, rule.instrument, rule.article, row.source, row.verified or Verified.MEMORY)

    def kind(self, code: str) -> KindRow:
        """Return the kind, or raise `NoRule`."""
        try:
            return self.kinds[code]
        except KeyError:
            raise NoRule(code) from None

    def form(self, kind: str, part: str) -> Form:
        """Return the form of one part of one kind, or raise `NoRule`."""
        try:
            return self.forms[kind, part]
        except KeyError:
            raise NoRule(f"{kind}/{part}") from None

    def calendar(self, country: Country) -> Calendar:
        """Return the calendar of a country, or raise `NoRule`: nobody's weekend is anybody else's."""
        try:
            return self.calendars[country.text]
        except KeyError:
            raise NoRule(f"the working days of {country.text}") from None

    def limit(self, limit_id: str, *, on: date) -> LimitRow:
        """Return the number that this desk set for itself, as it is on a day; raises `NoRule`."""
        held = [row for row in self.limits if row.id == limit_id and row.since <= on]
        if not held:
            raise NoRule(limit_id, on=on)
        return max(held, key=lambda row: row.since)

    def retention_of(self, kind: str, *, on: date) -> RetentionRow:
        """Return the rule that says how long the content of an ended case of `kind` is kept, as it is on a day; raises `NoRule`."""
        family = self.kind(kind).family
        held = [row for row in self.retention if family in row.families and row.since <= on]
        if not held:
            raise NoRule(f"retention of {kind}", on=on)
        return max(held, key=lambda row: row.since)

    def form_under(self, kind: str, part: str, instrument: str) -> Form:
        """Return the form as it cites where an act stands on `instrument`; raises `NoRule`."""
        key = (kind, part, instrument)
        if key not in self._under:
            self._under[key] = under(self.form(kind, part), instrument)
        return self._under[key]

    def clause(self, kind: str, name: str, *, instrument: str) -> Rule | None:
        """Return the rule of a general clause for a kind under `instrument`; None where no text has one."""
        base = self.kind(kind).base(instrument)
        if base is not None and name in base.clauses:
            return self.rule(base.clauses[name]) if base.clauses[name] else None
        for code in self.reach(instrument):
            if name in self.instruments[code].clauses:
                return self.rule(self.instruments[code].clauses[name])
        return None

    def grounds_of(self, kind: str, *, instrument: str = "") -> tuple[GroundRow, ...]:
        """Return the grounds for a kind, once each, in the pack's order: those of the texts in reach, and home law.

        The text that an act stands on comes before those that it leans on. Without `instrument` that is the kind's first one.
        """
        code = instrument or (self.kinds[kind].instrument if kind in self.kinds else "")
        reached = self.reach(code)
        rows = [row for row in self.grounds if kind in row.kinds and (row.law == "home" or row.instrument in reached)]
        found: dict[str, GroundRow] = {}
        for row in sorted(rows, key=lambda one: reached.index(one.instrument) if one.instrument in reached else len(reached)):
            found.setdefault(row.code, row)
        return tuple(row for row in rows if found[row.code] is row)

    def ground(self, code: str, *, kind: str, instrument: str = "") -> GroundRow:
        """Return the ground with this code for a kind, or raise `NoRule`."""
        for row in self.grounds_of(kind, instrument=instrument):
            if row.code == code:
                return row
        raise NoRule(code)


@cache  # of the days that stand in rulebooks
def _first_day(text: str) -> date:
    return PreciseDate.parse(text).first


def load_rulebook(*, demo: bool = False) -> Rulebook:
    """Return the rulebook that came with Comity; loaded once, then kept.

    `demo` adds the fictional State of the demonstration; a real node never asks for it. Raises what `read_pack` does.
    """
    return _loaded(demo)


@cache
def _loaded(demo: bool) -> Rulebook:  # noqa: FBT001 -- the cache needs a plain argument; the public function has it by name
    return join_packs(shipped_packs(demo=demo))


def shipped_packs(*, demo: bool = False) -> list[tuple[Pack, Digest]]:
    """Return the packs that came with Comity, for what is joined to them; raises what `read_pack` does."""
    folder = resources.files("comity.treaty") / "compiled"
    files = [(RULEBOOK_FILE, False)] + ([(DEMO_FILE, True)] if demo else [])
    return [read_pack((folder / name).read_bytes(), demo=fictional) for name, fictional in files]


def join_packs(packs: Iterable[tuple[Pack, Digest]]) -> Rulebook:
    """Return one rulebook of several packs; a later pack adds, and never replaces. Raises `Malformed` on a double."""
    read = tuple(packs)
    pieces = [pack for pack, _ in read]
    digests = [digest for _, digest in read]
    rules = _rules(pieces)
    grounds = tuple(row for pack in pieces for row in pack.grounds)
    _once("ground", (((row.code, row.instrument, row.law, kind), row) for row in grounds for kind in row.kinds))
    _once("answer", (((row.code, row.instrument, kind), row) for pack in pieces for row in pack.answers for kind in row.kinds))
    options: dict[str, Option] = {}
    for ground in grounds:
        options.setdefault(ground.code, Option(ground.code, ground.labels))
    instruments, kinds, clocks = _instruments(pieces), _kinds(pieces), tuple(row for pack in pieces for row in pack.clocks)
    names = names_of(kinds.values(), instruments.values(), clocks)
    forms = _once("form", (((row.kind, row.part), build_form(row, grounds=options, names=names)) for pack in pieces for row in pack.forms))
    by_act: dict[tuple[str, str], tuple[Rule, ...]] = {}
    for rule in rules.values():
        for act in rule.acts:
            for role in rule.roles:
                by_act[act, role] = (*by_act.get((act, role), ()), rule)
    return Rulebook(
        version="+".join(pack.version for pack in pieces),
        digest=digests[0] if len(digests) == 1 else Digest.of(*(digest.raw for digest in digests)),
        source_digests=tuple(str(digest) for digest in digests),
        demo=any(pack.demo for pack in pieces),
        instruments=instruments,
        articles=_once("article", (((row.instrument, row.number), row) for pack in pieces for row in pack.articles)),
        rules=rules,
        grounds=grounds,
        answers=tuple(row for pack in pieces for row in pack.answers),
        clocks=clocks,
        escalation=tuple(row for pack in pieces for row in pack.escalation),
        calendars=_once("calendar", ((row.country, build_calendar(row)) for pack in pieces for row in pack.calendars)),
        families=_once("family", ((row.code, row) for pack in pieces for row in pack.families)),
        kinds=kinds,
        offences=_once("offence", ((row.code, row) for pack in pieces for row in pack.offences)),
        status=tuple(row for pack in pieces for row in pack.status),
        languages=tuple(row for pack in pieces for row in pack.languages),
        reservations=tuple(row for pack in pieces for row in pack.reservations),
        notified=tuple(row for pack in pieces for row in pack.notified),
        forms=forms,
        checklists=tuple(row for pack in pieces for row in pack.checklists),
        limits=tuple(row for pack in pieces for row in pack.limits),
        retention=tuple(row for pack in pieces for row in pack.retention),
        _by_act=by_act,
    )


def _rules(packs: Iterable[Pack]) -> dict[str, Rule]:
    """Return the rules, each with the dated values that later packs give it; raises `Malformed` for a value that no rule has."""
    read = tuple(packs)
    found = _once("rule", ((rule.id, at_hand(rule)) for pack in read for rule in pack.rules))
    for row in (row for pack in read for row in pack.values):
        held = found[row.rule].values.get(row.name) if row.rule in found else None
        if not held:
            raise Malformed("rulebook", f"gives {row.rule} the value {row.name}, and nobody wrote that rule with such a value")
        if row.unit != held[0].unit:
            raise Malformed("rulebook", f"gives {row.rule} {row.name} in {row.unit}; it is counted in {held[0].unit}")
        value = DatedValue(**{name: getattr(row, name) for name in DatedValue.__struct_fields__})
        found[row.rule] = structs.replace(found[row.rule], values={**found[row.rule].values, row.name: (*held, value)})
    return found


def _instruments(packs: Iterable[Pack]) -> dict[str, Instrument]:
    """Return the instruments, each with what later packs say of its being in force."""
    read = tuple(packs)
    found = _once("instrument", ((row.code, row) for pack in read for row in pack.instruments))
    for row in (row for pack in read for row in pack.force):
        if row.instrument not in found:
            raise Malformed("rulebook", f"says that {row.instrument} is in force, and nobody wrote that instrument")
        fields = {name: getattr(row, name) for name in InForce.__struct_fields__}
        treaty = found[row.instrument]
        found[row.instrument] = structs.replace(treaty, in_force=(*treaty.in_force, InForce(**fields)))
    return found


def _kinds(pieces: Iterable[Pack]) -> dict[str, KindRow]:
    """Return the kinds, each with the texts of later packs that carry it; raises `Malformed` for a kind that nobody wrote."""
    read = tuple(pieces)
    kinds = _once("kind", ((row.code, row) for pack in read for row in pack.kinds))
    for row in (row for pack in read for row in pack.bases):
        base = BaseRow(instrument=row.instrument, article=row.article, clauses=row.clauses, source=row.source, verified=row.verified)
        for code in row.kinds:
            if code not in kinds:
                raise Malformed("rulebook", f"{row.instrument} carries {code}, which nobody wrote")
            kinds[code] = structs.replace(kinds[code], bases=(*kinds[code].bases, base))
    return kinds


@cache  # of 676 codes at most
def country_words(country: Country) -> Words:
    """Return the name of a country in both languages; its code where the vocabulary does not know it. Not to be changed."""
    found = vocabulary("country").by_code.get(country.text)
    return {"en": country.text, "vi": country.text} if found is None else dict(found.labels)


def _once(what: str, rows: Iterable[tuple[Key, Row]]) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for key, row in rows:
        if key in found:
            raise Malformed("rulebook", f"{what} {key} stands there twice")
        found[key] = row
    return found
