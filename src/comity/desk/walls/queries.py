"""Which cases are walled, as supervisors see it: number and wall, never the case."""

from dataclasses import dataclass
from typing import Final

from comity.desk.permissions import Verb, require
from comity.desk.visibility import NoSuchRequest, restricted_requests
from comity.desk.walls.actions import wall_of
from comity.desk.walls.policy import Wall
from comity.directory.policy import Actor
from comity.records.models import Request, WallProposal
from comity.terms.instants import Instant

_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Walled:
    """One case behind a wall: its number, the wall, its level, and what waits to be confirmed, by whom, since when, why."""

    reference: str
    wall: Wall
    level: str
    proposed: Wall | None = None
    proposed_by: str = ""
    proposed_by_name: str = ""
    proposed_at: Instant | None = None
    reason: str = ""


def walls(*, by: Actor) -> tuple[Walled, ...]:
    """Return every walled or classified case, the newest first; for those who set walls."""
    require(by, Verb.SET_WALL)
    # In two steps: in order of the key at once, a database would look at every request for the few that anything hides.
    few = restricted_requests().order_by().values("pk")
    rows = Request.objects.filter(pk__in=few).order_by("-pk")[:_SHOWN]
    return tuple(_walled(row) for row in rows)


def wall(reference: str, *, by: Actor) -> Walled:
    """Return the wall of one case; raises `NoSuchRequest`."""
    require(by, Verb.SET_WALL)
    found = Request.objects.filter(reference=reference).first()
    if found is None:
        raise NoSuchRequest(reference=reference[:20])
    return _walled(found)


def _walled(request: Request) -> Walled:
    proposal = WallProposal.objects.select_related("proposed_by").filter(request=request, ended_at__isnull=True).first()
    if proposal is None:
        return Walled(request.reference, wall_of(request), request.level)
    return Walled(
        request.reference,
        wall_of(request),
        request.level,
        proposed=Wall(proposal.unit, frozenset(proposal.names)),
        proposed_by=proposal.proposed_by.officer_id,
        proposed_by_name=proposal.proposed_by.name,
        proposed_at=proposal.proposed_at,
        reason=proposal.reason,
    )
