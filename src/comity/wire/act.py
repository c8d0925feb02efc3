"""The body of an act: a request, its answer, and what is said in between, as it is signed and as it is read.

    {"act":"request","article":"42","check":[{"article":"42(3)(b)","outcome":"pass","rule":"uncc.42.content"}], ...}

The bytes carry the codes, the versions by which they were understood, what the rule check said, and the text as it was
rendered. A kind, a vocabulary or a rulebook that this node does not know still parses: whether it can be answered is
for the desk to say, which also compares the rendered text with its own.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_at_once, parse_json, print_json
from comity.terms.languages import Language
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.characters import keys_in, looks_clean_printed, require_clean_lines, require_clean_texts, texts_in
from comity.wire.listed import FileShape, ListedFile, print_listed, require_distinct, take_files
from comity.wire.shapes import VERSION, Shape, take_shape, take_word

SPEC: Final = "docs/specs/act.md, section 1"

MAX_BYTES: Final = 1024 * 1024
MAX_FIELDS: Final = 256
MAX_FINDINGS: Final = 512
MAX_LANGUAGES: Final = 8
MAX_VOCABULARIES: Final = 64

ActPart: TypeAlias = Literal[
    "request", "answer", "result", "report", "closure", "consultation", "views", "notice", "question", "information", "withdrawal"
]
Urgency: TypeAlias = Literal["routine", "urgent", "emergency"]
Outcome: TypeAlias = Literal["pass", "warn", "stop"]

_WHAT: Final = "act"
_KIND: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_INSTRUMENT: Final = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_ARTICLE: Final = re.compile(r"(?=.{1,80}\Z)[A-Za-z0-9(][A-Za-z0-9 ().,/-]*")
_KEY: Final = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
_NAME: Final = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*")
_MARK: Final = re.compile(r"(?=.{1,16}\Z)[A-Z]+(?:[:+-][A-Z0-9]+)*")
_VERSION: Final = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9][A-Za-z0-9.+_-]*")


@functools.lru_cache(maxsize=1024)
def _take_key(key: str) -> None:
    """Refuse what is no key of a field; those of the forms stand in every act, and are looked at once."""
    take_word(key, pattern=_KEY, what="field key")


@dataclass(frozen=True, slots=True)
class VocabularyUsed:
    """The list of codes, in one version, by which the codes of the fields are meant."""

    name: str
    version: str
    digest: Digest

    def __post_init__(self) -> None:
        """Refuse a name or a version that is not a short ASCII word."""
        take_word(self.name, pattern=_NAME, what="vocabulary name")
        take_word(self.version, pattern=_VERSION, what="vocabulary version")


@dataclass(frozen=True, slots=True)
class RulebookUsed:
    """The rulebook, in one version, by which the act was checked before it was submitted."""

    version: str
    digest: Digest

    def __post_init__(self) -> None:
        """Refuse a version that is not a short ASCII word."""
        take_word(self.version, pattern=_VERSION, what="rulebook version")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What one rule said of the act when its drafter submitted it."""

    rule: str
    outcome: Outcome
    article: str

    def __post_init__(self) -> None:
        """Refuse a rule or an article that is not a short ASCII word."""
        take_word(self.rule, pattern=_NAME, what="rule")
        take_word(self.article, pattern=_ARTICLE, what="article")


