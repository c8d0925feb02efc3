"""What a node tells its peers of the directory repository that it took over, signed, beside its log; were both told the same?

A repository that shows one node one history and another node another one is found when the two compare.
docs/specs/repository.md, section 7.
"""

import binascii
from dataclasses import dataclass
from typing import Final

from comity.directory.book import Book
from comity.directory.freshness import CHANGES, FOLDER, Seen
from comity.directory.home import Home
from comity.ledger.tree import hashes_of, root_at
from comity.seal.keys import SigningKey
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed

NAME: Final = "directory-seen"
"""Under which name it is served, beside the checkpoint."""
PAYLOAD_TYPE: Final = "application/vnd.comity.directory-seen.v1+json"
CAP: Final = 16 * 1024

_WHAT: Final = "word about the directory"


@dataclass(frozen=True, slots=True)
class Told:
    """What a node has seen: the first entry of the log of changes, which tells repositories apart; size and root; the newest version."""

    node: NodeId
    at: Instant
    first: Digest
    changes: int
    root: Digest
    version: int
    snapshot: Digest


def told_of(home: Home, seen: Seen, *, at: Instant) -> Told:
    """Return what this node has to tell; raises `Malformed` where what it kept of the repository is damaged."""
    leaves = _leaves(home)
    if len(leaves) != seen.changes or not leaves:
        raise Malformed(_WHAT, "the log of changes is not the one that was taken over")
    return Told(home.node, at, Digest.of(leaves[0]), seen.changes, seen.changes_root, seen.timestamp, seen.snapshot)


def sign_told(told: Told, *, key: SigningKey) -> bytes:
    """Return the statement that peers fetch."""
    return sign_statement(print_told(told), payload_type=PAYLOAD_TYPE, keys=(key,))


def print_told(told: Told) -> bytes:
    """Print the canonical JSON that the node signs."""
    value = {"v": 1, "node": str(told.node), "at": str(told.at), "first": str(told.first), "changes": told.changes}
    return print_json(value | {"root": str(told.root), "version": told.version, "snapshot": str(told.snapshot)}, what=_WHAT)


def verify_told(data: bytes, *, peer: NodeId, book: Book, at: Instant) -> Told:
    """Return what `peer` signed that it has seen; raises `Refused`."""
    statement = verify_statement(data, payload_type=PAYLOAD_TYPE, keyring=book.keyring, at=at)
    value = parse_json(statement.payload, CAP, what=_WHAT)
    try:
        told = Told(
            node=NodeId(value["node"]),
            at=Instant.parse(value["at"]),
            first=Digest.parse(value["first"]),
            changes=value["changes"],
            root=Digest.parse(value["root"]),
            version=value["version"],
            snapshot=Digest.parse(value["snapshot"]),
        )
        same = type(told.changes) is int and type(told.version) is int and told.changes > 0 and print_told(told) == statement.payload
    except (TypeError, KeyError, ValueError, AttributeError, binascii.Error) as fault:
        raise Malformed(_WHAT, "not of its shape") from fault
    if not same or told.node != peer or [entry.owner for entry in statement.signed_by] != [peer]:
        raise Malformed(_WHAT, "not canonical, or another node's")
    return told


def differs(told: Told, *, home: Home, seen: Seen) -> bool:
    """Say whether a peer was told another history than this node, as far as this node's reaches; of another repository it says nothing."""
    leaves = _leaves(home)
    if not leaves or Digest.of(leaves[0]) != told.first:
        return False
    if told.version == seen.timestamp and told.snapshot != seen.snapshot:
        return True
    if told.changes > len(leaves):
        return False  # the peer's reaches further: it compares this node's word with its own
    return root_at(told.changes, hash_at=hashes_of([leaf_hash(line) for line in leaves[: told.changes]])) != told.root


def _leaves(home: Home) -> list[bytes]:
    try:
        return (home.path / FOLDER / CHANGES).read_bytes().split(b"\n")[:-1]
    except OSError:
        return []
