"""One file that proves offline that a record stands in a log: its place, its path, and the log's checkpoint.

    c2sp.org/tlog-proof@v1
    index 1
    bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=

    vn.example/log
    2
    (and so on: the signed checkpoint)

Extra data, which the specification allows and nobody signs, is neither written nor read.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.ledger.checkpoint import Checkpoint, verify_checkpoint
from comity.ledger.note import MAX_BYTES as MAX_NOTE
from comity.ledger.proofs import MAX_PATH, InclusionProof, verify_inclusion
from comity.ledger.tree import MAX_SIZE, require_hash
from comity.terms.digests import leaf_hash
from comity.terms.refusals import Malformed, TooLarge
from comity.terms.signing import Verifier

SPEC: Final = "C2SP tlog-proof, version 1"

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_INDEX: Final = re.compile(r"index ([0-9]{1,19})")
_HEAD_LINES: Final = 2
MAX_BYTES: Final = MAX_NOTE + 64 + 45 * MAX_PATH


@dataclass(frozen=True, slots=True)
class LogProof:
    """A record's `index`, its path to the root, and the signed checkpoint as it was received."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def __post_init__(self) -> None:
        """Refuse an impossible place, and hashes that are none."""
        if not 0 <= self.index < MAX_SIZE or len(self.path) > MAX_PATH:
            raise Malformed("log proof", f"place {self.index}, {len(self.path)} hashes")
        for node in self.path:
            require_hash(node, what="log proof")


@dataclass(frozen=True, slots=True)
class Logged:
    """What a verified proof says: `record` is leaf `index` of the log at `checkpoint`."""

    record: bytes
    index: int
    checkpoint: Checkpoint


def print_log_proof(proof: LogProof) -> bytes:
    """Return the proof as text in UTF-8."""
    path = (b64encode(node).decode("ascii") for node in proof.path)
    return "\n".join([_FIRST, f"index {proof.index}", *path, "", ""]).encode("utf-8") + proof.checkpoint


def parse_log_proof(data: bytes) -> LogProof:
    """Read what `print_log_proof` writes and nothing else; the checkpoint in it is not looked at yet.

    Raises `TooLarge` or `Malformed`.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("log proof", size=len(data), cap=MAX_BYTES)
    head, blank, checkpoint = data.partition(b"\n\n")
    if not blank or not head.isascii():
        raise Malformed("log proof", "no blank line before the checkpoint")
    lines = head.decode("ascii").split("\n")
    place = _INDEX.fullmatch(lines[1]) if len(lines) >= _HEAD_LINES else None
    if not place:
        raise Malformed("log proof", "no place in the second line")
    try:
        path = tuple(b64decode(line, validate=True) for line in lines[_HEAD_LINES:])
    except ValueError as fault:
        raise Malformed("log proof", "a hash that is not base64") from fault
    proof = LogProof(int(place[1]), path, checkpoint)
    if print_log_proof(proof) != data:
        raise Malformed("log proof", "not canonical")
    return proof


def verify_log_proof(data: bytes, *, record: bytes, origin: str, verifiers: Sequence[Verifier]) -> Logged:
    """Return where `record` stands in the log `origin`, or raise; ALL of `verifiers` must have signed the checkpoint.

    Raises `NotInLog`, and what `parse_log_proof` and `checkpoint.verify_checkpoint` raise.
    """
    # (1) read the file                                   - tlog-proof, Format
    # (2) the checkpoint: signatures, three lines, origin - tlog-checkpoint
    # (3) the path from the record to the signed root     - RFC 9162, section 2.1.3.2
    proof = parse_log_proof(data)  # (1)
    checkpoint = verify_checkpoint(proof.checkpoint, origin=origin, verifiers=verifiers)  # (2)
    inclusion = InclusionProof(proof.index, checkpoint.size, proof.path)
    verify_inclusion(leaf_hash(record), proof=inclusion, root=checkpoint.root)  # (3)
    return Logged(record, proof.index, checkpoint)
