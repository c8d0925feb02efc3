"""The leaves of a proof: each act and each receipt of its maker stands in the log, under one checkpoint, and opens as what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.desk.proving.acts import ReadAct
from comity.desk.proving.choice import APPROVED, Choice
from comity.desk.proving.custody import FAMILY, ProvenHiding, ProvenItem, read_approval, read_custody
from comity.desk.proving.destroyed import (
    DESTROYED,
    PROPOSED,
    ClosedAct,
    ProvenDestruction,
    Remains,
    read_destruction,
    take_closed,
)
from comity.desk.proving.growth import parse_growth
from comity.desk.proving.layout import (
    UNBAGGED,
    Contents,
    LeafFiles,
    Manifest,
    growth_path,
    parse_opening,
    receipt_path,
)
from comity.desk.proving.opened import Leaf, Leaves
from comity.desk.proving.refusals import NotProven, at_file
from comity.desk.proving.said import ACTS
from comity.desk.proving.trust import Signers
from comity.desk.proving.verdict import ProvenMandate, ProvenReceipt
from comity.ledger.checkpoint import Checkpoint
from comity.ledger.leaf import parse_leaf, verify_commitment
from comity.ledger.logproof import Logged, parse_log_proof, verify_log_proof
from comity.ledger.proofs import ConsistencyProof, verify_consistency
from comity.seal.note import note_verifiers
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.signing import Verifier
from comity.wire.received import ReceivedBody

SPEC: Final = "docs/specs/proof.md, section 4.5"

SENT: Final = "act.sent"
RECEIVED: Final = "act.received"
RECEIPTED: Final = "receipt.received"
REFUSED: Final = "delivery.refused"
TRAVELLED: Final = (SENT, RECEIVED, RECEIPTED, REFUSED)
KINDS: Final = (*TRAVELLED, APPROVED, PROPOSED, DESTROYED)

_RECEIPT_OF: Final[Mapping[str, str]] = {RECEIPTED: "received", REFUSED: "refused"}

Receipts = Mapping[tuple[EnvelopeId, str], ProvenReceipt]


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The one checkpoint, the place of each act and what its leaf calls it, evidence, and the sizes from which the log has grown."""

    checkpoint: Checkpoint
    acts: Mapping[EnvelopeId, int]
    parts: Mapping[EnvelopeId, str]
    mandates: Mapping[EnvelopeId, ProvenMandate]
    custody: tuple[ProvenItem, ...]
    withheld: ProvenHiding | None
    destroyed: ProvenDestruction | None
    grown: tuple[int, ...]
    receipted: Mapping[EnvelopeId, Instant]
    """When the maker's log noted the receipt, or the refusal, that it was given for an act of its own."""


def read_log(
    contents: Contents,
    *,
    acts: Sequence[ReadAct],
    receipts: Receipts,
    manifest: Manifest,
    signers: Signers,
    choice: Choice | None,
    remains: Remains | None = None,
) -> ReadLog:
    """Return where each act and step of custody stands; raises `NotProven` for a leaf that does not hold, is missing or is too many."""
    node = signers.node(manifest.node, file="manifest")
    if not contents.leaves:
        raise NotProven(file="log", why="there is no leaf")
    leaves: Leaves = {}
    checkpoints: dict[bytes, Checkpoint] = {}
    for index, files in contents.leaves.items():
        path = f"log/{index}"
        with at_file(f"{path}.proof"):
            checkpoint = parse_log_proof(files.proof).checkpoint
            logged = _verify(files, origin=node.log_origin, verifiers=_verifiers(signers, manifest))
        checkpoints[checkpoint] = logged.checkpoint
        if len(checkpoints) > 1:
            raise NotProven(file=f"{path}.proof", why="it leads to another checkpoint than the leaf before")
        if logged.index != index:
            raise NotProven(file=f"{path}.proof", why=f"it is of leaf {logged.index}")
        leaf = _open(index, files, manifest=manifest, signers=signers)
        known = leaf.record.kind in KINDS or leaf.record.kind.startswith(FAMILY)
        if not known or leaf.key in leaves:
            raise NotProven(file=f"{path}.leaf", why="it has no part in this proof")
        leaves[leaf.key] = leaf
    mandates = {act.env_id: read for act in acts if (read := _mandate(leaves.get((SENT, str(act.env_id))))) is not None}
    named = {str(act.env_id): act.env_id for act in acts}
    receipted = {named[name]: leaf.record.at for (kind, name), leaf in leaves.items() if kind in _RECEIPT_OF and name in named}
    closed = {act.env_id: found for act in acts if remains is not None and (found := remains.of(act.files)) is not None}
    taken = {act.env_id: _take_act(leaves, act, receipts=receipts, closed=closed.get(act.env_id)) for act in acts}
    _take_receipts(leaves, acts=[act for act in acts if act.env_id not in closed], receipts=receipts)
    custody = read_custody(leaves, contents, acts=acts, manifest=manifest, choice=choice)
    withheld = read_approval(leaves, choice, manifest=manifest)
    destroyed = read_destruction(leaves, remains, manifest=manifest)
    for leaf in leaves.values():
        raise NotProven(file=f"log/{leaf.index}.leaf", why="it has no part in this proof")
    (checkpoint_found,) = checkpoints.values()
    grown = _require_growth(contents, receipts=receipts, checkpoint=checkpoint_found, manifest=manifest)
    return ReadLog(
        checkpoint_found,
        {env_id: index for env_id, (index, _) in taken.items()},
        {env_id: part for env_id, (_, part) in taken.items()},
        mandates,
        custody,
        withheld,
        destroyed,
        grown,
        receipted,
    )


