"""Between these two States, on this day: does the instrument bind, or is this voluntary, by reciprocity."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.terms.identifiers import Country
from comity.terms.vocabulary import Verified
from comity.treaty.pack import Case, Outcome, StatusRow
from comity.treaty.rulebook import Rulebook, country_words
from comity.treaty.wording import Cited, Fact, Words, fill, weaker

RULE: Final = "uncc.65.in-force"


@dataclass(frozen=True, slots=True)
class Basis:
    """The legal basis of a kind of act between two States; `outcome` is `warn` where it is voluntary, never a refusal."""

    in_force: bool
    instrument: str
    article: str
    outcome: Outcome
    verified: Verified
    title: Words
    reason: Words
    mend: Words | None
    checked_on: date
    from_status: tuple[StatusRow, ...]
    to_status: tuple[StatusRow, ...]


def legal_basis(kind: str, *, from_: Country, to: Country, on: date, rulebook: Rulebook) -> Basis:
    """Return the basis of `kind` between two States on a day; raises `NoRule` for an unknown kind or a day too early."""
    row = rulebook.kind(kind)
    rule = rulebook.rule(RULE)
    name, facts, rests_on = basis_case(row.instrument, from_=from_, to=to, on=on, rulebook=rulebook)
    case: Case = rule.cases[name]
    return Basis(
        in_force=name == "in-force",
        instrument=row.instrument,
        article=rule.article,
        outcome=case.outcome,
        verified=weaker(rule.verified, rests_on),
        title=fill(case.claim, facts),
        reason=fill(case.reason, facts),
        mend=fill(case.mend, facts) if case.mend else None,
        checked_on=rulebook.in_force(row.instrument, on=on).checked_on,
        from_status=rulebook.status_of(from_, instrument=row.instrument, on=on),
        to_status=rulebook.status_of(to, instrument=row.instrument, on=on),
    )


def basis_case(instrument: str, *, from_: Country, to: Country, on: date, rulebook: Rulebook) -> tuple[str, dict[str, Fact], Verified]:
    """Return which case of the rule holds, its facts, and how well the status behind it was checked."""
    in_force = rulebook.in_force(instrument, on=on)
    facts: dict[str, Fact] = {"from": country_words(from_), "to": country_words(to), "on": on, "checked": in_force.checked_on}
    known = {state: rulebook.status_of(state, instrument=instrument, on=on) for state in (from_, to)}
    for state in (from_, to):
        if state.text.startswith("X") and not known[state]:
            return "unknown-state", {**facts, "state": state.text}, Verified.CERTIFIED_TEXT
    if not in_force.in_force:
        return "not-in-force", facts, in_force.verified or Verified.MEMORY
    parties = [[row for row in known[state] if row.act == "party"] for state in (from_, to)]
    rests_on = in_force.verified or Verified.MEMORY
    for row in (row for rows in parties for row in rows):
        rests_on = weaker(rests_on, row.verified)
    return ("in-force" if all(parties) else "not-parties"), facts, rests_on


def status_answer(country: Country, *, instrument: str, on: date, rulebook: Rulebook) -> Cited[StatusRow] | None:
    """Return the latest thing recorded of a State, cited; None when nothing is."""
    rows = rulebook.status_of(country, instrument=instrument, on=on)
    if not rows:
        return None
    last = rows[-1]
    return Cited(last, instrument, rulebook.rule("uncc.64.signature").article, last.source, last.verified or Verified.MEMORY)
