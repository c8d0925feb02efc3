"""Who meets whom and what was said: one hop around an actor or a meeting as a graph, and the same as a list."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Link
from comity.doors.web.pages.picture import Graph, PicturePage, Section
from comity.doors.web.pages.picture import Node as Box
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.picture import words
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register.words import label
from comity.doors.web.views.working import Work, work
from comity.picture.links import BOX, WIDTH, Hop, Node, around_actor, around_meeting, lay_out
from comity.register.meetings.queries import meetings
from comity.register.paging import Page
from comity.register.people.queries import actors
from comity.terms.refusals import Refused

_FITS: Final = 29  # characters of a box
_CODES: Final = {"actor": "actor-sort", "meeting": "meeting-type", "statement": "speech-act"}
_ROWS: Final = {"actor": "register-actor", "meeting": "register-meeting", "statement": "register-statement"}
_OFFERED: Final = 8


@saying_no
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """Show what one hop from an actor (`?actor=`) or a meeting (`?meeting=`) has, or what can be begun from."""
    at_work, hop = work(request), None
    key, number = request.GET.get("actor", ""), request.GET.get("meeting", "")[:20]
    if key.isascii() and key.isdigit() and len(key) < 18:
        hop = around_actor(int(key), by=at_work.actor)
    elif number:
        hop = around_meeting(number, by=at_work.actor)
    page = PicturePage(
        heading=gettext("Who meets whom"),
        deck=gettext("One hop in the register: who, at which meeting, what was said there. Nobody is ranked, and nothing is inferred."),
        crumbs=words.crumbs(gettext("Who meets whom")),
        tabs=words.tabs("picture-links"),
        find=(gettext("People, bodies and meetings by words"), request.GET.get("q", "")[:200]),
        sections=(*(_around(hop, at_work) if hop else ()), *_begin(request, at_work)),
    )
    return render_page(request, page)


def _around(hop: Hop, at_work: Work) -> Iterator[Section]:
    sheet = lay_out(hop)
    nodes = tuple(_box(place.node, place.x, place.y, hop, at_work) for place in sheet.places)
    facts = {"boxes": len(nodes), "lines": len(sheet.paths), "name": hop.middle.name}
    text = (
        gettext("%(boxes)s boxes around “%(name)s”, joined by %(lines)s lines: left who, in the middle meetings, right what was said.")
        % facts
    )
    left_out = gettext("%(count)s more did not fit; their pages have them.") % {"count": hop.left_out} if hop.left_out else ""
    graph = Graph(hop.middle.name, text, WIDTH + 4, sheet.height, BOX, nodes, sheet.paths)
    heads = (gettext("What"), gettext("Name or words"), gettext("From here"))
    table = Table(heads, tuple(_row(node, at_work) for node in hop.nodes))
    yield Section(
        "graph",
        _cut(hop.middle.name, 80),
        left_out,
        language=hop.middle.language,
        caption=gettext("Who meets whom"),
        graph=graph,
        table=table,
    )


def _box(node: Node, x: int, y: int, hop: Hop, at_work: Work) -> Box:
    return Box(x, y, _word(node, at_work), _cut(node.name, _FITS), node.name, node.language, node == hop.middle)


def _word(node: Node, at_work: Work) -> str:
    return label(_CODES[node.sort], node.word, at_work.language)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _page_of(node: Node) -> str:
    return reverse(_ROWS[node.sort], args=[node.key])


def _row(node: Node, at_work: Work) -> Row:
    onward = (Bit(gettext("One hop from here"), _hop_href(node.sort, node.key)),) if node.sort != "statement" else (Bit("–"),)  # noqa: RUF001 -- the sign for nothing
    return Row((Cell((Bit(_word(node, at_work)),)), Cell((Bit(node.name, _page_of(node), language=node.language),)), Cell(onward)))


def _hop_href(sort: str, key: Any) -> str:  # noqa: ANN401 -- a number or a key
    return f"{reverse('picture-links')}?{sort}={key}"


def _begin(request: HttpRequest, at_work: Work) -> Iterator[Section]:
    """Yield where to begin: what was searched for, else the newest."""
    asked = request.GET.get("q", "").strip()[:200]
    people, met = _found(actors, asked, at_work), _found(meetings, asked, at_work)
    for key, heading, rows in (
        ("people", gettext("Begin from people and bodies"), [Link(one.name, _hop_href("actor", one.pk)) for one in people]),
        ("meetings", gettext("Begin from a meeting"), [Link(f"{one.number} {one.title}", _hop_href("meeting", one.number)) for one in met]),
    ):
        table = Table(
            (heading,),
            tuple(Row((Cell((Bit(row.label, row.href, language="und"),)),)) for row in rows),
            gettext("Nothing in the register answers to it."),
        )
        yield Section(key, heading, table=table)


def _found(ask: Any, words_: str, at_work: Work) -> list[Any]:  # noqa: ANN401 -- a query of a room below, and its rows
    try:
        page: Page[Any] = ask(by=at_work.actor, q=words_)
    except Refused:  # signs alone are no words
        return []
    return list(page.rows[:_OFFERED])
