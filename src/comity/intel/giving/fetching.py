"""Fetching from a feed by hand: an officer asks, the courier looks, what it found is a lot like any other. Nobody here opens a connection.

An officer names a feed that the operator added and never an address. How far the feed has come moves when the lot is stored, and only if
the line still stands where it stood: what came by itself meanwhile is known by identifier and version, and nothing is skipped.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.once import once
from comity.intel.giving.actions import writable
from comity.intel.giving.progress import standing
from comity.intel.giving.states import LotState
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.policy import require_keep
from comity.intel.reading.refusals import FetchAsked, FetchUndecided, NoFeedHere
from comity.intel.store.granting import collection_named
from comity.records.models import IntelFeedLine, IntelFetch, IntelLot, Officer
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

LIVE: Final = ("active", "paused")
_SHOWN: Final = 20


@transaction.atomic
def ask_fetch(line: int, *, eye: Onlooker, by: Officer, token: str) -> IntelFetch:
    """Ask the courier to look what a line of a feed has now. Raises `NoFeedHere`, `MayNotWrite`, `FetchAsked`, `FetchUndecided`."""
    require_keep(eye.actor)

    def ask() -> str:
        found = _pulled(line, eye)
        writable(eye, found.local)
        if IntelFetch.objects.filter(line=found, state="asked").exists():
            raise FetchAsked(name=found.feed.name)
        lot = _undecided(found)
        if lot is not None:
            raise FetchUndecided(name=found.feed.name, number=lot)
        made = IntelFetch.objects.create(line=found, authority=str(eye.authority), asked_by=by.officer_id, asked_at=eye.at)
        note("intel.feed-asked", by=by, at=eye.at, facts={"fetch": made.pk, **_facts(found)})
        return str(made.pk)

    return IntelFetch.objects.get(pk=int(once(token, ask, officer=by, verb="intel.feed-asked", at=eye.at)))


@transaction.atomic
def keep_fetched(key: int, objects: Sequence[bytes], *, upto: Mapping[str, JsonValue], more: bool, at: Instant) -> IntelFetch:
    """Keep what the courier found as a lot of whoever asked; nothing is stored by it. With nothing found there is no lot.

    `upto` is where the line stands after these objects (`progress.FIELDS`), `more` whether there are others behind them.
    """
    found = _asked(key)
    found.state, found.done_at, found.came, found.more = "done", at, len(objects), more
    found.since, found.upto = standing(found.line), dict(upto)
    if objects:
        found.lot = _lot(found, b'{"objects":[\n' + b",\n".join(objects) + b"\n]}", at=at)
    found.save()
    facts: dict[str, JsonValue] = {"fetch": found.pk, "came": len(objects), "lot": found.lot_id or 0, **_facts(found.line)}
    note("intel.feed-fetched", by=f"feed {found.line.feed.name}", at=at, facts=facts)
    return found


@transaction.atomic
def keep_failed(key: int, *, why: str, words: str, at: Instant) -> IntelFetch:
    """Keep why nothing could be fetched: a code of docs/operators/taxii.md, and the server's own words."""
    found = _asked(key)
    found.state, found.done_at, found.why, found.words = "failed", at, why[:24], words[:200]
    found.save()
    note("intel.feed-unfetched", by=f"feed {found.line.feed.name}", at=at, facts={"fetch": found.pk, "why": why, **_facts(found.line)})
    return found


def asked_fetches() -> tuple[int, ...]:
    """Return the keys of those that wait for the courier, the oldest first."""
    return tuple(IntelFetch.objects.filter(state="asked").order_by("id").values_list("pk", flat=True)[:_SHOWN])


def last_fetches(eye: Onlooker) -> tuple[IntelFetch, ...]:
    """Return the last ones of their authority, the newest first."""
    found = IntelFetch.objects.filter(authority=str(eye.authority)).select_related("line__feed", "lot")
    return tuple(found.defer("lot__body").order_by("-pk")[:_SHOWN])


def _pulled(line: int, eye: Onlooker) -> IntelFeedLine:
    """Return a line of a feed that is read from, into a collection that they may know of."""
    found = IntelFeedLine.objects.select_for_update(of=("self",)).select_related("feed").filter(pk=line).first()
    if found is None or found.feed.direction != "pull" or found.feed.state not in LIVE or found.local not in eye.holdings:
        raise NoFeedHere
    return found


def _undecided(line: IntelFeedLine) -> int | None:
    live = (LotState.OPEN, LotState.WAITING)
    return IntelFetch.objects.filter(line=line, lot__state__in=live).values_list("lot_id", flat=True).first()


def _asked(key: int) -> IntelFetch:
    return IntelFetch.objects.select_for_update(of=("self",)).select_related("line__feed").get(pk=key, state="asked")


def _lot(fetch: IntelFetch, body: bytes, *, at: Instant) -> IntelLot:
    feed, collection = fetch.line.feed, collection_named(fetch.line.local)
    digest = str(Digest.of(body))
    made = IntelLot.objects.create(
        collection=collection,
        authority=fetch.authority,
        owner=feed.owner if feed.owner != fetch.authority else "",
        origin="fetched",
        file=f"{feed.name}: {fetch.line.remote}"[:200],
        body=body,
        digest=digest,
        came=fetch.came,
        made_by=fetch.asked_by,
        made_at=at,
    )
    facts: dict[str, JsonValue] = {"lot": made.pk, "collection": collection.uuid, "made_by": made.made_by, "origin": "fetched"}
    note("intel.lot-brought", by=f"feed {feed.name}", at=at, facts={**facts, "digest": digest, "came": made.came})
    return made


def _facts(line: IntelFeedLine) -> dict[str, JsonValue]:
    return {"feed": line.feed.name, "from": line.remote, "collection": line.local}
