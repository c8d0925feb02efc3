"""Views of officers and their posts: roles, units, clearance, country, mandates. Supervisors look; who operates the node gives."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.permissions import Verb, may
from comity.directory.officers import actor
from comity.directory.people import find_officer, officers_here
from comity.directory.policy import Actor, Role
from comity.directory.posts import (
    MandateWrong,
    end_mandate,
    give_clearance,
    give_country,
    give_mandate,
    give_roles,
    give_units,
    units_here,
    written_mandates,
)
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, DateParts, FieldWrite
from comity.doors.web.pages.parts import Crumbs, Form, Link
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.naming import in_words
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.words import level_words, role_words
from comity.doors.web.views.working import Row, Work, fresh_token, work
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.levels import Level
from comity.terms.refusals import Refused

_NOTHING: Final = "–"  # noqa: RUF001 -- the sign for nothing, as on every page


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, with what they are trusted with today."""
    at_work = work(request)
    page = TablesPage(
        heading=gettext("Officers"),
        deck=gettext("Who may do what at this desk, today. Every change is an act of the journal; nobody changes their own post."),
        crumbs=Crumbs(),
        tables=(_officer_table(at_work), _unit_table(at_work)),
    )
    return render_page(request, page)


def _officer_table(at_work: Work) -> Table:
    today, lapsed = gettext("Roles today"), gettext("Not in force")
    columns = (gettext("Officer"), today, lapsed, gettext("Units"), gettext("Clearance"), gettext("Country"))
    return Table(gettext("Officers"), columns, tuple(_row(one, at_work) for one in officers_here()))


def _row(one: Row, at_work: Work) -> tuple[Cell, ...]:
    who = actor(one, at=at_work.at)
    return (
        Cell(one.name, reverse("officer", args=[one.officer_id])),
        Cell(_roles(who.roles)),
        Cell(_roles(who.lapsed)),
        Cell(", ".join(one.units) or _NOTHING),
        Cell(level_words(who.clearance)),
        Cell(one.country or _NOTHING),
    )


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(role_words(role) for role in Role if role in roles) or _NOTHING


def _unit_table(at_work: Work) -> Table:
    rows = tuple((Cell(unit.code, machine=True), Cell(in_words(unit.names, at_work.language))) for unit in units_here())
    none = gettext("There is no unit yet. “comity officer unit” makes one.")
    return Table(gettext("Units"), (gettext("Code"), gettext("Name")), rows, none)


@require_http_methods(["GET", "POST"])
def one_officer(request: HttpRequest, officer_id: str) -> HttpResponse:
    """One officer's post; a post changes one thing of it."""
    at_work, found, fault = work(request), find_officer(officer_id), ""
    if request.method == "POST":
        try:
            _GIVE.get(request.POST.get("what", ""), _nothing)(request, found, at_work)
            return onward(request.path)
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    return render_page(request, _page(request, found, at_work, fault=fault), status=409 if fault else 200)


def _page(request: HttpRequest, found: Row, at_work: Work, *, fault: str) -> TablesPage:
    gives = may(at_work.actor, Verb.GIVE_POSTS) and found.pk != at_work.officer.pk
    who = actor(found, at=at_work.at)
    facts = (
        (Cell(gettext("Roles today")), Cell(_roles(who.roles))),
        (Cell(gettext("Not in force")), Cell(_roles(who.lapsed))),
        (Cell(gettext("Units")), Cell(", ".join(found.units) or _NOTHING)),
        (Cell(gettext("Clearance")), Cell(level_words(who.clearance))),
        (Cell(gettext("Country")), Cell(found.country or _NOTHING)),
    )
    return TablesPage(
        heading=found.name,
        deck=found.officer_id,
        crumbs=Crumbs((Link(gettext("Officers"), reverse("officers")),), found.name),
        tables=(Table(gettext("Post"), (gettext("What"), gettext("Today")), facts, paired=True), _mandate_table(found, at_work)),
        asks=_asks(request, found, who, at_work) if gives else (),
        fault=fault,
    )


def _mandate_table(found: Row, at_work: Work) -> Table:
    columns = (gettext("Number"), gettext("Role"), gettext("From"), gettext("Until"), gettext("Decision"), gettext("Acts for"))
    rows = tuple(
        (
            Cell(str(one.pk)),
            Cell(role_words(one.role)),
            Cell(at_work.when(one.since)),
            Cell(at_work.fully(one.until) if one.until else gettext("without end")),
            Cell(one.basis),
            Cell(one.acts_for.name if one.acts_for else _NOTHING),
        )
        for one in written_mandates(found)
    )
    return Table(gettext("Mandates"), columns, rows, gettext("No mandate with dates: the roles hold as they were given."))


