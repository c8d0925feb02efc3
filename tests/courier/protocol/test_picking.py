"""What goes into one POST."""

from hypothesis import given
from hypothesis import strategies as st
from protocol_samples import OTHER, due

from comity.courier.protocol.lines import BATCH_BYTES, BATCH_ITEMS, Credit, Priority
from comity.courier.protocol.picking import pick
from comity.terms.identifiers import Reference

MIB = 1024 * 1024


def numbers(picked):
    """Return the numbers of the entries picked."""
    return [int(entry.env_id.text, 16) for entry in picked]


def test_the_oldest_go_first_at_most_sixty_four():
    """A long queue leaves in its order."""
    assert numbers(pick([due(number) for number in range(1, 100)], credit=None)) == list(range(1, 65))


def test_urgent_goes_first_and_carries_what_stands_before_it_in_its_case():
    """Order in the case is never given up for haste."""
    queue = [due(1, case=OTHER, seq=1), due(2, seq=1), due(3, seq=2, priority=Priority.URGENT), due(4, seq=3)]
    assert numbers(pick(queue, credit=None)) == [2, 3, 1, 4]


def test_what_does_not_fit_by_size_waits_with_all_that_follows_it_in_its_case():
    """Another case may use the room."""
    queue = [due(1, size=6 * MIB), due(2, size=3 * MIB), due(3, size=10), due(4, case=OTHER, seq=1, size=MIB)]
    assert numbers(pick(queue, credit=None)) == [1, 4]


def test_one_entry_above_the_size_goes_alone():
    """Nothing waits for ever because it is large."""
    assert numbers(pick([due(1, size=9 * MIB), due(2)], credit=None)) == [1]


def test_credit_limits_the_calm_but_not_the_urgent_and_leaves_a_probe():
    """With no credit left, one goes to learn the new credit; urgent acts have their own reserve."""
    none = Credit(0, 0)
    assert numbers(pick([due(1), due(2)], credit=none)) == [1]
    urgent = [due(1), due(2, case=OTHER, seq=1, priority=Priority.URGENT), due(3, case=OTHER, seq=2, priority=Priority.URGENT)]
    assert numbers(pick(urgent, credit=none)) == [2, 3]
    assert numbers(pick([due(number) for number in range(1, 9)], credit=Credit(3, MIB))) == [1, 2, 3]


def test_a_case_loaded_out_of_order_still_leaves_in_order():
    """The sequence numbers decide within a case."""
    assert [entry.seq for entry in pick([due(3), due(1), due(2)], credit=None)] == [1, 2, 3]


entries = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(Priority), st.integers(0, 5 * MIB)),
    max_size=90,
)


@given(entries, st.none() | st.builds(Credit, st.integers(0, 70), st.integers(0, 9 * MIB)))
def test_every_batch_keeps_caps_and_order(drawn, credit):
    """At most 64 and 8 MiB unless alone; a case's first ones, in order; nothing calm before the urgent; never empty without need."""
    seqs, queue = {}, []
    for number, (case, priority, size) in enumerate(drawn, start=1):
        seqs[case] = seqs.get(case, 0) + 1
        queue.append(due(number, case=Reference(f"XR-2026-{case:06d}"), seq=seqs[case], priority=priority, size=size))
    picked = pick(queue, credit=credit)
    assert bool(picked) == bool(queue)
    assert len(picked) <= BATCH_ITEMS
    assert len(picked) <= 1 or sum(entry.size for entry in picked) <= BATCH_BYTES
    for case in {entry.case for entry in picked}:
        mine = [entry.seq for entry in picked if entry.case == case]
        assert mine == list(range(1, len(mine) + 1))
    hurried = {entry.case: entry.seq for entry in queue if entry.priority is Priority.URGENT}
    haste = [entry.seq <= hurried.get(entry.case, 0) for entry in picked]
    assert haste == sorted(haste, reverse=True)
