"""Shows what a reader may see as MISP events. Every object is read by `store.scanning.scan`, with the reader's sight; nothing else reads.

An event is a report or a grouping with what it holds; what no report holds that the reader can see is grouped by collection and day. MISP
numbers elements too: a number here is made of the UUID, and is good for this node alone.
"""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from comity.intel.misp.beside import LINKS, ends_of, going_as_far
from comity.intel.misp.spreading import Look, Row, given_as, is_given, shared_out
from comity.intel.policy.misp import Distribution
from comity.intel.policy.stix import PAP_IDS, TLP_IDS
from comity.intel.store.granting import Holding
from comity.intel.store.postings import reference_key
from comity.intel.store.runs import numbers_of
from comity.intel.store.scanning import BODIES, PLACES, TOGETHER, scan, scan_back
from comity.wire.misp.answers import number_of
from comity.wire.misp.event import Event, Org
from comity.wire.misp.naming import EXTENSION, derived_uuid, stix_id
from comity.wire.misp.observables import OBSERVABLE_TYPES
from comity.wire.misp.refusals import EventTooLarge
from comity.wire.misp.unviewing import unview_event
from comity.wire.taxii.filters import Filters

WHOLES: Final = ("report", "grouping")
# What a large event has much of: elements and what links them. Anything else of an event is looked at for whatever part of it.
BULK: Final = ("indicator", "observed-data", "x-misp-attribute", "x-misp-object", "vulnerability", "note")
_MANY: Final = frozenset({*BULK[:4], *LINKS, *OBSERVABLE_TYPES})
LOOSE: Final = ("indicator", "observed-data", "vulnerability", "x-misp-attribute", "x-misp-object")
MOST: Final = 200_000  # objects of one event
MOST_BYTES: Final = 128 * 2**20
PART: Final = 20_000  # objects of one part of a day
_PAGE: Final = 2_000
_CHUNK: Final = 500
_DAY: Final = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """An event in an index: where it is, and what MISP decides by before it fetches it."""

    uuid: str
    holding: Holding
    info: str
    timestamp: int
    published: bool
    date: str
    orgc: Org
    row: Row | None = None
    span: tuple[int, int] = (0, 0)  # of what came on a day: the first and the last date


def rows(look: Look, holding: Holding, filters: Filters) -> Iterator[Row]:
    """Return what the reader may see of a collection, in order; a page at a time, which the store weighs."""
    after = 0
    while True:
        page = scan(holding.pk, look.sight, filters, columns=BODIES, limit=_PAGE, after=after)
        places = scan(holding.pk, look.sight, filters, columns=PLACES, limit=len(page.rows), after=after) if page.rows else page
        for (added, body), (_, _, label, source, _) in zip(page.rows, places.rows, strict=True):
            yield Row(added, json.loads(bytes(body)), len(body), label, source)
        if not page.more:
            return
        after = page.last