def _asks(request: HttpRequest, found: Row, who: Actor, at_work: Work) -> tuple[Ask, ...]:
    roles = tuple(Choice(role.value, role_words(role), chosen=role.value in found.roles) for role in Role)
    units = tuple(Choice(unit.code, in_words(unit.names, at_work.language), chosen=unit.code in found.units) for unit in units_here())
    levels = tuple(Choice(level.value, level_words(level), chosen=level == who.clearance) for level in Level)
    country = FieldWrite(
        "country", "reference", gettext("Country"), hint=gettext("Two letters; empty for none."), value=found.country, cap=2
    )
    asks = [
        (
            "roles",
            gettext("Roles"),
            gettext("Give these roles"),
            (FieldWrite("roles", "codes", gettext("Roles"), choices=roles, coded=False),),
        ),
        (
            "units",
            gettext("Units"),
            gettext("Give these units"),
            (FieldWrite("units", "codes", gettext("Units"), choices=units, coded=False),),
        ),
        (
            "clearance",
            gettext("Clearance"),
            gettext("Give this clearance"),
            (FieldWrite("clearance", "code", gettext("Up to"), choices=levels, coded=False),),
        ),
        ("country", gettext("Country of a mission abroad"), gettext("Give this country"), (country,)),
        ("mandate", gettext("New mandate"), gettext("Give this mandate"), _mandate_fields(request, found)),
        ("end", gettext("End a mandate"), gettext("End it now"), (FieldWrite("number", "number", gettext("Number")),)),
    ]
    here = reverse("officer", args=[found.officer_id])
    return tuple(
        Ask(heading, Form(here, fresh_token(), hidden=(("what", what),)), label, fields)
        for what, heading, label, fields in asks
        if what != "units" or units
    )


def _mandate_fields(request: HttpRequest, found: Row) -> tuple[FieldWrite, ...]:
    post = request.POST
    roles = tuple(Choice(role.value, role_words(role), chosen=post.get("role") == role.value) for role in Role)
    others = tuple(
        Choice(one.officer_id, one.name, chosen=post.get("acts_for") == one.officer_id) for one in officers_here() if one.pk != found.pk
    )
    return (
        FieldWrite("role", "code", gettext("Role"), choices=roles, coded=False),
        FieldWrite("since", "date", gettext("First day"), date=_typed(post, "since")),
        FieldWrite("until", "date", gettext("Last day"), hint=gettext("Empty: without end."), optional=True, date=_typed(post, "until")),
        FieldWrite("basis", "name", gettext("By which decision"), value=post.get("basis", ""), cap=400),
        FieldWrite("acts_for", "code", gettext("Acts for"), choices=(Choice("", gettext("nobody")), *others), optional=True, coded=False),
    )


def _typed(post: Mapping[str, str], name: str) -> DateParts:
    return DateParts(post.get(f"{name}-day", ""), post.get(f"{name}-month", ""), post.get(f"{name}-year", ""))


def _day(post: Mapping[str, str], name: str, at_work: Work, *, after: int = 0) -> Instant | None:
    """Return the midnight with which a day begins at this desk, or with `after` a later one; None where nothing was typed."""
    parts = [post.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        day = date(*map(int, parts)) + timedelta(days=after)
    except (ValueError, OverflowError) as fault:
        raise MandateWrong(why=gettext("a day is not one of the calendar")) from fault
    return Instant.of(datetime(day.year, day.month, day.day, tzinfo=at_work.zone))


def _roles_posted(request: HttpRequest, found: Row, at_work: Work) -> None:
    roles = [Role(role) for role in request.POST.getlist("roles") if role in set(Role)]
    give_roles(found, roles=roles, by=at_work.officer, at=at_work.at)


def _units_posted(request: HttpRequest, found: Row, at_work: Work) -> None:
    give_units(found, units=request.POST.getlist("units"), by=at_work.officer, at=at_work.at)


def _clearance_posted(request: HttpRequest, found: Row, at_work: Work) -> None:
    give_clearance(found, level=Level.parse(request.POST.get("clearance", "")), by=at_work.officer, at=at_work.at)


def _country_posted(request: HttpRequest, found: Row, at_work: Work) -> None:
    text = request.POST.get("country", "").strip().upper()
    give_country(found, country=Country(text) if text else None, by=at_work.officer, at=at_work.at)


def _mandate_posted(request: HttpRequest, found: Row, at_work: Work) -> None:
    post = request.POST
    since, role = _day(post, "since", at_work), post.get("role", "")
    if since is None or role not in set(Role):
        raise MandateWrong(why=gettext("role or first day is missing"))
    for_whom = post.get("acts_for", "")
    give_mandate(
        found,
        role=Role(role),
        since=since,
        until=_day(post, "until", at_work, after=1),
        basis=post.get("basis", ""),
        by=at_work.officer,
        at=at_work.at,
        acts_for=find_officer(for_whom) if for_whom else None,
    )


def _end_posted(request: HttpRequest, found: Row, at_work: Work) -> None:
    number = request.POST.get("number", "")
    end_mandate(
        found, number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0, by=at_work.officer, at=at_work.at
    )


def _nothing(request: HttpRequest, found: Row, at_work: Work) -> None:
    """A post that names nothing to change changes nothing."""
    del request, found, at_work


_GIVE: Final[Mapping[str, Callable[[HttpRequest, Any, Work], None]]] = {
    "roles": _roles_posted,
    "units": _units_posted,
    "clearance": _clearance_posted,
    "country": _country_posted,
    "mandate": _mandate_posted,
    "end": _end_posted,
}
