"""What an act means for its request: which happening it is, which events its clocks hear. Both sides read the same tables."""

from collections.abc import Mapping
from typing import Final

from comity.desk.rules import rulebook
from comity.desk.states import Happening
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody
from comity.wire.commitment import KIND
from comity.wire.resharing import KIND as RESHARING_KIND
from comity.wire.threatset import KIND as GIVING_KIND
from comity.wire.warning import KIND as WARNING_KIND
from comity.wire.warning import RECALL

EXTENSION: Final = "REQ-PRESERVE-EXT"
CONSULTATION: Final = "ADM-CONSULT"
RISK_NOTICE: Final = "MSG-PRESERVE-RISK"
PATH_NOTICE: Final = "MSG-PATH"
MORE_INFORMATION: Final = "ADM-MOREINFO"
STATUS: Final = "ADM-STATUS"
REFUSING: Final = "ADM-REFUSE"
POSTPONING: Final = "ADM-POSTPONE"
WITHDRAWING: Final = "ADM-WITHDRAW"
CARRYING: Final = "ADM-CARRY"
SHARING: Final = KIND
WARNING: Final = WARNING_KIND
GIVING: Final = GIVING_KIND
RESHARING: Final = RESHARING_KIND

_ACCEPTS: Final = "VIEWS-ACCEPT-TERMS"
_MORE_FOLLOWS: Final = "RES-PART"
_RESULT: Final = "result"
_MESSAGE: Final = "message"
_PRESERVED: Final = "preserve"
_RECORD: Final = "record"
_CARRY: Final[Mapping[str, Happening]] = {"CARRY-ACCEPT": Happening.CARRIED, "CARRY-REFUSE": Happening.NOT_CARRIED}
_OF_ITS_KIND: Final = frozenset({"answer", "result", "report", "closure"})
_POSTPONABLE: Final = "postponable"
_EMERGENCY: Final = "emergency"

# No decision, no answer: a code that is not here is not understood, and never taken for a grant.
_BY_DECISION: Final[Mapping[str, Happening]] = {
    "D-GRANT": Happening.GRANT,
    "D-COND": Happening.GRANT,
    "D-PART": Happening.GRANT,
    "D-ACCEPT": Happening.CONSENT,
    "D-REFUSE": Happening.REFUSAL,
    "D-DECLINE": Happening.REFUSAL,
    "D-RISK": Happening.NOTICE,
    "D-POSTPONE": Happening.POSTPONEMENT,
}
# Where a result follows, the decision only promises it, and conditions wait to be accepted.
_BEFORE_RESULT: Final[Mapping[str, Happening]] = {
    "D-GRANT": Happening.ACCEPTANCE,
    "D-PART": Happening.ACCEPTANCE,
    "D-COND": Happening.OFFER,
}

# Where nothing follows and nothing is preserved, the decision is all that was asked for.
_CONSENTING: Final = frozenset({"D-GRANT", "D-COND", "D-PART"})

_BY_ACT: Final[Mapping[str, Happening]] = {
    "consultation": Happening.CONSULTATION,
    "withdrawal": Happening.WITHDRAWAL,
    "report": Happening.REPORT,
}
# These parts of these kinds are something of their own.
_BY_KIND: Final[Mapping[tuple[str, str], Happening]] = {
    ("request", EXTENSION): Happening.EXTENSION,
    ("withdrawal", CARRYING): Happening.CARRY_WITHDRAWN,
    ("notice", SHARING): Happening.REPORT,  # each side reports how it stands in its own register
    ("report", WARNING): Happening.UPDATE,  # or the recall, which says so in its fields
    ("notice", WARNING): Happening.UPDATE,  # what was done since with what was acknowledged
    ("report", GIVING): Happening.UPDATE,  # a further set, or the recall of objects
    ("notice", RESHARING): Happening.UPDATE,  # the permission is taken back
}

# Which side of a case says what. Questions and what answers them go both ways: by kind.
_OF_THE_REQUESTED: Final = frozenset({"answer", "result", "consultation", "notice"})
_ASKED_OF_US: Final = frozenset({("question", MORE_INFORMATION), ("information", STATUS)})

