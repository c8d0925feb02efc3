"""What the command line says of the repository that a node follows: how old it is, and what that means."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from comity.directory.freshness import Age, Seen
from comity.directory.mirrors import NEWER, OLDER, SAME, SILENT, WRONG, MirrorSaid
from comity.doors.cli.voice import groups_of_four, printable, say
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

_AGES: Final = {
    Age.FRESH: gettext_noop("It is fresh."),
    Age.OLD: gettext_noop("WARNING: it is older than 7 days. Take a newer copy over: comity directory refresh"),
    Age.OVERDUE: gettext_noop("It is older than 30 days: this node receives only, and approves nothing new. Take a newer copy over."),
}


_SAID: Final = {
    NEWER: gettext_noop("mirror %(url)s, asked %(at)s: a newer copy, taken over"),
    SAME: gettext_noop("mirror %(url)s, asked %(at)s: nothing newer"),
    OLDER: gettext_noop("mirror %(url)s, asked %(at)s: an older copy, not taken over: %(why)s"),
    SILENT: gettext_noop("mirror %(url)s, asked %(at)s: no answer: %(why)s"),
    WRONG: gettext_noop("WARNING: mirror %(url)s, asked %(at)s, serves what is refused: %(why)s"),
}


def mirror_lines(said: Sequence[MirrorSaid]) -> Iterator[str]:
    """Yield what each mirror said when it was last asked."""
    for one in said:
        facts = {"url": printable(one.url), "at": one.at, "why": printable(one.why)}
        yield "  " + say(_SAID.get(one.outcome, _SAID[WRONG]), facts)


def repository_json(seen: Seen, *, at: Instant) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "fingerprint": str(seen.fingerprint),
        "issued": str(seen.issued),
        "taken": str(seen.taken),
        "age": str(seen.age(at)),
        "version": seen.timestamp,
        "snapshot": str(seen.snapshot),
        "changes": seen.changes,
        "changes_root": str(seen.changes_root),
    }


def repository_lines(seen: Seen, *, at: Instant) -> Iterator[str]:
    """Yield the lines for people."""
    yield say(gettext_noop("Directory repository with the fingerprint %(fingerprint)s"), fingerprint=groups_of_four(str(seen.fingerprint)))
    facts = {"version": seen.timestamp, "issued": str(seen.issued), "taken": str(seen.taken)}
    yield "  " + say(gettext_noop("version %(version)s, signed as the newest at %(issued)s, taken over at %(taken)s"), facts)
    yield "  " + say(gettext_noop("%(changes)s changes in its log, root %(root)s"), changes=seen.changes, root=seen.changes_root)
    yield "  " + say(_AGES[seen.age(at)])
