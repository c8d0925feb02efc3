"""What is wrong in a rulebook that loads: rows that name what does not exist, dates that overlap, kinds that nobody could work."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.check import QUESTIONS
from comity.treaty.clocks import escalation_of
from comity.treaty.pack import Pack
from comity.treaty.rulebook import Rulebook, join_packs

OFFENCE_LISTS: Final = ("offence", "treaty-offence")
SUBMITTED: Final = "draft.submitted"
_SAFEGUARD: Final = "safeguard"
_BY_ITEM: Final = frozenset({"items", "items-complete"})
_BY_FIELD: Final = frozenset({"given"})


def lint(packs: Sequence[tuple[Pack, Digest]]) -> tuple[Refused, ...]:
    """Return every fault of packs that are loaded together, in the order of the rulebook; empty when there is none."""
    try:
        book = join_packs(packs)
    except Refused as fault:
        return (fault,)
    looks = (_checklists, _rules, _uses, _dates, _instruments, _kinds, _named, _cited, _grounds, _answers, _states, _clocks, _offences)
    return tuple(Malformed(where, what) for look in looks for where, what in look(book))


Faults = Iterator[tuple[str, str]]


def _rules(book: Rulebook) -> Faults:
    acts = {f"{kind}/{part}" for kind, part in book.forms}
    for rule in book.rules.values():
        where = f"rule {rule.id}"
        if rule.question and rule.question not in QUESTIONS:
            yield where, f"no question {rule.question}"
        if bool(rule.question) is not bool(rule.cases) or (rule.acts and not rule.question):
            yield where, "a question needs acts and cases, and they need it"
        if strange := set(rule.acts) - acts:
            yield where, f"no form for {sorted(strange)}"
        if strange := set(rule.replaces) - set(book.rules):
            yield where, f"stands in for {sorted(strange)}, which nobody wrote"
        if (rule.instrument, rule.article.partition("(")[0]) not in book.articles:
            yield where, f"no article {rule.instrument} {rule.article}"
    asked = {act for rule in book.rules.values() for act in rule.acts}
    if acts - asked:
        yield "rules", f"nothing is asked of {sorted(acts - asked)}"


def _uses(book: Rulebook) -> Faults:
    """What a rule asks for is there: the items and fields in the form of each of its acts, the cases in the rule itself."""
    for rule in book.rules.values():
        where = f"rule {rule.id}"
        wanted = _texts(rule.uses.get("cases")) | _texts(rule.uses.get("otherwise")) | _texts(rule.uses.get("case"))
        if strange := wanted - set(rule.cases):
            yield where, f"uses the case {sorted(strange)}, which it does not have"
        for act in rule.acts:
            kind, _, part = act.partition("/")
            form = book.forms.get((kind, part))
            if form is None:
                continue
            if rule.question in _BY_ITEM and (strange := _texts(rule.uses.get("items")) - {item.key for item in form.items}):
                yield where, f"asks {act} for the items {sorted(strange)}, which its form does not have"
            if rule.question in _BY_FIELD and (strange := _texts(rule.uses.get("fields")) - set(form.by_key)):
                yield where, f"asks {act} for the fields {sorted(strange)}, which its form does not have"


def _texts(value: object) -> set[str]:
    """Return one text, the texts of a list, or those that a mapping leads to."""
    if isinstance(value, dict):
        return {str(one) for one in value.values()}
    if isinstance(value, list | tuple):
        return {str(one) for one in value}
    return {value} if isinstance(value, str) else set()


def _dates(book: Rulebook) -> Faults:
    """Two rows from the same day on contradict each other; which one holds is nobody's to guess."""
    for rule in book.rules.values():
        for name, values in rule.values.items():
            yield from _twice(f"rule {rule.id} {name}", (value.since for value in values))
    for instrument in book.instruments.values():
        yield from _twice(f"instrument {instrument.code} in force", (row.since for row in instrument.in_force))
    for clock in book.clocks:
        for urgency in {code for length in clock.lengths for code in length.urgency or ("",)}:
            held = (length.since for length in clock.lengths if urgency in (length.urgency or ("",)))
            yield from _twice(f"clock {clock.id} {urgency}".strip(), held)
    for country, instrument_code in sorted({(row.country, row.instrument) for row in book.languages}):
        held = (row.since for row in book.languages if (row.country, row.instrument) == (country, instrument_code))
        yield from _twice(f"languages of {country} under {instrument_code}", held)


