"""Evidence in custody: every chain holds, its leaves sign for it, and the vault has the bytes that were registered."""

from collections.abc import Iterator

from comity.courier.fsck.faults import Fault
from comity.courier.fsck.reading import Reading
from comity.evidence.checking import check_vault


def check_custody(reading: Reading) -> Iterator[Fault]:
    """Yield what the check of the vault finds."""
    for found in reading.counted(check_vault(), total=0):
        yield Fault(found.sentence, found.mend, {name: str(fact) for name, fact in found.facts.items()})
