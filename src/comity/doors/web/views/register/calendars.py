"""The calendar: a month as a grid with its list, all of it for a calendar program, and an invitation that becomes a form to confirm."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.directory.home import home
from comity.doors.web.framing import render_page
from comity.doors.web.moments import print_date
from comity.doors.web.pages.parts import Act, Form, Link
from comity.doors.web.pages.register import NAMED, CalendarPage, DayCell, Dot, FormPage, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.invitations import invited_asks, invited_fields
from comity.doors.web.views.working import Work, fresh_token, work
from comity.register.calendar.ical import CAP, Event, Invitation, print_calendar, read_calendar
from comity.register.calendar.months import Day, Entry, Month, read_month
from comity.register.calendar.queries import coming, month, whole_calendar
from comity.register.policy import may_keep
from comity.terms.refusals import Refused

_SHOWN: Final = 3  # things of a day that its cell shows
_MONTHS: Final = (
    pgettext_lazy("month", "January"),
    pgettext_lazy("month", "February"),
    pgettext_lazy("month", "March"),
    pgettext_lazy("month", "April"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "June"),
    pgettext_lazy("month", "July"),
    pgettext_lazy("month", "August"),
    pgettext_lazy("month", "September"),
    pgettext_lazy("month", "October"),
    pgettext_lazy("month", "November"),
    pgettext_lazy("month", "December"),
)
_WEEKDAYS: Final = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
_STATUS: Final = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}


@saying_no
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month: `?month=2026-11`, this one where nothing is asked."""
    at_work = work(request)
    today = at_work.here(at_work.at).date()
    found = month(read_month(request.GET.get("month", "")[:10], today=today), by=at_work.actor)
    return render_page(request, _page(found, at_work, today=today))


def _page(found: Month, at_work: Work, *, today: date) -> CalendarPage:
    here = found.first == today.replace(day=1)
    return CalendarPage(
        heading=_month_name(found.first),
        deck=gettext("Meetings, due days of commitments, next meetings of mechanisms. What has no certain day stands apart."),
        crumbs=words.crumbs(gettext("Calendar")),
        tabs=words.tabs("register-calendar"),
        weekdays=tuple(str(name) for name in _WEEKDAYS),
        weeks=tuple(tuple(_cell(day, at_work, today=today) for day in week) for week in found.weeks),
        sheets=tuple(_sheets(found, at_work, ahead=coming(by=at_work.actor, at=at_work.at) if here else ())),
        before=_link(found.before),
        after=_link(found.after),
        now=None if here else Link(gettext("This month"), reverse("register-calendar")),
        links=(Link(gettext("Take it along (iCalendar)"), reverse("register-calendar-file")),),
        act=Act(gettext("Read an invitation"), reverse("register-invitation")) if may_keep(at_work.actor) else None,
    )


def _link(first: date) -> Link:
    return Link(_month_name(first), f"{reverse('register-calendar')}?month={first:%Y-%m}")


def _month_name(first: date) -> str:
    return gettext("%(month)s %(year)s") % {"month": _MONTHS[first.month - 1], "year": first.year}


def _cell(day: Day, at_work: Work, *, today: date) -> DayCell:
    dots = tuple(_dot(one, at_work) for one in day.entries[:_SHOWN])
    return DayCell(
        number=day.on.day,
        spoken=print_date(day.on),
        iso=day.on.isoformat(),
        inside=day.inside,
        today=day.on == today,
        dots=dots if day.inside else (),
        more=max(0, len(day.entries) - _SHOWN) if day.inside else 0,
    )


def _dot(one: Entry, at_work: Work) -> Dot:
    if one.kind == "due":
        return Dot(gettext("Due: %(number)s") % {"number": one.number}, _href(one), "due", off=one.standing in ("lapsed", "superseded"))
    del at_work
    return Dot(one.title, _href(one), one.kind, language=one.language or NAMED, off=one.standing == "cancelled")


def _href(one: Entry) -> str:
    name = {"meeting": "register-meeting", "due": "register-commitment", "mechanism": "register-mechanism"}[one.kind]
    return reverse(name, args=[one.number])


def _sheets(found: Month, at_work: Work, *, ahead: Sequence[Entry]) -> Iterator[Sheet]:
    yield _sheet("list", gettext("This month, as a list"), found.dated, at_work)
    if found.about:
        yield _sheet("about", gettext("On no certain day"), found.about, at_work, gettext("Only the month or the year is known."))
    if found.yearless:
        note = gettext("The year is not in the document, and is not filled in.")
        yield _sheet("yearless", gettext("In a year that nobody knows"), found.yearless, at_work, note)
    if ahead:
        yield _sheet("coming", gettext("Coming"), ahead, at_work)


