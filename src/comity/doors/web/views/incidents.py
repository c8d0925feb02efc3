"""Views of incidents: what came to the wrong desk, what was breached, who was told, what became of it. Numbers and codes, never content."""

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.incidents.actions import begin_notice, confirm_ended, declare_breach, declare_misdelivery, note_told, say_ended
from comity.desk.incidents.policy import BREACH, MISDELIVERY, Stage
from comity.desk.incidents.queries import ends_of, find_incident, incidents, standing_of
from comity.desk.incidents.refusals import EndNotCoded, FoundAhead, NoSuchPeer
from comity.desk.permissions import Verb, may
from comity.desk.reading.requests import find_request
from comity.doors.web.filling import moment_parts, posted_moment
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Crumbs, Form, Link
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views import compose_pages
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.composing import own_authority_fields
from comity.doors.web.views.naming import authority_of, officer_name
from comity.doors.web.views.placing import page_with
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_CAP: Final = 1000
# The field that a refusal is about, where it neither names it nor quotes what stands there.
_FIELDS: Final = {FoundAhead: "found_at", NoSuchPeer: "peer", EndNotCoded: "ended"}
_SORTS: Final = {MISDELIVERY: gettext_lazy("Came to the wrong desk"), BREACH: gettext_lazy("Breach of data")}
_STAGES: Final = {
    Stage.DECLARED: gettext_lazy("the other side is to be told"),
    Stage.TOLD: gettext_lazy("told; what becomes of it is open"),
    Stage.SAID: gettext_lazy("waits for the second officer"),
    Stage.ENDED: gettext_lazy("ended"),
}


@saying_no
@require_http_methods(["GET", "POST"])
def all_incidents(request: HttpRequest) -> HttpResponse:
    """List the incidents; a post declares one."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, _list(request, at_work, fault=""))
    try:
        return onward(reverse("incident", args=[_declare(request, at_work).pk]))
    except Refused as refusal:
        return render_page(request, page_with(lambda fault: _list(request, at_work, fault=fault), refusal, _FIELDS), status=422)


def _declare(request: HttpRequest, at_work: Work) -> Row:
    post, by, at = request.POST, at_work.officer, at_work.at
    reference, words = post.get("reference", "").strip().upper()[:20], post.get("reason.text", "")[: 2 * _CAP]
    if post.get("sort") == MISDELIVERY:
        found = find_request(reference, by=at_work.actor)
        return declare_misdelivery(found, words=words, by=by, at=at, token=verb_token(request, "misdelivery"))
    moment = _moment(posted_moment(post, "found_at", zone=at_work.zone))
    return declare_breach(
        peer=post.get("peer", ""),
        reference=reference,
        words=words,
        found_at=moment,
        by=by,
        at=at,
        token=verb_token(request, "breach"),
    )


def _moment(text: str) -> Instant | None:
    try:
        return Instant.parse(text)
    except Refused:
        return None


def _list(request: HttpRequest, at_work: Work, *, fault: str) -> TablesPage:
    columns = (gettext("What"), gettext("Request"), gettext("Authority"), gettext("Tell it by"), gettext("Where it stands"))
    rows = tuple(_row(one, at_work) for one in incidents(by=at_work.actor))
    return TablesPage(
        heading=gettext("Incidents"),
        deck=gettext("What came to the wrong desk, and breaches of data that another State gave. Numbers and codes; never content."),
        crumbs=Crumbs((Link(gettext("Watch queue"), reverse("watch")),), gettext("Incidents")),
        tables=(Table(gettext("Declared incidents"), columns, rows, gettext("None.")),),
        asks=(_misdelivery(request), _breach(request, at_work)),
        fault=fault,
    )


def _row(one: Row, at_work: Work) -> tuple[Cell, ...]:
    stage = standing_of(one).stage
    late = stage is Stage.DECLARED and one.due_at < at_work.at
    due = gettext("%(time)s, late") if late else "%(time)s"
    return (
        Cell(str(_SORTS[one.sort]), reverse("incident", args=[one.pk])),
        Cell(one.reference or gettext("none named")),
        Cell(authority_of(one.peer, at_work.language)),
        Cell(due % {"time": at_work.fully(one.due_at)}),
        Cell(str(_STAGES[stage])),
    )


def _misdelivery(request: HttpRequest) -> Ask:
    typed = request.POST if request.POST.get("sort") == MISDELIVERY else request.GET
    return Ask(
        gettext("This was not meant for us"),
        Form(reverse("incidents"), fresh_token(), hidden=(("sort", MISDELIVERY),)),
        gettext("Close it now"),
        (
            FieldWrite("reference", "reference", gettext("Number of the request"), value=typed.get("reference", "")[:20], cap=14),
            _reason(gettext("How do you know? Repeat nothing of its content."), typed.get("reason.text", "")),
        ),
        effect=gettext("Do not read on. The whole case is closed at once to everybody but two supervisors; then its sender is told."),
    )


def _breach(request: HttpRequest, at_work: Work) -> Ask:
    typed = request.POST if request.POST.get("sort") == BREACH else {}
    chosen = typed.get("peer", "")
    peers = tuple(
        Choice(str(node.id), authority_of(str(node.id), at_work.language), chosen=str(node.id) == chosen) for node in compose_pages.peers()
    )
    moment = moment_parts(posted_moment(request.POST, "found_at", zone=at_work.zone), zone=at_work.zone)
    return Ask(
        gettext("Data that we were given were breached"),
        Form(reverse("incidents"), fresh_token(), hidden=(("sort", BREACH),)),
        gettext("Declare the breach"),
        (
            FieldWrite("peer", "code", gettext("Whose authority is told?"), choices=peers),
            FieldWrite(
                "reference",
                "reference",
                gettext("Number of the request under which they were given"),
                value=typed.get("reference", "")[:20],
                cap=14,
                optional=True,
            ),
            FieldWrite("found_at", "instant", gettext("When was it found?"), date=moment, zone=at_work.zone_words),
            _reason(gettext("What happened? No names."), typed.get("reason.text", "")),
        ),
        effect=gettext(
            "The clock runs from the moment at which it was found; it is a target of this desk, after the law of the European Union."
        ),
    )


def _reason(label: str, value: str) -> FieldWrite:
    return FieldWrite("reason", "text", label, hint=gettext("It stays here with your name."), value=value[:_CAP], cap=_CAP)


@saying_no
@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show one incident; a post tells, says or confirms."""
    return tried(
        request,
        lambda at_work: _move(request, incident_id, at_work),
        lambda at_work, fault: _page(request, find_incident(incident_id, by=at_work.actor), at_work, fault=fault),
        _FIELDS,
    )


