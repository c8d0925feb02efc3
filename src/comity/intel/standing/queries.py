"""Standings of indicators for one reader, many at once: one question a collection, whatever the number of indicators.

Every statement is read by `store.scanning` with the reader's own sight, in the collections that they may read: what they may not see moves
nothing of what they are shown. Two readers may be shown two standings, each right for what its reader knows.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from comity.intel.standing.decaying import Model
from comity.intel.standing.hearing import SORTS, said_of
from comity.intel.standing.reckoning import Claim, Said, Standing, reckon
from comity.intel.store.granting import Holding
from comity.intel.store.postings import reference_key
from comity.intel.store.runs import numbers_of
from comity.intel.store.scanning import SAYINGS, scan_back
from comity.intel.store.sight import Sight
from comity.intel.store.sources import owners_of
from comity.terms.instants import Instant
from comity.wire.stix import BadStix
from comity.wire.stix.strict import read_strictly
from comity.wire.taxii.filters import Filters

MOST: Final = 2_000  # statements of one collection about the indicators of one question, the newest first


def standings(
    claims: Mapping[str, Claim], *, holdings: Iterable[Holding], sight: Sight, at: Instant, model: Model | None = None
) -> dict[str, Standing]:
    """Return how each of these indicators (by identifier) stands at `at`, for whom `sight` is, from what is in `holdings`."""
    if not claims:
        return {}
    heard, capped = _heard(claims, holdings, sight)
    return {name: reckon(claim, heard.get(name, ()), at=at, model=model, capped=capped) for name, claim in claims.items()}


def _heard(claims: Mapping[str, Claim], holdings: Iterable[Holding], sight: Sight) -> tuple[dict[str, list[Said]], bool]:
    among = numbers_of(reference_key(name) for name in claims)
    rows: dict[str, tuple[Any, ...]] = {}
    capped = False
    for holding in holdings if among else ():
        page = scan_back(holding.pk, sight, Filters(types=SORTS), columns=SAYINGS, limit=MOST, among=among)
        capped = capped or page.more
        for row in page.rows:
            rows.setdefault(row[1], row)
    owners = owners_of(row[2] for row in rows.values())
    heard: dict[str, list[Said]] = {}
    for added, _, source, revoked, body in rows.values():
        told = _told(body)
        if not revoked and told is not None:
            for name, said in said_of(told, owner=owners.get(source, ""), came=Instant(added)):
                if name in claims:
                    heard.setdefault(name, []).append(said)
    return heard, capped


def _told(body: Any) -> dict[str, Any] | None:  # noqa: ANN401 -- bytes as the driver gives them, or nothing
    if body is None:
        return None
    try:
        found = read_strictly(bytes(body))
    except BadStix:
        return None
    return found if isinstance(found, dict) else None
