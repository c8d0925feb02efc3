"""Identifiers of STIX objects (section 2.9): `type--UUID`."""

import re
from typing import Final
from uuid import UUID

NAMESPACE: Final = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # of observables, section 2.9

_TYPE: Final = r"[a-z](?:-?[a-z0-9])*-?"
TYPE: Final = re.compile(rf"(?=.{{3,250}}\Z){_TYPE}")
_ID: Final = re.compile(
    r"([a-z][a-z0-9-]{2,249})--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-([1-5])[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)


def is_id(text: str) -> bool:
    """Say whether `text` is an identifier: a type's name, two hyphens, a UUID of RFC 4122."""
    return _ID.fullmatch(text) is not None


def type_in(identifier: str) -> str:
    """Return the type that an identifier names; empty where it is none."""
    found = _ID.fullmatch(identifier)
    return found[1] if found else ""


def uuid_version(identifier: str) -> int:
    """Return the version of the UUID, 1 to 5; 0 where it is no identifier."""
    found = _ID.fullmatch(identifier)
    return int(found[2]) if found else 0
