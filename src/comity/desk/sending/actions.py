"""Approves a draft: signs, seals, moves the request, logs, and owes the envelope to the peer. One transaction."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.desk import policy
from comity.desk.bonds import number_bond
from comity.desk.carrying.guards import require_sendable
from comity.desk.carrying.settling import settle_sent
from comity.desk.counselling.gate import require_counsel
from comity.desk.crashing import crash_point
from comity.desk.drafting.actions import drafters, read_draft
from comity.desk.drafting.composing import findings_of
from comity.desk.drafting.refusals import Stopped
from comity.desk.drafting.resolving import Resolved
from comity.desk.filelists import list_files, require_there
from comity.desk.happenings import begin, happen
from comity.desk.indexing import owe_words
from comity.desk.journalling import mandate_facts, note
from comity.desk.marking import mark, require_channel
from comity.desk.meaning import SHARING, happening_of, opens_request, requires_of
from comity.desk.onward.gate import require_free
from comity.desk.outside.signing import Signed, signed
from comity.desk.permissions import Verb, require
from comity.desk.receiving.receipts import DECIDED, owe_decided
from comity.desk.safeguarding.gate import Leaving, require_safe
from comity.desk.states import DraftState, State
from comity.desk.unread import mark_unread
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.directory.officers import actor
from comity.directory.once import once, result_of
from comity.directory.policy import Actor, Role
from comity.directory.ways import is_outside
from comity.records.bell import ring_on_commit
from comity.records.models import Draft, Message, Officer, Outbox, Request, Stream
from comity.records.rows import change, find, insert
from comity.records.streams import take_place
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Closed, Recipient, close_envelope, draft_envelope
from comity.seal.frames import print_frames
from comity.seal.headers import InnerDraft, Priority
from comity.seal.keys import SigningKey, print_signature, sign_together
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody, read_own_act

LIFE: Final = timedelta(days=30)
_TRIES: Final = 5
_VERB: Final = "draft.approve"


class ChangedSinceShown(Refused):
    """The bytes are not those that the second officer saw."""

    wire_class = "conflict"
    sentence = gettext_noop("This draft changed after it was shown to you; it was not approved.")
    next_step = gettext_noop("Read the new version and compare its digest with the drafter before you approve it.")


class KeyOfAnother(Refused):
    """The unlocked key is not the officer's own."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The signing key that was unlocked does not belong to %(name)s.")
    next_step = gettext_noop("The operator can enrol a new key for you.")


class TooBusy(Refused):
    """Others kept writing into the same case."""

    wire_class = "unavailable"
    sentence = gettext_noop("Other acts of this case were approved at the same moment; this one was not sent.")
    next_step = gettext_noop("Approve it again; nothing was lost.")


class _OvertakenError(Exception):
    """Another act took the place in the stream for which this one was sealed."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the next act of a case goes in its stream to the peer."""

    seq: int
    previous: Digest | None


def approve_draft(draft_id: uuid.UUID | str, *, digest_seen: Digest, by: Officer, key: SigningKey, at: Instant, token: str) -> Request:
    """Send what `digest_seen` names, as the second officer; `key` is the officer's own, just unlocked.

    Raises `SelfApproval`, `ChangedSinceShown`, `Stopped`, and what policy and directory refuse. A used `token` gives the same
    request again and sends nothing.
    """
    for _ in range(_TRIES):
        # (1) a repeated click is answered from what it did the first time
        who = actor(by, at=at)
        require(who, Verb.APPROVE)
        draft = read_draft(draft_id, by=who)
        kept = None if draft.state == DraftState.SUBMITTED else result_of(token, officer=by, verb=_VERB)
        if kept is not None:
            return Request.objects.get(reference=kept)
        # (2) who may, is it what was shown, what do the rules say today: before any costly work
        written = drafters(draft)
        body = _require_approvable(draft, written=written, digest_seen=digest_seen, who=who, by=by, key=key)
        meant = Resolved(body.act, body.kind, dict(body.fields))
        # A flag of this desk may have been set after the draft was submitted.
        require_safe(Leaving(body.act, body.kind, body.fields, draft.reference, draft.peer, (*written, body.drafted_by)))
        # So may have come what another State gave; and whether it said yes is looked at again.
        require_free(draft, body=body)
        require_counsel(draft, body=body, at=at)
        _require_as_registered(body, peer=draft.peer)
        findings = findings_of(draft, resolved=meant, role="approver", at=at)
        if any(finding.outcome == "stop" for finding in findings):
            raise Stopped(findings)
        # (3) sign and seal outside the write lock, for the place that is next now
        place = _place(draft)
        closed = _seal(draft, body=body, place=place, key=key, at=at)
        mandate = mandate_facts(who, Role.APPROVER)
        crash_point("approve.sealed")
        try:
            # (4) everything that counts, together or not at all
            return _commit(draft, body=body, place=place, closed=closed, by=by, mandate=mandate, at=at, token=token)
        except _OvertakenError:
            continue
    raise TooBusy


