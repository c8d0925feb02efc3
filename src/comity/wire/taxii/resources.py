"""The resources of TAXII 2.1 (sections 3.7, 4 and 5), printed. What is empty is left out, as the standard wants it."""

from collections.abc import Sequence
from typing import Final

import msgspec

from comity.wire.taxii.media import STIX, STIX_2_0, TAXII

ENCODER: Final = msgspec.json.Encoder()
_EMPTY: Final = (None, "", ())


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """Section 4.1.1. `default` is one of `api_roots`."""

    title: str
    description: str = ""
    contact: str = ""
    default: str = ""
    api_roots: tuple[str, ...] = ()


class ApiRoot(msgspec.Struct, frozen=True, kw_only=True):
    """Section 4.2.1. `max_content_length` is in bytes."""

    title: str
    max_content_length: int
    description: str = ""
    versions: tuple[str, ...] = (TAXII,)


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Section 5.2.1. `id` is a UUID."""

    id: str
    title: str
    can_read: bool
    can_write: bool
    description: str = ""
    alias: str = ""
    media_types: tuple[str, ...] = (STIX, STIX_2_0)


class Detail(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What became of one object (section 4.3.1). `version` is as it came; for what has none, when it was added."""

    id: str
    version: str
    message: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Section 4.3.1. Everything is decided when the request is answered, so nothing is ever pending."""

    id: str
    request_timestamp: str
    total_count: int
    success_count: int
    failure_count: int
    successes: tuple[Detail, ...] = ()
    failures: tuple[Detail, ...] = ()
    pending_count: int = 0
    status: str = "complete"


class ManifestRecord(msgspec.Struct, frozen=True):
    """Section 5.3.1."""

    id: str
    date_added: str
    version: str
    media_type: str


class ErrorMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Section 3.6.1. `http_status` is a text, by the standard."""

    title: str
    http_status: str
    description: str = ""
    error_id: str = ""
    error_code: str = ""


def print_resource(resource: Discovery | ApiRoot | Collection | Status | ErrorMessage) -> bytes:
    """Return the bytes of a resource."""
    return ENCODER.encode(_filled(resource))


def print_collections(found: Sequence[Collection]) -> bytes:
    """Return the bytes of section 5.1.1; without any, an empty object."""
    return ENCODER.encode({"collections": [_filled(one) for one in found]}) if found else b"{}"


def print_envelope(objects: Sequence[bytes], *, following: str = "") -> bytes:
    """Join the bytes of `objects` to an envelope (section 3.7.1): nothing of them is read or printed anew.

    `following` is the token of the next page, empty where there is none. No objects at all are an empty object.
    """
    if not objects:
        return b"{}"
    head = b'{"more":true,"next":"' + following.encode("ascii") + b'","objects":[' if following else b'{"more":false,"objects":['
    return head + b",".join(objects) + b"]}"


def print_manifest(records: Sequence[ManifestRecord], *, following: str = "") -> bytes:
    """Return the bytes of section 5.3.1, with the token of the next page, which the standard forgot and clients read."""
    return _listed("objects", records, following)


def print_versions(versions: Sequence[str], *, following: str = "") -> bytes:
    """Return the bytes of section 5.8.1, newest first; `next` as for manifests."""
    return _listed("versions", versions, following)


def _listed(name: str, values: Sequence[object], following: str) -> bytes:
    if not values:
        return b"{}"
    head: dict[str, object] = {"more": True, "next": following} if following else {"more": False}
    return ENCODER.encode(head | {name: values})


def _filled(resource: msgspec.Struct) -> dict[str, object]:
    told = {name: getattr(resource, name) for name in resource.__struct_fields__}
    return {name: value for name, value in told.items() if value not in _EMPTY}
