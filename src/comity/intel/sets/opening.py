"""Keeps that an officer had an object of another authority before them: when it is recalled, its giver is told so."""

from comity.intel.reading.objects import Found
from comity.intel.store.ingesting import keys_with
from comity.records.models import IntelOpened, IntelSet
from comity.terms.instants import Instant


def note_opened(found: Found, *, at: Instant) -> None:
    """Keep the first time at which an object that came in a threat set was shown to an officer."""
    if not IntelSet.objects.filter(side="theirs", collection_id=found.holding.pk).exists():
        return
    name = (found.stix_id, found.digest.raw)
    key = keys_with([name]).get(name)
    if key is not None:
        IntelOpened.objects.get_or_create(object=key, defaults={"at": at})
