"""An authority of the directory as one who reads: its State, its roles, the fields in which these work, its places in sharing groups."""

from comity.directory.sections import Authority
from comity.intel.policy import Principal, fields_of
from comity.intel.store.groups import Places, places
from comity.terms.identifiers import OfficerId


def principal_of(authority: Authority, *, officer: OfficerId | None = None, among: Places | None = None) -> Principal:
    """Return an authority, or an `officer` of it, as the policy looks at it. Persons read, and block nothing.

    `among` are the places in groups where the CALLER read them already: once for many authorities.
    """
    held = places() if among is None else among
    roles = frozenset(authority.roles)
    return Principal(
        authority=authority.id,
        country=authority.id.country,
        roles=roles,
        fields=fields_of(roles),
        groups=held.of(authority.id),
        officer=officer,
    )
