"""Puts a case of ours where the list leaves it that the other side accepted, when papers came since that the list has not."""

from typing import Final

from comity.desk.carried.history import OPEN, History, direction_here, happening, read_history
from comity.desk.happenings import sound
from comity.desk.journalling import note
from comity.desk.meaning import CONSULTATION, events_of
from comity.desk.states import Happening, State, after
from comity.records.models import Carry, Message, Request
from comity.terms.instants import Instant
from comity.wire.act import parse_act

_BY: Final = "case.carried"


def rewind(request: Request, carry: Carry, *, at: Instant) -> bool:
    """Let `request` stand where the list of our accepted proposal leaves it, as there; return whether papers came since.

    State and clocks are computed anew from the list that we signed, also where the case had ended since. Those papers stay in it, marked
    as crossed: the other node knows none of them, and whatever counts of them is said to it on the wire. The caller saves the request.
    """
    message = Message.objects.get(request=request, env_id=carry.env_id, direction="out")
    listed = read_history(parse_act(bytes(message.body)).fields, at=message.at)
    since = Message.objects.filter(request=request, road="outside").exclude(env_id__in=[str(paper.envelope) for paper in listed.papers])
    count = since.update(crossed=True)
    if not count and State(request.state) in OPEN:
        return False
    before, request.state, request.consulted = request.state, State.OPENED.value, False
    _replay(request, listed, at=at)
    facts = {"proposal": carry.env_id, "was": before, "stands": request.state, "papers": count}
    note("case.rewound", by=carry.peer, about=request.reference, at=at, facts=facts)
    return bool(count)


def _replay(request: Request, listed: History, *, at: Instant) -> None:
    """Let each paper of the list move the state and sound its clocks anew, at its own moment; what starts anew ends its older self."""
    first = listed.papers[0]
    event = "request.received" if request.direction == "in" else "request.sent"
    sound(request, event, kind=listed.kind, fields=first.fields, by=_BY, at=first.on)
    for paper in listed.papers[1:]:
        what = happening(paper)
        to = after(State(request.state), what)
        if to is None:
            continue
        request.state = to.value
        if paper.kind == CONSULTATION:
            request.consulted = what in (Happening.VIEWS, Happening.TERMS)
        for heard in events_of(what, direction=direction_here(paper, direction=request.direction), act=paper.act):
            sound(request, heard, kind=paper.kind, fields=paper.fields, by=_BY, at=paper.on)
    sound(request, "request.acknowledged", kind=listed.kind, fields={}, by=_BY, at=at)
