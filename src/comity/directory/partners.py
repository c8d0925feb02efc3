"""Partners that have no node: who they are, as two officers entered them."""

from datetime import date
from typing import Final

from comity.directory.sections import Authority, Node
from comity.directory.ways import Way, authority_behind, node_at, stand_in
from comity.records.models import Partner
from comity.terms.identifiers import AuthorityId, NodeId

PROVIDER_ROLES: Final = frozenset({"SP", "REG"})


def partner_of(authority: AuthorityId) -> Partner | None:
    """Return the newest approved version of a partner, closed or not; None where nobody approved one."""
    return Partner.objects.filter(authority=authority.text, approved_at__isnull=False).order_by("-version").first()


def partners() -> tuple[Partner, ...]:
    """Return the version that counts of every partner that is not closed, by name."""
    newest: dict[str, Partner] = {}
    for row in Partner.objects.filter(approved_at__isnull=False).order_by("authority", "version"):
        newest[row.authority] = row
    return tuple(row for row in newest.values() if not row.closed)


def ways_of(partner: Partner) -> tuple[Way, ...]:
    """Return how a partner is reached, in the order in which it was written."""
    return tuple(Way(one["method"], one["address"]) for one in partner.ways)


def stale(partner: Partner, *, on: date, most_days: int) -> bool:
    """Say whether nobody has looked for longer than `most_days` whether the entry still holds."""
    return (on - date.fromisoformat(partner.verified_on)).days > most_days


def authority_at(node: NodeId) -> Authority | None:
    """Return the partner for which `node` stands, in the shape of the directory; a closed one too, for its cases stay readable."""
    row = partner_of(authority_behind(node))
    if row is None:
        return None
    return Authority(
        id=AuthorityId(row.authority),
        names=row.names,
        roles=tuple(row.roles),
        languages=tuple(row.languages),
        zone=row.zone,
    )


def outside_nodes() -> tuple[Node, ...]:
    """Return the stand-ins of all partners that are not closed."""
    return tuple(node_at(stand_in(AuthorityId(row.authority))) for row in partners())