def _twice(where: str, days: Iterable[date]) -> Faults:
    seen: set[date] = set()
    for day in days:
        if day in seen:
            yield where, f"two rows from {day.isoformat()} on"
        seen.add(day)


def _instruments(book: Rulebook) -> Faults:
    for row in book.instruments.values():
        where = f"instrument {row.code}"
        for code in row.leans_on:
            if code not in book.instruments:
                yield where, f"leans on {code}, which nobody wrote"
        for name, rule in {**row.clauses, "basis": row.basis}.items():
            if rule and rule not in book.rules:
                yield where, f"{name} names the rule {rule}, which nobody wrote"
        if row.nature != _SAFEGUARD and not row.basis:
            yield where, "no rule says whether it binds two States (basis)"
        if row.nature == "bilateral" and len(row.parties) != 2:
            yield where, "a treaty of two States names two parties"


def _kinds(book: Rulebook) -> Faults:
    roles = {item.code for item in vocabulary("authority-role").items}
    for kind in book.kinds.values():
        where = f"kind {kind.code}"
        if kind.family not in book.families:
            yield where, f"no family {kind.family}"
        if strange := ({*kind.sender, *kind.receiver}) - roles:
            yield where, f"no role {sorted(strange)}"
        if lacking := {part for part in kind.parts if (kind.code, part) not in book.forms}:
            yield where, f"no form for {sorted(lacking)}"
        for base in kind.bases:
            if base.instrument not in book.instruments:
                yield where, f"no instrument {base.instrument}"
            elif (base.instrument, base.article.partition("(")[0]) not in book.articles:
                yield where, f"no article {base.instrument} {base.article}"
            for name, rule in base.clauses.items():
                if rule and rule not in book.rules:
                    yield where, f"{name} names the rule {rule}, which nobody wrote"


def _named(book: Rulebook) -> Faults:
    """A row that names a kind means one that exists."""
    rows = [
        *((f"ground {row.code}", row.kinds) for row in book.grounds),
        *((f"answer {row.code}", row.kinds) for row in book.answers),
        *((f"clock {row.id}", row.kinds) for row in book.clocks),
    ]
    for where, kinds in rows:
        if strange := set(kinds) - set(book.kinds):
            yield where, f"no kind {sorted(strange)}"


def _cited(book: Rulebook) -> Faults:
    """Whoever follows a citation finds the article; another instrument's is asked for only where that instrument is held."""
    rows = [
        *((f"ground {row.code}", row.instrument, row.article) for row in book.grounds),
        *((f"ground {row.code} consultation", row.instrument, row.consult.article) for row in book.grounds),
        *((f"answer {row.code}", row.instrument, row.article) for row in book.answers),
        *((f"clock {row.id}", row.instrument, row.article) for row in book.clocks if row.article),
        *(
            (f"rule {rule.id} {name}", rule.instrument, value.article)
            for rule in book.rules.values()
            for name in rule.values
            for value in rule.values[name]
        ),
    ]
    for form in book.forms.values():
        for item in form.items:
            where = f"form {form.kind}/{form.part} {item.key}"
            rows.append((where, item.instrument, item.article))
            rows += [(where, code, article) for code, article in item.cites.items() if code in book.instruments]
    for where, instrument, article in rows:
        if (instrument, article.partition("(")[0]) not in book.articles:
            yield where, f"no article {instrument} {article}"


def _grounds(book: Rulebook) -> Faults:
    """Every kind that can be refused is refused on grounds that stand in the right order under each of its texts."""
    for kind, instrument, _ in _answered(book):
        rows = book.grounds_of(kind, instrument=instrument)
        if not any(row.offered for row in rows):
            yield f"kind {kind} under {instrument}", "no ground of refusal is offered"
    for row in book.grounds:
        if not row.offered and row.why_not is None:
            yield f"ground {row.code}", "not offered, and it does not say why"


def _answers(book: Rulebook) -> Faults:
    for kind, instrument, accepts in _answered(book):
        rows = [row for row in book.answers if kind in row.kinds and row.instrument in book.reach(instrument)]
        offered = {row.code for row in rows if row.offered}
        if not offered:
            yield f"kind {kind} under {instrument}", "no answer is offered"
        if strange := offered - accepts:
            yield f"kind {kind} under {instrument}", f"offered on the page and not in the form: {sorted(strange)}"
    for kind, accepts in {kind: accepts for kind, _, accepts in _answered(book)}.items():
        known = {row.code for row in book.answers if kind in row.kinds and row.offered}
        if spare := accepts - known:
            yield f"kind {kind}", f"in the form and offered nowhere: {sorted(spare)}"


