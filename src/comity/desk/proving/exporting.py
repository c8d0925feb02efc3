"""Exports the proof file of one request: gathers rows, tiles and directory, makes the file, verifies it, keeps it."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.proving.choice import parse_choice
from comity.desk.proving.destroyed import print_remains
from comity.desk.proving.growth import print_growth
from comity.desk.proving.kept import custody_of, leaf_of, without
from comity.desk.proving.layout import ActFiles, Contents, CountryFiles, LeafFiles, ReceiptKind, print_opening
from comity.desk.proving.leaves import RECEIPTED, RECEIVED, REFUSED, SENT, TRAVELLED
from comity.desk.proving.left import leaves_left, remains_of
from comity.desk.proving.making import make_proof
from comity.desk.proving.package import SUFFIX
from comity.desk.proving.papers import papers_of
from comity.desk.proving.refusals import CannotProve
from comity.desk.proving.verdict import Verdict
from comity.desk.proving.verifying import verify_proof
from comity.desk.proving.vouched import signed_for
from comity.desk.proving.witnessed import EVIDENCE, ROUTINE
from comity.desk.visibility import NoSuchRequest, require_kept, visible_to
from comity.directory.book import SUFFIX as SECTION_SUFFIX
from comity.directory.book import Book, book
from comity.directory.home import Home, home
from comity.directory.keyfiles import node_keys
from comity.directory.officers import actor
from comity.directory.shownlogs import keys_of, verify_shown
from comity.ledger.checkpoint import PATH
from comity.ledger.leaf import parse_leaf
from comity.ledger.logproof import LogProof, print_log_proof
from comity.ledger.proofs import prove_consistency, prove_inclusion
from comity.ledger.tiles import Tile, TileHashes
from comity.records.models import ActFile, Inbox, JournalAct, Message, Officer, Receipt, Request
from comity.seal.frames import parse_frames
from comity.seal.headers import parse_inner
from comity.seal.receipt import MAGIC
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json
from comity.terms.refusals import Refused
from comity.wire.batch import MAX_RECEIPT
from comity.wire.receipts import ReceiptBody, parse_receipt

_FACTS_CAP: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Approved:
    """What two officers leave out of a proof: the bytes that were approved, and the leaf that says so."""

    record: bytes
    leaf: int


Papers: TypeAlias = Callable[[Verdict], Mapping[str, bytes]]
"""Prints what stands beside a proof for people, from what the proof shows."""


def without_papers(_: Verdict) -> Mapping[str, bytes]:
    """Print nothing: where a book stands around the proof already."""
    return {}


def export_proof(
    reference: str,
    *,
    by: Officer,
    at: Instant,
    to: Path | None = None,
    approved: Approved | None = None,
    papers: Papers = papers_of,
) -> Path:
    """Write the proof file of the request and return where; by default into the node's folder `proofs`, over an older one.

    With `approved`, without what two officers leave out; that it was approved for this case is the CALLER's to have seen.

    It holds the acts word for word, so no door makes one in the name of nobody: `by` may export, and may know of the case.

    The CALLER has just published the log (`courier.publishing.publish_log`), so that its checkpoint holds every act.
    Of a case whose content was destroyed it is what is left: a file of its own, `.remains`, with nothing in it that is gone.
    Raises `NoSuchRequest`, `CannotProve`, and whatever the verification of the finished file refuses: a file that does not
    verify is not written.
    """
    who = actor(by, at=at)
    require(who, Verb.EXPORT_PROOF)
    if not visible_to(who).filter(reference=reference).exists():
        raise NoSuchRequest(reference=reference[:20])
    data = proof_of(reference, at=at, approved=approved, papers=papers)
    target = to or home().proofs / f"{reference}{_sort_of(reference, approved)}{SUFFIX}"
    facts: dict[str, JsonValue] = {"digest": str(Digest.of(data)), "size": len(data)}
    if approved is not None:
        facts["withheld"] = str(Digest.of(approved.record))
    with transaction.atomic():
        note("proof.exported", by=by, about=reference, at=at, facts=facts)
        _write(target, data)
    return target


def proof_of(reference: str, *, at: Instant, approved: Approved | None = None, papers: Papers = without_papers) -> bytes:
    """Return the proof file of the request, verified by the keys that this node trusts; raises as `export_proof` does.

    What two officers left out was approved of a case that said something: `ContentErased` where that is gone.
    """
    request = Request.objects.filter(reference=reference).first()
    if request is None:
        raise NoSuchRequest(reference=reference[:20])
    if approved is not None:
        require_kept(reference)
    own, known = home(), book()
    contents = _gather(request, own=own, known=known, approved=approved)
    key, trusted = node_keys(own).signing, {country: key.key_id for country, key in known.trusted.items()}
    data = make_proof(contents, reference=Reference(reference), node=own.node, at=at, key=key)
    beside = papers(verify_proof(data, trusted=trusted))
    if beside:
        data = make_proof(contents, reference=Reference(reference), node=own.node, at=at, key=key, papers=beside)
        verify_proof(data, trusted=trusted)
    return data


def _sort_of(reference: str, approved: Approved | None) -> str:
    """Return what stands in the name of a file that holds less than the case had."""
    if approved is not None:
        return ".withheld"
    return ".remains" if Request.objects.filter(reference=reference, erased_at__isnull=False).exists() else ""


def _gather(request: Request, *, own: Home, known: Book, approved: Approved | None) -> Contents:
    messages = list(Message.objects.filter(request=request, road="wire").order_by("id"))
    if not messages:
        raise CannotProve(reference=request.reference, where="none of its acts travelled on the wire; the case file holds what did not")
    receipts = {(EnvelopeId(message.env_id), kind): data for message in messages for kind, data in _receipts(message, peer=request.peer)}
    arrived = {EnvelopeId(message.env_id) for message in messages if message.direction == "in"}  # whose receipts are ours
    parties = {own.country, known.authority_of(NodeId(request.peer)).id.country}
    prove = _Prover(request.reference, own=own, known=known)
    given = {name: _body(data) for name, data in receipts.items() if name[0] in arrived}
    remains = remains_of(request, messages, given=given) if request.erased_at is not None else None
    if remains is None:
        leaves = _leaves(request.reference, messages, receipts=receipts, prove=prove)
    else:
        leaves = leaves_left(request, remains, prove=prove)
    custody, of_custody = custody_of(request, messages, prove=prove)
    leaves = dict(sorted((leaves | of_custody).items()))
    if approved is not None:
        leaves[approved.leaf] = leaf_of(approved.leaf, request.reference, prove=prove)
    places = [index for index, files in leaves.items() if parse_leaf(files.leaf).kind in {SENT, RECEIVED} or index in of_custody]
    evidence = bool(custody) or remains is not None or ActFile.objects.filter(message__in=messages).exists()
    needed = max(own.witnesses.evidence, EVIDENCE) if evidence else max(own.witnesses.routine, ROUTINE)
    signed, abroad = signed_for(places, size=prove.size, needed=needed, own=own, known=known)
    whole = Contents(
        custody=custody,
        countries={country: _country(country, own=own, known=known) for country in parties},
        acts=tuple(_act(number, message) for number, message in enumerate(messages, 1)),
        destroyed=print_remains(remains) if remains is not None else None,
        receipts=receipts,
        leaves=leaves,
        growth=prove.growth(given.values(), sizes=signed),
        witnesses={country: _country(country, own=own, known=known) for country in abroad - parties},
        signed=signed,
    )
    return whole if approved is None else without(whole, parse_choice(approved.record), record=approved.record)


def _country(country: Country, *, own: Home, known: Book) -> CountryFiles:
    return CountryFiles(known.trusted[country].raw, (own.sections / f"{country}{SECTION_SUFFIX}").read_bytes())


def _act(number: int, message: Message) -> ActFiles:
    return ActFiles(
        number=number,
        direction=message.direction,
        env_id=EnvelopeId(message.env_id),
        inner=bytes(message.inner),
        signatures=bytes(message.signatures),
        salt=bytes(message.salt) or None,
        body=bytes(message.body) or None,
    )


def _receipts(message: Message, *, peer: str) -> Iterable[tuple[ReceiptKind, bytes]]:
    """Yield the receipts that an act is owed or was refused with: those given for ours, and those we gave for theirs."""
    wanted = (*parse_inner(bytes(message.inner)).requires, "refused", "files")
    direction = "in" if message.direction == "out" else "out"
    for kind, sealed in Receipt.objects.filter(env_id=message.env_id, direction=direction, kind__in=wanted).values_list("kind", "sealed"):
        if kind != "refused" or _body(bytes(sealed)).inner is not None:  # one that was not opened proves no act
            yield kind, bytes(sealed)
    if message.direction == "in" and "received" in wanted:
        sealed = Inbox.objects.filter(peer=peer, env_id=message.env_id).values_list("receipt", flat=True).first()
        if sealed is not None:
            yield "received", bytes(sealed)


def _leaves(
    reference: str, messages: list[Message], *, receipts: dict[tuple[EnvelopeId, ReceiptKind], bytes], prove: "_Prover"
) -> dict[int, LeafFiles]:
    wanted: dict[tuple[str, str], str] = {}  # by kind and envelope: the digest that the leaf must name, empty where it names none
    for message in messages:
        wanted[SENT if message.direction == "out" else RECEIVED, message.env_id] = ""
        for kind, name in ((RECEIPTED, "received"), (REFUSED, "refused")):
            data = receipts.get((EnvelopeId(message.env_id), name)) if message.direction == "out" else None  # type: ignore[arg-type]  # two of the kinds
            if data is not None:
                wanted[kind, message.env_id] = str(Digest.of(data))
    found: dict[int, LeafFiles] = {}
    for row in JournalAct.objects.filter(about=reference, name__in=TRAVELLED).order_by("index"):
        if row.facts is None or row.salt is None:
            raise CannotProve(reference=reference, where=f"the content of leaf {row.index} was erased")
        facts = parse_json(bytes(row.facts), _FACTS_CAP, what="journal")["facts"]
        key = (row.name, str(facts.get("envelope")))
        if wanted.get(key) in ("", facts.get("receipt")):
            del wanted[key]
            found[row.index] = LeafFiles(bytes(row.record), prove(row.index), print_opening(bytes(row.facts), salt=bytes(row.salt)))
    for kind, env_id in wanted:
        raise CannotProve(reference=reference, where=f"the journal has no leaf {kind} for envelope {env_id}")
    return found


def _body(receipt: bytes) -> ReceiptBody:
    """Read what a receipt that we gave says; who signed it is for the verification of the finished file."""
    return parse_receipt(parse_frames(receipt[len(MAGIC) :], what="receipt", cap=MAX_RECEIPT, least=2, most=2)[0])


class _Prover:
    """Makes inclusion proofs under the checkpoint that is published now, from the tiles."""

    def __init__(self, reference: str, *, own: Home, known: Book) -> None:
        """Read and verify the checkpoint; raises `CannotProve`."""
        self._reference, self._own = reference, own
        node = known.node(own.node)
        try:
            self._checkpoint = (own.log / PATH).read_bytes()
            self._size = verify_shown(self._checkpoint, of=node, keys=keys_of(node)).size
        except (OSError, Refused) as fault:
            raise CannotProve(reference=reference, where=f"the checkpoint cannot be used ({fault})") from fault
        self._hash_at = TileHashes(self._size, read=self._read)

    def __call__(self, index: int) -> bytes:
        """Return the printed proof of leaf `index`; raises `CannotProve` where the files do not reach it."""
        if index >= self._size:
            raise CannotProve(reference=self._reference, where=f"the log's files end before leaf {index}")
        proof = prove_inclusion(index, size=self._size, hash_at=self._hash_at)
        return print_log_proof(LogProof(index, proof.path, self._checkpoint))

    @property
    def size(self) -> int:
        """How long the log is under that checkpoint."""
        return self._size

    def growth(self, given: Iterable[ReceiptBody], *, sizes: Iterable[int]) -> dict[int, bytes]:
        """Return how the log went on from each of `sizes`, and from each that one of the receipts that we gave names."""
        wanted = {*sizes} | {log.size for body in given if (log := getattr(body, "log", None)) is not None}
        return {
            size: print_growth(prove_consistency(size, size=self._size, hash_at=self._hash_at).path) for size in wanted if size < self._size
        }

    def _read(self, tile: Tile) -> bytes:
        try:
            return (self._own.log / tile.path).read_bytes()
        except OSError as fault:
            raise CannotProve(reference=self._reference, where=f"the file {tile.path} is missing") from fault


def _write(target: Path, data: bytes) -> None:
    """Write `data` so that `target` is the old file or the whole new one."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
    with fresh.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(target)
