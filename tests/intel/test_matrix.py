"""The matrix as it is reckoned: what is kept of it says what reading it anew says, whatever comes, moves and goes; and its plans."""

import random
from contextlib import suppress

import pytest
from attack import CHAIN, joins, technique, with_matrix
from threats import Threats, indicator, named, only_for, thing
from worlds.plans import explain

from comity.directory.officers import actor
from comity.intel.reading import matrix as kept
from comity.intel.reading.matrix import Asked, matrix, users_of
from comity.intel.reading.onlooking import onlooker
from comity.intel.store import changes, runs, scanning
from comity.intel.store.granting import close_collection, grant, withdraw
from comity.intel.store.refusals import NoObject
from comity.intel.store.removing import remove_object
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.terms.identifiers import AuthorityId
from comity.wire.taxii.filters import Filters


def eye_of(world):
    """The drafter before a page, now."""
    return onlooker(world.drafter, by=actor(world.drafter, at=world.at), at=world.at)


@pytest.mark.both_databases
def test_what_is_kept_says_what_reading_anew_says(world):
    """Thirty changes: objects come, are revoked, taken out, labelled anew once their marking is defined; a collection opens and closes."""
    shelves, threats, dice = with_matrix(world), Threats(world), random.Random(5)
    theirs = AuthorityId("xr-cert")
    other = threats.collection("Third", alias="third", readers=())
    waits = named("marking-definition", 41)
    changes = [
        lambda step: threats.put(shelves["methods"], joins(1000 + step, "uses", named("malware", 811), named("attack-pattern", 802))),
        lambda step: threats.put(shelves["attack"], technique(1000 + step, f"Cách {step}", f"T{2000 + step}", "execution")),
        lambda step: threats.put(
            shelves["methods"],
            joins(820, "uses", named("intrusion-set", 810), named("attack-pattern", 800), revoked=bool(step % 2), modified=stamp(step)),
        ),
        lambda step: threats.put(shelves["methods"], thing("tool", 1000 + step, name="Bị chờ", mark=waits), by=theirs),
        lambda step: threats.put(
            shelves["methods"], joins(1100 + step, "uses", named("malware", 811), named("attack-pattern", 800), mark=waits), by=theirs
        ),
        lambda step: out(world, shelves["methods"], named("relationship", 820 + step % 7)),
        lambda step: threats.put(shelves["methods"], only_for("VN" if step > 15 else "XR", 41), by=theirs),
        lambda step: (grant if step % 2 else withdraw)(other.uuid, subject="authority:vn-poc", right="read", at=world.at),
        lambda step: threats.put(other, thing("malware", 1200, name="Ở nơi khác", is_family=True, modified=stamp(step))),
    ]
    seen = set()
    for step in range(30):
        dice.choice(changes)(step)
        once = matrix(eye_of(world), CHAIN, Asked())
        kept._KEPT.clear()
        assert once == matrix(eye_of(world), CHAIN, Asked()), step
        seen.add(once)
    assert len(seen) > 8
    close_collection("methods", at=world.at)
    assert matrix(eye_of(world), CHAIN, Asked()).used == 0


def stamp(step):
    """A version later than the one before."""
    return f"2026-11-22T00:00:{step:02}.000Z"


def out(world, holding, stix_id):
    """Take an object out as whoever gave it."""
    reader = Reader(eye_of(world).reader.principal)
    source = Source("client", "of xr-cert", "xr-cert")
    with suppress(NoObject):
        remove_object(stix_id, filters=Filters(), from_=holding, source=source, reader=reader, at=world.at)


@pytest.mark.both_databases("plans")
def test_no_question_reads_a_table_to_its_end(world, monkeypatch):
    """Read anew, from what is kept, and of one technique: by indexes, and as many questions however many techniques there are."""
    shelves, asked = with_matrix(world), []
    for module in (scanning, changes, runs):
        monkeypatch.setattr(module, "run", lambda sql, values=(), run=module.run: asked.append((sql, values)) or run(sql, values))

    def questions(deed):
        asked.clear()
        deed()
        return [(sql, "\n".join(explain(sql, values))) for sql, values in tuple(asked)]

    def look():
        return matrix(eye_of(world), CHAIN, Asked())

    kept._KEPT.clear()
    first, users = questions(look), questions(lambda: users_of(eye_of(world), named("attack-pattern", 800)))
    threats = Threats(world)
    threats.put(shelves["methods"], indicator(990, "[domain-name:value = 'b.example']"))
    again = questions(look)
    assert [sql for sql, _ in first if "intelposting" in sql]
    assert len(again) == 2 + len(shelves)  # whether anything moved, and of each collection who uses a technique
    for sql, plan in (*first, *again, *users):
        for bad in (
            "Seq Scan on records_stix",
            "Seq Scan on records_inteltombstone",
            "SCAN p",
            "SCAN records_stixplace",
            "SCAN records_intelposting",
        ):
            assert bad not in plan, f"{sql}\n{plan}"
    threats.put(shelves["attack"], *(technique(1000 + n, f"Cách {n}", f"T{2000 + n}", "execution") for n in range(60)))
    more = questions(look)
    assert sum("intelposting" not in sql for sql, _ in more) == 2 + sum("intelposting" not in sql for sql, _ in first)
    assert look().techniques == 64
