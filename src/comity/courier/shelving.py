"""Takes one parcel of a file: opens it, keeps its chunk, and says which one is wanted next; the last one decides about the file."""

import threading
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.courier.alarms import file_alarm
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.parcels import CheckWhole, Coming, FileState, SayState, WriteChunk, arrive, checked
from comity.desk.crashing import crash_point
from comity.desk.filelists import store
from comity.desk.receiving.files import file_arrived, file_broke, receipt_for
from comity.directory.book import book
from comity.directory.epochseeds import opening_keys
from comity.directory.home import home
from comity.records.models import ActFile, Message
from comity.records.rows import find, find_all
from comity.records.store import Hashing
from comity.seal.parcel import FileStatement, Parcel, chunks_of, open_parcel
from comity.seal.refusals import ForeignSigner
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.wire.parcels import ParcelAnswer, ParcelState, print_parcel_answer

# Two parcels of one file at the same moment would write over each other; of different files, they rarely meet.
_LOCKS: Final = tuple(threading.Lock() for _ in range(16))
# Of two files that end at the same moment, each would take the other for not yet here, and nobody would sign for their act.
_ENDING: Final = threading.Lock()
_HASHING: Final = Hashing()


@dataclass(frozen=True, slots=True)
class Shelved:
    """What came of one parcel: whose file it is of, and what its sender is answered."""

    statement: FileStatement
    answer: ParcelAnswer


def accept_parcel(data: bytes | memoryview, *, sender: NodeId, at: Instant, into: memoryview | None = None) -> bytes:
    """Return the answer to one parcel; raises `Refused` where it does not open, is not the sender's, or is of another file.

    What the answer says is on the disk, and committed, before this returns. `into` is a place for its chunk, where there is one.
    """
    return print_parcel_answer(shelve(data, sender=sender, at=at, into=into).answer)


def shelve(data: bytes | memoryview, *, sender: NodeId, at: Instant, into: memoryview | None = None) -> Shelved:
    """Take one parcel, on whichever way it came; as `accept_parcel`."""
    keys = opening_keys(home(), at=at)
    parcel = open_parcel(data, node=home().node, sealing_keys=keys, keyring=book().keyring, at=at, into=into)
    statement = parcel.statement
    if statement.sender != sender:
        raise ForeignSigner(owner=statement.sender, node=sender)
    with _LOCKS[statement.file.raw[0] % len(_LOCKS)]:
        row = _row(statement)
        if row is None:
            return Shelved(statement, ParcelAnswer("unknown"))
        said = _take(parcel, row, at=at)
    if said.state is FileState.COMING:
        return Shelved(statement, ParcelAnswer("want", said.wants))
    state: ParcelState = "whole" if said.state is FileState.WHOLE else "broken"
    return Shelved(statement, ParcelAnswer(state, receipt=receipt_for(row.message)))


def _row(statement: FileStatement) -> ActFile | None:
    """Return the listed file that a parcel is of; None where no such act took effect here. Raises `Malformed` for another file."""
    for message in find_all(Message, env_id=str(statement.env_id), direction="in"):
        row = find(ActFile, message_id=message.pk, peer=str(statement.sender), digest=str(statement.file))
        if row is None:
            continue
        if (Digest.of(bytes(message.inner)), row.size) != (statement.inner, statement.size):
            raise Malformed("parcel", "of a file that the act does not list")
        row.message = message
        return row
    return None


def _take(parcel: Parcel, row: ActFile, *, at: Instant) -> SayState:
    kept, name, digest = store(), f"{row.message.env_id}-{row.digest}", Digest.parse(row.digest)
    chunks = chunks_of(row.size)
    have = chunks if row.state != "coming" else kept.arrived(name, size=row.size)
    # That the same bytes may be here from elsewhere is not looked at: to say so would tell a peer what this node holds.
    coming, effects = arrive(Coming(chunks, have, FileState(row.state)), parcel.number)
    for effect in effects:
        match effect:
            case WriteChunk():
                kept.append(name, parcel.chunk, number=effect.number)
                _HASHING.add(name, parcel.chunk, number=effect.number)
                crash_point("file.chunk")
            case CheckWhole():
                holds = kept.finish(name, digest=digest, hashed=_HASHING.take(name, pieces=chunks))
                crash_point("file.checked")
                coming, said = checked(coming, holds=holds)
                with _ENDING:
                    _end(row, said.state, at=at)
                return said
            case SayState():
                return effect
    raise AssertionError  # every list of effects ends with one of the two


@transaction.atomic
def _end(row: ActFile, state: FileState, *, at: Instant) -> None:
    if state is FileState.WHOLE:
        file_arrived(row, at=at)
    else:
        file_broke(row, at=at)
        file_alarm(row, AlarmKind.FILE_BROKEN, at=at)
    crash_point("file.before-commit")
    transaction.on_commit(lambda: crash_point("file.commit"))
