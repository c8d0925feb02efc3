"""How old the directory is that this node goes by, where it follows a repository: a small file that pages and commands may look at.

What matters is when the authorities last signed that this is the newest, not when this node last looked: who holds back newer copies lets
that moment grow old. A node that follows no repository has no such file. docs/specs/repository.md, section 6.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from comity.directory.home import Home
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

FOLDER: Final = "repository"
BEFORE: Final = "repository.old"
"""What was taken before, for the moment in which the newer takes its place: a process that dies then leaves this alone."""
CHANGES: Final = "changes"
"""The log of changes, in a repository and beside what a node keeps of it."""
WARNED_AFTER: Final = timedelta(days=7)
RECEIVES_ONLY_AFTER: Final = timedelta(days=30)

_FILE: Final = "seen.json"


class Age(StrEnum):
    """What the age of the directory lets a node do."""

    FRESH = "fresh"
    OLD = "old"  # it warns
    OVERDUE = "overdue"  # it takes in what comes, and approves nothing new


class DirectoryOverdue(Refused):
    """The directory is too old for anything new to be approved."""

    wire_class = "stale"
    sentence = gettext_noop("The directory was last signed as the newest at %(issued)s, more than 30 days ago. This node receives only.")
    next_step = gettext_noop("Nothing was approved. The operator takes a newer copy over with “comity directory refresh”.")


class NamedByRepository(Refused):
    """What the repository signs for by several authorities is not taken from one hand."""

    wire_class = "policy"
    sentence = gettext_noop("%(country)s is signed for in the directory repository that this node follows, by several authorities.")
    next_step = gettext_noop("Its files are taken over from there alone: comity directory refresh")


class BadSeen(Refused):
    """The file of what was taken over cannot be read."""

    sentence = gettext_noop("The file %(file)s cannot be read: %(where)s.")
    next_step = gettext_noop("Restore it from the backup of this node, or take the repository over anew with “comity directory refresh”.")


@dataclass(frozen=True, slots=True)
class Delegated:
    """A country in the repository: the version of its signed list, until when that counts, and who must sign for it."""

    version: int
    until: Instant
    section: int
    need: int
    holders: tuple[AuthorityId, ...]
    overdue: bool
    """Its time was over when the repository was last taken over: this node goes on with what it had."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The repository as this node last took it over. `fingerprint` is the one on paper."""

    fingerprint: Digest
    issued: Instant
    taken: Instant
    root: int
    timestamp: int
    snapshot: Digest
    changes: int
    changes_root: Digest
    countries: Mapping[Country, Delegated]

    def age(self, at: Instant) -> Age:
        """Say what the age of the directory lets this node do at `at`."""
        old = at - self.issued
        return Age.OVERDUE if old > RECEIVES_ONLY_AFTER else Age.OLD if old > WARNED_AFTER else Age.FRESH


def print_seen(seen: Seen) -> str:
    """Print the file."""
    return json.dumps(
        {
            "fingerprint": str(seen.fingerprint),
            "issued": str(seen.issued),
            "taken": str(seen.taken),
            "root": seen.root,
            "timestamp": seen.timestamp,
            "snapshot": str(seen.snapshot),
            "changes": seen.changes,
            "changes_root": str(seen.changes_root),
            "countries": {
                str(country): {
                    "version": one.version,
                    "until": str(one.until),
                    "section": one.section,
                    "need": one.need,
                    "holders": [str(holder) for holder in one.holders],
                    "overdue": one.overdue,
                }
                for country, one in sorted(seen.countries.items())
            },
        },
        indent=1,
    )


def parse_seen(text: str, *, file: Path) -> Seen:
    """Read what `print_seen` wrote; raises `BadSeen`."""
    try:
        row: dict[str, Any] = json.loads(text)
        return Seen(
            fingerprint=Digest.parse(row["fingerprint"]),
            issued=Instant.parse(row["issued"]),
            taken=Instant.parse(row["taken"]),
            root=int(row["root"]),
            timestamp=int(row["timestamp"]),
            snapshot=Digest.parse(row["snapshot"]),
            changes=int(row["changes"]),
            changes_root=Digest.parse(row["changes_root"]),
            countries={
                Country(name): Delegated(
                    version=int(one["version"]),
                    until=Instant.parse(one["until"]),
                    section=int(one["section"]),
                    need=int(one["need"]),
                    holders=tuple(AuthorityId(holder) for holder in one["holders"]),
                    overdue=one["overdue"] is True,
                )
                for name, one in row["countries"].items()
            },
        )
    except (ValueError, TypeError, KeyError, AttributeError, Refused) as fault:
        raise BadSeen(file=file, where=fault) from fault


def seen_file(folder: Path) -> Path:
    """Return where a repository that was taken over says what it was: `folder` is the one beside the node's other folders."""
    return folder / _FILE


def read_seen(home: Home) -> Seen | None:
    """Return what this node took over last; None where it follows no repository. Raises `BadSeen`."""
    for folder in (FOLDER, BEFORE):
        file = f"{home.path}/{folder}/{_FILE}"
        if os.path.exists(file):  # noqa: PTH110 asked with every page; a Path would be built for each
            return parse_seen(Path(file).read_text(encoding="ascii"), file=Path(file))
    return None


def require_fresh(home: Home, *, at: Instant) -> None:
    """Return where something new may be approved at `at`; raises `DirectoryOverdue`, `BadSeen`."""
    seen = read_seen(home)
    if seen is not None and seen.age(at) is Age.OVERDUE:
        raise DirectoryOverdue(issued=seen.issued)
