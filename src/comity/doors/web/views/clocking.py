"""The clocks of a request as pages show them: running, not started yet, stopped; each with whose rule it is."""

from collections.abc import Iterable
from datetime import date
from typing import Final, cast

from django.utils.translation import gettext, ngettext

from comity.desk.rules import rulebook
from comity.desk.states import State
from comity.doors.web.moments import moment, print_span
from comity.doors.web.pages.parts import Clock, Moment
from comity.doors.web.views.working import Row, Work
from comity.doors.web.views.written import clock
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.clocks import Clock as Ruled
from comity.treaty.clocks import clock_named
from comity.treaty.wording import checked, cite

PRESERVATION: Final = "C-UN42"
_NOT_GRANTED: Final = (
    State.SENT,
    State.DELIVERED,
    State.OPENED,
    State.QUESTIONED,
    State.CONSULTING,
    State.VIEWS_GIVEN,
    State.RISK_NOTIFIED,
)


def nearest(row: Row, *, urgency: str, at_work: Work) -> Clock | None:
    """Return a running clock in the few words that a strip has room for; None where none runs."""
    if row is None:
        return None
    named = _named(row.code, on=row.starts_at.datetime().date(), urgency=urgency)
    span = print_span(row.due_at - row.starts_at)
    return _running(row, named, rule=_short(named, span, at_work.language) if named else row.rule, at_work=at_work)


def clocks(rows: Iterable[Row], *, request: Row, at_work: Work) -> tuple[Clock, ...]:
    """Return every clock of a request: running ones first, then what has not started, then what was met or missed."""
    running, over = [], []
    for row in rows:
        named = _named(row.code, on=row.starts_at.datetime().date(), urgency=request.urgency)
        if row.stopped_at is None:
            running.append(_running(row, named, rule=_whole(named, at_work.language) if named else row.rule, at_work=at_work))
        else:
            over.append(_stopped(row, named, at_work=at_work))
    return (*running, *_not_started(request, at_work=at_work), *over)


def clock_name(code: str, *, request: Row, at_work: Work) -> str:
    """Return what a clock is called; its code where the rulebook does not know it."""
    named = _named(code, on=at_work.at.datetime().date(), urgency=request.urgency)
    return named.labels[at_work.language] if named else code


def _named(code: str, *, on: date, urgency: str) -> Ruled | None:
    """Return what the rulebook says of a clock; None where a newer or older one named it."""
    try:
        return clock_named(code, rulebook=rulebook(), on=on, urgency=urgency)
    except Refused:
        return None


def _running(row: Row, named: Ruled | None, *, rule: str, at_work: Work) -> Clock:
    labels = named.labels if named else dict.fromkeys(("en", "vi"), row.code)
    warns = tuple(Instant(micros) for micros in cast("list[int]", row.warn_at))
    return clock(labels, starts=row.starts_at, due=row.due_at, warns=warns, rule=rule, at_work=at_work)


def _stopped(row: Row, named: Ruled | None, *, at_work: Work) -> Clock:
    early = row.due_at - row.stopped_at
    facts = {"time": at_work.when(row.stopped_at), "span": print_span(abs(early))}
    met = row.stopped_at <= row.due_at
    said = gettext("stopped at %(time)s, %(span)s before it was due") if met else gettext("stopped at %(time)s, %(span)s late")
    return Clock(
        name=named.labels[at_work.language] if named else row.code,
        state="met" if met else "late",
        due=moment(row.due_at, zone=at_work.zone, now=at_work.at),
        remaining="",
        rule=said % facts,
    )


def _not_started(request: Row, *, at_work: Work) -> tuple[Clock, ...]:
    """Return the preservation's clock while nothing is granted: it is the one that everything is about."""
    named = _named(PRESERVATION, on=at_work.at.datetime().date(), urgency=request.urgency)
    if named is None or request.state not in _NOT_GRANTED:
        return ()
    days = ngettext("%(days)s day", "%(days)s days", named.length.days) % {"days": named.length.days}
    rule = gettext("starts with the grant · %(rule)s") % {"rule": _whole(named, at_work.language)}
    return (Clock(named.labels[at_work.language], "waiting", Moment("", days, "", gettext("from its start")), "", rule),)


def _short(named: Ruled, span: str, language: str) -> str:
    if named.nature == "desk-target":
        return gettext("Desk target, %(span)s") % {"span": span}
    facts = {"article": cite(named.article, language), "days": named.length.days}
    if named.bound == "at-least":
        return gettext("%(article)s: not less than %(days)s days") % facts
    if named.bound == "at-most":
        return gettext("%(article)s: at most %(days)s days") % facts
    return gettext("%(article)s: to be asked for before it ends") % facts


def _whole(named: Ruled, language: str) -> str:
    """Return the rule in full; one that stands in a treaty says how well its text was checked."""
    rule = named.rule[language]
    return rule if named.nature == "desk-target" else f"{rule} · {checked(named.verified, language)}"
