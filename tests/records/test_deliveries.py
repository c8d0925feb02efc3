"""What a receipt changes in the cases that it tells of, and what else waits for it."""

import pytest

from comity.records.deliveries import deliver, waits_of
from comity.records.models import ActFile, IntelSet, Message, Request
from comity.records.rows import fresh, insert


@pytest.mark.parametrize(
    ("direction", "state", "attention", "after"),
    [
        ("out", "sent", "", ("delivered", "", True)),
        ("out", "undelivered", "undelivered", ("delivered", "undelivered", True)),
        ("out", "sent", "clocks", ("delivered", "", True)),
        ("out", "answered", "clocks", ("answered", "", False)),
        ("out", "answered", "no-clock", ("answered", "no-clock", False)),
        ("in", "sent", "clocks", ("sent", "", False)),
        ("in", "sent", "", ("sent", "", False)),
    ],
)
def test_only_what_was_on_its_way_is_delivered(world, direction, state, attention, after):
    """Ours that was sent or given up; whatever it is, no clock is doubted any more; no other case is touched."""
    told, other = world.receive(), world.receive()
    other.pk, other.reference = None, "XR-2026-999998"
    other.save(force_insert=True)
    values = {"direction": direction, "state": state, "attention": attention}
    Request.objects.filter(pk__in=[told.pk, other.pk]).update(**values, last_act_at=world.at)
    later = world.at.__class__(world.at.micros + 1)
    deliver([told.reference, "XR-2026-999999"], at=later)
    told.refresh_from_db()
    other.refresh_from_db()
    assert (told.state, told.attention, told.last_act_at == later) == after
    assert (other.state, other.attention, other.last_act_at) == (state, attention, world.at)


@pytest.mark.both_databases
@pytest.mark.parametrize("count", [0, 1, 2, 64, 65, 130])
def test_who_waits_for_a_case_is_asked_for_all_at_once(world, count):
    """Among however many, the last of them too; a set of theirs waits for no receipt of ours."""
    cases = [f"XR-2026-{number:06d}" for number in range(1, count + 1)]
    rest = {"objects_count": 1, "state": "sent", "at": world.at, "content": ""}
    for case in (*cases[:1], "XR-2026-999999"):
        insert(fresh(IntelSet, side="theirs", case=case, number=case[-6:], **rest))
    peer = str(world.puppet.node)
    assert waits_of(cases, peer=peer) == (False, False, False)
    for case in cases[-1:]:
        insert(fresh(IntelSet, side="ours", case=case, number=case[-6:], **rest))
    assert waits_of(cases, peer=peer) == (False, count > 0, False)


@pytest.mark.both_databases
def test_files_that_are_due_to_the_peer_itself_wait_for_its_receipt(world):
    """Not those that are whole, and not another peer's."""
    world.receive()
    file = {"message": Message.objects.get(), "size": 1}
    peer = str(world.puppet.node)
    insert(fresh(ActFile, peer="poc.zz.example", state="due", place=0, digest="a" * 64, **file))
    insert(fresh(ActFile, peer=peer, state="whole", place=1, digest="b" * 64, **file))
    assert not waits_of(["XR-2026-000001"], peer=peer).files
    insert(fresh(ActFile, peer=peer, state="due", place=2, digest="c" * 64, **file))
    assert waits_of(["XR-2026-000001"], peer=peer).files
