"""A bundle: objects of one collection for one authority, in a file that is carried by hand where no line leads.

    file     "COMITY1B"  u32 length  signed statement  content
    content  for each object  u32 length  its bytes as they came;  for each removal  u32 length  JSON

The statement (`comity.seal.statement`) signs the header, and the header holds the digest of the content. Numbers are big-endian. Every
byte sequence that parses is the one that prints the same value: lengths are used up exactly, and nothing may follow.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.markings import Tlp
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.shapes import VERSION, Shape, require_count, take_shape

SPEC: Final = "docs/specs/bundle.md"

MAGIC: Final = b"COMITY1B"
HEADER_TYPE: Final = "application/vnd.comity.bundle.v1+json"
MAX_HEADER: Final = 32 * 1024
MAX_STATEMENT: Final = 128 * 1024
MAX_CONTENT: Final = 128 * 2**20
MAX_OBJECTS: Final = 100_000
MAX_REMOVALS: Final = 100_000
MAX_FIELDS: Final = 64
_MAX_REMOVAL: Final = 2048
_LONGEST: Final = 200  # of a title, in characters
_LENGTH: Final = 4
MAX_FILE: Final = len(MAGIC) + _LENGTH + MAX_STATEMENT + MAX_CONTENT

_HEADER: Final = "bundle header"
_REMOVAL: Final = "removal"
_FILE: Final = "bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleHeader:
    """What is signed. `authority`, which runs `node`, gives objects of its `collection` (a UUID) to `to`.

    `number` counts the bundles of that collection for that authority, from 1. It holds what `to` may see and did not get with the bundles
    up to `after`; `previous` is the digest of the header before it, None for the first. `unmarked` holds for objects that bear no marking.
    `first` and `last` are the dates on which its first and last object came into the collection. With `more` another one follows.
    """

    node: NodeId
    authority: AuthorityId
    to: AuthorityId
    collection: str
    title: str
    fields: tuple[str, ...] = ()
    unmarked: Tlp | None = None
    number: int
    after: int
    previous: Digest | None
    made: Instant
    first: Instant | None
    last: Instant | None
    objects: int
    removed: int
    content: Digest
    more: bool = False

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        _require_uuid(self.collection)
        if len(self.title) > _LONGEST:
            raise TooLarge("title", size=len(self.title), cap=_LONGEST)
        if len(self.fields) > MAX_FIELDS or list(self.fields) != sorted(set(self.fields)):
            raise Malformed(_HEADER, "fields not sorted, twice, or too many")
        require_count(self.number, least=1, what=_HEADER)
        require_count(self.after, least=0, what=_HEADER)
        if self.after >= self.number or (self.previous is None) != (self.number == 1):
            raise Malformed(_HEADER, "the first has number 1 and nothing before it; each stands behind the one that it follows")
        require_count(self.objects, least=0, what=_HEADER)
        require_count(self.removed, least=0, what=_HEADER)
        if self.objects > MAX_OBJECTS or self.removed > MAX_REMOVALS:
            raise TooLarge(_FILE, size=max(self.objects, self.removed), cap=MAX_OBJECTS)
        if (self.first is None, self.last is None) != (not self.objects, not self.objects):
            raise Malformed(_HEADER, "the dates of its objects")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise Malformed(_HEADER, "the last object came before the first")

    @property
    def digest(self) -> Digest:
        """SHA-256 of the printed header: what a bundle is known by."""
        return Digest.of(print_header(self))


@dataclass(frozen=True, slots=True)
class Removal:
    """An object that was given before and was taken out since: its identifier, its version ("" for none), the SHA-256 of its bytes."""

    stix_id: str
    version: str
    digest: Digest


@dataclass(frozen=True, slots=True)
class Content:
    """Objects as the bytes that came, in the order of their dates, and what was taken out."""

    objects: tuple[bytes, ...]
    removed: tuple[Removal, ...]


class _Header(Shape):
    v: Literal[1]
    node: str
    authority: str
    to: str
    collection: str
    title: str
    fields: list[str]
    number: int
    after: int
    made: str
    objects: int
    removed: int
    content: str
    more: bool
    unmarked: str | UnsetType = UNSET
    previous: str | UnsetType = UNSET
    first: str | UnsetType = UNSET
    last: str | UnsetType = UNSET


class _Removal(Shape):
    id: str
    version: str
    digest: str


def print_header(header: BundleHeader) -> bytes:
    """Return the canonical bytes of `header`, which are signed as `HEADER_TYPE`."""
    value: dict[str, JsonValue] = {
        "v": VERSION,
        "node": str(header.node),
        "authority": str(header.authority),
        "to": str(header.to),
        "collection": header.collection,
        "title": header.title,
        "fields": list(header.fields),
        "number": header.number,
        "after": header.after,
        "made": str(header.made),
        "objects": header.objects,
        "removed": header.removed,
        "content": str(header.content),
        "more": header.more,
    }
    absent = {"unmarked": header.unmarked, "previous": header.previous, "first": header.first, "last": header.last}
    value |= {name: str(told) for name, told in absent.items() if told is not None}
    return print_json(value, what=_HEADER)


def parse_header(data: bytes) -> BundleHeader:
    """Read what `print_header` writes and nothing else; raises `TooLarge` over 32 KiB, otherwise `Malformed`."""
    shape = take_shape(parse_json(data, MAX_HEADER, what=_HEADER), shape=_Header, what=_HEADER)
    return BundleHeader(
        node=NodeId(shape.node),
        authority=AuthorityId(shape.authority),
        to=AuthorityId(shape.to),
        collection=shape.collection,
        title=shape.title,
        fields=tuple(shape.fields),
        unmarked=None if shape.unmarked is UNSET else Tlp.parse(shape.unmarked),
        number=shape.number,
        after=shape.after,
        previous=None if shape.previous is UNSET else Digest.parse(shape.previous),
        made=Instant.parse(shape.made),
        first=None if shape.first is UNSET else Instant.parse(shape.first),
        last=None if shape.last is UNSET else Instant.parse(shape.last),
        objects=shape.objects,
        removed=shape.removed,
        content=Digest.parse(shape.content),
        more=shape.more,
    )


def print_content(objects: Iterable[bytes], removed: Iterable[Removal]) -> bytes:
    """Return the content; raises `TooLarge` over 128 MiB, `Malformed` for an object without bytes."""
    told = [print_json({"id": one.stix_id, "version": one.version, "digest": str(one.digest)}, what=_REMOVAL) for one in removed]
    printed = b"".join(piece for part in (*objects, *told) for piece in (len(part).to_bytes(_LENGTH, "big"), part))
    if len(printed) > MAX_CONTENT:
        raise TooLarge(_FILE, size=len(printed), cap=MAX_CONTENT)
    return printed


def parse_content(data: bytes | memoryview, *, header: BundleHeader) -> Content:
    """Read the content that `header` tells of; raises `Malformed` for every other byte sequence.

    Left to the CALLER: that the header is signed by whose word counts. An object is not looked at here.
    """
    if Digest.of(bytes(data)) != header.content:
        raise Malformed(_FILE, "its content is not what was signed for")
    parts = tuple(_parts(memoryview(data)))
    if len(parts) != header.objects + header.removed:
        raise Malformed(_FILE, f"{len(parts)} parts instead of {header.objects + header.removed}")
    return Content(parts[: header.objects], tuple(map(_parse_removal, parts[header.objects :])))


def print_bundle(statement: bytes, content: bytes) -> bytes:
    """Return the file around a signed header and its content."""
    if len(statement) > MAX_STATEMENT:
        raise TooLarge(_FILE, size=len(statement), cap=MAX_STATEMENT)
    return b"".join((MAGIC, len(statement).to_bytes(_LENGTH, "big"), statement, content))


def split_bundle(data: bytes) -> tuple[bytes, memoryview]:
    """Return the signed statement and the content of a file; raises `TooLarge`, `Malformed`. Nothing is verified yet."""
    if len(data) > MAX_FILE:
        raise TooLarge(_FILE, size=len(data), cap=MAX_FILE)
    if not data.startswith(MAGIC):
        raise Malformed(_FILE, "does not begin as one")
    view = memoryview(data)[len(MAGIC) :]
    size = int.from_bytes(view[:_LENGTH], "big")
    if size > MAX_STATEMENT or _LENGTH + size > len(view):
        raise Malformed(_FILE, "is cut off, or its signed header is too large")
    return bytes(view[_LENGTH : _LENGTH + size]), view[_LENGTH + size :]


def missing_before(header: BundleHeader, *, read: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return the numbers of bundles without which this one leaves a gap; none where it follows what was read.

    `read` are number and `after` of each bundle of the same collection that was read, in any order. A bundle fills whatever gap there was
    where it holds everything after one up to which nothing is missing.
    """
    numbers = {number for number, _ in read}
    return tuple(number for number in range(whole_up_to(read) + 1, header.after + 1) if number not in numbers)


def whole_up_to(read: Sequence[tuple[int, int]]) -> int:
    """Return the number of the bundle up to which nothing is missing, 0 for none."""
    whole = 0
    for number, after in sorted(read):
        if after <= whole:
            whole = number
    return whole


def _parts(view: memoryview) -> Iterator[bytes]:
    at = 0
    while at < len(view):
        start = at + _LENGTH
        end = start + int.from_bytes(view[at:start], "big")
        if start >= end or end > len(view):
            raise Malformed(_FILE, "a part is empty or cut off")
        yield bytes(view[start:end])
        at = end


def _parse_removal(data: bytes) -> Removal:
    shape = take_shape(parse_json(data, _MAX_REMOVAL, what=_REMOVAL), shape=_Removal, what=_REMOVAL)
    return Removal(shape.id, shape.version, Digest.parse(shape.digest))


def _require_uuid(text: str) -> None:
    try:
        canonical = str(UUID(text)) == text
    except ValueError:
        canonical = False
    if not canonical:
        raise Malformed(_HEADER, "its collection is no UUID")
