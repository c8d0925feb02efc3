"""What two nodes hold of each other, as digests and marks."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from comity.courier.protocol.watermarks import BUCKETS, MOST, Mark, bucket_of, differing, root_of, rounds, strange, tally
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference

HERE, THERE = NodeId("poc.vn.example"), NodeId("poc.xr.example")


def mark(number, *, ours=True, seq=1):
    """The mark of one stream."""
    return Mark(ours, Reference(f"XR-2026-{number:06d}"), seq, Digest.of(str((number, ours, seq)).encode()))


marks = st.lists(
    st.builds(mark, st.integers(1, 999), ours=st.booleans(), seq=st.integers(1, 9)), max_size=40, unique_by=lambda one: (one.ours, one.case)
)


@given(marks, st.randoms())
def test_both_ends_come_to_the_same_digests_in_whatever_order_their_rows_come(held, random):
    """Each speaks of its own streams as its own."""
    theirs = [one.turned() for one in held]
    random.shuffle(theirs)
    assert tally(held, own=HERE, peer=THERE) == tally(theirs, own=THERE, peer=HERE)


@given(marks.filter(bool), st.data())
def test_any_difference_shows_in_its_bucket_alone(held, data):
    """One act more, one less, another number, another digest, the stream of the other side."""
    at = data.draw(st.integers(0, len(held) - 1))
    one = held[at]
    changes = [
        replace(one, seq=one.seq + 1),
        replace(one, inner=Digest.of(b"another")),
        replace(one, ours=not one.ours),
        None,
    ]
    other = data.draw(st.sampled_from(changes))
    changed = [*held[:at], *([other] if other else []), *held[at + 1 :]]
    before, after = tally(held, own=HERE, peer=THERE), tally(changed, own=HERE, peer=THERE)
    assert len(before) == BUCKETS
    assert root_of(before) != root_of(after)
    assert differing(before, after) == (bucket_of(one.case),)


def test_what_differs_is_said_in_words_of_five_hundred():
    """Each bucket once, all its marks together; of one that is larger than a word, the first."""
    held = {at: [mark(100 * at + number + 1) for number in range(90)] for at in range(12)} | {20: [mark(5000 + n) for n in range(MOST + 1)]}
    said = list(rounds([*range(12), 20, 30], held))
    assert [together for together, _ in said] == [(0, 1, 2, 3, 4), (5, 6, 7, 8, 9), (10, 11), (20, 30)]
    assert [len(some) for _, some in said] == [450, 450, 180, MOST]
    assert list(rounds([], held)) == []


def test_strange_is_what_the_other_names_and_is_not_here():
    """By the very digest: another act at the same place is not it."""
    here = {mark(1), mark(2, ours=False)}
    told = [mark(1).turned(), mark(2, ours=False).turned(), mark(3).turned(), replace(mark(1).turned(), inner=Digest.of(b"x"))]
    assert strange(told, here=here) == (told[2], told[3])
