"""Signed notes: a text, a blank line, and one line for each signature.

    vn.example/log
    3
    8vkVM8pfgOn1TdTwJ8RgNjOlQ1Mzk9vV5TtIDl2TlQo=

    — vn.example/log 1PVvC4bG…

This module is syntax and the matching of names; which keys sign is said by the `Signer`s and `Verifier`s given to it.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.signing import KEY_HASH_SIZE, Signer, Verifier
from comity.terms.speech import gettext_noop

SPEC: Final = "C2SP signed-note, version 1"

MAX_BYTES: Final = 128 * 1024  # the specification's 16 signatures of 5 kB fit
MAX_SIGNATURES: Final = 64

_DASH: Final = "\u2014 "
_NAME: Final = re.compile(r"(?=.{1,255}\Z)[^\s+\x00-\x1f\ud800-\udfff]+")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")


class MissingSignature(Refused):
    """A key that must have signed this note has not."""

    wire_class = "bad-signature"
    sentence = gettext_noop("The note is not signed by %(name)s with the key that is expected.")
    next_step = gettext_noop("Compare the key with the directory. Do not rely on this note until both agree.")


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the key's name, the 4 bytes that hint at the key, the signature."""

    name: str
    key_hash: bytes
    raw: bytes

    def __post_init__(self) -> None:
        """Refuse a name with spaces or plus signs, another key hash, and an empty signature."""
        require_name(self.name, what="note")
        if len(self.key_hash) != KEY_HASH_SIZE or not self.raw:
            raise Malformed("note", "signature too short")

    def __str__(self) -> str:
        """Print the line, without its newline."""
        return f"{_DASH}{self.name} {b64encode(self.key_hash + self.raw).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures: at least one, in the order of their lines."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        """Refuse what has no printed form: control characters, no last newline, none or too many signatures."""
        require_text(self.text)
        if not 0 < len(self.signatures) <= MAX_SIGNATURES:
            raise Malformed("note", f"{len(self.signatures)} signatures")


def require_name(name: str, *, what: str) -> str:
    """Return `name` if it may name a key: 1 to 255 characters, no space of any script, no plus sign, no control."""
    if not _NAME.fullmatch(name):
        raise Malformed(what, f"name {name[:80]!a}")
    return name


def require_text(text: str) -> bytes:
    """Return the bytes that are signed; raises `Malformed` for a text that cannot stand in a note."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise Malformed("note", "control characters, or no newline at the end of the text")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise Malformed("note", "text that UTF-8 cannot write") from fault


def sign_note(text: str, *, signers: Iterable[Signer]) -> bytes:
    """Return the note of `text` with a line of each of `signers`, in their order; raises `Malformed`."""
    message = require_text(text)
    return print_note(Note(text, tuple(NoteSignature(key.name, key.key_hash, key.sign(message)) for key in signers)))


def print_note(note: Note) -> bytes:
    """Return the note in UTF-8."""
    return "".join([note.text, "\n", *(f"{line}\n" for line in note.signatures)]).encode("utf-8")


def parse_note(data: bytes) -> Note:
    """Read what `print_note` writes and nothing else; nothing of it is verified yet.

    Raises `TooLarge` over 128 KiB, otherwise `Malformed`.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("note", size=len(data), cap=MAX_BYTES)
    try:
        text, blank, lines = data.decode("utf-8").rpartition("\n\n")
    except UnicodeDecodeError as fault:
        raise Malformed("note", "not UTF-8") from fault
    if not blank or not lines.endswith("\n"):
        raise Malformed("note", "no signatures after a blank line")
    note = Note(f"{text}\n", tuple(_parse_line(line) for line in lines[:-1].split("\n")))
    if print_note(note) != data:
        raise Malformed("note", "not canonical")
    return note


def verify_note(data: bytes, *, verifiers: Sequence[Verifier]) -> str:
    """Return the text of the note, signed by ALL of `verifiers`, or raise; lines of other keys are passed over.

    Raises `MissingSignature`, whatever a verifier raises (class `bad-signature`), and what `parse_note` raises.
    """
    if not verifiers:  # an empty demand would be met by everything
        raise MissingSignature(name="-")
    # (1) read strictly                                             - signed-note, Format
    # (2) each key must have a line with its name and its key hash  - signed-note, Signatures
    # (3) every such line must verify, also where there are several - signed-note, Signatures
    note = parse_note(data)  # (1)
    message = require_text(note.text)
    for key in verifiers:
        lines = [line for line in note.signatures if (line.name, line.key_hash) == (key.name, key.key_hash)]
        if not lines:  # (2)
            raise MissingSignature(name=key.name)
        for line in lines:  # (3)
            key.verify(message, line.raw)
    return note.text


def _parse_line(line: str) -> NoteSignature:
    """Read one signature line without its newline."""
    name, space, printed = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise Malformed("note", "a signature line without dash, name and signature")
    try:
        raw = b64decode(printed, validate=True)
    except ValueError as fault:
        raise Malformed("note", "a signature that is not base64") from fault
    return NoteSignature(name, raw[:KEY_HASH_SIZE], raw[KEY_HASH_SIZE:])
