"""What a verifier that is one file thinks of the vectors: each function yields those of which it thinks otherwise than they say."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from worlds.second import second

from comity.seal.keys import SigningKey

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
RECEIPTS = ("received", "refused", "opened", "decided", "files")


def takes(program: ModuleType, call: Callable[..., object], *given: object) -> bool:
    """Say whether the verifier takes it."""
    try:
        call(*given)
    except program.Refused:
        return False
    return True


def split(path: Path) -> tuple[dict[str, list[str]], bytes]:
    """Return the headers of a vector, each a list, and its body."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    headers: dict[str, list[str]] = {}
    for line in head.decode().split("\n"):
        name, _, value = line.partition(": ")
        headers.setdefault(name, []).append(value)
    return headers, body


def signature_vector(program: ModuleType, headers: dict[str, list[str]], body: bytes) -> None:
    """A hybrid signature, or one half."""
    public, data = bytes.fromhex(headers["public"][0]), base64.b64decode(body)
    if "half" in headers:
        program.verify_ed25519(public, bytes.fromhex(headers["message"][0]), data)
    else:
        program.signature_form(data)
        program.verify_signature(public, headers["type"][0], headers["payload"][0].encode(), data)


def receipt_vector(program: ModuleType, headers: dict[str, list[str]], body: bytes) -> None:
    """A sealed receipt under a keyring."""
    keys = {}
    for owner, since, until, *seeds in (line.split(" ") for line in headers["key"]):
        raw = SigningKey.from_seeds(*map(bytes.fromhex, seeds)).public.raw
        if "." in owner:  # a country makes no receipt, and is no holder of keys in a proof
            keys[program.fingerprint(raw)] = program.Key(raw, owner, since, until)
    program.verify_receipt(base64.b64decode(body), keys)


def body_vector(program: ModuleType, headers: dict[str, list[str]], body: bytes) -> None:
    """The body of an act or a receipt."""
    body = bytes.fromhex(body[:-1].decode()) if "encoding" in headers else body[:-1]
    body += body[-1:] * int(headers.get("append", ["0"])[0])
    (program.parse_body if b"docs/specs/act.md" in headers["spec"][0].encode() else program.parse_receipt)(body)


def leaf_vector(program: ModuleType, headers: dict[str, list[str]], body: bytes) -> None:
    """A leaf, and what it is committed to."""
    record = program.parse_leaf(body)
    if "salt" in headers:
        salt, payload = bytes.fromhex(program.DIGEST(headers["salt"][0])), bytes.fromhex(headers["payload"][0])
        program.need(
            program.sha256(b"comity/1 leaf", salt, payload).hex() == record["commitment"], "it is not what the leaf is committed to"
        )


def note_vector(program: ModuleType, headers: dict[str, list[str]], body: bytes) -> None:
    """A checkpoint, or the proof of a record under one; the keys of these vectors have one half."""
    at, path, note = program.parse_log_proof(body) if "record" in headers else (0, [], body)
    told, signatures = program.parse_note(note)
    for printed in headers["key"]:
        name, key_hash, typed = printed.split("+", 2)
        lines = [one[4:] for named, one in signatures if (named, one[:4].hex()) == (name, key_hash)]
        program.need(lines, "the log's checkpoint is not signed by the log")
        for one in lines:
            program.verify_ed25519(base64.b64decode(typed)[1:], told.encode(), one)
    origin, size, root = program.parse_checkpoint(told)
    program.need(origin == headers["origin"][0], "it is the checkpoint of another log")
    if "record" in headers:
        found = program.climb(program.leaf_hash(bytes.fromhex(headers["record"][0])), at, size, path)
        program.need(found == root, "the leaf does not stand in the log")


FOLDERS = {
    "signature": signature_vector,
    "receipt": receipt_vector,
    "ledger/leaf": leaf_vector,
    "ledger/checkpoint": note_vector,
    "ledger/proof": note_vector,
    **dict.fromkeys(("act", *RECEIPTS), body_vector),
}
GOOD = ("verified", "ok")


def wrong_vectors(program: ModuleType, folders: Iterator[str] | tuple[str, ...] = tuple(FOLDERS)) -> Iterator[str]:
    """Yield the vectors of which the verifier thinks otherwise than they say."""
    for folder in folders:
        for path in sorted((VECTORS / folder).glob("*.txt")):
            headers, body = split(path)
            if takes(program, FOLDERS[folder], program, headers, body) is not (headers["expect"][0] in GOOD):
                yield f"{folder}/{path.name}"


def wrong_ml_dsa(program: ModuleType) -> Iterator[str]:
    """Yield the same for Wycheproof's hints, bounds and edges of ML-DSA-65."""
    for test in json.loads((VECTORS / "mldsa65" / "wycheproof.json").read_text(encoding="utf-8"))["tests"]:
        given = [bytes.fromhex(test[name]) for name in ("publicKey", "msg", "sig", "ctx")]
        if takes(program, program.verify_ml_dsa_65, *given) is not (test["result"] == "valid"):
            yield test["comment"]


def wrong_trees(program: ModuleType) -> Iterator[str]:
    """Yield the same for the trees of transparency-dev/merkle."""

    def climb(vector: dict[str, object]) -> None:
        path = [base64.b64decode(one) for one in vector["proof"] or ()]
        root = program.climb(base64.b64decode(vector["leafHash"]), vector["leafIdx"], vector["treeSize"], path)
        program.need(root == base64.b64decode(vector["root"]), "the leaf does not stand in the log")

    def grow(vector: dict[str, object]) -> None:
        path = [base64.b64decode(one) for one in vector["proof"] or ()]
        roots = base64.b64decode(vector["root1"]), base64.b64decode(vector["root2"])
        program.continues(vector["size1"], roots[0], vector["size2"], roots[1], path)

    for name, check in (("inclusion", climb), ("consistency", grow)):
        for vector in json.loads((VECTORS / "ledger" / "rfc6962" / f"{name}.json").read_bytes())["vectors"]:
            if name == "consistency" and not 0 < vector["size1"] < vector["size2"]:
                continue  # the caller compares the sizes
            if takes(program, check, vector) is vector["wantErr"]:
                yield vector["file"]


def wrong_keys(program: ModuleType) -> Iterator[str]:
    """Yield keys that the verifier takes, and under which anybody signs: points of small order, and points written beyond the prime."""
    for y in (*second().SMALL_ORDER, program.P, program.P + 3, 2**255 - 1):
        for sign in (0, 1 << 255):
            if takes(program, program.fingerprint, (y | sign).to_bytes(32, "little") + bytes(program.ML_KEY)):
                yield f"key {y}"
