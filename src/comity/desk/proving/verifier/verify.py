#!/usr/bin/env python3
"""Verify a proof file of Comity on a computer that has nothing but Python 3.11 or later.

    python3 -I -S verify.py FILE --trust trust.json          keys of countries, as a file
    python3 -I -S verify.py FILE --root VN=<64 digits>       fingerprint of a country's key, as you have it on paper
    more: --witness KEY  --lang vi | en  --json  --colour  --no-colour

Status 0: verified.  1: refused.  2: typed wrongly.  3: all of it holds together, and nobody vouches for a country's key.

This one file needs no package, opens no connection, writes nothing, and imports nothing of Comity. It was written from the
specifications that it names (docs/specs/ of Comity; RFC 8032, RFC 6962, RFC 3161, FIPS 204, C2SP, PKWARE APPNOTE), so that it is a second
opinion on `comity verify`. Where the two ever disagree, one of them is wrong: please report it. Get this file from somewhere
else than from the proof that you check: whoever forged a proof can forge the verifier beside it.

It holds no secrets, so nothing here has to run in constant time; nothing here may be used to sign.
"""

import argparse
import base64
import binascii
import functools
import hashlib
import json
import os
import re
import struct
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

# ================================================================ refusing


class Refused(Exception):
    """The file is not what it should be: where, and why (English; `SAY` has the Vietnamese)."""

    def __init__(self, why: str, place: str = "") -> None:
        """`place` is a file of the archive, where one is at fault."""
        super().__init__(why)
        self.why, self.place = why, place


def need(holds: object, why: str) -> None:
    """Go on only if it holds."""
    if not holds:
        raise Refused(why)


@contextmanager
def place(name: str) -> Iterator[None]:
    """Name the file of the archive that a refusal inside is about."""
    try:
        yield
    except Refused as refusal:
        raise Refused(refusal.why, refusal.place or name) from refusal


def sha256(*parts: bytes) -> bytes:
    """Return SHA-256 of the parts joined."""
    return hashlib.sha256(b"".join(parts)).digest()


