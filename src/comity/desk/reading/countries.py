"""What stands open between us and one country, both ways, and when something last passed: for the page of that country."""

from dataclasses import dataclass
from typing import Final

from comity.desk.reading.watch import Link, links
from comity.desk.states import State
from comity.desk.visibility import visible_to
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.partners import outside_nodes
from comity.directory.policy import Actor
from comity.records.models import Request
from comity.terms.identifiers import Country
from comity.terms.instants import Instant

SHOWN: Final = 25
ENDED: Final = (State.CLOSED, State.WITHDRAWN, State.REFUSED)


@dataclass(frozen=True, slots=True)
class Between:
    """Open requests, newest act first: `asked` are ours to them, `asking` theirs to us; at most `SHOWN` of each, and how many there are."""

    asked: tuple[Request, ...]
    asked_total: int
    asking: tuple[Request, ...]
    asking_total: int
    last_act: Instant | None
    links: tuple[Link, ...]


def between(country: Country, *, by: Actor) -> Between:
    """Return what passes between this node and the authorities of `country`, with a node and without, as far as this officer may know."""
    known = (*book().peers(home().node), *outside_nodes())
    peers = [str(node.id) for node in known if node.authority.country == country]
    seen = visible_to(by).filter(peer__in=peers)
    still = seen.filter(state__in=[state.value for state in State if state not in ENDED])
    asked, asking = still.filter(direction="out"), still.filter(direction="in")
    return Between(
        asked=tuple(asked.order_by("-last_act_at", "-pk")[:SHOWN]),
        asked_total=asked.count(),
        asking=tuple(asking.order_by("-last_act_at", "-pk")[:SHOWN]),
        asking_total=asking.count(),
        last_act=seen.order_by("-last_act_at").values_list("last_act_at", flat=True).first(),
        links=tuple(link for link in links() if link.peer in peers),
    )