def _require_approvable(
    draft: Draft, *, written: tuple[OfficerId, ...], digest_seen: Digest, who: Actor, by: Officer, key: SigningKey
) -> ActBody:
    """Return the act if this officer may approve exactly the bytes that were shown; raises `Refused`."""
    policy.require_approval(who, drafted_by=written)
    policy.require_draft_move(DraftState(draft.state), DraftState.SENT)
    data = bytes(draft.body or b"")
    if Digest.of(data) != digest_seen:
        raise ChangedSinceShown
    if str(key.public.key_id) != by.key_id:
        raise KeyOfAnother(name=by.name)
    body = read_own_act(data)
    require_channel(body.classification, peer=draft.peer)
    # Who submitted it drafted it, also when others saved every version.
    policy.require_approval(who, drafted_by=(body.drafted_by,))
    require_there(body.files)
    return body


def _require_as_registered(body: ActBody, *, peer: str) -> None:
    if body.kind == SHARING:
        from comity.desk.shared.guards import require_as_registered  # noqa: PLC0415 a node that shares no commitment does without

        require_as_registered(body, peer=peer)


def _place(draft: Draft) -> _Place:
    stream = find(Stream, peer=draft.peer, case=draft.reference, direction="out")
    if stream is None or stream.head is None:
        return _Place(1, None)
    return _Place(stream.next_seq, Digest(bytes(stream.head)))


def _seal(draft: Draft, *, body: ActBody, place: _Place, key: SigningKey, at: Instant) -> Closed | Signed:
    own, known, peer = home(), book(), NodeId(draft.peer)
    outside = is_outside(peer)
    sealed_to = () if outside else (Recipient(peer, known.sealing_key(peer, at=at)),)
    drawn = draft_envelope(
        bytes(draft.body),
        header=InnerDraft(
            world="real",
            sender=own.node,
            to=(peer,),
            case=Reference(draft.reference),
            seq=place.seq,
            previous=place.previous,
            kind=body.kind,
            created=at,
            directory=known.version(own.country),
            requires=() if outside else requires_of(body),  # no receipt can come by post
            reply_to=EnvelopeId(draft.replies_to) if draft.replies_to else None,
        ),
    )
    signatures = sign_together(PAYLOAD_TYPE, drawn.inner_bytes, keys=(node_keys(own).signing, key))
    if outside:
        return signed(drawn, signatures)
    priority: Priority = "routine" if body.urgency == "routine" else "urgent"
    return close_envelope(drawn, signatures=signatures, recipients=sealed_to, expires=at + LIFE, priority=priority)


@transaction.atomic
def _commit(
    draft: Draft,
    *,
    body: ActBody,
    place: _Place,
    closed: Closed | Signed,
    by: Officer,
    mandate: Mapping[str, JsonValue],
    at: Instant,
    token: str,
) -> Request:
    request: Request | None = None

    def send() -> str:
        nonlocal request
        _take(draft, closed=closed, place=place)
        request = _move(draft, body=body, closed=closed, seq=place.seq, by=by, at=at)
        if isinstance(closed, Closed):
            _owe(draft, closed=closed, place=place, body=body, at=at)
        facts = {
            "draft": str(draft.pk),
            "drafted_by": str(body.drafted_by),
            "envelope": str(closed.env_id),
            "inner": str(closed.inner_digest),
            "act": body.act,
            "kind": body.kind,
            "to": draft.peer,
            **mandate,
        }
        # An act for a partner without a node is signed and waits for whoever carries its letter.
        note("act.sent" if isinstance(closed, Closed) else "act.issued", by=by, about=draft.reference, at=at, facts=facts)
        return draft.reference

    reference = once(token, send, officer=by, verb=_VERB, at=at)
    ring_on_commit()
    transaction.on_commit(lambda: crash_point("approve.commit"))
    crash_point("approve.before-commit")
    return request or Request.objects.get(reference=reference)