# ================================================================ Ed25519 (RFC 8032, section 5.1), verifying only

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
# The y of the eight points of small order: with such a key anybody could sign anything (docs/specs/envelope.md, §1).
SMALL_ORDER = {0, 1, P - 1}
SMALL_ORDER |= {int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")}
SMALL_ORDER |= {int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little")}

Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
ZERO: Point = (0, 1, 1, 0)


def ed25519_y(raw: bytes) -> int:
    """Return the y of an encoded point; refuse one beyond p, and one of small order."""
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    need(y < P and y not in SMALL_ORDER, "the Ed25519 half is not a sound key")
    return y


def decompress(raw: bytes) -> Point:
    """RFC 8032, section 5.1.3."""
    y, sign = ed25519_y(raw), raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT_OF_MINUS_ONE % P
    need(v * x * x % P == u, "a signature does not verify")  # no such point: nothing verifies under this key
    return (x, y, 1, x * y % P) if x & 1 == sign else (P - x, y, 1, (P - x) * y % P)


def add(one: Point, other: Point) -> Point:
    """RFC 8032, section 5.1.4; complete, so it doubles too."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * D * t1 * t2 % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


Table = list[list[Point]]


def multiples(point: Point) -> Table:
    """Return table[i][n] = n * 16**i * point: with it a multiplication is 64 additions and no doubling."""
    table = []
    for _ in range(64):
        row = [ZERO]
        for _ in range(15):
            row.append(add(row[-1], point))
        table.append(row)
        point = add(row[-1], point)
    return table


@functools.cache
def base_multiples() -> Table:
    """Return the multiples of the base point B, whose y is 4/5."""
    return multiples(decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little")))


@functools.cache
def key_multiples(key: bytes) -> Table:
    """Return the multiples of -A for the public key A."""
    x, y, z, t = decompress(key)
    return multiples((P - x, y, z, P - t))


def verify_ed25519(key: bytes, message: bytes, signature: bytes) -> None:
    """RFC 8032, section 5.1.7: S below the order; R = [S]B - [k]A, compared as bytes, without the cofactor."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    need(len(signature) == 64 and s < ORDER, "a signature does not verify")
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    total = ZERO
    for number, table in ((s, base_multiples()), (k, key_multiples(key))):
        for i, row in enumerate(table):
            if digit := number >> 4 * i & 15:
                total = add(total, row[digit])
    x, y, z, _ = total
    inverse = pow(z, -1, P)
    need(r == (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little"), "a signature does not verify")


# ================================================================ ML-DSA-65 (FIPS 204, table 1), verifying only

Q, N, K, L = 8380417, 256, 6, 5
TAU, GAMMA1, GAMMA2, BETA, OMEGA, DROPPED, SEED = 49, 2**19, (8380417 - 1) // 32, 49 * 4, 55, 13, 48
ML_KEY, ML_SIGNATURE = 32 + 320 * K, SEED + 640 * L + OMEGA + K
CONTEXT = b"comity/1"
ZETAS = [pow(1753, int(f"{i:08b}"[::-1], 2), Q) for i in range(N)]  # FIPS 204, appendix B

Poly = list[int]


def ntt(w: Poly) -> Poly:
    """FIPS 204, algorithm 41. Values may leave 0 to q-1 on the way; Python's integers do not overflow."""
    w, m, length = w[:], 0, 128
    while length:
        for start in range(0, N, 2 * length):
            m += 1
            zeta = ZETAS[m]
            for j in range(start, start + length):
                t = zeta * w[j + length] % Q
                w[j + length] = w[j] - t
                w[j] += t
        length >>= 1
    return w


def inverse_ntt(w: Poly) -> Poly:
    """FIPS 204, algorithm 42; returns values from 0 to q-1."""
    w, m, length = w[:], N, 1
    while length < N:
        for start in range(0, N, 2 * length):
            m -= 1
            zeta = -ZETAS[m]
            for j in range(start, start + length):
                t = w[j]
                w[j] = t + w[j + length]
                w[j + length] = zeta * (t - w[j + length]) % Q
        length <<= 1
    return [8347681 * one % Q for one in w]  # 8347681 = 1/256


def bits(data: bytes, width: int) -> Poly:
    """Return 256 integers of `width` bits each, little-endian (FIPS 204, algorithm 18)."""
    number, mask = int.from_bytes(data, "little"), (1 << width) - 1
    return [number >> at & mask for at in range(0, width * N, width)]


def uniform(seed: bytes) -> Poly:
    """FIPS 204, algorithm 30: a polynomial of the matrix A, already transformed."""
    stream, found = hashlib.shake_128(seed).digest(168 * 12), []
    for at in range(0, len(stream), 3):
        value = stream[at] | stream[at + 1] << 8 | (stream[at + 2] & 127) << 16
        if value < Q:
            found.append(value)
    return found[:N]  # 672 draws: that fewer than 256 of them lie below q never happens (each does with 0.999)


@functools.lru_cache(maxsize=256)
def ml_key(key: bytes) -> tuple[list[list[Poly]], list[Poly], bytes]:
    """Expand a public key once (FIPS 204, algorithms 23 and 32): A, t1 * 2**13 transformed, and the key's hash."""
    matrix = [[uniform(key[:32] + bytes([column, row])) for column in range(L)] for row in range(K)]
    high = [bits(key[at : at + 320], 10) for at in range(32, ML_KEY, 320)]
    return matrix, [ntt([one << DROPPED for one in poly]) for poly in high], hashlib.shake_256(key).digest(64)


def hints(data: bytes) -> list[set[int]]:
    """FIPS 204, algorithm 21: the one form of the hint, places rising within each polynomial, zeros after the last."""
    found, at = [], 0
    for end in data[OMEGA:]:
        need(at <= end <= OMEGA, "a signature does not verify")
        places = data[at:end]
        need(all(one < other for one, other in pairwise(places)), "a signature does not verify")
        found.append(set(places))
        at = end
    need(not any(data[at:OMEGA]), "a signature does not verify")
    return found


def challenge(seed: bytes) -> Poly:
    """FIPS 204, algorithm 29: a polynomial with 49 coefficients of 1 or -1."""
    stream, c = hashlib.shake_256(seed).digest(1088), [0] * N
    signs, at = int.from_bytes(stream[:8], "little"), 8
    for i in range(N - TAU, N):
        while stream[at] > i:
            at += 1
        c[i], c[stream[at]] = c[stream[at]], 1 - 2 * (signs & 1)
        at, signs = at + 1, signs >> 1
    return c


def use_hint(r: int, *, hinted: bool) -> int:
    """FIPS 204, algorithms 36 and 40: the high bits of r, moved by one where the hint says so."""
    high = (r + GAMMA2 - 1) // (2 * GAMMA2)
    if hinted:
        high += 1 if r - high * 2 * GAMMA2 > 0 else -1
    return high % 16


def verify_ml_dsa_65(key: bytes, message: bytes, signature: bytes, context: bytes = CONTEXT) -> None:
    """FIPS 204, algorithms 3 and 8 (pure, not pre-hashed)."""
    need(len(key) == ML_KEY and len(signature) == ML_SIGNATURE and len(context) < 256, "a signature does not verify")
    seed, hint = signature[:SEED], hints(signature[SEED + 640 * L :])
    z = [[GAMMA1 - one for one in bits(signature[at : at + 640], 20)] for at in range(SEED, SEED + 640 * L, 640)]
    need(all(abs(one) < GAMMA1 - BETA for poly in z for one in poly), "a signature does not verify")
    matrix, high, key_hash = ml_key(key)
    mu = hashlib.shake_256(key_hash + bytes([0, len(context)]) + context + message).digest(64)
    c, columns, printed = ntt(challenge(seed)), [ntt(poly) for poly in z], []
    for row, high_t, hinted in zip(matrix, high, hint, strict=True):
        terms = zip(*row, *columns, c, high_t, strict=True)
        w = inverse_ntt([a1 * z1 + a2 * z2 + a3 * z3 + a4 * z4 + a5 * z5 - c * t for a1, a2, a3, a4, a5, z1, z2, z3, z4, z5, c, t in terms])
        rounded = [use_hint(one, hinted=at in hinted) for at, one in enumerate(w)]
        printed.append(bytes(one | other << 4 for one, other in zip(rounded[::2], rounded[1::2], strict=True)))
    need(hashlib.shake_256(mu + b"".join(printed)).digest(SEED) == seed, "a signature does not verify")


# ================================================================ JSON and the forms of words (docs/specs/act.md §1, proof.md §7)

Json = Any  # None, bool, int, str, list or dict
LARGEST = 2**53


def canonical(value: Json) -> bytes:
    """Print the one form that a value has."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        raise Refused("not in its one form") from None


def parse_json(data: bytes, cap: int) -> Json:
    """Read canonical JSON: no duplicate key, no float, no large integer, at most 16 levels, and printed again the same bytes."""
    need(len(data) <= cap, "longer than allowed")
    depth = 0
    for bracket in re.sub(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[^][{}"]+', b"", data, flags=re.DOTALL):
        depth += (bracket in b"[{") - (bracket in b"]}")
        need(depth <= 16, "not in its one form")
    try:
        value = DECODER.decode(data.decode())
    except ValueError:
        raise Refused("not in its one form") from None
    need(canonical(value) == data, "not in its one form")
    return value


def _no_float(_: str) -> NoReturn:
    raise Refused("not in its one form")


def _integer(digits: str) -> int:
    need(len(digits) <= 17 and abs(int(digits)) <= LARGEST, "not in its one form")
    return int(digits)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    need(len(dict(pairs)) == len(pairs), "not in its one form")
    return dict(pairs)


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float, parse_int=_integer)

Form = Callable[[Json], Json]  # takes a value, returns it, or raises `Refused`


def word(pattern: str) -> Form:
    """Make the form of a text that matches all of `pattern`."""
    compiled = re.compile(pattern)

    def take(value: Json) -> Json:
        need(type(value) is str and compiled.fullmatch(value), "not in its one form")
        return value

    return take


def one_of(*values: Json) -> Form:
    """Make the form of one of a few values; `true` is not 1."""

    def take(value: Json) -> Json:
        need(any(type(value) is type(one) and value == one for one in values), "not in its one form")
        return value

    return take


def integer(least: int, most: int = LARGEST) -> Form:
    """Make the form of a whole number in a range."""

    def take(value: Json) -> Json:
        need(type(value) is int and least <= value <= most, "not in its one form")
        return value

    return take


def array(form: Form, most: int = LARGEST, least: int = 0) -> Form:
    """Make the form of an array."""

    def take(value: Json) -> Json:
        need(type(value) is list and least <= len(value) <= most, "not in its one form")
        return [form(one) for one in value]

    return take


def mapping(key: Form, form: Form, most: int = LARGEST, least: int = 0) -> Form:
    """Make the form of an object with any keys of one form."""

    def take(value: Json) -> Json:
        need(type(value) is dict and least <= len(value) <= most, "not in its one form")
        return {key(name): form(one) for name, one in value.items()}

    return take


def members(required: Mapping[str, Form], optional: Mapping[str, Form] | None = None) -> Form:
    """Make the form of an object that has all of the required members, perhaps the optional ones, and no other."""
    known = {**required, **(optional or {})}

    def take(value: Json) -> Json:
        need(type(value) is dict and required.keys() <= value.keys() <= known.keys(), "not in its one form")
        return {name: known[name](one) for name, one in value.items()}

    return take


def instant(value: Json) -> Json:
    """`2026-11-23T03:07:00.000000Z` and nothing else; later is greater, also as text."""
    INSTANT(value)
    try:
        need(datetime.fromisoformat(value[:-1]).isoformat(timespec="microseconds") + "Z" == value, "not in its one form")
    except ValueError:
        raise Refused("not in its one form") from None
    return value


def base64_of(text: str) -> bytes:
    """Read base64 in its one form."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        raise Refused("not in its one form") from None
    need(base64.b64encode(raw).decode() == text, "not in its one form")
    return raw


UNSAFE = re.compile(  # docs/specs/act.md §4: what hides, reorders or breaks what is read
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)) + "]"
)


def clean(value: Json) -> Json:
    """Take a text in NFC without unsafe characters; every text and every key inside an array or object likewise."""
    if isinstance(value, str):
        need(not UNSAFE.search(value) and unicodedata.is_normalized("NFC", value), "a text that is not clean")
        marks = "".join("m" if unicodedata.combining(one) else " " for one in value)
        need("m" * 31 not in marks, "a text that is not clean")
    for inner in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        clean(inner)
    for key in value if isinstance(value, dict) else ():
        line(key)
    return value


def line(value: Json) -> Json:
    """Take a clean text of one line."""
    need(type(value) is str and "\n" not in value, "a text that is not clean")
    return clean(value)


def truth(value: Json) -> Json:
    """Take true or false."""
    need(type(value) is bool, "not in its one form")
    return value


def text(value: Json) -> Json:
    """Take any text."""
    need(type(value) is str, "not in its one form")
    return value


_HOST = r"(?=.{3,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
INSTANT = word(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
DIGEST, ENVELOPE, COUNTRY = word("[0-9a-f]{64}"), word("[0-9a-f]{32}"), word("[A-Z]{2}")
NODE, OFFICER = word(_HOST), word(rf"(?=[^@]{{1,64}}@)[a-z0-9]+(?:[.-][a-z0-9]+)*@{_HOST}")
AUTHORITY, REFERENCE = word("[a-z]{2}-[a-z0-9]+(?:-[a-z0-9]+)*"), word("[A-Z]{2}-[12][0-9]{3}-(?!000000)[0-9]{6}")
LANGUAGE, ORIGIN, VERSION = word("[a-z]{2,3}"), word("[!-*,-~]{1,255}"), word(r"(?=.{1,64}\Z)[A-Za-z0-9][A-Za-z0-9.+_-]*")
KIND, MARK = word(r"(?=.{1,64}\Z)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*"), word(r"(?=.{1,16}\Z)[A-Z]+(?:[:+-][A-Z0-9]+)*")
ARTICLE, NAME = word(r"(?=.{1,80}\Z)[A-Za-z0-9(][A-Za-z0-9 ().,/-]*"), word(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*")
V1 = one_of(1)

# ================================================================ frames, keys and signatures (docs/specs/envelope.md §2, §6)


def frames(data: bytes, least: int, most: int) -> list[bytes]:
    """Read parts behind their lengths (four bytes, big-endian), used up exactly."""
    parts, at = [], 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        need(at + 4 <= len(data) and end <= len(data), "not in its one form")
        parts.append(data[at + 4 : end])
        at = end
    need(least <= len(parts) <= most, "not in its one form")
    return parts


def pae(kind: str, payload: bytes) -> bytes:
    """DSSE, version 1: what is signed for a payload of a type."""
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)


INNER_TYPE, RECEIPT_TYPE = "application/vnd.comity.v1+json", "application/vnd.comity.receipt.v1+json"
SECTION_TYPE, PROOF_TYPE = "application/vnd.comity.section.v1+json", "application/vnd.comity.proof.v1+json"
BATCH_TYPE = "application/vnd.comity.batch.v1"
PLAIN = 32 + 1 + 64 + ML_SIGNATURE


def leaf_hash(record: bytes) -> bytes:
    """RFC 6962, section 2.1."""
    return sha256(b"\0", record)


def climb(node: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """RFC 9162, section 2.1.3.2: from the leaf at `index` to the root of a tree of `size` leaves."""
    last = size - 1
    need(0 <= index <= last and len(node) == 32, "the tree has no such place")
    for beside in path:
        need(last and len(beside) == 32, "the path in the tree has another length")
        while index == last and not index & 1:  # alone at the right edge: it moves up as it is
            index, last = index >> 1, last >> 1
        node = sha256(b"\1", beside, node) if index & 1 else sha256(b"\1", node, beside)
        index, last = index >> 1, last >> 1
    need(not last, "the path in the tree has another length")
    return node


def continues(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """RFC 9162, section 2.1.4.2: the tree of `old` leaves (0 < old < size) is the beginning of the tree of `size` leaves."""
    nodes = list(path) if old & (old - 1) else [old_root, *path]
    level = (old & -old).bit_length() - 1  # of the last complete subtree of the old tree, from which the path climbs
    index, last = (old >> level) - 1, (size - 1) >> level
    need(nodes and all(len(node) == 32 for node in nodes), "the path in the tree has another length")
    was = now = nodes[0]
    for beside in nodes[1:]:
        need(last, "the path in the tree has another length")
        while index == last and not index & 1:
            index, last = index >> 1, last >> 1
        if index & 1:  # what stands to the left is old
            was, now = sha256(b"\1", beside, was), sha256(b"\1", beside, now)
        else:  # what stands to the right came later
            now = sha256(b"\1", now, beside)
        index, last = index >> 1, last >> 1
    need(not last and (was, now) == (old_root, root), "the log in this file does not continue the one that the receipt names")


@functools.lru_cache(maxsize=4096)
def verify_halves(key: bytes, message: bytes, signature: bytes) -> None:
    """Both halves must verify, or it is no signature. What verified once is remembered whole; what did not is refused again."""
    verify_ed25519(key[:32], message, signature[:64])
    verify_ml_dsa_65(key[32:], message, signature[64:])


def fingerprint(key: bytes) -> str:
    """Return the identifier of a public key: Ed25519 (32), then ML-DSA-65 (1952)."""
    need(len(key) == 32 + ML_KEY, "a key of another length")
    ed25519_y(key[:32])
    return sha256(b"comity/1 signing key", key).hex()


def verify_signature(key: bytes, kind: str, payload: bytes, printed: bytes) -> None:
    """Verify key id (32), form (1), Ed25519 (64), ML-DSA-65 (3309), and for form 1 index (4), size (4) and path."""
    message, halves = pae(kind, payload), printed[33:PLAIN]
    if printed[32]:
        index, size = int.from_bytes(printed[PLAIN : PLAIN + 4], "big"), int.from_bytes(printed[PLAIN + 4 : PLAIN + 8], "big")
        path = [printed[at : at + 32] for at in range(PLAIN + 8, len(printed), 32)]
        message = pae(BATCH_TYPE, climb(leaf_hash(message), index, size, path) + size.to_bytes(4, "big"))
    need(kind != BATCH_TYPE and printed[:32].hex() == fingerprint(key), "a signature does not verify")
    verify_halves(key, message, halves)


def signature_form(printed: bytes) -> str:
    """Return the key id of a printed signature whose lengths are those of its form."""
    need(len(printed) >= PLAIN and printed[32] in (0, 1), "not in its one form")
    if printed[32] == 0:
        need(len(printed) == PLAIN, "not in its one form")
    else:
        index, size = int.from_bytes(printed[PLAIN : PLAIN + 4], "big"), int.from_bytes(printed[PLAIN + 4 : PLAIN + 8], "big")
        need(2 <= size <= 4096 and index < size, "not in its one form")
        steps, at, last = 0, index, size - 1
        while last:
            steps, at, last = steps + ((at ^ 1) <= last), at >> 1, last >> 1
        need(len(printed) == PLAIN + 8 + 32 * steps, "not in its one form")
    return printed[:32].hex()


@dataclass(frozen=True)
class Key:
    """A public key, its holder (node or officer), and from when until when it is good."""

    raw: bytes
    owner: str
    since: str = "0001-01-01T00:00:00.000000Z"
    until: str = "9999-12-31T23:59:59.999999Z"
    revoked: str = ""  # from when on its country no longer stands for it

    @property
    def node(self) -> str:
        """The node of the holder."""
        return self.owner.partition("@")[2] or self.owner

    def good(self, at: str) -> bool:
        """Say whether it may be relied on at an instant."""
        return self.since <= at < self.until


TAKEN_BACK = "signed with a key that was taken back, and not shown to be before"


def good_key(keys: Mapping[str, Key], key_id: str, at: str) -> Key:
    """Return the key, good at `at`."""
    need(key_id in keys, "signed with a key that nobody in this file holds")
    need(keys[key_id].good(at), "signed with a key that was not good then")
    need_before(keys[key_id], at)
    return keys[key_id]


def need_before(key: Key, *moments: str) -> None:
    """docs/specs/proof.md §4.10: what a key that was taken back signed, somebody has to have seen before; each moment, if it is known."""
    need(not key.revoked or all(moment and moment < key.revoked for moment in moments), TAKEN_BACK)


def verify_statement(data: bytes, kind: str, keys: Mapping[str, Key]) -> tuple[bytes, Key]:
    """docs/specs/section.md §1: return what exactly one of `keys` signed, and which."""
    need(data.startswith(b"COMITY1S"), "not in its one form")
    named, payload, *signatures = frames(data[8:], 3, 18)
    need(named == kind.encode() and len(payload) <= 8 * 2**20, "not in its one form")
    need(len(signatures) == 1, "not signed by exactly one")
    key_id = signature_form(signatures[0])
    need(key_id in keys, "signed with a key that nobody in this file holds")
    verify_signature(keys[key_id].raw, kind, payload, signatures[0])
    return payload, keys[key_id]


# ================================================================ the archive (docs/specs/proof.md §1 and §8)

MAX_PACKAGE, MAX_FILES = 64 * 2**20, 16_384
PATH = word(r"(?=.{1,200}\Z)[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")  # APPNOTE 4.3.7, .12, .16


def print_package(files: Mapping[str, bytes]) -> bytes:
    """Print the one archive that a set of files has: stored, sorted, first day of ZIP, no extra fields, no comments."""
    front, directory = bytearray(), bytearray()
    for name in sorted(files):
        data, printed = files[PATH(name)], name.encode()
        facts = (10, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(printed), 0)
        directory += CENTRAL.pack(b"PK\1\2", 20, *facts, 0, 0, 0, 0, len(front)) + printed
        front += LOCAL.pack(b"PK\3\4", *facts) + printed + data
    return bytes(front + directory + END.pack(b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(front), 0))


def parse_package(data: bytes) -> dict[str, bytes]:
    """Take the files out from the front, believing names and sizes only; then print the archive again and compare all of it."""
    need(len(data) <= MAX_PACKAGE, "longer than allowed")
    files: dict[str, bytes] = {}
    at = 0
    while data.startswith(b"PK\3\4", at) and len(files) < MAX_FILES:
        start = at + LOCAL.size
        need(start <= len(data), "not in its one form: changed, cut off, or longer than it was")
        *_, size, name_size, _ = LOCAL.unpack_from(data, at)
        at = start + name_size + size
        need(at <= len(data), "not in its one form: changed, cut off, or longer than it was")
        files[data[start : start + name_size].decode("latin-1")] = data[start + name_size : at]
    need(files and print_package(files) == data, "not in its one form: changed, cut off, or longer than it was")
    return files


DERIVED = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
BESIDE = {"README.en.txt", "README.vi.txt", "verify.py"}  # for people; nothing here relies on them
PAPERS = {"report.pdf", "custody.jsonld"}  # likewise; from version 4 on


def open_bag(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], str]:
    """Return the files of the proof by their paths, and the prefix of these paths; a bag (version 2) is held to its one form."""
    if "bagit.txt" not in files:
        return dict(files), ""
    own = {path: data for path, data in files.items() if path.startswith("data/")}
    for path in files.keys() - own.keys() - BESIDE - PAPERS - {"bagit.txt", "bag-info.txt", *DERIVED}:
        raise Refused("a proof has no such file", path)
    expected = {"bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", DERIVED[0]: _digests(own)}
    expected[DERIVED[1]] = _digests({path: data for path, data in files.items() if path not in own and path != DERIVED[1]})
    for path, data in expected.items():
        with place(path):
            need(files.get(path) == data, "the bag does not list what is in it")
    return {path.removeprefix("data/"): data for path, data in own.items()}, "data/"


def _digests(files: Mapping[str, bytes]) -> bytes:
    """RFC 8493, section 2.1.3: one line a file, sorted by path."""
    return "".join(f"{sha256(files[path]).hex()}  {path}\n" for path in sorted(files)).encode()


@dataclass
class Sorted:
    """The files by the thing that they are parts of (docs/specs/proof.md §2)."""

    directory: dict[str, dict[str, bytes]] = field(default_factory=dict)
    acts: dict[str, dict[str, bytes]] = field(default_factory=dict)
    log: dict[str, dict[str, bytes]] = field(default_factory=dict)
    witnesses: dict[str, dict[str, bytes]] = field(default_factory=dict)
    signed: dict[int, dict[str, bytes]] = field(default_factory=dict)
    receipts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    growth: dict[int, bytes] = field(default_factory=dict)
    custody: dict[int, dict[str, bytes]] = field(default_factory=dict)
    withheld: bytes | None = None
    destroyed: bytes | None = None


PLACES = (
    ("directory", re.compile(r"(directory)/([A-Z]{2})\.(key|section)"), ("key", "section")),
    (
        "acts",
        re.compile(r"(acts)/([0-9]{3}-(?:in|out)-[0-9a-f]{32})/(inner\.json|signatures\.bin|salt\.bin|body\.json)"),
        ("inner.json", "signatures.bin", "salt.bin", "body.json"),
    ),
    ("witnesses", re.compile(r"(witnesses)/([A-Z]{2})\.(key|section)"), ("key", "section")),
    ("log", re.compile(r"(log)/(0|[1-9][0-9]{0,18})\.(leaf|proof|opening\.json)"), ("leaf", "proof", "opening.json")),
)
RECEIPT = re.compile(r"receipts/([0-9a-f]{32})\.(received|refused|opened|decided|files)\.receipt")


def sort_files(files: Mapping[str, bytes]) -> Sorted:
    """Give each file its place; none is too many, no part is missing."""
    into = Sorted()
    for path, data in files.items():
        found = next((match for _, pattern, _ in PLACES if (match := pattern.fullmatch(path))), None)
        if found:
            getattr(into, found[1]).setdefault(found[2], {})[found[3]] = data
        elif receipt := RECEIPT.fullmatch(path):
            into.receipts[receipt[1], receipt[2]] = data
        elif growth := re.fullmatch(r"log/([1-9][0-9]{0,18})\.growth", path):
            into.growth[int(growth[1])] = data
        elif signed := re.fullmatch(r"log/([1-9][0-9]{0,18})\.(checkpoint|cosignatures|(?:[2-8]\.)?tsr)", path):
            into.signed.setdefault(int(signed[1]), {})[signed[2]] = data
        elif custody := re.fullmatch(r"custody/E([1-9][0-9]{0,2})/(item|(?!0000)[0-9]{4})\.json", path):
            into.custody.setdefault(int(custody[1]), {})[custody[2]] = data
        elif path == "withheld.json":
            into.withheld = data
        elif path == "destroyed.json":
            into.destroyed = data
        elif path != "manifest":
            raise Refused("a proof has no such file", path)
    _require_parts(into)
    return into


def _require_parts(into: Sorted) -> None:
    """Refuse what lacks a part. Where the file names something as withheld or destroyed, content and opening may be missing."""
    less = into.withheld is not None or into.destroyed is not None
    for kind, _, parts in PLACES:
        missing = {"acts": {"salt.bin", "body.json"}, "log": {"opening.json"}}.get(kind, set()) if less else set()
        for name, held in getattr(into, kind).items():
            with place(f"{kind}/{name}"):
                need(set(parts) - held.keys() in (set(), missing), "a part of it is missing")
    for size, held in into.signed.items():
        with place(f"log/{size}"):
            need("checkpoint" in held, "a part of it is missing")
    for item, held in into.custody.items():
        with place(f"custody/E{item}"):
            need("item" in held, "a part of it is missing")


# ================================================================ DER (X.690, section 10): certificates and time stamps


def elements_of(data: bytes, why: str = "not in its one form") -> list[tuple[int, bytes]]:
    """Take DER elements apart, to the end: tag and content of each; a length in another than the shortest form is refused, for `why`."""
    found = []
    while data:
        need(len(data) > 1, why)
        long = data[1] & 0x7F if data[1] & 0x80 else 0
        size = int.from_bytes(data[2 : 2 + long], "big") if long else data[1]
        least = (size.bit_length() + 7) // 8 if size >= 0x80 else 0
        value = data[2 + long : 2 + long + size]
        need(data[1] != 0x80 and long == least and len(value) == size, why)
        found.append((data[0], value))
        data = data[2 + long + size :]
    return found


def inside(data: bytes, tag: int = 0x30) -> list[tuple[int, bytes]]:
    """Return the elements in the one element that `data` is, which has that tag."""
    ((found, content),) = elements_of(data)
    need(found == tag, "not in its one form")
    return elements_of(content)


# ================================================================ whose keys (docs/specs/section.md, proof.md §3)

_NAMES = mapping(text, text)
_DATED = array(members({"key": text, "since": instant, "until": instant}))
_LINE_KEYS = array(members({"key": text, "since": instant, "until": instant}), most=2, least=1)
SECTION = members(
    {
        "v": V1,
        "country": COUNTRY,
        "version": integer(1),
        "issued": instant,
        "expires": instant,
        "names": _NAMES,
        "authorities": array(
            members({"id": AUTHORITY, "names": _NAMES, "roles": array(text), "languages": array(text), "zone": text}),
        ),
        "nodes": array(
            members(
                {"id": NODE, "authority": AUTHORITY, "endpoint": text, "signing": _DATED, "sealing": _DATED, "log": ORIGIN},
                {
                    "relay": members({"id": NODE, "endpoint": text, "signing": _DATED}, {"tls": _LINE_KEYS}),
                    "tls": _LINE_KEYS,
                },
            ),
        ),
        "officers": array(members({"id": OFFICER, "name": text, "authority": AUTHORITY, "signing": _DATED})),
    },
    {"revoked": array(members({"key": DIGEST, "since": instant, "reason": one_of("stolen", "lost", "left", "replaced")}), least=1)},
)


NO_CERTIFICATE = "not a TLS certificate"


def _line_certificate(raw: bytes, node: str) -> None:
    """Hold a certificate to its one form (docs/specs/section.md); nothing of a proof relies on it."""
    called = node if len(node) <= 64 else sha256(node.encode()).hex()
    name = b"\x06\x03\x55\x04\x03\x0c" + bytes([len(called)]) + called.encode("ascii")
    for tag in (0x30, 0x31):
        name = bytes([tag, len(name)]) + name
    ecdsa = bytes.fromhex("06082a8648ce3d040302")
    with place("tls"):
        need(len(raw) <= 2048, "longer than allowed")
        whole = elements_of(raw, NO_CERTIFICATE)
        need([tag for tag, _ in whole] == [0x30], NO_CERTIFICATE)
        outer = elements_of(whole[0][1], NO_CERTIFICATE)
        need([tag for tag, _ in outer] == [0x30, 0x30, 0x03] and outer[1][1] == ecdsa, NO_CERTIFICATE)
        inner = elements_of(outer[0][1], NO_CERTIFICATE)
        need([tag for tag, _ in inner] == [0xA0, 0x02, *[0x30] * 5, 0xA3], NO_CERTIFICATE)
        version, _, algorithm, issuer, _, subject, key, _ = (value for _, value in inner)
        curve = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d03010703420004")
        need(version == b"\x02\x01\x02" and algorithm == ecdsa and issuer == subject == name, NO_CERTIFICATE)
        need(key.startswith(curve) and len(key) == len(curve) + 64, NO_CERTIFICATE)


@dataclass
class Book:
    """Who may sign: countries by code with their fingerprints, nodes by name, keys by id."""

    countries: dict[str, str] = field(default_factory=dict)
    witnesses: dict[str, str] = field(default_factory=dict)  # countries of witnesses that have no other part
    nodes: dict[str, Json] = field(default_factory=dict)
    country_of: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)


def read_directory(parts: Sorted, trusted: Mapping[str, str]) -> Book:
    """Read each section under the country's key beside it; a key other than the trusted one is refused."""
    book = Book()
    for folder, into in (("directory", book.countries), ("witnesses", book.witnesses)):
        for country, held in sorted(getattr(parts, folder).items()):
            with place(f"{folder}/{country}.key"):
                need(folder == "directory" or country not in book.countries, "its country stands in the directory already")
                into[country] = key_id = fingerprint(held["key"])
                need(trusted.get(country, key_id) == key_id, "the country's key is not the one that you trust")
            with place(f"{folder}/{country}.section"):
                payload, _ = verify_statement(held["section"], SECTION_TYPE, {key_id: Key(held["key"], country)})
                section = SECTION(parse_json(payload, 4 * 2**20))
                need(section["country"] == country, "it is the section of another country")
                _add_section(book, section)
    return book


def _add_section(book: Book, section: Json) -> None:
    ours = {one["id"]: one["names"] for one in reversed(section["authorities"])}
    need(all(one[:2].upper() == section["country"] for one in ours), "it names an authority of another country")
    nodes = {node["id"] for node in section["nodes"]}
    for node in section["nodes"]:
        need(node["authority"] in ours, "it names a node of an authority that it does not name")
        need(node["id"] not in book.nodes, "a node is named twice")
        book.nodes[node["id"]], book.country_of[node["id"]] = node, section["country"]
        book.names[node["id"]] = ours[node["authority"]]
        for dated in node.get("tls", ()):
            _line_certificate(base64_of(dated["key"]), node["id"])
        for dated in node["sealing"]:
            raw = base64_of(dated["key"])
            need(len(raw) == 1216 and all(one < 3329 for at in (0, 384, 768) for one in bits(raw[at : at + 384], 12)), "not a sealing key")
        if "relay" in node:
            for dated in node["relay"]["signing"]:
                fingerprint(base64_of(dated["key"]))  # no node's key: it signs nothing that a proof holds
            for dated in node["relay"].get("tls", ()):
                _line_certificate(base64_of(dated["key"]), node["relay"]["id"])
    for officer in section["officers"]:
        known = officer["authority"] in ours and officer["id"].partition("@")[2] in nodes
        need(known, "it names an officer of a node that it does not name")
    revoked = {one["key"]: one["since"] for one in section.get("revoked", ())}
    need(len(revoked) == len(section.get("revoked", ())), "a key is named twice")
    for holder in (*section["nodes"], *section["officers"]):
        for dated in holder["signing"]:
            raw = base64_of(dated["key"])
            key_id = fingerprint(raw)
            need(key_id not in book.keys, "a key is named twice")
            book.keys[key_id] = Key(raw, holder["id"], dated["since"], dated["until"], revoked.pop(key_id, ""))
    need(not revoked, "it takes a key back that it does not name")


MANIFEST = {"reference": REFERENCE, "node": NODE, "made_at": instant, "files": mapping(text, DIGEST, MAX_FILES)}


def read_manifest(files: Mapping[str, bytes], prefix: str, version: int, book: Book) -> tuple[Json, Key]:
    """docs/specs/proof.md §4.1: one node signed it, with a key that was good then; it names every other file as it is."""
    own = f"{prefix}manifest"
    with place("manifest"):
        need(own in files, "it is missing")
        nodes = {key_id: key for key_id, key in book.keys.items() if "@" not in key.owner}
        payload, key = verify_statement(files[own], PROOF_TYPE, nodes)
        manifest = members({"v": one_of(version), **MANIFEST})(parse_json(payload, 4 * 2**20))
        need(key.owner == manifest["node"], "it is signed by another node than it names")
        need(key.good(manifest["made_at"]), "signed with a key that was not good then")
        need_before(key, manifest["made_at"])
    named, derived = manifest["files"], {own, *(DERIVED if prefix else ())}
    for path in sorted((files.keys() | named.keys()) - derived):
        with place(path.removeprefix(prefix)):
            need(path in files and sha256(files[path]).hex() == named.get(path), "it is not what the manifest says")
    need(not derived & named.keys(), "the manifest names itself")
    if prefix:
        told = {
            "Bagging-Date": manifest["made_at"][:10],
            "External-Identifier": manifest["reference"],
            "Source-Organization": manifest["node"],
        }
        expected = "".join(f"{name}: {value}\n" for name, value in told.items()).encode()
        with place("bag-info.txt"):
            need(files.get("bag-info.txt") == expected, "it says something else than the manifest")
    return manifest, key


# ================================================================ what is withheld (docs/specs/proof.md §4.9)

_LABEL = word(r"[A-Z]{2}-[12][0-9]{3}-(?!000000)[0-9]{6}\.E[1-9][0-9]{0,2}")
_STEPS = integer(1, 9999)
CHOICE = members(
    {
        "v": V1,
        "reference": REFERENCE,
        "of": members({"acts": integer(1, 999), "items": array(members({"item": _LABEL, "steps": _STEPS}))}),
        "ground": KIND,
        "words": word(r"(?s)(?=.*\S).{1,1000}"),
        "chosen_by": OFFICER,
        "at": instant,
        "acts": array(members({"number": integer(2, 999), "envelope": ENVELOPE})),
        "items": array(members({"item": _LABEL, "leaves": array(integer(0))})),
        "steps": array(members({"item": _LABEL, "number": integer(2, 9999), "leaf": integer(0)})),
    }
)


@dataclass
class Choice:
    """What two officers left out, by number of act, of item, of item and step; and of which case."""

    told: Json
    digest: str
    acts: dict[int, str]
    items: dict[int, list[int]]
    steps: dict[tuple[int, int], int]
    of: dict[int, int]
    approved_by: str = ""
    leaf: int = -1
    shown: dict[int, tuple[str, str]] = field(default_factory=dict)


def parse_choice(data: bytes) -> Choice:
    """Read what is withheld: something, in order, nothing twice, and nothing that is not there."""
    told = CHOICE(parse_json(data, 2**20))
    number = {one: int(one.rpartition(".E")[2]) for rows in (told["of"]["items"], told["items"], told["steps"]) for one in labels(rows)}
    need(all(one.startswith(f"{told['reference']}.E") for one in number), "not in its one form")
    acts = {one["number"]: one["envelope"] for one in told["acts"]}
    items = {number[one["item"]]: one["leaves"] for one in told["items"]}
    steps = {(number[one["item"]], one["number"]): one["leaf"] for one in told["steps"]}
    of = {number[one["item"]]: one["steps"] for one in told["of"]["items"]}
    lists: list[list[Any]] = [[number[one] for one in labels(told["items"])], [number[one] for one in labels(told["of"]["items"])]]
    lists += [[one["number"] for one in told["acts"]], [(number[one["item"]], one["number"]) for one in told["steps"]], *items.values()]
    need(all(one < other for row in lists for one, other in pairwise(row)) and (acts or items or steps), "not in its one form")
    leaves = [*(leaf for row in items.values() for leaf in row), *steps.values()]
    need(len(set(leaves)) == len(leaves) and all(one <= told["of"]["acts"] for one in acts), "not in its one form")
    need(all(len(row) == of.get(item) for item, row in items.items()), "not in its one form")
    need(all(item not in items and step <= of.get(item, 0) for item, step in steps), "not in its one form")
    return Choice(told, sha256(data).hex(), acts, items, steps, of)


def labels(rows: Iterable[Json]) -> list[str]:
    """Return what the items of the rows are called."""
    return [str(one["item"]) for one in rows]


def read_choice(parts: Sorted, manifest: Json) -> Choice | None:
    """Return what is withheld; what is missing is what it names, and nothing else."""
    if parts.withheld is None:
        return None
    acts = {(int(folder[:3]), folder[-32:]) for folder in parts.acts}
    with place("withheld.json"):
        choice = parse_choice(parts.withheld)
        told = choice.told
        here = {item: len(held) - 1 + sum(one == item for one, _ in choice.steps) for item, held in parts.custody.items()}
        need(told["reference"] == manifest["reference"], "it is about another request")
        need(told["chosen_by"].partition("@")[2] == manifest["node"], "it names a person of another node")
        need(told["at"] <= manifest["made_at"], "it is later than this file")
        need(told["of"]["acts"] == len(parts.acts), "it was chosen of another case, or of less of it")
        need(here | {item: len(row) for item, row in choice.items.items()} == choice.of, "it was chosen of another case, or of less of it")
        there = parts.custody.keys() & choice.items.keys()
        there |= {item for item, step in choice.steps if f"{step:04}" in parts.custody[item]}
        need(not there, "what it names as withheld is there")
        need(choice.acts.items() <= acts, "it names an act that is not there")
    for folder, held in sorted(parts.acts.items()):
        with place(f"acts/{folder}"):
            named = choice.acts.get(int(folder[:3])) == folder[-32:]
            need(("body.json" not in held) == named, "what is missing is not what is named as withheld")
    leaves = {*(leaf for row in choice.items.values() for leaf in row), *choice.steps.values()}
    for index, held in sorted((int(index), held) for index, held in parts.log.items()):
        with place(f"log/{index}"):
            need(("opening.json" not in held) == (index in leaves), "what is missing is not what is named as withheld")
    for index in sorted(leaves - set(map(int, parts.log))):
        raise Refused("it is missing", f"log/{index}")
    return choice


# ================================================================ what was destroyed (docs/specs/proof.md §4.11)


@dataclass
class Remains:
    """The acts whose content was destroyed, by number: what the maker calls each, and where it says that its leaf stands."""

    acts: dict[int, Json]
    told: Json = None  # the facts of the act of destruction
    at: str = ""
    by: str = ""
    proposed_by: str = ""
    proposed_at: str = ""
    leaves: tuple[int, int] = (-1, -1)


def read_remains(parts: Sorted, manifest: Json) -> Remains | None:
    """Return what was destroyed; what is missing is what is named so, and nothing else."""
    if parts.destroyed is None:
        return None
    with place("destroyed.json"):
        need(parts.withheld is None, "a file names what is withheld or what was destroyed, and not both")
        told = REMAINS(parse_json(parts.destroyed, 2**20))
        acts = {one["number"]: one for one in told["acts"]}
        leaves = {one["leaf"] for one in told["acts"]}
        need(list(acts) == sorted(acts) and len(leaves) == len(acts) == len(told["acts"]) > 0, "not in its one form")
        need(told["reference"] == manifest["reference"], "it is about another request")
        here = {(int(folder[:3]), folder[-32:]) for folder in parts.acts}
        need({(number, one["envelope"]) for number, one in acts.items()} <= here, "it names an act that is not there")
    for folder, held in sorted(parts.acts.items()):
        with place(f"acts/{folder}"):
            named = acts.get(int(folder[:3]), {}).get("envelope") == folder[-32:]
            need(("body.json" not in held) == named, "what is missing is not what is named as destroyed")
    for index, held in sorted((int(index), held) for index, held in parts.log.items()):
        with place(f"log/{index}"):
            need(("opening.json" not in held) == (index in leaves), "what is missing is not what is named as destroyed")
    for index in sorted(leaves - set(map(int, parts.log))):
        raise Refused("it is missing", f"log/{index}")
    return Remains(acts)


def read_destruction(remains: Remains, leaves: "Leaves", manifest: Json) -> None:
    """The two leaves that say by whom and by which rule it was destroyed."""
    proposed, done = leaves.pop(("erasure.proposed", ""), None), leaves.pop(("erasure.destroyed", ""), None)
    with place("destroyed.json"):
        if proposed is None or done is None:
            raise Refused("no leaf by which two officers destroyed it is in this file")
    with place(f"log/{done[0]}.opening.json"):
        first, second = OFFICER(proposed[2]["actor"]), OFFICER(done[2]["actor"])
        facts, at = done[2]["facts"], done[1]["at"]
        instant(facts.get("due"))
        need(all(isinstance(facts.get(name), str) for name in ("rule", "reason")), "not in its one form")
        need(isinstance(facts.get("acts"), int) and not isinstance(facts["acts"], bool), "not in its one form")
        owners = {first.partition("@")[2], second.partition("@")[2]}
        need(first != second and owners == {manifest["node"]}, "it was not destroyed by two officers of the maker")
        same = (facts.get("proposed_by"), proposed[2]["facts"].get("reason")) == (first, facts["reason"])
        need(same, "it was not this that was proposed")
        need(proposed[0] < done[0] and proposed[1]["at"] <= at, "it was destroyed before it was proposed")
        need(facts["due"] <= at, "it was destroyed before the day of the rule")
        need(len(remains.acts) <= facts["acts"], "fewer acts were destroyed than are named")
        need(all(one["leaf"] < done[0] for one in remains.acts.values()), "an act is named that came after it")
    remains.told, remains.at, remains.by = facts, at, second
    remains.proposed_by, remains.proposed_at, remains.leaves = first, proposed[1]["at"], (proposed[0], done[0])


# ================================================================ acts (docs/specs/envelope.md §5, §6, §9; act.md; proof.md §4.2, §4.3)

HEADER = members(
    {
        "v": V1,
        "suite": V1,
        "case": REFERENCE,
        "chunk_root": DIGEST,
        "created": instant,
        "directory": integer(0),
        "env_id": ENVELOPE,
        "key_commit": DIGEST,
        "kind": word(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"),
        "plaintext_commit": DIGEST,
        "previous": lambda value: value if value is None else DIGEST(value),
        "reply_to": lambda value: value if value is None else ENVELOPE(value),
        "requires": array(word(r"(?=.{1,32}\Z)[a-z]+(?:-[a-z]+)*"), 8),
        "sender": NODE,
        "seq": integer(1),
        "to": array(NODE, 64, 1),
        "world": one_of("real", "drill"),
    }
)
PARTS = "request|answer|result|report|closure|consultation|views|notice|question|information|withdrawal"
PART = word(PARTS)
REMAINS = members(
    {
        "v": V1,
        "reference": REFERENCE,
        "acts": array(members({"number": integer(1, 999), "envelope": ENVELOPE, "act": PART, "leaf": integer(0)})),
    }
)


def file_name(value: Json) -> Json:
    """docs/specs/act.md §6: a plain name, without path, without what another system would not take."""
    line(value)
    need(value and value.isprintable() and not set(value) & set('/\\:*?"<>|') and value == value.strip(" ."), "not in its one form")
    device = re.fullmatch("CON|PRN|AUX|NUL|(COM|LPT)[1-9]", value.partition(".")[0].rstrip().upper())
    need(not device and len(value.encode()) < 180, "not in its one form")
    return value


LISTED = members(
    {
        "name": file_name,
        "media_type": word(r"(?=.{3,127}\Z)[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*"),
        "size": integer(1, 100 * 2**20),
        "sha256": DIGEST,
        "kind": KIND,
    },
    {"language": LANGUAGE},
)
RENDERED = array(members({"number": line, "label": line, "lines": array(line)}))
BODY = members(
    {
        "v": V1,
        "act": PART,
        "kind": KIND,
        "reference": REFERENCE,
        "instrument": word(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"),
        "article": ARTICLE,
        "urgency": one_of("routine", "urgent", "emergency"),
        "fields": mapping(word(r"(?=.{1,64}\Z)[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*"), clean, 256),
        "vocabularies": array(members({"name": NAME, "version": VERSION, "digest": DIGEST}), 64),
        "rulebook": members({"version": VERSION, "digest": DIGEST}),
        "check": array(members({"rule": NAME, "outcome": one_of("pass", "warn", "stop"), "article": ARTICLE}), 512),
        "text": mapping(LANGUAGE, RENDERED, 8, 1),
        "drafted_by": OFFICER,
        "submitted_at": instant,
    },
    {"original": ENVELOPE, "tlp": MARK, "classification": MARK, "files": array(LISTED, 64, 1)},
)
_SHORT = word(r"(?=.*\S)[^\n]{1,80}")
PAPER = members(  # docs/specs/act.md §7
    {
        "act": _SHORT,
        "kind": _SHORT,
        "by": one_of("asking", "asked"),
        "envelope": ENVELOPE,
        "on": instant,
        "method": KIND,
        "fields": mapping(text, clean),
    },
    {"document": DIGEST, "number": _SHORT, "original": ENVELOPE},
)


def parse_body(data: bytes) -> Json:
    """Read the body of an act."""
    body = BODY(parse_json(data, 2**20))
    names = [one["name"] for one in body["vocabularies"]]
    files = body.get("files", [])
    need(len(set(names)) == len(names), "not in its one form")
    need(len({one["sha256"] for one in files}) == len({one["name"].casefold() for one in files}) == len(files), "not in its one form")
    return body


LIFE = 10**9


def begins_life(seq: int) -> bool:
    """Say whether a number is the first that a node gave after it came up from a copy (protocol.md §10)."""
    return seq > LIFE and seq % LIFE == 1


def parse_header(data: bytes) -> Json:
    """Read the header that is signed."""
    header = HEADER(parse_json(data, 32 * 2**10))
    for name in ("to", "requires"):
        need(header[name] == sorted(set(header[name])), "not in its one form")
    need(header["seq"] % LIFE > 0 and header["seq"] < 2**53 // LIFE * LIFE, "not in its one form")
    need(begins_life(header["seq"]) or (header["seq"] == 1) == (header["previous"] is None), "not in its one form")
    return header


@dataclass
class Act:
    """One act, and what was found about it."""

    folder: str
    number: int
    out: bool
    header: Json
    header_digest: str
    body: Json  # None where its content is withheld or was destroyed, as its digest
    body_digest: str | None
    approved_by: list[str]
    signers: list[Key]
    part: str = ""
    index: int = -1
    closed: bool = False  # its content was destroyed, and its leaf can not be opened
    noted: str = ""  # when the maker's log noted the receipt, or the refusal, that it was given
    mandate: Json = None
    receipts: dict[str, Json] = field(default_factory=dict)

    @property
    def env_id(self) -> str:
        """The identifier of its envelope."""
        return str(self.header["env_id"])

    @property
    def receiver(self) -> str:
        """The one node that it was sealed for."""
        return str(self.header["to"][0])

    @property
    def files(self) -> list[Json]:
        """The files that it lists; none where its content is withheld."""
        return list(self.body.get("files", [])) if self.body else []


def read_act(folder: str, held: Mapping[str, bytes], manifest: Json, book: Book) -> Act:
    """Verify one act: who signed its header, and that salt and body are those that the header is committed to."""
    number, direction, env_id = folder.split("-")
    header = parse_header(held["inner.json"])
    printed = frames(held["signatures.bin"], 1, 8)
    signers = [good_key(book.keys, signature_form(one), header["created"]) for one in printed]
    owners = [one.owner for one in signers]
    officers = [one for one in owners if "@" in one]
    need(all(one.node == header["sender"] for one in signers), "it is signed by somebody of another node")
    need(owners.count(header["sender"]) == 1, "it is not signed by the node that sent it")
    need(officers, "it is not signed by an officer")
    need(len(set(owners)) == len(owners), "it is signed twice by the same")
    for key, one in zip(signers, printed, strict=True):
        verify_signature(key.raw, INNER_TYPE, held["inner.json"], one)
    body = None
    if "body.json" in held:
        need(len(held["salt.bin"]) == 32, "not in its one form")
        commitment = sha256(b"comity/1 plaintext", held["salt.bin"], held["body.json"]).hex()
        need(commitment == header["plaintext_commit"], "its content is not what was signed")
        body = parse_body(held["body.json"])
    need(header["env_id"] == env_id, "its folder names another envelope")
    need(header["case"] == manifest["reference"], "it belongs to another request")
    need((header["sender"] == manifest["node"]) == (direction == "out"), "its folder names the other direction")
    need(len(header["to"]) == 1 and header["to"][0] != header["sender"], "it is not sealed for one other node")
    if body is not None:
        told = (body["reference"], body["kind"], body.get("original"))
        need(told == (header["case"], header["kind"], header["reply_to"]), "header and act differ")
        drafter = body["drafted_by"]
        need(drafter.partition("@")[2] == header["sender"] and drafter not in officers, "it was not approved by a second officer")
    digests = sha256(held["inner.json"]).hex(), sha256(held["body.json"]).hex() if body is not None else None
    return Act(f"acts/{folder}", int(number), direction == "out", header, digests[0], body, digests[1], officers, signers)


def is_proposal(body: Json) -> bool:
    """Say whether an act proposes that a case goes on on the wire (docs/specs/act.md §7)."""
    return body is not None and (body["act"], body["kind"]) == ("question", "ADM-CARRY")


def listed_papers(act: Act) -> list[Json]:
    """Return the papers that a proposal lists; none where the list has another form."""
    try:
        return list(array(PAPER, 200)(act.body["fields"].get("papers"))) if is_proposal(act.body) else []
    except Refused:
        return []


def follows(header: Json, stream: dict[int, str]) -> bool:
    """Say whether an act comes after the one before it; the first after its sender came up from a copy, after any (protocol.md §10)."""
    seq, previous = header["seq"], header["previous"]
    if seq in stream:
        return False
    if begins_life(seq):
        return previous is None or previous in stream.values()
    return bool(previous == stream.get(seq - 1) and (seq == 1 or seq - 1 in stream))


def require_whole(acts: Sequence[Act], manifest: Json, book: Book, remains: Remains | None) -> None:
    """docs/specs/proof.md §4.3: no act is missing between the first and the last of either side."""
    if not acts:
        raise Refused("there is no act", "acts")
    first = acts[0]
    parties = {first.header["sender"], first.receiver}
    seen = {one["envelope"] for one in listed_papers(first)}
    part = remains.acts.get(1, {}).get("act") if remains and first.body is None else None  # the maker's word
    proposed = (part, first.header["kind"]) == ("question", "ADM-CARRY")  # then nobody knows which papers it listed
    streams: dict[str, dict[int, str]] = {}
    for number, act in enumerate(acts, 1):
        header, stream = act.header, streams.setdefault(act.header["sender"], {})
        with place(act.folder):
            need(act.number == number, "an act is missing before it")
            need({header["sender"], act.receiver} == parties and manifest["node"] in parties, "it passes between other nodes")
            need(header["world"] == first.header["world"], "it is of another world, real or drill")
            need(follows(header, stream), "an act is missing before it")
            need(act.env_id not in {one.env_id for one in acts[: number - 1]}, "the same envelope twice")
            need(header["reply_to"] is None or header["reply_to"] in seen or proposed, "it answers an act that is not in this file")
        seen.add(act.env_id)
        stream[header["seq"]] = act.header_digest
    with place("directory"):
        need(parties <= book.nodes.keys(), "no section names one of the nodes")
        need({book.country_of[node] for node in parties} == book.countries.keys(), "it holds a country that has no part in this request")
    with place(first.folder):
        begins = first.body["act"] == "request" or is_proposal(first.body) if first.body is not None else part == "request" or proposed
        need(begins and manifest["reference"][:2] == book.country_of[first.header["sender"]], "a request does not begin here")


# ================================================================ receipts (docs/specs/receipt.md, delivery.md §1 to §5, file.md §4)


def _position(value: Json) -> Json:
    log = members({"origin": ORIGIN, "index": integer(0), "size": integer(1), "root": DIGEST})(value)
    need(log["index"] < log["size"], "not in its one form")
    return log


_ABOUT = {"v": V1, "env_id": ENVELOPE, "inner": DIGEST, "case": REFERENCE, "at": instant}
CLASS = word(
    "malformed|too-large|bad-signature|unknown-key|key-expired|revoked|not-for-us|commitment|conflict|stale|policy|unavailable|no-credit"
)
DECISION = word("accepted|executed|partial|declined|clarify|risk|postponed")
_EPOCH_KEY = word(r"[A-Za-z0-9+/]{1621}[AQgw]==")  # base64 of 1,216 bytes, as its printer writes it
_FRESH = members({"key": _EPOCH_KEY, "since": instant, "until": instant})
RECEIPTS = {
    "received": members(
        {**_ABOUT, "receipt": one_of("received"), "outer": DIGEST, "seq": integer(1), "order": one_of("applied", "held"), "log": _position},
        {"life": integer(1)},
    ),
    "refused": members(
        {"v": V1, "receipt": one_of("refused"), "outer": DIGEST, "class": CLASS, "at": instant},
        {"env_id": ENVELOPE, "inner": DIGEST, "case": REFERENCE, "seq": integer(1), "log": _position, "fresh": _FRESH},
    ),
    "opened": members({**_ABOUT, "receipt": one_of("opened")}),
    "decided": members({**_ABOUT, "receipt": one_of("decided"), "decision": DECISION}, {"answer": ENVELOPE, "due": instant}),
    "files": members({**_ABOUT, "receipt": one_of("files"), "whole": integer(0)}, {"broken": DIGEST}),
}


def lives_a_week(since: str, until: str) -> bool:
    """Say whether a daily key begins before it ends, seven days before at the most (docs/specs/epoch-key.md §1)."""
    return timedelta(0) < datetime.fromisoformat(until[:-1]) - datetime.fromisoformat(since[:-1]) <= timedelta(days=7)


def parse_receipt(data: bytes) -> Json:
    """Read the body of a receipt of one of the five kinds that a proof may hold."""
    value = parse_json(data, 4096)
    kind = value.get("receipt") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in RECEIPTS:
        raise Refused("not in its one form")
    body = RECEIPTS[kind](value)
    need(body.get("life", 1) < 2**53 // LIFE, "not in its one form")
    opened = [name in body for name in ("inner", "case", "seq")]
    need(kind != "refused" or not any(opened) or (all(opened) and "env_id" in body), "not in its one form")
    fresh = body.get("fresh")
    need(fresh is None or (body["class"] == "key-expired" and lives_a_week(fresh["since"], fresh["until"])), "not in its one form")
    need(kind != "decided" or body.get("answer") != body["env_id"], "not in its one form")
    need(kind != "files" or body["whole"] > 0 or "broken" in body, "not in its one form")
    return body


def verify_receipt(data: bytes, keys: Mapping[str, Key]) -> tuple[bytes, Key]:
    """docs/specs/receipt.md: return the body, signed by a node with a key good when it says it was given, and that key."""
    need(data.startswith(b"COMITY1R"), "not in its one form")
    body, printed = frames(data[8:], 2, 2)
    key_id = signature_form(printed)
    value = parse_json(body, 64 * 2**10)
    need(isinstance(value, dict), "not in its one form")
    key = good_key(keys, key_id, instant(value.get("at")))
    need("@" not in key.owner, "it is signed by an officer, not by a node")
    verify_signature(key.raw, RECEIPT_TYPE, body, printed)
    return body, key


def read_receipts(receipts: Mapping[tuple[str, str], bytes], acts: Sequence[Act], book: Book) -> None:
    """docs/specs/proof.md §4.4: each is about an act in the file, given by the node that it was sealed for."""
    here = {act.env_id: act for act in acts}
    for (env_id, kind), data in receipts.items():
        with place(f"receipts/{env_id}.{kind}.receipt"):
            need(env_id in here, "its act is not in this file")
            act = here[env_id]
            signed, key = verify_receipt(data, book.keys)
            body, node = parse_receipt(signed), key.owner
            need(body["receipt"] == kind, "it is a receipt of another kind")
            need(node == act.receiver, "it is not signed by the node that the act was sealed for")
            about = (body.get("env_id"), body.get("inner"), body.get("case"))
            need(about == (env_id, act.header_digest, act.header["case"]), "it is about another act")
            need(body.get("seq", act.header["seq"]) == act.header["seq"], "it is about another act")
            need(kind in ("refused", "files") or kind in act.header["requires"], "the act did not ask for it")
            early = datetime.fromisoformat(act.header["created"][:-1]) - datetime.fromisoformat(body["at"][:-1])
            need(early <= timedelta(minutes=5), "it was given before the act was made")
            need("log" not in body or body["log"]["origin"] == book.nodes[node]["log"], "it names the log of another node")
            if kind == "files" and act.body is not None:
                listed = {one["sha256"] for one in act.files}
                whole, broken = body["whole"], body.get("broken")
                fits = whole == len(listed) if broken is None else broken in listed and whole < len(listed)
                need(fits, "it counts other files than its act lists")
            act.receipts[kind] = {**body, "by": node, "key": key, "digest": sha256(data).hex()}
    for act in acts:
        answer = here.get(act.receipts.get("decided", {}).get("answer"))
        with place(f"receipts/{act.env_id}.decided.receipt"):
            told = answer is None or (answer.header["sender"], answer.header["reply_to"]) == (act.receiver, act.env_id)
            need(told, "the answer that it names answers another act")


# ================================================================ the log (docs/specs/log.md, proof.md §4.5; C2SP signed-note, tlog-*)

NOTE_NAME = re.compile(r"(?=.{1,255}\Z)[^\s+\x00-\x1f]+")


def parse_note(data: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """C2SP signed-note: return the text, and of each signature line the name and the decoded bytes."""
    need(len(data) <= 128 * 2**10, "longer than allowed")
    try:
        body, blank, lines = data.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise Refused("not in its one form") from None
    need(blank and lines.endswith("\n") and not re.search("[\x00-\x09\x0b-\x1f]", body), "not in its one form")
    signatures = []
    for one in lines[:-1].split("\n"):
        dash, name, printed = (*one.split(" "), "", "")[:3]
        need(one == f"{dash} {name} {printed}" and dash == "\u2014" and NOTE_NAME.fullmatch(name), "not in its one form")
        signatures.append((name, base64_of(printed)))
        need(len(signatures[-1][1]) > 4, "not in its one form")
    need(len(signatures) <= 64, "not in its one form")
    return body + "\n", signatures


def verify_note(data: bytes, key: bytes, name: str) -> str:
    """Return the text; both halves of `key` signed it, each in a line of its own, and every line that names them verifies."""
    told, signatures = parse_note(data)
    message = told.encode()
    for kind, raw, verify in ((b"\1", key[:32], verify_ed25519), (b"\xffcomity/1 ML-DSA-65", key[32:], verify_ml_dsa_65)):
        key_hash = sha256(name.encode(), b"\n", kind, raw)[:4]
        lines = [printed[4:] for named, printed in signatures if (named, printed[:4]) == (name, key_hash)]
        need(lines, "the log's checkpoint is not signed by the log")
        for printed in lines:
            verify(raw, message, printed)
    return told


@dataclass(frozen=True)
class Witness:
    """Somebody who countersigns logs, and whose key the reader gave: C2SP tlog-cosignature, Ed25519."""

    name: str
    key: bytes

    def seen(self, note: bytes) -> str:
        """Return when it countersigned the checkpoint, the earliest where it did so twice; empty where it did not."""
        told, signatures = parse_note(note)
        key_hash, moments = witness_hash(self.name, self.key), []
        for printed in (one[4:] for name, one in signatures if (name, one[:4]) == (self.name, key_hash)):
            seconds = int.from_bytes(printed[:8], "big")
            need(len(printed) == 72 and 0 < seconds < 253_402_300_800, "not in its one form")
            verify_ed25519(self.key, f"cosignature/v1\ntime {seconds}\n{told}".encode(), printed[8:])
            moments.append((datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat() + "Z")  # noqa: DTZ001 -- UTC, as it is printed
        return min(moments, default="")


def witness_hash(name: str, key: bytes) -> bytes:
    """Return the four bytes that hint at a witness's key."""
    return sha256(name.encode(), b"\n\4", key)[:4]


def parse_witness(printed: str) -> Witness:
    """Read a verifier key as C2SP tools print it: name, key hash, base64 of the type 4 and the Ed25519 key."""
    name, key_hash, typed = (*printed.split("+", 2), "", "")[:3]
    raw = base64_of(typed)
    need(NOTE_NAME.fullmatch(name) and len(raw) == 33 and raw[0] == 4, "not in its one form")
    ed25519_y(raw[1:])
    need(witness_hash(name, raw[1:]).hex() == key_hash, "not in its one form")
    return Witness(name, raw[1:])


def parse_checkpoint(told: str) -> tuple[str, int, bytes]:
    """C2SP tlog-checkpoint without extension lines: origin, size, root."""
    lines = told.split("\n")
    need(len(told.encode()) <= 1200 and len(lines) == 4 and not lines[3], "not in its one form")
    need(NOTE_NAME.fullmatch(lines[0]) and re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) and int(lines[1]) < 2**63, "not in its one form")
    root = base64_of(lines[2])
    need(len(root) == 32, "not in its one form")
    return lines[0], int(lines[1]), root


def parse_log_proof(data: bytes) -> tuple[int, list[bytes], bytes]:
    """C2SP tlog-proof without extra data: the place, the path, the signed checkpoint."""
    head, blank, checkpoint = data.partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    need(blank and lines[0] == "c2sp.org/tlog-proof@v1" and len(lines) >= 2, "not in its one form")
    index = re.fullmatch("index (0|[1-9][0-9]{0,18})", lines[1])
    path = [base64_of(one) for one in lines[2:]]
    need(index and len(path) <= 64 and all(len(one) == 32 for one in path), "not in its one form")
    return int(lines[1].removeprefix("index ")), path, checkpoint


_TWO_OFFICERS = ("proof.withholding-approved", "erasure.proposed", "erasure.destroyed")
LOGGED = ("act.sent", "act.received", "receipt.received", "delivery.refused", *_TWO_OFFICERS)
LEAF = members({"at": instant, "commitment": DIGEST, "key": DIGEST, "kind": word(r"(?=.{3,64}\Z)[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+")})
PAYLOAD = members({"actor": text, "about": text, "facts": mapping(text, lambda value: value)})
OPENING = members({"v": V1, "payload": PAYLOAD, "salt": DIGEST})
MANDATE = members({"role": text, "from": instant, "until": lambda value: value and instant(value), "basis": text, "acts_for": text})


def parse_leaf(data: bytes) -> Json:
    """docs/specs/log.md §1."""
    return LEAF(parse_json(data, 512))


def open_leaf(data: bytes, record: Json) -> Json:
    """Return what the leaf is committed to."""
    opening = OPENING(parse_json(data, 64 * 2**10))
    commitment = sha256(b"comity/1 leaf", bytes.fromhex(opening["salt"]), canonical(opening["payload"])).hex()
    need(commitment == record["commitment"], "it is not what the leaf is committed to")
    return opening["payload"]


Leaves = dict[tuple[str, str], tuple[int, Json, Json]]  # by kind and what it is about: place, record, payload (None: withheld)


def read_log(
    parts: Sorted, acts: Sequence[Act], manifest: Json, book: Book, choice: Choice | None, remains: Remains | None
) -> tuple[tuple[str, int, bytes], list["Item"]]:
    """docs/specs/proof.md §4.5, §4.8, §4.9, §4.11: each act, receipt of the maker's, step and approval is a leaf under one checkpoint."""
    log = parts.log
    if not log:
        raise Refused("there is no leaf", "log")
    origin = book.nodes[manifest["node"]]["log"]
    signed, checkpoint = b"", ("", 0, b"")
    leaves: Leaves = {}
    for index in sorted(map(int, log)):
        held = log[str(index)]
        with place(f"log/{index}.proof"):
            at, path, note = parse_log_proof(held["proof"])
            if not signed:
                signed, checkpoint = note, _checkpoint(note, origin, manifest, book)
            need(note == signed, "it leads to another checkpoint than the leaf before")
            need(climb(leaf_hash(held["leaf"]), at, checkpoint[1], path) == checkpoint[2], "the leaf does not stand in the log")
            need(at == index, "it is of another leaf")
        with place(f"log/{index}.leaf"):
            record = parse_leaf(held["leaf"])
            need(record["key"] in book.keys, "signed with a key that nobody in this file holds")
            signer = book.keys[record["key"]]  # also one that was taken back: what signed the checkpoint stands for its leaves
            need(signer.good(record["at"]), "signed with a key that was not good then")
            need(signer.owner == manifest["node"] and record["at"] <= manifest["made_at"], "it is another node's, or later than this file")
        payload, about = _opened(index, held, record, manifest)
        with place(f"log/{index}.leaf"):
            key = (record["kind"], about)
            need(key[0] in LOGGED or key[0].startswith("evidence."), "it has no part in this proof")
            need(key not in leaves, "it has no part in this proof")
            leaves[key] = (index, record, payload)
    for act in acts:
        _take_act(act, leaves, remains.acts.get(act.number) if remains else None)
    for act in acts:
        _take_receipts(act, leaves)
    items = [read_item(number, held, leaves, acts, manifest, choice) for number, held in sorted(parts.custody.items())]
    if choice:
        read_approval(choice, leaves, manifest)
    if remains:
        read_destruction(remains, leaves, manifest)
    for index, _, _ in leaves.values():
        raise Refused("it has no part in this proof", f"log/{index}.leaf")
    return checkpoint, items


def _take_receipts(act: Act, leaves: Leaves) -> None:
    """Take away the leaves of what the maker was given for an act of its own; those of a closed one can not be opened, and are not here."""
    for kind, name in (("receipt.received", "received"), ("delivery.refused", "refused")):
        if act.out and name in act.receipts and not act.closed:
            found = leaves.pop((kind, act.env_id), None)
            with place(f"receipts/{act.env_id}.{name}.receipt"):
                told = found is not None and found[2]["facts"].get("receipt") == act.receipts[name]["digest"]
                need(told, "no leaf of it is in this file")
            act.noted = found[1]["at"] if found else ""


def _opened(index: int, held: Mapping[str, bytes], record: Json, manifest: Json) -> tuple[Json, str]:
    """Return what opens a leaf, and what it is about; of one that is withheld nothing, and its place."""
    if "opening.json" not in held:
        return None, f"#{index}"
    with place(f"log/{index}.opening.json"):
        payload = open_leaf(held["opening.json"], record)
        need(payload["about"] == manifest["reference"], "it is about another request")
    facts = payload["facts"]
    if record["kind"].startswith("evidence."):
        return payload, f"{facts.get('item')} {facts.get('step')}"
    return payload, str(facts.get("envelope") or "")


def require_growth(parts: Sorted, acts: Sequence[Act], maker: str, checkpoint: tuple[str, int, bytes]) -> list[int]:
    """docs/specs/proof.md §4.6 (from version 2 on): the log is the one that the maker named in its receipts, grown."""
    growth, signed = parts.growth, parts.signed
    promised = [
        (one["log"]["size"], f"receipts/{act.env_id}.{kind}.receipt", one["log"]["root"])
        for act in acts
        for kind, one in act.receipts.items()
        if one["by"] == maker and "log" in one
    ]
    for size, path, root in sorted(promised):
        data = growth.get(size)
        if size >= checkpoint[1]:
            with place(path):
                same = (size, root, data) == (checkpoint[1], checkpoint[2].hex(), None)
                need(same, "the log in this file does not continue the one that the receipt names")
            continue
        require_continued(size, bytes.fromhex(root), data, checkpoint)
    sizes = sorted({size for size, _, _ in promised})
    for size in sorted(growth):
        if size not in sizes and size not in signed:
            raise Refused("it has no part in this proof", f"log/{size}.growth")
    return sizes


def require_continued(size: int, root: bytes, data: bytes | None, checkpoint: tuple[str, int, bytes]) -> None:
    """Refuse a consistency proof that does not lead from that size and root to the checkpoint."""
    with place(f"log/{size}.growth"):
        if data is None:
            raise Refused("it is missing")
        lines = data.decode("latin-1").split("\n")
        need(not lines.pop() and len(lines) <= 64, "not in its one form")
        continues(size, root, checkpoint[1], checkpoint[2], [base64_of(one) for one in lines])


def _checkpoint(note: bytes, origin: str, manifest: Json, book: Book) -> tuple[str, int, bytes]:
    """Return the checkpoint that both halves of one key of the maker's node signed, good when the file was made."""
    faults: list[Refused] = []
    for key in book.keys.values():
        if key.owner == manifest["node"] and key.good(manifest["made_at"]) and not "" < key.revoked <= manifest["made_at"]:
            try:
                checkpoint = parse_checkpoint(verify_note(note, key.raw, origin))
            except Refused as fault:
                faults.append(fault)
                continue
            need(checkpoint[0] == origin, "it is the checkpoint of another log")
            return checkpoint
    raise faults[-1]


def _take_act(act: Act, leaves: Leaves, closed: Json) -> None:
    """Take the leaf of an act away: it tells of this act, and names who signed it. A closed one tells nothing: the maker says it is its."""
    kind = "act.sent" if act.out else "act.received"
    if closed:
        act.closed, act.index, act.part = True, closed["leaf"], closed["act"]
        with place(f"log/{act.index}.leaf"):
            need(leaves.pop((kind, f"#{act.index}"), None), "it is a leaf of another kind")
        if (given := act.receipts.get("received")) and not act.out:
            with place(f"receipts/{act.env_id}.received.receipt"):
                need(given["log"]["index"] == act.index, "it names another place in the log, or another envelope, than the leaf")
        return
    with place(act.folder):
        need((kind, act.env_id) in leaves, "no leaf of it is in this file")
    act.index, record, payload = leaves.pop((kind, act.env_id))
    act.part = act.body["act"] if act.body else str(payload["facts"].get("act"))  # of a withheld act the maker's word
    facts, actors = payload["facts"], act.approved_by if act.out else [act.header["sender"]]
    with place(f"log/{act.index}.opening.json"):
        told = (facts.get("inner"), facts.get("act"), facts.get("kind"))
        named = re.fullmatch(PARTS, act.part) and told == (act.header_digest, act.part, act.header["kind"])
        need(named, "it tells of another act than the one in this file")
        need(payload["actor"] in actors, "it tells of another act than the one in this file")
        if act.out and facts.get("mandate") is not None:
            act.mandate = MANDATE(facts["mandate"])
            until = act.mandate["until"] or "9999-12-31T23:59:59.999999Z"
            need(act.mandate["from"] <= record["at"] < until, "the mandate in it was not in force when the act was approved")
    given = act.receipts.get("received")
    if given and not act.out:
        with place(f"receipts/{act.env_id}.received.receipt"):
            promised = (given["log"]["index"], given["outer"])
            need(promised == (act.index, facts.get("outer")), "it names another place in the log, or another envelope, than the leaf")


# ================================================================ custody (docs/specs/custody.md §2, §3; proof.md §4.8)

_MEASURED = members({"sha256": DIGEST, "sha512": word("|[0-9a-f]{128}")})
_WORDS = ("item", "by", "second", "place", "tool", "version", "reason", "to", "sort", "state", "purpose", "present")
_QUIET = ("verified", "hold-placed", "hold-lifted", "locked")
_NEXT = {  # what may follow in which state, and the state after it
    "": {"received": "arrived", "registered": "kept"},
    "arrived": {"registered": "kept"},
    "kept": {"sealed": "sealed", "released": "out", "returned": "returned", "destroyed": "destroyed"},
    "sealed": {"opened": "kept", "released": "out", "returned": "returned", "destroyed": "destroyed", "handed-over": "sealed"},
    "out": {"received": "kept"},
    "returned": {"destroyed": "destroyed"},
    "destroyed": {},
}
_NEXT["kept"] |= dict.fromkeys(("opened", "copied", "exported", "examined", "handed-over"), "kept")
for _state in ("kept", "sealed", "out", "returned"):
    _NEXT[_state] |= dict.fromkeys(_QUIET, _state)
_BY_TWO, _HELD = ("handed-over", "released", "returned", "destroyed"), ("returned", "destroyed")
_MAY_MISS = ("opened", "copied", "exported", "examined", "sealed", "handed-over", "released")
STEP = members(
    {
        **dict.fromkeys(_WORDS, text),
        "v": one_of(2),
        "number": integer(0),
        "kind": one_of(*{kind for row in _NEXT.values() for kind in row}),
        "at": instant,
        "hold": integer(0),
        "limits": array(text),
        "before": lambda value: value if value is None else _MEASURED(value),
        "after": lambda value: value if value is None else _MEASURED(value),
        "previous": word("|[0-9a-f]{64}"),
        "salt": DIGEST,
    }
)
ITEM = members(
    {
        "v": V1,
        "item": text,
        "sort": KIND,
        "what": word(r"[^\n]{1,300}"),
        "name": word(r"[^\n]{0,180}"),
        "size": integer(0),
        "in_vault": truth,
        "act": word("|[0-9a-f]{32}"),
    }
)


@dataclass
class Step:
    """A step in its place: kind, moment, entry of the log; `told` is None where its words are withheld."""

    kind: str
    at: str
    leaf: int
    told: Json


@dataclass
class Item:
    """An item of evidence as far as its chain was read: what it stands for now, and every step."""

    number: int
    told: Json
    state: str = ""
    custodian: str = ""
    locked: bool = False
    holds: list[int] = field(default_factory=list)
    digests: Json = None
    head: str | None = ""  # the digest of the last step; None where that is withheld and no step behind it names it
    steps: list[Step] = field(default_factory=list)
    named: int = 0

    @property
    def label(self) -> str:
        """What it is called."""
        return str(self.told["item"])

    def add(self, step: Json, digest: str) -> None:
        """docs/specs/custody.md §3: put a step behind the chain, or refuse it."""
        kind, known = step["kind"], self.digests
        need(step["number"] == len(self.steps) + 1 and step["previous"] == self.head, "it does not stand behind the step before it")
        need(kind in _NEXT[self.state], "such a step does not follow")
        need(not self.locked or kind in _QUIET[:3], "the item is locked")
        need(
            (kind in _BY_TWO) == bool(step["second"]) and step["second"] != step["by"],
            "a step of two persons names one, or the other way round",
        )
        need(kind not in _HELD or not self.holds, "a hold stands")
        if kind == "hold-lifted":
            need(step["hold"] in self.holds, "no such hold stands")
            self.holds.remove(step["hold"])
        before, after = step["before"], step["after"]
        if known is None:
            need(before is None and after is not None, "its digests are not those of the item")
            self.digests = after
        elif before is None and after is None:
            need(kind not in ("verified", "locked") and (kind, self.state) != ("received", "out"), "it measured nothing")
        else:
            same = after is not None and _agree(after, known)
            sound = {"locked": not same, "destroyed": after is None}.get(kind, same)
            need(before == known and sound, "its digests are not those of the item")
        if kind == "hold-placed":
            self.holds.append(step["number"])
        self.locked = kind == "locked" or (self.locked and kind != "verified")
        taken = {"received": "by", "registered": "by", "handed-over": "second", "released": "to", "returned": "to"}.get(kind)
        self.custodian = "" if kind == "destroyed" else str(step[taken]) if taken else self.custodian
        self.state, self.head = _NEXT[self.state][kind], digest

    def skip(self, kind: str, digest: str | None) -> None:
        """Go beyond a step that is withheld: its leaf says its kind, and the step behind it its digest."""
        need(kind in _MAY_MISS and kind in _NEXT[self.state] and not self.locked, "no such step follows, or it is never withheld")
        self.custodian = "?" if kind in ("handed-over", "released") else self.custodian
        self.state, self.head = _NEXT[self.state][kind], digest


def _agree(one: Json, other: Json) -> bool:
    """Whether both are of the same bytes, by every digest that both have."""
    long = one["sha512"] == other["sha512"] or not one["sha512"] or not other["sha512"]
    return bool(one["sha256"] == other["sha256"] and long)


def parse_step(data: bytes) -> Json:
    """Read one step."""
    return STEP(parse_json(data, 32_768))


def parse_item(data: bytes) -> Json:
    """Read what an item is, as its maker says."""
    return ITEM(parse_json(data, 16 * 2**10))


def read_item(number: int, held: Mapping[str, bytes], leaves: Leaves, acts: Sequence[Act], manifest: Json, choice: Choice | None) -> Item:
    """Return an item with its chain; take the leaf of each step away."""
    steps = choice.steps if choice else {}
    label, path = f"{manifest['reference']}.E{number}", f"custody/E{number}"
    with place(f"{path}/item.json"):
        item = Item(number, parse_item(held["item"]))
        need(item.label == label, "it names another item")
        need(len(held) > 1, "it has no step")
    for turn in range(1, len(held) + sum(one == number for one, _ in steps)):
        if data := held.get(f"{turn:04}"):
            _disclosed(item, turn, data, leaves, manifest)
        else:
            with place(f"{path}/{turn:04}.json"):
                need((number, turn) in steps, "it is missing")
            _undisclosed(item, steps[number, turn], held.get(f"{turn + 1:04}"), leaves)
    with place(f"{path}/item.json"):
        if item.told["act"]:
            act = next((one for one in acts if one.env_id == item.told["act"]), None)
            if act is None:
                raise Refused("the act that it came beside is not in this file")
            wanted = (item.told["name"], item.told["size"], item.digests["sha256"])
            listed = [(one["name"], one["size"], one["sha256"]) for one in act.files]
            need(act.body is None or wanted in listed, "the act that it came beside lists no such file")
            item.named = act.number if act.body else 0
    return item


def _disclosed(item: Item, turn: int, data: bytes, leaves: Leaves, manifest: Json) -> None:
    with place(f"custody/E{item.number}/{turn:04}.json"):
        step, digest = parse_step(data), sha256(data).hex()
        need((step["item"], step["number"]) == (item.label, turn), "it is a step of another item, or in another place")
        item.add(step, digest)
        for person in filter(None, (step["by"], step["second"])):
            need(
                person == manifest["node"] or (person.count("@") == 1 and person.endswith(f"@{manifest['node']}")),
                "it names a person of another node",
            )
        found = leaves.pop((f"evidence.{step['kind']}", f"{item.label} {turn}"), None)
        if found is None:
            raise Refused("no leaf of it is in this file")
    index, record, payload = found
    with place(f"log/{index}.opening.json"):
        told = {"digest": digest, "by": step["by"], "second": step["second"], "sha256": item.digests["sha256"]}
        need(all(payload["facts"].get(name) == one for name, one in told.items()), "it tells of another step than the one in this file")
        need(payload["actor"] in (step["by"], step["second"] or step["by"]), "it tells of another step than the one in this file")
    _take_step(item, Step(step["kind"], step["at"], index, step), record)


def _undisclosed(item: Item, leaf: int, behind: bytes | None, leaves: Leaves) -> None:
    key = next(key for key, (index, _, _) in leaves.items() if index == leaf)
    _, record, _ = leaves[key]
    digest = None
    with place(f"custody/E{item.number}/{len(item.steps) + 2:04}.json"):
        if behind is not None:
            digest = parse_step(behind)["previous"]
            need(digest, "it does not name the step before it")
    with place(f"log/{leaf}.leaf"):
        kind = record["kind"].removeprefix("evidence.")
        need(kind != record["kind"], "no such step follows, or it is never withheld")
        item.skip(kind, digest)
    del leaves[key]
    _take_step(item, Step(kind, record["at"], leaf, None), record)


def _take_step(item: Item, step: Step, record: Json) -> None:
    with place(f"log/{step.leaf}.leaf"):
        after = not item.steps or step.leaf > item.steps[-1].leaf
        need(after and record["at"] == step.at, "it stands before the step before it, or names another moment")
    item.steps.append(step)


def read_approval(choice: Choice, leaves: Leaves, manifest: Json) -> None:
    """docs/specs/proof.md §4.9: the leaves of withheld items, and the leaf by which a second officer approved what is left out."""
    for row in choice.items.values():
        for turn, leaf in enumerate(row):
            key = next(key for key, (index, _, _) in leaves.items() if index == leaf)
            with place(f"log/{leaf}.leaf"):
                begins = key[0] in ("evidence.received", "evidence.registered")
                need(key[0].startswith("evidence.") and (turn or begins), "no such step follows, or it is never withheld")
            choice.shown[leaf] = (key[0], leaves.pop(key)[1]["at"])
    found = leaves.pop(("proof.withholding-approved", ""), None)
    with place("withheld.json"):
        if found is None:
            raise Refused("no leaf of its approval is in this file")
    choice.leaf, record, payload = found
    with place(f"log/{choice.leaf}.opening.json"):
        facts, second = payload["facts"], payload["actor"]
        told = (facts.get("digest"), facts.get("by"), facts.get("second"))
        need(told == (choice.digest, choice.told["chosen_by"], second), "it approves something else")
        OFFICER(second)
        other = second != choice.told["chosen_by"] and second.partition("@")[2] == manifest["node"]
        need(other and record["at"] >= choice.told["at"], "it was not approved by a second officer, after it was chosen")
        choice.approved_by = second


# ================================================================ who countersigned it (proof.md §4.7; log.md §8, §9; RFC 3161)


@dataclass
class Cosigned:
    """A witness that cosigned a checkpoint, its country, and when by its clock."""

    node: str
    country: str
    at: str


@dataclass
class Signed:
    """What others put to the checkpoint of that size; `stamps`: the moments of time stamps whose signers are not checked here."""

    size: int
    cosigned: list[Cosigned]
    stamps: list[str]


def moment_of(seconds: int) -> str:
    """Return the instant of that second, as instants are printed."""
    return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat("T", "microseconds") + "Z"  # noqa: DTZ001 -- UTC, as it is printed


def read_countersigned(parts: Sorted, acts: Sequence[Act], checkpoint: tuple[str, int, bytes], manifest: Json, book: Book) -> list[Signed]:
    """docs/specs/proof.md §4.7: each checkpoint is of the maker's log, as it grew; who cosigned it, and what a time stamp names."""
    if parts.signed and (manifest["v"] == 1 or len(parts.signed) > 64):
        raise Refused("a proof has no such file", f"log/{max(parts.signed)}.checkpoint")
    found = []
    for size, held in sorted(parts.signed.items()):
        path = f"log/{size}.checkpoint"
        note = held["checkpoint"]
        with place(path):
            need(len(held) > 1 and size > min(act.index for act in acts), "it has no part in this proof")
            _, shown, root = _own(note, book.nodes[manifest["node"]]["log"], manifest["node"], book)
            need(shown == size <= checkpoint[1], "it is the checkpoint of another length of the log")
            same = size < checkpoint[1] or (root == checkpoint[2] and size not in parts.growth)
            need(same, "it is of another log than the one in this file")
        if size < checkpoint[1]:
            require_continued(size, root, parts.growth.get(size), checkpoint)
        cosigned = []
        with place(f"log/{size}.cosignatures"):
            if "cosignatures" in held:
                cosigned = _cosigners(held["cosignatures"], parse_note(note)[0], manifest["node"], book)
        found.append(Signed(size, cosigned, _stamps(size, held, note)))
    needed = {one.country for signed in found for one in signed.cosigned}
    for country in sorted(book.witnesses):
        if country not in needed:
            raise Refused("it has no part in this proof", f"witnesses/{country}.key")
    return found


def _stamps(size: int, held: Mapping[str, bytes], note: bytes) -> list[str]:
    """Return the moment that each time stamp names: `tsr`, `2.tsr` and so on, none left out and none there twice."""
    parts = ["tsr", *(f"{number}.tsr" for number in range(2, 9))][: sum(part.endswith("tsr") for part in held)]
    found = []
    for number, part in enumerate(parts):
        with place(f"log/{size}.{part}"):
            need(part in held, "a part of it is missing")
            need(held[part] not in [held[one] for one in parts[:number]], "it stands there twice")
            found.append(read_stamp(held[part], note))
    return found


def _own(note: bytes, origin: str, maker: str, book: Book) -> tuple[str, int, bytes]:
    """Return the checkpoint that both halves of one of the maker's keys signed, whenever it was good."""
    fault = Refused("the log's checkpoint is not signed by the log")
    for key in book.keys.values():
        if key.owner == maker:
            try:
                checkpoint = parse_checkpoint(verify_note(note, key.raw, origin))
            except Refused as refusal:
                fault = refusal
                continue
            need(checkpoint[0] == origin, "it is the checkpoint of another log")
            return checkpoint
    raise fault


def _cosigners(data: bytes, told: str, maker: str, book: Book) -> list[Cosigned]:
    """C2SP tlog-cosignature: two lines for each witness, by name; the second half is ML-DSA-65 (docs/specs/log.md §8)."""
    _, lines = parse_note(b"\n\n" + data)
    names = [name for name, _ in lines]
    need(len(lines) % 2 == 0 and names[::2] == names[1::2] == sorted(set(names)) and len(lines) <= 32, "not in its one form")
    nodes = {f"{node}/witness": node for node in book.nodes if node != maker}
    found = []
    for at in range(0, len(lines), 2):
        need(names[at] in nodes, "it names a witness that no section in this file names")
        node = nodes[names[at]]
        moment = _cosignature(names[at], lines[at][1], lines[at + 1][1], told, [key for key in book.keys.values() if key.owner == node])
        found.append(Cosigned(node, book.country_of[node], moment))
    return found


def _cosignature(name: str, one: bytes, other: bytes, told: str, keys: Sequence[Key]) -> str:
    """Return when both halves of one of the keys, good then, cosigned `told`; each names the moment before its signature."""
    for key in keys:
        hashes = witness_hash(name, key.raw[:32]), sha256(name.encode(), b"\n\xffcomity/1 ML-DSA-65 cosignature", key.raw[32:])[:4]
        if (one[:4], other[:4]) == hashes:
            seconds = int.from_bytes(one[4:12], "big")
            need(one[4:12] == other[4:12] and 0 < seconds < 253_402_300_800, "not in its one form")
            verify_ed25519(key.raw[:32], f"cosignature/v1\ntime {seconds}\n{told}".encode(), one[12:])
            origin, size, root = parse_checkpoint(told)
            named, log = name.encode(), origin.encode()
            message = (b"subtree/v1\n\0", bytes([len(named)]), named, one[4:12], bytes([len(log)]), log, bytes(8), size.to_bytes(8, "big"))
            verify_ml_dsa_65(key.raw[32:], b"".join(message) + root, other[12:])
            need(key.good(moment_of(seconds)), "signed with a key that was not good then")
            need_before(key, "")  # a witness alone says when it signed
            return moment_of(seconds)
    raise Refused("it is signed with another key than the section names")


SIGNED_DATA, TST_INFO = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d0109100104")
SHA_256 = bytes.fromhex("608648016503040201")


def read_stamp(data: bytes, message: bytes) -> str:
    """RFC 3161 §2.4.2: return the moment that a granted answer over the SHA-256 of `message` names. Who signed it is for `openssl ts`."""
    need(len(data) <= 64 * 2**10, "longer than allowed")
    try:
        (_, status), (_, token) = inside(data)
        need(elements_of(status)[0] == (2, b"\0"), "the time stamp was not granted")
        kind, (explicit, content) = elements_of(token)
        need((*kind, explicit) == (6, SIGNED_DATA, 0xA0), "not in its one form")
        kind, (explicit, content) = elements_of(inside(content)[2][1])
        need((*kind, explicit) == (6, TST_INFO, 0xA0), "not in its one form")
        ((_, wrapped),) = elements_of(content)
        info = inside(wrapped)
        (_, algorithm), digest = elements_of(info[2][1])
        need(elements_of(algorithm)[0] == (6, SHA_256), "the time stamp is over something else")
        need(digest == (4, sha256(message)), "the time stamp is over something else")
        told = re.fullmatch(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z", info[4][1])
        if info[4][0] != 0x18 or told is None:
            raise Refused("not in its one form")
        year, month, day, hour, minute, second = map(int, told.groups())
        return datetime(year, month, day, hour, minute, second).isoformat("T", "microseconds") + "Z"  # noqa: DTZ001 -- UTC, as it is printed
    except (ValueError, IndexError):
        raise Refused("not in its one form") from None


# ================================================================ the whole (docs/specs/proof.md §4)


@dataclass
class Verdict:
    """Everything in the file holds together. Whether the countries' keys are real, only `vouched` says."""

    manifest: Json
    book: Book
    acts: list[Act]
    checkpoint: tuple[str, int, bytes]
    grown: list[int]
    trusted: Mapping[str, str]
    files: Mapping[str, bytes]
    witnesses: dict[str, str]  # whom the reader named, and when each countersigned; empty where it did not
    signed: list[Signed] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    choice: Choice | None = None
    remains: Remains | None = None
    taken_back: dict[str, tuple[Key, list[tuple[Act, str]]]] = field(default_factory=dict)  # and the receipts that are in doubt

    @property
    def needed(self) -> int:
        """How many witnesses make the log shown to others: more where evidence is at stake (docs/specs/proof.md §6)."""
        hidden = self.choice is not None and self.choice.items
        return 3 if self.items or hidden or any(act.body is None or act.body.get("files") for act in self.acts) else 2

    def counted(self, signed: Signed) -> list[Cosigned]:
        """Return the witnesses that count, the earliest first: one of each other country than the maker's whose key the reader trusts."""
        found: dict[str, Cosigned] = {}
        for one in sorted(signed.cosigned, key=lambda one: one.at):
            if one.country in self.trusted and one.country != self.book.country_of[self.manifest["node"]]:
                found.setdefault(one.country, one)
        return list(found.values())

    def latest(self, index: int) -> str:
        """When that leaf stood in the log at the latest: when enough witnesses had cosigned it; empty where too few have."""
        enough = (self.counted(one) for one in self.signed if one.size > index and len(self.counted(one)) >= self.needed)
        return min((counted[self.needed - 1].at for counted in enough), default="")

    def latest_of(self, act: Act) -> str:
        """When an act stood in the log at the latest; empty also where its leaf is closed: it may be that of any act."""
        return "" if act.closed else self.latest(act.index)

    def seen_by(self, index: int) -> int:
        """How many witnesses that count have cosigned one checkpoint with that leaf in it."""
        return max((len(self.counted(one)) for one in self.signed if one.size > index), default=0)

    @property
    def witnessed(self) -> bool:
        """Whether enough witnesses have cosigned the log with every act of this file in it."""
        return all(map(self.latest_of, self.acts))

    @property
    def shown(self) -> bool:
        """Whether third parties that the reader knows have seen the log: those that he named, or enough of those in this file."""
        return bool(self.seen) or self.witnessed

    @property
    def seen(self) -> str:
        """When the acts stood in the log at the latest, by the first witness; empty where none of the reader's has seen them."""
        return "" if self.remains else min(filter(None, self.witnesses.values()), default="")

    @property
    def vouched(self) -> bool:
        """Whether the reader trusts every country's key that the proof stands on."""
        return self.book.countries.keys() <= self.trusted.keys()


def verify(data: bytes, trusted: Mapping[str, str], witnesses: Iterable[Witness] = ()) -> Verdict:
    """Return what the proof file shows, or raise `Refused`. `trusted`: fingerprints of country keys by country code."""
    # (1) one form of the archive and of the bag; every file has its place            - §1, §2, §8
    files = parse_package(data)
    own, prefix = open_bag(files)
    parts = sort_files(own)
    if not prefix and (parts.custody or parts.withheld is not None or parts.destroyed is not None):
        raise Refused("a proof has no such file", "custody")
    # (2) countries: the trusted keys and no others; each section signed by its country - §3
    book = read_directory(parts, trusted)
    # (3) the manifest: signed by one node of those sections; every file as it is       - §4.1
    version = (3 if parts.signed or parts.witnesses else 2) if prefix else 1
    if parts.custody or parts.withheld is not None or PAPERS & files.keys():
        version = 4
    if parts.destroyed is not None:
        version = 5
    manifest, maker = read_manifest(files, prefix, version, book)
    #     what is missing is what it says was destroyed, or is withheld, and nothing else - §4.11, §4.9
    remains = read_remains(parts, manifest)
    choice = read_choice(parts, manifest)
    # (4) acts: signatures of node and officers, content as committed to, two persons   - §4.2
    acts = []
    for folder, held in sorted(parts.acts.items()):
        with place(f"acts/{folder}"):
            acts.append(read_act(folder, held, manifest, book))
    # (5) streams: whole from the first act on, between two nodes                       - §4.3
    require_whole(acts, manifest, book, remains)
    # (6) receipts: each of an act in this file, signed by its receiver                 - §4.4
    read_receipts(parts.receipts, acts, book)
    # (7) the log: each act, receipt, step of custody and approval is a leaf            - §4.5, §4.8, §4.9
    checkpoint, items = read_log(parts, acts, manifest, book, choice, remains)
    # (8) that log is the one which the maker named in its receipts, grown              - §4.6
    grown = require_growth(parts, acts if prefix else [], manifest["node"], checkpoint)
    # (9) who countersigned that log as it grew                                         - §4.7
    signed = read_countersigned(parts, acts, checkpoint, manifest, book)
    # (10) who of those whom the reader named has countersigned the checkpoint, and when - §6
    with place("log"):
        _, _, note = parse_log_proof(next(iter(parts.log.values()))["proof"])
        seen = {witness.name: witness.seen(note) for witness in witnesses}
    verdict = Verdict(manifest, book, acts, checkpoint, grown, trusted, files, seen, signed, items, choice, remains)
    # (11) keys that were taken back: what they signed was seen before by somebody else - §4.10
    read_taken_back(verdict, maker)
    return verdict


def read_taken_back(verdict: Verdict, maker: Key) -> None:
    """docs/specs/proof.md §4.10: refuse what nobody had seen before its key was taken back; a receipt in doubt is only named."""
    taken, ids = verdict.taken_back, {key.raw: key_id for key_id, key in verdict.book.keys.items()}
    if maker.revoked:
        taken[ids[maker.raw]] = (maker, [])
        with place("manifest"):
            need_before(maker, *map(verdict.latest_of, verdict.acts))
    for act in verdict.acts:
        moments = [one["at"] for one in act.receipts.values() if not one["key"].revoked] + [verdict.latest_of(act)]
        for key in act.signers:
            if key.revoked:
                taken.setdefault(ids[key.raw], (key, []))
                with place(act.folder):
                    need_before(key, min(filter(None, moments), default=""))
    for act in sorted(verdict.acts, key=lambda act: act.env_id):
        for kind, one in sorted(act.receipts.items()):
            if one["key"].revoked:
                own = one["by"] == verdict.manifest["node"]
                noted = (verdict.latest_of(act) if kind == "received" else "") if own else ""
                if not own and kind in ("received", "refused") and not maker.revoked:
                    noted = act.noted
                doubtful = taken.setdefault(ids[one["key"].raw], (one["key"], []))[1]
                if not noted or noted >= one["key"].revoked:
                    doubtful.append((act, kind))


# ================================================================ the page

GREEN, YELLOW, RED, PLAIN_LEVEL = "green", "yellow", "red", ""
Line = tuple[str, dict[str, object]]  # an English sentence of `SAY`, and what its placeholders stand for


@dataclass
class Answer:
    """One question of a reader, how surely it is answered, and the sentences that answer it."""

    question: str
    level: str
    lines: list[Line]


def answers(verdict: Verdict) -> list[Answer]:
    """Return the questions and what the file answers."""
    sure = GREEN if verdict.vouched else YELLOW
    received, whole = list(_received(verdict)), GREEN
    if any(sentence.startswith(("There is no receipt", "The answer that")) for sentence, _ in received):
        whole = YELLOW
    more = []
    if verdict.items:
        kept = all(not item.locked and all(step.told and verdict.latest(step.leaf) for step in item.steps) for item in verdict.items)
        more.append(Answer("Who had the evidence, and is it unchanged?", sure if kept else YELLOW, list(_custody(verdict))))
    if verdict.choice:
        more.append(Answer("What is withheld?", YELLOW, list(_withheld(verdict.choice))))
    if verdict.remains:
        more.append(Answer("What was destroyed, and what is proven still?", YELLOW, list(_destroyed(verdict.remains, verdict.acts))))
    said = YELLOW if verdict.remains else sure
    return [
        Answer("Who asked what of whom, under which article?", said, list(_asked(verdict))),
        Answer("Who approved it?", sure, list(_approved(verdict))),
        Answer("When was it, at the latest?", GREEN if verdict.shown else YELLOW, list(_moments(verdict))),
        Answer("Is it unchanged?", said, list(_unchanged(verdict))),
        Answer("Who signed for having received, opened or decided it?", whole if sure == GREEN else YELLOW, received),
        Answer("Where does it stand in the log?", sure if verdict.shown else YELLOW, list(_logged(verdict))),
        Answer("Whose word are the keys?", sure, list(_keys(verdict))),
        *more,
        Answer("What does this not prove?", PLAIN_LEVEL, list(_open(verdict))),
    ]


def _asked(verdict: Verdict) -> Iterator[Line]:
    for node in sorted({node for act in verdict.acts for node in (act.header["sender"], act.receiver)}):
        yield "%(node)s is the node of: %(names)s.", {"node": node, "names": " / ".join(dict.fromkeys(verdict.book.names[node].values()))}
    for act in verdict.acts:
        facts = {"number": act.number, "act": Word(act.part), "kind": act.header["kind"], "sender": act.header["sender"]}
        facts["receiver"] = act.receiver
        if act.closed:
            yield "Act %(number)s: %(act)s (%(kind)s) from %(sender)s to %(receiver)s; its content was destroyed.", facts
        elif act.body is None:
            yield "Act %(number)s: %(act)s (%(kind)s) from %(sender)s to %(receiver)s; its content is withheld.", facts
        else:
            facts |= {"instrument": act.body["instrument"], "article": act.body["article"]}
            yield "Act %(number)s: %(act)s (%(kind)s) under %(instrument)s, Article %(article)s, from %(sender)s to %(receiver)s.", facts
        if act.header["world"] != "real":
            yield "Act %(number)s belongs to an exercise.", {"number": act.number}
        for paper in listed_papers(act):
            told = {"number": act.number, "act": Word(paper["act"]), "kind": paper["kind"], "on": paper["on"], "method": paper["method"]}
            told["digest"] = paper.get("document", "-")
            yield "Act %(number)s lists, outside the wire: %(act)s (%(kind)s) by %(method)s on %(on)s, SHA-256 %(digest)s.", told


def _approved(verdict: Verdict) -> Iterator[Line]:
    for act in verdict.acts:
        facts = {"number": act.number, "approvers": ", ".join(act.approved_by)}
        if act.closed:
            yield "Act %(number)s was approved and signed by %(approvers)s; who drafted it is not known any more.", facts
        elif act.body is None:
            yield "Act %(number)s was approved and signed by %(approvers)s; who drafted it is withheld.", facts
        else:
            facts["drafter"] = act.body["drafted_by"]
            yield "Act %(number)s was drafted by %(drafter)s, and approved and signed by %(approvers)s.", facts
        if act.mandate:
            yield (
                "The maker's log says: act %(number)s was approved by a mandate from %(from)s until %(until)s, by decision: %(basis)s.",
                {"number": act.number, **act.mandate, "until": act.mandate["until"] or "-"},
            )
            if act.mandate["acts_for"]:
                yield "Act %(number)s was approved by an acting officer, in place of %(acts_for)s.", {"number": act.number, **act.mandate}


SEEN_BY = "Act %(number)s: witnesses of %(count)s other countries saw it, under keys that you gave; %(needed)s are needed."


def _moments(verdict: Verdict) -> Iterator[Line]:
    for act in verdict.acts:
        facts = {"number": act.number, "sent": act.header["created"], "sender": act.header["sender"]}
        yield "Act %(number)s was sealed at %(sent)s by the clock of %(sender)s.", facts
        if received := act.receipts.get("received"):
            facts = {"number": act.number, "received": received["at"], "node": received["by"]}
            yield "Act %(number)s was received at %(received)s by the clock of %(node)s.", facts
        if act.closed:
            continue
        if at := verdict.latest(act.index):
            facts = {"number": act.number, "at": at, "needed": verdict.needed}
            yield "Act %(number)s stood in the log at %(at)s at the latest: witnesses of %(needed)s countries had seen it.", facts
        elif verdict.signed:
            yield SEEN_BY, {"number": act.number, "count": verdict.seen_by(act.index), "needed": verdict.needed}
    if verdict.seen:
        yield (
            "All of it stood in the log at %(at)s at the latest: that is when a witness whose key you gave had seen it.",
            {"at": verdict.seen},
        )
    elif not verdict.signed:
        yield "No third party has stamped these moments: two nodes name them, and nobody else.", {}


def _unchanged(verdict: Verdict) -> Iterator[Line]:
    for act in verdict.acts:
        facts: dict[str, object] = {"number": act.number, "digest": act.body_digest or act.header["plaintext_commit"]}
        if act.closed:
            yield "Act %(number)s has a signed header that holds; its content was destroyed.", {"number": act.number}
            continue
        if act.body is None:
            yield "Act %(number)s has a content that is withheld: its signed header commits to it by %(digest)s (salted).", facts
            continue
        yield "Act %(number)s is word for word what was signed; its SHA-256 is %(digest)s.", facts
        for one in act.files:
            facts = {"number": act.number, "name": one["name"], "size": one["size"], "digest": one["sha256"]}
            yield "Act %(number)s lists the file “%(name)s”, %(size)s bytes, SHA-256 %(digest)s.", facts
    yield "No act is missing between the first and the last one of either side.", {}


GIVEN = {
    "received": "%(node)s signed that it received act %(number)s at %(at)s.",
    "opened": "%(node)s signed that an officer opened act %(number)s at %(at)s.",
    "decided": "%(node)s signed that it decided act %(number)s at %(at)s: %(what)s.",
    "files": "%(node)s signed at %(at)s that every file of act %(number)s is there, with the listed digest.",
    "broken": "%(node)s signed at %(at)s that a file of act %(number)s is not the listed one: %(what)s.",
    "refused": "%(node)s signed that it refused the envelope of act %(number)s at %(at)s (%(what)s).",
}


def _received(verdict: Verdict) -> Iterator[Line]:
    here = {act.env_id for act in verdict.acts}
    for act in verdict.acts:
        for kind in ("received", "refused", "opened", "decided", "files"):
            if receipt := act.receipts.get(kind):
                what = receipt.get("decision") or receipt.get("class") or receipt.get("broken", "")
                facts = {"node": receipt["by"], "number": act.number, "at": receipt["at"], "what": Word(what)}
                yield GIVEN["broken" if "broken" in receipt else kind], facts
                if receipt.get("answer", act.env_id) not in here:
                    yield "The answer that this decision names is not in this file: %(answer)s.", {"answer": receipt["answer"]}
        for kind in act.header["requires"]:
            if kind not in act.receipts:
                facts = {"kind": kind, "node": act.receiver, "number": act.number}
                yield "There is no receipt “%(kind)s” of %(node)s for act %(number)s in this file.", facts


CLOSED = "Entry %(index)s of the log %(origin)s is closed: only its maker says that it is act %(number)s."
STAMPED = "Yellow: a time stamp (RFC 3161) over the log of %(size)s entries names %(at)s; who signed it is not checked here."


def _logged(verdict: Verdict) -> Iterator[Line]:
    origin, size, root = verdict.checkpoint
    for act in verdict.acts:
        facts: dict[str, object] = {"number": act.number, "index": act.index, "origin": origin}
        yield CLOSED if act.closed else "Act %(number)s is entry %(index)s of the log %(origin)s.", facts
    facts = {"origin": origin, "size": size, "root": root.hex(), "at": verdict.manifest["made_at"]}
    yield "The log %(origin)s had %(size)s entries under the root %(root)s when this file was made, at %(at)s.", facts
    for size in verdict.grown:
        facts = {"size": size}
        yield "Nothing was removed or reordered since it had %(size)s entries, as its node told the other side in a receipt.", facts
    for signed in verdict.signed:
        for one in signed.cosigned:
            facts = {"node": one.node, "country": one.country, "size": signed.size, "at": one.at}
            if one.country in verdict.trusted:
                yield "The witness %(node)s (%(country)s) cosigned the log of %(size)s entries at %(at)s.", facts
            else:
                told = (
                    "The witness %(node)s (%(country)s) cosigned the log of %(size)s entries at %(at)s; you did not give its country's key."
                )
                yield told, facts
        for number, stamp in enumerate(signed.stamps, 1):
            path = f"data/log/{signed.size}"
            command = f"openssl ts -verify -in {path}.{f'{number}.' * (number > 1)}tsr -data {path}.checkpoint -CAfile AUTHORITY.pem"
            yield STAMPED, {"size": signed.size, "at": stamp}
            yield "With the authority's certificate, in the unpacked file: %(command)s", {"command": command}
    for name, at in verdict.witnesses.items():
        if at:
            yield "The witness %(name)s, whose key you gave, countersigned it at %(at)s.", {"name": name, "at": at}
        else:
            yield "The witness %(name)s, whose key you gave, has not countersigned it.", {"name": name}
    if not verdict.witnesses and not verdict.signed:
        yield "Whether others have countersigned it was not looked at: no key of a witness was given (--witness).", {}


def _custody(verdict: Verdict) -> Iterator[Line]:
    for item in verdict.items:
        told: dict[str, object] = {"item": item.label}
        facts = told | {"what": item.told["what"], "digest": item.digests["sha256"]}
        yield "%(item)s is “%(what)s”; its registered SHA-256 is %(digest)s.", facts
        if item.named:
            yield "%(item)s is the file “%(name)s” that act %(number)s lists.", told | {"name": item.told["name"], "number": item.named}
        else:
            yield "What %(item)s is, only the maker says: no act whose words are here lists its bytes.", told
        for number, step in enumerate(item.steps, 1):
            yield from _step(number, step, told)
        custodian = Word("not told here") if item.custodian == "?" else item.custodian or "-"
        facts = told | {"state": Word(f"is {item.state}"), "custodian": custodian, "holds": ", ".join(map(str, item.holds)) or "-"}
        yield "%(item)s stands: %(state)s; who has it: %(custodian)s; holds of the steps: %(holds)s.", facts
        if item.locked:
            yield "%(item)s is LOCKED: its bytes were not those that were registered.", told
        seen = [verdict.latest(step.leaf) for step in item.steps]
        if all(seen):
            yield "%(item)s: the whole chain stood in the log at %(at)s at the latest, as enough witnesses saw.", told | {"at": max(seen)}
        else:
            facts = told | {"count": seen.count("")}
            yield "%(item)s: %(count)s steps were not seen by enough witnesses; the maker's log alone has them.", facts


def _step(number: int, step: Step, told: Mapping[str, object]) -> Iterator[Line]:
    facts = {**told, "number": number, "step": Word(step.kind), "at": step.at, "leaf": step.leaf}
    done = step.told
    if done is None:
        yield "%(item)s, step %(number)s: %(step)s, at %(at)s; entry %(leaf)s of the log; its words are withheld.", facts
        return
    facts["by"] = ", ".join(filter(None, (done["by"], done["second"])))
    yield "%(item)s, step %(number)s: %(step)s, at %(at)s, by %(by)s; entry %(leaf)s of the log.", facts
    facts |= {"place": done["place"] or "-", "tool": f"{done['tool']} {done['version']}".strip() or "-"}
    facts |= {"to": " ".join(filter(None, (done[name] for name in ("to", "sort", "state", "present")))) or "-"}
    facts |= {"limits": ", ".join(done["limits"]) or "-", "reason": done["reason"] or "-"}
    yield "%(item)s, step %(number)s: where: %(place)s; with: %(tool)s; to: %(to)s; limits: %(limits)s; why: %(reason)s", facts


def _withheld(choice: Choice) -> Iterator[Line]:
    reference = choice.told["reference"]
    for number in choice.acts:
        yield (
            "The content of act %(number)s: that it exists, who signed it and when is proven; what is shown later can be compared.",
            {"number": number},
        )
    for item, leaves in choice.items.items():
        told: dict[str, object] = {"item": f"{reference}.E{item}"}
        yield "All of %(item)s: its steps stand in the log, and what is shown later can be compared.", told
        for leaf in leaves:
            kind, at = choice.shown[leaf]
            facts = told | {"step": Word(kind.removeprefix("evidence.")), "at": at, "leaf": leaf}
            yield "%(item)s, a step that is withheld: %(step)s, at %(at)s; entry %(leaf)s of the log.", facts
    for item, number in choice.steps:
        yield (
            "The words of step %(number)s of %(item)s; what it was, and that it stands in the chain and the log, is proven.",
            {"number": number, "item": f"{reference}.E{item}"},
        )
    yield "The ground that is named: %(ground)s. In words: %(words)s", {"ground": choice.told["ground"], "words": choice.told["words"]}
    facts = {"by": choice.told["chosen_by"], "at": choice.told["at"], "second": choice.approved_by, "leaf": choice.leaf}
    yield "Chosen by %(by)s at %(at)s, approved by %(second)s; the approval is entry %(leaf)s of the log.", facts
    if choice.items:
        yield "That the items which are withheld belong to this request is what the two officers say.", {}


def _destroyed(remains: Remains, acts: Iterable[Act]) -> Iterator[Line]:
    told = remains.told
    facts: dict[str, object] = {"count": len(remains.acts), "at": remains.at, "rule": told["rule"], "due": told["due"]}
    yield "The content of %(count)s acts was DESTROYED at %(at)s under the rule %(rule)s, whose day was %(due)s.", facts
    facts = {"by": remains.proposed_by, "at": remains.proposed_at, "second": remains.by}
    facts |= {"first": remains.leaves[0], "leaf": remains.leaves[1]}
    yield "Proposed by %(by)s at %(at)s, destroyed by %(second)s; these are entries %(first)s and %(leaf)s of the log.", facts
    yield "The reason that was given: %(reason)s", {"reason": told["reason"]}
    for act in acts:
        if act.closed:
            facts = {"number": act.number, "digest": act.header["plaintext_commit"]}
            yield "Of act %(number)s it is proven still who signed its header, of which kind it was, and what its receipts say.", facts
            yield "Who has the words of act %(number)s and their salt compares them with %(digest)s.", facts


def _keys(verdict: Verdict) -> Iterator[Line]:
    for country, key_id in verdict.book.countries.items():
        facts: dict[str, object] = {"country": country, "fingerprint": key_id if country in verdict.trusted else groups_of_four(key_id)}
        if country in verdict.trusted:
            yield "%(country)s: the country key %(fingerprint)s, which you trust, names its nodes and officers.", facts
        else:
            yield (
                "%(country)s: the country key is %(fingerprint)s. Nobody vouches for it here: read it out to that country by telephone.",
                facts,
            )
    for key_id, (key, doubtful) in sorted(verdict.taken_back.items()):
        facts = {"key": key_id, "owner": key.owner, "since": key.revoked}
        yield "The key %(key)s of %(owner)s is revoked from %(since)s on. What it signed here was seen before that by others.", facts
        for act, kind in doubtful:
            told = "But nothing shows that the receipt “%(kind)s” of %(owner)s for act %(number)s was given before that."
            yield told, facts | {"kind": kind, "number": act.number}


NOT_ANY_MORE = (
    "What the acts whose content was destroyed said, under which article, who drafted them, what files they listed: NOT ANY MORE."
)


def _open(verdict: Verdict) -> Iterator[Line]:
    yield "That anybody understood what they opened: a receipt shows an act on a screen, not in a mind.", {}
    if verdict.shown:
        yield "The exact time: each moment is by the clock of the node that signed it; a witness shows only the latest that it can be.", {}
    else:
        yield "The exact time: each moment is by the clock of the node that signed it, and no third party has stamped it.", {}
    yield "That what an act says is true: only that this node and these officers said it.", {}
    yield "That nothing came after: this file was made at %(at)s, and later acts are not in it.", {"at": verdict.manifest["made_at"]}
    if verdict.items or any(act.files for act in verdict.acts):
        yield "What stands in the files: their digests are in this file, their bytes are not. Whoever has one compares.", {}
    if verdict.items:
        yield "That the persons of a step did it: the maker's node recorded them, and they did not sign the step themselves.", {}
        yield "That nothing was done to the evidence which nobody recorded, and that no step follows the last one here.", {}
    if verdict.remains:
        yield NOT_ANY_MORE, {}
        yield "That their entries in the log are theirs, and that they stood there at some moment: these can not be opened.", {}
        yield "That nothing of it is left: the other side, a backup, or whoever was given a copy may have it.", {}
    if any(is_proposal(act.body) for act in verdict.acts):
        yield "That the papers outside the wire came and went as listed: one side listed them, and the other accepted or refused.", {}
    if not verdict.shown:
        facts: dict[str, object] = {"origin": verdict.checkpoint[0]}
        yield "That the log %(origin)s shows everybody the same: no witness whose key you gave has countersigned it.", facts
    if PAPERS & verdict.files.keys():
        yield "What report.pdf and custody.jsonld say: their maker wrote them for reading, and nothing here relies on them.", {}
    if (copy := verdict.files.get("verify.py")) is not None:
        same = copy == Path(__file__).read_bytes()
        yield f"The verify.py in this file is {'' if same else 'not '}the one that speaks.", {}


class Word(str):
    """A fact that is a word to translate, not a name."""

    __slots__ = ()


def groups_of_four(digits: str) -> str:
    """Print digits so that they can be read out."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def printable(told: str) -> str:
    """Show nothing that could move the cursor, hide or turn what is read; a proof's texts are a stranger's."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in told)


def say(sentence: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """Say an English sentence in the reader's language, with its facts filled in."""
    said = SAY.get(sentence, sentence) if language == "vi" else sentence
    filled = {name: say(WORDS.get(one, one), language) if isinstance(one, Word) else one for name, one in (facts or {}).items()}
    return printable(said % filled) if filled else printable(said)


WORDS = {"report": "report on use", "partial": "partly executed", "clarify": "to be clarified", "risk": "risk notified"}
WORDS |= {
    "received": "taken in",
    "registered": "registered in custody",
    "verified": "measured and found unchanged",
    "opened": "opened for reading",
    "copied": "working copy made of it",
    "exported": "copy given out",
    "examined": "examined in a working copy",
    "sealed": "put under seal",
    "handed-over": "handed over to a colleague",
    "released": "handed over out of the house",
    "returned": "given back to whom it came from",
    "hold-placed": "a hold placed on it",
    "hold-lifted": "a hold on it lifted",
    "locked": "found to have OTHER BYTES, and locked",
    "destroyed": "destroyed by two persons",
    "is arrived": "taken in, not registered",
    "is kept": "kept in custody",
    "is sealed": "kept under seal",
    "is out": "out of the house",
    "is returned": "given back to whom it came from",
    "is destroyed": "destroyed by two persons",
}
# English | Vietnamese, a line each: words, then why a file is refused, then what the page says.
_SAID = """
request | yêu cầu
answer | trả lời
consultation | tham vấn
views | ý kiến
notice | thông báo
withdrawal | rút yêu cầu
question | câu hỏi
information | thông tin
result | kết quả
report on use | báo cáo việc sử dụng
closure | kết thúc vụ việc
accepted | đã chấp thuận
executed | đã thực hiện
partly executed | đã thực hiện một phần
declined | đã từ chối
to be clarified | cần làm rõ
risk notified | đã thông báo rủi ro
postponed | đã hoãn thực hiện
taken in | đã tiếp nhận
registered in custody | đã đăng ký vào bảo quản
measured and found unchanged | đã đo, không thay đổi
opened for reading | đã mở để đọc
working copy made of it | đã lập bản làm việc
copy given out | đã xuất bản sao
examined in a working copy | đã giám định trên bản làm việc
put under seal | đã niêm phong
handed over to a colleague | đã bàn giao cho đồng nghiệp
handed over out of the house | đã bàn giao ra ngoài cơ quan
given back to whom it came from | đã trả lại nơi đã giao
a hold placed on it | đã đặt lệnh lưu giữ
a hold on it lifted | đã gỡ lệnh lưu giữ
found to have OTHER BYTES, and locked | phát hiện NỘI DUNG KHÁC và đã khóa
destroyed by two persons | đã hủy, do hai người thực hiện
taken in, not registered | đã tiếp nhận, chưa đăng ký
kept in custody | đang bảo quản
kept under seal | đang bảo quản, đã niêm phong
out of the house | đang ở ngoài cơ quan
not told here | không nêu ở đây
GREEN | XANH
YELLOW | VÀNG
RED | ĐỎ
VERIFIED: it holds, and you trust the keys of its countries.
 | ĐÃ KIỂM CHỨNG: tệp đúng, và bạn tin cậy khóa của các nước trong tệp.
TRUST UNKNOWN: it holds together, and nobody vouches for a country's key.
 | CHƯA RÕ ĐỘ TIN CẬY: mọi phần khớp nhau, chưa ai bảo đảm cho khóa của một nước.
REFUSED at %(place)s: %(why)s. | TỪ CHỐI tại %(place)s: %(why)s.
Do not rely on it. Ask its maker for the file again, and keep this copy. | Không dựa vào tệp này. Xin lại tệp từ bên lập, và giữ bản này.
the archive | tệp lưu trữ
not in its one form | không đúng khuôn dạng duy nhất được phép
not in its one form: changed, cut off, or longer than it was | không đúng khuôn dạng duy nhất: bị sửa, bị cắt hoặc bị nối thêm
longer than allowed | dài hơn mức cho phép
a text that is not clean | có ký tự che giấu hoặc đảo chữ
a signature does not verify | một chữ ký không kiểm chứng được
the Ed25519 half is not a sound key | nửa khóa Ed25519 không phải khóa hợp lệ
a key of another length | khóa sai độ dài
not a sealing key | không phải khóa niêm phong
not a TLS certificate | không phải chứng thư TLS
it stands there twice | có hai lần ở đó
a key is named twice | một khóa được nêu hai lần
a node is named twice | một nút được nêu hai lần
signed with a key that nobody in this file holds | ký bằng khóa mà không ai trong tệp này giữ
signed with a key that was not good then | ký bằng khóa không có hiệu lực lúc đó
signed with a key that was taken back, and not shown to be before | ký bằng khóa đã bị thu hồi, không rõ là ký trước đó
it takes a key back that it does not name | thu hồi một khóa mà chính tệp không nêu
not signed by exactly one | không phải do đúng một bên ký
the tree has no such place | cây băm không có vị trí này
the path in the tree has another length | đường đi trong cây băm sai độ dài
a proof has no such file | bằng chứng không có tệp như vậy
a part of it is missing | thiếu một phần
it is missing | bị thiếu
the bag does not list what is in it | danh mục của gói không đúng với nội dung
the country's key is not the one that you trust | khóa của nước này không phải khóa mà bạn tin cậy
it is the section of another country | là phần danh bạ của nước khác
it names an authority of another country | nêu cơ quan của nước khác
it names a node of an authority that it does not name | nêu nút của cơ quan không có trong danh bạ
it names an officer of a node that it does not name | nêu cán bộ của nút không có trong danh bạ
it is signed by another node than it names | do nút khác với nút được nêu ký
it is not what the manifest says | không đúng như bản kê đã ký
the manifest names itself | bản kê tự nêu chính nó
it says something else than the manifest | nội dung khác với bản kê
it is signed by somebody of another node | do người của nút khác ký
it is not signed by the node that sent it | không có chữ ký của nút gửi
it is not signed by an officer | không có chữ ký của cán bộ
it is signed twice by the same | cùng một bên ký hai lần
its content is not what was signed | nội dung không phải nội dung đã ký
its folder names another envelope | thư mục nêu phong bì khác
it belongs to another request | thuộc yêu cầu khác
its folder names the other direction | thư mục nêu chiều ngược lại
it is not sealed for one other node | không niêm phong cho đúng một nút khác
header and act differ | phần đầu và văn bản khác nhau
it was not approved by a second officer | chưa có cán bộ thứ hai phê duyệt
there is no act | không có văn bản nào
an act is missing before it | thiếu một văn bản ở trước
it passes between other nodes | được trao đổi giữa các nút khác
it is of another world, real or drill | thuộc môi trường khác: thật hoặc diễn tập
the same envelope twice | cùng một phong bì hai lần
it answers an act that is not in this file | trả lời văn bản không có trong tệp này
no section names one of the nodes | không danh bạ nào nêu một trong các nút
it holds a country that has no part in this request | có nước không liên quan đến yêu cầu này
a request does not begin here | yêu cầu không bắt đầu tại đây
its act is not in this file | văn bản của biên nhận không có trong tệp này
it is signed by an officer, not by a node | do cán bộ ký, không phải do nút ký
it is a receipt of another kind | là biên nhận loại khác
it is not signed by the node that the act was sealed for | không do nút được niêm phong cho ký
it is about another act | nói về văn bản khác
the act did not ask for it | văn bản không yêu cầu biên nhận này
it was given before the act was made | được cấp trước khi văn bản được lập
it names the log of another node | nêu sổ ghi của nút khác
it counts other files than its act lists | đếm các tệp khác với danh sách của văn bản
the answer that it names answers another act | trả lời được nêu lại trả lời văn bản khác
there is no leaf | không có dòng sổ ghi nào
the log's checkpoint is not signed by the log | điểm chốt của sổ ghi không do sổ ghi ký
it is the checkpoint of another log | là điểm chốt của sổ ghi khác
it leads to another checkpoint than the leaf before | dẫn đến điểm chốt khác với dòng trước
the leaf does not stand in the log | dòng này không nằm trong sổ ghi
it is of another leaf | thuộc dòng khác
its country stands in the directory already | nước này đã có trong danh bạ
it is the checkpoint of another length of the log | là điểm chốt của sổ ghi với độ dài khác
it is of another log than the one in this file | thuộc sổ ghi khác với sổ ghi trong tệp này
it names a witness that no section in this file names | nêu bên chứng kiến không có trong danh bạ nào của tệp này
it is signed with another key than the section names | ký bằng khóa khác với khóa mà danh bạ nêu
the time stamp was not granted | dấu thời gian không được cấp
the time stamp is over something else | dấu thời gian thuộc về nội dung khác
it is another node's, or later than this file | của nút khác, hoặc muộn hơn tệp này
it is not what the leaf is committed to | không phải nội dung mà dòng sổ ghi cam kết
it is about another request | nói về yêu cầu khác
the log in this file does not continue the one that the receipt names | sổ ghi trong tệp không nối tiếp sổ ghi mà biên nhận nêu
it has no part in this proof | không thuộc bằng chứng này
no leaf of it is in this file | tệp này không có dòng sổ ghi của phần này
it tells of another act than the one in this file | nói về văn bản khác với văn bản trong tệp này
the mandate in it was not in force when the act was approved | nhiệm quyền nêu trong đó không có hiệu lực khi phê duyệt
it names another place in the log, or another envelope, than the leaf | nêu vị trí sổ ghi hoặc phong bì khác với dòng sổ ghi
it names a person of another node | nêu người của nút khác
it is later than this file | muộn hơn tệp này
it was chosen of another case, or of less of it | được chọn cho vụ việc khác, hoặc cho phần ít hơn của vụ việc
what it names as withheld is there | phần nêu là không cung cấp lại có trong tệp
it names an act that is not there | nêu văn bản không có trong tệp
what is missing is not what is named as withheld | phần bị thiếu không đúng với phần nêu là không cung cấp
it names another item | nêu chứng cứ khác
it has no step | không có bước nào
it is a step of another item, or in another place | là bước của chứng cứ khác, hoặc ở vị trí khác
it does not stand behind the step before it | không nối tiếp bước trước nó
such a step does not follow | bước như vậy không thể tiếp theo
the item is locked | chứng cứ đang bị khóa
a step of two persons names one, or the other way round | bước cần hai người chỉ nêu một, hoặc ngược lại
a hold stands | đang có lệnh lưu giữ
no such hold stands | không có lệnh lưu giữ như vậy
its digests are not those of the item | giá trị băm không phải của chứng cứ
it measured nothing | không đo gì
no such step follows, or it is never withheld | bước như vậy không thể tiếp theo, hoặc không bao giờ được giữ lại
it does not name the step before it | không nêu bước trước nó
it tells of another step than the one in this file | nói về bước khác với bước trong tệp này
it stands before the step before it, or names another moment | đứng trước bước trước nó, hoặc nêu thời điểm khác
the act that it came beside is not in this file | văn bản mà nó đi kèm không có trong tệp này
the act that it came beside lists no such file | văn bản mà nó đi kèm không liệt kê tệp như vậy
no leaf of its approval is in this file | tệp này không có dòng sổ ghi phê duyệt
it approves something else | phê duyệt nội dung khác
it was not approved by a second officer, after it was chosen | chưa được cán bộ thứ hai phê duyệt sau khi chọn
Who asked what of whom, under which article? | Ai yêu cầu ai điều gì, theo điều nào?
Who approved it? | Ai đã phê duyệt?
When was it, at the latest? | Muộn nhất là khi nào?
Is it unchanged? | Nội dung có còn nguyên không?
Who signed for having received, opened or decided it? | Ai đã ký xác nhận việc nhận, mở hoặc quyết định?
Where does it stand in the log? | Nằm ở đâu trong sổ ghi?
Whose word are the keys? | Ai bảo đảm cho các khóa?
Who had the evidence, and is it unchanged? | Ai đã giữ chứng cứ, và chứng cứ có còn nguyên không?
What is withheld? | Phần nào không được cung cấp?
what is missing is not what is named as destroyed | phần còn thiếu không đúng phần được nêu là đã tiêu hủy
a file names what is withheld or what was destroyed, and not both
 | một tệp chỉ nêu phần không cung cấp hoặc phần đã tiêu hủy, không nêu cả hai
no leaf by which two officers destroyed it is in this file | tệp này không có các dòng sổ ghi về việc hai cán bộ tiêu hủy
it was not destroyed by two officers of the maker | không phải do hai cán bộ của bên lập tiêu hủy
it was not this that was proposed | việc được đề xuất không phải việc này
it was destroyed before it was proposed | tiêu hủy trước khi được đề xuất
it was destroyed before the day of the rule | tiêu hủy trước ngày theo quy tắc
fewer acts were destroyed than are named | số văn bản đã tiêu hủy ít hơn số được nêu
an act is named that came after it | có nêu một văn bản đến sau việc tiêu hủy
it is a leaf of another kind | đó là dòng sổ ghi thuộc loại khác
What was destroyed, and what is proven still? | Phần nào đã bị tiêu hủy, và điều gì vẫn được chứng minh?
Act %(number)s: %(act)s (%(kind)s) from %(sender)s to %(receiver)s; its content was destroyed.
 | Văn bản %(number)s: %(act)s (%(kind)s) từ %(sender)s đến %(receiver)s; nội dung đã bị tiêu hủy.
Act %(number)s was approved and signed by %(approvers)s; who drafted it is not known any more.
 | Văn bản %(number)s do %(approvers)s phê duyệt và ký; không còn biết ai soạn.
Act %(number)s has a signed header that holds; its content was destroyed.
 | Văn bản %(number)s có phần đầu đã ký và đúng; nội dung đã bị tiêu hủy.
Entry %(index)s of the log %(origin)s is closed: only its maker says that it is act %(number)s.
 | Dòng %(index)s của sổ ghi %(origin)s không mở được nữa: chỉ bên lập nêu rằng đó là văn bản %(number)s.
The content of %(count)s acts was DESTROYED at %(at)s under the rule %(rule)s, whose day was %(due)s.
 | Nội dung của %(count)s văn bản ĐÃ BỊ TIÊU HỦY lúc %(at)s theo quy tắc %(rule)s, đến hạn %(due)s.
Proposed by %(by)s at %(at)s, destroyed by %(second)s; these are entries %(first)s and %(leaf)s of the log.
 | %(by)s đề xuất lúc %(at)s, %(second)s tiêu hủy; đó là các dòng %(first)s và %(leaf)s của sổ ghi.
The reason that was given: %(reason)s | Lý do được nêu: %(reason)s
Of act %(number)s it is proven still who signed its header, of which kind it was, and what its receipts say.
 | Về văn bản %(number)s vẫn được chứng minh: ai ký phần đầu, loại văn bản, và nội dung các biên nhận.
Who has the words of act %(number)s and their salt compares them with %(digest)s.
 | Ai giữ nội dung văn bản %(number)s cùng muối thì đối chiếu với %(digest)s.
What the acts whose content was destroyed said, under which article, who drafted them, what files they listed: NOT ANY MORE.
 | Nội dung các văn bản đã bị tiêu hủy, theo điều nào, ai soạn, liệt kê tệp nào: KHÔNG CÒN chứng minh được.
That their entries in the log are theirs, and that they stood there at some moment: these can not be opened.
 | Việc các dòng sổ ghi đó là của các văn bản ấy, và việc chúng đã nằm ở đó vào lúc nào: không mở được nữa.
That nothing of it is left: the other side, a backup, or whoever was given a copy may have it.
 | Việc không còn lại gì: bên kia, một bản sao lưu, hoặc người đã nhận bản sao có thể vẫn giữ.
What does this not prove? | Tệp này không chứng minh điều gì?
Act %(number)s: %(act)s (%(kind)s) from %(sender)s to %(receiver)s; its content is withheld.
 | Văn bản %(number)s: %(act)s (%(kind)s) từ %(sender)s đến %(receiver)s; nội dung không được cung cấp.
Act %(number)s was approved and signed by %(approvers)s; who drafted it is withheld.
 | Văn bản %(number)s do %(approvers)s phê duyệt và ký; người soạn không được nêu.
Act %(number)s has a content that is withheld: its signed header commits to it by %(digest)s (salted).
 | Văn bản %(number)s có nội dung không được cung cấp: phần đầu đã ký cam kết nội dung đó bằng %(digest)s (có muối).
%(item)s is “%(what)s”; its registered SHA-256 is %(digest)s. | %(item)s là “%(what)s”; SHA-256 đã đăng ký là %(digest)s.
%(item)s is the file “%(name)s” that act %(number)s lists. | %(item)s là tệp “%(name)s” mà văn bản %(number)s liệt kê.
What %(item)s is, only the maker says: no act whose words are here lists its bytes.
 | %(item)s là gì chỉ bên lập nêu: không văn bản nào có nội dung ở đây liệt kê tệp này.
%(item)s, step %(number)s: %(step)s, at %(at)s; entry %(leaf)s of the log; its words are withheld.
 | %(item)s, bước %(number)s: %(step)s, lúc %(at)s; dòng %(leaf)s của sổ ghi; lời ghi không được cung cấp.
%(item)s, step %(number)s: %(step)s, at %(at)s, by %(by)s; entry %(leaf)s of the log.
 | %(item)s, bước %(number)s: %(step)s, lúc %(at)s, do %(by)s; dòng %(leaf)s của sổ ghi.
%(item)s, step %(number)s: where: %(place)s; with: %(tool)s; to: %(to)s; limits: %(limits)s; why: %(reason)s
 | %(item)s, bước %(number)s: tại: %(place)s; bằng: %(tool)s; cho: %(to)s; giới hạn: %(limits)s; lý do: %(reason)s
%(item)s stands: %(state)s; who has it: %(custodian)s; holds of the steps: %(holds)s.
 | %(item)s hiện: %(state)s; người giữ: %(custodian)s; lệnh lưu giữ từ các bước: %(holds)s.
%(item)s is LOCKED: its bytes were not those that were registered. | %(item)s BỊ KHÓA: nội dung không phải nội dung đã đăng ký.
%(item)s: the whole chain stood in the log at %(at)s at the latest, as enough witnesses saw.
 | %(item)s: toàn bộ chuỗi bảo quản đã nằm trong sổ ghi muộn nhất lúc %(at)s, như đủ số bên chứng kiến đã thấy.
%(item)s: %(count)s steps were not seen by enough witnesses; the maker's log alone has them.
 | %(item)s: %(count)s bước chưa được đủ số bên chứng kiến thấy; chỉ sổ ghi của bên lập có.
The content of act %(number)s: that it exists, who signed it and when is proven; what is shown later can be compared.
 | Nội dung văn bản %(number)s: đã chứng minh văn bản tồn tại, ai ký và khi nào; nếu sau này được cung cấp thì đối chiếu được.
All of %(item)s: its steps stand in the log, and what is shown later can be compared.
 | Toàn bộ %(item)s: các bước nằm trong sổ ghi; nếu sau này được cung cấp thì đối chiếu được.
%(item)s, a step that is withheld: %(step)s, at %(at)s; entry %(leaf)s of the log.
 | %(item)s, một bước không được cung cấp: %(step)s, lúc %(at)s; dòng %(leaf)s của sổ ghi.
The words of step %(number)s of %(item)s; what it was, and that it stands in the chain and the log, is proven.
 | Lời ghi của bước %(number)s của %(item)s; đã chứng minh đó là bước gì, nằm trong chuỗi và trong sổ ghi.
The ground that is named: %(ground)s. In words: %(words)s | Căn cứ được nêu: %(ground)s. Bằng lời: %(words)s
Chosen by %(by)s at %(at)s, approved by %(second)s; the approval is entry %(leaf)s of the log.
 | %(by)s chọn lúc %(at)s, %(second)s phê duyệt; việc phê duyệt là dòng %(leaf)s của sổ ghi.
That the items which are withheld belong to this request is what the two officers say.
 | Việc các chứng cứ không được cung cấp thuộc yêu cầu này là do hai cán bộ nêu.
That the persons of a step did it: the maker's node recorded them, and they did not sign the step themselves.
 | Việc người được nêu ở một bước đã làm bước đó: nút của bên lập ghi nhận, họ không tự ký vào bước.
That nothing was done to the evidence which nobody recorded, and that no step follows the last one here.
 | Việc không có gì khác đã làm với chứng cứ mà không ai ghi, và việc không có bước nào sau bước cuối ở đây.
What report.pdf and custody.jsonld say: their maker wrote them for reading, and nothing here relies on them.
 | Nội dung của report.pdf và custody.jsonld: bên lập viết để đọc, ở đây không dựa vào chúng.
%(node)s is the node of: %(names)s. | %(node)s là nút của: %(names)s.
Act %(number)s: %(act)s (%(kind)s) under %(instrument)s, Article %(article)s, from %(sender)s to %(receiver)s.
 | Văn bản %(number)s: %(act)s (%(kind)s) theo %(instrument)s, Điều %(article)s, từ %(sender)s đến %(receiver)s.
Act %(number)s belongs to an exercise. | Văn bản %(number)s thuộc một cuộc diễn tập.
Act %(number)s lists, outside the wire: %(act)s (%(kind)s) by %(method)s on %(on)s, SHA-256 %(digest)s.
 | Văn bản %(number)s liệt kê phần ngoài kênh nút: %(act)s (%(kind)s), phương thức %(method)s, ngày %(on)s, SHA-256 %(digest)s.
Act %(number)s was drafted by %(drafter)s, and approved and signed by %(approvers)s.
 | Văn bản %(number)s do %(drafter)s soạn; %(approvers)s phê duyệt và ký.
The maker's log says: act %(number)s was approved by a mandate from %(from)s until %(until)s, by decision: %(basis)s.
 | Sổ ghi của bên lập nêu: văn bản %(number)s được phê duyệt theo nhiệm quyền từ %(from)s đến %(until)s, theo quyết định: %(basis)s.
Act %(number)s was approved by an acting officer, in place of %(acts_for)s. | Văn bản %(number)s do người quyền thay %(acts_for)s phê duyệt.
Act %(number)s was sealed at %(sent)s by the clock of %(sender)s.
 | Văn bản %(number)s được niêm phong lúc %(sent)s theo đồng hồ của %(sender)s.
Act %(number)s was received at %(received)s by the clock of %(node)s.
 | Văn bản %(number)s được nhận lúc %(received)s theo đồng hồ của %(node)s.
No third party has stamped these moments: two nodes name them, and nobody else.
 | Chưa bên thứ ba nào đóng dấu các thời điểm này: chỉ hai nút nêu ra.
Act %(number)s stood in the log at %(at)s at the latest: witnesses of %(needed)s countries had seen it.
 | Văn bản %(number)s đã nằm trong sổ ghi muộn nhất lúc %(at)s: đến lúc đó bên chứng kiến của %(needed)s nước đã thấy.
Act %(number)s: witnesses of %(count)s other countries saw it, under keys that you gave; %(needed)s are needed.
 | Văn bản %(number)s: bên chứng kiến của %(count)s nước khác, theo khóa quốc gia bạn đã cho, đã thấy trong sổ ghi; cần %(needed)s.
All of it stood in the log at %(at)s at the latest: that is when a witness whose key you gave had seen it.
 | Tất cả đã nằm trong sổ ghi muộn nhất lúc %(at)s: đó là lúc một bên chứng kiến mà bạn đã cho khóa đã thấy.
Act %(number)s is word for word what was signed; its SHA-256 is %(digest)s.
 | Văn bản %(number)s đúng từng chữ như đã ký; SHA-256 của văn bản là %(digest)s.
Act %(number)s lists the file “%(name)s”, %(size)s bytes, SHA-256 %(digest)s.
 | Văn bản %(number)s liệt kê tệp “%(name)s”, %(size)s byte, SHA-256 %(digest)s.
No act is missing between the first and the last one of either side.
 | Không thiếu văn bản nào giữa văn bản đầu và văn bản cuối của mỗi bên.
%(node)s signed that it received act %(number)s at %(at)s. | %(node)s đã ký xác nhận nhận được văn bản %(number)s lúc %(at)s.
%(node)s signed that an officer opened act %(number)s at %(at)s.
 | %(node)s đã ký xác nhận một cán bộ mở văn bản %(number)s lúc %(at)s.
%(node)s signed that it decided act %(number)s at %(at)s: %(what)s.
 | %(node)s đã ký xác nhận quyết định về văn bản %(number)s lúc %(at)s: %(what)s.
%(node)s signed at %(at)s that every file of act %(number)s is there, with the listed digest.
 | %(node)s đã ký xác nhận lúc %(at)s rằng mọi tệp của văn bản %(number)s đã đến, đúng giá trị băm đã liệt kê.
%(node)s signed at %(at)s that a file of act %(number)s is not the listed one: %(what)s.
 | %(node)s đã ký xác nhận lúc %(at)s rằng một tệp của văn bản %(number)s không đúng tệp đã liệt kê: %(what)s.
%(node)s signed that it refused the envelope of act %(number)s at %(at)s (%(what)s).
 | %(node)s đã ký xác nhận từ chối phong bì của văn bản %(number)s lúc %(at)s (%(what)s).
The answer that this decision names is not in this file: %(answer)s. | Trả lời mà quyết định này nêu không có trong tệp này: %(answer)s.
There is no receipt “%(kind)s” of %(node)s for act %(number)s in this file.
 | Tệp này không có biên nhận “%(kind)s” của %(node)s cho văn bản %(number)s.
Act %(number)s is entry %(index)s of the log %(origin)s. | Văn bản %(number)s là dòng %(index)s của sổ ghi %(origin)s.
The log %(origin)s had %(size)s entries under the root %(root)s when this file was made, at %(at)s.
 | Khi tệp này được lập, lúc %(at)s, sổ ghi %(origin)s có %(size)s dòng với gốc %(root)s.
Nothing was removed or reordered since it had %(size)s entries, as its node told the other side in a receipt.
 | Không dòng nào bị xóa hoặc đổi thứ tự kể từ khi sổ ghi có %(size)s dòng, như nút của sổ ghi đã báo bên kia trong biên nhận.
The witness %(node)s (%(country)s) cosigned the log of %(size)s entries at %(at)s.
 | Bên chứng kiến %(node)s (%(country)s) đã ký xác nhận sổ ghi gồm %(size)s dòng lúc %(at)s.
The witness %(node)s (%(country)s) cosigned the log of %(size)s entries at %(at)s; you did not give its country's key.
 | Bên chứng kiến %(node)s (%(country)s) đã ký xác nhận sổ ghi gồm %(size)s dòng lúc %(at)s; bạn chưa cho khóa của nước này.
Yellow: a time stamp (RFC 3161) over the log of %(size)s entries names %(at)s; who signed it is not checked here.
 | Vàng: một dấu thời gian (RFC 3161) cho sổ ghi gồm %(size)s dòng nêu lúc %(at)s; ở đây không kiểm tra ai đã ký.
With the authority's certificate, in the unpacked file: %(command)s
 | Với chứng thư của cơ quan cấp dấu thời gian, trong gói đã giải nén: %(command)s
The witness %(name)s, whose key you gave, countersigned it at %(at)s.
 | Bên chứng kiến %(name)s, mà bạn đã cho khóa, ký xác nhận sổ ghi lúc %(at)s.
The witness %(name)s, whose key you gave, has not countersigned it.
 | Bên chứng kiến %(name)s, mà bạn đã cho khóa, chưa ký xác nhận sổ ghi.
Whether others have countersigned it was not looked at: no key of a witness was given (--witness).
 | Chưa xét bên khác có ký xác nhận sổ ghi hay không: chưa cho khóa của bên chứng kiến nào (--witness).
%(country)s: the country key %(fingerprint)s, which you trust, names its nodes and officers.
 | %(country)s: khóa quốc gia %(fingerprint)s, mà bạn tin cậy, xác nhận các nút và cán bộ của nước này.
%(country)s: the country key is %(fingerprint)s. Nobody vouches for it here: read it out to that country by telephone.
 | %(country)s: khóa quốc gia là %(fingerprint)s. Ở đây không ai bảo đảm cho khóa này: đọc cho nước đó qua điện thoại để đối chiếu.
The key %(key)s of %(owner)s is revoked from %(since)s on. What it signed here was seen before that by others.
 | Khóa %(key)s của %(owner)s bị thu hồi kể từ %(since)s. Những gì khóa này ký ở đây đã được bên khác thấy trước lúc đó.
But nothing shows that the receipt “%(kind)s” of %(owner)s for act %(number)s was given before that.
 | Nhưng không có gì cho thấy biên nhận “%(kind)s” của %(owner)s cho văn bản %(number)s được cấp trước lúc đó.
That anybody understood what they opened: a receipt shows an act on a screen, not in a mind.
 | Việc người mở đã hiểu nội dung: biên nhận cho thấy văn bản đã hiện trên màn hình, không cho thấy người đọc đã hiểu.
The exact time: each moment is by the clock of the node that signed it, and no third party has stamped it.
 | Thời gian chính xác: mỗi thời điểm theo đồng hồ của nút đã ký, và chưa bên thứ ba nào đóng dấu thời gian.
That what an act says is true: only that this node and these officers said it.
 | Việc nội dung văn bản là đúng sự thật: chỉ chứng minh nút này và các cán bộ này đã nêu như vậy.
That nothing came after: this file was made at %(at)s, and later acts are not in it.
 | Việc sau đó không có gì thêm: tệp này được lập lúc %(at)s, các văn bản sau đó không có trong tệp.
What stands in the files: their digests are in this file, their bytes are not. Whoever has one compares.
 | Nội dung các tệp gửi kèm: tệp này chỉ có giá trị băm, không có nội dung. Ai giữ tệp thì tự đối chiếu.
That the papers outside the wire came and went as listed: one side listed them, and the other accepted or refused.
 | Việc các văn bản ngoài kênh nút đã đến và đi đúng như liệt kê: một bên liệt kê, bên kia chấp nhận hoặc không chấp nhận.
The exact time: each moment is by the clock of the node that signed it; a witness shows only the latest that it can be.
 | Thời gian chính xác: mỗi thời điểm theo đồng hồ của nút đã ký; bên chứng kiến chỉ cho thấy mốc muộn nhất.
That the log %(origin)s shows everybody the same: no witness whose key you gave has countersigned it.
 | Việc sổ ghi %(origin)s cho mọi bên thấy như nhau: chưa bên chứng kiến nào mà bạn đã cho khóa ký xác nhận.
The verify.py in this file is the one that speaks. | Tệp verify.py trong gói đúng là chương trình đang chạy.
The verify.py in this file is not the one that speaks. | Tệp verify.py trong gói không phải chương trình đang chạy.
"""
SAY = dict(pair.split(" | ") for pair in _SAID.replace("\n | ", " | ").strip().split("\n"))

# ================================================================ the command

INKS = {GREEN: "\x1b[1;32m", YELLOW: "\x1b[1;33m", RED: "\x1b[1;31m"}


def facts_of(verdict: Verdict) -> dict[str, Json]:
    """Return the verdict for programs: the same members as `comity verify --json`."""
    origin, size, root = verdict.checkpoint
    acts = [
        {
            "number": act.number,
            "envelope": act.env_id,
            "act": act.part,
            "kind": act.header["kind"],
            "article": f"{act.body['instrument']} {act.body['article']}" if act.body else None,
            "from": act.header["sender"],
            "to": act.receiver,
            "drafted_by": act.body["drafted_by"] if act.body else None,
            "approved_by": act.approved_by,
            "sealed_at": act.header["created"],
            "digest": act.body_digest,
            "leaf": act.index,
        }
        for act in verdict.acts
    ]
    order = ("received", "refused", "opened", "decided", "files")
    given = [(act, kind, act.receipts[kind]) for act in verdict.acts for kind in order if kind in act.receipts]
    return {
        "kind": "proof",
        "verdict": "verified" if verdict.vouched else "trust-unknown",
        "reference": verdict.manifest["reference"],
        "node": verdict.manifest["node"],
        "made_at": verdict.manifest["made_at"],
        "log": {"origin": origin, "size": size, "root": root.hex()},
        "countries": [
            {"country": country, "fingerprint": key_id, "vouched": country in verdict.trusted}
            for country, key_id in verdict.book.countries.items()
        ],
        "acts": acts,
        "receipts": [
            {"id": act.env_id, "kind": kind, "digest": one["digest"], "by": one["by"], "at": one["at"]} for act, kind, one in given
        ],
        **({"revoked": _revoked(verdict)} if verdict.taken_back else {}),
        **({"countersigned": [_told(one, verdict) for one in verdict.signed]} if verdict.signed else {}),
        **({"witnesses": verdict.witnesses} if verdict.witnesses else {}),
        **({"custody": list(map(_kept, verdict.items))} if verdict.items else {}),
        **({"withheld": _left_out(verdict.choice)} if verdict.choice else {}),
        **({"destroyed": _gone(verdict.remains)} if verdict.remains else {}),
    }


def _kept(item: Item) -> Json:
    """Return one item of evidence, for programs."""
    return {
        "item": item.label,
        "sha256": item.digests["sha256"],
        "act": item.named or None,
        "state": item.state,
        "locked": item.locked,
        "holds": item.holds,
        "steps": [
            {
                "number": number,
                "kind": step.kind,
                "at": step.at,
                "leaf": step.leaf,
                "by": step.told["by"] if step.told else None,
                "second": step.told["second"] if step.told else None,
            }
            for number, step in enumerate(item.steps, 1)
        ],
    }


def _left_out(choice: Choice) -> Json:
    """Return what is withheld, for programs."""
    reference = choice.told["reference"]
    return {
        "acts": list(choice.acts),
        "items": [f"{reference}.E{item}" for item in choice.items],
        "steps": [[f"{reference}.E{item}", number] for item, number in choice.steps],
        "ground": choice.told["ground"],
        "chosen_by": choice.told["chosen_by"],
        "approved_by": choice.approved_by,
        "leaf": choice.leaf,
    }


def _gone(remains: Remains) -> Json:
    """Return what was destroyed, for programs."""
    return {
        "acts": list(remains.acts),
        "rule": remains.told["rule"],
        "due": remains.told["due"],
        "reason": remains.told["reason"],
        "proposed_by": remains.proposed_by,
        "proposed_at": remains.proposed_at,
        "destroyed_by": remains.by,
        "at": remains.at,
        "leaves": list(remains.leaves),
    }


def _revoked(verdict: Verdict) -> Json:
    """Return which keys were taken back, and which receipts are in doubt for it, for programs."""
    return [
        {"key": name, "of": key.owner, "since": key.revoked, "doubtful": [{"id": act.env_id, "kind": kind} for act, kind in doubtful]}
        for name, (key, doubtful) in sorted(verdict.taken_back.items())
    ]


def _told(signed: Signed, verdict: Verdict) -> Json:
    """Return who countersigned one checkpoint, for programs."""
    cosigned = [
        {"node": one.node, "country": one.country, "at": one.at, "vouched": one.country in verdict.trusted} for one in signed.cosigned
    ]
    return {"size": signed.size, "cosigned": cosigned, "stamps": signed.stamps}


def trusted_keys(files: Iterable[Path], roots: Iterable[str]) -> dict[str, str]:
    """Return whom the reader trusts: fingerprints by country, from trust files and from paper; raises `ValueError`."""
    named: list[tuple[str, str]] = []
    for file in files:
        rows = json.loads(file.read_text(encoding="ascii"))
        named += [(country, fingerprint(base64_of(key))) for country, key in rows.items()]
    for root in roots:
        country, _, digits = root.partition("=")
        named.append((country.strip().upper(), "".join(digits.lower().replace(":", "").split())))
    trusted: dict[str, str] = {}
    for country, key_id in named:
        if trusted.setdefault(COUNTRY(country), DIGEST(key_id)) != key_id:
            raise ValueError(f"two different keys for {country}")
    return trusted


def tell(verdict: Verdict, language: str, ink: Callable[[str, str], str]) -> None:
    """Print the page: the outcome first, then each question with its colour as a word."""
    level = GREEN if verdict.vouched else YELLOW
    outcome = "VERIFIED: it holds, and you trust the keys of its countries."
    if not verdict.vouched:
        outcome = "TRUST UNKNOWN: it holds together, and nobody vouches for a country's key."
    print(ink(level, say(outcome, language)).lstrip())
    print(f"{verdict.manifest['reference']}   {verdict.manifest['node']}   {verdict.manifest['made_at']}")
    for number, answer in enumerate(answers(verdict), 1):
        print(f"\n{number}. {say(answer.question, language)}{ink(answer.level, '') if answer.level else ''}")
        for sentence, facts in answer.lines:
            print(f"   - {say(sentence, language, facts)}")


def main(arguments: Sequence[str]) -> int:
    """Verify one file; return the status."""
    options = argparse.ArgumentParser(prog="verify.py", description="Verify a proof file of Comity, offline.", allow_abbrev=False)
    options.add_argument("file", type=Path, help="the proof file, NAME.comity.zip")
    options.add_argument("--trust", type=Path, action="append", default=[], help="country keys that you trust (trust.json of a node)")
    options.add_argument("--root", action="append", default=[], metavar="VN=DIGITS", help="fingerprint of a country's key, from paper")
    options.add_argument("--witness", action="append", default=[], metavar="KEY", help="verifier key of a witness: NAME+HASH+BASE64")
    options.add_argument("--lang", choices=("en", "vi"), default="vi" if os.environ.get("LANG", "").startswith("vi") else "en")
    options.add_argument("--json", action="store_true", help="print one line for programs")
    options.add_argument("--colour", action=argparse.BooleanOptionalAction, default=sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    chosen = options.parse_args(arguments)
    try:
        trusted = trusted_keys(chosen.trust, chosen.root)
        witnesses = [parse_witness(one) for one in chosen.witness]
        with chosen.file.open("rb") as source:
            data = source.read(MAX_PACKAGE + 1)
    except (OSError, ValueError, AttributeError, TypeError, Refused) as fault:
        options.error(printable(f"{type(fault).__name__}: {fault}"))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # standard output is a text file

    def ink(level: str, told: str) -> str:
        word_ = f"[{say(level.upper(), chosen.lang)}]"
        return f" {INKS[level]}{word_}\x1b[0m {told}".rstrip() if chosen.colour else f" {word_} {told}".rstrip()

    try:
        verdict = verify(data, trusted, witnesses)
    except Refused as refusal:
        where = refusal.place or "the archive"
        if chosen.json:
            print(json.dumps({"file": str(chosen.file), "verdict": "refused", "at": where, "why": refusal.why}))
        else:
            facts = {"place": printable(say(where, chosen.lang) if where in SAY else where), "why": say(refusal.why, chosen.lang)}
            print(ink(RED, say("REFUSED at %(place)s: %(why)s.", chosen.lang, facts)).lstrip())
            print(say("Do not rely on it. Ask its maker for the file again, and keep this copy.", chosen.lang))
        return 1
    if chosen.json:
        print(json.dumps({"file": str(chosen.file), **facts_of(verdict)}, ensure_ascii=False))
    else:
        tell(verdict, chosen.lang, ink)
    return 0 if verdict.vouched else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
