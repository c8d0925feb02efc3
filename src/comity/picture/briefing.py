"""Makes the risk brief as a paper: its facts come written from the door, in each language; what left the page is noted by its digest."""

from collections.abc import Iterable

from django.db import transaction

from comity.directory.fonts import added_fonts
from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.letters.riskbrief import RiskBrief, print_risk_brief, spell
from comity.picture.policy import require_look
from comity.records.models import Officer
from comity.terms.digests import Digest
from comity.terms.instants import Instant


@transaction.atomic
def make_brief(briefs: Iterable[RiskBrief], *, languages: int, by: Officer, at: Instant) -> bytes:
    """Return the fullest of `briefs` that has one sheet a language as PDF/UA-1, and note that this officer took it.

    They come the fullest first. A character that no font has stands as its code point.

    Raises `NotAllowed`, `MandateLapsed`, `BadFont`, `NoPrinter`.
    """
    require_look(actor(by, at=at))
    extra = added_fonts(home())
    data = print_risk_brief((spell(brief, extra=extra) for brief in briefs), languages=languages, extra=extra)
    note("picture.brief-made", by=by, at=at, facts={"digest": str(Digest.of(data))})
    return data
