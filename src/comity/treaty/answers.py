"""The answers and grounds that an article knows, in the order of the page, and whether consultation goes first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from comity.terms.identifiers import Country
from comity.terms.vocabulary import Verified
from comity.treaty.pack import AnswerRow, GroundRow
from comity.treaty.rulebook import NoRule, Rulebook
from comity.treaty.wording import Cited, Words

POSTPONING_CONSULTS: Final = "consult-postponing"  # the question of the rules that want it


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer; `code` is the one of the vocabulary `decision`. `needs` lists grounds, conditions, period, risk."""

    code: str
    labels: Words
    effect: Words
    instrument: str
    article: str
    verified: Verified
    offered: bool
    why_not: Words | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of refusal; `home` marks home law, which can always block; `protects` those that protect persons."""

    code: str
    labels: Words
    instrument: str
    article: str
    verified: Verified
    protects: bool
    home: bool
    consult_first: bool
    consult_article: str
    offered: bool
    why_not: Words | None


def answers_for(kind: str, *, rulebook: Rulebook, instrument: str = "") -> tuple[AnswerChoice, ...]:
    """Return every answer the page lists, offered or not; raises `NoRule` when the kind has none under this text."""
    reached = rulebook.reach(instrument or (rulebook.kinds[kind].instrument if kind in rulebook.kinds else ""))
    rows = [row for row in rulebook.answers if kind in row.kinds and row.instrument in reached]
    if not rows:
        raise NoRule(f"answers to {kind}")
    nearest: dict[str, AnswerRow] = {}
    for row in sorted(rows, key=lambda one: reached.index(one.instrument)):
        nearest.setdefault(row.code, row)
    return tuple(_answer(row) for row in rows if nearest[row.code] is row)


def grounds_for(
    kind: str, *, rulebook: Rulebook, instrument: str = "", of: Country | None = None, on: date | None = None
) -> tuple[Ground, ...]:
    """Return the grounds of refusal, those that protect persons first; raises `NoRule` when the kind has none.

    With `of` and `on` a ground that only a reservation gives is offered where the answering State made it by that day.
    """
    rows = rulebook.grounds_of(kind, instrument=instrument)
    mine = {row.code for row in rows if of and on and row.code in reserved_grounds(row, of=of, rulebook=rulebook, on=on)}
    found = [replace(_ground(row), offered=True, why_not=None) if row.code in mine else _ground(row) for row in rows]
    if not found:
        raise NoRule(f"grounds for {kind}")
    return tuple(sorted(found, key=lambda ground: (not ground.protects, ground.home and ground.protects, not ground.offered)))


def reserved_grounds(row: GroundRow, *, of: Country, rulebook: Rulebook, on: date) -> frozenset[str]:
    """Return the grounds that a State reserved for itself under the article of `row`."""
    made = rulebook.reservations_of(of, instrument=row.instrument, on=on)
    return frozenset(code for one in made if one.article == row.article for code in one.grounds)


def consult_first(kind: str, grounds: Iterable[str], *, rulebook: Rulebook, instrument: str = "") -> Cited[bool]:
    """Return whether consultation is owed before a refusal on these grounds, and the article that says so.

    Raises `NoRule` for a ground that the kind does not know, and when no ground is given.
    """
    rows = [rulebook.ground(code, kind=kind, instrument=instrument) for code in grounds]
    if not rows:
        raise NoRule(f"consultation on {kind}")
    row = next((row for row in rows if row.consult.owed), rows[0])
    said = row.consult
    return Cited(said.owed, row.instrument, said.article, said.source, said.verified or Verified.MEMORY)


def postponing_consults(kind: str, *, rulebook: Rulebook, on: date, instrument: str = "") -> bool:
    """Say whether the text wants consultation before a postponement: whether one of its rules asks for it on that day."""
    code = instrument or rulebook.kind(kind).instrument
    rules = rulebook.rules_for(kind, "answer", role="drafter", on=on, instrument=code)
    return any(rule.question == POSTPONING_CONSULTS for rule in rules)


def _answer(row: AnswerRow) -> AnswerChoice:
    return AnswerChoice(
        row.code,
        row.labels,
        row.effect,
        row.instrument,
        row.article,
        row.verified or Verified.MEMORY,
        row.offered,
        row.why_not,
        row.needs,
    )


def _ground(row: GroundRow) -> Ground:
    return Ground(
        code=row.code,
        labels=row.labels,
        instrument=row.instrument,
        article=row.article,
        verified=row.verified or Verified.MEMORY,
        protects=row.protects,
        home=row.law == "home",
        consult_first=row.consult.owed,
        consult_article=row.consult.article,
        offered=row.offered,
        why_not=row.why_not,
    )
