"""Views of walls: which cases are walled, and one wall with what may be changed. A supervisor sees number and wall, not the case."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.walls.actions import confirm_wall, drop_proposal, set_wall
from comity.desk.walls.policy import Wall
from comity.desk.walls.queries import Walled, wall, walls
from comity.directory.people import officers_here
from comity.directory.posts import units_here
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Crumbs, Form, Link
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.auditing import wall_words
from comity.doors.web.views.naming import in_words, officer_name
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.words import level_words
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.terms.refusals import Refused

_CAP = 1000


@require_safe
def all_walls(request: HttpRequest) -> HttpResponse:
    """Every walled or classified case, by number; and the way to the wall of any other."""
    at_work, asked = work(request), request.GET.get("reference", "").strip().upper()[:14]
    if asked:
        return onward(reverse("wall", args=[asked]))
    columns = (gettext("Request"), gettext("Wall"), gettext("Level"), gettext("Waits for a second supervisor"))
    rows = tuple(_row(one) for one in walls(by=at_work.actor))
    page = TablesPage(
        heading=gettext("Walls"),
        deck=gettext("Who may know of a case. You see its number and its wall here; the case itself only where you are inside."),
        crumbs=Crumbs(),
        tables=(Table(gettext("Walled and classified cases"), columns, rows, gettext("No case is walled or classified.")),),
    )
    return render_page(request, page)


def _row(one: Walled) -> tuple[Cell, ...]:
    waits = gettext("proposed by %(officer)s") % {"officer": one.proposed_by_name} if one.proposed else gettext("nothing")
    return (Cell(one.reference, reverse("wall", args=[one.reference])), Cell(_said(one.wall)), Cell(level_words(one.level)), Cell(waits))


def _said(one: Wall) -> str:
    if one.unit:
        return gettext("unit %(unit)s") % {"unit": one.unit}
    return ", ".join(officer_name(name) for name in sorted(one.names)) or wall_words("")


@require_http_methods(["GET", "POST"])
def one_wall(request: HttpRequest, reference: str) -> HttpResponse:
    """The wall of one case; a post sets it, or proposes to open it."""
    at_work = work(request)
    fault = ""
    if request.method == "POST":
        try:
            _set(request, reference, at_work)
            return onward(request.path)
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    return render_page(request, _page(request, wall(reference, by=at_work.actor), at_work, fault=fault), status=409 if fault else 200)


def _set(request: HttpRequest, reference: str, at_work: Work) -> None:
    kind = request.POST.get("wall", "")
    wanted = Wall.of(
        unit=request.POST.get("unit", "") if kind == "unit" else "",
        names=request.POST.getlist("names") if kind == "named" else (),
    )
    reason = request.POST.get("reason.text", "").strip()[:_CAP]
    set_wall(reference, wall=wanted, reason=reason, by=at_work.officer, at=at_work.at, token=verb_token(request, "wall"))


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a wall as another supervisor proposed."""
    return _decide(request, reference, confirm_wall)


@require_POST
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave the wall as it is."""
    return _decide(request, reference, drop_proposal)


def _decide(request: HttpRequest, reference: str, deed: Callable[..., object]) -> HttpResponse:
    at_work = work(request)
    deed(reference, by=at_work.officer, at=at_work.at, token=verb_token(request, deed.__name__))
    return onward(reverse("wall", args=[reference]))


def _page(request: HttpRequest, one: Walled, at_work: Work, *, fault: str) -> TablesPage:
    columns = (gettext("Wall"), gettext("Level"))
    return TablesPage(
        heading=gettext("Wall of %(reference)s") % {"reference": one.reference},
        deck=gettext("Walling in counts at once. What may let somebody in waits for a second supervisor."),
        crumbs=Crumbs((Link(gettext("Walls"), reverse("walls")),), one.reference),
        tables=(Table(gettext("As it stands"), columns, ((Cell(_said(one.wall)), Cell(level_words(one.level))),)),),
        asks=(*_proposal(one, at_work), _ask(request, one, at_work)),
        fault=fault,
    )


def _proposal(one: Walled, at_work: Work) -> tuple[Ask, ...]:
    if one.proposed is None or one.proposed_at is None:
        return ()
    facts = {"officer": one.proposed_by_name, "time": at_work.when(one.proposed_at), "wall": _said(one.proposed), "reason": one.reason}
    said = gettext("%(officer)s proposed at %(time)s: %(wall)s. Reason: %(reason)s") % facts
    keeping = Ask(
        gettext("Keep the wall"), Form(reverse("wall-keep", args=[one.reference]), fresh_token()), gettext("Leave it as it is"), effect=said
    )
    if one.proposed_by == at_work.officer.officer_id:
        return (keeping,)
    opening = Form(reverse("wall-confirm", args=[one.reference]), fresh_token())
    return (Ask(gettext("Confirm as the second supervisor"), opening, gettext("Open it as proposed"), effect=said), keeping)


def _ask(request: HttpRequest, one: Walled, at_work: Work) -> Ask:
    kinds = tuple(Choice(kind, wall_words(kind), chosen=one.wall.kind == kind) for kind in ("", "unit", "named"))
    units = tuple(Choice(unit.code, in_words(unit.names, at_work.language), chosen=unit.code == one.wall.unit) for unit in units_here())
    names = tuple(Choice(officer.officer_id, officer.name, chosen=officer.officer_id in one.wall.names) for officer in officers_here())
    fields = [
        FieldWrite("wall", "code", gettext("Who may know of it"), choices=kinds, coded=False),
        FieldWrite("unit", "code", gettext("Which unit"), choices=units, optional=True, coded=False),
        FieldWrite("names", "codes", gettext("Which officers"), choices=names, optional=True, coded=False),
        FieldWrite(
            "reason",
            "text",
            gettext("Reason"),
            hint=gettext("It stands in the journal with your name."),
            value=request.POST.get("reason.text", ""),
            cap=_CAP,
        ),
    ]
    return Ask(
        gettext("Change the wall"),
        Form(reverse("wall", args=[one.reference]), fresh_token()),
        gettext("Set the wall"),
        tuple(field for field in fields if field.key != "unit" or units),
    )
