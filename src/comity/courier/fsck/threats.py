"""Threat information: each object is the bytes of its digest, and stands where it is found by its identifier, each version once."""

from collections.abc import Iterator

from comity.courier.fsck.faults import OBJECT_CHANGED, PLACE_WRONG, RESTORE, Fault
from comity.courier.fsck.reading import Reading
from comity.intel.store.auditing import changed_objects, wrong_places


def check_objects(reading: Reading) -> Iterator[Fault]:
    """Hash every object as it is kept, and look at every place; nothing of an object is parsed."""
    for stix_id in reading.counted(changed_objects(), total=0):
        yield Fault(OBJECT_CHANGED, RESTORE, {"object": stix_id})
    for stix_id in reading.counted(wrong_places(), total=0):
        yield Fault(PLACE_WRONG, RESTORE, {"object": stix_id})
