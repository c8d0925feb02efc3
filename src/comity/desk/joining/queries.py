"""Which node a partner became, and what waits for a second officer."""

from collections.abc import Sequence

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.sections import Node
from comity.records.models import Joining
from comity.terms.identifiers import AuthorityId, NodeId


def node_of(authority: AuthorityId) -> NodeId | None:
    """Return the node that two officers said the partner is; None while it has none."""
    row = Joining.objects.filter(authority=str(authority), approved_at__isnull=False).first()
    return NodeId(row.node) if row else None


def joinings() -> dict[str, Joining]:
    """Return by partner what counts, or else the newest proposal that waits."""
    found: dict[str, Joining] = {}
    for row in Joining.objects.select_related("proposed_by", "approved_by").order_by("id"):
        before = found.get(row.authority)
        if before is None or before.approved_at is None:
            found[row.authority] = row
    return found


def candidates(authority: AuthorityId, *, roles: Sequence[str]) -> tuple[Node, ...]:
    """Return the nodes of the signed directory that the partner could be: of its country, with a role of it."""
    known = book()
    runs = ((node, known.authority_of(node.id)) for node in known.peers(home().node))
    return tuple(node for node, one in runs if one.id.country == authority.country and not set(roles).isdisjoint(one.roles))
