"""Mirrors of the directory's repository: the table `[mirrors]` of `node.toml`, and what each said when it was last asked.

A mirror is only a place to read from: what it serves is verified as if a stranger had brought it. docs/specs/repository.md, section 8.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from comity.terms.instants import Instant
from comity.terms.refusals import Refused

MOST: Final = 8
MOST_HOURS: Final = 168
_MOST_URL: Final = 300
_FILE: Final = "mirrors.json"
_KNOWN: Final = {"urls", "every_hours", "ca"}

NEWER: Final = "newer"
SAME: Final = "same"
OLDER: Final = "older"
"""It serves an older copy than the one that is known: it lags, or holds the newer ones back. The age of the directory shows the rest."""
SILENT: Final = "silent"
WRONG: Final = "wrong"


@dataclass(frozen=True, slots=True)
class Mirrors:
    """The addresses that are asked, each of them every `every_hours`; `ca` is a file of certificates to trust beside the system's."""

    urls: tuple[str, ...]
    every_hours: int = 6
    ca: str = ""

    @property
    def every(self) -> timedelta:
        """How long after the last time they are asked again."""
        return timedelta(hours=self.every_hours)


@dataclass(frozen=True, slots=True)
class MirrorSaid:
    """What came of asking one mirror: `newer`, `same`, `older`, `silent` or `wrong`, and in the last two cases why."""

    url: str
    at: str
    outcome: str
    why: str = ""


def require_url(text: str) -> str:
    """Return the address of a mirror, without a stroke at its end; raises `ValueError`.

    Only https: whoever sees the line would learn what a node asks for, and could hold it back from this node alone.
    """
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment or len(text) > _MOST_URL:
        message = f"the address of a mirror is https, without a name and a password, not {text[:80]!r}"
        raise ValueError(message)
    return text.rstrip("/")


def parse_mirrors(table: Mapping[str, Any]) -> Mirrors:
    """Read `[mirrors]`; raises `ValueError`."""
    for setting in table:
        if setting not in _KNOWN:
            message = f"unknown setting {setting!r} in [mirrors]"
            raise ValueError(message)
    urls, every, ca = table.get("urls"), table.get("every_hours", 6), table.get("ca", "")
    if not isinstance(urls, list) or not 1 <= len(urls) <= MOST or not all(isinstance(url, str) for url in urls):
        message = f"urls in [mirrors] is a list of 1 to {MOST} addresses"
        raise ValueError(message)
    if type(every) is not int or not 1 <= every <= MOST_HOURS:
        message = f"every_hours in [mirrors] is a whole number from 1 to {MOST_HOURS}"
        raise ValueError(message)
    if not isinstance(ca, str):
        message = "ca in [mirrors] is a text"
        raise ValueError(message)  # noqa: TRY004 as for every other setting
    found = tuple(require_url(url) for url in urls)
    if len(set(found)) != len(found):
        message = "an address is named twice in [mirrors]"
        raise ValueError(message)
    return Mirrors(found, every, ca)


def print_mirrors(mirrors: Mirrors | None) -> str:
    """Print the table that `parse_mirrors` reads; nothing where none is asked."""
    if mirrors is None:
        return ""
    lines = ["", "[mirrors]", f"urls = {json.dumps(list(mirrors.urls))}", f"every_hours = {mirrors.every_hours}"]
    if mirrors.ca:
        lines.append(f"ca = {json.dumps(mirrors.ca)}")
    return "\n".join(lines) + "\n"


def read_said(folder: Path) -> tuple[MirrorSaid, ...]:
    """Return what each mirror said last, as the node in `folder` wrote it; nothing where none was asked, or the file is damaged."""
    try:
        rows = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return tuple(MirrorSaid(**row) for row in rows)
    except (OSError, ValueError, TypeError):
        return ()


def write_said(folder: Path, said: Sequence[MirrorSaid]) -> None:
    """Write it, whole or not at all."""
    fresh = folder / f"{_FILE}.new"
    fresh.write_text(json.dumps([asdict(one) for one in said], indent=1), encoding="utf-8")
    fresh.replace(folder / _FILE)


def asked_at(folder: Path) -> Instant | None:
    """Return when the mirrors were last asked; None: never, as far as is known."""
    try:
        return max((Instant.parse(one.at) for one in read_said(folder)), default=None)
    except Refused:
        return None
