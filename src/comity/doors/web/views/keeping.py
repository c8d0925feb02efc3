"""Views of kept searches: give the present one a name, rename it, take it out of use."""

from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.filters.actions import BadFilterName, FilterNameTaken, rename_filter, retire_filter, save_filter
from comity.desk.reading.filters import find_filter
from comity.desk.reading.search import Query, parse_query, print_query
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Crumbs, Form, Link
from comity.doors.web.pages.watch import FilterPage, Option
from comity.doors.web.views.asking import asks
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.refusals import Refused

_SHARED = "desk"
_OWN = "own"


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the search of this address under a name, for oneself or for the desk."""
    at_work = work(request)
    query = parse_query(request.GET)
    if request.method == "GET":
        return render_page(request, _keep_page(query, at_work))
    name, shared = request.POST.get("name", ""), request.POST.get("scope") == _SHARED
    try:
        save_filter(name, query=query, shared=shared, by=at_work.officer, at=at_work.at, token=verb_token(request, "filter"))
    except (BadFilterName, FilterNameTaken) as fault:
        return render_page(request, _keep_page(query, at_work, name=name, shared=shared, fault=fault), status=422)
    return redirect(_list(query))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Give a kept search another name; or take it out of use, by its own button."""
    at_work = work(request)
    row = find_filter(key, by=at_work.officer)
    if request.method == "GET":
        return render_page(request, _change_page(row, at_work))
    name = request.POST.get("name", "")
    try:
        rename_filter(key, name=name, by=at_work.officer, at=at_work.at)
    except (BadFilterName, FilterNameTaken) as fault:
        return render_page(request, _change_page(row, at_work, name=name, fault=fault), status=422)
    return redirect(f"{reverse('requests')}?{row.query}")


@require_POST
def retire(request: HttpRequest, key: int) -> HttpResponse:
    """Take a kept search out of use."""
    at_work = work(request)
    retire_filter(key, by=at_work.officer, at=at_work.at)
    return redirect("requests")


def _keep_page(query: Query, at_work: Work, *, name: str = "", shared: bool = False, fault: Refused | None = None) -> FilterPage:
    scope = ((_OWN, gettext("For me")), (_SHARED, gettext("For everybody at this desk")))
    return FilterPage(
        heading=gettext("Keep this search"),
        deck=gettext("It stands beside the watch queue under its name, and finds what fits when it is opened."),
        crumbs=_crumbs(gettext("Keep this search")),
        form=Form(f"{reverse('filter-keep')}?{print_query(query)}", fresh_token()),
        name=name[:180],
        asks=asks(query, at_work),
        act_label=gettext("Keep"),
        back_href=_list(query),
        scope=tuple(Option(value, label, chosen=(value == _SHARED) is shared) for value, label in scope),
        fault=sentence_of(fault) if fault else "",
        fault_next=next_step_of(fault) if fault else "",
    )


def _change_page(row: Row, at_work: Work, *, name: str = "", fault: Refused | None = None) -> FilterPage:
    facts = {"officer": row.officer.name, "time": at_work.when(row.saved_at)}
    return FilterPage(
        heading=gettext("Kept search “%(name)s”") % {"name": row.name},
        deck=(gettext("The desk's; kept by %(officer)s, %(time)s.") if row.shared else gettext("Your own; kept %(time)s.")) % facts,
        crumbs=_crumbs(row.name),
        form=Form(reverse("filter", args=[row.pk]), fresh_token()),
        name=name[:180] or row.name,
        asks=asks(_query_of(row), at_work),
        act_label=gettext("Rename"),
        back_href=f"{reverse('requests')}?{row.query}",
        fault=sentence_of(fault) if fault else "",
        fault_next=next_step_of(fault) if fault else "",
        retire=Form(reverse("filter-retire", args=[row.pk]), fresh_token()),
    )


def _query_of(row: Row) -> Query:
    try:
        return parse_query(dict(parse_qsl(row.query)))
    except Refused:
        return Query()  # kept by a release that knew more: the list says what is wrong when it is opened


def _crumbs(here: str) -> Crumbs:
    return Crumbs((Link(gettext("Requests"), reverse("requests")),), here)


def _list(query: Query) -> str:
    return f"{reverse('requests')}?{print_query(query)}"
