"""Where what another authority gives of one of its collections is kept here: one collection of ours, whichever road it came by."""

from dataclasses import dataclass
from typing import Final

from comity.directory.home import home
from comity.intel.store.granting import add_collection
from comity.records.models import IntelBundleRead, IntelCollection, IntelSet
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Tlp

_SHORT: Final = 8  # characters of the giver's identifier in the name of our collection
_LONGEST: Final = 55


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection as its giver tells of it: whose, its identifier there, its title, its fields, and what holds for unmarked objects."""

    giver: AuthorityId
    theirs: str
    title: str
    fields: tuple[str, ...]
    unmarked: Tlp | None


def shelf_for(told: Shelf, *, at: Instant) -> IntelCollection:
    """Return the collection for what this giver's brings; a new one where there is none, or ours was closed since.

    This authority reads it, and whom the operator lets; nobody writes into it.
    """
    theirs = {"authority": str(told.giver), "theirs": told.theirs, "collection__closed_at__isnull": True}
    known = (
        IntelBundleRead.objects.filter(**theirs).select_related("collection").first()
        or IntelSet.objects.filter(side="theirs", **theirs).select_related("collection").first()
    )
    if known is not None and known.collection is not None:
        return known.collection
    return add_collection(
        f"{told.giver}: {told.title}",
        alias=f"{str(told.giver)[:_LONGEST].rstrip('-')}-{told.theirs[:_SHORT]}",
        fields=told.fields,
        unmarked=told.unmarked,
        readers=(f"authority:{home().authority}",),
        at=at,
    )
