"""Objects against their digests, for whoever checks a whole node; nothing of an object is told but its identifier."""

import hashlib
from collections.abc import Iterator
from typing import Final

from comity.records.models import StixObject

_CHUNK: Final = 2000


def changed_objects() -> Iterator[str]:
    """Yield the identifiers of objects whose bytes are not those of their digest; reads every byte, a piece at a time."""
    rows = StixObject.objects.order_by("pk").values_list("stix_id", "digest", "body")
    for stix_id, digest, body in rows.iterator(_CHUNK):
        if hashlib.sha256(bytes(body)).digest() != bytes(digest):
            yield stix_id