def _mandate(leaf: Leaf | None) -> ProvenMandate | None:
    """Return by which mandate the log says that an act was approved; None where it names none.

    Raises `NotProven` for half of one, and for one that was not in force then.
    """
    told = leaf.fact("mandate") if leaf is not None else None
    if leaf is None or told is None:
        return None
    names = ("role", "from", "until", "basis", "acts_for")
    if not isinstance(told, Mapping) or set(told) != set(names) or not all(isinstance(told[name], str) for name in names):
        raise NotProven(file=f"log/{leaf.index}.opening.json", why="the mandate in it cannot be read")
    mandate = ProvenMandate(*(told[name] for name in names))
    with at_file(f"log/{leaf.index}.opening.json"):
        since, until = Instant.parse(mandate.since), Instant.parse(mandate.until) if mandate.until else None
    if leaf.record.at < since or (until is not None and until <= leaf.record.at):
        raise NotProven(file=f"log/{leaf.index}.opening.json", why="the mandate in it was not in force when the act was approved")
    return mandate


def _verifiers(signers: Signers, manifest: Manifest) -> list[tuple[Verifier, Verifier]]:
    """Return the pairs that may have signed the checkpoint: one for each key of the node that was good when the file was made."""
    node, at = signers.node(manifest.node, file="manifest"), manifest.made_at
    good = [dated.key for dated in node.signing if dated.good(at)]
    counted = [key for key in good if (since := signers.keyring.revoked(key.key_id)) is None or at < since]
    return [note_verifiers(key, name=node.log_origin) for key in counted]


def _verify(files: LeafFiles, *, origin: str, verifiers: Sequence[tuple[Verifier, Verifier]]) -> Logged:
    """Return where the leaf stands; both lines of one of the node's keys must have signed the checkpoint."""
    *others, last = verifiers
    for pair in others:
        try:
            return verify_log_proof(files.proof, record=files.leaf, origin=origin, verifiers=pair)
        except Refused:
            continue  # perhaps another key of the same node; the last one tells why not
    return verify_log_proof(files.proof, record=files.leaf, origin=origin, verifiers=last)


def _open(index: int, files: LeafFiles, *, manifest: Manifest, signers: Signers) -> Leaf:
    with at_file(f"log/{index}.leaf"):
        record = parse_leaf(files.leaf)
        owner = signers.lasting.key(record.key, at=record.at).owner
    if owner != manifest.node or record.at > manifest.made_at:
        raise NotProven(file=f"log/{index}.leaf", why="it is another node's, or later than this file")
    if files.opening is None:
        return Leaf(index, record, None)
    with at_file(f"log/{index}.opening.json"):
        opening = parse_opening(files.opening)
        verify_commitment(opening.payload, salt=opening.salt, record=record)
    if opening.about != str(manifest.reference):
        raise NotProven(file=f"log/{index}.opening.json", why=f"it is about {opening.about or 'no request'}")
    return Leaf(index, record, opening)


