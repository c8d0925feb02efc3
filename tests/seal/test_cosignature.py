"""Cosignatures: the vectors, what C2SP says of the bytes, and that both verifiers read the same."""

import base64
import hashlib
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from worlds.second import second

from comity.ledger.cosigning import cosign, own_lines, parse_lines, verify_cosignature
from comity.seal.cosignature import cosignature_verifiers, cosigners, parse_moment
from comity.seal.keys import SigningKey, VerifyingKey
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused

VECTORS = Path(__file__).parents[2] / "vectors" / "cosignature"
FILES = sorted(file.name for file in VECTORS.glob("*.txt"))
TEXT = "poc.vn.example/log\n7\nZlCXn2yHiq2F84Dsicnip68Q0qZKqWqJGKp/UHsg+Y4=\n"
NAME = "poc.th.example/witness"
AT = Instant.parse("2026-11-23T03:07:00.999999Z")


def read(name):
    """Split a vector into its headers and its body."""
    head, _, body = (VECTORS / name).read_bytes().partition(b"\n\n")
    headers = defaultdict(list)
    for line in head.decode().split("\n"):
        key, _, value = line.partition(": ")
        headers[key].append(value)
    return {key: values[0] for key, values in headers.items()}, body


@pytest.mark.parametrize("name", FILES)
def test_vector(name):
    """It is taken with its moment, or refused with the class that it expects; `verify.py` says the same."""
    headers, body = read(name)
    key, text = base64.b64decode(headers["key"]), bytes.fromhex(headers["text"]).decode()
    verifiers = cosignature_verifiers(VerifyingKey(key), name=headers["name"])
    try:
        found = verify_cosignature(parse_lines(body), text=text, verifiers=verifiers, moment=parse_moment)
    except Refused as refusal:
        said = (refusal.wire_class, None)
    else:
        said = ("ok", str(found))
    assert said == (headers["expect"], headers.get("at"))
    program = second()
    book = program.Book(
        nodes={"poc.th.example": {}}, country_of={"poc.th.example": "TH"}, keys={"-": program.Key(key, "poc.th.example", "0", "9")}
    )
    try:
        (other,) = program._cosigners(body, text, "poc.vn.example", book)
    except program.Refused:
        assert headers["expect"] != "ok"
    else:
        assert (headers["expect"], headers["at"]) == ("ok", other.at)


def test_there_are_good_and_bad_ones():
    """Of every class that these refusals have."""
    assert {read(name)[0]["expect"] for name in FILES} == {"ok", "bad-signature", "malformed"}


def test_the_example_of_the_specification_is_read():
    """C2SP publishes no key for it: its framing and its moment are what can be held to."""
    signature = "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    line = f"\u2014 witness.example.com/w1 {signature}\n"
    (found,) = parse_lines(line.encode())
    assert (found.name, len(found.raw)) == ("witness.example.com/w1", 72)
    assert parse_moment(found.raw) == Instant(1_679_315_147_000_000)


def test_the_first_line_is_what_any_c2sp_tool_verifies():
    """Type 4, the two lines before the note, the key hash over the name; the second signs the structure that ML-DSA-44 would."""
    key = SigningKey.from_seeds(bytes(32), bytes(32))
    ed25519, mldsa65 = (signer.sign(TEXT.encode()) for signer in cosigners(key, name=NAME, at=AT))
    moment = AT.micros // 10**6
    assert ed25519[:8] == mldsa65[:8] == moment.to_bytes(8, "big")
    key.public.verify_ed25519(f"cosignature/v1\ntime {moment}\n{TEXT}".encode(), ed25519[8:])
    origin, size, root = TEXT.encode().split(b"\n")[:3]
    structure = (b"subtree/v1\n\0", bytes([len(NAME)]), NAME.encode(), moment.to_bytes(8, "big"), bytes([len(origin)]), origin)
    told = b"".join(structure) + bytes(8) + int(size).to_bytes(8, "big") + base64.b64decode(root)
    key.public.verify_mldsa65(told, mldsa65[8:])
    first, other = cosignature_verifiers(key.public, name=NAME)
    assert first.key_hash == hashlib.sha256(f"{NAME}\n".encode() + b"\4" + key.public.ed25519_raw).digest()[:4]
    assert first.key_hash != other.key_hash
    typed = base64.b64encode(b"\4" + key.public.ed25519_raw).decode()
    assert str(first) == f"{NAME}+{first.key_hash.hex()}+{typed}"
    assert second().parse_witness(str(first)).key == key.public.ed25519_raw


def test_of_an_answer_the_witnesss_own_lines_are_taken():
    """In their order, each once; lines of others are passed over, a line that is missing or doubled refuses."""
    key, stranger = SigningKey.generate(), SigningKey.generate()
    lines = cosign(TEXT, signers=cosigners(key, name=NAME, at=AT))
    first, other = lines.splitlines(keepends=True)
    verifiers = cosignature_verifiers(key.public, name=NAME)
    foreign = cosign(TEXT, signers=cosigners(stranger, name=NAME, at=AT + timedelta(days=1)))
    for answer in (lines, other + first, foreign + lines):
        assert own_lines(answer, verifiers=verifiers) == lines
    for answer in (first, first + lines, foreign):
        with pytest.raises(Refused):
            own_lines(answer, verifiers=verifiers)


def test_what_is_no_checkpoint_is_not_cosigned():
    """Three lines, a size, a root of 32 bytes; and a moment that a calendar has."""
    signers = cosigners(SigningKey.generate(), name=NAME, at=AT)
    for text in ("a\n1\n", TEXT + "more\n", TEXT.replace("\n7\n", "\n-7\n"), TEXT.replace("ZlCX", "ZlC"), "DSSEv1 \n\n\n"):
        for signer in signers:
            with pytest.raises(Malformed):
                signer.sign(text.encode())
    with pytest.raises(Malformed):
        cosigners(SigningKey.generate(), name=NAME, at=Instant(0))
