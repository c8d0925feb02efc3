"""What goes between a node and a relay is read as it was written, whole, or refused; and what the two receipts say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.held import HeldBody, TakenBody, kind_of, parse_held, parse_taken, print_held, print_taken
from comity.wire.receipts import parse_receipt
from comity.wire.relay import (
    MAX_CLOSED,
    Ask,
    Left,
    Lying,
    Page,
    parse_ask,
    parse_left,
    parse_numbers,
    parse_page,
    print_ask,
    print_left,
    print_numbers,
    print_page,
)

VN, XR, RELAY = NodeId("poc.vn.example"), NodeId("poc.xr.example"), NodeId("relay.un.example")
AT = Instant(1_790_000_000_000_000)
NUMBERS = st.integers(0, 2**63)
KINDS = st.sampled_from(["envelope", "closed"])
THINGS = st.lists(st.builds(Left, KINDS, st.binary(min_size=1, max_size=40)), min_size=1, max_size=5)
RISING = st.lists(NUMBERS, min_size=1, max_size=5, unique=True).map(sorted)


@given(THINGS)
def test_what_is_left_is_read_back(things):
    """For one node, in its order."""
    assert parse_left(print_left(VN, things)) == (VN, tuple(things))


@given(RISING, KINDS, st.booleans())
def test_what_lies_there_is_read_back(numbers, kind, more):
    """With its number and its giver; nothing at all has nothing after it."""
    page = Page(tuple(Lying(number, XR, kind, b"x" * (1 + number % 7)) for number in numbers), more)
    assert parse_page(print_page(page)) == page
    assert parse_page(print_page(Page((), more=False))).items == ()


@given(RISING)
def test_what_was_taken_is_read_back(numbers):
    """By number."""
    assert parse_numbers(print_numbers(numbers)) == tuple(numbers)


ASK = Ask(relay=RELAY, node=VN, do="since", cursor=7, body=Digest.of(b""), at=AT, nonce="0" * 32)
HELD = HeldBody(env_id=EnvelopeId("1" * 32), outer=Digest.of(b"x"), to=VN, until=AT, at=AT)
TAKEN = TakenBody(outer=Digest.of(b"x"), at=AT)
PRINTED = {
    parse_ask: print_ask(ASK),
    parse_held: print_held(HELD),
    parse_taken: print_taken(TAKEN),
    parse_left: print_left(VN, [Left("envelope", b"first"), Left("closed", b"second")]),
    parse_page: print_page(Page((Lying(1, XR, "envelope", b"first"), Lying(2, VN, "closed", b"second")), more=True)),
    parse_numbers: print_numbers([1, 2]),
}


def test_a_question_and_both_receipts_are_read_back():
    """And a receipt of this way is none of an act's: whoever is told `held` as an answer to an act refuses it."""
    assert parse_ask(PRINTED[parse_ask]) == ASK
    assert parse_held(PRINTED[parse_held]) == HELD
    assert parse_taken(PRINTED[parse_taken]) == TAKEN
    for parse, kind in ((parse_held, "held"), (parse_taken, "taken")):
        assert kind_of(PRINTED[parse]) == kind
        with pytest.raises(Refused):
            parse_receipt(PRINTED[parse])


@pytest.mark.parametrize("parse", PRINTED)
def test_cut_off_longer_or_of_another_kind_is_refused(parse):
    """Whatever the printer would not have written."""
    data = PRINTED[parse]
    for other in (data[:-1], data + b"\0", data[1:], b"", *(printed for read, printed in PRINTED.items() if read is not parse)):
        with pytest.raises(Refused):
            parse(other)


def test_numbers_out_of_order_and_what_is_too_large_are_refused():
    """A page that would be asked for without end, a sealed file larger than any receipts, more after nothing."""
    with pytest.raises(Refused):
        print_numbers([2, 1])
    with pytest.raises(Refused):
        print_page(Page((Lying(2, XR, "envelope", b"x"), Lying(2, XR, "envelope", b"y")), more=False))
    with pytest.raises(Refused):
        print_page(Page((), more=True))
    with pytest.raises(Refused):
        print_left(VN, [Left("closed", bytes(MAX_CLOSED + 1))])
    with pytest.raises(Refused):
        print_left(VN, [])
    with pytest.raises(Refused):
        Ask(relay=RELAY, node=VN, do="since", cursor=-1, body=Digest.of(b""), at=AT, nonce="0" * 32)
    with pytest.raises(Refused):
        Ask(relay=RELAY, node=VN, do="since", cursor=0, body=Digest.of(b""), at=AT, nonce="short")