def _sheet(key: str, heading: str, entries: Sequence[Entry], at_work: Work, note: str = "") -> Sheet:
    heads = (gettext("What"), gettext("When"), gettext("Sort, standing"))
    empty = gettext("Nothing stands on a day of this month.")
    rows = tuple(_row(one, at_work) for one in entries)
    return Sheet(key, heading, note, str(len(rows)) if rows else "", table=Table(heads, rows, empty))


def _row(one: Entry, at_work: Work) -> Row:
    language = one.language or NAMED
    name = (Bit(one.number, _href(one)), Bit(one.title, language=language))
    return Row((Cell(name), Cell((Bit(words.print_said(one.said)),)), Cell(tuple(Bit(text) for text in _sort(one, at_work)))))


def _sort(one: Entry, at_work: Work) -> tuple[str, str]:
    if one.kind == "due":
        return gettext("A commitment is due"), words.label("commitment-state", one.standing, at_work.language)
    if one.kind == "mechanism":
        return gettext("Next meeting of a mechanism"), words.label("mechanism-sort", one.code, at_work.language)
    return words.label("meeting-type", one.code, at_work.language), words.label("meeting-standing", one.standing, at_work.language)


@saying_no
@require_safe
def calendar_file(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Give the calendar away as iCalendar, in the reader's language: what has a year. An officer's own words stay here."""
    at_work = work(request)
    events = _events(whole_calendar(by=at_work.actor), at_work, node=str(home().node))
    lines = print_calendar(events, name=gettext("Register of %(node)s") % {"node": home().node})
    how = {"Content-Disposition": 'attachment; filename="comity.ics"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(lines, content_type="text/calendar; charset=utf-8", headers=how)


def _events(entries: Iterable[Entry], at_work: Work, *, node: str) -> Iterator[Event]:
    about = {"month": gettext("Only the month is known."), "year": gettext("Only the year is known.")}
    for one in entries:
        kind, standing = _sort(one, at_work)
        named = f"{one.number}: {one.title}" if one.kind == "meeting" and not one.own else f"{one.number}: {kind}"
        rough = about.get(one.precision, "")
        yield Event(
            uid=f"{one.number}-{one.kind}@{node}",
            first=date.fromisoformat(one.first),
            last=date.fromisoformat(one.last),
            summary=f"≈ {named}" if rough else named,
            description="\n".join(text for text in (f"{kind} · {standing}", rough) if text),
            status=_STATUS.get(one.standing, "CONFIRMED"),
            stamp=one.made,
            categories=kind,
        )


@saying_no
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Ask for an invitation; show what it says as forms, one a meeting, of which nothing is kept until they are sent."""
    at_work = work(request)
    file = request.FILES.get("file")
    if request.method != "POST" or file is None:
        return render_page(request, _ask_page(at_work))
    try:
        read = read_calendar(file.read(CAP + 1), zone=at_work.zone)
    except Refused as refusal:
        return render_page(request, _ask_page(at_work, refusal=refusal), status=422)
    return render_page(request, _suggested(read, at_work))


def _ask_page(at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    del at_work
    page = FormPage(
        heading=gettext("Read an invitation"),
        deck=gettext("An .ics file of another calendar. What it says is shown as a form; nothing is kept until you send that."),
        crumbs=words.crumbs(gettext("Invitation"), Link(gettext("Calendar"), reverse("register-calendar"))),
        form=Form(reverse("register-invitation"), fresh_token()),
        label=gettext("Read it"),
        fields=invited_fields(),
        tabs=words.tabs("register-calendar"),
        back_href=reverse("register-calendar"),
        upload=True,
    )
    return form_with(page, refusal)


def _suggested(read: Sequence[Invitation], at_work: Work) -> RegisterPage:
    return RegisterPage(
        heading=gettext("What the invitation says"),
        deck=gettext("Look at each, correct it, and write it down. What you leave is not kept."),
        crumbs=words.crumbs(gettext("Invitation"), Link(gettext("Calendar"), reverse("register-calendar"))),
        tabs=words.tabs("register-calendar"),
        sheets=(),
        asks=tuple(invited_asks(read, at_work)),
    )
