import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from comity.seal.envelope import open_envelope
from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.seal.keys import SealingKey, SigningKey, VerifyingKey, parse_signature
from comity.seal.receipt import verify_receipt
from comity.terms.identifiers import Country, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import WIRE_CLASSES, Refused

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
EVERYWHERE = {"expect", "spec", "comment"}
HEADERS = {
    "envelope": EVERYWHERE | {"node", "sealing", "at", "key", "inner-digest", "outer-digest", "payload"},
    "receipt": EVERYWHERE | {"key", "node", "body"},
    "signature": EVERYWHERE | {"public", "type", "payload", "half", "message", "source", "licence"},
}
GOOD = {"envelope": "opened", "receipt": "verified", "signature": "verified"}


def read(path):
    """Return the headers (of which `key` may repeat) and the body of a vector; anything unknown fails."""
    head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    headers = {"key": []}
    for line in head.split("\n"):
        name, value = line.split(": ", 1)
        assert name in HEADERS[path.parent.name], f"{path}: unknown header {name}"
        if name == "key":
            headers["key"].append(value)
        else:
            assert name not in headers, f"{path}: {name} twice"
            headers[name] = value
    assert headers.keys() >= EVERYWHERE
    assert headers["expect"] in WIRE_CLASSES | {GOOD[path.parent.name]}, f"{path}: unknown class {headers['expect']}"
    return headers, base64.b64decode("".join(body.split("\n")), validate=True)


def keyring(lines):
    """Return the keyring that `key:` lines describe: owner, from, until, both seeds."""
    rows = []
    for line in lines:
        owner, first, until, ed25519, mldsa65 = line.split(" ")
        kind = OfficerId if "@" in owner else NodeId if "." in owner else Country
        key = SigningKey.from_seeds(bytes.fromhex(ed25519), bytes.fromhex(mldsa65)).public
        rows.append(KeyRow(KeyEntry.of(key, owner=kind(owner)), Instant.parse(first), Instant.parse(until)))
    return DatedKeyring(rows)


def envelope(headers, data):
    """Open, and compare with what the vector says."""
    key = SealingKey.from_seed(bytes.fromhex(headers["sealing"]))
    opened = open_envelope(
        data,
        node=NodeId(headers["node"]),
        sealing_keys={key.public.key_id: key},
        keyring=keyring(headers["key"]),
        at=Instant.parse(headers["at"]),
    )
    assert str(opened.inner_digest) == headers["inner-digest"]
    assert str(opened.outer_digest) == headers["outer-digest"]
    assert opened.payload.decode() == headers["payload"]


def receipt(headers, data):
    """Verify, and compare with what the vector says."""
    verified = verify_receipt(data, keyring=keyring(headers["key"]))
    assert verified.body_bytes.decode() == headers["body"]
    assert str(verified.node) == headers["node"]


def signature(headers, data):
    """Verify; nothing else to compare."""
    public = bytes.fromhex(headers["public"])
    if "half" in headers:  # from elsewhere: Ed25519 alone
        assert headers["half"] == "ed25519"
        assert headers.keys() >= {"source", "licence"}
        filler = SigningKey.from_seeds(bytes(32), bytes(32)).public.mldsa65_raw
        VerifyingKey(public + filler).verify_ed25519(bytes.fromhex(headers["message"]), data)
    else:
        VerifyingKey(public).verify(headers["type"], headers["payload"].encode(), parse_signature(data))


CHECKS = {"envelope": envelope, "receipt": receipt, "signature": signature}
FILES = sorted(path for folder in CHECKS for path in (VECTORS / folder).iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector(path):
    """Every vector ends as it says, in its very class."""
    headers, data = read(path)
    check, good = CHECKS[path.parent.name], GOOD[path.parent.name]
    if headers["expect"] == good:
        check(headers, data)
        return
    with pytest.raises(Refused) as refused:
        check(headers, data)
    assert refused.value.wire_class == headers["expect"]


def test_the_generator_knows_every_vector(world, monkeypatch, tmp_path):
    """Each file but those from elsewhere is one that `tools/make_seal_vectors.py` writes, and it writes no other."""
    monkeypatch.setattr(world.tool, "VECTORS", tmp_path)
    monkeypatch.setattr("sys.argv", ["make_seal_vectors.py"])
    world.tool.main()
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.txt")}
    assert made == {path.relative_to(VECTORS) for path in FILES if not path.name.startswith("wycheproof-")}


@pytest.mark.parametrize(
    "text",
    ["expect: opened\nspec: x\ncomment: x\nkeyring: y\n\n", "expect: broken\nspec: x\ncomment: x\n\n", "expect: opened\nspec: x\n\n"],
)
def test_a_vector_that_is_not_understood_fails(tmp_path, text):
    """Unknown headers, unknown classes and missing headers are faults of the vector, never skipped."""
    folder = tmp_path / "envelope"
    folder.mkdir()
    path = folder / "odd.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError):
        read(path)


@pytest.mark.parametrize(
    "test", json.loads((VECTORS / "mldsa65" / "wycheproof.json").read_text(encoding="utf-8"))["tests"], ids=lambda one: one["tcId"]
)
def test_the_library_agrees_with_others_on_mldsa65(test):
    """Hints, bounds, edges and contexts, as Wycheproof has them; `verify.py` is asked the same in tests/desk/proving."""
    key, signature = MLDSA65PublicKey.from_public_bytes(bytes.fromhex(test["publicKey"])), bytes.fromhex(test["sig"])
    given = signature, bytes.fromhex(test["msg"]), bytes.fromhex(test["ctx"])
    if test["result"] == "valid":
        key.verify(*given)
    else:
        with pytest.raises(InvalidSignature):
            key.verify(*given)
