"""Runs `vectors/ledger`: every file says what to expect, and an unknown header or class fails."""

import json
from base64 import b64decode
from collections import defaultdict
from pathlib import Path

import pytest

from comity.ledger.checkpoint import Checkpoint, verify_checkpoint
from comity.ledger.cosigning import parse_submission, print_submission
from comity.ledger.leaf import parse_leaf, print_leaf, verify_commitment
from comity.ledger.logproof import verify_log_proof
from comity.ledger.proofs import ConsistencyProof, InclusionProof, verify_consistency, verify_inclusion
from comity.ledger.tiles import Bundle, Tile, parse_bundle, parse_path, parse_tile, print_bundle, print_tile
from comity.terms.digests import Digest, leaf_hash
from comity.terms.refusals import WIRE_CLASSES, Refused

VECTORS = Path(__file__).parents[2] / "vectors" / "ledger"
FILES = sorted(path.relative_to(VECTORS).as_posix() for path in VECTORS.glob("*/*.txt"))
HEADERS = {
    "leaf": {"salt", "payload", "leaf"},
    "checkpoint": {"origin", "key", "size", "root"},
    "tile": {"path"},
    "bundle": {"path", "leaf"},
    "proof": {"origin", "key", "record", "index"},
    "consistency": {"old", "size", "old-root", "root"},
    "submission": {"old", "hash"},
}


def run_leaf(body, headers, _):
    """Read a leaf; where salt and payload are given, open its commitment."""
    record = parse_leaf(body)
    if "salt" in headers:
        payload, salt = bytes.fromhex(headers["payload"][0]), bytes.fromhex(headers["salt"][0])
        assert verify_commitment(payload, salt=salt, record=record) == payload
    assert print_leaf(record) == body
    assert record.hash.hex() == headers["leaf"][0]


def run_checkpoint(body, headers, verifier_from):
    """Verify a signed checkpoint with all keys."""
    verifiers = [verifier_from(key) for key in headers["key"]]
    found = verify_checkpoint(body, origin=headers["origin"][0], verifiers=verifiers)
    assert found == Checkpoint(headers["origin"][0], int(headers["size"][0]), Digest.parse(headers["root"][0]))


def run_tile(body, headers, _):
    """Read a tile under its name."""
    data = bytes.fromhex(body.decode())
    tile = parse_path(headers["path"][0])
    assert isinstance(tile, Tile)
    assert print_tile(parse_tile(data, tile=tile)) == data


def run_bundle(body, headers, _):
    """Read an entry bundle under its name; its records hash to their leaves."""
    data = bytes.fromhex(body.decode())
    bundle = parse_path(headers["path"][0])
    assert isinstance(bundle, Bundle)
    records = parse_bundle(data, bundle=bundle)
    assert print_bundle(records) == data
    assert [leaf_hash(record).hex() for record in records] == headers["leaf"]


def run_proof(body, headers, verifier_from):
    """Verify a log proof of one record."""
    record = bytes.fromhex(headers["record"][0])
    verifiers = [verifier_from(key) for key in headers["key"]]
    logged = verify_log_proof(body, record=record, origin=headers["origin"][0], verifiers=verifiers)
    assert (logged.record, logged.index) == (record, int(headers["index"][0]))


def run_consistency(body, headers, _):
    """Verify that one root continues another."""
    path = tuple(b64decode(line, validate=True) for line in body.split())
    proof = ConsistencyProof(int(headers["old"][0]), int(headers["size"][0]), path)
    root = Digest.parse(headers["root"][0])
    assert verify_consistency(proof, old_root=Digest.parse(headers["old-root"][0]), root=root) == root


def run_submission(body, headers, _):
    """Read what a log submits to a witness; its note is not looked at yet."""
    submission = parse_submission(body)
    assert print_submission(submission) == body
    assert (submission.old, [node.hex() for node in submission.path]) == (int(headers["old"][0]), headers.get("hash", []))


RUN = {
    "submission": run_submission,
    "leaf": run_leaf,
    "checkpoint": run_checkpoint,
    "tile": run_tile,
    "bundle": run_bundle,
    "proof": run_proof,
    "consistency": run_consistency,
}


def read_vector(data):
    """Split a vector into its headers, each a list, and its body."""
    head, _, body = data.partition(b"\n\n")
    headers = defaultdict(list)
    for line in head.decode().split("\n"):
        name, _, value = line.partition(": ")
        headers[name].append(value)
    return headers, body


@pytest.mark.parametrize("name", FILES)
def test_vector(name, verifier_from):
    """The file is taken, or refused with exactly the class that it expects."""
    headers, body = read_vector((VECTORS / name).read_bytes())
    folder = name.split("/", maxsplit=1)[0]
    assert headers.keys() <= HEADERS[folder] | {"expect", "spec", "comment"}
    assert headers["spec"]
    assert headers["comment"]
    (expect,) = headers["expect"]
    assert expect in WIRE_CLASSES | {"ok"}
    try:
        RUN[folder](body, headers, verifier_from)
    except Refused as refusal:
        found = refusal.wire_class
    else:
        found = "ok"
    assert found == expect


def test_every_folder_has_good_and_bad_vectors():
    """A folder without failures would prove little."""
    for folder in RUN:
        expected = {read_vector((VECTORS / name).read_bytes())[0]["expect"][0] for name in FILES if name.startswith(f"{folder}/")}
        assert len(expected) >= 2
        assert "ok" in expected


def others(name):
    """Give the vectors of one file of `rfc6962/`, each under the path that it came from."""
    return [pytest.param(vector, id=vector["file"]) for vector in json.loads((VECTORS / "rfc6962" / name).read_bytes())["vectors"]]


def as_path(vector):
    """Decode the hashes of a proof."""
    return tuple(b64decode(node) for node in vector["proof"] or ())


@pytest.mark.parametrize("vector", others("inclusion.json"))
def test_inclusion_of_others(vector):
    """transparency-dev/merkle's verdicts on inclusion proofs are ours."""

    def run():
        proof = InclusionProof(vector["leafIdx"], vector["treeSize"], as_path(vector))
        verify_inclusion(b64decode(vector["leafHash"]), proof=proof, root=Digest(b64decode(vector["root"])))

    refuses(run, expected=vector["wantErr"])


@pytest.mark.parametrize("vector", others("consistency.json"))
def test_consistency_of_others(vector):
    """transparency-dev/merkle's verdicts on consistency proofs are ours, but for one root that is no hash."""

    def run():
        proof = ConsistencyProof(vector["size1"], vector["size2"], as_path(vector))
        verify_consistency(proof, old_root=Digest(b64decode(vector["root1"])), root=Digest(b64decode(vector["root2"])))

    no_hash = vector["file"] == "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"  # a root of 12 bytes
    refuses(run, expected=vector["wantErr"] or no_hash)


def refuses(run, *, expected):
    """See that `run` refuses if that is expected, and otherwise does not."""
    if expected:
        with pytest.raises(Refused):
            run()
    else:
        run()
