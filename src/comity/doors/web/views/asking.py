"""What a search can be narrowed by, as lists of a form; and a search said in words."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext

from comity.desk.reading.search import DIRECTIONS, NOBODY, URGENCIES, Query
from comity.desk.states import State
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.people import officers_here
from comity.doors.web.pages.watch import Choice, Option
from comity.doors.web.views.compose_pages import kinds
from comity.doors.web.views.naming import in_words, kind_name
from comity.doors.web.views.strips import urgency_of
from comity.doors.web.views.words import direction_words, state_words
from comity.doors.web.views.working import Work

LISTS: Final = ("direction", "kind", "state", "country", "holder", "urgency")


def asks(query: Query, at_work: Work) -> tuple[str, ...]:
    """Say in words what a search asks for, one line a part."""
    lists = choices({name: str(getattr(query, name) or "") for name in LISTS}, at_work)
    chosen = [(one.label, option.label) for one in lists for option in one.options if option.chosen and option.value]
    dates = [(gettext("From"), query.since), (gettext("To the end of"), query.until)]
    parts = [(gettext("Words"), query.q), *chosen, *((label, str(day)) for label, day in dates if day)]
    return tuple(gettext("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in parts if value)


def choices(chosen: Mapping[str, str], at_work: Work) -> tuple[Choice, ...]:
    """Return every list by which a search is narrowed, with what is chosen in it."""
    lists = (
        ("direction", gettext("Direction"), [(one, direction_words(one)) for one in DIRECTIONS]),
        ("kind", gettext("Kind"), [(kind, kind_name(kind, at_work.language)) for kind in kinds()]),
        ("state", gettext("Where it stands"), [(state.value, state_words(state.value)) for state in State]),
        ("country", gettext("Other side"), _countries(at_work)),
        ("holder", gettext("Holder"), [(NOBODY, gettext("nobody")), *((one.officer_id, one.name) for one in officers_here())]),
        ("urgency", gettext("Urgency"), [(one, urgency_of(one, at_work.language)) for one in URGENCIES]),
    )
    return tuple(Choice(name, label, _options(options, chosen[name])) for name, label, options in lists)


def _options(found: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    """Return the lines of a list; what is chosen and not in it any more (an officer who left) stays, under its own name."""
    pairs = [("", gettext("any")), *found]
    if chosen and chosen not in dict(pairs):
        pairs.append((chosen, chosen[:80]))
    return tuple(Option(value, label, chosen=value == chosen) for value, label in pairs)


def _countries(at_work: Work) -> list[tuple[str, str]]:
    own = home().node
    found = {node.authority.country for node in book().peers(own)}
    return sorted(((one.text, in_words(book().sections[one].names, at_work.language)) for one in found), key=lambda pair: pair[1])
