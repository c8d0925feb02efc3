"""Takes an act of the other side: the request is made or moves, its clocks hear of it, officers see it as unread."""

from comity.desk import occasions
from comity.desk.bonds import tell_answer
from comity.desk.carried.taking import is_proposal, proposed, settle_received
from comity.desk.filelists import list_files
from comity.desk.happenings import CROSSED, begin, happen, sound_disposal
from comity.desk.indexing import owe_words
from comity.desk.marking import mark
from comity.desk.meaning import CARRYING, GIVING, RESHARING, SHARING, WARNING, happening_of, opens_request
from comity.desk.onward.materials import keep_material
from comity.desk.onward.owing import owe_retention
from comity.desk.states import State
from comity.desk.unread import mark_unread
from comity.records.models import Message, Request
from comity.records.rows import find, fresh, insert
from comity.seal.envelope import Opened
from comity.seal.frames import print_frames
from comity.seal.keys import print_signature
from comity.terms.instants import Instant
from comity.wire.act import ActBody


def take_act(opened: Opened, *, body: ActBody, at: Instant) -> Request:
    """Perform what `body` means here, in the courier's transaction; `admission.admit` has returned `body` before.

    An act that crossed another on the way moves nothing, is kept, and is marked for an officer's attention.
    """
    inner = opened.inner
    if opens_request(body.act, body.kind):
        request, crossed = _begin(opened, body=body, at=at)
    elif is_proposal(body):
        request, crossed = proposed(body, sender=str(inner.sender), at=at), False
    else:
        request = Request.objects.select_for_update().get(reference=str(inner.case))
        happening = happening_of(body.act, body.kind, body.fields)
        # An act of a case that the sender was never told goes on between these nodes moves nothing.
        strange = body.kind != CARRYING and request.peer != str(inner.sender)
        crossed = strange or not happen(
            request, happening, direction="in", kind=body.kind, act=body.act, fields=body.fields, by="act.received", at=at
        )
        if crossed:
            request.attention = CROSSED
            request.save(update_fields=["attention"])
        if mark(request, tlp=body.tlp, classification=body.classification):
            request.save(update_fields=["tlp", "classification", "level"])
    message = insert(
        fresh(
            Message,
            request=request,
            env_id=str(inner.env_id),
            direction="in",
            act=body.act,
            kind=body.kind,
            seq=inner.seq,
            body=opened.payload,
            salt=opened.salt,
            inner=opened.inner_bytes,
            signatures=print_frames(*map(print_signature, opened.signatures)),
            signers=[str(entry.owner) for entry in opened.signed_by],
            at=at,
            crossed=crossed,
        )
    )
    list_files(message, body.files, peer=str(inner.sender))
    material = keep_material(message, request, body=body, at=at)
    if material is not None and owe_retention(material, at=at):
        sound_disposal(request, by="act.received", at=at)
    owe_words(message)
    settle_received(message, body, sender=str(inner.sender), at=at)
    if SHARING in (body.kind, request.kind):
        from comity.desk.shared.settling import settle_share_received  # noqa: PLC0415 a node that shares no commitment does without

        settle_share_received(message, body, sender=str(inner.sender), at=at)
    if WARNING in (body.kind, request.kind):
        from comity.desk.warned.settling import settle_warning_received  # noqa: PLC0415 a node that is not warned does without

        settle_warning_received(message, body, sender=str(inner.sender), at=at)
    if GIVING in (body.kind, request.kind):
        from comity.desk.given.settling import settle_set_received  # noqa: PLC0415 a node that is given nothing does without

        settle_set_received(message, body, sender=str(inner.sender), at=at)
    if RESHARING in (body.kind, request.kind):
        from comity.desk.resharing.settling import settle_reshare_received  # noqa: PLC0415 a node that passes nothing on does without

        settle_reshare_received(message, body, sender=str(inner.sender), at=at)
    tell_answer(message, request, at=at)
    mark_unread(request)
    occasions.keep(occasions.of_arrival(one, at=at) for one in (request,))  # made only where somebody is told
    return request


def _begin(opened: Opened, *, body: ActBody, at: Instant) -> tuple[Request, bool]:
    """Begin a request. Its number may be known: its sender came up from a copy, and gave it again before the first one arrived."""
    known = find(Request, reference=str(body.reference))
    if known is not None:
        known.attention = CROSSED
        known.save(update_fields=["attention"])
        return known, True
    request = fresh(
        Request,
        reference=str(body.reference),
        direction="in",
        peer=str(opened.inner.sender),
        kind=body.kind,
        instrument=body.instrument,
        article=body.article,
        urgency=body.urgency,
        state=State.DELIVERED,
        opened_at=at,
        last_act_at=at,
    )
    mark(request, tlp=body.tlp, classification=body.classification)
    begin(request, "request.received", fields=body.fields, at=at)
    return request, False
