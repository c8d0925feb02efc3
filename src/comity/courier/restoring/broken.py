"""A discontinuity as its node shows it and as peers verify it; docs/specs/restoring.md, section 4."""

from dataclasses import dataclass
from typing import Final

from comity.directory.book import Book
from comity.ledger.leaf import commit, parse_leaf
from comity.records import journal
from comity.seal.frames import parse_frames
from comity.seal.statement import verify_statement
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import NodeId, OfficerId
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.discontinuity import LEAF, PAYLOAD_TYPE, Discontinuity, parse_discontinuity

MAGIC: Final = b"COMITY1N"
MAX_FILE: Final = 256 * 1024
MOST: Final = 64  # of one log
_TWO: Final = 2
_WHAT: Final = "discontinuity"


@dataclass(frozen=True, slots=True)
class Verified:
    """A discontinuity that its node and two of its officers signed, and the hash of the leaf that tells of it."""

    said: Discontinuity
    officers: tuple[OfficerId, ...]
    leaf: bytes


def leaf_payload(node: NodeId, statement: bytes) -> bytes:
    """Return what the leaf of a discontinuity is committed to: the digest of the statement, and nothing else."""
    facts = {"statement": str(Digest.of(statement))}
    return journal.commitment_payload(journal.Entry(name="log.discontinued", actor=node.text, about="", facts=facts))


def verify_discontinuity(data: bytes, *, node: NodeId, known: Book) -> Verified:
    """Return what `node` says of a break of its log, or raise `Refused`; docs/specs/restoring.md, section 4.

    That its leaf stands in the log at `index`, and that the log has `shared` as its beginning, is the CALLER's to prove.
    """
    # (1) the parts
    if len(data) > MAX_FILE:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_FILE)
    if not data.startswith(MAGIC):
        raise Malformed(_WHAT, "does not begin as one")
    statement, salt, record = parse_frames(data[len(MAGIC) :], what=_WHAT, cap=MAX_FILE, least=3, most=3)
    leaf = parse_leaf(record)
    # (2) signed by the node itself and by two of its officers, with keys that were good then
    verified = verify_statement(statement, payload_type=PAYLOAD_TYPE, keyring=known.keyring, at=leaf.at)
    said = parse_discontinuity(verified.payload)
    nodes = [entry.owner for entry in verified.signed_by if entry.role == "node"]
    officers = tuple(entry.owner for entry in verified.signed_by if isinstance(entry.owner, OfficerId) and entry.node == node)
    if said.node != node or nodes != [node] or len(set(officers)) < _TWO or len(nodes) + len(officers) != len(verified.signed_by):
        raise Malformed(_WHAT, "it is not signed by the node and two of its officers")
    # (3) of this log, and told by this very leaf
    told = leaf.kind == LEAF and leaf.commitment == commit(leaf_payload(node, statement), salt=salt) and leaf.at == said.at
    if said.origin != known.node(node).log_origin or not told:
        raise Malformed(_WHAT, "it is of another log, or another leaf tells of it")
    return Verified(said, officers, leaf_hash(record))


def parse_file(data: bytes) -> tuple[bytes, ...]:
    """Read the file in which a log shows all of its breaks, oldest first; raises `TooLarge`, `Malformed`."""
    return parse_frames(data, what=_WHAT, cap=MAX_FILE, least=1, most=MOST)
