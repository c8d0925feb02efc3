"""Opens, saves, submits, returns and sets aside drafts. Every version stays."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from comity.desk import policy
from comity.desk.carried.waiting import require_not_waiting
from comity.desk.drafting.basis import basis_of, basis_of_theirs
from comity.desk.drafting.composing import compose
from comity.desk.drafting.refusals import ChangedElsewhere, NoSuchDraft, Stopped
from comity.desk.holding.refusals import HeldByAnother
from comity.desk.journalling import mandate_facts, note
from comity.desk.marking import require_channel
from comity.desk.meaning import (
    CARRYING,
    GIVING,
    RESHARING,
    SHARING,
    WARNING,
    NotUnderstood,
    fits,
    is_of_the_requested,
    is_recorded,
    opens_request,
    require_known_part,
)
from comity.desk.onward.gate import require_free
from comity.desk.permissions import Verb, holders, require, verb_of
from comity.desk.rules import rulebook
from comity.desk.safeguarding.gate import Leaving, require_safe
from comity.desk.states import DraftState
from comity.desk.visibility import require_visible, sees_draft
from comity.desk.waits import begin_waiting
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.policy import Actor, Role, require_one_of
from comity.directory.ways import is_outside
from comity.records.drafts import read_whole, savers_of, with_request
from comity.records.models import Draft, DraftVersion, Message, Numbering, Officer, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.levels import level_of
from comity.terms.vocabulary import vocabulary
from comity.wire.act import print_act


def find_draft(draft_id: uuid.UUID | str, *, by: Actor) -> Draft:
    """Return the draft, locked where the database locks rows, or raise `NoSuchDraft`: also where `by` may not know of it."""
    try:
        found = Draft.objects.select_for_update(of=("self",)).select_related("drafter", "saved_by").get(pk=draft_id)
    except (Draft.DoesNotExist, ValidationError) as fault:
        raise NoSuchDraft from fault
    if not sees_draft(with_request(found), by=by):
        raise NoSuchDraft
    return found


def read_draft(draft_id: uuid.UUID | str, *, by: Actor) -> Draft:
    """Return the draft as it stands, or raise `NoSuchDraft`: also where `by` may not know of it."""
    try:
        found = read_whole(draft_id, node=home().node.text)
    except ValidationError as fault:
        raise NoSuchDraft from fault
    if found is None or not sees_draft(found, by=by):
        raise NoSuchDraft
    return found.draft


@transaction.atomic
def open_draft(
    *,
    act: str,
    kind: str,
    peer: NodeId,
    by: Officer,
    at: Instant,
    request: Request | None = None,
    replies_to: EnvelopeId | None = None,
    instrument: str = "",
    fields: Mapping[str, Any] | None = None,
    direction: str = "out",
    token: str,
) -> Draft:
    """Begin a draft of part `act` of `kind` to `peer`; of `request` if it belongs to one. A used `token` gives the same draft.

    `instrument` is the text that a new request is to stand on; empty for the one that carries it first between the two States
    today. With `direction` `in` what came on paper is written down, to be recorded and not sent.

    What is inside a case stands on the text of the case, and goes to its other side, whatever `peer` says. Raises
    `NoBasis` where no text carries the kind, `NotUnderstood` for an act that is not this side's to send, and for an answer to
    nothing that was asked.
    """
    policy.require_drafting(actor(by, at=at), act=act)
    if request is not None:
        require_visible(request, by=actor(by, at=at))
        require_not_waiting(request.reference)
    if direction == "in":
        _require_theirs(act, kind, peer=peer, request=request)
    else:
        _require_ours(act, kind, peer=peer, request=request, replies_to=replies_to)

    def begin() -> str:
        draft = Draft.objects.create(
            act=act,
            kind=kind,
            peer=request.peer if request else str(peer),
            direction=direction,
            reference=request.reference if request else "",
            replies_to=str(replies_to or ""),
            instrument=request.instrument if request else _basis(kind, peer=peer, at=at, instrument=instrument, direction=direction),
            fields=dict(fields or {}),
            drafter=by,
            saved_by=by,
            opened_at=at,
            saved_at=at,
        )
        DraftVersion.objects.create(draft=draft, version=1, fields=draft.fields, saved_at=at, saved_by=by)
        note("draft.opened", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk), "kind": kind, "act": act})
        return str(draft.pk)

    return find_draft(once(token, begin, officer=by, verb="draft.open", at=at), by=actor(by, at=at))


def _require_ours(act: str, kind: str, *, peer: NodeId, request: Request | None, replies_to: EnvelopeId | None) -> None:
    if is_recorded(kind) and opens_request(act, kind) and request is None and is_outside(peer):
        return  # an order to a provider: approved and tracked here, carried by hand
    require_known_part(act, kind)
    if kind == CARRYING:  # has a deed of its own: nobody types the history of a case
        raise NotUnderstood(act=act, kind=kind)
    if request is None or opens_request(act, kind):
        ours = request is None and opens_request(act, kind)
    else:
        ours = is_of_the_requested(act, kind) == (request.direction == "in") and fits(act, kind, about=request.kind)
    if ours and act in ("answer", "result"):
        asked = Message.objects.filter(request=request, direction="in", act="request", env_id=str(replies_to or ""))
        ours = asked.exists()
    if not ours:
        raise NotUnderstood(act=act, kind=kind)


def _require_theirs(act: str, kind: str, *, peer: NodeId, request: Request | None) -> None:
    """Raise unless a partner without a node could have sent this, by paper or word of mouth."""
    require_known_part(act, kind)
    if kind == CARRYING:  # goes on the wire alone
        raise NotUnderstood(act=act, kind=kind)
    if request is None or opens_request(act, kind):
        theirs = request is None and opens_request(act, kind) and is_outside(peer)
    else:
        theirs = is_of_the_requested(act, kind) == (request.direction == "out") and fits(act, kind, about=request.kind)
        theirs = theirs and is_outside(request.peer)
    if not theirs:
        raise NotUnderstood(act=act, kind=kind)


def _basis(kind: str, *, peer: NodeId, at: Instant, instrument: str, direction: str) -> str:
    if direction == "in":
        return basis_of_theirs(kind, peer=peer, at=at)
    if is_recorded(kind) and not instrument:
        return rulebook().kind(kind).instrument  # the text that knows the order; between whom it holds the rules say
    return basis_of(kind, peer=peer, at=at, instrument=instrument)


@transaction.atomic
def save_draft(draft_id: uuid.UUID | str, *, fields: Mapping[str, Any], based_on: int, by: Officer, at: Instant) -> Draft:
    """Keep `fields` as a new version on top of version `based_on`; the same fields again make no new version.

    Raises `ChangedElsewhere` when the newest version is another one: nothing typed is lost, the caller shows all three.
    """
    draft = own_draft(draft_id, by=by, at=at)
    wanted = dict(fields)
    if wanted == draft.fields:
        return draft
    if draft.state != DraftState.OPEN:
        raise policy.DraftNotOpen(state=draft.state)
    if draft.version != based_on and not _only_files_changed(draft, based_on):
        raise _changed(draft, based_on)
    draft.version += 1
    draft.fields, draft.saved_at, draft.saved_by = wanted, at, by
    draft.save(update_fields=["version", "fields", "saved_at", "saved_by"])
    DraftVersion.objects.create(draft=draft, version=draft.version, fields=wanted, files=draft.files, saved_at=at, saved_by=by)
    return draft


def own_draft(draft_id: uuid.UUID | str, *, by: Officer, at: Instant) -> Draft:
    """Return the draft for somebody who writes it; raises `NoSuchDraft`, or what the table of permissions refuses for its part."""
    who = actor(by, at=at)
    require_one_of(who, {role for verb in (Verb.DRAFT, Verb.HAND_OVER_RESULT) for role in holders(verb)})
    draft = find_draft(draft_id, by=who)
    require(who, verb_of(draft.act))
    return draft


@transaction.atomic
def mark_draft(draft_id: uuid.UUID | str, *, tlp: str, classification: str, by: Officer, at: Instant, token: str) -> Draft:
    """Mark what is being written: with a code of TLP 2.0, of the classifications of States, or with none (empty).

    Nobody classifies above their own clearance, or they could not go on. Raises `UnknownCode`, `AboveClearance`.
    """

    def write() -> str:
        draft = own_draft(draft_id, by=by, at=at)
        if draft.state != DraftState.OPEN:
            raise policy.DraftNotOpen(state=draft.state)
        for name, code in (("tlp", tlp), ("classification", classification)):
            if code:
                vocabulary(name).item(code)
        level = level_of(classification)
        policy.require_cleared(actor(by, at=at), level)
        draft.tlp, draft.classification, draft.level = tlp, classification, level.value
        draft.save(update_fields=["tlp", "classification", "level"])
        facts = {"draft": str(draft.pk), "tlp": tlp, "classification": classification}
        note("draft.marked", by=by, about=draft.reference, at=at, facts=facts)
        return str(draft.pk)

    return find_draft(once(token, write, officer=by, verb="draft.mark", at=at), by=actor(by, at=at))


def _only_files_changed(draft: Draft, based_on: int) -> bool:
    """Say whether no field was written since that version: files that came or went are no reason to stop whoever writes."""
    since = DraftVersion.objects.filter(draft=draft, version__gte=based_on).order_by("version").values_list("version", "fields")
    versions = list(since)
    return bool(versions) and versions[0][0] == based_on and all(fields == draft.fields for _, fields in versions)


def _changed(draft: Draft, based_on: int) -> ChangedElsewhere:
    base = DraftVersion.objects.filter(draft=draft, version=based_on).values_list("fields", flat=True).first()
    return ChangedElsewhere(name=draft.saved_by.name, version=draft.version, based_on=based_on, fields=draft.fields, base=base or {})


@transaction.atomic
def submit_draft(draft_id: uuid.UUID | str, *, version: int, by: Officer, at: Instant, token: str) -> Draft:
    """Make the exact bytes of version `version` and ask for a second officer.

    Raises `FieldFaults` for what is missing or wrong, `Stopped` where a rule stops it, `ChangedElsewhere` where `version` is not
    the newest. The rules ask the drafter here, the approver before it leaves, and the receiver where it arrives.
    """

    def submit() -> str:
        draft = own_draft(draft_id, by=by, at=at)
        policy.require_draft_move(DraftState(draft.state), DraftState.SUBMITTED)
        if draft.direction == "in":
            raise policy.DraftNotOpen(state=draft.state)
        if draft.version != version:
            raise _changed(draft, version)
        _require_hold(draft, by=by)
        require_channel(draft.classification, peer=draft.peer)
        draft.reference = draft.reference or next_reference(at)
        composed = compose(draft, drafted_by=by, at=at)
        if any(finding.outcome == "stop" for finding in composed.findings):
            raise Stopped(composed.findings)
        act, written = composed.body, (*drafters(draft), OfficerId(by.officer_id))
        require_safe(Leaving(act.act, act.kind, act.fields, draft.reference, draft.peer, written))
        require_free(draft, body=act)
        if act.kind == SHARING:
            from comity.desk.shared.guards import require_as_registered  # noqa: PLC0415 a node that shares no commitment does without

            require_as_registered(act, peer=draft.peer)
        if act.kind == WARNING:
            from comity.desk.warned.guards import require_as_published  # noqa: PLC0415 a node that is not warned does without

            require_as_published(act)
        if act.kind == GIVING:
            from comity.desk.given.guards import require_as_proposed  # noqa: PLC0415 a node that gives nothing does without

            require_as_proposed(act)
        if act.kind == RESHARING:
            from comity.desk.resharing.guards import require_resharable  # noqa: PLC0415 a node that passes nothing on does without

            require_resharable(act, peer=draft.peer, at=at)
        draft.body = print_act(composed.body)
        draft.state, draft.submitted_at, draft.returned_for = DraftState.SUBMITTED, at, ""
        draft.save()
        begin_waiting(draft, at=at)
        note(
            "draft.submitted",
            by=by,
            about=draft.reference,
            at=at,
            facts={
                "draft": str(draft.pk),
                "version": version,
                "body": str(Digest.of(draft.body)),
                "kind": draft.kind,
                **mandate_facts(actor(by, at=at), Role.DRAFTER),
            },
        )
        return str(draft.pk)

    return find_draft(once(token, submit, officer=by, verb="draft.submit", at=at), by=actor(by, at=at))


def _require_hold(draft: Draft, *, by: Officer) -> None:
    """Raise `HeldByAnother` where a colleague has the request in hand that this decides; everybody may still write on the draft."""
    if not is_of_the_requested(draft.act, draft.kind):
        return
    held = Request.objects.select_related("holder").filter(reference=draft.reference, holder__isnull=False).exclude(holder=by).first()
    if held is not None:
        raise HeldByAnother(name=held.holder.name, reference=held.reference)


def next_reference(at: Instant) -> str:
    """Give the next number of this country and year; numbers of drafts that never leave stay unused."""
    year = at.datetime().year
    Numbering.objects.get_or_create(year=year)
    numbering = Numbering.objects.select_for_update().get(year=year)
    numbering.last += 1
    numbering.save(update_fields=["last"])
    return str(Reference.of(home().country, year=year, number=numbering.last))


def _reopen(draft: Draft, *, reason: str) -> None:
    draft.state, draft.body, draft.submitted_at, draft.returned_for = DraftState.OPEN, None, None, reason
    draft.save()


@transaction.atomic
def return_draft(draft_id: uuid.UUID | str, *, reason: str, by: Officer, at: Instant, token: str) -> Draft:
    """Do not approve: give the draft back to its drafter with `reason`. Only a second officer may."""
    require(actor(by, at=at), Verb.RETURN)

    def give_back() -> str:
        draft = find_draft(draft_id, by=actor(by, at=at))
        policy.require_approval(actor(by, at=at), drafted_by=drafters(draft), verb=Verb.RETURN)
        policy.require_submitted(DraftState(draft.state))
        policy.require_reason(reason)
        _reopen(draft, reason=reason)
        facts = {"draft": str(draft.pk), "version": draft.version, "reason": reason}
        note("draft.returned", by=by, about=draft.reference, at=at, facts=facts)
        return str(draft.pk)

    return find_draft(once(token, give_back, officer=by, verb="draft.return", at=at), by=actor(by, at=at))


@transaction.atomic
def take_back(draft_id: uuid.UUID | str, *, by: Officer, at: Instant, token: str) -> Draft:
    """Let a drafter go on writing what was submitted and not yet approved."""

    def reopen() -> str:
        draft = own_draft(draft_id, by=by, at=at)
        policy.require_submitted(DraftState(draft.state))
        _reopen(draft, reason="")
        note("draft.taken-back", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk), "version": draft.version})
        return str(draft.pk)

    return find_draft(once(token, reopen, officer=by, verb="draft.take-back", at=at), by=actor(by, at=at))


@transaction.atomic
def set_aside(draft_id: uuid.UUID | str, *, reason: str, by: Officer, at: Instant, token: str) -> Draft:
    """Put a draft away with a reason; it can be taken up again and is never deleted."""

    def put_away() -> str:
        draft = own_draft(draft_id, by=by, at=at)
        policy.require_draft_move(DraftState(draft.state), DraftState.SET_ASIDE)
        policy.require_reason(reason)
        draft.state = DraftState.SET_ASIDE
        draft.save(update_fields=["state"])
        note("draft.set-aside", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk), "reason": reason})
        return str(draft.pk)

    return find_draft(once(token, put_away, officer=by, verb="draft.set-aside", at=at), by=actor(by, at=at))


@transaction.atomic
def take_up(draft_id: uuid.UUID | str, *, by: Officer, at: Instant, token: str) -> Draft:
    """Go on with a draft that was set aside."""

    def reopen() -> str:
        draft = own_draft(draft_id, by=by, at=at)
        if draft.state != DraftState.SET_ASIDE:
            raise policy.DraftNotOpen(state=draft.state)
        _reopen(draft, reason=draft.returned_for)
        note("draft.taken-up", by=by, about=draft.reference, at=at, facts={"draft": str(draft.pk)})
        return str(draft.pk)

    return find_draft(once(token, reopen, officer=by, verb="draft.take-up", at=at), by=actor(by, at=at))


def drafters(draft: Draft) -> tuple[OfficerId, ...]:
    """Return everyone who saved a version: none of them may be the second officer."""
    return tuple(OfficerId(name) for name in savers_of(draft))
