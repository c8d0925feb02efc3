"""Shared commitments as officers see them: what waits for an answer, one beside what the register has, and what both sides said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Commitment, Share, ShareStanding
from comity.register.likeness import likeness
from comity.register.paging import PAGE, Page, key_of, page_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow
from comity.register.sharing.states import ShareState
from comity.terms.refusals import Malformed
from comity.wire.commitment import Shared

_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class ShareFile:
    """A share, what was shown, the rows here that it may be (the likeliest first), and what each side said, the oldest first."""

    share: Share
    shown: Shared
    candidates: Sequence[Commitment]
    standings: Sequence[ShareStanding]


def shares(*, by: Actor, state: str = "", after: str = "") -> Page[Share]:
    """Return what is shared with other nodes, the newest first."""
    require_read(by)
    rows = Share.objects.select_related("commitment")
    if state:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def find_share(case: str, *, by: Actor) -> ShareFile:
    """Return one share with all that belongs to it; raises `NoSuchRow`."""
    require_read(by)
    found = Share.objects.select_related("commitment").filter(case=case).first()
    if found is None:
        raise NoSuchRow(number=case[:20])
    try:
        told = Shared(**found.shown)
    except Malformed as fault:
        raise NoSuchRow(number=case[:20]) from fault
    waits = found.state == ShareState.OFFERED and found.commitment_id is None
    standings = ShareStanding.objects.filter(share=found).order_by("id")[:_MOST]
    return ShareFile(found, told, _candidates(told) if waits else (), list(standings))


def shares_of(commitment: Commitment, *, by: Actor) -> Sequence[tuple[Share, Sequence[ShareStanding]]]:
    """Return with whom a commitment is shared, and what each side said of it."""
    require_read(by)
    found = Share.objects.filter(commitment=commitment).order_by("id")[:_MOST]
    return [(one, list(ShareStanding.objects.filter(share=one).order_by("id")[:_MOST])) for one in found]


def waiting(*, by: Actor) -> int:
    """Return how many commitments other nodes showed and nobody here answered."""
    require_read(by)
    return Share.objects.filter(state=ShareState.OFFERED, side="theirs").count()


def _candidates(told: Shared) -> list[Commitment]:
    rows = Commitment.objects.filter(
        obligor_country=told.obligor_country, beneficiary_country=told.beneficiary_country, taken_out_at__isnull=True
    ).order_by("-id")[: 4 * _MOST]
    return sorted(rows, key=lambda row: -likeness(row.words, told.words))[:5]
