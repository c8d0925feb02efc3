"""A page with deeds on it: a post does one and comes back to the page, and a refusal is said on it beside what was typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comity.doors.web.framing import Page, render_page
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.placing import NONE, Known, page_with
from comity.doors.web.views.working import Work, work
from comity.terms.refusals import Refused


def tried(request: HttpRequest, deed: Callable[[Work], object], show: Callable[[Work, str], Page], known: Known = NONE) -> HttpResponse:
    """Do `deed` where the page was posted, and lead to the page again; else show it, with the sentence of a refusal, "" where none was.

    `known` says of which field a refusal is that neither names it nor quotes what stands there.
    """
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, show(at_work, ""))
    try:
        deed(at_work)
    except Refused as refusal:
        return render_page(request, page_with(lambda fault: show(at_work, fault), refusal, known), status=422)
    return onward(request.path)
