"""Writes what happens around officers and their sign-ins into the journal, signed for by this node's log key."""

from collections.abc import Mapping

from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import Officer
from comity.terms.instants import Instant
from comity.terms.json import JsonValue


def note(name: str, *, by: Officer | str, at: Instant, facts: Mapping[str, JsonValue], about: str = "") -> journal.Placed:
    """Append one act in the caller's transaction. `by` is an officer, or `operator`, or `nobody` before anybody signed in.

    `about` is the case that it speaks of: who may not know of that reads nothing of this.
    """
    who = by if isinstance(by, str) else by.officer_id
    (placed,) = journal.append(
        journal.Entry(name=name, actor=who, about=about, facts=facts), at=at, key=node_keys(home()).signing.public.key_id
    )
    return placed
