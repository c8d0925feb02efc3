"""What the cases share: the server under test, what was found of it, what was posted to it and must be taken away again.

Whatever several cases need is asked once. Where it failed, the case that is about it says so, and those that stand on it say `NotReached`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

from comity.courier.taxii.checking.case import Failed, Need, NoneThere, NotReached, NoWayOn, Unsettled
from comity.courier.taxii.checking.reply import Reply, ids_of, require, text_of
from comity.courier.taxii.checking.samples import Samples, Stix
from comity.courier.taxii.exchange import FIRST, MEDIA, Answered, Ask, Asked, NoAnswer, ask_at
from comity.terms.speech import gettext_noop
from comity.wire.taxii.servers import join

SETTLE_SECONDS: Final = 30
MOST_PAGES: Final = 200
_LONGEST_PAUSE: Final = 60
_MOST_PAUSES: Final = 3
_PAUSE: Final = frozenset({429, 503})
_GONE: Final = frozenset({200, 404})

Found = TypeVar("Found")


class Role(StrEnum):
    """What a collection is to the caller."""

    READ_WRITE = "read-write"
    READ_ONLY = "read-only"
    WRITE_ONLY = "write-only"
    NONE = "none"
    HIDDEN = "hidden"


_RIGHTS: Final = {(True, True): Role.READ_WRITE, (True, False): Role.READ_ONLY, (False, True): Role.WRITE_ONLY, (False, False): Role.NONE}
_NO_COLLECTION: Final = {
    Role.READ_WRITE: gettext_noop("This server shows no collection that may be read and written."),
    Role.READ_ONLY: gettext_noop("This server shows no collection that may be read and not written."),
    Role.WRITE_ONLY: gettext_noop("This server shows no collection that may be written and not read."),
    Role.NONE: gettext_noop("This server shows no collection that may be neither read nor written."),
    Role.HIDDEN: gettext_noop("No collection was named as hidden with --collection."),
}
NOTHING_TO_READ: Final = gettext_noop("There is no object in a collection that may be read; --write would put some there.")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which server, which of its API roots ("" for its default), which collections by their role, and what the caller gave."""

    discovery: str
    api_root: str = ""
    named: Mapping[Role, str] = field(default_factory=dict)
    given: frozenset[Need] = frozenset()
    third: bool = False


@dataclass(slots=True)
class Seed:
    """What was posted for the cases that read: `all` of it, `chain` in three versions, `bulk` in a single POST after `before`."""

    chain: list[Stix]
    malware: Stix
    first: list[Stix]
    bulk: list[Stix]
    before: str = ""

    @property
    def all(self) -> list[Stix]:
        """Every object and version."""
        return [*self.first, *self.chain, self.malware, *self.bulk]


