"""The two headers of an envelope: the outer, which every relay reads, and the inner, which is signed and sealed.

Both are canonical JSON (`comity.terms.json`); what the printer would not write is refused. Formats: docs/specs/envelope.md.
"""

import re
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Final, Literal, TypeAlias

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import LARGEST, JsonValue, parse_json, print_json
from comity.terms.lives import may_stand
from comity.terms.refusals import Malformed

Priority: TypeAlias = Literal["routine", "urgent"]
World: TypeAlias = Literal["real", "drill"]

VERSION: Final = 1
SUITE: Final = 1
PRIORITIES: Final = ("routine", "urgent")
WORLDS: Final = ("real", "drill")
MAX_RECIPIENTS: Final = 64
MAX_OUTER: Final = 32 * 1024
MAX_INNER: Final = 32 * 1024
MAX_LIFE: Final = timedelta(days=90)
"""Between `created` and `expires` at most, so that an old key cannot date an envelope back at will."""

_KIND: Final = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_REQUIRED: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Outer:
    """What a relay may know. `size` is the length of the sealed body in bytes; `to` is sorted."""

    v: int
    suite: int
    env_id: EnvelopeId
    to: tuple[NodeId, ...]
    size: int
    chunk_root: Digest
    header_hash: Digest
    expires: Instant
    priority: Priority

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        if (self.v, self.suite) != (VERSION, SUITE):
            raise Malformed("outer header", f"version {self.v}, suite {self.suite}")
        _require_recipients(self.to, "outer header")
        if self.size < 1 or self.priority not in PRIORITIES:
            raise Malformed("outer header", "size or priority out of range")


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerDraft:
    """What the sender decides; `draft_envelope` adds identifier and commitments. `to` and `requires` may be unsorted."""

    world: World
    sender: NodeId
    to: tuple[NodeId, ...]
    case: Reference
    seq: int
    previous: Digest | None
    kind: str
    created: Instant
    directory: int
    requires: tuple[str, ...] = ()
    reply_to: EnvelopeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner(InnerDraft):
    """The signed header. `previous` is the digest of the inner header before it in the case; `directory` the sender's version."""

    env_id: EnvelopeId
    plaintext_commit: Digest
    key_commit: Digest
    chunk_root: Digest

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        if self.world not in WORLDS:
            raise Malformed("inner header", f"world {ascii(self.world)[:40]}")
        _require_recipients(self.to, "inner header")
        if not may_stand(self.seq, follows=self.previous is not None):
            raise Malformed("inner header", "the first of a case has number 1 and nothing before it")
        if not 0 <= self.directory <= LARGEST:
            raise Malformed("inner header", "directory version out of range")
        if len(self.kind) > 64 or not _KIND.fullmatch(self.kind):
            raise Malformed("inner header", "kind")
        if len(self.requires) > 8 or not all(len(name) <= 32 and _REQUIRED.fullmatch(name) for name in self.requires):
            raise Malformed("inner header", "required receipts")
        if list(self.requires) != sorted(set(self.requires)):
            raise Malformed("inner header", "required receipts not sorted, or twice")

    @property
    def digest(self) -> Digest:
        """SHA-256 of the printed header."""
        return Digest.of(print_inner(self))


def print_outer(outer: Outer) -> bytes:
    """Return the canonical bytes of `outer`."""
    return print_json(_outer_value(outer), what="outer header")


def _outer_value(outer: Outer) -> dict[str, JsonValue]:
    return {
        "chunk_root": str(outer.chunk_root),
        "env_id": str(outer.env_id),
        "expires": str(outer.expires),
        "header_hash": str(outer.header_hash),
        "priority": outer.priority,
        "size": outer.size,
        "suite": outer.suite,
        "to": [str(node) for node in outer.to],
        "v": outer.v,
    }


def parse_outer_header(data: bytes) -> Outer:
    """Read what `print_outer` writes; raises `TooLarge`, `Malformed`."""
    read = _Reader(data, MAX_OUTER, "outer header", _OUTER_KEYS)
    found = Outer(
        v=read.integer("v"),
        suite=read.integer("suite"),
        env_id=EnvelopeId(read.text("env_id")),
        to=tuple(NodeId(name) for name in read.texts("to", MAX_RECIPIENTS)),
        size=read.integer("size"),
        chunk_root=Digest.parse(read.text("chunk_root")),
        header_hash=Digest.parse(read.text("header_hash")),
        expires=Instant.parse(read.text("expires")),
        priority=read.text("priority"),  # type: ignore[arg-type]  # Outer refuses another word
    )
    read.require_same(_outer_value(found))
    return found


