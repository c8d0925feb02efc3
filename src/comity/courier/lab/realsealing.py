"""The real seal in a simulated world: X-Wing wraps, both signatures, receipts as the node prints them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from comity.courier.lab.sealing import Envelope, Letter, Place, Read, Taken
from comity.courier.protocol.arriving import Arrived
from comity.courier.protocol.effects import SignRefusal
from comity.courier.protocol.lines import PeerAnswer, Verdict
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Closed, Draft, Recipient, close_envelope, draft_envelope, open_envelope
from comity.seal.headers import InnerDraft
from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.seal.keys import SealingKey, Signature, SigningKey, sign_together
from comity.seal.receipt import sign_receipts, verify_receipt
from comity.seal.refusals import ForeignSigner
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.wire.epoch import LIFE, EpochKey
from comity.wire.receipts import parse_receipt
from comity.wire.received import LogPosition, ReceivedBody, print_received
from comity.wire.refused import RefusedBody, print_refused

_ALWAYS: Final = Instant(0)
_PAYLOAD: Final = b'{"simulated":true}'


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of one node. Drawn once a process: what they are decides nothing, and a world must not pay for them."""

    node: SigningKey
    officer: SigningKey


@cache
def _keys(_node: NodeId) -> _Keys:
    return _Keys(SigningKey.generate(), SigningKey.generate())


@dataclass(frozen=True, slots=True)
class _Drafted:
    """What a sender keeps until the receipt, so that it can wrap the same content for a newer key."""

    draft: Draft
    signatures: tuple[Signature, ...]


