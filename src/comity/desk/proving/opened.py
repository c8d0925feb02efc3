"""A leaf of a proof's log, as it was read: where it stands, its record, and what opens it unless that is withheld. Pure."""

from dataclasses import dataclass
from typing import TypeAlias

from comity.desk.proving.layout import Opening
from comity.ledger.leaf import LeafRecord

Key: TypeAlias = tuple[str, str]
"""The kind of a leaf, and what it is about: an envelope, a step, or for one that is not opened its place."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that stands in the log; it opens, or what opens it is withheld."""

    index: int
    record: LeafRecord
    opening: Opening | None

    def fact(self, name: str) -> object:
        """Return one of its facts, None where it has no such or is not opened."""
        return self.opening.facts.get(name) if self.opening is not None else None

    @property
    def actor(self) -> str:
        """Who acted; empty where it is not opened."""
        return self.opening.actor if self.opening is not None else ""

    @property
    def key(self) -> Key:
        """By what it is found."""
        if self.opening is None:
            return self.record.kind, f"#{self.index}"
        if self.record.kind.startswith("evidence."):
            return self.record.kind, f"{self.fact('item')} {self.fact('step')}"
        return self.record.kind, str(self.fact("envelope") or "")


Leaves: TypeAlias = dict[Key, Leaf]
