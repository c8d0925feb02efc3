"""What is left to be proven of acts whose content was destroyed: their headers, their closed leaves, and the act of two officers by which.

    {"acts":[{"act":"request","envelope":"…","leaf":12,"number":1}],"reference":"XR-2026-000001","v":1}

Nothing in it is needed that was destroyed. Which closed leaf is that of which act, nothing shows any more: it is the maker's word. Pure.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from comity.desk.proving.layout import MAX_ACTS, REMAINS, ActFiles, Contents, Manifest
from comity.desk.proving.listed import CARRYING
from comity.desk.proving.opened import Leaf, Leaves
from comity.desk.proving.refusals import NotProven, at_file
from comity.desk.proving.said import ACTS
from comity.terms.identifiers import EnvelopeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.shapes import Shape, require_count, take_shape

SPEC: Final = "docs/specs/proof.md, section 4.11"

CAP: Final = 1024 * 1024
PROPOSED: Final = "erasure.proposed"
DESTROYED: Final = "erasure.destroyed"
_WHAT: Final = "what was destroyed"


@dataclass(frozen=True, slots=True)
class ClosedAct:
    """An act whose content was destroyed; `act` is what the maker calls it, `leaf` where it says that its closed leaf stands."""

    number: int
    envelope: EnvelopeId
    act: str
    leaf: int


@dataclass(frozen=True, slots=True)
class Remains:
    """The acts of a case whose content was destroyed."""

    reference: Reference
    acts: tuple[ClosedAct, ...]

    def of(self, act: ActFiles) -> ClosedAct | None:
        """Return what is left of that act; None where it is there whole."""
        return next((one for one in self.acts if (one.number, one.envelope) == (act.number, act.env_id)), None)

    @property
    def leaves(self) -> frozenset[int]:
        """The leaves that are shown and can not be opened."""
        return frozenset(one.leaf for one in self.acts)

    def begins(self, act: ActFiles, *, kind: str) -> bool:
        """Say whether a request begins with that act, by what the maker calls it."""
        closed = self.of(act)
        return closed is not None and (closed.act == "request" or self.proposes(act, kind=kind))

    def proposes(self, act: ActFiles, *, kind: str) -> bool:
        """Say whether that act proposed to go on on the wire: the papers that it listed are not known any more."""
        closed = self.of(act)
        return closed is not None and (closed.act, kind) == ("question", CARRYING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenDestruction:
    """By which rule the content was destroyed, when, by whom, and the two leaves that say so."""

    remains: Remains
    rule: str
    due: Instant
    reason: str
    proposed_by: OfficerId
    proposed_at: Instant
    proposed: int
    by: OfficerId
    at: Instant
    leaf: int


class _Act(Shape):
    number: int
    envelope: str
    act: str
    leaf: int


class _Remains(Shape):
    v: int
    reference: str
    acts: list[_Act]


def print_remains(remains: Remains) -> bytes:
    """Return the canonical bytes."""
    acts = [{"number": one.number, "envelope": str(one.envelope), "act": one.act, "leaf": one.leaf} for one in remains.acts]
    return print_json({"v": 1, "reference": str(remains.reference), "acts": acts}, what=_WHAT)


def parse_remains(data: bytes) -> Remains:
    """Read what `print_remains` writes and nothing else; raises `TooLarge` over 1 MiB, otherwise `Malformed`."""
    told = take_shape(parse_json(data, CAP, what=_WHAT), shape=_Remains, what=_WHAT)
    if told.v != 1:
        raise Malformed(_WHAT, "version 1 expected")
    for one in told.acts:
        require_count(one.number, least=1, what=_WHAT)
        require_count(one.leaf, least=0, what=_WHAT)
    remains = Remains(
        Reference(told.reference), tuple(ClosedAct(one.number, EnvelopeId(one.envelope), one.act, one.leaf) for one in told.acts)
    )
    for holds, why in (
        (remains.acts, "it names nothing"),
        (all(one.number < other.number for one, other in pairwise(remains.acts)), "not in order"),
        (len(remains.leaves) == len(remains.acts), "one leaf for two acts"),
        (all(one.number <= MAX_ACTS and one.act in ACTS for one in remains.acts), "an act that there is not"),
    ):
        if not holds:
            raise Malformed(_WHAT, why)
    return remains


def read_remains(contents: Contents, *, manifest: Manifest) -> Remains | None:
    """Return what was destroyed, None where nothing is said to be; what is missing is what it names, and nothing else.

    Raises `NotProven`.
    """
    if contents.destroyed is None:
        return None
    if contents.withheld is not None:
        raise NotProven(file=REMAINS, why="a file names what is withheld or what was destroyed, and not both")
    with at_file(REMAINS):
        remains = parse_remains(contents.destroyed)
    here = {(act.number, act.env_id) for act in contents.acts}
    for holds, why in (
        (remains.reference == manifest.reference, "it is about another request"),
        ({(one.number, one.envelope) for one in remains.acts} <= here, "it names an act that is not in this file"),
    ):
        if not holds:
            raise NotProven(file=REMAINS, why=why)
    for act in contents.acts:
        if (act.body is None) != (remains.of(act) is not None):
            raise NotProven(file=act.folder, why="its content is missing without being named as destroyed, or the other way round")
    for index, leaf in contents.leaves.items():
        if (leaf.opening is None) != (index in remains.leaves):
            raise NotProven(file=f"log/{index}", why="its opening is missing without being named as destroyed, or the other way round")
    for index in sorted(remains.leaves - contents.leaves.keys()):
        raise NotProven(file=f"log/{index}", why="it is missing")
    return remains


def take_closed(leaves: Leaves, closed: ClosedAct, *, kind: str) -> Leaf:
    """Take away the closed leaf that the maker calls that of an act; raises `NotProven` where it is none of that kind."""
    leaf = leaves.pop((kind, f"#{closed.leaf}"), None)
    if leaf is None:
        raise NotProven(file=f"log/{closed.leaf}.leaf", why=f"it is no leaf {kind}")
    return leaf


def read_destruction(leaves: Leaves, remains: Remains | None, *, manifest: Manifest) -> ProvenDestruction | None:
    """Return who destroyed it, and by which rule; both leaves are taken away. Raises `NotProven`."""
    if remains is None:
        return None
    proposed, done = leaves.pop((PROPOSED, ""), None), leaves.pop((DESTROYED, ""), None)
    if proposed is None or done is None:
        raise NotProven(file=REMAINS, why="no leaf by which two officers destroyed it is in this file")
    path = f"log/{done.index}.opening.json"
    with at_file(path):
        first, second = OfficerId(proposed.actor), OfficerId(done.actor)
        due, rule, reason, count = _told(done)
    for holds, why in (
        (first != second and first.node == second.node == manifest.node, "it was not destroyed by two officers of the maker"),
        ((done.fact("proposed_by"), proposed.fact("reason")) == (str(first), reason), "it was not this that was proposed"),
        (proposed.index < done.index and proposed.record.at <= done.record.at, "it was destroyed before it was proposed"),
        (due <= done.record.at, "it was destroyed before the day of the rule"),
        (len(remains.acts) <= count, "fewer acts were destroyed than are named"),
        (all(leaf < done.index for leaf in remains.leaves), "an act is named that came after it"),
    ):
        if not holds:
            raise NotProven(file=path, why=why)
    return ProvenDestruction(
        remains=remains,
        rule=rule,
        due=due,
        reason=reason,
        proposed_by=first,
        proposed_at=proposed.record.at,
        proposed=proposed.index,
        by=second,
        at=done.record.at,
        leaf=done.index,
    )


def _told(done: Leaf) -> tuple[Instant, str, str, int]:
    due, rule, reason, count = (done.fact(name) for name in ("due", "rule", "reason", "acts"))
    if not (isinstance(due, str) and isinstance(rule, str) and isinstance(reason, str) and type(count) is int):
        raise Malformed("erasure", "its rule, day, reason or number of acts is missing")
    return Instant.parse(due), rule, reason, count
