"""Checks one act against the rules of its article: facts in, findings out; the same facts give the same findings."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from comity.treaty import questions_answer, questions_cases, questions_gates, questions_request, questions_safeguards
from comity.treaty.findings import Facts, Finding, Role
from comity.treaty.forms import Field
from comity.treaty.pack import Outcome, Rule
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


def check(facts: Facts, *, rulebook: Rulebook, role: Role, on: date) -> tuple[Finding, ...]:
    """Return what the rules say of an act on a day, to the one who drafts, approves or receives it.

    Stops come first, then warnings, then what is in order; inside each, what protects persons comes first. A stop is
    for the drafter and approver: the act does not go out. Never raises on the content of `facts.fields`; raises
    `NoRule` when no rule at all speaks of this kind and part, so that silence is never taken for consent.
    """
    instrument = facts.instrument or rulebook.kind(facts.kind).instrument
    rules = rules_of(facts.kind, facts.part, role=role, on=on, instrument=instrument, rulebook=rulebook)
    if not rules:
        raise NoRule(f"{facts.kind}/{facts.part}", on=on)
    absent: dict[str, tuple[Field, ...]] = {}
    found = [finding for rule in rules if (finding := _ask(rule, Asked(facts, rule, rulebook, role, on, absent)))]
    return tuple(sorted(found, key=lambda finding: (_ORDER[finding.outcome], not finding.protects)))


def rules_of(kind: str, part: str, *, role: Role, on: date, instrument: str, rulebook: Rulebook) -> tuple[Rule, ...]:
    """Return what `Rulebook.rules_for` returns, found once for the acts of a day."""
    asked = (kind, part, role, on, instrument)
    found = rulebook.asking.get(asked)
    if found is None:
        found = rulebook.rules_for(kind, part, role=role, on=on, instrument=instrument)
        if (kind, part) in rulebook.forms and instrument in rulebook.instruments:  # other names are a peer's to make up
            if len(rulebook.asking) >= _KEPT:
                rulebook.asking.clear()
            rulebook.asking[asked] = found
    return found


def may_send(findings: tuple[Finding, ...]) -> bool:
    """Say whether no finding stops the act."""
    return all(finding.outcome != "stop" for finding in findings)


def _ask(rule: Rule, asked: Asked) -> Finding | None:
    verdict = QUESTIONS[rule.question](asked)
    if verdict is None:
        return None
    case = rule.cases[verdict.case]
    return Finding(
        rule_id=rule.id,
        outcome=case.receiver if case.receiver and asked.role == "receiver" else case.outcome,
        instrument=rule.instrument,
        article=rule.article,
        verified=weaker(rule.verified, verdict.rests_on),
        case=case,
        facts=verdict.facts,
        fields=verdict.fields,
        protects=rule.protects,
    )
