"""Threat information: each object is the bytes of its digest."""

from collections.abc import Iterator

from comity.courier.fsck.faults import OBJECT_CHANGED, RESTORE, Fault
from comity.courier.fsck.reading import Reading
from comity.intel.store.auditing import changed_objects


def check_objects(reading: Reading) -> Iterator[Fault]:
    """Hash every object as it is kept; nothing of it is parsed."""
    for stix_id in reading.counted(changed_objects(), total=0):
        yield Fault(OBJECT_CHANGED, RESTORE, {"object": stix_id})
