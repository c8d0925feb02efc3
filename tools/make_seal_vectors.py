"""Writes the vectors of envelopes, receipts and signatures; files that exist are kept (ML-DSA never signs twice alike).

    python tools/make_seal_vectors.py [--fresh]

`Forger` is a sender that keeps to the format and to nothing else: it builds envelopes from their parts, with its own
hashes, so that what a dishonest sender could sign is tried too, not only what an honest one writes. Tests use it as well.
"""

import base64
import hashlib
import json
import math
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.dsse import PAYLOAD_TYPE, RECEIPT_TYPE, pae
from comity.seal.envelope import Recipient, close_envelope, draft_envelope, rewrap_envelope
from comity.seal.frames import print_frames
from comity.seal.headers import InnerDraft
from comity.seal.keys import ED25519_SIZE, SealingKey, Signature, SigningKey, print_signature
from comity.seal.receipt import sign_receipts
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant

VECTORS: Final = Path(__file__).resolve().parent.parent / "vectors"

SENDER: Final = "cert.xr.example"
OFFICER: Final = f"marta.k@{SENDER}"
SECOND: Final = f"pavel.d@{SENDER}"
RECEIVER: Final = "poc.vn.example"
STRANGER: Final = f"ha.n@{RECEIVER}"
THIRD: Final = "poc.zz.example"
CREATED: Final = Instant.parse("2026-11-23T03:07:00.000000Z")
EXPIRES: Final = CREATED + timedelta(days=14)
AT: Final = CREATED + timedelta(seconds=2)
VALID: Final = (CREATED + timedelta(days=-100), CREATED + timedelta(days=265))
PAYLOAD: Final = "Lời chào từ Ruritania.".encode()

Edit = Callable[[Any], Any]


def seed(name: str) -> bytes:
    """Return 32 bytes that anybody can make again."""
    return hashlib.sha256(b"comity vector " + name.encode()).digest()


def signing_key(owner: str) -> SigningKey:
    """Return the key of `owner` in every vector."""
    return SigningKey.from_seeds(seed(f"ed25519 {owner}"), seed(f"ml-dsa-65 {owner}"))


def sealing_key(node: str) -> SealingKey:
    """Return the sealing key of `node` in every vector."""
    return SealingKey.from_seed(seed(f"x-wing {node}"))


def header(**changes: object) -> InnerDraft:
    """Return an ordinary header."""
    usual: dict[str, Any] = {
        "world": "drill",
        "sender": NodeId(SENDER),
        "to": (NodeId(RECEIVER),),
        "case": Reference("XR-2026-000007"),
        "seq": 1,
        "previous": None,
        "kind": "REQ-PRESERVE",
        "created": CREATED,
        "directory": 12,
        "requires": ("received", "opened", "decided"),
    }
    return InnerDraft(**(usual | changes))


def same(value: Any) -> Any:  # noqa: ANN401 - an edit takes what stands there and gives it back
    """Change nothing."""
    return value


def bucket(size: int) -> int:
    """Return the bucket of a size, as the paper on Padmé writes it."""
    exponent = math.floor(math.log2(size))
    free = exponent - (math.floor(math.log2(exponent)) + 1)
    mask = (1 << free) - 1
    return (size + mask) & ~mask