def bounded(found: Iterable[Row]) -> list[Row]:
    """Return what was found as a list; raises `EventTooLarge` beyond `MOST` objects or `MOST_BYTES`."""
    kept: list[Row] = []
    weight = 0
    for row in found:
        kept.append(row)
        weight += row.weight
        if len(kept) > MOST or weight > MOST_BYTES:
            raise EventTooLarge(objects=MOST, size=MOST_BYTES // 2**20)
    return kept


def by_id(look: Look, holding: Holding, ids: Iterable[str]) -> Iterator[Row]:
    """Return the objects with these identifiers that the reader may see."""
    wanted = iter(dict.fromkeys(ids))
    while chunk := tuple(itertools.islice(wanted, _CHUNK)):
        yield from rows(look, holding, Filters(ids=chunk))


# ---------------------------------------------------------------- the index


def heads(look: Look) -> list[Head]:
    """Return every event that the reader may see, oldest change first."""
    found: list[Head] = []
    for holding in look.holdings:
        wholes = wholes_of(look, holding)
        found += [head_of(holding, row) for row in wholes if not part_of(row.told)]
        found += days_of(look, holding, held_by(wholes))
    return sorted(found, key=lambda head: (head.timestamp, head.uuid))


def wholes_of(look: Look, holding: Holding) -> list[Row]:
    """Return the reports and groupings of a collection that the reader may have, parts of events among them."""
    if holding.pk not in look.wholes:
        look.wholes[holding.pk] = [row for row in rows(look, holding, Filters(types=WHOLES)) if is_given(look, row)]
    return look.wholes[holding.pk]


def head_of(holding: Holding, row: Row) -> Head:
    """Return what an index says of the event that a report is."""
    event = unview_event([_alone(row.told)]).event
    return Head(
        uuid=event.uuid,
        holding=holding,
        info=event.info,
        timestamp=event.timestamp,
        published=event.published,
        date=event.date,
        orgc=event.orgc or Org(uuid=str(row.told.get("created_by_ref", "")).partition("--")[2], name=""),
        row=row,
    )


def held_by(wholes: Iterable[Row]) -> frozenset[str]:
    """Return what these reports hold."""
    return held_by_all(row.told for row in wholes)


def held_by_all(told: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return what objects with `object_refs` hold."""
    return frozenset(ref for one in told for ref in one.get("object_refs", ()) if isinstance(ref, str))


def part_of(told: Mapping[str, Any]) -> str:
    """Return the report of which a grouping holds the elements that are not for all of its readers; empty for any other."""
    inner = told.get("extensions", {}).get(EXTENSION, {}) if told["type"] == "grouping" else {}
    return str(inner.get("part", "")) if isinstance(inner, dict) else ""


def _alone(told: dict[str, Any]) -> dict[str, Any]:
    """Return a report that names nothing: of one that names a hundred thousand the same is known of each."""
    return told | {"object_refs": []}


def days_of(look: Look, holding: Holding, held: frozenset[str]) -> Iterator[Head]:
    """Return events of what no report holds: one a day, and of a day with more than `PART` objects several, in order."""
    for number, came in itertools.groupby(_places(look, holding), key=lambda row: row[0] // _DAY):
        for part, chunk in enumerate(_chunks(came)):
            if any(row[4] not in held and given_as(look, row[2]) is not None for row in chunk):
                yield _day_head(holding, number, part, (chunk[0][0], chunk[-1][0]))


def _chunks(came: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(itertools.islice(came, PART)):
        yield chunk


def _places(look: Look, holding: Holding) -> Iterator[tuple[Any, ...]]:
    after = 0
    while True:
        page = scan(holding.pk, look.sight, Filters(types=LOOSE), columns=PLACES, limit=PART, after=after)
        yield from page.rows
        if not page.more:
            return
        after = page.last


def _day_head(holding: Holding, number: int, part: int, span: tuple[int, int]) -> Head:
    day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)).strftime("%Y-%m-%d")
    uuid = derived_uuid("misp day", holding.uuid, day, *([str(part)] if part else []))
    info = f"{holding.title}: {day}" + (f" ({part + 1})" if part else "")
    return Head(uuid, holding, info, span[1] // 1_000_000, published=True, date=day, orgc=Org(), span=span)


def find(look: Look, name: str) -> Head | None:
    """Return the event of that UUID or number that the reader may see, or None."""
    name = name.lower()
    for holding in look.holdings:
        ids = tuple(stix_id(kind, name) for kind in WHOLES)
        for row in rows(look, holding, Filters(ids=ids)):
            if is_given(look, row) and not part_of(row.told):
                return head_of(holding, row)
    return next((head for head in heads(look) if name in {head.uuid, number_of(head.uuid)}), None)


# ---------------------------------------------------------------- one event


def event_of(look: Look, head: Head, *, about: frozenset[str] | None = None) -> Event:
    """Return an event with everything of it that the reader may see and that may be given to a MISP instance, as MISP says how far.

    With `about` it is less: of its elements those that stand under these UUIDs, each as it is in the whole event.
    """
    if head.row is None:
        found = going_as_far(_loose(look, head, about), whole=None)
        shown = unview_event((row.told for row in found), info=head.info, day=head.date)
        event = replace(shown.event, uuid=head.uuid, timestamp=head.timestamp, published=True, publish_timestamp=head.timestamp)
        return shared_out(look, replace(shown, event=event), found, whole=None)
    if head.row.source == look.source:
        return _as_given(head.row, _closure(look, head.holding, head.row, about))  # who gave it is shown their own words
    found = going_as_far(_closure(look, head.holding, head.row, about), whole=head.row)
    shown = unview_event((bare(row.told) for row in found), whole=str(head.row.told["id"]))
    event = replace(shown.event, published=head.published)
    return shared_out(look, replace(shown, event=event), found, whole=head.row)


def indexed(look: Look, head: Head) -> Event:
    """Return what an event says of itself, without its elements, as far as MISP may be told."""
    if head.row is None:
        day = Event(uuid=head.uuid, info=head.info, date=head.date, timestamp=head.timestamp, published=True, orgc=head.orgc)
        return replace(day, distribution=int(Distribution.OWN), publish_timestamp=head.timestamp)
    shown = unview_event([bare(_alone(head.row.told))])
    event = replace(shown.event, orgc=head.orgc, published=head.published)
    if head.row.source == look.source:
        return event
    return shared_out(look, replace(shown, event=event), [], whole=head.row)


def element(look: Look, head: Head, uuid: str) -> Row | None:
    """Return the object that stands for an element of an event: its own, or that of the MISP object it stands in."""
    return _element(look, head, uuid, frozenset({uuid})) or _element(look, head, uuid, None)


def _element(look: Look, head: Head, uuid: str, about: frozenset[str] | None) -> Row | None:
    found = _closure(look, head.holding, head.row, about) if head.row is not None else _loose(look, head, about)
    shown = unview_event((bare(row.told) for row in found), whole=str(head.row.told["id"]) if head.row else "")
    owner = next((made.uuid for made in shown.event.composites for one in made.attributes if one.uuid == uuid), uuid)
    ids = {stix for stix, own in shown.uuids.items() if own == owner}
    return next((row for row in found if row.told["id"] in ids), None)


def elements(look: Look, head: Head) -> tuple[str, ...]:
    """Return the identifiers of the report, its parts and all that they hold, as far as the reader sees them; the report last."""
    if head.row is None:
        return ()
    whole = str(head.row.told["id"])
    parts = [row.told for row in wholes_of(look, head.holding) if part_of(row.told) == whole]
    held = held_by_all([head.row.told, *parts]) - {whole}
    return (*sorted(held), *(str(one["id"]) for one in parts), whole)


def event_given(look: Look, head: Head) -> Event:
    """Return an event as its author gave it and nobody else added to it; the CALLER has seen that the reader is that author."""
    if head.row is None:
        return event_of(look, head)
    return _as_given(head.row, [row for row in _closure(look, head.holding, head.row) if row.source == look.source])


def _as_given(whole: Row, found: Sequence[Row]) -> Event:
    return unview_event((bare(row.told) for row in found), whole=str(whole.told["id"])).event


def _loose(look: Look, head: Head, about: frozenset[str] | None = None) -> list[Row]:
    """Return what came on a day and is in no report that the reader sees, with what it points to."""
    held = held_by(wholes_of(look, head.holding))
    first, last = head.span
    if about is None:
        came: Iterable[Row] = rows(look, head.holding, Filters(types=LOOSE, added_after=first - 1))
    else:
        came = (row for row in by_id(look, head.holding, _named(about)) if row.told["type"] in LOOSE and row.added >= first)
    inside = (row for row in came if row.added <= last) if about else itertools.takewhile(lambda row: row.added <= last, came)
    found = bounded(row for row in inside if row.told["id"] not in held and is_given(look, row))
    return _and_pointed(look, head.holding, found)


def _named(about: Iterable[str]) -> list[str]:
    return [stix_id(kind, uuid) for uuid in sorted(about) for kind in BULK]


def _closure(look: Look, holding: Holding, whole: Row, about: frozenset[str] | None = None) -> list[Row]:
    """Return a report with what it holds, what that points to, and the links and sightings of it that came later."""
    parts = [row.told for row in wholes_of(look, holding) if part_of(row.told) == whole.told["id"]]
    refs = held_by_all([whole.told, *parts]) - {whole.told["id"]}
    if about is not None:
        refs = frozenset(ref for ref in refs if ref.partition("--")[0] not in _MANY or ref.partition("--")[2] in about)
        whole = replace(whole, told=_alone(whole.told))
    held = bounded(row for row in by_id(look, holding, sorted(refs)) if is_given(look, row))
    if about is not None:
        held += [row for row in _linking(look, holding, [row for row in held if row.told["type"] in _MANY]) if is_given(look, row)]
        return _and_pointed(look, holding, [whole, *held])
    found = _and_pointed(look, holding, [whole, *held])
    there = {row.told["id"] for row in found}
    later = [
        row
        for row in rows(look, holding, Filters(types=LINKS))
        if row.told["id"] not in there and ends_of(row.told) & there and is_given(look, row)
    ]
    return found + [row for row in _and_pointed(look, holding, later) if row.told["id"] not in there]


def _linking(look: Look, holding: Holding, ends: Iterable[Row]) -> Iterator[Row]:
    """Return the links and sightings of a few objects, by the postings of what they name."""
    keys = [reference_key(str(row.told["id"])) for row in ends]
    yield from by_id(look, holding, [str(row[4]) for row in posted(look, holding, keys, LINKS)])


def posted(look: Look, holding: Holding, keys: Iterable[bytes], types: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the places of what speaks of one of these keys (`store.postings`), as `scanning.PLACES` tells them."""
    numbers = numbers_of(keys)
    for chunk in (numbers[place : place + TOGETHER] for place in range(0, len(numbers), TOGETHER)):
        before = 0
        while True:
            page = scan_back(holding.pk, look.sight, Filters(types=types), columns=PLACES, limit=_PAGE, before=before, among=chunk)
            yield from page.rows
            if not page.more:
                break
            before = page.last


def _and_pointed(look: Look, holding: Holding, found: list[Row]) -> list[Row]:
    """Add observables and authors that are pointed to, twice over: an observable points to others."""
    for _ in range(2):
        there = {row.told["id"] for row in found}
        refs = {ref for row in found for ref in _pointed(row.told)} - there
        found = found + [row for row in by_id(look, holding, sorted(refs)) if is_given(look, row) or row.told["type"] == "identity"]
    return found


def _pointed(told: Mapping[str, Any]) -> Iterator[str]:
    for name, value in told.items():
        if name in {"object_marking_refs", "object_refs"} and told["type"] in WHOLES:
            continue
        if name.endswith("_ref") and isinstance(value, str):
            yield value
        elif name.endswith("_refs") and name != "object_marking_refs" and isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))


def bare(told: dict[str, Any]) -> dict[str, Any]:
    """Return an object with those markings alone that MISP has tags for; the label of the object says in tags what the others say."""
    refs = [one for one in told.get("object_marking_refs", ()) if one in TLP_IDS or one in PAP_IDS]
    return {name: value for name, value in told.items() if name not in {"object_marking_refs", "granular_markings"}} | (
        {"object_marking_refs": refs} if refs else {}
    )
