"""Writes what happens around officers and their sign-ins into the journal, signed for by this node's log key."""

from collections.abc import Mapping
from typing import Final

from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import Officer
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

# What people must be able to do at a node that may add nothing to its log: come in, and see what is waited for.
_MAY_WAIT: Final = ("session.", "sign-in.")


def note(name: str, *, by: Officer | str, at: Instant, facts: Mapping[str, JsonValue], about: str = "") -> journal.Placed | None:
    """Append one act in the caller's transaction. `by` is an officer, or `operator`, or `nobody` before anybody signed in.

    `about` is the case that it speaks of: who may not know of that reads nothing of this. In quarantine
    sign-ins wait for the log to go on (None); everything else is refused.
    """
    who = by if isinstance(by, str) else by.officer_id
    entry = journal.Entry(name=name, actor=who, about=about, facts=facts)
    if name.startswith(_MAY_WAIT) and journal.is_stopped():
        journal.owe(entry, at=at)
        return None
    (placed,) = journal.append(entry, at=at, key=node_keys(home()).signing.public.key_id)
    return placed
