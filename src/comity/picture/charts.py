"""Where the lines and bars of a chart stand. Values in, whole numbers out; the door writes the SVG, and a table under each says the same.

The same values are the same picture, byte for byte. Nothing here knows what it draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

SHADES: Final = 4  # of a heat table, above none

# ---------------------------------------------------------------- bars to both sides

WIDTH: Final = 480
_ROW: Final = 46  # a name, and under it the bars
_HEAD: Final = 44
_ROOM: Final = 44  # for a number at the end of a bar
_BAR: Final = 18


@dataclass(frozen=True, slots=True)
class Pair:
    """One row: where it stands, its two bars, and where their numbers are written."""

    name: str
    left: int
    right: int
    y: int
    left_x: int
    left_width: int
    right_width: int


@dataclass(frozen=True, slots=True)
class Diverging:
    """Bars to both sides of `middle`; `bar` is how high each is."""

    width: int
    height: int
    middle: int
    bar: int
    rows: tuple[Pair, ...]


def diverging(rows: Sequence[tuple[str, int, int]]) -> Diverging:
    """Lay out bars: name, what goes to the left, what goes to the right. Both sides have one scale; a value above 0 is never invisible."""
    half = WIDTH // 2 - _ROOM
    middle = WIDTH // 2
    most = max((max(left, right) for _, left, right in rows), default=0)
    pairs = []
    for at, (name, left, right) in enumerate(rows):
        lengths = [max(2, value * half // most) if value else 0 for value in (left, right)]
        pairs.append(Pair(name, left, right, _HEAD + at * _ROW, middle - lengths[0], *lengths))
    return Diverging(WIDTH, _HEAD + len(rows) * _ROW, middle, _BAR, tuple(pairs))


# ---------------------------------------------------------------- a line through points in time

LONG: Final = 760
_LINE_HEIGHT: Final = 240
_LEFT: Final = 92
_TOP: Final = 20
_BOTTOM: Final = 34
_RIGHT: Final = 36
_ASIDE: Final = 36  # between the scale and the first number
_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """One point, and which of the values it is."""

    x: int
    y: int
    at: int


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the scale, with its value."""

    y: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its path, its dots, its scale from `left` to `right`, and where the threshold runs, if there is one."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    path: str
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    threshold: int | None


def line(points: Sequence[tuple[int, Decimal]], *, threshold: Decimal | None = None) -> Line:
    """Lay out points (day as a number, value) in the order of days. The scale begins at 0 unless a value is below it."""
    values = [value for _, value in points] + ([threshold] if threshold is not None else [])
    ticks = scale(min([*values, Decimal(0)]), max([*values, Decimal(0)]))
    low, high = ticks[0], ticks[-1]
    right, bottom = LONG - _RIGHT, _LINE_HEIGHT - _BOTTOM
    first, last = (points[0][0], points[-1][0]) if points else (0, 0)

    def down(value: Decimal) -> int:
        return bottom - int((value - low) * (bottom - _TOP) / (high - low))

    begin, end = _LEFT + _ASIDE, right - _ASIDE

    def across(day: int) -> int:
        return (begin + end) // 2 if first == last else begin + (day - first) * (end - begin) // (last - first)

    dots = tuple(Dot(across(day), down(value), at) for at, (day, value) in enumerate(points))
    path = "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots) if len(dots) > 1 else ""
    marks = tuple(Tick(down(value), value) for value in ticks)
    return Line(LONG, _LINE_HEIGHT, _LEFT, right, bottom, path, dots, marks, None if threshold is None else down(threshold))


def scale(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Return round values from at most `low` to at least `high`, 1, 2 or 5 of a power of ten apart, some four steps of them."""
    span = high - low or Decimal(1)
    power = Decimal(1).scaleb((span / _STEPS).adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times * _STEPS >= span)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    count = int(last - first) or 1
    return tuple((first + at) * step for at in range(count + 1))


# ---------------------------------------------------------------- a line as small as a word, and shades

SPARK: Final = (120, 28)


def spark(values: Sequence[Decimal]) -> str:
    """Return the path of a line of 120 by 28 through `values`, oldest first; empty for fewer than two."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    width, height = SPARK[0] - 8, SPARK[1] - 8

    def down(value: Decimal) -> int:
        return 4 + height // 2 if high == low else 4 + height - int((value - low) * height / (high - low))

    return "M" + "L".join(f"{4 + at * width // (len(values) - 1)} {down(value)}" for at, value in enumerate(values))


def shade(count: int, *, most: int) -> int:
    """Return how dark a cell is, 0 for none to `SHADES` for the most."""
    return ceil(count * SHADES / most) if most else 0
