"""A hundred thousand requests of former years: rows as acts would have left them, made at once so that pages can be measured.

Each has its journal act with its leaf, its clocks, and for some officers an unread mark. The bodies of acts are left out: what
is measured asks for those of one request only, and the requests whose pages are opened are real.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db import transaction

from benchmarks.content import KIND
from comity.desk.journalling import note
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import Clock, Officer, Request, Unread
from comity.records.rows import insert_all
from comity.terms.identifiers import Country, NodeId, Reference
from comity.terms.instants import Instant

_YEARS: Final = range(2021, 2026)
_CHUNK: Final = 5000
_OPEN: Final = ("delivered", "opened", "consulting", "views-given", "extension-asked")
_CLOSED: Final = ("answered", "answered", "refused", "withdrawn")
_CLOCKS: Final = ("DECIDE", "C-UN42")


def fill(count: int, *, peer: str, country: str, at: Instant) -> None:
    """Insert `count` requests to and from `peer`: three of ten open, their deadlines from one to sixty days after `at`."""
    dice = random.Random(count)  # noqa: S311 the same crowd each time
    officers = list(Officer.objects.values_list("pk", flat=True))
    for start in range(0, count, _CHUNK):
        with transaction.atomic():
            _chunk(range(start, min(start + _CHUNK, count)), peer=peer, country=country, officers=officers, dice=dice, at=at)
    with transaction.atomic():
        note("benchmark.filled", by=str(home().node), about="", at=at, facts={"requests": count})


def _chunk(places: range, *, peer: str, country: str, officers: list[int], dice: random.Random, at: Instant) -> None:
    made = [_request(place, peer=peer, country=country, officers=officers, dice=dice, at=at) for place in places]
    insert_all(made)
    keys = dict(Request.objects.filter(reference__in=[one.reference for one in made]).values_list("reference", "pk"))
    insert_all([clock for one in made for clock in _clocks(one, keys[one.reference])])
    insert_all(
        [Unread(officer_id=officer, request_id=keys[one.reference]) for one in made for officer in officers if dice.random() < 1 / 10]
    )
    entries = [journal.Entry(name="act.received", actor=peer, about=one.reference, facts={"envelope": "0" * 32}) for one in made]
    journal.append(*entries, at=at, key=node_keys(home()).signing.public.key_id)


def _request(place: int, *, peer: str, country: str, officers: list[int], dice: random.Random, at: Instant) -> Request:
    received = dice.random() < 7 / 10
    waits = dice.random() < 3 / 10
    state = dice.choice(_OPEN if waits else _CLOSED)
    opened = at + -timedelta(days=dice.randrange(30, 2000))
    due = at + timedelta(hours=dice.randrange(24, 1440)) if waits or state == "answered" else None
    here, there = Country(country), book().authority_of(NodeId(peer)).id.country
    number = Reference.of(
        there if received else here, year=_YEARS[place % len(_YEARS)], number=place // len(_YEARS) + 1 + (not received) * 500_000
    )
    return Request(
        reference=str(number),
        direction="in" if received else "out",
        peer=peer,
        kind=KIND,
        instrument="UNCC",
        article="42",
        urgency=dice.choice(("routine", "urgent")),
        state=state,
        holder_id=dice.choice((None, *officers)),
        opened_at=opened,
        last_act_at=opened,
        due_at=due,
        due_clock=_CLOCKS[state == "answered"] if due else "",
    )


def _clocks(request: Request, key: int) -> Iterator[Clock]:
    opened, due = request.opened_at, request.due_at
    acknowledged = opened + timedelta(hours=1)
    yield Clock(
        request_id=key,
        code="ACK",
        rule="",
        starts_at=opened,
        due_at=opened + timedelta(hours=4),
        stopped_at=acknowledged,
        stopped_by="act.opened",
    )
    if due is not None:
        yield Clock(request_id=key, code=request.due_clock, rule="UNCC 42", starts_at=opened, due_at=due)
