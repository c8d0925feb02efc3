"""One hop around an object, as a picture and as a list, and what others say of it: sightings, opinions, notes."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext

from comity.doors.web.pages.picture import Graph, Section
from comity.doors.web.pages.picture import Node as Box
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.working import Work
from comity.intel.reading.objects import Around, Found, Neighbour, around
from comity.intel.reading.onlooking import Onlooker
from comity.picture.links import BOX, WIDTH, Hop, Node, lay_out

_FITS: Final = 29  # characters of a box
_COLUMNS: Final = ("inward", "here", "outward")


def hop_sections(eye: Onlooker, found: Found, at_work: Work) -> Iterator[Section]:
    """Yield the picture with its list, then what others say of the object."""
    near = around(eye, found)
    yield _hop(found, near)
    empty = gettext("Nobody has seen it, said what they think of it, or noted anything on it, as far as you may see.")
    table = words.card_table(near.said_of_it, at_work, empty=empty, shelves=True)
    yield Section("said", gettext("Sightings, opinions and notes"), table=table)


def _hop(found: Found, near: Around) -> Section:
    heads = (gettext("How it is joined to this"), gettext("Object"), gettext("Type"))
    table = Table(heads, tuple(_row(one) for one in near.neighbours), gettext("Nothing stands one hop away, as far as you may see."))
    note = gettext("There is more than is shown here.") if near.more else ""
    graph = _graph(found, near) if near.neighbours else None
    return Section("hop", gettext("One hop from here"), note, caption=gettext("One hop from here"), graph=graph, table=table)


def _graph(found: Found, near: Around) -> Graph:
    name = found.said.title if found.said else found.stix_id
    middle = Node("here", found.stix_id, name, kinds.kind(found.sort))
    hop = Hop(middle, [middle])
    for one in near.neighbours:
        side = "outward" if one.outward else "inward"
        hop.join(middle, Node(side, one.stix_id, words.title(one.card, one.stix_id), _word(one)))
    sheet = lay_out(hop, columns=_COLUMNS)
    boxes = tuple(_box(place.node, place.x, place.y, middle=place.node == middle) for place in sheet.places)
    facts = {"boxes": len(boxes), "lines": len(sheet.paths), "name": name}
    text = gettext("%(boxes)s boxes around “%(name)s”, joined by %(lines)s lines: left what names it, right what it names.") % facts
    return Graph(name, text, WIDTH + 4, sheet.height, BOX, boxes, sheet.paths)


def _box(node: Node, x: int, y: int, *, middle: bool) -> Box:
    return Box(x, y, _cut(node.word), _cut(node.name), node.name, words.NAMED, middle=middle)


def _word(one: Neighbour) -> str:
    return f"{kinds.relation(one.word)} · {kinds.kind(one.stix_id.partition('--')[0])}"


def _cut(text: str) -> str:
    return text if len(text) <= _FITS else f"{text[: _FITS - 1]}…"


def _row(one: Neighbour) -> Row:
    word = kinds.relation(one.word)
    way = gettext("this → %(word)s →") if one.outward else gettext("→ %(word)s → this")
    if one.card is None:
        what = Cell((Bit(one.stix_id, code=True), Bit(gettext("not here, or not for you"), soft=True)))
    else:
        what = Cell((Bit(words.title(one.card), words.object_href(one.card.holding, one.stix_id), language=words.NAMED),))
    by = (Bit(gettext("the relationship"), words.object_href(one.by.holding, one.by.stix_id), soft=True),) if one.by else ()
    return Row((Cell((Bit(way % {"word": word}), *by)), what, Cell((Bit(kinds.kind(one.stix_id.partition("--")[0])),))))
