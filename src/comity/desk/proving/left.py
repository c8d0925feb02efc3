"""Gathers what is left of a case whose content was destroyed: which closed leaf is which act's, and the leaves by which it was done."""

from collections.abc import Iterable, Mapping

from comity.desk.proving.destroyed import DESTROYED, PROPOSED, ClosedAct, Remains
from comity.desk.proving.kept import Prove, leaf_of
from comity.desk.proving.layout import LeafFiles, ReceiptKind
from comity.desk.proving.leaves import RECEIVED, SENT
from comity.desk.proving.refusals import CannotProve
from comity.records.models import Erasure, JournalAct, Message, Request
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.wire.receipts import ReceiptBody
from comity.wire.received import ReceivedBody

Given = Mapping[tuple[EnvelopeId, ReceiptKind], ReceiptBody]
"""What this node said in the receipts that it gave."""


def remains_of(request: Request, messages: Iterable[Message], *, given: Given) -> Remains:
    """Return the acts of the case, each with its leaf: by the receipt that named its place, or by the moment that both have.

    Raises `CannotProve` where content is there that two officers destroyed, and where an act has no leaf.
    """
    here = list(messages)
    if any(message.body or message.salt for message in here):
        raise CannotProve(reference=request.reference, where="content that was destroyed is there again")
    by_moment: dict[tuple[str, Instant], list[int]] = {}
    rows = JournalAct.objects.filter(about=request.reference, name__in=(SENT, RECEIVED)).order_by("index")
    for name, at, index in rows.values_list("name", "at", "index"):
        by_moment.setdefault((name, at), []).append(index)
    acts = tuple(_closed(number, message, given=given, by_moment=by_moment) for number, message in enumerate(here, 1))
    return Remains(Reference(request.reference), acts)


def _closed(number: int, message: Message, *, given: Given, by_moment: Mapping[tuple[str, Instant], list[int]]) -> ClosedAct:
    envelope = EnvelopeId(message.env_id)
    promised = given.get((envelope, "received"))
    if isinstance(promised, ReceivedBody):
        return ClosedAct(number, envelope, message.act, promised.log.index)
    found = by_moment.get((SENT if message.direction == "out" else RECEIVED, message.at))
    if not found:
        raise CannotProve(reference=message.request.reference, where=f"the journal has no leaf for envelope {envelope}")
    return ClosedAct(number, envelope, message.act, found.pop(0))


def leaves_left(request: Request, remains: Remains, *, prove: Prove) -> dict[int, LeafFiles]:
    """Return the closed leaves of the acts, and the two by which their content was destroyed; raises `CannotProve`."""
    records = dict(JournalAct.objects.filter(index__in=remains.leaves).values_list("index", "record"))
    closed = {index: LeafFiles(bytes(records[index]), prove(index), None) for index in sorted(records)}
    done = Erasure.objects.filter(request=request, outcome="destroyed").order_by("ended_at").last()
    if done is None or done.ended_at is None:
        raise CannotProve(reference=request.reference, where="nothing says by whom its content was destroyed")
    for name, at in ((PROPOSED, done.at), (DESTROYED, done.ended_at)):
        row = JournalAct.objects.filter(about=request.reference, name=name, at=at).order_by("index").last()
        if row is None:
            raise CannotProve(reference=request.reference, where=f"the journal has no leaf {name}")
        closed[row.index] = leaf_of(row.index, request.reference, prove=prove)
    return closed
