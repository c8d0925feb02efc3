"""Every vector file says what to expect, and gets it; a file that says anything else fails."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import make_wire_vectors
import pytest
from eachof import each_of

from comity.terms.refusals import Refused
from comity.wire import (
    act,
    batch,
    bundle,
    characters,
    decided,
    epoch,
    files,
    grant,
    listed,
    opened,
    parcels,
    receipts,
    received,
    refused,
    settled,
)

ROOT = Path(__file__).resolve().parents[2]
FORMATS = {
    "act": (act.parse_act, act.print_act),
    "received": (received.parse_received, received.print_received),
    "refused": (refused.parse_refused, refused.print_refused),
    "opened": (opened.parse_opened, opened.print_opened),
    "decided": (decided.parse_decided, decided.print_decided),
    "files": (files.parse_files, files.print_files),
    "settled": (settled.parse_settled, settled.print_settled),
    "epoch": (epoch.parse_epoch, epoch.print_epoch),
    "grant": (grant.parse_grant, grant.print_grant),
    "delivery": (batch.parse_delivery, batch.print_delivery),
    "bundle": (bundle.parse_header, bundle.print_header),
}
FRAMED = {"delivery", "bundle"}
NEEDED = {"expect", "spec", "comment"}
KNOWN = NEEDED | {"append", "encoding", "sha256", "format", "items"}
CLASSES = {"ok", "malformed", "too-large"}


@dataclass(frozen=True)
class VectorFile:
    """A file as read: its headers, and its body in full."""

    headers: dict[str, str]
    body: bytes


def read_vector(data: bytes, *, folder: str) -> VectorFile:
    """Read one file; raises `ValueError` for a header or a class that nobody knows."""
    head, separator, body = data.partition(b"\n\n")
    if not separator or not body.endswith(b"\n"):
        raise ValueError("headers, an empty line, a body, a line feed")
    pairs = [line.split(": ", 1) for line in head.decode("utf-8").split("\n")]
    headers = dict(pairs)
    unknown = headers.keys() - KNOWN
    if unknown or len(headers) != len(pairs) or not headers.keys() >= NEEDED:
        raise ValueError(f"headers {sorted(headers)}")
    if headers["expect"] not in CLASSES or headers.get("encoding", "hex") != "hex":
        raise ValueError(f"expects {headers['expect']}, in {headers.get('encoding')}")
    if ("sha256" in headers) is not (headers["expect"] == "ok"):
        raise ValueError("a digest stands where the body is good, and only there")
    if ("format" in headers) is not (folder in FRAMED) or ("items" in headers) is not (headers.get("format") == "reply"):
        raise ValueError("headers of another folder")
    body = body[:-1]
    if "encoding" in headers:
        body = bytes.fromhex(body.decode("ascii"))
    return VectorFile(headers, body + body[-1:] * int(headers.get("append", "0")))


def parser_and_printer(folder: str, headers: dict[str, str]):
    """Return the two functions that the file is about."""
    if headers.get("format") == "reply":
        return lambda data: batch.parse_reply(data, items=int(headers["items"])), batch.print_reply
    if headers.get("format") == "file":
        return parse_unsigned_bundle, lambda read: bundle.print_bundle(bundle.print_header(read[0]), bundle.print_content(*read[1]))
    return FORMATS[folder]


def parse_unsigned_bundle(data: bytes):
    """Read a bundle that has its bare header where the signed statement stands."""
    header, content = bundle.split_bundle(data)
    told = bundle.parse_header(header)
    found = bundle.parse_content(content, header=told)
    return told, (found.objects, found.removed)


FILES = sorted(path for folder in FORMATS for path in (ROOT / "vectors" / folder).glob("*"))


@each_of("path", FILES)
def test_a_vector_is_met(path: Path):
    """What is good is read and printed again byte by byte; what is bad is refused with its class."""
    vector = read_vector(path.read_bytes(), folder=path.parent.name)
    parse, print_ = parser_and_printer(path.parent.name, vector.headers)
    if vector.headers["expect"] == "ok":
        assert print_(parse(vector.body)) == vector.body
        assert sha256(vector.body).hexdigest() == vector.headers["sha256"]
    else:
        with pytest.raises(Refused) as refusal:
            parse(vector.body)
        assert refusal.value.wire_class == vector.headers["expect"]
        assert str(refusal.value).isprintable()


@each_of("path", [path for path in FILES if path.parent.name not in FRAMED | {"act", "epoch", "grant"}])
def test_a_receipt_vector_is_met_by_the_common_door_too(path: Path):
    """`parse_receipt` says what the parser of the kind says, except that a good body of another kind is read as that."""
    vector = read_vector(path.read_bytes(), folder=path.parent.name)
    if vector.headers["expect"] == "ok":
        assert receipts.parse_receipt(vector.body) == FORMATS[path.parent.name][0](vector.body)
    else:
        with pytest.raises(Refused) as refusal:
            receipts.parse_receipt(vector.body)
        assert refusal.value.wire_class == vector.headers["expect"]


def test_every_format_has_good_and_bad_and_large_vectors():
    """No folder is empty, and none has only one side."""
    seen = {(path.parent.name, read_vector(path.read_bytes(), folder=path.parent.name).headers["expect"]) for path in FILES}
    assert seen == {(folder, kind) for folder in FORMATS for kind in CLASSES}


def test_the_vectors_are_those_that_the_generator_writes():
    """A vector changed by hand, lost, or added without the generator is found."""
    assert make_wire_vectors.differences(ROOT) == []


GOOD = b"expect: malformed\nspec: x\ncomment: y\n\nbody\n"


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace(b"malformed", b"stale"),
        GOOD.replace(b"malformed", b"ok"),
        GOOD.replace(b"spec", b"spek"),
        GOOD.replace(b"comment: y\n", b""),
        GOOD.replace(b"spec: x\n", b"spec: x\nspec: x\n"),
        GOOD.replace(b"comment: y", b"comment: y\nencoding: base64"),
        GOOD.replace(b"comment: y", b"comment: y\nformat: reply"),
        GOOD.replace(b"comment: y", b"comment: y\nmood: good"),
        GOOD.replace(b"\n\n", b"\n"),
        GOOD[:-1],
    ],
)
def test_an_unknown_header_or_class_fails(data: bytes):
    """A vector that this test does not understand is not passed over."""
    read_vector(GOOD, folder="act")
    with pytest.raises(ValueError, match=r"."):
        read_vector(data, folder="act")


@pytest.mark.parametrize(
    "module",
    [act, batch, characters, decided, files, listed, opened, parcels, received, receipts, refused, settled],
    ids=lambda module: module.__name__,
)
def test_every_format_names_a_section_that_exists(module):
    """`SPEC` leads to a heading."""
    document, section = re.fullmatch(r"(docs/specs/[a-z-]+\.md), section (\d+)", module.SPEC).groups()
    headings = re.findall(r"^## (\d+) ", (ROOT / document).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert section in headings


@each_of("path", FILES)
def test_every_vector_names_a_section_that_exists(path: Path):
    """The `spec` header leads to a heading."""
    spec = read_vector(path.read_bytes(), folder=path.parent.name).headers["spec"]
    document, section = re.fullmatch(r"(docs/specs/[a-z-]+\.md) section (\d+)", spec).groups()
    assert f"\n## {section} " in (ROOT / document).read_text(encoding="utf-8")
