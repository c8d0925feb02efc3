"""Changes an event that a client gave: what MISP's calls for one attribute, tag or sighting become is the event anew, one version later.

Nobody changes what somebody else gave. A sighting is not a change: it is an object of whoever saw it, beside the event.
"""

from collections.abc import Callable
from dataclasses import replace

from comity.intel.misp.receiving import Received, receive_event
from comity.intel.misp.showing import Head, elements, event_given
from comity.intel.misp.spreading import Look
from comity.intel.store.clients import Client
from comity.intel.store.granting import Holding
from comity.intel.store.ingesting import add_objects, look_at_all
from comity.intel.store.looking import Refusal
from comity.intel.store.refusals import NoObject, NotTheirs
from comity.intel.store.removing import remove_object
from comity.intel.store.sight import Reader
from comity.intel.store.sources import number_of
from comity.terms.instants import Instant
from comity.wire.misp.event import Attribute, Event, MispObject
from comity.wire.misp.naming import seconds_of
from comity.wire.misp.refusals import EventNotTheirs, NotTaken
from comity.wire.misp.writing import print_foreign
from comity.wire.taxii.filters import Filters


def amend(
    look: Look, head: Head, change: Callable[[Event], Event], *, raw: bytes, client: Client, reader: Reader
) -> tuple[Event, Received]:
    """Replace the event by what `change` makes of it, and return it. The moment of the event becomes now, or a second later than before.

    Raises `EventNotTheirs`, `MayNotWrite`, `NotTaken`, and what `change` raises.
    """
    require_theirs(head, client)
    before = event_given(look, head)
    now = max(look.at.micros // 1_000_000, before.timestamp + 1)
    after = replace(change(before), timestamp=now)
    return after, receive_event(after, raw=raw, into=head.holding, client=client, reader=reader, at=look.at, born=_born(head))


def _born(head: Head) -> int | None:
    return seconds_of(str(head.row.told.get("created", ""))) if head.row is not None else None


def require_theirs(head: Head, client: Client) -> None:
    """Raise `EventNotTheirs` unless the client gave the event; nobody gave a day."""
    if head.row is None or head.row.source != number_of(client.source):
        raise EventNotTheirs


def merged(before: Event, edit: Event) -> Event:
    """Return `edit` with what it leaves out: elements that it does not name stay, as MISP's edit leaves them."""
    named = {one.uuid for one in edit.attributes}
    objects = {one.uuid: one for one in before.composites}
    reports = {one.uuid for one in edit.reports}
    return replace(
        edit,
        attributes=(*edit.attributes, *(one for one in before.attributes if one.uuid not in named)),
        composites=(
            *(merged_object(objects.get(one.uuid), one) for one in edit.composites),
            *(one for one in before.composites if one.uuid not in {each.uuid for each in edit.composites}),
        ),
        reports=(*edit.reports, *(one for one in before.reports if one.uuid not in reports)),
        orgc=edit.orgc or before.orgc,
        date=edit.date or before.date,
    )


def merged_object(before: MispObject | None, edit: MispObject) -> MispObject:
    """Return the object `edit` with the attributes and references that it leaves out."""
    if before is None:
        return edit
    named = {one.uuid for one in edit.attributes}
    linked = {one.uuid for one in edit.references}
    return replace(
        edit,
        attributes=(*edit.attributes, *(one for one in before.attributes if one.uuid not in named)),
        references=(*edit.references, *(one for one in before.references if one.uuid not in linked)),
    )


def with_attribute(event: Event, uuid: str, change: Callable[[Attribute], Attribute]) -> Event:
    """Return the event with one attribute changed, wherever it stands; its moment is a later one, also within one second."""

    def changed(attributes: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
        return tuple(_later(change(one), than=one) if one.uuid == uuid else one for one in attributes)

    composites = tuple(replace(made, attributes=changed(made.attributes)) for made in event.composites)
    return replace(event, attributes=changed(event.attributes), composites=composites)


def _later(one: Attribute, *, than: Attribute) -> Attribute:
    return replace(one, timestamp=max(one.timestamp, than.timestamp + 1))


def take_out(look: Look, head: Head, *, client: Client, reader: Reader) -> None:
    """Take an event out of its collection, with every element that this client gave. Raises `EventNotTheirs`, and as `remove_object`."""
    require_theirs(head, client)
    for stix_id in elements(look, head):
        if not stix_id.startswith("identity--"):
            _remove(stix_id, head.holding, client=client, reader=reader, at=look.at)


def _remove(stix_id: str, holding: Holding, *, client: Client, reader: Reader, at: Instant) -> None:
    try:
        remove_object(stix_id, filters=Filters(), from_=holding, source=client.source, reader=reader, at=at)
    except (NoObject, NotTheirs):  # shared with somebody else, or gone already
        return


def put_beside(objects: list[dict[str, object]], *, into: Holding, client: Client, reader: Reader, at: Instant) -> None:
    """Put objects of one's own beside an event: sightings. Raises `MayNotWrite`, `NotTaken`."""
    into.require_writing()
    looked = look_at_all([print_foreign(one) for one in objects], checks=into.row.checks)
    giver = into.giver(client.owner, word=client.word)
    outcome = add_objects(looked, to=into.target, giver=giver, source=client.source, reader=into.eyes(reader), at=at)
    refused = next((one for one in outcome if isinstance(one, Refusal)), None)
    if refused is not None:
        raise NotTaken(why=refused.why)
