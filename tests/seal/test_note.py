import base64
import hashlib

import pytest

from comity.ledger.note import parse_note, print_note
from comity.seal.dsse import pae
from comity.seal.keys import SigningKey, VerifyingKey
from comity.seal.note import note_signers, note_verifiers
from comity.seal.refusals import BadNoteSignature
from comity.terms.refusals import Malformed

NAME = "poc.vn.example/log"
TEXT = f"{NAME}\n7\n{base64.b64encode(bytes(32)).decode()}\n".encode()


def test_each_line_verifies_with_its_own_verifier(world):
    """Names and key hashes agree; the other line's signature, another text, another key are refused."""
    key = world.key(world.receiver)
    signers, verifiers = note_signers(key, name=NAME), note_verifiers(key.public, name=NAME)
    signatures = [signer.sign(TEXT) for signer in signers]
    for at, (signer, verifier) in enumerate(zip(signers, verifiers, strict=True)):
        assert (signer.name, signer.key_hash) == (verifier.name, verifier.key_hash) == (NAME, verifier.key_hash)
        verifier.verify(TEXT, signatures[at])
        stranger = note_verifiers(world.key(world.sender).public, name=NAME)[at]
        for other, text, signature in (
            (verifier, TEXT, signatures[1 - at]),
            (verifier, TEXT.replace(b"7", b"8"), signatures[at]),
            (stranger, TEXT, signatures[at]),
            (verifier, TEXT, b""),
        ):
            with pytest.raises(BadNoteSignature, match=NAME):
                other.verify(text, signature)
    assert signers[0].key_hash != signers[1].key_hash


def test_key_hashes_are_those_of_c2sp(world):
    """SHA-256 over name, newline, type and public key; `str()` is the verifier key."""
    key = SigningKey.from_seeds(bytes(32), bytes(32)).public
    ed25519, mldsa65 = note_verifiers(key, name=NAME)
    typed = b"\1" + key.raw[:32]
    assert ed25519.key_hash == hashlib.sha256(NAME.encode() + b"\n" + typed).digest()[:4]
    assert str(ed25519) == f"{NAME}+{ed25519.key_hash.hex()}+{base64.b64encode(typed).decode()}"
    typed = b"\xffcomity/1 ML-DSA-65" + key.raw[32:]
    assert mldsa65.key_hash == hashlib.sha256(NAME.encode() + b"\n" + typed).digest()[:4]


def test_what_is_signed_elsewhere_is_no_note(world):
    """A text that could pass for a DSSE encoding, or that does not end as notes end, is not signed."""
    for signer in note_signers(world.key(world.receiver), name=NAME):
        for text in (pae("x", b"\n"), b"no newline", b""):
            with pytest.raises(Malformed):
                signer.sign(text)


@pytest.mark.parametrize("name", ["", "with space", "a+b", "nút.vn", "a\n"])
def test_a_name_has_no_spaces_and_no_plus(world, name):
    """Other names would change how the line is read."""
    with pytest.raises(Malformed):
        note_signers(world.key(world.receiver), name=name)


def test_the_note_of_the_gophers_is_read_and_verifies():
    """The example of golang.org/x/mod/sumdb/note, the first notes that there were: read, printed again, and verified under its own key."""
    name, key_hash, typed = ["PeterNeumann", "c74f20a3", "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
    data = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    ).encode()
    note = parse_note(data)
    (line,) = note.signatures
    raw = base64.b64decode(typed)[1:]
    public = VerifyingKey(raw + SigningKey.from_seeds(bytes(32), bytes(32)).public.mldsa65_raw)
    verifier, _ = note_verifiers(public, name=name)
    assert print_note(note) == data
    assert (line.name, line.key_hash.hex()) == (name, key_hash) == (verifier.name, verifier.key_hash.hex())
    verifier.verify(note.text.encode(), line.raw)
    with pytest.raises(BadNoteSignature):
        verifier.verify(note.text.encode().replace(b"answer", b"anwser"), line.raw)