# What the clocks of the rulebook listen for, by happening, at the node that acts and at the node that is told.
_EVENTS: Final[Mapping[Happening, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Happening.QUESTION: (("question.sent",), ("question.received",)),
    Happening.INFORMATION: (("information.sent",), ("information.received",)),
    Happening.CONSULTATION: (("consultation.sent",), ("consultation.received",)),
    Happening.VIEWS: (("views.sent",), ("views.received",)),
    Happening.NOTICE: (("risk.sent", "answer.sent"), ("risk.received",)),
    Happening.OFFER: (("answer.sent", "offer.sent"), ("answer.received", "offer.received")),
    Happening.TERMS: (("views.sent", "conditions.accepted"), ("views.received", "conditions.accepted")),
    Happening.POSTPONEMENT: (("answer.sent", "postponement.sent"), ("answer.received", "postponement.received")),
    Happening.ACCEPTANCE: (("answer.sent", "acceptance.sent"), ("answer.received", "acceptance.received")),
    Happening.GRANT: (("answer.sent", "preservation.effected", "order.made"), ("answer.received", "preservation.effected")),
    Happening.CONSENT: (("answer.sent", "consent.sent"), ("answer.received", "consent.received")),
    Happening.REFUSAL: (("answer.sent", "refusal.sent"), ("answer.received", "refusal.received")),
    Happening.PART: (("answer.sent", "part.sent"), ("answer.received", "part.received")),
    Happening.RESULT: (("answer.sent", "result.sent"), ("answer.received", "result.received")),
    Happening.REPORT: (("report.sent",), ("report.received",)),
    Happening.EXTENSION: (("extension.asked",), ("extension.asked", "request.received")),
    Happening.WITHDRAWAL: (("request.withdrawn",), ("request.withdrawn",)),
    Happening.RECALL: (("request.withdrawn",), ("request.withdrawn",)),
    Happening.CLOSURE: (("closure.sent",), ("closure.received",)),
    Happening.FILING: (("closure.sent",), ("closure.received",)),
    # At the node that proposed alone: with the other one nothing runs before it accepted.
    Happening.CARRYING: (("carry.proposed",), ()),
    Happening.CARRIED: ((), ("carry.ended",)),
    Happening.NOT_CARRIED: ((), ("carry.ended",)),
    Happening.CARRY_WITHDRAWN: (("carry.ended",), ()),
}
# A question of the other kind is one about the state of things, and is heard by other clocks.
_STATUS_EVENTS: Final[Mapping[str, tuple[str, str]]] = {
    "question": ("status.asked", "status.asked"),
    "information": ("status.given", "status.given"),
}


class NotUnderstood(Refused):
    """The act is well formed and means nothing to this desk."""

    wire_class = "policy"
    sentence = gettext_noop("The act %(act)s of kind %(kind)s is not one that this desk takes.")
    next_step = gettext_noop("The other side may run a newer version; ask its contact point.")


def opens_request(act: str, kind: str) -> bool:
    """Say whether the act begins a case of its own; a request of a kind that this desk does not know is still a request."""
    row = rulebook().kinds.get(kind)
    return act == "request" and (row is None or row.opens)


def require_known_part(act: str, kind: str) -> None:
    """Raise `NotUnderstood` for a part that a known kind has not, and for a kind that is only recorded and never travels."""
    row = rulebook().kinds.get(kind)
    if row is not None and (act not in row.parts or row.nature == _RECORD):
        raise NotUnderstood(act=act, kind=kind)


def is_recorded(kind: str) -> bool:
    """Say whether a kind is only recorded and tracked: it is addressed to a provider, and no node carries it."""
    row = rulebook().kinds.get(kind)
    return row is not None and row.nature == _RECORD


def fits(act: str, kind: str, *, about: str) -> bool:
    """Say whether an act belongs to a case that a request of kind `about` opened."""
    row = rulebook().kinds.get(kind)
    if kind in (EXTENSION, RISK_NOTICE):
        return _extended(about)
    if act in _OF_ITS_KIND or kind in (SHARING, WARNING, GIVING, RESHARING):
        return kind == about or (act == "answer" and (kind == REFUSING or (kind == POSTPONING and _postponable(about))))
    return row is None or not row.opens


def _postponable(about: str) -> bool:
    """Say whether the execution of a kind may be postponed at all."""
    row = rulebook().kinds.get(about)
    return row is None or _POSTPONABLE in row.sets


def _extended(about: str) -> bool:
    """Say whether a case is one of preservation, which alone can be extended."""
    row = rulebook().kinds.get(about)
    return row is None or _PRESERVED in row.sets


def is_of_the_requested(act: str, kind: str) -> bool:
    """Say whether the act is one of the State that was asked; all others are of the one that asks."""
    return act in _OF_THE_REQUESTED or (act, kind) in _ASKED_OF_US


def has_result(kind: str) -> bool:
    """Say whether a result follows the decision on a kind; of one that is not known here it may."""
    row = rulebook().kinds.get(kind)
    return row is None or _RESULT in row.parts


def happening_of(act: str, kind: str, fields: Mapping[str, JsonValue]) -> Happening:
    """Return what the act does to its request; raises `NotUnderstood`."""
    if (act, kind) in _BY_KIND:
        return Happening.RECALL if kind == WARNING and fields.get("follow") == RECALL else _BY_KIND[act, kind]
    if act in _BY_ACT:
        return _BY_ACT[act]
    if act == "answer":
        return _decided(kind, fields.get("decision"))
    if act == "result":
        return Happening.PART if fields.get("extent") == _MORE_FOLLOWS else Happening.RESULT
    if act == "views":
        return Happening.TERMS if kind == CONSULTATION and fields.get("views") == _ACCEPTS else Happening.VIEWS
    if act == "notice":
        return Happening.PATH if kind == PATH_NOTICE else Happening.NOTICE
    if act in ("question", "information"):
        return _talked(act, kind, fields)
    if act == "closure":
        return closing(kind)
    raise NotUnderstood(act=act, kind=kind)


def _decided(kind: str, decision: JsonValue) -> Happening:
    form = rulebook().forms.get((kind, "answer"))
    known = form.by_key["decision"].accepts if form is not None and "decision" in form.by_key else _BY_DECISION.keys()
    if not isinstance(decision, str) or decision not in _BY_DECISION or decision not in known:
        raise NotUnderstood(act="answer", kind=kind)
    if decision in _BEFORE_RESULT and has_result(kind):
        return _BEFORE_RESULT[decision]
    if decision in _CONSENTING and not _extended(kind):
        return Happening.CONSENT
    return _BY_DECISION[decision]


def _talked(act: str, kind: str, fields: Mapping[str, JsonValue]) -> Happening:
    if kind == CARRYING:
        return _carried(act, kind, fields.get("carry"))
    if kind == STATUS:
        return Happening.STATUS
    return Happening.QUESTION if act == "question" else Happening.INFORMATION


def _carried(act: str, kind: str, answer: JsonValue) -> Happening:
    if act == "question":
        return Happening.CARRYING
    if not isinstance(answer, str) or answer not in _CARRY:
        raise NotUnderstood(act=act, kind=kind)
    return _CARRY[answer]


def closing(kind: str) -> Happening:
    """Return what the closure of a kind does: a message that asks nothing is filed away before anybody answers it."""
    row = rulebook().kinds.get(kind)
    return Happening.FILING if row is not None and _MESSAGE in row.sets else Happening.CLOSURE


def events_of(happening: Happening, *, direction: str, act: str = "") -> tuple[str, ...]:
    """Return the clock events of a happening at this node; `direction` is `out` where this node acted, `act` its part."""
    sent, told = _EVENTS.get(happening, ((), ()))
    if happening is Happening.STATUS and act in _STATUS_EVENTS:
        sent, told = ((event,) for event in _STATUS_EVENTS[act])
    return sent if direction == "out" else told


def sounded() -> frozenset[str]:
    """Return every event that an act sounds, at either node."""
    by_acts = {event for sides in _EVENTS.values() for side in sides for event in side}
    return frozenset(by_acts | {event for sides in _STATUS_EVENTS.values() for event in sides})


def is_emergency(kind: str, urgency: str) -> bool:
    """Say whether a request claims an emergency: by its urgency, or by what it is."""
    row = rulebook().kinds.get(kind)
    return urgency == _EMERGENCY or (row is not None and _EMERGENCY in row.sets)


def requires_of(body: ActBody) -> tuple[str, ...]:
    """Return the receipts that an act owes its sender."""
    if body.act == "request":
        return ("decided", "opened", "received")
    return ("opened", "received")
