"""Who countersigned the maker's log: which witnesses cosigned a checkpoint, and whether it was stamped. docs/specs/proof.md, 4.7."""

from collections.abc import Iterator
from typing import Final

from comity.desk.proving.growth import parse_growth
from comity.desk.proving.layout import (
    UNBAGGED,
    Contents,
    Manifest,
    SignedFiles,
    growth_path,
    signed_path,
)
from comity.desk.proving.leaves import ReadLog
from comity.desk.proving.refusals import NotProven, at_file
from comity.desk.proving.trust import Signers
from comity.desk.proving.witnessed import Cosigned, Countersigned, stamp_part
from comity.directory.sections import Node
from comity.directory.witnessing import witness_name
from comity.ledger.checkpoint import Checkpoint, verify_checkpoint
from comity.ledger.cosigning import parse_lines, verify_cosignature
from comity.ledger.note import NoteSignature, parse_note
from comity.ledger.proofs import ConsistencyProof, verify_consistency
from comity.seal.cosignature import cosignature_verifiers, parse_moment
from comity.seal.keyring import DatedKeyring
from comity.seal.note import note_verifiers
from comity.seal.refusals import KeyExpired, KeyRevoked
from comity.seal.timestamp import read_stamp
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

SPEC: Final = "docs/specs/proof.md, section 4.7"

MOST_SIGNED: Final = 64
MOST_WITNESSES: Final = 16


def read_countersigned(contents: Contents, *, log: ReadLog, manifest: Manifest, signers: Signers) -> tuple[Countersigned, ...]:
    """Return what others put to which checkpoints of the maker's log, by size; raises `NotProven` for what does not hold or has no part."""
    if contents.signed and (manifest.version == UNBAGGED or len(contents.signed) > MOST_SIGNED):
        raise NotProven(file=signed_path(max(contents.signed), "checkpoint"), why="a proof has no such file")
    found = tuple(
        _signed(size, files, contents=contents, log=log, manifest=manifest, signers=signers) for size, files in contents.signed.items()
    )
    needed = {one.country for signed in found for one in signed.cosigned}
    for country in sorted(contents.witnesses):
        if country not in needed:
            raise NotProven(file=f"witnesses/{country}.key", why="it has no part in this proof")
    return found


def _signed(size: int, files: SignedFiles, *, contents: Contents, log: ReadLog, manifest: Manifest, signers: Signers) -> Countersigned:
    path = signed_path(size, "checkpoint")
    if (files.cosignatures is None and not files.stamps) or size <= min(log.acts.values()):
        raise NotProven(file=path, why="it has no part in this proof")
    with at_file(path):
        checkpoint = own_checkpoint(files.checkpoint, signers.node(manifest.node, file="manifest"))
    if checkpoint.size != size or size > log.checkpoint.size:
        raise NotProven(file=path, why="it is the checkpoint of another length of the log")
    _require_continued(checkpoint, contents.growth.get(size), under=log.checkpoint)
    cosigned: tuple[Cosigned, ...] = ()
    if files.cosignatures is not None:
        told = signed_path(size, "cosignatures")
        text = parse_note(files.checkpoint).text
        cosigned = tuple(_cosigned(files.cosignatures, text=text, path=told, maker=manifest.node, signers=signers))
    return Countersigned(size, cosigned, tuple(_stamps(size, files)))


def _stamps(size: int, files: SignedFiles) -> Iterator[Instant]:
    """Yield the moment that each time stamp names; one that stands there twice would look like two."""
    for number, stamp in enumerate(files.stamps, 1):
        path = signed_path(size, stamp_part(number))
        if stamp in files.stamps[: number - 1]:
            raise NotProven(file=path, why="it stands there twice")
        with at_file(path):
            yield read_stamp(stamp, message=files.checkpoint)


def own_checkpoint(note: bytes, node: Node) -> Checkpoint:
    """Return the checkpoint that both halves of one of the node's keys signed. When: its place in the log says, not its date."""
    *others, last = node.signing
    for dated in others:
        try:
            return verify_checkpoint(note, origin=node.log_origin, verifiers=note_verifiers(dated.key, name=node.log_origin))
        except Refused:
            continue  # perhaps another key of the same node; the last one tells why not
    return verify_checkpoint(note, origin=node.log_origin, verifiers=note_verifiers(last.key, name=node.log_origin))


def _require_continued(checkpoint: Checkpoint, growth: bytes | None, *, under: Checkpoint) -> None:
    """Refuse a checkpoint that is not the beginning of the log in this file."""
    path = growth_path(checkpoint.size)
    if checkpoint.size == under.size:
        if checkpoint.root != under.root or growth is not None:
            raise NotProven(file=signed_path(checkpoint.size, "checkpoint"), why="it is of another log than the one in this file")
        return
    if growth is None:
        raise NotProven(file=path, why="it is missing")
    with at_file(path):
        proof = ConsistencyProof(checkpoint.size, under.size, parse_growth(growth))
        verify_consistency(proof, old_root=checkpoint.root, root=under.root)


def _cosigned(data: bytes, *, text: str, path: str, maker: NodeId, signers: Signers) -> Iterator[Cosigned]:
    """Yield who cosigned: two lines each, by name, each once."""
    with at_file(path):
        lines = parse_lines(data)
    names = [line.name for line in lines]
    if len(lines) % 2 or names[::2] != names[1::2] or sorted(set(names)) != names[::2] or len(lines) > 2 * MOST_WITNESSES:
        raise NotProven(file=path, why="not two lines for each witness, by name")
    by_name = {witness_name(name): node for name, (_, node) in signers.nodes.items() if name != maker}
    vouched = {one.country: one.vouched for one in (*signers.vouching, *signers.witnesses)}
    for place in range(0, len(lines), 2):
        node = by_name.get(names[place])
        if node is None:
            raise NotProven(file=path, why=f"no section in this proof names the witness {names[place]}")
        with at_file(path):
            at = cosigned_at(lines[place : place + 2], node, text=text, keyring=signers.keyring)
        country = signers.country(node.id)
        yield Cosigned(node.id, country, at, vouched[country])


def cosigned_at(lines: tuple[NoteSignature, ...], node: Node, *, text: str, keyring: DatedKeyring) -> Instant:
    """Return when the node cosigned, by a key that was good then and was never taken back: a witness alone says when it signed."""
    refused: Refused = KeyExpired(key=node.signing[-1].key.key_id, at=parse_moment(lines[0].raw))
    for dated in node.signing:
        verifiers = cosignature_verifiers(dated.key, name=witness_name(node.id))
        try:
            at = verify_cosignature(lines, text=text, verifiers=verifiers, moment=parse_moment)
        except Refused as refusal:
            refused = refusal
            continue
        if (since := keyring.revoked(dated.key.key_id)) is not None:
            raise KeyRevoked(key=dated.key.key_id, since=since)
        if dated.good(at):
            return at
        refused = KeyExpired(key=dated.key.key_id, at=at)
    raise refused
