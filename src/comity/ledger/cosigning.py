"""What passes between a log and its witnesses (C2SP tlog-witness): a checkpoint with its proof there, cosignature lines back.

    old 20852014
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=

    vn.example/log
    20852163
    (and so on: the signed checkpoint)

Which keys cosign, and what the bytes behind a line's key hash are, is said by the signers and verifiers given to this module.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from comity.ledger.note import MAX_BYTES as MAX_NOTE
from comity.ledger.note import Note, NoteSignature, parse_note, print_note, require_text
from comity.ledger.tree import MAX_SIZE, require_hash
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.signing import Signer, Verifier
from comity.terms.speech import gettext_noop

SPEC: Final = "C2SP tlog-witness, tlog-cosignature; docs/specs/log.md, section 8"

MAX_PATH: Final = 63
MAX_SUBMISSION: Final = MAX_NOTE + 64 + 45 * MAX_PATH
MAX_COSIGNATURES: Final = MAX_NOTE  # bytes

_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})")
ReadMoment = Callable[[bytes], Instant]


class NotCosigned(Refused):
    """The lines are not the cosignature that is expected of this witness."""

    wire_class = "bad-signature"
    sentence = gettext_noop("This is not a cosignature of %(name)s: %(why)s.")
    next_step = gettext_noop("Compare the key with the directory. Without it the checkpoint has one witness less.")


@dataclass(frozen=True, slots=True)
class Submission:
    """A log's `note`, and the path from the `old` size that the witness cosigned last; nothing of it is verified yet."""

    old: int
    path: tuple[bytes, ...]
    note: bytes

    def __post_init__(self) -> None:
        """Refuse an impossible size, and more hashes than the specification allows."""
        if not 0 <= self.old < MAX_SIZE or len(self.path) > MAX_PATH:
            raise Malformed("submission", f"from {self.old}, {len(self.path)} hashes")
        for node in self.path:
            require_hash(node, what="submission")


def print_submission(submission: Submission) -> bytes:
    """Return the body of an `add-checkpoint` request."""
    path = (b64encode(node).decode("ascii") for node in submission.path)
    return "\n".join([f"old {submission.old}", *path, "", ""]).encode("ascii") + submission.note


def parse_submission(data: bytes) -> Submission:
    """Read what `print_submission` writes and nothing else; raises `TooLarge` or `Malformed`."""
    if len(data) > MAX_SUBMISSION:
        raise TooLarge("submission", size=len(data), cap=MAX_SUBMISSION)
    head, blank, note = data.partition(b"\n\n")
    if not blank or not head.isascii():
        raise Malformed("submission", "no blank line before the checkpoint")
    first, *lines = head.decode("ascii").split("\n")
    old = _OLD.fullmatch(first)
    if not old:
        raise Malformed("submission", "no old size in the first line")
    try:
        path = tuple(b64decode(line, validate=True) for line in lines)
    except ValueError as fault:
        raise Malformed("submission", "a hash that is not base64") from fault
    submission = Submission(int(old[1]), path, note)
    if print_submission(submission) != data:
        raise Malformed("submission", "not canonical")
    return submission


def cosign(text: str, *, signers: Sequence[Signer]) -> bytes:
    """Return the lines by which `signers`, of one witness, cosign the checkpoint `text`.

    That it continues all that this witness cosigned before, and that this is durable, is the CALLER's to see to first.
    """
    message = require_text(text)
    return print_lines(NoteSignature(key.name, key.key_hash, key.sign(message)) for key in signers)


def print_lines(lines: Iterable[NoteSignature]) -> bytes:
    """Return signature lines, each with its newline."""
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def parse_lines(data: bytes) -> tuple[NoteSignature, ...]:
    """Read what `print_lines` writes and nothing else: from 1 to 64 lines; raises `TooLarge` or `Malformed`."""
    if len(data) > MAX_COSIGNATURES:
        raise TooLarge("cosignatures", size=len(data), cap=MAX_COSIGNATURES)
    return parse_note(b"\n\n" + data).signatures


def own_lines(data: bytes, *, verifiers: Sequence[Verifier]) -> bytes:
    """Return of an answer's lines those of one witness, in the order of its `verifiers`; other keys' lines are passed over.

    Raises `NotCosigned` where one of them has none or several, and what `parse_lines` raises.
    """
    found = parse_lines(data)
    chosen = []
    for key in verifiers:
        lines = [line for line in found if (line.name, line.key_hash) == (key.name, key.key_hash)]
        if len(lines) != 1:
            raise NotCosigned(name=key.name, why=f"{len(lines)} lines of one of its keys")
        chosen += lines
    return print_lines(chosen)


def verify_cosignature(lines: Sequence[NoteSignature], *, text: str, verifiers: Sequence[Verifier], moment: ReadMoment) -> Instant:
    """Return when ALL of `verifiers`, of one witness, cosigned the checkpoint `text`: each in one line, in their order, at one moment.

    Raises `NotCosigned`, and what a verifier raises. `moment` reads what stands before each signature.
    """
    name = verifiers[0].name
    if [(line.name, line.key_hash) for line in lines] != [(key.name, key.key_hash) for key in verifiers]:
        raise NotCosigned(name=name, why="other keys than the directory names")
    message = require_text(text)
    for line, key in zip(lines, verifiers, strict=True):
        key.verify(message, line.raw)
    moments = {moment(line.raw) for line in lines}
    if len(moments) != 1:
        raise NotCosigned(name=name, why="its keys name different moments")
    return moments.pop()


def join_lines(note: bytes, cosignatures: Iterable[bytes]) -> bytes:
    """Return the log's own note with the lines of its witnesses behind it: one note that any C2SP client verifies. Raises `Malformed`."""
    signed = parse_note(note)
    return print_note(Note(signed.text, (*signed.signatures, *(line for data in cosignatures for line in parse_lines(data)))))
