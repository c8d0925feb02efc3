"""Evidence in custody: every chain holds, its leaves sign for it, and what the vault has of it are the bytes that were registered.

What the vault lacks, or has beside, `comity evidence verify` looks for: it comes and goes beside the rows of one moment.
"""

from collections.abc import Iterator

from comity.courier.fsck.faults import Fault
from comity.courier.fsck.reading import Reading
from comity.evidence.checking import check_chains


def check_custody(reading: Reading) -> Iterator[Fault]:
    """Yield what the check of the chains finds."""
    for found in reading.counted(check_chains(), total=0):
        yield Fault(found.sentence, found.mend, {name: str(fact) for name, fact in found.facts.items()})
