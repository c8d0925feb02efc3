"""What goes out together: all that belongs to an object and may be seen, nothing that names what may not; at every door that sends."""

import itertools
import json
from dataclasses import dataclass

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import CLEAR, GREEN, RED, program
from threats import OURS, STAMP, THEIRS, Threats, named, only_for, thing
from worlds.byhand import Giving
from worlds.plans import explain, read_to_the_end

from comity.directory.book import book
from comity.directory.home import home
from comity.intel.carrying.choosing import seen_by
from comity.intel.carrying.giving import items_of, told_of, withheld_from
from comity.intel.carrying.refusals import BundleOutdated
from comity.intel.policy import parse_label
from comity.intel.store import ingesting, together
from comity.intel.store.clock import look
from comity.intel.store.granting import collection_named, withdraw
from comity.intel.store.naming import PLACE_KEY
from comity.intel.store.postings import name_keys
from comity.intel.store.scanning import as_list, within
from comity.records import statements
from comity.records.models import IntelLabel, JournalAct, StixObject, StixPlace
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Tlp

THIRD = AuthorityId("th-poc")
HERE, OPEN, CLOSED, NARROW = range(4)  # what is read; what they may read as well; what they may not; what is for a field that is not theirs
KINDS = ("indicator", "identity", "report", "x-thing")
NUMBERS = itertools.count(1, 20)


@dataclass(frozen=True)
class Drawn:
    """An object: where it lies, who gave it, its mark, whom it names as its author and what else."""

    kind: str
    shelf: int
    owner: AuthorityId
    mark: str
    author: int | None
    names: tuple[int, ...]


