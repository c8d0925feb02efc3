"""Parcels: one chunk of a file, sealed for the recipient of the act that lists the file. Format: docs/specs/file.md, section 2.

    magic | frame(signed statement) | frame(number, 4 bytes) | frame(key id, wrapped key) | frame(sealed chunk)

Every parcel stands by itself: whoever lost the others, or its own memory, opens the next one. The sender draws a key for each time
that it begins; the statement commits to the key, names the act by its signed header, and is signed by the sending node.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.envelope import CLOCK_DRIFT, Recipient, commit_key
from comity.seal.frames import print_frames, view_frames
from comity.seal.headers import SUITE
from comity.seal.keyring import Keyring
from comity.seal.keys import SIGNATURE_CAP, WRAP_SIZE, SealingKey, SigningKey
from comity.seal.padding import padme, zeros_behind
from comity.seal.refusals import CommitmentBroken, ForeignSigner, FromTheFuture, NotForUs, NotSealedToUs, SealBroken
from comity.seal.statement import sign_statement, verify_statement
from comity.seal.stream import KEY, TAG, chunk_nonce
from comity.terms.digests import SIZE, Digest
from comity.terms.identifiers import EnvelopeId, KeyId, NodeId
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed, TooLarge

MAGIC: Final = b"COMITY1C"
PAYLOAD_TYPE: Final = "application/vnd.comity.file.v1+json"

CHUNK: Final = 4 * 2**20  # bytes of a chunk: what is signed, wrapped and promised by the disk is so for four MiB at once

_WHAT: Final = "parcel"
_ROLE: Final = b"f"  # beside the roles of an envelope's wraps
_NUMBER: Final = 4
_WRAP: Final = SIZE + WRAP_SIZE - KEY  # one key, where an envelope wraps two
_MAX_STATEMENT: Final = 4096 + SIGNATURE_CAP
MAX_PARCEL: Final = len(MAGIC) + 4 * 4 + _MAX_STATEMENT + _NUMBER + _WRAP + CHUNK + TAG
_MEMBERS: Final = {"v", "env_id", "inner", "file", "size", "sender", "to", "key_commit", "at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStatement:
    """What the sending node signs of a file: for which act (envelope, and digest of its signed header), which bytes, for whom.

    `file` is the SHA-256 and `size` the length of the whole file, as the act lists both.
    """

    env_id: EnvelopeId
    inner: Digest
    file: Digest
    size: int
    sender: NodeId
    to: NodeId
    at: Instant


@dataclass(frozen=True, slots=True)
class Parcel:
    """One chunk, opened: `number` counts from 0. `statement_bytes` is the signed statement as it came.

    `chunk` is a view of the place that the caller gave for it, where one was given.
    """

    statement: FileStatement
    number: int
    chunk: bytes | memoryview = field(repr=False)
    statement_bytes: bytes = field(repr=False)


def chunks_of(size: int) -> int:
    """Return how many chunks a file of `size` bytes has."""
    return -(-size // CHUNK)


def chunk_size(number: int, *, size: int) -> int:
    """Return how long chunk `number` of a file of `size` bytes is; not positive where it has no such chunk."""
    return min(CHUNK, size - number * CHUNK)


class Sealer:
    """Seals the chunks of one file under one fresh key; any chunk, any number of times. Each number must get the same bytes."""

    def __init__(self, statement: FileStatement, *, recipient: Recipient, key: SigningKey) -> None:
        """`recipient` is the one whom the statement names; `key` is the sending node's own."""
        if recipient.node != statement.to:
            raise Malformed(_WHAT, "the recipient is not the one of the statement")
        secret = secrets.token_bytes(KEY)
        payload = print_json(
            {
                "v": 1,
                "env_id": str(statement.env_id),
                "inner": str(statement.inner),
                "file": str(statement.file),
                "size": statement.size,
                "sender": str(statement.sender),
                "to": str(statement.to),
                "key_commit": str(commit_key(secret)),
                "at": str(statement.at),
            },
            what=_WHAT,
        )
        self._statement = statement
        self._signed = sign_statement(payload, payload_type=PAYLOAD_TYPE, keys=[key])
        key_id = recipient.key.key_id
        self._wrap = bytes.fromhex(key_id.text) + recipient.key.seal(secret, info=_info(self._signed, key_id))
        self._cipher = AESGCM(secret)

    def seal(self, chunk: bytes, *, number: int) -> bytes:
        """Return the parcel of chunk `number`; raises `Malformed` where the file has no such chunk of that length."""
        sealed = self._cipher.encrypt(self._nonce(chunk, number), _padded(chunk), _aad(self._statement))
        return print_frames(self._signed, number.to_bytes(_NUMBER, "big"), self._wrap, sealed, magic=MAGIC)

    def seal_into(self, place: memoryview, chunk: bytes | memoryview, *, number: int) -> memoryview:
        """Write what `seal` returns to `place`, of `MAX_PARCEL` bytes, and return the view of it: no chunk is copied on its way."""
        nonce, padded = self._nonce(chunk, number), _padded(chunk)
        sealed = len(padded) + TAG
        head = print_frames(self._signed, number.to_bytes(_NUMBER, "big"), self._wrap, magic=MAGIC) + sealed.to_bytes(4, "big")
        place[: len(head)] = head
        self._cipher.encrypt_into(nonce, padded, _aad(self._statement), place[len(head) : len(head) + sealed])
        return place[: len(head) + sealed]

    def _nonce(self, chunk: bytes | memoryview, number: int) -> bytes:
        size = self._statement.size
        if len(chunk) != chunk_size(number, size=size):
            raise Malformed(_WHAT, "a chunk of another length")
        return chunk_nonce(number, last=number + 1 == chunks_of(size))


