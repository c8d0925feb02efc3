"""Every way out of the store, held to the brute-force reference: no endpoint shows more, and none shows less.

A collection holds an object under each of many drawn labels, given by four authorities; drawn readers ask for it in every way there is.
What each is shown is compared with `policy_reference`, which knows the page and nothing of this program. The many, a hundred thousand
pairs at each way out, are run by `make test-data`, or by themselves: `.venv/bin/python -m pytest -m data tests/intel/policy`.
"""

import json
from random import Random

import drawn
import endpoints
import pytest
from crowded import OWNERS, SIZES, Crowd
from drawn import Draw
from policy_reference import may_see
from visitors import stop_clock

from comity.directory.book import book
from comity.intel.policy import print_label
from comity.intel.reading.onlooking import principal_of
from comity.intel.warnings.reasons import OWN
from comity.intel.warnings.recipients import Aim, label_of, standings
from comity.terms.markings import Pap, Tlp
from comity.wire.warning import Told


@pytest.fixture(autouse=True)
def _quick_secrets(monkeypatch):
    """Stretch secrets by less: what stretching costs is not what is tested here."""
    from comity.intel.store import clients

    monkeypatch.setattr(clients._Hasher, "time_cost", 1)
    monkeypatch.setattr(clients._Hasher, "memory_cost", 8)


@pytest.fixture
def crowd(world, size, monkeypatch):
    """The node, with nothing in the collection but what the labels mean."""
    made = Crowd(world, size)
    endpoints.stop_doors(made, monkeypatch)
    return made


@pytest.mark.both_databases("what a question finds")
@SIZES
def test_taxii_shows_what_the_reference_lets_in(crowd):
    """Objects, manifest, every object by itself, its versions, and who would delete it."""
    assert 0.02 < endpoints.taxii(crowd.fill()) < 0.6


def test_taxii_shows_it_from_the_moment_on_and_up_to_the_moment(world, monkeypatch):
    """A label begins and ends between two requests of a client that is known already, to the microsecond."""
    crowd = Crowd(world, (60, 4), moments=drawn.MOMENTS, seed=7).fill()
    endpoints.stop_doors(crowd, monkeypatch)
    endpoints.taxii(crowd, moments=drawn.MOMENTS)


@SIZES
def test_misp_shows_what_the_reference_lets_in(crowd):
    """Events, attributes, objects of MISP, reports, sightings and the feed's files, whole and by value."""
    assert endpoints.misp(endpoints.furnish(crowd.fill()))


@SIZES
def test_misp_lists_the_events_that_the_reference_lets_in(crowd):
    """The index, its tags, and which of the events that are offered are here."""
    endpoints.misp_events(crowd)


@SIZES
def test_bundles_hold_what_the_reference_lets_in_and_out(crowd):
    """For each other authority of the directory."""
    assert endpoints.bundles(crowd.fill())


@SIZES
def test_sets_hold_what_the_reference_lets_in_and_out(crowd):
    """For each other authority with a node; the rest is in the ledger of what is withheld."""
    assert endpoints.sets(crowd.fill()) > len(crowd.everybody) // 2


@SIZES
def test_a_push_sends_what_the_reference_lets_in_and_out(crowd):
    """To a foreign server goes what the program may read, and of that what this node may pass on."""
    assert endpoints.pushes(crowd.fill())


@pytest.mark.both_databases("what a question finds")
@SIZES
def test_lists_and_search_show_what_the_reference_lets_in(crowd):
    """To an officer of each authority of the directory."""
    endpoints.lists(crowd.fill())


def test_pages_tell_of_what_the_reference_lets_in(world, monkeypatch):
    """As they are rendered: the same questions as above, put by a browser."""
    stop_clock(monkeypatch, world.at)
    endpoints.rendered(Crowd(world, (40, 6)).fill())


@pytest.mark.both_databases("what a question finds")
@SIZES
def test_the_matrix_and_one_hop_show_what_the_reference_lets_in(crowd):
    """Techniques, how many use them, and who."""
    assert endpoints.joined(endpoints.join(crowd))


@pytest.mark.parametrize("count", [100, pytest.param(33_400, marks=pytest.mark.long)])
def test_a_warning_goes_to_whom_the_reference_lets_in(world, count):
    """Three authorities, each asked of each warning: the policy's part of the answer; that somebody has no node is another reason."""
    draw, gets = Draw(Random(7), authorities=OWNERS), 0
    everybody = {one.id: json.loads(principal_of(one).printed()) for of in book(world.home).sections.values() for one in of.authorities}
    for _ in range(count):
        told = Told(
            sort="WARN-METHOD",
            field=draw.one(("EF-CYBERCRIME", "EF-DRUGS", "EF-FRAUD")),
            urgency="urgent",
            actions=("ACT-BLOCK",),
            good_until=draw.one(("2020-01-01", "2090-01-01", "2090-01-01")),
            tlp=draw.one(tuple(Tlp)).value,
            onward="ONWARD-NONE",
            pap=draw.one(("", *(pap.value for pap in Pap))),
            support_types=("SUP-FINANCE",),
        )
        aim = Aim(named=draw.some(OWNERS, 0.4), kinds=draw.limit(("POC", "FIU")) or frozenset())
        label = json.loads(print_label(label_of(told, aim)))
        for one in standings(told, aim, at=world.at):
            allowed = may_see(label, everybody[one.authority.id], str(world.at))
            assert allowed == (not any(why.code not in OWN for why in one.why))
            gets += one.gets
    assert 0 < gets < 3 * count
