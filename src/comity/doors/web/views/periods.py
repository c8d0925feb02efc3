"""How long data are preserved: quick choices out of the rulebook and the request, other dates as typed, and back to what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from comity.desk.reading.openings import Opening
from comity.desk.reading.requests import preserved
from comity.desk.rules import rulebook
from comity.doors.web.moments import print_date
from comity.doors.web.pages.fields import Choice, DateParts
from comity.doors.web.views.working import Work
from comity.doors.web.views.written import print_moment
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.clocks import preservation_bounds
from comity.treaty.forms import Form
from comity.treaty.wording import cite

OTHER: Final = "other"
ASKED: Final = "asked"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One quick choice: from when until when data are kept. `days` is 0 where it is what the request asks for."""

    code: str
    start: Instant
    end: Instant
    days: int = 0


@dataclass(frozen=True, slots=True)
class Periods:
    """The quick choices of one decision; `first` says whether a start is stated too, which an extension does not."""

    spans: tuple[Span, ...]
    first: bool
    hint: str

    def named(self, code: str) -> Span | None:
        """Return the quick choice with this code."""
        return next((span for span in self.spans if span.code == code), None)

    def chosen(self, fields: dict[str, Any]) -> str:
        """Return which choice the drafted fields are: a quick one, `other`, or none."""
        if not fields.get("end") and not fields.get("start"):
            return ""
        for span in self.spans:
            if fields.get("end") == str(span.end) and (not self.first or fields.get("start") == str(span.start)):
                return span.code
        return OTHER


def periods(about: Any, begun: Opening, form: Form, fields: dict[str, Any], at_work: Work) -> Periods:  # noqa: ANN401 -- a row of a room below
    """Return the quick choices, none where nothing is preserved; days come from the rulebook: the least, and half as much again."""
    if "end" not in form.by_key:
        return Periods((), first=False, hint="")
    today = at_work.at.datetime().date()
    least = preservation_bounds(rulebook(), kind=about.kind, instrument=about.instrument, on=today)
    spare = least.value // 2
    asked = begun.replies_to.body.fields if begun.replies_to else {}
    if "start" in form.by_key:
        start = _start(fields, at_work)
        spans = [Span(str(days), start, day_end(start, days, at_work), days) for days in (least.value, least.value + spare)]
        spans += _asked_for(asked, start, spans, at_work)
        facts = {"article": cite(least.article, at_work.language), "days": least.value}
        return Periods(tuple(spans), first=True, hint=gettext("%(article)s: not less than %(days)s days.") % facts)
    _, end = preserved(about)
    end = end or at_work.at
    spans = [Span(str(days), end, day_end(end, days, at_work), days) for days in (spare, least.value)]
    wanted = _instant(asked.get("end"))
    if wanted is not None and end < wanted:
        spans.insert(0, Span(ASKED, end, wanted))
    return Periods(
        tuple(spans),
        first=False,
        hint=gettext("Preserved until %(moment)s so far; the new end lies after it.") % {"moment": print_moment(end, at_work)},
    )


def _start(fields: dict[str, Any], at_work: Work) -> Instant:
    """Return the start of a quick choice: this minute; the drafted one while it is of the desk's same day."""
    held = _instant(fields.get("start"))
    if held is not None and held <= at_work.at and at_work.here(held).date() == at_work.here(at_work.at).date():
        return held
    return Instant.of(at_work.at.datetime().replace(second=0, microsecond=0))


def _asked_for(asked: Mapping[str, Any], start: Instant, known: list[Span], at_work: Work) -> list[Span]:
    """Return what the request asks for, where it is longer than the least and not listed yet."""
    days, until = asked.get("length_days"), asked.get("length_until")
    if isinstance(days, int):
        end = day_end(start, days, at_work)
    elif isinstance(until, str):
        end = _midnight_after(until, at_work) or start
    else:
        return []
    return [Span(ASKED, start, end)] if known[0].end < end and all(span.end != end for span in known) else []


def day_end(start: Instant, days: int, at_work: Work) -> Instant:
    """Return the end of the desk's day in which `days` full days after `start` are over: never less than they are."""
    last = at_work.here(start + days * _DAY).date()
    return Instant.of(datetime.combine(last + _DAY, time(), at_work.zone))


def choices(found: Periods, fields: dict[str, Any], at_work: Work) -> tuple[Choice, ...]:
    """Return the quick choices as the page shows them."""
    chosen = found.chosen(fields)
    return tuple(
        Choice(span.code, _label(span, first=found.first), _effect(span, found, at_work), chosen=span.code == chosen)
        for span in found.spans
    )


def _label(span: Span, *, first: bool) -> str:
    if not span.days:
        return gettext("As asked for")
    if not first:
        return ngettext("%(days)s more day", "%(days)s more days", span.days) % {"days": span.days}
    return ngettext("%(days)s day", "%(days)s days", span.days) % {"days": span.days}


def _effect(span: Span, found: Periods, at_work: Work) -> str:
    if not found.first:
        return gettext("until %(end)s") % {"end": print_moment(span.end, at_work)}
    return gettext("%(start)s until %(end)s") % {"start": print_date(at_work.here(span.start)), "end": print_moment(span.end, at_work)}


def typed(post: QueryDict, found: Periods, at_work: Work) -> dict[str, str]:
    """Return start and end as they were posted: of the quick choice, or of the dates, kept as typed where they are none."""
    span = found.named(post.get("period", ""))
    if span is not None:
        return {"start": str(span.start), "end": str(span.end)} if found.first else {"end": str(span.end)}
    days = {"end": _typed_day(post, "end")}
    if found.first:
        days["start"] = _typed_day(post, "start")
    read = {"start": _midnight(days.get("start", ""), at_work), "end": _midnight_after(days["end"], at_work)}
    return {key: str(read[key] or day) for key, day in days.items() if day}


def _typed_day(post: QueryDict, name: str) -> str:
    year, month, day = (post.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day"))
    return f"{year}-{month:0>2}-{day:0>2}" if year or month or day else ""


def _midnight(day: str, at_work: Work) -> Instant | None:
    try:
        return Instant.of(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=at_work.zone))
    except (ValueError, OverflowError, Refused):
        return None


def _midnight_after(day: str, at_work: Work) -> Instant | None:
    try:
        return Instant.of(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=at_work.zone) + _DAY)
    except (ValueError, OverflowError, Refused):
        return None


def parts(value: object, at_work: Work, *, end: bool) -> DateParts:
    """Take a drafted moment apart into the day as typed; the end of a day is that day."""
    if not isinstance(value, str) or not value:
        return DateParts()
    moment = _instant(value)
    if moment is None:
        year, month, day = (*value.split("-"), "", "")[:3]
        return DateParts(day, month, year)
    here = moment.datetime().replace(tzinfo=UTC).astimezone(at_work.zone)
    here = here - timedelta(microseconds=1) if end else here
    return DateParts(f"{here:%d}", f"{here:%m}", f"{here:%Y}")


def _instant(value: object) -> Instant | None:
    try:
        return Instant.parse(value) if isinstance(value, str) else None
    except Refused:
        return None
