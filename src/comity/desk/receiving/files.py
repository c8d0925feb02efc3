"""What comes of the files of an act, at either end; in the courier's transaction."""

from typing import Final

from comity.desk.journalling import note
from comity.desk.receiving.receipts import StrangeReceipt
from comity.desk.unread import mark_unread
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records.models import ActFile, Message, Receipt
from comity.seal.receipt import VerifiedReceipt, sign_receipts
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.wire.files import FilesBody, print_files

KIND: Final = "files"


def file_arrived(row: ActFile, *, at: Instant) -> bytes | None:
    """Note that a listed file is here and is what it says; return the receipt where it was the last one of its act."""
    _end(row, "whole", at=at)
    message = row.message
    states = list(ActFile.objects.filter(message=message).values_list("state", flat=True))
    if set(states) != {"whole"}:
        return None
    reference = message.request.reference
    note("files.complete", by=str(home().node), about=reference, at=at, facts={"envelope": message.env_id, "count": len(states)})
    mark_unread(message.request)
    return _receipt(message, whole=len(states), broken=None, at=at)


def file_broke(row: ActFile, *, at: Instant) -> bytes:
    """Note that what came is not the listed file, and return the signed word of it; the first one stands for the whole act."""
    _end(row, "broken", at=at)
    message = row.message
    whole = ActFile.objects.filter(message=message, state="whole").count()
    facts = {"envelope": message.env_id, "digest": row.digest, "name": row.name}
    note("file.broken", by=str(home().node), about=message.request.reference, at=at, facts=facts)
    mark_unread(message.request)
    return _receipt(message, whole=whole, broken=Digest.parse(row.digest), at=at)


def receipt_for(message: Message) -> bytes | None:
    """Return the receipt that was given for the files of an act of theirs; the same bytes each time, None while there is none."""
    sealed = Receipt.objects.filter(env_id=message.env_id, kind=KIND, direction="out").values_list("sealed", flat=True).first()
    return None if sealed is None else bytes(sealed)


def files_taken(row: ActFile, *, state: str, at: Instant) -> None:
    """Note what the other side says of a file of ours."""
    _end(row, state, at=at)


def take_files_receipt(message: Message, verified: VerifiedReceipt, *, body: FilesBody, data: bytes, at: Instant) -> None:
    """Keep the receipt for the files of an act of ours; the same one again changes nothing. Raises `StrangeReceipt`."""
    listed = set(ActFile.objects.filter(message=message).values_list("digest", flat=True))
    peer = message.request.peer
    fits = (str(verified.node), str(body.env_id), body.inner, str(body.case)) == (
        peer,
        message.env_id,
        Digest.of(bytes(message.inner)),
        message.request.reference,
    )
    told = body.whole == len(listed) if body.broken is None else str(body.broken) in listed
    if not fits or not told:
        raise StrangeReceipt(peer=peer)
    _, fresh = Receipt.objects.get_or_create(
        env_id=message.env_id,
        kind=KIND,
        direction="in",
        defaults={"case": message.request.reference, "sealed": data, "at": at},
    )
    if fresh:
        facts = {"envelope": message.env_id, "count": body.whole, "receipt": str(Digest.of(data)), "broken": str(body.broken or "")}
        note("files.receipted" if body.broken is None else "files.refused", by=peer, about=message.request.reference, at=at, facts=facts)


def _end(row: ActFile, state: str, *, at: Instant) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])


def _receipt(message: Message, *, whole: int, broken: Digest | None, at: Instant) -> bytes:
    kept = receipt_for(message)
    if kept is not None:
        return kept
    body = FilesBody(
        env_id=EnvelopeId(message.env_id),
        inner=Digest.of(bytes(message.inner)),
        case=Reference(message.request.reference),
        whole=whole,
        broken=broken,
        at=at,
    )
    (sealed,) = sign_receipts([print_files(body)], key=node_keys(home()).signing)
    Receipt.objects.create(env_id=message.env_id, kind=KIND, direction="out", case=message.request.reference, sealed=sealed, at=at)
    return sealed
