"""The receipt `settled`: what became of each object of a set; ours, owed when all of it is settled, and theirs."""

from collections.abc import Sequence

from comity.desk.receiving.receipts import StrangeReceipt, owe_sealed
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.intel.sets.keeping import keep_word
from comity.records.models import IntelSet, IntelSetWord, Message
from comity.seal.receipt import VerifiedReceipt, sign_receipts
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.wire.settled import SettledBody, print_settled, runs_of


def owe_settled(row: IntelSet, codes: Sequence[str], *, at: Instant) -> None:
    """Sign what became of the objects of a set, and owe it to its giver; in the caller's transaction."""
    message = Message.objects.get(env_id=row.env_id, direction="in", request__reference=row.case)
    bodies = [
        SettledBody(
            env_id=EnvelopeId(row.env_id),
            inner=Digest.of(bytes(message.inner)),
            case=Reference(row.case),
            objects=row.objects_count,
            first=first,
            runs=runs,
            at=at,
        )
        for first, runs in runs_of(codes)
    ]
    sealed = sign_receipts([print_settled(body) for body in bodies], key=node_keys(home()).signing)
    for body, data in zip(bodies, sealed, strict=True):
        IntelSetWord.objects.create(set=row, first=body.first, sealed=data, at=at)
        owe_sealed(data, item="settled", peer=row.node, case=row.case, at=at)


def take_settled(verified: VerifiedReceipt, *, body: SettledBody, data: bytes, at: Instant) -> None:
    """Keep what the other node says of the objects of a set of ours, in the courier's transaction. Raises `StrangeReceipt`."""
    peer = str(verified.node)
    message = Message.objects.filter(env_id=str(body.env_id), direction="out", request__reference=str(body.case)).first()
    if message is None or Digest.of(bytes(message.inner)) != body.inner:
        raise StrangeReceipt(peer=peer)
    if keep_word(body, node=peer, sealed=data, at=at) is not None:
        raise StrangeReceipt(peer=peer)
