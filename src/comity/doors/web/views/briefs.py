"""A handover's content as a page shows it: codes become words of the reader's language, moments the desk's time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from comity.desk.reading.timeline import Entry
from comity.desk.rules import rulebook
from comity.desk.shifts.brief import LISTS, BriefContent, Line, Row
from comity.doors.web.pages.shifts import BriefList, BriefPart, BriefRow
from comity.doors.web.views import stations
from comity.doors.web.views.naming import country_of, kind_name
from comity.doors.web.views.shift_words import reason_words
from comity.doors.web.views.words import state_words
from comity.doors.web.views.working import Work
from comity.terms.instants import Instant

_SOON: Final = timedelta(hours=24)
_LABELS: Final[Mapping[str, Any]] = {
    "ours": gettext_lazy("Open here, nearest deadline first"),
    "theirs": gettext_lazy("Waiting for the other side"),
    "asleep": gettext_lazy("Put off, and when it wakes"),
    "preserved": gettext_lazy("Preservations that run"),
}
_EMPTY: Final[Mapping[str, Any]] = {
    "ours": gettext_lazy("Nothing is open here."),
    "theirs": gettext_lazy("We wait for nobody."),
    "asleep": gettext_lazy("Nothing is put off."),
    "preserved": gettext_lazy("No preservation runs."),
}
_OUTCOMES: Final[Mapping[str, Any]] = {
    "moved": gettext_lazy("moved on acceptance"),
    "left": gettext_lazy("left where it was on acceptance"),
    "taken": gettext_lazy("not moved: somebody else had taken it"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed on the form; `give` is None before anything was posted: then the holder's own rows are ticked."""

    give: frozenset[str] | None
    notes: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    to: str = ""


def brief_part(
    content: BriefContent,
    at_work: Work,
    *,
    filled: Filled | None = None,
    outcomes: Mapping[str, str] | None = None,
    choosing: bool = False,
) -> BriefPart:
    """Return the content in words. With `filled` it is being made; `outcomes` says what became of each row that was given."""
    made = Instant.parse(content.made_at)
    rows = {row.reference: _row(row, content, at_work, filled=filled, outcomes=outcomes or {}, choosing=choosing) for row in content.rows}
    return BriefPart(
        lists=tuple(
            BriefList(code, str(_LABELS[code]), tuple(rows[row.reference] for row in content.rows if row.list == code), str(_EMPTY[code]))
            for code in LISTS
        ),
        soon=tuple(_soon(content.rows, made, at_work)),
        offered=tuple(
            gettext("%(reference)s: offered to %(officer)s, not accepted yet") % {"reference": row.reference, "officer": row.offered_to}
            for row in content.rows
            if row.offered_to
        ),
        changes=stations.journal([_entry(change) for change in content.changes], at_work),
        changed=content.changed,
        lines=tuple(_line(line, at_work) for line in content.lines),
        more=content.more,
    )


def _row(row: Row, content: BriefContent, at_work: Work, *, filled: Filled | None, outcomes: Mapping[str, str], choosing: bool) -> BriefRow:
    mine = row.holder in ("", content.giver)
    chosen = filled is not None and filled.give is not None
    facts = [state_words(row.state), _clock(row, at_work)]
    if row.asleep_until:
        facts.append(gettext("wakes %(time)s: %(reason)s") % _asleep(row, at_work))
    return BriefRow(
        reference=row.reference,
        href=reverse("request", args=[row.reference]),
        title=kind_name(row.kind, at_work.language),
        other_side=country_of(row.peer, at_work.language),
        due=at_work.fully(Instant.parse(row.due_at)) if row.due_at else "",
        facts=tuple(fact for fact in facts if fact),
        holder=row.holder_name or gettext("Nobody holds it"),
        note=filled.notes.get(row.reference, "") if filled else row.note,
        give=(row.reference in (filled.give or ())) if filled is not None and chosen else row.give,
        can_give=mine if filled is not None else choosing and row.give,
        outcome=str(_OUTCOMES.get(outcomes.get(row.reference, ""), "")),
    )


def _asleep(row: Row, at_work: Work) -> dict[str, str]:
    return {"time": at_work.fully(Instant.parse(row.asleep_until)), "reason": reason_words(row.asleep_code, at_work.language)}


def _clock(row: Row, at_work: Work) -> str:
    named = next((clock for clock in rulebook().clocks if clock.id == row.clock), None)
    return named.labels[at_work.language] if named else row.clock


def _soon(rows: Sequence[Row], made: Instant, at_work: Work) -> list[str]:
    due = [row for row in rows if row.due_at and Instant.parse(row.due_at) <= made + _SOON]
    said = gettext("%(due)s %(clock)s: %(reference)s")
    return [
        said % {"due": at_work.fully(Instant.parse(row.due_at)), "clock": _clock(row, at_work), "reference": row.reference} for row in due
    ]


def _entry(change: Any) -> Entry:  # noqa: ANN401 -- a row of the brief
    return Entry(change.index, change.name, change.actor, change.shown, change.about, Instant.parse(change.at), dict(change.facts))


def _line(line: Line, at_work: Work) -> str:
    facts = {"country": country_of(line.peer, at_work.language), "count": line.waiting}
    waiting = ngettext("%(count)s message waits", "%(count)s messages wait", line.waiting) % facts
    if not line.down_since:
        return gettext("%(country)s: up, %(waiting)s") % {**facts, "waiting": waiting}
    facts |= {"waiting": waiting, "time": at_work.when(Instant.parse(line.down_since))}
    return gettext("%(country)s: down since %(time)s, %(waiting)s") % facts
