"""What a length tells: which bucket, and nothing else; padding has one form, and nothing else is taken for it."""

import math
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds.places import HERE, THERE, sealing, signing

from comity.seal.closed import close_file, open_file
from comity.seal.envelope import MAX_PAYLOAD, Recipient, outline
from comity.seal.padding import pad, padme, unpad, zeros_behind
from comity.seal.parcel import CHUNK, FileStatement, Sealer
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed

LARGEST = 2**40


def of_the_paper(size):
    """Padmé as its algorithm 1 says it."""
    exponent = math.floor(math.log2(size))
    last = exponent - (math.floor(math.log2(exponent)) + 1)
    mask = (1 << last) - 1
    return (size + mask) & ~mask


@given(size=st.integers(2, LARGEST))
@example(size=2)
@example(size=2**32 - 1)
def test_a_bucket_is_that_of_the_paper_and_costs_an_eighth_at_most(size):
    """It holds what fits, is a bucket itself, and rises with the size."""
    found = padme(size)
    assert found == of_the_paper(size)
    assert size <= found <= size * 1.12
    assert padme(found) == found
    assert padme(size - 1) <= found


@given(size=st.integers(2, LARGEST))
def test_buckets_are_few(size):
    """Of all lengths below one there are as many buckets as its logarithm squared: what a length tells is its logarithm's logarithm."""
    exponent = size.bit_length() - 1
    between = (padme(2 ** (exponent + 1)) - padme(2**exponent)) // (padme(2**exponent + 1) - 2**exponent)
    assert between <= 2 * (exponent + 1)


@given(content=st.binary(max_size=600), most=st.none() | st.integers(601, 700))
def test_what_is_padded_comes_back_and_no_other_form_of_it(content, most):
    """Longer, shorter, not zero, without its mark: refused."""
    padded = pad(content, most=most)
    assert unpad(padded, what="content", most=most) == content
    assert len(padded) == min(padme(len(content) + 1), most or LARGEST)
    for wrong in (padded + b"\0", padded[:-1], padded[:-1] + b"\1", content + bytes(len(padded) - len(content))):
        # The content itself may end as padding does: then what is cut is the one form of a shorter one, and of no other.
        if wrong not in {pad(content[:size], most=most) for size in range(len(content) + 1)}:
            with pytest.raises(Malformed):
                unpad(wrong, what="content", most=most)


def test_the_last_bucket_ends_where_the_format_does():
    """The largest payload is as long as the cap allows, and no more."""
    assert len(pad(bytes(100), most=101)) == 101
    assert (zeros_behind(100, least=128), zeros_behind(130, least=128)) == (bytes(28), bytes(padme(130) - 130))


def lengths(data):
    """Return what anybody may see of an envelope's length."""
    seen = outline(data)
    return len(data), len(seen.block), len(seen.body)


@given(sizes=st.integers(0, 20_000).flatmap(lambda one: st.tuples(st.just(one), st.integers(one, one + one // 40 + 3))))
@settings(max_examples=12, deadline=None)
def test_of_an_act_its_length_tells_the_bucket_and_no_more(world, sizes):
    """Two payloads of one bucket look alike; header and body, each by itself."""
    first, second = (lengths(world.close(random.Random(size).randbytes(size)).data) for size in sizes)
    salted = [33 + size for size in sizes]
    assert (padme(salted[0]) == padme(salted[1])) == (first == second)
    assert first[2] == padme(salted[0]) + 16 * -(-padme(salted[0]) // 2**20)


def test_of_an_act_the_length_does_not_tell_which_it_is(world):
    """Kinds of other lengths, a case that has gone on: the sealed header looks the same."""
    kinds = [world.close(b"x", kind=kind, seq=seq, previous=before) for kind, seq, before in CASES]
    assert len({lengths(one.data)[1] for one in kinds}) == 1


CASES = (("REQ-PRESERVE", 1, None), ("ANS", 2, Digest.of(b"before")), ("REQ-MUTUAL-ASSISTANCE", 12, Digest.of(b"before")))


def test_the_largest_payload_fits_and_opens(world):
    """Eight MiB, at the end of the last bucket."""
    payload = bytes(MAX_PAYLOAD)
    assert world.open(world.close(payload).data).payload == payload


@given(sizes=st.integers(1, 9000).flatmap(lambda one: st.tuples(st.just(one), st.integers(one, one + one // 40 + 3))))
@settings(max_examples=12, deadline=None)
def test_of_what_lies_at_a_relay_the_length_tells_the_bucket_and_no_more(sizes):
    """Receipts and parcels: whatever is sealed once more."""
    recipient = Recipient(THERE, sealing(THERE).public)
    made = [close_file(bytes([1]) * size, recipients=[recipient]) for size in sizes]
    assert (len(made[0]) == len(made[1])) == (padme(sizes[0] + 1) == padme(sizes[1] + 1))
    keys = {recipient.key.key_id: sealing(THERE)}
    assert [len(open_file(one, node=THERE, sealing_keys=keys, most=10_000)) for one in made] == list(sizes)


@given(sizes=st.integers(CHUNK // 2, CHUNK - 200_000).flatmap(lambda one: st.tuples(st.just(one), st.integers(one, one + 200_000))))
@settings(max_examples=4, deadline=None)
def test_of_the_last_chunk_of_a_file_the_length_tells_the_bucket_and_no_more(sizes):
    """A whole chunk is a bucket by itself, and costs nothing."""
    recipient = Recipient(THERE, sealing(THERE).public)

    def parcel(size):
        said = {"env_id": EnvelopeId("0" * 32), "inner": Digest.of(b""), "file": Digest.of(b"x"), "size": size, "sender": HERE, "to": THERE}
        sealer = Sealer(FileStatement(**said, at=Instant(1_790_000_000_000_000)), recipient=recipient, key=signing(HERE))
        return len(sealer.seal(bytes(size), number=0))

    assert (parcel(sizes[0]) == parcel(sizes[1])) == (padme(sizes[0]) == padme(sizes[1]))
    assert parcel(CHUNK) - parcel(sizes[0]) == CHUNK - padme(sizes[0])