@dataclass
class Forger:
    """Builds an envelope from its parts. Each edit sees its part before anything that depends on it is made."""

    payload: bytes = PAYLOAD
    signers: tuple[str, ...] = (OFFICER, SENDER)
    recipients: tuple[str, ...] = (RECEIVER,)
    keys: bytes = seed("header key") + seed("content key")
    edit_chunks: Edit = same
    edit_inner: Edit = same
    edit_inner_bytes: Edit = same
    edit_signatures: Edit = same
    edit_outer: Edit = same
    edit_outer_bytes: Edit = same
    edit_wraps: Edit = same
    edit_parts: Edit = same
    edit_plain: Edit = same
    edit_zeros: Edit = same
    padded: bool = False
    wrapped: bytes | None = None
    chunk: int = 2**20
    salt: bytes = field(default_factory=lambda: seed("salt"))

    def chunks(self, plain: bytes, env_id: bytes) -> list[bytes]:
        """Seal `plain` as the format says."""
        pieces = [plain[at : at + self.chunk] for at in range(0, len(plain), self.chunk)]
        sealer, last = AESGCM(self.keys[32:]), len(pieces) - 1
        return [sealer.encrypt(n.to_bytes(11, "big") + bytes([n == last]), piece, env_id) for n, piece in enumerate(pieces)]

    def envelope(self) -> bytes:
        """Return the bytes."""
        env_id = seed("envelope identifier")[:16]
        plain = self.salt + self.payload
        if self.padded:
            plain += b"\x80"
            plain += bytes(bucket(len(plain)) - len(plain))
        chunks = self.edit_chunks(self.chunks(self.edit_plain(plain), env_id))
        inner = {
            "case": "XR-2026-000007",
            "chunk_root": tree(chunks).hex(),
            "created": str(CREATED),
            "directory": 12,
            "env_id": env_id.hex(),
            "key_commit": hashlib.sha256(b"comity/1 key" + self.keys[32:]).hexdigest(),
            "kind": "REQ-PRESERVE",
            "plaintext_commit": hashlib.sha256(b"comity/1 plaintext" + self.salt + self.payload).hexdigest(),
            "previous": None,
            "reply_to": None,
            "requires": ["received"],
            "sender": SENDER,
            "seq": 1,
            "suite": 1,
            "to": sorted(self.recipients),
            "v": 1,
            "world": "drill",
        }
        inner_bytes = self.edit_inner_bytes(compact(self.edit_inner(inner)))
        printed = [print_signature(signing_key(owner).sign(PAYLOAD_TYPE, inner_bytes)) for owner in self.signers]
        frames = print_frames(inner_bytes, *self.edit_signatures(printed))
        if self.padded:
            without = len(frames) + 4 - len(self.signers) * (4 + 32 + 1 + 64 + 3309)
            frames += print_frames(self.edit_zeros(bytes(max(768, bucket(without)) - without)))
        block = AESGCM(self.keys[:32]).encrypt(bytes(12), frames, env_id)
        body = b"".join(chunks)
        outer = {
            "chunk_root": tree(chunks).hex(),
            "env_id": env_id.hex(),
            "expires": str(EXPIRES),
            "header_hash": hashlib.sha256(block).hexdigest(),
            "priority": "routine",
            "size": len(body),
            "suite": 1,
            "to": sorted(self.recipients),
            "v": 1,
        }
        outer_bytes = self.edit_outer_bytes(compact(self.edit_outer(outer)))
        wraps = self.edit_wraps([self.wrap(node, outer_bytes) for node in sorted(self.recipients)])
        return b"COMITY1E" + print_frames(*self.edit_parts([outer_bytes, b"".join(wraps), block, body]))

    def wrap(self, node: str, outer_bytes: bytes) -> bytes:
        """Wrap the keys for `node`."""
        public = sealing_key(node).public
        key_id = bytes.fromhex(str(public.key_id))
        info = b"comity/1\x01a" + hashlib.sha256(outer_bytes).digest() + key_id
        return key_id + public.seal(self.wrapped or self.keys, info=info)


def compact(value: object) -> bytes:
    """Return canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def tree(chunks: list[bytes]) -> bytes:
    """Return the RFC 6962 root over `chunks`, as its section 2.1 writes it."""
    if len(chunks) < 2:
        return hashlib.sha256(b"\x00" + chunks[0]).digest() if chunks else hashlib.sha256(b"").digest()
    half = 1 << (len(chunks) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree(chunks[:half]) + tree(chunks[half:])).digest()


def flip(data: bytes, at: int) -> bytes:
    """Return `data` with the lowest bit of the byte at `at` changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at:][1:]


def put(**changes: object) -> Edit:
    """Return an edit that sets fields of a header."""
    return lambda fields: fields | changes


def half_of_another(printed: list[bytes], *, ed25519: bool) -> list[bytes]:
    """Return signatures of which the first has one half made over something else: that half is not a signature of this."""
    other = print_signature(signing_key(OFFICER).sign(PAYLOAD_TYPE, b"something else"))
    start, end = (33, 33 + ED25519_SIZE) if ed25519 else (33 + ED25519_SIZE, len(other))
    return [printed[0][:start] + other[start:end] + printed[0][end:], *printed[1:]]


