"""What an act means for its request: which happening it is, which events its clocks hear. Pure; both sides read the same table."""

from collections.abc import Mapping
from typing import Final

from comity.desk.states import Happening
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody

EXTENSION: Final = "REQ-PRESERVE-EXT"
CONSULTATION: Final = "ADM-CONSULT"
_REQUESTS: Final = "REQ-"
# No decision, no answer: a code that is not here is not understood, and never taken for a grant.
_BY_DECISION: Final[Mapping[str, Happening]] = {
    "D-GRANT": Happening.GRANT,
    "D-COND": Happening.GRANT,
    "D-PART": Happening.GRANT,
    "D-REFUSE": Happening.REFUSAL,
    "D-RISK": Happening.NOTICE,
}
_OF_THE_REQUESTED: Final = frozenset({"answer", "consultation", "notice"})

_BY_ACT: Final[Mapping[str, Happening]] = {
    "consultation": Happening.CONSULTATION,
    "views": Happening.VIEWS,
    "notice": Happening.NOTICE,
    "withdrawal": Happening.WITHDRAWAL,
}

# What the clocks of the rulebook listen for, by happening, at the node that acts and at the node that is told.
_EVENTS: Final[Mapping[Happening, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Happening.CONSULTATION: (("consultation.sent",), ("consultation.received",)),
    Happening.VIEWS: (("views.sent",), ("views.received",)),
    Happening.NOTICE: (("risk.sent", "answer.sent"), ("risk.received",)),
    Happening.WITHDRAWAL: (("request.withdrawn",), ("request.withdrawn",)),
    Happening.GRANT: (("answer.sent", "preservation.effected", "order.made"), ("answer.received", "preservation.effected")),
    Happening.REFUSAL: (("answer.sent",), ("answer.received",)),
    Happening.EXTENSION: (("extension.asked",), ("extension.asked", "request.received")),
}


class NotUnderstood(Refused):
    """The act is well formed and means nothing to this desk."""

    wire_class = "policy"
    sentence = gettext_noop("The act %(act)s of kind %(kind)s is not one that this desk takes.")
    next_step = gettext_noop("The other side may run a newer version; ask its contact point.")


def opens_request(act: str, kind: str) -> bool:
    """Say whether the act begins a request of its own (an extension belongs to the one it extends)."""
    return act == "request" and kind.startswith(_REQUESTS) and kind != EXTENSION


def is_of_the_requested(act: str) -> bool:
    """Say whether the act is one of the State that was asked; all others are of the one that asks."""
    return act in _OF_THE_REQUESTED


def happening_of(act: str, kind: str, fields: Mapping[str, JsonValue]) -> Happening:
    """Return what the act does to its request; raises `NotUnderstood`."""
    if act in _BY_ACT:
        return _BY_ACT[act]
    if act == "request" and kind == EXTENSION:
        return Happening.EXTENSION
    if act == "answer" and kind.startswith(_REQUESTS) and str(fields.get("decision")) in _BY_DECISION:
        return _BY_DECISION[str(fields["decision"])]
    raise NotUnderstood(act=act, kind=kind)


def events_of(happening: Happening, *, direction: str) -> tuple[str, ...]:
    """Return the clock events of a happening at this node; `direction` is `out` where this node acted."""
    sent, told = _EVENTS.get(happening, ((), ()))
    return sent if direction == "out" else told


def requires_of(body: ActBody) -> tuple[str, ...]:
    """Return the receipts that an act owes its sender."""
    if body.act == "request":
        return ("decided", "opened", "received")
    return ("opened", "received")
