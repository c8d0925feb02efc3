"""A text that is looked for, with what it may be. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """A text that is looked for; `types` are the MISP types that it may be of: lists about others are not asked. Of none: all are."""

    text: str
    types: frozenset[str] = frozenset()
