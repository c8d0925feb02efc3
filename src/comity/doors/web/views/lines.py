"""Views of the lines to peers: how each stands, its test calls; to call one, to confirm that one is awake, to say what was seen.

What they stand on is loaded by the first of them that is asked, as for retention.
"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import verb_token, work
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused


@saying_no
@require_safe
def all_lines(request: HttpRequest) -> HttpResponse:
    """Every line, what waits for a person here, the newest test calls, the figures of a year."""
    return _page(request)


@saying_no
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Call a peer."""
    from comity.desk.testcalls.outgoing import ask_call

    at_work, person = work(request), request.POST.get("person") == "yes"
    try:
        peer = NodeId(request.POST.get("peer", ""))
        ask_call(peer, person=person, by=at_work.officer, at=at_work.at, token=verb_token(request, "call"))
    except Refused as refusal:
        return _page(request, fault=f"{sentence_of(refusal)} {next_step_of(refusal)}")
    return onward(reverse("lines"))


@saying_no
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Say to who called that a person is awake here."""
    from comity.desk.testcalls.incoming import confirm_call

    at_work = work(request)
    try:
        confirm_call(number, by=at_work.officer, at=at_work.at, token=verb_token(request, "awake"))
    except Refused as refusal:
        return _page(request, fault=f"{sentence_of(refusal)} {next_step_of(refusal)}")
    return onward(reverse("lines"))


@saying_no
@require_POST
def see(request: HttpRequest) -> HttpResponse:
    """Say that whoever is at work has seen the alarms of one kind about a partner."""
    from comity.desk.alarms import see_alarms

    at_work, post = work(request), request.POST
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "see")}
    newest = re.fullmatch(r"[0-9]{1,18}", post.get("newest", ""), re.ASCII)
    try:
        see_alarms(post.get("peer", ""), post.get("kind", ""), newest=int(newest[0]) if newest else 0, **how)
    except Refused as refusal:
        return _page(request, fault=f"{sentence_of(refusal)} {next_step_of(refusal)}")
    return onward(reverse("lines"))


def _page(request: HttpRequest, *, fault: str = "") -> HttpResponse:
    from comity.doors.web.views.line_pages import lines_page

    year = re.fullmatch(r"[1-9][0-9]{3}", request.GET.get("year", ""), re.ASCII)
    page = lines_page(work(request), year=int(year[0]) if year else None, fault=fault)
    return render_page(request, page, status=409 if fault else 200)
