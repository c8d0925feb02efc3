"""The store beneath every door: dates that only grow, labels that follow their markings, plans that no planner may lose."""

import json
import threading
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from programs import AMBER, CLEAR, GREEN, RED, indicator
from worlds.plans import explain, take_counts

from comity.intel.policy import Principal, parse_label
from comity.intel.store import naming, postings, runs, scanning
from comity.intel.store.clock import look
from comity.intel.store.granting import add_collection, holdings_of
from comity.intel.store.ingesting import Kept, add_objects, keys_with, look_at_all
from comity.intel.store.looking import Candidate, Refusal, look_at
from comity.intel.store.permissions import given_by
from comity.intel.store.placing import Place, rank
from comity.intel.store.postings import asked_keys
from comity.intel.store.removing import remove_object
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.records.models import IntelAwaited, IntelLabel, IntelTombstone, StixObject, StixPlace
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Tlp
from comity.wire.taxii.filters import Filters
from comity.wire.taxii.moments import Moment

pytestmark = pytest.mark.both_databases("two who write at once, plans, bytes")

OURS, THEIRS = AuthorityId("vn-poc"), AuthorityId("xr-cert")
ALL = Filters(keywords=("all",))


def reader(authority):
    """Somebody of an authority."""
    return Reader(Principal(authority=authority, country=authority.country))


class Shelf:
    """One collection, and deeds in one call."""

    def __init__(self, world, *, alias="shelf", **more):
        """Make it."""
        self.world, self.at = world, world.at
        made = add_collection("Shelf", alias=alias, at=self.at, readers=("anyone",), writers=("anyone",), **more)
        self.holding = holdings_of(reader(OURS).principal)[made.uuid]

    def put(self, *objects, by=OURS, at=None):
        """Put objects in."""
        looked = look_at_all([json.dumps(one).encode() for one in objects], checks="head")
        source = Source("client", f"of {by}", str(by))
        return add_objects(looked, to=self.holding.target, giver=self.holding.giver(by), source=source, reader=reader(by), at=at or self.at)

    def read(self, filters=ALL, *, by=OURS, limit=1000, after=0):
        """Read a page."""
        sight = reader(by).sight(look(), at=self.at)
        return scanning.scan(self.holding.pk, sight, filters, columns=scanning.BODIES, limit=limit, after=after)

    def names(self, filters=ALL, *, by=OURS):
        """The names in a page."""
        return [json.loads(row[1])["name"] for row in self.read(filters, by=by).rows]


@pytest.fixture
def shelf(world):
    """An empty collection of what bears no marking as GREEN."""
    return Shelf(world, unmarked=Tlp.GREEN)


# ---------------------------------------------------------------- dates


def test_dates_are_unique_and_grow_whatever_the_clock_does(shelf):
    """Three deeds, the second a day earlier by the machine's clock, the third at the same moment as the first."""
    for start, at in ((0, shelf.at), (10, shelf.world.later(days=-1)), (20, shelf.at)):
        shelf.put(*(indicator(start + number) for number in range(5)), at=at)
    dates = list(StixPlace.objects.order_by("object_id").values_list("added", flat=True))
    assert dates == sorted(set(dates))
    assert dates[0] == shelf.at.micros
    assert look().last == dates[-1]


def test_nothing_newer_than_the_clock_that_was_read_is_shown(shelf):
    """What is committed between the reading of the clock and the scan comes with the next page, so its label cannot be missed."""
    shelf.put(indicator(1))
    before = look()
    shelf.put(indicator(2, marking=CLEAR))
    sight = reader(OURS).sight(before, at=shelf.at)
    page = scanning.scan(shelf.holding.pk, sight, ALL, columns=scanning.BODIES, limit=10)
    assert page.last == before.last
    assert len(shelf.read(after=page.last).rows) == 1


@pytest.fixture
def busy(world_folder, monkeypatch):
    """A collection on tables that several threads share, each with a connection of its own."""
    from worlds.world import World

    from comity.directory.home import VARIABLE, home

    monkeypatch.setenv(VARIABLE, str(world_folder))
    home.cache_clear()
    yield Shelf(World(home()), unmarked=Tlp.GREEN)
    home.cache_clear()


