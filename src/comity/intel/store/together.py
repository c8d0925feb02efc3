"""What goes out together, and what does not go because it names what its reader may not see. Asked by every door that sends.

Of what an object names, that comes along which its reader may see in a collection that is open to them and which the sender may pass on.
What the reader may not see is not named to them either: a relationship with such an end stays, and so does a report that lists such an
object, because an identifier is not mute; that of an observable is computed from its value. Who wrote an object is the one name that may
stand for nothing. What this node does not have it cannot hide: an object that names it goes. (docs/adr/0032)
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec
from django.db import connection

from comity.intel.policy import read_marking
from comity.intel.policy.stix import PAP_IDS, TLP_IDS
from comity.intel.store.ingesting import bodies_of
from comity.intel.store.naming import PLACE_KEY
from comity.intel.store.onward import Onward
from comity.intel.store.postings import name_keys
from comity.intel.store.scanning import as_list, within
from comity.intel.store.sight import Sight
from comity.records.statements import run
from comity.wire.stix import BadStix
from comity.wire.stix.closure import closure
from comity.wire.stix.references import mentioned, named_by

DEEP: Final = 8  # steps from an object to what comes along with it: a report, a relationship, its end, the author, a marking are five
MOST: Final = 2000  # objects that come along with one page
MOST_BYTES: Final = 16 * 2**20  # of them
UNNAMED: Final = "refers-no"  # it names what its reader may not see
UNRULED: Final = "definition-no"  # it bears a marking whose definition its reader may not see
_AUTHOR: Final = frozenset({"created_by_ref"})
_MARKING: Final = "marking-definition--"
_FIXED: Final = frozenset((*TLP_IDS, *PAP_IDS))
_DECODE: Final = msgspec.json.Decoder(dict[str, Any]).decode
_COLLECTIONS: Final = "SELECT id, closed_at IS NULL FROM records_intelcollection"
_OWNERS: Final = "SELECT id, owner FROM records_intelsource WHERE "
_THERE: Final = (
    "SELECT p.stix_id, p.collection_id, p.added, p.object_id, p.label, s.owner, p.spec, p.version_at, p.finer, length(o.body)"
    " FROM records_stixplace p JOIN records_stixobject o ON o.id = p.object_id JOIN records_intelsource s ON s.id = p.source_id"
    " WHERE {ids} AND +p.added <= %s"  # the sign keeps planners from walking through all dates
)

Name: TypeAlias = tuple[str, str]
"""An identifier, and whose it is: a marking means what its own deliverer says that it means; of all else the second is empty."""


class Item(msgspec.Struct, frozen=True, gc=False):
    """An object that would go, and the authority that gave it; `names` is what `mentioned` finds in it, where the CALLER knows that."""

    body: bytes
    owner: str
    names: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Along:
    """What comes along: its place (`added`), the key and the size of its bytes. `here`: the collection has some version of it."""

    stix_id: str
    added: int
    key: int
    size: int
    here: bool


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one object: what goes before it; `against` is the code of the reason why it does not go itself, or empty."""

    along: tuple[Along, ...] = ()
    against: str = ""


GOES: Final = Fate()


@dataclass(frozen=True, slots=True)
class _Place:
    collection: int
    added: int
    key: int
    label: int
    owner: str
    order: tuple[int, int, str, int]
    size: int


