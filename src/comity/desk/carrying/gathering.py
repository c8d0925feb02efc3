"""Gathers what a case was on paper: each act with its passage, and the fields of the act that proposes to go on on the wire."""

from collections.abc import Iterable
from typing import Final

from comity.desk.carried.history import SIDE_ASKED, SIDE_ASKING, Paper, replay
from comity.desk.carrying.refusals import CannotCarry
from comity.desk.meaning import is_of_the_requested
from comity.desk.outside.states import Step
from comity.records.models import Clock, Message, Passage, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.json import JsonValue
from comity.terms.speech import gettext_noop
from comity.wire.act import parse_act

_CLOCKS_CAP: Final = 1000


def papers_of(request: Request) -> tuple[Paper, ...]:
    """Return every act of a case outside the wire, as recorded; raises `CannotCarry` for a letter that nobody has dispatched."""
    return tuple(_paper(message) for message in Message.objects.filter(request=request, road="outside").order_by("id"))


def _paper(message: Message) -> Paper:
    passages = {one.step: one for one in Passage.objects.filter(message=message).order_by("-id")}
    went = passages.get(Step.RECEIVED if message.direction == "in" else Step.DISPATCHED)
    if went is None:
        raise CannotCarry(reference=message.request.reference, where=gettext_noop("one of its letters is not recorded as dispatched"))
    came = passages.get(Step.ACKNOWLEDGED) if message.direction == "out" else None
    body = parse_act(bytes(message.body))
    return Paper(
        envelope=EnvelopeId(message.env_id),
        of_requested=is_of_the_requested(body.act, body.kind),
        act=body.act,
        kind=body.kind,
        on=(came or went).on,
        method=went.method,
        fields=body.fields,
        number=((came.theirs if came else "") or went.theirs)[:80],
        document=_document((went, *passages.values())),
        original=body.original,
    )


def _document(passages: Iterable[Passage]) -> Digest | None:
    return next((Digest.parse(one.digest) for one in passages if one.digest), None)


def fields_of(request: Request) -> dict[str, JsonValue]:
    """Return the fields of a proposal for `request` as it stands now."""
    papers = papers_of(request)
    running = Clock.objects.filter(request=request, stopped_at__isnull=True).order_by("due_at", "code")
    clocks = "; ".join(f"{clock.code} {clock.starts_at}" for clock in running)
    fields: dict[str, JsonValue] = {
        "side": SIDE_ASKING if request.direction == "out" else SIDE_ASKED,
        "about_kind": request.kind,
        "about_instrument": request.instrument,
        "about_article": request.article,
        "about_urgency": request.urgency,
        "state": replay(papers).value,
        "papers": [paper.row() for paper in papers],
    }
    if clocks:
        fields["clocks"] = clocks[:_CLOCKS_CAP].strip()
    if papers and papers[0].number:
        fields["their_number"] = papers[0].number
    return fields