def _answered(book: Rulebook) -> Iterator[tuple[str, str, frozenset[str]]]:
    for kind in book.kinds.values():
        form = book.forms.get((kind.code, "answer"))
        decision = form.by_key.get("decision") if form else None
        if kind.opens and decision is not None:
            yield from ((kind.code, base.instrument, decision.accepts) for base in kind.bases)


def _checklists(book: Rulebook) -> Faults:
    for side in ("requested", "requesting"):
        lists = [row for row in book.checklists if row.side == side]
        named = [kind for row in lists for kind in row.kinds]
        if sum(not row.kinds for row in lists) != 1 or len(named) != len(set(named)) or not set(named) <= set(book.kinds):
            yield f"checklists of the {side} side", "one general list, and each known kind in one other at most"
    for row in book.checklists:
        keys = [item.key for item in row.items]
        if len(keys) != len(set(keys)):
            yield row.id, "an item stands there twice"
        for item in row.items:
            if item.article and (item.instrument, item.article.partition("(")[0]) not in book.articles:
                yield f"{row.id} {item.key}", f"no article {item.instrument} {item.article}"


def _states(book: Rulebook) -> Faults:
    countries = {item.code for item in vocabulary("country").items}
    rows = (*book.status, *book.languages, *book.reservations, *book.notified)
    for country in sorted({row.country for row in rows} - countries):
        yield f"status of {country}", "the vocabulary of countries does not know it"
    for code in sorted({row.instrument for row in rows} - set(book.instruments)):
        yield f"status under {code}", "no such instrument"


def _offences(book: Rulebook) -> Faults:
    """Each offence that a form offers stands in the table, and the table speaks of no other one."""
    known = {item.code for name in OFFENCE_LISTS for item in vocabulary(name).items}
    for code in sorted(known ^ set(book.offences)) if book.offences else ():
        yield f"offence {code}", "stands in the vocabulary or in the table of offences alone"
    for row in book.offences.values():
        for code, article in row.articles.items():
            if code in book.instruments and (code, article.partition("(")[0]) not in book.articles:
                yield f"offence {row.code}", f"no article {code} {article}"


def _clocks(book: Rulebook) -> Faults:
    seen: set[str] = set()
    for clock in book.clocks:
        if clock.id in seen:
            yield f"clock {clock.id}", "stands there twice"
        seen.add(clock.id)
        if not clock.kinds:
            yield f"clock {clock.id}", "speaks of no kind"
        if clock.follows:
            rule, _, name = clock.follows.partition("#")
            if rule not in book.rules or name not in book.rules[rule].values:
                yield f"clock {clock.id}", f"follows {clock.follows}, which nobody wrote"
        if any(bool(length.minutes) is bool(length.count) for length in clock.lengths) or bool(clock.lengths) is bool(clock.follows):
            yield f"clock {clock.id}", "a length is in minutes or a count of a unit, or follows a rule"
        if SUBMITTED in clock.starts and any(length.unit == "working-days" for length in clock.lengths):
            yield f"clock {clock.id}", "a draft belongs to no country yet: its clock cannot be in working days"
        if clock.pause is not None and clock.pause.most_minutes < 1:
            yield f"clock {clock.id}", "a pause has a longest time"
    yield from _escalation(book)
    yield from _retention(book)


def _retention(book: Rulebook) -> Faults:
    """Whatever is kept is let go of one day, and under one rule: a family stands in no two of the same day."""
    seen: set[tuple[str, date]] = set()
    for row in book.retention:
        if row.days < 1:
            yield row.id, "keeps for a day or longer"
        for family in row.families:
            if family not in book.families:
                yield row.id, f"names the family {family}, which nobody wrote"
            if (family, row.since) in seen:
                yield row.id, f"is the second rule of {family} from {row.since} on"
            seen.add((family, row.since))


def _escalation(book: Rulebook) -> Faults:
    """Whatever warns or is late is told to somebody, whatever the urgency; a calendar is one of a known country."""
    for on in ("warning", "breach"):
        for urgency in vocabulary("urgency").codes:
            try:
                escalation_of(on, rulebook=book, day=date.max, urgency=urgency)
            except Refused as fault:
                yield f"escalation of a {on}", str(fault)
    if any(row.every_minutes < 1 or row.repeats < 0 for row in book.escalation):
        yield "escalation", "it is repeated after a minute or more"
    known = {item.code for item in vocabulary("country").items}
    for country in set(book.calendars) - known:
        yield f"calendar of {country}", "the vocabulary of countries does not know it"
