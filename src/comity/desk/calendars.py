"""Whose working days count for a clock: the calendar of the side that its rule makes responsible."""

from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import Request
from comity.terms.identifiers import Country, NodeId
from comity.treaty.calendars import Calendar
from comity.treaty.clocks import Clock


def calendar_for(clock: Clock, *, direction: str, peer: str) -> Calendar | None:
    """Return the calendar that `clock` needs at a request of this direction; None for one that needs none.

    Raises `NoRule` where no calendar of that country is recorded: nobody's weekend is anybody else's.
    """
    if not clock.in_working_days:
        return None
    ours = (clock.responsible == "requesting") is (direction == "out")
    return rulebook().calendar(home().country if ours else _country_of(peer))


def calendar_of(clock: Clock, request: Request) -> Calendar | None:
    """Return the calendar that `clock` needs at `request`, as `calendar_for` does."""
    return calendar_for(clock, direction=request.direction, peer=request.peer)


def _country_of(peer: str) -> Country:
    return book().node(NodeId(peer)).authority.country
