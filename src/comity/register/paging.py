"""Pages of lists: so many rows from where the page before ended, never counted from the beginning."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from comity.register.refusals import NotOfItsList

PAGE: Final = 25
# `counted__in=YES`: SQLite takes no index for a column that stands alone as a condition, which is what Django makes of `counted=True`.
YES: Final = (True,)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows. `after` is what is asked for to get those behind them, empty on the last page."""

    rows: Sequence[Row]
    after: str = ""


def page_of(rows: Iterable[Row], *, cursor: Callable[[Row], str]) -> Page[Row]:
    """Return a page of `rows`, of which one more than a page was asked for."""
    found = list(rows)
    return Page(found[:PAGE], cursor(found[PAGE - 1]) if len(found) > PAGE else "")


def key_of(after: str) -> int:
    """Read a cursor that is one key; raises `NotOfItsList`."""
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise NotOfItsList(what="page", said=after[:20])
    return int(after)


def place_of(after: str) -> tuple[str, int]:
    """Read a cursor that is a day and a key (`2023-06-30~17`); raises `NotOfItsList`."""
    day, mark, key = after.partition("~")
    if not mark or len(day) > 10:
        raise NotOfItsList(what="page", said=after[:20])
    return day, key_of(key)
