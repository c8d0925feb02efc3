"""What a restored node asks and is answered, and what it says of a break: read exactly as printed, and no other way."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.lives import LAST_LIFE, Claim
from comity.terms.refusals import Refused
from comity.wire.discontinuity import (
    MAX_WHY,
    Discontinuity,
    PeerKnows,
    Sized,
    parse_discontinuity,
    print_discontinuity,
    receipts_digest,
)
from comity.wire.epoch import KEY_SIZE, EpochKey
from comity.wire.kept import PARTS, Answer, Item, Question, parse_answer, parse_question, print_answer, print_question

HERE, THERE = NodeId("poc.vn.example"), NodeId("poc.xr.example")
AT = Instant.parse("2026-11-29T03:07:00.000000Z")

instants = st.integers(0, 2**50).map(Instant)
counts = st.integers(0, 2**53 - 1)
kinds = st.sampled_from(sorted(PARTS))
items = kinds.flatmap(lambda kind: st.tuples(*[st.binary(max_size=40)] * PARTS[kind]).map(lambda parts: Item(kind, parts)))
epochs = st.builds(
    lambda key, since, seconds: EpochKey(key=key, since=since, until=since + timedelta(seconds=seconds)),
    st.binary(min_size=KEY_SIZE, max_size=KEY_SIZE),
    instants,
    st.integers(1, 7 * 86_400),
)
claims = st.none() | st.builds(Claim, st.integers(1, LAST_LIFE), st.text("0123456789abcdef", min_size=32, max_size=32))
questions = st.builds(Question, st.just(HERE), st.just(THERE), instants, st.none() | instants, counts, counts, claims, st.none() | epochs)
answers = st.builds(
    Answer,
    st.just(THERE),
    st.just(HERE),
    instants,
    st.text("ab \n", max_size=20).map(str.encode),
    instants,
    st.booleans(),
    counts,
    counts,
    st.lists(items, max_size=4).map(tuple),
    claims,
)


@settings(max_examples=30)
@given(questions, answers)
def test_what_is_printed_is_read_back(question, answer):
    """Every question and every answer."""
    assert parse_question(print_question(question)) == question
    assert parse_answer(print_answer(answer)) == answer


@settings(max_examples=30)
@given(answers, st.data())
def test_one_byte_more_less_or_changed_is_another_answer_or_none(answer, data):
    """Nothing is read in two ways."""
    printed = print_answer(answer)
    at = data.draw(st.integers(0, len(printed) - 1))
    for spoiled in (printed[:at], printed + b"\0", printed[:at] + bytes([printed[at] ^ 1]) + printed[at + 1 :]):
        try:
            assert print_answer(parse_answer(spoiled)) == spoiled
        except Refused:
            continue


def broken(**changes):
    """Return a break that can be, but for `changes`."""
    said = {
        "node": HERE,
        "at": AT,
        "origin": f"{HERE}/log",
        "why": "The disk was lost",
        "index": 7,
        "shared": Sized(7, Digest.of(b"a")),
        "known": Sized(9, Digest.of(b"b")),
        "peers": (PeerKnows(THERE, 2, receipts_digest({b"1", b"2"})),),
        "silent": (NodeId("poc.ke.example"),),
    }
    return Discontinuity(**(said | changes))


def test_a_break_is_read_back_and_nothing_like_it_is():
    """With and without what is known of the lost history; each changed byte is refused or is another break."""
    for one in (broken(), broken(known=None, peers=(), silent=())):
        printed = print_discontinuity(one)
        assert parse_discontinuity(printed) == one
        for at in range(0, len(printed), 3):
            spoiled = printed[:at] + bytes([printed[at] ^ 1]) + printed[at + 1 :]
            try:
                assert parse_discontinuity(spoiled) != one
            except Refused:
                continue
    for data in (b"", b"[]", b"{}", b'{"v":1}', print_discontinuity(broken()) + b" "):
        with pytest.raises(Refused):
            parse_discontinuity(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"index": 6},
        {"why": " "},
        {"why": "x" * (MAX_WHY + 1)},
        {"why": "two\nlines"},
        {"silent": (THERE,)},
        {"silent": (HERE,), "peers": ()},
    ],
)
def test_what_cannot_be_said_is_refused(changes):
    """A leaf before what is shared, no reason, a peer that told and was silent, the node itself among its peers."""
    with pytest.raises(Refused):
        broken(**changes)


@settings(max_examples=10)
@given(st.sets(st.binary(min_size=32, max_size=32), max_size=4))
def test_receipts_have_one_digest_in_whatever_order(receipts):
    """And other receipts another."""
    assert receipts_digest(set(sorted(receipts, reverse=True))) == receipts_digest(receipts)  # noqa: C414 the order is what is tried
    assert receipts_digest(receipts | {b"\1" * 33}) != receipts_digest(receipts)
