"""Techniques of ATT&CK under their tactics, and how many objects that the reader may see use each.

Reading all of a large matrix takes a few hundred milliseconds, so what its objects say is kept for readers who see the same labels of the
same collections, until one of them changes. Who uses a technique is asked anew each time: it must be an object that they see.
"""

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import Card, by_ids
from comity.intel.store.changes import moved_since
from comity.intel.store.clock import look
from comity.intel.store.granting import Holding
from comity.intel.store.postings import reference_key
from comity.intel.store.refusals import NoObject
from comity.intel.store.runs import numbers_of
from comity.intel.store.scanning import CARDS, LINKS, NAMES, scan_back
from comity.wire.stix.attack import CHAINS, MATRIX, TACTIC, TECHNIQUE, UNDER, USES, Link, Order, Tactic, Technique, read_attack, read_link
from comity.wire.taxii.filters import Filters

MOST_TECHNIQUES: Final = 8_000  # objects of a matrix that are read: four times of what ATT&CK has
MOST_LINKS: Final = 60_000
MOST_USERS: Final = 300  # that the page of one technique lists
MOST_BESIDE: Final = 25  # of whom one may be chosen to stand beside; from its own page anyone may
BESIDE: Final = ("intrusion-set", "malware", "tool", "campaign", "threat-actor")
_KINDS: Final = (TECHNIQUE, TACTIC, MATRIX, "relationship")
_PAGE: Final = 2_000
_KEEPS: Final = 4
_LOCK: Final = Lock()
_KEPT: "OrderedDict[tuple[Any, ...], _Told]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a matrix is narrowed to: uses told of in collections of one field, or in one; and who is shown beside (an identifier)."""

    field: str = ""
    collection: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A technique in one column. `key` names it in addresses; `beside`: whoever is shown beside uses it, or one under it."""

    key: str
    technique: Technique
    count: int
    beside: bool
    under: "tuple[Cell, ...]" = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A tactic: its short name, and what it is called where the node has that."""

    phase: str
    tactic: Tactic | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One domain. `chains` are those that have techniques here; `others` who may be shown beside, by name; `beside` who is.

    `techniques` and `used` count each technique once, in however many columns it stands; `over` those that are revoked or no longer kept
    up, which are left out. `more` says that not all could be read.
    """

    chain: str
    chains: tuple[str, ...]
    columns: tuple[Column, ...]
    others: tuple[tuple[str, str], ...]
    beside: str
    techniques: int
    used: int
    used_beside: int
    over: int
    more: bool


@dataclass(frozen=True, slots=True)
class User:
    """Who uses a technique: an object, the word of the relationship and what it says, and the relationship itself."""

    card: Card
    word: str
    told: str
    by: Card


@dataclass(slots=True)
class _Told:
    """What the objects of all matrices say, as far as some readers see them; `upto` is the newest date that was looked at."""

    upto: int = 0
    techniques: dict[str, Technique] = field(default_factory=dict)
    tactics: dict[str, Tactic] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    uses: list[tuple[str, str, int]] = field(default_factory=list)  # technique, who uses it, collection
    parents: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # of each technique
    more: bool = False


def matrix(eye: Onlooker, chain: str, asked: Asked) -> Matrix:
    """Return the matrix of a kill chain, of the first there is where `chain` is none; raises `NoObject` for one that is none here."""
    told = _told(eye)
    some = {of for one in told.techniques.values() if not one.over for of, _ in one.phases}
    chains = tuple(one for one in CHAINS if one in some)
    if chain and chain not in chains:
        raise NoObject
    chain = chain or _first(told, chains, asked.beside)
    here = {key: one for key, one in told.techniques.items() if any(of == chain for of, _ in one.phases)}
    names = _names(eye, {source for target, source, _ in told.uses if target in here})
    users = _users(told, here, names, within={one.pk for one in eye.readable if _fits(one, asked)})
    beside = asked.beside if asked.beside in names else ""
    live = {key for key, one in here.items() if not one.over}
    using = {key for key in live if beside and beside in users.get(key, ())}
    return Matrix(
        chain=chain,
        chains=chains,
        columns=tuple(_columns(told, chain, live, {key: len(of) for key, of in users.items()}, using)),
        others=_others(told, here, names, beside),
        beside=beside,
        techniques=len(live),
        used=sum(bool(users.get(key)) for key in live),
        used_beside=len(using),
        over=len(here) - len(live),
        more=told.more,
    )


def technique_named(eye: Onlooker, chain: str, key: str) -> Card:
    """Return the technique that a matrix calls `key`, as an object; raises `NoObject`."""
    told = _told(eye)
    found = next((one for one, name in told.keys.items() if name == key and chain in dict(told.techniques[one].phases)), None)
    card = by_ids(eye, [found]).get(found) if found is not None else None
    if card is None:
        raise NoObject
    return card


def users_of(eye: Onlooker, stix_id: str) -> tuple[tuple[User, ...], bool]:
    """Return who uses a technique or points to it, of what they may see; and whether there are more than are listed."""
    found: dict[str, tuple[Link, Card]] = {}
    more, among = False, numbers_of((reference_key(stix_id),))
    for holding in eye.readable if among else ():
        page = scan_back(holding.pk, eye.sight, Filters(types=("relationship",)), columns=CARDS, limit=4 * MOST_USERS, among=among)
        more = more or page.more
        for added, key, version, _, label, revoked, body, *_ in page.rows:
            link = read_link(bytes(body), described=True) if body is not None and not revoked else None
            if link is not None and link.word in USES and link.target == stix_id:
                found.setdefault(link.source, (link, Card(holding, added, key, version, label, revoked=False, said=None)))
    cards = by_ids(eye, list(found), most=4 * MOST_USERS)
    users = [User(cards[source], link.word, link.told, by) for source, (link, by) in found.items() if source in cards]
    users.sort(key=lambda one: (one.card.sort, one.card.said.title.casefold() if one.card.said else "", one.card.stix_id))
    return tuple(users[:MOST_USERS]), more or len(users) > MOST_USERS


def kind_of(stix_id: str) -> str:
    """Return the type that an identifier names."""
    return stix_id.partition("--")[0]


def _told(eye: Onlooker) -> _Told:
    """Return what is kept for readers of these labels and collections, or read it anew."""
    shelves = tuple(one.pk for one in eye.readable)
    key = (look().name, eye.sight.labels, shelves)
    with _LOCK:
        kept = _KEPT.get(key)
    if kept is not None and (kept.upto >= eye.sight.last or not moved_since(shelves, _KINDS, since=kept.upto)):
        kept.upto = max(kept.upto, eye.sight.last)
        return kept
    made = _read(eye)
    with _LOCK:
        _KEPT[key] = made
        _KEPT.move_to_end(key)
        while len(_KEPT) > _KEEPS:
            _KEPT.popitem(last=False)
    return made


def _read(eye: Onlooker) -> _Told:
    told = _Told(upto=eye.sight.last)
    versions: dict[str, tuple[int, int]] = {}
    # The oldest first, so that tactics without an order stand as they came; of one object in several collections the newest version counts.
    for added, stix_id, _, version_at, _, revoked, body, *_ in sorted(_bodies(eye, told), key=lambda row: int(row[0])):
        if body is None or versions.get(stix_id, (-1, 0)) >= (version_at, added):
            continue
        versions[stix_id] = version_at, added
        _take(told, bytes(body), gone=bool(revoked))
    told.orders.sort(key=lambda one: -len(one.tactics))
    _link(eye, told)
    _name(told)
    return told


def _bodies(eye: Onlooker, told: _Told) -> Iterator[tuple[Any, ...]]:
    wanted = Filters(types=(TECHNIQUE, TACTIC, MATRIX))
    for holding in eye.readable:
        before, left = 0, MOST_TECHNIQUES
        while left > 0:
            page = scan_back(holding.pk, eye.sight, wanted, columns=CARDS, limit=min(_PAGE, left), before=before)
            yield from page.rows
            before, left = page.last, left - len(page.rows)
            if not page.more:
                break
        told.more = told.more or left <= 0


def _take(told: _Told, body: bytes, *, gone: bool) -> None:
    found = read_attack(body)
    if isinstance(found, Technique):
        told.techniques[found.stix_id] = found
    elif isinstance(found, Tactic) and not gone:
        told.tactics[found.stix_id] = found
    elif isinstance(found, Order) and not gone:
        told.orders.append(found)


def _link(eye: Onlooker, told: _Told) -> None:
    """Read the relationships that lead to a technique: found by what they speak of, however much else is in a collection."""
    among = numbers_of(reference_key(one) for one in told.techniques)
    seen: set[str] = set()
    for holding in eye.readable if among else ():
        page = scan_back(holding.pk, eye.sight, Filters(types=("relationship",)), columns=LINKS, limit=MOST_LINKS, among=among)
        told.more = told.more or page.more
        for _, stix_id, body in page.rows:
            link = read_link(bytes(body)) if body is not None else None
            if link is None or link.target not in told.techniques:
                continue
            if link.word in USES:
                told.uses.append((link.target, link.source, holding.pk))
            elif link.word == UNDER and stix_id not in seen:
                seen.add(stix_id)
                told.parents[link.source] = link.target


def _name(told: _Told) -> None:
    """Give each technique its name in addresses, its code or else its identifier, and its parent where the code says it."""
    holders: dict[str, list[str]] = {}
    for key, one in told.techniques.items():
        holders.setdefault(one.code if _plain(one.code) else "", []).append(key)
    for code, keys in holders.items():
        # Of several with one code the first that is still kept up has it.
        first = min(keys, key=lambda one: (told.techniques[one].over, keys.index(one))) if code else ""
        for key in keys:
            told.keys[key] = code if key == first else key.partition("--")[2]
    codes = {name: key for key, name in told.keys.items()}
    for key, one in told.techniques.items():
        whole, dot, _ = one.code.partition(".")
        if dot and whole in codes:
            told.parents.setdefault(key, codes[whole])


def _plain(code: str) -> bool:
    return bool(code) and len(code) <= 24 and code.isascii() and code.replace(".", "").replace("-", "").isalnum()


def _first(told: _Told, chains: tuple[str, ...], beside: str) -> str:
    """Return the domain that is shown unasked: the first in which whoever stands beside uses something, else the first there is."""
    used = {chain for target, source, _ in told.uses if beside and source == beside for chain, _ in told.techniques[target].phases}
    return next((one for one in chains if one in used), next(iter(chains), ""))


def _fits(holding: Holding, asked: Asked) -> bool:
    if asked.collection and asked.collection not in (holding.uuid, holding.alias):
        return False
    return not asked.field or asked.field in holding.row.fields


def _names(eye: Onlooker, ids: Collection[str]) -> dict[str, str]:
    """Return what those of these objects are called that they may see."""
    wanted = Filters(ids=tuple(sorted(ids)))
    found: dict[str, str] = {}
    for holding in eye.readable if ids else ():
        for _, stix_id, name in scan_back(holding.pk, eye.sight, wanted, columns=NAMES, limit=MOST_LINKS).rows:
            found.setdefault(stix_id, name or stix_id)
    return found


def _users(told: _Told, here: Collection[str], names: Mapping[str, str], *, within: Collection[int]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = {}
    for target, source, collection in told.uses:
        if target in here and source in names and collection in within:
            users.setdefault(target, set()).add(source)
    return users


def _others(told: _Told, here: Collection[str], names: Mapping[str, str], beside: str) -> tuple[tuple[str, str], ...]:
    """Return those who use most, by name; whoever is beside is among them."""
    counts = Counter(source for target, source, _ in told.uses if target in here and source in names and kind_of(source) in BESIDE)
    shown = dict.fromkeys((*(key for key, _ in counts.most_common(MOST_BESIDE)), *((beside,) if beside else ())))
    return tuple(sorted(((key, names[key]) for key in shown), key=lambda one: (one[1].casefold(), one[0])))


def _columns(told: _Told, chain: str, live: Collection[str], counts: Mapping[str, int], using: Collection[str]) -> Iterator[Column]:
    """Yield the tactics in the order of their matrices, then those that no matrix has, as they came."""
    by_phase: dict[str, list[str]] = {}
    for key in sorted(live, key=lambda one: (told.techniques[one].name.casefold(), one)):
        for of, phase in told.techniques[key].phases:
            if of == chain:
                by_phase.setdefault(phase, []).append(key)
    for phase, tactic in _tactics(told, chain, by_phase):
        keys = by_phase[phase]
        below: dict[str, list[str]] = {}
        for key in keys:
            parent = told.parents.get(key, "")
            # One step deep, and no circle: what stands under another has nothing under itself.
            stands = parent in keys and told.parents.get(parent, "") not in keys
            below.setdefault(parent if stands else "", []).append(key)
        yield Column(phase, tactic, tuple(_cell(told, key, below, counts, using) for key in below.get("", ())))


def _cell(told: _Told, key: str, below: Mapping[str, list[str]], counts: Mapping[str, int], using: Collection[str]) -> Cell:
    under = tuple(Cell(told.keys[one], told.techniques[one], counts.get(one, 0), one in using) for one in below.get(key, ()))
    return Cell(told.keys[key], told.techniques[key], counts.get(key, 0), key in using, under)


def _tactics(told: _Told, chain: str, phases: Iterable[str]) -> Iterator[tuple[str, Tactic | None]]:
    left = dict.fromkeys(phases)
    for order in told.orders:
        for tactic in (told.tactics.get(ref) for ref in order.tactics) if order.domain == CHAINS[chain] else ():
            if tactic is not None and tactic.short in left:
                del left[tactic.short]
                yield tactic.short, tactic
    named: dict[str, Tactic] = {}
    for tactic in told.tactics.values():
        named.setdefault(tactic.short, tactic)
    yield from ((phase, named.get(phase)) for phase in left)