def _move(request: HttpRequest, incident_id: int, at_work: Work) -> None:
    post, by, at = request.POST, at_work.officer, at_work.at
    step, token = post.get("step", ""), verb_token(request, "incident")
    if step == "told":
        note_told(incident_id, reference=post.get("reference", "").strip().upper()[:20], by=by, at=at, token=token)
    elif step == "confirm":
        confirm_ended(incident_id, by=by, at=at, token=token)
    else:
        say_ended(incident_id, ended=post.get("ended", ""), by=by, at=at, token=token)


@saying_no
@require_POST
def notice(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Begin the notice of an incident as a draft, filled with what is known."""
    at_work = work(request)
    found = find_incident(incident_id, by=at_work.actor)
    own = own_authority_fields(NodeId(found.peer), at_work)
    draft = begin_notice(found, authority=own, by=at_work.officer, at=at_work.at, token=verb_token(request, "notice"))
    return onward(address_of(draft))


def _page(request: HttpRequest, one: Row, at_work: Work, *, fault: str) -> TablesPage:
    return TablesPage(
        heading=str(_SORTS[one.sort]),
        deck=gettext("What is known, who was told, and what became of it. Two officers confirm the end."),
        crumbs=Crumbs((Link(gettext("Incidents"), reverse("incidents")),), one.reference or str(one.pk)),
        tables=(Table(gettext("The incident"), (gettext("What"), gettext("As it stands")), tuple(_facts(one, at_work)), paired=True),),
        asks=tuple(_asks(request.POST, one, at_work)),
        fault=fault,
    )


def _facts(one: Row, at_work: Work) -> Iterator[tuple[Cell, ...]]:
    names = {option.code: option.labels.get(at_work.language, option.code) for option in ends_of(one.sort)}
    said = [
        (gettext("Where it stands"), str(_STAGES[standing_of(one).stage])),
        (gettext("Request"), one.reference or gettext("none named")),
        (gettext("Authority"), authority_of(one.peer, at_work.language)),
        (gettext("Found"), at_work.when(one.found_at)),
        (gettext("Tell it by"), at_work.fully(one.due_at)),
        (gettext("Declared by"), f"{one.declared_by.name}, {at_work.when(one.declared_at)}"),
        (gettext("In words"), one.words),
        (gettext("Open to"), ", ".join(officer_name(name) for name in one.guards)),
        (gettext("Told in the case"), f"{one.told_as}, {at_work.when(one.told_at)}" if one.told_at else ""),
        (gettext("What became of it"), names.get(one.ended, one.ended)),
        (gettext("Said by"), f"{one.first.name}, {at_work.when(one.first_at)}" if one.first else ""),
        (gettext("Confirmed by"), f"{one.second.name}, {at_work.when(one.second_at)}" if one.second else ""),
    ]
    for label, value in said:
        if value:
            yield Cell(label), Cell(value)


def _asks(post: QueryDict, one: Row, at_work: Work) -> Iterator[Ask]:
    standing = standing_of(one)
    here = reverse("incident", args=[one.pk])
    if standing.stage is Stage.DECLARED and may(at_work.actor, Verb.DRAFT):
        form = Form(reverse("incident-notice", args=[one.pk]), fresh_token())
        yield Ask(
            gettext("Tell the authority"),
            form,
            gettext("Begin the notice"),
            effect=gettext("It is a case of its own; two officers send it."),
        )
    if standing.stage is Stage.DECLARED:
        typed = post.get("reference", "")[:20]
        field = FieldWrite("reference", "reference", gettext("Number of the notice that was sent"), value=typed, cap=14)
        form = Form(here, fresh_token(), hidden=(("step", "told"),))
        yield Ask(gettext("The notice was sent"), form, gettext("Note its number"), (field,))
    own = str(at_work.actor.officer)
    if standing.stage is Stage.TOLD and (not one.guards or own in one.guards):
        choices = tuple(Choice(option.code, option.labels.get(at_work.language, option.code)) for option in ends_of(one.sort))
        form = Form(here, fresh_token(), hidden=(("step", "say"),))
        yield Ask(
            gettext("What became of it?"), form, gettext("Say so"), (FieldWrite("ended", "code", gettext("It was"), choices=choices),)
        )
    if standing.stage is Stage.SAID and own != standing.first and (not one.guards or own in one.guards):
        yield Ask(gettext("Confirm as the second officer"), Form(here, fresh_token(), hidden=(("step", "confirm"),)), gettext("Confirm it"))