DRAWN = st.lists(
    st.builds(
        Drawn,
        kind=st.sampled_from(KINDS),
        shelf=st.sampled_from((HERE, HERE, HERE, OPEN, OPEN, CLOSED, NARROW)),
        owner=st.sampled_from((OURS, OURS, THIRD)),
        mark=st.sampled_from(("green", "green", "clear", "red", "rule", "narrow", "words")),
        author=st.none() | st.integers(0, 7),
        names=st.lists(st.integers(0, 7), max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=8,
)


class Reference:
    """The same by hand, from what docs/adr/0031 says and with none of the code: sets, and a loop until nothing changes."""

    def __init__(self, drawn):
        """Keep what was drawn."""
        self.drawn = drawn
        self.numbers = range(len(drawn))

    def shown(self, at):
        """Whether Ruritania's CERT may see it: a third State's rule of the same name lets in another State, and its others are nowhere."""
        one = self.drawn[at]
        let_in = {"green", "clear", "words"} | ({"rule", "narrow"} if one.owner == OURS else set())
        return one.mark in (let_in - ({"words"} if one.owner == THIRD else set())) and one.shelf in (HERE, OPEN)

    def stays(self, at):
        """Whether it names what they may not see, or bears a rule that they may not read."""
        one = self.drawn[at]
        return one.mark == "narrow" or any(other in self.numbers and not self.shown(other) for other in one.names)

    def may_go(self, at):
        """Whether it is shown, and ours or free, and does not stay."""
        one = self.drawn[at]
        return self.shown(at) and (one.owner == OURS or one.mark == "clear") and not self.stays(at)

    def goes(self):
        """What goes, by number."""
        found = {at for at in self.numbers if self.drawn[at].shelf == HERE and self.may_go(at)}
        while True:
            named = {other for at in found for other in (*self.drawn[at].names, self.drawn[at].author)}
            further = {at for at in self.numbers if at in named and at not in found and self.may_go(at)}
            if not further:
                return found
            found |= further


@pytest.fixture
def giving(world):
    """A node that gives by hand."""
    return Giving(world)


@pytest.fixture
def shelves(world):
    """Four collections, with what the marks of this page mean: a rule where only we may look, one for a field, bare words."""
    threats = Threats(world)
    both = {"readers": (f"authority:{THEIRS}",)}
    found = (
        threats.collection("Here", alias="here", **both),
        threats.collection("Open", alias="open", **both),
        threats.collection("Closed", alias="closed", readers=()),
        threats.collection("Narrow", alias="narrow", fields=("EF-MIGRATION",), **both),
    )
    words = {"definition_type": "statement", "definition": {"statement": "© 2026"}}
    threats.put(found[CLOSED], only_for("XR", 900_001), by=OURS)
    threats.put(found[CLOSED], only_for("TH", 900_001), by=THIRD)
    threats.put(found[NARROW], only_for("XR", 900_002), by=OURS)
    threats.put(found[HERE], {"type": "marking-definition", "spec_version": "2.1", "id": WORDS, "created": STAMP, **words}, by=OURS)
    return found


RULE, NARROWED, WORDS = (named("marking-definition", number) for number in (900_001, 900_002, 900_003))
MARKS = {"green": [GREEN], "clear": [CLEAR], "red": [RED], "rule": [RULE], "narrow": [NARROWED], "words": [GREEN, WORDS]}


def made(drawn, first):
    """Return the objects that were drawn, with identifiers of this example alone."""
    ids = [named(drawn[at].kind if at < len(drawn) else "tool", first + at) for at in range(8)]
    for at, one in enumerate(drawn):
        more = {} if one.author is None else {"created_by_ref": ids[one.author]}
        yield (
            one,
            thing(one.kind, first + at, mark=None, object_marking_refs=MARKS[one.mark], object_refs=[ids[to] for to in one.names], **more),
        )


def going(shelf, *, at, had=frozenset()):
    """Return what would go from a collection to Ruritania's CERT."""
    directory = book(home())
    row = collection_named(shelf.uuid)
    return seen_by(row, directory.authority(THEIRS), sender=directory.authority(OURS), clock=look(), at=at, had=had)


@pytest.mark.both_databases("what a question finds")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=DRAWN)
def test_a_slow_reference_that_shares_no_code_agrees(world, shelves, drawn):
    """Circles, other people's rules of the same name, authors who are hidden: each object once, and what is named before what names it."""
    first, had = next(NUMBERS), frozenset(StixObject.objects.values_list("id", flat=True))
    for one, told in made(drawn, first):
        Threats(world).put(shelves[one.shelf], told, by=one.owner)
    found = list(going(shelves[HERE], at=world.at, had=had))
    bodies = StixObject.objects.in_bulk([key for _, key, _ in found])
    ids = [bodies[key].stix_id for _, key, _ in found]
    mine = [int(one.rpartition("-")[2]) - first for one in ids if "marking" not in one]
    mine = [at for at in mine if 0 <= at < len(drawn)]
    expected = Reference(drawn).goes()
    assert sorted(mine) == sorted(expected)
    assert any(drawn[at].mark == "rule" for at in expected) <= (RULE in ids)


# ---------------------------------------------------------------- by hand


def names_of(going):
    """Return the identifiers that go, in order."""
    keys = [key for _, key, _ in going]
    bodies = StixObject.objects.in_bulk(keys)
    return [bodies[key].stix_id for key in keys]


def relation(number, source, target, **more):
    """A relationship."""
    return thing("relationship", number, relationship_type="related-to", source_ref=source, target_ref=target, **more)


@pytest.mark.both_databases
def test_a_bundle_brings_along_what_its_objects_name_and_tells_when_that_is_taken_out(giving):
    """A report, the relationship in it, its ends, their author: from three collections, what is named first, and each once."""
    world = giving.world
    threats = Threats(world)
    other = threats.collection("Other", alias="other", readers=("anyone",))
    closed = threats.collection("Closed", alias="closed", readers=())
    author, ends = thing("identity", 1, name="We"), [named("malware", 3), named("tool", 4)]
    threats.put(other, author, thing("malware", 3, is_family=True, created_by_ref=named("identity", 1)), relation(5, *ends), by=OURS)
    threats.put(closed, thing("identity", 9, name="Hidden author"), by=OURS)
    giving.put(
        thing("tool", 4, created_by_ref=named("identity", 9)),
        thing("report", 6, object_refs=[named("relationship", 5), named("indicator", 404)]),
        thing("note", 7, object_refs=[named("identity", 9)], content="names what they may not see"),
    )
    proposed = giving.propose()
    assert [(one.stix_id, one.why) for one in withheld_from(proposed)] == [(named("note", 7), "refers-no")]
    ids = [one.stix_id for one in items_of(proposed)]
    assert ids == [named("tool", 4), named("identity", 1), named("malware", 3), named("relationship", 5), named("report", 6)]
    assert json.loads(bytes(JournalAct.objects.get(name="intel.bundle-proposed").facts))["facts"]["withheld"] == 1
    giving.write(proposed)
    giving.put(thing("opinion", 8, object_refs=[named("malware", 3)], opinion="agree"))
    assert [one.stix_id for one in items_of(giving.propose())] == [named("opinion", 8)]  # they have the rest
    giving.bundle()
    giving.alias = "other"
    giving.take_out(named("identity", 1))
    giving.alias = "shelf"
    assert told_of(giving.propose())["removed"] == 1


@pytest.mark.both_databases
def test_what_is_hidden_between_proposal_and_approval_stops_the_bundle(giving):
    """The approver signs what they read: a relationship whose end is hidden meanwhile does not go."""
    threats = Threats(giving.world)
    other = threats.collection("Other", alias="other", readers=("authority:xr-cert",))
    threats.put(other, thing("malware", 3, is_family=True), thing("malware", 4, is_family=True), by=OURS)
    giving.put(relation(5, named("malware", 3), named("malware", 4)))
    proposed = giving.propose()
    withdraw("other", subject="authority:xr-cert", right="read", at=giving.world.at)
    with pytest.raises(BundleOutdated):
        giving.write(proposed)


# ---------------------------------------------------------------- what is put in


@pytest.fixture
def north(world):
    """A program of another authority, with a collection that it may write, one that it may read, and one that it may not."""
    shelves = {
        alias: Threats(world).collection(alias.title(), alias=alias, readers=readers, writers=("anyone",))
        for alias, readers in (("into", ("anyone",)), ("known", ("authority:xr-cert",)), ("hidden", ()))
    }
    return program("north", at=world.at, authority="xr-cert"), shelves


def in_collection(holding):
    """Return what stands in a collection, with whose it is and its label."""
    rows = StixPlace.objects.filter(collection=holding.pk).select_related("source").order_by("added")
    texts = dict(IntelLabel.objects.values_list("number", "text"))
    return {row.stix_id: (row.source.owner, texts[row.label], row.newest, row.added) for row in rows}


def test_a_program_brings_along_what_it_sees_and_may_pass_on(north, world):
    """Its own, and what is free; not what it may not see, nor what others gave; under no wider label, as whose it was."""
    client, shelves = north
    threats = Threats(world)
    rule = only_for("XR", 20)
    threats.put(shelves["known"], rule, thing("malware", 1, mark=named("marking-definition", 20)), thing("tool", 2, mark=CLEAR), by=THEIRS)
    threats.put(shelves["known"], thing("tool", 3, mark=CLEAR), thing("tool", 4, mark=GREEN), by=THIRD)
    threats.put(shelves["hidden"], thing("tool", 5, mark=CLEAR), by=THEIRS)
    threats.put(shelves["into"], thing("tool", 6, mark=CLEAR), by=THIRD)
    refs = [named("malware", 1), *(named("tool", number) for number in range(2, 8))]
    assert client.post(f"/taxii2/intel/collections/{shelves['into'].uuid}/objects/", [thing("report", 10, object_refs=refs)]).status == 202
    found = in_collection(shelves["into"])
    assert set(found) == {named("tool", 6), named("report", 10), named("marking-definition", 20), *refs[:3]}
    assert found[named("tool", 3)][0] == str(THIRD)
    assert found[named("malware", 1)][1] == in_collection(shelves["known"])[named("malware", 1)][1]
    assert {newest for _, _, newest, _ in found.values()} == {2}
    assert len({added for *_, added in found.values()}) == len(found)
    told = json.loads(bytes(JournalAct.objects.get(name="intel.brought-along").facts))["facts"]
    assert (told["along"], told["cut"]) == (4, 0)


def test_what_came_along_is_never_shown_to_more_than_before(north, world):
    """Its collection was for a field, the new one is for all and shows what bears no mark: neither widens it."""
    client, shelves = north
    narrow = Threats(world).collection("Narrow", alias="narrow", fields=("EF-FRAUD",), readers=("anyone",), writers=("anyone",))
    open_ = Threats(world).collection("Open", alias="open2", unmarked=Tlp.CLEAR, readers=("anyone",), writers=("anyone",))
    Threats(world).put(narrow, thing("tool", 1, mark=GREEN), by=THEIRS)
    Threats(world).put(shelves["known"], thing("tool", 2, mark=None), by=THEIRS)
    refs = [named("tool", 1), named("tool", 2)]
    client.post(f"/taxii2/intel/collections/{open_.uuid}/objects/", [thing("report", 3, object_refs=refs)])
    found = in_collection(open_)
    assert parse_label(found[refs[0]][1]).fields == {"EF-FRAUD"}
    assert parse_label(found[refs[1]][1]).tlp is Tlp.RED


@pytest.mark.both_databases
def test_the_same_again_brings_nothing_twice_and_a_loop_ends(north, world):
    """Markings that name each other, a report that names itself; the second POST changes nothing."""
    client, shelves = north
    loop = [
        {"type": "marking-definition", "spec_version": "2.1", "id": named("marking-definition", number), "created": STAMP}
        | {"definition_type": "statement", "definition": {"statement": "x"}, "object_marking_refs": [named("marking-definition", other)]}
        for number, other in ((30, 31), (31, 30))
    ]
    Threats(world).put(shelves["known"], *loop, by=THEIRS)
    path = f"/taxii2/intel/collections/{shelves['into'].uuid}/objects/"
    report = thing("report", 3, mark=named("marking-definition", 30), object_refs=[named("report", 3)])
    client.post(path, [report])
    before = in_collection(shelves["into"])
    assert set(before) == {report["id"], *(one["id"] for one in loop)}
    assert {parse_label(text).tlp for _, text, _, _ in before.values()} == {Tlp.RED}  # a circle of marks is unknown: it stays at home
    client.post(path, [report])
    assert in_collection(shelves["into"]) == before


# ---------------------------------------------------------------- how it is asked


def test_a_chain_is_cut_and_said_and_questions_are_counted(world, shelves, monkeypatch):
    """However many objects name however many others: a question for the page, and two more for each step."""
    threats = Threats(world)
    chain = [thing("x-link", number, object_refs=[named("x-link", number + 1)]) for number in range(1, 15)]
    many = [thing("tool", 100 + number) for number in range(50)]
    threats.put(shelves[OPEN], *chain, thing("x-link", 15), *many, by=OURS)
    reports = [thing("report", number, object_refs=[named("tool", 100 + number), named("x-link", 1)]) for number in range(50)]
    threats.put(shelves[HERE], *reports, by=OURS)
    asked = []
    for module in (together, ingesting):
        monkeypatch.setattr(module, "run", lambda sql, values=(): asked.append(sql) or statements.run(sql, values))
    found = going(shelves[HERE], at=world.at)
    ids = names_of(found)
    assert len([one for one in ids if one.startswith("tool")]) == 50
    assert [one for one in ids if one.startswith("x-link")] == [named("x-link", number) for number in range(together.DEEP - 1, 0, -1)]
    assert found.cut == 1
    assert len(asked) <= 3 + 2 * together.DEEP + 2


@pytest.mark.both_databases("plans")
def test_the_question_is_answered_from_an_index(world, shelves):
    """Pinned on both databases: where these objects stand, in every collection there is."""
    sql = together._THERE.format(ids=within(PLACE_KEY, connection.vendor))
    values = [as_list(name_keys([WORDS])), 1 << 62]
    native = sql.replace("%s", "?") if connection.vendor == "sqlite" else sql
    plan = explain(sql, values)
    assert read_to_the_end(native, plan) == []
    assert any("intel_place_key" in line for line in plan), plan
    assert "SCAN p" not in plan
    assert not any("TEMP B-TREE" in line for line in plan)
