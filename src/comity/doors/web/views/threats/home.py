"""Threat information: what waits, what is new, the collections that this officer may read, field by field."""

from collections.abc import Iterator
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.directory.sittings import before
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Crumbs
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats import words
from comity.doors.web.views.threats.waiting import fresh_sections, waiting_sections, warning_sections
from comity.doors.web.views.working import Work, work
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import Shelf, shelves
from comity.terms.instants import Instant


@saying_no
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits and what is new, then the collections under the fields that they are for."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    page = ThreatPage(
        heading=gettext("Threat information"),
        deck=gettext("Objects of STIX in collections. You see of each collection what its markings let your authority see."),
        crumbs=Crumbs(),
        tabs=words.tabs("threats"),
        sections=tuple(_sections(eye, at_work, _since(request))),
        links=words.giving(eye),
    )
    return render_page(request, page)


def _sections(eye: Onlooker, at_work: Work, since: Instant | None) -> Iterator[Section]:
    yield from waiting_sections(eye, at_work)
    yield from fresh_sections(eye, at_work, since)
    found = sorted(shelves(eye, since=since), key=lambda one: [*one.holding.row.fields, ""])
    for at, (codes, of) in enumerate(groupby(found, key=lambda one: tuple(one.holding.row.fields))):
        yield _section(at, codes, list(of), at_work, since)
    if not found:
        yield _none()
    yield from warning_sections(at_work)


def _since(request: HttpRequest) -> Instant | None:
    """Return when this officer signed in before this time."""
    sitting = getattr(request, "sitting", None)
    return before(sitting).signed_in_at if sitting is not None else None


def _section(at: int, codes: tuple[str, ...], of: list[Shelf], at_work: Work, since: Instant | None) -> Section:
    fresh = gettext("New since %(when)s") % {"when": at_work.when(since)} if since else gettext("New")
    heads = (gettext("Collection"), gettext("Objects that you may see"), fresh)
    rows = tuple(_row(one, since) for one in of)
    named = words.fields(codes, at_work.language)
    return Section(f"field-{at}", f"{named[:1].upper()}{named[1:]}", caption=gettext("Collections"), table=Table(heads, rows))


def _row(one: Shelf, since: Instant | None) -> Row:
    link = words.shelf_link(one.holding)
    about = (Bit(one.holding.description, soft=True, language=words.NAMED),) if one.holding.description else ()
    writes = (Bit(gettext("your authority may put objects in"), soft=True),) if one.holding.can_write else ()
    fresh = words.counted(one.fresh) if since and one.fresh else words.NOTHING
    return Row(
        (
            Cell((Bit(link.label, link.href, language=words.NAMED), *about, *writes)),
            Cell((Bit(words.counted(one.count)),)),
            Cell((Bit(fresh),)),
        )
    )


def _none() -> Section:
    return Section(
        "none",
        gettext("Collections"),
        empty=gettext("No collection of this node is open to your authority. The operator makes collections and says who reads them."),
    )
