"""The keys of a directory's repository as TUF has them: of each authority's signing key its two halves, as two keys that name it.

What TUF signs is never a statement of ours: its Ed25519 half is over TUF's own JSON, its ML-DSA half over TUF's prefix and a digest
(TAP 21).
Loaded where a repository is read or written, and nowhere else.
"""

from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.signer import CryptoSigner, Key, SSlibKey

from comity.seal.keys import SigningKey, VerifyingKey
from comity.terms.identifiers import AuthorityId, KeyId
from comity.terms.refusals import Malformed, Refused

HOLDER: Final = "x-comity-authority"
"""The member of a TUF key that names whose it is."""
FAMILIES: Final = (("ed25519", "ed25519"), ("ml-dsa", "ml-dsa-65/1"))

_WHAT: Final = "repository key"


def tuf_keys(key: VerifyingKey, *, holder: AuthorityId) -> tuple[SSlibKey, SSlibKey]:
    """Return both halves as TUF keys that name `holder`, in the order of `FAMILIES`."""
    halves = Ed25519PublicKey.from_public_bytes(key.ed25519_raw), MLDSA65PublicKey.from_public_bytes(key.mldsa65_raw)
    one, other = (SSlibKey.from_crypto(half) for half in halves)
    for half in (one, other):
        half.unrecognized_fields[HOLDER] = str(holder)
    return one, other


def tuf_signers(key: SigningKey, *, holder: AuthorityId) -> tuple[CryptoSigner, CryptoSigner]:
    """Return what signs with either half, in the order of `FAMILIES`."""
    ed25519, mldsa65 = key.seeds()
    one, other = tuf_keys(key.public, holder=holder)
    return (
        CryptoSigner(Ed25519PrivateKey.from_private_bytes(ed25519), one),
        CryptoSigner(MLDSA65PrivateKey.from_seed_bytes(mldsa65), other),
    )


def holder_of(key: Key) -> tuple[AuthorityId, tuple[str, str]]:
    """Return whose key it is, and of which of `FAMILIES`; raises `Malformed` for any other key, and for an identifier that is not its own.

    TUF leaves open how a key's identifier is made: one key under two identifiers would count twice.
    """
    family = (key.keytype, key.scheme)
    named = key.unrecognized_fields.get(HOLDER)
    if family not in FAMILIES or not isinstance(named, str) or not isinstance(key, SSlibKey):
        raise Malformed(_WHAT, "another kind of key, or nobody's")
    try:
        holder = AuthorityId(named)
        sound = SSlibKey.from_crypto(_public(key))
    except (Refused, ValueError, TypeError) as fault:
        raise Malformed(_WHAT, "not a key, or nobody's") from fault
    if (sound.keyid, sound.keyval) != (key.keyid, key.keyval):
        raise Malformed(_WHAT, "its identifier is not its own")
    return holder, family


def key_id_of(keys: Iterable[Key]) -> KeyId:
    """Return our id of an authority's two TUF keys: that of the signing key whose halves they are. Raises `Malformed`."""
    halves = {holder_of(key)[1]: key for key in keys}
    if set(halves) != set(FAMILIES):
        raise Malformed(_WHAT, "a half is missing")
    return VerifyingKey(b"".join(_public(halves[family]).public_bytes_raw() for family in FAMILIES)).key_id


def _public(key: Key) -> Ed25519PublicKey | MLDSA65PublicKey:
    if key.keytype == FAMILIES[0][0]:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.keyval["public"]))
    found = load_pem_public_key(key.keyval["public"].encode("ascii"))
    if not isinstance(found, MLDSA65PublicKey):
        raise Malformed(_WHAT, "another kind of key")
    return found