def together(*deeds):
    """Do all of it at once, and return what each of them raised."""
    faults = []

    def done(deed):
        try:
            deed()
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the test says it
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=done, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_two_writers_and_a_follower(busy):
    """Whoever follows by dates while two write gets everything once, in order: no date becomes visible behind one that was served."""
    over, got = threading.Semaphore(0), []

    def write(start):
        for number in range(start, start + 30):
            busy.put(indicator(2 * number), indicator(2 * number + 1))
        over.release()

    def follow():
        after, left = 0, 2
        while True:
            left -= bool(left) and over.acquire(blocking=False)
            page = busy.read(after=after, limit=7)
            got.extend(row[0] for row in page.rows)
            after = page.last or after
            if not left and not page.rows:
                break

    assert together(lambda: write(0), lambda: write(100), follow) == []
    assert len(got) == 120
    assert got == sorted(set(got))


@pytest.mark.django_db(transaction=True)
def test_who_pages_while_others_add_and_take_out_misses_nothing_and_has_nothing_twice(busy):
    """What stood all the while comes once, in order; what was taken out may have come before; what was added comes after what was there."""
    staying, going = range(0, 120, 2), range(1, 120, 2)
    busy.put(*(indicator(number) for number in range(120)))
    source, rounds = Source("client", f"of {OURS}", str(OURS)), []

    def take_out():
        for number in going:
            remove_object(indicator(number)["id"], filters=Filters(), from_=busy.holding, source=source, reader=reader(OURS), at=busy.at)

    def add():
        for number in range(120, 160):
            busy.put(indicator(number), indicator(number - 120, version=1))  # new ones, and new versions of those that are read

    def page():
        for _ in range(6):
            rows, after, more = [], 0, True
            while more:
                found = busy.read(after=after, limit=9)
                rows, after, more = [*rows, *found.rows], found.last or after, found.more
            rounds.append(rows)

    assert together(take_out, add, page) == []
    for rows in rounds:
        dates = [row[0] for row in rows]
        assert dates == sorted(set(dates))
        first = [one["id"] for row in rows if (one := json.loads(row[1]))["modified"] == indicator(0)["modified"]]
        assert len(first) == len(set(first))
        assert {indicator(number)["id"] for number in staying} <= set(first)
    there = [json.loads(row[1]) for row in busy.read().rows]
    assert {one["id"] for one in there if one["modified"] == indicator(0)["modified"]} >= {indicator(n)["id"] for n in (*staying, 120, 159)}
    assert IntelTombstone.objects.count() + len(there) == 120 + 80
    assert len({*StixPlace.objects.values_list("added", flat=True), *IntelTombstone.objects.values_list("removed", flat=True)}) == 200


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_at_once_keep_it_once(busy):
    """Same bytes, and the same version with other content: one of them is first, the other is told so; nothing is doubled or lost."""
    outcomes = []

    def write(name):
        outcomes.extend(busy.put(indicator(number), indicator(100 + number, name=name)) for number in range(25))

    assert together(lambda: write("one"), lambda: write("two")) == []
    assert StixPlace.objects.count() == 50
    assert sum(same.fresh for same, _ in outcomes) == 25
    clashed = [isinstance(other, Refusal) for _, other in outcomes]
    assert clashed.count(True) == clashed.count(False) == 25
    assert not any(StixPlace.objects.values_list("twin", flat=True))


# ---------------------------------------------------------------- versions, purely

places = st.lists(
    st.builds(
        lambda label, spec, version_at, finer: (label, spec, version_at, finer),
        st.integers(0, 2),
        st.sampled_from([20, 21]),
        st.integers(0, 3),
        st.sampled_from(["", "1", "12", "2"]),
    ),
    max_size=8,
)


@given(places)
def test_whoever_sees_some_labels_finds_their_newest_by_its_mark(told):
    """Every set of labels, against the order itself: marked two, or marked one and nothing newer in sight."""
    rows = [
        Place(
            added=n, object=n, digest=b"", label=label, source=0, spec=spec, version="", version_at=at, finer=finer, newest=-1, twin=False
        )
        for n, (label, spec, at, finer) in enumerate(told)
    ]
    rank(rows)
    for seen in ({0}, {1}, {0, 1}, {0, 2}, {0, 1, 2}):
        visible = [one for one in rows if one.label in seen]
        found = [one for one in visible if one.newest == 2 or (one.newest == 1 and not any(other.order > one.order for other in visible))]
        assert found == ([max(visible, key=lambda one: one.order)] if visible else [])
    assert rank(rows) == []


# ---------------------------------------------------------------- looking, purely