class Writer:
    """Writes the vectors of one format."""

    def __init__(self, folder: str, *, fresh: bool) -> None:
        """Write into `vectors/<folder>`."""
        self.folder, self.fresh, self.written = VECTORS / folder, fresh, 0
        self.folder.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, data: bytes, **headers: str | list[str]) -> None:
        """Write `<name>.txt`: headers, an empty line, base64."""
        path = self.folder / f"{name}.txt"
        if path.exists() and not self.fresh:
            return
        pairs = [(key.replace("_", "-"), value) for key, value in headers.items()]
        lines = [f"{key}: {one}" for key, value in pairs for one in ([value] if isinstance(value, str) else value)]
        body = textwrap.fill(base64.b64encode(data).decode(), 120)
        path.write_text("\n".join(lines) + f"\n\n{body}\n", encoding="utf-8")
        self.written += 1


def key_line(owner: str, valid: tuple[Instant, Instant] = VALID) -> str:
    """Return `<owner> <from> <until> <Ed25519 seed> <ML-DSA-65 seed>`."""
    ed25519, mldsa65 = signing_key(owner).seeds()
    return f"{owner} {valid[0]} {valid[1]} {ed25519.hex()} {mldsa65.hex()}"


Case = Callable[..., None]


def _envelopes(write: Callable[..., None]) -> None:
    ring = [key_line(owner) for owner in (SENDER, OFFICER, SECOND, RECEIVER, STRANGER)]

    def case(name: str, expect: str, comment: str, data: bytes, *, spec: str, **other: Any) -> None:  # noqa: ANN401 - headers of the file
        usual = {"node": RECEIVER, "sealing": sealing_key(RECEIVER).seed().hex(), "at": str(AT), "key": ring}
        write(name, data, expect=expect, spec=f"envelope {spec}", comment=comment, **(usual | other))

    _honest(case)
    good = Forger().envelope()
    _damaged(case, good)
    _misdirected(case, good)
    _falsely_signed(case, good, ring)
    _inconsistent(case)


def _honest(case: Case) -> None:
    def honest(signers: tuple[str, ...], to: tuple[str, ...] = (RECEIVER,), payload: bytes = PAYLOAD) -> tuple[bytes, dict[str, str]]:
        draft = draft_envelope(payload, header=header(to=tuple(map(NodeId, to))))
        signatures = [signing_key(owner).sign(PAYLOAD_TYPE, draft.inner_bytes) for owner in signers]
        recipients = [Recipient(NodeId(node), sealing_key(node).public) for node in to]
        made = close_envelope(draft, signatures=signatures, recipients=recipients, expires=EXPIRES)
        facts = {"inner-digest": str(made.inner_digest), "outer-digest": str(made.outer_digest), "payload": payload.decode()}
        return made.data, facts

    data, facts = honest((OFFICER, SENDER))
    case("opened", "opened", "an officer and the node signed", data, spec="§1 to §7", **facts)
    data, facts = honest((OFFICER, SECOND, SENDER), (THIRD, RECEIVER))
    case("opened-by-the-second-recipient", "opened", "two officers signed; the wraps stand in the order of `to`", data, spec="§4", **facts)
    data, facts = honest((OFFICER, SENDER))
    case(
        "opened-padded",
        "opened",
        "padded in header and body; those without, from before 2026-11-29, are read too",
        data,
        spec="§7",
        **facts,
    )
    data, facts = honest((OFFICER, SENDER), payload=b"")
    case("opened-empty", "opened", "an empty payload is a payload", data, spec="§7", **facts)
    draft = draft_envelope(PAYLOAD, header=header())
    node = signing_key(SENDER).sign_batch(PAYLOAD_TYPE, [b"another header", draft.inner_bytes, b"a third"])[1]
    closed = close_envelope(
        draft,
        signatures=[signing_key(OFFICER).sign(PAYLOAD_TYPE, draft.inner_bytes), node],
        recipients=[Recipient(NodeId(RECEIVER), sealing_key(RECEIVER).public)],
        expires=EXPIRES,
    )
    facts = {"inner-digest": str(closed.inner_digest), "outer-digest": str(closed.outer_digest), "payload": PAYLOAD.decode()}
    case("opened-batch", "opened", "the node's signature stands in a batch of three", closed.data, spec="§6", **facts)
    daily = sealing_key(f"{RECEIVER} of the next day")
    again = rewrap_envelope(closed.data, keys=closed.keys, recipient=Recipient(NodeId(RECEIVER), daily.public))
    case("wrapped-first", "opened", "before it is wrapped afresh", closed.data, spec="§4", **facts)
    case("wrapped-afresh", "opened", "wrapped-first for another key", again, spec="§4", sealing=daily.seed().hex(), **facts)
    case("wrapped-afresh-old-key", "key-expired", "wrapped-afresh opened with the first key", again, spec="§4")


