"""Checkpoints: what a log signs of itself, as the text of a signed note.

    vn.example/log
    3
    8vkVM8pfgOn1TdTwJ8RgNjOlQ1Mzk9vV5TtIDl2TlQo=

Origin, number of leaves, root. Extension lines, which the specification allows and advises against, are neither
written nor read: no monitor can check them.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.ledger.note import require_name, sign_note, verify_note
from comity.ledger.tree import require_size
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.signing import Signer, Verifier
from comity.terms.speech import gettext_noop

SPEC: Final = "C2SP tlog-checkpoint"

MAX_TEXT: Final = 1200  # bytes: an origin of 255 characters, 19 digits, 44 of base64
PATH: Final = "checkpoint"

_LINES: Final = 4  # origin, size, root, and nothing after the last newline


class WrongOrigin(Refused):
    """A good checkpoint of another log."""

    wire_class = "policy"
    sentence = gettext_noop("This checkpoint is of the log %(found)s, not of %(expected)s.")
    next_step = gettext_noop("Ask for the checkpoint of the log that is meant.")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log `origin` has `size` leaves under `root`."""

    origin: str
    size: int
    root: Digest

    def __post_init__(self) -> None:
        """Refuse an origin that could not be a key's name, and an impossible size."""
        require_name(self.origin, what="checkpoint")
        require_size(self.size, what="checkpoint")


def print_checkpoint(checkpoint: Checkpoint) -> str:
    """Return the three lines that are signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root.raw).decode('ascii')}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read what `print_checkpoint` writes and nothing else; raises `TooLarge` or `Malformed`.

    The text says nothing before its signatures are verified: see `verify_checkpoint`.
    """
    length = len(text.encode("utf-8", "replace"))
    if length > MAX_TEXT:
        raise TooLarge("checkpoint", size=length, cap=MAX_TEXT)
    lines = text.split("\n")
    if len(lines) != _LINES or not (lines[1].isascii() and lines[1].isdecimal()):
        raise Malformed("checkpoint", "three lines expected: origin, size, root")
    try:
        root = b64decode(lines[2], validate=True)
    except ValueError as fault:
        raise Malformed("checkpoint", "a root that is not base64") from fault
    checkpoint = Checkpoint(lines[0], int(lines[1]), Digest(root))
    if print_checkpoint(checkpoint) != text:
        raise Malformed("checkpoint", "not canonical")
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, *, signers: Sequence[Signer]) -> bytes:
    """Return the signed note of `checkpoint`; raises `Malformed` when no signer bears the log's own name.

    That it continues every checkpoint signed before is the CALLER's to prove, before the signature leaves the node.
    """
    if checkpoint.origin not in {key.name for key in signers}:
        raise Malformed("checkpoint", f"no signer is named {checkpoint.origin}")
    return sign_note(print_checkpoint(checkpoint), signers=signers)


def verify_checkpoint(data: bytes, *, origin: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """Return the checkpoint of the log `origin`, signed by ALL of `verifiers`, or raise.

    Raises `MissingSignature`, what a verifier raises, `WrongOrigin`, `TooLarge` or `Malformed`. That it continues the
    checkpoint known before is the CALLER's next step: `proofs.verify_consistency`.
    """
    # (1) the note and all its demanded signatures - signed-note
    # (2) the three lines                          - tlog-checkpoint, Note text
    # (3) the log that was asked for               - tlog-checkpoint, Note text, line 1
    text = verify_note(data, verifiers=verifiers)  # (1)
    checkpoint = parse_checkpoint(text)  # (2)
    if checkpoint.origin != origin:  # (3)
        raise WrongOrigin(found=checkpoint.origin, expected=origin)
    return checkpoint
