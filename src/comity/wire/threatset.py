"""A threat set in the fields of its acts: objects of one collection that are given to one authority, or recalled from it.

    {"collection":"8d2b…","content":"5f1e…","fields":["EF-CYBERCRIME"],"number":"S-000001","objects":3,"sort":"SET-GIVE","title":"…"}

The content is what the digest is of. Of a set that gives it is, for each object, u32 length (big-endian) and its bytes as the giver keeps
them; of a recall the SHA-256 of each object, in ascending order. It stands in the act, in base64, where it is small; otherwise it is the
one file that the act lists.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, Final
from uuid import UUID

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.json import JsonValue
from comity.terms.markings import Tlp
from comity.terms.refusals import Malformed, TooLarge
from comity.terms.text import FreeText
from comity.wire.listed import ListedFile
from comity.wire.shapes import Shape, require_count, take_shape, take_word

SPEC: Final = "docs/specs/threat-set.md"

KIND: Final = "MSG-SET"
GIVE: Final = "SET-GIVE"
RECALL: Final = "SET-RECALL"
MAX_OBJECTS: Final = 100_000
MAX_CONTENT: Final = 96 * 2**20
MAX_INLINE: Final = 256 * 1024  # bytes: in base64, with all else that an act says, well below the cap of an act
MAX_FIELDS: Final = 64
MAX_TITLE: Final = 200
DIGEST_SIZE: Final = 32
FILE_KIND: Final = "FILE-DATA"
MEDIA_TYPE: Final = "application/octet-stream"

_WHAT: Final = "threat set"
_NUMBER: Final = re.compile(r"S-[0-9]{6,9}")
_CODE: Final = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[-:+.][A-Za-z0-9]+)*")
_LENGTH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatSet:
    """What an act about a threat set says, under its `number` at the sender; `collection` is the sender's (a UUID).

    Without a `reason` it gives `objects` objects, otherwise it recalls them. `content` is the digest of the content, and `inline` is the
    content itself where it stands in the act. `title`, `fields` and `unmarked` are the collection's; a recall has none of them.
    """

    number: str
    collection: str
    objects: int
    content: Digest
    title: str = ""
    fields: tuple[str, ...] = ()
    unmarked: Tlp | None = None
    reason: str = ""
    inline: bytes | None = None

    def __post_init__(self) -> None:
        """Refuse words out of their form, and what is over its cap."""
        take_word(self.number, pattern=_NUMBER, what="number")
        _require_uuid(self.collection)
        require_count(self.objects, least=1, what=_WHAT)
        if self.objects > MAX_OBJECTS:
            raise TooLarge(_WHAT, size=self.objects, cap=MAX_OBJECTS)
        if self.recalls:
            take_word(self.reason, pattern=_CODE, what="reason")
        if self.recalls is bool(self.title) or (self.recalls and (self.fields or self.unmarked is not None)):
            raise Malformed(_WHAT, "a collection is told of with what is given, and with nothing else")
        if self.title and (len(self.title) > MAX_TITLE or "\n" in self.title or FreeText.parse(self.title).text != self.title):
            raise Malformed(_WHAT, "the title of its collection")
        if len(self.fields) > MAX_FIELDS or len(set(self.fields)) != len(self.fields):
            raise Malformed(_WHAT, "fields twice, or too many")
        for code in self.fields:
            take_word(code, pattern=_CODE, what="fields")
        if self.inline is not None:
            self._require_inline(self.inline)

    def _require_inline(self, inline: bytes) -> None:
        if len(inline) > MAX_INLINE:
            raise TooLarge(_WHAT, size=len(inline), cap=MAX_INLINE)
        if Digest.of(inline) != self.content:
            raise Malformed(_WHAT, "what stands in it has another digest")
        if sum(1 for _ in self.parts(BytesIO(inline))) != self.objects:
            raise Malformed(_WHAT, "it holds more objects than it says, or fewer")

    @property
    def recalls(self) -> bool:
        """Whether what it lists is not to be relied on any more."""
        return bool(self.reason)

    def parts(self, content: BinaryIO) -> Iterator[bytes]:
        """Yield each object, or the digest of each, from where `content` stands; raises `Malformed` where it is cut off or out of order."""
        return read_digests(content) if self.recalls else read_objects(content)


class _Set(Shape, kw_only=True):
    number: str
    sort: str
    collection: str
    objects: int
    content: str
    title: str | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET
    unmarked: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    inline: str | UnsetType = UNSET


def print_set(value: ThreatSet) -> dict[str, JsonValue]:
    """Return the fields of the act. What is empty is absent."""
    found: dict[str, JsonValue] = {
        "number": value.number,
        "sort": RECALL if value.recalls else GIVE,
        "collection": value.collection,
        "objects": value.objects,
        "content": str(value.content),
    }
    optional: dict[str, JsonValue] = {
        "title": value.title,
        "fields": list(value.fields),
        "unmarked": value.unmarked.value if value.unmarked else "",
        "reason": value.reason,
        "inline": b64encode(value.inline).decode() if value.inline is not None else "",
    }
    return found | {name: told for name, told in optional.items() if told}


def parse_set(found: Mapping[str, Any], *, files: Sequence[ListedFile]) -> ThreatSet:
    """Read what `print_set` writes, of an act that lists `files`; raises `TooLarge`, otherwise `Malformed`.

    The CALLER asks whether that number of its sender is known already, and whether what is recalled was given.
    """
    # (1) members and types                                                        - docs/specs/threat-set.md, section 2
    shape = take_shape(dict(found), shape=_Set, what=_WHAT)
    # (2) words in their form, counts in their caps; what stands inside is what the digest is of
    value = ThreatSet(
        number=shape.number,
        collection=shape.collection,
        objects=shape.objects,
        content=Digest.parse(shape.content),
        title=_one(shape.title),
        fields=() if isinstance(shape.fields, UnsetType) else tuple(shape.fields),
        unmarked=None if isinstance(shape.unmarked, UnsetType) else Tlp.parse(shape.unmarked),
        reason=_one(shape.reason),
        inline=None if isinstance(shape.inline, UnsetType) else _bytes(shape.inline),
    )
    # (3) as the printer would write it
    if print_set(value) != dict(found):
        raise Malformed(_WHAT, "not as it is written: what is empty is left out")
    # (4) the content stands in one place, and in one alone
    beside = [file.sha256 for file in files]
    if beside != ([] if value.inline is not None else [value.content]):
        raise Malformed(_WHAT, "its content stands in the act, or is the one file beside it")
    if sum(file.size for file in files) > MAX_CONTENT:
        raise TooLarge(_WHAT, size=files[0].size, cap=MAX_CONTENT)
    return value


def print_objects(objects: Iterable[bytes]) -> bytes:
    """Return the content of a set that gives; raises `TooLarge` over 96 MiB, `Malformed` for an object without bytes."""
    pieces = [piece for one in objects for piece in (len(one).to_bytes(_LENGTH, "big"), one)]
    size = sum(map(len, pieces))
    if size > MAX_CONTENT:
        raise TooLarge(_WHAT, size=size, cap=MAX_CONTENT)
    if not all(pieces):
        raise Malformed(_WHAT, "an object without bytes")
    return b"".join(pieces)


def print_digests(digests: Iterable[bytes]) -> bytes:
    """Return the content of a recall: each digest once, in ascending order."""
    return b"".join(sorted(set(digests)))


def read_objects(content: BinaryIO) -> Iterator[bytes]:
    """Yield the objects of a content from where it stands, without holding all of it; raises `Malformed` where one is empty or cut off."""
    while head := content.read(_LENGTH):
        size = int.from_bytes(head, "big")
        if len(head) < _LENGTH or not 1 <= size <= MAX_CONTENT:
            raise Malformed(_WHAT, "an object is empty or cut off")
        body = content.read(size)
        if len(body) < size:
            raise Malformed(_WHAT, "an object is empty or cut off")
        yield body


def read_digests(content: BinaryIO) -> Iterator[bytes]:
    """Yield the digests of a recall; raises `Malformed` where one is cut off, or they are not in ascending order."""
    before = b""
    while one := content.read(DIGEST_SIZE):
        if len(one) < DIGEST_SIZE or one <= before:
            raise Malformed(_WHAT, "digests cut off, twice or out of order")
        yield one
        before = one


def digest_of(body: bytes) -> bytes:
    """Return by what an object is recalled: the SHA-256 of its bytes."""
    return hashlib.sha256(body).digest()


def _one(value: str | UnsetType) -> str:
    return "" if isinstance(value, UnsetType) else value


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as fault:
        raise Malformed(_WHAT, "what stands in it is no base64") from fault


def _require_uuid(text: str) -> None:
    try:
        canonical = str(UUID(text)) == text
    except ValueError:
        canonical = False
    if not canonical:
        raise Malformed(_WHAT, "its collection is no UUID")