def _damaged(case: Case, good: bytes) -> None:
    case("flipped-body", "malformed", "one bit of the sealed body", flip(good, len(good) - 1), spec="§3")
    case("flipped-wrap", "malformed", "one bit of the wrap", flip(good, good.index(b'"v":1}') + 200), spec="§4")
    case("trailing", "malformed", "one byte more", good + b"\0", spec="§2")
    case("truncated", "malformed", "one byte less", good[:-1], spec="§2")
    case(
        "outer-not-canonical",
        "malformed",
        "a space in the outer header, wrapped over it",
        Forger(edit_outer_bytes=lambda b: b.replace(b",", b", ", 1)).envelope(),
        spec="§3",
    )
    case("outer-suite-2", "malformed", "a suite that is not known", Forger(edit_outer=put(suite=2)).envelope(), spec="§3")


def _misdirected(case: Case, good: bytes) -> None:
    case("expired", "stale", "opened at its end", good, spec="§3", at=str(EXPIRES))
    case(
        "future", "stale", "made more than five minutes from now", good, spec="§5", at=str(CREATED + timedelta(minutes=-5, microseconds=-1))
    )
    case("wrong-recipient", "not-for-us", "another node tries", good, spec="§3", node=THIRD, sealing=sealing_key(THIRD).seed().hex())
    case("other-sealing-key", "key-expired", "the node no longer holds the key", good, spec="§4", sealing=sealing_key(THIRD).seed().hex())
    two = Forger(recipients=(RECEIVER, THIRD), edit_wraps=lambda wraps: wraps[::-1])
    case("wraps-swapped", "key-expired", "the wrap of another recipient at our place", two.envelope(), spec="§4")
    named = Forger(recipients=(RECEIVER, THIRD), edit_wraps=lambda wraps: [wraps[0][:32] + wraps[1][32:], wraps[1]])
    case("wrap-renamed", "malformed", "the wrap of another recipient under the name of our key", named.envelope(), spec="§4")


def _falsely_signed(case: Case, good: bytes, ring: list[str]) -> None:
    unsigned = Forger(signers=(OFFICER,)).envelope()
    case("no-node-signature", "bad-signature", "the node's signature was stripped", unsigned, spec="§6")
    case("no-officer-signature", "bad-signature", "the officer's signature was stripped", Forger(signers=(SENDER,)).envelope(), spec="§6")
    case("two-node-signatures", "bad-signature", "the node signed twice", Forger(signers=(SENDER, OFFICER, SENDER)).envelope(), spec="§6")
    foreign = Forger(signers=(STRANGER, OFFICER, SENDER)).envelope()
    case("foreign-officer", "bad-signature", "an officer of another node signed too", foreign, spec="§6")
    made = Forger(edit_signatures=lambda printed: half_of_another(printed, ed25519=True)).envelope()
    case("half-ed25519-bad", "bad-signature", "only the ML-DSA-65 half is good", made, spec="§6")
    made = Forger(edit_signatures=lambda printed: half_of_another(printed, ed25519=False)).envelope()
    case("half-mldsa65-bad", "bad-signature", "only the Ed25519 half is good", made, spec="§6")
    cut = Forger(edit_signatures=lambda printed: [printed[0][: 33 + ED25519_SIZE], printed[1]]).envelope()
    case("half-missing", "malformed", "the ML-DSA-65 half was cut off", cut, spec="§6")
    case("unknown-key", "unknown-key", "the officer's key is not in the directory", good, spec="§6", key=[ring[0]])
    late = key_line(OFFICER, (VALID[0], CREATED))
    case("expired-key", "key-expired", "the officer's key ended just before", good, spec="§6", key=[ring[0], late])


