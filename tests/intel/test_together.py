"""What goes out together: all that belongs to an object and may be seen, nothing that names what may not; at every door that sends."""

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import CLEAR, GREEN, RED
from threats import OURS, STAMP, THEIRS, Threats, named, only_for, thing

from comity.directory.book import book
from comity.directory.home import home
from comity.intel.carrying.choosing import seen_by
from comity.intel.store.clock import look
from comity.intel.store.granting import collection_named
from comity.records.models import StixObject
from comity.terms.identifiers import AuthorityId

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
    """The same by hand, from what docs/adr/0029 says and with none of the code: sets, and a loop until nothing changes."""

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
        yield one, thing(one.kind, first + at, mark=None, object_marking_refs=MARKS[one.mark], object_refs=[ids[to] for to in one.names], **more)


def going(shelf, *, at, had=frozenset()):
    """Return what would go from a collection to Ruritania's CERT."""
    directory = book(home())
    row = collection_named(shelf.uuid)
    return seen_by(row, directory.authority(THEIRS), sender=directory.authority(OURS), clock=look(), at=at, had=had)


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

