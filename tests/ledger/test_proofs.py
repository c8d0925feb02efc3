from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.ledger import reference
from comity.ledger.proofs import (
    ConsistencyProof,
    InclusionProof,
    NotConsistent,
    NotInLog,
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)
from comity.ledger.tree import MAX_SIZE, hashes_of, root_at
from comity.terms.digests import Digest, leaf_hash, tree_root
from comity.terms.refusals import Malformed, Refused

MOST = 66
LEAVES = [leaf_hash(b"%d" % number) for number in range(MOST)]
HASH_AT = hashes_of(LEAVES)


@cache
def root(size):
    """Give the root of the first `size` leaves."""
    return Digest(tree_root(LEAVES[:size]))


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_inclusion_proof_is_that_of_the_definition(size):
    """For every leaf of every small log the path equals RFC 6962's PATH, and proves that leaf and no other."""
    for index in range(size):
        proof = prove_inclusion(index, size=size, hash_at=HASH_AT)
        assert list(proof.path) == reference.audit_path(index, LEAVES[:size])
        assert verify_inclusion(LEAVES[index], proof=proof, root=root(size)) == LEAVES[index]
        with pytest.raises(NotInLog):
            verify_inclusion(LEAVES[(index + 1) % MOST], proof=proof, root=root(size))


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_consistency_proof_is_that_of_the_definition(size):
    """For every pair of sizes the path equals RFC 6962's PROOF, and proves those two roots."""
    for old in range(1, size + 1):
        proof = prove_consistency(old, size=size, hash_at=HASH_AT)
        assert list(proof.path) == reference.consistency_path(old, LEAVES[:size])
        assert verify_consistency(proof, old_root=root(old), root=root(size)) == root(size)
        with pytest.raises(NotConsistent):
            verify_consistency(proof, old_root=root(old), root=root(size + 1))
        with pytest.raises(NotConsistent):
            verify_consistency(proof, old_root=root(old - 1), root=root(size))


@pytest.mark.parametrize("size", range(MOST))
def test_roots_are_those_of_the_definition(size):
    """The fast root, the level-by-level root of `terms` and the recursive definition agree."""
    assert root_at(size, hash_at=HASH_AT) == root(size) == Digest(reference.tree_hash(LEAVES[:size]))


@given(entries=st.lists(st.binary(max_size=16), min_size=1, max_size=40, unique=True), data=st.data())
def test_every_leaf_proves_itself_and_no_other(entries, data):
    """A proof of one leaf fails for every other leaf, at every other place, and at every other size it could claim."""
    leaves = [leaf_hash(entry) for entry in entries]
    size, index = len(leaves), data.draw(st.integers(0, len(leaves) - 1))
    top = Digest(tree_root(leaves))
    proof = prove_inclusion(index, size=size, hash_at=hashes_of(leaves))
    assert verify_inclusion(leaves[index], proof=proof, root=top) == leaves[index]
    for other in range(size):
        if other != index:
            with pytest.raises(NotInLog):
                verify_inclusion(leaves[other], proof=proof, root=top)
            with pytest.raises(NotInLog):
                verify_inclusion(leaves[index], proof=InclusionProof(other, size, proof.path), root=top)
    with pytest.raises(NotInLog):
        verify_inclusion(leaf_hash(entries[index] + b"\0"), proof=proof, root=top)


def mutations(path):
    """Every way of dropping, doubling, swapping or altering one hash of a path."""
    for at, node in enumerate(path):
        yield path[:at] + path[at + 1 :]
        yield (*path[:at], node, node, *path[at + 1 :])
        yield (*path[:at], bytes([node[0] ^ 1]) + node[1:], *path[at + 1 :])
        yield (*path[:at], node[:-1] + bytes([node[-1] ^ 128]), *path[at + 1 :])
    yield from ((*path, bytes(32)), (bytes(32), *path), path[::-1])