def _inconsistent(case: Case) -> None:
    case("world-unknown", "malformed", "neither real nor drill", Forger(edit_inner=put(world="test")).envelope(), spec="§5")
    case(
        "inner-key-twice",
        "malformed",
        "a JSON key twice, duly signed",
        Forger(edit_inner_bytes=lambda b: b.replace(b'"seq":1', b'"seq":1,"seq":1')).envelope(),
        spec="§5",
    )
    case("inner-float", "malformed", "a number with a fraction", Forger(edit_inner=put(seq=1.0)).envelope(), spec="§5")
    case("inner-to-differs", "malformed", "signed for another recipient", Forger(edit_inner=put(to=[THIRD])).envelope(), spec="§5")
    case("inner-id-differs", "malformed", "signed for another envelope", Forger(edit_inner=put(env_id="0" * 32)).envelope(), spec="§5")
    rewrapped = Forger(wrapped=seed("header key") + seed("x")).envelope()
    case("key-commitment", "commitment", "the wrap holds another content key", rewrapped, spec="§7")
    other = hashlib.sha256(b"comity/1 plaintext" + seed("salt") + b"something else").hexdigest()
    broken = Forger(edit_inner=put(plaintext_commit=other)).envelope()
    case("plaintext-commitment", "commitment", "the content is not the one committed to", broken, spec="§7")
    for name, comment, wrong in (
        ("padding-long", "zeros beyond the bucket, in the body", Forger(padded=True, edit_plain=lambda b: b + bytes(16))),
        ("padding-short", "fewer zeros than to the bucket, in the body", Forger(padded=True, edit_plain=lambda b: b[:-1])),
        ("padding-not-zero", "something behind the mark", Forger(padded=True, edit_plain=lambda b: b[:-1] + b"1")),
        (
            "padding-in-the-block-alone",
            "a padded block around a body that is not",
            Forger(padded=True, edit_plain=_unpadded),
        ),
        ("padding-long-in-the-block", "zeros beyond the bucket, in the block", Forger(padded=True, edit_zeros=lambda b: b + bytes(256))),
        ("padding-empty-in-the-block", "no zeros where some are due, in the block", Forger(padded=True, edit_zeros=lambda _: b"")),
    ):
        case(name, "malformed", comment, wrong.envelope(), spec="§7")
    unended = Forger(edit_chunks=lambda chunks: [_unended(len(chunks[0]) - 16)]).envelope()
    case("not-the-last-chunk", "malformed", "a body that says it goes on", unended, spec="§7")


def _unpadded(plain: bytes) -> bytes:
    return plain.rstrip(b"\0")[:-1]


def _unended(size: int) -> bytes:
    return AESGCM(seed("content key")).encrypt(bytes(12), (seed("salt") + PAYLOAD)[:size], seed("envelope identifier")[:16])


def _receipts(write: Callable[..., None]) -> None:
    ring = [key_line(owner) for owner in (RECEIVER, STRANGER)]

    def case(name: str, expect: str, comment: str, data: bytes, *, spec: str, **other: Any) -> None:  # noqa: ANN401 - headers of the file
        write(name, data, expect=expect, spec=f"receipt {spec}", comment=comment, **({"key": ring} | other))

    def body(number: int) -> bytes:
        return compact({"at": str(AT), "env_id": f"{number:032x}", "receipt": "opened", "v": 1})

    key = signing_key(RECEIVER)
    one = sign_receipts([body(1)], key=key)[0]
    many = sign_receipts([body(n) for n in range(5)], key=key)
    case("verified", "verified", "one receipt, one signature", one, spec="§1, §2", node=RECEIVER, body=body(1).decode())
    for at in (0, 4):
        text = body(at).decode()
        case(f"verified-batch-{at}", "verified", f"number {at} of five under one signature", many[at], spec="§3", node=RECEIVER, body=text)
    case("flipped-body", "bad-signature", "another envelope in the body", one.replace(b"01", b"02", 1), spec="§2")
    case("flipped-path", "bad-signature", "one bit of the way to the root", flip(many[0], len(many[0]) - 1), spec="§3")
    case("swapped", "bad-signature", "the body of one, the signature of another", _swapped(many), spec="§3")
    case("path-too-long", "malformed", "a hash more than the position demands", _resized(many[0], many[0][-32:]), spec="§3")
    case("trailing", "malformed", "one byte more", one + b"\0", spec="§1")
    spaced = body(1).replace(b",", b", ", 1)
    case("not-canonical", "malformed", "a space in the body, duly signed", sign_receipts([spaced], key=key)[0], spec="§1")
    case("by-an-officer", "bad-signature", "officers give no receipts", sign_receipts([body(1)], key=signing_key(STRANGER))[0], spec="§2")
    case("unknown-key", "unknown-key", "the key is not in the directory", one, spec="§2", key=[ring[1]])
    early = key_line(RECEIVER, (VALID[0], AT))
    case("expired-key", "key-expired", "the key ended when the receipt says it was given", one, spec="§2", key=[early])
    as_header = b"COMITY1R" + print_frames(body(1), print_signature(key.sign(PAYLOAD_TYPE, body(1))))
    case("other-type", "bad-signature", "signed as an envelope's header, not as a receipt", as_header, spec="§2")


