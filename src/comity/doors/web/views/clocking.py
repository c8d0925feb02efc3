"""The clocks of a request as pages show them: running, not started yet, stopped; each with whose rule it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, cast

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.calendars import calendar_of
from comity.desk.clockwork.notices import Open, may_answer
from comity.desk.permissions import Verb, may
from comity.desk.rules import rulebook
from comity.desk.states import State
from comity.doors.web.moments import moment, print_span, rail
from comity.doors.web.pages.parts import Act, Clock, Moment
from comity.doors.web.views.clock_words import alert_line, pause_words, stopper_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.doors.web.views.written import clock, print_moment
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


def clocks(rows: Iterable[Row], *, request: Row, waiting: Mapping[int, Open], at_work: Work) -> tuple[Clock, ...]:
    """Return every clock of a request: running ones first, then what has not started, then what was met or missed.

    `waiting` has what nobody acknowledged, by the key of the clock.
    """
    running, over = [], []
    for row in rows:
        named = _named(row.code, on=row.starts_at.datetime().date(), urgency=request.urgency)
        if row.stopped_at is None:
            shown = _running(row, named, rule=_whole(named, at_work.language) if named else row.rule, at_work=at_work)
            alert = alert_line(waiting[row.pk], at_work) if row.pk in waiting else ""
            facts = tuple(_facts(row, named, request=request, at_work=at_work))
            running.append(replace(shown, facts=facts, alert=alert, acts=tuple(_acts(row, named, request, at_work, alert=alert))))
        else:
            over.append(_stopped(row, named, at_work=at_work))
    return (*running, *_not_started(request, at_work=at_work), *over)


def _facts(row: Row, named: Ruled | None, *, request: Row, at_work: Work) -> Iterator[str]:
    """Say when a clock started, whose days it counts, and why it stands still."""
    utc = moment(row.starts_at, zone=at_work.zone, now=at_work.at).utc
    yield gettext("started %(time)s · %(utc)s") % {"time": print_moment(row.starts_at, at_work), "utc": utc}
    if row.paused_at is not None:
        facts = {"time": at_work.when(row.paused_at), "why": pause_words(row, named, at_work.language)}
        yield gettext("paused since %(time)s: %(why)s") % facts
        yield gettext("goes on by itself on %(time)s at the latest") % {"time": at_work.fully(row.pause_until)}
    if named is None or not named.in_working_days:
        return
    try:
        calendar = calendar_of(named, request)
    except Refused:
        return
    if calendar is not None:
        yield gettext("in working days of %(country)s") % {"country": calendar.labels[at_work.language]}
        if not calendar.is_complete(calendar.local_date(row.due_at)):
            yield gettext("not all public holidays of that year are decided: the date may still move")


def _acts(row: Row, named: Ruled | None, request: Row, at_work: Work, *, alert: str) -> Iterator[Act]:
    """Return what may be done with a running clock by who is at work."""
    place = [request.reference, row.pk]
    if alert and may_answer(at_work.officer, at=at_work.at):
        yield Act(gettext("Acknowledge the warning"), reverse("clock-acknowledge", args=place), post=True, token=fresh_token())
    if not may(at_work.actor, Verb.TEND_CLOCK) or named is None or named.pause is None:
        return
    if row.paused_at is not None:
        yield Act(gettext("Let it go on"), reverse("clock-resume", args=place), post=True, token=fresh_token())
    elif named.pause.reasons and row.due_at > at_work.at:
        yield Act(gettext("Pause, with a reason"), reverse("clock-pause", args=place))


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
    shown = clock(labels, starts=row.starts_at, due=row.due_at, warns=warns, rule=rule, at_work=at_work)
    local = named is not None and named.is_local
    if row.paused_at is None:
        return replace(shown, local=local)
    left = Moment("", print_span(row.due_at - row.paused_at), "", gettext("left when it paused"))
    held = rail(row.starts_at, row.due_at, now=row.paused_at, warnings=warns, held=True)
    return replace(shown, local=local, state="paused", due=left, remaining="", rail=held)


def _stopped(row: Row, named: Ruled | None, *, at_work: Work) -> Clock:
    stood = row.paused_at or row.stopped_at  # one that was paused when it ended was no longer running
    early = row.due_at - stood
    facts = {"time": at_work.when(row.stopped_at), "span": print_span(abs(early)), "act": stopper_words(row.stopped_by)}
    met = stood <= row.due_at
    if met:
        said = gettext("stopped at %(time)s by %(act)s, %(span)s before it was due")
    else:
        said = gettext("stopped at %(time)s by %(act)s, %(span)s late")
    return Clock(
        name=named.labels[at_work.language] if named else row.code,
        state="met" if met else "late",
        due=moment(row.due_at, zone=at_work.zone, now=at_work.at),
        remaining="",
        rule=said % facts,
        local=named is not None and named.is_local,
        facts=(_whose(named, at_work.language),) if named is not None else (row.rule,),
    )


def _not_started(request: Row, *, at_work: Work) -> tuple[Clock, ...]:
    """Return the preservation's clock while nothing is granted: it is the one that everything is about."""
    named = _named(PRESERVATION, on=at_work.at.datetime().date(), urgency=request.urgency)
    if named is None or request.state not in _NOT_GRANTED:
        return ()
    days = ngettext("%(days)s day", "%(days)s days", named.span.whole_days) % {"days": named.span.whole_days}
    rule = gettext("starts with the grant · %(rule)s") % {"rule": _whole(named, at_work.language)}
    return (Clock(named.labels[at_work.language], "waiting", Moment("", days, "", gettext("from its start")), "", rule),)


def _whose(named: Ruled, language: str) -> str:
    """Return whose clock it was: its article, or that it is the desk's own."""
    return named.rule[language] if named.is_local else f"{named.instrument} {cite(named.article, language)}"


def _short(named: Ruled, span: str, language: str) -> str:
    if named.nature == "desk-target":
        return gettext("Desk target, %(span)s") % {"span": span.replace(" ", "\N{NO-BREAK SPACE}")}
    facts = {"article": cite(named.article, language), "days": named.span.whole_days}
    if named.in_working_days:
        return gettext("%(article)s: %(days)s working days") % facts
    if named.bound == "at-least":
        return gettext("%(article)s: not less than %(days)s days") % facts
    if named.bound == "at-most":
        return gettext("%(article)s: at most %(days)s days") % facts
    return gettext("%(article)s: to be asked for before it ends") % facts


def _whole(named: Ruled, language: str) -> str:
    """Return the rule in full; one that stands in a treaty says how well its text was checked."""
    rule = named.rule[language]
    return rule if named.nature == "desk-target" else f"{rule.rstrip('.')} · {checked(named.verified, language)}"