def test_an_object_is_looked_at_once():
    """What a candidate says of it."""
    raw = json.dumps(indicator(1, modified="2026-01-01T00:00:00.1234567Z")).encode()
    found = look_at(raw, checks="head")
    assert isinstance(found, Candidate)
    assert found.body is raw
    assert found.moment == Moment(1767225600123456, "7")
    assert isinstance(look_at(b"{}", checks="head"), Refusal)
    leap = look_at(json.dumps(indicator(1, modified="2016-12-31T23:59:60.5Z")).encode(), checks="head")
    assert isinstance(leap, Candidate)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_nothing_that_comes_breaks_the_looking(raw):
    """It is a candidate or a refusal with words."""
    found = look_at(raw, checks="full")
    assert isinstance(found, Candidate) or found.why


# ---------------------------------------------------------------- labels


def test_equal_labels_are_one_number(shelf):
    """A number for each label, not for each object."""
    shelf.put(*(indicator(number, marking=[GREEN, CLEAR, None][number % 3]) for number in range(30)))
    assert IntelLabel.objects.count() == look().labels == 2
    assert [one.number for one in IntelLabel.objects.order_by("number")] == [0, 1]


def custom(number, tlp="green"):
    """A marking-definition of somebody's own: words alone, itself marked."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{number:08x}-0000-4000-8000-00000000abcd",
        "created": "2026-01-01T00:00:00.000Z",
        "name": "custom",
        "definition_type": "statement",
        "definition": {"statement": "Copyright"},
        "object_marking_refs": [{"green": GREEN, "red": RED}[tlp]],
    }


def test_what_bears_an_undefined_marking_stays_at_home_until_it_is_defined(shelf):
    """Then it is shown to whom the definition lets it, as new: whoever read on meanwhile finds it after what they read."""
    one = indicator(1, marking=custom(1)["id"], name="waiting")
    shelf.put(one, by=THEIRS)
    shelf.put(indicator(2), by=THEIRS)
    third = AuthorityId("th-poc")
    assert shelf.names(by=third) == ["number 2"]
    after = shelf.read(by=third).last
    assert IntelAwaited.objects.count() == 1
    shelf.put(custom(1), by=OURS)  # somebody else's definition says nothing
    assert shelf.names(by=third) == ["number 2", "custom"]
    shelf.put(custom(1), by=THEIRS)
    assert "waiting" in shelf.names(by=third)
    assert [json.loads(row[1])["name"] for row in shelf.read(by=third, after=after).rows][-1] == "waiting"
    assert not IntelAwaited.objects.exists()
    assert look().last == StixPlace.objects.order_by("-added").first().added


def test_a_definition_counts_for_what_comes_with_it(shelf):
    """Also for what stands before it."""
    shelf.put(indicator(1, marking=custom(1)["id"]), custom(1), by=THEIRS)
    assert shelf.names(by=AuthorityId("th-poc")) == ["number 1", "custom"]


def test_a_definition_that_bears_one_does_not_widen(shelf):
    """A marking that is RED binds whoever bears it."""
    shelf.put(indicator(1, marking=custom(1)["id"]), custom(1, "red"), by=THEIRS)
    assert shelf.names(by=AuthorityId("th-poc")) == []
    assert shelf.names(by=OURS) == shelf.names(by=THEIRS) == ["number 1", "custom"]


def test_without_a_word_of_the_collection_what_is_unmarked_stays_at_home(world):
    """The owner and this node's own authority."""
    shelf = Shelf(world)
    shelf.put(indicator(1, marking=None), by=THEIRS)
    assert shelf.names(by=AuthorityId("th-poc")) == []
    assert shelf.names(by=OURS) == shelf.names(by=THEIRS) == ["number 1"]


def test_an_embargo_and_an_expiry_are_kept_by_who_remembers(shelf):
    """What a process keeps of a reader ends at the moment at which an answer may be another one."""
    shelf.put(indicator(1))
    row = IntelLabel.objects.get()
    label = replace(parse_label(row.text), expires=shelf.world.later(hours=1))
    from comity.intel.policy import print_label
    from comity.intel.store import sight

    row.text = print_label(label)
    row.save()
    sight._COMPILED.clear()
    who = reader(AuthorityId("th-poc"))
    assert who.sight(look(), at=shelf.at).labels == (0,)
    assert who.sight(look(), at=shelf.world.later(minutes=59)).labels == (0,)
    assert who.sight(look(), at=shelf.world.later(hours=1)).labels == ()


# ---------------------------------------------------------------- taking out


def test_a_tombstone_says_what_went_and_the_bytes_stay(shelf):
    """With a date of its own, after every date before."""
    shelf.put(indicator(1), indicator(1, version=2))
    last = look().last
    source = Source("client", f"of {OURS}", str(OURS))
    gone = remove_object(indicator(1)["id"], filters=Filters(), from_=shelf.holding, source=source, reader=reader(OURS), at=shelf.at)
    assert gone == 2
    stones = list(IntelTombstone.objects.order_by("removed"))
    assert [stone.removed for stone in stones] == [last + 1, last + 2]
    assert StixObject.objects.count() == 2
    assert not StixPlace.objects.exists()
    assert [type(one) for one in shelf.put(indicator(1))] == [Kept]
    assert look().last == last + 3


