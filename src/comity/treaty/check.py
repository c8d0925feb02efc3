"""Checks one act against the rules of its article: facts in, findings out; the same facts give the same findings."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple, cast

from comity.treaty import questions_answer, questions_cases, questions_gates, questions_request, questions_safeguards
from comity.treaty.findings import Facts, Finding, Role
from comity.treaty.forms import Field
from comity.treaty.pack import Case, Outcome, Rule
from comity.treaty.questions import Asked, Question
from comity.treaty.rulebook import NoRule, Rulebook
from comity.treaty.wording import weaker

QUESTIONS: Final[Mapping[str, Question]] = {
    **questions_request.QUESTIONS,
    **questions_answer.QUESTIONS,
    **questions_safeguards.QUESTIONS,
    **questions_cases.QUESTIONS,
    **questions_gates.QUESTIONS,
}
_KEPT: Final = 512  # answers of `rules_of`: each part of a kind under a text on a day, for each role, is one
_ORDER: Final[Mapping[Outcome, int]] = {"stop": 0, "warn": 1, "pass": 2}


class Asking(NamedTuple):
    """The rules that ask of an act on a day."""

    every: tuple[Rule, ...]
    stopping: tuple[Rule, ...]
    """Those that can stop it: a stop is among what they can say."""


def check(facts: Facts, *, rulebook: Rulebook, role: Role, on: date) -> tuple[Finding, ...]:
    """Return what the rules say of an act on a day, to the one who drafts, approves or receives it.

    Stops come first, then warnings, then what is in order; inside each, what protects persons comes first. A stop is
    for the drafter and approver: the act does not go out. Never raises on the content of `facts.fields`; raises
    `NoRule` when no rule at all speaks of this kind and part, so that silence is never taken for consent.
    """
    absent: dict[str, list[Field]] = {}
    rules = _rules_about(facts, rulebook=rulebook, role=role, on=on).every
    found = [finding for rule in rules if (finding := _ask(rule, Asked(facts, rule, rulebook, role, on, absent)))]
    return tuple(sorted(found, key=lambda finding: (_ORDER[finding.outcome], not finding.protects)))


def is_stopped(facts: Facts, *, rulebook: Rulebook, role: Role, on: date) -> bool:
    """Say whether a stop is among what `check` returns; raises what it raises. Only rules that can stop an act are asked."""
    absent: dict[str, list[Field]] = {}
    for rule in _rules_about(facts, rulebook=rulebook, role=role, on=on).stopping:
        verdict = QUESTIONS[rule.question](Asked(facts, rule, rulebook, role, on, absent))
        if verdict is not None and _outcome(rule.cases[verdict.case], role) == "stop":
            return True
    return False


def rules_of(kind: str, part: str, *, role: Role, on: date, instrument: str, rulebook: Rulebook) -> Asking:
    """Return what `Rulebook.rules_for` returns, found and sorted once for the acts of a day."""
    asked = (kind, part, role, on, instrument)
    found = rulebook.asking.get(asked)
    if found is None:
        every = rulebook.rules_for(kind, part, role=role, on=on, instrument=instrument)
        found = Asking(every, tuple(rule for rule in every if any(_outcome(case, role) == "stop" for case in rule.cases.values())))
        if (kind, part) in rulebook.forms and instrument in rulebook.instruments:  # other names are a peer's to make up
            if len(rulebook.asking) >= _KEPT:
                rulebook.asking.clear()
            rulebook.asking[asked] = found
    return cast("Asking", found)


def may_send(findings: tuple[Finding, ...]) -> bool:
    """Say whether no finding stops the act."""
    return all(finding.outcome != "stop" for finding in findings)


def _rules_about(facts: Facts, *, rulebook: Rulebook, role: Role, on: date) -> Asking:
    instrument = facts.instrument or rulebook.kind(facts.kind).instrument
    found = rules_of(facts.kind, facts.part, role=role, on=on, instrument=instrument, rulebook=rulebook)
    if not found.every:
        raise NoRule(f"{facts.kind}/{facts.part}", on=on)
    return found


def _outcome(case: Case, role: Role) -> Outcome:
    return case.receiver if case.receiver and role == "receiver" else case.outcome


def _ask(rule: Rule, asked: Asked) -> Finding | None:
    verdict = QUESTIONS[rule.question](asked)
    if verdict is None:
        return None
    case = rule.cases[verdict.case]
    return Finding(
        rule_id=rule.id,
        outcome=_outcome(case, asked.role),
        instrument=rule.instrument,
        article=rule.article,
        verified=weaker(rule.verified, verdict.rests_on),
        case=case,
        facts=verdict.facts,
        fields=verdict.fields,
        protects=rule.protects,
    )
