"""Objects against their digests and places against what no table sees to, for whoever checks a whole node.

Nothing of an object is told but its identifier.
"""

import hashlib
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from typing import Any, Final

from comity.intel.store.postings import name_key
from comity.records.models import StixObject, StixPlace

_CHUNK: Final = 2000


def changed_objects() -> Iterator[str]:
    """Yield the identifiers of objects whose bytes are not those of their digest; reads every byte, a piece at a time."""
    rows = StixObject.objects.order_by("pk").values_list("stix_id", "digest", "body")
    for stix_id, digest, body in rows.iterator(_CHUNK):
        if hashlib.sha256(bytes(body)).digest() != bytes(digest):
            yield stix_id


def wrong_places() -> Iterator[str]:
    """Yield the identifiers of objects under another key than their own, or in one version twice from one giver in a collection."""
    parts = (_places(settled) for settled in StixPlace.objects.order_by("settled").values_list("settled", flat=True).distinct())
    for key, places in groupby(merge(*parts, key=_key), key=_key):
        seen: set[tuple[Any, ...]] = set()
        for _, stix_id, *version in places:
            if key != name_key(stix_id) or (stix_id, *version) in seen:
                yield stix_id
            seen.add((stix_id, *version))


def _places(settled: int) -> Iterator[tuple[Any, ...]]:
    rows = StixPlace.objects.filter(settled=settled).order_by("key")
    return rows.values_list("key", "stix_id", "collection_id", "spec", "version_at", "finer", "source_id").iterator(_CHUNK)


def _key(place: tuple[Any, ...]) -> int:
    return int(place[0])
