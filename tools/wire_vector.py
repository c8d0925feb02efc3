"""One vector file of the peer messages, and what they all are made of; see make_wire_vectors.py."""

import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

ACT: Final = "docs/specs/act.md"
DELIVERY: Final = "docs/specs/delivery.md"

ENV_ID: Final = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
ANSWER_ID: Final = "00112233445566778899aabbccddeeff"
OUTER: Final = hashlib.sha256(b"outer").hexdigest()
INNER: Final = hashlib.sha256(b"inner").hexdigest()
ROOT_HASH: Final = hashlib.sha256(b"root").hexdigest()
AT: Final = "2026-11-23T03:07:00.000000Z"


@dataclass(frozen=True)
class Vector:
    """One file. `append`: how many times its last byte follows the body. `headers`: what only this folder's files say."""

    folder: str
    name: str
    expect: str
    spec: str
    comment: str
    body: bytes
    append: int = 0
    headers: tuple[tuple[str, str], ...] = ()

    def printed(self) -> bytes:
        """Return the file."""
        headers = [("expect", self.expect), ("spec", self.spec), ("comment", self.comment), *self.headers]
        if self.append:
            headers.append(("append", str(self.append)))
        if self.expect == "ok":
            headers.append(("sha256", hashlib.sha256(self.body).hexdigest()))
        body = self.body
        if not _readable(body):
            headers.append(("encoding", "hex"))
            body = b"\n".join(body.hex()[at : at + 64].encode() for at in range(0, 2 * len(body), 64))
        return "".join(f"{name}: {value}\n" for name, value in headers).encode() + b"\n" + body + b"\n"


def _readable(body: bytes) -> bool:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return text.isprintable()


def canonical(value: Any) -> bytes:  # noqa: ANN401 - JSON is anything
    """Return canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def changed(value: dict[str, Any], path: str, to: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON is anything
    """Return a copy in which the member at `path` (`check.0.rule`) is `to`."""
    copy = deepcopy(value)
    *way, last = path.split(".")
    at: Any = copy
    for step in way:
        at = at[int(step) if isinstance(at, list) else step]
    at[int(last) if isinstance(at, list) else last] = to
    return copy


def without(value: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a copy without the member `name`."""
    return {key: inner for key, inner in value.items() if key != name}


def swapped(value: dict[str, Any], old: str, new: str) -> bytes:
    """Return the canonical bytes with `old`, which must be there, replaced once by `new`."""
    data = canonical(value)
    if old.encode() not in data:
        raise KeyError(old)
    return data.replace(old.encode(), new.encode(), 1)


def misprinted(folder: str, body: dict[str, Any], *, spec: str, at: str) -> Iterator[Vector]:
    """Yield what is wrong with the JSON of any body; `at` is a member whose value is text."""
    data = canonical(body)
    for name, comment, bad in (
        ("empty", "no byte at all", b""),
        ("not-json", "not JSON", b"comity"),
        ("array", "an array instead of an object", b"[]"),
        ("null", "null instead of an object", b"null"),
        ("truncated", "the last byte is missing", data[:-1]),
        ("trailing", "something follows", data + b"{}"),
        ("newline-after", "a line feed after the end", data + b"\n"),
        ("space", "a space after a colon", data.replace(b'":', b'": ', 1)),
        ("byte-order-mark", "a byte order mark", b"\xef\xbb\xbf" + data),
        ("utf-16", "another encoding", data.decode().encode("utf-16-le")),
        ("not-utf-8", "a byte that is no UTF-8", data.replace(b"2026", b"20\xff6", 1)),
        ("key-order", "keys in another order", json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()),
        ("duplicate-key", "the same key twice, with the same value", data.replace(b',"v":1', b',"v":1,"v":1')),
        ("escaped-letter", "an escape where the letter itself is printed", data.replace(b'"2026', b'"\\u0032026', 1)),
        ("escaped-solidus", "an escape that JSON does not demand", data.replace(f'"{at}":"'.encode(), f'"{at}":"\\/'.encode(), 1)),
        ("version-float", "the version as a float", data.replace(b'"v":1', b'"v":1.0')),
        ("version-exponent", "the version with an exponent", data.replace(b'"v":1', b'"v":1e0')),
        ("version-negative-zero", "a second way to write zero", data.replace(b'"v":1', b'"v":-0')),
        ("not-a-number", "NaN is no JSON", data.replace(b'"v":1', b'"v":NaN')),
        ("huge-integer", "an integer beyond 2**53", data.replace(b'"v":1', b'"v":9007199254740993')),
        ("single-quotes", "quotation marks of another language", data.replace(b'"', b"'")),
        ("comment", "a comment inside", data.replace(b"{", b"{/**/", 1)),
        ("depth-bomb-objects", "thousands of open braces", b'{"a":' * 700),
        ("version-unknown", "a version of later years", canonical(changed(body, "v", 2))),
        ("version-zero", "a version that never was", canonical(changed(body, "v", 0))),
        ("version-text", "the version as text", canonical(changed(body, "v", "1"))),
        ("version-true", "true is not 1", canonical(body | {"v": True})),
        ("unknown-member", "a member that the format has not", canonical(changed(body, "note", "x"))),
        ("null-member", "null where a text is due", canonical(changed(body, at, None))),
        ("number-for-text", "a number where a text is due", canonical(changed(body, at, 7))),
        *(
            (f"no-{key}", f"the member {key} is missing", canonical(without(body, key)))
            for key in sorted(body)
            if key not in OPTIONAL[folder]
        ),
    ):
        yield Vector(folder, name, "malformed", spec, comment, bad)
    bomb = 1_000_000 if folder == "act" else 4000
    yield Vector(folder, "depth-bomb", "malformed", spec, "nothing but open brackets, up to the cap", b"[", append=bomb)


OPTIONAL: Final[dict[str, frozenset[str]]] = {
    "act": frozenset({"original", "files"}),
    "bundle": frozenset({"unmarked", "previous", "first", "last"}),
    "files": frozenset({"broken"}),
    "received": frozenset(),
    "refused": frozenset({"env_id", "inner", "case", "seq", "log"}),
    "opened": frozenset(),
    "settled": frozenset(),
    "epoch": frozenset(),
    "grant": frozenset(),
    "decided": frozenset({"answer", "due"}),
}
