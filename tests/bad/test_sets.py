"""What a giver of threat sets may send wrongly or wickedly: nothing is lost, nothing waits for ever, and each object has its answer."""

import json

import pytest
from programs import indicator
from worlds.byhand import OURS, held
from worlds.puppet import verified

from comity.desk.filelists import store
from comity.desk.meaning import GIVING
from comity.desk.unpacking.taking import take_sets
from comity.intel.sets.outcomes import read_outcomes
from comity.intel.store.looking import LARGEST
from comity.records.models import ActFile, IntelSet, JournalAct, Outbox
from comity.terms.digests import Digest
from comity.wire.listed import ListedFile
from comity.wire.threatset import FILE_KIND, MEDIA_TYPE, ThreatSet, print_objects, print_set

UUID = "8d2b1f0e-3c4d-4e5f-8a6b-7c8d9e0f1a2b"
GOOD = [json.dumps(indicator(number)).encode() for number in range(3)]


def arrives(world, content, *, objects, state="whole", number="S-000009", act="request", **more):
    """Let a set arrive whose content is a file, in whatever state that is; return it, settled if it can be."""
    said = ThreatSet(number=number, collection=UUID, objects=objects, content=Digest.of(content), title="Shelf", **more)
    file = ListedFile(name="a.threat-set", media_type=MEDIA_TYPE, size=len(content), sha256=said.content, kind=FILE_KIND, language="")
    how = {"case": "XR-2026-000007", "article": "47(1)(d)", "urgency": "routine", "files": (file,)}
    (receipt,) = world.deliver(world.puppet.say(world.puppet.act(act, GIVING, print_set(said), **how))).items
    assert type(verified(receipt)).__name__ == "ReceivedBody"
    store().keep([content], cap=len(content))
    ActFile.objects.filter(digest=str(said.content)).update(state=state)
    take_sets(at=world.at)
    return IntelSet.objects.get(number=number)


def codes(row):
    """Return the code of each object."""
    return [code.removeprefix("SET-") for code in read_outcomes(bytes(row.outcomes), count=row.objects_count)]


@pytest.mark.parametrize(
    ("spoiled", "objects", "wanted"),
    [
        (print_objects(GOOD)[:-1], 3, ["RECEIVED", "RECEIVED", "UNREADABLE"]),
        (print_objects(GOOD) + b"\0\0\0", 3, ["RECEIVED"] * 3),
        (print_objects(GOOD[:1]) + b"\xff" * 40, 2, ["RECEIVED", "UNREADABLE"]),
        (b"not a content at all", 2, ["UNREADABLE"] * 2),
        (print_objects(GOOD[:2]), 5, ["RECEIVED"] * 2 + ["UNREADABLE"] * 3),
        (print_objects(GOOD), 1, ["RECEIVED"]),
        (print_objects([GOOD[0], b"[" * 5000, b"x" * (LARGEST + 1), GOOD[1]]), 4, ["RECEIVED", "UNREADABLE", "TOO-LARGE", "RECEIVED"]),
    ],
    ids=("cut-off", "more-behind", "length-of-ages", "no-content", "fewer", "more", "bombs"),
)
def test_a_spoiled_content_is_settled_as_far_as_it_can_be_read(world, spoiled, objects, wanted):
    """Whatever can be read is kept; the rest has its code; what was not listed is not kept."""
    row = arrives(world, spoiled, objects=objects)
    assert (row.state, codes(row)) == ("settled", wanted)
    kept = held(world.at, by=OURS, collection=row.collection.uuid) if row.collection else []
    assert kept == GOOD[: wanted.count("RECEIVED")]
    assert Outbox.objects.filter(item="settled").count() == 1


def test_a_broken_file_is_answered_and_what_follows_does_not_wait(world):
    """Its objects count as unreadable, the journal says why, and the next set of that giver is settled."""
    broken = arrives(world, print_objects(GOOD), objects=3, state="broken")
    assert (broken.state, codes(broken)) == ("settled", ["UNREADABLE"] * 3)
    assert JournalAct.objects.filter(name="set.broken").exists()
    after = arrives(world, print_objects(GOOD[:1]), objects=1, number="S-000010", act="report")
    assert codes(after) == ["RECEIVED"]


@pytest.mark.both_databases
def test_a_file_that_never_comes_holds_up_its_giver_alone(world):
    """While it comes nothing is kept and nothing is answered."""
    row = arrives(world, print_objects(GOOD), objects=3, state="coming")
    assert (row.state, row.outcomes, Outbox.objects.filter(item="settled").count()) == ("coming", b"", 0)
