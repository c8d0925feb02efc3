"""What changed, the newest first: coded facts that the door writes as sentences. Each reads the end of its own list, and no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from comity.desk.permissions import Verb, may
from comity.desk.reading.passed import country_of, newest_requests
from comity.directory.policy import Actor
from comity.picture.levels.queries import newest_levels
from comity.picture.policy import require_look
from comity.picture.series.queries import newest_points
from comity.picture.warning.queries import newest_readings
from comity.records.models import RiskLevel
from comity.register.commitments.queries import newest_moves
from comity.register.policy import may_read
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary

MOST: Final = 12

Sort = Literal["level-set", "level-raised", "level-lowered", "level-kept", "crossed", "read", "figure", "asked", "came", "commitment"]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that changed: when, what sort, the key of what it is about, and the facts of its sentence (codes, numbers, words)."""

    at: Instant
    sort: Sort
    about: str
    facts: Mapping[str, str]


def what_changed(*, by: Actor, most: int = MOST) -> Sequence[Happened]:
    """Return what changed last, of everything that this officer may see."""
    require_look(by)
    found = [*_levels(by, most), *_readings(by, most), *_figures(by, most), *_requests(by, most), *_commitments(by, most)]
    return sorted(found, key=lambda one: (-one.at.micros, one.sort, one.about))[:most]


def _levels(by: Actor, most: int) -> Iterator[Happened]:
    for one, was in newest_levels(most, by=by):
        yield Happened(
            one.set_at, _direction(one, was), one.scope, {"scope": one.scope, "level": one.level, "was": was.level if was else ""}
        )


def _direction(one: RiskLevel, was: RiskLevel | None) -> Sort:
    codes = vocabulary("risk-level").codes
    if was is None or not {one.level, was.level} <= set(codes):
        return "level-set"
    step = codes.index(one.level) - codes.index(was.level)
    return "level-raised" if step > 0 else "level-lowered" if step < 0 else "level-kept"


def _readings(by: Actor, most: int) -> Iterator[Happened]:
    for one in newest_readings(most, by=by):
        facts = {
            "name": one.indicator.name,
            "value": one.value,
            "unit": one.indicator.unit,
            "on": one.on,
            "threshold": one.indicator.threshold,
        }
        yield Happened(one.at, "crossed" if one.crossed else "read", str(one.indicator_id), facts)


def _figures(by: Actor, most: int) -> Iterator[Happened]:
    for one in newest_points(most, by=by):
        plain = str(Decimal(one.figure.value))
        facts = {"name": one.series.name, "value": f"{one.figure.bound}{plain}", "unit": one.series.unit, "said": one.said}
        yield Happened(one.at, "figure", str(one.series_id), facts)


def _requests(by: Actor, most: int) -> Iterator[Happened]:
    if not may(by, Verb.READ):
        return
    for one in newest_requests(most, by=by):
        facts = {"country": country_of(one.peer), "peer": one.peer, "kind": one.kind, "reference": one.reference}
        yield Happened(one.opened_at, "asked" if one.direction == "out" else "came", one.reference, facts)


def _commitments(by: Actor, most: int) -> Iterator[Happened]:
    if not may_read(by):
        return
    for one in newest_moves(most, by=by):
        facts = {"number": one.commitment.number, "state": one.to_state, "partner": one.commitment.partner}
        yield Happened(one.at, "commitment", one.commitment.number, facts)
