"""A bundle is sealed for the nodes of the authority that gets it: whoever finds the file on its way learns to whom it goes, and no more."""

from collections.abc import Sequence
from typing import Final

from comity.directory.book import NoSealingKey, book
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records.models import IntelBundle
from comity.seal.closed import close_file, is_closed, most_closed, open_file
from comity.seal.envelope import Recipient
from comity.seal.headers import MAX_RECIPIENTS
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.bundle import MAX_FILE

MOST: Final = most_closed(MAX_FILE)


def recipients_of(bundle: IntelBundle, *, at: Instant) -> list[Recipient]:
    """Return for which nodes a bundle is sealed; raises `NoSealingKey` where none of that authority's has a key that is good now."""
    here, to = book(home()), AuthorityId(bundle.authority)
    nodes = [one for one in here.peers(home().node) if one.authority == to and any(dated.good(at) for dated in one.sealing)]
    if not nodes:
        raise NoSealingKey(node=to, at=at)
    return [Recipient(one.id, here.sealing_key(one.id, at=at)) for one in nodes[:MAX_RECIPIENTS]]


def closed(data: bytes, *, recipients: Sequence[Recipient]) -> bytes:
    """Return a bundle as it is carried, sealed for `recipients`."""
    return close_file(data, recipients=recipients)


def opened(data: bytes) -> bytes:
    """Return a bundle as it was signed; one that was not sealed is that already. Raises what `seal.closed.open_file` refuses."""
    if not is_closed(data):
        return data
    return open_file(data, node=home().node, sealing_keys=node_keys(home()).sealing, most=MAX_FILE)
