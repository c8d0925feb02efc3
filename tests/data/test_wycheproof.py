"""Runs all of Wycheproof that speaks of what suite 1 uses, through this project's own doors to the library where it has one.

C2SP/wycheproof, Apache-2.0; the files stay in the folder of large data.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.keys import SigningKey, VerifyingKey
from comity.terms.refusals import Refused

pytestmark = pytest.mark.data


def cases(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every group and test of one file."""
    found = json.loads((folder / "vectors" / "wycheproof" / name).read_text(encoding="utf-8"))
    for group in found["testGroups"]:
        for test in group["tests"]:
            yield group, test


def test_ed25519_agrees_with_every_vector(large_data: Path):
    """Good signatures verify, all others are refused, through the hybrid key's own classical half."""
    lattice = SigningKey.generate().public.mldsa65_raw
    ran = 0
    for group, test in cases(large_data, "ed25519_test.json"):
        key = VerifyingKey(bytes.fromhex(group["publicKey"]["pk"]) + lattice)
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        ran += 1
        if test["result"] == "valid":
            key.verify_ed25519(message, signature)
            continue
        with pytest.raises(Refused):
            key.verify_ed25519(message, signature)
    assert ran > 100


def test_mldsa65_agrees_with_every_vector(large_data: Path):
    """The library's ML-DSA-65 accepts and refuses as FIPS 204 wants, contexts included."""
    ran = 0
    for group, test in cases(large_data, "mldsa_65_verify_test.json"):
        raw, context = bytes.fromhex(group["publicKey"]), bytes.fromhex(test.get("ctx", ""))
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        ran += 1
        if test["result"] == "valid":
            MLDSA65PublicKey.from_public_bytes(raw).verify(signature, message, context)
            continue
        with pytest.raises((InvalidSignature, ValueError)):
            MLDSA65PublicKey.from_public_bytes(raw).verify(signature, message, context)
    assert ran > 150


def test_mldsa65_keys_come_from_their_seeds(large_data: Path):
    """A seed of 32 bytes gives the public key of the vector, so that key files of seeds restore the same key."""
    ran = 0
    for group, test in cases(large_data, "mldsa_65_sign_seed_test.json"):
        seed = bytes.fromhex(group["privateSeed"])
        if test["result"] != "valid" or not group.get("publicKey"):
            continue
        ran += 1
        assert MLDSA65PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw() == bytes.fromhex(group["publicKey"])
    assert ran > 50


def test_mlkem768_agrees_with_every_vector(large_data: Path):
    """Decapsulation gives the vector's secret, also the implicit rejection of a wrong ciphertext."""
    ran = 0
    for _, test in cases(large_data, "mlkem_768_test.json"):
        seed, sealed = bytes.fromhex(test["seed"]), bytes.fromhex(test["c"])
        ran += 1
        if test["result"] == "valid":
            assert MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(sealed) == bytes.fromhex(test["K"])
            continue
        with pytest.raises(ValueError, match=r".*"):
            MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(sealed)
    assert ran > 100


def test_x25519_agrees_with_every_vector(large_data: Path):
    """The classical half of X-Wing gives the vector's secret, or refuses the point."""
    ran = 0
    for _, test in cases(large_data, "x25519_test.json"):
        private, public = X25519PrivateKey.from_private_bytes(bytes.fromhex(test["private"])), bytes.fromhex(test["public"])
        ran += 1
        try:
            shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        except ValueError:
            assert "ZeroSharedSecret" in test["flags"]
            continue
        assert shared == bytes.fromhex(test["shared"])
    assert ran > 500


def test_aes_gcm_agrees_with_every_vector(large_data: Path):
    """Sealed content opens as the vector says, and any other is refused."""
    ran = 0
    for group, test in cases(large_data, "aes_gcm_test.json"):
        if group["keySize"] != 256 or group["ivSize"] != 96 or group["tagSize"] != 128:
            continue  # suite 1 uses this one form; the others are not ours to use
        opener = AESGCM(bytes.fromhex(test["key"]))
        sealed = bytes.fromhex(test["ct"]) + bytes.fromhex(test["tag"])
        nonce, extra = bytes.fromhex(test["iv"]), bytes.fromhex(test["aad"])
        ran += 1
        if test["result"] == "valid":
            assert opener.decrypt(nonce, sealed, extra) == bytes.fromhex(test["msg"])
            continue
        with pytest.raises(InvalidTag):
            opener.decrypt(nonce, sealed, extra)
    assert ran > 50
