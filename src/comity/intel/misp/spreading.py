"""Who looks, what a row of the store is for them, and how far MISP may be told that each may go (`policy.misp`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from comity.intel.policy import Label, Principal, parse_label
from comity.intel.policy.misp import Distribution, Shared, misp_of
from comity.intel.store.granting import Holding
from comity.intel.store.sight import Sight
from comity.records.statements import run
from comity.terms.instants import Instant
from comity.wire.misp.event import INHERIT, Attribute, Event, EventReport, MispObject, SharingGroup, Tag
from comity.wire.misp.unviewing import Unviewed

_LABEL: Final = "SELECT text FROM records_intellabel WHERE number = %s"


@dataclass(frozen=True, slots=True)
class Row:
    """An object as it is kept for one reader: when it was added, its JSON and how many bytes that was, its label, who gave it."""

    added: int
    told: dict[str, Any]
    weight: int
    label: int
    source: int


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks: the principal and what they may see, in which collections, at which moment; `source` gave what is their own."""

    principal: Principal
    source: int | None
    sight: Sight
    holdings: tuple[Holding, ...]
    at: Instant
    given: dict[int, Shared | None] = field(default_factory=dict, compare=False)
    """What was reckoned of labels already: most of an event bear the same one."""
    wholes: dict[int, list["Row"]] = field(default_factory=dict, compare=False)
    """Reports and groupings of a collection that were read already: they may be large, and one answer asks for them several times."""


def is_given(look: Look, row: Row) -> bool:
    """Say whether an object may go to the reader's instance at all."""
    return given_as(look, row.label) is not None


def given_as(look: Look, number: int) -> Shared | None:
    """Return how something with a label is given to the reader's instance, or None where it is not."""
    if number not in look.given:
        look.given[number] = misp_of(label_numbered(number), reader=look.principal, at=look.at)
    return look.given[number]


def label_numbered(number: int) -> Label:
    """Return the label that places call by that number."""
    return parse_label(run(_LABEL, [number]).fetchone()[0])


def shared_out(look: Look, shown: Unviewed, found: Sequence[Row], *, whole: Row | None) -> Event:
    """Return the event with the distribution and tags that the label of each object allows; what is as the event says inherits."""
    given: dict[str, Shared] = {}
    for row in found:
        one = given_as(look, row.label)
        own = shown.uuids.get(row.told["id"])
        if one is not None and own is not None:
            given[own] = one
    event = shown.event
    top = given_as(look, whole.label) if whole is not None else Shared(Distribution.OWN)
    top = top or Shared(Distribution.OWN)
    groups = {event.sharing_group.uuid: event.sharing_group} if event.sharing_group else {}
    spread = _Spread(top, given, groups)
    return replace(
        event,
        distribution=int(top.distribution),
        sharing_group=spread.group(top),
        tags=_tagged(event.tags, top.tags),
        attributes=tuple(spread.attribute(one) for one in event.attributes),
        composites=tuple(spread.object(one) for one in event.composites),
        reports=tuple(spread.report(one) for one in event.reports),
    )


@dataclass(frozen=True, slots=True)
class _Spread:
    """What the event allows, what each element does, and the sharing groups that the event itself describes."""

    top: Shared
    given: Mapping[str, Shared]
    groups: Mapping[str, SharingGroup]

    def group(self, one: Shared) -> SharingGroup | None:
        if one.distribution != Distribution.GROUP:
            return None
        return self.groups.get(one.group) or SharingGroup(uuid=one.group, name=one.group)

    def fields(self, uuid: str) -> dict[str, Any]:
        one = self.given.get(uuid)
        if one is None or (one.distribution, one.group) == (self.top.distribution, self.top.group):
            return {"distribution": INHERIT, "sharing_group": None}
        return {"distribution": int(one.distribution), "sharing_group": self.group(one)}

    def attribute(self, one: Attribute) -> Attribute:
        said = self.given.get(one.uuid)
        more = [tag for tag in said.tags if tag not in self.top.tags] if said else []
        return replace(one, tags=_tagged(one.tags, more), **self.fields(one.uuid))

    def object(self, made: MispObject) -> MispObject:
        said = self.given.get(made.uuid)
        more = [tag for tag in said.tags if tag not in self.top.tags] if said else []
        inner = tuple(replace(one, tags=_tagged(one.tags, more), distribution=INHERIT, sharing_group=None) for one in made.attributes)
        return replace(made, attributes=inner, **self.fields(made.uuid))

    def report(self, one: EventReport) -> EventReport:
        return replace(one, **self.fields(one.uuid))


def _tagged(tags: Iterable[Tag], more: Iterable[str]) -> tuple[Tag, ...]:
    found = {tag.name.lower(): tag for tag in tags}
    for name in more:
        found.setdefault(name.lower(), Tag(name=name))
    return tuple(found.values())