def print_inner(inner: Inner) -> bytes:
    """Return the canonical bytes of `inner`: these are signed."""
    return print_json(_inner_value(inner), what="inner header")


def _inner_value(inner: Inner) -> dict[str, JsonValue]:
    return {
        "case": str(inner.case),
        "chunk_root": str(inner.chunk_root),
        "created": str(inner.created),
        "directory": inner.directory,
        "env_id": str(inner.env_id),
        "key_commit": str(inner.key_commit),
        "kind": inner.kind,
        "plaintext_commit": str(inner.plaintext_commit),
        "previous": inner.previous and str(inner.previous),
        "reply_to": inner.reply_to and str(inner.reply_to),
        "requires": list(inner.requires),
        "sender": str(inner.sender),
        "seq": inner.seq,
        "suite": SUITE,
        "to": [str(node) for node in inner.to],
        "v": VERSION,
        "world": inner.world,
    }


def parse_inner(data: bytes) -> Inner:
    """Read what `print_inner` writes; raises `TooLarge`, `Malformed`."""
    read = _Reader(data, MAX_INNER, "inner header", _INNER_KEYS)
    if (read.integer("v"), read.integer("suite")) != (VERSION, SUITE):
        raise Malformed("inner header", "unknown version or suite")
    previous, reply_to = read.text_or_none("previous"), read.text_or_none("reply_to")
    found = Inner(
        world=read.text("world"),  # type: ignore[arg-type]  # Inner refuses another word
        sender=NodeId(read.text("sender")),
        to=tuple(NodeId(name) for name in read.texts("to", MAX_RECIPIENTS)),
        case=Reference(read.text("case")),
        seq=read.integer("seq"),
        previous=None if previous is None else Digest.parse(previous),
        kind=read.text("kind"),
        created=Instant.parse(read.text("created")),
        directory=read.integer("directory"),
        requires=tuple(read.texts("requires", 8)),
        reply_to=None if reply_to is None else EnvelopeId(reply_to),
        env_id=EnvelopeId(read.text("env_id")),
        plaintext_commit=Digest.parse(read.text("plaintext_commit")),
        key_commit=Digest.parse(read.text("key_commit")),
        chunk_root=Digest.parse(read.text("chunk_root")),
    )
    read.require_same(_inner_value(found))
    return found


_OUTER_KEYS: Final = frozenset(field.name for field in fields(Outer))
_INNER_KEYS: Final = frozenset(field.name for field in fields(Inner)) | {"v", "suite"}


class _Reader:
    """Takes typed fields out of one JSON object that has exactly the keys of its format."""

    def __init__(self, data: bytes, cap: int, what: str, keys: frozenset[str]) -> None:
        found = parse_json(data, cap, what=what)
        if not isinstance(found, dict) or found.keys() != keys:
            raise Malformed(what, "not exactly the fields of the format")
        self.what, self.found = what, found

    def _typed(self, key: str, *types: type) -> Any:  # noqa: ANN401 - the callers below say which
        value = self.found[key]
        if type(value) not in types:  # a bool is an int to isinstance
            raise Malformed(self.what, f"{key} has another type")
        return value

    def text(self, key: str) -> str:
        value: str = self._typed(key, str)
        return value

    def text_or_none(self, key: str) -> str | None:
        value: str | None = self._typed(key, str, type(None))
        return value

    def integer(self, key: str) -> int:
        value: int = self._typed(key, int)
        return value

    def texts(self, key: str, most: int) -> list[str]:
        values: list[str] = self._typed(key, list)
        if len(values) > most or not all(type(value) is str for value in values):
            raise Malformed(self.what, f"{key} is not at most {most} texts")
        return values

    def require_same(self, value: dict[str, JsonValue]) -> None:
        """Raise `Malformed` unless `value` is what was read, whose bytes `parse_json` has compared: then it prints as these very bytes."""
        if value != self.found:
            raise Malformed(self.what, "not canonical")


def _require_recipients(to: tuple[NodeId, ...], what: str) -> None:
    if not 1 <= len(to) <= MAX_RECIPIENTS or list(to) != sorted(set(to)):
        raise Malformed(what, f"recipients are 1 to {MAX_RECIPIENTS}, sorted, each once")