def open_parcel(
    data: bytes | memoryview,
    *,
    node: NodeId,
    sealing_keys: Mapping[KeyId, SealingKey],
    keyring: Keyring,
    at: Instant,
    into: memoryview | None = None,
) -> Parcel:
    """Return the chunk in `data`, or raise `Refused`. Sections of docs/specs/file.md.

    `into`, of `CHUNK` bytes, is where the chunk is to be written; what stands there means nothing where this raises.
    Left to the CALLER: (6) that an act under this envelope, with this signed header, came from this sender and lists this file;
    (7) the place of the chunk; (8) the digest of the whole file, before anybody may open it.
    """
    # (1) cap, magic, frames                                             - section 2.1
    signed, number, wrap, sealed = _split(data)
    # (2) the statement: signed by the node that it names, for this node, and not from the future - section 2.2
    verified = verify_statement(signed, payload_type=PAYLOAD_TYPE, keyring=keyring, at=at)
    statement, commitment = _parse_statement(verified.payload)
    if len(verified.signed_by) != 1 or (verified.signed_by[0].role, verified.signed_by[0].owner) != ("node", statement.sender):
        raise ForeignSigner(owner=verified.signed_by[0].owner, node=statement.sender)
    if statement.to != node:
        raise NotForUs(node=node)
    if statement.at - at > CLOCK_DRIFT:
        raise FromTheFuture(created=statement.at)
    # (3) the wrap, bound to this very statement and to our key           - section 2.3
    key_id = KeyId(wrap[:SIZE].hex())
    own = sealing_keys.get(key_id)
    if own is None:
        raise NotSealedToUs(node=node, key=key_id)
    secret = own.open(wrap[SIZE:], info=_info(signed, key_id))
    # (4) the key is the one committed to                                 - section 2.3
    if len(secret) != KEY or commit_key(secret) != commitment:
        raise CommitmentBroken(part="key")
    # (5) the chunk, in its one place and length, and nothing but zeros behind it - section 2.4
    size = chunk_size(number, size=statement.size)
    if size < 1 or len(sealed) - TAG != padme(size):
        raise Malformed(_WHAT, "a chunk of another length")
    nonce = chunk_nonce(number, last=number + 1 == chunks_of(statement.size))
    try:
        if into is None:
            padded: bytes | memoryview = AESGCM(secret).decrypt(nonce, sealed, _aad(statement))
        else:
            padded = into[: len(sealed) - TAG]
            AESGCM(secret).decrypt_into(nonce, sealed, _aad(statement), padded)
    except InvalidTag as fault:
        raise SealBroken(part="content") from fault
    chunk = padded if len(padded) == size else padded[:size]
    if any(padded[size:]):
        raise Malformed(_WHAT, "its padding has another form")
    return Parcel(statement, number, chunk, signed)


def _split(data: bytes | memoryview) -> tuple[bytes, int, bytes, memoryview]:
    if len(data) > MAX_PARCEL:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_PARCEL)
    if data[: len(MAGIC)] != MAGIC:
        raise Malformed(_WHAT, "does not begin as one")
    signed, numbered, wrap, sealed = view_frames(memoryview(data)[len(MAGIC) :], what=_WHAT, cap=MAX_PARCEL, least=4, most=4)
    if len(numbered) != _NUMBER or len(wrap) != _WRAP:
        raise Malformed(_WHAT, "a part of another length")
    return bytes(signed), int.from_bytes(numbered, "big"), bytes(wrap), sealed


def _parse_statement(payload: bytes) -> tuple[FileStatement, Digest]:
    found = parse_json(payload, 4096, what=_WHAT)
    if not isinstance(found, dict) or found.keys() != _MEMBERS or found["v"] != 1 or found["v"] is True:
        raise Malformed(_WHAT, "not exactly the members of version 1")
    size = found["size"]
    texts = {name: found[name] for name in _MEMBERS - {"v", "size"}}
    if type(size) is not int or size < 1 or not all(isinstance(one, str) for one in texts.values()):
        raise Malformed(_WHAT, "a member of another type")
    statement = FileStatement(
        env_id=EnvelopeId(texts["env_id"]),
        inner=Digest.parse(texts["inner"]),
        file=Digest.parse(texts["file"]),
        size=size,
        sender=NodeId(texts["sender"]),
        to=NodeId(texts["to"]),
        at=Instant.parse(texts["at"]),
    )
    return statement, Digest.parse(texts["key_commit"])


def _padded(chunk: bytes | memoryview) -> bytes | memoryview:
    """Return a chunk as long as its bucket; a whole one is that, and is not copied."""
    return b"".join((chunk, zeros)) if (zeros := zeros_behind(len(chunk))) else chunk


def _aad(statement: FileStatement) -> bytes:
    return bytes.fromhex(statement.env_id.text) + statement.file.raw


def _info(signed: bytes, key_id: KeyId) -> bytes:
    return b"".join((b"comity/1", bytes([SUITE]), _ROLE, Digest.of(signed).raw, bytes.fromhex(key_id.text)))
