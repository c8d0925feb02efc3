"""The rulebook: the compiled pack, loaded once, and looked up by identifier, act and date. No rule, no answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Final, TypeVar

from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.instants import PreciseDate
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import Verified, vocabulary
from comity.treaty.calendars import Calendar, build_calendar
from comity.treaty.forms import Form, build_form
from comity.treaty.pack import (
    AnswerRow,
    Article,
    ClockRow,
    DatedValue,
    GroundRow,
    InForce,
    Instrument,
    KindRow,
    LanguageRow,
    Pack,
    Rule,
    StatusRow,
    read_pack,
)
from comity.treaty.pack_calendars import EscalationRow
from comity.treaty.wording import Cited, Words

RULEBOOK_FILE: Final = "rulebook.json"
DEMO_FILE: Final = "demo.json"

Key = TypeVar("Key")
Row = TypeVar("Row")


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
    kinds: Mapping[str, KindRow]
    status: tuple[StatusRow, ...]
    languages: tuple[LanguageRow, ...]
    forms: Mapping[tuple[str, str], Form]
    _by_act: Mapping[tuple[str, str], tuple[Rule, ...]] = field(repr=False)

    def rule(self, rule_id: str) -> Rule:
        """Return the rule, or raise `NoRule`."""
        try:
            return self.rules[rule_id]
        except KeyError:
            raise NoRule(rule_id) from None

    def rules_for(self, kind: str, part: str, *, role: str, on: date) -> tuple[Rule, ...]:
        """Return the rules that ask something of this act in this role on this date, in the pack's order."""
        return tuple(rule for rule in self._by_act.get((f"{kind}/{part}", role), ()) if rule.since <= on)

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
        rows = (row for row in self.status if row.country == country.text and row.instrument == instrument)
        return tuple(sorted((row for row in rows if not row.on or PreciseDate.parse(row.on).first <= on), key=lambda row: row.on))

    def languages_of(self, country: Country, *, instrument: str, on: date) -> Cited[tuple[str, ...]] | None:
        """Return the languages a State notified, cited, or None when no notification is recorded."""
        held = [row for row in self.languages if row.country == country.text and row.instrument == instrument and row.since <= on]
        if not held:
            return None
        row = max(held, key=lambda one: one.since)
        rule = self.rule("uncc.40.13")
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

    def ground(self, code: str) -> GroundRow:
        """Return the ground with this code, or raise `NoRule`."""
        for row in self.grounds:
            if row.code == code:
                return row
        raise NoRule(code)


def load_rulebook(*, demo: bool = False) -> Rulebook:
    """Return the rulebook that came with Comity; loaded once, then kept.

    `demo` adds the fictional State of the demonstration; a real node never asks for it. Raises what `read_pack` does.
    """
    return _loaded(demo)


@cache
def _loaded(demo: bool) -> Rulebook:  # noqa: FBT001 -- the cache needs a plain argument; the public function has it by name
    folder = resources.files("comity.treaty") / "compiled"
    files = [(RULEBOOK_FILE, False)] + ([(DEMO_FILE, True)] if demo else [])
    return join_packs([read_pack((folder / name).read_bytes(), demo=fictional) for name, fictional in files])


def join_packs(packs: Iterable[tuple[Pack, Digest]]) -> Rulebook:
    """Return one rulebook of several packs; a later pack adds, and never replaces. Raises `Malformed` on a double."""
    read = tuple(packs)
    pieces = [pack for pack, _ in read]
    digests = [digest for _, digest in read]
    rules = _once("rule", ((rule.id, rule) for pack in pieces for rule in pack.rules))
    grounds = tuple(row for pack in pieces for row in pack.grounds)
    _once("ground", ((row.code, row) for row in grounds))
    rows = [row for pack in pieces for row in pack.forms]
    ground_options = {row.code: row.labels for row in grounds}
    forms = _once("form", (((row.kind, row.part), build_form(row, grounds=ground_options)) for row in rows))
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
        instruments=_once("instrument", ((row.code, row) for pack in pieces for row in pack.instruments)),
        articles=_once("article", (((row.instrument, row.number), row) for pack in pieces for row in pack.articles)),
        rules=rules,
        grounds=grounds,
        answers=tuple(row for pack in pieces for row in pack.answers),
        clocks=tuple(row for pack in pieces for row in pack.clocks),
        escalation=tuple(row for pack in pieces for row in pack.escalation),
        calendars=_once("calendar", ((row.country, build_calendar(row)) for pack in pieces for row in pack.calendars)),
        kinds=_once("kind", ((row.code, row) for pack in pieces for row in pack.kinds)),
        status=tuple(row for pack in pieces for row in pack.status),
        languages=tuple(row for pack in pieces for row in pack.languages),
        forms=forms,
        _by_act=by_act,
    )


def country_words(country: Country) -> Words:
    """Return the name of a country in both languages; its code where the vocabulary does not know it."""
    try:
        return dict(vocabulary("country").item(country.text).labels)
    except Refused:
        return {"en": country.text, "vi": country.text}


def _once(what: str, rows: Iterable[tuple[Key, Row]]) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for key, row in rows:
        if key in found:
            raise Malformed("rulebook", f"{what} {key} stands there twice")
        found[key] = row
    return found
