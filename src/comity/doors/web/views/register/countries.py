"""What the register has of a State, for its page: commitments both ways, meetings, who asked and offered what."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext

from comity.doors.web.pages.sheets import Sheet
from comity.doors.web.views.register.assistance import assistance_sheet
from comity.doors.web.views.register.mechanisms import mechanisms_sheet
from comity.doors.web.views.register.programme import courses_sheet, delegations_sheet, lines_sheet
from comity.doors.web.views.register.rows import commitments_sheet, meetings_sheet, statements_sheet
from comity.doors.web.views.working import Work
from comity.register.assistance.queries import assistance
from comity.register.countries import CountryFile, country_file
from comity.register.delegations.queries import delegations
from comity.register.lines.queries import released_lines
from comity.register.mechanisms.queries import mechanisms
from comity.register.policy import may_read
from comity.register.training.queries import courses_with
from comity.terms.identifiers import Country

_NEWEST: Final = 10


def register_sheets(country: Country, at_work: Work) -> tuple[Sheet, ...]:
    """Return the sheets of a State; none for who may not look into the register."""
    if not may_read(at_work.actor):
        return ()
    found = country_file(country.text, by=at_work.actor, at=at_work.at)
    return (*_sheets(found, at_work), *_programme(country.text, at_work), *_standing(country.text, at_work))


def _sheets(found: CountryFile, at_work: Work) -> Iterator[Sheet]:
    none = gettext("The register has none.")
    counted = gettext("%(count)s counted with this partner, %(overdue)s overdue") % {
        "count": found.figures.registered,
        "overdue": found.figures.overdue,
    }
    yield commitments_sheet("owed-by-them", gettext("They promised"), found.owed_by_them, at_work, note=counted, empty=none)
    yield commitments_sheet("owed-to-them", gettext("Promised to them"), found.owed_to_them, at_work, empty=none)
    yield meetings_sheet("meetings", gettext("Meetings"), found.meetings, at_work, empty=none)
    asked = sorted((*found.they_ask, *found.they_offer), key=lambda one: (one.sorts, one.pk), reverse=True)
    ours = sorted((*found.we_ask, *found.we_offer), key=lambda one: (one.sorts, one.pk), reverse=True)
    if asked:
        yield statements_sheet("they-say", gettext("What they ask and offer"), asked, at_work)
    if ours:
        yield statements_sheet("we-say", gettext("What they are asked and offered"), ours, at_work)


def _programme(code: str, at_work: Work) -> Iterator[Sheet]:
    """Yield delegations, courses and released press lines with a State; nothing for what there is none of."""
    travelling = delegations(by=at_work.actor, country=code).rows[:_NEWEST]
    if travelling:
        yield delegations_sheet(travelling, at_work)
    trained = courses_with(code, by=at_work.actor)[:_NEWEST]
    if trained:
        yield courses_sheet(trained, at_work)
    said = released_lines(by=at_work.actor, country=code)[:_NEWEST]
    if said:
        yield lines_sheet(said, at_work)


def _standing(code: str, at_work: Work) -> Iterator[Sheet]:
    """Yield what stands with a State: mechanisms that it belongs to, by itself or by a group, and its newest offers and asks."""
    held = mechanisms(by=at_work.actor, at=at_work.at, country=code).rows
    if held:
        yield mechanisms_sheet(held, at_work)
    offered = assistance(by=at_work.actor, country=code).rows[:_NEWEST]
    if offered:
        yield assistance_sheet("assistance", gettext("Its offers and asks"), offered, at_work)
