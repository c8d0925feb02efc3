"""Markings: how far something may be passed on (TLP 2.0; FIRST, August 2022), and what may be done with it (PAP)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from comity.terms.refusals import Malformed


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0, from the strictest to the freest; the value is the printed label."""

    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"

    @classmethod
    def parse(cls, text: str) -> "Tlp":
        """Read the printed label and nothing else; raises `Malformed`."""
        try:
            return cls(text)
        except ValueError as fault:
            raise Malformed("marking", ascii(text[:40])) from fault

    def covers(self, other: "Tlp") -> bool:
        """Say whether whoever may hold this marking may also hold `other`: it is at least as strict."""
        return _STRICTEST_FIRST.index(self) <= _STRICTEST_FIRST.index(other)


_STRICTEST_FIRST: Final = tuple(Tlp)


def strictest(markings: Iterable[Tlp]) -> Tlp:
    """Return the strictest of `markings`; of none, `Tlp.RED`, because what nobody marked stays at home."""
    return min(markings, key=_STRICTEST_FIRST.index, default=Tlp.RED)


class Pap(StrEnum):
    """Permissible Actions Protocol (MISP taxonomy `PAP`, version 3), from the strictest to the freest; WHITE is the older CLEAR."""

    RED = "PAP:RED"  # what nobody outside can notice: looking into one's own logs
    AMBER = "PAP:AMBER"  # passive checks at third parties, such as a registry
    GREEN = "PAP:GREEN"  # active measures: blocking traffic, asking the target
    CLEAR = "PAP:CLEAR"  # no limit

    @classmethod
    def parse(cls, text: str) -> "Pap":
        """Read the printed label and nothing else; raises `Malformed`."""
        try:
            return cls(text)
        except ValueError as fault:
            raise Malformed("marking", ascii(text[:40])) from fault

    def allows(self, use: "Pap") -> bool:
        """Say whether who does no more than `use` keeps to this marking."""
        return _LEAST_FIRST.index(use) <= _LEAST_FIRST.index(self)


_LEAST_FIRST: Final = tuple(Pap)


def least(markings: Iterable[Pap]) -> Pap:
    """Return the marking of `markings` that allows least; of none `Pap.CLEAR`: PAP says nothing where nobody wrote it."""
    return min(markings, key=_LEAST_FIRST.index, default=Pap.CLEAR)
