"""From objects as they came to what a standing is reckoned from. Pure; whatever JSON has in a property is taken as said or left out.

A sighting with `count` 0 says that it was looked for and not seen (STIX 2.1, section 5.2): it moves nothing. A sighting that MISP called an
expiration (type 2) says that it is over. A false positive of MISP (type 1) is an opinion that strongly disagrees.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.intel.standing.reckoning import WEIGHTS, Claim, Kind, Said
from comity.intel.vocabularies.speaking import values_in
from comity.terms.instants import Instant
from comity.wire.misp.event import EXPIRED
from comity.wire.misp.gathering import told_of
from comity.wire.stix import BadStix, parse_timestamp

SORTS: Final = ("sighting", "opinion", "note")


def claim_of(told: Mapping[str, Any], *, owner: str, came: Instant) -> Claim | None:
    """Return what an indicator claims; None for what is no indicator. `came` is when it came here, for what it does not say."""
    if told.get("type") != "indicator":
        return None
    modified = _moment(told, "modified") or came
    confidence = told.get("confidence")
    sure = isinstance(confidence, int) and not isinstance(confidence, bool) and 0 <= confidence <= 100
    values = values_in(told)
    return Claim(
        owner=owner,
        valid_from=_moment(told, "valid_from") or modified,
        modified=modified,
        valid_until=_moment(told, "valid_until"),
        confidence=confidence if sure else None,
        revoked=told.get("revoked") is True,
        types=values[0].types if values else _of_language(told),
        labels=tuple(one for one in _texts(told.get("labels")) if len(one) < 200),
    )


def said_of(told: Mapping[str, Any], *, owner: str, came: Instant) -> Iterator[tuple[str, Said]]:
    """Yield of each object that a sighting, opinion or note is about what it says of it; nothing is said to be later than it came."""
    kind = told.get("type")
    if told.get("revoked") is True:
        return
    if kind == "sighting":
        about = told.get("sighting_of_ref")
        said = _sighting(told, owner, came)
        if isinstance(about, str) and said is not None:
            yield about, said
    elif kind == "opinion" and str(told.get("opinion")) in WEIGHTS:
        said = Said(at=_at(told, came, "modified"), owner=owner, kind=Kind.OPINION, weight=WEIGHTS[str(told["opinion"])])
        yield from ((one, said) for one in _texts(told.get("object_refs")))
    elif kind == "note":
        said = Said(at=_at(told, came, "modified"), owner=owner, kind=Kind.NOTE)
        yield from ((one, said) for one in _texts(told.get("object_refs")))


def _sighting(told: Mapping[str, Any], owner: str, came: Instant) -> Said | None:
    if told.get("count") == 0 and not isinstance(told.get("count"), bool):
        return None
    misp = told_of(told, "sighting")
    over = isinstance(misp, dict) and str(misp.get("type", "")) == str(EXPIRED)
    at = _at(told, came, "last_seen", "first_seen", "modified")
    return Said(at=at, owner=owner, kind=Kind.OVER if over else Kind.SEEN)


def _at(told: Mapping[str, Any], came: Instant, *names: str) -> Instant:
    found = next((moment for name in names if (moment := _moment(told, name)) is not None), came)
    return min(found, came)


def _moment(told: Mapping[str, Any], name: str) -> Instant | None:
    value = told.get(name)
    if not isinstance(value, str):
        return None
    try:
        return Instant(parse_timestamp(value))
    except (BadStix, ValueError, OverflowError):
        return None


def _of_language(told: Mapping[str, Any]) -> frozenset[str]:
    """Return the type of a rule that is written in another language: its name, which MISP's types have too."""
    return frozenset({str(told.get("pattern_type", ""))})


def _texts(value: Any) -> list[str]:  # noqa: ANN401 -- whatever JSON has there
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
