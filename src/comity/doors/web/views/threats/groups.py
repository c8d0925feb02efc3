"""Sharing groups as an officer reads them: those that their own authority is in, and who else is."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats import words
from comity.doors.web.views.working import Work, work
from comity.intel.store.groups import Standing, groups_called
from comity.terms.instants import Instant


@saying_no
@require_safe
def all_groups(request: HttpRequest) -> HttpResponse:
    """Show them, each with its members; of the others an officer is told nothing."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    found = groups_called(eye.reader.principal.groups_at(at_work.at))
    none = gettext("Your authority is in no sharing group. The operator of the node keeps them: comity intel group.")
    page = ThreatPage(
        heading=gettext("Sharing groups"),
        deck=gettext("What a label limits to a group is for its members alone, as long as they are in it."),
        crumbs=words.crumbs(gettext("Sharing groups")),
        tabs=words.tabs("threat-groups"),
        sections=tuple(_section(one, at_work) for one in found) or (Section("none", gettext("Your groups"), none),),
    )
    return render_page(request, page)


def _section(one: Standing, at_work: Work) -> Section:
    group = one.group
    places = [place for place in one.places if place.until is None or at_work.at < place.until]
    rows = tuple(Row((_member(place.subject, at_work), Cell((Bit(_until(place.until, at_work)),)))) for place in places)
    said = [gettext("In labels: %(name)s; in MISP: %(uuid)s.") % {"name": group.name, "uuid": group.uuid}]
    if group.released_by:
        whose = words.authority_name(group.released_by, at_work.language)
        said.append(gettext("%(authority)s answers for who is in it.") % {"authority": whose})
    if group.releasable:
        said.append(gettext("May go to: %(whom)s") % {"whom": group.releasable})
    if group.until:
        said.append(gettext("It ends: %(moment)s.") % {"moment": at_work.fully(group.until)})
    table = Table((pgettext("of a group", "Member"), pgettext("of a place", "Until")), rows, gettext("Nobody."))
    return Section(f"group-{group.name}", group.title, language=words.NAMED, text=tuple(said), caption=gettext("Members"), table=table)


def _member(subject: str, at_work: Work) -> Cell:
    kind, _, name = subject.partition(":")
    if kind == "authority":
        return Cell((Bit(words.authority_name(name, at_work.language)),))
    return Cell((Bit(gettext("a program"), soft=True), Bit(name, code=True)))


def _until(moment: Instant | None, at_work: Work) -> str:
    return at_work.fully(moment) if moment else gettext("without end")
