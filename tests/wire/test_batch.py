"""Deliveries and replies: binary frames that say exactly what they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.identifiers import Reference
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.wire.batch import MAX_DELIVERY, MAX_RECEIPT, Item, Reply, Want, parse_delivery, parse_reply, print_delivery, print_reply

items = st.lists(
    st.builds(Item, st.sampled_from(["envelope", "receipt", "along"]), st.binary(min_size=1, max_size=50)), min_size=1, max_size=6
)
wants = st.lists(
    st.builds(Want, st.integers(1, 999_999).map(lambda number: Reference(f"XR-2026-{number:06}")), st.integers(1, 2**53)),
    max_size=3,
    unique_by=lambda want: want.case,
).map(tuple)
replies = st.builds(
    Reply,
    st.lists(st.none() | st.binary(min_size=1, max_size=50), min_size=1, max_size=6).map(tuple),
    wants,
    st.none() | st.binary(min_size=1, max_size=50),
)


@given(sent=items)
def test_a_delivery_is_read_back(sent: list[Item]):
    """In its order, with its kinds; plain pairs do as well."""
    data = print_delivery(sent)
    assert parse_delivery(data) == tuple(sent)
    assert print_delivery([(kind, body) for kind, body in sent]) == data


@given(reply=replies)
def test_a_reply_is_read_back(reply: Reply):
    """For as many items as were sent, and for no other number."""
    data = print_reply(reply)
    assert parse_reply(data, items=len(reply.items)) == reply
    with pytest.raises(Malformed):
        parse_reply(data, items=len(reply.items) + 1)


def mutated(data: bytes, *, where: float, byte: int, way: str) -> bytes:
    """Return `data` with one byte changed, inserted or removed."""
    at = int(where * len(data))
    return data[:at] + (b"" if way == "remove" else bytes((byte,))) + data[at + (way != "insert") :]


mutations = {
    "where": st.floats(0, 1, exclude_max=True),
    "byte": st.integers(0, 255),
    "way": st.sampled_from(["change", "insert", "remove"]),
}


@given(sent=items, **mutations)
def test_a_changed_delivery_is_refused_or_is_another(sent: list[Item], where: float, byte: int, way: str):
    """What is accepted prints the bytes that came."""
    changed = mutated(print_delivery(sent), where=where, byte=byte, way=way)
    try:
        found = parse_delivery(changed)
    except Refused:
        return
    assert print_delivery(found) == changed


@given(reply=replies, **mutations)
def test_a_changed_reply_is_refused_or_is_another(reply: Reply, where: float, byte: int, way: str):
    """What is accepted prints the bytes that came."""
    changed = mutated(print_reply(reply), where=where, byte=byte, way=way)
    try:
        found = parse_reply(changed, items=len(reply.items))
    except Refused:
        return
    assert print_reply(found) == changed


@given(data=st.binary(max_size=80), magic=st.sampled_from([b"", b"COMITY1D", b"COMITY1A"]))
def test_any_bytes_are_refused_or_printed_again(data: bytes, magic: bytes):
    """A stranger's bytes cause a refusal and no other exception."""
    for parse, print_ in ((parse_delivery, print_delivery), (lambda body: parse_reply(body, items=1), print_reply)):
        try:
            found = parse(magic + data)
        except Refused:
            continue
        assert print_(found) == magic + data


def test_a_full_post_passes_and_one_byte_more_does_not():
    """8.25 MiB, counted with the frames."""
    room = MAX_DELIVERY - len(print_delivery([("envelope", b"x")])) + 1
    data = print_delivery([("envelope", bytes(room))])
    assert len(data) == MAX_DELIVERY
    assert len(parse_delivery(data)[0].data) == room
    with pytest.raises(TooLarge):
        print_delivery([("envelope", bytes(room + 1))])
    with pytest.raises(TooLarge):
        parse_delivery(data + b"x")


def test_a_full_reply_passes():
    """64 receipts at their cap, 64 wants, and a grant at its cap."""
    reply = Reply(
        (bytes(MAX_RECEIPT),) * 64, tuple(Want(Reference(f"VN-2026-{number:06}"), 2**53) for number in range(1, 65)), bytes(MAX_RECEIPT)
    )
    assert parse_reply(print_reply(reply), items=64) == reply


@pytest.mark.parametrize(
    "sent",
    [[], [("envelope", b"")], [("letter", b"x")], [("envelope", b"x")] * 65],
    ids=["nothing", "an empty item", "another kind", "sixty-five"],
)
def test_what_would_not_be_read_is_not_printed(sent: list[tuple[str, bytes]]):
    """The printer keeps to the parser's limits."""
    with pytest.raises(Malformed):
        print_delivery(sent)


def test_a_receipt_over_its_cap_is_not_printed():
    """16 KiB, in a delivery and in a reply."""
    with pytest.raises(TooLarge):
        print_delivery([("receipt", bytes(MAX_RECEIPT + 1))])
    with pytest.raises(TooLarge):
        print_reply(Reply((bytes(MAX_RECEIPT + 1),)))


def test_a_case_is_wanted_once():
    """Two numbers for one case would leave open which is meant."""
    want = Want(Reference("VN-2026-000001"), 1)
    with pytest.raises(Malformed):
        print_reply(Reply((None,), (want, want)))
