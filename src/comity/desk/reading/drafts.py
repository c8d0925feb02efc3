"""A draft as its page shows it: its form and fields, what is still wrong, what the rules say, how it would read."""

import uuid
from dataclasses import dataclass

from comity.desk.drafting.actions import drafters
from comity.desk.drafting.composing import LANGUAGES, findings_of, rendered
from comity.desk.drafting.refusals import NoSuchDraft
from comity.desk.drafting.resolving import Resolved, mistyped, resolve
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.desk.visibility import require_kept, visible_draft
from comity.directory.officers import approvers_but
from comity.directory.policy import Actor
from comity.records.models import Draft, DraftVersion, Officer
from comity.records.rows import find
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFault
from comity.treaty.fields import Fields, read_draft
from comity.treaty.findings import Finding
from comity.treaty.forms import Form
from comity.wire.act import ActBody, RenderedField, parse_act


@dataclass(frozen=True, slots=True)
class DraftView:
    """`form` and `fields` are those that are typed; `meant` is the act that would leave, None while it cannot be told."""

    draft: Draft
    form: Form
    fields: Fields
    faults: tuple[FieldFault, ...]
    meant: Resolved | None
    findings: tuple[Finding, ...]
    text: dict[str, tuple[RenderedField, ...]]
    body: ActBody | None
    digest: Digest | None
    drafters: tuple[str, ...]
    approvers: tuple[Officer, ...]
    last: Fields | None


def see_draft(draft_id: uuid.UUID | str, *, by: Actor) -> Draft:
    """Return the draft's row to be looked at, without a lock; raises `ContentErased`; `NoSuchDraft` also where `by` may not know of it."""
    found = visible_draft(draft_id, by=by)
    if found is None:
        raise NoSuchDraft
    found.drafter = find(Officer, id=found.drafter_id)
    found.saved_by = found.drafter if found.saved_by_id == found.drafter_id else find(Officer, id=found.saved_by_id)
    if found.reference and found.state not in (DraftState.OPEN, DraftState.SUBMITTED):  # with one that is open nothing is destroyed
        require_kept(found.reference)
    return found


def view_draft(draft_id: uuid.UUID | str, *, by: Actor, at: Instant) -> DraftView:
    """Return the draft as it stands; raises `NoSuchDraft`. What is wrong in it is part of the answer."""
    draft = see_draft(draft_id, by=by)
    form = rulebook().form_under(draft.kind, draft.act, draft.instrument)
    fields, faults = read_draft(form, draft.fields)
    faults = mistyped(faults) if draft.direction == "in" else faults
    body = parse_act(bytes(draft.body)) if draft.body else None
    meant = _meant(draft, body=body, faults=faults, at=at)
    shown = rulebook().form_under(meant.kind, meant.act, draft.instrument) if meant else form
    wrote = drafters(draft)
    return DraftView(
        draft=draft,
        form=form,
        fields=fields,
        faults=faults,
        meant=meant,
        findings=_findings(draft, meant or Resolved(draft.act, draft.kind, fields), at=at),
        text={language: rendered(shown, meant.fields if meant else fields, language) for language in LANGUAGES},
        body=body,
        digest=Digest.of(bytes(draft.body)) if draft.body else None,
        drafters=tuple(str(name) for name in wrote),
        approvers=approvers_but(*(str(name) for name in wrote), at=at),
        last=_last(draft, form),
    )


def _meant(draft: Draft, *, body: ActBody | None, faults: tuple[FieldFault, ...], at: Instant) -> Resolved | None:
    if body is not None:
        return Resolved(body.act, body.kind, dict(body.fields))
    if faults:
        return None
    try:
        return resolve(draft, at=at)
    except Refused:
        return None


def _findings(draft: Draft, meant: Resolved, *, at: Instant) -> tuple[Finding, ...]:
    return findings_of(draft, resolved=meant, role="drafter", at=at)


def _last(draft: Draft, form: Form) -> Fields | None:
    """Return the fields of the version before this one, for the second officer to see what changed."""
    before = DraftVersion.objects.filter(draft=draft, version__lt=draft.version).order_by("-version").first()
    return None if before is None else read_draft(form, before.fields)[0]
