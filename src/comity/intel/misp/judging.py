"""How attributes of MISP events stand, and which of their values stand on warning lists: for many at once, from what the reader may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from comity.intel.misp.showing import Look, by_id
from comity.intel.standing.decaying import Model
from comity.intel.standing.hearing import claim_of
from comity.intel.standing.queries import standings
from comity.intel.standing.reckoning import Claim, Standing, Word
from comity.intel.store.sources import owners_of
from comity.intel.vocabularies.queries import Listed, listed
from comity.intel.vocabularies.values import Value
from comity.terms.instants import Instant
from comity.wire.misp.event import Attribute, MispObject
from comity.wire.misp.naming import stix_id

Placed = tuple[Attribute, MispObject | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """By the UUID of an attribute: its standings, one a model; the warning lists that its value stands on. What is not there has none."""

    stood: dict[str, tuple[Standing, ...]] = field(default_factory=dict)
    listed: dict[str, tuple[Listed, ...]] = field(default_factory=dict)

    def decayed(self, attribute: Attribute) -> bool:
        """Whether every model that was asked says that it is spent."""
        found = self.stood.get(attribute.uuid, ())
        return bool(found) and all(one.word is Word.SPENT for one in found)


def judge(look: Look, attributes: Sequence[Placed], *, models: Sequence[Model] = (), lists: bool = False, stands: bool = False) -> Judged:
    """Return what is asked: with `stands` how each stands, by `models` or the one that its value chooses; with `lists` what is listed."""
    stood = _stood(look, attributes, models) if stands else {}
    return Judged(stood, _listed(one for one, _ in attributes) if lists else {})


def _stood(look: Look, attributes: Sequence[Placed], models: Sequence[Model]) -> dict[str, tuple[Standing, ...]]:
    """An attribute is the indicator of its own UUID; one of an object that is looked for as a whole, that of the object."""
    names = {
        one.uuid: [stix_id("indicator", uuid) for uuid in (one.uuid, within.uuid if within else "") if uuid] for one, within in attributes
    }
    claims = _claims(look, {name for several in names.values() for name in several})
    chosen: Sequence[Model | None] = models or (None,)
    found = [standings(claims, holdings=look.holdings, sight=look.sight, at=look.at, model=model) for model in chosen]
    told: dict[str, tuple[Standing, ...]] = {}
    for uuid, several in names.items():
        name = next((one for one in several if one in claims), "")
        if name:
            told[uuid] = tuple(by_model[name] for by_model in found)
    return told


def _claims(look: Look, names: set[str]) -> dict[str, Claim]:
    rows = [row for holding in look.holdings for row in by_id(look, holding, sorted(names))]
    owners = owners_of(row.source for row in rows)
    found: dict[str, Claim] = {}
    for row in rows:
        claim = claim_of(row.told, owner=owners.get(row.source, ""), came=Instant(row.added))
        if claim is not None:
            found.setdefault(str(row.told["id"]), claim)
    return found


def _listed(attributes: Iterable[Attribute]) -> dict[str, tuple[Listed, ...]]:
    asked = list(attributes)
    looked = listed({one: None for each in asked for one in _values(each)})
    by_value: dict[str, list[Listed]] = {}
    for hit in looked.hits:
        by_value.setdefault(hit.value, []).append(hit)
    told = {one.uuid: tuple(hit for value in _values(one) for hit in by_value.get(value.text, ())) for one in asked}
    return {uuid: hits for uuid, hits in told.items() if hits}


def _values(attribute: Attribute) -> tuple[Value, ...]:
    return (Value(attribute.value, frozenset({attribute.type})),)
