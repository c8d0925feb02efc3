"""The objects that the check posts: each says what it is, belongs to nobody's case, and has an identifier that was never used before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from comity.terms.instants import Instant

NAME: Final = "comity taxii-check: a test object, to be deleted"
Stix = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Samples:
    """Makes objects. `fresh` returns a new random UUID at each call; `at` is the moment of the first versions."""

    fresh: Callable[[], str]
    at: Instant

    def indicator(self, *, of: str = "", version: int = 0, **more: Any) -> Stix:  # noqa: ANN401 -- as STIX has it
        """Return an indicator, or a later version of the one called `of`."""
        return {
            "type": "indicator",
            "spec_version": "2.1",
            "id": of or f"indicator--{self.fresh()}",
            "created": _stamp(self.at),
            "modified": _stamp(self.at + timedelta(seconds=version)),
            "name": NAME,
            "pattern": "[domain-name:value = 'taxii-check.invalid']",
            "pattern_type": "stix",
            "valid_from": _stamp(self.at),
        } | more

    def malware(self) -> Stix:
        """Return an object of another type."""
        stamp = _stamp(self.at)
        return {
            "type": "malware",
            "spec_version": "2.1",
            "id": f"malware--{self.fresh()}",
            "created": stamp,
            "modified": stamp,
            "name": NAME,
            "is_family": False,
        }

    def without_version(self) -> tuple[Stix, Stix]:
        """Return a marking, which has `created` alone, and an observable, which has no timestamp at all (TAXII 2.1, 3.5: version)."""
        marking = {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": f"marking-definition--{self.fresh()}",
            "created": _stamp(self.at),
            "name": NAME,
            "definition_type": "statement",
            "definition": {"statement": NAME},
        }
        observable = {"type": "domain-name", "spec_version": "2.1", "id": f"domain-name--{self.fresh()}", "value": "taxii-check.invalid"}
        return marking, observable

    def custom(self) -> Stix:
        """Return an object of a type, and with a property, that no standard knows: both named with a UUID (interoperability 3.15.1)."""
        unique = self.fresh()
        stamp = _stamp(self.at)
        return {
            "type": f"x-{unique}",
            "spec_version": "2.1",
            "id": f"x-{unique}--{self.fresh()}",
            "created": stamp,
            "modified": stamp,
            "name": NAME,
            f"x_{unique.replace('-', '_')}": {"nested": ["kept", 1, True]},
        }

    def broken(self) -> Stix:
        """Return what is no STIX object: its identifier is of another type, and it lacks what an indicator must have."""
        return {"type": "indicator", "spec_version": "2.1", "id": f"nonsense--{self.fresh()}", "created": "yesterday"}


def version_of(one: Stix) -> str:
    """Return the version by TAXII's rule (2.1, 3.5): `modified`, else `created`, else "" for the moment it was added."""
    return str(one.get("modified") or one.get("created") or "")


def _stamp(at: Instant) -> str:
    return at.datetime().strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.micros // 1000 % 1000:03}Z"
