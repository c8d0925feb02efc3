"""The envelope, suite 1: drafts, closes and opens the sealed bytes. Format: docs/specs/envelope.md.

    magic | frame(outer header) | frame(wraps) | frame(sealed header block) | frame(sealed body)

The sender drafts (which fixes the bytes to sign), has the draft signed, and closes it. The receiver opens it, or refuses.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.block import MAX_BLOCK, parse_block, print_block
from comity.seal.frames import parse_frames, print_frames
from comity.seal.headers import (
    MAX_LIFE,
    MAX_OUTER,
    MAX_RECIPIENTS,
    SUITE,
    VERSION,
    Inner,
    InnerDraft,
    Outer,
    Priority,
    parse_inner,
    parse_outer_header,
    print_inner,
    print_outer,
)
from comity.seal.keyring import KeyEntry, Keyring
from comity.seal.keys import (
    WRAP_SIZE,
    SealingKey,
    SealingPublicKey,
    Signature,
)
from comity.seal.padding import pad, unpad
from comity.seal.refusals import CommitmentBroken, FromTheFuture, NotForUs, NotSealedToUs, SealBroken, SignedTwice, Stale
from comity.seal.signers import MAX_SIGNATURES, verify_signers
from comity.seal.stream import KEY, TAG, chunk_root, open_body, seal_body, sealed_size
from comity.terms.digests import SIZE, Digest
from comity.terms.identifiers import EnvelopeId, KeyId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, TooLarge

MAGIC: Final = b"COMITY1E"
MAX_PAYLOAD: Final = 8 * 1024 * 1024
CLOCK_DRIFT: Final = timedelta(minutes=5)
"""How far ahead the sender's clock may be."""

_SALT: Final = 32
_WRAP: Final = SIZE + WRAP_SIZE
_MAX_BLOCK: Final = TAG + MAX_BLOCK
_MAX_CONTENT: Final = _SALT + MAX_PAYLOAD + 1  # and the mark behind it
_MAX_BODY: Final = sealed_size(_MAX_CONTENT)
MAX_ENVELOPE: Final = len(MAGIC) + 4 * 4 + MAX_OUTER + MAX_RECIPIENTS * _WRAP + _MAX_BLOCK + _MAX_BODY

_HEADER_NONCE: Final = bytes(12)  # a header key seals one block only
_ALL: Final = b"a"  # the role of a wrap: both keys; "h" and "c" are reserved for wraps of one of them
_CASE_FIELDS: Final = tuple(spot.name for spot in fields(InnerDraft))


@dataclass(frozen=True, slots=True)
class Draft:
    """An envelope that waits for signatures over `inner_bytes` (`SigningKey.sign(PAYLOAD_TYPE, inner_bytes)`)."""

    inner: Inner
    inner_bytes: bytes
    payload: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    body: bytes = field(repr=False)
    keys: bytes = field(repr=False)
    """Header key and content key, 32 bytes each: secret."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A node and the key that it is sealed to."""

    node: NodeId
    key: SealingPublicKey