def test_a_deed_that_fails_leaves_nothing(shelf, monkeypatch):
    """Neither objects nor a clock that went on."""
    from comity.intel.store import ingesting

    before = look()
    monkeypatch.setattr(ingesting, "keep", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        shelf.put(indicator(1))
    assert look() == before
    assert not StixObject.objects.exists()


# ---------------------------------------------------------------- bytes are kept once


def test_bytes_are_kept_once_in_two_collections_and_after_they_were_taken_out(shelf, world):
    """What comes again, there or elsewhere, is placed and not kept anew; other bytes of the same object are."""
    other = Shelf(world, alias="other", unmarked=Tlp.GREEN)
    for where in (shelf, other):
        where.put(indicator(1))
    assert StixObject.objects.count() == 1
    for where in (shelf, other):
        ours = Source("client", f"of {OURS}", str(OURS))
        remove_object(indicator(1)["id"], filters=Filters(), from_=where.holding, source=ours, reader=reader(OURS), at=world.at)
        where.put(indicator(1), at=world.later(days=1))
    assert StixPlace.objects.count() == 2
    assert StixObject.objects.count() == 1
    shelf.put(indicator(1) | {"name": "another", "modified": "2027-01-01T00:00:00.000Z"})
    assert StixObject.objects.count() == 2


# ---------------------------------------------------------------- by which an object is found


def parts():
    """How many places stand among the latest, and how many behind them."""
    settled = list(StixPlace.objects.values_list("settled", flat=True))
    return settled.count(0), settled.count(1)


def told(shelf):
    """Put versions of thirty objects in, some twice, some that clash, some that are older; take some out. Return all that is told of it."""
    said, source = [], Source("client", f"of {OURS}", str(OURS))
    for step in range(6):
        start = 5 * step
        sent = [indicator(start + number, version=2) for number in range(5)]
        sent += [indicator(number, version=step % 4) for number in range(max(0, start - 7), start)]
        sent += [indicator(number, version=2, name="another") for number in range(0, start, 9)]
        said += [(one.stix_id, one.version, getattr(one, "fresh", None)) for one in shelf.put(*sent, by=(OURS, THEIRS)[step % 2])]
        shelf.put(indicator(100 + step), indicator(200 + step))
        if step > 1:
            gone = indicator(98 + step)["id"]
            said.append(remove_object(gone, filters=Filters(), from_=shelf.holding, source=source, reader=reader(OURS), at=shelf.at))
    for by in (OURS, THEIRS, AuthorityId("th-poc")):
        for filters in (Filters(), ALL, Filters(ids=tuple(indicator(number)["id"] for number in range(0, 40, 3)), keywords=("first",))):
            said.append([bytes(row[1]) for row in shelf.read(filters, by=by).rows])
        said += [len(shelf.read(Filters(ids=(indicator(number)["id"],)), by=by).rows) for number in range(31)]
    return said


def test_the_latest_stand_apart_and_all_are_found(world, monkeypatch):
    """Whether places stand among the latest or behind them, or are moved there now and then, changes nothing of what is told."""
    same = []
    for alias, latest in (("all", 10**6), ("few", 4), ("none", 1)):
        monkeypatch.setattr(naming, "LATEST", latest)
        before = parts()
        same.append(told(Shelf(world, alias=alias, unmarked=Tlp.GREEN)))
        young, old = (now - then for now, then in zip(parts(), before, strict=True))
        if connection.vendor == "sqlite":
            assert {"all": young and not old, "few": old > 40, "none": old > 40}[alias], (alias, young, old)
        else:
            assert old > young == 0, "a row is written anew for each change of it"
    assert same[0] == same[1] == same[2]


def test_identifiers_with_one_key_are_told_apart(world, monkeypatch):
    """Whoever made two identifiers with the same number finds each of them by itself, everywhere."""
    apart = told(Shelf(world, alias="apart", unmarked=Tlp.GREEN))
    monkeypatch.setattr(postings, "reference_key", lambda _: bytes(8))
    shelf = Shelf(world, alias="alike", unmarked=Tlp.GREEN)
    assert told(shelf) == apart
    assert StixPlace.objects.filter(collection=shelf.holding.pk).values("key").distinct().count() == 1
    one = indicator(1)
    assert set(keys_with([(one["id"], StixObject.objects.filter(stix_id=one["id"]).first().digest)])) <= {
        (one["id"], bytes(row.digest)) for row in StixObject.objects.filter(stix_id=one["id"])
    }
    assert given_by("", [one["id"], "tool--none"]) == {one["id"]}


# ---------------------------------------------------------------- a page has an end, and a plan


def test_a_page_ends_where_it_would_weigh_too_much(shelf, monkeypatch):
    """One object at least; what would be too much is not read."""
    shelf.put(*(indicator(number, description="x" * 3_000_000) for number in range(4)))
    pages, after = [], 0
    while (page := shelf.read(after=after)).rows:
        pages.append(len(page.rows))
        assert page.more == (sum(pages) < 4)
        after = page.last
    assert pages == [3, 1]


QUESTIONS = {
    "newest": (Filters(), "intel_place_newest"),
    "newest after": (Filters(added_after=5), "intel_place_newest"),
    "of a type": (Filters(types=("indicator",)), "intel_place_newest"),
    "all": (ALL, "intel_place_all"),
    "first": (Filters(keywords=("first",)), "intel_place_all"),
    "exact": (Filters(exact=(Moment(1),)), "intel_place_all"),
    "of STIX 2.1": (Filters(spec_versions=("2.1",)), "intel_place_all"),
    "one": (Filters(ids=(indicator(1005)["id"],)), "intel_place_key"),
    "all versions of one": (Filters(ids=(indicator(1005)["id"],), keywords=("all",)), "intel_place_key"),
}


@pytest.fixture
def full(shelf):
    """A thousand versions beside three thousand of another collection, with the statistics that PostgreSQL keeps.

    Four versions of each object: where all are the newest, two indexes cost the same, and what earlier tests left in them decides.
    """
    other = Shelf(shelf.world, alias="other", unmarked=Tlp.GREEN)
    for start, where in enumerate((other, shelf, other, other)):
        numbers = range(1000 * start, 1000 * start + 250)
        where.put(
            *(indicator(number, version=version, marking=[GREEN, CLEAR, AMBER][number % 3]) for version in range(4) for number in numbers)
        )
    take_counts()
    return shelf


def test_each_page_is_a_range_of_an_index(full, monkeypatch):
    """No table is read to its end, nothing is sorted but the versions of few objects, and each object is found by its key."""
    asked = []
    run = scanning.run
    monkeypatch.setattr(scanning, "run", lambda sql, values: asked.append((sql, values)) or run(sql, values))
    sqlite = connection.vendor == "sqlite"
    for name, (filters, index) in QUESTIONS.items():
        asked.clear()
        full.read(filters, limit=100)
        ((sql, values),) = asked
        plan = "\n".join(explain(sql, values))
        few = bool(filters.ids or filters.exact)  # PostgreSQL looks for one moment first, and sorts the few that it finds
        assert index in plan, f"{name}:\n{plan}"
        assert "Seq Scan on records_stix" not in plan, f"{name}:\n{plan}"
        assert "SCAN p" not in plan, f"{name}:\n{plan}"
        assert filters.ids or "TEMP B-TREE" not in plan, f"{name}:\n{plan}"
        assert few or sqlite or "Sort" not in plan, f"{name}:\n{plan}"


@pytest.mark.parametrize(
    ("filters", "text", "index"),
    [
        (Filters(), "", "intel_place_newest"),
        (Filters(types=("indicator",)), "", "intel_place_newest"),
        (ALL, "", "intel_place_all"),
        (Filters(), "198.51.100.7", "intel_place_key"),
    ],
)
def test_a_page_downwards_is_a_range_too_and_a_value_is_found_by_its_key(full, monkeypatch, filters, text, index):
    """What people read: the newest first; what speaks of a value, sorted, because it is little."""
    among = runs.numbers_of(asked_keys(text)) if text else None
    asked = []
    run = scanning.run
    monkeypatch.setattr(scanning, "run", lambda sql, values: asked.append((sql, values)) or run(sql, values))
    sight = reader(OURS).sight(look(), at=full.at)
    assert scanning.scan_back(full.holding.pk, sight, filters, columns=scanning.CARDS, limit=100, among=among).rows
    ((sql, values),) = asked
    plan = "\n".join(explain(sql, values))
    assert index in plan, plan
    assert "Seq Scan on records_stix" not in plan, plan
    assert "SCAN p" not in plan, plan
    assert text or ("TEMP B-TREE" not in plan and "Sort" not in plan), plan
