"""A warning is begun: from nothing, or from a case or a statement whose codes fill it in."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.permissions import Verb, require
from comity.desk.reading.requests import find_request
from comity.desk.warning.prefilling import codes_of_case, codes_of_statement
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ComposePage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Fault, Form, Saved
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.exchange.words import crumbs
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.warnings.actions import begin_warning
from comity.terms.vocabulary import vocabulary

_SORTS: Final = "warning-sort"
_FIELDS: Final = "exchange-field"


@saying_no
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask what sort of warning it is, and for which field; a post begins it, filled in from where the officer came."""
    at_work = work(request)
    require(at_work.actor, Verb.WARN)
    given = request.POST if request.method == "POST" else request.GET
    sort, field, source = given.get("sort", ""), given.get("field", ""), given.get("from", "")[:40]
    known = {**_known(source, at_work), "urgency": "routine"}
    faults = tuple(_faults(sort, field)) if request.method == "POST" else ()
    if request.method == "GET" or faults:
        return render_page(request, _page(sort, field or str(known.get("field", "")), source, faults=faults, at_work=at_work))
    token = verb_token(request, "warn")
    typed = {**known, "sort": sort, "field": field}
    made = begin_warning(typed=typed, source=source if known else "", by=at_work.officer, at=at_work.at, token=token)
    return onward(reverse("warning-item", args=[made.number, "threat"]))


def _known(source: str, at_work: Work) -> Mapping[str, Any]:
    """Return the codes of what it is begun from; raises where the officer may not know of that."""
    if not source:
        return {}
    if source.isascii() and source.isdigit():
        return codes_of_statement(int(source[:12]), by=at_work.actor)
    return codes_of_case(find_request(source, by=at_work.actor))


def _faults(sort: str, field: str) -> list[Fault]:
    found = []
    if sort not in vocabulary(_SORTS).by_code:
        found.append(Fault("sort", gettext("Choose whether it is a warning or a note on methods.")))
    if field not in vocabulary(_FIELDS).by_code:
        found.append(Fault("field", gettext("Choose the field: a warning goes to those who work in it, and to nobody else.")))
    return found


def _page(sort: str, field: str, source: str, *, faults: tuple[Fault, ...], at_work: Work) -> ComposePage:
    wrong = {fault.key: fault.sentence for fault in faults}
    deck = gettext("It goes to the authorities that work in one field. Nothing is sent before a second officer approves it.")
    return ComposePage(
        heading=gettext("New warning"),
        deck=deck,
        crumbs=crumbs(gettext("New warning")),
        form=Form(reverse("warning-new"), fresh_token(), hidden=(("from", source),) if source else ()),
        steps=(),
        step=0,
        fields=(
            FieldWrite(
                "sort", "code", gettext("What is it?"), fault=wrong.get("sort", ""), choices=choices(_SORTS, at_work.language, chosen=sort)
            ),
            FieldWrite(
                "field",
                "code",
                gettext("For which field?"),
                fault=wrong.get("field", ""),
                choices=choices(_FIELDS, at_work.language, chosen=field),
            ),
        ),
        saved=Saved(0),
        faults=faults,
        notice=gettext("Codes are filled in from %(source)s; look through them.") % {"source": source} if source and not faults else "",
    )


def choices(name: str, language: str, *, chosen: str) -> tuple[Choice, ...]:
    """Return the codes of a vocabulary to choose from, each with its definition."""
    offered = vocabulary(name).offered
    return tuple(Choice(one.code, one.label(language), one.definition.get(language, ""), chosen=one.code == chosen) for one in offered)
