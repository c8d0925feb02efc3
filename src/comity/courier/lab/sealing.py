"""What a simulated node asks of the seal, and a cheap seal of the same interface: facts instead of ciphertext."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from random import Random
from typing import Final, Protocol

from comity.courier.protocol.arriving import Arrived
from comity.courier.protocol.effects import Order, SignRefusal
from comity.courier.protocol.lines import PeerAnswer, Verdict
from comity.seal.envelope import CLOCK_DRIFT
from comity.seal.refusals import ForeignSigner, FromTheFuture, NotForUs, NotSealedToUs, Stale
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, KeyId, NodeId, Reference
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a sender signs: to whom, of which case, at which place, and when. `previous` is None for the first.

    `size` is how many bytes its envelope would have, and `urgent` what its outer header says.
    """

    sender: NodeId
    to: NodeId
    case: Reference
    seq: int
    previous: Digest | None
    created: Instant
    expires: Instant
    size: int = 10_000
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A sealed letter. `epoch` is the recipient's key it is wrapped for (`lab.epochs`), `data` the bytes, where the seal makes any."""

    letter: Letter
    env_id: EnvelopeId
    outer_digest: Digest
    inner_digest: Digest
    signer: NodeId
    epoch: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leaf stands: its index, in a log of `size` leaves under `root`."""

    index: int
    size: int
    root: Digest


@dataclass(frozen=True, slots=True)
class Taken:
    """What a `received` receipt says."""

    env_id: EnvelopeId
    outer: Digest
    inner: Digest
    case: Reference
    seq: int
    order: Order
    place: Place
    life: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """A receipt that verified: what it says to the core, where it puts the act in its giver's log, and the key that it tells."""

    answer: PeerAnswer
    place: Place | None
    fresh: int | None = None


class Sealer(Protocol):
    """Closes and opens envelopes, signs and reads receipts, for every node of one world."""

    def seal(self, letter: Letter, *, epoch: int, signer: NodeId) -> Envelope:
        """Seal `letter` to the recipient's key of `epoch`; an honest `signer` is the sender."""

    def rewrap(self, envelope: Envelope, *, epoch: int) -> Envelope:
        """Wrap for a newer key: identifier, outer and inner digest stay."""

    def alter(self, envelope: Envelope) -> Envelope:
        """Return another envelope under the same identifier: what only a liar makes."""

    def open(self, envelope: Envelope, *, node: NodeId, keys: Collection[int], at: Instant) -> Arrived:
        """Open at `node`, which has those `keys`; raises `Refused`."""

    def receipt(self, taken: Taken, *, giver: NodeId, at: Instant) -> bytes:
        """Sign that the act is kept; each signing gives other bytes."""

    def renew(self, receipt: bytes, *, giver: NodeId, life: int) -> bytes:
        """Sign once more, in a later life, that the act is kept, and where."""

    def refusal(self, refused: SignRefusal, *, giver: NodeId, fresh: int | None, at: Instant) -> bytes:
        """Sign that it is not; of class `key-expired` with the key to wrap afresh for."""

    def read(self, receipt: bytes, *, giver: NodeId) -> Read:
        """Read a receipt that `giver` must have signed; raises `Refused`."""


NO_KEY: Final = KeyId("0" * 64)
_TAKEN: Final = {Verdict.APPLIED.value, Verdict.HELD.value}


class CheapSealer:
    """Believes what a letter says and checks what a seal would: signer, recipient, key, time. `signer_checked` False plants the fault."""

    def __init__(self, rng: Random, *, signer_checked: bool = True) -> None:
        """All identifiers come from `rng`."""
        self._rng = rng
        self._salt = 0
        self._signer_checked = signer_checked

    def seal(self, letter: Letter, *, epoch: int, signer: NodeId) -> Envelope:
        """Seal by naming."""
        env_id = EnvelopeId(f"{self._rng.getrandbits(128):032x}")
        inner, outer = Digest.of(b"inner", env_id.text.encode()), Digest.of(b"outer", env_id.text.encode())
        return Envelope(letter=letter, env_id=env_id, outer_digest=outer, inner_digest=inner, signer=signer, epoch=epoch)

    def rewrap(self, envelope: Envelope, *, epoch: int) -> Envelope:
        """Name the newer key."""
        return replace(envelope, epoch=epoch)

    def alter(self, envelope: Envelope) -> Envelope:
        """Give it another outer digest."""
        return replace(envelope, outer_digest=Digest.of(b"altered", envelope.outer_digest.raw))

    def open(self, envelope: Envelope, *, node: NodeId, keys: Collection[int], at: Instant) -> Arrived:
        """Check in the order of `seal.open_envelope`: time, recipient, key, sender's clock, signer."""
        letter = envelope.letter
        if at >= letter.expires:
            raise Stale(expires=letter.expires)
        if node != letter.to:
            raise NotForUs(node=node)
        if envelope.epoch not in keys:
            raise NotSealedToUs(node=node, key=NO_KEY)
        if letter.created - at > CLOCK_DRIFT:
            raise FromTheFuture(created=letter.created)
        if self._signer_checked and envelope.signer != letter.sender:
            raise ForeignSigner(owner=envelope.signer, node=letter.sender)
        return Arrived(
            envelope.env_id, envelope.outer_digest, envelope.inner_digest, letter.sender, letter.case, letter.seq, letter.previous
        )

    def receipt(self, taken: Taken, *, giver: NodeId, at: Instant) -> bytes:
        """Print the facts, the giver, and a number that differs each time, as real signatures do."""
        del at
        self._salt += 1
        place = taken.place
        words = (taken.order, taken.env_id, taken.outer, giver, place.index, place.size, place.root, taken.seq, taken.life, self._salt)
        return " ".join(map(str, words)).encode()

    def renew(self, receipt: bytes, *, giver: NodeId, life: int) -> bytes:
        """Print the same facts in another life."""
        del giver
        self._salt += 1
        *words, _life, _salt = receipt.decode().split(" ")
        return " ".join((*words, str(life), str(self._salt))).encode()

    def refusal(self, refused: SignRefusal, *, giver: NodeId, fresh: int | None, at: Instant) -> bytes:
        """Print the class, what it is about, and the key."""
        del at
        self._salt += 1
        words = (refused.wire_class, refused.env_id, refused.outer_digest, giver, self._salt, *([] if fresh is None else [fresh]))
        return " ".join(map(str, words)).encode()

    def read(self, receipt: bytes, *, giver: NodeId) -> Read:
        """Take the words apart."""
        word, env_id, outer, signed_by, *rest = receipt.decode().split(" ")
        if signed_by != giver.text:
            raise ForeignSigner(owner=NodeId(signed_by), node=giver)
        taken = word in _TAKEN
        place = Place(int(rest[0]), int(rest[1]), Digest.parse(rest[2])) if taken else None
        verdict = Verdict(word) if taken else Verdict.REFUSED
        answer = PeerAnswer(
            EnvelopeId(env_id),
            Digest.parse(outer),
            verdict,
            receipt=Digest.of(receipt),
            wire_class=None if taken else word,
            seq=int(rest[3]) if taken else None,
            life=int(rest[4]) if taken else 0,
        )
        fresh = int(rest[1]) if not taken and len(rest) > 1 else None
        return Read(answer, place, fresh)
