"""Threat information: each object is the bytes of its digest."""

import hashlib
from collections.abc import Iterator

from comity.courier.fsck.faults import OBJECT_CHANGED, RESTORE, Fault
from comity.courier.fsck.reading import CHUNK, Reading
from comity.records.models import StixObject


def check_objects(reading: Reading) -> Iterator[Fault]:
    """Hash every object as it is kept; nothing of it is parsed."""
    rows = StixObject.objects.order_by("pk").values_list("stix_id", "digest", "body")
    for stix_id, digest, body in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        if hashlib.sha256(bytes(body)).digest() != bytes(digest):
            yield Fault(OBJECT_CHANGED, RESTORE, {"object": stix_id})