class RealSealer:
    """Seals, opens and signs with the room that does so in a node; a key of a past epoch is gone."""

    def __init__(self, nodes: tuple[NodeId, ...]) -> None:
        """Every one of `nodes` knows the keys of all, as from one directory."""
        rows = []
        for node in nodes:
            keys, officer = _keys(node), OfficerId(f"lan@{node}")
            rows.append(KeyRow(KeyEntry.of(keys.node.public, owner=node), _ALWAYS))
            rows.append(KeyRow(KeyEntry.of(keys.officer.public, owner=officer), _ALWAYS))
        self._keyring = DatedKeyring(rows)
        self._drafted: dict[EnvelopeId, _Drafted] = {}
        self._sealing: dict[tuple[NodeId, int], SealingKey] = {}

    def seal(self, letter: Letter, *, epoch: int, signer: NodeId) -> Envelope:
        """Draft, sign as node and officer of `signer`, close."""
        header = InnerDraft(
            world="drill",
            sender=letter.sender,
            to=(letter.to,),
            case=letter.case,
            seq=letter.seq,
            previous=letter.previous,
            kind="lab.act",
            created=letter.created,
            directory=1,
            requires=("received",),
        )
        draft = draft_envelope(_PAYLOAD, header=header)
        keys = _keys(signer)
        signatures = sign_together(PAYLOAD_TYPE, draft.inner_bytes, keys=(keys.node, keys.officer))
        self._drafted[draft.inner.env_id] = _Drafted(draft, signatures)
        return _envelope(letter, self._close(draft.inner.env_id, letter, epoch=epoch), signer=signer, epoch=epoch)

    def rewrap(self, envelope: Envelope, *, epoch: int) -> Envelope:
        """Close the same draft with the same signatures for the newer key; raises `Malformed` if that changed a digest."""
        closed = self._close(envelope.env_id, envelope.letter, epoch=epoch)
        if (closed.outer_digest, closed.inner_digest) != (envelope.outer_digest, envelope.inner_digest):
            raise Malformed("envelope", "wrapped afresh, it is another one")
        return replace(envelope, epoch=epoch, data=closed.data)

    def alter(self, envelope: Envelope) -> Envelope:
        """Close the same draft with another expiry."""
        letter = replace(envelope.letter, expires=Instant(envelope.letter.expires.micros - 1))
        return _envelope(letter, self._close(envelope.env_id, letter, epoch=envelope.epoch), signer=envelope.signer, epoch=envelope.epoch)

    def open(self, envelope: Envelope, *, node: NodeId, keys: Collection[int], at: Instant) -> Arrived:
        """Open the bytes, and believe nothing else."""
        own = [self._sealing_key(node, made) for made in keys]
        opened = open_envelope(envelope.data, node=node, sealing_keys={key.public.key_id: key for key in own}, keyring=self._keyring, at=at)
        inner = opened.inner
        return Arrived(inner.env_id, opened.outer_digest, opened.inner_digest, inner.sender, inner.case, inner.seq, inner.previous)

    def receipt(self, taken: Taken, *, giver: NodeId, at: Instant) -> bytes:
        """Print and sign a `received` receipt."""
        position = LogPosition(origin=f"{giver}/log", index=taken.place.index, size=taken.place.size, root=taken.place.root)
        body = ReceivedBody(
            env_id=taken.env_id,
            outer=taken.outer,
            inner=taken.inner,
            case=taken.case,
            seq=taken.seq,
            order=taken.order.value,
            log=position,
            at=at,
            life=taken.life,
        )
        (receipt,) = sign_receipts([print_received(body)], key=_keys(giver).node)
        return receipt

    def renew(self, receipt: bytes, *, giver: NodeId, life: int) -> bytes:
        """Print and sign the same body in a later life."""
        body = parse_receipt(verify_receipt(receipt, keyring=self._keyring).body_bytes)
        if not isinstance(body, ReceivedBody):
            raise Malformed("receipt", "only what says that an act is kept is signed once more")
        (again,) = sign_receipts([print_received(replace(body, life=life))], key=_keys(giver).node)
        return again

    def refusal(self, refused: SignRefusal, *, giver: NodeId, fresh: int | None, at: Instant) -> bytes:
        """Print and sign a `refused` receipt."""
        told = None
        if fresh is not None:
            key, since = self._sealing_key(giver, fresh).public, Instant(fresh)
            told = EpochKey(key=key.raw, since=since, until=since + LIFE)
        named = {"env_id": refused.env_id, "outer": refused.outer_digest, "wire_class": refused.wire_class}
        body = RefusedBody(**named, at=at, fresh=told)  # type: ignore[arg-type]  # the three, each of its type
        (receipt,) = sign_receipts([print_refused(body)], key=_keys(giver).node)
        return receipt

    def read(self, receipt: bytes, *, giver: NodeId) -> Read:
        """Verify the signature, and that it is the giver's; then read the body."""
        verified = verify_receipt(receipt, keyring=self._keyring)
        if verified.node != giver:
            raise ForeignSigner(owner=verified.node, node=giver)
        body, digest = parse_receipt(verified.body_bytes), Digest.of(receipt)
        if isinstance(body, ReceivedBody):
            place = Place(body.log.index, body.log.size, body.log.root)
            return Read(PeerAnswer(body.env_id, body.outer, Verdict(body.order), receipt=digest, seq=body.seq, life=body.life), place)
        if isinstance(body, RefusedBody) and body.env_id is not None:
            answer = PeerAnswer(body.env_id, body.outer, Verdict.REFUSED, receipt=digest, wire_class=body.wire_class)
            return Read(answer, None, None if body.fresh is None else body.fresh.since.micros)
        raise Malformed("receipt", "not one that a delivery owes")

    def _sealing_key(self, node: NodeId, made: int) -> SealingKey:
        if (node, made) not in self._sealing:
            self._sealing[node, made] = SealingKey.generate()
        return self._sealing[node, made]

    def _close(self, env_id: EnvelopeId, letter: Letter, *, epoch: int) -> Closed:
        drafted = self._drafted[env_id]
        to = Recipient(letter.to, self._sealing_key(letter.to, epoch).public)
        return close_envelope(drafted.draft, signatures=drafted.signatures, recipients=[to], expires=letter.expires)


def _envelope(letter: Letter, closed: Closed, *, signer: NodeId, epoch: int) -> Envelope:
    return Envelope(
        letter=letter,
        env_id=closed.env_id,
        outer_digest=closed.outer_digest,
        inner_digest=closed.inner_digest,
        signer=signer,
        epoch=epoch,
        data=closed.data,
    )
