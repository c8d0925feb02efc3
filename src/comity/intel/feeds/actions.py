"""What is done with a feed: proposed or added, approved, paused, resumed, ended. Each is one transaction, and journalled.

The operator connects this node to what it reads. What leaves it is decided by two officers: a push is proposed by one and approved by
another, and even then it sends only what a program that the operator entered may read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.keyfiles import write_private
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.policy import Role, require_one_of
from comity.intel.feeds.refusals import BadFeed, FeedStands, FeedTaken, NoFeed, OwnFeed
from comity.intel.store.clients import client_of
from comity.intel.store.granting import collection_named, holdings_of, require_name
from comity.intel.store.refusals import NoClient, NoCollection
from comity.records.models import IntelClient, IntelFeed, IntelFeedLine, Officer
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.wire.taxii.servers import origin_of, parse_server

PULL: Final = "pull"
PUSH: Final = "push"
OPERATOR: Final = "operator"
LONGEST_MINUTES: Final = 7 * 24 * 60
LARGEST_PAGE: Final = 10_000
_OFFICERS: Final = (Role.DRAFTER, Role.APPROVER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Server:
    """The foreign server and how this node signs in there. A password or token is no part of it: it stands in the node's keys."""

    url: str
    api_root: str = ""
    also: tuple[str, ...] = ()
    ca: str = ""
    user: str = ""
    bearer: bool = False
    certificate: str = ""
    key: str = ""

    @property
    def way(self) -> str:
        """How it signs in."""
        if self.bearer:
            return "bearer"
        return "basic" if self.user else "certificate" if self.certificate else "none"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is read or sent, and how often. `pairs` are remote and local collection; `owner` and `client` are as `IntelFeed` has them."""

    pairs: Sequence[tuple[str, str]]
    owner: str = ""
    client: str = ""
    every_minutes: int = 15
    page: int = 1000
    overlap_seconds: int = field(default=0)


@transaction.atomic
def add_pull(name: str, server: Server, terms: Terms, *, at: Instant, secret: str = "") -> IntelFeed:
    """Let this node read collections of a foreign server; it is due at once. `secret` is its password or token there.

    Raises `BadName`, `BadServer`, `FeedTaken`, `BadFeed`, `NoCollection`, `NotInDirectory`.
    """
    owner = AuthorityId(terms.owner) if terms.owner else home().authority
    book(home()).authority(owner)
    made = _made(name, server, terms, direction=PULL, state="active", at=at, by=OPERATOR, owner=str(owner), next_at=at)
    _note(made, "intel.feed-added", by=OPERATOR, at=at)
    _keep_secret(name, secret)
    return made


@transaction.atomic
def propose_push(name: str, server: Server, terms: Terms, *, by: Officer, at: Instant, secret: str = "") -> IntelFeed:
    """Propose that this node sends to collections of a foreign server what the program `terms.client` may read.

    Raises as `add_pull`, and `NotAllowed`, `MandateLapsed`, `NoClient`.
    """
    require_one_of(actor(by, at=at), _OFFICERS)
    for _, local in terms.pairs:
        readable(terms.client, collection_named(local).uuid)
    made = _made(name, server, terms, direction=PUSH, state="proposed", at=at, by=by.officer_id, client=terms.client)
    _note(made, "intel.feed-proposed", by=by, at=at)
    _keep_secret(name, secret)
    return made


@transaction.atomic
def approve_push(name: str, *, by: Officer, at: Instant) -> IntelFeed:
    """Approve a push that another officer proposed; it is due at once. Raises `NoFeed`, `FeedStands`, `OwnFeed`, `NotAllowed`."""
    require_one_of(actor(by, at=at), (Role.APPROVER,))
    found = _locked(name, "proposed")
    if found.added_by == by.officer_id:
        raise OwnFeed(name=by.name)
    found.state, found.next_at, found.approved_by, found.approved_at = "active", at, by.officer_id, at
    found.save()
    _note(found, "intel.feed-approved", by=by, at=at)
    return found


@transaction.atomic
def pause(name: str, *, at: Instant) -> None:
    """Stop a feed until it is resumed; how far it has come is kept. Raises `NoFeed`, `FeedStands`."""
    found = _locked(name, "active")
    found.state, found.next_at = "paused", None
    found.save()
    _note(found, "intel.feed-paused", by=OPERATOR, at=at)


@transaction.atomic
def resume(name: str, *, at: Instant) -> None:
    """Let a paused feed go on from where it was. Raises `NoFeed`, `FeedStands`."""
    found = _locked(name, "paused")
    found.state, found.next_at, found.fails, found.why, found.words = "active", at, 0, "", ""
    found.save()
    _note(found, "intel.feed-resumed", by=OPERATOR, at=at)


@transaction.atomic
def end(name: str, *, at: Instant) -> IntelFeed:
    """End a feed for good; what it brought stays, and so does what became of each object. Raises `NoFeed`."""
    found = _locked(name, "proposed", "active", "paused")
    found.state, found.next_at = "ended", None
    found.save()
    _note(found, "intel.feed-ended", by=OPERATOR, at=at)
    secret_file(name).unlink(missing_ok=True)
    return found


def secret_file(name: str) -> Path:
    """Return the file with a feed's password or token, readable by the node's account alone."""
    return home().keys / f"feed-{name}.secret"


def _keep_secret(name: str, secret: str) -> None:
    """Write it before the commit, so that whoever sees the feed has it; what a feed of that name left behind is written over."""
    if not secret:
        return
    if not secret.isascii() or not secret.isprintable():
        raise BadFeed(where="a password or token is one line of ASCII")
    file = secret_file(name)
    file.unlink(missing_ok=True)
    write_private(file, f"{secret}\n")


def readable(client: str, collection: str) -> "Reading":
    """Return with what the program `client` reads a collection; raises `NoClient`, `NoCollection`, `MayNotRead`."""
    row = IntelClient.objects.filter(name=client, revoked_at__isnull=True).first()
    if row is None:
        raise NoClient(name=client[:64] or "-")
    known = client_of(row)
    holdings = holdings_of(known.principal, client=known.name)
    holding = holdings.get(collection)
    if holding is None:
        raise NoCollection(name=collection[:80])
    holding.require_reading()
    return Reading(holding.pk, row, frozenset(one.pk for one in holdings.values() if one.can_read))


@dataclass(frozen=True, slots=True)
class Reading:
    """A collection's key, the program that may read it, and the keys of all that it may read."""

    collection: int
    client: IntelClient
    open_to: frozenset[int]


