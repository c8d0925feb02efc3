"""Fields as they are written: one class for every type, so that the template and the reader of the form agree on names.

The names posted for a field with key `k`: `k` (code, list, name, number, reference, yesno), `k` repeated (codes), `k.text` and
`k.language` (text), `k-day`, `k-month`, `k-year` (date), the same and `k-time` (instant), `k.from-day` … `k.to-year` (period),
`k.type` and `k.value` (outside), `k.0.type`, `k.0.value`, `k.1.type`, … (outsides), `k.0.name`, `k.0.role`, … (persons),
`k.amount` and `k.currency` (money). `filling.posted` reads them.
"""

from dataclasses import dataclass
from typing import Literal

FieldType = Literal[
    "code",
    "codes",
    "text",
    "name",
    "date",
    "instant",
    "number",
    "outside",
    "outsides",
    "reference",
    "yesno",
    "period",
    "persons",
    "money",
    "file",
    "list",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One item to choose. A choice that is not offered stays listed, with the reason; choices of one `group` stand under its name."""

    code: str
    label: str
    effect: str = ""
    article: str = ""
    chosen: bool = False
    offered: bool = True
    why_not: str = ""
    group: str = ""
    language: str = ""  # of the label, where it is somebody's own words
    effect_language: str = ""  # of the effect, likewise


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date, and for a moment its hour, as typed."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One identifier of the outside world as typed: its kind and its value."""

    type: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person as typed; `role` is how the person relates to the case."""

    name: str = ""
    role: str = ""
    other_names: str = ""
    born: str = ""
    nationality: str = ""
    place: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class FieldWrite:
    """One field to fill. `label` asks the question, `hint` says how, `fault` stands between label and field."""

    key: str
    type: FieldType
    label: str
    number: str = ""
    article: str = ""
    hint: str = ""
    fault: str = ""
    optional: bool = False
    value: str = ""
    unit: str = ""
    cap: int = 0
    choices: tuple[Choice, ...] = ()
    language: str = ""
    languages: tuple[Choice, ...] = ()
    date: DateParts = DateParts()
    end: DateParts = DateParts()
    entries: tuple[Entry, ...] = ()
    kinds: tuple[Choice, ...] = ()
    persons: tuple[Person, ...] = ()
    currency: str = ""
    zone: str = ""
    coded: bool = True  # whether a choice's code stands beside its label; not where it is no code of a vocabulary
    nth: int = 0  # on a page of several forms, which of the fields of one key this is (`posts.told_apart`)

    @property
    def place(self) -> str:
        """What its ids on the page end in."""
        return f"{self.key}-{self.nth}" if self.nth else self.key

    @property
    def shows_codes(self) -> bool:
        """Whether codes stand beside labels: never those that are words of one language themselves (`routine`)."""
        return self.coded and not any(choice.code.islower() for choice in self.choices)
