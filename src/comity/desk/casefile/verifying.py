"""Verifies a case file offline, or refuses it and names the member. Without Django, network or clock. docs/specs/casefile.md, section 4."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from comity.desk.casefile.bundle import Stored, read_bundle
from comity.desk.casefile.layout import BOOK, MANIFEST, PAYLOAD_TYPE, READMES, SIGNED, SUMS, Manifest, parse_manifest, print_sums
from comity.desk.casefile.refusals import NotWhole, at_member
from comity.desk.proving.layout import CountryFiles
from comity.desk.proving.trust import Signers, Vouching, read_countries
from comity.desk.proving.verdict import Verdict
from comity.desk.proving.verifying import verify_proof
from comity.seal.statement import verify_statement
from comity.terms.identifiers import Country, KeyId
from comity.terms.instants import Instant

SPEC: Final = "docs/specs/casefile.md, section 4"

_BEGINNING: Final = Instant(0)
_DIRECTORY: Final = "directory/"
_PROOF: Final = "proof/"


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """Every member is the one that the node signed for. `proof` is what the proof inside shows; None where nothing went on the wire."""

    manifest: Manifest
    proof: Verdict | None
    vouching: tuple[Vouching, ...]

    @property
    def vouched(self) -> bool:
        """Whether the reader trusts every country's key that the file stands on."""
        return all(one.vouched for one in self.vouching)


def verify_casefile(source: BinaryIO, *, trusted: Mapping[Country, KeyId]) -> CaseVerdict:
    """Return what the case file shows, or raise `Refused`. Read once, a piece at a time; sections of docs/specs/casefile.md.

    A country that `trusted` does not name is no error: then nobody vouches for it, and the CALLER must not call it verified.
    """
    # (1) one form of the archive; nothing compressed, nothing behind it                            - §1
    found = read_bundle(source, keep=_is_read)
    # (2) the node's country: the trusted key and no other; its section signed by it               - §4.1
    signers = _signers(found, trusted)
    # (3) the manifest: signed by the node that it names, with a key that was good then            - §4.2
    manifest = _manifest(found, signers)
    # (4) the members: those of the manifest and no others, in its order, each as it says          - §4.3
    _require_members(found, manifest)
    # (5) the proof inside: whole, of this request and this node, its acts those beside it         - §4.4
    proof = _proof(found, manifest, trusted)
    vouching = {one.country: one for one in (*signers.vouching, *(proof.vouching if proof else ()))}
    return CaseVerdict(manifest, proof, tuple(vouching[country] for country in sorted(vouching)))


def _is_read(name: str) -> bool:
    return name in {MANIFEST, SIGNED, SUMS} or name.startswith((_DIRECTORY, _PROOF))


def _signers(found: Mapping[str, Stored], trusted: Mapping[Country, KeyId]) -> Signers:
    names = [name for name in found if name.startswith(_DIRECTORY)]
    country = names[0].removeprefix(_DIRECTORY)[:2] if names else ""
    key, section = f"{_DIRECTORY}{country}.key", f"{_DIRECTORY}{country}.section"
    if sorted(names) != [key, section]:
        raise NotWhole(file=_DIRECTORY, why="it does not hold the key and the section of one country")
    with at_member(_DIRECTORY):
        return read_countries({Country(country): CountryFiles(found[key].data, found[section].data)}, witnesses={}, trusted=trusted)


def _manifest(found: Mapping[str, Stored], signers: Signers) -> Manifest:
    for name in (MANIFEST, SIGNED):
        if name not in found:
            raise NotWhole(file=name, why="it is missing")
    with at_member(SIGNED):
        statement = verify_statement(found[SIGNED].data, payload_type=PAYLOAD_TYPE, keyring=signers.undated, at=_BEGINNING)
        if statement.payload != found[MANIFEST].data:
            raise NotWhole(file=MANIFEST, why="it is not what the node signed")
        manifest = parse_manifest(statement.payload)
        if [entry.owner for entry in statement.signed_by] != [manifest.node]:
            raise NotWhole(file=SIGNED, why=f"it is not signed by {manifest.node} alone")
        # Now that it is known when it says it was signed: was the key good then?
        signers.keyring.key(statement.signed_by[0].key.key_id, at=manifest.made_at)
    return manifest


def _require_members(found: Mapping[str, Stored], manifest: Manifest) -> None:
    named = {one.path: one for one in manifest.members}
    for path in found:
        if path not in named and path not in {MANIFEST, SIGNED}:
            raise NotWhole(file=path, why="the manifest does not name it")
    for path, member in named.items():
        if path not in found:
            raise NotWhole(file=path, why="the manifest names it, and it is missing")
        if (found[path].digest, found[path].size) != (member.digest, member.size):
            raise NotWhole(file=path, why="it is not what the manifest says")
    for path in (BOOK, SUMS, *READMES):
        if path not in named:
            raise NotWhole(file=path, why="it is missing")
    if list(found) != [*(one.path for one in manifest.members), MANIFEST, SIGNED]:
        raise NotWhole(file=MANIFEST, why="its members stand in another order")
    if found[SUMS].data != print_sums(tuple(one for one in manifest.members if one.path != SUMS)):
        raise NotWhole(file=SUMS, why="it does not list what the manifest lists")


def _proof(found: Mapping[str, Stored], manifest: Manifest, trusted: Mapping[Country, KeyId]) -> Verdict | None:
    names = [name for name in found if name.startswith(_PROOF)]
    if not names:
        return None
    with at_member(names[0]):
        verdict = verify_proof(found[names[0]].data, trusted=trusted)
    bodies = {one.digest for one in manifest.members if one.path.startswith("acts/") and one.path.endswith(".json")}
    for holds, why in (
        (len(names) == 1, "there are two proofs"),
        ((verdict.reference, verdict.node) == (manifest.reference, manifest.node), "it is of another request or another node"),
        (verdict.made_at == manifest.made_at, "it was made at another moment than the case file"),
        (all(act.body_digest in bodies for act in verdict.acts), "an act of it is not beside it"),
    ):
        if not holds:
            raise NotWhole(file=names[0], why=why)
    return verdict
