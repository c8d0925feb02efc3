"""A feed is fetched from by hand: what it has comes as a lot of whoever asked, nothing is stored, and nothing is lost or skipped by it."""

import json
import uuid
from types import SimpleNamespace

import pytest
from programs import GREEN
from worlds.taxii import RW, Server

from comity.courier.running import Courier
from comity.courier.taxii import fetching
from comity.courier.taxii.feeding import Feeder, run_feed
from comity.courier.taxii.fetching import run_fetch
from comity.directory.officers import actor
from comity.intel.feeds import actions
from comity.intel.feeds.actions import Terms
from comity.intel.giving.actions import agree_to_lot, set_lot_aside, submit_lot
from comity.intel.giving.fetching import ask_fetch, asked_fetches
from comity.intel.giving.rehearsing import rehearse
from comity.intel.reading.onlooking import onlooker
from comity.intel.reading.refusals import FetchAsked, FetchUndecided, NoFeedHere
from comity.intel.store.granting import add_collection
from comity.intel.store.refusals import MayNotWrite
from comity.records.models import IntelFeed, IntelFeedLine, IntelFetch, IntelLot, IntelSource, JournalAct, StixPlace
from comity.terms.markings import Tlp

URL = "http://127.0.0.1:80/taxii2/"


def objects(count, **more):
    """Return fresh objects."""
    stamp = "2026-01-01T00:00:00.000Z"
    made = {"type": "tool", "spec_version": "2.1", "name": "T", "created": stamp, "modified": stamp, "object_marking_refs": [GREEN], **more}
    return [{"id": f"tool--{uuid.uuid4()}", **made} for _ in range(count)]


def put(server, several):
    """Let a server have objects, in one POST."""
    server.add(RW, json.dumps({"objects": several}).encode(), "poster")


def eye_of(world, officer, *, minutes=0):
    """Return an officer as one who looks."""
    at = world.later(minutes=minutes)
    return onlooker(officer, by=actor(officer, at=at), at=at)


@pytest.fixture
def feed(world):
    """A feed of another authority into a collection that everybody reads and this authority writes; the operator has paused it."""
    both = {"readers": ("anyone",), "writers": ("authority:vn-poc",)}
    world.local = add_collection("Pulled", alias="pulled", at=world.at, unmarked=Tlp.GREEN, **both).uuid
    made = actions.add_pull("feed-one", actions.Server(URL), Terms([(RW, "pulled")], page=10, owner="xr-cert"), at=world.at)
    actions.pause("feed-one", at=world.at)
    return made


def ask(world, **more):
    """Ask as the drafter."""
    return ask_fetch(IntelFeedLine.objects.get().pk, eye=eye_of(world, world.drafter), by=world.drafter, token=world.token(), **more)


def look(world, asked, server, *, minutes=1):
    """Look as the courier does."""
    return run_fetch(asked.pk, now=lambda: world.later(minutes=minutes), ask=server)


def let_in(world, lot):
    """Submit a lot and agree to it."""
    submit_lot(lot.pk, eye=eye_of(world, world.drafter, minutes=2), by=world.drafter)
    return agree_to_lot(lot.pk, eye=eye_of(world, world.approver, minutes=3), by=world.approver)


@pytest.mark.parametrize("faults", [set(), {"says-end", "shared-stamp"}, {"no-next"}], ids=lambda one: "+".join(sorted(one)) or "right")
def test_what_it_has_is_a_lot_and_the_feed_goes_on_behind_it(world, feed, faults):
    """Twenty-five objects in pages of ten: one lot, nothing stored; two officers; the giver is the owner; then only what is new."""
    server = Server(most=10**7, faults=faults)
    first = objects(25)
    put(server, first)
    done = look(world, ask(world), server)
    assert (done.state, done.came, done.more, StixPlace.objects.count()) == ("done", 25, False, 0)
    line = IntelFeedLine.objects.get()
    assert (line.after, line.came) == ("", 0)
    told = rehearse(done.lot, into=eye_of(world, world.drafter).holding("pulled"), eye=eye_of(world, world.drafter))
    assert (told.fresh, len(told.refused), [str(one.owner) for one in told.labels]) == (25, 0, ["xr-cert"])
    let_in(world, done.lot)
    assert StixPlace.objects.count() == 25
    assert set(StixPlace.objects.values_list("source__owner", flat=True)) == {"xr-cert"}
    line.refresh_from_db()
    assert (line.came, line.fresh) == (25, 25)
    again = look(world, ask(world), server, minutes=4)
    assert again.state == "done"
    if again.lot:  # a server without a way on is asked from just before the last stamp
        assert rehearse(again.lot, into=eye_of(world, world.drafter).holding("pulled"), eye=eye_of(world, world.drafter)).fresh == 0
        set_lot_aside(again.lot.pk, eye=eye_of(world, world.drafter, minutes=5), by=world.drafter)
    put(server, objects(3))
    third = look(world, ask(world), server, minutes=6)
    assert rehearse(third.lot, into=eye_of(world, world.drafter).holding("pulled"), eye=eye_of(world, world.drafter)).fresh == 3
    assert IntelFeed.objects.get().state == "paused"
    names = list(JournalAct.objects.filter(name__startswith="intel.").order_by("index").values_list("name", flat=True))
    assert names[names.index("intel.feed-asked") :][:3] == ["intel.feed-asked", "intel.lot-brought", "intel.feed-fetched"]


