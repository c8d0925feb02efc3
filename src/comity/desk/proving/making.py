"""Makes a proof file out of what was gathered: the manifest is signed by the node, the archive printed. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from comity.desk.proving.bag import PAYLOAD, print_lists, print_tags, read_by_people
from comity.desk.proving.layout import MANIFEST, MAX_ACTS, PAYLOAD_TYPE, Contents, Manifest, print_manifest
from comity.desk.proving.package import print_package
from comity.seal.keys import SigningKey
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import TooLarge

SPEC: Final = "docs/specs/proof.md, sections 2 and 8"


def make_proof(
    contents: Contents, *, reference: Reference, node: NodeId, at: Instant, key: SigningKey, papers: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the proof file of `reference` as `node` signs it with `key` at `at`, with `papers` (of `bag.PAPERS`) beside it.

    Raises `Malformed`, `TooLarge`.

    That it verifies is the CALLER's to see to, before it gives the file away.
    """
    papers = dict(papers or {})
    if len(contents.acts) > MAX_ACTS:
        raise TooLarge("list of acts", size=len(contents.acts), cap=MAX_ACTS)
    files = {f"{PAYLOAD}{path}": data for path, data in contents.files().items()} | read_by_people() | papers
    manifest = Manifest(reference, node, at, {}, replace(contents, beside=frozenset(papers)).version)
    files |= print_tags(manifest)
    manifest = replace(manifest, files={path: Digest.of(data) for path, data in files.items()})
    files[f"{PAYLOAD}{MANIFEST}"] = sign_statement(print_manifest(manifest), payload_type=PAYLOAD_TYPE, keys=(key,))
    return print_package(files | print_lists(files))
