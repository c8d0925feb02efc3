"""Looks at one object before anything is kept of it: can it be read, is it what its identifier says, which version is it. Pure."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final

import msgspec

from comity.intel.store.postings import keys_of, name_key
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.wire.stix import BadStix, Head, read_head, version_of
from comity.wire.stix.heads import head_in
from comity.wire.stix.identifiers import is_id, names_type, split_id
from comity.wire.stix.references import mentioned, mentioned_beside
from comity.wire.stix.strict import OBJECT_CAP, read_strictly
from comity.wire.stix.timestamps import is_timestamp, parse_timestamp
from comity.wire.stix.validating import validate_read
from comity.wire.taxii.moments import Moment

HEAD: Final = "head"
FULL: Final = "full"
SPECS: Final = {"2.0": 20, "2.1": 21}
SPEC_NAMES: Final = {number: name for name, number in SPECS.items()}
LARGEST: Final = 4 * 2**20  # bytes of one object: a page holds at least one, and a node has little memory
_LONGEST_VERSION: Final = len("2026-11-23T03:07:00.Z") + 6 + 12  # as many digits as `StixPlace.finer` holds
_TOO_LONG: Final = 300  # characters: longer than any identifier, and as much as is kept of a text that is none
_is_id = lru_cache(maxsize=256)(is_id)  # markings are few, and stand in every object
_LOOSE: Final = msgspec.json.Decoder(dict[str, object])


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """One object that may be kept: its bytes as they came, their digest, its head, its version as a moment (None: it has no version).

    `key` is that of its identifier, `keys` are those of what it speaks of (`postings`), `names` the identifiers that stand in it beside
    its own.
    """

    body: bytes
    digest: bytes
    head: Head
    spec: int
    version: str
    moment: Moment | None
    key: int
    keys: tuple[bytes, ...] = ()
    names: frozenset[str] = frozenset()


class Refusal(msgspec.Struct, frozen=True):
    """One object that is not kept: what could be read of its identifier and version, and why, in English for whoever sent it."""

    stix_id: str
    version: str
    why: str


def look_at(raw: bytes, *, checks: str) -> Candidate | Refusal:
    """Return the object as a candidate, or why it is none. `checks` is `head`, or `full` for every rule of STIX 2.1; never raises."""
    if len(raw) > LARGEST:
        return Refusal("", "", f"The object has {len(raw)} bytes; at most {LARGEST} are taken.")
    return _look_quickly(raw, checks) or look_slowly(raw, checks=checks)


def _look_quickly(raw: bytes, checks: str) -> Candidate | None:
    """Read an object once, and return it if it is good; None says nothing."""
    try:
        told = read_strictly(raw)
    except BadStix:
        return None
    head = head_in(told)
    if head is None or _fault_of_name(head):
        return None
    version = head.modified or head.created
    try:
        moment = moment_of(version)
    except BadStix:
        return None
    if len(version) > _LONGEST_VERSION or not (head.created == version or not head.created or is_timestamp(head.created)):
        return None
    spec = spec_of(head)
    if checks == FULL and spec == SPECS["2.1"] and validate_read(told):
        return None
    return Candidate(raw, sha256(raw).digest(), head, spec, version, moment, name_key(head.id), keys_of(told), mentioned_beside(head, raw))


def look_slowly(raw: bytes, *, checks: str) -> Candidate | Refusal:
    """Do the same step by step: the reference, and the road that explains."""
    try:
        head = read_head(raw)
    except BadStix as refused:
        return Refusal(*_loosely(raw), str(refused))
    version = version_of(head)
    why = _fault_of_name(head) or _fault_of_time(head, version)
    if not why:
        try:
            told = read_strictly(raw)
        except Refused as refused:
            why = str(refused)
        else:
            assert isinstance(told, dict)  # noqa: S101 -- it has a head
            why = _fault_of_content(told) if checks == FULL and spec_of(head) == SPECS["2.1"] else ""
    if why:
        return Refusal(head.id[:300], version[:60], why)
    names = mentioned(raw) - {head.id}
    return Candidate(raw, sha256(raw).digest(), head, spec_of(head), version, moment_of(version), name_key(head.id), keys_of(told), names)


def spec_of(head: Head) -> int:
    """Return 21 for STIX 2.1. An object without `spec_version` is of 2.0 where it is one that 2.0 has (STIX 2.1, section 3.2)."""
    if head.spec_version:
        return SPECS[head.spec_version]
    return 20 if head.created else 21


def moment_of(version: str) -> Moment | None:
    """Return the moment that a version names, to its last digit; None for no version."""
    return Moment(parse_timestamp(version), version[20:-1][6:].rstrip("0")) if version else None


def _fault_of_content(told: Mapping[str, JsonValue]) -> str:
    return " ".join(map(str, validate_read(told)))[:1000]


def _fault_of_name(head: Head) -> str:
    if not names_type(head.id, head.type):
        named = split_id(head.id)
        if not named:
            return f"{head.id[:100]!a} is no STIX identifier: a type, two hyphens and a UUID are expected."
        return f"The identifier names the type {named}, the object says {head.type[:100]!a}."
    if head.spec_version and head.spec_version not in SPECS:
        return f"STIX {head.spec_version[:20]!a} is not taken here; 2.0 and 2.1 are."
    if not all(_is_id(one[:_TOO_LONG]) for one in head.object_marking_refs):
        return "object_marking_refs holds what is no identifier."
    return ""


def _fault_of_time(head: Head, version: str) -> str:
    stamps = (("created", head.created), ("modified", head.modified if head.modified != head.created else ""))
    for name, stamp in stamps:
        if stamp and not is_timestamp(stamp):
            return f"{name}: {stamp[:60]!a} is no timestamp in UTC like 2026-11-23T03:07:00.000Z."
    if len(version) > _LONGEST_VERSION:
        return f"The version {version!a} has more digits than can be told apart here."
    return ""


def _loosely(raw: bytes) -> tuple[str, str]:
    """Return identifier and version of an object whose head cannot be read, as far as there are any."""
    try:
        told = _LOOSE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "", ""
    texts = [value if isinstance(value := told.get(name), str) else "" for name in ("id", "modified", "created")]
    return texts[0][:300], (texts[1] or texts[2])[:60]


assert LARGEST <= OBJECT_CAP  # noqa: S101 -- what is taken can be read
