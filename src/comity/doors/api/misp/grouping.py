"""Sharing groups as MISP lists them: those that the asker belongs to, and who else is in those that this node keeps."""

from collections.abc import Iterator

from comity.directory.book import NotInDirectory, book
from comity.directory.home import home
from comity.doors.api.misp.call import Call
from comity.intel.policy import GroupId
from comity.intel.store.groups import Standing, groups_called
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.misp.event import GroupOrg, Org, SharingGroup
from comity.wire.misp.naming import derived_uuid

_AUTHORITY = "authority"


def groups_of(call: Call) -> list[SharingGroup]:
    """Return them; a group that is not kept here is known by its identifier alone."""
    at = call.asked.at
    member = call.who.client.principal.groups_at(at)
    kept = groups_called(member)
    named = {GroupId(name) for one in kept for name in (one.group.name, one.group.uuid)}
    bare = [SharingGroup(uuid=str(one), name=str(one)) for one in sorted(member - named)]
    return [*(_group(one, at=at) for one in kept), *bare]


def _group(standing: Standing, *, at: Instant) -> SharingGroup:
    """Return a group with the authorities that are in it now; which programs are, the operator alone knows."""
    group = standing.group
    return SharingGroup(uuid=group.uuid, name=group.title, releasability=group.releasable, orgs=tuple(_orgs(standing, at)))


def _orgs(standing: Standing, at: Instant) -> Iterator[GroupOrg]:
    for place in standing.places:
        kind, _, name = place.subject.partition(":")
        if kind != _AUTHORITY or (place.until is not None and place.until <= at):
            continue
        try:
            authority = book(home()).authority(AuthorityId(name))
        except NotInDirectory:  # it left the directory since
            continue
        org = Org(uuid=derived_uuid("organisation", name), name=authority.names["en"])
        yield GroupOrg(org=org, extend=name == standing.group.released_by)
