"""A disclosed act: checks header, signatures and content, or header alone, without the envelope, for a verifier without its key."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from comity.seal.envelope import MAX_PAYLOAD, commit_plaintext
from comity.seal.headers import Inner, parse_inner
from comity.seal.keyring import KeyEntry, Keyring
from comity.seal.keys import Signature
from comity.seal.refusals import CommitmentBroken
from comity.seal.signers import verify_signers
from comity.terms.digests import SIZE, Digest
from comity.terms.refusals import Malformed, TooLarge


@dataclass(frozen=True, slots=True)
class Header:
    """What the sender signed of an act; its content is not there."""

    inner: Inner
    inner_digest: Digest
    signed_by: tuple[KeyEntry, ...]


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An act that its sender signed, word for word. Whether and when it arrived, only receipts say."""

    inner: Inner
    inner_digest: Digest
    payload: bytes = field(repr=False)
    signed_by: tuple[KeyEntry, ...]


def verify_disclosed(inner_bytes: bytes, signatures: Sequence[Signature], *, salt: bytes, payload: bytes, keyring: Keyring) -> Disclosed:
    """Return the act that the sending node and an officer of it signed, or raise `Refused`.

    The same rules as `open_envelope`, steps (4), (6) and (8): canonical header, exactly one signature of the sending node
    and at least one of its officers, content as committed to. Left to the CALLER: that receipts name this `inner_digest`.
    """
    if len(payload) > MAX_PAYLOAD:
        raise TooLarge("payload", size=len(payload), cap=MAX_PAYLOAD)
    if len(salt) != SIZE:
        raise Malformed("salt", f"{len(salt)} bytes")
    header = verify_header(inner_bytes, signatures, keyring=keyring)
    if commit_plaintext(payload, salt=salt) != header.inner.plaintext_commit:
        raise CommitmentBroken(part="content")
    return Disclosed(header.inner, header.inner_digest, payload, header.signed_by)


def verify_header(inner_bytes: bytes, signatures: Sequence[Signature], *, keyring: Keyring) -> Header:
    """Return the header of an act whose content is withheld, or raise `Refused`; what was signed with it, it commits to (salted)."""
    inner = parse_inner(inner_bytes)
    return Header(inner, Digest.of(inner_bytes), verify_signers(inner, inner_bytes=inner_bytes, signatures=signatures, keyring=keyring))
