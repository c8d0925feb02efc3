"""Takes back an act of our own that a peer gave back: the request is made or moves, as when it was sent; nothing is sent by it."""

from typing import Final

from comity.desk.filelists import list_files
from comity.desk.happenings import begin, happen
from comity.desk.indexing import owe_words
from comity.desk.marking import mark
from comity.desk.meaning import CARRYING, GIVING, RESHARING, SHARING, WARNING, happening_of, opens_request
from comity.desk.states import DraftState, State
from comity.desk.unread import mark_unread
from comity.directory.home import home
from comity.records.models import Draft, Message, Numbering, Officer, Outbox, Request
from comity.records.outbox import owe
from comity.records.rows import fresh, insert
from comity.seal.disclosed import Disclosed
from comity.seal.envelope import Outlined
from comity.seal.frames import print_frames
from comity.seal.keys import Signature, print_signature
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant
from comity.wire.act import ActBody

RECOVERED: Final = "recovered"
SKIPPED: Final = 1000  # at least so many numbers of requests
# What these mean stands in rows of other rooms, which the copy may not have: an officer looks.
_APART: Final = frozenset({CARRYING, GIVING, RESHARING, SHARING, WARNING})


def take_own(
    disclosed: Disclosed,
    *,
    body: ActBody,
    salt: bytes,
    inner_bytes: bytes,
    signatures: tuple[Signature, ...],
    sealed: bytes,
    outline: Outlined,
    peer: NodeId,
) -> Request:
    """Keep an act that this node sent to `peer`, with its envelope as due: the receipt that the peer gave ends it.

    In the caller's transaction, whose it is to say where the stream goes on. A draft of it that still waits in the copy counts as
    sent, so that nobody approves it a second time.
    """
    inner, at = disclosed.inner, disclosed.inner.created
    case = str(inner.case)
    request = _request(body, case=case, peer=peer, at=at)
    message = insert(
        Message(
            request=request,
            env_id=str(inner.env_id),
            direction="out",
            act=body.act,
            kind=body.kind,
            seq=inner.seq,
            body=disclosed.payload,
            salt=salt,
            inner=inner_bytes,
            signatures=print_frames(*map(print_signature, signatures)),
            signers=[str(entry.owner) for entry in disclosed.signed_by],
            at=at,
        )
    )
    list_files(message, body.files, peer=str(peer))
    owe_words(message)
    owe(
        fresh(
            Outbox,
            env_id=str(inner.env_id),
            item="envelope",
            peer=str(peer),
            case=case,
            seq=inner.seq,
            priority=outline.outer.priority,
            size=len(sealed),
            outer_digest=outline.outer_digest.raw,
            inner_digest=disclosed.inner_digest.raw,
            posted_at=at,
            expires_at=outline.outer.expires,
        ),
        sealed=sealed,
    )
    _settle_draft(body, disclosed, case=case)
    _count(inner.case)
    mark_unread(request)
    return request


def _request(body: ActBody, *, case: str, peer: NodeId, at: Instant) -> Request:
    known = Request.objects.select_for_update().filter(reference=case).first()
    if known is None:
        drafter = Officer.objects.filter(officer_id=str(body.drafted_by)).first()
        request = Request(
            reference=case,
            direction="out",
            peer=str(peer),
            kind=body.kind,
            instrument=body.instrument,
            article=body.article,
            urgency=body.urgency,
            state=State.SENT,
            holder=drafter,
            opened_at=at,
            last_act_at=at,
        )
        mark(request, tlp=body.tlp, classification=body.classification)
        begin(request, "request.sent", fields=body.fields, at=at)
        if body.kind in _APART or not opens_request(body.act, body.kind):
            request.attention = RECOVERED
            request.save(update_fields=["attention"])
        return request
    happening = happening_of(body.act, body.kind, body.fields)
    moved = happen(known, happening, direction="out", kind=body.kind, act=body.act, fields=body.fields, by="act.sent", at=at)
    if not moved or body.kind in _APART:
        known.attention = RECOVERED
    mark(known, tlp=body.tlp, classification=body.classification)
    known.save(update_fields=["attention", "tlp", "classification", "level"])
    return known


def _settle_draft(body: ActBody, disclosed: Disclosed, *, case: str) -> None:
    waiting = Draft.objects.filter(state__in=(DraftState.OPEN, DraftState.SUBMITTED), reference=case, act=body.act, kind=body.kind)
    same = waiting.filter(bytes__body=disclosed.payload).first() or waiting.filter(replies_to=str(body.original or "")).first()
    if same is None and opens_request(body.act, body.kind):  # it had no number yet when the copy was made
        unnumbered = Draft.objects.filter(state=DraftState.OPEN, reference="", act=body.act, kind=body.kind, direction="out")
        same = next((draft for draft in unnumbered.select_related("content") if draft.fields == body.fields), None)
    if same is not None:
        same.state, same.env_id, same.body, same.reference = DraftState.SENT, str(disclosed.inner.env_id), disclosed.payload, case
        same.save(update_fields=["state", "env_id", "body", "reference"])


def skip_numbers(*, at: Instant) -> None:
    """Let the next requests have numbers that the lost disk cannot have given: more than a thousand are left out, for good."""
    Numbering.objects.get_or_create(year=at.datetime().year)
    for row in Numbering.objects.select_for_update():
        row.last = (row.last // SKIPPED + 2) * SKIPPED
        row.save(update_fields=["last"])


def _count(case: Reference) -> None:
    """Let no number be given a second time."""
    if case.country != home().country:
        return
    _, year, number = str(case).split("-")
    row, _ = Numbering.objects.select_for_update().get_or_create(year=int(year))
    if row.last < int(number):
        row.last = int(number)
        row.save(update_fields=["last"])
