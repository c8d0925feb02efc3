"""Warnings in the reader's words: what one is called, how its codes read, who gets it and who does not, and why."""

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.meaning import WARNING
from comity.desk.rules import rulebook
from comity.desk.warning.planning import Planned
from comity.directory.book import book
from comity.doors.web.moments import print_date
from comity.doors.web.pages.parts import Crumbs, FieldRead, Link
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views import written
from comity.doors.web.views.naming import country_name, in_words
from comity.doors.web.views.working import Work
from comity.intel.warnings.reasons import Why, said
from comity.terms.identifiers import AuthorityId
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.answers import grounds_for
from comity.wire.warning import Published, Told, print_published

NOTHING: Final = "–"  # noqa: RUF001 -- the sign for nothing, as on every page
OTHER: Final = {"en": "vi", "vi": "en"}
STATES: Final = {
    "draft": gettext_lazy("being written"),
    "published": gettext_lazy("published"),
    "recalled": gettext_lazy("recalled"),
    "set-aside": gettext_lazy("set aside"),
    "received": gettext_lazy("received, not acknowledged"),
    "acknowledged": gettext_lazy("acknowledged"),
    "declined": gettext_lazy("declined"),
}
DELIVERIES: Final = {
    "withheld": gettext_lazy("withheld"),
    "sent": gettext_lazy("sent, no receipt yet"),
    "received": gettext_lazy("received, not acknowledged"),
    "acknowledged": gettext_lazy("acknowledged"),
    "declined": gettext_lazy("declined"),
    "refused": gettext_lazy("refused by its node"),
    "expired": gettext_lazy("not delivered in time"),
    "recalled": gettext_lazy("recalled"),
}
LINES: Final = {
    "sent": gettext_lazy("sent"),
    "withheld": gettext_lazy("withheld"),
    "received": gettext_lazy("received"),
    "acknowledged": gettext_lazy("acknowledged"),
    "declined": gettext_lazy("declined"),
    "refused": gettext_lazy("refused"),
    "expired": gettext_lazy("not delivered"),
    "recalled": gettext_lazy("recalled"),
}


def crumbs(here: str, *links: Link) -> Crumbs:
    """Return the way back to the threat exchange."""
    return Crumbs((Link(gettext("Threat exchange"), reverse("exchange")), *links), here)


def label(name: str, code: str, language: str) -> str:
    """Return the label of a code; the code itself where a newer node sent one that no list here has."""
    try:
        return vocabulary(name).label(code, language)
    except Refused:
        return code


def day(iso: str) -> str:
    """Print the last day on which a warning holds."""
    from datetime import date

    return print_date(date.fromisoformat(iso)) if iso else NOTHING


def title(row: Any, language: str) -> str:  # noqa: ANN401 -- a row of a room below
    """Return what a warning is called: its sort and its field."""
    if not row.sort:
        return gettext("New warning")
    return f"{label('warning-sort', row.sort, language)}: {label('exchange-field', row.field, language)}"


def authority(name: str, language: str) -> tuple[str, str]:
    """Return the name of an authority and of its State."""
    try:
        found = book().authority(AuthorityId(name))
    except Refused:
        return name, ""
    return in_words(found.names, language), country_name(found.id.country.text, language)


def reason(why: Why, language: str) -> str:
    """Return why an authority does not get it, as one sentence."""
    return said(why, language=language, translate=gettext, named=lambda one: _named(one, language))


def _named(one: object, language: str) -> str:
    if not isinstance(one, AuthorityId):
        return str(one)
    name, country = authority(str(one), language)
    return f"{name} ({country})" if country else name


def ground(code: str, language: str) -> str:
    """Return a ground on which a warning is declined."""
    return next((one.labels[language] for one in grounds_for(WARNING, rulebook=rulebook()) if one.code == code), code)


def reads(told: Told, number: str, language: str) -> tuple[FieldRead, ...]:
    """Return a warning as it reads in `language`: every code by its label, item by item."""
    return written.read_fields(rulebook().form(WARNING, "request"), print_published(Published(number=number, told=told)), language)


def reach(planned: Iterable[Planned], at_work: Work) -> tuple[Sheet, ...]:
    """Return two tables: who gets it, and who does not with every reason."""
    found = list(planned)
    gets, kept = [one for one in found if one.gets], [one for one in found if not one.gets]
    to = tuple(_gets(one.standing.authority.id.text, at_work.language) for one in gets)
    empty = gettext("Nobody. What would change that stands beside each authority below.")
    going = Sheet(
        "gets",
        gettext("Gets it"),
        gettext("Each in a case of its own: nobody learns who else got it."),
        count=str(len(gets)),
        table=Table((gettext("Authority"), gettext("Country"), gettext("Kind of authority")), to, empty),
    )
    return going, withheld_sheet([(one.standing.authority.id.text, one.why) for one in kept], at_work)


def withheld_sheet(kept: Iterable[tuple[str, Iterable[Why]]], at_work: Work) -> Sheet:
    """Return the table of those who do not get it."""
    rows = tuple(
        Row((Cell(authority_bits(name, at_work.language)), Cell(tuple(Bit(reason(why, at_work.language)) for why in whys))))
        for name, whys in kept
    )
    note = gettext("Nothing leaves this node towards them, so they do not learn that it exists.")
    table = Table((gettext("Authority"), gettext("Why not")), rows, gettext("Nobody."))
    return Sheet("withheld", gettext("Does not get it"), note if rows else "", count=str(len(rows)), table=table)


def authority_bits(name: str, language: str) -> tuple[Bit, ...]:
    """Return an authority and, softly, its State and its roles."""
    (words, state), roles = authority(name, language), _roles(name, language)
    return (Bit(words), *(Bit(one, soft=True) for one in (state, roles) if one))


def _gets(name: str, language: str) -> Row:
    words, state = authority(name, language)
    return Row(tuple(Cell((Bit(one or NOTHING),)) for one in (words, state, _roles(name, language))))


def _roles(name: str, language: str) -> str:
    try:
        roles = book().authority(AuthorityId(name)).roles
    except Refused:
        return ""
    return ", ".join(label("authority-role", role, language) for role in roles)
