"""Figures, each with the gate that it must pass, and how they are printed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `most` and `least` are its gate, `aim` what it should reach and need not; without a gate it informs."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    aim: str = ""

    @property
    def gate(self) -> str:
        """The gate in words; empty where there is none."""
        if self.most is not None:
            return f"at most {self.most:g}"
        return f"at least {self.least:g}" if self.least is not None else ""

    @property
    def holds(self) -> bool:
        """Whether the value passes its gate; true where there is none."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)


@dataclass
class Report:
    """What a run found: its figures, the rounds behind them, and what a reader must know of the circumstances."""

    figures: list[Figure] = field(default_factory=list)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    circumstances: dict[str, Any] = field(default_factory=dict)

    @property
    def missed(self) -> list[str]:
        """The names of the figures that do not pass their gates."""
        return [figure.name for figure in self.figures if not figure.holds]

    def table(self) -> str:
        """Return the figures as a table of text."""
        rows = [("figure", "value", "gate", "aim", "")]
        rows += [
            (one.name, f"{one.value:,g} {one.unit}", one.gate, one.aim, ("ok" if one.holds else "MISSED") if one.gate else "")
            for one in self.figures
        ]
        return columns(rows)

    def line(self) -> str:
        """Return everything as one line of JSON."""
        figures = {one.name: {"value": one.value, "unit": one.unit, "gate": one.gate, "holds": one.holds} for one in self.figures}
        said = {"holds": not self.missed, "missed": self.missed, "figures": figures, "rounds": self.rounds, **self.circumstances}
        return json.dumps(said)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return `rows` of equal length under each other, each column as wide as it must be."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
