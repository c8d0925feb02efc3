"""Search by value: an address, a name, a digest, in whatever collection and object it stands."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.register import Search
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats import words
from comity.doors.web.views.working import Work, work
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import by_value


@saying_no
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what speaks of exactly the value that is asked for."""
    at_work = work(request)
    eye, asked = words.eye_of(at_work), request.GET.get("q", "").strip()[:500]
    page = ThreatPage(
        heading=gettext("Search by value"),
        deck=gettext("Which objects speak of exactly this value, in all collections that you may read."),
        crumbs=words.crumbs(gettext("Search by value")),
        tabs=words.tabs("threat-search"),
        search=Search(gettext("An IP address, a domain, an e-mail or web address, a hash, an account, a wallet"), asked),
        sections=(_found(eye, asked, at_work),) if asked else (),
    )
    return render_page(request, page)


def _found(eye: Onlooker, asked: str, at_work: Work) -> Section:
    rows, more = by_value(eye, asked)
    note = gettext("There is more than is shown here; a collection's own page goes on.") if more else ""
    empty = gettext("Nothing that you may see speaks of this value. What you may not see is not told of, not even by a number.")
    table = words.card_table(rows, at_work, empty=empty, shelves=True)
    return Section("found", gettext("What speaks of it"), note, table=table)
