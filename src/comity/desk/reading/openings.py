"""What an officer may begin on a request: with which form, in reply to what, and what need not be typed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from comity.desk.carried.waiting import is_waiting, require_not_waiting
from comity.desk.homing.queries import transferred
from comity.desk.meaning import (
    CONSULTATION,
    EXTENSION,
    GIVING,
    MORE_INFORMATION,
    PATH_NOTICE,
    SHARING,
    STATUS,
    WARNING,
    WITHDRAWING,
    closing,
    fits,
)
from comity.desk.permissions import Verb, verb_of
from comity.desk.policy import RequestNotOpen, require_decidable
from comity.desk.reading.requests import Act, open_question
from comity.desk.rules import rulebook
from comity.desk.states import DraftState, Happening, State, after
from comity.desk.visibility import visible_drafts
from comity.directory.policy import Actor
from comity.directory.ways import is_outside
from comity.records.models import Draft, Request
from comity.terms.identifiers import EnvelopeId
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused

_TRANSFERRED: Final = "STG-TRANSFERRED"
_LIVE: Final = (DraftState.OPEN.value, DraftState.SUBMITTED.value)


class Wish(StrEnum):
    """What is to be begun."""

    DECIDE = "decide"
    VIEWS = "views"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    QUESTION = "question"
    INFORM = "inform"
    CONSULT = "consult"
    ASK_STATUS = "ask-status"
    GIVE_STATUS = "give-status"
    PATH = "path"
    RESULT = "result"
    REPORT = "report"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class _Way:
    """How a wish becomes an act: its part, its kind (empty: that of the request), what it does, whose it is, what it replies to."""

    act: str
    kind: str
    happening: Happening
    direction: str
    replies_to: tuple[str, ...] = ()


_WAYS: Final[Mapping[Wish, _Way]] = {
    Wish.VIEWS: _Way("views", CONSULTATION, Happening.VIEWS, "out", ("consultation", "notice", "answer")),
    Wish.EXTEND: _Way("request", EXTENSION, Happening.EXTENSION, "out"),
    Wish.WITHDRAW: _Way("withdrawal", WITHDRAWING, Happening.WITHDRAWAL, "out"),
    Wish.QUESTION: _Way("question", MORE_INFORMATION, Happening.QUESTION, "in"),
    Wish.INFORM: _Way("information", MORE_INFORMATION, Happening.INFORMATION, "out", ("question",)),
    Wish.CONSULT: _Way("consultation", CONSULTATION, Happening.CONSULTATION, "in"),
    Wish.ASK_STATUS: _Way("question", STATUS, Happening.STATUS, "out"),
    Wish.GIVE_STATUS: _Way("information", STATUS, Happening.STATUS, "in", ("question",)),
    Wish.PATH: _Way("notice", PATH_NOTICE, Happening.PATH, "in"),
    Wish.RESULT: _Way("result", "", Happening.RESULT, "in", ("request",)),
    Wish.REPORT: _Way("report", "", Happening.REPORT, "out", ("result",)),
    Wish.CLOSE: _Way("closure", "", Happening.CLOSURE, "out"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """The part and kind of the act to write, the act that it replies to, and the values that are known already."""

    act: str
    kind: str
    replies_to: Act | None = None
    fields: dict[str, JsonValue] = field(default_factory=dict)

    @property
    def envelope(self) -> EnvelopeId | None:
        """The envelope of the act that is replied to."""
        return self.replies_to.env_id if self.replies_to else None


def opening(request: Request, wish: Wish, *, acts: Sequence[Act]) -> Opening:
    """Return how to begin `wish` on a request with these acts; raises `RequestNotOpen` where it does not follow, and `CarryWaits`."""
    require_not_waiting(request.reference)
    return _opening(request, wish, acts=acts)


def _opening(request: Request, wish: Wish, *, acts: Sequence[Act]) -> Opening:
    if wish is Wish.DECIDE:
        return _decision(request, acts)
    way = _WAYS[wish]
    kind = way.kind or request.kind
    replied = _replied(way, acts if is_outside(request.peer) else [act for act in acts if not _unknown_there(act)], kind=kind)
    if wish is Wish.VIEWS:
        if replied is None:
            raise RequestNotOpen(reference=request.reference, state=request.state)
        kind = replied.body.kind if replied.body.act == "notice" else kind
    _require_way(request, way, kind=kind)
    fields: dict[str, JsonValue] = {"original": request.reference} if wish is Wish.EXTEND else {}
    if wish is Wish.GIVE_STATUS and transferred(request):
        fields = {"stage": _TRANSFERRED}
    return Opening(way.act, kind, replied, fields)


def wishes(request: Request, *, acts: Sequence[Act]) -> tuple[Wish, ...]:
    """Return everything that may be begun on a request now, in the order of `Wish`, by whoever holds the role for it."""
    found: list[Wish] = []
    if is_waiting(request.reference):
        return ()
    for wish in Wish:
        try:
            _opening(request, wish, acts=acts)
        except Refused:
            continue
        found.append(wish)
    return tuple(found)


def verb_for(wish: Wish) -> Verb:
    """Return what an officer must be allowed to do, to begin this."""
    return Verb.DECIDE if wish is Wish.DECIDE else verb_of(_WAYS[wish].act)


def _replied(way: _Way, acts: Sequence[Act], *, kind: str) -> Act | None:
    """Return the newest act of the other side that is replied to; of questions the newest of the same kind."""
    told = [act for act in acts if act.body.act in way.replies_to and act.direction == "in"]
    same = [act for act in told if act.body.act != "question" or act.body.kind == kind]
    return same[-1] if same else None


def _unknown_there(act: Act) -> bool:
    """Say whether an act of a case that goes on on the wire is a paper that its list has not: the other node knows none of that name."""
    return act.road == "outside" and act.crossed


def _require_way(request: Request, way: _Way, *, kind: str) -> None:
    """Raise unless it is ours to say, the kind has such a part, it fits the case, and the table has a move."""
    row = rulebook().kinds.get(kind)
    # How a shared commitment stands is told from the register alone; what follows a warning or a threat set, from its page.
    alone = (kind, way.act) in ((SHARING, "report"), (WARNING, "report"), (GIVING, "report"))
    known = row is not None and way.act in row.parts and not alone and fits(way.act, kind, about=request.kind)
    happening = closing(kind) if way.act == "closure" else way.happening
    if not known or request.direction != way.direction or after(State(request.state), happening) is None:
        raise RequestNotOpen(reference=request.reference, state=request.state)


def _decision(request: Request, acts: Sequence[Act]) -> Opening:
    require_decidable(request.reference, State(request.state))
    question = open_question(acts)
    row = rulebook().kinds.get(question.body.kind) if question else None
    if request.direction != "in" or question is None or row is None or "answer" not in row.parts:
        raise RequestNotOpen(reference=request.reference, state=request.state)
    return Opening("answer", question.body.kind, question, _consulted_on(request, acts))


def _consulted_on(request: Request, acts: Sequence[Act]) -> dict[str, JsonValue]:
    """Return the grounds of our own consultation once the views have come; the answer itself is never chosen for anybody."""
    if request.state != State.VIEWS_GIVEN:
        return {}
    ours = next((act for act in reversed(acts) if act.body.act == "consultation" and act.direction == "out"), None)
    grounds = ours.body.fields.get("grounds") if ours else None
    return {"grounds": grounds} if grounds else {}


def live_draft(request: Request, begun: Opening, *, by: Actor) -> Draft | None:
    """Return the draft of that opening that is open or submitted and that `by` may see, the newest; one decision is written once."""
    drafts = visible_drafts(by).filter(reference=request.reference, act=begun.act, kind=begun.kind, state__in=_LIVE)
    if begun.replies_to is not None:
        drafts = drafts.filter(replies_to=str(begun.envelope))
    return drafts.order_by("-opened_at").first()
