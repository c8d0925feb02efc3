"""Documents outside the wire: each that a row names lies in the folder `papers`, word for word."""

from collections.abc import Iterator

from comity.courier.fsck.faults import PAPER_BROKEN, RESTORE, Fault
from comity.courier.fsck.reading import CHUNK, Reading
from comity.desk.outside.papers import read_paper
from comity.records.models import Passage
from comity.terms.digests import Digest
from comity.terms.refusals import Refused


def check_papers(reading: Reading) -> Iterator[Fault]:
    """Every document is there and has its digest."""
    kept = Passage.objects.filter(message__request__erased_at__isnull=True).exclude(digest="")
    rows = kept.order_by("id").values_list("digest", "message__request__reference")
    for digest, case in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        try:
            read_paper(Digest.parse(digest))
        except Refused as refusal:
            yield Fault(PAPER_BROKEN, RESTORE, {"case": case, "why": str(refusal)}, refusal)
