"""Finds elements by a value or a UUID without reading the events that they stand in: by postings, and by a look into bytes.

What is found may be more than what was asked for: whoever asks reads the few elements that it names, and asks each of them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from comity.intel.misp.showing import BULK, LOOSE, WHOLES, Head, by_id, days_of, head_of, held_by, part_of, posted, wholes_of
from comity.intel.misp.spreading import Look
from comity.intel.store.granting import Holding
from comity.intel.store.postings import asked_keys, reference_key
from comity.intel.store.scanning import BODIES, PLACES, scan
from comity.wire.misp.observables import OBSERVABLE_TYPES
from comity.wire.taxii.filters import Filters

# What carries a value of an element that is not posted; indicators too, whose pattern may be a rule of another language. What is left out
# are observables that have one value alone, and that is posted.
_POSTED: Final = frozenset({"ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "mac-addr"})
_NAMED: Final = (
    "threat-actor",
    "campaign",
    "malware",
    "tool",
    "attack-pattern",
    "intrusion-set",
    "course-of-action",
    "identity",
    "location",
)
_UNPOSTED: Final = tuple(sorted({*BULK, *_NAMED, *OBSERVABLE_TYPES} - _POSTED))
_LONGEST: Final = 256  # characters of a value that is looked for this way
_SHORTEST: Final = 4
_LETTERS: Final = re.compile(r"[A-Za-z0-9._:@-]+")  # that every printer of JSON writes as they are
_NUMBER: Final = re.compile(r"(?:as)?\d+", re.IGNORECASE)
_CHUNK: Final = 500


def may_find(values: Iterable[str]) -> bool:
    """Say whether elements with these values can be found here: whole values of some letters, none a bare number, which no posting has."""
    return all(
        "%" not in value and len(value) <= _LONGEST and len(_token(one)) >= _SHORTEST and not _NUMBER.fullmatch(one)
        for value in values
        for one in value.split("|")
    )


def events_about(look: Look, values: Iterable[str]) -> Iterator[tuple[Head, frozenset[str]]]:
    """Yield each event that may have one of these values, with the UUIDs under which its elements with them may stand. See `may_find`."""
    wanted = [part for value in values for part in {value, *value.split("|")}]
    for holding in look.holdings:
        yield from _events(look, holding, _speaking(look, holding, wanted))


def events_with(look: Look, uuid: str) -> Iterator[tuple[Head, frozenset[str]]]:
    """Yield each event that has an element of that UUID, as an object of its own; of one that stands inside an object, nothing."""
    for holding in look.holdings:
        yield from _events(look, holding, {row.told["id"] for row in by_id(look, holding, [f"{kind}--{uuid}" for kind in BULK])})


def _speaking(look: Look, holding: Holding, values: list[str]) -> set[str]:
    """Return the identifiers of what speaks of a value, and of what says that it was seen."""
    found = {str(row[4]) for row in posted(look, holding, [key for value in values for key in asked_keys(value)])}
    tokens = [_token(value).encode().lower() for value in values]
    after = 0
    while True:
        page = scan(holding.pk, look.sight, Filters(types=_UNPOSTED), columns=BODIES, limit=_CHUNK, after=after)
        folded = ((added, bytes(body).lower()) for added, body in page.rows)
        hits = {added for added, body in folded if any(token in body for token in tokens)}
        if hits:
            places = scan(holding.pk, look.sight, Filters(types=_UNPOSTED), columns=PLACES, limit=len(page.rows), after=after)
            found |= {str(row[4]) for row in places.rows if row[0] in hits}
        if not page.more:
            break
        after = page.last
    seen = [reference_key(one) for one in sorted(found) if one.partition("--")[0] in OBSERVABLE_TYPES]
    return found | {str(row[4]) for row in posted(look, holding, seen, ("observed-data",))}


def _events(look: Look, holding: Holding, found: set[str]) -> Iterator[tuple[Head, frozenset[str]]]:
    uuids = {one.partition("--")[2] for one in found if one.partition("--")[0] not in WHOLES}
    if not uuids:
        return
    wholes = wholes_of(look, holding)
    events = {str(row.told["id"]): row for row in wholes if not part_of(row.told)}
    named: dict[str, set[str]] = {}
    for row in wholes:
        inside = {ref.partition("--")[2] for ref in row.told.get("object_refs", ()) if isinstance(ref, str)} & uuids
        named.setdefault(part_of(row.told) or str(row.told["id"]), set()).update(inside)
    for identifier, inside in named.items():
        if inside and identifier in events:
            yield head_of(holding, events[identifier]), frozenset(inside)
    held = held_by(wholes)
    loose = {one for one in found if one.partition("--")[0] in LOOSE and one not in held}
    if loose:
        whole = frozenset(one.partition("--")[2] for one in loose)
        yield from ((head, whole) for head in days_of(look, holding, held))


def _token(value: str) -> str:
    """Return the longest piece of a value that stands in JSON as it is."""
    return max(_LETTERS.findall(value), key=len, default="")
