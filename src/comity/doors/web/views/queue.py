"""The watch queue and the list of requests, as pages."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.clocks import ruled
from comity.desk.clockwork.notices import Waiting
from comity.desk.holding.queries import tidings_for
from comity.desk.permissions import Verb, may
from comity.desk.reading.watch import COUNTED, Rows, Watch
from comity.desk.reading.watch import Link as Line
from comity.desk.reading.watch import Section as Needed
from comity.doors.web.moments import remaining
from comity.doors.web.pages.parts import Act, Fact, Link
from comity.doors.web.pages.shifts import Many
from comity.doors.web.pages.watch import Section, SectionCode, WatchPage
from comity.doors.web.views.alerting import alerts
from comity.doors.web.views.calling import calls, read_form
from comity.doors.web.views.clocking import nearest
from comity.doors.web.views.kept import kept_filters
from comity.doors.web.views.naming import country_of
from comity.doors.web.views.strips import draft_strip, request_strip
from comity.doors.web.views.working import Work, fresh_token
from comity.terms.instants import Instant
from comity.treaty.clocks import Clock as Ruled

_CODES: Final[dict[Needed, SectionCode]] = {
    Needed.DECISION: "decide",
    Needed.SECOND_OFFICER: "approve",
    Needed.THEM: "theirs",
    Needed.ENDING: "preserved",
    Needed.DRAFTS: "drafts",
    Needed.ASLEEP: "asleep",
}


def watch_page(found: Watch, waiting: Waiting, at_work: Work, *, mine: bool, free: bool, calling: int) -> WatchPage:
    """Return the home screen, or what of it the officer holds, or what nobody does; what nobody acknowledged stands first."""
    told = tidings_for(at_work.officer)
    called, alarmed = calls(told, found.links, at_work), alerts(waiting, at_work, names=_named(waiting))
    sections = tuple(_section(rows, found, at_work) for rows in found.sections if rows.shown or rows.section is not Needed.ASLEEP)
    to_tick = may(at_work.actor, Verb.TAKE) and any(strip.keys for section in sections for strip in section.strips)
    return WatchPage(
        heading=gettext("Watch queue"),
        deck=_deck(found, mine=mine, free=free, below=bool(called or alarmed)),
        late=found.late,
        next_deadline=_next(found, at_work),
        unheld=_unheld(found),
        links=_links(found.links, at_work),
        ending=_ending(found, at_work),
        sections=sections,
        alerts=alarmed,
        filters=_filters(mine=mine, free=free),
        kept=kept_filters(at_work),
        act=_act(found, at_work),
        calls=called,
        calling=calling,
        many=Many(reverse("many"), fresh_token()) if to_tick else None,
        read=read_form(told),
    )


def _named(waiting: Waiting) -> dict[str, Ruled]:
    """Return what the rulebook says of the clocks that wait, each once."""
    found = {row.clock.code: ruled(row.clock, row.request) for row in waiting.rows}
    return {code: named for code, named in found.items() if named is not None}


def _deck(found: Watch, *, mine: bool, free: bool, below: bool) -> str:
    """Say how much waits; `below` is whether anything else stands above the rows: then not nothing waits."""
    total = sum(rows.total for rows in found.sections)
    if not total and (mine or free):
        return gettext("Nothing waits that you hold.") if mine else gettext("Nothing waits that nobody holds.")
    if not total:
        return gettext("No request and no draft is waiting. What is for you stands below.") if below else gettext("Nothing is waiting.")
    facts = {"count": total, "late": found.late, "soon": found.due_soon}
    said = ngettext(
        "%(count)s item: %(late)s late, %(soon)s due within 24 hours. Nearest deadline first.",
        "%(count)s items: %(late)s late, %(soon)s due within 24 hours. Nearest deadline first.",
        total,
    )
    if mine:
        said = ngettext("Of those you hold: %(count)s item, %(late)s late.", "Of those you hold: %(count)s items, %(late)s late.", total)
    if free:
        said = ngettext(
            "Of those nobody holds: %(count)s item, %(late)s late.", "Of those nobody holds: %(count)s items, %(late)s late.", total
        )
    return said % facts


def _next(found: Watch, at_work: Work) -> Fact:
    row = found.nearest
    shown = nearest(row.clock, urgency=row.request.urgency, at_work=at_work) if row else None
    if row is None or shown is None:
        return Fact(gettext("None"), gettext("no clock runs"))
    facts = {"due": _time(row.request.due_at, at_work), "clock": shown.name}
    country = country_of(row.request.peer, at_work.language)
    return Fact(gettext("%(due)s %(clock)s") % facts, f"{row.request.reference}, {country}", shown.state)


def _unheld(found: Watch) -> Fact:
    if not found.free:
        return Fact(gettext("None"))
    return Fact(ngettext("%(count)s item", "%(count)s items", found.free) % {"count": _count(found.free)}, gettext("needs a decision"))


def _links(lines: Sequence[Line], at_work: Work) -> Fact:
    down = [line for line in lines if line.down_since is not None]
    waiting = sum(line.waiting for line in lines)
    queued = ngettext("%(count)s message waiting, sent exactly once", "%(count)s messages waiting, each sent exactly once", waiting)
    note = queued % {"count": waiting} if waiting else ""
    if not lines:
        return Fact(gettext("None yet"), gettext("no act has gone out or come in"))
    if not down:
        names = ", ".join(dict.fromkeys(country_of(line.peer, at_work.language) for line in lines))
        return Fact(gettext("%(up)s of %(all)s up") % {"up": len(lines), "all": len(lines)}, note or names)
    first = min(down, key=lambda line: line.down_since.micros if line.down_since else 0)
    facts = {"country": country_of(first.peer, at_work.language), "time": _time(first.down_since, at_work)}
    if len(down) > 1:
        return Fact(gettext("%(down)s of %(all)s down") % {"down": len(down), "all": len(lines)}, note)
    return Fact(gettext("%(country)s down since %(time)s") % facts, note)


def _time(at: Instant | None, at_work: Work) -> str:
    return at_work.when(at) if at else ""


def _ending(found: Watch, at_work: Work) -> Fact:
    rows = next(rows for rows in found.sections if rows.section is Needed.ENDING)
    due = rows.requests[0].request.due_at if rows.requests else None
    if due is None:
        return Fact(gettext("None"))
    return Fact(_time(due, at_work), remaining(due, now=at_work.at))


def _section(rows: Rows, found: Watch, at_work: Work) -> Section:
    strips = (*(request_strip(row, at_work) for row in rows.requests), *(draft_strip(row, at_work) for row in rows.drafts))
    more = rows.total - rows.shown
    return Section(
        code=_CODES[rows.section],
        strips=strips,
        total=_count(rows.total),
        more=more,
        capped=rows.total >= COUNTED,
        more_due=_time(rows.next_due, at_work),
        more_links=(Link(gettext("All requests"), reverse("requests")),) if more else (),
        empty=_empty(rows.section, found, at_work),
    )


def _count(number: int) -> str:
    """Print a number that is counted to a hundred and no further."""
    return f"{number - 1}+" if number >= COUNTED else str(number)


def _empty(section: Needed, found: Watch, at_work: Work) -> str:
    match section:
        case Needed.DECISION:
            due = found.nearest.request.due_at if found.nearest else None
            if due is None:
                return gettext("Nothing needs a decision.")
            return gettext("Nothing needs a decision. Next deadline: %(time)s.") % {"time": _time(due, at_work)}
        case Needed.SECOND_OFFICER:
            return gettext("Nothing waits for a second officer.")
        case Needed.THEM:
            return gettext("We wait for nobody: every request of ours is answered, or none is open.")
        case Needed.ASLEEP:
            return gettext("Nothing is put off.")
        case Needed.ENDING:
            return gettext("No data are being preserved for a time that runs.")
        case _:
            return gettext("No drafts. What is typed is saved on the node, and stays here until it is submitted or set aside.")


def _filters(*, mine: bool, free: bool) -> tuple[Link, ...]:
    if mine or free:
        return (Link(gettext("Everything"), reverse("watch")),)
    return (Link(gettext("Mine"), "?mine"), Link(gettext("Held by nobody"), "?free"))


def _act(found: Watch, at_work: Work) -> Act | None:
    if found.nearest is None:
        return compose_act(at_work)
    label = gettext("Open the late item") if found.late else gettext("Open the next item")
    return Act(label, reverse("request", args=[found.nearest.request.reference]))


def compose_act(at_work: Work) -> Act | None:
    """Return the way to a new request, for who may write one."""
    return Act(gettext("New request"), reverse("compose-start")) if may(at_work.actor, Verb.DRAFT) else None
