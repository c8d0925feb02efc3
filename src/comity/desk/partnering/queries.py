"""Every entry of partners: the version that counts, and what waits for a second officer."""

from dataclasses import dataclass

from comity.desk.partnering.actions import NoSuchEntry
from comity.records.models import Partner


@dataclass(frozen=True, slots=True)
class Entered:
    """One partner: the version that counts, None before the first approval, and the proposal that waits, if one does."""

    authority: str
    counts: Partner | None
    waiting: Partner | None


def entered() -> tuple[Entered, ...]:
    """Return every partner that was ever entered, by name."""
    found: dict[str, Entered] = {}
    for row in Partner.objects.select_related("proposed_by", "approved_by").order_by("authority", "version"):
        before = found.get(row.authority, Entered(row.authority, None, None))
        if row.approved_at is None:
            found[row.authority] = Entered(row.authority, before.counts, row)
        else:
            found[row.authority] = Entered(row.authority, row, None)
    return tuple(found.values())


def entry(entry_id: int) -> Partner:
    """Return one version; raises `NoSuchEntry`."""
    found = Partner.objects.select_related("proposed_by", "approved_by").filter(pk=entry_id).first()
    if found is None:
        raise NoSuchEntry
    return found
