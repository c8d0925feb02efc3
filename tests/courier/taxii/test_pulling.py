"""A collection is read to its end, nothing lost and nothing twice, from servers that cut, forget, lie, and fail."""

import json
import uuid
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds.taxii import RW, Server

from comity.courier.taxii.exchange import MEDIA, Answered
from comity.courier.taxii.meaning import Trouble, earlier, pause_of, wait_of
from comity.courier.taxii.pulling import Progress, ask_page, proceed, smaller, take_answer
from comity.courier.taxii.resources import read_named
from comity.terms.instants import Instant

AT = Instant.parse("2026-11-29T03:00:00.000000Z")
URL = f"http://127.0.0.1/api1/collections/{RW}/"


def stocked(count, *, at_once=1000, **more):
    """Return a server with so many objects in its collection, so many of them a POST."""
    server = Server(most=10**7, **more)
    stamp = "2026-01-01T00:00:00.000Z"
    ids = [f"indicator--{uuid.uuid4()}" for _ in range(count)]
    objects = [{"type": "indicator", "spec_version": "2.1", "id": name, "created": stamp, "modified": stamp} for name in ids]
    for start in range(0, count, at_once):
        server.add(RW, json.dumps({"objects": objects[start : start + at_once]}).encode(), "poster")
    return server, ids


def pull(server, *, limit=300, kept=None, progress=None, kill=(), most=300):
    """Pull until the round is over; at the turns in `kill` the process dies before its commit. Return what is kept, and the progress."""
    kept = {} if kept is None else kept
    progress = progress or Progress(limit=limit)
    for turn in range(most):
        answered = server(ask_page(URL, progress))
        found = take_answer(answered, progress, at=AT)
        if isinstance(found, Progress):
            progress = found
            continue
        named = [read_named(raw) for raw in found.objects]
        fresh = {(one.id, one.version): raw for one, raw in zip(named, found.objects, strict=True) if (one.id, one.version) not in kept}
        done = proceed(progress, found, fresh=len(fresh), usual=limit)
        if turn in kill:
            continue
        kept |= fresh
        progress = done.progress
        if not done.on:
            return kept, progress
    raise AssertionError("it never ended")


def ids(kept):
    """Return the identifiers."""
    return sorted(name for name, _ in kept)


FAULTS = [
    set(),
    {"says-end"},  # 300 of 1,000, and "end"
    {"says-end", "shared-stamp"},  # medallion: one stamp for a whole POST, and "end"
    {"no-next"},
    {"no-next", "shared-stamp"},
    {"next-once"},
    {"milliseconds"},
    {"offsets"},
    {"inclusive"},
    {"newest-first"},  # with next it is read to its end all the same
]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda one: "+".join(sorted(one)) or "right")
@pytest.mark.parametrize("at_once", [7, 1000])
def test_nothing_is_lost_or_doubled(faults, at_once):
    """A thousand objects, three hundred a page; then fifty more."""
    server, wanted = stocked(1000, at_once=at_once, faults=faults)
    kept, progress = pull(server)
    assert ids(kept) == sorted(wanted)
    more, new = stocked(50)
    for entry in more.entries[RW]:
        server.add(RW, json.dumps({"objects": [entry.raw]}).encode(), "poster")
    kept, _ = pull(server, kept=kept, progress=progress)
    assert ids(kept) == sorted(wanted + new)


@settings(max_examples=25)
@given(
    count=st.integers(0, 60),
    at_once=st.integers(1, 60),
    limit=st.integers(1, 12),
    kill=st.sets(st.integers(0, 30), max_size=8),
    forget=st.sets(st.integers(0, 30), max_size=4),
    faults=st.sets(st.sampled_from(["says-end", "shared-stamp", "no-next", "milliseconds"])),
)
def test_whatever_happens_in_between(count, at_once, limit, kill, forget, faults):
    """Killed before any commit, and with a `next` forgotten at any turn: all of it, once."""
    server, wanted = stocked(count, at_once=at_once, faults=faults)

    class Forgetful:
        turn = 0

        def __call__(self, asked):
            self.turn += 1
            if self.turn in forget and "next=" in asked.url:
                return Answered(400, (("Content-Type", MEDIA),), b'{"title":"no such next"}')
            return server(asked)

    kept, _ = pull(Forgetful(), limit=limit, kill=kill, most=2000)
    assert ids(kept) == sorted(wanted)


def test_every_version_comes():
    """A chain is pulled whole."""
    server = Server()
    name = f"indicator--{uuid.uuid4()}"
    for second in range(3):
        stamp = f"2026-01-01T00:00:0{second}.000Z"
        one = {"type": "indicator", "spec_version": "2.1", "id": name, "created": "2026-01-01T00:00:00.000Z", "modified": stamp}
        server.add(RW, json.dumps({"objects": [one]}).encode(), "poster")
    kept, _ = pull(server)
    assert len(kept) == 3


