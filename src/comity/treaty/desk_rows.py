"""Rows of the pack that are a desk's own: checklists, and numbers that it sets for itself. No law; an item that stands on law cites."""

from datetime import date
from typing import Literal

from comity.treaty.rows import Row, Sourced
from comity.treaty.wording import Words


class CheckItemRow(Row, frozen=True, kw_only=True):
    """One item of a checklist. An item that stands on law names its instrument and article; the list cites for it."""

    key: str
    phase: str
    labels: Words
    hint: Words | None = None
    instrument: str = ""
    article: str = ""


class ChecklistRow(Sourced, frozen=True, kw_only=True):
    """What a desk goes through for some kinds, in order. The list with no kinds is for every kind that no other list names."""

    id: str
    version: int
    side: Literal["requesting", "requested"]
    labels: Words
    kinds: tuple[str, ...] = ()
    items: tuple[CheckItemRow, ...]


class LimitRow(Sourced, frozen=True, kw_only=True):
    """One number that a desk sets for itself, from a day on; never a time limit of an instrument."""

    id: str
    since: date
    value: int
    unit: Literal["minutes", "rows"]
    labels: Words


class RetentionRow(Sourced, frozen=True, kw_only=True):
    """How many days after its last act the content of an ended case is kept at most, by the families of kinds that it names.

    A number that a desk, or the law at home, sets: no convention that is carried here names one. `means` says why so long.
    """

    id: str
    since: date
    families: tuple[str, ...]
    days: int
    labels: Words
    means: Words
