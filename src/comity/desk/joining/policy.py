"""Why a node is not taken for a partner. Pure."""

from collections.abc import Iterable

from comity.directory.sections import Authority
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class CannotJoin(Refused):
    """The node is not one that this partner could be, or the partner is one already."""

    wire_class = "policy"
    sentence = gettext_noop("%(node)s was not entered as the node of %(authority)s: %(where)s.")
    next_step = gettext_noop("Compare both entries, and call the partner under the number that you know; nothing was entered.")


def require_same(partner: Authority, *, node: NodeId, runs: Authority, own: NodeId, joined: NodeId | None) -> None:
    """Raise `CannotJoin` unless the authority that runs `node` is of the partner's country and has a role of the partner's."""
    if joined is not None:
        where = gettext_noop("it has joined already, with another node or this one")
    elif node == own:
        where = gettext_noop("this is our own node")
    elif runs.id.country != partner.id.country:
        where = gettext_noop("the node is of another country")
    elif not _common(partner.roles, runs.roles):
        where = gettext_noop("the authority of the node has none of the partner's roles")
    else:
        return
    raise CannotJoin(node=node, authority=AuthorityId(str(partner.id)), where=where)


def _common(some: Iterable[str], others: Iterable[str]) -> bool:
    return not set(some).isdisjoint(others)
