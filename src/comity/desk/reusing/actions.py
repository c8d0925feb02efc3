"""Names the sources of a draft, asks their originators, carries their conditions. One transaction each; nothing leaves by it."""

import uuid
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from comity.desk import policy
from comity.desk.drafting.actions import open_draft, own_draft, save_draft
from comity.desk.filelists import files_of
from comity.desk.journalling import note
from comity.desk.onward.consents import asked_in, consent_of, fitting_consents
from comity.desk.onward.gate import links_of
from comity.desk.onward.materials import country_of, materials_in
from comity.desk.onward.policy import ONWARD, STATE, USE_CHANGE, codes_of, consent_needed, with_conditions
from comity.desk.onward.refusals import ConsentUnfit, NoSuchSource
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.desk.visibility import require_visible, visible_to
from comity.directory.book import book
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import ActFile, Draft, Message, Officer, Passage, Request, Reuse
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary
from comity.wire.act import parse_act

_PURPOSES: Final = ("same", "another")
_NAME_CAP: Final = 240
_RESULT_TYPES: Final = "result-type"


@transaction.atomic
def name_source(draft_id: uuid.UUID | str, *, source: str, purpose: str, by: Officer, at: Instant, token: str) -> Reuse:
    """Say that the draft uses what came in the case `source`, for the purpose for which it was given or for another.

    What was said before, that nothing is used, is taken back. Raises `NoSuchSource`, `DraftNotOpen`.
    """

    def name() -> str:
        draft = _open(draft_id, by=by, at=at)
        found = _source(source, by=by, at=at)
        link = Reuse.objects.filter(draft=draft, source=found, ended_at__isnull=True).first()
        if link is not None and link.purpose == purpose:
            return str(link.pk)
        _end(Reuse.objects.filter(draft=draft, what="nothing"), by=by, at=at)
        _end(Reuse.objects.filter(draft=draft, source=found), by=by, at=at)
        kept = Reuse.objects.create(
            draft=draft,
            what="received",
            source=found,
            purpose=purpose if purpose in _PURPOSES else "same",
            consent=link.consent if link else None,
            asked=link.asked if link else None,
            officer=by,
            at=at,
        )
        facts = {"draft": str(draft.pk), "source": found.reference, "purpose": kept.purpose}
        note("source.named", by=by, about=draft.reference, at=at, facts=facts)
        return str(kept.pk)

    return Reuse.objects.get(pk=once(token, name, officer=by, verb="source.name", at=at))


@transaction.atomic
def name_none(draft_id: uuid.UUID | str, *, by: Officer, at: Instant, token: str) -> Reuse:
    """Say that nothing of what came from another State is used; sources that were named are taken back."""

    def say() -> str:
        draft = _open(draft_id, by=by, at=at)
        _end(Reuse.objects.filter(draft=draft), by=by, at=at)
        kept = Reuse.objects.create(draft=draft, what="nothing", officer=by, at=at)
        note("source.named", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk), "source": "", "purpose": ""})
        return str(kept.pk)

    return Reuse.objects.get(pk=once(token, say, officer=by, verb="source.none", at=at))


@transaction.atomic
def drop_source(draft_id: uuid.UUID | str, *, source: str, by: Officer, at: Instant, token: str) -> Draft:
    """Take back that the draft uses what came in the case `source`; raises `NoSuchSource`."""

    def drop() -> str:
        draft = _open(draft_id, by=by, at=at)
        if not _end(Reuse.objects.filter(draft=draft, source__reference=source), by=by, at=at):
            raise NoSuchSource(reference=source[:20])
        note("source.dropped", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk), "source": source})
        return str(draft.pk)

    return own_draft(once(token, drop, officer=by, verb="source.drop", at=at), by=by, at=at)


@transaction.atomic
def link_consent(draft_id: uuid.UUID | str, *, source: str, consent: str, by: Officer, at: Instant, token: str) -> Reuse:
    """Link a request in which the originator said yes in writing to this use; raises `ConsentUnfit` for any other."""

    def link() -> str:
        draft = _open(draft_id, by=by, at=at)
        found = _link(draft, _source(source, by=by, at=at), by=by, at=at)
        kind = _kind_needed(draft, found)
        fits = fitting_consents(found.source, kind=kind, recipient=country_of(draft.peer), by=actor(by, at=at)) if kind else ()
        yes = next((one for one in fits if one.reference == consent), None)
        if yes is None:
            raise ConsentUnfit(reference=consent[:20])
        found.consent = yes
        found.save(update_fields=["consent"])
        facts = {"draft": str(draft.pk), "source": found.source.reference, "consent": yes.reference}
        note("consent.linked", by=by, about=draft.reference, at=at, facts=facts)
        return str(found.pk)

    return Reuse.objects.get(pk=once(token, link, officer=by, verb="consent.link", at=at))