class RenderedField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One numbered field as its sender's officers read it, in one language; lines without line feeds. It stands in the act as it is."""

    number: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActBody:
    """One act. `case` chains are the envelope's; `original` is the act that this one answers.

    `fields` holds JSON values by field key, codes rather than words; `text` the same as rendered, by language. `tlp` and
    `classification` are codes of the vocabularies of those names, empty where the sender marked nothing.
    `files` lists what travels beside the act; the bytes are not in it.
    Mappings and what stands in them are not to be changed after the act was made.
    """

    act: ActPart
    kind: str
    reference: Reference
    instrument: str
    article: str
    urgency: Urgency
    fields: Mapping[str, JsonValue]
    vocabularies: tuple[VocabularyUsed, ...]
    rulebook: RulebookUsed
    check: tuple[CheckLine, ...]
    text: Mapping[str, tuple[RenderedField, ...]]
    drafted_by: OfficerId
    submitted_at: Instant
    original: EnvelopeId | None = None
    tlp: str = ""
    classification: str = ""
    files: tuple[ListedFile, ...] = ()

    def __post_init__(self) -> None:
        """Refuse words that are not in their form, and more of anything than its cap."""
        take_word(self.kind, pattern=_KIND, what="kind")
        take_word(self.instrument, pattern=_INSTRUMENT, what="instrument")
        take_word(self.article, pattern=_ARTICLE, what="article")
        for mark, what in ((self.tlp, "marking"), (self.classification, "classification")):
            if mark:
                take_word(mark, pattern=_MARK, what=what)
        for key in self.fields:
            _take_key(key)
        for language in self.text:
            Language(language)
        if not self.text:
            raise Malformed(_WHAT, "rendered in no language")
        if len({used.name for used in self.vocabularies}) != len(self.vocabularies):
            raise Malformed(_WHAT, "the same vocabulary twice")
        require_distinct(self.files)
        for name, count, cap in (
            ("fields", len(self.fields), MAX_FIELDS),
            ("check", len(self.check), MAX_FINDINGS),
            ("text", len(self.text), MAX_LANGUAGES),
            ("vocabularies", len(self.vocabularies), MAX_VOCABULARIES),
        ):
            if count > cap:
                raise Malformed(_WHAT, f"{name}: {count} entries, at most {cap}")

    @property
    def digest(self) -> Digest:
        """SHA-256 of the printed act; prints it, so that a caller who holds the bytes asks `Digest.of` instead."""
        return Digest.of(print_act(self))


def print_act(body: ActBody) -> bytes:
    """Return the canonical bytes of `body`: these are sealed, committed to and signed.

    Raises `Malformed` or `TooLarge` when `parse_act` would not read them back: a text that is not clean, a field value
    that has no JSON form, more than 16 levels, over 1 MiB.
    """
    value = _value(body)
    data = print_json(value, what=_WHAT)
    if len(data) > MAX_BYTES:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_BYTES)
    _clean_shape(value)
    return data


def parse_act(data: bytes) -> ActBody:
    """Read what `print_act` writes and nothing else; raises `TooLarge` over 1 MiB, otherwise `Malformed`.

    The CALLER joins it to its envelope: `reference` is the inner header's case, `kind` its kind, the drafter is of the
    sending node, and an officer who is not the drafter signed: who approved, and when, stands in the envelope alone.
    """
    # (1) size, canonical JSON                      - docs/specs/act.md, section 1
    # (2) members, types, and the version           - section 2
    # (3) characters of every text                  - section 4
    # (4) words in their form, counts in their caps - section 3
    shape = parse_at_once(data, MAX_BYTES, reads=_DECODE, loose=_fields)  # (1) and (2)
    if shape is not None and looks_clean_printed(data):
        return _body(shape)
    return _body(_clean_shape(parse_json(data, MAX_BYTES, what=_WHAT)))


def read_own_act(data: bytes) -> ActBody:
    """Read what `print_act` printed on this node.

    The CALLER holds the digest under which a person saw these bytes, and has compared it: form and characters were looked at
    when they were printed. What a peer sent, or a stranger may have written, is for `parse_act`.
    """
    try:
        return _body(_DECODE(data))
    except msgspec.DecodeError as fault:
        raise Malformed(_WHAT, "not as this node printed it") from fault


class _Vocabulary(Shape):
    name: str
    version: str
    digest: str


class _Rulebook(Shape):
    version: str
    digest: str


class _CheckLine(Shape):
    rule: str
    outcome: Outcome
    article: str


