"""The register against itself: its documents' bytes, what rows quote of them, what is kept beside rows."""

from collections.abc import Callable, Iterator
from typing import Final

from comity.courier.fsck.faults import MISQUOTED, RESTORE, ROW_LAGS, WRITTEN_ANEW, WRONG_BYTES, Fault
from comity.courier.fsck.reading import Reading
from comity.register.auditing import broken_documents, lagging, misquoted

_ASKED: Final[tuple[tuple[Callable[[], Iterator[str]], str, str], ...]] = (
    (broken_documents, WRONG_BYTES, RESTORE),
    (misquoted, MISQUOTED, RESTORE),
    (lagging, ROW_LAGS, WRITTEN_ANEW),
)


def check_register(reading: Reading) -> Iterator[Fault]:
    """Each document is its digest's, each quotation stands where it is said to, and lists and figures ask what follows from the rows."""
    for ask, sentence, mend in reading.counted(iter(_ASKED), total=len(_ASKED)):
        yield from (Fault(sentence, mend, {"number": number}) for number in ask())