class Together:
    """One run through a collection for one reader. What came along does not come again in the same run; `cut` counts what was too much.

    `open_to` are the collections that the reader may read, `sight` what they may see, `sent` what the sender may pass on to them.
    """

    def __init__(self, collection: int, *, open_to: Collection[int], sight: Sight, sent: Onward | Callable[[], Onward]) -> None:
        """Nothing is asked yet. `sent` may be a function, called only where something comes along: then nobody has a permission."""
        self._collection, self._open, self._last = collection, frozenset(open_to), sight.last
        self._seen = frozenset(sight.labels)
        self._sent_of = (lambda: sent) if isinstance(sent, Onward) else sent
        self._permitted = sent.permitted if isinstance(sent, Onward) else {}
        self._sent: Onward | None = None
        self._every: dict[int, bool] = {}
        self._places: dict[str, list[_Place]] = {}
        self._gone: set[Name] = set()
        self._ruling: dict[int, bool] = {}
        self._careful: dict[Name, bool] = {}
        self._room, self._weight = MOST, MOST_BYTES
        self.cut = 0

    def look(self, items: Sequence[Item], *, besides: Collection[str] = ()) -> list[Fate]:
        """Return what becomes of each of a page; `besides` are objects that are on their way already, whatever else is known of them.

        One question to the store for the page, and one more for each step away from it.
        """
        self._places, self._room, self._weight = {}, MOST, MOST_BYTES
        self._careful.clear()
        said = [(mentioned(one.body) if one.names is None else one.names, one.owner) for one in items]
        distinct = set(said)  # many objects of a page mention the same
        self._ask(frozenset[str]().union(*(ids for ids, _ in distinct)).difference(besides))
        careful = {(ids, owner) for ids, owner in distinct if any(self._matters(one, owner) for one in ids.difference(besides))}
        matters = [at for at, one in enumerate(said) if one in careful] if careful else []
        if not matters:
            return [GOES] * len(items)
        names = {at: _names(items[at].body, items[at].owner, besides) for at in matters}
        fates = dict.fromkeys(range(len(items)), GOES)
        going = []
        for at in matters:
            against = self.against(names[at])
            if against:
                fates[at] = Fate(against=against)
            else:
                going.append(at)
        found = closure([tuple(names[at]) for at in going], find=self._find, deep=DEEP)
        self.cut += len(found.cut)
        for at, before in zip(going, found.before, strict=True):
            self._gone.update(before)
            fates[at] = Fate(along=tuple(self._along(one) for one in before))
        return [fates[at] for at in range(len(items))]

    def still(self, keys: Collection[int]) -> frozenset[int]:
        """Return those of these objects, by key, that the reader may see somewhere and the sender may pass on, now."""
        ids = frozenset(_ids_of(keys))
        self._ask(ids)
        wanted = frozenset(keys)
        return frozenset(place.key for one in ids for place in self._places[one] if place.key in wanted and self._goes(one, place))

    def _matters(self, stix_id: str, owner: str) -> bool:
        """Say whether an object that mentions `stix_id` has to be read with care."""
        name = _name(stix_id, owner)
        careful = self._careful.get(name)
        if careful is None:
            places = self._of(name)
            here = any(place.collection == self._collection and self._is_seen(stix_id, place) for place in places)
            careful = self._careful[name] = bool(places) and (not here or self._hidden(name))
        return careful

    def against(self, names: Mapping[Name, frozenset[str]]) -> str:
        """Return the code of the reason why what names these does not go; empty where it does."""
        for name, keys in names.items():
            if not keys <= _AUTHOR and self._hidden(name):
                if not name[0].startswith(_MARKING):
                    return UNNAMED
                if self._rules(self._of(name)[0].key):
                    return UNRULED
        return ""

    def _rules(self, key: int) -> bool:
        """Say whether a definition says more than words: a copyright that is not shown keeps nothing back."""
        if key not in self._ruling:
            said = read_marking(_DECODE(bodies_of([key])[key]))
            self._ruling[key] = not said.known or said.label is not None or bool(said.refs)
        return self._ruling[key]

    def _find(self, names: Sequence[Name]) -> dict[Name, Sequence[Name] | None]:
        """Return of each of these that comes along which it names (`closure`), as long as there is room."""
        self._ask({stix_id for stix_id, _ in names} - self._places.keys())
        coming: dict[Name, Sequence[Name] | None] = {}
        chosen: dict[Name, _Place] = {}
        for name in names:
            place = self._coming(name)
            if place is None:
                continue
            coming[name] = None
            if self._room and place.size <= self._weight:
                chosen[name] = place
                self._room, self._weight = self._room - 1, self._weight - place.size
        bodies = bodies_of({place.key for place in chosen.values()})
        inner = {name: _names(bodies[place.key], place.owner, ()) for name, place in chosen.items()}
        self._ask({stix_id for names_ in inner.values() for stix_id, _ in names_} - self._places.keys())
        for name, further in inner.items():
            if self.against(further):
                del coming[name]
            else:
                coming[name] = tuple(further)
        return coming

    def _coming(self, name: Name) -> _Place | None:
        """Return the place of what comes along by this name: the newest that the reader sees; nothing of what goes by itself, or went."""
        if name in self._gone or self._hidden(name):
            return None
        places = self._of(name)
        if any(place.collection == self._collection and self._sendable().lets(place.label, name[0]) for place in places):
            return None
        shown = [place for place in places if self._goes(name[0], place)]
        return max(shown, key=lambda one: one.order, default=None)

    def _along(self, name: Name) -> Along:
        shown = [place for place in self._of(name) if self._goes(name[0], place)]
        place = max(shown, key=lambda one: one.order)
        here = any(one.collection == self._collection for one in self._places[name[0]])
        return Along(name[0], place.added, place.key, place.size, here)

    def _hidden(self, name: Name) -> bool:
        """Say whether this is here and the reader may see nothing of it. What the standards fixed is known to everybody."""
        places = self._of(name)
        return name[0] not in _FIXED and bool(places) and not any(self._shown(name[0], place) for place in places)

    def _shown(self, stix_id: str, place: _Place) -> bool:
        """Say whether the reader may see what stands at this place, or somebody permitted that they have it."""
        return self._is_open(stix_id, place) and self._is_seen(stix_id, place)

    def _goes(self, stix_id: str, place: _Place) -> bool:
        """Say whether it may be sent to them."""
        return self._is_open(stix_id, place) and self._sendable().lets(place.label, stix_id)

    def _is_seen(self, stix_id: str, place: _Place) -> bool:
        return place.label in self._seen or stix_id in self._permitted.get(place.label, ())

    def _is_open(self, stix_id: str, place: _Place) -> bool:
        """A rule may be read wherever it lies, by whom its label lets in: nobody could keep to one that is not shown."""
        return self._every[place.collection] if stix_id.startswith(_MARKING) else place.collection in self._open

    def _of(self, name: Name) -> list[_Place]:
        """Return the places of a name; of a marking the first that its own deliverer gave, for no other counts."""
        stix_id, owner = name
        places = self._places.get(stix_id, [])
        if not stix_id.startswith(_MARKING):
            return places
        own = [place for place in places if place.owner == owner]
        first = min(own, key=lambda one: one.key, default=None)
        return [] if first is None else [place for place in own if place.key == first.key]

    def _sendable(self) -> Onward:
        if self._sent is None:
            self._sent = self._sent_of()
        return self._sent

    def _ask(self, ids: Iterable[str]) -> None:
        """Read where these objects stand, in whatever collection, in one question."""
        asked = sorted(ids)
        self._places |= {one: [] for one in asked}
        if not asked:
            return
        if not self._every:
            self._every = {int(pk): bool(open_) for pk, open_ in run(_COLLECTIONS).fetchall()}
        sql = _THERE.format(ids=within(PLACE_KEY, connection.vendor))
        for row in run(sql, [as_list(name_keys(asked)), self._last]).fetchall():
            stix_id, collection, added, key, label, owner, spec, version_at, finer, size = row
            if stix_id not in self._places:
                continue  # another identifier with the same key
            place = _Place(collection, added, key, label, owner, (spec, version_at, finer, -added), size)
            self._places[stix_id].append(place)


def owners_of(sources: Iterable[int]) -> dict[int, str]:
    """Return in whose name each of these sources gives."""
    sql = _OWNERS + within("id", connection.vendor)
    return {int(pk): owner for pk, owner in run(sql, [as_list(sorted(set(sources)))]).fetchall()}


def _ids_of(keys: Collection[int]) -> list[str]:
    sql = f"SELECT stix_id FROM records_stixobject WHERE {within('id', connection.vendor)}"  # noqa: S608 our own words
    return [stix_id for (stix_id,) in run(sql, [as_list(sorted(keys))]).fetchall()]


def _names(body: bytes, owner: str, besides: Collection[str]) -> dict[Name, frozenset[str]]:
    """Return what an object names, and by which properties; of one that cannot be read all that it mentions."""
    try:
        found: dict[str, Any] = named_by(body)
    except BadStix:  # kept before, by rules that were looser
        found = dict.fromkeys(sorted(mentioned(body)), ("",))
    return {_name(stix_id, owner): frozenset(keys) for stix_id, keys in found.items() if stix_id not in besides}


def _name(stix_id: str, owner: str) -> Name:
    return (stix_id, owner if stix_id.startswith(_MARKING) else "")
