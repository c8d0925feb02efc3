"""The fast road: an envelope into its objects, and of each object what a store indexes. Nothing is printed again, so no byte can change.

What this road does not see, `validating` does: a key that stands twice inside an object (msgspec takes the last one, as most readers do),
and whatever is wrong in a property that no head has. Who keeps objects by their heads alone asks `strict.require_distinct_keys` as well.
"""

import re
from collections.abc import Iterator
from typing import Final, NoReturn

import msgspec

from comity.terms.json import JsonValue, outside_strings
from comity.terms.refusals import TooLarge
from comity.wire.stix.faults import at
from comity.wire.stix.refusals import BundleGiven, refusal
from comity.wire.stix.strict import DEPTH, read_slowly, require_text

_COMPLAINT: Final = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
_EXPECTED: Final = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<found>[^`]*)`")
_LACKING: Final = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_COMMA_QUOTES_COLON: Final = b',"":'
_SHORTEST: Final = b',"":0'  # what a member takes at least
_STEP: Final = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


class GranularMarking(msgspec.Struct, frozen=True, gc=False):
    """A marking, or a language, of parts of an object (section 7.2.3); `selectors` name the parts."""

    selectors: tuple[str, ...]
    marking_ref: str = ""
    lang: str = ""


class Head(msgspec.Struct, frozen=True, gc=False):
    """What a store indexes of one object; texts as received. What the object does not have is empty.

    `spec_version` is empty in objects of STIX 2.0, and may be in observables, which 2.0 did not have as objects of their own.
    """

    type: str
    id: str
    spec_version: str = ""
    created: str = ""
    modified: str = ""
    revoked: bool = False
    created_by_ref: str = ""
    object_marking_refs: tuple[str, ...] = ()
    granular_markings: tuple[GranularMarking, ...] = ()
    name: str = ""
    lang: str = ""
    labels: tuple[str, ...] = ()
    confidence: int | None = None
    valid_from: str = ""
    valid_until: str = ""
    relationship_type: str = ""
    source_ref: str = ""
    target_ref: str = ""
    sighting_of_ref: str = ""


_HEAD: Final = msgspec.json.Decoder(Head)
_LIST: Final = msgspec.json.Decoder(tuple[msgspec.Raw, ...])
_MEMBERS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_envelope(data: bytes, *, most: int) -> tuple[msgspec.Raw, ...]:
    """Return the objects of a TAXII envelope (TAXII 2.1, section 3.7), or of a bare list of objects, each with the bytes that it came with.

    `most` is the size cap in bytes. Each `Raw` looks into `data` and keeps all of it alive: `bytes(raw)` is what to keep. An element need
    not be an object, or good: `read_head` and `validate` say so of each, so that one bad object in a thousand does not cost the others.

    Raises `TooLarge` before anything is read; `BundleGiven`; `BadStix` for what is no envelope, for a key that stands twice in the envelope
    itself, and for JSON that cannot be cut into objects. How deep it may be for that is Python's affair (some 1,000 levels of 3.11, 10,000
    of later ones): an object of more than `DEPTH` is refused by whoever reads it whole.
    """
    if len(data) > most:
        raise TooLarge("TAXII envelope", size=len(data), cap=most)
    require_text(data)
    if data.lstrip()[:1] == b"[":
        return _objects(data, path="")
    members = _members(data)
    if "id" in members and bytes(members.get("type", b"")) == b'"bundle"':
        raise BundleGiven
    return _objects(members["objects"], path="objects") if "objects" in members else ()


def read_bundle(data: bytes, *, most: int) -> tuple[msgspec.Raw, ...]:
    """Return the objects of a STIX bundle (section 8), as `read_envelope` does of an envelope; for files.

    Raises `TooLarge`, and `BadStix` for what is no bundle.
    """
    if len(data) > most:
        raise TooLarge("STIX bundle", size=len(data), cap=most)
    require_text(data)
    members = _members(data)
    if bytes(members.get("type", b"")) != b'"bundle"':
        raise refusal("type", "not-a-bundle")
    return _objects(members["objects"], path="objects") if "objects" in members else ()


def read_head(raw: bytes | msgspec.Raw) -> Head:
    """Return the head of one object. Raises `BadStix`, with a path, for what has no `type` or `id`, or a head of other types."""
    if isinstance(raw, bytes):
        require_text(raw)  # what came out of an envelope was looked at there
    try:
        return _HEAD.decode(raw)
    except (msgspec.DecodeError, RecursionError) as fault:
        _explain(bytes(raw), fault)


def head_in(told: JsonValue) -> Head | None:
    """Return the head of an object that was read whole (`strict.read_strictly`); None for one without a good head: `read_head` says why."""
    try:
        return msgspec.convert(told, Head)
    except msgspec.ValidationError:
        return None


def version_of(head: Head) -> str:
    """Return the version of an object as TAXII 2.1 has it (section 3.4.1): `modified`, else `created`, else empty; the text as received.

    Where it is empty the store's own date of addition stands for it.
    """
    return head.modified or head.created


def _members(data: bytes) -> dict[str, msgspec.Raw]:
    """Return the members of an envelope or a bundle; one that stands twice, `objects` too, is refused.

    What is no member is the braces, the commas, the colons and the space between; while fewer bytes are left over than the shortest member
    takes, there is no second one. Otherwise each member has its colon, and the colons are counted.
    """
    try:
        found = _MEMBERS.decode(data)
    except (msgspec.DecodeError, RecursionError) as fault:
        _explain(data, fault)
    spare = len(data) - 1 - sum(len(key.encode()) + len(_COMMA_QUOTES_COLON) + len(memoryview(raw)) for key, raw in found.items())
    if spare >= len(_SHORTEST):
        colons = outside_strings(data).count(b":") - sum(outside_strings(bytes(raw)).count(b":") for raw in found.values())
        if colons != len(found):
            read_slowly(data)  # names the key
            raise refusal("", "key-twice", key="?")
    return found


def _objects(data: bytes | msgspec.Raw, *, path: str) -> tuple[msgspec.Raw, ...]:
    try:
        return _LIST.decode(data)
    except (msgspec.DecodeError, RecursionError) as fault:
        _explain(bytes(data), fault, path=path)


def _explain(data: bytes, fault: Exception, *, path: str = "") -> NoReturn:
    """Raise the refusal for what msgspec complained of: types are named by their path, what is no JSON is read slowly."""
    if isinstance(fault, msgspec.ValidationError) and (told := _COMPLAINT.fullmatch(str(fault))):
        for step in _steps(told["path"] or ""):
            path = at(path, step)
        if lacking := _LACKING.fullmatch(told["what"]):
            raise refusal(path, "missing", name=lacking["name"]) from None
        if expected := _EXPECTED.fullmatch(told["what"]):
            raise refusal(path, "wrong-type", wanted=expected["wanted"], found=expected["found"]) from None
    if isinstance(fault, RecursionError):
        raise refusal(path, "too-deep", cap=DEPTH) from None
    read_slowly(data)
    raise refusal("", "not-json", place=1) from None


def _steps(path: str) -> Iterator[str | int]:
    for name, place in _STEP.findall(path):
        yield int(place) if place else name
