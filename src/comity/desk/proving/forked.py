"""Proof that a node keeps two logs: one that a receipt or an older checkpoint of its names, and one that it shows.

    "COMITY1K"  frame(what was said)  frame(checkpoint)  frame(root)  frame(path)

What was said is a sealed receipt or a signed checkpoint, in its own bytes: the log had `size` leaves under one root. The checkpoint, signed
by the same node, is of a log of as many leaves or more, and the path (hashes of 32 bytes) proves that *its* first `size` leaves have the
other root. A log has one root at each size: so the node signed for two. Nothing in it is secret; anybody may be shown it.
"""

from dataclasses import dataclass
from typing import Final

from comity.ledger.checkpoint import Checkpoint, verify_checkpoint
from comity.ledger.proofs import ConsistencyProof, verify_consistency
from comity.seal.frames import parse_frames, print_frames
from comity.seal.keyring import Keyring
from comity.seal.keys import VerifyingKey
from comity.seal.note import note_verifiers
from comity.seal.receipt import MAGIC as RECEIPT
from comity.seal.receipt import verify_receipt
from comity.terms.digests import SIZE, Digest
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop
from comity.wire.receipts import parse_receipt
from comity.wire.received import LogPosition

SPEC: Final = "docs/specs/fork.md"

MAGIC: Final = b"COMITY1K"
MAX_FILE: Final = 256 * 1024
FORKS: Final = "forks"
"""The folder of a node in which it keeps what convicts a peer."""
_WHAT: Final = "fork proof"


class NoFork(Refused):
    """The two statements are about one and the same log."""

    wire_class = "malformed"
    sentence = gettext_noop("This file proves no second log: both statements name the same root for %(size)s leaves.")
    next_step = gettext_noop("Do not accuse anybody by it. Keep the statements, and ask how the file was made.")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The parts of a fork proof, as bytes that were received and hashes that were reckoned; nothing is verified yet."""

    said: bytes
    checkpoint: bytes
    root: Digest
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """What a verified fork proof says: for its first `size` leaves the log has `shown`, and its node signed for `said` too."""

    origin: str
    size: int
    said: Digest
    shown: Digest
    checkpoint: Checkpoint


def print_fork(suspicion: Suspicion) -> bytes:
    """Return the file."""
    return MAGIC + print_frames(suspicion.said, suspicion.checkpoint, suspicion.root.raw, b"".join(suspicion.path))


def parse_fork(data: bytes) -> Suspicion:
    """Read what `print_fork` writes and nothing else; raises `TooLarge`, `Malformed`."""
    if len(data) > MAX_FILE:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_FILE)
    if not data.startswith(MAGIC):
        raise Malformed(_WHAT, "does not begin as one")
    said, checkpoint, root, path = parse_frames(data[len(MAGIC) :], what=_WHAT, cap=MAX_FILE, least=4, most=4)
    if len(path) % SIZE:
        raise Malformed(_WHAT, "a hash in its path is cut off")
    return Suspicion(said, checkpoint, Digest(root), tuple(path[at : at + SIZE] for at in range(0, len(path), SIZE)))


def verify_fork(data: bytes, *, node: NodeId, origin: str, key: VerifyingKey, keyring: Keyring) -> Fork:
    """Return the fork that `data` proves of the log `origin` of `node`, whose key is `key`, or raise `Refused`; docs/specs/fork.md.

    `keyring` tells whose key signed a receipt. That `key` is the node's is the CALLER's: the directory says so.
    """
    # (1) the parts                                                              - §1
    suspicion = parse_fork(data)
    verifiers = note_verifiers(key, name=origin)
    # (2) the checkpoint that the node shows                                     - §2
    checkpoint = verify_checkpoint(suspicion.checkpoint, origin=origin, verifiers=verifiers)
    # (3) what it said before or elsewhere, signed by the same node              - §2
    size, said = _said(suspicion.said, node=node, origin=origin, key=key, keyring=keyring)
    # (4) the log that it shows had another root at that size                    - §2
    if size > checkpoint.size:
        raise Malformed(_WHAT, "the checkpoint is of a shorter log than what was said")
    verify_consistency(ConsistencyProof(size, checkpoint.size, suspicion.path), old_root=suspicion.root, root=checkpoint.root)
    if suspicion.root == said:
        raise NoFork(size=size)
    return Fork(origin, size, said, suspicion.root, checkpoint)


def _said(data: bytes, *, node: NodeId, origin: str, key: VerifyingKey, keyring: Keyring) -> tuple[int, Digest]:
    """Return size and root that a receipt or a checkpoint of the node names."""
    if not data.startswith(RECEIPT):
        older = verify_checkpoint(data, origin=origin, verifiers=note_verifiers(key, name=origin))
        return older.size, older.root
    verified = verify_receipt(data, keyring=keyring)
    position = getattr(parse_receipt(verified.body_bytes), "log", None)
    if verified.node != node or not isinstance(position, LogPosition) or position.origin != origin:
        raise Malformed(_WHAT, "the receipt names no place in this log")
    return position.size, position.root
