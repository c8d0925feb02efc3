"""Counts that nobody can be found in: small cells are left out, and none that is left out can be computed back. Pure.

A table is published in one of three ways. Either no cell is small; or the small ones, zeros among them, stand as one number over
all of them; or the whole table is left out. The second way is taken only where that number leaves each of its cells at least two
values: with n cells of at most k-1 each, for a sum above 0 and not close to n*(k-1). The third is symmetrical in its cells, so that
whoever knows this page learns no more of one cell than of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ENOUGH: Final = 2  # cells that one number must stand for


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is published. `shown` holds its cells; `rest` counts over the `hidden` ones, None where the table is left out.

    `hidden` names what is not shown by itself, in order.
    """

    shown: tuple[tuple[str, int], ...]
    hidden: tuple[str, ...] = ()
    rest: int | None = 0

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of it is published."""
        return self.rest is None


def suppress(cells: Mapping[str, int], *, smallest: int) -> Table:
    """Return the table of `cells` as it is published; a count below `smallest` is never shown by itself, and never computable.

    The sum of the cells counts as known to everybody where it is `smallest` or more. Raises `ValueError` for a negative count.
    """
    if any(count < 0 for count in cells.values()):
        message = "a count is negative"
        raise ValueError(message)
    shown = tuple((name, count) for name, count in cells.items() if count >= smallest)
    hidden = tuple(name for name, count in cells.items() if count < smallest)
    rest = sum(cells[name] for name in hidden)
    if rest == 0:
        return Table(tuple(cells.items()) if shown else ())  # of nothing nothing can be learnt
    if sum(cells.values()) < smallest or len(hidden) < ENOUGH or not _is_vague(rest, cells=len(hidden), smallest=smallest):
        return Table((), tuple(cells), None)
    return Table(shown, hidden, rest)


def _is_vague(rest: int, *, cells: int, smallest: int) -> bool:
    """Say whether a sum over cells of at most `smallest` - 1 lies so far from its greatest that none of them is pinned.

    The mark lies below the greatest sum, so that a table that is left out for this is never the only one of its kind.
    """
    return rest <= cells * (smallest - 2)


def count_of(count: int, *, smallest: int) -> int | None:
    """Return a count that stands alone, None where it is too small to be shown. Zero is shown."""
    return count if count == 0 or count >= smallest else None
