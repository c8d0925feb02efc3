"""What pages say while what keeps this node's keys is away: a small file, which its courier writes and every page may look at.

It is no part of a backup, and no decision is taken by it: whoever needs a key asks what keeps it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.directory.home import Home
from comity.seal.refusals import KeeperAway
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

FILE: Final = "keys-away.json"


@dataclass(frozen=True, slots=True)
class Absence:
    """Since when it is away as far as this node saw, and what it said: a sentence to translate, and the facts that fill it."""

    since: Instant
    sentence: str
    facts: Mapping[str, str]


def note_absence(home: Home, away: KeeperAway, *, at: Instant) -> None:
    """Say what is away; the moment of the first time stays. The file is the old one or the whole new one."""
    before = read_absence(home)
    if before is not None and (before.sentence, before.facts) == (away.sentence, away.facts):
        return
    told = {"since": str(before.since if before is not None else at), "sentence": away.sentence, "facts": away.facts}
    fresh = _file(home).with_suffix(f".{os.getpid()}.new")
    fresh.parent.mkdir(mode=0o700, exist_ok=True)
    fresh.write_text(json.dumps(told), encoding="ascii")
    fresh.replace(_file(home))


def read_absence(home: Home) -> Absence | None:
    """Return what is away, or None where all that the courier asked answers; a file that cannot be read says that something is."""
    try:
        told = json.loads(_file(home).read_text(encoding="ascii"))
        found = Absence(Instant.parse(told["since"]), str(told["sentence"]), {str(name): str(fact) for name, fact in told["facts"].items()})
        found.sentence % found.facts
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, Refused):
        return Absence(Instant(0), KeeperAway.sentence, {})
    return found


def clear_absence(home: Home) -> None:
    """Say nothing any more."""
    _file(home).unlink(missing_ok=True)


def _file(home: Home) -> Path:
    return home.path / "run" / FILE
