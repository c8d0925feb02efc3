"""Makes the exact act out of a draft: fields read strictly, rules asked, text rendered in both languages."""

from dataclasses import dataclass
from typing import Final

from comity.desk.drafting.resolving import Resolved, resolve
from comity.desk.facts import facts_here
from comity.desk.meaning import opens_request
from comity.desk.rules import rulebook
from comity.records.models import Draft, Officer
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary
from comity.treaty.check import check
from comity.treaty.fields import parse_fields
from comity.treaty.findings import Finding, Role
from comity.treaty.forms import Form
from comity.treaty.rendering import render_form
from comity.wire.act import ActBody, CheckLine, RenderedField, RulebookUsed, VocabularyUsed

LANGUAGES: Final = ("en", "vi")
_URGENCY: Final = "urgent"  # every kind that a form exists for travels the expedited road of Articles 41 and 42


@dataclass(frozen=True, slots=True)
class Composed:
    """An act as it would leave, and what the rules say of it."""

    body: ActBody
    findings: tuple[Finding, ...]


def compose(draft: Draft, *, drafted_by: Officer, at: Instant) -> Composed:
    """Return the act that `draft` makes when submitted at `at`; raises `FieldFaults`. The same draft gives the same bytes."""
    rules = rulebook()
    resolved = resolve(draft, at=at)
    form = rules.form(resolved.kind, resolved.act)
    fields = parse_fields(form, resolved.fields)
    findings = findings_of(draft, resolved=resolved, role="drafter", at=at)
    kind = rules.kind(resolved.kind)
    body = ActBody(
        act=resolved.act,
        kind=resolved.kind,
        reference=Reference(draft.reference),
        instrument=kind.instrument,
        article=kind.article,
        urgency=_URGENCY,
        fields=fields,
        vocabularies=_vocabularies(form),
        rulebook=RulebookUsed(version=rules.version, digest=rules.digest),
        check=tuple(CheckLine(rule=one.rule_id, outcome=one.outcome, article=one.article) for one in findings),
        text={language: rendered(form, fields, language) for language in LANGUAGES},
        drafted_by=OfficerId(drafted_by.officer_id),
        submitted_at=at,
        original=EnvelopeId(draft.replies_to) if draft.replies_to else None,
    )
    return Composed(body=body, findings=findings)


def findings_of(draft: Draft, *, resolved: Resolved, role: Role, at: Instant) -> tuple[Finding, ...]:
    """Return what the rules say at `at` of the act that a draft makes, to the one who drafts or approves it."""
    facts = facts_here(
        act=resolved.act,
        kind=resolved.kind,
        fields=resolved.fields,
        peer=NodeId(draft.peer),
        reference="" if opens_request(resolved.act, resolved.kind) else draft.reference,  # nothing went before it
        at=at,
    )
    return check(facts, rulebook=rulebook(), role=role, on=at.datetime().date())


def rendered(form: Form, fields: dict[str, JsonValue], language: str) -> tuple[RenderedField, ...]:
    """Return the numbered text of an act in `language`, as it is signed: one line an entry, no line feeds."""
    return tuple(
        RenderedField(
            number=str(shown.number),
            label=shown.label,
            lines=tuple(piece for line in shown.printed for piece in line.split("\n")),
        )
        for shown in render_form(form, fields, language)
    )


def _vocabularies(form: Form) -> tuple[VocabularyUsed, ...]:
    used = (vocabulary(name) for name in form.vocabularies)
    return tuple(VocabularyUsed(name=one.name, version=one.version, digest=one.digest) for one in used)
