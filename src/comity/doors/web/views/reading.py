"""Views of what is there: the watch queue, all requests, one request with its proof file, the journal."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from comity.desk.clockwork.notices import mark_shown, waiting_of
from comity.desk.clockwork.notices import waiting as nobody_answered
from comity.desk.holding.actions import look_at
from comity.desk.reading.requests import acts_of, find_any, find_request
from comity.desk.reading.search import BadSearch, parse_query, search
from comity.desk.reading.watch import watch as look_at_queue
from comity.desk.shifts.calls import calls_for
from comity.desk.walls.actions import note_reading
from comity.doors.web.framing import render_page
from comity.doors.web.views import case_pages, journal_pages, queue, searching
from comity.doors.web.views.access.confirming import confirmed_lately
from comity.doors.web.views.documents import choose
from comity.doors.web.views.stations import GROUPS
from comity.doors.web.views.working import work
from comity.doors.web.whereabouts import sitting_of

_NAVIGATION = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"}


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """The home screen: what needs somebody, nearest deadline first."""
    at_work = work(request)
    mine, free = "mine" in request.GET, "free" in request.GET
    found = look_at_queue(at_work.officer, by=at_work.actor, at=at_work.at, mine=mine, free=free)
    request.lines = found.links  # type: ignore[attr-defined]  # for the frame of the page, which comes after the view
    waiting = nobody_answered(at_work.officer, by=at_work.actor)
    if is_navigation(request):
        mark_shown(waiting.rows, at=at_work.at)
    calling = calls_for(at_work.officer, by=at_work.actor, at=at_work.at).total
    return render_page(request, queue.watch_page(found, waiting, at_work, mine=mine, free=free, calling=calling))


@require_safe
def all_requests(request: HttpRequest) -> HttpResponse:
    """All requests, newest first, or those that were searched for; the address holds the whole question."""
    at_work = work(request)
    try:
        query = parse_query(request.GET)
    except BadSearch as fault:
        return render_page(request, searching.refused_page(request.GET, fault, at_work), status=422)
    before = request.GET.get("before", "")
    older_than = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = search(query, officer=at_work.officer, by=at_work.actor, at=at_work.at, before=older_than)
    return render_page(request, searching.requests_page(found, query, at_work))


@require_safe
def one_request(request: HttpRequest, reference: str) -> HttpResponse:
    """One request. An officer who comes here has it before them, and its sender is told so; a browser that fetches ahead has not."""
    at_work = work(request)
    if find_any(reference, by=at_work.actor).erased_at is not None:
        return redirect("retire", reference)
    found = find_request(reference, by=at_work.actor)
    if is_navigation(request):
        look_at(found, by=at_work.officer, at=at_work.at)
        mark_shown(waiting_of(found, at_work.officer, by=at_work.actor).values(), at=at_work.at)
        found = find_request(reference, by=at_work.actor)
    acts = acts_of(found)
    chosen = choose(acts, number=request.GET.get("act", ""), side=request.GET.get("side", ""))
    for place in chosen.places:
        what = str(acts[place - 1].env_id)
        note_reading(found, what=what, sitting=sitting_of(request), by=at_work.officer, at=at_work.at)
    return render_page(request, case_pages.request_page(found, acts, chosen, at_work))


def is_navigation(request: HttpRequest) -> bool:
    """Say whether a person goes to this page now: not a prefetch, not a page inside another, not led here by a foreign site."""
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return False
    if request.headers.get("Sec-Fetch-Site", "none") == "cross-site":
        return False
    # A browser too old to say so is taken at its word: it does not fetch ahead by itself.
    return all(request.headers.get(name, value) == value for name, value in _NAVIGATION.items())


@require_safe
@confirmed_lately
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    """The proof file of a request, made now; it is verified without this node. Of what was destroyed, what is left."""
    from comity.courier.publishing import publish_log
    from comity.desk.proving.exporting import export_proof
    from comity.directory.home import home

    at_work = work(request)
    find_any(reference, by=at_work.actor)
    publish_log(home())
    path = export_proof(reference, at=at_work.at, by=at_work.officer)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip")


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The journal of the desk, newest first."""
    before = request.GET.get("before", "")
    index = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    return render_page(request, journal_pages.desk_page(work(request), before=index))


@require_safe
def request_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened to one request."""
    at_work = work(request)
    found = find_any(reference, by=at_work.actor)
    start = request.GET.get("from", "")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 0
    only = frozenset(request.GET.getlist("kind")) & frozenset(GROUPS)
    return render_page(request, journal_pages.case_page(found, acts_of(found), at_work, only=only, start=first))