class _Act(Shape):
    v: Literal[1]
    act: ActPart
    kind: str
    reference: str
    instrument: str
    article: str
    urgency: Urgency
    fields: dict[str, JsonValue]
    vocabularies: list[_Vocabulary]
    rulebook: _Rulebook
    check: list[_CheckLine]
    text: dict[str, tuple[RenderedField, ...]]
    drafted_by: str
    submitted_at: str
    original: str | UnsetType = UNSET
    tlp: str | UnsetType = UNSET
    classification: str | UnsetType = UNSET
    files: list[FileShape] | UnsetType = UNSET


_DECODE: Final = msgspec.json.Decoder(_Act).decode
_fields: Final[Callable[[_Act], JsonValue]] = attrgetter("fields")


def _clean_shape(value: JsonValue) -> _Act:
    shape = take_shape(value, shape=_Act, what=_WHAT)  # (2)
    rendered = (field for fields in shape.text.values() for field in fields)
    lines = [line for field in rendered for line in (field.number, field.label, *field.lines)]
    require_clean_lines([*keys_in(shape.fields), *lines], what=_WHAT)  # (3)
    require_clean_texts(list(texts_in(shape.fields)), what=_WHAT)
    return shape


def _body(shape: _Act) -> ActBody:
    return ActBody(  # (4)
        act=shape.act,
        kind=shape.kind,
        reference=Reference(shape.reference),
        instrument=shape.instrument,
        article=shape.article,
        urgency=shape.urgency,
        fields=shape.fields,
        vocabularies=tuple([_vocabulary(used.name, used.version, used.digest) for used in shape.vocabularies]),
        rulebook=_rulebook(shape.rulebook.version, shape.rulebook.digest),
        check=tuple([_line(line.rule, line.outcome, line.article) for line in shape.check]),
        text=shape.text,
        drafted_by=OfficerId(shape.drafted_by),
        submitted_at=Instant.parse(shape.submitted_at),
        original=None if shape.original is UNSET else EnvelopeId(shape.original),
        tlp=_marked(shape.tlp, what="marking"),
        classification=_marked(shape.classification, what="classification"),
        files=take_files(shape.files),
    )


# What the same rules said of the act before stands word for word in most acts: it is looked at once, and so is the version of a list.
_line: Final = functools.lru_cache(maxsize=512)(CheckLine)


@functools.lru_cache(maxsize=128)
def _vocabulary(name: str, version: str, digest: str) -> VocabularyUsed:
    return VocabularyUsed(name, version, Digest.parse(digest))


@functools.lru_cache(maxsize=8)
def _rulebook(version: str, digest: str) -> RulebookUsed:
    return RulebookUsed(version, Digest.parse(digest))


def _marked(text: str | UnsetType, *, what: str) -> str:
    """Return a mark; one that is there and empty is not what `print_act` writes."""
    return "" if text is UNSET else take_word(text, pattern=_MARK, what=what)


def _value(body: ActBody) -> dict[str, JsonValue]:
    value: dict[str, JsonValue] = {
        "v": VERSION,
        "act": body.act,
        "kind": body.kind,
        "reference": str(body.reference),
        "instrument": body.instrument,
        "article": body.article,
        "urgency": body.urgency,
        "fields": dict(body.fields),
        "vocabularies": [{"name": used.name, "version": used.version, "digest": str(used.digest)} for used in body.vocabularies],
        "rulebook": {"version": body.rulebook.version, "digest": str(body.rulebook.digest)},
        "check": [{"rule": line.rule, "outcome": line.outcome, "article": line.article} for line in body.check],
        "text": {
            language: [{"number": field.number, "label": field.label, "lines": field.lines} for field in fields]
            for language, fields in body.text.items()
        },
        "drafted_by": str(body.drafted_by),
        "submitted_at": str(body.submitted_at),
    }
    if body.original is not None:
        value["original"] = str(body.original)
    if body.tlp:
        value["tlp"] = body.tlp
    if body.classification:
        value["classification"] = body.classification
    if body.files:
        value["files"] = [print_listed(file) for file in body.files]
    return value
