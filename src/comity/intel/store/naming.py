"""How places are found by the identifier of their object: by 64 bits of a digest of it, and among the latest first.

An identifier is a random text, and an index of it a tree that is written at random: each transaction changes as many pages of it as it has
objects. An index of numbers is a quarter as large; and on SQLite the latest places stand at its beginning by themselves (`settled` is 0),
few pages that all who add change again and again, until `settle` moves them behind, in the order of their keys, thousands at a time.
Who looks asks in both parts. Two identifiers with one key are not met in practice: whoever asks compares the identifiers as well.
"""

from typing import Final

from comity.records.statements import run, vendor

LATEST: Final = 32_768  # places that may stand by themselves: some 300 pages of the index

PLACE_KEY: Final = "p.settled IN (0, 1) AND p.key"
"""The beginning of a condition on places `p`, in both parts of the index; what the key is follows."""
SAME_OBJECT: Final = "q.settled IN (0, 1) AND q.key = p.key AND q.stix_id = p.stix_id AND +q.collection_id = p.collection_id"
"""The condition that a place `q` holds a version of the object at place `p`, in the same collection.

The sign keeps planners from walking through the whole collection, here and where else the collection is asked for beside a key.
"""

_SETTLE: Final = "UPDATE records_stixplace SET settled = 1 WHERE settled = 0"


def first_part() -> int:
    """Return where a new place stands: on PostgreSQL, which writes a row anew for each change of it, where it stays."""
    return 0 if vendor() == "sqlite" else 1


def settle(before: int, after: int) -> None:
    """Move the latest behind where they have become too many, in the caller's transaction: there were `before` places, and are `after`."""
    if before // LATEST != after // LATEST and first_part() == 0:
        run(_SETTLE)