@pytest.mark.parametrize(
    ("status", "media", "body", "why"),
    [
        (200, "text/html", b"<h1>login</h1>", "garbled"),
        (200, MEDIA, b'{"objects": [{"type"', "garbled"),
        (200, "application/vnd.oasis.taxii+json;version=2.0", b"{}", "garbled"),
        (500, "text/html", b"<h1>Internal Server Error</h1>", "server-fault"),
        (401, MEDIA, b'{"title":"who"}', "sign-in"),
        (403, MEDIA, b'{"title":"no"}', "not-allowed"),
        (404, MEDIA, b'{"title":"gone","http_status":404}', "not-there"),
        (302, "", b"", "redirect"),
        (429, MEDIA, b"{}", "busy"),
        (503, "text/html", b"", "busy"),
    ],
)
def test_what_is_no_page_moves_nothing(status, media, body, why):
    """It is told by a code, with the server's own words where it has some; the progress stays."""
    with pytest.raises(Trouble) as told:
        take_answer(Answered(status, (("Content-Type", media), ("Retry-After", "30")), body), Progress(), at=AT)
    assert told.value.why == why
    assert "<" not in told.value.words or why == "garbled"


def test_a_server_that_cannot_be_read_without_loss_is_told():
    """More objects with one stamp than it gives at once and no `next`; pages newest first without `next`; no stamps at all."""
    for faults, why in (
        ({"no-next", "shared-stamp"}, "one-stamp"),
        ({"no-next", "newest-first"}, "falling"),
        ({"no-next", "no-dates"}, "no-way-on"),
    ):
        server, _ = stocked(50, faults=faults, page=10)
        with pytest.raises(Trouble) as told:
            pull(server, limit=20)
        assert told.value.why == why


def test_stamps_that_are_none_are_none():
    """Nothing is reckoned from what cannot be read; the round begins anew from where it was."""
    for wrong in ("yesterday", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00+07:00", "2026-01-01"):
        head = (("Content-Type", MEDIA), ("X-TAXII-Date-Added-Last", wrong), ("X-TAXII-Date-Added-First", wrong))
        page = take_answer(Answered(200, head, b'{"objects": [{"id": "a--1"}]}'), Progress(), at=AT)
        assert (page.first, page.last) == ("", "")
        assert proceed(Progress(), page, fresh=1).progress.after == ""


def test_more_without_anything_is_told():
    """`more`, no object, no `next`: not taken for the end."""
    page = take_answer(Answered(200, (("Content-Type", MEDIA),), b'{"more": true}'), Progress(), at=AT)
    with pytest.raises(Trouble):
        proceed(Progress(), page, fresh=0)


def test_the_bytes_are_those_that_came():
    """An object is kept as it was written, with its spaces and its order."""
    raw = b'{ "type":"indicator",  "id":"indicator--00000000-0000-4000-8000-000000000000", "x": 1.10 }'
    page = take_answer(
        Answered(200, (("Content-Type", MEDIA + ";charset=UTF-8"),), b'{"more":"false","x":[],"objects":[' + raw + b"]}"), Progress(), at=AT
    )
    assert page.objects == (raw,)


def test_pauses():
    """Seconds, a date, nonsense, and a server that asks for a year."""
    assert pause_of("120", at=AT) == timedelta(seconds=120)
    assert pause_of("Sun, 29 Nov 2026 03:05:00 GMT", at=AT) == timedelta(minutes=5)
    assert pause_of("soon", at=AT) is None
    assert pause_of("31536000", at=AT) == timedelta(days=1)
    assert wait_of(Trouble("busy", after=timedelta(hours=2)), fails=0, jitter=0.5) == timedelta(hours=2)
    assert wait_of(Trouble("server-fault"), fails=40, jitter=1.0) == timedelta(hours=6)


def test_a_page_that_is_too_large_is_asked_for_in_halves():
    """Down to ten objects; then the operator is told."""
    progress = Progress(limit=40)
    assert (smaller(progress).limit, smaller(smaller(progress)).limit) == (20, 10)
    with pytest.raises(Trouble):
        smaller(Progress(limit=10))


def test_just_before():
    """One microsecond, through every carry; more digits are cut off."""
    assert earlier("2026-01-01T00:00:00Z") == "2025-12-31T23:59:59.999999Z"
    assert earlier("2026-01-01T00:00:00.0000019Z") == "2026-01-01T00:00:00.000000Z"