def test_what_came_by_itself_meanwhile_is_not_overtaken(world, feed):
    """The feed goes on by itself while the lot waits: the lot stores what is left of it, and the line stays where the feed is."""
    server = Server(most=10**7)
    first = objects(12)
    put(server, first)
    lot = look(world, ask(world), server).lot
    actions.resume("feed-one", at=world.at)
    put(server, objects(5))
    run_feed(feed.pk, home=world.home, now=lambda: world.later(minutes=2), ask=server)
    line = IntelFeedLine.objects.get()
    stands = line.after
    assert StixPlace.objects.count() == 17
    put(server, objects(1))
    set_lot_aside(lot.pk, eye=eye_of(world, world.drafter, minutes=3), by=world.drafter)
    line.refresh_from_db()
    assert line.after == stands
    assert look(world, ask(world), server, minutes=4).came == 1


@pytest.mark.both_databases
def test_a_lot_that_is_full_leaves_the_rest_for_the_next(world, feed, monkeypatch):
    """Thirty objects, of which a lot has room for twelve: three lots, each of them behind the one before, none twice."""
    monkeypatch.setattr(fetching, "MOST", 12)
    server = Server(most=10**7)
    put(server, objects(30))
    came = []
    for step in range(4):
        done = look(world, ask(world), server, minutes=10 * step + 1)
        came.append((done.came, done.more))
        if done.lot is None:
            break
        let_in(world, done.lot)
    assert sum(count for count, _ in came) == StixPlace.objects.count() == 30
    assert came[0] == (10, True)


@pytest.mark.both_databases
def test_what_goes_wrong_is_told_and_leaves_no_lot(world, feed):
    """A server that nobody reaches, that has no such collection, or answers no TAXII leaves its reason and no lot; a fault of ours too."""

    def nobody(_asked):
        raise fetching.NoAnswer("no-connection", origin=URL)

    down = look(world, ask(world), nobody)
    assert (down.state, down.why, down.lot) == ("failed", "no-connection", None)
    IntelFeedLine.objects.update(remote="nowhere")
    assert look(world, ask(world), Server(most=10**7)).why == "not-there"
    broken = ask(world)
    monkey = pytest.MonkeyPatch()
    monkey.setattr(fetching, "run_fetch", lambda *_, **__: 1 / 0)
    Feeder(world.home, now=lambda: world.at)._fetch(broken.pk)
    monkey.undo()
    assert IntelFetch.objects.get(pk=broken.pk).why == "here"
    assert asked_fetches() == ()


def test_who_may_ask_and_when(world, feed):
    """One at a time; not before the last lot is decided; only of a pull that goes on, into a collection that the authority writes."""
    server = Server(most=10**7)
    put(server, objects(1))
    line = IntelFeedLine.objects.get().pk
    asked = ask(world)
    with pytest.raises(FetchAsked):
        ask(world)
    look(world, asked, server)
    with pytest.raises(FetchUndecided):
        ask(world)
    eye = eye_of(world, world.drafter)
    with pytest.raises(NoFeedHere):
        ask_fetch(line + 99, eye=eye, by=world.drafter, token=world.token())
    theirs = add_collection("Theirs", alias="theirs", at=world.at, readers=("anyone",))
    actions.add_pull("feed-two", actions.Server(URL), Terms([(RW, "theirs")]), at=world.at)
    other = IntelFeedLine.objects.get(local=theirs.uuid)
    with pytest.raises(MayNotWrite):
        ask_fetch(other.pk, eye=eye_of(world, world.drafter), by=world.drafter, token=world.token())
    hidden = add_collection("Hidden", alias="hidden", at=world.at)
    actions.add_pull("feed-three", actions.Server(URL), Terms([(RW, "hidden")]), at=world.at)
    with pytest.raises(NoFeedHere):
        ask_fetch(IntelFeedLine.objects.get(local=hidden.uuid).pk, eye=eye_of(world, world.drafter), by=world.drafter, token=world.token())
    set_lot_aside(IntelLot.objects.get().pk, eye=eye, by=world.drafter)
    actions.end("feed-one", at=world.at)
    with pytest.raises(NoFeedHere):
        ask_fetch(line, eye=eye, by=world.drafter, token=world.token())
    assert not IntelSource.objects.filter(kind="officer").exists()


@pytest.mark.both_databases
def test_a_node_whose_feeds_are_all_paused_looks_when_somebody_asks(world, feed, monkeypatch):
    """Nothing of feeds runs until an officer asks; then the courier starts what looks."""
    begun = []

    def start(feeder):
        begun.append(feeder)

    monkeypatch.setattr(Feeder, "start", start)
    stands = SimpleNamespace(_feeder=None, _home=world.home, _clock=lambda: world.at)
    Courier._start_feeder(stands)
    assert (begun, stands._feeder) == ([], None)
    ask(world)
    Courier._start_feeder(stands)
    assert begun == [stands._feeder]
