"""What an officer says of an object that is here, without knowing STIX: seen, an opinion, a note; for nobody who may not see the object.

It goes into the collection in which the object stands, and bears the object's own label, said anew in a marking of this authority: a
definition counts for the objects of whoever delivered it, so the one that the object bears says nothing of ours. Whoever gave the object is
among those who may see what is said of it, because they see the object whatever its label says.
"""

from dataclasses import dataclass, replace
from typing import Final

from comity.intel.giving.composing import authority_beside, first_said
from comity.intel.policy import Label, marking_of
from comity.intel.policy.labels import OPEN
from comity.intel.reading.objects import Found
from comity.intel.reading.onlooking import Onlooker
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, print_json
from comity.terms.markings import Tlp
from comity.wire.stix import print_timestamp
from comity.wire.stix.making import computed_id, identity_id, marking_id

SEEN: Final = "seen"
OPINION: Final = "opinion"
NOTE: Final = "note"
_MADE: Final = "2026-01-01T00:00:00.000Z"  # of what is computed from what it says: the same bytes whenever it is written


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is said: `what` is seen, opinion or note; `opinion` a word of the standard's scale; `seen_at` when, `count` how often."""

    what: str
    words: str = ""
    opinion: str = ""
    seen_at: Instant | None = None
    count: int = 1


def say_of(found: Found, said: Telling, *, eye: Onlooker) -> bytes:
    """Return an envelope with the sighting, opinion or note, and what has to travel with it.

    Who thinks otherwise later makes a new version of the same opinion. Raises `Malformed` for texts that no JSON can carry.
    """
    marks, definition = _marks(found.label, eye)
    objects = [*definition, *authority_beside(eye)]
    objects.append(print_json(_statement(found, said, eye) | {"object_marking_refs": marks}))
    return b'{"objects":[\n' + b",\n".join(objects) + b"\n]}"


def _statement(found: Found, said: Telling, eye: Onlooker) -> dict[str, JsonValue]:
    now = print_timestamp(eye.at.micros)
    base: dict[str, JsonValue] = {"spec_version": "2.1", "created_by_ref": identity_id(eye.authority), "created": now, "modified": now}
    key: dict[str, JsonValue] = {"authority": str(eye.authority), "of": found.stix_id}
    if said.what == OPINION:
        name = computed_id("opinion", key)
        told: dict[str, JsonValue] = {"opinion": said.opinion, "object_refs": [found.stix_id]}
        return base | {"type": "opinion", "id": name, "created": _first(eye, name) or now} | told | _told("explanation", said.words)
    key = key | {"at": now}
    if said.what == NOTE:
        return base | {"type": "note", "id": computed_id("note", key), "content": said.words, "object_refs": [found.stix_id]}
    seen = print_timestamp((said.seen_at or eye.at).micros)
    told = {"first_seen": seen, "last_seen": seen, "count": said.count, "sighting_of_ref": found.stix_id}
    where: dict[str, JsonValue] = {"where_sighted_refs": [identity_id(eye.authority)]}
    return base | {"type": "sighting", "id": computed_id("sighting", key)} | told | where | _told("description", said.words)


def _told(name: str, words: str) -> dict[str, JsonValue]:
    return {name: words} if words else {}


def _first(eye: Onlooker, name: str) -> str:
    """Return when this authority first gave its opinion, as the version that is here has it."""
    first = first_said(eye, name)
    return print_timestamp(first.micros) if first else ""


def _marks(label: Label, eye: Onlooker) -> tuple[list[JsonValue], list[bytes]]:
    """Return the marks of what is said, and the definition among them where a level does not say it all."""
    ours = said_label(label, by=eye.authority)
    told = marking_of(ours, id_="", created=_MADE)
    extensions = told["extensions"]
    if ours.tlp in OPEN and ours == Label(tlp=ours.tlp, owner=None):
        return [marking_id(ours.tlp)], []
    name = computed_id("marking-definition", {"authority": str(eye.authority), "extensions": extensions})
    return [marking_id(ours.tlp), name], [print_json(told | {"id": name})]


def said_label(label: Label, *, by: AuthorityId) -> Label:
    """Return the label of what `by` says of an object that bears `label`: no wider than that, and passed on by nobody.

    Under TLP:AMBER an owner's compatriots may see what it gave. Where `by` saw the object as a member of a group alone, its compatriots
    have not seen it: what it says is then AMBER+STRICT.
    """
    recipients = label.recipients
    if label.tlp not in OPEN and label.owner is not None:
        recipients |= {label.owner}
    wider = label.tlp is Tlp.AMBER and by.country not in label.served
    level = Tlp.AMBER_STRICT if wider else label.tlp
    return replace(label, tlp=level, owner=None, recipients=frozenset(recipients), consent=frozenset())
