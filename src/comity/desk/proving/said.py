"""The sentences of a verdict: marked, not translated; a fact that is a `Word` is to be translated too. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class Word(str):
    """A fact that a door translates, because it is a word and not a name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an answer."""

    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in English."""
        return self.sentence % self.facts


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that a reader asks of a proof, and what the proof answers."""

    number: int
    question: str
    lines: tuple[Line, ...]
