"""What pages and commands say of a quarantine: a small file in the node's folder, which its courier writes and every page may look at.

A page asks no table for it: most nodes are never quarantined. What stops the log is the mark beside its head, not this file.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.directory.home import Home
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

FILE: Final = "quarantine.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """Why and since when; which peers have not told yet; whether two officers must say where the log breaks."""

    why: str
    since: Instant
    waiting: tuple[str, ...]
    breaks: bool


def write_standing(home: Home, standing: Standing) -> None:
    """Say how it stands; the file is the old one or the whole new one."""
    told = {"why": standing.why, "since": str(standing.since), "waiting": list(standing.waiting), "breaks": standing.breaks}
    fresh = _file(home).with_suffix(f".{os.getpid()}.new")
    fresh.write_text(json.dumps(told), encoding="ascii")
    fresh.replace(_file(home))


def read_standing(home: Home) -> Standing | None:
    """Return how it stands, or None where the node signs as ever; a file that cannot be read says that it does not."""
    try:
        told = json.loads(_file(home).read_text(encoding="ascii"))
        return Standing(str(told["why"]), Instant.parse(told["since"]), tuple(map(str, told["waiting"])), told["breaks"] is True)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, Refused):
        return Standing("restored", Instant(0), (), breaks=False)


def is_standing(home: Home) -> bool:
    """Say whether anything is waited for; asked with every request."""
    return os.path.exists(f"{home.path}/{FILE}")  # noqa: PTH110 a Path would be built for each request


def clear_standing(home: Home) -> None:
    """Say nothing any more."""
    _file(home).unlink(missing_ok=True)


def _file(home: Home) -> Path:
    return home.path / FILE
