"""An officer says that they have seen the alarms about a partner: theirs alone that they saw, once, with a line in the log."""

import json

import pytest

from comity.desk.alarms import NothingToSee, see_alarms
from comity.directory.policy import NotAllowed
from comity.records.models import Alarm, JournalAct

PEER = "poc.xr.example"


def raised(world, seq, *, kind="file-gone", peer=PEER):
    """One alarm."""
    return Alarm.objects.create(kind=kind, peer=peer, seq=seq, at=world.at)


@pytest.mark.both_databases
def test_what_was_shown_is_seen_and_nothing_else(world):
    """Not what came since, not another kind, not another partner; said again with the same token it is the same."""
    first, second = raised(world, 1), raised(world, 2)
    others = [raised(world, 3), raised(world, 1, kind="refused"), raised(world, 1, peer="cert.xr.example")]
    for _ in range(2):
        assert see_alarms(PEER, "file-gone", newest=second.pk, by=world.drafter, at=world.at, token="t-1") == 2
    for row in (first, second, *others):
        row.refresh_from_db()
        assert (row.seen_by_id, row.seen_at) == ((None, None) if row in others else (world.drafter.pk, world.at))
    (act,) = JournalAct.objects.filter(name="alarm.seen")
    assert json.loads(act.facts)["facts"] == {"kind": "file-gone", "peer": PEER, "count": 2}
    assert act.about == ""
    with pytest.raises(NothingToSee):
        see_alarms(PEER, "file-gone", newest=second.pk, by=world.approver, at=world.later(minutes=1), token="t-2")
    assert see_alarms(PEER, "file-gone", newest=others[0].pk, by=world.approver, at=world.later(minutes=1), token="t-3") == 1
    first.refresh_from_db()
    assert first.seen_by_id == world.drafter.pk


def test_who_may_answer_for_no_clock_sees_nothing_away(world):
    """An administrator is no officer of the desk."""
    row = raised(world, 1)
    with pytest.raises(NotAllowed):
        see_alarms(PEER, "file-gone", newest=row.pk, by=world.administrator, at=world.at, token="t-1")
    assert not Alarm.objects.exclude(seen_at=None).exists()
    assert not JournalAct.objects.filter(name="alarm.seen").exists()
