"""The home of the register: its figures, what it asks for, what is in review."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Crumbs, Link
from comity.doors.web.pages.register import Kpi, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.naming import country_of
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.asked_for import programme_asks
from comity.doors.web.views.register.papers import pack_links
from comity.doors.web.views.working import Work, work
from comity.register.commitments.figures import Figures, figures_by_partner, together
from comity.register.importing.queries import review_queue
from comity.register.offering.queries import offers_waiting
from comity.register.policy import may_keep
from comity.register.reminders import reminders
from comity.register.sharing.queries import shares


@saying_no
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show how the register stands."""
    at_work = work(request)
    keeps = may_keep(at_work.actor)
    by_partner = figures_by_partner(by=at_work.actor, at=at_work.at)
    page = RegisterPage(
        heading=pgettext("of meetings and commitments", "Register"),
        deck=gettext("Who promised what to whom, by which document, and how far it is. Counted from a public promise upwards."),
        crumbs=Crumbs(),
        tabs=words.tabs("register"),
        links=(*_links(keeps=keeps), *pack_links()),
        act=Act(gettext("Import a report"), reverse("register-import")) if keeps else None,
        kpis=kpis(together(by_partner.values())),
        sheets=tuple(_sheets(at_work, by_partner)),
    )
    return render_page(request, page)


def _links(*, keeps: bool) -> Iterator[Link]:
    if keeps:
        yield Link(gettext("Plan a meeting"), reverse("register-meeting-new"))
    yield Link(gettext("Status of treaties"), reverse("register-treaties"))
    yield Link(gettext("Tables"), reverse("register-tables"))


def kpis(found: Figures) -> tuple[Kpi, ...]:
    """Return the figures of commitments that count, each under its name."""
    return (
        Kpi(gettext("Registered"), found.registered),
        Kpi(gettext("Accepted"), found.accepted),
        Kpi(gettext("Fulfilled on time"), found.on_time),
        Kpi(gettext("Overdue"), found.overdue, tone="stop" if found.overdue else ""),
        Kpi(gettext("Fulfilled with evidence"), found.fulfilled),
        Kpi(gettext("Confirmed by the counterpart"), found.confirmed),
        Kpi(gettext("Without an owner"), found.without_owner, tone="warn" if found.without_owner else ""),
        Kpi(gettext("Without a due date"), found.without_due, tone="warn" if found.without_due else ""),
    )


def _sheets(at_work: Work, by_partner: Mapping[str, Figures]) -> Iterator[Sheet]:
    rows = tuple(_asked_for(at_work))
    empty = gettext("Nothing is asked for: every meeting has its outcome, every commitment its owner and its date.")
    heads = (gettext("What is asked for"), gettext("Of what"))
    yield Sheet("reminders", gettext("To be seen to"), count=str(len(rows)) if rows else "", table=Table(heads, rows, empty))
    yield from _beside(at_work)
    waiting = review_queue(by=at_work.actor).rows
    if waiting:
        heads = (gettext("Document"), gettext("Left to review"))
        yield Sheet("review", gettext("In review"), table=Table(heads, tuple(_waiting(one) for one in waiting)))
    if by_partner:
        yield _partners(by_partner, at_work)


def _beside(at_work: Work) -> Iterator[Sheet]:
    """Yield what came from others and waits for somebody: commitments that they show, and what is offered as evidence."""
    rows = [
        Row((Cell((Bit(one.case, reverse("register-share", args=[one.case])),)), Cell((Bit(country_of(one.peer, at_work.language)),))))
        for one in shares(by=at_work.actor, state="offered").rows
        if one.side == "theirs"
    ]
    rows += [
        Row((Cell((Bit(gettext("Offered as evidence")),)), Cell(_promise(one.commitment)))) for one in offers_waiting(by=at_work.actor)
    ]
    if rows:
        heads = (gettext("What came"), gettext("From, or of what"))
        yield Sheet("beside", gettext("Came from the other side"), count=str(len(rows)), table=Table(heads, tuple(rows)))


def _asked_for(at_work: Work) -> Iterator[Row]:
    found = reminders(by=at_work.actor, at=at_work.at)
    for meeting in found.outcome_missing:
        when = gettext("The outcome is missing; it was planned for %(day)s") % {"day": words.print_said(meeting.said)}
        yield Row((Cell((Bit(when),)), Cell(words.meeting_bits(meeting))))
    for seat in found.unnamed:
        who = gettext("Somebody is not named: %(who)s") % {"who": seat.words or words.country(seat.country, at_work.language)}
        yield Row((Cell((Bit(who),)), Cell(words.meeting_bits(seat.meeting))))
    for said, rows in (
        (gettext("Overdue"), found.overdue),
        (gettext("Nobody owns it"), found.without_owner),
        (gettext("No date is set until when"), found.without_due),
    ):
        for one in rows:
            yield Row((Cell((Bit(said),)), Cell(_promise(one))))
    yield from programme_asks(found, at_work)


def _promise(one: Any) -> tuple[Bit, ...]:  # noqa: ANN401 -- a row of a room below
    return (Bit(one.number, reverse("register-commitment", args=[one.number])), Bit(one.words, language=one.language))


def _waiting(one: Any) -> Row:  # noqa: ANN401 -- as above
    left = ngettext("%(count)s suggestion", "%(count)s suggestions", one.open_count) % {"count": one.open_count}
    name = (Bit(one.number, reverse("register-review", args=[one.number])), Bit(one.title, language=one.language))
    return Row((Cell(name), Cell((Bit(left),))))


def _partners(by_partner: Any, at_work: Work) -> Sheet:  # noqa: ANN401 -- a mapping of a room below
    rows = []
    for code, found in sorted(by_partner.items(), key=lambda one: -one[1].registered):
        name = words.country(code, at_work.language) or gettext("several States, or none")
        href = f"{reverse('register-commitments')}?partner={code}" if code else ""
        counts = (found.registered, found.accepted, found.overdue, found.fulfilled, found.confirmed)
        rows.append(Row((Cell((Bit(name, href),)), *(Cell((Bit(str(count)),)) for count in counts))))
    heads = (
        gettext("Partner"),
        gettext("Registered"),
        gettext("Accepted"),
        gettext("Overdue"),
        gettext("Fulfilled with evidence"),
        gettext("Confirmed by the counterpart"),
    )
    return Sheet("partners", gettext("By partner"), table=Table(heads, tuple(rows)))
