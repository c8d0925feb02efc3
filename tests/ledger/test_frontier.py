from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger.frontier import MAX_BYTES, Frontier
from comity.ledger.tree import MAX_SIZE, hashes_of, root_at
from comity.terms.digests import Digest, leaf_hash, tree_root
from comity.terms.refusals import Malformed, Refused, TooLarge

LEAVES = [leaf_hash(b"%d" % number) for number in range(300)]


def test_the_empty_log_has_the_hash_of_nothing():
    """RFC 6962: the root of no leaves is SHA-256 of the empty string."""
    assert Frontier().root == Digest(sha256(b"").digest())


@pytest.mark.parametrize("size", range(70))
def test_root_and_hashes_agree_with_the_whole_tree(size):
    """At every size, growing one by one, growing at once and reading stored hashes give the same frontier."""
    grown = Frontier()
    for leaf in LEAVES[:size]:
        grown = grown.append(leaf)
    hash_at = hashes_of(LEAVES[:size])
    assert grown == Frontier().extend(LEAVES[:size]) == Frontier.at(size, hash_at=hash_at)
    assert grown.root.raw == tree_root(LEAVES[:size])
    assert grown.root == root_at(size, hash_at=hash_at)


@given(first=st.integers(0, 300), second=st.integers(0, 300))
def test_growing_in_two_steps_is_growing_in_one(first, second):
    """Extending is associative."""
    low, high = sorted((first, second))
    assert Frontier().extend(LEAVES[:low]).extend(LEAVES[low:high]) == Frontier().extend(LEAVES[:high])


@given(size=st.integers(0, MAX_SIZE), seed=st.binary(max_size=8))
def test_bytes_round_trip(size, seed):
    """Every frontier reads back from its bytes, and no longer or shorter bytes do."""
    hashes = tuple(leaf_hash(seed + bytes([number])) for number in range(size.bit_count()))
    data = Frontier(size, hashes).to_bytes()
    assert Frontier.from_bytes(data) == Frontier(size, hashes)
    for wrong in (data[:-1], data + b"\0", data + bytes(32)):
        with pytest.raises(Refused):
            Frontier.from_bytes(wrong)


@pytest.mark.parametrize(
    "data", [b"", bytes(7), (1).to_bytes(8, "big"), bytes(8) + bytes(32), (3).to_bytes(8, "big") + bytes(32), b"\xff" * 8 + bytes(32 * 63)]
)
def test_bytes_that_are_no_frontier_are_refused(data):
    """The number of hashes follows from the size, and the size from what a database row holds."""
    with pytest.raises(Malformed):
        Frontier.from_bytes(data)


def test_too_many_bytes_are_refused_unread():
    """The cap comes first."""
    with pytest.raises(TooLarge):
        Frontier.from_bytes(bytes(MAX_BYTES + 1))


@pytest.mark.parametrize("leaf", [b"", bytes(31), bytes(33)])
def test_only_hashes_are_appended(leaf):
    """A record instead of its hash does not slip into the tree, also where it would be joined at once."""
    with pytest.raises(Malformed):
        Frontier().append(leaf)
    with pytest.raises(Malformed):
        Frontier().extend([LEAVES[0], leaf])


def test_the_last_possible_size_is_the_last():
    """A log that is full takes nothing more."""
    full = Frontier(MAX_SIZE, (bytes(32),) * 63)
    with pytest.raises(Malformed):
        full.append(bytes(32))
