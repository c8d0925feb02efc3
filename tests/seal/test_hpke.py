"""What seals keys, by the book: RFC 9180's own vector, and a second reading of RFC 9180 and X-Wing that opens what `seal` wrapped.

The second one stands on hmac, hashlib and two primitives (ML-KEM-768, X25519); of the library's HPKE it uses nothing.
"""

import base64
import hashlib
import hmac
import secrets

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from comity.seal.frames import parse_frames
from comity.seal.keys import SealingKey
from comity.terms.digests import Digest

X25519, XWING = 0x0020, 0x647A
SHA256, AES_128, AES_256 = 0x0001, 0x0001, 0x0002


def extract(suite: bytes, salt: bytes, label: bytes, given: bytes) -> bytes:
    """RFC 9180, section 4: LabeledExtract with HKDF-SHA256."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + given, "sha256")


def expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """RFC 9180, section 4: LabeledExpand, for at most 32 bytes."""
    return hmac.digest(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01", "sha256")[:length]


def schedule(shared: bytes, info: bytes, *, kem: int, aead: int) -> tuple[bytes, bytes]:
    """RFC 9180, section 5.1: the key and the base nonce of mode base."""
    suite = b"HPKE" + b"".join(one.to_bytes(2, "big") for one in (kem, SHA256, aead))
    context = b"\0" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    return expand(suite, secret, b"key", context, 16 if aead == AES_128 else 32), expand(suite, secret, b"base_nonce", context, 12)


def decap_x25519(private: bytes, enc: bytes) -> bytes:
    """RFC 9180, section 4.1: DHKEM(X25519, HKDF-SHA256)."""
    key, suite = X25519PrivateKey.from_private_bytes(private), b"KEM" + X25519.to_bytes(2, "big")
    agreed = key.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + key.public_key().public_bytes_raw()
    return expand(suite, extract(suite, b"", b"eae_prk", agreed), b"shared_secret", context, 32)


def decap_xwing(seed: bytes, enc: bytes) -> bytes:
    """draft-connolly-cfrg-xwing-kem, sections 5.3 and 5.5."""
    expanded = hashlib.shake_256(seed).digest(96)
    lattice, curve = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    ct_lattice, ct_curve = enc[:1088], enc[1088:]
    agreed = curve.exchange(X25519PublicKey.from_public_bytes(ct_curve))
    public = curve.public_key().public_bytes_raw()
    return hashlib.sha3_256(lattice.decapsulate(ct_lattice) + agreed + ct_curve + public + rb"\.//^" + b"\\").digest()


def open_wrap(seed: bytes, sealed: bytes, info: bytes) -> bytes:
    """Open what suite 1 wrapped."""
    key, nonce = schedule(decap_xwing(seed, sealed[:1120]), info, kem=XWING, aead=AES_256)
    return AESGCM(key).decrypt(nonce, sealed[1120:], b"")


# RFC 9180, appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, mode base, sequence number 0.
INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
PRIVATE = bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
ENC = bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
SEALED = bytes.fromhex("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a")
PLAIN = b"Beauty is truth, truth beauty"


def test_the_vector_of_rfc_9180_opens():
    """By the second reading: key, nonce and what is sealed are those of the vector."""
    key, nonce = schedule(decap_x25519(PRIVATE, ENC), INFO, kem=X25519, aead=AES_128)
    assert (key.hex(), nonce.hex()) == ("4531685d41d65f03dc48f6b8302c05b0", "56d890e5accaaf011cff4b7d")
    assert AESGCM(key).decrypt(nonce, SEALED, b"Count-0") == PLAIN


def test_the_library_seals_as_rfc_9180_says():
    """What it seals in the vector's suite, to the vector's key, the second reading opens; and not under another `info`."""
    private = X25519PrivateKey.from_private_bytes(PRIVATE)
    sealed = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM).encrypt(PLAIN, private.public_key(), INFO)
    key, nonce = schedule(decap_x25519(PRIVATE, sealed[:32]), INFO, kem=X25519, aead=AES_128)
    assert AESGCM(key).decrypt(nonce, sealed[32:], b"") == PLAIN
    key, nonce = schedule(decap_x25519(PRIVATE, sealed[:32]), INFO + b"x", kem=X25519, aead=AES_128)
    with pytest.raises(InvalidTag):
        AESGCM(key).decrypt(nonce, sealed[32:], b"")


def test_a_second_reading_opens_what_suite_1_wraps():
    """Of several keys and several lengths."""
    for length in (0, 1, 64, 1000):
        seed, secret, info = secrets.token_bytes(32), secrets.token_bytes(length), secrets.token_bytes(40)
        sealed = SealingKey.from_seed(seed).public.seal(secret, info=info)
        assert open_wrap(seed, sealed, info) == secret
        with pytest.raises(InvalidTag):
            open_wrap(seed, sealed, info + b"\0")


def test_a_second_reading_opens_the_wraps_of_the_vectors(root):
    """Every envelope among the vectors that opens: the keys inside its wrap open its header block, by docs/specs/envelope.md alone."""
    opened = 0
    for path in sorted((root / "vectors" / "envelope").glob("opened*.txt")):
        head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
        headers = dict(line.split(": ", 1) for line in head.split("\n"))
        outer, wraps, block, _ = parse_frames(base64.b64decode(body)[8:], what="envelope", cap=10**7, least=4, most=4)
        seed = bytes.fromhex(headers["sealing"])
        key_id = bytes.fromhex(SealingKey.from_seed(seed).public.key_id.text)
        (wrap,) = (wraps[at : at + 1232] for at in range(0, len(wraps), 1232) if wraps[at : at + 32] == key_id)
        info = b"comity/1" + bytes([1]) + b"a" + hashlib.sha256(outer).digest() + key_id
        header_key = open_wrap(seed, wrap[32:], info)[:32]
        env_id = bytes.fromhex(outer.decode().split('"env_id":"')[1][:32])
        inner = AESGCM(header_key).decrypt(bytes(12), block, env_id)
        size = int.from_bytes(inner[:4], "big")
        assert str(Digest.of(inner[4 : 4 + size])) == headers["inner-digest"]
        opened += 1
    assert opened >= 3
