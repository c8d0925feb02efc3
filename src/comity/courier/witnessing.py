"""This node as a witness of its peers' logs: C2SP tlog-witness, `add-checkpoint`. docs/specs/log.md, section 8.

It signs no leaf of its own for that: two nodes that witness each other would otherwise keep each other signing for ever.
"""

from dataclasses import dataclass
from typing import Final

import structlog
from django.db import transaction

from comity.courier.alarms import raise_alarm
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.replacing import write_file
from comity.desk.crashing import crash_point
from comity.desk.proving.forked import FORKS, Suspicion, print_fork
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.directory.sections import Node
from comity.directory.shownlogs import verify_shown
from comity.directory.witnessing import witness_name
from comity.ledger.checkpoint import Checkpoint, parse_checkpoint
from comity.ledger.cosigning import Submission, cosign, parse_submission
from comity.ledger.note import parse_note
from comity.ledger.proofs import ConsistencyProof, verify_consistency
from comity.records.models import WitnessedLog
from comity.seal.cosignature import cosigners
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused

PATH: Final = "/comity/1/witness/add-checkpoint"
SIZE_KIND: Final = "text/x.tlog.size"

_LOG: Final = structlog.get_logger("comity.courier")


@dataclass(frozen=True, slots=True)
class Said:
    """An HTTP answer."""

    status: str
    kind: str
    body: bytes


def _plain(status: str, body: bytes) -> Said:
    return Said(status, "text/plain; charset=utf-8", body)


def _size(size: int) -> Said:
    return Said("409 Conflict", SIZE_KIND, b"%d\n" % size)


def add_checkpoint(data: bytes, *, home: Home, at: Instant) -> Said:
    """Return the answer to one `add-checkpoint`: this node's cosignature, once the new size is durable, or why there is none.

    Raises `Malformed` or `TooLarge` for what is no submission.
    """
    # (1) the request: old size, path, note; a checkpoint of at least the old size     - tlog-witness, add-checkpoint
    submission = parse_submission(data)
    claimed = parse_checkpoint(parse_note(submission.note).text)
    if not submission.old <= claimed.size or not claimed.size:
        raise Malformed("submission", f"from {submission.old} to {claimed.size} leaves")
    # (2) a log that this node knows, and that signed it with both halves of one of its keys
    log = _known(claimed.origin, home=home)
    if log is None:
        return _plain("404 Not Found", b"unknown origin\n")
    try:
        checkpoint = _verified(submission.note, log, home=home, at=at)
    except Refused as refusal:
        _LOG.warning("witness", origin=claimed.origin, why=str(refusal))
        return _plain("403 Forbidden", b"not signed by this log\n")
    known = WitnessedLog.objects.filter(origin=claimed.origin).values_list("size", flat=True).first() or 0
    if submission.old != known:  # the size only grows: whoever replays what is public takes no lock
        return _size(known)
    # (3) it continues what was cosigned last; compared and kept in one transaction, and durable before (4)
    refused = _advance(submission, checkpoint, log=log, home=home, at=at)
    crash_point("witness.commit")
    if refused is not None:
        return refused
    # (4) cosign
    signers = cosigners(node_keys(home).signing, name=witness_name(home.node), at=at)
    return _plain("200 OK", cosign(parse_note(submission.note).text, signers=signers))


def _known(origin: str, *, home: Home) -> Node | None:
    return next((peer for peer in book(home).peers(home.node) if peer.log_origin == origin), None)


def _verified(note: bytes, log: Node, *, home: Home, at: Instant) -> Checkpoint:
    """Return the checkpoint that one key of the log's node, good at `at`, signed; raises `Refused`."""
    return verify_shown(note, of=log, keys=book(home).signing_keys(log.id, at=at))


def _advance(submission: Submission, checkpoint: Checkpoint, *, log: Node, home: Home, at: Instant) -> Said | None:
    """Keep `checkpoint` as the one that the next must continue, or return why not. Durable when this returns.

    Whoever asks at the same time waits for the row: what is compared is what is replaced.
    """
    with transaction.atomic():
        WitnessedLog.objects.get_or_create(origin=log.log_origin, defaults={"peer": str(log.id)})
        known = WitnessedLog.objects.select_for_update().get(origin=log.log_origin)
        if submission.old != known.size:
            return _size(known.size)
        if known.size == checkpoint.size and bytes(known.root) != checkpoint.root.raw and known.note:
            _convict(known, submission.note, checkpoint, log=log, home=home, at=at)
            return _size(known.size)
        # Without a note it is where a log that broke openly begins anew, as its node said: what leads elsewhere is refused below.
        if not _continues(submission, known, checkpoint):
            _LOG.warning("witness", origin=log.log_origin, old=known.size, size=checkpoint.size, why="not consistent")
            return _plain("422 Unprocessable Entity", b"not consistent\n")
        known.size, known.root, known.note, known.cosigned_at = checkpoint.size, checkpoint.root.raw, submission.note, at
        known.save()
        crash_point("witness.before-commit")
    return None


def _continues(submission: Submission, known: WitnessedLog, checkpoint: Checkpoint) -> bool:
    """Say whether the path leads from what was cosigned to the checkpoint; to the first one there is no path."""
    if not known.size:
        return not submission.path
    try:
        proof = ConsistencyProof(known.size, checkpoint.size, submission.path)
        verify_consistency(proof, old_root=Digest(bytes(known.root)), root=checkpoint.root)
    except Refused:
        return False
    return True


def _convict(known: WitnessedLog, note: bytes, checkpoint: Checkpoint, *, log: Node, home: Home, at: Instant) -> None:
    """Keep the proof that its node signed for two roots at one size, and raise the alarm, in the caller's transaction."""
    evidence = print_fork(Suspicion(bytes(known.note), note, checkpoint.root, ()))
    write_file(home.path / FORKS / f"{log.id}-{checkpoint.size}.fork", evidence)
    raise_alarm(Alarm(AlarmKind.LOG_FORKED, log.id, seq=checkpoint.size), home=home, at=at)
