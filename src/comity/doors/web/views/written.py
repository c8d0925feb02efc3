"""What was written, as pages show it: findings, faults, numbered fields, versions, clocks, and what an approval will do."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext

from comity.desk.drafting.resolving import Resolved
from comity.desk.reading.effects import effects_of
from comity.desk.rules import rulebook
from comity.directory.ways import is_outside
from comity.doors.web.citing import article as cited
from comity.doors.web.moments import clock_state, moment, print_date, rail, remaining
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Clock, Consequence, Fault, FieldRead, Finding, Line, Quote, Saved
from comity.doors.web.pages.posts import TablesPage
from comity.doors.web.views.lawful import law_href
from comity.doors.web.views.naming import authority_of, language_name
from comity.doors.web.views.working import Work
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary
from comity.treaty.clocks import clocks_for
from comity.treaty.faults import BAD_OUTSIDE, HALF_A_PERIOD, NOT_A_DATE, NOT_AN_INSTANT, FieldFault
from comity.treaty.findings import Finding as Found
from comity.treaty.forms import Form
from comity.treaty.rendering import RenderedField, render_form


def _kind(code: str, language: str) -> str:
    try:
        return vocabulary("identifier-type").label(code, language)
    except Refused:
        return code


# What a browser's page says where the form's own sentence speaks of how a program writes it.
_AT_THE_BOXES: Final = {
    NOT_A_DATE: gettext_noop("%(label)s must be a day of the calendar: day, month, year."),
    NOT_AN_INSTANT: gettext_noop("%(label)s must be a day of the calendar and a time from 00:00 to 23:59."),
    HALF_A_PERIOD: gettext_noop("%(label)s needs its first and its last day, each a day of the calendar."),
}


def findings(found: Iterable[Found], language: str) -> tuple[Finding, ...]:
    """Return what the rules say, in the reader's language."""
    return tuple(
        Finding(
            one.outcome,
            one.title[language],
            one.reason[language],
            one.article,
            one.verified.value,
            one.mend[language] if one.mend else "",
            law_href(one.instrument, one.article),
        )
        for one in found
    )


