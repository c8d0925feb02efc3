"""What goes into one POST."""

from hypothesis import given
from hypothesis import strategies as st
from protocol_samples import OTHER, due

from comity.courier.protocol.granting import Allowance, Grant, TrafficClass
from comity.courier.protocol.lines import BATCH_BYTES, BATCH_ITEMS, Priority
from comity.courier.protocol.picking import counted_as, part, pick
from comity.terms.identifiers import Reference

MIB = 1024 * 1024


NONE = Allowance(0, 0)
FULL = Allowance(BATCH_ITEMS, BATCH_BYTES)


def numbers(picked):
    """Return the numbers of the entries picked."""
    return [int(entry.env_id.text, 16) for entry in picked.entries]


def test_the_oldest_go_first_at_most_sixty_four():
    """A long queue leaves in its order."""
    assert numbers(pick([due(number) for number in range(1, 100)], granted=None)) == list(range(1, 65))


def test_urgent_goes_first_and_carries_what_stands_before_it_in_its_case():
    """Order in the case is never given up for haste."""
    queue = [due(1, case=OTHER, seq=1), due(2, seq=1), due(3, seq=2, priority=Priority.URGENT), due(4, seq=3)]
    picked = pick(queue, granted=None)
    assert numbers(picked) == [2, 3, 1, 4]
    assert picked.along == (queue[1].env_id,)


def test_what_does_not_fit_by_size_waits_with_all_that_follows_it_in_its_case():
    """Another case may use the room."""
    queue = [due(1, size=6 * MIB), due(2, size=3 * MIB), due(3, size=10), due(4, case=OTHER, seq=1, size=MIB)]
    assert numbers(pick(queue, granted=None)) == [1, 4]


def test_one_entry_above_the_size_goes_alone():
    """Nothing waits for ever because it is large."""
    assert numbers(pick([due(1, size=9 * MIB), due(2)], granted=None)) == [1]


def test_no_more_goes_than_was_granted_to_each_class():
    """What stands before an urgent act counts with it; what is bulk leaves the rest its own."""
    granted = Grant(urgent=FULL, ordinary=NONE, bulk=NONE)
    urgent = [due(1), due(2, case=OTHER, seq=1), due(3, case=OTHER, seq=2, priority=Priority.URGENT), due(4, case=OTHER, seq=3)]
    picked = pick(urgent, granted=granted)
    assert (numbers(picked), picked.short) == ([2, 3], {TrafficClass.ORDINARY})
    three = Grant(urgent=FULL, ordinary=Allowance(3, MIB), bulk=Allowance(1, 3 * MIB))
    queue = [due(1, size=2 * MIB), due(2, case=OTHER, seq=1, size=2 * MIB), *(due(number) for number in range(3, 9))]
    picked = pick(queue, granted=three)
    assert (numbers(picked), picked.short) == ([1, 3, 4, 5], set())
    assert pick([due(1)], granted=Grant(urgent=FULL, ordinary=Allowance(64, 9_999), bulk=FULL)).short == {TrafficClass.ORDINARY}


def test_a_class_that_waits_is_closed_and_then_sends_one():
    """One, and nothing behind it: it learns what is granted now. The other classes go on."""
    granted = Grant(urgent=NONE, ordinary=NONE, bulk=NONE)
    queue = [due(1), due(2), due(3, case=OTHER, seq=1, priority=Priority.URGENT)]
    assert pick(queue, granted=granted, closed={TrafficClass.ORDINARY, TrafficClass.URGENT}).entries == ()
    picked = pick(queue, granted=granted, closed={TrafficClass.URGENT}, probing={TrafficClass.ORDINARY})
    assert (numbers(picked), picked.short) == ([1], set())


def test_receipts_on_their_own_count_for_nothing():
    """No node refuses one for want of room: it ends something there."""
    granted = Grant(urgent=NONE, ordinary=NONE, bulk=NONE)
    assert numbers(pick([due(1, seq=0), due(2)], granted=granted, closed=set(TrafficClass))) == [1]


def test_urgent_acts_without_end_leave_the_others_their_turn():
    """When they alone would fill every POST, half of every fourth is for what has waited longest, large or small."""
    urgent = [due(number, case=Reference(f"XR-2026-{number:06d}"), seq=1, priority=Priority.URGENT) for number in range(2, 100)]
    behind = due(150, case=Reference("XR-2026-000099"), seq=2)
    queue = [due(1, case=OTHER, seq=1, size=6 * MIB), *urgent[1:], behind]
    assert 1 not in numbers(pick(queue, granted=None))
    picked = numbers(pick(queue, granted=None, turn=True))
    assert len(picked) == BATCH_ITEMS
    assert picked[-1] == 1
    assert 150 not in picked


def test_a_case_loaded_out_of_order_still_leaves_in_order():
    """The sequence numbers decide within a case."""
    assert [entry.seq for entry in pick([due(3), due(1), due(2)], granted=None).entries] == [1, 2, 3]


entries = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(Priority), st.integers(0, 5 * MIB)),
    max_size=90,
)


allowances = st.builds(Allowance, st.integers(0, 64), st.integers(0, 8 * MIB))
grants = st.builds(Grant, allowances, allowances, allowances)


@given(entries, st.none() | grants, st.sets(st.sampled_from(TrafficClass)), st.booleans())
def test_every_batch_keeps_caps_order_and_grant(drawn, granted, probing, turn):
    """At most 64 and 8 MiB unless alone; a case's first ones, in order; the urgent first; one beyond the grant where it probes."""
    seqs, queue = {}, []
    for number, (case, priority, size) in enumerate(drawn, start=1):
        seqs[case] = seqs.get(case, 0) + 1
        queue.append(due(number, case=Reference(f"XR-2026-{case:06d}"), seq=seqs[case], priority=priority, size=size))
    whole = pick(queue, granted=granted, probing=probing, turn=turn)
    picked = whole.entries
    assert picked or not queue or whole.short
    assert len(picked) <= BATCH_ITEMS
    assert len(picked) <= 1 or sum(entry.size for entry in picked) <= BATCH_BYTES
    for case in {entry.case for entry in picked}:
        mine = [entry.seq for entry in picked if entry.case == case]
        assert mine == list(range(1, len(mine) + 1))
    spent = {traffic: [] for traffic in TrafficClass}
    hurried = {entry.env_id for entry in part(queue)[0]}
    for entry in picked:
        spent[counted_as(entry, hurried=hurried)].append(entry.size)
    for traffic, sizes in spent.items() if granted else ():
        over = sorted(sizes)[: len(sizes) - (traffic in probing)]
        assert len(over) <= granted.of(traffic).items
        assert sum(over) <= granted.of(traffic).size
    hurried = {entry.case: entry.seq for entry in queue if entry.priority is Priority.URGENT}
    haste = [entry.seq <= hurried.get(entry.case, 0) for entry in picked]
    assert haste == sorted(haste, reverse=True)