def _take(draft: Draft, *, closed: Closed | Signed, place: _Place) -> None:
    """Take the draft, which must still wait with the bytes that were sealed, and its place; or else look at both again."""
    waiting = {"id": draft.pk, "state": DraftState.SUBMITTED, "body": draft.body}
    if not change(Draft, where=waiting, to={"state": DraftState.SENT, "env_id": str(closed.env_id)}):
        raise _OvertakenError
    if not take_place(peer=draft.peer, case=draft.reference, seq=place.seq, inner=closed.inner_digest.raw):
        raise _OvertakenError


def _move(draft: Draft, *, body: ActBody, closed: Closed | Signed, seq: int, by: Officer, at: Instant) -> Request:
    """Create or move the request, and keep the act with what discloses it."""
    if opens_request(body.act, body.kind):
        request = Request(
            reference=draft.reference,
            direction="out",
            peer=draft.peer,
            kind=body.kind,
            instrument=body.instrument,
            article=body.article,
            urgency=body.urgency,
            state=State.SENT,
            holder_id=draft.drafter_id,
            opened_at=at,
            last_act_at=at,
        )
        mark(request, tlp=body.tlp, classification=body.classification)
        begin(request, "request.sent", fields=body.fields, at=at)
        number_bond(draft)
    else:
        request = Request.objects.select_for_update().get(reference=draft.reference)
        require_sendable(request, body, peer=draft.peer)
        happening = happening_of(body.act, body.kind, body.fields)
        moved = happen(request, happening, direction="out", kind=body.kind, act=body.act, fields=body.fields, by="act.sent", at=at)
        if not moved:
            raise policy.RequestNotOpen(reference=request.reference, state=request.state)
        if mark(request, tlp=body.tlp, classification=body.classification):
            request.save(update_fields=["tlp", "classification", "level"])
    message = insert(
        Message(
            request=request,
            env_id=str(closed.env_id),
            direction="out",
            act=body.act,
            kind=body.kind,
            seq=seq,
            body=closed.payload,
            salt=closed.salt,
            inner=closed.inner_bytes,
            signatures=print_frames(*map(print_signature, closed.signatures)),
            signers=[str(home().node), by.officer_id],
            at=at,
            road="wire" if isinstance(closed, Closed) else "outside",
        )
    )
    list_files(message, body.files, peer=draft.peer)
    owe_words(message)
    settle_sent(message, body, peer=draft.peer, by=by, at=at)
    if SHARING in (body.kind, request.kind):
        from comity.desk.shared.settling import settle_share_sent  # noqa: PLC0415 a node that shares no commitment does without

        settle_share_sent(message, body, peer=draft.peer, by=by, at=at)
    if body.act == "answer" and body.fields.get("decision") in DECIDED and isinstance(closed, Closed):
        owe_decided(request, body=body, answer=closed.env_id, at=at)
    mark_unread(request, but=by)
    return request


def _owe(draft: Draft, *, closed: Closed, place: _Place, body: ActBody, at: Instant) -> None:
    """Put the envelope into the outbox."""
    insert(
        Outbox(
            env_id=str(closed.env_id),
            item="envelope",
            peer=draft.peer,
            case=draft.reference,
            seq=place.seq,
            priority="routine" if body.urgency == "routine" else "urgent",
            sealed=closed.data,
            size=len(closed.data),
            outer_digest=closed.outer_digest.raw,
            inner_digest=closed.inner_digest.raw,
            posted_at=at,
            expires_at=at + LIFE,
        )
    )
