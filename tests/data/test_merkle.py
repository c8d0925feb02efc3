"""Runs all proofs of transparency-dev/merkle, good and bad, against the ledger.

transparency-dev/merkle, testdata/, Apache-2.0; the files stay in the folder of large data.
"""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from comity.ledger.proofs import ConsistencyProof, InclusionProof, verify_consistency, verify_inclusion
from comity.terms.digests import Digest
from comity.terms.refusals import Refused

pytestmark = pytest.mark.data


def raw(text: str | None) -> bytes:
    """Decode a field of the vectors; null is nothing."""
    return b64decode(text or "")


def path(found: dict[str, Any]) -> tuple[bytes, ...]:
    """Return the proof's hashes."""
    return tuple(raw(part) for part in found["proof"] or ())


def is_short_root(found: dict[str, Any]) -> bool:
    """One vector wants a root of 12 bytes accepted; here a root has 32 bytes, so it is refused."""
    return any(len(raw(found.get(name))) not in (0, 32) for name in ("root", "root1", "root2"))


def test_inclusion_agrees_with_every_vector(large_data: Path):
    """Every proof is accepted or refused as its file says."""
    files = sorted((large_data / "vectors" / "merkle" / "inclusion").rglob("*.json"))
    for file in files:
        found = json.loads(file.read_text(encoding="utf-8"))
        try:
            proof = InclusionProof(index=found["leafIdx"], size=found["treeSize"], path=path(found))
            verify_inclusion(raw(found["leafHash"]), proof=proof, root=Digest(raw(found["root"])))
        except Refused:
            assert found["wantErr"] or is_short_root(found), file.name
        else:
            assert not found["wantErr"], file.name
    assert len(files) > 50


def test_consistency_agrees_with_every_vector(large_data: Path):
    """Every proof is accepted or refused as its file says; ours also refuses the empty log, from which nothing follows."""
    files = sorted((large_data / "vectors" / "merkle" / "consistency").rglob("*.json"))
    for file in files:
        found = json.loads(file.read_text(encoding="utf-8"))
        try:
            proof = ConsistencyProof(old=found["size1"], size=found["size2"], path=path(found))
            verify_consistency(proof, old_root=Digest(raw(found["root1"])), root=Digest(raw(found["root2"])))
        except Refused:
            assert found["wantErr"] or is_short_root(found) or found["size1"] == 0, file.name
        else:
            assert not found["wantErr"], file.name
    assert len(files) > 50
