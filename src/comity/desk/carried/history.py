"""The papers that an act carries: read from its fields, and replayed through the table of states. Pure; only what follows is believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from comity.desk.meaning import fits, happening_of, is_of_the_requested, opens_request
from comity.desk.states import Happening, State, after
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Malformed, Refused
from comity.treaty.faults import FaultError
from comity.treaty.papers import ASKED, ASKING, read_papers
from comity.wire.act import ActPart, Urgency

SIDE_ASKING: Final = "CARRY-ASKING"
SIDE_ASKED: Final = "CARRY-ASKED"
MAX_PAPERS: Final = 200
_WHAT: Final = "history of a case"
_OVER: Final = frozenset({State.REFUSED, State.WITHDRAWN, State.UNDELIVERED, State.CLOSED})
OPEN: Final = frozenset(State) - _OVER


@dataclass(frozen=True, slots=True)
class Paper:
    """One act that went outside the wire. `of_requested` says whose it was; `on` when it came, or else went."""

    envelope: EnvelopeId
    of_requested: bool
    act: ActPart
    kind: str
    on: Instant
    method: str
    fields: Mapping[str, JsonValue] = field(repr=False)
    number: str = ""
    document: Digest | None = None
    original: EnvelopeId | None = None

    def row(self) -> dict[str, JsonValue]:
        """Return the paper as the act carries it."""
        found: dict[str, JsonValue] = {
            "act": self.act,
            "by": ASKED if self.of_requested else ASKING,
            "envelope": str(self.envelope),
            "fields": dict(self.fields),
            "kind": self.kind,
            "method": self.method,
            "on": str(self.on),
        }
        if self.number:
            found["number"] = self.number
        if self.document is not None:
            found["document"] = str(self.document)
        if self.original is not None:
            found["original"] = str(self.original)
        return found


@dataclass(frozen=True, slots=True)
class History:
    """What a proposal says of a case. `proposer_asks`: it is the State that proposes that also asked."""

    proposer_asks: bool
    kind: str
    instrument: str
    article: str
    urgency: Urgency
    state: State
    papers: tuple[Paper, ...]
    their_number: str = ""

    @property
    def documents(self) -> frozenset[Digest]:
        """The digests of the documents that are named."""
        return frozenset(paper.document for paper in self.papers if paper.document is not None)


def read_history(fields: Mapping[str, Any], *, at: Instant) -> History:
    """Return the history in the fields of a proposal; raises `Malformed` for one that is not whole, lies ahead, or does not follow.

    A request opens it; every later paper is of a side that may send such a thing, fits the request, answers only a paper before it, and
    the state is the one to which the table leads.
    """
    try:
        rows = cast("list[dict[str, Any]]", read_papers(fields.get("papers"), cap=MAX_PAPERS))
        found = History(
            proposer_asks={SIDE_ASKING: True, SIDE_ASKED: False}[fields["side"]],
            kind=str(fields["about_kind"]),
            instrument=str(fields["about_instrument"]),
            article=str(fields["about_article"]),
            urgency=_URGENCIES[fields["about_urgency"]],
            state=State(fields["state"]),
            papers=tuple(map(_paper, rows)),
            their_number=str(fields.get("their_number", "")),
        )
    except (FaultError, KeyError, TypeError, ValueError) as fault:
        raise Malformed(_WHAT, "it is not whole") from fault
    _require_in_order(found, at=at)
    if replay(found.papers) is not found.state or found.state not in OPEN:
        raise Malformed(_WHAT, "the state does not follow from the papers, or the case is over")
    return found


_URGENCIES: Final[Mapping[str, Urgency]] = {"routine": "routine", "urgent": "urgent", "emergency": "emergency"}


def _paper(row: Mapping[str, Any]) -> Paper:
    return Paper(
        envelope=EnvelopeId(row["envelope"]),
        of_requested=row["by"] == ASKED,
        act=row["act"],
        kind=row["kind"],
        on=Instant.parse(row["on"]),
        method=row["method"],
        fields=row["fields"],
        number=row.get("number", ""),
        document=Digest.parse(row["document"]) if "document" in row else None,
        original=EnvelopeId(row["original"]) if "original" in row else None,
    )


def _require_in_order(found: History, *, at: Instant) -> None:
    if not found.papers:
        raise Malformed(_WHAT, "it has no paper")
    first, seen = found.papers[0], set[EnvelopeId]()
    if not opens_request(first.act, first.kind) or first.kind != found.kind or first.of_requested:
        raise Malformed(_WHAT, "no request opens it")
    for number, paper in enumerate(found.papers, 1):
        inside = number == 1 or (not opens_request(paper.act, paper.kind) and fits(paper.act, paper.kind, about=found.kind))
        if not inside or is_of_the_requested(paper.act, paper.kind) != paper.of_requested:
            raise Malformed(_WHAT, f"paper {number} does not belong there")
        if paper.on > at or paper.envelope in seen or (paper.original is not None and paper.original not in seen):
            raise Malformed(_WHAT, f"paper {number} is out of order")
        seen.add(paper.envelope)


def happening(paper: Paper) -> Happening:
    """Return what a paper after the first does; raises `NotUnderstood`."""
    return happening_of(paper.act, paper.kind, paper.fields)


def direction_here(paper: Paper, *, direction: str) -> str:
    """Return whether a paper went or came at the node on whose side of the case `direction` says that it stands."""
    return "out" if paper.of_requested == (direction == "in") else "in"


def replay(papers: Sequence[Paper]) -> State:
    """Return the state to which the table leads, for a request that the other side has before it; what crossed moves nothing."""
    state = State.OPENED
    for paper in papers[1:]:
        try:
            state = after(state, happening(paper)) or state
        except Refused as fault:
            raise Malformed(_WHAT, f"{paper.act} {paper.kind} means nothing here") from fault
    return state