def _made(name: str, server: Server, terms: Terms, *, direction: str, state: str, at: Instant, by: str, **more: object) -> IntelFeed:
    require_name(name)
    if IntelFeed.objects.filter(name=name).exclude(state="ended").exists():
        raise FeedTaken(name=name)
    _require_sense(server, terms)
    made = IntelFeed.objects.create(
        name=name,
        direction=direction,
        state=state,
        url=parse_server(server.url),
        api_root=server.api_root,
        also=[origin_of(parse_server(one)) for one in server.also],
        ca=server.ca,
        way=server.way,
        user=server.user,
        certificate=server.certificate,
        key=server.key,
        every_minutes=terms.every_minutes,
        page=terms.page,
        overlap_seconds=terms.overlap_seconds,
        added_at=at,
        added_by=by,
        **more,
    )
    for remote, local in terms.pairs:
        IntelFeedLine.objects.create(feed=made, remote=remote, local=collection_named(local).uuid, page=terms.page)
    return made


def _require_sense(server: Server, terms: Terms) -> None:
    if not terms.pairs or len(set(terms.pairs)) < len(terms.pairs):
        raise BadFeed(where="it names no pair of collections, or one twice")
    if any("/" in remote or not remote.isprintable() or not remote or len(remote) > 200 for remote, _ in terms.pairs):
        raise BadFeed(where="a collection is named by its identifier or alias")
    if not 1 <= terms.every_minutes <= LONGEST_MINUTES or not 1 <= terms.page <= LARGEST_PAGE:
        raise BadFeed(where=f"minutes from 1 to {LONGEST_MINUTES}, objects at once from 1 to {LARGEST_PAGE}")
    if sum(map(bool, (server.user, server.bearer))) > 1:
        raise BadFeed(where="it signs in with a name or with a token, not with both")


def _locked(name: str, *states: str) -> IntelFeed:
    found = IntelFeed.objects.select_for_update().filter(name=name).exclude(state="ended").first()
    if found is None:
        raise NoFeed(name=name[:64])
    if found.state not in states:
        raise FeedStands(name=name, state=found.state)
    return found


def _note(feed: IntelFeed, name: str, *, by: Officer | str, at: Instant) -> None:
    lines = IntelFeedLine.objects.filter(feed=feed).order_by("id").values_list("remote", "local")
    facts = {
        "feed": feed.name,
        "direction": feed.direction,
        "server": feed.url,
        "collections": [[remote, local] for remote, local in lines],
        "owner": feed.owner,
        "client": feed.client,
    }
    note(name, by=by, at=at, facts=facts)
