"""The lists of a brief that come from desk, directory and treaties: open requests, contact points, texts, and what needs a decision."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comity.desk.briefing.registered import Told, is_late, promise, quoted_title
from comity.desk.briefing.wording import BriefTongue
from comity.desk.casefile.wording import say_of
from comity.desk.reading.countries import Between
from comity.desk.reading.watch import OURS
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.partners import partners, ways_of
from comity.letters.brief import Entry, Part
from comity.letters.days import print_short
from comity.records.models import Commitment, Request
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.vocabulary import Verified
from comity.treaty.legalbasis import basis_case
from comity.treaty.pack import Instrument, StatusRow
from comity.treaty.rulebook import NoRule
from comity.treaty.wording import checked, weaker

_NATURES: Final = frozenset({"treaty", "bilateral"})
_NEEDING: Final = {way: frozenset(state.value for state in states) for way, states in OURS}
_LATEST: Final = "9"


def requests(tongue: BriefTongue, heading: str, rows: tuple[Request, ...], total: int, *, where: str) -> Part:
    """Return open requests of one direction, the nearest clock first."""
    ordered = sorted(rows, key=lambda one: (one.due_at is None, str(one.due_at or ""), one.reference))
    return Part(
        heading=heading,
        entries=tuple(_request(tongue, one) for one in ordered),
        where=where,
        empty=tongue.say("none-requests"),
        unseen=max(total - len(rows), 0),
    )


def _request(tongue: BriefTongue, one: Request) -> Entry:
    clock = tongue.say("clock", clock=tongue.clock(one.due_clock), when=tongue.when(one.due_at)) if one.due_at else tongue.say("no-clock")
    return Entry(name=one.reference, facts=(tongue.kind(one.kind), say_of("state", one.state, tongue.language), clock))


def unread_requests(tongue: BriefTongue, heading: str) -> Part:
    """Return the list for somebody who reads no requests: it says so instead of saying that there are none."""
    return Part(heading=heading, entries=(), where="", empty=tongue.say("requests-hidden"))


def contacts(tongue: BriefTongue, heading: str, country: Country, *, on: date, where: str) -> Part:
    """Return contact points: what two officers verified and when, what the State signed and when, what it notified and since when."""
    return Part(heading=heading, entries=tuple(_contacts(tongue, country, on)), where=where, empty=tongue.say("none-contacts"))


def _contacts(tongue: BriefTongue, country: Country, on: date) -> Iterator[Entry]:
    for partner in partners():
        if AuthorityId(partner.authority).country == country:
            ways = "; ".join(f"{tongue.label('delivery-method', way.method)} {way.address}" for way in ways_of(partner))
            yield Entry(
                name=tongue.one_of(partner.names),
                facts=tuple(one for one in (ways, tongue.say("verified", day=tongue.day(partner.verified_on))) if one),
            )
    section = book().sections.get(country)
    signed = tongue.say("signed", day=tongue.on(section.issued)) if section else ""
    for authority in section.authorities if section else ():
        roles = ", ".join(tongue.label("authority-role", role) for role in authority.roles)
        yield Entry(name=tongue.one_of(authority.names), facts=tuple(one for one in (roles, signed) if one))
    for row in rulebook().notified:
        if row.country == country.text and row.since <= on:
            day = print_short(row.since, tongue.language)
            text = rulebook().instruments[row.instrument].short[tongue.language]
            since = tongue.say("notified", text=text, day=day, checked=_checked(row.verified, tongue))
            facts = (tongue.label("authority-role", row.role), since)
            yield Entry(name=row.name[tongue.language], facts=facts)


def treaties(tongue: BriefTongue, heading: str, country: Country, *, on: date, where: str) -> Part:
    """Return the treaties in force between us with the day of each side, and apart from them those that are not, and why.

    The note says how well the weakest of the rows was checked.
    """
    force: list[Entry] = []
    others: list[Entry] = []
    weakest = Verified.CERTIFIED_TEXT
    for code, text in rulebook().instruments.items():
        if text.nature not in _NATURES:
            continue
        theirs, ours = (rulebook().status_of(one, instrument=code, on=on) for one in (country, home().country))
        if not theirs and country.text not in text.parties:
            continue
        try:
            case, _, rests_on = basis_case(code, from_=home().country, to=country, on=on, rulebook=rulebook())
        except NoRule:
            continue
        days = tuple(_dated(tongue, who, rows) for who, rows in ((country.text, theirs), (home().country.text, ours)) if rows)
        (force if case == "in-force" else others).append(_treaty(tongue, text, case, days))
        weakest = weaker(weakest, rests_on)
    apart = Part(heading=tongue.say("not-in-force"), entries=tuple(others), where=where, empty="") if others else None
    note = _checked(weakest, tongue) if force or others else ""
    return Part(heading=heading, note=note, entries=tuple(force), where=where, empty=tongue.say("none-treaties"), apart=apart)


def _treaty(tongue: BriefTongue, text: Instrument, case: str, facts: tuple[str, ...]) -> Entry:
    name = f"case-{case}"
    said = (tongue.say(name),) if case in ("not-in-force", "not-parties") else ()
    return Entry(name=text.short[tongue.language], facts=(*said, *facts))


def _dated(tongue: BriefTongue, who: str, rows: tuple[StatusRow, ...]) -> str:
    last = rows[-1]
    act = tongue.say(f"act-{last.act}-on", day=tongue.day(last.on)) if last.on else tongue.say(f"act-{last.act}")
    return tongue.say("status", who=tongue.country(who), act=act)


def _checked(verified: Verified | None, tongue: BriefTongue) -> str:
    return checked(verified, tongue.language)


def decisions(told: Told, between: Between | None, heading: str, *, where: str) -> Part:
    """Return what waits for somebody here: requests, then promises, then outcomes, of each the nearest day first.

    Each says what is to be decided.
    """
    asked = _asked(told.tongue, between) if between is not None else iter(())
    sorts = (asked, _promised(told), _outcomes(told))
    entries = tuple(entry for some in sorts for _, entry in sorted(some, key=lambda one: (one[0] or _LATEST, one[1].name)))
    return Part(heading=heading, entries=entries, where=where, empty=told.tongue.say("none-decisions"))


def _asked(tongue: BriefTongue, between: Between) -> Iterator[tuple[str, Entry]]:
    for way, rows, words in (("in", between.asking, "decide-theirs"), ("out", between.asked, "decide-ours")):
        for one in rows:
            if one.state in _NEEDING[way]:
                entry = _request(tongue, one)
                day = one.due_at.datetime().date().isoformat() if one.due_at else ""
                yield day, Entry(name=entry.name, ask=tongue.say(words), facts=entry.facts)


def _promised(told: Told) -> Iterator[tuple[str, Entry]]:
    for side, some in (("ours", told.found.ours), ("theirs", told.found.theirs)):
        for one in some.rows:
            ask = _ask(told, one, ours=side == "ours") if one.counted else ""
            if ask:
                yield one.due_last, promise(told, one, ask=ask, side=told.tongue.say(f"side-{side}"))


def _ask(told: Told, one: Commitment, *, ours: bool) -> str:
    """Return what is to be decided about a promise: the most urgent thing alone."""
    say = told.tongue.say
    if one.state in ("disputed", "blocked"):
        return say(f"decide-{one.state}")
    if is_late(one, told.today):
        return say("decide-overdue")
    if one.state == "claimed" and not ours:
        return say("decide-claimed")
    return say("decide-owner") if one.state == "registered" and not one.owner else ""


def _outcomes(told: Told) -> Iterator[tuple[str, Entry]]:
    for one in told.found.over:
        quote = quoted_title(told, one)
        titled = "" if quote else one.titles.get(told.tongue.language, one.title)
        facts = (told.tongue.label("meeting-type", one.type), told.tongue.day(one.said), titled)
        said = tuple(fact for fact in facts if fact)
        yield one.last, Entry(name=one.number, ask=told.tongue.say("decide-outcome"), facts=said, quote=quote)


def next_day(told: Told) -> str:
    """Return the day of the next planned meeting, a dash where none is planned."""
    return told.tongue.day(told.found.planned[0].said) if told.found.planned else told.tongue.say("nothing")
