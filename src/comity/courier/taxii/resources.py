"""TAXII's resources as a client reads them: leniently where a server may err without harm, and never guessing where it may not.

Unknown properties are ignored (TAXII 2.1, 1.6.6); numbers and truth values may come as texts; `api_roots` may be relative. Objects stay
the bytes that came.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from comity.courier.taxii.exchange import Answered, parse_media
from comity.terms.refusals import Malformed

_STAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z", re.ASCII)
_TOLD: Final = 200  # letters of a server's own words that are kept


class Envelope(msgspec.Struct, frozen=True):
    """TAXII 2.1, 3.7. `next` is "" where there is none."""

    more: bool = False
    next: msgspec.Raw = msgspec.Raw(b'""')
    objects: tuple[msgspec.Raw, ...] = ()


class Discovery(msgspec.Struct, frozen=True):
    """TAXII 2.1, 4.1."""

    title: str = ""
    default: str = ""
    api_roots: tuple[str, ...] = ()


class ApiRoot(msgspec.Struct, frozen=True):
    """TAXII 2.1, 4.2."""

    title: str = ""
    versions: tuple[str, ...] = ()
    max_content_length: int = 0


class Collection(msgspec.Struct, frozen=True):
    """TAXII 2.1, 5.2."""

    id: str
    title: str = ""
    can_read: bool | None = None
    can_write: bool | None = None
    alias: str = ""


class Collections(msgspec.Struct, frozen=True):
    """TAXII 2.1, 5.1."""

    collections: tuple[Collection, ...] = ()


class Detail(msgspec.Struct, frozen=True):
    """What became of one object (TAXII 2.1, 4.3.2)."""

    id: str
    version: str = ""
    message: str = ""


class Status(msgspec.Struct, frozen=True):
    """TAXII 2.1, 4.3. A server may leave out the lists; the counts then have to do."""

    id: str
    status: str = "complete"
    total_count: int = 0
    success_count: int = 0
    failure_count: int = 0
    pending_count: int = 0
    successes: tuple[Detail, ...] = ()
    failures: tuple[Detail, ...] = ()
    pendings: tuple[Detail, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One line of a manifest (TAXII 2.1, 5.3)."""

    id: str
    version: str = ""
    date_added: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """TAXII 2.1, 5.3."""

    more: bool = False
    objects: tuple[Entry, ...] = ()


class Named(msgspec.Struct, frozen=True):
    """What names one version of an object."""

    id: str
    modified: str = ""
    created: str = ""

    @property
    def version(self) -> str:
        """The version by TAXII's rule (2.1, 3.5), "" for what has no timestamp of its own."""
        return self.modified or self.created


@dataclass(frozen=True, slots=True)
class Page:
    """One page of objects. `first` and `last` are the stamps of its headers, "" where the server sends none."""

    objects: tuple[bytes, ...]
    more: bool
    next: str
    first: str
    last: str


def read_resource(answered: Answered, kind: type[Any]) -> Any:  # noqa: ANN401 -- the kind that was asked for
    """Return the body as `kind`; raises `Malformed` where it is of another media type, cut off, or no such resource."""
    if not parse_media(answered.header("Content-Type")).taxii_21:
        raise Malformed("TAXII resource", f"its media type is {answered.header('Content-Type')[:80]!a}")
    try:
        return msgspec.json.decode(answered.body, type=kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Malformed("TAXII resource", str(fault)) from fault


def read_page(answered: Answered) -> Page:
    """Return a page of objects; raises `Malformed`."""
    envelope = read_resource(answered, Envelope)
    token = _decoded(bytes(envelope.next))
    first, last = (_stamp(answered.header(f"X-TAXII-Date-Added-{end}")) for end in ("First", "Last"))
    return Page(tuple(bytes(one) for one in envelope.objects), envelope.more, "" if token is None else str(token), first, last)


def read_named(raw: bytes) -> Named:
    """Return identifier and version of an object; raises `Malformed`."""
    try:
        return msgspec.json.decode(raw, type=Named)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Malformed("STIX object", str(fault)) from fault


def words_of(answered: Answered) -> str:
    """Return what an error says of itself in texts and numbers, cut short and printable; "" where that cannot be read."""
    try:
        found = msgspec.json.decode(answered.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    said = ": ".join(str(told) for name in ("title", "description") if isinstance(told := found.get(name), str | int) and told)
    return "".join(letter for letter in said if letter.isprintable())[:_TOLD]


def _stamp(text: str) -> str:
    """Return a timestamp in UTC as it came (TAXII 2.1, 2), "" for what is none: nothing is reckoned from it."""
    try:
        datetime.fromisoformat(text[:19])
    except ValueError:
        return ""
    return text if _STAMP.fullmatch(text) else ""


def _decoded(raw: bytes) -> str | int | float | None:
    try:
        return msgspec.json.decode(raw, type=str | int | float | None)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Malformed("TAXII resource", "next is no text") from fault