class Bench:
    """One run of the check. `ask` sends, `wait` sleeps so many seconds; both are given, so that a test needs neither network nor time."""

    def __init__(self, plan: Plan, *, ask: Ask, wait: Callable[[float], None], samples: Samples) -> None:
        """Ask nothing yet."""
        self.plan, self.samples = plan, samples
        self._ask, self._wait = ask, wait
        self.exchanges: list[tuple[Asked, Answered]] = []
        self.posted: dict[tuple[str, str], None] = {}
        self._kept: dict[str, Any] = {}

    # ------------------------------------------------------------ asking

    def send(self, asked: Asked) -> Reply:
        """Send one request and keep the exchange; a server that is busy is asked again after the time it names."""
        for turn in range(_MOST_PAUSES):
            answered = self._ask(asked)
            self.exchanges.append((asked, answered))
            pause = answered.header("Retry-After")
            if answered.status not in _PAUSE or turn == _MOST_PAUSES - 1 or not pause.isdecimal() or int(pause) > _LONGEST_PAUSE:
                break
            self._wait(int(pause))
        return Reply(asked, answered)

    def get(self, url: str, parameters: Mapping[str, str | int] | None = None, *, accept: str = MEDIA, by: str = FIRST) -> Reply:
        """GET an address."""
        headers = (("Accept", accept),) if accept else ()
        return self.send(Asked("GET", ask_at(url, parameters or {}), headers, by=by))

    def delete(self, url: str, parameters: Mapping[str, str | int] | None = None, *, by: str = FIRST) -> Reply:
        """DELETE at an address."""
        return self.send(Asked("DELETE", ask_at(url, parameters or {}), by=by))

    def post(self, url: str, body: bytes, *, content: str = MEDIA, by: str = FIRST) -> Reply:
        """POST a body."""
        return self.send(Asked("POST", url, (("Accept", MEDIA), ("Content-Type", content)), body, by))

    # ------------------------------------------------------------ what was found

    def once(self, name: str, find: Callable[[], Found]) -> Found:
        """Find something once a run; raises `NotReached` for whoever asks again after it failed."""
        kept = self._kept.get(name)
        if isinstance(kept, Failed):
            raise NotReached from (kept.__cause__ if isinstance(kept, NotReached) else kept)
        if kept is None:
            try:
                kept = self._kept[name] = find()
            except Failed as failed:
                self._kept[name] = failed
                raise
        found: Found = kept
        return found

    def discovery(self) -> dict[str, Any]:
        """Return the discovery resource."""
        return self.once("discovery", lambda: self.get(self.plan.discovery).must(200).json())

    def api_root(self) -> str:
        """Return the address of the API root under test: the one that was named, else the default, else the first."""
        if self.plan.api_root:
            return join(self.plan.discovery, self.plan.api_root)
        found = self.discovery()
        roots = [one for one in found.get("api_roots", []) if isinstance(one, str)]
        chosen = found.get("default") if isinstance(found.get("default"), str) else next(iter(roots), "")
        if not chosen:
            raise NoneThere(gettext_noop("This server names no API root."))
        return join(self.plan.discovery, str(chosen))

    def root_information(self) -> dict[str, Any]:
        """Return the API root's resource."""
        return self.once("api-root", lambda: self.get(self.api_root()).must(200).json())

    def collections(self) -> list[dict[str, Any]]:
        """Return the collections that the first identity is shown."""

        def find() -> list[dict[str, Any]]:
            listed = self.get(join(self.api_root(), "collections/")).must(200).json().get("collections", [])
            return [one for one in listed if isinstance(one, dict)]

        return self.once("collections", find)

    def address(self, role: Role, path: str = "") -> str:
        """Return the address of, or below, the collection with this role; raises `NoneThere`."""
        return self.below(self.collection(role), path)

    def below(self, collection: str, path: str = "") -> str:
        """Return the address of, or below, a collection."""
        return join(self.api_root(), f"collections/{collection}/{path}")

    def collection(self, role: Role) -> str:
        """Return the identifier of the collection with this role: the one that was named, else the first that is shown so."""
        if role in self.plan.named:
            return self.plan.named[role]
        for one in self.collections():
            rights = (one.get("can_read") is True, one.get("can_write") is True)
            if _RIGHTS[rights] is role and isinstance(one.get("id"), str):
                return str(one["id"])
        raise NoneThere(_NO_COLLECTION[role])

    def readable(self) -> str:
        """Return a collection that may be read: the one that is written to where that is allowed, else one that is only read."""
        for role in (Role.READ_WRITE, Role.READ_ONLY):
            try:
                return self.collection(role)
            except NoneThere as none:
                last = none
        raise last

    # ------------------------------------------------------------ posting

    def add(self, objects: Sequence[Stix], *, role: Role = Role.READ_WRITE) -> Reply:
        """POST an envelope; what is in it is taken away at the end."""
        return self.post_marked(json.dumps({"objects": list(objects)}, ensure_ascii=False).encode(), objects, role=role)

    def post_marked(self, body: bytes, objects: Sequence[Stix], *, role: Role = Role.READ_WRITE, content: str = MEDIA) -> Reply:
        """POST a body that may leave `objects` there."""
        collection = self.collection(role)
        url = self.below(collection, "objects/")
        for one in objects:
            self.posted[collection, str(one["id"])] = None
        return self.post(url, body, content=content)

    def settled(self, reply: Reply) -> dict[str, Any]:
        """Return the status that an accepted POST ends in; raises `Unsettled`, and what is wrong with the answers."""
        status = reply.must(202).json()
        for second in range(SETTLE_SECONDS):
            if status.get("status") != "pending":
                return status
            self._wait(min(1 + second // 5, 5))
            status = self.get(join(self.api_root(), f"status/{text_of(status, 'id', what=reply.what)}/")).must(200).json()
        raise Unsettled(status=status.get("id"), seconds=SETTLE_SECONDS)

    def take(self, objects: Sequence[Stix]) -> dict[str, Any]:
        """POST objects and require that each was taken; return the status."""
        reply = self.add(objects)
        status = self.settled(reply)
        require(not status.get("failure_count"), what=reply.what, name="failure_count", got=status.get("failure_count"), wanted="0")
        return status

    def seed(self) -> Seed:
        """Return what was posted for reading; posted once a run. The caller has asked for `Need.WRITE`."""
        return self.once("seed", self._sow)

    def _sow(self) -> Seed:
        made = self.samples
        one = made.indicator()
        chain = [one, *(made.indicator(of=one["id"], version=number) for number in (1, 2))]
        sown = Seed(chain, made.malware(), [made.indicator() for _ in range(2)], [made.indicator() for _ in range(25)])
        self.take([*sown.first, *sown.chain])
        self.take([sown.malware])
        mark = self.get(self.address(Role.READ_WRITE, "manifest/"), {"match[id]": sown.malware["id"]}).must(200)
        sown.before = mark.stamp_header("X-TAXII-Date-Added-Last")
        self.take(sown.bulk)
        return sown

    # ------------------------------------------------------------ reading in pages

    def pages(self, url: str, parameters: Mapping[str, str | int], *, stamps_only: bool = False) -> list[Reply]:
        """Return all pages, going on by `next` where it is given and by the last stamp where it is not, or with `stamps_only` always."""
        asked = dict(parameters)
        pages: list[Reply] = []
        while len(pages) < MOST_PAGES:
            page = self.get(url, asked).must(200)
            pages.append(page)
            found = page.json()
            if found.get("more") is not True and not (stamps_only and len(found.get("objects", [])) == parameters.get("limit")):
                break
            if found.get("next") and not stamps_only:
                asked = {**parameters, "next": str(found["next"])}
            elif last := page.answered.header("X-TAXII-Date-Added-Last"):
                asked = {**parameters, "added_after": last}
            else:
                raise NoWayOn(what=page.what)
        return pages

    def objects(self, parameters: Mapping[str, str | int], *, collection: str = "") -> list[dict[str, Any]]:
        """Return the objects of one GET."""
        url = self.below(collection or self.collection(Role.READ_WRITE), "objects/")
        return [*self.get(url, parameters).must(200).json().get("objects", [])]

    def ids(self, parameters: Mapping[str, str | int]) -> list[str]:
        """Return the identifiers of one GET."""
        return ids_of(self.objects(parameters))

    # ------------------------------------------------------------ going

    def clean(self) -> list[str]:
        """Delete what was posted, and return the addresses of what the server did not let go."""
        return [url for collection, name in self.posted if not self._is_gone(url := self.below(collection, f"objects/{name}/"))]

    def _is_gone(self, url: str) -> bool:
        """Delete, and look: a server may say 200 and keep it. Some know no `all` here, and delete every version where none is named."""
        every: Mapping[str, str] = {"match[version]": "all"}
        try:
            for way in (every, {}):
                if self.delete(url, way).status not in _GONE:
                    continue
                left = self.get(url, every)
                if left.status == 404 or (left.status == 200 and not left.json().get("objects")):
                    return True
        except (Failed, NoAnswer):
            pass
        return False
