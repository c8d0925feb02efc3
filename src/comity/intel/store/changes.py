"""Whether anything came, moved or went since a date: for whoever keeps an answer, and asks whether it still holds.

It is asked of all that is there, and not of what somebody sees: what was moved out of a reader's sight must end what is kept for them. It
says yes or no to the program that keeps, and nothing to anybody else.
"""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from comity.intel.store.scanning import as_list, within
from comity.records.statements import run

_GONE: Final = "SELECT 1 FROM records_inteltombstone WHERE {collections} AND removed > %s LIMIT 1"
_CAME: Final = (
    "SELECT 1 FROM records_stixplace WHERE {collections} AND added > %s"
    " AND kind_id IN (SELECT id FROM records_inteltype WHERE {kinds}) LIMIT 1"
)


def moved_since(collections: Sequence[int], kinds: Sequence[str], *, since: int) -> bool:
    """Say whether any object of these types came or was labelled anew after `since` (microseconds), or anything was taken out."""
    vendor = connection.vendor
    words = {"collections": within("collection_id", vendor), "kinds": within("name", vendor)}
    keys = as_list(collections)
    if run(_GONE.format(**words), [keys, since]).fetchone():
        return True
    return run(_CAME.format(**words), [keys, since, as_list(kinds)]).fetchone() is not None
