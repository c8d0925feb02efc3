"""Where the entities of a graph stand on a sheet: persons left, what they use in the middle, who holds it and the case right. Pure.

Whole numbers and a fixed order: the same graph is the same picture, byte for byte, whenever and wherever it is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.desk.claims.graph import CASE, PERSON, PROVIDER, Edge, Entity, Graph

WIDTH: Final = 960  # units; a box, then a gap in which lines run and are numbered, three times over
BOX: Final = (240, 48)
_GAP: Final = 120
_ROW: Final = 80
_TOP: Final = 16
_MIDDLE: Final = 1
_COLUMNS: Final[Mapping[str, int]] = {PERSON: 0, PROVIDER: 2, CASE: 2}
_BEND: Final = 48  # how far a line between two boxes of one column bends out
_SPREAD: Final = 18  # between the middles of lines that join the same two boxes


@dataclass(frozen=True, slots=True)
class Place:
    """An entity and the upper left corner of its box."""

    entity: Entity
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of the picture, as an SVG path, and where its number stands; `number` is that of its edge in the table, from 1."""

    edge: Edge
    number: int
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture: its height, its boxes, its lines."""

    height: int
    places: tuple[Place, ...]
    strokes: tuple[Stroke, ...]


def lay_out(graph: Graph) -> Sheet:
    """Place every entity once and draw every edge once; no two boxes touch."""
    places: dict[Entity, Place] = {}
    filled = [0, 0, 0]
    for entity in graph.entities:
        column = _COLUMNS.get(entity.type, _MIDDLE)
        places[entity] = Place(entity, column * (BOX[0] + _GAP), _TOP + filled[column] * _ROW)
        filled[column] += 1
    height = 2 * _TOP + max(*filled, 1) * _ROW
    beside: dict[frozenset[Entity], int] = {}
    strokes = []
    for number, edge in enumerate(graph.edges, start=1):
        pair = frozenset((edge.one, edge.other))
        strokes.append(_stroke(edge, number, places[edge.one], places[edge.other], nth=beside.get(pair, 0)))
        beside[pair] = beside.get(pair, 0) + 1
    return Sheet(height, tuple(places.values()), tuple(strokes))


def _stroke(edge: Edge, number: int, one: Place, other: Place, *, nth: int) -> Stroke:
    left, right = (one, other) if one.x <= other.x else (other, one)
    half, lift = BOX[1] // 2, nth * _SPREAD
    if left.x == right.x:
        outward = -1 if left.x + BOX[0] >= WIDTH else 1  # inside the sheet from the last column too
        x = left.x if outward < 0 else left.x + BOX[0]
        bend, y, end = x + outward * (_BEND + lift), left.y + half, right.y + half
        return Stroke(edge, number, f"M{x} {y}C{bend} {y} {bend} {end} {x} {end}", (x + bend) // 2, (y + end) // 2)
    x, y, to_x, to_y = left.x + BOX[0], left.y + half, right.x, right.y + half
    middle_x, middle_y = (x + to_x) // 2, (y + to_y) // 2 + lift
    if to_x - x > _GAP:  # past the middle column: over it, in the gap between two rows
        lane = max(y, to_y) + _ROW // 2 + lift
        mark = x + _GAP // 2
        back, far = to_x - _GAP // 2, to_x - _GAP
        path = f"M{x} {y}C{mark} {y} {mark} {lane} {x + _GAP} {lane}H{far}C{back} {lane} {back} {to_y} {to_x} {to_y}"
        return Stroke(edge, number, path, mark, (y + lane) // 2)
    return Stroke(edge, number, f"M{x} {y}Q{middle_x} {middle_y + lift} {to_x} {to_y}", middle_x, middle_y)
