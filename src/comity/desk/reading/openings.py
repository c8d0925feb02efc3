"""What an officer may begin on a request: with which form, in reply to what, and what need not be typed again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from comity.desk.meaning import EXTENSION
from comity.desk.policy import RequestNotOpen, require_decidable
from comity.desk.reading.requests import Act, open_question
from comity.desk.states import DraftState, Happening, State, after
from comity.records.models import Draft, Request
from comity.terms.identifiers import EnvelopeId
from comity.terms.json import JsonValue

_LIVE: Final = (DraftState.OPEN.value, DraftState.SUBMITTED.value)


class Wish(StrEnum):
    """What is to be begun."""

    DECIDE = "decide"
    VIEWS = "views"
    EXTEND = "extend"
    WITHDRAW = "withdraw"


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
    """Return how to begin `wish` on a request with these acts; raises `RequestNotOpen` where it does not follow."""
    if wish is Wish.DECIDE:
        return _decision(request, acts)
    if wish is Wish.VIEWS:
        _require_ours(request, Happening.VIEWS)
        asked = next((act for act in reversed(acts) if act.body.act in ("consultation", "notice")), None)
        if asked is None:
            raise RequestNotOpen(reference=request.reference, state=request.state)
        return Opening("views", asked.body.kind, asked)
    if wish is Wish.EXTEND:
        _require_ours(request, Happening.EXTENSION)
        return Opening("request", EXTENSION, fields={"original": request.reference})
    _require_ours(request, Happening.WITHDRAWAL)
    return Opening("withdrawal", "ADM-WITHDRAW")


def _require_ours(request: Request, happening: Happening) -> None:
    """Raise unless we are the ones who asked, and the table has a move."""
    if request.direction != "out" or after(State(request.state), happening) is None:
        raise RequestNotOpen(reference=request.reference, state=request.state)


def _decision(request: Request, acts: Sequence[Act]) -> Opening:
    require_decidable(request.reference, State(request.state))
    question = open_question(acts)
    if request.direction != "in" or question is None:
        raise RequestNotOpen(reference=request.reference, state=request.state)
    return Opening("answer", question.body.kind, question, _consulted_on(request, acts))


def _consulted_on(request: Request, acts: Sequence[Act]) -> dict[str, JsonValue]:
    """Return the grounds of our own consultation once the views have come; the answer itself is never chosen for anybody."""
    if request.state != State.VIEWS_GIVEN:
        return {}
    ours = next((act for act in reversed(acts) if act.body.act == "consultation" and act.direction == "out"), None)
    grounds = ours.body.fields.get("grounds") if ours else None
    return {"grounds": grounds} if grounds else {}


def live_draft(request: Request, begun: Opening) -> Draft | None:
    """Return the draft of that opening that is open or submitted, the newest first; one decision is written once."""
    drafts = Draft.objects.filter(reference=request.reference, act=begun.act, kind=begun.kind, state__in=_LIVE)
    if begun.replies_to is not None:
        drafts = drafts.filter(replies_to=str(begun.envelope))
    return drafts.order_by("-opened_at").first()
