"""The papers that the first act of a carried case lists: told by a proof, and proven by none. Pure, without Django."""

from collections.abc import Iterator
from dataclasses import dataclass

from comity.terms.identifiers import EnvelopeId
from comity.terms.refusals import Refused
from comity.treaty.faults import FaultError
from comity.treaty.papers import read_papers
from comity.wire.act import ActBody

CARRYING = "ADM-CARRY"
_CAP = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper, as who proposed says: `document` is its SHA-256, empty where there was none."""

    envelope: EnvelopeId
    act: str
    kind: str
    on: str
    method: str
    document: str


def is_proposal(body: ActBody) -> bool:
    """Say whether an act proposes that a case goes on on the wire."""
    return (body.act, body.kind) == ("question", CARRYING)


def listed_papers(body: ActBody) -> Iterator[Listed]:
    """Yield the papers that a proposal lists; none for any other act, and for a list that is not one."""
    if not is_proposal(body):
        return
    try:
        rows = read_papers(body.fields.get("papers"), cap=_CAP)
    except (FaultError, Refused):
        return
    for row in rows:
        if isinstance(row, dict):
            yield Listed(
                envelope=EnvelopeId(str(row["envelope"])),
                act=str(row["act"]),
                kind=str(row["kind"]),
                on=str(row["on"]),
                method=str(row["method"]),
                document=str(row.get("document", "")),
            )
