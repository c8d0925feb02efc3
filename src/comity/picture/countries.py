"""One number a State: requests both ways, commitments by partner, meetings; and the operator's base map, if there is one."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from comity.desk.reading.passed import passed_since
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.picture.basemap import CAP, Drawing, read_base_map
from comity.picture.policy import require_look
from comity.picture.refusals import NoSuchPart
from comity.register.commitments.figures import figures_by_partner
from comity.register.meetings.queries import meetings_by_country
from comity.terms.instants import Instant

REQUESTS: Final = "requests"
COMMITMENTS: Final = "commitments"
MEETINGS: Final = "meetings"
PERIOD: Final = timedelta(days=365)


def since(at: Instant) -> Instant:
    """Return from when requests are counted."""
    return Instant.of(at.datetime() - PERIOD)


def by_country(measure: str, *, by: Actor, at: Instant) -> Mapping[str, int]:
    """Return a number for each State that has one, by its code; raises `NoSuchPart`."""
    require_look(by)
    if measure == REQUESTS:
        found = Counter({one.country: one.total for one in passed_since(since(at), by=by)})
    elif measure == COMMITMENTS:
        found = Counter({code: one.registered for code, one in figures_by_partner(by=by, at=at).items()})
    elif measure == MEETINGS:
        found = Counter(meetings_by_country(by=by))
        found.pop(home().country.text, None)  # every meeting is with oneself
    else:
        raise NoSuchPart(number=measure[:40])
    return {code: count for code, count in found.items() if code and count}


def base_map() -> Drawing | None:
    """Return the operator's map (`map/base.svg` in the node's folder), None where there is none; raises `BadBaseMap`."""
    try:
        with home().base_map.open("rb") as file:
            data = file.read(CAP + 1)
    except FileNotFoundError:
        return None
    return read_base_map(data)
