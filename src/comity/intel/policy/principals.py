"""Principals: who asks. An authority, an officer of it, a program that reads for it; with what directory and groups say at that moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import msgspec

from comity.intel.policy.labels import GroupId
from comity.terms.identifiers import AuthorityId, Country, OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, print_json
from comity.terms.markings import Pap
from comity.terms.refusals import Malformed
from comity.terms.vocabulary import Verified


@dataclass(frozen=True, slots=True)
class Membership:
    """A place in a sharing group; at `until` it is over, None is without end."""

    group: GroupId
    until: Instant | None = None

    def lasts(self, at: Instant) -> bool:
        """Say whether it counts at `at`."""
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Group:
    """A sharing group: a named set of authorities, with its end."""

    id: GroupId
    members: frozenset[AuthorityId]
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks, and what is known of them now.

    `authority` is the authority of the directory for which they ask: None for somebody who is signed in and speaks for none. `country` is
    that of the authority. `roles` are codes of `authority-role`, `fields` of `exchange-field`, `purposes` of `purpose`, as stated for
    this reading. `use` is the most that they do with what they read: a person who reads does `Pap.RED`, a firewall that blocks by it
    `Pap.GREEN`.
    """

    authority: AuthorityId | None
    country: Country | None
    roles: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    groups: frozenset[Membership] = frozenset()
    purposes: frozenset[str] = frozenset()
    officer: OfficerId | None = None
    use: Pap = Pap.RED

    def __post_init__(self) -> None:
        """Refuse an authority of another country than `country`."""
        if self.authority is not None and self.authority.country != self.country:
            raise Malformed("principal", f"{self.authority} is no authority of {self.country}")

    def groups_at(self, at: Instant) -> frozenset[GroupId]:
        """The groups to which they belong at `at`."""
        return frozenset(one.group for one in self.groups if one.lasts(at))

    def changes_after(self, at: Instant) -> Instant | None:
        """The first moment after `at` at which a place in a group ends."""
        return min((one.until for one in self.groups if one.until is not None and at < one.until), default=None)

    def printed(self) -> bytes:
        """Canonical bytes: equal principals print alike, and no others do. They name what a cached answer was reckoned for."""
        told: dict[str, JsonValue] = {
            "authority": str(self.authority or ""),
            "country": str(self.country or ""),
            "roles": sorted(self.roles),
            "fields": sorted(self.fields),
            "groups": sorted([str(one.group), str(one.until or "")] for one in self.groups),
            "purposes": sorted(self.purposes),
            "officer": str(self.officer or ""),
            "use": self.use.value,
        }
        return print_json(told, what="principal")


def memberships(groups: Iterable[Group], authority: AuthorityId) -> frozenset[Membership]:
    """Return the places that `authority` has in `groups`."""
    return frozenset(Membership(group.id, group.until) for group in groups if authority in group.members)


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field: the roles that work in it, and where that was read."""

    field: str
    roles: tuple[str, ...]
    source: str
    verified: Verified


@cache
def field_rows() -> Mapping[str, _Row]:
    """Return which roles work in which field, each with its source: data, in the order of the vocabulary."""
    data = files("comity.intel.policy").joinpath("field_roles.json").read_bytes()
    return MappingProxyType({row.field: row for row in msgspec.json.decode(data, type=list[_Row])})


def roles_in(field: str) -> frozenset[str]:
    """Return the roles of authorities that work in `field` unless the node says otherwise; of a field that nobody here knows none."""
    row = field_rows().get(field)
    return frozenset(row.roles if row else ())


def fields_of(roles: Iterable[str]) -> frozenset[str]:
    """Return the fields in which an authority with `roles` works, unless the node says otherwise."""
    held = frozenset(roles)
    return frozenset(row.field for row in field_rows().values() if held.intersection(row.roles))