def _take_act(leaves: Leaves, act: ReadAct, *, receipts: Receipts, closed: ClosedAct | None) -> tuple[int, str]:
    """Take the leaf of `act` away and return its place, and which part of the exchange it says that the act is.

    Of one whose content was destroyed the leaf says nothing: place and part are what the maker says.
    """
    inner = act.disclosed.inner
    kind = SENT if act.files.direction == "out" else RECEIVED
    if closed is not None:
        _require_promised(act, take_closed(leaves, closed, kind=kind), receipts=receipts)
        return closed.leaf, closed.act
    leaf = leaves.pop((kind, str(act.env_id)), None)
    if leaf is None:
        raise NotProven(file=act.files.folder, why=f"no leaf {kind} of it is in this file")
    actors = [str(officer) for officer in act.approved_by] if kind == SENT else [str(inner.sender)]
    said = (leaf.fact("inner"), leaf.fact("act"), leaf.fact("kind"))
    part = act.body.act if act.body is not None else str(leaf.fact("act"))  # of a withheld act the maker's word
    known = part in ACTS and said == (str(act.disclosed.inner_digest), part, inner.kind)
    if not known or leaf.actor not in actors:
        raise NotProven(file=f"log/{leaf.index}.opening.json", why="it tells of another act than the one in this file")
    _require_promised(act, leaf, receipts=receipts)
    return leaf.index, part


def _require_promised(act: ReadAct, leaf: Leaf, *, receipts: Receipts) -> None:
    """Refuse a leaf that is not what we promised the sender: that place in our log, and the outer header that it can show."""
    given = receipts.get((act.env_id, "received")) if act.files.direction == "in" else None
    promised = given.body if given is not None and isinstance(given.body, ReceivedBody) else None
    outer = leaf.fact("outer") if leaf.opening is not None or promised is None else str(promised.outer)  # a closed one names none
    if promised is not None and (promised.log.index, str(promised.outer)) != (leaf.index, outer):
        path = receipt_path(act.env_id, "received")
        raise NotProven(file=path, why=f"it names another place in the log, or another envelope, than leaf {leaf.index}")


def _take_receipts(leaves: Leaves, *, acts: Sequence[ReadAct], receipts: Receipts) -> None:
    """Take away the leaves of the receipts that the maker was given by the courier's road."""
    for act in acts:
        for kind, name in _RECEIPT_OF.items():
            receipt = receipts.get((act.env_id, name))
            if receipt is None or act.files.direction == "in":
                continue
            leaf = leaves.pop((kind, str(act.env_id)), None)
            if leaf is None or leaf.fact("receipt") != str(receipt.digest):
                raise NotProven(file=receipt_path(act.env_id, name), why=f"no leaf {kind} of it is in this file")


def _require_growth(contents: Contents, *, receipts: Receipts, checkpoint: Checkpoint, manifest: Manifest) -> tuple[int, ...]:
    """Return the sizes that the maker named in its receipts; refuses a log that is not that one, grown. Version 1 does not show it."""
    growth = contents.growth
    promised = [
        (log.size, receipt_path(receipt.env_id, receipt.kind), log.root)
        for receipt in receipts.values()
        if receipt.node == manifest.node and (log := getattr(receipt.body, "log", None)) is not None and manifest.version != UNBAGGED
    ]
    for size, path, root in sorted(promised):
        data = growth.get(size)
        if size >= checkpoint.size:
            if (size, root, data) != (checkpoint.size, checkpoint.root, None):
                raise NotProven(file=path, why="the log in this file does not continue the one that it names")
        elif data is None:
            raise NotProven(file=growth_path(size), why="it is missing")
        else:
            with at_file(growth_path(size)):
                proof = ConsistencyProof(size, checkpoint.size, parse_growth(data))
                verify_consistency(proof, old_root=root, root=checkpoint.root)
    sizes = sorted({size for size, _, _ in promised})
    for size in sorted(growth):
        if size not in sizes and size not in contents.signed:
            raise NotProven(file=growth_path(size), why="it has no part in this proof")
    return tuple(sizes)
