"""The sentences of a verdict: marked, not translated; a fact that is a `Word` is to be translated too. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.terms.speech import gettext_noop


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


ACTS: Final = {
    "request": gettext_noop("request"),
    "answer": gettext_noop("answer"),
    "consultation": gettext_noop("consultation"),
    "views": gettext_noop("views"),
    "notice": gettext_noop("notice"),
    "withdrawal": gettext_noop("withdrawal"),
    "question": gettext_noop("question"),
    "information": gettext_noop("information"),
    "result": gettext_noop("result"),
    "report": gettext_noop("report on use"),
    "closure": gettext_noop("closure"),
}
DECISIONS: Final = {
    "accepted": gettext_noop("accepted"),
    "executed": gettext_noop("executed"),
    "partial": gettext_noop("partly executed"),
    "declined": gettext_noop("declined"),
    "clarify": gettext_noop("to be clarified"),
    "risk": gettext_noop("risk notified"),
    "postponed": gettext_noop("postponed"),
}
