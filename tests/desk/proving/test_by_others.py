"""Signatures as others verify them: libsodium (PyNaCl) and dilithium-py, which share no line with `cryptography` or with `verify.py`.

The second verifier is set on their feet, and must think the same of every vector and every proof. Then the two that are ours are asked
about random signatures, of which no vector speaks: COMITY_SIGNATURES says how many.
"""

import os
import random
import sys
from types import ModuleType

import make_seal_vectors as tool
import pytest
from dilithium_py.ml_dsa import ML_DSA_65
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey
from worlds.second import PROGRAM, load, second, second_facts
from worlds.vectored import VECTORS, split, takes, wrong_ml_dsa, wrong_vectors

from comity.seal.dsse import PAYLOAD_TYPE, pae
from comity.seal.envelope import open_envelope
from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.seal.keys import SealingKey, SigningKey, VerifyingKey, print_signature
from comity.terms.identifiers import Country, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

SIGNATURES = int(os.environ.get("COMITY_SIGNATURES", "300"))
SMALL = tuple(sorted(second().SMALL_ORDER))
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.fixture(scope="module")
def others() -> ModuleType:
    """The second verifier, whose two signature schemes are those of others."""
    program = load(PROGRAM, name="comity_verifier_of_others")

    def ed25519(key: bytes, message: bytes, signature: bytes) -> None:
        try:
            VerifyKey(key).verify(message, signature)
        except (CryptoError, ValueError):
            raise program.Refused("a signature does not verify") from None

    def ml_dsa_65(key: bytes, message: bytes, signature: bytes, context: bytes = b"comity/1") -> None:
        try:
            good = ML_DSA_65.verify(key, message, signature, ctx=context)
        except (ValueError, IndexError):  # of another length, or hints beyond their place
            good = False
        program.need(good, "a signature does not verify")

    program.verify_ed25519, program.verify_ml_dsa_65 = ed25519, ml_dsa_65
    return program


def test_others_agree_on_every_vector_of_a_signature(others):
    """Signatures, receipts, and Wycheproof's: good ones are good, bad ones bad."""
    assert [*wrong_vectors(others, ("signature", "receipt")), *wrong_ml_dsa(others)] == []
    assert len(list(VECTORS.glob("signature/*.txt"))) > 20


def test_others_agree_on_the_signatures_inside_envelopes(others):
    """Every envelope among the vectors that opens is signed, by others' reckoning too; and not once a bit of its header is another."""
    opened = 0
    for path in sorted(VECTORS.glob("envelope/*.txt")):
        headers, body = split(path)
        if headers["expect"] != ["opened"]:
            continue
        sealing, rows = SealingKey.from_seed(bytes.fromhex(headers["sealing"][0])), {}
        for owner, since, until, *seeds in (line.split(" ") for line in headers["key"]):
            key = SigningKey.from_seeds(*map(bytes.fromhex, seeds)).public
            kind = OfficerId if "@" in owner else NodeId if "." in owner else Country
            rows[str(key.key_id)] = KeyRow(KeyEntry.of(key, owner=kind(owner)), Instant.parse(since), Instant.parse(until))
        told = open_envelope(
            tool.base64.b64decode(body),
            node=NodeId(headers["node"][0]),
            sealing_keys={sealing.public.key_id: sealing},
            keyring=DatedKeyring(rows.values()),
            at=Instant.parse(headers["at"][0]),
        )
        for signature, by in zip(told.signatures, told.signed_by, strict=True):
            given = by.key.raw, PAYLOAD_TYPE, told.inner_bytes, print_signature(signature)
            assert takes(others, others.verify_signature, *given)
            assert not takes(others, others.verify_signature, given[0], PAYLOAD_TYPE, told.inner_bytes[:-1] + b" ", given[3])
            opened += 1
    assert opened > 4


@pytest.mark.parametrize(("name", "trust"), [("answered", "trust"), ("bagged", "bagged.trust")])
def test_others_agree_on_a_proof(others, name, trust):
    """All signatures of a proof file verify by the libraries of others; with one byte of one of them changed, they do not."""
    data = (VECTORS / "proof" / f"{name}.comity.zip").read_bytes()
    trusted = others.trusted_keys([VECTORS / "proof" / f"{trust}.json"], [])
    assert second_facts(data, trusted=trusted, by=others) == second_facts(data, trusted=trusted)
    assert second_facts(data, trusted=trusted, by=others)["verdict"] == "verified"
    others.verify_halves.cache_clear()
    spoiled = others.verify_ml_dsa_65
    others.verify_ml_dsa_65 = lambda key, message, signature, **more: spoiled(key, message + b"\0", signature, **more)
    try:
        assert second_facts(data, trusted=trusted, by=others)["verdict"] == "refused"
    finally:
        others.verify_ml_dsa_65 = spoiled
        others.verify_halves.cache_clear()


# ---------------------------------------------------------------- random signatures: both take them, or both refuse them