def stops(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return the findings that stop an act."""
    return tuple(one for one in found if one.outcome == "stop")


def said(fault: FieldFault, language: str) -> str:
    """Return the sentence of a wrong field in the reader's language, in the words of the boxes on a page."""
    facts = fault.facts_in(language)
    if facts.get("article"):
        facts["article"] = cited(facts["article"])
    if fault.sentence == BAD_OUTSIDE:
        if not facts["kind"]:
            return gettext("%(label)s: choose the kind of %(value)s.") % facts
        facts["kind"] = _kind(facts["kind"], language)
    return gettext(_AT_THE_BOXES.get(fault.sentence, fault.sentence)) % facts


def field_faults(faults: Iterable[FieldFault], language: str) -> tuple[Fault, ...]:
    """Return wrong fields for the head of a page, each leading to its field."""
    return tuple(Fault(fault.key, said(fault, language)) for fault in faults)


def saved(draft: Any, at_work: Work) -> Saved:  # noqa: ANN401 -- a row of a room below
    """Return which version is kept and since when, by the desk's clock; with the date if that is not today."""
    here = at_work.here(draft.saved_at)
    hour = f"{here:%H:%M:%S}"
    if here.date() == at_work.here(at_work.at).date():
        return Saved(draft.version, hour)
    return Saved(draft.version, gettext("%(time)s on %(date)s") % {"time": hour, "date": print_date(here)})


def marked(fields: Iterable[FieldWrite], faults: Iterable[Fault]) -> tuple[FieldWrite, ...]:
    """Return the fields with the sentence of its fault at each that has one."""
    wrong = {one.key: one.sentence for one in faults}
    return tuple(replace(field, fault=wrong.get(field.key, "")) for field in fields)


def marked_page(page: TablesPage, faults: Iterable[Fault]) -> TablesPage:
    """Return the page with each fault at its field, and above everything those of which no field stands there."""
    given, keys = tuple(faults), {field.key for ask in page.asks for field in ask.fields}
    placed = tuple(one for one in given if one.key in keys)
    asks = tuple(replace(ask, fields=marked(ask.fields, placed)) for ask in page.asks)
    return replace(page, asks=asks, faults=placed, fault=" ".join(one.sentence for one in given if one.key not in keys))


def version_line(kept: Saved) -> str:
    """Return the line that a page shows for `kept`, for the script that saves while one writes."""
    return gettext("Draft %(version)s, saved %(time)s") % {"version": kept.version, "time": kept.at}


def read_fields(
    form: Form, fields: Mapping[str, object], language: str, *, faults: Iterable[FieldFault] = (), hrefs: Mapping[str, str] | None = None
) -> tuple[FieldRead, ...]:
    """Return every item of a form as it reads, what is wrong with it, and where to change it."""
    wrong: dict[int, list[str]] = {}
    for fault in faults:
        wrong.setdefault(fault.number, []).append(said(fault, language))
    return tuple(
        replace(
            _read(item, language, missing=" ".join(wrong.get(item.number, ())), href=(hrefs or {}).get(item.key, "")),
            article_href=law_href(form.item(item.key).instrument, item.article),
        )
        for item in render_form(form, fields, language)
    )


def _read(item: RenderedField, language: str, *, missing: str, href: str) -> FieldRead:
    shown = list(zip(item.lines, item.codes, strict=True))
    quote = None
    if item.language_of_text is not None:
        text, _ = shown.pop()
        quote = Quote(text, item.language_of_text, language_name(item.language_of_text, language))
    lines = tuple(Line(text, code) for text, code in shown)
    return FieldRead(str(item.number), item.label, item.article, lines, quote=quote, missing=missing, change_href=href)


def clock(labels: Mapping[str, str], *, starts: Instant, due: Instant, warns: Iterable[Instant], rule: str, at_work: Work) -> Clock:
    """Return one running clock as the desk sees it now."""
    warnings = tuple(warns)
    return Clock(
        name=labels[at_work.language],
        state=clock_state(due, now=at_work.at, warnings=warnings),
        due=moment(due, zone=at_work.zone, now=at_work.at),
        remaining=remaining(due, now=at_work.at),
        rule=rule,
        rail=rail(starts, due, now=at_work.at, warnings=warnings),
    )


def approval_clock(draft: Any, at_work: Work, *, urgency: str) -> Clock | None:  # noqa: ANN401 -- a row of a room below
    """Return the desk's own target for the second officer."""
    begun = draft.submitted_at
    if begun is None:
        return None
    found = clocks_for("draft.submitted", draft.kind, rulebook=rulebook(), on=begun.datetime().date(), urgency=urgency)
    if not found:
        return None
    one, due = found[0], found[0].due(begun)
    return clock(one.labels, starts=begun, due=due, warns=one.warnings(due), rule=one.rule[at_work.language], at_work=at_work)


def consequences(meant: Resolved, *, peer: str, request: Any, at_work: Work) -> tuple[Consequence, ...]:  # noqa: ANN401 -- as above
    """Return what happens on approval, in order: the message, the clocks, the log."""
    effects = effects_of(meant, request=request, peer=peer, at=at_work.at)
    facts = {"authority": authority_of(peer, at_work.language)}
    sentence = gettext("%(authority)s receives this; its node signs a receipt.")
    if is_outside(peer):
        sentence = gettext("The letter to %(authority)s can be printed; whoever takes it out records how and when it left.")
    found = [Consequence("message", sentence % facts)]
    found += [Consequence("clock", gettext("The clock %(clock)s stops.") % {"clock": one[at_work.language]}) for one in effects.stops]
    for labels, due in effects.starts:
        when = {"clock": labels[at_work.language], "due": print_moment(due, at_work)}
        found.append(Consequence("clock", gettext("The clock %(clock)s runs until %(due)s.") % when))
    found.append(Consequence("act", gettext("The log gains one entry; from then on the act can be proved without this node.")))
    return tuple(found)


def print_moment(at: Instant, at_work: Work) -> str:
    """Print a moment by the desk's clock; midnight is the end of the day before."""
    here = at_work.here(at)
    if f"{here:%H:%M:%S}" == "00:00:00":
        return gettext("the end of %(date)s") % {"date": print_date(here - timedelta(minutes=1))}
    return gettext("%(time)s on %(date)s") % {"time": f"{here:%H:%M}", "date": print_date(here)}
