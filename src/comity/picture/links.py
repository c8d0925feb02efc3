"""Who meets whom and what was said: one hop from one actor or one meeting, at most 60 boxes, laid out in three columns. Nobody is ranked.

Left who, in the middle the meetings, right what was said. What one hop has more than fits is left out, and how many it was is told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from comity.directory.policy import Actor
from comity.picture.policy import require_look
from comity.records.models import Meeting, Participation, RegisterActor, Statement
from comity.register.meetings.queries import find_meeting
from comity.register.people.queries import find_actor

MOST: Final = 60
BOX: Final = (270, 46)
WIDTH: Final = 3 * 270 + 2 * 75
_GAP: Final = 75
_ROW: Final = 62
_TOP: Final = 8
COLUMNS: Final = ("actor", "meeting", "statement")


@dataclass(frozen=True, slots=True)
class Node:
    """One box: in which column it stands by what it is, the key of its row, its name.

    `word` is the code of what stands above it (an actor's sort, a type, an act), or the word itself.
    """

    sort: str
    key: str
    name: str
    word: str
    language: str = "und"


@dataclass
class Hop:
    """Boxes and the lines between them, in the order in which they were found; `left_out` is how many did not fit."""

    middle: Node
    nodes: list[Node] = field(default_factory=list)
    lines: list[tuple[Node, Node]] = field(default_factory=list)
    left_out: int = 0

    def join(self, one: Node, other: Node) -> None:
        """Draw a line, and the boxes that are not there yet, while there is room."""
        fresh = [node for node in (one, other) if node not in self.nodes]
        if len(self.nodes) + len(fresh) > MOST:
            self.left_out += len(fresh)
            return
        self.nodes += fresh
        if (one, other) not in self.lines:
            self.lines.append((one, other))


@dataclass(frozen=True, slots=True)
class Place:
    """A box and its upper left corner."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture: its height, its boxes, the paths of its lines."""

    height: int
    places: tuple[Place, ...]
    paths: tuple[str, ...]


def around_actor(key: int, *, by: Actor) -> Hop:
    """Return an actor's meetings and what they said there and elsewhere, the newest first; raises `NoSuchRow`."""
    require_look(by)
    found = find_actor(key, by=by)
    hop = Hop(_actor(found.actor))
    hop.nodes.append(hop.middle)
    for seat in found.seats:
        hop.join(hop.middle, _meeting(seat.meeting))
    for one in found.statements:
        hop.join(hop.middle if one.meeting is None else _meeting(one.meeting), _statement(one))
        if one.meeting is not None:
            hop.join(hop.middle, _meeting(one.meeting))
    return hop


def around_meeting(number: str, *, by: Actor) -> Hop:
    """Return who took part in a meeting and what was said there, in order; raises `NoSuchRow`."""
    require_look(by)
    found = find_meeting(number, by=by)
    hop = Hop(_meeting(found.meeting))
    hop.nodes.append(hop.middle)
    for seat in _named(found.seats):
        hop.join(_actor(seat), hop.middle)
    for one in found.statements:
        if one.speaker is not None:
            hop.join(_actor(one.speaker), hop.middle)
        hop.join(hop.middle, _statement(one))
    return hop


def lay_out(hop: Hop, *, columns: Sequence[str] = COLUMNS) -> Sheet:
    """Place every box once and draw every line once; no two boxes touch. Pure, and the same for the same hop.

    `columns` are the three sorts of boxes from left to right: of the register, unless the caller draws other things.
    """
    filled = dict.fromkeys(columns, 0)
    places = {}
    for node in hop.nodes:
        x = columns.index(node.sort) * (BOX[0] + _GAP)
        places[node] = Place(node, x, _TOP + filled[node.sort] * _ROW)
        filled[node.sort] += 1
    return Sheet(_TOP + max(*filled.values(), 1) * _ROW, tuple(places.values()), tuple(_paths(hop.lines, places)))


def _paths(lines: Iterable[tuple[Node, Node]], places: dict[Node, Place]) -> Iterator[str]:
    for ends in lines:
        left, right = sorted((places[node] for node in ends), key=lambda place: place.x)
        x, y, to_x, to_y = left.x + BOX[0], left.y + BOX[1] // 2, right.x, right.y + BOX[1] // 2
        if to_x - x <= _GAP:
            yield f"M{x} {y}C{x + _GAP // 2} {y} {to_x - _GAP // 2} {to_y} {to_x} {to_y}"
        else:  # past the middle column: in the gap between two rows
            lane = to_y + _ROW // 2 - 2
            yield (
                f"M{x} {y}C{x + _GAP // 2} {y} {x + _GAP // 2} {lane} {x + _GAP} {lane}H{to_x - _GAP}"
                f"C{to_x - _GAP // 2} {lane} {to_x - _GAP // 2} {to_y} {to_x} {to_y}"
            )


def _named(seats: Sequence[Participation]) -> Iterator[RegisterActor]:
    yield from (seat.actor for seat in seats if seat.actor is not None)


def _actor(one: RegisterActor) -> Node:
    return Node("actor", str(one.pk), one.name, one.sort)


def _meeting(one: Meeting) -> Node:
    return Node("meeting", one.number, one.title, one.type)


def _statement(one: Statement) -> Node:
    return Node("statement", str(one.pk), one.words, one.act, one.language)
