"""Writes what an officer did at the desk into the journal, signed for by this node's log key."""

from collections.abc import Mapping

from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.directory.policy import Actor, Role
from comity.records import journal
from comity.records.models import Officer
from comity.terms.instants import Instant
from comity.terms.json import JsonValue


def mandate_facts(actor: Actor, role: Role) -> dict[str, JsonValue]:
    """Return what the journal keeps of the mandate by which `actor` holds `role` now; nothing where it was given without dates."""
    held = actor.mandate(role)
    if held is None:
        return {}
    until = str(held.until) if held.until else ""
    return {"mandate": {"role": role.value, "from": str(held.since), "until": until, "basis": held.basis, "acts_for": held.acts_for}}


def note(name: str, *, by: Officer | str, about: str, at: Instant, facts: Mapping[str, JsonValue]) -> journal.Placed:
    """Append one act in the caller's transaction. `by` is an officer, or the name of a node or of a schedule."""
    who = by if isinstance(by, str) else by.officer_id
    (placed,) = journal.append(
        journal.Entry(name=name, actor=who, about=about, facts=facts), at=at, key=node_keys(home()).signing.public.key_id
    )
    return placed