@dataclass(frozen=True, slots=True)
class Closed:
    """A finished envelope. `salt` and `payload` are what discloses the content later; with them goes the promise to keep both."""

    data: bytes = field(repr=False)
    env_id: EnvelopeId
    outer_digest: Digest
    inner_digest: Digest
    inner_bytes: bytes
    signatures: tuple[Signature, ...] = field(repr=False)
    salt: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    keys: bytes = field(repr=False)
    """Both keys, for `rewrap_envelope`: secret, and never longer kept than the content that they open."""
    sealed_to: tuple[KeyId, ...]
    """For which key of each recipient it is wrapped, in the order of the header's `to`."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """An envelope after the cheap checks: sizes, magic, frames, canonical outer header. Its hashes are not checked."""

    outer: Outer
    outer_digest: Digest
    wraps: bytes = field(repr=False)
    block: bytes = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The parts of an envelope whose outer header fits its bytes. Nothing is opened, nobody is proved to have sent it."""

    outer: Outer
    outer_digest: Digest
    wraps: tuple[tuple[KeyId, bytes], ...]
    """Of each recipient, in the order of `outer.to`: the sealing key, and what is sealed to it."""
    block: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope that holds in every respect the seal can judge."""

    outer: Outer
    inner: Inner
    inner_bytes: bytes
    signatures: tuple[Signature, ...] = field(repr=False)
    payload: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    outer_digest: Digest
    inner_digest: Digest
    signed_by: tuple[KeyEntry, ...]
    """Whose keys signed, in the order of `signatures`: one node, at least one officer."""
    keys: bytes = field(repr=False)
    """Both keys, for `open_again`: secret, and for an act that waits alone."""


def draft_envelope(payload: bytes, *, header: InnerDraft) -> Draft:
    """Draw identifier, keys and salt, seal `payload` (at most 8 MiB) in its bucket of sizes, and return what is to be signed.

    Raises `TooLarge`, and `Malformed` for a header out of range.
    """
    if len(payload) > MAX_PAYLOAD:
        raise TooLarge("payload", size=len(payload), cap=MAX_PAYLOAD)
    env_id, keys, salt = EnvelopeId.fresh(), secrets.token_bytes(2 * KEY), secrets.token_bytes(_SALT)
    body = seal_body(pad(salt + payload, most=_MAX_CONTENT), key=keys[KEY:], aad=_aad(env_id))
    decided = {name: getattr(header, name) for name in _CASE_FIELDS}
    decided |= {"to": tuple(sorted(header.to)), "requires": tuple(sorted(header.requires))}
    inner = Inner(
        **decided,
        env_id=env_id,
        plaintext_commit=commit_plaintext(payload, salt=salt),
        key_commit=commit_key(keys[KEY:]),
        chunk_root=chunk_root(body),
    )
    return Draft(inner, print_inner(inner), payload, salt, body, keys)


def close_envelope(
    draft: Draft, *, signatures: Sequence[Signature], recipients: Sequence[Recipient], expires: Instant, priority: Priority = "routine"
) -> Closed:
    """Seal header and signatures, wrap the keys for each recipient, and print the envelope.

    `recipients` are the nodes of the draft, each once; `expires` lies after `created`, by 90 days at most. That the
    signatures are those which the receiver will demand is the caller's duty. Raises `Malformed`, `TooLarge`, `SignedTwice`.
    """
    inner = draft.inner
    keys = {recipient.node: recipient.key for recipient in recipients}
    if len(keys) != len(recipients) or tuple(sorted(keys)) != inner.to:
        raise Malformed("envelope", "the recipients are not those of the signed header")
    _require_life(inner, expires)
    if len(signatures) > MAX_SIGNATURES:
        raise TooLarge("list of signatures", size=len(signatures), cap=MAX_SIGNATURES)
    for at, signature in enumerate(signatures):
        if signature.key_id in {other.key_id for other in signatures[:at]}:
            raise SignedTwice(owner=signature.key_id)
    block = AESGCM(draft.keys[:KEY]).encrypt(_HEADER_NONCE, print_block(draft.inner_bytes, signatures), _aad(inner.env_id))
    outer = Outer(VERSION, SUITE, inner.env_id, inner.to, len(draft.body), inner.chunk_root, Digest.of(block), expires, priority)
    outer_bytes = print_outer(outer)
    outer_digest = Digest.of(outer_bytes)
    wraps = b"".join(
        bytes.fromhex(keys[node].key_id.text) + keys[node].seal(draft.keys, info=_info(outer_digest, keys[node].key_id))
        for node in inner.to
    )
    return Closed(
        data=print_frames(outer_bytes, wraps, block, draft.body, magic=MAGIC),
        env_id=inner.env_id,
        outer_digest=outer_digest,
        inner_digest=Digest.of(draft.inner_bytes),
        inner_bytes=draft.inner_bytes,
        signatures=tuple(signatures),
        salt=draft.salt,
        payload=draft.payload,
        keys=draft.keys,
        sealed_to=tuple(keys[node].key_id for node in inner.to),
    )


def rewrap_envelope(data: bytes, *, keys: bytes, recipient: Recipient) -> bytes:
    """Return the same envelope with one wrap made anew: the keys of `Closed`, for another key of one of its recipients.

    Everything else stays as it is, byte by byte: both headers, the signatures, the body, the wraps of other recipients. The keys must be
    those of the envelope. Raises `TooLarge`, `Malformed`, `NotForUs`, `SealBroken`, `CommitmentBroken`.
    """
    sealed, node, key = parse_envelope(data), recipient.node, recipient.key
    if node not in sealed.outer.to:
        raise NotForUs(node=node)
    inner_bytes = _open_block(sealed, keys[:KEY])[0]
    if commit_key(keys[KEY:]) != parse_inner(inner_bytes).key_commit:
        raise CommitmentBroken(part="key")
    place = sealed.outer.to.index(node)
    wraps = [bytes.fromhex(key_id.text) + wrap for key_id, wrap in sealed.wraps]
    wraps[place] = bytes.fromhex(key.key_id.text) + key.seal(keys, info=_info(sealed.outer_digest, key.key_id))
    outer_bytes = parse_frames(memoryview(data)[len(MAGIC) :], what="envelope", cap=MAX_ENVELOPE, least=4, most=4)[0]
    return print_frames(outer_bytes, b"".join(wraps), sealed.block, sealed.body, magic=MAGIC)


def outline(data: bytes) -> Outlined:
    """Return the envelope with its outer header read; raises `TooLarge`, `Malformed`."""
    if len(data) > MAX_ENVELOPE:
        raise TooLarge("envelope", size=len(data), cap=MAX_ENVELOPE)
    if not data.startswith(MAGIC):
        raise Malformed("envelope", "does not begin as one")
    view = memoryview(data)[len(MAGIC) :]
    outer_bytes, wraps, block, body = parse_frames(view, what="envelope", cap=MAX_ENVELOPE, least=4, most=4)
    if len(block) > _MAX_BLOCK:
        raise TooLarge("sealed header", size=len(block), cap=_MAX_BLOCK)
    if len(body) > _MAX_BODY:
        raise TooLarge("sealed body", size=len(body), cap=_MAX_BODY)
    outer = parse_outer_header(outer_bytes)
    if len(wraps) != _WRAP * len(outer.to):
        raise Malformed("envelope", "not one wrap for each recipient")
    if outer.size != len(body):
        raise Malformed("envelope", "its body has not the announced size")
    return Outlined(outer, Digest.of(outer_bytes), wraps, block, body)


def parse_envelope(data: bytes | Outlined) -> Sealed:
    """Return the parts of an envelope, checked against the outer header's hashes: what a relay can know without a key.

    Raises `TooLarge`, `Malformed`.
    """
    seen = data if isinstance(data, Outlined) else outline(data)
    wraps, block, body = seen.wraps, seen.block, seen.body
    if Digest.of(block) != seen.outer.header_hash or chunk_root(body) != seen.outer.chunk_root:
        raise Malformed("envelope", "its parts are not those that the outer header announces")
    starts = range(0, len(wraps), _WRAP)
    named = tuple((KeyId(wraps[at : at + SIZE].hex()), wraps[at + SIZE : at + _WRAP]) for at in starts)
    return Sealed(seen.outer, seen.outer_digest, named, block, body)


def open_envelope(
    data: bytes | Outlined, *, node: NodeId, sealing_keys: Mapping[KeyId, SealingKey], keyring: Keyring, at: Instant
) -> Opened:
    """Return what `data` holds for `node`, or raise `Refused`; there is no third outcome. Sections of docs/specs/envelope.md.

    Left to the CALLER, after this and in the transaction that keeps the envelope: (9) has this identifier been seen, and
    with these bytes or with others; (10) is `inner.seq` the next of the case from this sender, and `inner.previous` the
    digest of the one before; (11) does `inner.world` suit this node, and `inner.kind` the payload; then the receipt.
    """
    # (1) caps, frames, canonical outer header, hashes of the sealed parts          - §2, §3
    sealed = parse_envelope(data)
    outer = sealed.outer
    # (2) in time, and addressed to this node                                       - §3
    if at >= outer.expires:
        raise Stale(expires=outer.expires)
    if node not in outer.to:
        raise NotForUs(node=node)
    # (3) the wrap at our place, bound to this outer header and to our key          - §4
    return _opened(sealed, _unwrap(sealed, node, sealing_keys), keyring=keyring, at=at)


def open_again(data: bytes, *, keys: bytes, keyring: Keyring, at: Instant) -> Opened:
    """Return what `data` holds, which `open_envelope` opened before as of `at`: by the keys that it gave, for the wrap may open no more."""
    return _opened(parse_envelope(data), keys, keyring=keyring, at=at)


def _opened(sealed: Sealed, keys: bytes, *, keyring: Keyring, at: Instant) -> Opened:
    outer = sealed.outer
    # (4) the header block, its canonical header and signatures                     - §5
    inner_bytes, signatures, padded = _open_block(sealed, keys[:KEY])
    inner = parse_inner(inner_bytes)
    # (5) inside and outside say the same, and the sender's clock is possible       - §5
    _require_agreement(inner, outer)
    if inner.created - at > CLOCK_DRIFT:
        raise FromTheFuture(created=inner.created)
    # (6) one signature of the sending node, one or more of its officers, all good  - §6
    signed_by = verify_signers(inner, inner_bytes=inner_bytes, signatures=signatures, keyring=keyring)
    for entry in signed_by:  # dated back by a thief, it would be as good as before: it had to come before
        keyring.require_unrevoked(entry.key.key_id, at=at)
    # (7) the content key is the one committed to; then, and only then, the content - §7
    if commit_key(keys[KEY:]) != inner.key_commit:
        raise CommitmentBroken(part="key")
    salt, payload = _open_content(sealed, keys[KEY:], padded=padded)
    # (8) the content is the one committed to                                       - §7
    if commit_plaintext(payload, salt=salt) != inner.plaintext_commit:
        raise CommitmentBroken(part="content")
    return Opened(
        outer=outer,
        inner=inner,
        inner_bytes=inner_bytes,
        signatures=signatures,
        payload=payload,
        salt=salt,
        outer_digest=sealed.outer_digest,
        inner_digest=Digest.of(inner_bytes),
        signed_by=signed_by,
        keys=keys,
    )


def commit_plaintext(payload: bytes, *, salt: bytes) -> Digest:
    """Return SHA-256("comity/1 plaintext" || salt || payload); the salt keeps short payloads from being guessed."""
    return Digest.of(b"comity/1 plaintext", salt, payload)


def commit_key(content_key: bytes) -> Digest:
    """Return SHA-256("comity/1 key" || content key): AES-GCM alone lets one ciphertext open under two keys."""
    return Digest.of(b"comity/1 key", content_key)


def _unwrap(sealed: Sealed, node: NodeId, sealing_keys: Mapping[KeyId, SealingKey]) -> bytes:
    key_id, wrap = sealed.wraps[sealed.outer.to.index(node)]
    key = sealing_keys.get(key_id)
    if key is None:
        raise NotSealedToUs(node=node, key=key_id)
    keys = key.open(wrap, info=_info(sealed.outer_digest, key_id))
    if len(keys) != 2 * KEY:
        raise SealBroken(part="keys")
    return keys


def _open_block(sealed: Sealed, header_key: bytes) -> tuple[bytes, tuple[Signature, ...], bool]:
    """Return the header, the signatures, and whether block and body are padded: an envelope from before 2026-11-29 is not."""
    try:
        plain = AESGCM(header_key).decrypt(_HEADER_NONCE, sealed.block, _aad(sealed.outer.env_id))
    except InvalidTag as fault:
        raise SealBroken(part="header") from fault
    return parse_block(plain)


def _open_content(sealed: Sealed, content_key: bytes, *, padded: bool) -> tuple[bytes, bytes]:
    plain = open_body(sealed.body, key=content_key, aad=_aad(sealed.outer.env_id))
    if padded:
        plain = unpad(plain, what="content", most=_MAX_CONTENT)
    if len(plain) < _SALT:
        raise SealBroken(part="content")
    return plain[:_SALT], plain[_SALT:]


def _require_agreement(inner: Inner, outer: Outer) -> None:
    if (inner.env_id, inner.to, inner.chunk_root) != (outer.env_id, outer.to, outer.chunk_root):
        raise Malformed("envelope", "the signed header and the outer header differ")
    _require_life(inner, outer.expires)


def _require_life(inner: Inner, expires: Instant) -> None:
    if not timedelta(0) < expires - inner.created <= MAX_LIFE:
        raise Malformed("envelope", "expires before it was made, or more than 90 days after")


def _aad(env_id: EnvelopeId) -> bytes:
    return bytes.fromhex(env_id.text)


def _info(outer_digest: Digest, key_id: KeyId) -> bytes:
    return b"".join((b"comity/1", bytes([SUITE]), _ALL, outer_digest.raw, bytes.fromhex(key_id.text)))
