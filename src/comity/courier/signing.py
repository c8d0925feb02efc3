"""With which key a node signs now, by the directory."""

from comity.directory.sections import Node
from comity.seal.keys import VerifyingKey
from comity.seal.refusals import KeyExpired
from comity.terms.instants import Instant


def signing_key(node: Node, *, at: Instant) -> VerifyingKey:
    """Return the newest key that the node signs with at `at`; raises `KeyExpired` where it has none."""
    good = [dated for dated in node.signing if dated.good(at)]
    if not good:
        raise KeyExpired(key=node.signing[-1].key.key_id, at=at)
    return max(good, key=lambda dated: dated.since).key
