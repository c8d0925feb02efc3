"""What is known of the acts of a case outside the wire: their steps and documents, and what may be recorded next."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.desk.meaning import CARRYING, closing, fits, happening_of, is_of_the_requested, is_recorded, opens_request
from comity.desk.outside.papers import read_paper
from comity.desk.outside.refusals import NoSuchPaper
from comity.desk.outside.states import Step, following
from comity.desk.rules import rulebook
from comity.desk.states import Happening, State, after
from comity.directory.ways import is_outside
from comity.records.models import Message, Passage, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.refusals import Refused


@dataclass(frozen=True, slots=True)
class Outside:
    """One act outside the wire: its steps in order, and those that can be recorded now."""

    env_id: EnvelopeId
    direction: str
    passages: tuple[Passage, ...]
    next: tuple[Step, ...]


def outside_acts(request: Request) -> dict[EnvelopeId, Outside]:
    """Return the acts of a case that did not travel between nodes, by envelope."""
    found: dict[EnvelopeId, Outside] = {}
    for message in Message.objects.filter(request=request, road="outside").order_by("id"):
        passages = tuple(Passage.objects.filter(message=message).select_related("by").order_by("id"))
        done = [(Step(one.step), one.method) for one in passages]
        env_id = EnvelopeId(message.env_id)
        found[env_id] = Outside(
            env_id, message.direction, passages, following(direction=message.direction, done=done, tracked=tracked(message.kind))
        )
    return found


def tracked(kind: str) -> str:
    """Return the kind where it is one of those that are only recorded, else nothing."""
    return kind if is_recorded(kind) else ""


def paper_of(request: Request, digest: str) -> tuple[Passage, bytes]:
    """Return a document of the case, word for word; raises `NoSuchPaper`, `PaperMissing`."""
    found = Passage.objects.filter(message__request=request, digest=digest).order_by("id").first() if digest else None
    if found is None:
        raise NoSuchPaper(reference=request.reference)
    return found, read_paper(Digest.parse(found.digest))


def may_come(request: Request) -> tuple[tuple[str, str], ...]:
    """Return part and kind of every act that a partner without a node could now send in this case, by paper."""
    if not is_outside(request.peer):
        return ()
    return tuple(
        (act, kind.code)
        for kind in rulebook().kinds.values()
        for act in kind.parts
        if kind.nature != "record" and kind.code != CARRYING and not opens_request(act, kind.code) and _could(request, act, kind.code)
    )


def _could(request: Request, act: str, kind: str) -> bool:
    ours = is_of_the_requested(act, kind) == (request.direction == "in")
    if ours or not fits(act, kind, about=request.kind):
        return False
    return any(after(State(request.state), one) is not None for one in _happenings(act, kind))


def _happenings(act: str, kind: str) -> Sequence[Happening]:
    """Return what the act could do; an answer does one of several things, and its decision is not known yet."""
    if act == "answer":
        return (Happening.GRANT, Happening.REFUSAL, Happening.ACCEPTANCE, Happening.CONSENT)
    if act == "closure":
        return (closing(kind),)
    try:
        return (happening_of(act, kind, {}),)
    except Refused:
        return ()
