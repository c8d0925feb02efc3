"""Words about clocks: who was told, what stopped one, why one stands still."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy, ngettext

from comity.desk.clockwork.notices import Open
from comity.desk.clockwork.states import Level
from comity.desk.rules import rulebook
from comity.doors.web.views.naming import one_of
from comity.doors.web.views.working import Row, Work
from comity.treaty.clocks import Clock as Ruled

_TO: Final[Mapping[Level, Any]] = {
    Level.DESK: gettext_lazy("told to the desk"),
    Level.DEPUTY: gettext_lazy("nobody at the desk answered; told to the deputy"),
    Level.SUPERVISOR: gettext_lazy("neither desk nor deputy answered; told to the supervisor"),
}
_EVENTS: Final[Mapping[str, Any]] = {
    "question.sent": gettext_lazy("more information was asked for"),
}
_STOPPERS: Final[Mapping[str, Any]] = {
    "act.sent": gettext_lazy("an act of ours"),
    "act.received": gettext_lazy("an act of the other side"),
    "act.opened": gettext_lazy("an officer who opened it"),
    "delivery.expired": gettext_lazy("a delivery that was given up"),
    "delivery.failed": gettext_lazy("a delivery that was given up"),
    "act.recorded": gettext_lazy("an act that came outside the wire"),
    "act.carried": gettext_lazy("an act that the other side lists"),
    "case.carried": gettext_lazy("the list that was accepted"),
    "carry.returned": gettext_lazy("a proposal that ended before it arrived"),
    "carry.arrived": gettext_lazy("a proposal that had arrived after all"),
    "passage.dispatched": gettext_lazy("a letter of ours that went outside the wire"),
    "passage.acknowledged": gettext_lazy("an acknowledgement outside the wire"),
    "passage.confirmed": gettext_lazy("a confirmation in writing outside the wire"),
    "passage.result": gettext_lazy("a result that came outside the wire"),
    "emergency.reviewed": gettext_lazy("the review of the emergency"),
    "secrecy.reviewed": gettext_lazy("the review of the secrecy"),
    "secrecy.continued": gettext_lazy("the second officer, who agreed that the secrecy goes on"),
    "opinion.asked": gettext_lazy("a newer question for an opinion at home"),
    "opinion.given": gettext_lazy("an opinion at home"),
    "transfer.asked": gettext_lazy("a newer handover at home"),
    "transfer.accepted": gettext_lazy("an authority at home that took it over"),
    "transfer.declined": gettext_lazy("an authority at home that did not take it over"),
    "disposal.recorded": gettext_lazy("a destruction or return that was recorded"),
    "disposal.certified": gettext_lazy("a destruction or return that a second officer certified"),
    "receipt.opened": gettext_lazy("the receipt of the other side"),
    "event.recorded": gettext_lazy("an event that an officer recorded"),
}


def stopper_words(by: str) -> str:
    """Name the act that stopped a clock; one that is not known here by its code."""
    return str(_STOPPERS[by]) if by in _STOPPERS else gettext("an act that this version does not name: %(code)s") % {"code": by}


def pause_words(row: Row, named: Ruled | None, language: str) -> str:
    """Say why a clock stands still: the coded reason of an officer, or the event; its code where nobody here knows it."""
    reasons = named.pause.reasons if named is not None and named.pause is not None else ()
    labels = {reason.code: reason.labels[language] for reason in reasons}
    return labels.get(row.paused_why) or str(_EVENTS.get(row.paused_why, row.paused_why))


def why_words(why: str, clock: str, language: str) -> str:
    """Say why a clock stood still or went on, as the journal has it: a reason of its rule, an event, or what stands there."""
    rows = [row.pause for row in rulebook().clocks if row.id == clock and row.pause is not None]
    labels = {reason.code: reason.labels[language] for pause in rows for reason in pause.reasons}
    return labels.get(why) or str(_EVENTS.get(why, why))


def alert_line(found: Open, at_work: Work) -> str:
    """Say on one line what nobody has acknowledged of a clock, and how far it has climbed."""
    facts = {"told": told_words(found), "since": since_words(found, at_work)}
    return gettext("Not acknowledged; %(told)s. %(since)s") % facts


def told_words(found: Open) -> str:
    """Say which rung was told, and by name who that is."""
    to = str(_TO[Level(found.notice.level)])
    if found.told:
        return gettext("%(to)s: %(names)s") % {"to": to, "names": one_of(found.told)}
    if found.notice.level == Level.DESK:
        return to
    return gettext("%(to)s; none is named, so everybody sees it") % {"to": to}


def since_words(found: Open, at_work: Work) -> str:
    """Say since when it is told, and how often again."""
    facts = {"time": at_work.when(found.notice.made_at), "count": found.notice.repeats}
    if not found.notice.repeats:
        return gettext("since %(time)s") % facts
    said = ngettext("since %(time)s, repeated %(count)s time", "since %(time)s, repeated %(count)s times", found.notice.repeats)
    return said % facts