@transaction.atomic
def ask_originator(
    draft_id: uuid.UUID | str, *, source: str, known: Mapping[str, JsonValue], by: Officer, at: Instant, token: str
) -> Draft:
    """Begin the request that asks the originator of `source` for its yes, filled in as far as this node knows, and link it.

    `known` is what the door fills in of its own: who writes. Asked twice, it goes on with the same draft.
    """

    def ask() -> str:
        draft = _open(draft_id, by=by, at=at)
        found = _link(draft, _source(source, by=by, at=at), by=by, at=at)
        if found.asked is not None and found.asked.state != DraftState.SET_ASIDE:
            return str(found.asked.pk)
        kind = _kind_needed(draft, found) or USE_CHANGE
        begun = open_draft(
            act="request",
            kind=kind,
            peer=NodeId(found.source.peer),
            by=by,
            at=at,
            fields={**known, **_asking(draft, found.source, kind=kind)},
            token=f"{token}:draft"[:64],
        )
        found.asked = begun
        found.save(update_fields=["asked"])
        facts = {"draft": str(draft.pk), "source": found.source.reference, "asking": str(begun.pk), "kind": kind}
        note("consent.begun", by=by, about=draft.reference, at=at, facts=facts)
        return str(begun.pk)

    return own_draft(once(token, ask, officer=by, verb="consent.ask", at=at), by=by, at=at)


@transaction.atomic
def carry_conditions(draft_id: uuid.UUID | str, *, by: Officer, at: Instant, token: str) -> Draft:
    """Put the conditions of every yes that is linked into the draft, as a new version."""

    def carry() -> str:
        draft = _open(draft_id, by=by, at=at)
        form = rulebook().form_under(draft.kind, draft.act, draft.instrument)
        codes = [code for link in links_of(draft) for code in _conditions(link)]
        if codes and "conditions" in form.by_key:
            fields = with_conditions(draft.fields, codes, keys=form.by_key)
            save_draft(draft.pk, fields=fields, based_on=draft.version, by=by, at=at)
        note("conditions.carried", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk), "conditions": list(codes)})
        return str(draft.pk)

    return own_draft(once(token, carry, officer=by, verb="conditions.carry", at=at), by=by, at=at)


def _conditions(link: Reuse) -> tuple[str, ...]:
    consent = consent_of(link)
    return asked_in(consent).conditions if consent else ()


def _kind_needed(draft: Draft, link: Reuse) -> str:
    return consent_needed(originator=country_of(link.source.peer), recipient=country_of(draft.peer), purpose=link.purpose)


def _open(draft_id: uuid.UUID | str, *, by: Officer, at: Instant) -> Draft:
    draft = own_draft(draft_id, by=by, at=at)
    if draft.state != DraftState.OPEN:
        raise policy.DraftNotOpen(state=draft.state)
    return draft


def _source(reference: str, *, by: Officer, at: Instant) -> Request:
    """Return a case that `by` may know of and in which something came; raises `NoSuchSource`."""
    found = visible_to(actor(by, at=at)).filter(reference=reference).first()
    if found is None or not _gave(found):
        raise NoSuchSource(reference=reference[:20])
    return found


def _gave(request: Request) -> bool:
    if materials_in(request):
        return True
    files = ActFile.objects.filter(message__request=request, message__direction="in").exists()
    return files or Passage.objects.filter(message__request=request, message__direction="in").exclude(digest="").exists()


def _link(draft: Draft, source: Request, *, by: Officer, at: Instant) -> Reuse:
    """Return the link to `source`; whoever asks its originator says by that, that it is used."""
    require_visible(source, by=actor(by, at=at))
    found = Reuse.objects.select_related("source", "consent", "asked").filter(draft=draft, source=source, ended_at__isnull=True).first()
    if found is not None:
        return found
    _end(Reuse.objects.filter(draft=draft, what="nothing"), by=by, at=at)
    note("source.named", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk), "source": source.reference, "purpose": "same"})
    return Reuse.objects.create(draft=draft, what="received", source=source, officer=by, at=at)


def _end(rows: QuerySet[Reuse], *, by: Officer, at: Instant) -> int:
    return int(rows.filter(ended_at__isnull=True).update(ended_by=by, ended_at=at))


def _asking(draft: Draft, source: Request, *, kind: str) -> dict[str, JsonValue]:
    """Return what is known of the question: which case, which material, to whom."""
    materials = materials_in(source)
    handed = [code for one in materials for code in codes_of(parse_act(bytes(one.message.body)).fields.get("handed"))]
    known = vocabulary(_RESULT_TYPES)
    fields: dict[str, JsonValue] = {"original": source.reference, "material_what": _which(draft, source)}
    if handed:
        fields["material"] = list(dict.fromkeys(code for code in handed if code in known))
    if materials:
        fields["received_on"] = materials[-1].at.datetime().date().isoformat()
    if kind == ONWARD:
        to = book().authority_of(NodeId(draft.peer))
        fields |= {
            "recipient_type": STATE,
            "recipient_country": to.id.country.text,
            "recipient_name": next(iter(to.names.values()), to.id.text)[:_NAME_CAP],
        }
    return fields


def _which(draft: Draft, source: Request) -> str:
    """Name the files that go with the draft and came there, else every act that brought something."""
    digests = {str(file.sha256) for file in files_of(draft)}
    files = ActFile.objects.filter(message__request=source, message__direction="in")
    rows = files.filter(digest__in=digests) if digests and files.filter(digest__in=digests).exists() else files
    names = [f"{row.name} ({row.digest[:16]})" for row in rows.order_by("id")]
    acts = Message.objects.filter(request=source, direction="in").exclude(act="answer").order_by("id")
    said = names or [f"{one.act} {one.kind}" for one in acts]
    return "; ".join(said)[:_NAME_CAP]
