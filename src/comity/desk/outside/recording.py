"""Records an act that came as a paper or by word of mouth: the request is made or moves, its clocks run from the day of receipt."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.desk import policy
from comity.desk.bonds import tell_answer
from comity.desk.carried.waiting import require_not_waiting
from comity.desk.drafting.actions import find_draft, next_reference
from comity.desk.drafting.composing import compose
from comity.desk.drafting.refusals import ChangedElsewhere
from comity.desk.happenings import CROSSED, begin, happen, sound, sound_disposal
from comity.desk.indexing import owe_words
from comity.desk.journalling import note
from comity.desk.meaning import happening_of, opens_request
from comity.desk.onward.materials import keep_material
from comity.desk.onward.owing import owe_retention
from comity.desk.outside.papers import Paper, Upload, keep_paper
from comity.desk.outside.refusals import NotOutside, PassageIncomplete
from comity.desk.outside.states import ORAL, Step
from comity.desk.states import DraftState, Happening, State
from comity.desk.unread import mark_unread
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.ways import is_outside
from comity.records.models import Draft, Message, Officer, Passage, Request, Stream
from comity.records.rows import find, insert
from comity.records.streams import Come, move_heads
from comity.seal.envelope import Draft as Drawn
from comity.seal.envelope import draft_envelope
from comity.seal.headers import InnerDraft
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary
from comity.wire.act import ActBody, print_act

_VERB: Final = "draft.record"
METHODS: Final = "delivery-method"
WIRE: Final = "DEL-NODE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """How a paper passed: by which method, when, through or from whom, under which number of the other side, with which document."""

    method: str
    on: Instant
    who: str
    theirs: str = ""
    note: str = ""
    upload: Upload | None = None


def record_act(draft_id: uuid.UUID | str, *, version: int, passing: Passing, by: Officer, at: Instant, token: str) -> Request:
    """Record what the draft has written down as received; nothing leaves, so one officer is enough.

    What the paper lacks stays absent. Raises `FieldFaults` for what was typed wrongly, `PassageIncomplete`, `ChangedElsewhere`,
    and what keeping the document refuses.
    """
    policy.require_drafting(actor(by, at=at))
    require_passing(passing, at=at, paper=passing.method != ORAL)
    paper = keep_paper(passing.upload) if passing.upload else None
    return _record(draft_id, version=version, passing=passing, paper=paper, by=by, at=at, token=token)


@transaction.atomic
def _record(
    draft_id: uuid.UUID | str, *, version: int, passing: Passing, paper: Paper | None, by: Officer, at: Instant, token: str
) -> Request:
    def record() -> str:
        draft = find_draft(draft_id, by=actor(by, at=at))
        _require_recordable(draft, version=version)
        require_not_waiting(draft.reference)
        draft.reference = draft.reference or next_reference(at)
        body = compose(draft, drafted_by=by, at=at).body
        drawn = _draw(draft, body=body, on=passing.on)
        request, crossed = _move(draft, body=body, on=passing.on, at=at)
        message = insert(
            Message(
                request=request,
                env_id=str(drawn.inner.env_id),
                direction="in",
                act=body.act,
                kind=body.kind,
                seq=drawn.inner.seq,
                body=drawn.payload,
                salt=drawn.salt,
                inner=drawn.inner_bytes,
                signatures=b"",  # a partner without a node signs nothing that this node could verify
                signers=[],
                at=passing.on,
                crossed=crossed,
                road="outside",
            )
        )
        move_heads([Come(draft.peer, draft.reference, drawn.inner.seq + 1, Digest.of(drawn.inner_bytes).raw)])
        keep_passage(message, Step.RECEIVED, passing, paper=paper, by=by, at=at)
        draft.state, draft.body, draft.env_id = DraftState.SENT, drawn.payload, message.env_id
        draft.save()
        facts: dict[str, JsonValue] = {
            "draft": str(draft.pk),
            "envelope": message.env_id,
            "inner": str(Digest.of(drawn.inner_bytes)),
            "act": body.act,
            "kind": body.kind,
            "from": draft.peer,
        }
        note("act.recorded", by=by, about=request.reference, at=at, facts=facts | facts_of_passing(passing, paper))
        if passing.method == ORAL:
            sound(request, "oral.recorded", kind=body.kind, fields={}, by="act.recorded", at=passing.on)
        material = keep_material(message, request, body=body, at=at)
        if material is not None and owe_retention(material, at=at):
            sound_disposal(request, by="act.recorded", at=at)
        owe_words(message)
        tell_answer(message, request, at=at)
        mark_unread(request, but=by)
        return request.reference

    return Request.objects.get(reference=once(token, record, officer=by, verb=_VERB, at=at))


def require_passing(passing: Passing, *, at: Instant, paper: bool) -> None:
    """Raise `PassageIncomplete` unless method, person and moment are named, and a document is there where `paper` wants one."""
    where = ""
    try:
        vocabulary(METHODS).item(passing.method)
    except Refused:
        where = gettext_noop("choose how it passed")
    if passing.method == WIRE:
        where = gettext_noop("what passed through a node records itself")
    elif not passing.who.strip():
        where = gettext_noop("say from whom or through whom")
    elif passing.on > at:
        where = gettext_noop("it cannot have passed at a moment to come")
    elif paper and passing.upload is None:
        where = gettext_noop("add the document itself")
    if where:
        raise PassageIncomplete(where=where)


def keep_passage(message: Message, step: Step, passing: Passing, *, paper: Paper | None, by: Officer, at: Instant) -> Passage:
    """Write one step of an act outside the wire, in the caller's transaction."""
    made: Passage = Passage.objects.create(
        message=message,
        step=step.value,
        method=passing.method,
        on=passing.on,
        who=passing.who.strip(),
        theirs=passing.theirs.strip(),
        note=passing.note.strip(),
        name=paper.name if paper else "",
        media=paper.media if paper else "",
        size=paper.size if paper else 0,
        digest=str(paper.digest) if paper else "",
        by=by,
        at=at,
    )
    return made


