"""Views of retention: what is due, one case with what keeps it, the proposal, the second officer's yes, holds.

What they stand on is loaded by the first of them that is asked: a node is asked a few times a year.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.visibility import NoSuchRequest
from comity.doors.web.framing import render_page
from comity.doors.web.views.access.confirming import confirmed_lately
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Work, verb_token, work
from comity.terms.refusals import Refused

_CAP = 1000


@saying_no
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What is due to be destroyed, what waits for a second officer, what was destroyed."""
    from comity.doors.web.views.retiring_pages import list_page

    return render_page(request, list_page(work(request)))


@saying_no
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, reference: str) -> HttpResponse:
    """Until when a case is kept and what keeps it; a post proposes that its content is destroyed."""
    from comity.desk.retiring.actions import propose_erasure

    at_work = work(request)

    def propose() -> None:
        token = verb_token(request, "erase")
        propose_erasure(reference, reason=_typed(request), by=at_work.officer, at=at_work.at, token=token)

    return _done(request, reference, propose) if request.method == "POST" else _page(request, reference, at_work)


@saying_no
@require_POST
@confirmed_lately
def destroy(request: HttpRequest, reference: str) -> HttpResponse:
    """Destroy the content of a case, as the second officer."""
    from comity.desk.retiring.actions import destroy_content

    at_work = work(request)
    destroy_content(reference, by=at_work.officer, at=at_work.at, token=verb_token(request, "destroy"))
    return onward(reverse("retire", args=[reference]))


@saying_no
@require_POST
def drop(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave the content as it is."""
    from comity.desk.retiring.actions import drop_erasure

    at_work = work(request)
    drop_erasure(reference, by=at_work.officer, at=at_work.at, token=verb_token(request, "keep"))
    return onward(reverse("retire", args=[reference]))


@saying_no
@require_POST
def hold_place(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the content of a case beyond its day."""
    from comity.desk.retiring.actions import place_hold

    at_work, ground = work(request), request.POST.get("ground", "")

    def place() -> None:
        token = verb_token(request, "hold")
        place_hold(reference, ground=ground, words=_typed(request), by=at_work.officer, at=at_work.at, token=token)

    return _done(request, reference, place)


@saying_no
@require_POST
def hold_lift(request: HttpRequest, reference: str, hold_id: int) -> HttpResponse:
    """End a hold, with a reason."""
    from comity.desk.retiring.actions import lift_hold

    at_work = work(request)

    def lift() -> None:
        token = verb_token(request, "lift")
        lift_hold(reference, hold_id, words=_typed(request), by=at_work.officer, at=at_work.at, token=token)

    return _done(request, reference, lift)


def _typed(request: HttpRequest) -> str:
    return request.POST.get("reason.text", "").strip()[:_CAP]


def _done(request: HttpRequest, reference: str, deed: Callable[[], None]) -> HttpResponse:
    """Do it and show the case; what is refused stands on the page, with what was typed."""
    try:
        deed()
    except NoSuchRequest:
        raise
    except Refused as refusal:
        return _page(request, reference, work(request), fault=f"{sentence_of(refusal)} {next_step_of(refusal)}")
    return onward(reverse("retire", args=[reference]))


def _page(request: HttpRequest, reference: str, at_work: Work, *, fault: str = "") -> HttpResponse:
    from comity.desk.retiring.queries import standing_of
    from comity.doors.web.views.retiring_pages import case_page

    found = standing_of(reference, by=at_work.actor, at=at_work.at)
    if found is None:
        raise NoSuchRequest(reference=reference[:20])
    page = case_page(found, at_work, fault=fault, typed={request.path: _typed(request)})
    return render_page(request, page, status=409 if fault else 200)
