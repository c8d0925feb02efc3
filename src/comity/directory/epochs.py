"""Which key to seal for a peer with: its newest daily one, as it signed it. docs/specs/epoch-key.md, section 3."""

import functools
import itertools
from typing import Final

from django.db import transaction

from comity.directory.book import Book, book
from comity.directory.home import home
from comity.directory.relays import relay_to
from comity.records.models import PeerEpoch, RelayHold
from comity.records.rows import find
from comity.seal.envelope import CLOCK_DRIFT
from comity.seal.keys import SealingPublicKey
from comity.seal.refusals import FromTheFuture, Stale
from comity.terms.identifiers import KeyId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.epoch import EpochKey

_TRIED: Final = b"tried"
_COUNT: Final = itertools.count(1)
_newest = 0


def keys_taken() -> int:
    """Return a number that is another one after a newer key of any peer was taken by this process."""
    return _newest


def take_epoch(peer: NodeId, epoch: EpochKey, *, signed_by: KeyId, at: Instant) -> bool:
    """Keep the daily key that `peer` signed, if it is newer than the one that is kept; return whether it is.

    An older one changes nothing: whoever brings back last week's has nothing sealed with it. Raises `Malformed` for what is no
    key, `FromTheFuture` for one of a day that has not come, `Stale` for one whose time is over.
    """
    global _newest  # noqa: PLW0603 one number a process, for threads that wait for keys
    if epoch.since - at > CLOCK_DRIFT:
        raise FromTheFuture(created=epoch.since)
    if epoch.until <= at:
        raise Stale(expires=epoch.until)
    key = SealingPublicKey(epoch.key)
    key.seal(b"", info=_TRIED)  # one of low order is found now, and not when somebody approves
    with transaction.atomic():
        kept = PeerEpoch.objects.select_for_update().filter(peer=peer.text).first()
        if kept is not None and kept.since >= epoch.since and _vouched(kept, book()):
            return False
        values = {"key": key.raw, "key_id": key.key_id.text, "since": epoch.since, "until": epoch.until, "signed_by": signed_by.text}
        PeerEpoch.objects.update_or_create(peer=peer.text, defaults=values)
        if kept is None or kept.until <= at:
            RelayHold.objects.filter(peer=peer.text).delete()  # what lies there for it opens no more, and is left again at once
    _newest = next(_COUNT)
    return True


def sealing_key(peer: NodeId, *, at: Instant) -> SealingPublicKey:
    """Return the key to seal for `peer` with; raises `NotInDirectory`, `NoSealingKey`.

    (1) Its newest daily key, if the directory still knows who signed it and its time is not over. (2) The same one also when
    its time is over, where a line or a relay leads to the peer: nobody has its seed any more, and on contact the envelope is
    wrapped afresh. (3) The key of the directory, for a peer that has shown no daily one yet, and for one that things reach by
    hand alone: no key of seven days lasts for a stick's way there and back.
    """
    kept = _kept(peer, at=at)
    return book().sealing_key(peer, at=at) if kept is None else _loaded(bytes(kept.key))


def sealing_key_id(peer: NodeId, *, at: Instant) -> KeyId:
    """Return which key `sealing_key` would return, without building it; raises the same."""
    kept = _kept(peer, at=at)
    return book().sealing_key(peer, at=at).key_id if kept is None else KeyId(kept.key_id)


def knows_key_of_day(peer: NodeId, *, at: Instant) -> bool:
    """Say whether the newest daily key of `peer` was made within the day before `at`."""
    kept = PeerEpoch.objects.filter(peer=peer.text).first()
    return kept is not None and str(kept.since)[:10] == str(at)[:10]


@functools.lru_cache(maxsize=16)  # of the peers that are written to now: loading one costs as much as wrapping with it
def _loaded(raw: bytes) -> SealingPublicKey:
    return SealingPublicKey(raw)


def _kept(peer: NodeId, *, at: Instant) -> PeerEpoch | None:
    known = book()
    node = known.node(peer)
    kept = find(PeerEpoch, peer=peer.text)  # asked with every act that leaves, twice
    if kept is None or not _vouched(kept, known):
        return None
    reached = bool(node.endpoint) or relay_to(peer, book=known, own=home().node) is not None
    return kept if at < kept.until or reached else None


def _vouched(kept: PeerEpoch, known: Book) -> bool:
    """Whether the directory says of the key that signed this one that it was the peer's then: one that was given up vouches for nothing.

    Nor does one that was taken back, from whatever moment on: whoever stole it may have drawn this key, and dated it back.
    """
    signer = KeyId(kept.signed_by)
    try:
        return known.keyring.revoked(signer) is None and str(known.key(signer, at=kept.since).owner) == kept.peer
    except Refused:
        return False
