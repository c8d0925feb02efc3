"""Tables with what may be changed below them: officers and their posts, walls, and all that an auditor reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Crumbs, Fault, Form, Link

_SHORT: Final = 20  # characters that fit beside the head of a column at 320 px


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; with `href` a way to what it names. `machine` is set as a machine wrote it, `language` where words have one alone.

    `code` is what a machine calls it, and stands softly after the words.
    """

    text: str
    href: str = ""
    machine: bool = False
    language: str = ""
    code: str = ""

    @property
    def whole(self) -> bool:
        """Whether no line may break inside: a short name with a hyphen, as many nodes and authorities have."""
        return "-" in self.text and " " not in self.text and len(self.text) <= _SHORT


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its heading, what its columns are called, its rows, and what stands there when it is empty.

    `paired`: two columns of which the first names what the second says, so that no head is wanted beside them on a narrow page.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    paired: bool = False

    @property
    def lines(self) -> tuple[tuple[tuple[str, Cell], ...], ...]:
        """The rows, each cell with what its column is called: a phone shows the two side by side."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to change: what it does in a sentence, its fields, its button."""

    heading: str
    form: Form
    label: str
    fields: tuple[FieldWrite, ...] = ()
    effect: str = ""
    open: bool = False  # where a page folds what may be changed: whether this one stands open


def told_apart(asks: Sequence[Any]) -> tuple[Any, ...]:
    """Return forms of one page, each with its `fields`, so that no two fields have the same ids, where they have the same key.

    The one in which something is wrong keeps the plain ones, to which the sentence above the forms leads; else the first.
    """
    every = [(at, key) for at, ask in enumerate(asks) for key in dict.fromkeys(field.key for field in ask.fields)]
    wrong = {(at, field.key) for at, ask in enumerate(asks) for field in ask.fields if field.fault}
    order: dict[str, list[int]] = {}
    for at, key in sorted(every, key=lambda one: (one not in wrong, one)):
        order.setdefault(key, []).append(at)
    return tuple(
        replace(ask, fields=tuple(replace(field, nth=order[field.key].index(at)) for field in ask.fields)) for at, ask in enumerate(asks)
    )


@dataclass(frozen=True, slots=True)
class TablesPage:
    """Tables one below the other, then what may be changed; `fault` says why the last change was not made, `faults` at which fields."""

    template: ClassVar[str] = "web/tables.html"
    heading: str
    deck: str
    crumbs: Crumbs
    tables: tuple[Table, ...]
    asks: tuple[Ask, ...] = ()
    filters: tuple[Link, ...] = ()
    older_href: str = ""
    fault: str = ""
    faults: tuple[Fault, ...] = ()