def facts_of_passing(passing: Passing, paper: Paper | None) -> dict[str, JsonValue]:
    """Return what the journal keeps of a step: everything but the document, of which its digest."""
    facts: dict[str, JsonValue] = {
        "method": passing.method,
        "on": str(passing.on),
        "who": passing.who.strip(),
        "theirs": passing.theirs.strip(),
        "note": passing.note.strip(),
    }
    if paper is not None:
        facts |= {"document": str(paper.digest), "name": paper.name, "media": paper.media, "size": paper.size}
    return facts


def _require_recordable(draft: Draft, *, version: int) -> None:
    if draft.direction != "in" or not is_outside(draft.peer):
        raise NotOutside
    if draft.state != DraftState.OPEN:
        raise policy.DraftNotOpen(state=draft.state)
    if draft.version != version:
        raise ChangedElsewhere(name=draft.saved_by.name, version=draft.version, based_on=version, fields=draft.fields, base={})


def _draw(draft: Draft, *, body: ActBody, on: Instant) -> Drawn:
    """Give the act header, identifier and salt like any other, so that it has a place, a digest and a commitment."""
    own, known = home(), book()
    stream = find(Stream, peer=draft.peer, case=draft.reference, direction="in")
    head = stream.head if stream is not None else None
    return draft_envelope(
        print_act(body),
        header=InnerDraft(
            world="real",
            sender=NodeId(draft.peer),
            to=(own.node,),
            case=Reference(draft.reference),
            seq=1 if stream is None else stream.next_seq,
            previous=None if head is None else Digest(bytes(head)),
            kind=body.kind,
            created=on,
            directory=known.version(known.authority_of(NodeId(draft.peer)).id.country),
            reply_to=EnvelopeId(draft.replies_to) if draft.replies_to else None,
        ),
    )


def _move(draft: Draft, *, body: ActBody, on: Instant, at: Instant) -> tuple[Request, bool]:
    """Make or move the request as if the act had arrived at `on`; whoever records it has read it."""
    if not opens_request(body.act, body.kind):
        request = Request.objects.select_for_update().get(reference=draft.reference)
        happening = happening_of(body.act, body.kind, body.fields)
        moved = happen(request, happening, direction="in", kind=body.kind, act=body.act, fields=body.fields, by="act.recorded", at=on)
        if not moved:
            request.attention = CROSSED
            request.save(update_fields=["attention"])
        return request, not moved
    request = Request(
        reference=draft.reference,
        direction="in",
        peer=draft.peer,
        kind=body.kind,
        instrument=body.instrument,
        article=body.article,
        urgency=body.urgency,
        state=State.DELIVERED,
        opened_at=on,
        last_act_at=on,
    )
    begin(request, "request.received", fields=body.fields, at=on)
    happen(request, Happening.OPENING, direction="in", kind=body.kind, fields={}, by="act.recorded", at=at)
    return request, False
