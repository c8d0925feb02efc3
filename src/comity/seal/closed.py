"""A file sealed for nodes, of which nothing else is said: what is carried by hand. Format: docs/specs/bundle.md, section 6.

    magic | frame(header) | frame(wraps) | frame(sealed content)

Suite 1, as for envelopes: a fresh key seals the content in chunks, and is wrapped for each node with X-Wing, bound to the header. Who wrote
the file, the content says for itself: it is signed.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from comity.seal.envelope import Recipient, commit_key
from comity.seal.frames import print_frames, view_frames
from comity.seal.headers import MAX_RECIPIENTS, SUITE
from comity.seal.keys import WRAP_SIZE, SealingKey
from comity.seal.padding import pad, padme, unpad
from comity.seal.refusals import CommitmentBroken, NotForUs, NotSealedToUs, SealBroken
from comity.seal.stream import KEY, chunk_root, open_body, seal_body, sealed_size
from comity.terms.digests import SIZE, Digest
from comity.terms.identifiers import KeyId, NodeId
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed, TooLarge

MAGIC: Final = b"COMITY1F"
_WHAT: Final = "sealed file"
_ROLE: Final = b"b"  # beside the roles of an envelope's wraps and a parcel's
_WRAP: Final = SIZE + WRAP_SIZE - KEY  # one key, where an envelope wraps two
_MAX_HEADER: Final = 16 * 1024
_PADDED: Final = 2  # the version whose content is padded; one of version 1, from before 2026-11-29, is still read
_MEMBERS: Final = {"v", "suite", "to", "key_commit", "chunk_root"}


def is_closed(data: bytes | memoryview) -> bool:
    """Say whether `data` begins as a sealed file; anything else is read as what it says it is."""
    return data[: len(MAGIC)] == MAGIC


def most_closed(size: int) -> int:
    """Return how long a file of `size` bytes becomes at most."""
    return len(MAGIC) + 3 * 4 + _MAX_HEADER + MAX_RECIPIENTS * _WRAP + _sealed(size)


def close_file(content: bytes, *, recipients: Sequence[Recipient]) -> bytes:
    """Return `content` (at least one byte) sealed for these nodes, each once, in its bucket of sizes. Raises `Malformed`, `TooLarge`."""
    keys = {recipient.node: recipient.key for recipient in recipients}
    if not content or not keys or len(keys) != len(recipients):
        raise Malformed(_WHAT, "nothing in it, for nobody, or for somebody twice")
    if len(keys) > MAX_RECIPIENTS:
        raise TooLarge(_WHAT, size=len(keys), cap=MAX_RECIPIENTS)
    secret = secrets.token_bytes(KEY)
    commitment = commit_key(secret)
    sealed = seal_body(pad(content), key=secret, aad=commitment.raw)
    header = _print_header(tuple(sorted(keys)), commitment, chunk_root(sealed), v=_PADDED)
    bound = Digest.of(header)
    wraps = [(keys[node].key_id, keys[node]) for node in sorted(keys)]
    printed = b"".join(bytes.fromhex(name.text) + key.seal(secret, info=_info(bound, name)) for name, key in wraps)
    return print_frames(header, printed, sealed, magic=MAGIC)


def open_file(data: bytes, *, node: NodeId, sealing_keys: Mapping[KeyId, SealingKey], most: int) -> bytes:
    """Return what `close_file` sealed for `node`, at most `most` bytes; or raise `Refused`.

    Left to the CALLER: everything that the content says, who signed it first of all.
    """
    # (1) caps, magic, frames, the canonical header, the sealed chunks that it names
    to, commitment, v, header, wraps, sealed = _split(data, most=most)
    # (2) for this node, wrapped to a key that it has, bound to this header
    if node not in to:
        raise NotForUs(node=node)
    wrap = wraps[to.index(node) * _WRAP :][:_WRAP]
    key_id = KeyId(wrap[:SIZE].hex())
    own = sealing_keys.get(key_id)
    if own is None:
        raise NotSealedToUs(node=node, key=key_id)
    secret = own.open(wrap[SIZE:], info=_info(Digest.of(header), key_id))
    # (3) the key is the one committed to; then, and only then, the content
    if len(secret) != KEY:
        raise SealBroken(part="keys")
    if commit_key(secret) != commitment:
        raise CommitmentBroken(part="key")
    content = open_body(sealed, key=secret, aad=commitment.raw)
    if v == _PADDED:
        content = unpad(content, what=_WHAT)
    if not 0 < len(content) <= most:
        raise TooLarge(_WHAT, size=len(content), cap=most)
    return content


def recipients_of(data: bytes, *, most: int) -> tuple[NodeId, ...]:
    """Return for whom a file of at most `most` bytes is sealed: what a relay knows without a key. Raises `TooLarge`, `Malformed`."""
    return _split(data, most=most)[0]


def _split(data: bytes, *, most: int) -> tuple[tuple[NodeId, ...], Digest, int, bytes, bytes, memoryview]:
    if len(data) > most_closed(most):
        raise TooLarge(_WHAT, size=len(data), cap=most_closed(most))
    if not is_closed(data):
        raise Malformed(_WHAT, "does not begin as one")
    first, second, sealed = view_frames(memoryview(data)[len(MAGIC) :], what=_WHAT, cap=most_closed(most), least=3, most=3)
    header, wraps = bytes(first), bytes(second)  # not what may be as large as a parcel
    to, commitment, root, v = _parse_header(header)
    if len(wraps) != _WRAP * len(to):
        raise Malformed(_WHAT, "not one wrap for each node")
    if len(sealed) > _sealed(most):
        raise TooLarge(_WHAT, size=len(sealed), cap=_sealed(most))
    if chunk_root(sealed) != root:
        raise Malformed(_WHAT, "its content is not that which its header names")
    return to, commitment, v, header, wraps, sealed


def _sealed(most: int) -> int:
    return sealed_size(padme(most + 1))


def _print_header(to: Sequence[NodeId], commitment: Digest, root: Digest, *, v: int) -> bytes:
    told = {"v": v, "suite": SUITE, "to": [str(one) for one in to], "key_commit": str(commitment), "chunk_root": str(root)}
    return print_json(told, what=_WHAT)


def _parse_header(data: bytes) -> tuple[tuple[NodeId, ...], Digest, Digest, int]:
    told = parse_json(data, _MAX_HEADER, what=_WHAT)
    if not isinstance(told, dict) or set(told) != _MEMBERS or not isinstance(told["to"], list):
        raise Malformed(_WHAT, "its header has other members")
    v = told["v"]
    if type(v) is not int or v not in (1, _PADDED):
        raise Malformed(_WHAT, "of another version")
    to = tuple(NodeId(str(one)) for one in told["to"])
    found = to, Digest.parse(str(told["key_commit"])), Digest.parse(str(told["chunk_root"]))
    if not to or len(to) > MAX_RECIPIENTS or list(to) != sorted(set(to)) or _print_header(*found, v=v) != data:
        raise Malformed(_WHAT, "its header is not in canonical form")
    return *found, v


def _info(header: Digest, key_id: KeyId) -> bytes:
    return b"".join((b"comity/1", bytes([SUITE]), _ROLE, header.raw, bytes.fromhex(key_id.text)))