def _swapped(many: list[bytes]) -> bytes:
    size = 12 + int.from_bytes(many[0][8:12], "big")
    return many[0][:size] + many[1][size:]


def _resized(data: bytes, more: bytes) -> bytes:
    start = 12 + int.from_bytes(data[8:12], "big")
    return data[:start] + (len(data) - start - 4 + len(more)).to_bytes(4, "big") + data[start + 4 :] + more


def _signatures(write: Callable[..., None]) -> None:
    key = signing_key(SENDER)
    usual: dict[str, str] = {"public": key.public.raw.hex(), "type": RECEIPT_TYPE, "payload": "Xin chào"}
    payload = usual["payload"].encode()

    def case(name: str, expect: str, comment: str, data: bytes, **other: str) -> None:
        write(name, data, expect=expect, spec="envelope §6", comment=comment, **(usual | other))

    plain = key.sign(RECEIPT_TYPE, payload)
    batch = key.sign_batch(RECEIPT_TYPE, [b"0", payload, b"2"])
    printed = print_signature(plain)
    case("verified", "verified", "both halves over the DSSE encoding", printed)
    case("verified-batch", "verified", "number 1 of 3: path of two hashes", print_signature(batch[1]))
    case("other-payload", "bad-signature", "over another payload", printed, payload="Xin chao")
    case("other-type", "bad-signature", "over another type", printed, type=PAYLOAD_TYPE)
    case("other-key", "bad-signature", "made with another key", print_signature(signing_key(OFFICER).sign(RECEIPT_TYPE, payload)))
    other = key.sign(RECEIPT_TYPE, b"another")
    case("half-ed25519-bad", "bad-signature", "Ed25519 over another payload", _join(plain, other.ed25519, plain.mldsa65))
    case("half-mldsa65-bad", "bad-signature", "ML-DSA-65 over another payload", _join(plain, plain.ed25519, other.mldsa65))
    bare = MLDSA65PrivateKey.from_seed_bytes(key.seeds()[1]).sign(pae(RECEIPT_TYPE, payload))
    case("no-context", "bad-signature", "ML-DSA-65 without the context `comity/1`", _join(plain, plain.ed25519, bare))
    index = print_signature(batch[1])
    at = 33 + ED25519_SIZE + 3309
    case("batch-other-index", "bad-signature", "number 0 of 3 with the path of number 1", index[: at + 3] + b"\0" + index[at + 4 :])
    case("batch-index-over-size", "malformed", "number 3 of 3", index[: at + 3] + b"\3" + index[at + 4 :])
    case("batch-of-one", "malformed", "a batch of one has the plain form", index[:at] + bytes([0, 0, 0, 0, 0, 0, 0, 1]))
    case("form-2", "malformed", "neither plain nor of a batch", printed[:32] + b"\2" + printed[33:])
    case("cut", "malformed", "one byte less", printed[:-1])
    case("trailing", "malformed", "one byte more", printed + b"\0")


def _join(signature: Signature, ed25519: bytes, mldsa65: bytes) -> bytes:
    return print_signature(Signature(signature.key_id, ed25519, mldsa65))


def main() -> None:
    """Write what is missing, or with `--fresh` everything."""
    for folder, make in (("envelope", _envelopes), ("receipt", _receipts), ("signature", _signatures)):
        writer = Writer(folder, fresh="--fresh" in sys.argv[1:])
        make(writer.write)
        print(f"vectors/{folder}: {writer.written} written")


if __name__ == "__main__":
    main()
