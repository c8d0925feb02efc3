"""How a number falls with time: MISP's polynomial, with its models as data (`decaying.json`). Pure.

`score = base * (1 - (t / tau) ^ (1 / delta))`, nothing from `tau` on (arXiv 1803.11052 and 1902.03914; in MISP
app/Model/DecayingModelsFormulas/Polynomial.php). What is reckoned here is the part that is left, from 1 to 0; a base is multiplied with it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from comity.terms.vocabulary import Verified

DAY: Final = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model: `lifetime` (tau) in days, `speed` (delta), below `threshold` out of 100 it is spent, `base` where nothing is said.

    It is for values of one of `types` (of MISP) or objects with one of `labels`; without both for whatever no other model is for.
    """

    code: str
    number: int
    name: str
    lifetime: float
    speed: float
    threshold: float
    base: float
    types: frozenset[str]
    labels: frozenset[str]
    source: str
    verified: Verified

    @property
    def spent_at(self) -> float:
        """The part that is left when the score of a value with the usual base reaches the threshold."""
        return self.threshold / self.base

    @property
    def ageing_at(self) -> float:
        """Half way from the whole to that."""
        return (1 + self.spent_at) / 2

    @property
    def span(self) -> int:
        """Its lifetime in microseconds."""
        return round(self.lifetime * DAY)


@cache
def models() -> tuple[Model, ...]:
    """Return the models in the order in which they are asked; the last is for the rest."""
    return tuple(msgspec.json.decode(files("comity.intel.standing").joinpath("decaying.json").read_bytes(), type=list[Model]))


def model_for(types: Collection[str], labels: Collection[str] = ()) -> Model:
    """Return the model of a value of one of `types` that bears `labels`; a label `phishing:…` is one that begins with `phishing`."""
    named = {one.casefold().partition(":")[0] for one in labels}
    return next(one for one in models() if not (one.types or one.labels) or named & one.labels or not one.types.isdisjoint(types))


def model_called(name: str) -> Model | None:
    """Return the model of that number, code or name, or None."""
    folded = name.strip().casefold()
    return next((one for one in models() if folded in {str(one.number), one.code, one.name.casefold()}), None)


def left(elapsed: int, *, span: int, speed: float) -> float:
    """Return which part is left after `elapsed` of `span` microseconds: 1 at the beginning, 0 at the end and after it."""
    if elapsed <= 0:
        return 1.0
    if elapsed >= span:
        return 0.0
    return float(1 - (elapsed / span) ** (1 / speed))
