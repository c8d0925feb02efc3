import pytest
from hypothesis import given
from hypothesis import strategies as some

from comity.seal.batch import BatchProof, path_length, prove_batch
from comity.terms.digests import leaf_hash, tree_root
from comity.terms.refusals import Malformed


@given(entries=some.lists(some.binary(max_size=8), min_size=2, max_size=70), data=some.data())
def test_every_leaf_proves_itself_and_no_other(entries, data):
    """A proof leads its own leaf to the tree's root, and another leaf elsewhere."""
    leaves = [leaf_hash(entry) for entry in entries]
    root, proofs = prove_batch(leaves)
    index = data.draw(some.integers(0, len(entries) - 1))
    assert root == tree_root(leaves)
    assert proofs[index].root(leaves[index]) == root
    assert proofs[index].root(leaf_hash(entries[index] + b"\0")) != root


@given(size=some.integers(2, 300), data=some.data())
def test_no_position_proves_a_leaf_that_stands_elsewhere(size, data):
    """The same path under another index leads to another root, or has another length."""
    leaves = [leaf_hash(bytes([n % 256, n // 256])) for n in range(size)]
    root, proofs = prove_batch(leaves)
    index, other = (data.draw(some.integers(0, size - 1)) for _ in range(2))
    if index != other and path_length(index, size=size) == path_length(other, size=size):
        assert BatchProof(other, size, proofs[index].path).root(leaves[index]) != root


@pytest.mark.parametrize(("index", "size", "steps"), [(0, 1, 0), (2, 2, 1), (-1, 4, 2), (0, 4097, 13), (0, 2, 0), (0, 2, 2), (0, 0, 0)])
def test_positions_outside_and_paths_of_other_lengths_are_refused(index, size, steps):
    """A proof that cannot be one is not built."""
    with pytest.raises(Malformed):
        BatchProof(index, size, (b"\0" * 32,) * steps)


def test_steps_are_hashes():
    """A step of another length is refused."""
    with pytest.raises(Malformed):
        BatchProof(0, 2, (b"\0" * 31,))
