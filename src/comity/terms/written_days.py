"""Days as people write them, the day first: `28/11/2026`; and the ISO forms in which they are kept. Pure.

Both are read wherever a day is typed on one line; forms show the first. What is known and no more, as in docs/specs/reading.md:

| written | kept |
| --- | --- |
| `28/11/2026` | `2026-11-28` |
| `11/2026` | `2026-11` |
| `2026` | `2026` |
| `28/11` (no year known) | `--11-28` |
| `28/11/2026 - 30/11/2026` | `2026-11-28/2026-11-30` |
"""

import re
from typing import Final

_ISO_POINT: Final = r"(?:\d{4}|-)(?:-\d{2}){0,2}"
_ISO: Final = re.compile(rf"{_ISO_POINT}(?:/{_ISO_POINT})?", re.ASCII)
_POINT: Final = re.compile(
    r"(?:(?:(?P<day>\d{1,2})[/.])?(?P<month>\d{1,2})[/.])?(?P<year>\d{4})|(?P<of_month>\d{1,2})[/.](?P<of_year>\d{1,2})\.?",
    re.ASCII,
)
_BETWEEN: Final = re.compile(r"\s*[-\N{EN DASH}]\s*")


def read_written(text: str) -> str:
    """Return the ISO form of a day that was written day first, or in ISO; what is neither comes back as it is, for its parser to refuse."""
    said = text.strip()
    if _ISO.fullmatch(said):
        return said
    points = [_read_point(point) for point in _BETWEEN.split(said)]
    return "/".join(points) if len(points) in (1, 2) and all(points) else said


def print_written(iso: str) -> str:
    """Return an ISO day, or what stands for less or more than one, as `read_written` reads it; anything else as it is."""
    return " - ".join(_print_point(point) for point in iso.split("/")) if _ISO.fullmatch(iso) else iso


def _read_point(text: str) -> str:
    found = _POINT.fullmatch(text)
    if found is None:
        return ""
    if found["of_month"]:
        return f"--{found['of_year']:0>2}-{found['of_month']:0>2}"
    return "-".join(f"{part:0>2}" for part in (found["year"], found["month"], found["day"]) if part)


def _print_point(point: str) -> str:
    yearless = point.startswith("--")
    return "/".join(reversed(point.removeprefix("--").split("-"))) if not yearless or point.count("-") == 3 else point
