"""Files beside acts on the ways where nobody answers at once: over a relay and in a pouch. docs/specs/file.md, section 5.

Each parcel is sealed once more, because its signed statement names the act and the file, which no relay and no carrier is to know. What a
line would have been answered comes back as a signed receipt, `coming`, on whichever way receipts come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.courier.alarms import file_alarm
from comity.courier.parcelling import end_file, statement_of
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.parcels import FileState
from comity.courier.shelving import Shelved, shelve
from comity.desk.crashing import crash_point
from comity.desk.filelists import store
from comity.desk.receiving.files import take_files_receipt
from comity.desk.receiving.receipts import StrangeReceipt
from comity.directory.epochs import sealing_key
from comity.directory.epochseeds import opening_keys
from comity.directory.home import Home, home
from comity.directory.keyfiles import node_keys
from comity.records.models import ActFile, Message
from comity.seal.closed import close_file, open_file
from comity.seal.envelope import Recipient
from comity.seal.parcel import CHUNK, MAX_PARCEL, Sealer, chunks_of
from comity.seal.receipt import VerifiedReceipt, sign_receipts
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.wire.coming import COMING, ComingBody, print_coming
from comity.wire.files import FilesBody
from comity.wire.parcels import ParcelAnswer

UNANSWERED: Final = frozenset({COMING, "files"})
"""Receipts about files that travel on their own and are not answered: whoever lost one is given it again for the next parcel."""


# -- the sender -------------------------------------------------------------------------------------


def is_intact(row: ActFile, *, at: Instant) -> bool:
    """Say whether every byte of a file of ours is what the act lists; where not, the operator is told, once."""
    if store().holds(Digest.parse(row.digest)):
        return True
    with transaction.atomic():
        file_alarm(row, AlarmKind.FILE_GONE, at=at)
    return False


def sealed_parcels(row: ActFile, numbers: range, *, at: Instant) -> Iterator[bytes]:
    """Yield these chunks of a file of ours, each as a parcel that is sealed once more; one of them is in memory at a time."""
    digest, to = Digest.parse(row.digest), NodeId(row.peer)
    recipient = Recipient(to, sealing_key(to, at=at))
    sealer = Sealer(statement_of(row, digest, at=at), recipient=recipient, key=node_keys(home()).signing)
    with store().path(digest).open("rb") as file:
        for number in numbers:
            file.seek(number * CHUNK)
            yield close_file(sealer.seal(file.read(CHUNK), number=number), recipients=[recipient])


def hear_coming(verified: VerifiedReceipt, *, body: ComingBody, at: Instant) -> None:
    """Keep how far a file of ours is, as its receiver signed it; raises `StrangeReceipt` where it was never sent to that node.

    An older word than the last one only makes parcels go again.
    """
    row = _ours(verified, env_id=body.env_id, file=body.file)
    if row.state != "due":
        return
    match body.answer:
        case ParcelAnswer(state="whole" | "broken" as state):
            end_file(row, FileState(state), receipt=None, at=at)
        case ParcelAnswer(state="want", next=int(wants)) if wants <= chunks_of(row.size):
            # Where it is further than it was, what was packed behind that is on its way; where not, something was lost.
            packed = max(row.packed, wants) if wants > row.told else wants
            ActFile.objects.filter(pk=row.pk).update(told=wants, packed=packed)
        case _:  # it knows no such act, or not yet: everything goes once more
            ActFile.objects.filter(pk=row.pk).update(packed=row.told)


def hear_files(verified: VerifiedReceipt, *, body: FilesBody, data: bytes, at: Instant) -> None:
    """Keep the receipt `files` for an act of ours that came on its own; raises `StrangeReceipt`."""
    message = Message.objects.select_related("request").filter(env_id=body.env_id.text, direction="out").first()
    if message is None:
        raise StrangeReceipt(peer=verified.node)
    ended = ActFile.objects.select_related("message", "message__request").filter(message=message, state="due")
    if body.broken is not None:
        ended = ended.filter(digest=str(body.broken))
    rows = list(ended)
    with transaction.atomic():
        take_files_receipt(message, verified, body=body, data=data, at=at)
        for row in rows:
            end_file(row, FileState.WHOLE if body.broken is None else FileState.BROKEN, receipt=None, at=at)
        crash_point("file.told")


def _ours(verified: VerifiedReceipt, *, env_id: EnvelopeId, file: Digest) -> ActFile:
    row = (
        ActFile.objects.select_related("message", "message__request")
        .filter(message__env_id=env_id.text, message__direction="out", peer=verified.node.text, digest=str(file))
        .first()
    )
    if row is None:
        raise StrangeReceipt(peer=verified.node)
    return row


# -- the receiver -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Told:
    """What is to be said of the files whose parcels came together: of each the last word, and every receipt `files` there is."""

    words: dict[tuple[EnvelopeId, Digest], ComingBody]
    receipts: dict[EnvelopeId, bytes]

    @classmethod
    def nothing(cls) -> "Told":
        """Nothing came yet."""
        return cls({}, {})

    def take(self, shelved: Shelved, *, at: Instant) -> None:
        """Say of one more parcel what came of it."""
        statement, answer = shelved.statement, shelved.answer
        said = ComingBody(env_id=statement.env_id, file=statement.file, answer=ParcelAnswer(answer.state, answer.next), at=at)
        self.words[statement.env_id, statement.file] = said
        if answer.receipt is not None:
            self.receipts[statement.env_id] = answer.receipt

    def signed(self, *, home: Home) -> list[bytes]:
        """Return it as sealed receipts, those for whole acts first."""
        bodies = [print_coming(body) for body in self.words.values()]
        return [*self.receipts.values(), *(sign_receipts(bodies, key=node_keys(home).signing) if bodies else [])]


def take_sealed(data: bytes, *, sender: NodeId, at: Instant) -> Shelved:
    """Take a parcel that is sealed once more; raises `Refused` where it does not open, is not the sender's, or is of another file.

    What is said of it is on the disk, and committed, before this returns.
    """
    keys = opening_keys(home(), at=at)
    return shelve(open_file(data, node=home().node, sealing_keys=keys, most=MAX_PARCEL), sender=sender, at=at)


def accept_sealed(data: bytes, *, sender: NodeId, at: Instant) -> list[bytes]:
    """Return the receipts that answer a parcel which is sealed once more; raises as `take_sealed`."""
    told = Told.nothing()
    told.take(take_sealed(data, sender=sender, at=at), at=at)
    return told.signed(home=home())
