"""A case as a small graph: entities, and claims about two of them, each with its source. Claims that disagree stand side by side. Pure.

Nothing is inferred but what a form says by itself, nothing is merged but equal values of one type within one case, and nothing
here crosses from one case to another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

PERSON: Final = "person"
PROVIDER: Final = "provider"
CASE: Final = "case"
SAYS: Final = "CS-SAYS"
DENIES: Final = "CS-DENIES"
STANDS: Final = (SAYS, DENIES)
# Read the same from either end.
MUTUAL: Final = frozenset({"CR-SAME", "CR-KNOWS"})
# What one entity is in a case, of which no two of different groups hold at once; every other role goes beside any.
_APART: Final = (
    frozenset({"PR-SUSPECT", "PR-ACCUSED", "PR-CONVICTED", "REL-SUSPECT"}),
    frozenset({"PR-VICTIM", "PR-WITNESS", "REL-VICTIM"}),
)


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A person, an account, a provider or the case: `type` is `person`, `provider`, `case` or a code of `identifier-type`."""

    type: str
    value: str


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """What one source says of two entities. `state` is the State that says so, `source` its act or, at home, where it is from.

    `said_at` is the moment as ISO text, `confidence` a code of `claim-confidence` or empty where the source gave none. `home` is the
    number of a claim that an officer here added, 0 for one that an act makes.
    """

    one: Entity
    relation: str
    other: Entity
    stand: str
    state: str
    said_at: str
    source: str
    confidence: str = ""
    home: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """Two entities and every claim of one relation between them, oldest first; `disputed` where one disagrees with any of the case."""

    one: Entity
    relation: str
    other: Entity
    claims: tuple[Claim, ...]
    disputed: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The entities and edges of one case, in an order that depends on nothing but what they are."""

    entities: tuple[Entity, ...] = field(default=())
    edges: tuple[Edge, ...] = field(default=())


def straight(claim: Claim) -> Claim:
    """Return a claim with its entities in one order where its relation reads the same from either end."""
    if claim.relation not in MUTUAL or claim.one <= claim.other:
        return claim
    return Claim(
        claim.other, claim.relation, claim.one, claim.stand, claim.state, claim.said_at, claim.source, claim.confidence, claim.home
    )


def disagree(one: Claim, other: Claim) -> bool:
    """Say whether two claims cannot both be right; the same whichever is asked first, and never of a claim with itself."""
    first, second = straight(one), straight(other)
    if (first.one, first.other) != (second.one, second.other):
        return False
    if first.relation == second.relation:
        return first.stand != second.stand
    return first.stand == second.stand == SAYS and _apart(first.relation, second.relation)


def _apart(one: str, other: str) -> bool:
    return any(one in here and other in there for here, there in (_APART, _APART[::-1]))


def graph_of(claims: Iterable[Claim], *, alone: Iterable[Entity] = ()) -> Graph:
    """Return the graph of `claims`; `alone` are entities that somebody names without saying anything about them.

    The order of what is given changes nothing; a claim that is given twice counts once.
    """
    held = sorted({straight(claim) for claim in claims})
    edges = []
    for (one, relation, other), found in groupby(held, key=lambda claim: (claim.one, claim.relation, claim.other)):
        here = tuple(sorted(found, key=lambda claim: (claim.said_at, claim)))
        disputed = any(disagree(mine, theirs) for mine in here for theirs in held)
        edges.append(Edge(one, relation, other, here, disputed))
    entities = {entity for edge in edges for entity in (edge.one, edge.other)} | set(alone)
    return Graph(tuple(sorted(entities)), tuple(edges))
