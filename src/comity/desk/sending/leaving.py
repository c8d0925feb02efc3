"""How an act leaves: sealed for its place, then taken, moved, kept and owed in one transaction. Whoever sends asks everything before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.desk import policy
from comity.desk.bonds import number_bond
from comity.desk.carrying.guards import require_sendable
from comity.desk.carrying.settling import settle_sent
from comity.desk.filelists import list_files
from comity.desk.happenings import begin, happen
from comity.desk.indexing import owe_words
from comity.desk.journalling import note
from comity.desk.marking import mark
from comity.desk.meaning import GIVING, RESHARING, SHARING, WARNING, happening_of, opens_request, requires_of
from comity.desk.outside.signing import Signed, signed
from comity.desk.receiving.receipts import DECIDED, owe_decided
from comity.desk.sending.gathering import Way
from comity.desk.states import DraftState, State
from comity.desk.unread import mark_unread
from comity.directory.book import book
from comity.directory.epochs import sealing_key
from comity.directory.freshness import require_fresh
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.directory.ways import is_outside
from comity.records import drafts
from comity.records.models import Draft, Message, Officer, Outbox, Request
from comity.records.outbox import owe
from comity.records.rows import fresh, insert
from comity.records.streams import take_place
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Closed, Recipient, close_envelope, draft_envelope
from comity.seal.frames import print_frames
from comity.seal.headers import InnerDraft, Priority
from comity.seal.keys import SigningKey, print_signature
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.wire.act import ActBody

LIFE: Final = timedelta(days=30)


class OvertakenError(Exception):
    """Another act took the place in the stream for which this one was sealed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next act of a case goes in its stream to the peer."""

    seq: int
    previous: Digest | None


def place_of(draft: Draft) -> Place:
    """Return the place that is next in the stream of the draft's case; whether it still is, is seen when it is taken."""
    seq, head = drafts.place_of(draft, node=home().node.text)
    return Place(seq, None if head is None else Digest(head))


def seal_act(draft: Draft, *, body: ActBody, place: Place, key: SigningKey, at: Instant, way: Way | None = None) -> Closed | Signed:
    """Sign and seal an act for its place; outside of the write lock, because it costs. Raises `DirectoryOverdue`, `KeyRevoked`.

    The officer of `key` and the node sign the same bytes: one after the other, or with a `way` side by side, the node for all acts that
    are approved at this moment together.
    """
    own, known, peer = home(), book(), NodeId(draft.peer)
    nodes = node_keys(own).signing
    require_fresh(own, at=at)
    for signer in (key, nodes):
        known.require_unrevoked(signer.public.key_id, at=at)
    outside = is_outside(peer)
    sealed_to = () if outside else (Recipient(peer, sealing_key(peer, at=at)),)
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
    asked = way.ask(drawn.inner_bytes, key=nodes) if way else None
    officers = key.sign(PAYLOAD_TYPE, drawn.inner_bytes)
    signatures = (asked.signature() if asked else nodes.sign(PAYLOAD_TYPE, drawn.inner_bytes), officers)
    if outside:
        return signed(drawn, signatures)
    priority: Priority = "routine" if body.urgency == "routine" else "urgent"
    return close_envelope(drawn, signatures=signatures, recipients=sealed_to, expires=at + LIFE, priority=priority)


def let_leave(
    draft: Draft, *, body: ActBody, place: Place, closed: Closed | Signed, by: Officer, mandate: Mapping[str, JsonValue], at: Instant
) -> Request:
    """Do everything that an act does when it leaves, in the caller's transaction; raises `OvertakenError` where its place is taken."""
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
    return request


def _take(draft: Draft, *, closed: Closed | Signed, place: Place) -> None:
    """Take the draft, which must still wait with the bytes that were sealed, and its place; or else look at both again."""
    if not drafts.take_draft(draft, waiting=DraftState.SUBMITTED, taken=DraftState.SENT, env_id=closed.env_id):
        raise OvertakenError
    if not take_place(peer=draft.peer, case=draft.reference, seq=place.seq, inner=closed.inner_digest.raw):
        raise OvertakenError


def _move(draft: Draft, *, body: ActBody, closed: Closed | Signed, seq: int, by: Officer, at: Instant) -> Request:
    """Create or move the request, and keep the act with what discloses it."""
    if opens_request(body.act, body.kind):
        request = fresh(
            Request,
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
        fresh(
            Message,
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
    if WARNING in (body.kind, request.kind):
        from comity.desk.warned.settling import settle_warning_sent  # noqa: PLC0415 a node that is not warned does without

        settle_warning_sent(message, body, by=by, at=at)
    if GIVING in (body.kind, request.kind):
        from comity.desk.given.settling import settle_set_sent  # noqa: PLC0415 a node that gives nothing does without

        settle_set_sent(message, body, by=by, at=at)
    if RESHARING in (body.kind, request.kind):
        from comity.desk.resharing.settling import settle_reshare_sent  # noqa: PLC0415 a node that passes nothing on does without

        settle_reshare_sent(message, body, by=by, at=at)
    if body.act == "answer" and body.fields.get("decision") in DECIDED and isinstance(closed, Closed):
        owe_decided(request, body=body, answer=closed.env_id, at=at)
    mark_unread(request, but=by)
    return request


def _owe(draft: Draft, *, closed: Closed, place: Place, body: ActBody, at: Instant) -> None:
    """Put the envelope into the outbox."""
    owe(
        fresh(
            Outbox,
            env_id=str(closed.env_id),
            item="envelope",
            peer=draft.peer,
            case=draft.reference,
            seq=place.seq,
            priority="routine" if body.urgency == "routine" else "urgent",
            size=len(closed.data),
            outer_digest=closed.outer_digest.raw,
            inner_digest=closed.inner_digest.raw,
            keys=closed.keys,
            sealed_to=closed.sealed_to[0].text,  # to its one recipient
            posted_at=at,
            expires_at=at + LIFE,
        ),
        sealed=closed.data,
    )
