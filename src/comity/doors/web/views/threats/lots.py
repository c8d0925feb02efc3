"""Lots: what officers of this authority brought or composed, what storing one would do, and what may be done with it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.naming import officer_name
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import words
from comity.doors.web.views.threats.lot_pages import lot_page
from comity.doors.web.views.threats.removals import removal_section
from comity.doors.web.views.threats.shelf import number as place
from comity.doors.web.views.working import Row as Lot
from comity.doors.web.views.working import Work, work
from comity.intel.giving.actions import agree_to_lot, send_lot_back, set_lot_aside, submit_lot
from comity.intel.giving.queries import Lots, find_lot, lots, waiting_lots
from comity.intel.giving.removing import removals
from comity.intel.giving.states import WORDS, LotState
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.refusals import NoLot
from comity.terms.refusals import Refused


@saying_no
@require_safe
def all_lots(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second officer, then all lots, the newest first."""
    at_work = work(request)
    eye, before = words.eye_of(at_work), place(request.GET.get("before", ""))
    return render_page(request, _list(eye, lots(eye, before=before), () if before else waiting_lots(eye), at_work))


def _list(eye: Onlooker, found: Lots, waits: tuple[Lot, ...], at_work: Work) -> ThreatPage:
    ways = words.giving(eye)
    return ThreatPage(
        heading=gettext("Put in by officers"),
        deck=gettext(
            "What an officer brings or composes is looked at before it is stored; what others may read, a second officer agrees to."
        ),
        crumbs=words.crumbs(gettext("Put in by officers")),
        tabs=words.tabs("threat-lots"),
        links=ways[:1],
        act=Act(ways[1].label, ways[1].href) if ways else None,
        sections=(
            *((_section("waits", gettext("Waits for a second officer"), waits, at_work),) if waits else ()),
            _all(found.rows, at_work),
            *_taken_out(eye, at_work),
        ),
        older_href=f"?before={found.before}" if found.before else "",
    )


@saying_no
@require_http_methods(["GET", "POST"])
def one_lot(request: HttpRequest, number: int) -> HttpResponse:
    """Show a lot with what storing it would do; a post does what its form names."""
    at_work, fault = work(request), ""
    eye = words.eye_of(at_work)
    if request.method == "POST":
        try:
            _step(request, number, eye, at_work)
            return onward(reverse("threat-lot", args=[number]))
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    page = lot_page(find_lot(number, eye), eye, at_work, fault=fault)
    return render_page(request, page, status=422 if fault else 200)


@saying_no
@require_safe
def its_bytes(request: HttpRequest, number: int) -> HttpResponse:
    """Give a lot away exactly as it was brought or composed; what a feed brought may not all be for this officer."""
    lot = find_lot(number, words.eye_of(work(request)))
    if lot.origin == "fetched":
        raise NoLot(number=number)
    how = {
        "Content-Disposition": f'attachment; filename="lot-{lot.pk}.json"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(lot.body), content_type="application/octet-stream", headers=how)


def _step(request: HttpRequest, number: int, eye: Onlooker, at_work: Work) -> None:
    step, officer = request.POST.get("step", ""), at_work.officer
    if step == "submit":
        submit_lot(number, eye=eye, by=officer)
    elif step == "agree":
        agree_to_lot(number, eye=eye, by=officer)
    elif step == "return":
        send_lot_back(number, reason=request.POST.get("reason", ""), eye=eye, by=officer)
    elif step == "aside":
        set_lot_aside(number, eye=eye, by=officer)


def _taken_out(eye: Onlooker, at_work: Work) -> tuple[Section, ...]:
    rows = removals(eye)
    return (removal_section("taken-out", gettext("Taken out, or to be"), rows, at_work),) if rows else ()


def _all(rows: tuple[Lot, ...], at_work: Work) -> Section:
    return _section("lots", gettext("All lots, the newest first"), rows, at_work)


def _section(key: str, heading: str, rows: tuple[Lot, ...], at_work: Work) -> Section:
    heads = (gettext("Lot"), gettext("Into"), pgettext("of a lot", "How it stands"), gettext("Made by"))
    empty = gettext("No officer of your authority has put anything in yet.")
    return Section(key, heading, table=Table(heads, tuple(_row(one, at_work) for one in rows), empty))


def _origin(code: str) -> str:
    if code == "fetched":
        return gettext("fetched from a feed")
    return gettext("composed") if code == "composed" else gettext("brought")


def _row(one: Lot, at_work: Work) -> Row:
    what = _origin(one.origin)
    stored = (Bit(gettext("%(count)s objects stored") % {"count": one.stored}, soft=True),) if one.state == LotState.STORED else ()
    return Row(
        (
            Cell((Bit(gettext("Lot %(number)s") % {"number": one.pk}, reverse("threat-lot", args=[one.pk])), Bit(what, soft=True))),
            Cell((Bit(one.collection.title, language=words.NAMED),)),
            Cell((Bit(gettext(WORDS[LotState(one.state)])), *stored)),
            Cell((Bit(officer_name(one.made_by), language=words.NAMED), Bit(at_work.when(one.made_at), soft=True))),
        )
    )
