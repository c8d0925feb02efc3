"""Identifiers, moments, and the extension that carries what STIX has no property for."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from comity.wire.misp.event import Org

# uuid5(URL, "https://comity.example/misp"). Names what MISP gives no UUID: a link, an element of a galaxy as an event tells it.
NAMESPACE: Final = uuid.UUID("c1b3f215-83b7-5f69-aba6-70beeaf1fec0")

EXTENSION: Final = "extension-definition--bf607e69-f70f-56c5-ac64-a2f7964e4236"
EXTENSION_AUTHOR: Final = "identity--ee3085e5-4961-5a8e-bd29-0c7cc26193f8"
_EXTENSION_DAY: Final = "2026-11-29T00:00:00.000Z"

_LAST: Final = 253_402_300_799  # the end of the year 9999
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FINER: Final = re.compile(r"(\.\d{6})\d+")
_WORD: Final = re.compile("[^a-z0-9]+")


def stix_id(kind: str, own: str) -> str:
    """Return the identifier of an item that has a UUID of its own: MISP and misp-stix number it alike."""
    return f"{kind}--{own}"


def derived_id(kind: str, *parts: str) -> str:
    """Return the identifier of something without a UUID, from what it is made of."""
    return f"{kind}--{derived_uuid(kind, *parts)}"


def derived_uuid(*parts: str) -> str:
    """Return the UUID (version 5) of `parts`; none of them can run into the next."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(part.replace("\x1f", "\x1f\x1f") for part in parts)))


@lru_cache(maxsize=4096)  # the elements of an event share few moments
def moment(seconds: int) -> str:
    """Return a STIX timestamp of whole seconds since 1970."""
    return (_EPOCH + timedelta(seconds=min(seconds, _LAST))).strftime("%Y-%m-%dT%H:%M:%S.000Z").rjust(24, "0")


def day(date: str) -> int | None:
    """Return the second in which a day begins in UTC, or None where there is no such day."""
    try:
        found = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return max(0, int((found - _EPOCH).total_seconds()))


@lru_cache(maxsize=4096)
def iso_moment(text: str) -> str | None:
    """Return MISP's `first_seen` as a STIX timestamp in UTC with microseconds as far as said, or None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        return None
    return found.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + f".{found.microsecond:06d}".removesuffix("000") + "Z"


def seconds_of(stamp: str) -> int | None:
    """Return the whole seconds since 1970 of a STIX timestamp, or None where it is none or lies before."""
    found = iso_moment(_FINER.sub(r"\1", stamp))
    if found is None:
        return None
    span = datetime.fromisoformat(found) - _EPOCH
    return int(span.total_seconds()) if span >= timedelta(0) else None


def word(text: str) -> str:
    """Return `text` as STIX wants names of relations and keys: small letters, digits, single dashes."""
    return _WORD.sub("-", text.lower()).strip("-")[:250] or "related-to"


# STIX demands moments of what MISP has none for. The first second of all is what any version by its own author is later than.
UNKNOWN: Final = "1970-01-01T00:00:00.000Z"


def identity_of(org: Org) -> dict[str, Any]:
    """Return the identity of an organisation, by its UUID; where it has none, by its name."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": stix_id("identity", org.uuid) if org.uuid else derived_id("identity", org.name),
        "created": UNKNOWN,
        "modified": UNKNOWN,
        "name": org.name or org.uuid or "?",
        "identity_class": "organization",
    }


def extension_objects() -> list[dict[str, Any]]:
    """Return the definition of the extension and its author, which travel with whatever uses it."""
    author = {
        "type": "identity",
        "spec_version": "2.1",
        "id": EXTENSION_AUTHOR,
        "created": _EXTENSION_DAY,
        "modified": _EXTENSION_DAY,
        "name": "Comity",
        "identity_class": "organization",
    }
    definition = {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EXTENSION,
        "created_by_ref": EXTENSION_AUTHOR,
        "created": _EXTENSION_DAY,
        "modified": _EXTENSION_DAY,
        "name": "MISP element",
        "description": "What a MISP event says of an element beyond the properties of STIX; members as in the MISP core format.",
        "schema": "docs/specs/misp.md",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }
    return [author, definition]


def extended(told: dict[str, Any]) -> dict[str, Any]:
    """Return the property `extensions` that carries `told`."""
    return {EXTENSION: {"extension_type": "property-extension", **told}}
