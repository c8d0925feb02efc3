"""What our proposal, its withdrawal and our answer do here once they are sent, in the transaction of the act."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from comity.desk.carried.history import History, Paper, direction_here, happening
from comity.desk.carried.states import CarryState
from comity.desk.carried.waiting import waits
from comity.desk.carrying.queries import history_carried
from comity.desk.drafting.composing import LANGUAGES, rendered
from comity.desk.happenings import happen, sound
from comity.desk.journalling import note
from comity.desk.meaning import CARRYING, is_emergency
from comity.desk.rules import rulebook
from comity.desk.states import Happening, State
from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import Carry, Message, Officer, Passage, Request
from comity.records.rows import insert
from comity.seal.envelope import draft_envelope
from comity.seal.headers import InnerDraft, print_inner
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.fields import read_draft
from comity.wire.act import ActBody, RenderedField, RulebookUsed, parse_act, print_act

CARRIED: Final = "act.carried"


def settle_sent(message: Message, body: ActBody, *, peer: str, by: Officer, at: Instant) -> None:
    """Do what our proposal, its withdrawal or our answer does here, once it is sent; `guards` were asked before."""
    request = message.request
    if body.kind != CARRYING:
        return
    if body.act == "question":
        Carry.objects.create(request=request, peer=peer, side="ours", env_id=message.env_id, state="waiting", at=at)
        request.attention = ""  # whatever became of an earlier proposal
        request.save(update_fields=["attention"])
        return
    carry = Carry.objects.select_for_update().get(request=request, env_id=str(body.original))
    if body.act == "withdrawal":
        carry.state, carry.ended_at = CarryState.WITHDRAWN, at
        carry.save(update_fields=["state", "ended_at"])
        request.attention = ""
        request.save(update_fields=["attention"])
        return
    accepts = body.fields.get("carry") == "CARRY-ACCEPT"
    own_case = str(body.fields.get("own_case", ""))
    carry.state, carry.own_case, carry.ended_at = "accepted" if accepts else "refused", own_case, at
    carry.save(update_fields=["state", "own_case", "ended_at"])
    request.attention = ""
    if accepts:
        _go_on(request, carry, by=by, at=at)
    else:
        happen(request, Happening.FILING, direction="out", kind=CARRYING, fields={}, by="act.sent", at=at)


def _go_on(request: Request, carry: Carry, *, by: Officer, at: Instant) -> None:
    """Give the request the papers, the state and the clocks that its history has, each from its own day."""
    history = history_carried(carry)
    held = _received_here(carry.own_case)
    places = {"in": 0, "out": 0}
    papers = [replace(paper, on=held.get(paper.document, paper.on)) if paper.document else paper for paper in history.papers]
    author = parse_act(bytes(Message.objects.get(request=request, env_id=carry.env_id, road="wire").body)).drafted_by
    for paper in papers:
        direction = direction_here(paper, direction=request.direction)
        places[direction] += 1
        _keep(request, history, paper, seq=places[direction], author=author, by=by, at=at)
    first = papers[0]
    request.state = State.DELIVERED if request.direction == "in" else State.SENT
    request.opened_at = first.on
    event = "request.received" if request.direction == "in" else "request.sent"
    sound(request, event, kind=history.kind, fields=first.fields, by=CARRIED, at=first.on)
    if is_emergency(history.kind, history.urgency):
        claimed = "emergency.received" if request.direction == "in" else "emergency.sent"
        sound(request, claimed, kind=history.kind, fields={}, by=CARRIED, at=first.on)
    happen(request, Happening.OPENING, direction="in", kind=history.kind, fields={}, by=CARRIED, at=first.on)
    for paper in papers[1:]:
        direction = direction_here(paper, direction=request.direction)
        happen(request, happening(paper), direction=direction, kind=paper.kind, act=paper.act, fields=paper.fields, by=CARRIED, at=paper.on)
    sound(request, "request.acknowledged", kind=history.kind, fields={}, by="act.sent", at=at)
    request.last_act_at = at
    request.save()
    note(
        "case.carried", by=by, about=request.reference, at=at, facts={"node": carry.peer, "proposal": carry.env_id, "ours": carry.own_case}
    )
    if carry.own_case:
        _end_on_paper(carry, by=by, at=at)


def _received_here(own_case: str) -> Mapping[Digest, Instant]:
    """Return the moment at which each document came here on paper, as our own case has it."""
    rows = Passage.objects.filter(message__request__reference=own_case, step="received").exclude(digest="") if own_case else ()
    return {Digest.parse(row.digest): row.on for row in rows}


def _keep(request: Request, history: History, paper: Paper, *, seq: int, author: OfficerId, by: Officer, at: Instant) -> None:
    """Keep one paper as the other side listed it: unsigned, on a road of its own, under the identifier that it has there."""
    own, known, peer = home(), book(), NodeId(request.peer)
    direction = direction_here(paper, direction=request.direction)
    sender, receiver = (own.node, peer) if direction == "out" else (peer, own.node)
    body = print_act(_body(request, history, paper, author=author))
    drawn = draft_envelope(
        body,
        header=InnerDraft(
            world="real",
            sender=sender,
            to=(receiver,),
            case=Reference(request.reference),
            seq=seq,
            previous=None,
            kind=paper.kind,
            created=paper.on,
            directory=known.version(known.authority_of(sender).id.country),
            reply_to=paper.original,
        ),
    )
    inner = print_inner(replace(drawn.inner, env_id=paper.envelope))
    insert(
        Message(
            request=request,
            env_id=str(paper.envelope),
            direction=direction,
            act=paper.act,
            kind=paper.kind,
            seq=seq,
            body=body,
            salt=drawn.salt,
            inner=inner,
            signatures=b"",
            signers=[],
            at=paper.on,
            road="carried",
        )
    )
    facts = {"envelope": str(paper.envelope), "inner": str(Digest.of(inner)), "act": paper.act, "kind": paper.kind, "from": str(sender)}
    facts |= {"method": paper.method, "on": str(paper.on), "theirs": paper.number, "document": str(paper.document or "")}
    note("act.carried", by=by, about=request.reference, at=at, facts=facts)


def _body(request: Request, history: History, paper: Paper, *, author: OfficerId) -> ActBody:
    rules = rulebook()
    return ActBody(
        act=paper.act,
        kind=paper.kind,
        reference=Reference(request.reference),
        instrument=history.instrument,
        article=history.article,
        urgency=history.urgency,
        fields=paper.fields,
        vocabularies=(),
        rulebook=RulebookUsed(version=rules.version, digest=rules.digest),
        check=(),
        text={language: _rendered(paper, history.instrument, language) for language in LANGUAGES},
        drafted_by=author,
        submitted_at=paper.on,
        original=paper.original,
    )


def _rendered(paper: Paper, instrument: str, language: str) -> tuple[RenderedField, ...]:
    """Return what this node's own form makes of the fields; nothing where it knows none, or where they are in no form."""
    try:
        form = rulebook().form_under(paper.kind, paper.act, instrument)
        fields, _ = read_draft(form, paper.fields)
        return rendered(form, dict(fields), language)  # type: ignore[arg-type]  # what a form read is JSON
    except Refused:
        return ()


def _end_on_paper(carry: Carry, *, by: Officer, at: Instant) -> None:
    """Let our own case on paper end: it goes on under the number of the proposal."""
    own = Request.objects.select_for_update().get(reference=carry.own_case)
    ours = waits(own.reference)
    if ours is not None:
        Carry.objects.filter(pk=ours.pk).update(state="overtaken", ended_at=at)
    happen(own, Happening.MOVED_ON, direction="out", kind=own.kind, fields={}, by="case.carried", at=at)
    note("case.moved-on", by=by, about=own.reference, at=at, facts={"onward": carry.request.reference, "node": carry.peer})
