"""Verifies a proof file offline, or refuses it and names the place. Without Django, network or clock. docs/specs/proof.md."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from comity.desk.proving.acts import ReadAct, read_act, require_whole
from comity.desk.proving.bag import DERIVED, REPORT, VERIFIER, open_bag, read_by_people, require_info
from comity.desk.proving.choice import read_choice
from comity.desk.proving.countersigned import read_countersigned
from comity.desk.proving.destroyed import read_remains
from comity.desk.proving.layout import MANIFEST, PAYLOAD_TYPE, UNBAGGED, Manifest, parse_manifest, sort_files
from comity.desk.proving.leaves import ReadLog, read_log
from comity.desk.proving.package import parse_package
from comity.desk.proving.receipts import read_receipts
from comity.desk.proving.refusals import NotProven, at_file
from comity.desk.proving.takenback import read_taken_back
from comity.desk.proving.trust import Signers, read_countries
from comity.desk.proving.verdict import ProvenAct, ProvenReceipt, Verdict
from comity.directory.sections import Section
from comity.seal.statement import verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, EnvelopeId, KeyId
from comity.terms.instants import Instant

SPEC: Final = "docs/specs/proof.md, section 4"

_BEGINNING: Final = Instant(0)
_RECEIPTS: Final = ("received", "refused", "opened", "decided", "files")


def verify_proof(data: bytes, *, trusted: Mapping[Country, KeyId], later: Sequence[Section] = ()) -> Verdict:
    """Return what the proof file shows, or raise `Refused`. Sections of docs/specs/proof.md.

    `trusted` are the fingerprints of country keys by which the reader goes. A country in the file that it does not name
    is not an error: the verdict then says that nobody vouches for it, and the CALLER must not call it verified.
    `later` are sections that the reader has and has verified: keys that they take back are taken back here too.
    """
    # (1) one form of the archive and of the bag; every file has its place                     - §1, §2, §8
    files = parse_package(data)
    inside, prefix, beside = open_bag(files)
    contents = sort_files(inside, beside=beside)
    if not prefix and (contents.custody or contents.withheld is not None or contents.destroyed is not None):
        raise NotProven(file="custody", why="a proof of version 1 has none")
    # (2) countries: the trusted keys and no others; each section signed by its country        - §3
    signers = read_countries(contents.countries, witnesses=contents.witnesses, trusted=trusted, later=later)
    # (3) the manifest: signed by one node of those sections; it names every file, as it is    - §4.1
    manifest, maker = _read_manifest(files, signers, prefix=prefix, version=contents.version if prefix else UNBAGGED)
    #     what is missing is what it says was destroyed, or is withheld, and nothing else       - §4.11, §4.9
    remains = read_remains(contents, manifest=manifest)
    choice = read_choice(contents, manifest=manifest)
    # (4) acts: signatures of node and officers, content as committed to, two persons          - §4.2
    acts = [read_act(one, manifest=manifest, signers=signers) for one in contents.acts]
    # (5) streams: whole from the first act on, between two nodes, replies to acts before      - §4.3
    require_whole(acts, manifest=manifest, contents=contents, signers=signers, remains=remains)
    # (6) receipts: each of an act in this file, signed by the node that it was sealed for     - §4.4
    receipts = read_receipts(contents, acts=acts, signers=signers)
    # (7) the log: each act, receipt, step of custody and approval is a leaf under one          - §4.5, §4.8, §4.9, §4.11
    #     checkpoint, and opens as such; it is the log that the maker named in its receipts, grown - §4.6
    log = read_log(contents, acts=acts, receipts=receipts, manifest=manifest, signers=signers, choice=choice, remains=remains)
    # (8) who countersigned that log as it grew                                                - §4.7
    countersigned = read_countersigned(contents, log=log, manifest=manifest, signers=signers)
    verdict = Verdict(
        reference=manifest.reference,
        node=manifest.node,
        authorities={node: signers.authority(node).names for act in acts for node in (act.disclosed.inner.sender, act.receiver)},
        made_at=manifest.made_at,
        checkpoint=log.checkpoint,
        acts=tuple(_proven(act, receipts=receipts, log=log) for act in acts),
        grown=log.grown,
        countersigned=countersigned,
        custody=log.custody,
        withheld=log.withheld,
        destroyed=log.destroyed,
        report=REPORT in beside,
        home=signers.country(manifest.node),
        vouching=signers.vouching,
        verifier=files[VERIFIER] == read_by_people()[VERIFIER] if VERIFIER in files else None,
    )
    # (9) keys that were taken back: what they signed was seen before by somebody else          - §4.10
    taken = read_taken_back(verdict, acts=acts, receipts=receipts, log=log, manifest=manifest, maker=maker, signers=signers)
    return replace(verdict, taken_back=taken)


def _read_manifest(files: Mapping[str, bytes], signers: Signers, *, prefix: str, version: int) -> tuple[Manifest, KeyId]:
    """Return the manifest, and which key signed it."""
    own = f"{prefix}{MANIFEST}"
    if own not in files:
        raise NotProven(file=MANIFEST, why="it is missing")
    with at_file(MANIFEST):
        statement = verify_statement(files[own], payload_type=PAYLOAD_TYPE, keyring=signers.undated, at=_BEGINNING)
        manifest = parse_manifest(statement.payload, version=version)
        owners = [entry.owner for entry in statement.signed_by]
        if owners != [manifest.node]:
            raise NotProven(file=MANIFEST, why=f"it is not signed by {manifest.node} alone")
        # Now that it is known when it says it was signed: was the key good then?
        signers.keyring.key(statement.signed_by[0].key.key_id, at=manifest.made_at)
    unnamed = {own, *(DERIVED if prefix else ())}
    found = {path: Digest.of(data) for path, data in files.items() if path not in unnamed}
    for path in sorted(found.keys() | manifest.files.keys()):
        where = path.removeprefix(prefix)
        if path not in manifest.files:
            raise NotProven(file=where, why="the manifest does not name it")
        if path not in found:
            raise NotProven(file=where, why="the manifest names it, and it is missing")
        if found[path] != manifest.files[path]:
            raise NotProven(file=where, why="it is not what the manifest says")
    if prefix:
        require_info(files, manifest)
    return manifest, statement.signed_by[0].key.key_id


def _proven(act: ReadAct, *, receipts: Mapping[tuple[EnvelopeId, str], ProvenReceipt], log: ReadLog) -> ProvenAct:
    return ProvenAct(
        number=act.files.number,
        direction=act.files.direction,
        inner=act.disclosed.inner,
        inner_digest=act.disclosed.inner_digest,
        body=act.body,
        body_digest=Digest.of(act.files.body) if act.files.body is not None else None,
        part=log.parts[act.env_id],
        receiver=act.receiver,
        approved_by=act.approved_by,
        index=log.acts[act.env_id],
        mandate=log.mandates.get(act.env_id),
        closed=log.destroyed is not None and log.destroyed.remains.of(act.files) is not None,
        receipts={kind: receipts[act.env_id, kind] for kind in _RECEIPTS if (act.env_id, kind) in receipts},
    )
