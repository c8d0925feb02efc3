"""How a partner without a node is reached, and the name that stands where its node's would, so that the desk works with both alike. Pure.

A name under `outside.invalid` can never be a host (RFC 6761, section 6.4): nothing can be sent to it by mistake.
"""

from dataclasses import dataclass
from typing import Final

from comity.directory.sections import Node
from comity.terms.identifiers import AuthorityId, NodeId

OUTSIDE: Final = ".outside.invalid"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a partner: a code of `delivery-method`, and the address on it."""

    method: str
    address: str


def is_outside(node: NodeId | str) -> bool:
    """Say whether a name stands for a partner that has no node."""
    return (node if isinstance(node, str) else node.text).endswith(OUTSIDE)


def stand_in(authority: AuthorityId) -> NodeId:
    """Return the name that stands for the node which `authority` has not: `xr-moj` gives `moj.xr.outside.invalid`."""
    return NodeId(f"{authority.text[3:]}.{authority.text[:2]}{OUTSIDE}")


def authority_behind(node: NodeId) -> AuthorityId:
    """Return the authority for which a stand-in stands; the CALLER knows that it is one."""
    name, country = node.text.removesuffix(OUTSIDE).rsplit(".", 1)
    return AuthorityId(f"{country}-{name}")


def node_at(node: NodeId) -> Node:
    """Return a node without address and keys: nothing can be sealed for it."""
    return Node(id=node, authority=authority_behind(node), endpoint="", signing=(), sealing=(), log_origin="")
