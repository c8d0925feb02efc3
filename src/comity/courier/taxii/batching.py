"""What of a collection is next on a push: a page of it, with what belongs to its objects and lies elsewhere, and what stays and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.courier.taxii.pushing import fitting
from comity.courier.taxii.resources import read_named
from comity.intel.feeds.actions import Reading
from comity.intel.store.ingesting import bodies_of
from comity.intel.store.onward import Onward
from comity.intel.store.scanning import BODIES, PLACES, scan
from comity.intel.store.sight import Sight
from comity.intel.store.together import Item, Together, owners_of
from comity.records.models import IntelFeedLine, IntelFeedResult
from comity.wire.taxii.filters import ALL, Filters

_EVERYTHING = Filters(keywords=(ALL,), spec_versions=("2.0", "2.1"))


@dataclass(frozen=True, slots=True)
class Part:
    """One object: the date up to which all is sent once it is; `why` is the code of the reason where it stays, or empty."""

    body: bytes
    upto: int
    why: str = ""


def parts_of(line: IntelFeedLine, reading: Reading, *, seen: Sight, sent: Onward) -> list[Part]:
    """Return what is next, in order; of what lies elsewhere, what has no result on this line yet. `sent` is what may go.

    What may not go among what was read is passed over, as far as it stands before something that does.
    """
    after = line.sent
    while True:
        page = scan(reading.collection, sent.sight, _EVERYTHING, columns=BODIES, limit=line.page, after=after)
        if not page.rows:
            return []
        places = scan(reading.collection, sent.sight, _EVERYTHING, columns=PLACES, limit=len(page.rows), after=after).rows
        both = [(row, place) for row, place in zip(page.rows, places, strict=True) if sent.lets(place[2], place[4])]
        if both:
            return _parts(line, reading, both, seen=seen, sent=sent)
        after = page.last


def _parts(line: IntelFeedLine, reading: Reading, both: Sequence[tuple[Any, Any]], *, seen: Sight, sent: Onward) -> list[Part]:
    owners = owners_of(place[3] for _, place in both)
    together = Together(reading.collection, open_to=reading.open_to, sight=seen, sent=sent)
    items = [Item(bytes(row[1]), owners[place[3]]) for row, place in both]
    fates = together.look(items)
    along = bodies_of([one.key for fate in fates for one in fate.along])
    ids = {one.stix_id for fate in fates for one in fate.along}
    known = set(IntelFeedResult.objects.filter(line=line, stix_id__in=ids).values_list("stix_id", "version")) if ids else set()
    parts, upto = [], line.sent
    for (row, _), item, fate in zip(both, items, fates, strict=True):
        for one in fate.along:
            name = read_named(along[one.key])
            if (name.id, name.version) not in known:
                parts.append(Part(along[one.key], upto))
        upto = int(row[0])
        parts.append(Part(item.body, upto, fate.against))
    return parts


def batch_of(parts: Sequence[Part], *, page: int, most: int) -> Sequence[Part]:
    """Return the parts of the next batch: at most `page` objects that go, in an envelope of `most` bytes, and what stays between them."""
    going = [at for at, part in enumerate(parts) if not part.why]
    count = fitting([parts[at].body for at in going[:page]], most=most)
    return parts if count == len(going) else parts[: going[count]]
