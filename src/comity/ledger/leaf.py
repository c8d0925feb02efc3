"""One leaf of the log: what kind of act, a salted commitment to it, by which key, and when.

A leaf names no person and no case. Whoever holds salt and payload can show what the leaf stands for; destroying both
erases the act, and the tree stays valid.
"""

import re
from dataclasses import dataclass
from typing import Final

from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import KeyId
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

SPEC: Final = "docs/specs/log.md, section 1"

MAX_BYTES: Final = 512
SALT_SIZE: Final = 32

_LABEL: Final = b"comity/1 leaf"
_KIND: Final = re.compile(r"(?=.{3,64}\Z)[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+")
_KEYS: Final = ("at", "commitment", "key", "kind")


class NotCommitted(Refused):
    """Salt and payload are not those that the leaf stands for."""

    wire_class = "commitment"
    sentence = gettext_noop("The record is not the one that stands in the log (%(commitment)s).")
    next_step = gettext_noop("Do not rely on this record. Compare it with the copy of the other authority.")


@dataclass(frozen=True, slots=True)
class LeafRecord:
    """What the log holds of one act; `kind` is a journal act name such as `request.refused`, `key` the node's."""

    kind: str
    commitment: Digest
    key: KeyId
    at: Instant

    def __post_init__(self) -> None:
        """Refuse a kind that is not dotted lower-case ASCII of at most 64 characters."""
        if not _KIND.fullmatch(self.kind):
            raise Malformed("leaf", f"kind {self.kind[:80]!a}")

    @property
    def hash(self) -> bytes:
        """The leaf hash of the printed record: 32 bytes."""
        return leaf_hash(print_leaf(self))


def commit(payload: bytes, *, salt: bytes) -> Digest:
    """Return SHA-256("comity/1 leaf" || salt || payload); raises `Malformed` unless `salt` has 32 bytes."""
    if len(salt) != SALT_SIZE:
        raise Malformed("salt", f"{len(salt)} bytes instead of {SALT_SIZE}")
    return Digest.of(_LABEL, salt, payload)


def verify_commitment(payload: bytes, *, salt: bytes, record: LeafRecord) -> bytes:
    """Return `payload` if `record` is committed to it; raises `NotCommitted`, or `Malformed` for a salt of another length."""
    if commit(payload, salt=salt) != record.commitment:
        raise NotCommitted(commitment=record.commitment)
    return payload


def print_leaf(record: LeafRecord) -> bytes:
    """Return the record's canonical JSON: these bytes are hashed into the tree and served in entry bundles."""
    return print_json({"at": str(record.at), "commitment": str(record.commitment), "key": str(record.key), "kind": record.kind})


def parse_leaf(data: bytes) -> LeafRecord:
    """Read what `print_leaf` writes and nothing else; raises `TooLarge` over 512 bytes, otherwise `Malformed`."""
    found = parse_json(data, MAX_BYTES, what="leaf")
    if not isinstance(found, dict) or tuple(found) != _KEYS:
        raise Malformed("leaf", "four members expected: " + ", ".join(_KEYS))
    at, commitment, key, kind = found.values()
    if not all(isinstance(value, str) for value in (at, commitment, key, kind)):
        raise Malformed("leaf", "every member is text")
    return LeafRecord(kind=kind, commitment=Digest.parse(commitment), key=KeyId(key), at=Instant.parse(at))