class Signatures:
    """Draws a key, a message and a signature: good, or wrong in a way that a verifier might miss."""

    def __init__(self, draw: random.Random) -> None:
        """A few keys, for making one is slow."""
        self.draw = draw
        self.keys = [SigningKey.from_seeds(draw.randbytes(32), draw.randbytes(32)) for _ in range(4)]
        self.good = {}

    def classical(self) -> tuple[bytes, bytes, bytes]:
        """Return key, message, signature of Ed25519."""
        draw, key = self.draw, self.draw.choice(self.keys)
        message = draw.randbytes(draw.choice((0, 1, 31, 32, 200)))
        public, signature = key.public.ed25519_raw, key.sign_ed25519(message)
        r, s = signature[:32], int.from_bytes(signature[32:], "little")
        match draw.randrange(10):
            case 0 | 1:
                pass
            case 2:
                signature = flipped(signature, draw)
            case 3:
                message = flipped(message, draw) if message else b"x"
            case 4:
                public = flipped(public, draw)
            case 5:
                signature = r + (s + ORDER * draw.choice((1, 2, 7))).to_bytes(32, "little")
            case 6:
                y = draw.choice((*SMALL, second().P + draw.randrange(19))) | draw.choice((0, 1 << 255))
                public, signature = draw.choice(
                    ((y.to_bytes(32, "little"), signature), (public, y.to_bytes(32, "little") + signature[32:]))
                )
            case 7:
                y = draw.choice(SMALL).to_bytes(32, "little")
                public, signature = y, y + bytes(32)  # which would sign whatever one likes
            case 8:
                signature = signature[: draw.randrange(64)] if draw.random() < 0.5 else signature + draw.randbytes(1)
            case _:
                signature = draw.randbytes(64)
        return public, message, signature

    def lattice(self) -> tuple[bytes, bytes, bytes]:
        """Return key, message, signature of ML-DSA-65."""
        draw, place = self.draw, self.draw.randrange(len(self.keys))
        made = self.good.setdefault(place, [])
        if len(made) < 8:
            message = draw.randbytes(draw.choice((0, 1, 32, 200)))
            made.append((message, self.keys[place].sign_mldsa65(message)))
        message, signature = draw.choice(made)
        public = self.keys[place].public.mldsa65_raw
        hints = len(signature) - 61  # omega + k at the end
        match draw.randrange(10):
            case 0:
                pass
            case 1:
                message = flipped(message, draw) if message else b"x"
            case 2:
                public = flipped(public, draw)
            case 3:
                signature = flipped(signature, draw)
            case 4 | 5:
                at = draw.randrange(hints, len(signature))
                signature = signature[:at] + bytes([draw.randrange(256)]) + signature[at + 1 :]
            case 6:
                places = bytearray(signature[hints:])
                one, other = draw.randrange(55), draw.randrange(55)
                places[one], places[other] = places[other], places[one]
                signature = signature[:hints] + bytes(places)
            case 7:
                at = 48 + 640 * draw.randrange(5)  # a polynomial of z with large numbers
                signature = signature[:at] + draw.choice((bytes(640), b"\xff" * 640, draw.randbytes(640))) + signature[at + 640 :]
            case 8:
                signature = signature[: draw.randrange(len(signature))] if draw.random() < 0.5 else signature + b"\0"
            case _:
                public = self.keys[place - 1].public.mldsa65_raw
        return public, message, signature


def flipped(data: bytes, draw: random.Random) -> bytes:
    """Change one bit."""
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]


def first_takes(half: str, key: bytes, message: bytes, signature: bytes, filler: bytes) -> bool:
    """Say whether the first verifier takes it, which is `seal` over `cryptography`."""
    try:
        if half == "ed25519":
            VerifyingKey(key + filler).verify_ed25519(message, signature)
        else:
            VerifyingKey(filler + key).verify_mldsa65(message, signature)
    except Refused:
        return False
    return True


def second_asks(program: ModuleType, half: str, key: bytes, message: bytes, signature: bytes) -> None:
    """Ask the second verifier as it asks itself: a key that is one, lengths first."""
    program.need(len(signature) == (64 if half == "ed25519" else 3309), "of another length")
    if half == "ed25519":
        program.ed25519_y(key)
        program.verify_ed25519(key, message, signature)
    else:
        program.verify_ml_dsa_65(key, message, signature)


def agree(number: int, seed: int, *, other: ModuleType | None = None) -> dict[bool, int]:
    """Ask both about so many signatures of each half; return how many were taken and refused."""
    drawn, program, counted = Signatures(random.Random(seed)), other or second(), {True: 0, False: 0}
    fillers = {"ed25519": drawn.keys[0].public.mldsa65_raw, "mldsa65": drawn.keys[0].public.ed25519_raw}
    for turn in range(number):
        half = ("ed25519", "mldsa65")[turn % 2]
        key, message, signature = drawn.classical() if half == "ed25519" else drawn.lattice()
        took = first_takes(half, key, message, signature, fillers[half])
        also = takes(program, second_asks, program, half, key, message, signature)
        assert also is took, (half, key.hex(), message.hex(), signature.hex())
        counted[took] += 1
    return counted


def test_both_take_the_same_signatures():
    """A few hundred; some are good, most are not."""
    counted = agree(SIGNATURES, 20261129)
    assert counted[True] > SIGNATURES // 20
    assert counted[False] > SIGNATURES // 2


@pytest.mark.long
def test_both_take_the_same_hundred_thousand_signatures():
    """As above, other ones each time."""
    seed = random.SystemRandom().randrange(2**32)
    sys.stderr.write(f"seed {seed}\n")
    counted = agree(100_000, seed)
    assert counted[True] > 5_000


def test_a_verifier_that_takes_more_is_found(tmp_path):
    """Without the bound of S, and without the order of hints, they do not agree for long."""
    text = PROGRAM.read_text(encoding="utf-8")
    for turn, (before, after) in enumerate((("s < ORDER", "True"), ("not any(data[at:OMEGA])", "True"))):
        assert before in text
        (tmp_path / f"{turn}.py").write_text(text.replace(before, after), encoding="utf-8")
        with pytest.raises(AssertionError):
            agree(SIGNATURES, 20261129, other=load(tmp_path / f"{turn}.py", name=f"comity_weak_{turn}"))


def test_the_pre_authentication_of_both_is_one():
    """What is signed is the same bytes for both."""
    assert pae(PAYLOAD_TYPE, b"x") == second().pae(PAYLOAD_TYPE, b"x")
