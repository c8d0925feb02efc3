"""Makes the exact act out of a draft: fields read strictly, rules asked, text rendered in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.desk.drafting.refusals import Stopped
from comity.desk.drafting.resolving import Resolved, resolve
from comity.desk.facts import facts_of
from comity.desk.filelists import files_of
from comity.desk.meaning import opens_request
from comity.desk.rules import rulebook
from comity.directory.home import home
from comity.records.models import Draft, Officer, Request
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary
from comity.treaty.check import check, is_stopped
from comity.treaty.fields import parse_fields
from comity.treaty.findings import Facts, Finding, Role
from comity.treaty.forms import Form
from comity.treaty.rendering import render_form
from comity.wire.act import ActBody, CheckLine, RenderedField, RulebookUsed, Urgency, VocabularyUsed

LANGUAGES: Final = ("en", "vi")
_URGENCIES: Final[Mapping[str, Urgency]] = {"routine": "routine", "urgent": "urgent", "emergency": "emergency"}


@dataclass(frozen=True, slots=True)
class Composed:
    """An act as it would leave, and what the rules say of it."""

    body: ActBody
    findings: tuple[Finding, ...]


def compose(draft: Draft, *, drafted_by: Officer, at: Instant) -> Composed:
    """Return the act that `draft` makes when submitted at `at`; raises `FieldFaults`. The same draft gives the same bytes."""
    rules = rulebook()
    resolved = resolve(draft, at=at)
    instrument = draft.instrument or rules.kind(resolved.kind).instrument
    form = rules.form_under(resolved.kind, resolved.act, instrument)
    fields = resolved.fields if draft.direction == "in" else parse_fields(form, resolved.fields)
    findings = findings_of(draft, resolved=resolved, role="drafter", at=at)
    body = ActBody(
        act=resolved.act,
        kind=resolved.kind,
        reference=Reference(draft.reference),
        instrument=instrument,
        article=article_of(resolved.kind, instrument=instrument),
        urgency=urgency_of(resolved, reference=draft.reference, instrument=instrument),
        fields=fields,
        vocabularies=_vocabularies(form),
        rulebook=RulebookUsed(version=rules.version, digest=rules.digest),
        check=tuple(CheckLine(rule=one.rule_id, outcome=one.outcome, article=one.article) for one in findings),
        text={language: rendered(form, fields, language) for language in LANGUAGES},
        drafted_by=OfficerId(drafted_by.officer_id),
        submitted_at=at,
        original=EnvelopeId(draft.replies_to) if draft.replies_to else None,
        tlp=draft.tlp,
        classification=draft.classification,
        files=files_of(draft),
    )
    return Composed(body=body, findings=findings)


def findings_of(draft: Draft, *, resolved: Resolved, role: Role, at: Instant) -> tuple[Finding, ...]:
    """Return what the rules say at `at` of the act that a draft makes, to the one who drafts, approves or records it."""
    return check(_facts(draft, resolved=resolved, at=at), rulebook=rulebook(), role=_reader(draft, role), on=at.datetime().date())


def require_unstopped(draft: Draft, *, resolved: Resolved, role: Role, at: Instant) -> None:
    """Raise `Stopped` with all of `findings_of` where a stop is among them; whoever goes on pays for no more than that question."""
    if is_stopped(_facts(draft, resolved=resolved, at=at), rulebook=rulebook(), role=_reader(draft, role), on=at.datetime().date()):
        raise Stopped(findings_of(draft, resolved=resolved, role=role, at=at))


def _reader(draft: Draft, role: Role) -> Role:
    return "receiver" if draft.direction == "in" else role


def _facts(draft: Draft, *, resolved: Resolved, at: Instant) -> Facts:
    here, there = home().node, NodeId(draft.peer)
    sender, receiver = (there, here) if draft.direction == "in" else (here, there)
    return facts_of(
        instrument=draft.instrument,
        act=resolved.act,
        kind=resolved.kind,
        fields=resolved.fields,
        sender=sender,
        receiver=receiver,
        reference="" if opens_request(resolved.act, resolved.kind) else draft.reference,  # nothing went before it
        at=at,
    )


def article_of(kind: str, *, instrument: str) -> str:
    """Return where a kind stands in a text; where that text does not name it, the article of the one that does."""
    row = rulebook().kind(kind)
    base = row.base(instrument)
    return base.article if base else row.article


def urgency_of(resolved: Resolved, *, reference: str, instrument: str) -> Urgency:
    """Return how urgent an act is: as its form says, as its case is, or urgent where the text has it answered at once."""
    named = _URGENCIES.get(str(resolved.fields.get("urgency", "")))
    if named:
        return named
    if not opens_request(resolved.act, resolved.kind):
        held = Request.objects.filter(reference=reference).values_list("urgency", flat=True).first()
        return _URGENCIES.get(str(held), "routine")
    return "urgent" if rulebook().clause(resolved.kind, "urgent", instrument=instrument) else "routine"


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
