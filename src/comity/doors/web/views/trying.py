"""A page with deeds on it: a post does one and comes back to the page, and a refusal is said on it beside what was typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comity.doors.web.framing import Page, render_page
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Work, work
from comity.terms.refusals import Refused


def tried(request: HttpRequest, deed: Callable[[Work], object], show: Callable[[Work, str], Page]) -> HttpResponse:
    """Do `deed` where the page was posted, and lead to the page again; else show it, with the sentence of a refusal, "" where none was."""
    at_work, fault = work(request), ""
    if request.method == "POST":
        try:
            deed(at_work)
            return onward(request.path)
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    return render_page(request, show(at_work, fault), status=422 if fault else 200)
