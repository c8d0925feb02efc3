"""The vectors of bundles: docs/specs/bundle.md. A file has its bare header where the signed statement stands, which has its own vectors."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from wire_vector import AT, INNER, Vector, canonical, changed, misprinted, without

SPEC: Final = "docs/specs/bundle.md"
ONE: Final = b'{"type":"indicator","id":"indicator--00000001-0000-4000-8000-000000000000", "spaces": "kept"}'
TWO: Final = b'{"type": "identity"}'
GONE: Final = canonical({"id": "indicator--00000002-0000-4000-8000-000000000000", "version": "2026-01-01T00:00:00.000Z", "digest": INNER})


def framed(*parts: bytes) -> bytes:
    """Return parts, each behind its length."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


CONTENT: Final = framed(ONE, TWO, GONE)
HEADER: Final[dict[str, Any]] = {
    "v": 1,
    "node": "poc.vn.example",
    "authority": "vn-poc",
    "to": "xr-cert",
    "collection": "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0",
    "title": "Ransomware, tháng 11",
    "fields": ["CYBERCRIME", "FINANCING"],
    "unmarked": "TLP:GREEN",
    "number": 3,
    "after": 2,
    "previous": INNER,
    "made": AT,
    "first": "2026-11-20T00:00:00.000001Z",
    "last": "2026-11-20T00:00:00.000002Z",
    "objects": 2,
    "removed": 1,
    "content": hashlib.sha256(CONTENT).hexdigest(),
    "more": False,
}


def bundles() -> Iterator[Vector]:
    """Yield the vectors of headers, and of whole files."""
    yield from _headers()
    yield from _files()


def _header(name: str, expect: str, comment: str, body: bytes, *, append: int = 0) -> Vector:
    return Vector("bundle", name, expect, f"{SPEC} section 2", comment, body, append=append, headers=(("format", "header"),))


def _headers() -> Iterator[Vector]:
    first = without(without(HEADER, "previous"), "unmarked") | {"number": 1, "after": 0, "fields": []}
    nothing = without(without(HEADER, "first"), "last") | {"objects": 0}
    for name, comment, good in (
        ("header", "the third, after the second", HEADER),
        ("first", "the first: nothing before it, and nothing holds for what bears no marking", first),
        ("again", "the third, after none: it holds everything", changed(HEADER, "after", 0)),
        ("nothing-new", "only what was taken out", nothing),
        ("more", "another one follows", HEADER | {"more": True}),
    ):
        yield _header(name, "ok", comment, canonical(good))
    for one in misprinted("bundle", HEADER, spec=f"{SPEC} section 2", at="title"):
        yield Vector(one.folder, one.name, one.expect, one.spec, one.comment, one.body, append=one.append, headers=(("format", "header"),))
    yield _header("too-large", "too-large", "one byte over 32 KiB; refused before it is read", b"{", append=32 * 1024)
    yield _header("title-too-long", "too-large", "a title of 201 characters", canonical(changed(HEADER, "title", "x" * 201)))
    yield _header("too-many", "too-large", "100,001 objects", canonical(changed(HEADER, "objects", 100_001)))
    for name, comment, path, to in (
        ("node-upper-case", "nodes are lower case", "node", "POC.vn.example"),
        ("authority-of-nowhere", "an authority begins with its country", "authority", "poc"),
        ("to-nobody", "for nobody", "to", ""),
        ("collection-upper-case", "a UUID has one form", "collection", "0F1E2D3C-4B5A-4978-8796-A5B4C3D2E1F0"),
        ("collection-braces", "a UUID has one form", "collection", "{0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0}"),
        ("collection-alias", "an alias is no identifier", "collection", "ransomware"),
        ("fields-order", "fields are sorted", "fields", ["FINANCING", "CYBERCRIME"]),
        ("fields-twice", "each field once", "fields", ["CYBERCRIME", "CYBERCRIME"]),
        ("unmarked-unknown", "no such marking", "unmarked", "TLP:WHITE"),
        ("number-zero", "bundles are numbered from 1", "number", 0),
        ("number-huge", "beyond 2**53", "number", 2**53 + 1),
        ("after-itself", "a bundle follows an earlier one", "after", 3),
        ("after-negative", "a bundle follows an earlier one, or none", "after", -1),
        ("first-with-previous", "before the first there is none", "number", 1),
        ("previous-short", "a digest has 64 digits", "previous", INNER[:-1]),
        ("content-upper-case", "digests are lower case", "content", INNER.upper()),
        ("made-no-fraction", "instants have six digits", "made", "2026-11-23T03:07:00Z"),
        ("last-before-first", "the last came before the first", "last", "2026-11-19T00:00:00.000000Z"),
        ("objects-none", "dates without objects", "objects", 0),
        ("removed-negative", "less than nothing", "removed", -1),
        ("more-as-number", "a truth value", "more", 0),
    ):
        yield _header(name, "malformed", comment, canonical(changed(HEADER, path, to)))
    yield _header("third-without-previous", "malformed", "a later one names the one before it", canonical(without(HEADER, "previous")))
    yield _header("no-first", "malformed", "objects without dates", canonical(without(HEADER, "first")))


def _file(name: str, expect: str, comment: str, body: bytes, *, append: int = 0) -> Vector:
    return Vector("bundle", f"file-{name}", expect, f"{SPEC} section 1", comment, body, append=append, headers=(("format", "file"),))


def whole(content: bytes, **changes: Any) -> bytes:  # noqa: ANN401 - JSON is anything
    """Return a file around `content`, whose header tells its digest."""
    header = HEADER | {"content": hashlib.sha256(content).hexdigest()} | changes
    return b"COMITY1B" + framed(canonical(header)) + content


def _files() -> Iterator[Vector]:
    good = whole(CONTENT)
    yield _file("whole", "ok", "two objects as they came, one that was taken out", good)
    yield _file("objects-only", "ok", "nothing was taken out", whole(framed(ONE, TWO), removed=0))
    for name, comment, bad in (
        ("empty", "no byte at all", b""),
        ("magic-only", "nothing after the magic number", b"COMITY1B"),
        ("magic-other", "a statement where a bundle is due", b"COMITY1S" + good[8:]),
        ("truncated", "the last byte is missing", good[:-1]),
        ("trailing", "one byte follows", good + b"\x00"),
        ("byte-changed", "one byte of an object is another one", good.replace(b"kept", b"lost")),
        ("length-little-endian", "numbers are big-endian", good[:8] + good[8:12][::-1] + good[12:]),
        ("length-beyond", "a length beyond the end", whole(b"\xff\xff\xff\xff" + ONE, objects=2, removed=0)),
        ("part-empty", "an object of no bytes", whole(framed(ONE, b""), removed=0)),
        ("part-cut", "the length of a part is cut off", whole(framed(ONE, TWO) + b"\x00\x00", removed=0)),
        ("fewer", "two objects said, one there", whole(framed(ONE), removed=0)),
        ("more", "two objects said, three there", whole(framed(ONE, TWO, ONE), removed=0)),
        ("removal-is-object", "an object where a removal is due", whole(framed(ONE, TWO, TWO))),
        ("removal-spaces", "a removal is canonical", whole(framed(ONE, TWO, GONE.replace(b":", b": ", 1)))),
    ):
        yield _file(name, "malformed", comment, bad)
