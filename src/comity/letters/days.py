"""Days as papers write them: no more precisely than they are known, in the form of the reader's language."""

from datetime import date
from typing import Final

from comity.letters.wording import say

_TO: Final = "–"  # noqa: RUF001 -- between two days
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def print_said(said: str, language: str) -> str:
    """Print an ISO date as finely as it is known: `28/06/2023`, `06/2023`, `2023`, a day without a year, a range; nothing for nothing.

    `said` has the forms of docs/specs/reading.md: `2023-06-28`, `2023-06`, `2023`, `--06-28`, `--06`, and two of them with a `/` between.
    """
    if not said:
        return ""
    first, _, last = said.partition("/")
    whole = _point(first, language)
    if last and _has_day(first) and first[:-2] == last[:-2]:  # two days of one month say month and year once
        start = first[-2:].lstrip("0") if language == "en" else first[-2:]
        whole = f"{start}{_TO}{_point(last, language)}"
    elif last:
        whole = f"{whole} {_TO} {_point(last, language)}"
    return say("day-without-year", language, day=whole) if said.startswith("--") else whole


def _has_day(said: str) -> bool:
    return said.removeprefix("--").count("-") == (1 if said.startswith("--") else 2)


def print_short(day: date, language: str) -> str:
    """Return `28 Jun 2023` (en) or `28/06/2023` (vi)."""
    return _point(day.isoformat(), language)


def _point(one: str, language: str) -> str:
    yearless = one.startswith("--")
    parts = one.removeprefix("--").split("-")
    year = "" if yearless else parts.pop(0)
    month, day = (*parts, "", "")[:2]
    if language == "vi" and month and not (day or year):
        return f"tháng {int(month)}"
    if language == "vi":
        return "/".join(text for text in (day, month, year) if text)
    return " ".join(text for text in (day.lstrip("0"), _MONTHS[int(month) - 1] if month else "", year) if text)