@settings(max_examples=60)
@given(data=st.data())
def test_a_mutated_inclusion_proof_is_refused(data):
    """No hash can be dropped, doubled, altered, added or moved."""
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    proof = prove_inclusion(index, size=size, hash_at=HASH_AT)
    for path in mutations(proof.path):
        if path != proof.path:
            with pytest.raises(NotInLog):
                verify_inclusion(LEAVES[index], proof=InclusionProof(index, size, path), root=root(size))


@settings(max_examples=60)
@given(data=st.data())
def test_a_mutated_consistency_proof_is_refused(data):
    """No hash can be dropped, doubled, altered, added or moved, and the roots cannot be swapped."""
    size = data.draw(st.integers(1, MOST))
    old = data.draw(st.integers(1, size))
    proof = prove_consistency(old, size=size, hash_at=HASH_AT)
    for path in mutations(proof.path):
        if path != proof.path:
            with pytest.raises(NotConsistent):
                verify_consistency(ConsistencyProof(old, size, path), old_root=root(old), root=root(size))
    if old != size:
        with pytest.raises(NotConsistent):
            verify_consistency(proof, old_root=root(size), root=root(old))


@given(changed=st.integers(0, MOST - 1), old=st.integers(1, MOST - 1))
def test_a_log_that_changed_an_old_leaf_cannot_prove_that_it_continues(changed, old):
    """The history that was signed cannot be rewritten; what came later may be anything."""
    other = [*LEAVES]
    other[changed] = leaf_hash(b"rewritten")
    proof = prove_consistency(old, size=MOST, hash_at=hashes_of(other))
    new_root = Digest(tree_root(other))
    if changed >= old:
        assert verify_consistency(proof, old_root=root(old), root=new_root) == new_root
    else:
        with pytest.raises(NotConsistent):
            verify_consistency(proof, old_root=root(old), root=new_root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 4), (4, 4), (0, MAX_SIZE + 1)])
def test_a_place_outside_the_log_has_no_proof(index, size):
    """Neither made nor read."""
    with pytest.raises(Malformed):
        prove_inclusion(index, size=size, hash_at=HASH_AT)
    with pytest.raises(Malformed):
        InclusionProof(index, size, ())


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 4), (5, 4), (-1, 4), (1, MAX_SIZE + 1)])
def test_an_empty_or_longer_old_log_has_no_proof(old, size):
    """Anything continues an empty log, so a proof of it would say nothing."""
    with pytest.raises(Malformed):
        prove_consistency(old, size=size, hash_at=HASH_AT)
    with pytest.raises(Malformed):
        ConsistencyProof(old, size, ())


@given(index=st.integers(0, MAX_SIZE - 1), size=st.integers(1, MAX_SIZE), old=st.integers(1, MAX_SIZE))
def test_proofs_of_enormous_logs_ask_for_few_hashes(index, size, old):
    """Whatever the size, at most 126 hashes are read, all of them complete subtrees of the log."""
    asked = []

    def hash_at(level, place):
        assert (place + 1) << level <= size
        asked.append((level, place))
        return leaf_hash(b"%d %d" % (level, place))

    if index < size:
        assert len(prove_inclusion(index, size=size, hash_at=hash_at).path) <= 63
        assert len(asked) <= 126
    asked.clear()
    if old <= size:
        assert len(prove_consistency(old, size=size, hash_at=hash_at).path) <= 64
        assert len(asked) <= 126


def test_hashes_of_another_length_are_no_path():
    """Otherwise a leaf could pass for a node."""
    for path in ((b"",), (bytes(31),), (bytes(64),), (bytes(32),) * 65):
        with pytest.raises(Refused):
            InclusionProof(0, 2, path)
        with pytest.raises(Refused):
            ConsistencyProof(1, 2, path)
    with pytest.raises(NotInLog):
        verify_inclusion(b"", proof=InclusionProof(0, 1, ()), root=root(1))


def test_refusals_read_as_sentences():
    """The operator is told which log and which place."""
    assert str(NotInLog(index=3, size=8)) == "The log with 8 leaves does not hold this record at place 3."
    assert str(NotConsistent(old=3, size=8)) == "The log with 8 leaves does not continue the log with 3 leaves."
